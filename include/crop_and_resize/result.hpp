// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The outcome of a call: success, or the code of the first rule that its arguments break. Each code has a sentence that
// names the argument and the rule. Codes and sentences are made of two tables, one of arguments and one of rules.

#ifndef CROP_AND_RESIZE_RESULT_HPP
#define CROP_AND_RESIZE_RESULT_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <cstddef>

namespace cnr {
inline namespace v0 {

namespace detail {

// A line for each tensor of a call: its name in codes, its name in sentences, and what has a height and a width.
#define CNR_DETAIL_ERROR_ARGUMENTS(ARGUMENT)          \
  ARGUMENT(image, "image", "image")                   \
  ARGUMENT(boxes, "boxes", "boxes")                   \
  ARGUMENT(box_indices, "box_indices", "box_indices") \
  ARGUMENT(crops, "crops", "crop")                    \
  ARGUMENT(grads, "grads", "grads")                   \
  ARGUMENT(grad_image, "grad_image", "grad_image")    \
  ARGUMENT(grad_boxes, "grad_boxes", "grad_boxes")    \
  ARGUMENT(scale, "scale", "scale")                   \
  ARGUMENT(bias, "bias", "bias")                      \
  ARGUMENT(images, "images", "images")

// A line for each rule that a tensor can break: its name in codes and its sentence, in the order of the checks.
#define CNR_DETAIL_ERROR_RULES(RULE, name, one)                                \
  RULE(extent_negative, name " extents must not be negative")                  \
  RULE(size_out_of_range, one " height and width must be in [1, 2147483647]")  \
  RULE(not_of_four, name " must have shape [num_boxes, 4]")                    \
  RULE(boxes_mismatch, name " must have one entry for each box")               \
  RULE(channels_mismatch, name " must have as many channels as the image")     \
  RULE(too_large, name " elements must span at most PTRDIFF_MAX bytes")        \
  RULE(stride_zero, name " strides must not be 0 along an axis of extent > 1") \
  RULE(null, name " data must not be null where elements are needed")

#define CNR_DETAIL_FIRST(first, ...) first,

/// What an error code is about: how the call is made (its method and options), a single box or image, or a tensor.
enum class error_argument { choice, item, CNR_DETAIL_ERROR_ARGUMENTS(CNR_DETAIL_FIRST) };

enum class error_rule { CNR_DETAIL_ERROR_RULES(CNR_DETAIL_FIRST, , ) };

#undef CNR_DETAIL_FIRST

static_assert(static_cast<int>(error_rule::null) < 8, "the number of an error code has room for eight rules");

/// The number of an error code.
CNR_DETAIL_ALWAYS_INLINE constexpr int error_value(error_argument argument, error_rule rule) noexcept {
  return static_cast<int>(argument) * 8 + static_cast<int>(rule);
}

}  // namespace detail

/// Why a call was refused: one code for each rule that an argument can break. ARGUMENT in this table is the name of
/// the argument: image, images, boxes, box_indices, crops, scale, bias, grads, grad_image or grad_boxes.
///
/// | refused                                                                     | code                             |
/// |-----------------------------------------------------------------------------|----------------------------------|
/// | a method that is neither bilinear nor nearest                               | unknown_method                   |
/// | options whose coordinates, border or boxes are no enumerator                | unknown_coordinates, _border,    |
/// |                                                                             | _box_format                      |
/// | roi_align with other coordinates than half_pixel                            | roi_align_coordinates            |
/// | a negative extent                                                           | ARGUMENT_extent_negative         |
/// | height or width of image, crops, grads or grad_image outside [1, 2^31 - 1]  | ARGUMENT_size_out_of_range       |
/// | boxes of another shape than [num_boxes, 4]                                  | boxes_not_of_four                |
/// | grad_boxes of another shape than [num_boxes, 4]                             | grad_boxes_mismatch              |
/// | box_indices, crops or grads with more or fewer entries than boxes           | box_indices_mismatch,            |
/// |                                                                             | crops_, grads_boxes_mismatch     |
/// | crops or grads with more or fewer channels than image or grad_image         | crops_, grads_channels_mismatch  |
/// | scale or bias with more or fewer numbers than the image has channels        | scale_, bias_mismatch            |
/// | elements whose number or whose span in memory, in elements or in bytes,     | ARGUMENT_too_large               |
/// | exceeds PTRDIFF_MAX                                                         |                                  |
/// | an output that is not empty with a stride of 0 along an axis of extent > 1  | ARGUMENT_stride_zero             |
/// | null data where elements are read or written                                | ARGUMENT_null                    |
/// | an image of images that is no batch of one                                  | images_batch_not_one             |
/// | an image of images with more or fewer channels than the first               | images_channels_mismatch         |
/// | a box index outside [0, batch), or that is no number of an image of images  | box_index_out_of_range           |
/// | NaN or infinity in a box                                                    | box_not_finite                   |
///
/// A call checks its arguments in this order and reports the first rule broken:
/// - crop_and_resize: sampler, options, image, boxes, box_indices, crops, scale, bias;
/// - crop_and_resize_grad_image: sampler, boxes, box_indices, grads, grad_image;
/// - crop_and_resize_grad_boxes: image, boxes, box_indices, grads, grad_boxes.
/// First, the rules above are checked from top to bottom for one argument after the other. Then come the data pointers,
/// in the same order of the arguments, and then the boxes one by one, the index of each before its coordinates.
///
/// With images, the view of images comes first, its data pointer included, and then the images one by one: each by the
/// rules and the codes of image, then its batch and its channels.
///
/// Not refused: no boxes, no channels, images that no box refers to, null data without elements, any stride along an
/// axis of extent 0 or 1. Boxes that are finite, but whose coordinates overflow, are outside the image.
enum class errc {
#define CNR_DETAIL_CODE(argument, rule) detail::error_value(detail::error_argument::argument, detail::error_rule::rule)
  // 0 to 7: error_argument::choice.
  ok = 0,
  unknown_method = 1,
  unknown_coordinates = 2,
  unknown_border = 3,
  unknown_box_format = 4,
  roi_align_coordinates = 5,

  // 8 to 15: error_argument::item. result::index is the number of the box or of the image.
  box_index_out_of_range = 8,
  box_not_finite = 9,
  images_batch_not_one = 10,
  images_channels_mismatch = 11,

  image_extent_negative = CNR_DETAIL_CODE(image, extent_negative),
  image_size_out_of_range = CNR_DETAIL_CODE(image, size_out_of_range),
  image_too_large = CNR_DETAIL_CODE(image, too_large),
  image_null = CNR_DETAIL_CODE(image, null),

  boxes_extent_negative = CNR_DETAIL_CODE(boxes, extent_negative),
  boxes_not_of_four = CNR_DETAIL_CODE(boxes, not_of_four),
  boxes_too_large = CNR_DETAIL_CODE(boxes, too_large),
  boxes_null = CNR_DETAIL_CODE(boxes, null),

  box_indices_extent_negative = CNR_DETAIL_CODE(box_indices, extent_negative),
  box_indices_mismatch = CNR_DETAIL_CODE(box_indices, boxes_mismatch),
  box_indices_too_large = CNR_DETAIL_CODE(box_indices, too_large),
  box_indices_null = CNR_DETAIL_CODE(box_indices, null),

  crops_extent_negative = CNR_DETAIL_CODE(crops, extent_negative),
  crops_size_out_of_range = CNR_DETAIL_CODE(crops, size_out_of_range),
  crops_boxes_mismatch = CNR_DETAIL_CODE(crops, boxes_mismatch),
  crops_channels_mismatch = CNR_DETAIL_CODE(crops, channels_mismatch),
  crops_too_large = CNR_DETAIL_CODE(crops, too_large),
  crops_stride_zero = CNR_DETAIL_CODE(crops, stride_zero),
  crops_null = CNR_DETAIL_CODE(crops, null),

  grads_extent_negative = CNR_DETAIL_CODE(grads, extent_negative),
  grads_size_out_of_range = CNR_DETAIL_CODE(grads, size_out_of_range),
  grads_boxes_mismatch = CNR_DETAIL_CODE(grads, boxes_mismatch),
  grads_channels_mismatch = CNR_DETAIL_CODE(grads, channels_mismatch),
  grads_too_large = CNR_DETAIL_CODE(grads, too_large),
  grads_null = CNR_DETAIL_CODE(grads, null),

  grad_image_extent_negative = CNR_DETAIL_CODE(grad_image, extent_negative),
  grad_image_size_out_of_range = CNR_DETAIL_CODE(grad_image, size_out_of_range),
  grad_image_too_large = CNR_DETAIL_CODE(grad_image, too_large),
  grad_image_stride_zero = CNR_DETAIL_CODE(grad_image, stride_zero),
  grad_image_null = CNR_DETAIL_CODE(grad_image, null),

  grad_boxes_extent_negative = CNR_DETAIL_CODE(grad_boxes, extent_negative),
  grad_boxes_mismatch = CNR_DETAIL_CODE(grad_boxes, not_of_four),
  grad_boxes_too_large = CNR_DETAIL_CODE(grad_boxes, too_large),
  grad_boxes_stride_zero = CNR_DETAIL_CODE(grad_boxes, stride_zero),
  grad_boxes_null = CNR_DETAIL_CODE(grad_boxes, null),

  scale_mismatch = CNR_DETAIL_CODE(scale, channels_mismatch),
  scale_too_large = CNR_DETAIL_CODE(scale, too_large),
  scale_null = CNR_DETAIL_CODE(scale, null),

  bias_mismatch = CNR_DETAIL_CODE(bias, channels_mismatch),
  bias_too_large = CNR_DETAIL_CODE(bias, too_large),
  bias_null = CNR_DETAIL_CODE(bias, null),

  images_extent_negative = CNR_DETAIL_CODE(images, extent_negative),
  images_too_large = CNR_DETAIL_CODE(images, too_large),
  images_null = CNR_DETAIL_CODE(images, null),
#undef CNR_DETAIL_CODE
};

/// A sentence for each code that names the argument and the rule. The text is static: it never expires, and nothing is
/// allocated. "unknown error code" for a value that is no code.
CNR_DETAIL_ALWAYS_INLINE constexpr const char* message(errc code) noexcept {
#define CNR_DETAIL_SENTENCE(rule, sentence) sentence "\0"
#define CNR_DETAIL_SENTENCES(argument, name, one) CNR_DETAIL_ERROR_RULES(CNR_DETAIL_SENTENCE, name, one),
  // One string for each argument: the sentences of its rules, each with a null at its end, then an empty sentence.
  const char* const sentences[] = {
      "ok\0"
      "method must be bilinear or nearest\0"
      "options::coordinates must be align_corners, clamped_corners or half_pixel\0"
      "options::border must be extrapolate, replicate or isolate\0"
      "options::boxes must be yxyx, xyxy, yxyx_pixels, xyxy_pixels or xywh_pixels\0"
      "roi_align needs options::coordinates to be half_pixel\0",
      "each of box_indices must be in [0, batch)\0"
      "box coordinates must be finite\0"
      "each of images must be a batch of one\0"
      "each of images must have as many channels as the first\0",
      CNR_DETAIL_ERROR_ARGUMENTS(CNR_DETAIL_SENTENCES)};
#undef CNR_DETAIL_SENTENCES
#undef CNR_DETAIL_SENTENCE
  const char* const unknown = "unknown error code";
  const auto value = static_cast<unsigned>(code);
  if (value / 8 >= sizeof(sentences) / sizeof(const char*)) return unknown;
  const char* sentence = sentences[value / 8];
  for (unsigned rule = value % 8; rule > 0 && *sentence != '\0'; --rule) {
    while (*sentence != '\0') ++sentence;
    ++sentence;
  }
  return *sentence != '\0' ? sentence : unknown;
}

#undef CNR_DETAIL_ERROR_ARGUMENTS
#undef CNR_DETAIL_ERROR_RULES

/// The outcome of a call; true on success. A call that is refused has written nothing.
struct [[nodiscard]] result {
  errc code = errc::ok;
  /// The number of the box that was refused, or of the image of an images_view; -1 if the rule is about neither.
  std::ptrdiff_t index = -1;

  CNR_DETAIL_ALWAYS_INLINE constexpr explicit operator bool() const noexcept { return code == errc::ok; }

  /// cnr::message of the code.
  CNR_DETAIL_ALWAYS_INLINE constexpr const char* message() const noexcept { return cnr::message(code); }
};

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_RESULT_HPP
