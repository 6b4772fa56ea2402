// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Which arguments no overload of crop_and_resize takes, so that one overload can say so. All of it is types: nothing
// here is ever run.

#ifndef CROP_AND_RESIZE_DETAIL_VALIDATE_MISUSE_HPP
#define CROP_AND_RESIZE_DETAIL_VALIDATE_MISUSE_HPP

#include <crop_and_resize/normalized.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <type_traits>

namespace cnr {
inline namespace v0 {

template <class T, std::size_t Rank>
class tensor;

namespace detail {

/// False, but only once T is known: for functions that must not be called.
template <class T>
struct is_never : std::false_type {};

/// Extents or strides in braces.
struct numbers_in_braces {
  constexpr numbers_in_braces(std::initializer_list<std::ptrdiff_t> /*numbers*/) noexcept {}
};

/// The type of a parameter whose argument is in braces, or is not there.
struct in_braces {
  constexpr in_braces() noexcept = default;
  template <class A>
  constexpr in_braces(const A& /*a*/, numbers_in_braces /*b*/) noexcept {}
  template <class A>
  constexpr in_braces(const A& /*a*/, numbers_in_braces /*b*/, numbers_in_braces /*c*/) noexcept {}
  template <class... Any>
  constexpr in_braces(const Any&... /*any*/) noexcept {}
};

/// Whether `Crops` can be what a call takes as its crops or their size.
template <class Crops>
struct is_crops : std::is_convertible<Crops, crop_size> {};
template <class Out>
struct is_crops<tensor_view<Out, 4>> : std::integral_constant<bool, !std::is_const<Out>::value> {};
template <class Out>
struct is_crops<normalized_crops<Out>> : std::integral_constant<bool, !std::is_const<Out>::value> {};
template <>
struct is_crops<in_braces> : std::true_type {};

/// Whether an argument is a view of these elements, mutable or not, or may be one.
template <class Argument, class Element, std::size_t Rank>
struct is_view_of : std::is_same<Argument, in_braces> {};
template <class Element, std::size_t Rank>
struct is_view_of<tensor_view<Element, Rank>, Element, Rank> : std::true_type {};
template <class Element, std::size_t Rank>
struct is_view_of<tensor_view<const Element, Rank>, Element, Rank> : std::true_type {};

template <class Image>
struct is_source : std::is_same<Image, in_braces> {};
template <class T>
struct is_source<tensor_view<T, 4>> : std::true_type {};
template <class T>
struct is_source<tensor_view<T, 1>> : is_view<std::remove_const_t<T>> {};

/// Whether an argument is the library's.
template <class Argument>
struct is_ours : std::is_same<Argument, in_braces> {};
template <class T, std::size_t Rank>
struct is_ours<tensor_view<T, Rank>> : std::true_type {};
template <class T, std::size_t Rank>
struct is_ours<tensor<T, Rank>> : std::true_type {};

/// Whether an argument is a pointer, an array, or a std::vector or what is like one.
template <class Argument, class = void>
struct is_pointer_or_container : std::disjunction<std::is_pointer<Argument>, std::is_array<Argument>> {};
template <class Element, std::size_t Count>
struct is_pointer_or_container<std::array<Element, Count>> : std::true_type {};
template <class Argument>
struct is_pointer_or_container<Argument, std::void_t<typename Argument::allocator_type>> : std::true_type {};

/// Whether elements are numbers, or arrays of numbers.
template <class Element>
struct are_numbers : std::is_arithmetic<Element> {};
template <class Element, std::size_t Count>
struct are_numbers<Element[Count]> : are_numbers<std::remove_cv_t<Element>> {};
template <class Element, std::size_t Count>
struct are_numbers<std::array<Element, Count>> : are_numbers<Element> {};

/// Whether an argument is a container or an array of views.
template <class Argument>
struct has_views : is_view<std::remove_cv_t<typename element_of<std::decay_t<Argument>>::type>> {};

/// Whether an argument is the library's, or holds its views, or numbers of which a call needs a `View`. Other libraries
/// and projects may have functions of the same name that take anything else, as the adaptors have for their tensors.
template <class Argument, class View>
struct is_known : std::disjunction<
                      is_ours<Argument>, std::is_same<Argument, std::nullptr_t>, has_views<Argument>,
                      std::conjunction<is_pointer_or_container<Argument>,
                                       are_numbers<std::remove_cv_t<typename element_of<std::decay_t<Argument>>::type>>,
                                       std::negation<std::is_convertible<const Argument&, View>>>> {};

/// Whether the image may be one of T's.
template <class T, class Image>
struct is_named : std::true_type {};
template <class T, class Element>
struct is_named<T, tensor_view<Element, 4>>
    : std::integral_constant<bool, std::is_same<T, in_braces>::value ||
                                       std::is_same<std::remove_const_t<T>, std::remove_const_t<Element>>::value> {};

/// Whether the crops may be of Out. A call that does not name it has its default, float.
template <class Out, class Crops>
struct is_named_output : std::true_type {};
template <class Out, class Element>
struct is_named_output<Out, tensor_view<Element, 4>>
    : std::disjunction<std::is_same<Out, float>, std::is_same<Out, Element>> {};
template <class Out, class Element>
struct is_named_output<Out, normalized_crops<Element>> : is_named_output<Out, tensor_view<Element, 4>> {};

/// What is right about the arguments of a call, as far as their types are known.
/// @tparam T  element type of the image; in_braces if the call does not name it
template <class T, class Out, class Image, class Boxes, class Indices, class Crops, class Settings>
struct call_types {
  static constexpr bool names_element = !std::is_same<T, in_braces>::value || !std::is_same<Image, in_braces>::value;
  static constexpr bool names_right_element = is_named<T, Image>::value;
  static constexpr bool names_right_output = is_named_output<Out, Crops>::value;
  static constexpr bool has_image = is_source<Image>::value;
  static constexpr bool has_boxes = is_view_of<Boxes, float, 2>::value;
  static constexpr bool has_indices = is_view_of<Indices, std::int32_t, 1>::value;
  static constexpr bool has_crops = is_crops<Crops>::value;
  static constexpr bool has_options =
      std::is_same<Settings, in_braces>::value || std::is_convertible<Settings, options>::value;
  static constexpr bool is_misuse =
      is_known<Image, image_view<T>>::value && is_known<Boxes, boxes_view>::value &&
      (is_known<Indices, box_indices_view>::value || (std::is_arithmetic<Indices>::value && has_crops)) &&
      (is_ours<Image>::value || is_ours<Boxes>::value || is_ours<Indices>::value) &&
      !(names_element && names_right_element && names_right_output && has_image && has_boxes && has_indices &&
        has_crops && has_options);
};

/// Whether an argument is what may be given by mistake where a view of one number for each channel is due.
template <class Argument>
struct is_like_channels
    : std::disjunction<is_known<Argument, channels_view>, std::is_arithmetic<Argument>, std::is_array<Argument>> {};

/// What is right about the arguments of normalized.
template <class Crops, class Scale, class Bias>
struct normalized_types {
  static constexpr bool has_crops = is_crops<Crops>::value && !std::is_convertible<Crops, crop_size>::value;
  static constexpr bool has_channels = is_view_of<Scale, float, 1>::value && is_view_of<Bias, float, 1>::value;
  static constexpr bool is_misuse =
      is_known<Crops, crops_view<float>>::value && is_like_channels<Scale>::value && is_like_channels<Bias>::value &&
      (is_ours<Crops>::value || is_ours<Scale>::value || is_ours<Bias>::value) && !(has_crops && has_channels);
};

}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_VALIDATE_MISUSE_HPP
