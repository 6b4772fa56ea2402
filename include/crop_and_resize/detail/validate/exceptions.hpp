// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The exceptions of the overloads that allocate: the sentence of the error code, and the numbers that broke the rule.

#ifndef CROP_AND_RESIZE_DETAIL_VALIDATE_EXCEPTIONS_HPP
#define CROP_AND_RESIZE_DETAIL_VALIDATE_EXCEPTIONS_HPP

#if defined(__cpp_exceptions)

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/validate/views.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/result.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <stdexcept>

CNR_DETAIL_NAMESPACE_BEGIN

/// @throws std::out_of_range with the index, for a box index; std::invalid_argument for every other rule, with the
///         coordinates of the box if it is about one, with the numbers of the options if it is about these, else with
///         all extents and strides
[[noreturn]] inline void throw_error(const result& error, const extents_4d& image_extents,
                                     const extents_4d& image_strides, const boxes_view& boxes,
                                     const box_indices_view& box_indices, const crop_size& size,
                                     const options& settings) {
  // A sentence has fewer than 80 characters, each of 16 numbers at most 20, and what is around them fewer than 240.
  std::array<char, 640> text{};
  const char* const sentence = error.message();
  const std::ptrdiff_t box = error.index;
  if (error.code == errc::box_index_out_of_range) {
    std::snprintf(text.data(), text.size(), "crop_and_resize: %s (box_indices[%td] = %ld, batch %td)", sentence, box,
                  static_cast<long>(box_indices(box)), image_extents[0]);
    throw std::out_of_range(text.data());
  }
  if (error.code == errc::unknown_coordinates || error.code == errc::unknown_border ||
      error.code == errc::unknown_box_format || error.code == errc::roi_align_coordinates) {
    std::snprintf(text.data(), text.size(), "crop_and_resize: %s (coordinates %d, border %d, boxes %d)", sentence,
                  static_cast<int>(settings.coordinates), static_cast<int>(settings.border),
                  static_cast<int>(settings.boxes));
  } else if (box >= 0) {
    std::snprintf(text.data(), text.size(), "crop_and_resize: %s (boxes[%td] = [%.9g, %.9g, %.9g, %.9g])", sentence,
                  box, static_cast<double>(boxes(box, 0)), static_cast<double>(boxes(box, 1)),
                  static_cast<double>(boxes(box, 2)), static_cast<double>(boxes(box, 3)));
  } else {
    std::snprintf(text.data(), text.size(),
                  "crop_and_resize: %s (image [%td, %td, %td, %td] strides [%td, %td, %td, %td], "
                  "boxes [%td, %td] strides [%td, %td], box_indices [%td] strides [%td], crop size [%td, %td]%s)",
                  sentence, image_extents[0], image_extents[1], image_extents[2], image_extents[3], image_strides[0],
                  image_strides[1], image_strides[2], image_strides[3], boxes.extent(0), boxes.extent(1),
                  boxes.stride(0), boxes.stride(1), box_indices.extent(0), box_indices.stride(0), size.height,
                  size.width, is_permuted_by_none(image_extents.data(), image_strides.data(), 4) ? no_permutation : "");
  }
  throw std::invalid_argument(text.data());
}

/// throw_error of the image's extents and strides.
template <class T>
[[noreturn]] void throw_error(const result& error, const image_view<T>& image, const boxes_view& boxes,
                              const box_indices_view& box_indices, const crop_size& size, const options& settings) {
  detail::throw_error(error, image.extents(), image.strides(), boxes, box_indices, size, settings);
}

CNR_DETAIL_NAMESPACE_END

#endif  // defined(__cpp_exceptions)

#endif  // CROP_AND_RESIZE_DETAIL_VALIDATE_EXCEPTIONS_HPP
