// SPDX-License-Identifier: MIT
//
// Tensors for fuzzed calls: extents and strides from the input's bytes, and storage of exactly the bytes that these
// span, so that AddressSanitizer sees a step outside.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_OPERAND_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_OPERAND_HPP

#include "fuzz/bytes.hpp"
#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/reference.hpp"

#include <crop_and_resize/tensor_view.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <type_traits>

namespace fuzz {

/// The numbers with a space before each.
template <std::size_t Rank>
std::string text_of(const std::array<std::ptrdiff_t, Rank>& extents) {
  std::string text;
  for (const std::ptrdiff_t extent : extents) text += ' ' + std::to_string(extent);
  return text;
}

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
    if ((choice & 3) == 2) {
      // A large tensor that is spread widely takes most of its time to be cleared.
      const std::ptrdiff_t gap = input.pick(2, 80);
      stride += (stride + gap) * extent <= 1 << 13 ? gap : 2;
    }
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
    before_ = before;
    first_ = before + found.first;
    size_ = static_cast<std::size_t>(before + found.size);
    // Not a vector, which may take more than it was asked for.
    storage_.reset(new T[size_]);
    set_bytes(0);
  }

  /// The same where the elements are few enough to be there; else, and where they cannot be, the storage is empty.
  bool allocate_if_small(std::ptrdiff_t before = 0) {
    const bool is_shape =
        std::all_of(extents.begin(), extents.end(), [](std::ptrdiff_t extent) { return extent >= 0; });
    if (is_shape && !reaches().overflows && reaches().size <= 1 << 19) {
      allocate(before);
      return true;
    }
    storage_.reset(new T[0]);
    return false;
  }

  /// Another one of the same shape in memory, marked.
  operand same_shape() const {
    operand other;
    other.extents = extents;
    other.strides = strides;
    other.allocate(before_);
    other.mark();
    return other;
  }

  /// Fills the storage with what no call writes, or only by a rare chance.
  void mark() { set_bytes(mark_byte); }

  /// Whether nothing was written since.
  bool is_marked() const {
    const auto* const bytes = reinterpret_cast<const unsigned char*>(storage_.get());
    return std::all_of(bytes, bytes + size_ * sizeof(T), [](unsigned char byte) { return byte == mark_byte; });
  }

  T* begin() { return storage_.get(); }
  std::size_t size() const { return size_; }
  cnr::tensor_view<T, Rank> view() { return {is_null ? nullptr : storage_.get() + first_, extents, strides}; }

 private:
  static constexpr unsigned char mark_byte = 0x5a;

  void set_bytes(unsigned char byte) {
    if (size_ > 0) std::memset(static_cast<void*>(storage_.get()), byte, size_ * sizeof(T));
  }

  std::ptrdiff_t before_ = 0;
  std::ptrdiff_t first_ = 0;
  std::size_t size_ = 0;
  std::unique_ptr<T[]> storage_;
};

/// The same bytes, or both NaN, of any type that a gradient has.
template <class T>
bool same(const T& a, const T& b) {
  if constexpr (std::is_floating_point<T>::value) {
    return support::same(a, b);
  } else {
    return a.bits == b.bits ||
           (std::isnan(reference::element<T>::value(a)) && std::isnan(reference::element<T>::value(b)));
  }
}

/// The number of the first element of two storages of one size that differs; -1 if none does.
template <class T, std::size_t Rank>
std::ptrdiff_t first_difference(operand<T, Rank>& a, operand<T, Rank>& b) {
  // Mostly there is none, which is seen at once.
  if (a.size() == 0 || std::memcmp(a.begin(), b.begin(), a.size() * sizeof(T)) == 0) return -1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same(a.begin()[i], b.begin()[i])) return static_cast<std::ptrdiff_t>(i);
  }
  return -1;
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_OPERAND_HPP
