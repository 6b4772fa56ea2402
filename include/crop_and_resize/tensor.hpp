// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// tensor: a dense array that owns its elements. The overloads of crop_and_resize that allocate return one.

#ifndef CROP_AND_RESIZE_TENSOR_HPP
#define CROP_AND_RESIZE_TENSOR_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace cnr {
inline namespace v0 {
CNR_DETAIL_MAY_SHADOW_BEGIN

/// A dense row-major array that owns its elements. It can be moved, but not copied.
///
/// @tparam T     element type, default-constructible
/// @tparam Rank  number of axes, at least 1
template <class T, std::size_t Rank>
class [[nodiscard]] tensor {
  static_assert(Rank > 0, "crop_and_resize: a tensor has at least one axis");

 public:
  using extents_type = std::array<std::ptrdiff_t, Rank>;

  /// A tensor without elements.
  CNR_DETAIL_ALWAYS_INLINE tensor() noexcept = default;

  /// A tensor of these extents. Its elements are default-initialised, so numbers have no value yet. Precondition: no
  /// extent is negative, and std::size_t can hold the number of elements.
  /// @throws std::bad_alloc if memory is short
  CNR_DETAIL_ALWAYS_INLINE explicit tensor(const extents_type& extents)
      : extents_(extents), elements_(new T[count(extents)]) {}

  /// Takes the elements of `other` and leaves it without any.
  CNR_DETAIL_ALWAYS_INLINE tensor(tensor&& other) noexcept
      : extents_(std::exchange(other.extents_, {})), elements_(std::exchange(other.elements_, nullptr)) {}
  /// Swaps the elements: those of this tensor live on in `other`.
  CNR_DETAIL_ALWAYS_INLINE tensor& operator=(tensor&& other) noexcept {
    std::swap(extents_, other.extents_);
    std::swap(elements_, other.elements_);
    return *this;
  }
  tensor(const tensor&) = delete;
  tensor& operator=(const tensor&) = delete;
  CNR_DETAIL_ALWAYS_INLINE ~tensor() { delete[] elements_; }

  CNR_DETAIL_ALWAYS_INLINE T* data() noexcept CNR_DETAIL_LIFETIME_BOUND { return elements_; }
  CNR_DETAIL_ALWAYS_INLINE const T* data() const noexcept CNR_DETAIL_LIFETIME_BOUND { return elements_; }
  CNR_DETAIL_ALWAYS_INLINE const extents_type& extents() const noexcept { return extents_; }

  /// Number of elements along `axis`. Precondition: axis < Rank.
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t extent(std::size_t axis) const noexcept { return extents_[axis]; }

  /// Number of elements.
  CNR_DETAIL_ALWAYS_INLINE std::size_t size() const noexcept { return count(extents_); }

  /// A view of all elements. It is valid until the tensor is moved, assigned to or destroyed.
  CNR_DETAIL_ALWAYS_INLINE tensor_view<T, Rank> view() noexcept CNR_DETAIL_LIFETIME_BOUND { return {data(), extents_}; }
  CNR_DETAIL_ALWAYS_INLINE tensor_view<const T, Rank> view() const noexcept CNR_DETAIL_LIFETIME_BOUND {
    return {data(), extents_};
  }

  /// The element at `indices`, one index per axis. Precondition: each index is in [0, extent of its axis).
  template <class... Index>
  CNR_DETAIL_ALWAYS_INLINE T& operator()(Index... indices) noexcept {
    return view()(indices...);
  }
  template <class... Index>
  CNR_DETAIL_ALWAYS_INLINE const T& operator()(Index... indices) const noexcept {
    return view()(indices...);
  }

 private:
  CNR_DETAIL_ALWAYS_INLINE static std::size_t count(const extents_type& extents) noexcept {
    // The product of some extents may overflow if another one is 0.
    std::ptrdiff_t product = 1;
    for (std::size_t axis = 0; axis < Rank; ++axis) product = detail::wrapping_multiply(product, extents[axis]);
    return static_cast<std::size_t>(product);
  }

  extents_type extents_{};
  // std::vector would write zeros first, and the header of std::unique_ptr takes long to compile.
  T* elements_ = nullptr;
};

CNR_DETAIL_MAY_SHADOW_END
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_TENSOR_HPP
