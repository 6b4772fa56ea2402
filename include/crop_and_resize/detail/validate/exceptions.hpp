// SPDX-License-Identifier: MIT
//
// The exceptions of the overloads that allocate: the sentence of the error code, and the numbers that broke the rule.

#ifndef CROP_AND_RESIZE_DETAIL_VALIDATE_EXCEPTIONS_HPP
#define CROP_AND_RESIZE_DETAIL_VALIDATE_EXCEPTIONS_HPP

#if defined(__cpp_exceptions)

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/result.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <stdexcept>
#include <string>

CNR_DETAIL_NAMESPACE_BEGIN

// Texts are built by append alone: at -O3, GCC 12 warns of overlapping copies inside "..." + std::string.

inline std::string to_text(float number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.9g", static_cast<double>(number));
  return text.data();
}

inline std::string to_text(std::ptrdiff_t number) { return std::to_string(number); }

template <class T, std::size_t Count>
std::string to_text(const std::array<T, Count>& numbers) {
  std::string text;
  for (const T number : numbers) text.append(text.empty() ? "[" : ", ").append(to_text(number));
  return text.append("]");
}

template <class T, std::size_t Rank>
std::string to_text(const char* name, const tensor_view<T, Rank>& view) {
  return std::string(name)
      .append(" ")
      .append(to_text(view.extents()))
      .append(" strides ")
      .append(to_text(view.strides()));
}

/// The box that was refused, with its number.
inline std::string box_text(const result& error, const boxes_view& boxes, const box_indices_view& box_indices,
                            std::ptrdiff_t batch) {
  std::string text = error.code == errc::box_index_out_of_range ? "box_indices[" : "boxes[";
  text.append(to_text(error.index)).append("] = ");
  if (error.code == errc::box_index_out_of_range) {
    return text.append(std::to_string(box_indices(error.index))).append(", batch ").append(to_text(batch));
  }
  const std::array<float, 4> box{
      {boxes(error.index, 0), boxes(error.index, 1), boxes(error.index, 2), boxes(error.index, 3)}};
  return text.append(to_text(box));
}

/// @throws std::out_of_range for a box index, std::invalid_argument for everything else
template <class T>
[[noreturn]] void throw_error(const result& error, const image_view<T>& image, const boxes_view& boxes,
                              const box_indices_view& box_indices, const crop_size& size) {
  std::string text = "crop_and_resize: ";
  text.append(error.message()).append(" (");
  if (error.index >= 0) {
    text.append(box_text(error, boxes, box_indices, image.extent(0)));
  } else {
    text.append(to_text("image", image)).append(", ").append(to_text("boxes", boxes)).append(", ");
    text.append(to_text("box_indices", box_indices)).append(", crop size ");
    text.append(to_text(std::array<std::ptrdiff_t, 2>{{size.height, size.width}}));
  }
  text.append(")");
  if (error.code == errc::box_index_out_of_range) throw std::out_of_range(text);
  throw std::invalid_argument(text);
}

CNR_DETAIL_NAMESPACE_END

#endif  // defined(__cpp_exceptions)

#endif  // CROP_AND_RESIZE_DETAIL_VALIDATE_EXCEPTIONS_HPP
