// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The vocabulary of the vector kernels in AVX2 and F16C: vectors of 8 floats with two windows of 16 bytes. The
// functions are compiled for that instruction set whatever the command line says, and are called only where the
// processor has it.

#ifndef CROP_AND_RESIZE_DETAIL_SIMD_AVX2_HPP
#define CROP_AND_RESIZE_DETAIL_SIMD_AVX2_HPP

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

#if CNR_DETAIL_X86_TARGETS

CNR_DETAIL_NAMESPACE_BEGIN
CNR_DETAIL_BEGIN_AVX2
namespace avx2 {

constexpr std::ptrdiff_t width = 8;
constexpr std::ptrdiff_t windows = 2;
constexpr std::int32_t table_size = 16;
constexpr float min_row_step_uncached = 1.6F;
constexpr std::uint32_t right_byte = 3;
constexpr bool fuses_byte_products = false;

#include <crop_and_resize/detail/simd/vectors.inl>

#include <crop_and_resize/detail/simd/formats.inl>

using half_of_bytes = unsigned char __attribute__((vector_size(16)));
using half_of_quads = std::uint64_t __attribute__((vector_size(16)));
using quads = std::uint64_t __attribute__((vector_size(32)));
using halves = short __attribute__((vector_size(16)));
using doubles = double __attribute__((vector_size(32)));
using half_of_floats = float __attribute__((vector_size(16)));

CNR_DETAIL_ALWAYS_INLINE integers iota() noexcept { return integers{0, 1, 2, 3, 4, 5, 6, 7}; }

CNR_DETAIL_ALWAYS_INLINE void fence() noexcept { __builtin_ia32_sfence(); }

CNR_DETAIL_ALWAYS_INLINE std::uint64_t in_mask_register(std::uint64_t mask) noexcept { return mask; }

/// Stores the first `count` floats, fewer than a vector.
CNR_DETAIL_ALWAYS_INLINE void store_n(float* to, floats value, std::ptrdiff_t count) noexcept {
  const auto pairs = reinterpret_cast<quads>(value);
  half_of_quads rest{pairs[0], pairs[1]};
  if ((count & 4) != 0) {
    store_as(to, rest);
    rest = half_of_quads{pairs[2], pairs[3]};
    to += 4;
  }
  if ((count & 2) != 0) {
    const std::uint64_t pair = rest[0];
    std::memcpy(to, &pair, sizeof pair);
    rest = half_of_quads{rest[1], rest[1]};
    to += 2;
  }
  if ((count & 1) != 0) std::memcpy(to, &rest, sizeof(float));
}

/// Bytes of the same half by their indices; 0 for an index of 128 or more.
CNR_DETAIL_ALWAYS_INLINE bytes shuffle(bytes window, bytes indices) noexcept {
  using signed_bytes = char __attribute__((vector_size(32)));
  return reinterpret_cast<bytes>(
      __builtin_ia32_pshufb256(reinterpret_cast<signed_bytes>(window), reinterpret_cast<signed_bytes>(indices)));
}

/// In each half, the upper and lower pair of numbers exchanged; or each number with its neighbour.
CNR_DETAIL_ALWAYS_INLINE integers exchange_halves(integers value) noexcept {
  constexpr bytes order{8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7,
                        8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7};
  return reinterpret_cast<integers>(shuffle(reinterpret_cast<bytes>(value), order));
}
CNR_DETAIL_ALWAYS_INLINE integers exchange_neighbours(integers value) noexcept {
  constexpr bytes order{4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11,
                        4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11};
  return reinterpret_cast<integers>(shuffle(reinterpret_cast<bytes>(value), order));
}

CNR_DETAIL_ALWAYS_INLINE integers max_in_window(integers value) noexcept {
  const integers pairs = maximum(value, exchange_halves(value));
  return maximum(pairs, exchange_neighbours(pairs));
}
CNR_DETAIL_ALWAYS_INLINE integers min_in_window(integers value) noexcept {
  const integers pairs = minimum(value, exchange_halves(value));
  return minimum(pairs, exchange_neighbours(pairs));
}

CNR_DETAIL_ALWAYS_INLINE std::uint32_t max_of_windows(integers value) noexcept {
  return value[0] > value[4] ? value[0] : value[4];
}

CNR_DETAIL_ALWAYS_INLINE void store_window_firsts(std::uint32_t* to, integers value) noexcept {
  to[0] = value[0];
  to[1] = value[4];
}

CNR_DETAIL_ALWAYS_INLINE integers broadcast_windows(const std::uint32_t* from) noexcept {
  return integers{from[0], from[0], from[0], from[0], from[1], from[1], from[1], from[1]};
}

/// One vector of two halves.
CNR_DETAIL_ALWAYS_INLINE bytes join(half_of_bytes low, half_of_bytes high) noexcept {
#if defined(__clang__)
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
                                 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
#else
  using signed_quads = long long __attribute__((vector_size(16)));
  using wide_quads = long long __attribute__((vector_size(32)));
  using half_of_integers = std::int32_t __attribute__((vector_size(16)));
  const auto whole = reinterpret_cast<wide_quads>(__builtin_ia32_si256_si(reinterpret_cast<half_of_integers>(low)));
  return reinterpret_cast<bytes>(__builtin_ia32_insert128i256(whole, reinterpret_cast<signed_quads>(high), 1));
#endif
}

CNR_DETAIL_ALWAYS_INLINE floats load_lanes(const float* from, std::ptrdiff_t stride) noexcept {
  return reinterpret_cast<floats>(join(load_as<half_of_bytes>(from), load_as<half_of_bytes>(from + stride)));
}
CNR_DETAIL_ALWAYS_INLINE void store_lanes(float* to, std::ptrdiff_t stride, floats value) noexcept {
  const auto both = reinterpret_cast<quads>(value);
  store_as(to, half_of_quads{both[0], both[1]});
  store_as(to + stride, half_of_quads{both[2], both[3]});
}

CNR_DETAIL_ALWAYS_INLINE floats load_lanes_at(const unsigned char* from, const std::uint32_t* offsets,
                                              std::ptrdiff_t pitch) noexcept {
  return reinterpret_cast<floats>(
      join(load_as<half_of_bytes>(from + offsets[0]), load_as<half_of_bytes>(from + offsets[pitch])));
}
CNR_DETAIL_ALWAYS_INLINE floats load_pairs_at(const unsigned char* from, const std::uint32_t* offsets) noexcept {
  using half_of_doubles = double __attribute__((vector_size(16)));
  // As doubles, which are loaded into either half of a register by one instruction.
  const half_of_doubles low{(load_as<double>)(from + offsets[0]), (load_as<double>)(from + offsets[1])};
  const half_of_doubles high{(load_as<double>)(from + offsets[4]), (load_as<double>)(from + offsets[5])};
  return reinterpret_cast<floats>(join(reinterpret_cast<half_of_bytes>(low), reinterpret_cast<half_of_bytes>(high)));
}

CNR_DETAIL_ALWAYS_INLINE integers load_integers_at(const unsigned char* from, const std::uint32_t* offsets) noexcept {
  const auto at = [=](std::ptrdiff_t i) noexcept { return (load_as<std::uint32_t>)(from + offsets[i]); };
  return integers{at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)};
}
CNR_DETAIL_ALWAYS_INLINE integers load_half_lanes_at(const unsigned char* from, const std::uint32_t* offsets,
                                                     std::ptrdiff_t pitch) noexcept {
  const auto lane = [=](std::ptrdiff_t number) noexcept {
    const auto half = (load_as<std::uint64_t>)(from + offsets[number * pitch]);
    return reinterpret_cast<half_of_bytes>(half_of_quads{half, half});
  };
  return reinterpret_cast<integers>(join(lane(0), lane(1)));
}

/// The first `count` bytes of a vector.
CNR_DETAIL_ALWAYS_INLINE bytes load_n(const unsigned char* from, std::ptrdiff_t count) noexcept {
  bytes value = {};
  std::memcpy(&value, from, static_cast<std::size_t>(count));
  return value;
}

/// Of each pair, the second number where the top bit of `choice` is set. A comparison would be one instruction more.
CNR_DETAIL_ALWAYS_INLINE floats blend_by_top_bits(floats first, floats second, integers choice) noexcept {
  return __builtin_ia32_blendvps256(first, second, reinterpret_cast<floats>(choice));
}

template <std::size_t Vectors>
CNR_DETAIL_ALWAYS_INLINE floats permute(const std::array<floats, Vectors>& from, integers indices) noexcept {
  const auto at = [&](std::size_t vector) noexcept {
    return __builtin_ia32_permvarsf256(from[vector], as_signed(indices));
  };
  const integers is_second = indices << 28U;
  const floats low = Vectors == 1 ? at(0) : blend_by_top_bits(at(0), at(Vectors > 1 ? 1 : 0), is_second);
  if constexpr (Vectors <= 2) {
    return low;
  } else {
    const floats high = Vectors == 3 ? at(2) : blend_by_top_bits(at(2), at(Vectors - 1), is_second);
    return blend_by_top_bits(low, high, indices << 27U);
  }
}

/// 8 binary16 numbers as floats.
CNR_DETAIL_ALWAYS_INLINE floats from_halves(uint16s value) noexcept {
  return __builtin_ia32_vcvtph2ps256(reinterpret_cast<halves>(value));
}

/// Looked up in pairs. In each half of the vector, the four left elements come before the right ones: see pair_indices.
template <>
struct format<element_format::float16> : format_of_halves<element_format::float16> {
  CNR_DETAIL_ALWAYS_INLINE static floats left(integers found) noexcept {
    const auto both = reinterpret_cast<quads>(found);
    return from_halves(reinterpret_cast<uint16s>(half_of_quads{both[0], both[2]}));
  }
  CNR_DETAIL_ALWAYS_INLINE static floats right(integers found) noexcept {
    const auto both = reinterpret_cast<quads>(found);
    return from_halves(reinterpret_cast<uint16s>(half_of_quads{both[1], both[3]}));
  }
  CNR_DETAIL_ALWAYS_INLINE static floats difference(integers found) noexcept { return right(found) - left(found); }
};

/// 8 floats as binary16 numbers, rounded to nearest, ties to even.
CNR_DETAIL_ALWAYS_INLINE uint16s to_halves(floats value) noexcept {
  return reinterpret_cast<uint16s>(__builtin_ia32_vcvtps2ph256(value, 0));
}

/// The lower 16 bits of each number.
CNR_DETAIL_ALWAYS_INLINE uint16s narrow(integers value) noexcept {
  constexpr bytes order{0, 1, 4, 5, 8, 9, 12, 13, 128, 128, 128, 128, 128, 128, 128, 128,
                        0, 1, 4, 5, 8, 9, 12, 13, 128, 128, 128, 128, 128, 128, 128, 128};
  const auto both = reinterpret_cast<quads>(shuffle(reinterpret_cast<bytes>(value), order));
  return reinterpret_cast<uint16s>(half_of_quads{both[0], both[2]});
}

/// The lower 8 bits of each number.
CNR_DETAIL_ALWAYS_INLINE uint8s narrow_to_bytes(integers value) noexcept {
  constexpr bytes order{0, 4, 8, 12, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
                        0, 4, 8, 12, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128};
  const auto both = reinterpret_cast<quads>(shuffle(reinterpret_cast<bytes>(value), order));
  const std::uint64_t all = both[0] | (both[2] << 32U);
  return load_as<uint8s>(&all);
}

CNR_DETAIL_ALWAYS_INLINE long_floats low_doubles(floats value) noexcept {
  const auto both = reinterpret_cast<quads>(value);
  return __builtin_convertvector(reinterpret_cast<half_of_floats>(half_of_quads{both[0], both[1]}), long_floats);
}
CNR_DETAIL_ALWAYS_INLINE long_floats high_doubles(floats value) noexcept {
  const auto both = reinterpret_cast<quads>(value);
  return __builtin_convertvector(reinterpret_cast<half_of_floats>(half_of_quads{both[2], both[3]}), long_floats);
}

template <>
struct format<element_format::float64> {
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    const auto low = __builtin_convertvector((load_as<doubles>)(from), half_of_floats);
    const auto high = __builtin_convertvector((load_as<doubles>)(from + 4), half_of_floats);
    return reinterpret_cast<floats>(join(reinterpret_cast<half_of_bytes>(low), reinterpret_cast<half_of_bytes>(high)));
  }
};

/// The processor converts these one by one, in one rounding.
template <>
struct format<element_format::int64> {
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    const auto at = [from](std::ptrdiff_t i) noexcept { return element_traits<Element>::to_float(from[i]); };
    return floats{at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)};
  }
};

template <class Format>
CNR_DETAIL_ALWAYS_INLINE integers pair_indices(integers left, integers right) noexcept {
  const integers indices = byte_indices<Format>(left, right);
  if constexpr (!std::is_same<Format, format<element_format::float16>>::value) return indices;
  constexpr bytes order{0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15,
                        0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15};
  return reinterpret_cast<integers>(shuffle(reinterpret_cast<bytes>(indices), order));
}

/// Numbers of floats.
template <class Format>
CNR_DETAIL_ALWAYS_INLINE integers single_indices(integers first) noexcept {
  return first >> 2U;
}

/// Of bytes, each table of a window has indices of its own, at least 128 where the byte is in another table. All tables
/// share the numbers of floats.
template <std::uint32_t ElementSize>
constexpr std::ptrdiff_t index_size(int tables) noexcept {
  return 4 * width * (ElementSize == 4 ? 1 : tables);
}
template <std::uint32_t ElementSize>
CNR_DETAIL_ALWAYS_INLINE void store_indices(unsigned char* to, integers indices, int tables) noexcept {
  if constexpr (ElementSize == 4) {
    store_as(to, indices);
  } else {
    for (int table = 0; table < tables; ++table, to += 4 * width) {
      const bytes relative = reinterpret_cast<bytes>(indices) - static_cast<unsigned char>(table_size * table);
      const auto is_elsewhere = reinterpret_cast<bytes>((relative & static_cast<unsigned char>(0xf0)) != 0);
      store_as(to, relative | is_elsewhere);
    }
  }
}

/// Floats of two windows, those from `byte` on: the lower half from the first window, the upper half from the second.
CNR_DETAIL_ALWAYS_INLINE floats floats_of_windows(const unsigned char* row, const std::uint32_t* offset,
                                                  std::ptrdiff_t byte, integers numbers) noexcept {
  const auto low = load_as<floats>(row + offset[0] + byte);
  const auto high = load_as<floats>(row + offset[1] + byte);
  return __builtin_ia32_blendps256(__builtin_ia32_permvarsf256(low, as_signed(numbers)),
                                   __builtin_ia32_permvarsf256(high, as_signed(numbers)), 0xf0);
}

/// A table of two windows, from `byte` on. No lambda, which would be called for each table where nothing is optimised.
CNR_DETAIL_ALWAYS_INLINE bytes table_of_windows(const unsigned char* row, const std::uint32_t* offset,
                                                std::ptrdiff_t byte) noexcept {
  return join(load_as<half_of_bytes>(row + offset[0] + byte), load_as<half_of_bytes>(row + offset[1] + byte));
}

template <class Format, int Tables>
CNR_DETAIL_ALWAYS_INLINE integers table_lookup(const unsigned char* row, const std::uint32_t* offset,
                                               const unsigned char* indices) noexcept {
  if constexpr (Format::size == 4) {
    const auto numbers = load_as<integers>(indices);
    floats found;
    if constexpr (Tables == 1) {
      found = __builtin_ia32_vpermilvarps256(reinterpret_cast<floats>(table_of_windows(row, offset, 0)),
                                             as_signed(numbers));
    } else {
      found = floats_of_windows(row, offset, 0, numbers);
      if constexpr (Tables == 4) {
        found = (numbers & 8U) != 0 ? floats_of_windows(row, offset, std::ptrdiff_t{2} * table_size, numbers) : found;
      }
    }
    return reinterpret_cast<integers>(found);
  } else {
    bytes found = {};
    for (std::ptrdiff_t table = 0; table < Tables; ++table) {
      found |= shuffle(table_of_windows(row, offset, table_size * table), load_as<bytes>(indices + table * 4 * width));
    }
    return reinterpret_cast<integers>(found);
  }
}

}  // namespace avx2
CNR_DETAIL_END_TARGET
CNR_DETAIL_NAMESPACE_END

#endif  // CNR_DETAIL_X86_TARGETS

#endif  // CROP_AND_RESIZE_DETAIL_SIMD_AVX2_HPP
