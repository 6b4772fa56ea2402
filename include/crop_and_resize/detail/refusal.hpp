// SPDX-License-Identifier: MIT
//
// The exceptions of the overloads that allocate: the sentence of the error code, and the numbers that broke the rule.

#ifndef CROP_AND_RESIZE_DETAIL_REFUSAL_HPP
#define CROP_AND_RESIZE_DETAIL_REFUSAL_HPP

#if defined(__cpp_exceptions)

#include <crop_and_resize/detail/config.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/result.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace cnr {
inline namespace v0 {
namespace detail {
inline namespace CNR_DETAIL_BASELINE {

template <std::size_t Rank>
std::string to_text(const std::array<std::ptrdiff_t, Rank>& numbers) {
  std::string text;
  for (const std::ptrdiff_t number : numbers) text += (text.empty() ? "[" : ", ") + std::to_string(number);
  return text + "]";
}

template <class T, std::size_t Rank>
std::string to_text(const char* name, const tensor_view<T, Rank>& view) {
  return std::string(name) + " " + to_text(view.extents()) + " strides " + to_text(view.strides());
}

inline std::string to_text(float number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.9g", static_cast<double>(number));
  return text.data();
}

/// The box that was refused, with its number.
inline std::string box_text(const result& refused, const boxes_view& boxes, const box_indices_view& box_indices,
                            std::ptrdiff_t batch) {
  const std::string number = "[" + std::to_string(refused.index) + "]";
  if (refused.code == errc::box_index_out_of_range) {
    return "box_indices" + number + " = " + std::to_string(box_indices(refused.index)) + ", batch " +
           std::to_string(batch);
  }
  std::string text = "boxes" + number + " =";
  for (std::ptrdiff_t i = 0; i < 4; ++i) text += (i == 0 ? " [" : ", ") + to_text(boxes(refused.index, i));
  return text + "]";
}

/// @throws std::out_of_range for a box index, std::invalid_argument for everything else
template <class T>
[[noreturn]] void throw_refusal(const result& refused, const image_view<T>& image, const boxes_view& boxes,
                                const box_indices_view& box_indices, const crop_size& size) {
  std::string text = std::string("crop_and_resize: ") + refused.message() + " (";
  if (refused.index >= 0) {
    text += box_text(refused, boxes, box_indices, image.extent(0));
  } else {
    text += to_text("image", image) + ", " + to_text("boxes", boxes) + ", " + to_text("box_indices", box_indices) +
            ", crop size " + to_text(std::array<std::ptrdiff_t, 2>{{size.height, size.width}});
  }
  text += ")";
  if (refused.code == errc::box_index_out_of_range) throw std::out_of_range(text);
  throw std::invalid_argument(text);
}

}  // namespace CNR_DETAIL_BASELINE
}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // defined(__cpp_exceptions)

#endif  // CROP_AND_RESIZE_DETAIL_REFUSAL_HPP
