// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// For data in multidimensional spans: a view of a std::mdspan, of Kokkos' implementation of it, or of any class with
// its members. It includes neither, so that it compiles from C++17 on.
//
//     const std::mdspan image(pixels, 1, height, width, 3);
//     const std::mdspan crops(output, 2, 224, 224, 3);
//     auto done = cnr::crop_and_resize(cnr::as_view(image), boxes, box_indices, cnr::as_view(crops));

#ifndef CROP_AND_RESIZE_ADAPTOR_MDSPAN_HPP
#define CROP_AND_RESIZE_ADAPTOR_MDSPAN_HPP

#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace cnr {
inline namespace v0 {
namespace detail {

/// Whether a class has the members of std::mdspan that as_view needs.
template <class Span, class = void>
struct is_mdspan : std::false_type {};
template <class Span>
struct is_mdspan<
    Span,
    std::void_t<typename Span::element_type, typename Span::layout_type, typename Span::accessor_type,
                typename Span::reference, decltype(Span::rank()), decltype(std::declval<const Span&>().extent(0)),
                decltype(std::declval<const Span&>().mapping()), decltype(std::declval<const Span&>().data_handle())>>
    : std::true_type {};

}  // namespace detail

/// A view of all elements of an mdspan of any layout with strides: std::layout_right, layout_left, layout_stride, the
/// padded ones, and what submdspan makes of them. The axes have the order of the mdspan's indices. The view is
/// read-only if element_type is const. It is valid as long as the elements are.
///
/// If the layout has no strides for its extents, or std::ptrdiff_t cannot hold a number, every call refuses the view.
/// An mdspan whose accessor does more than to dereference a pointer, or whose elements have no axis, does not compile.
template <class Span, std::enable_if_t<detail::is_mdspan<Span>::value, int> = 0>
CNR_DETAIL_ALWAYS_INLINE constexpr tensor_view<typename Span::element_type, static_cast<std::size_t>(Span::rank())>
as_view(const Span& span) {
  using element = typename Span::element_type;
  constexpr auto rank = static_cast<std::size_t>(Span::rank());
  static_assert(std::is_convertible<decltype(span.data_handle()), element*>::value &&
                    std::is_same<typename Span::reference, element&>::value,
                "crop_and_resize: the mdspan's accessor must give references to elements that a pointer points to");
  typename tensor_view<element, rank>::extents_type extents{};
  typename tensor_view<element, rank>::strides_type strides{};
  const bool has_strides = span.mapping().is_strided();
  for (std::size_t axis = 0; axis < rank; ++axis) {
    using axis_type = decltype(Span::rank());
    const auto number = static_cast<axis_type>(axis);
    extents[axis] = has_strides ? detail::to_ptrdiff(span.extent(number)) : PTRDIFF_MIN;
    if (has_strides) strides[axis] = detail::to_ptrdiff(span.mapping().stride(number));
  }
  return {span.data_handle(), extents, strides};
}

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_ADAPTOR_MDSPAN_HPP
