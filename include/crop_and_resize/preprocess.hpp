// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The numbers around a call that prepares the input of a network: where a letterboxed image is in its crop, where the
// coordinates of a crop are in its image, where a mask is pasted back, how many boxes miss their image, and the scale
// and bias of a mean and a standard deviation. All of it is pure functions; the calls themselves do not need this
// header.
//
//     const cnr::options settings{0, cnr::coordinate_mode::half_pixel, {}, cnr::box_format::xyxy_pixels};
//     const auto fit = cnr::make_letterbox(cnr::image_size{1080, 1920}, cnr::crop_size{640, 640});
//     const auto box = cnr::whole_crop_box(fit, settings);  // the padding becomes the extrapolation value
//     const auto done = cnr::crop_and_resize(image, {box.data(), {1, 4}}, cnr::first_image(1), crops, {}, settings);
//     ...
//     const auto found = cnr::crop_to_image(fit, settings).box(detection, cnr::box_format::xyxy_pixels);

#ifndef CROP_AND_RESIZE_PREPROCESS_HPP
#define CROP_AND_RESIZE_PREPROCESS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/preprocess/box_axes.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/normalized.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>

namespace cnr {
inline namespace v0 {

/// Height and width of an image, in pixels, each in [1, 2^31 - 1].
struct image_size {
  std::ptrdiff_t height;
  std::ptrdiff_t width;
};

/// Whole pixels: rows [top, top + height) and columns [left, left + width).
struct pixel_window {
  std::ptrdiff_t top;
  std::ptrdiff_t left;
  std::ptrdiff_t height;
  std::ptrdiff_t width;

  /// Whether there is no pixel in it. Every call refuses crops of such a window.
  constexpr bool empty() const noexcept { return height <= 0 || width <= 0; }
};

/// Four bounds, in the order and the unit that a box_format names.
using box_numbers = std::array<float, 4>;

/// Scale and bias of each channel, for `normalized`.
template <std::size_t Channels>
struct channel_normalization {
  std::array<float, Channels> scale;
  std::array<float, Channels> bias;

  /// [Channels]. The views are valid as long as this object.
  CNR_DETAIL_ALWAYS_INLINE constexpr channels_view scale_view() const& noexcept { return view_of(scale); }
  CNR_DETAIL_ALWAYS_INLINE constexpr channels_view bias_view() const& noexcept { return view_of(bias); }
  void scale_view() const&& = delete;
  void bias_view() const&& = delete;

 private:
  CNR_DETAIL_ALWAYS_INLINE static constexpr channels_view view_of(const std::array<float, Channels>& numbers) noexcept {
    return {numbers.data(), {static_cast<std::ptrdiff_t>(Channels)}};
  }
};

/// normalized(crops, numbers.scale_view(), numbers.bias_view()). `numbers` must live as long as what is returned, and
/// so cannot be a temporary.
///
/// @tparam Out   element type of the crops; float where they are in braces
/// @param crops  [num_boxes, crop_height, crop_width, Channels]
template <class Out = float, std::size_t Channels>
CNR_DETAIL_ALWAYS_INLINE constexpr normalized_crops<Out> normalized(
    crops_view<Out> crops, const channel_normalization<Channels>& numbers) noexcept {
  return normalized(crops, numbers.scale_view(), numbers.bias_view());
}

/// Chosen for a temporary, to say so.
template <class Out = float, std::size_t Channels>
normalized_crops<Out> normalized(crops_view<Out> /*crops*/, const channel_normalization<Channels>&& /*numbers*/) {
  static_assert(Channels == 0,
                "normalized: what make_normalization returns must outlive the crops that refer to it: keep it in a "
                "variable");
  return {};
}

/// How an image is letterboxed.
struct letterbox_options {
  /// Whether an image that is smaller than the crop is enlarged.
  bool scale_up = true;
  /// Whether the padding is on both sides of the picture; else it is below and to the right.
  bool is_centred = true;
  /// If not 0, the crop is smaller than asked for: its padding is what is left of the whole padding after division by
  /// `stride`, along each axis. ("auto" in YOLOv5.)
  std::ptrdiff_t stride = 0;
};

/// An image that is resized to fit a crop, with the same factor along both axes, and padded.
struct letterbox {
  image_size image;
  /// The size of the crop, padding included.
  crop_size crop;
  /// The part of the crop that the image fills.
  pixel_window picture;
};

/// How a crop, such as a mask, is resized into the part of the image that it was cut from.
struct paste_plan {
  /// The pixels of the image that get a value. It is within the image, and empty if no centre of a pixel is in the box.
  pixel_window window;
  /// The box to pass to the call, in which the mask is the image.
  box_numbers box;
  /// The options to pass to the call.
  options settings;
};

namespace detail {
CNR_DETAIL_BASELINE_BEGIN

/// Whether box number `box` and the image have no point in common.
constexpr bool misses(const boxes_view& boxes, std::ptrdiff_t box, const image_size& image,
                      const options& settings) noexcept {
  const pixel_bounds pixels = detail::to_pixels({{boxes(box, 0), boxes(box, 1), boxes(box, 2), boxes(box, 3)}},
                                                settings.boxes, settings, image.height, image.width);
  return detail::misses(pixels.y, detail::length(image.height, settings)) ||
         detail::misses(pixels.x, detail::length(image.width, settings));
}

/// Sets the elements of the crops that are not in `picture` to the value of their channel.
template <class Out, class ValueOf>
void fill_around(const tensor_view<Out, 4>& crops, const pixel_window& picture, const ValueOf& value_of) noexcept {
  const std::ptrdiff_t left = detail::maximum(picture.left, 0);
  const std::ptrdiff_t right = picture.left + picture.width;
  for (std::ptrdiff_t crop = 0; crop < crops.extent(0); ++crop) {
    for (std::ptrdiff_t y = 0; y < crops.extent(1); ++y) {
      const bool has_picture = y >= picture.top && y < picture.top + picture.height;
      for (std::ptrdiff_t x = 0; x < crops.extent(2); ++x) {
        if (has_picture && x == left && left < right) x = right;
        if (x >= crops.extent(2)) break;
        for (std::ptrdiff_t channel = 0; channel < crops.extent(3); ++channel) {
          crops(crop, y, x, channel) = value_of(channel);
        }
      }
    }
  }
}

template <std::size_t Channels, class Mean, class Deviation>
constexpr channel_normalization<Channels> make_normalization(const Mean* mean, const Deviation* deviation,
                                                             double range) noexcept {
  channel_normalization<Channels> result{};
  for (std::size_t channel = 0; channel < Channels; ++channel) {
    const auto deviation_of_channel = static_cast<double>(deviation[channel]);
    result.scale[channel] = static_cast<float>(1 / (range * deviation_of_channel));
    result.bias[channel] = static_cast<float>(-static_cast<double>(mean[channel]) / deviation_of_channel);
  }
  return result;
}

CNR_DETAIL_BASELINE_END
}  // namespace detail

// Callers may take the addresses of these functions, so they are in the namespace of the compiler's flags.
CNR_DETAIL_BASELINE_BEGIN

/// The scale and bias that turn elements of [0, range] into (x / range - mean) / deviation, which is
/// x * (1 / (range * deviation)) + (-mean / deviation). Both numbers are computed in double and rounded to float.
///
/// Both may be of double, float or an integer type.
///
/// @param mean      of each channel, in the unit of x / range
/// @param deviation of each channel, the standard deviation in the same unit. Precondition: not 0
/// @param range     what stands for 1: 255 for std::uint8_t, 1 if the mean is in the unit of the elements
template <std::size_t Channels, class Mean, class Deviation>
constexpr channel_normalization<Channels> make_normalization(const std::array<Mean, Channels>& mean,
                                                             const std::array<Deviation, Channels>& deviation,
                                                             double range = 255) noexcept {
  return detail::make_normalization<Channels>(mean.data(), deviation.data(), range);
}

/// The overload above for numbers in braces, of any types: make_normalization({0.485, 0.456, 0.406}, {0.229, 0.224,
/// 0.225}).
template <std::size_t Channels>
constexpr channel_normalization<Channels> make_normalization(const double (&mean)[Channels],
                                                             const double (&deviation)[Channels],
                                                             double range = 255) noexcept {
  return detail::make_normalization<Channels>(mean, deviation, range);
}

/// The overload above for arrays of another type than double.
template <std::size_t Channels, class Mean, class Deviation>
constexpr channel_normalization<Channels> make_normalization(const Mean (&mean)[Channels],
                                                             const Deviation (&deviation)[Channels],
                                                             double range = 255) noexcept {
  return detail::make_normalization<Channels>(mean, deviation, range);
}

/// A view of the part of images or crops that is in `window`, with the same strides: of each image, these rows and
/// columns. Nothing is copied. Precondition: the window is within them. A view without elements keeps the data pointer.
template <class T>
constexpr tensor_view<T, 4> subview(const tensor_view<T, 4>& whole, const pixel_window& window) noexcept {
  T* data = whole.data();
  // An empty window may begin after the last pixel, where no pointer may point.
  const bool has_elements = !window.empty() && whole.extent(0) > 0 && whole.extent(3) > 0;
  if (has_elements && data != nullptr) data += window.top * whole.stride(1) + window.left * whole.stride(2);
  return {data, {{whole.extent(0), window.height, window.width, whole.extent(3)}}, whole.strides()};
}

/// A view of the same images or crops with the channels in reverse order: BGR is seen as RGB. Nothing is copied.
template <class T>
constexpr tensor_view<T, 4> reversed_channels(const tensor_view<T, 4>& whole) noexcept {
  for (std::size_t axis = 0; axis < 4; ++axis) {
    // The strides of an empty view and of a single channel mean nothing.
    if (whole.extent(axis) < (axis == 3 ? 2 : 1)) return whole;
  }
  if (whole.data() == nullptr) return whole;
  typename tensor_view<T, 4>::strides_type strides = whole.strides();
  strides[3] = -strides[3];
  return {whole.data() + (whole.extent(3) - 1) * whole.stride(3), whole.extents(), strides};
}

/// Fits an image into a crop, as YOLOv5's and Ultralytics' `letterbox` does: the factor r is the smaller one of
/// crop / image along both axes (at most 1 without scale_up), the picture has round(image * r) pixels along each axis
/// with ties to even, and the half of the padding that is rounded down goes above and to the left. All in double.
/// The picture has at least one pixel along each axis.
///
/// Those functions map coordinates back by r. crop_to_image does so by the rounded size of the picture, which is what
/// the pixels were resized by.
///
/// @param crop the size of the crop; see letterbox_options::stride for where the result's is smaller
constexpr letterbox make_letterbox(const image_size& image, const crop_size& crop,
                                   const letterbox_options& settings = {}) noexcept {
  if (image.height < 1 || image.width < 1 || crop.height < 1 || crop.width < 1) return {image, crop, {0, 0, 0, 0}};
  const double by_height = static_cast<double>(crop.height) / static_cast<double>(image.height);
  const double by_width = static_cast<double>(crop.width) / static_cast<double>(image.width);
  double factor = by_width < by_height ? by_width : by_height;
  if (!settings.scale_up && factor > 1) factor = 1;
  const std::ptrdiff_t height =
      detail::maximum(1, detail::round_half_to_even(static_cast<double>(image.height) * factor));
  const std::ptrdiff_t width =
      detail::maximum(1, detail::round_half_to_even(static_cast<double>(image.width) * factor));

  std::ptrdiff_t rows = crop.height - height;
  std::ptrdiff_t columns = crop.width - width;
  if (settings.stride > 0) {
    rows %= settings.stride;
    columns %= settings.stride;
  }
  const std::ptrdiff_t top = settings.is_centred ? rows / 2 : 0;
  const std::ptrdiff_t left = settings.is_centred ? columns / 2 : 0;
  return {image, {height + rows, width + columns}, {top, left, height, width}};
}

/// The box to pass with subview(crops, fit.picture): the whole image, in the format and the coordinates of `settings`.
/// The call leaves the padding as it is; see fill_padding. With align_corners, the box ends 2^-22 of the image before
/// its last pixel, because rounding could otherwise carry the last row or column out of the image.
constexpr box_numbers picture_box(const letterbox& fit, const options& settings = {}) noexcept {
  return detail::to_box({detail::whole_axis(fit.image.height, settings), detail::whole_axis(fit.image.width, settings)},
                        settings.boxes, settings, fit.image.height, fit.image.width);
}

/// The box to pass with the crops themselves, for calls that fill the padding with the extrapolation value: the whole
/// image with as much around it as the padding is. Not for border_mode::replicate, which repeats the image's edge.
///
/// With the corner modes, the image's first and last pixel are moved inwards by 2^-20 of the box, because rounding
/// could otherwise carry them out of the image. With these modes an image of one row has no such box: no distance is
/// outside in units of its length, which is 0.
constexpr box_numbers whole_crop_box(const letterbox& fit, const options& settings = {}) noexcept {
  const pixel_window& picture = fit.picture;
  return detail::to_box({detail::padded_axis(fit.image.height, fit.crop.height, picture.top, picture.height, settings),
                         detail::padded_axis(fit.image.width, fit.crop.width, picture.left, picture.width, settings)},
                        settings.boxes, settings, fit.image.height, fit.image.width);
}

/// The number of boxes that are wholly outside the image: boxes that have no point in common with it, not even an edge.
/// Calls take such boxes, and fill their crops with the extrapolation value or, with border_mode::replicate, with the
/// image's edge. If most boxes are outside, they are usually in pixels where settings.boxes says that they are
/// normalised.
///
/// The image covers [0, 1] along each axis in normalised coordinates. In pixels it covers [0, extent - 1] with the
/// corner modes and [0, extent] with half_pixel. Flipped boxes count as any other. An image of one row, with the corner
/// modes, has every normalised bound on that row, as calls have it.
///
/// @param boxes    [num_boxes, 4]: what a call takes
/// @param image    the size of the image, or of each image of the batch
/// @param settings the options of the call; coordinates and boxes count
///
/// O(num_boxes).
constexpr std::ptrdiff_t count_boxes_outside(boxes_view boxes, const image_size& image,
                                             const options& settings = {}) noexcept {
  std::ptrdiff_t count = 0;
  for (std::ptrdiff_t box = 0; box < boxes.extent(0); ++box) {
    if (detail::misses(boxes, box, image, settings)) ++count;
  }
  return count;
}

/// The number of boxes that are wholly outside the image that they are cut from, for images of different sizes. A box
/// whose index is no number of an image is not counted: calls refuse it.
///
/// @param box_indices [num_boxes]: the number of each box's image
/// @param images      each [1, height, width, channels]
template <class T>
constexpr std::ptrdiff_t count_boxes_outside(boxes_view boxes, box_indices_view box_indices, images_view<T> images,
                                             const options& settings = {}) noexcept {
  std::ptrdiff_t count = 0;
  for (std::ptrdiff_t box = 0; box < boxes.extent(0); ++box) {
    const std::ptrdiff_t index = box_indices(box);
    if (index < 0 || index >= images.extent(0)) continue;
    const image_size image{images(index).extent(1), images(index).extent(2)};
    if (detail::misses(boxes, box, image, settings)) ++count;
  }
  return count;
}

/// Sets all elements of the crops that are not in `picture` to what a call makes of `value`, as of its extrapolation
/// value: to from_float(value). `picture` may be empty and may reach outside the crops. O(elements of the crops).
template <class Out>
void fill_padding(const tensor_view<Out, 4>& crops, const pixel_window& picture, float value) noexcept {
  detail::fill_around(crops, picture,
                      [value](std::ptrdiff_t) noexcept { return element_traits<Out>::from_float(value); });
}

/// The overload above for crops that are scaled and shifted: value is scaled and shifted as well.
template <class Out>
void fill_padding(const normalized_crops<Out>& destination, const pixel_window& picture, float value) noexcept {
  detail::fill_around(destination.crops, picture, [&destination, value](std::ptrdiff_t channel) noexcept {
    return element_traits<Out>::from_float(detail::unfused_multiply(value, destination.scale(channel)) +
                                           destination.bias(channel));
  });
}

/// The crop of a box, whose bounds are in the format and the coordinates of `settings`, back to where it came from:
/// which pixels of the image get a value, and the call that computes them from the crop. It sets each pixel whose
/// centre is in the box, the edges included, and pixels at the edges get the value of the crop's edge. The call is
///
///     const cnr::paste_plan back = cnr::plan_paste(box, settings, image_size, cnr::crop_size{28, 28});
///     if (!back.window.empty()) {
///       done = cnr::crop_and_resize(mask, {back.box.data(), {1, 4}}, cnr::first_image(1),
///                                   cnr::subview(image, back.window), cnr::bilinear{}, back.settings);
///     }
///
/// with the mask [1, 28, 28, channels] and a mutable view of the image [1, height, width, channels].
///
/// Of a box of whole pixels in half_pixel, it computes what torch's `interpolate(align_corners=False)` makes of the
/// mask at the box's size. torchvision's `paste_masks_in_image` pads the mask and rounds the box first: its masks
/// differ.
///
/// @param box      finite; flipped boxes flip the mask back
/// @param settings the options that the crop was made with; coordinates and boxes count
/// @param image    the size of the image to paste into
/// @param mask     the size of the crop to paste
constexpr paste_plan plan_paste(const box_numbers& box, const options& settings, const image_size& image,
                                const crop_size& mask) noexcept {
  const detail::pixel_bounds pixels = detail::to_pixels(box, settings.boxes, settings, image.height, image.width);
  const detail::pasted_axis y = detail::paste_axis(pixels.y, image.height, mask.height, settings);
  const detail::pasted_axis x = detail::paste_axis(pixels.x, image.width, mask.width, settings);
  paste_plan result{{y.begin, x.begin, y.count, x.count},
                    detail::to_box({y.mask, x.mask}, settings.boxes, settings, mask.height, mask.width),
                    settings};
  // Rounding may carry the first and the last pixel of the window a little out of the mask.
  result.settings.border = border_mode::replicate;
  return result;
}

CNR_DETAIL_BASELINE_END

/// Maps coordinates of a crop to coordinates of its image. The coordinates are in pixels, and count as those of the
/// call: with the corner modes 0 is the centre of the first pixel, with half_pixel its outer edge. What is outside the
/// crop is mapped as well. The crop may be mirrored.
class crop_to_image {
 public:
  /// For the crop of a box, whose bounds are in the format and the coordinates of `settings`.
  CNR_DETAIL_ALWAYS_INLINE constexpr crop_to_image(const box_numbers& box, const options& settings,
                                                   const image_size& image, const crop_size& crop) noexcept
      : crop_to_image(detail::to_pixels(box, settings.boxes, settings, image.height, image.width),
                      {0, 0, crop.height, crop.width}, settings, image, crop) {}

  /// For a letterboxed image; the coordinates of `settings` count.
  CNR_DETAIL_ALWAYS_INLINE constexpr crop_to_image(const letterbox& fit, const options& settings) noexcept
      : crop_to_image({{0, detail::length(fit.image.height, settings)}, {0, detail::length(fit.image.width, settings)}},
                      fit.picture, settings, fit.image, fit.crop) {}

  CNR_DETAIL_ALWAYS_INLINE constexpr float y(float crop_y) const noexcept {
    return static_cast<float>(y_(static_cast<double>(crop_y)));
  }
  CNR_DETAIL_ALWAYS_INLINE constexpr float x(float crop_x) const noexcept {
    return static_cast<float>(x_(static_cast<double>(crop_x)));
  }

  /// The box of the image that a box of the crop shows. Both have the format `format`: in pixels of the crop and of the
  /// image, or normalised by the extents of each.
  CNR_DETAIL_ALWAYS_INLINE constexpr box_numbers box(const box_numbers& crop_box, box_format format) const noexcept {
    const detail::pixel_bounds from = detail::to_pixels(crop_box, format, settings_, crop_.height, crop_.width);
    return detail::to_box({{y_(from.y.low), y_(from.y.high)}, {x_(from.x.low), x_(from.x.high)}}, format, settings_,
                          image_.height, image_.width);
  }

 private:
  CNR_DETAIL_ALWAYS_INLINE constexpr crop_to_image(const detail::pixel_bounds& box, const pixel_window& part,
                                                   const options& settings, const image_size& image,
                                                   const crop_size& crop) noexcept
      : y_(detail::make_axis_map(box.y, part.top, part.height, settings)),
        x_(detail::make_axis_map(box.x, part.left, part.width, settings)),
        settings_(settings),
        image_(image),
        crop_(crop) {}

  detail::axis_map y_;
  detail::axis_map x_;
  options settings_;
  image_size image_;
  crop_size crop_;
};

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_PREPROCESS_HPP
