// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The text of an error: the sentence of its code, and the numbers that broke the rule. For exceptions, and for
// describe.

#ifndef CROP_AND_RESIZE_DETAIL_VALIDATE_DESCRIBE_HPP
#define CROP_AND_RESIZE_DETAIL_VALIDATE_DESCRIBE_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/validate/views.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/result.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdio>

CNR_DETAIL_NAMESPACE_BEGIN

/// Appends to a text in memory of the caller's. The text always ends with a null, and what has no room is left out.
class text_writer {
 public:
  /// Precondition: size > 0.
  text_writer(char* text, std::size_t size) noexcept : end_(text), room_(size) { *end_ = '\0'; }

  CNR_DETAIL_NOINLINE text_writer& operator<<(const char* text) noexcept {
    for (; *text != '\0' && room_ > 1; ++text, --room_) *end_++ = *text;
    *end_ = '\0';
    return *this;
  }
  CNR_DETAIL_NOINLINE text_writer& operator<<(std::ptrdiff_t number) noexcept {
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), "%td", number);
    return *this << digits.data();
  }
  CNR_DETAIL_NOINLINE text_writer& operator<<(float number) noexcept {
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), "%.9g", static_cast<double>(number));
    return *this << digits.data();
  }

  /// "[1, 480, 640, 3]"
  CNR_DETAIL_NOINLINE void append_list(const std::ptrdiff_t* numbers, std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; ++i) *this << (i == 0 ? "[" : ", ") << numbers[i];
    *this << "]";
  }

  /// "[1, 480, 640, 3] strides [921600, 1920, 3, 1]"
  CNR_DETAIL_NOINLINE void append_axes(const operand& of) noexcept {
    append_list(of.extents, of.rank);
    *this << " strides ";
    append_list(of.strides, of.rank);
  }

  /// append_axes after the name of the argument, which is the first word of its sentences.
  CNR_DETAIL_NOINLINE void append_tensor(const operand& of) noexcept {
    std::array<char, 32> name{};
    const char* const sentence = message(of.error(error_rule::extent_negative));
    for (std::size_t i = 0; i + 1 < name.size() && sentence[i] != ' '; ++i) name[i] = sentence[i];
    *this << name.data() << " ";
    append_axes(of);
  }

 private:
  char* end_;
  std::size_t room_;  // with that of the null
};

/// The arguments of a call that was refused. All pointers may be null, except boxes and box_indices.
struct refused_call {
  std::array<const operand*, 6> tensors;  // in the order of the text
  const boxes_view* boxes;
  const box_indices_view* box_indices;
  std::ptrdiff_t batch;
  const operand* first_image;    // of images
  const operand* refused_image;  // of images
  const options* settings;
};

/// Whether the error is about the options.
constexpr bool is_about_options(errc code) noexcept {
  return code == errc::unknown_coordinates || code == errc::unknown_border || code == errc::unknown_box_format ||
         code == errc::roi_align_coordinates;
}

/// How planes are passed.
constexpr const char* as_pixels = ".permuted({0, 2, 3, 1})";

/// Appends what probably is wrong with the axes of tensors.
CNR_DETAIL_NOINLINE inline void append_hints(text_writer& text, const result& error,
                                             const refused_call& call) noexcept {
  const operand* image = call.first_image;
  const operand* crops = nullptr;
  for (const operand* tensor : call.tensors) {
    if (tensor == nullptr) continue;
    if (error.code == tensor->error(error_rule::extent_negative) &&
        is_permuted_by_none(tensor->extents, tensor->strides, tensor->rank)) {
      text << no_permutation;
    }
    if (tensor->argument == error_argument::image) image = tensor;
    if (tensor->argument == error_argument::crops) crops = tensor;
  }
  if (error.code != errc::crops_channels_mismatch || image == nullptr || crops == nullptr) return;
  if (crops->extents[1] == image->extents[3]) {
    text << "; if the crops are NCHW, pass crops" << as_pixels;
  } else if (crops->extents[3] == image->extents[1]) {
    text << "; if the image is NCHW, pass image" << as_pixels;
  } else if (crops->extents[1] == image->extents[1] &&
             crops->extents[1] < minimum(crops->extents[3], image->extents[3])) {
    text << "; if both are NCHW, pass image" << as_pixels << " and crops" << as_pixels;
  }
}

/// Appends the sentence and, in brackets, the numbers: the index for a box index, the coordinates of the box if the
/// error is about one, the numbers of the options if it is about these, else all extents and strides. throw_error
/// writes the same for calls that allocate, in a third of the code.
CNR_DETAIL_NOINLINE inline void append_error(text_writer& text, const result& error,
                                             const refused_call& call) noexcept {
  text << error.message();
  if (error) return;
  const std::ptrdiff_t number = error.index;
  const bool is_box = number >= 0 && number < call.boxes->extent(0) && call.boxes->extent(1) == 4;
  if (error.code == errc::box_index_out_of_range && is_box && number < call.box_indices->extent(0)) {
    text << " (box_indices[" << number << "] = " << static_cast<std::ptrdiff_t>((*call.box_indices)(number))
         << (call.first_image != nullptr ? ", images " : ", batch ") << call.batch << ")";
    return;
  }
  if (error.code == errc::box_not_finite && is_box) {
    const boxes_view& boxes = *call.boxes;
    text << " (boxes[" << number << "] = [" << boxes(number, 0) << ", " << boxes(number, 1) << ", " << boxes(number, 2)
         << ", " << boxes(number, 3) << "])";
    return;
  }
  if (is_about_options(error.code) && call.settings != nullptr) {
    text << " (coordinates " << static_cast<std::ptrdiff_t>(call.settings->coordinates) << ", border "
         << static_cast<std::ptrdiff_t>(call.settings->border) << ", boxes "
         << static_cast<std::ptrdiff_t>(call.settings->boxes) << ")";
    return;
  }
  const char* separator = " (";
  if (call.refused_image != nullptr) {
    text << separator << "images[" << number << "] ";
    text.append_axes(*call.refused_image);
    separator = ", ";
  }
  if (error.code == errc::images_channels_mismatch && call.first_image != nullptr) {
    text << separator << "images[0] ";
    text.append_axes(*call.first_image);
    separator = ", ";
  }
  for (const operand* tensor : call.tensors) {
    if (tensor == nullptr) continue;
    text << separator;
    text.append_tensor(*tensor);
    separator = ", ";
  }
  append_hints(text, error, call);
  text << ")";
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_VALIDATE_DESCRIBE_HPP
