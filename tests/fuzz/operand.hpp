// SPDX-License-Identifier: MIT
//
// Tensors for fuzzed calls: extents and strides from the input's bytes, and storage of exactly the bytes that these
// span, so that AddressSanitizer sees a step outside.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_OPERAND_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_OPERAND_HPP

#include "fuzz/bytes.hpp"

#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace fuzz {

/// The distance from the first to the last element of a tensor, and from its element (0, 0, ...) back to the first.
struct reach {
  bool overflows = false;
  std::ptrdiff_t first = 0;
  std::ptrdiff_t size = 0;  // elements spanned
};

/// Written for plainness, with the compiler's own checks for overflow: the library's are compared with it.
template <std::size_t Rank>
reach reach_of(const std::array<std::ptrdiff_t, Rank>& extents, const std::array<std::ptrdiff_t, Rank>& strides,
               std::ptrdiff_t element_size) {
  for (const std::ptrdiff_t extent : extents) {
    if (extent == 0) return {};
  }
  reach result{false, 0, 1};
  std::ptrdiff_t count = element_size;
  for (std::size_t d = 0; d < Rank; ++d) {
    result.overflows |= __builtin_mul_overflow(count, extents[d], &count);
    if (extents[d] == 1) continue;
    std::ptrdiff_t distance = 0;
    result.overflows |= __builtin_mul_overflow(extents[d] - 1, strides[d], &distance);
    std::ptrdiff_t magnitude = distance;
    if (distance < 0) result.overflows |= __builtin_sub_overflow(std::ptrdiff_t{0}, distance, &magnitude);
    result.overflows |= __builtin_add_overflow(result.size, magnitude, &result.size);
    if (distance < 0) result.overflows |= __builtin_add_overflow(result.first, magnitude, &result.first);
  }
  std::ptrdiff_t bytes = 0;
  result.overflows |= __builtin_mul_overflow(result.size, element_size, &bytes);
  return result;
}

/// Strides that keep elements apart: dense, or with axes in another order, mirrored and padded, and where `may_repeat`
/// with strides of 0.
template <std::size_t Rank>
std::array<std::ptrdiff_t, Rank> pick_strides(bytes& input, const std::array<std::ptrdiff_t, Rank>& extents,
                                              bool may_repeat) {
  std::array<std::size_t, Rank> order{};
  for (std::size_t d = 0; d < Rank; ++d) order[d] = Rank - 1 - d;
  const bool dense = input.flag();
  for (std::size_t d = 0; d + 1 < Rank && !dense; ++d) {
    const auto other = d + static_cast<std::size_t>(input.pick(0, static_cast<std::ptrdiff_t>(Rank - 1 - d)));
    const std::size_t kept = order[d];
    order[d] = order[other];
    order[other] = kept;
  }
  std::array<std::ptrdiff_t, Rank> strides{};
  std::ptrdiff_t next = 1;
  for (const std::size_t d : order) {
    const std::ptrdiff_t extent = extents[d] > 1 ? extents[d] : 1;
    const std::uint8_t choice = dense ? std::uint8_t{0} : input.byte();
    std::ptrdiff_t stride = next;
    if ((choice & 3) == 1) stride += 1;
    if ((choice & 3) == 2) stride += input.pick(2, 80);
    if (may_repeat && (choice & 28) == 28) stride = 0;
    if (stride != 0) next = stride * extent;
    strides[d] = (choice & 32) != 0 ? -stride : stride;
    // Of an axis with one element or none, the stride is never used and may be anything.
    if (extents[d] <= 1 && (choice & 192) == 192) strides[d] = static_cast<std::ptrdiff_t>(input.number(8));
  }
  return strides;
}

/// A tensor that owns its elements, zeroed at first. Storage may begin with some elements that are no part of it, so
/// that its alignment can be chosen.
template <class T, std::size_t Rank>
class operand {
 public:
  using array = std::array<std::ptrdiff_t, Rank>;

  array extents{};
  array strides{};
  bool is_null = false;

  reach reaches() const { return reach_of(extents, strides, static_cast<std::ptrdiff_t>(sizeof(T))); }

  /// Precondition: the extents are not negative, and reaches() does not overflow.
  void allocate(std::ptrdiff_t before = 0) {
    const reach found = reaches();
    first_ = before + found.first;
    size_ = static_cast<std::size_t>(before + found.size);
    // Not a vector, which may take more than it was asked for.
    storage_.reset(new T[size_]);
    if (size_ > 0) std::memset(static_cast<void*>(storage_.get()), 0, size_ * sizeof(T));
  }

  T* begin() { return storage_.get(); }
  T* end() { return storage_.get() + size_; }
  std::size_t size() const { return size_; }
  cnr::tensor_view<T, Rank> view() { return {is_null ? nullptr : storage_.get() + first_, extents, strides}; }

 private:
  std::ptrdiff_t first_ = 0;
  std::size_t size_ = 0;
  std::unique_ptr<T[]> storage_;
};

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_OPERAND_HPP
