// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The vocabulary of the vector kernels in NEON, as every little-endian AArch64 processor has it: vectors of 4 floats,
// whose elements all come out of one window.

#ifndef CROP_AND_RESIZE_DETAIL_SIMD_NEON_HPP
#define CROP_AND_RESIZE_DETAIL_SIMD_NEON_HPP

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

#if CNR_DETAIL_NEON_TARGET

CNR_DETAIL_NAMESPACE_BEGIN
namespace neon {

constexpr std::ptrdiff_t width = 4;
constexpr std::ptrdiff_t windows = 1;
constexpr std::int32_t table_size = 16;
constexpr float min_row_step_uncached = 1.6F;
constexpr std::uint32_t right_byte = 3;
constexpr bool fuses_byte_products = false;

#include <crop_and_resize/detail/simd/vectors.inl>

#include <crop_and_resize/detail/simd/formats.inl>

using half_of_words = std::uint16_t __attribute__((vector_size(8)));
using doubles = double __attribute__((vector_size(32)));

CNR_DETAIL_ALWAYS_INLINE integers iota() noexcept { return integers{0, 1, 2, 3}; }

// Ordinary stores: only Clang offers others, and a program measured with one compiler should not change with another.
template <class Element, class Vector>
CNR_DETAIL_ALWAYS_INLINE void stream(Element* to, const Vector& value) noexcept {
  store_as(to, value);
}
CNR_DETAIL_ALWAYS_INLINE void fence() noexcept {}

CNR_DETAIL_ALWAYS_INLINE std::uint64_t in_mask_register(std::uint64_t mask) noexcept { return mask; }

/// Stores the first `count` floats, fewer than a vector.
CNR_DETAIL_ALWAYS_INLINE void store_n(float* to, floats value, std::ptrdiff_t count) noexcept {
  for (std::ptrdiff_t i = 0; i < count; ++i) to[i] = value[i];
}

/// The first `count` bytes of a vector.
CNR_DETAIL_ALWAYS_INLINE bytes load_n(const unsigned char* from, std::ptrdiff_t count) noexcept {
  bytes value = {};
  std::memcpy(&value, from, static_cast<std::size_t>(count));
  return value;
}

// A vector has one window.
CNR_DETAIL_ALWAYS_INLINE std::uint32_t max_of_windows(integers value) noexcept { return value[0]; }
CNR_DETAIL_ALWAYS_INLINE void store_window_firsts(std::uint32_t* to, integers value) noexcept { *to = value[0]; }
CNR_DETAIL_ALWAYS_INLINE integers broadcast_windows(const std::uint32_t* from) noexcept { return broadcast(*from); }
CNR_DETAIL_ALWAYS_INLINE integers max_in_window(integers value) noexcept {
  std::uint32_t highest = value[0];
  for (std::ptrdiff_t i = 1; i < width; ++i) highest = value[i] > highest ? value[i] : highest;
  return broadcast(highest);
}
CNR_DETAIL_ALWAYS_INLINE integers min_in_window(integers value) noexcept { return ~max_in_window(~value); }

/// Bytes by their indices; 0 for an index of 16 or more. (<arm_neon.h> would take longer to compile than all the rest.)
CNR_DETAIL_ALWAYS_INLINE bytes shuffle(bytes window, bytes indices) noexcept {
  bytes shuffled;
  __asm__("tbl %0.16b, {%1.16b}, %2.16b" : "=w"(shuffled) : "w"(window), "w"(indices));
  return shuffled;
}

// A vector has one lane.
CNR_DETAIL_ALWAYS_INLINE floats load_lanes(const float* from, std::ptrdiff_t /*stride*/) noexcept { return load(from); }
CNR_DETAIL_ALWAYS_INLINE void store_lanes(float* to, std::ptrdiff_t /*stride*/, floats value) noexcept {
  store(to, value);
}

CNR_DETAIL_ALWAYS_INLINE floats load_lanes_at(const unsigned char* from, const std::uint32_t* offsets,
                                              std::ptrdiff_t /*pitch*/) noexcept {
  return load_as<floats>(from + offsets[0]);
}
CNR_DETAIL_ALWAYS_INLINE floats load_pairs_at(const unsigned char* from, const std::uint32_t* offsets) noexcept {
  using pairs = double __attribute__((vector_size(16)));
  return reinterpret_cast<floats>(pairs{(load_as<double>)(from + offsets[0]), (load_as<double>)(from + offsets[1])});
}

CNR_DETAIL_ALWAYS_INLINE integers load_integers_at(const unsigned char* from, const std::uint32_t* offsets) noexcept {
  const auto at = [=](std::ptrdiff_t i) noexcept { return (load_as<std::uint32_t>)(from + offsets[i]); };
  return integers{at(0), at(1), at(2), at(3)};
}
CNR_DETAIL_ALWAYS_INLINE integers load_half_lanes_at(const unsigned char* from, const std::uint32_t* offsets,
                                                     std::ptrdiff_t /*pitch*/) noexcept {
  using quads = std::uint64_t __attribute__((vector_size(16)));
  const auto half = (load_as<std::uint64_t>)(from + *offsets);
  return reinterpret_cast<integers>(quads{half, half});
}

template <std::size_t Vectors>
CNR_DETAIL_ALWAYS_INLINE floats permute(const std::array<floats, Vectors>& from, integers indices) noexcept {
  auto from_vector = reinterpret_cast<bytes>(byte_indices_of_words(indices * 4U));
  bytes collected = {};
  for (const floats& vector : from) {
    collected |= shuffle(reinterpret_cast<bytes>(vector), from_vector);
    from_vector -= static_cast<unsigned char>(4 * width);
  }
  return reinterpret_cast<floats>(collected);
}

/// 4 binary16 numbers, of 8 the lower or the upper ones, as floats.
CNR_DETAIL_ALWAYS_INLINE floats from_low_halves(integers value) noexcept {
  floats converted;
  __asm__("fcvtl %0.4s, %1.4h" : "=w"(converted) : "w"(value));
  return converted;
}
CNR_DETAIL_ALWAYS_INLINE floats from_high_halves(integers value) noexcept {
  floats converted;
  __asm__("fcvtl2 %0.4s, %1.8h" : "=w"(converted) : "w"(value));
  return converted;
}

/// 4 binary16 numbers as floats, and back, rounded to nearest even.
CNR_DETAIL_ALWAYS_INLINE floats from_halves(uint16s value) noexcept {
  floats converted;
  __asm__("fcvtl %0.4s, %1.4h" : "=w"(converted) : "w"(value));
  return converted;
}
CNR_DETAIL_ALWAYS_INLINE uint16s to_halves(floats value) noexcept {
  half_of_words converted;
  __asm__("fcvtn %0.4h, %1.4s" : "=w"(converted) : "w"(value));
  return converted;
}

CNR_DETAIL_ALWAYS_INLINE signed_integers to_nearest(floats value) noexcept {
  signed_integers nearest;
  __asm__("fcvtns %0.4s, %1.4s" : "=w"(nearest) : "w"(value));
  return nearest;
}

/// The lower 16 bits of each number.
CNR_DETAIL_ALWAYS_INLINE uint16s narrow(integers value) noexcept {
  half_of_words words_of;
  __asm__("xtn %0.4h, %1.4s" : "=w"(words_of) : "w"(value));
  return words_of;
}

/// The lower 8 bits of each number.
CNR_DETAIL_ALWAYS_INLINE uint8s narrow_to_bytes(integers value) noexcept {
  constexpr bytes order{0, 4, 8, 12, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
  const bytes first = shuffle(reinterpret_cast<bytes>(value), order);
  return load_as<uint8s>(&first);
}

CNR_DETAIL_ALWAYS_INLINE long_floats low_doubles(floats value) noexcept {
  long_floats converted;
  __asm__("fcvtl %0.2d, %1.2s" : "=w"(converted) : "w"(value));
  return converted;
}
CNR_DETAIL_ALWAYS_INLINE long_floats high_doubles(floats value) noexcept {
  long_floats converted;
  __asm__("fcvtl2 %0.2d, %1.4s" : "=w"(converted) : "w"(value));
  return converted;
}

/// Picked in pairs, but so that all left ones come before the right ones: see pair_indices.
template <>
struct format<element_format::float16> : format_of_halves<element_format::float16> {
  CNR_DETAIL_ALWAYS_INLINE static floats left(integers found) noexcept { return from_low_halves(found); }
  CNR_DETAIL_ALWAYS_INLINE static floats right(integers found) noexcept { return from_high_halves(found); }
  CNR_DETAIL_ALWAYS_INLINE static floats difference(integers found) noexcept { return right(found) - left(found); }
};

template <>
struct format<element_format::float64> {
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return __builtin_convertvector((load_as<doubles>)(from), floats);
  }
};

/// The processor converts these one by one, in one rounding.
template <>
struct format<element_format::int64> {
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return floats{element_traits<Element>::to_float(from[0]), element_traits<Element>::to_float(from[1]),
                  element_traits<Element>::to_float(from[2]), element_traits<Element>::to_float(from[3])};
  }
};

template <class Format>
CNR_DETAIL_ALWAYS_INLINE integers pair_indices(integers left, integers right) noexcept {
  const integers indices = byte_indices<Format>(left, right);
  if constexpr (!std::is_same<Format, format<element_format::float16>>::value) return indices;
  constexpr bytes order{0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15};
  return reinterpret_cast<integers>(shuffle(reinterpret_cast<bytes>(indices), order));
}

template <class Format>
CNR_DETAIL_ALWAYS_INLINE integers single_indices(integers first) noexcept {
  return byte_indices_of_words(first);
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
  auto from_table = load_as<bytes>(indices);
  bytes found = {};
  for (std::ptrdiff_t table = 0; table < Tables; ++table) {
    found |= shuffle(load_as<bytes>(row + *offset + table_size * table), from_table);
    // Wraps around to large numbers for what is in this table or before it.
    from_table -= static_cast<unsigned char>(table_size);
  }
  return reinterpret_cast<integers>(found);
}

}  // namespace neon
CNR_DETAIL_NAMESPACE_END

#endif  // CNR_DETAIL_NEON_TARGET

#endif  // CROP_AND_RESIZE_DETAIL_SIMD_NEON_HPP
