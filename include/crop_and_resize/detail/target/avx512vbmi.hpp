// SPDX-License-Identifier: MIT
//
// The vocabulary of the vector kernels in AVX-512 with VBMI: that of avx512.hpp, but for single bytes, which VBMI can
// pick out of a window by themselves.

#ifndef CROP_AND_RESIZE_DETAIL_TARGET_AVX512VBMI_HPP
#define CROP_AND_RESIZE_DETAIL_TARGET_AVX512VBMI_HPP

#include <crop_and_resize/detail/target/avx512.hpp>
#include <crop_and_resize/detail/target/includes.hpp>

#if CNR_DETAIL_AVX512_TARGETS

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,f16c,avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi"))), \
                             apply_to = function)
// Else Clang may halve the vectors where it tunes for processors that slow down for wide ones.
#pragma clang attribute push(__attribute__((min_vector_width(512))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,f16c,avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi")
#endif

namespace cnr {
inline namespace v0 {
namespace detail {
inline namespace CNR_DETAIL_BASELINE {
namespace avx512vbmi {

constexpr std::ptrdiff_t width = avx512::width;
constexpr std::ptrdiff_t lanes = avx512::lanes;
constexpr std::int32_t part_size = avx512::part_size;
constexpr float sparse_rows = avx512::sparse_rows;
constexpr std::uint32_t right_byte = 3;

#include <crop_and_resize/detail/target/vectors.inl>

using avx512::collect;
using avx512::fence;
using avx512::from_halves;
using avx512::high_doubles;
using avx512::index_size;
using avx512::lane_max;
using avx512::lane_min;
using avx512::lane_numbers;
using avx512::low_doubles;
using avx512::max_of;
using avx512::narrow;
using avx512::spread_lane_firsts;
using avx512::store_first;
using avx512::store_indices;
using avx512::store_lane_firsts;
using avx512::stream;
using avx512::to_halves;

template <>
struct format<element_format::float16> : avx512::format<element_format::float16> {};
template <>
struct format<element_format::float64> : avx512::format<element_format::float64> {};
template <>
struct format<element_format::int64> : avx512::format<element_format::int64> {};

CNR_DETAIL_ALWAYS_INLINE bytes permute(bytes from, bytes indices) noexcept {
#if defined(__clang__)
  using signed_bytes = char __attribute__((vector_size(64)));
  return reinterpret_cast<bytes>(
      __builtin_ia32_permvarqi512(reinterpret_cast<signed_bytes>(from), reinterpret_cast<signed_bytes>(indices)));
#else
  // Not __builtin_shuffle, which becomes a permutation of two sources.
  using signed_bytes = char __attribute__((vector_size(64)));
  return reinterpret_cast<bytes>(__builtin_ia32_permvarqi512_mask(reinterpret_cast<signed_bytes>(from),
                                                                  reinterpret_cast<signed_bytes>(indices),
                                                                  signed_bytes{}, static_cast<std::uint64_t>(-1)));
#endif
}
CNR_DETAIL_ALWAYS_INLINE bytes permute(bytes low, bytes high, bytes indices) noexcept {
#if defined(__clang__)
  using signed_bytes = char __attribute__((vector_size(64)));
  return reinterpret_cast<bytes>(__builtin_ia32_vpermi2varqi512(reinterpret_cast<signed_bytes>(low),
                                                                reinterpret_cast<signed_bytes>(indices),
                                                                reinterpret_cast<signed_bytes>(high)));
#else
  return __builtin_shuffle(low, high, indices);
#endif
}

template <class Format>
CNR_DETAIL_ALWAYS_INLINE integers pair_indices(integers left, integers right) noexcept {
  if constexpr (Format::size == 1) {
    return left | (right << 24U);
  } else {
    return avx512::pair_indices<Format>(left, right);
  }
}

template <class Format>
CNR_DETAIL_ALWAYS_INLINE integers single_indices(integers first) noexcept {
  return avx512::single_indices<Format>(first);
}

template <class Format, int Parts>
CNR_DETAIL_ALWAYS_INLINE integers pick(const unsigned char* row, const std::uint32_t* offset,
                                       const unsigned char* indices) noexcept {
  if constexpr (Format::size == 1) {
    const auto of_bytes = load_as<bytes>(indices);
    const auto at = [from = row + *offset](std::ptrdiff_t part) noexcept {
      return load_as<bytes>(from + part * part_size);
    };
    if constexpr (Parts == 1) {
      return reinterpret_cast<integers>(permute(at(0), of_bytes));
    } else if constexpr (Parts == 2) {
      return reinterpret_cast<integers>(permute(at(0), at(1), of_bytes));
    } else {
      const auto is_beyond = of_bytes >= 128;
      return reinterpret_cast<integers>(is_beyond ? permute(at(2), at(3), of_bytes) : permute(at(0), at(1), of_bytes));
    }
  } else {
    return avx512::pick<Format, Parts>(row, offset, indices);
  }
}

#include <crop_and_resize/detail/target/kernels.inl>

#include <crop_and_resize/detail/target/grad_kernels.inl>

}  // namespace avx512vbmi
}  // namespace CNR_DETAIL_BASELINE
}  // namespace detail
}  // namespace v0
}  // namespace cnr

#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif  // CNR_DETAIL_AVX512_TARGETS

#endif  // CROP_AND_RESIZE_DETAIL_TARGET_AVX512VBMI_HPP
