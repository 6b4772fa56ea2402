// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// crop_and_resize - cuts boxes out of images and resizes each to a common size, bit for bit as TensorFlow's
// tf.image.crop_and_resize does on the CPU. This is the one header to include.
//
//     const cnr::image_view<std::uint8_t> image(pixels, {batch, height, width, channels});
//     const cnr::boxes_view boxes(corners, {num_boxes, 4});             // y1, x1, y2, x2
//     const cnr::box_indices_view box_indices(indices, {num_boxes});    // which image of the batch
//     const cnr::crops_view<float> crops(output, {num_boxes, 224, 224, channels});
//     if (auto done = cnr::crop_and_resize(image, boxes, box_indices, crops); !done) std::puts(done.message());
//
// BOXES
//   Coordinates are normalised: 0 is the centre of the first row or column of pixels and 1 that of the last one, so y
//   stands for row y * (height - 1). A box with y1 > y2 is flipped upside down, one with x1 > x2 left to right. A box
//   may be empty and may reach outside the image: rows and columns of the crop that fall outside become
//   options::extrapolation_value. Row i of a crop of c > 1 rows falls on
//       y1 * (height - 1) + i * ((y2 - y1) * (height - 1) / (c - 1)).
//   The row of a crop of one row falls on the middle of the box. If a box ends at 1, rounding can carry the last row
//   past the last row of the image, by the last bit; the extrapolation value then replaces that row, as in TensorFlow.
//   The same happens at 0 for a flipped box. coordinate_mode::clamped_corners keeps these rows. In TensorFlow's mode, a
//   box that ends at 1 - 2.4e-7 keeps its last row, and a flipped one that ends at 2.4e-7.
//
// OTHER CONVENTIONS
//   All of this is TensorFlow's, and the default. options.hpp has the others, with their formulas:
//   - options::coordinates: half_pixel centres, as cv::resize and torch; clamped_corners;
//   - options::border: replicate the pixels at the edges; isolate the box from what surrounds it;
//   - options::boxes: x before y, pixels instead of fractions, width and height.
//   Faces that a detector found as cv::Rect2f are cut out as cv::resize would do it by
//       cnr::options settings;
//       settings.coordinates = cnr::coordinate_mode::half_pixel;
//       settings.border = cnr::border_mode::isolate;
//       settings.boxes = cnr::box_format::xywh_pixels;
//
// DESTINATIONS
//   Crops of float get the floats that were computed. Crops of another element type get each as from_float of
//   element_traits converts it (element.hpp). With normalized(crops, scale, bias) in place of the crops, each float is
//   scaled and shifted by its channel first (normalized.hpp). The extrapolation value goes the same way.
//
// SHRINKING
//   A filter in place of the sampler reads all pixels near an output, so that fine patterns do not turn into coarse
//   ones: triangle, area, cubic, lanczos3, roi_align (filter.hpp).
//
// IMAGES OF DIFFERENT SIZES
//   An images_view of image_views, each a batch of one, takes the place of the batch; box_indices pick from it:
//       const cnr::image_view<std::uint8_t> frames[] = {{left, {1, 1080, 1920, 3}}, {right, {1, 720, 1280, 3}}};
//       const cnr::images_view<std::uint8_t> images(frames, {2});
//       cnr::crop_and_resize(images, boxes, box_indices, crops);
//
// SAME BITS
//   Coordinates and pixels are computed in float, in the order of TensorFlow's CPU kernel, with no fused multiply-add:
//   the bytes written depend on neither the compiler nor its optimisation, the processor, the executor, nor its
//   threads.
//   - A NaN result is NaN everywhere; its sign and payload are the processor's.
//   - Denormal numbers are kept, as IEEE 754 has it, where TensorFlow flushes them to zero.
//   - The rounding mode must be to-nearest, with flush-to-zero off, on every thread that runs a part of the call.
//   - -ffast-math and its parts give the promise up. CNR_BIT_EXACT is 0 where the compiler reports them, else 1.
//
// ERRORS
//   Arguments are checked before anything is written. The overloads that write into crops return a result, whose code
//   says which rule was broken and whose index says by which box; those that allocate throw. Shapes are checked first.
//   describe.hpp writes the numbers that broke the rule into memory of the caller's.
//   What cannot be checked is the caller's to ensure: the views point to that many elements, aligned for their type;
//   crops overlap neither an input nor themselves; the inputs do not change during the call. Of a row of the image, all
//   memory between its first and its last element may be read, elements or not, so none of it may change, either.
//
// MEMORY AND THREADS
//   The overloads that write into crops allocate nothing, lock nothing and, with serial, throw nothing; compiled
//   with optimisation, they use less than 64 KiB of stack. Calls may run concurrently. To spread one over threads, pass
//   an executor: any callable like serial (executor.hpp), or one of those in adaptor/.
//
// EXTENDING
//   A class like bilinear samples in another way (sampler.hpp), a class like triangle filters (filter.hpp); a
//   specialisation of element_traits admits another element type of images or of crops (element.hpp). All are inlined
//   into the loops.

#ifndef CROP_AND_RESIZE_CROP_AND_RESIZE_HPP
#define CROP_AND_RESIZE_CROP_AND_RESIZE_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/forward/run.hpp>
#include <crop_and_resize/detail/validate/forward.hpp>
#include <crop_and_resize/detail/validate/misuse.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/executor.hpp>
#include <crop_and_resize/filter.hpp>
#include <crop_and_resize/normalized.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/result.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/target.hpp>
#include <crop_and_resize/tensor_view.hpp>
#include <crop_and_resize/version.hpp>

#if defined(__cpp_exceptions)
#include <crop_and_resize/detail/validate/exceptions.hpp>
#include <crop_and_resize/tensor.hpp>
#endif

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace cnr {
inline namespace v0 {
// Callers may take the addresses of these functions, so they are in the namespace of the compiler's flags.
CNR_DETAIL_BASELINE_BEGIN

/// Cuts each box out of its image and resizes it into the crop of the same number.
///
/// @tparam T          element type of the image: std::uint8_t, std::uint16_t, std::int8_t, std::int16_t, std::int32_t,
///                    std::int64_t, half, bfloat16, float, double, or one that element_traits has a to_float for
/// @tparam Out        element type of the crops: one of these except std::int64_t, or one that element_traits has a
///                    from_float for; float where crops are in braces
/// @param image       [batch, height, width, channels], any strides; height and width in [1, 2^31 - 1]
/// @param boxes       [num_boxes, 4]: y1, x1, y2, x2, finite, normalised by (extent - 1), or as settings.boxes says
/// @param box_indices [num_boxes]: each box's image, in [0, batch)
/// @param crops       [num_boxes, crop_height, crop_width, channels], any strides that keep elements apart; overwritten
/// @param sampler     bilinear{}, nearest{}, a method chosen at run time, a filter (filter.hpp), or a class of the
///                    caller's that is a sampler or a filter
/// @param settings    the extrapolation value, coordinates, border and format of the boxes; see options.hpp
/// @param executor    runs the tasks of the call; taken by reference, not copied
/// @returns success, or the first rule broken, in which case nothing was written
///
/// Throws nothing but what the executor throws; the crops are then unspecified. O(num_boxes + elements of crops).
template <class T, class Out = float, class Sampler = bilinear, class Executor = serial>
CNR_DETAIL_ALWAYS_INLINE result crop_and_resize(image_view<T> image, boxes_view boxes, box_indices_view box_indices,
                                                crops_view<Out> crops, Sampler sampler = {},
                                                const options& settings = {}, Executor&& executor = Executor{})  //
    noexcept(detail::is_serial<Executor>::value) {
  if constexpr (detail::require_supported<T, Out, Sampler>() && detail::require_executor<Executor>()) {
    const result checked = detail::validate(image, boxes, box_indices, crops, sampler, settings);
    if (checked) {
      detail::run(image, boxes, box_indices, crops, detail::plain_destination<Out>{}, sampler, settings, executor);
    }
    return checked;
  }
}

/// Cuts each box out of its image and resizes it into the crop of the same number, scaled and shifted by channel: an
/// element that would be v becomes v * scale[c] + bias[c] (normalized.hpp).
///
/// @param image       [batch, height, width, channels]; this and all else is as for crops that are not normalised
/// @param boxes       [num_boxes, 4]
/// @param box_indices [num_boxes]
/// @param destination normalized(crops, scale, bias): crops [num_boxes, crop_height, crop_width, channels], scale and
///                    bias [channels]
/// @returns success, or the first rule broken, in which case nothing was written
template <class T, class Out = float, class Sampler = bilinear, class Executor = serial>
CNR_DETAIL_ALWAYS_INLINE result crop_and_resize(image_view<T> image, boxes_view boxes, box_indices_view box_indices,
                                                normalized_crops<Out> destination, Sampler sampler = {},
                                                const options& settings = {}, Executor&& executor = Executor{})  //
    noexcept(detail::is_serial<Executor>::value) {
  if constexpr (detail::require_supported<T, Out, Sampler>() && detail::require_executor<Executor>()) {
    const result checked = detail::validate(image, boxes, box_indices, destination, sampler, settings);
    if (checked) {
      detail::run(image, boxes, box_indices, destination.crops,
                  detail::normalized_destination<Out>{destination.scale, destination.bias}, sampler, settings,
                  executor);
    }
    return checked;
  }
}

/// Cuts boxes [num_boxes, 4] out of image [batch, height, width, channels] into crops [num_boxes, crop_height,
/// crop_width, channels]. C++ deduces T from a view of mutable elements, which the overload for an image_view would
/// have to be told. The image is only read. Parameters, errors and complexity are those of that overload.
///
/// @returns success, or the first rule broken, in which case nothing was written
template <class T, class Out = float, class Sampler = bilinear, class Executor = serial,
          std::enable_if_t<!std::is_const<T>::value, int> = 0>
CNR_DETAIL_ALWAYS_INLINE result crop_and_resize(tensor_view<T, 4> image, boxes_view boxes, box_indices_view box_indices,
                                                crops_view<Out> crops, Sampler sampler = {},
                                                const options& settings = {}, Executor&& executor = Executor{})  //
    noexcept(detail::is_serial<Executor>::value) {
  return cnr::crop_and_resize(image_view<T>(image), boxes, box_indices, crops, sampler, settings, executor);
}

/// Cuts boxes [num_boxes, 4] out of image [batch, height, width, channels], a view of mutable elements, which is only
/// read, into destination: normalized(crops, scale, bias) with crops [num_boxes, crop_height, crop_width, channels] and
/// scale and bias [channels]. Parameters, errors and complexity are those of the overload for an image_view.
///
/// @returns success, or the first rule broken, in which case nothing was written
template <class T, class Out = float, class Sampler = bilinear, class Executor = serial,
          std::enable_if_t<!std::is_const<T>::value, int> = 0>
CNR_DETAIL_ALWAYS_INLINE result crop_and_resize(tensor_view<T, 4> image, boxes_view boxes, box_indices_view box_indices,
                                                normalized_crops<Out> destination, Sampler sampler = {},
                                                const options& settings = {}, Executor&& executor = Executor{})  //
    noexcept(detail::is_serial<Executor>::value) {
  return cnr::crop_and_resize(image_view<T>(image), boxes, box_indices, destination, sampler, settings, executor);
}

/// Cuts boxes out of images of different sizes, strides and places. All else is as with one image_view.
///
/// @param images      each an image_view [1, height, width, channels], all of as many channels
/// @param boxes       [num_boxes, 4]: y1, x1, y2, x2, finite, normalised by (extent - 1) of the box's image, or as
///                    settings.boxes says
/// @param box_indices [num_boxes]: the number of each box's image, in [0, number of images)
/// @param crops       [num_boxes, crop_height, crop_width, channels]; overwritten
/// @returns success, or the first rule broken, in which case nothing was written
///
/// O(number of images + num_boxes + elements of crops). Boxes of one image should follow one another. No overload for
/// images of different sizes returns a new tensor.
template <class T, class Out = float, class Sampler = bilinear, class Executor = serial>
CNR_DETAIL_ALWAYS_INLINE result crop_and_resize(images_view<T> images, boxes_view boxes, box_indices_view box_indices,
                                                crops_view<Out> crops, Sampler sampler = {},
                                                const options& settings = {}, Executor&& executor = Executor{})  //
    noexcept(detail::is_serial<Executor>::value) {
  if constexpr (detail::require_supported<T, Out, Sampler>() && detail::require_executor<Executor>()) {
    const result checked = detail::validate(images, boxes, box_indices, crops, sampler, settings);
    if (checked) {
      detail::run(images, boxes, box_indices, crops, detail::plain_destination<Out>{}, sampler, settings, executor);
    }
    return checked;
  }
}

/// Cuts boxes out of images of different sizes, and scales and shifts what it writes: an element that would be v
/// becomes v * scale[c] + bias[c] (normalized.hpp). All else is as for crops that are not normalised.
///
/// @param images      each an image_view [1, height, width, channels], all of as many channels
/// @param boxes       [num_boxes, 4]
/// @param box_indices [num_boxes]: the number of each box's image, in [0, number of images)
/// @param destination normalized(crops, scale, bias): crops [num_boxes, crop_height, crop_width, channels], scale and
///                    bias [channels]
/// @returns success, or the first rule broken, in which case nothing was written
template <class T, class Out = float, class Sampler = bilinear, class Executor = serial>
CNR_DETAIL_ALWAYS_INLINE result crop_and_resize(images_view<T> images, boxes_view boxes, box_indices_view box_indices,
                                                normalized_crops<Out> destination, Sampler sampler = {},
                                                const options& settings = {}, Executor&& executor = Executor{})  //
    noexcept(detail::is_serial<Executor>::value) {
  if constexpr (detail::require_supported<T, Out, Sampler>() && detail::require_executor<Executor>()) {
    const result checked = detail::validate(images, boxes, box_indices, destination, sampler, settings);
    if (checked) {
      detail::run(images, boxes, box_indices, destination.crops,
                  detail::normalized_destination<Out>{destination.scale, destination.bias}, sampler, settings,
                  executor);
    }
    return checked;
  }
}

/// Cuts boxes [num_boxes, 4] out of images, an array of mutable image_views [1, height, width, channels], from which
/// C++ deduces T, into crops [num_boxes, crop_height, crop_width, channels]. Parameters, errors and complexity are
/// those of the overload for an images_view, which calls that name T use: the first template parameter here is an int.
///
/// @returns success, or the first rule broken, in which case nothing was written
template <int = 0, class T, class Out = float, class Sampler = bilinear, class Executor = serial>
CNR_DETAIL_ALWAYS_INLINE result crop_and_resize(tensor_view<image_view<T>, 1> images, boxes_view boxes,
                                                box_indices_view box_indices, crops_view<Out> crops,
                                                Sampler sampler = {}, const options& settings = {},
                                                Executor&& executor = Executor{})  //
    noexcept(detail::is_serial<Executor>::value) {
  return cnr::crop_and_resize(images_view<T>(images), boxes, box_indices, crops, sampler, settings, executor);
}

/// Cuts boxes [num_boxes, 4] out of images, an array of mutable image_views [1, height, width, channels], into
/// destination: normalized(crops, scale, bias) with crops [num_boxes, crop_height, crop_width, channels] and scale and
/// bias [channels]. Parameters, errors and complexity are those of the overload for an images_view.
///
/// @returns success, or the first rule broken, in which case nothing was written
template <int = 0, class T, class Out = float, class Sampler = bilinear, class Executor = serial>
CNR_DETAIL_ALWAYS_INLINE result crop_and_resize(tensor_view<image_view<T>, 1> images, boxes_view boxes,
                                                box_indices_view box_indices, normalized_crops<Out> destination,
                                                Sampler sampler = {}, const options& settings = {},
                                                Executor&& executor = Executor{})  //
    noexcept(detail::is_serial<Executor>::value) {
  return cnr::crop_and_resize(images_view<T>(images), boxes, box_indices, destination, sampler, settings, executor);
}

#if defined(__cpp_exceptions)

/// Cuts each box out of its image and resizes it into the crop of the same number, of a new tensor. Parameters and
/// complexity are those of the overload for crops.
///
/// @param image       [batch, height, width, channels]
/// @param boxes       [num_boxes, 4]
/// @param box_indices [num_boxes]
/// @param size        of each crop: height and width in [1, 2^31 - 1]
/// @returns [num_boxes, size.height, size.width, channels]
/// @throws std::out_of_range for a box index, std::invalid_argument for every other rule broken, with the numbers in
///         the text, both before anything is allocated; std::bad_alloc where memory is short; and what the executor
///         throws
template <class T, class Out = float, class Sampler = bilinear, class Executor = serial>
CNR_DETAIL_ALWAYS_INLINE tensor<Out, 4> crop_and_resize(image_view<T> image, boxes_view boxes,
                                                        box_indices_view box_indices, crop_size size,
                                                        Sampler sampler = {}, const options& settings = {},
                                                        Executor&& executor = Executor{}) {
  if constexpr (detail::require_supported<T, Out, Sampler>() && detail::require_executor<Executor>()) {
    const detail::extents_4d extents{{boxes.extent(0), size.height, size.width, image.extent(3)}};
    const result checked = detail::validate<Out>(image, boxes, box_indices, extents, sampler, settings);
    if (!checked) detail::throw_error(checked, image, boxes, box_indices, size, settings);
    tensor<Out, 4> crops(extents);
    detail::run(image, boxes, box_indices, crops.view(), detail::plain_destination<Out>{}, sampler, settings, executor);
    return crops;
  }
}

/// Cuts boxes [num_boxes, 4] out of image [batch, height, width, channels], a view of mutable elements, which is only
/// read, and returns crops in a new tensor [num_boxes, size.height, size.width, channels]. Parameters, exceptions and
/// complexity are those of the overload for an image_view.
template <class T, class Out = float, class Sampler = bilinear, class Executor = serial,
          std::enable_if_t<!std::is_const<T>::value, int> = 0>
CNR_DETAIL_ALWAYS_INLINE tensor<Out, 4> crop_and_resize(tensor_view<T, 4> image, boxes_view boxes,
                                                        box_indices_view box_indices, crop_size size,
                                                        Sampler sampler = {}, const options& settings = {},
                                                        Executor&& executor = Executor{}) {
  return cnr::crop_and_resize<T, Out>(image_view<T>(image), boxes, box_indices, size, sampler, settings, executor);
}

#endif  // defined(__cpp_exceptions)

/// Chosen for arguments that the functions above do not take, to say so.
template <class T = detail::in_braces, class Out = float, class Sampler = bilinear, class Executor = serial,
          class Image = detail::in_braces, class Boxes = detail::in_braces, class Indices = detail::in_braces,
          class Crops = detail::in_braces, class Fifth = detail::in_braces, class Settings = detail::in_braces,
          class Types = detail::call_types<T, Out, Image, Boxes, Indices, Crops, Settings>, class... Rest,
          std::enable_if_t<Types::is_misuse, int> = 0>
result crop_and_resize(const Image& /*image*/, const Boxes& /*boxes*/, const Indices& /*box_indices*/,
                       const Crops& /*crops*/ = {}, const Fifth& /*sampler*/ = {}, const Settings& /*settings*/ = {},
                       Rest&&... /*rest*/) {
  static_assert(Types::names_element,
                "crop_and_resize: the call must name the element type of an image that is in braces, as in "
                "crop_and_resize<std::uint8_t>({pixels, {1, height, width, 3}}, ...)");
  static_assert(Types::names_right_element,
                "crop_and_resize: the call names another element type than the image's; of a view it can be left out");
  static_assert(Types::names_right_output,
                "crop_and_resize: the call names another element type of crops than that of the view; it can be left "
                "out");
  static_assert(Types::has_image,
                "crop_and_resize: image must be a 4-D view, of a tensor its view(); of images in a container, pass a "
                "view, as in cnr::images_view<std::uint8_t>(images.data(), {count})");
  static_assert(Types::has_boxes, "crop_and_resize: boxes must be a view of float, 2-D, of a tensor its view()");
  static_assert(
      Types::has_indices,
      "crop_and_resize: box_indices must be a view of std::int32_t, 1-D, of a tensor its view(); if all boxes "
      "are in image 0, cnr::first_image(number of boxes)");
  static_assert(Types::has_crops,
                "crop_and_resize: crops must be a 4-D view of mutable elements, normalized(crops, scale, bias), or a "
                "crop_size; of a tensor its view()");
  static_assert(Types::has_options,
                "crop_and_resize: the sixth argument must be cnr::options, as in cnr::options{0.5F} for an "
                "extrapolation value; an executor is the seventh");
  return {};
}

/// Chosen for arguments that the function of this name does not take, to say so.
template <class Out = float, class Crops = detail::in_braces, class Scale = detail::in_braces,
          class Bias = detail::in_braces, class Types = detail::normalized_types<Crops, Scale, Bias>,
          std::enable_if_t<Types::is_misuse, int> = 0>
normalized_crops<Out> normalized(const Crops& /*crops*/, const Scale& /*scale*/ = {}, const Bias& /*bias*/ = {}) {
  static_assert(Types::has_crops, "normalized: crops must be a 4-D view of mutable elements, of a tensor its view()");
  static_assert(Types::has_channels,
                "normalized: scale and bias must each be a 1-D view of float, as in {mean.data(), {3}}");
  return {{nullptr, {}}, {nullptr, {}}, {nullptr, {}}};
}

/// Chosen for images of different sizes with a crop_size, to say that there is no such function.
template <class T, class Out = float, class... Rest>
result crop_and_resize(images_view<T> /*images*/, boxes_view /*boxes*/, box_indices_view /*box_indices*/,
                       crop_size /*size*/, Rest&&... /*rest*/) {
  static_assert(
      detail::is_never<T>::value,
      "crop_and_resize: for images of different sizes, pass crops, a view, instead of a crop_size: only calls "
      "for one image_view return a new tensor");
  return {};
}
template <class T, class Out = float, class... Rest>
result crop_and_resize(tensor_view<image_view<T>, 1> images, boxes_view boxes, box_indices_view box_indices,
                       crop_size size, Rest&&... /*rest*/) {
  return cnr::crop_and_resize<T, Out>(images_view<T>(images), boxes, box_indices, size);
}

CNR_DETAIL_BASELINE_END
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_CROP_AND_RESIZE_HPP
