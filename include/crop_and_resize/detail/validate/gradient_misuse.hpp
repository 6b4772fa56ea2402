// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Which arguments the gradients do not take, so that one overload of each can say so. All of it is types: nothing here
// is ever run.

#ifndef CROP_AND_RESIZE_DETAIL_VALIDATE_GRADIENT_MISUSE_HPP
#define CROP_AND_RESIZE_DETAIL_VALIDATE_GRADIENT_MISUSE_HPP

#include <crop_and_resize/detail/validate/misuse.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstdint>
#include <type_traits>

namespace cnr {
inline namespace v0 {
namespace detail {

/// What is right about the arguments of a call, as far as their types are known.
template <class Grads, class Boxes, class Indices>
struct grad_types {
  static constexpr bool has_grads = is_view_of<Grads, float, 4>::value;
  static constexpr bool has_boxes = is_view_of<Boxes, float, 2>::value;
  static constexpr bool has_indices = is_view_of<Indices, std::int32_t, 1>::value;
  static constexpr bool are_known = is_known<Grads, image_view<float>>::value && is_known<Boxes, boxes_view>::value &&
                                    is_known<Indices, box_indices_view>::value &&
                                    (is_ours<Grads>::value || is_ours<Boxes>::value || is_ours<Indices>::value);
  static constexpr bool are_right = has_grads && has_boxes && has_indices;
};

/// Whether an argument is a 4-D view, or may be one.
template <class Argument>
struct is_4d_view : std::is_same<Argument, in_braces> {};
template <class T>
struct is_4d_view<tensor_view<T, 4>> : std::true_type {};

template <class Grads, class Boxes, class Indices, class Written>
struct grad_image_types : grad_types<Grads, Boxes, Indices> {
  static constexpr bool has_written = is_4d_view<Written>::value;
  static constexpr bool is_misuse = grad_image_types::are_known && is_known<Written, tensor_view<float, 4>>::value &&
                                    !(grad_image_types::are_right && has_written);
};

template <class Grads, class Image, class Boxes, class Indices, class Written>
struct grad_boxes_types : grad_types<Grads, Boxes, Indices> {
  static constexpr bool has_image = is_4d_view<Image>::value;
  static constexpr bool has_written =
      std::disjunction<std::is_same<Written, in_braces>, std::is_same<Written, tensor_view<float, 2>>>::value;
  static constexpr bool is_misuse = grad_boxes_types::are_known && is_known<Image, image_view<float>>::value &&
                                    is_known<Written, tensor_view<float, 2>>::value &&
                                    !(grad_boxes_types::are_right && has_image && has_written);
};

}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_VALIDATE_GRADIENT_MISUSE_HPP
