// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// AVX-512 with VBMI: byte lookups, for the reader of rows of single bytes. All else is avx512's. AVX-512 without VBMI
// looks up words of two bytes.

#ifndef CROP_AND_RESIZE_DETAIL_SIMD_AVX512VBMI_HPP
#define CROP_AND_RESIZE_DETAIL_SIMD_AVX512VBMI_HPP

#include <crop_and_resize/detail/simd/avx512.hpp>

#if CNR_DETAIL_AVX512VBMI_TARGET

CNR_DETAIL_NAMESPACE_BEGIN
CNR_DETAIL_BEGIN_AVX512VBMI
namespace avx512vbmi {

using namespace avx512;  // except for what is declared below

/// Of single bytes only.
template <element_format>
struct format;
template <>
struct format<element_format::uint8> : format_of_uint8<3> {};
template <>
struct format<element_format::int8> : format_of_int8<3> {};

using signed_bytes = char __attribute__((vector_size(64)));

CNR_DETAIL_ALWAYS_INLINE bytes permute(bytes from, bytes indices) noexcept {
#if defined(__clang__)
  return reinterpret_cast<bytes>(
      __builtin_ia32_permvarqi512(reinterpret_cast<signed_bytes>(from), reinterpret_cast<signed_bytes>(indices)));
#else
  // Not __builtin_shuffle, which becomes a permutation of two sources.
  return reinterpret_cast<bytes>(__builtin_ia32_permvarqi512_mask(reinterpret_cast<signed_bytes>(from),
                                                                  reinterpret_cast<signed_bytes>(indices),
                                                                  signed_bytes{}, static_cast<std::uint64_t>(-1)));
#endif
}
CNR_DETAIL_ALWAYS_INLINE bytes permute(bytes low, bytes high, bytes indices) noexcept {
#if defined(__clang__)
  return reinterpret_cast<bytes>(__builtin_ia32_vpermi2varqi512(reinterpret_cast<signed_bytes>(low),
                                                                reinterpret_cast<signed_bytes>(indices),
                                                                reinterpret_cast<signed_bytes>(high)));
#else
  return __builtin_shuffle(low, high, indices);
#endif
}

template <class Format>
CNR_DETAIL_ALWAYS_INLINE integers pair_indices(integers left, integers right) noexcept {
  static_assert(Format::size == 1, "other elements are avx512's");
  return left | (right << 24U);
}

template <class Format, int Tables>
CNR_DETAIL_ALWAYS_INLINE integers table_lookup(const unsigned char* row, const std::uint32_t* offset,
                                               const unsigned char* indices) noexcept {
  static_assert(Format::size == 1, "other elements are avx512's");
  const auto of_bytes = load_as<bytes>(indices);
  const unsigned char* const from = row + *offset;
  if constexpr (Tables == 1) {
    return reinterpret_cast<integers>(permute(load_as<bytes>(from), of_bytes));
  } else {
    const bytes found = permute(load_as<bytes>(from), load_as<bytes>(from + table_size), of_bytes);
    if constexpr (Tables == 2) {
      return reinterpret_cast<integers>(found);
    } else {
      const bytes beyond = permute(load_as<bytes>(from + std::ptrdiff_t{2} * table_size),
                                   load_as<bytes>(from + std::ptrdiff_t{3} * table_size), of_bytes);
      return reinterpret_cast<integers>(of_bytes >= 128 ? beyond : found);
    }
  }
}

}  // namespace avx512vbmi
CNR_DETAIL_END_TARGET
CNR_DETAIL_NAMESPACE_END

#endif  // CNR_DETAIL_AVX512VBMI_TARGET

#endif  // CROP_AND_RESIZE_DETAIL_SIMD_AVX512VBMI_HPP
