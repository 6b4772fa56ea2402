// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Floats as their bits. NaN and infinity are recognised by the bits, because -ffinite-math-only and the flush-to-zero
// mode of the processor change the outcome of float comparisons.

#ifndef CROP_AND_RESIZE_DETAIL_BASE_BITS_HPP
#define CROP_AND_RESIZE_DETAIL_BASE_BITS_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <cstdint>
#include <cstring>

namespace cnr {
inline namespace v0 {
namespace detail {

/// The object representation of `source`, read as a To of the same size. To need not have a default constructor.
template <class To, class From>
CNR_DETAIL_ALWAYS_INLINE To bit_cast(const From& source) noexcept {
  static_assert(sizeof(To) == sizeof(From), "crop_and_resize: bit_cast needs types of one size");
  alignas(To) unsigned char bytes[sizeof(To)];
  // Copying the bytes of a trivially copyable object into storage makes a To there.
  return *static_cast<const To*>(std::memcpy(&bytes, &source, sizeof(To)));
}

CNR_DETAIL_ALWAYS_INLINE bool is_finite(float value) noexcept {
  constexpr std::uint32_t exponent = 0x7f800000U;
  return (bit_cast<std::uint32_t>(value) & exponent) != exponent;
}

}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_BASE_BITS_HPP
