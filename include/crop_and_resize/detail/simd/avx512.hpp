// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The vocabulary of the vector kernels in AVX-512 (F, BW, VL and DQ) and F16C: vectors of 16 floats, whose elements all
// come out of one window. The functions are compiled for that instruction set whatever the command line says, and are
// called only where the processor has it.

#ifndef CROP_AND_RESIZE_DETAIL_SIMD_AVX512_HPP
#define CROP_AND_RESIZE_DETAIL_SIMD_AVX512_HPP

#include <crop_and_resize/detail/base/bits.hpp>
#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/base/unroll.hpp>
#include <crop_and_resize/detail/simd/region.hpp>
#include <crop_and_resize/detail/simd/targets.hpp>
#include <crop_and_resize/element.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#if CNR_DETAIL_AVX512_TARGETS

CNR_DETAIL_NAMESPACE_BEGIN
CNR_DETAIL_BEGIN_AVX512
namespace avx512 {

constexpr std::ptrdiff_t width = 16;
constexpr std::ptrdiff_t windows = 1;
constexpr std::int32_t table_size = 64;
constexpr float min_row_step_uncached = 1.0F;
constexpr std::uint32_t right_byte = 2;
constexpr bool fuses_byte_products = true;

#include <crop_and_resize/detail/simd/vectors.inl>

#include <crop_and_resize/detail/simd/formats.inl>

using words = std::uint16_t __attribute__((vector_size(64)));
using signed_words = short __attribute__((vector_size(64)));
using half_of_words = std::uint16_t __attribute__((vector_size(32)));
using halves = short __attribute__((vector_size(32)));
using doubles = double __attribute__((vector_size(64)));
using long_integers = std::int64_t __attribute__((vector_size(64)));
using half_of_floats = float __attribute__((vector_size(32)));
using quarter_of_floats = float __attribute__((vector_size(16)));

CNR_DETAIL_ALWAYS_INLINE integers iota() noexcept {
  return integers{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
}

CNR_DETAIL_ALWAYS_INLINE void fence() noexcept { __builtin_ia32_sfence(); }

/// Stores the first `count` floats, fewer than a vector.
CNR_DETAIL_ALWAYS_INLINE void store_n(float* to, floats value, std::ptrdiff_t count) noexcept {
  __builtin_ia32_storeups512_mask(to, value, static_cast<std::uint16_t>((1U << static_cast<unsigned>(count)) - 1U));
}

/// The first `count` bytes of a vector.
CNR_DETAIL_ALWAYS_INLINE bytes load_n(const unsigned char* from, std::ptrdiff_t count) noexcept {
  using characters = char __attribute__((vector_size(64)));
#if defined(__clang__)
  using address = const characters*;
#else
  using address = const char*;
#endif
  return reinterpret_cast<bytes>(__builtin_ia32_loaddquqi512_mask(
      reinterpret_cast<address>(from), characters{}, ~std::uint64_t{0} >> static_cast<unsigned>(64 - count)));
}

/// The halves of a vector, and two of them made one.
CNR_DETAIL_ALWAYS_INLINE half_of_words low_half(words value) noexcept {
  return __builtin_shufflevector(value, value, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}
CNR_DETAIL_ALWAYS_INLINE half_of_words high_half(words value) noexcept {
  return __builtin_shufflevector(value, value, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
}
CNR_DETAIL_ALWAYS_INLINE floats join(half_of_floats low, half_of_floats high) noexcept {
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

CNR_DETAIL_ALWAYS_INLINE floats load_lanes(const float* from, std::ptrdiff_t stride) noexcept {
  const auto lane = [=](std::ptrdiff_t number) noexcept { return load_as<quarter_of_floats>(from + number * stride); };
#if defined(__clang__)
  const auto join_two = [](quarter_of_floats low, quarter_of_floats high) noexcept {
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
  };
  return join(join_two(lane(0), lane(1)), join_two(lane(2), lane(3)));
#else
  // Not __builtin_shufflevector, which becomes a permutation of two sources.
  constexpr std::uint16_t all = 0xffff;
  floats lanes = __builtin_ia32_ps512_ps(lane(0));
  lanes = __builtin_ia32_insertf32x4_mask(lanes, lane(1), 1, floats{}, all);
  lanes = __builtin_ia32_insertf32x4_mask(lanes, lane(2), 2, floats{}, all);
  return __builtin_ia32_insertf32x4_mask(lanes, lane(3), 3, floats{}, all);
#endif
}
CNR_DETAIL_ALWAYS_INLINE void store_lanes(float* to, std::ptrdiff_t stride, floats value) noexcept {
  store_as(to, __builtin_shufflevector(value, value, 0, 1, 2, 3));
  store_as(to + stride, __builtin_shufflevector(value, value, 4, 5, 6, 7));
  store_as(to + 2 * stride, __builtin_shufflevector(value, value, 8, 9, 10, 11));
  store_as(to + 3 * stride, __builtin_shufflevector(value, value, 12, 13, 14, 15));
}

// Out of memory twice: what calls these is of CNR_DETAIL_SHORT_VECTORS.
CNR_DETAIL_ALWAYS_INLINE floats load_lanes_at(const unsigned char* from, const std::uint32_t* offsets,
                                              std::ptrdiff_t pitch) noexcept {
  std::array<quarter_of_floats, 4> lanes;
  for (auto& each : lanes) {
    each = load_as<quarter_of_floats>(from + *offsets);
    offsets += pitch;
  }
  return load_as<floats>(lanes.data());
}
CNR_DETAIL_ALWAYS_INLINE floats load_pairs_at(const unsigned char* from, const std::uint32_t* offsets) noexcept {
  std::array<double, static_cast<std::size_t>(width / 2)> pairs;
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = (load_as<double>)(from + offsets[i / 2 * 4 + i % 2]);
  return load_as<floats>(pairs.data());
}

CNR_DETAIL_ALWAYS_INLINE integers load_integers_at(const unsigned char* from, const std::uint32_t* offsets) noexcept {
  std::array<std::uint32_t, static_cast<std::size_t>(width)> each;
  for (std::size_t i = 0; i < each.size(); ++i) each[i] = (load_as<std::uint32_t>)(from + offsets[i]);
  return load_as<integers>(each.data());
}
CNR_DETAIL_ALWAYS_INLINE integers load_half_lanes_at(const unsigned char* from, const std::uint32_t* offsets,
                                                     std::ptrdiff_t pitch) noexcept {
  std::array<std::uint64_t, static_cast<std::size_t>(width / 2)> halves_of_lanes;
  for (std::size_t i = 0; i < halves_of_lanes.size(); ++i) {
    halves_of_lanes[i] = (load_as<std::uint64_t>)(from + offsets[static_cast<std::ptrdiff_t>(i / 2) * pitch]);
  }
  return load_as<integers>(halves_of_lanes.data());
}

/// Bytes of the same lane by their indices.
CNR_DETAIL_ALWAYS_INLINE bytes shuffle(bytes lanes, bytes indices) noexcept {
  bytes shuffled;
  __asm__("vpshufb {%2, %1, %0|%0, %1, %2}" : "=v"(shuffled) : "v"(lanes), "v"(indices));
  return shuffled;
}

/// Elements of one vector, or of two that follow one another, by their indices, whose higher bits do not matter.
CNR_DETAIL_ALWAYS_INLINE integers permute(integers from, integers indices) noexcept {
#if defined(__clang__)
  return as_unsigned(__builtin_ia32_permvarsi512(as_signed(from), as_signed(indices)));
#else
  return __builtin_shuffle(from, indices);
#endif
}
CNR_DETAIL_ALWAYS_INLINE integers permute(integers low, integers high, integers indices) noexcept {
#if defined(__clang__)
  return as_unsigned(__builtin_ia32_vpermi2vard512(as_signed(low), as_signed(indices), as_signed(high)));
#else
  return __builtin_shuffle(low, high, indices);
#endif
}
CNR_DETAIL_ALWAYS_INLINE words permute(words from, words indices) noexcept {
#if defined(__clang__)
  return reinterpret_cast<words>(
      __builtin_ia32_permvarhi512(reinterpret_cast<signed_words>(from), reinterpret_cast<signed_words>(indices)));
#else
  return __builtin_shuffle(from, indices);
#endif
}
CNR_DETAIL_ALWAYS_INLINE words permute(words low, words high, words indices) noexcept {
#if defined(__clang__)
  return reinterpret_cast<words>(__builtin_ia32_vpermi2varhi512(reinterpret_cast<signed_words>(low),
                                                                reinterpret_cast<signed_words>(indices),
                                                                reinterpret_cast<signed_words>(high)));
#else
  return __builtin_shuffle(low, high, indices);
#endif
}

/// Elements of 1, 2 or 4 vectors that follow one another in memory, by their indices.
template <int Vectors, class Vector>
CNR_DETAIL_ALWAYS_INLINE Vector permute_from(const unsigned char* from, Vector indices) noexcept {
  const auto at = [from](std::ptrdiff_t table) noexcept { return load_as<Vector>(from + table * table_size); };
  if constexpr (Vectors == 1) {
    return permute(at(0), indices);
  } else if constexpr (Vectors == 2) {
    return permute(at(0), at(1), indices);
  } else {
    constexpr auto beyond_two = static_cast<std::uint32_t>(2 * sizeof(Vector) / sizeof(indices[0]));
    const auto is_beyond = (indices & static_cast<decltype(indices[0] + 0U)>(beyond_two)) != 0;
    return is_beyond ? permute(at(2), at(3), indices) : permute(at(0), at(1), indices);
  }
}

template <std::size_t Vectors>
CNR_DETAIL_ALWAYS_INLINE floats permute(const std::array<floats, Vectors>& from, integers indices) noexcept {
  const auto at = [&](std::size_t vector) noexcept { return reinterpret_cast<integers>(from[vector]); };
  const integers low = Vectors == 1 ? permute(at(0), indices) : permute(at(0), at(Vectors > 1 ? 1 : 0), indices);
  if constexpr (Vectors <= 2) {
    return reinterpret_cast<floats>(low);
  } else {
    const integers high = Vectors == 3 ? permute(at(2), indices) : permute(at(2), at(Vectors - 1), indices);
    return reinterpret_cast<floats>((indices & 32U) != 0 ? high : low);
  }
}

CNR_DETAIL_ALWAYS_INLINE std::uint64_t in_mask_register(std::uint64_t mask) noexcept {
  __asm__("" : "+Yk"(mask));
  return mask;
}
CNR_DETAIL_ALWAYS_INLINE floats blend_bytes(floats a, integers b, std::uint64_t mask) noexcept {
  floats blended;
  __asm__("vpblendmb {%2, %1, %0%{%3%}|%0%{%3%}, %1, %2}" : "=v"(blended) : "v"(a), "v"(b), "Yk"(mask));
  return blended;
}
CNR_DETAIL_ALWAYS_INLINE floats multiply_subtract(floats a, floats b, floats c) noexcept {
  __asm__("vfmsub213ps {%2, %1, %0|%0, %1, %2}" : "+v"(a) : "v"(b), "v"(c));
  return a;
}

// A vector has one window.
CNR_DETAIL_ALWAYS_INLINE integers max_in_window(integers value) noexcept {
  integers most_of = maximum(value, permute(value, iota() ^ 8U));
  most_of = maximum(most_of, permute(most_of, iota() ^ 4U));
  most_of = maximum(most_of, permute(most_of, iota() ^ 2U));
  return maximum(most_of, permute(most_of, iota() ^ 1U));
}
CNR_DETAIL_ALWAYS_INLINE integers min_in_window(integers value) noexcept { return ~max_in_window(~value); }
CNR_DETAIL_ALWAYS_INLINE std::uint32_t max_of_windows(integers value) noexcept { return value[0]; }
CNR_DETAIL_ALWAYS_INLINE void store_window_firsts(std::uint32_t* to, integers value) noexcept { *to = value[0]; }
CNR_DETAIL_ALWAYS_INLINE integers broadcast_windows(const std::uint32_t* from) noexcept { return broadcast(*from); }

/// 16 binary16 numbers as floats.
CNR_DETAIL_ALWAYS_INLINE floats from_halves(uint16s value) noexcept {
  constexpr int rounding_of_the_thread = 4;
#if defined(__clang__)
  constexpr std::uint16_t all = 0xffff;
#else
  constexpr short all = -1;
#endif
  return __builtin_ia32_vcvtph2ps512_mask(reinterpret_cast<halves>(value), floats{}, all, rounding_of_the_thread);
}

/// 16 floats as binary16 numbers, rounded to nearest, ties to even.
CNR_DETAIL_ALWAYS_INLINE uint16s to_halves(floats value) noexcept {
  constexpr std::uint16_t all = 0xffff;
  return reinterpret_cast<half_of_words>(__builtin_ia32_vcvtps2ph512_mask(value, 0, halves{}, all));
}

/// The lower 16 bits of each number.
CNR_DETAIL_ALWAYS_INLINE uint16s narrow(integers value) noexcept {
  half_of_words words_of;
  __asm__("vpmovdw {%1, %0|%0, %1}" : "=v"(words_of) : "v"(value));
  return words_of;
}

/// The lower 8 bits of each number.
CNR_DETAIL_ALWAYS_INLINE uint8s narrow_to_bytes(integers value) noexcept {
  uint8s bytes_of;
  __asm__("vpmovdb {%1, %0|%0, %1}" : "=v"(bytes_of) : "v"(value));
  return bytes_of;
}

/// Eight floats as doubles. GCC 12 makes two conversions of __builtin_convertvector.
CNR_DETAIL_ALWAYS_INLINE long_floats to_doubles(half_of_floats value) noexcept {
  constexpr int rounding_of_the_thread = 4;
#if defined(__clang__)
  constexpr std::uint8_t all = 0xff;
#else
  constexpr auto all = static_cast<char>(0xff);
#endif
  return __builtin_ia32_cvtps2pd512_mask(value, long_floats{}, all, rounding_of_the_thread);
}
CNR_DETAIL_ALWAYS_INLINE long_floats low_doubles(floats value) noexcept {
  return to_doubles(__builtin_shufflevector(value, value, 0, 1, 2, 3, 4, 5, 6, 7));
}
CNR_DETAIL_ALWAYS_INLINE long_floats high_doubles(floats value) noexcept {
  return to_doubles(__builtin_shufflevector(value, value, 8, 9, 10, 11, 12, 13, 14, 15));
}

/// Picked in pairs, but so that all left ones come before the right ones: see pair_indices.
template <>
struct format<element_format::float16> : format_of_halves<element_format::float16> {
  CNR_DETAIL_ALWAYS_INLINE static floats left(integers found) noexcept {
    return from_halves(low_half(reinterpret_cast<words>(found)));
  }
  CNR_DETAIL_ALWAYS_INLINE static floats right(integers found) noexcept {
    return from_halves(high_half(reinterpret_cast<words>(found)));
  }
  CNR_DETAIL_ALWAYS_INLINE static floats difference(integers found) noexcept { return right(found) - left(found); }
};

template <>
struct format<element_format::float64> {
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return join(__builtin_convertvector((load_as<doubles>)(from), half_of_floats),
                __builtin_convertvector((load_as<doubles>)(from + 8), half_of_floats));
  }
};

template <>
struct format<element_format::int64> {
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return join(__builtin_convertvector((load_as<long_integers>)(from), half_of_floats),
                __builtin_convertvector((load_as<long_integers>)(from + 8), half_of_floats));
  }
};

/// The index of an element of 2 or 4 bytes is its number among the elements of the window. There is no
/// lookup of single bytes without VBMI: bits 0 to 14 of its index are the number of the word of two bytes that holds
/// it, and bit 15 is set where it is the word's upper byte. table_lookup then shifts the word by 8 bits.
template <class Format>
CNR_DETAIL_ALWAYS_INLINE integers pair_indices(integers left, integers right) noexcept {
  const integers words_of_pairs = (left >> 1U) | ((right >> 1U) << 16U);
  if constexpr (Format::size == 1) {
    return words_of_pairs | ((left & 1U) << 15U) | ((right & 1U) << 31U);
  } else if constexpr (std::is_base_of<format<element_format::float16>, Format>::value) {
    constexpr words order{0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30,
                          1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31};
    return reinterpret_cast<integers>(permute(reinterpret_cast<words>(words_of_pairs), order));
  } else {
    return words_of_pairs;
  }
}

template <class Format>
CNR_DETAIL_ALWAYS_INLINE integers single_indices(integers first) noexcept {
  return first >> 2U;
}

/// All parts of a window share the indices.
template <std::uint32_t ElementSize>
constexpr std::ptrdiff_t index_size(int /*tables*/) noexcept {
  return 4 * width;
}
template <std::uint32_t ElementSize>
CNR_DETAIL_ALWAYS_INLINE void store_indices(unsigned char* to, integers indices, int /*tables*/) noexcept {
  store_as(to, indices);
}

template <class Format, int Tables>
CNR_DETAIL_ALWAYS_INLINE integers table_lookup(const unsigned char* row, const std::uint32_t* offset,
                                               const unsigned char* indices) noexcept {
  const unsigned char* const from = row + *offset;
  if constexpr (Format::size == 4) {
    return permute_from<Tables>(from, load_as<integers>(indices));
  } else if constexpr (Format::size == 2) {
    return reinterpret_cast<integers>(permute_from<Tables>(from, load_as<words>(indices)));
  } else {
    const auto of_words = load_as<words>(indices);
    return reinterpret_cast<integers>(permute_from<Tables>(from, of_words) >> ((of_words >> 15U) << 3U));
  }
}

}  // namespace avx512
CNR_DETAIL_END_TARGET
CNR_DETAIL_NAMESPACE_END

#endif  // CNR_DETAIL_AVX512_TARGETS

#endif  // CROP_AND_RESIZE_DETAIL_SIMD_AVX512_HPP
