// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The vocabulary of the vector kernels in plain loops, for any processor. Each comment here is the specification of the
// function below it, which holds for all targets; to write a new target, copy this file and replace the loops. Only
// tests compile it: they define CNR_DETAIL_EMULATED_TARGET, and may choose the shape of its vectors. (GCC needs
// -Wno-psabi, as the vectors are wider than the processor's own.)

#ifndef CROP_AND_RESIZE_DETAIL_SIMD_EMULATED_HPP
#define CROP_AND_RESIZE_DETAIL_SIMD_EMULATED_HPP

#include <crop_and_resize/detail/base/bits.hpp>
#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/base/unroll.hpp>
#include <crop_and_resize/detail/simd/targets.hpp>
#include <crop_and_resize/element.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#if CNR_DETAIL_EMULATED_TARGET

// AVX2's shape. 4 and 1 are NEON's, 16 and 1 are AVX-512's.
#if !defined(CNR_DETAIL_EMULATED_WIDTH)
#define CNR_DETAIL_EMULATED_WIDTH 8
#define CNR_DETAIL_EMULATED_WINDOWS 2
#endif

CNR_DETAIL_NAMESPACE_BEGIN
namespace emulated {

/// Floats in a vector: a power of two, from 4 to 16.
constexpr std::ptrdiff_t width = CNR_DETAIL_EMULATED_WIDTH;
/// Windows that a vector's elements come from: the first width / windows elements from the first window, and so on.
constexpr std::ptrdiff_t windows = CNR_DETAIL_EMULATED_WINDOWS;
/// Bytes that a window shows to one instruction. A window has 1, 2 or 4 such tables.
constexpr std::int32_t table_size = static_cast<std::int32_t>(4 * width / windows);
/// Image rows per crop row from which on it is faster to interpolate two rows for each output row than to keep the
/// interpolated rows. From 2 on, no row is used twice.
constexpr float min_row_step_uncached = 1.6F;
/// Where table_lookup puts the right one of two elements of one byte: byte 2 or 3.
constexpr std::uint32_t right_byte = 2;
/// Whether there are blend_bytes and multiply_subtract.
constexpr bool fuses_byte_products = true;

#define CNR_DETAIL_VECTORS_IN_MEMORY
#include <crop_and_resize/detail/simd/vectors.inl>

#include <crop_and_resize/detail/simd/formats.inl>
#undef CNR_DETAIL_VECTORS_IN_MEMORY

/// The vector whose element i is `element(i)`.
template <class Vector, class Element>
CNR_DETAIL_ALWAYS_INLINE Vector make_vector(const Element& element) noexcept {
  Vector result = {};
  for (std::size_t i = 0; i < sizeof result / sizeof result[0]; ++i) result[i] = element(i);
  return result;
}

/// 0, 1, 2, ...
CNR_DETAIL_ALWAYS_INLINE integers iota() noexcept {
  return make_vector<integers>([](std::size_t i) noexcept { return static_cast<std::uint32_t>(i); });
}

/// Stores a vector of any size past the caches. The address must be a multiple of its size.
template <class Element, class Vector>
CNR_DETAIL_ALWAYS_INLINE void stream(Element* to, const Vector& value) noexcept {
  if (reinterpret_cast<std::uintptr_t>(to) % sizeof value != 0) __builtin_trap();
  store_as(to, value);
}
/// Orders all calls of `stream` before later stores.
CNR_DETAIL_ALWAYS_INLINE void fence() noexcept {}

/// Stores the first `count` floats, fewer than a vector, and touches nothing else.
CNR_DETAIL_ALWAYS_INLINE void store_n(float* to, floats value, std::ptrdiff_t count) noexcept {
  if (count < 0 || count >= width) __builtin_trap();
  for (std::ptrdiff_t i = 0; i < count; ++i) to[i] = value[i];
}

/// The first `count` bytes of a vector, at least one and at most all, and 0 for the others. Reads nothing else.
CNR_DETAIL_ALWAYS_INLINE bytes load_n(const unsigned char* from, std::ptrdiff_t count) noexcept {
  if (count < 1 || count > 4 * width) __builtin_trap();
  return make_vector<bytes>([&](std::size_t i) noexcept {
    return i < static_cast<std::size_t>(count) ? from[i] : static_cast<unsigned char>(0);
  });
}

/// `mask`, in a register.
CNR_DETAIL_ALWAYS_INLINE std::uint64_t in_mask_register(std::uint64_t mask) noexcept { return mask; }
/// The bytes of `b` for which a mask has a bit, the lowest one for the first byte, and those of `a` for the others.
CNR_DETAIL_ALWAYS_INLINE floats blend_bytes(floats a, integers b, std::uint64_t mask) noexcept {
  const auto of_a = reinterpret_cast<bytes>(a);
  const auto of_b = reinterpret_cast<bytes>(b);
  return reinterpret_cast<floats>(
      make_vector<bytes>([&](std::size_t i) noexcept { return ((mask >> i) & 1U) != 0 ? of_b[i] : of_a[i]; }));
}
/// a * b - c, rounded once.
CNR_DETAIL_ALWAYS_INLINE floats multiply_subtract(floats a, floats b, floats c) noexcept {
  return make_vector<floats>([&](std::size_t i) noexcept { return __builtin_fmaf(a[i], b[i], -c[i]); });
}

/// The first element of the window that element i belongs to.
constexpr std::size_t first_in_window(std::size_t i) noexcept { return i - i % std::size_t{width / windows}; }

/// The least element of each window, in the window's first place. The other places may hold anything.
CNR_DETAIL_ALWAYS_INLINE integers min_in_window(integers value) noexcept {
  for (std::size_t i = 0; i < width; ++i) {
    if (value[i] < value[first_in_window(i)]) value[first_in_window(i)] = value[i];
  }
  return value;
}
/// The greatest element of each window, in the window's first place. The other places may hold anything.
CNR_DETAIL_ALWAYS_INLINE integers max_in_window(integers value) noexcept { return ~min_in_window(~value); }
/// The greatest of the windows' first elements.
CNR_DETAIL_ALWAYS_INLINE std::uint32_t max_of_windows(integers value) noexcept {
  std::uint32_t greatest = 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (value[first_in_window(i)] > greatest) greatest = value[first_in_window(i)];
  }
  return greatest;
}
/// Stores the first element of each window.
CNR_DETAIL_ALWAYS_INLINE void store_window_firsts(std::uint32_t* to, integers value) noexcept {
  for (std::ptrdiff_t window = 0; window < windows; ++window) to[window] = value[window * width / windows];
}
/// One number per window, in all places of the window.
CNR_DETAIL_ALWAYS_INLINE integers broadcast_windows(const std::uint32_t* from) noexcept {
  return make_vector<integers>([&](std::size_t i) noexcept { return from[i * windows / width]; });
}

/// The elements with these indices of 1 to 4 vectors, counted through. An index beyond them gives anything.
template <std::size_t Vectors>
CNR_DETAIL_ALWAYS_INLINE floats permute(const std::array<floats, Vectors>& from, integers indices) noexcept {
  constexpr auto size = static_cast<std::uint32_t>(width);
  return make_vector<floats>([&](std::size_t i) noexcept {
    return indices[i] < size * Vectors ? from[indices[i] / size][indices[i] % size] : __builtin_nanf("");
  });
}

/// Vectors are lanes of 4 floats. Loads each lane from `stride` floats after the one before it, and back.
CNR_DETAIL_ALWAYS_INLINE floats load_lanes(const float* from, std::ptrdiff_t stride) noexcept {
  return make_vector<floats>([&](std::size_t i) noexcept {
    return from[static_cast<std::ptrdiff_t>(i / 4) * stride + static_cast<std::ptrdiff_t>(i % 4)];
  });
}
CNR_DETAIL_ALWAYS_INLINE void store_lanes(float* to, std::ptrdiff_t stride, floats value) noexcept {
  for (std::ptrdiff_t i = 0; i < width; ++i) to[i / 4 * stride + i % 4] = value[i];
}

/// Loads lane i from `offsets[i * pitch]` bytes after `from`.
CNR_DETAIL_ALWAYS_INLINE floats load_lanes_at(const unsigned char* from, const std::uint32_t* offsets,
                                              std::ptrdiff_t pitch) noexcept {
  return make_vector<floats>([&](std::size_t i) noexcept {
    return (load_as<float>)(from + offsets[static_cast<std::ptrdiff_t>(i / 4) * pitch] + i % 4 * sizeof(float));
  });
}
/// Loads pairs of floats: in lane i, those from `offsets[4 * i]` and `offsets[4 * i + 1]` bytes after `from`.
CNR_DETAIL_ALWAYS_INLINE floats load_pairs_at(const unsigned char* from, const std::uint32_t* offsets) noexcept {
  return make_vector<floats>([&](std::size_t i) noexcept {
    return (load_as<float>)(from + offsets[i / 4 * 4 + i % 4 / 2] + i % 2 * sizeof(float));
  });
}
/// Loads 4 bytes for each element i, from `offsets[i]` bytes after `from`.
CNR_DETAIL_ALWAYS_INLINE integers load_integers_at(const unsigned char* from, const std::uint32_t* offsets) noexcept {
  return make_vector<integers>([&](std::size_t i) noexcept { return (load_as<std::uint32_t>)(from + offsets[i]); });
}
/// Loads 8 bytes for each lane i, from `offsets[i * pitch]` bytes after `from`. Both halves of the lane have them.
CNR_DETAIL_ALWAYS_INLINE integers load_half_lanes_at(const unsigned char* from, const std::uint32_t* offsets,
                                                     std::ptrdiff_t pitch) noexcept {
  return make_vector<integers>([&](std::size_t i) noexcept {
    return (load_as<std::uint32_t>)(from + offsets[static_cast<std::ptrdiff_t>(i / 4) * pitch] + i % 2 * 4);
  });
}
/// Bytes of the same lane of 16 bytes by their indices, less than 16.
CNR_DETAIL_ALWAYS_INLINE bytes shuffle(bytes lanes, bytes indices) noexcept {
  return make_vector<bytes>([&](std::size_t i) noexcept {
    if (indices[i] >= 16) __builtin_trap();
    return lanes[i / 16 * 16 + indices[i]];
  });
}
/// Of each lane, the first elements of the pairs of both vectors, then the second ones.
CNR_DETAIL_ALWAYS_INLINE std::array<floats, 2> alternate_elements(floats first, floats second) noexcept {
  const auto of_pairs = [&](std::size_t place) noexcept {
    return make_vector<floats>([&](std::size_t i) noexcept {
      const floats& from = i % 4 < 2 ? first : second;
      return from[i / 4 * 4 + i % 2 * 2 + place];
    });
  };
  return {{of_pairs(0), of_pairs(1)}};
}

/// In each lane, element i of vector j becomes element j of vector i.
CNR_DETAIL_ALWAYS_INLINE void transpose_lanes(std::array<floats, 4>& vectors) noexcept {
  const std::array<floats, 4> from = vectors;
  for (std::size_t i = 0; i < 4; ++i) {
    vectors[i] = make_vector<floats>([&](std::size_t j) noexcept { return from[j % 4][j - j % 4 + i]; });
  }
}

/// Element i of vector j becomes element j of vector i.
CNR_DETAIL_ALWAYS_INLINE void transpose(std::array<floats, width>& vectors) noexcept {
  const std::array<floats, width> from = vectors;
  for (std::size_t i = 0; i < width; ++i) {
    vectors[i] = make_vector<floats>([&](std::size_t j) noexcept { return from[j][i]; });
  }
}

/// binary16 numbers as floats.
CNR_DETAIL_ALWAYS_INLINE floats from_halves(uint16s value) noexcept {
  return make_vector<floats>([&](std::size_t i) noexcept { return half_to_float(value[i]); });
}
/// Floats as binary16 numbers, rounded to nearest even.
CNR_DETAIL_ALWAYS_INLINE uint16s to_halves(floats value) noexcept {
  return make_vector<uint16s>([&](std::size_t i) noexcept { return float_to_half(value[i]); });
}
/// The lower 16 bits of each number.
CNR_DETAIL_ALWAYS_INLINE uint16s narrow(integers value) noexcept {
  return make_vector<uint16s>([&](std::size_t i) noexcept { return static_cast<std::uint16_t>(value[i] & 0xffffU); });
}

/// The lower 8 bits of each number.
CNR_DETAIL_ALWAYS_INLINE uint8s narrow_to_bytes(integers value) noexcept {
  return make_vector<uint8s>([&](std::size_t i) noexcept { return static_cast<std::uint8_t>(value[i] & 0xffU); });
}

/// Floats in [-2^31, 2^31) to the nearest whole numbers, ties to even.
CNR_DETAIL_ALWAYS_INLINE signed_integers to_nearest(floats value) noexcept {
  return make_vector<signed_integers>([&](std::size_t i) noexcept { return float_to_int32(value[i]); });
}

/// The first half of a vector's floats as doubles.
CNR_DETAIL_ALWAYS_INLINE long_floats low_doubles(floats value) noexcept {
  return make_vector<long_floats>([&](std::size_t i) noexcept { return double{value[i]}; });
}
/// The second half of a vector's floats as doubles.
CNR_DETAIL_ALWAYS_INLINE long_floats high_doubles(floats value) noexcept {
  return make_vector<long_floats>([&](std::size_t i) noexcept { return double{value[i + width / 2]}; });
}

/// See format in formats.inl. The target chooses which bits of a pair are the left number.
template <>
struct format<element_format::float16> : format_of_halves<element_format::float16> {
  CNR_DETAIL_ALWAYS_INLINE static floats left(integers found) noexcept { return from_halves(narrow(found)); }
  CNR_DETAIL_ALWAYS_INLINE static floats right(integers found) noexcept { return from_halves(narrow(found >> 16U)); }
  CNR_DETAIL_ALWAYS_INLINE static floats difference(integers found) noexcept { return right(found) - left(found); }
};

/// Elements of 8 bytes are only loaded, never looked up. Each becomes the nearest float in one rounding.
struct format_of_long_elements {
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return make_vector<floats>([&](std::size_t i) noexcept { return element_traits<Element>::to_float(from[i]); });
  }
};
template <>
struct format<element_format::int64> : format_of_long_elements {};
template <>
struct format<element_format::float64> : format_of_long_elements {};

/// The indices by which table_lookup finds pairs of elements. `left` and `right` are bytes from the beginning of the
/// window, multiples of the elements' size of 1 or 2.
template <class Format>
CNR_DETAIL_ALWAYS_INLINE integers pair_indices(integers left, integers right) noexcept {
  return left | (right << 16U);
}
/// The indices by which table_lookup finds elements of 4 bytes. `first` is bytes from the beginning of the window,
/// multiples of 4.
template <class Format>
CNR_DETAIL_ALWAYS_INLINE integers single_indices(integers first) noexcept {
  return first;
}

/// Bytes that store_indices writes for elements of 1, 2 or 4 bytes. They depend on the number of tables where each
/// table has indices of its own.
template <std::uint32_t ElementSize>
constexpr std::ptrdiff_t index_size(int tables) noexcept {
  return 4 * width * (ElementSize == 4 ? 1 : tables);
}
/// Stores the indices by which table_lookup finds a vector of elements in windows of so many tables.
template <std::uint32_t ElementSize>
CNR_DETAIL_ALWAYS_INLINE void store_indices(unsigned char* to, integers indices, int tables) noexcept {
  for (std::ptrdiff_t at = 0; at < index_size<ElementSize>(tables); at += 4 * width) store_as(to + at, indices);
}

/// Picks elements out of windows, which begin at `offset[window]` bytes from `row` and are read whole. The elements are
/// as Format's `left`, `right` and `difference` take them.
/// @param indices  what store_indices wrote for these elements and `Tables`
template <class Format, int Tables>
CNR_DETAIL_ALWAYS_INLINE integers table_lookup(const unsigned char* row, const std::uint32_t* offset,
                                               const unsigned char* indices) noexcept {
  using element = std::conditional_t<Format::size == 1, std::uint8_t,
                                     std::conditional_t<Format::size == 2, std::uint16_t, std::uint32_t>>;
  const auto at = load_as<integers>(indices + index_size<Format::size>(Tables) - 4 * width);
  return make_vector<integers>([&](std::size_t i) noexcept -> std::uint32_t {
    std::array<element, static_cast<std::size_t>(Tables * table_size) / sizeof(element)> window;
    std::memcpy(window.data(), row + offset[i * windows / width], sizeof window);
    if constexpr (Format::size == 4) {
      return window[at[i] / Format::size];
    } else {
      return window[(at[i] & 0xffffU) / Format::size] |
             static_cast<std::uint32_t>(window[(at[i] >> 16U) / Format::size]) << 16U;
    }
  });
}

}  // namespace emulated
CNR_DETAIL_NAMESPACE_END

#endif  // CNR_DETAIL_EMULATED_TARGET

#endif  // CROP_AND_RESIZE_DETAIL_SIMD_EMULATED_HPP
