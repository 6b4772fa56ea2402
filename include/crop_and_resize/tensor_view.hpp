// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// tensor_view: a pointer with extents and strides. Images, boxes, box indices and crops are passed as such views. A
// view owns nothing and never allocates. The end of this file names the views that crop_and_resize takes.

#ifndef CROP_AND_RESIZE_TENSOR_VIEW_HPP
#define CROP_AND_RESIZE_TENSOR_VIEW_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace cnr {
inline namespace v0 {

template <class T, std::size_t Rank>
class tensor_view;

namespace detail {

template <class T>
struct is_view : std::false_type {};
template <class T, std::size_t Rank>
struct is_view<tensor_view<T, Rank>> : std::true_type {};

struct no_element;

/// What a pointer points to, or the elements of a container, with their const; no_element for anything else.
template <class Data, class = void>
struct element_of {
  using type = no_element;
};
template <class Element>
struct element_of<Element*> {
  using type = Element;
};
template <class Data>
struct element_of<Data, std::void_t<decltype(std::declval<const Data&>().data())>>
    : element_of<decltype(std::declval<const Data&>().data())> {};

/// Whether `Data` has elements, but is passed where a view of T takes a pointer to other ones. Not if one of these is a
/// view: that the pointer does not convert tells images in braces from an image in braces.
template <class T, class Data, class Element = typename element_of<std::decay_t<Data>>::type>
struct is_no_pointer_to
    : std::integral_constant<bool, !std::is_same<Element, no_element>::value && !std::is_convertible<Data, T*>::value &&
                                       !is_view<std::remove_cv_t<Element>>::value &&
                                       !is_view<std::remove_cv_t<T>>::value> {};

template <class Integer>
struct is_number : std::integral_constant<bool, std::is_integral<Integer>::value &&
                                                    !std::is_same<std::remove_cv_t<Integer>, bool>::value> {};

/// A std::vector of integers, or what is like one.
template <class Numbers, class = void>
struct is_vector_of_numbers : std::false_type {};
template <class Numbers>
struct is_vector_of_numbers<Numbers, std::void_t<typename Numbers::allocator_type>>
    : is_number<typename element_of<Numbers>::type> {};

/// `number`, or PTRDIFF_MIN if std::ptrdiff_t cannot hold it. Calls refuse that extent, and that stride along an axis
/// of extent > 1.
template <class Integer>
CNR_DETAIL_ALWAYS_INLINE constexpr std::ptrdiff_t to_ptrdiff(Integer number) noexcept {
  const auto converted = static_cast<std::ptrdiff_t>(number);
  bool has_sign = false;
  if constexpr (std::is_signed<Integer>::value) has_sign = number < 0;
  return static_cast<Integer>(converted) == number && (converted < 0) == has_sign ? converted : PTRDIFF_MIN;
}

/// The numbers of an array or a container; each is PTRDIFF_MIN if there are more or fewer than Rank.
template <std::size_t Rank, class Numbers>
CNR_DETAIL_ALWAYS_INLINE constexpr std::array<std::ptrdiff_t, Rank> to_axes(const Numbers& numbers) noexcept {
  using number = std::decay_t<decltype(numbers[0])>;
  static_assert(is_number<number>::value, "crop_and_resize: extents and strides are integers");
  const bool is_of_rank = std::size(numbers) == Rank;
  std::array<std::ptrdiff_t, Rank> axes{};
  for (std::size_t axis = 0; axis < Rank; ++axis) {
    axes[axis] = is_of_rank ? detail::to_ptrdiff<number>(numbers[axis]) : PTRDIFF_MIN;
  }
  return axes;
}

/// Whether extents and strides of these types are not what tensor_view stores, but can become it.
template <class Extent, class Stride>
struct are_other_numbers : std::integral_constant<bool, is_number<Extent>::value && is_number<Stride>::value &&
                                                            !(std::is_same<Extent, std::ptrdiff_t>::value &&
                                                              std::is_same<Stride, std::ptrdiff_t>::value)> {};

}  // namespace detail

/// Extents from integers of any types: make_extents(1, pixels.size() / width, width, 1). A number that std::ptrdiff_t
/// cannot hold becomes PTRDIFF_MIN, and every call refuses such a view.
template <class... Integer>
CNR_DETAIL_ALWAYS_INLINE constexpr std::array<std::ptrdiff_t, sizeof...(Integer)> make_extents(
    Integer... extents) noexcept {
  static_assert(
      (detail::is_number<Integer>::value && ...),
      "crop_and_resize: extents are integers; those in a container are made by make_extents<Rank>(container)");
  return {{detail::to_ptrdiff(extents)...}};
}

/// Extents from an array or a container of integers, such as std::vector<std::size_t> or std::span: make_extents<4>(
/// shape). If it has not Rank numbers, or std::ptrdiff_t cannot hold one, every call refuses such a view.
template <std::size_t Rank, class Numbers>
CNR_DETAIL_ALWAYS_INLINE constexpr std::array<std::ptrdiff_t, Rank> make_extents(const Numbers& extents) noexcept {
  return detail::to_axes<Rank>(extents);
}

/// Strides, in elements, from integers of any types. A number that std::ptrdiff_t cannot hold becomes PTRDIFF_MIN,
/// which every call refuses along an axis of extent > 1.
template <class... Integer>
CNR_DETAIL_ALWAYS_INLINE constexpr std::array<std::ptrdiff_t, sizeof...(Integer)> make_strides(
    Integer... strides) noexcept {
  static_assert(
      (detail::is_number<Integer>::value && ...),
      "crop_and_resize: strides are integers; those in a container are made by make_strides<Rank>(container)");
  return {{detail::to_ptrdiff(strides)...}};
}

/// Strides, in elements, from an array or a container of integers. A number that std::ptrdiff_t cannot hold becomes
/// PTRDIFF_MIN, as do all numbers of a container that has not Rank of them. Calls refuse PTRDIFF_MIN along an axis of
/// extent > 1.
template <std::size_t Rank, class Numbers>
CNR_DETAIL_ALWAYS_INLINE constexpr std::array<std::ptrdiff_t, Rank> make_strides(const Numbers& strides) noexcept {
  return detail::to_axes<Rank>(strides);
}

/// A strided view of elements that it does not own.
///
/// The element at (i, j, ...) is data[i * stride(0) + j * stride(1) + ...]. Strides count elements, not bytes. They may
/// be negative (a mirrored image), padded (rows with a gap after them), permuted (NCHW storage seen as NHWC) or 0 (one
/// row repeated; for inputs only). The stride of an axis of extent 0 or 1 is ignored. If the elements of an image's row
/// have gaps between them, a call may read the gaps.
///
/// Constness is shallow, like that of a pointer: a const tensor_view<float, 4> gives access to mutable floats.
///
/// A view is a few words long and is passed by value. Every member is O(Rank) and throws nothing.
///
/// @tparam T     element type, const for a read-only view; not volatile
/// @tparam Rank  number of axes, at least 1
template <class T, std::size_t Rank>
class tensor_view {
  static_assert(Rank > 0, "crop_and_resize: a tensor_view has at least one axis");
  static_assert(!std::is_volatile<T>::value, "crop_and_resize: a tensor_view cannot show volatile elements");
  static_assert(std::is_object<T>::value, "crop_and_resize: the elements of a tensor_view are objects");

 public:
  using element_type = T;
  using extents_type = std::array<std::ptrdiff_t, Rank>;
  using strides_type = std::array<std::ptrdiff_t, Rank>;
  using order_type = std::array<std::size_t, Rank>;

  /// A view of no elements.
  constexpr tensor_view() noexcept = default;

  /// A dense row-major view: the last axis has stride 1, every other axis the stride of the next one times the extent
  /// of the next one. A stride that overflows wraps around; every call refuses such a view.
  CNR_DETAIL_ALWAYS_INLINE constexpr tensor_view(T* data, extents_type extents) noexcept
      : data_(data), extents_(extents), strides_(row_major(extents)) {}

  /// A view with any strides, in elements.
  CNR_DETAIL_ALWAYS_INLINE constexpr tensor_view(T* data, extents_type extents, strides_type strides) noexcept
      : data_(data), extents_(extents), strides_(strides) {}

  // std::array would fill up braces that have too few numbers with 0, which makes an image without channels, for
  // instance. These two constructors are chosen for braces, and compile for one number per axis only. With a single
  // axis no number can be missing.
  template <std::size_t Count, std::size_t Axes = Rank, std::enable_if_t<(Axes > 1), int> = 0>
  CNR_DETAIL_ALWAYS_INLINE constexpr tensor_view(T* data, const std::ptrdiff_t (&extents)[Count]) noexcept
      : tensor_view(data, to_array(extents)) {
    static_assert(Count == Rank, "crop_and_resize: a tensor_view takes one extent and one stride per axis");
  }
  template <std::size_t Count, std::size_t StrideCount, std::size_t Axes = Rank, std::enable_if_t<(Axes > 1), int> = 0>
  CNR_DETAIL_ALWAYS_INLINE constexpr tensor_view(T* data, const std::ptrdiff_t (&extents)[Count],
                                                 const std::ptrdiff_t (&strides)[StrideCount]) noexcept
      : tensor_view(data, to_array(extents), to_array(strides)) {
    static_assert(Count == Rank && StrideCount == Rank,
                  "crop_and_resize: a tensor_view takes one extent and one stride per axis");
  }

  /// The two constructors above for arrays of integers of other types. A number that std::ptrdiff_t cannot hold becomes
  /// PTRDIFF_MIN, and every call refuses the view. make_extents takes numbers of several types, and containers.
  template <class Extent, std::enable_if_t<detail::are_other_numbers<Extent, std::ptrdiff_t>::value, int> = 0>
  CNR_DETAIL_ALWAYS_INLINE constexpr tensor_view(T* data, const std::array<Extent, Rank>& extents) noexcept
      : tensor_view(data, detail::to_axes<Rank>(extents)) {}
  template <class Extent = std::ptrdiff_t, class Stride = std::ptrdiff_t,
            std::enable_if_t<detail::are_other_numbers<Extent, Stride>::value, int> = 0>
  CNR_DETAIL_ALWAYS_INLINE constexpr tensor_view(T* data, const std::array<Extent, Rank>& extents,
                                                 const std::array<Stride, Rank>& strides) noexcept
      : tensor_view(data, detail::to_axes<Rank>(extents), detail::to_axes<Rank>(strides)) {}

  // Chosen for data that is no pointer to elements of this type, to say so.
  template <class Data, std::enable_if_t<detail::is_no_pointer_to<T, Data>::value, int> = 0>
  constexpr tensor_view(Data&& /*data*/, const extents_type& /*extents*/, const strides_type& /*strides*/ = {}) {
    using pointer = std::decay_t<Data>;
    constexpr bool is_pointer = std::is_pointer<pointer>::value;
    constexpr bool is_const_only = std::is_convertible<pointer, const T*>::value;
    static_assert(is_pointer, "crop_and_resize: a tensor_view takes a pointer: pass data() of a container");
    constexpr bool is_of_boxes = Rank == 2 && std::is_same<T, const float>::value;
    constexpr bool is_of_channels = Rank == 1 && std::is_same<T, const float>::value;
    constexpr bool is_of_indices = Rank == 1 && std::is_same<T, const std::int32_t>::value;
    constexpr bool has_right_type = !is_pointer || is_const_only;
    static_assert(has_right_type || !is_of_boxes,
                  "crop_and_resize: boxes are a view of float, but the pointer is to another type: copy them to float");
    static_assert(has_right_type || !is_of_indices,
                  "crop_and_resize: box_indices are a view of std::int32_t, but the pointer is to another type: copy "
                  "them to std::int32_t");
    static_assert(
        has_right_type || !is_of_channels,
        "crop_and_resize: scale and bias are views of float, but the pointer is to another type: copy them to "
        "float");
    static_assert(has_right_type || is_of_boxes || is_of_channels || is_of_indices,
                  "crop_and_resize: the pointer is to another type than the view's. In braces, crops are a view of "
                  "float; name a view of another type, as cnr::crops_view<Out>");
    static_assert(!is_const_only,
                  "crop_and_resize: the view is of mutable elements, as crops must be, but the pointer is to const");
  }

  // Chosen for extents in a vector, to say how they are made of it.
  template <class Numbers, std::enable_if_t<detail::is_vector_of_numbers<Numbers>::value, int> = 0>
  constexpr tensor_view(T* /*data*/, const Numbers& /*extents*/, const strides_type& /*strides*/ = {}) {
    static_assert(!detail::is_vector_of_numbers<Numbers>::value,
                  "crop_and_resize: extents in a container are made by make_extents<Rank>(container)");
  }

  /// A read-only view of the elements of a mutable view.
  template <class U, std::enable_if_t<std::is_same<const U, T>::value && !std::is_same<U, T>::value, int> = 0>
  CNR_DETAIL_ALWAYS_INLINE constexpr tensor_view(const tensor_view<U, Rank>& other) noexcept
      : data_(other.data()), extents_(other.extents()), strides_(other.strides()) {}

  CNR_DETAIL_ALWAYS_INLINE constexpr T* data() const noexcept { return data_; }
  CNR_DETAIL_ALWAYS_INLINE constexpr const extents_type& extents() const noexcept { return extents_; }
  CNR_DETAIL_ALWAYS_INLINE constexpr const strides_type& strides() const noexcept { return strides_; }

  /// Number of elements along `axis`. Precondition: axis < Rank.
  CNR_DETAIL_ALWAYS_INLINE constexpr std::ptrdiff_t extent(std::size_t axis) const noexcept { return extents_[axis]; }

  /// Distance in elements between neighbours along `axis`. Precondition: axis < Rank.
  CNR_DETAIL_ALWAYS_INLINE constexpr std::ptrdiff_t stride(std::size_t axis) const noexcept { return strides_[axis]; }

  /// The element at `indices`, one index per axis. Precondition: each index is in [0, extent of its axis).
  template <class... Index>
  CNR_DETAIL_ALWAYS_INLINE constexpr T& operator()(Index... indices) const noexcept {
    static_assert(sizeof...(Index) == Rank, "crop_and_resize: a tensor_view takes one index per axis");
    const extents_type index{static_cast<std::ptrdiff_t>(indices)...};
    std::ptrdiff_t offset = 0;
    for (std::size_t axis = 0; axis < Rank; ++axis) offset += index[axis] * strides_[axis];
    return data_[offset];
  }

  /// A view of these elements with the axes in another order: axis d of the result is axis order[d] of this view.
  /// permuted({0, 2, 3, 1}) shows NCHW storage as NHWC. If `order` is no permutation of 0, 1, ..., Rank - 1, the
  /// extents of the result are -1, and every call refuses it.
  CNR_DETAIL_ALWAYS_INLINE constexpr tensor_view permuted(const order_type& order) const noexcept {
    tensor_view result = *this;
    const bool valid = is_permutation(order);
    for (std::size_t axis = 0; axis < Rank; ++axis) {
      result.extents_[axis] = valid ? extents_[order[axis]] : -1;
      result.strides_[axis] = valid ? strides_[order[axis]] : 0;
    }
    return result;
  }

 private:
  template <std::size_t Count>
  CNR_DETAIL_ALWAYS_INLINE static constexpr extents_type to_array(const std::ptrdiff_t (&numbers)[Count]) noexcept {
    extents_type result{};
    for (std::size_t axis = 0; axis < Rank; ++axis) result[axis] = numbers[axis];
    return result;
  }

  CNR_DETAIL_ALWAYS_INLINE static constexpr strides_type row_major(const extents_type& extents) noexcept {
    strides_type strides{};
    std::ptrdiff_t stride = 1;
    for (std::size_t count = Rank; count > 0; --count) {
      strides[count - 1] = stride;
      stride = detail::wrapping_multiply(stride, extents[count - 1]);
    }
    return strides;
  }

  CNR_DETAIL_ALWAYS_INLINE static constexpr bool is_permutation(const order_type& order) noexcept {
    for (std::size_t axis = 0; axis < Rank; ++axis) {
      if (order[axis] >= Rank) return false;
      for (std::size_t before = 0; before < axis; ++before) {
        if (order[before] == order[axis]) return false;
      }
    }
    return true;
  }

  T* data_ = nullptr;
  extents_type extents_{};
  strides_type strides_{};
};

/// Images: [batch, height, width, channels].
template <class T>
using image_view = tensor_view<const T, 4>;

/// Images of any sizes, strides and places: [number of images]. Each is a batch of one, and all have as many channels.
template <class T>
using images_view = tensor_view<const image_view<T>, 1>;

/// Crops: [num_boxes, crop_height, crop_width, channels].
template <class T>
using crops_view = tensor_view<T, 4>;

/// Boxes: [num_boxes, 4]. Unless the options of a call name another box_format, each is y1, x1, y2, x2, normalised by
/// (extent - 1): 0 is the centre of the first row or column of pixels and 1 the centre of the last.
using boxes_view = tensor_view<const float, 2>;

/// The image that each box is cut from, of the batch or of an images_view: [num_boxes], each in [0, number of images).
using box_indices_view = tensor_view<const std::int32_t, 1>;

namespace detail {
CNR_DETAIL_BASELINE_BEGIN

inline constexpr std::int32_t index_of_first_image = 0;

CNR_DETAIL_BASELINE_END
}  // namespace detail

/// Box indices for boxes that are all cut from image 0: a view of one 0 that is repeated num_boxes times by a stride of
/// 0. It points to a constant, so that it stays valid.
CNR_DETAIL_ALWAYS_INLINE constexpr box_indices_view first_image(std::ptrdiff_t num_boxes) noexcept {
  return {&detail::index_of_first_image, {num_boxes}, {0}};
}

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_TENSOR_VIEW_HPP
