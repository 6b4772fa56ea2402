// SPDX-License-Identifier: MIT
//
// tensor: a dense array that owns its elements, which the overloads of crop_and_resize that allocate return.

#ifndef CROP_AND_RESIZE_TENSOR_HPP
#define CROP_AND_RESIZE_TENSOR_HPP

#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <new>
#include <vector>

namespace cnr {
inline namespace v0 {

namespace detail {

/// An allocator whose containers leave new elements uninitialised: every element of a crop is about to be written.
template <class T>
struct uninitialised_allocator {
  using value_type = T;

  uninitialised_allocator() = default;
  template <class U>
  uninitialised_allocator(const uninitialised_allocator<U>& /*other*/) noexcept {}

  T* allocate(std::size_t count) {
    static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__, "crop_and_resize: over-aligned elements");
    return static_cast<T*>(::operator new(count * sizeof(T)));
  }
  void deallocate(T* elements, std::size_t /*count*/) noexcept { ::operator delete(elements); }

  template <class U>
  void construct(U* place) noexcept {
    ::new (static_cast<void*>(place)) U;
  }
  template <class U, class Argument>
  void construct(U* place, const Argument& argument) {
    ::new (static_cast<void*>(place)) U(argument);
  }

  friend bool operator==(const uninitialised_allocator&, const uninitialised_allocator&) noexcept { return true; }
  friend bool operator!=(const uninitialised_allocator&, const uninitialised_allocator&) noexcept { return false; }
};

}  // namespace detail

/// A dense row-major array of `Rank` axes that owns its elements. Copying copies them.
///
/// @tparam T     element type, arithmetic
/// @tparam Rank  number of axes, at least 1
template <class T, std::size_t Rank>
class tensor {
 public:
  using extents_type = std::array<std::ptrdiff_t, Rank>;

  /// A tensor without elements.
  tensor() = default;

  /// Elements are left uninitialised. Precondition: no extent is negative and their product is representable.
  /// @throws std::bad_alloc or std::length_error where there is not enough memory
  explicit tensor(const extents_type& extents) : extents_(extents), elements_(count(extents)) {}

  T* data() noexcept { return elements_.data(); }
  const T* data() const noexcept { return elements_.data(); }
  const extents_type& extents() const noexcept { return extents_; }

  /// Number of elements along `axis`. Precondition: axis < Rank.
  std::ptrdiff_t extent(std::size_t axis) const noexcept { return extents_[axis]; }

  /// Number of elements.
  std::size_t size() const noexcept { return elements_.size(); }

  /// All elements, for as long as the tensor lives and is neither moved nor assigned to.
  tensor_view<T, Rank> view() noexcept { return {data(), extents_}; }
  tensor_view<const T, Rank> view() const noexcept { return {data(), extents_}; }

  /// The element at `indices`, one an axis. Precondition: each lies in [0, extent of its axis).
  template <class... Index>
  T& operator()(Index... indices) noexcept {
    return view()(indices...);
  }
  template <class... Index>
  const T& operator()(Index... indices) const noexcept {
    return view()(indices...);
  }

 private:
  static std::size_t count(const extents_type& extents) noexcept {
    std::size_t product = 1;
    for (const std::ptrdiff_t extent : extents) product *= static_cast<std::size_t>(extent);
    return product;
  }

  extents_type extents_{};
  std::vector<T, detail::uninitialised_allocator<T>> elements_;
};

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_TENSOR_HPP
