// SPDX-License-Identifier: MIT
//
// AVX-512 with VBMI: the kernels of avx512.hpp, but for rows of single bytes, which VBMI can pick out of a window by
// themselves.

#ifndef CROP_AND_RESIZE_DETAIL_SIMD_AVX512VBMI_HPP
#define CROP_AND_RESIZE_DETAIL_SIMD_AVX512VBMI_HPP

#include <crop_and_resize/detail/simd/avx512.hpp>
#include <crop_and_resize/detail/simd/includes.hpp>

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

using namespace avx512;  // but for what is declared below

/// Of single bytes only.
template <element_format>
struct format;
template <>
struct format<element_format::uint8> : format_of_uint8<3> {};
template <>
struct format<element_format::int8> : format_of_int8<3> {};

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
  static_assert(Format::size == 1, "other elements are avx512's");
  return left | (right << 24U);
}

template <class Format, int Tables>
CNR_DETAIL_ALWAYS_INLINE integers table_lookup(const unsigned char* row, const std::uint32_t* offset,
                                               const unsigned char* indices) noexcept {
  static_assert(Format::size == 1, "other elements are avx512's");
  const auto of_bytes = load_as<bytes>(indices);
  const auto at = [from = row + *offset](std::ptrdiff_t table) noexcept {
    return load_as<bytes>(from + table * table_size);
  };
  if constexpr (Tables == 1) {
    return reinterpret_cast<integers>(permute(at(0), of_bytes));
  } else if constexpr (Tables == 2) {
    return reinterpret_cast<integers>(permute(at(0), at(1), of_bytes));
  } else {
    const auto is_beyond = of_bytes >= 128;
    return reinterpret_cast<integers>(is_beyond ? permute(at(2), at(3), of_bytes) : permute(at(0), at(1), of_bytes));
  }
}

// clang-format off
#include <crop_and_resize/detail/forward/vector/gather_plan.inl>
#include <crop_and_resize/detail/forward/vector/shuffle_reader.inl>
// clang-format on

template <class T, class Sampler>
void resample_tasks(const forward_arguments<T, Sampler>& arguments, const partition& tasks, std::ptrdiff_t begin,
                    std::ptrdiff_t end) noexcept {
  if constexpr (sizeof(T) == 1) {
    using rows = shuffle_reader<T, format<format_of<T>::value>, std::is_same<Sampler, nearest>::value>;
    avx512::resample_tasks_with<rows>(arguments, tasks, begin, end);
  } else {
    avx512::resample_tasks(arguments, tasks, begin, end);
  }
}

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

#endif  // CROP_AND_RESIZE_DETAIL_SIMD_AVX512VBMI_HPP
