// SPDX-License-Identifier: MIT
//
// Everything that can be wrong with the arguments of a call, looked for before anything is written.

#ifndef CROP_AND_RESIZE_DETAIL_VALIDATE_FORWARD_HPP
#define CROP_AND_RESIZE_DETAIL_VALIDATE_FORWARD_HPP

#include <crop_and_resize/detail/base/bits.hpp>
#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/result.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

CNR_DETAIL_NAMESPACE_BEGIN

/// A number of elements or bytes that remembers whether it ever left the range of std::ptrdiff_t.
class checked_count {
 public:
  /// Precondition: value >= 0.
  constexpr explicit checked_count(std::ptrdiff_t value) noexcept : value_(value) {}

  constexpr bool overflowed() const noexcept { return overflowed_; }

  /// Precondition: factor > 0.
  constexpr void multiply(std::ptrdiff_t factor) noexcept {
    overflowed_ = overflowed_ || value_ > PTRDIFF_MAX / factor;
    if (!overflowed_) value_ *= factor;
  }

  constexpr void add(const checked_count& other) noexcept {
    overflowed_ = overflowed_ || other.overflowed_ || value_ > PTRDIFF_MAX - other.value_;
    if (!overflowed_) value_ += other.value_;
  }

 private:
  std::ptrdiff_t value_;
  bool overflowed_ = false;
};

/// Whether the number of elements, the distance between the first and the last of them in memory, and both in bytes,
/// are representable. An empty view is addressable whatever its strides. Precondition: no extent is negative.
template <class T, std::size_t Rank>
constexpr bool is_addressable(const tensor_view<T, Rank>& view) noexcept {
  if (any_zero(view.extents())) return true;
  checked_count size{1};
  checked_count span{1};
  for (std::size_t d = 0; d < Rank; ++d) {
    size.multiply(view.extent(d));
    if (view.extent(d) == 1) continue;
    if (view.stride(d) == PTRDIFF_MIN) return false;
    checked_count reach{magnitude(view.stride(d))};
    reach.multiply(view.extent(d) - 1);
    span.add(reach);
  }
  size.multiply(sizeof(T));
  span.multiply(sizeof(T));
  return !size.overflowed() && !span.overflowed();
}

template <class T, std::size_t Rank>
constexpr bool repeats_elements(const tensor_view<T, Rank>& view) noexcept {
  if (any_zero(view.extents())) return false;
  for (std::size_t d = 0; d < Rank; ++d) {
    if (view.extent(d) > 1 && view.stride(d) == 0) return true;
  }
  return false;
}

constexpr bool is_pixel_extent(std::ptrdiff_t extent) noexcept {
  // Compared by a function: where ptrdiff_t has 32 bits, compilers warn of a comparison that always holds.
  return extent >= 1 && minimum(extent, INT32_MAX) == extent;
}

template <class Sampler>
constexpr errc check_method(const Sampler& sampler) noexcept {
  if constexpr (std::is_same<Sampler, method>::value) {
    if (sampler != method::bilinear && sampler != method::nearest) return errc::unknown_method;
  }
  return errc::ok;
}

/// The extents of an image or of crops: `negative` or `size` where they are none.
template <class T>
constexpr errc check_pixel_extents(const tensor_view<T, 4>& pixels, errc negative, errc size) noexcept {
  if (any_negative(pixels.extents())) return negative;
  if (!is_pixel_extent(pixels.extent(1)) || !is_pixel_extent(pixels.extent(2))) return size;
  return errc::ok;
}

template <class T>
constexpr errc check_image(const image_view<T>& image) noexcept {
  const errc code = check_pixel_extents(image, errc::image_extent_negative, errc::image_size_out_of_range);
  if (code != errc::ok) return code;
  return is_addressable(image) ? errc::ok : errc::image_too_large;
}

constexpr errc check_boxes(const boxes_view& boxes, const box_indices_view& box_indices) noexcept {
  if (any_negative(boxes.extents())) return errc::boxes_extent_negative;
  if (boxes.extent(1) != 4) return errc::boxes_not_of_four;
  if (!is_addressable(boxes)) return errc::boxes_too_large;
  if (any_negative(box_indices.extents())) return errc::box_indices_extent_negative;
  if (box_indices.extent(0) != boxes.extent(0)) return errc::box_indices_mismatch;
  if (!is_addressable(box_indices)) return errc::box_indices_too_large;
  return errc::ok;
}

constexpr errc check_crops(const crops_view<float>& crops, std::ptrdiff_t num_boxes, std::ptrdiff_t channels) noexcept {
  const errc code = check_pixel_extents(crops, errc::crops_extent_negative, errc::crops_size_out_of_range);
  if (code != errc::ok) return code;
  if (crops.extent(0) != num_boxes) return errc::crops_boxes_mismatch;
  if (crops.extent(3) != channels) return errc::crops_channels_mismatch;
  if (!is_addressable(crops)) return errc::crops_too_large;
  if (repeats_elements(crops)) return errc::crops_stride_zero;
  return errc::ok;
}

/// Precondition: the shapes were found right. Boxes that are not there are not read.
constexpr errc check_boxes_data(const boxes_view& boxes, const box_indices_view& box_indices) noexcept {
  const bool has_boxes = boxes.extent(0) > 0;
  if (boxes.data() == nullptr && has_boxes) return errc::boxes_null;
  if (box_indices.data() == nullptr && has_boxes) return errc::box_indices_null;
  return errc::ok;
}

/// The same. An image without boxes is not read.
template <class T>
constexpr errc check_inputs_data(const image_view<T>& image, const boxes_view& boxes,
                                 const box_indices_view& box_indices) noexcept {
  if (image.data() == nullptr && boxes.extent(0) > 0 && !any_zero(image.extents())) return errc::image_null;
  return check_boxes_data(boxes, box_indices);
}

inline result check_each_box(const boxes_view& boxes, const box_indices_view& box_indices,
                             std::ptrdiff_t batch) noexcept {
  for (std::ptrdiff_t box = 0; box < boxes.extent(0); ++box) {
    const std::int32_t index = box_indices(box);
    if (index < 0 || index >= batch) return {errc::box_index_out_of_range, box};
    const bool finite = is_finite(boxes(box, 0)) && is_finite(boxes(box, 1)) &&  //
                        is_finite(boxes(box, 2)) && is_finite(boxes(box, 3));
    if (!finite) return {errc::box_not_finite, box};
  }
  return {};
}

/// Everything but the boxes' contents and the crops' data pointer.
template <class T, class Sampler>
constexpr errc check_shapes(const image_view<T>& image, const boxes_view& boxes, const box_indices_view& box_indices,
                            const crops_view<float>& crops, const Sampler& sampler) noexcept {
  errc code = check_method(sampler);
  if (code == errc::ok) code = check_image(image);
  if (code == errc::ok) code = check_boxes(boxes, box_indices);
  if (code == errc::ok) code = check_crops(crops, boxes.extent(0), image.extent(3));
  if (code == errc::ok) code = check_inputs_data(image, boxes, box_indices);
  return code;
}

/// The whole check, in the order in which errc lists its codes. O(num_boxes).
template <class T, class Sampler>
result validate(const image_view<T>& image, const boxes_view& boxes, const box_indices_view& box_indices,
                const crops_view<float>& crops, const Sampler& sampler) noexcept {
  errc code = check_shapes(image, boxes, box_indices, crops, sampler);
  if (code == errc::ok && crops.data() == nullptr && !any_zero(crops.extents())) code = errc::crops_null;
  if (code != errc::ok) return {code, -1};
  return check_each_box(boxes, box_indices, image.extent(0));
}

/// The same for crops that are yet to be allocated, dense and of these extents.
template <class T, class Sampler>
result validate(const image_view<T>& image, const boxes_view& boxes, const box_indices_view& box_indices,
                const crops_view<float>::extents_type& crops_extents, const Sampler& sampler) noexcept {
  const crops_view<float> crops(nullptr, crops_extents);
  const errc code = check_shapes(image, boxes, box_indices, crops, sampler);
  if (code != errc::ok) return {code, -1};
  return check_each_box(boxes, box_indices, image.extent(0));
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_VALIDATE_FORWARD_HPP
