// SPDX-License-Identifier: MIT
//
// tensor: a dense array that owns its elements, which the overloads of crop_and_resize that allocate return.

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

/// A dense row-major array of `Rank` axes that owns its elements. It can be moved, not copied.
///
/// @tparam T     element type, arithmetic
/// @tparam Rank  number of axes, at least 1
template <class T, std::size_t Rank>
class [[nodiscard]] tensor {
  static_assert(Rank >= 1, "tensor: there must be an axis");

 public:
  using extents_type = std::array<std::ptrdiff_t, Rank>;

  /// A tensor without elements.
  CNR_DETAIL_ALWAYS_INLINE tensor() noexcept = default;

  /// Elements are left uninitialised. Precondition: no extent is negative and their product is representable.
  /// @throws std::bad_alloc where there is not enough memory
  CNR_DETAIL_ALWAYS_INLINE explicit tensor(const extents_type& extents)
      : extents_(extents), elements_(new T[count(extents)]) {}

  /// Leaves `other` without elements.
  CNR_DETAIL_ALWAYS_INLINE tensor(tensor&& other) noexcept
      : extents_(std::exchange(other.extents_, {})), elements_(std::exchange(other.elements_, nullptr)) {}
  /// Swaps: what this tensor owned lives on in `other`.
  CNR_DETAIL_ALWAYS_INLINE tensor& operator=(tensor&& other) noexcept {
    std::swap(extents_, other.extents_);
    std::swap(elements_, other.elements_);
    return *this;
  }
  tensor(const tensor&) = delete;
  tensor& operator=(const tensor&) = delete;
  CNR_DETAIL_ALWAYS_INLINE ~tensor() { delete[] elements_; }

  CNR_DETAIL_ALWAYS_INLINE T* data() noexcept { return elements_; }
  CNR_DETAIL_ALWAYS_INLINE const T* data() const noexcept { return elements_; }
  CNR_DETAIL_ALWAYS_INLINE const extents_type& extents() const noexcept { return extents_; }

  /// Number of elements along `axis`. Precondition: axis < Rank.
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t extent(std::size_t axis) const noexcept { return extents_[axis]; }

  /// Number of elements.
  CNR_DETAIL_ALWAYS_INLINE std::size_t size() const noexcept { return count(extents_); }

  /// All elements, for as long as the tensor lives and is neither moved nor assigned to.
  CNR_DETAIL_ALWAYS_INLINE tensor_view<T, Rank> view() noexcept { return {data(), extents_}; }
  CNR_DETAIL_ALWAYS_INLINE tensor_view<const T, Rank> view() const noexcept { return {data(), extents_}; }

  /// The element at `indices`, one an axis. Precondition: each lies in [0, extent of its axis).
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
    // A part of the product may overflow where another extent is 0.
    std::ptrdiff_t product = 1;
    for (std::size_t axis = 0; axis < Rank; ++axis) product = detail::wrapping_multiply(product, extents[axis]);
    return static_cast<std::size_t>(product);
  }

  extents_type extents_{};
  // Not std::vector, which would write zeros first, nor std::unique_ptr, whose header costs all users compile time.
  T* elements_ = nullptr;
};

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_TENSOR_HPP
