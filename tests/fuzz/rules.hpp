// SPDX-License-Identifier: MIT
//
// The rules that all calls have in common, written out plainly, as README has them.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_RULES_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_RULES_HPP

#include "fuzz/operand.hpp"

#include <crop_and_resize/result.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace fuzz {

template <class Operand>
bool has_negative_extent(const Operand& tensor) {
  for (const std::ptrdiff_t extent : tensor.extents) {
    if (extent < 0) return true;
  }
  return false;
}

template <class Operand>
bool is_empty(const Operand& tensor) {
  for (const std::ptrdiff_t extent : tensor.extents) {
    if (extent == 0) return true;
  }
  return false;
}

template <class Operand>
bool repeats_elements(const Operand& tensor) {
  for (std::size_t d = 0; d < tensor.extents.size(); ++d) {
    if (tensor.extents[d] > 1 && tensor.strides[d] == 0) return !is_empty(tensor);
  }
  return false;
}

template <class T>
bool has_bad_size(const operand<T, 4>& pixels) {
  return pixels.extents[1] < 1 || pixels.extents[2] < 1 || pixels.extents[1] > INT32_MAX ||
         pixels.extents[2] > INT32_MAX;
}

template <class T>
cnr::errc expected_of_image(const operand<T, 4>& image) {
  if (has_negative_extent(image)) return cnr::errc::image_extent_negative;
  if (has_bad_size(image)) return cnr::errc::image_size_out_of_range;
  return image.reaches().overflows ? cnr::errc::image_too_large : cnr::errc::ok;
}

inline cnr::errc expected_of_boxes(const operand<float, 2>& boxes, const operand<std::int32_t, 1>& box_indices) {
  using cnr::errc;
  if (has_negative_extent(boxes)) return errc::boxes_extent_negative;
  if (boxes.extents[1] != 4) return errc::boxes_not_of_four;
  if (boxes.reaches().overflows) return errc::boxes_too_large;
  if (has_negative_extent(box_indices)) return errc::box_indices_extent_negative;
  if (box_indices.extents[0] != boxes.extents[0]) return errc::box_indices_mismatch;
  return box_indices.reaches().overflows ? errc::box_indices_too_large : errc::ok;
}

/// What is asked of data means something where the shapes are right only.
inline cnr::errc expected_of_boxes_data(const operand<float, 2>& boxes, const operand<std::int32_t, 1>& box_indices) {
  if (boxes.is_null && boxes.extents[0] > 0) return cnr::errc::boxes_null;
  return box_indices.is_null && boxes.extents[0] > 0 ? cnr::errc::box_indices_null : cnr::errc::ok;
}

/// Crops, of any destination, of an image with so many channels.
template <class Out>
cnr::errc expected_of_crops(const operand<Out, 4>& crops, const operand<float, 2>& boxes, std::ptrdiff_t channels) {
  using cnr::errc;
  if (has_negative_extent(crops)) return errc::crops_extent_negative;
  if (has_bad_size(crops)) return errc::crops_size_out_of_range;
  if (crops.extents[0] != boxes.extents[0]) return errc::crops_boxes_mismatch;
  if (crops.extents[3] != channels) return errc::crops_channels_mismatch;
  if (crops.reaches().overflows) return errc::crops_too_large;
  return repeats_elements(crops) ? errc::crops_stride_zero : errc::ok;
}

template <class Out>
cnr::errc expected_of_crops_data(const operand<Out, 4>& crops) {
  return crops.is_null && !is_empty(crops) ? cnr::errc::crops_null : cnr::errc::ok;
}

template <class T>
cnr::errc expected_of_image_data(const operand<T, 4>& image, const operand<float, 2>& boxes) {
  return image.is_null && boxes.extents[0] > 0 && !is_empty(image) ? cnr::errc::image_null : cnr::errc::ok;
}

/// Precondition: the shapes are right, and there is storage for them.
inline cnr::result expected_of_each_box(operand<float, 2>& boxes, operand<std::int32_t, 1>& box_indices,
                                        std::ptrdiff_t batch) {
  for (std::ptrdiff_t n = 0; n < boxes.extents[0]; ++n) {
    const std::int32_t index = box_indices.view()(n);
    if (index < 0 || index >= batch) return {cnr::errc::box_index_out_of_range, n};
    for (std::ptrdiff_t i = 0; i < 4; ++i) {
      if (!std::isfinite(boxes.view()(n, i))) return {cnr::errc::box_not_finite, n};
    }
  }
  return {};
}

/// The first code that is not ok, or ok.
inline cnr::errc first_of(std::initializer_list<cnr::errc> codes) {
  for (const cnr::errc code : codes) {
    if (code != cnr::errc::ok) return code;
  }
  return cnr::errc::ok;
}

/// Says how an answer differs from the expected one; nothing if it does not.
inline std::string difference(const cnr::result& expected, const cnr::result& actual) {
  if (actual.code == expected.code && actual.index == expected.index) return {};
  return std::string("answered: ") + actual.message() + ", box " + std::to_string(actual.index) +
         ", not: " + expected.message() + ", box " + std::to_string(expected.index);
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_RULES_HPP
