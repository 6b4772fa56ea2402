// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// What all targets' vocabularies have in common, in the compilers' own vectors: <immintrin.h> would take longer to
// compile than all the rest. Each target's header (except avx512vbmi.hpp, which uses avx512.hpp's) includes this file
// inside its own namespace, where the compiler may use that instruction set, and after its own `width`, the number of
// floats in a vector, and `right_byte` (see formats.inl).

#ifndef CROP_AND_RESIZE_DETAIL_SIMD_TARGETS_HPP  // opened alone, as by an editor: with NEON's numbers
#include <crop_and_resize/detail/base/bits.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/base/unroll.hpp>
#include <crop_and_resize/detail/simd/targets.hpp>
#include <crop_and_resize/element.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

using namespace cnr;
using namespace cnr::detail;
constexpr std::ptrdiff_t width = 4;
constexpr std::uint32_t right_byte = 2;
#endif

using floats = float __attribute__((vector_size(4 * width)));
// Without a sign, as sums of signed numbers that overflow are undefined in vectors, too.
using integers = std::uint32_t __attribute__((vector_size(4 * width)));
using signed_integers = std::int32_t __attribute__((vector_size(4 * width)));
using bytes = unsigned char __attribute__((vector_size(4 * width)));
/// Half as many doubles.
using long_floats = double __attribute__((vector_size(4 * width)));

// Overloads for vectors follow, which would hide those for numbers.
using detail::maximum;
using detail::minimum;
using detail::unfused_multiply;

// Calls whose arguments may point to elements of the caller's types have the function's name in parentheses, here and
// in the kernels: functions of the caller's namespace are not found then.

/// A vector from memory of any alignment, and back.
template <class Vector, class Element>
CNR_DETAIL_ALWAYS_INLINE Vector load_as(const Element* from) noexcept {
  Vector value;
  std::memcpy(&value, from, sizeof value);
  return value;
}
template <class Element, class Vector>
CNR_DETAIL_ALWAYS_INLINE void store_as(Element* to, const Vector& value) noexcept {
  // The cast is for element types with constructors, which compilers warn of bypassing.
  std::memcpy(static_cast<void*>(to), &value, sizeof value);
}

#if defined(__x86_64__) && !defined(CNR_DETAIL_VECTORS_IN_MEMORY)
/// See emulated.hpp. Vectors of 8 to 64 bytes.
template <class Element, class Vector>
CNR_DETAIL_ALWAYS_INLINE void stream(Element* to, const Vector& value) noexcept {
#if defined(__clang__)
  __builtin_nontemporal_store(value, reinterpret_cast<Vector*>(to));
#else
  auto& written = *reinterpret_cast<unsigned char(*)[sizeof(Vector)]>(to);
  if constexpr (sizeof(Vector) == 8) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    __asm__("movnti {%1, %0|%0, %1}" : "=m"(written) : "r"(bits));
  } else {
    __asm__("vmovntps {%1, %0|%0, %1}" : "=m"(written) : "v"(value));
  }
#endif
}
#endif

#if defined(__x86_64__) && !defined(CNR_DETAIL_VECTORS_IN_MEMORY)
/// See emulated.hpp. GCC and Clang have builtins of different names for it.
CNR_DETAIL_ALWAYS_INLINE signed_integers to_nearest(floats value) noexcept {
  signed_integers nearest;
  __asm__("vcvtps2dq {%1, %0|%0, %1}" : "=v"(nearest) : "v"(value));
  return nearest;
}
#endif

CNR_DETAIL_ALWAYS_INLINE floats load(const float* from) noexcept { return load_as<floats>(from); }
CNR_DETAIL_ALWAYS_INLINE void store(float* to, floats value) noexcept { store_as(to, value); }
// Subtracting 0 changes no number, not even -0.0, which adding 0 would.
CNR_DETAIL_ALWAYS_INLINE floats broadcast(float x) noexcept { return x - floats{}; }
CNR_DETAIL_ALWAYS_INLINE integers broadcast(std::uint32_t x) noexcept { return integers{} + x; }
CNR_DETAIL_ALWAYS_INLINE integers as_unsigned(signed_integers value) noexcept {
  return reinterpret_cast<integers>(value);
}
CNR_DETAIL_ALWAYS_INLINE signed_integers as_signed(integers value) noexcept {
  return reinterpret_cast<signed_integers>(value);
}

/// The product of each pair, never fused with an addition, as cnr::unfused_multiply.
CNR_DETAIL_ALWAYS_INLINE floats unfused_multiply(floats a, floats b) noexcept {
  floats result = a * b;
#if defined(CNR_DETAIL_VECTORS_IN_MEMORY)
  __asm__("" : "+m"(result));
#elif defined(__aarch64__)
  __asm__("" : "+w"(result));
#else
  __asm__("" : "+v"(result));
#endif
  return result;
}

/// `value`, in a register. GCC may otherwise load what comes from memory again for each use.
CNR_DETAIL_ALWAYS_INLINE floats in_register(floats value) noexcept {
#if defined(__x86_64__) && !defined(CNR_DETAIL_VECTORS_IN_MEMORY)
  __asm__("" : "+v"(value));
#endif
  return value;
}

CNR_DETAIL_ALWAYS_INLINE integers minimum(integers a, integers b) noexcept { return a < b ? a : b; }
CNR_DETAIL_ALWAYS_INLINE integers maximum(integers a, integers b) noexcept { return a > b ? a : b; }

/// a < b ? a : b and a > b ? a : b of each pair: `b` where they are equal or one is NaN.
#if defined(__clang__) || !defined(__x86_64__) || defined(CNR_DETAIL_VECTORS_IN_MEMORY)
CNR_DETAIL_ALWAYS_INLINE floats minimum(floats a, floats b) noexcept { return a < b ? a : b; }
CNR_DETAIL_ALWAYS_INLINE floats maximum(floats a, floats b) noexcept { return a > b ? a : b; }
#else
// With AVX-512, GCC 12 makes a comparison and a blend of these.
CNR_DETAIL_ALWAYS_INLINE floats minimum(floats a, floats b) noexcept {
  floats result;
  __asm__("vminps {%2, %1, %0|%0, %1, %2}" : "=v"(result) : "v"(a), "v"(b));
  return result;
}
CNR_DETAIL_ALWAYS_INLINE floats maximum(floats a, floats b) noexcept {
  floats result;
  __asm__("vmaxps {%2, %1, %0|%0, %1, %2}" : "=v"(result) : "v"(a), "v"(b));
  return result;
}
#endif

/// Numbers below 2^31 to the nearest floats; floats in [0, 2^31) to numbers, rounded towards zero.
CNR_DETAIL_ALWAYS_INLINE floats to_floats(integers value) noexcept {
  return __builtin_convertvector(as_signed(value), floats);
}
CNR_DETAIL_ALWAYS_INLINE floats to_floats(signed_integers value) noexcept {
  return __builtin_convertvector(value, floats);
}
CNR_DETAIL_ALWAYS_INLINE integers truncate(floats value) noexcept {
  return as_unsigned(__builtin_convertvector(value, signed_integers));
}

/// `value` clamped to [low, high]. A bound that it is equal to does not replace it: -0.0 is kept. Precondition: no NaN.
CNR_DETAIL_ALWAYS_INLINE floats clamp(floats value, floats low, floats high) noexcept {
  return minimum(high, maximum(low, value));
}

#if !defined(CNR_DETAIL_VECTORS_IN_MEMORY)
/// Elements of two vectors, counted through, in the order that `Order::index` says.
template <class Order, std::ptrdiff_t... Place>
CNR_DETAIL_ALWAYS_INLINE floats shuffle_pair(floats first, floats second,
                                             std::integer_sequence<std::ptrdiff_t, Place...>) noexcept {
#if defined(__clang__)
  return __builtin_shufflevector(first, second, Order::index(Place)...);
#else
  return __builtin_shuffle(first, second, signed_integers{Order::index(Place)...});
#endif
}

/// Orders of two vectors' elements that processors have an instruction for. A lane is 4 floats.
/// Of each lane, one half of both vectors: `Size` elements of the first, `Size` of the second, and so on.
template <int Size, bool IsUpper>
struct interleaved_halves_of_lanes {
  static constexpr int index(std::ptrdiff_t place) noexcept {
    const int i = static_cast<int>(place) % 4;
    const int of_vector = static_cast<int>(place) - i + (IsUpper ? 2 : 0) + i / (2 * Size) * Size + i % Size;
    return of_vector + i / Size % 2 * static_cast<int>(width);
  }
};
/// Of each lane, each second element of both vectors.
template <bool IsUpper>
struct alternate_in_lanes {
  static constexpr int index(std::ptrdiff_t place) noexcept {
    const int i = static_cast<int>(place) % 4;
    return static_cast<int>(place) - i + i % 2 * 2 + (IsUpper ? 1 : 0) + i / 2 * static_cast<int>(width);
  }
};
/// Each second lane of both vectors.
template <bool IsUpper>
struct alternate_lanes {
  static constexpr int index(std::ptrdiff_t place) noexcept {
    const int i = static_cast<int>(place) % 4;
    return 2 * (static_cast<int>(place) - i) + (IsUpper ? 4 : 0) + i;
  }
};

/// See emulated.hpp.
CNR_DETAIL_ALWAYS_INLINE std::array<floats, 2> alternate_elements(floats first, floats second) noexcept {
  constexpr std::make_integer_sequence<std::ptrdiff_t, width> places{};
  return {{shuffle_pair<alternate_in_lanes<false>>(first, second, places),
           shuffle_pair<alternate_in_lanes<true>>(first, second, places)}};
}

/// See emulated.hpp.
CNR_DETAIL_ALWAYS_INLINE void transpose_lanes(std::array<floats, 4>& vectors) noexcept {
  constexpr std::make_integer_sequence<std::ptrdiff_t, width> places{};
  const floats lower_0 = shuffle_pair<interleaved_halves_of_lanes<1, false>>(vectors[0], vectors[1], places);
  const floats upper_0 = shuffle_pair<interleaved_halves_of_lanes<1, true>>(vectors[0], vectors[1], places);
  const floats lower_2 = shuffle_pair<interleaved_halves_of_lanes<1, false>>(vectors[2], vectors[3], places);
  const floats upper_2 = shuffle_pair<interleaved_halves_of_lanes<1, true>>(vectors[2], vectors[3], places);
  vectors[0] = shuffle_pair<interleaved_halves_of_lanes<2, false>>(lower_0, lower_2, places);
  vectors[1] = shuffle_pair<interleaved_halves_of_lanes<2, true>>(lower_0, lower_2, places);
  vectors[2] = shuffle_pair<interleaved_halves_of_lanes<2, false>>(upper_0, upper_2, places);
  vectors[3] = shuffle_pair<interleaved_halves_of_lanes<2, true>>(upper_0, upper_2, places);
}

/// Doubles the rows of a transposition that a vector has elements of: pairs of vectors become a vector of each second
/// lane, in the first half of the results, and one of the lanes between these, in the second half.
CNR_DETAIL_ALWAYS_INLINE void join_lanes(std::array<floats, width>& vectors) noexcept {
  constexpr std::make_integer_sequence<std::ptrdiff_t, width> places{};
  constexpr auto half = static_cast<std::size_t>(width / 2);
  const std::array<floats, width> from = vectors;
  for_each_index(constant<width / 2>{}, [&](std::ptrdiff_t number) noexcept {
    const auto i = static_cast<std::size_t>(number);
    vectors[i] = shuffle_pair<alternate_lanes<false>>(from[2 * i], from[2 * i + 1], places);
    vectors[i + half] = shuffle_pair<alternate_lanes<true>>(from[2 * i], from[2 * i + 1], places);
  });
}

/// See emulated.hpp.
CNR_DETAIL_ALWAYS_INLINE void transpose(std::array<floats, width>& vectors) noexcept {
  constexpr auto lanes = static_cast<std::size_t>(width / 4);
  std::array<floats, width> columns;
  for_each_index(constant<width / 4>{}, [&](std::ptrdiff_t number) noexcept {
    const auto lane = static_cast<std::size_t>(number);
    std::array<floats, 4> rows{vectors[4 * lane], vectors[4 * lane + 1], vectors[4 * lane + 2], vectors[4 * lane + 3]};
    transpose_lanes(rows);
    columns[lane] = rows[0];
    columns[lanes + lane] = rows[1];
    columns[2 * lanes + lane] = rows[2];
    columns[3 * lanes + lane] = rows[3];
  });
  if constexpr (width >= 8) join_lanes(columns);
  if constexpr (width == 16) join_lanes(columns);
  vectors = columns;
}
#endif

using uint8s = std::uint8_t __attribute__((vector_size(width)));
using int8s = std::int8_t __attribute__((vector_size(width)));
using uint16s = std::uint16_t __attribute__((vector_size(2 * width)));
using int16s = std::int16_t __attribute__((vector_size(2 * width)));

/// Elements of fewer bits than 32, widened to that.
#if defined(__clang__) || !defined(__x86_64__) || defined(CNR_DETAIL_VECTORS_IN_MEMORY)
template <class Narrow>
CNR_DETAIL_ALWAYS_INLINE signed_integers widen(Narrow value) noexcept {
  return __builtin_convertvector(value, signed_integers);
}
CNR_DETAIL_ALWAYS_INLINE signed_integers widen_from(const unsigned char* from) noexcept {
  return widen(load_as<uint8s>(from));
}
#else
// In both dialects of assembler. GCC 12 makes one instruction a step between each width and the next, if it does not go
// through every element.
CNR_DETAIL_ALWAYS_INLINE signed_integers widen(uint8s value) noexcept {
  signed_integers wide;
  __asm__("vpmovzxbd {%1, %0|%0, %1}" : "=v"(wide) : "v"(value));
  return wide;
}
// From memory, so that the load is no instruction of its own.
CNR_DETAIL_ALWAYS_INLINE signed_integers widen_from(const unsigned char* from) noexcept {
  signed_integers wide;
  __asm__("vpmovzxbd {%1, %0|%0, %1}"
          : "=v"(wide)
          : "m"(*reinterpret_cast<const unsigned char(*)[static_cast<std::size_t>(width)]>(from)));
  return wide;
}
CNR_DETAIL_ALWAYS_INLINE signed_integers widen(int8s value) noexcept {
  signed_integers wide;
  __asm__("vpmovsxbd {%1, %0|%0, %1}" : "=v"(wide) : "v"(value));
  return wide;
}
CNR_DETAIL_ALWAYS_INLINE signed_integers widen(uint16s value) noexcept {
  signed_integers wide;
  __asm__("vpmovzxwd {%1, %0|%0, %1}" : "=v"(wide) : "v"(value));
  return wide;
}
CNR_DETAIL_ALWAYS_INLINE signed_integers widen(int16s value) noexcept {
  signed_integers wide;
  __asm__("vpmovsxwd {%1, %0|%0, %1}" : "=v"(wide) : "v"(value));
  return wide;
}
#endif

// The target's own; emulated.hpp says what they do.
CNR_DETAIL_ALWAYS_INLINE floats from_halves(uint16s value) noexcept;
CNR_DETAIL_ALWAYS_INLINE uint16s to_halves(floats value) noexcept;
CNR_DETAIL_ALWAYS_INLINE uint16s narrow(integers value) noexcept;
CNR_DETAIL_ALWAYS_INLINE uint8s narrow_to_bytes(integers value) noexcept;
