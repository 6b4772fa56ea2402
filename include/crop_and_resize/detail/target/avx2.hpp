// SPDX-License-Identifier: MIT
//
// The vocabulary of the vector kernels in AVX2 and F16C: vectors of 8 floats, in lanes of 16 bytes. The functions are
// compiled for that instruction set whatever the command line says, and are called only where the processor has it.

#ifndef CROP_AND_RESIZE_DETAIL_TARGET_AVX2_HPP
#define CROP_AND_RESIZE_DETAIL_TARGET_AVX2_HPP

#include <crop_and_resize/detail/axis.hpp>
#include <crop_and_resize/detail/config.hpp>
#include <crop_and_resize/detail/kernel.hpp>
#include <crop_and_resize/detail/plan.hpp>
#include <crop_and_resize/detail/schedule.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,f16c"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,f16c")
#endif

namespace cnr {
inline namespace v0 {
namespace detail {
inline namespace CNR_DETAIL_BASELINE {
namespace avx2 {

// The compilers' own vectors instead of <immintrin.h>, which would take longer to compile than all the rest.
using floats = float __attribute__((vector_size(32)));
using ints = std::int32_t __attribute__((vector_size(32)));
using bytes = char __attribute__((vector_size(32)));
// Signed numbers that overflow are undefined in vectors, too; these wrap around.
using uints = std::uint32_t __attribute__((vector_size(32)));
using unsigned_bytes = unsigned char __attribute__((vector_size(32)));
using half_of_bytes = char __attribute__((vector_size(16)));
using half_of_ints = std::int32_t __attribute__((vector_size(16)));
using halves = short __attribute__((vector_size(16)));
using uint8s = std::uint8_t __attribute__((vector_size(8)));
using int8s = std::int8_t __attribute__((vector_size(8)));
using uint16s = std::uint16_t __attribute__((vector_size(16)));
using int16s = std::int16_t __attribute__((vector_size(16)));
using doubles = double __attribute__((vector_size(32)));
using half_of_floats = float __attribute__((vector_size(16)));

constexpr std::ptrdiff_t width = 8;
constexpr std::ptrdiff_t lanes = 2;

/// A vector from memory of any alignment, and back.
template <class Vector, class Element>
CNR_DETAIL_ALWAYS_INLINE Vector load_as(const Element* from) noexcept {
  Vector value;
  std::memcpy(&value, from, sizeof value);
  return value;
}
template <class Element, class Vector>
CNR_DETAIL_ALWAYS_INLINE void store_as(Element* to, const Vector& value) noexcept {
  std::memcpy(to, &value, sizeof value);
}

CNR_DETAIL_ALWAYS_INLINE floats load(const float* from) noexcept { return load_as<floats>(from); }
CNR_DETAIL_ALWAYS_INLINE void store(float* to, floats value) noexcept { store_as(to, value); }
CNR_DETAIL_ALWAYS_INLINE floats broadcast(float x) noexcept { return floats{x, x, x, x, x, x, x, x}; }
CNR_DETAIL_ALWAYS_INLINE floats add(floats a, floats b) noexcept { return a + b; }
CNR_DETAIL_ALWAYS_INLINE floats sub(floats a, floats b) noexcept { return a - b; }

/// Never fused with an addition, as rounded_product.
CNR_DETAIL_ALWAYS_INLINE floats product(floats a, floats b) noexcept {
  floats result = a * b;
  __asm__("" : "+x"(result));
  return result;
}

/// Stores the first `count` floats, fewer than a vector.
CNR_DETAIL_ALWAYS_INLINE void store_first(float* to, floats value, std::ptrdiff_t count) noexcept {
  std::array<float, width> all;
  store(all.data(), value);
  const float* from = all.data();
  if (count >= 4) {
    store_as(to, load_as<half_of_bytes>(from));
    from += 4;
    to += 4;
    count -= 4;
  }
  for (; count > 0; --count) *to++ = *from++;
}

CNR_DETAIL_ALWAYS_INLINE ints load_ints(const std::int32_t* from) noexcept { return load_as<ints>(from); }
CNR_DETAIL_ALWAYS_INLINE void store_ints(std::int32_t* to, ints value) noexcept { store_as(to, value); }
CNR_DETAIL_ALWAYS_INLINE ints broadcast_int(std::int32_t x) noexcept { return ints{x, x, x, x, x, x, x, x}; }
CNR_DETAIL_ALWAYS_INLINE ints lane_numbers() noexcept { return ints{0, 1, 2, 3, 4, 5, 6, 7}; }
CNR_DETAIL_ALWAYS_INLINE ints add_int(ints a, ints b) noexcept {
  return reinterpret_cast<ints>(reinterpret_cast<uints>(a) + reinterpret_cast<uints>(b));
}
CNR_DETAIL_ALWAYS_INLINE ints sub_int(ints a, ints b) noexcept {
  return reinterpret_cast<ints>(reinterpret_cast<uints>(a) - reinterpret_cast<uints>(b));
}
CNR_DETAIL_ALWAYS_INLINE ints multiply_int(ints a, ints b) noexcept {
  return reinterpret_cast<ints>(reinterpret_cast<uints>(a) * reinterpret_cast<uints>(b));
}
CNR_DETAIL_ALWAYS_INLINE ints max_int(ints a, ints b) noexcept { return a > b ? a : b; }
CNR_DETAIL_ALWAYS_INLINE ints min_int(ints a, ints b) noexcept { return a < b ? a : b; }

/// Rounded towards zero; to the nearest float.
CNR_DETAIL_ALWAYS_INLINE ints truncate(floats value) noexcept {
  return reinterpret_cast<ints>(__builtin_ia32_cvttps2dq256(value));
}
CNR_DETAIL_ALWAYS_INLINE floats to_floats(ints value) noexcept { return __builtin_convertvector(value, floats); }

/// All bits where it holds, none where not.
CNR_DETAIL_ALWAYS_INLINE ints is_above(floats value, float limit) noexcept { return value > broadcast(limit); }
CNR_DETAIL_ALWAYS_INLINE ints is_at_least(floats value, float limit) noexcept { return value >= broadcast(limit); }
CNR_DETAIL_ALWAYS_INLINE ints add_one_where(ints value, ints holds) noexcept { return sub_int(value, holds); }

CNR_DETAIL_ALWAYS_INLINE bytes load_bytes(const unsigned char* from) noexcept { return load_as<bytes>(from); }
CNR_DETAIL_ALWAYS_INLINE void store_bytes(unsigned char* to, bytes value) noexcept { store_as(to, value); }
CNR_DETAIL_ALWAYS_INLINE bytes either(bytes a, bytes b) noexcept { return a | b; }

/// Bytes of the same lane by their indices; 0 for an index of 128 or more.
CNR_DETAIL_ALWAYS_INLINE bytes shuffle(bytes window, bytes indices) noexcept {
  return __builtin_ia32_pshufb256(window, indices);
}

/// In each lane, the numbers with their halves, or those with their neighbours, exchanged.
CNR_DETAIL_ALWAYS_INLINE ints exchange_halves(ints value) noexcept {
  constexpr bytes order{8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7,
                        8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7};
  return reinterpret_cast<ints>(shuffle(reinterpret_cast<bytes>(value), order));
}
CNR_DETAIL_ALWAYS_INLINE ints exchange_neighbours(ints value) noexcept {
  constexpr bytes order{4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11,
                        4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11};
  return reinterpret_cast<ints>(shuffle(reinterpret_cast<bytes>(value), order));
}

/// In each lane, the largest or smallest number of the lane, everywhere.
CNR_DETAIL_ALWAYS_INLINE ints lane_max(ints value) noexcept {
  const ints pairs = max_int(value, exchange_halves(value));
  return max_int(pairs, exchange_neighbours(pairs));
}
CNR_DETAIL_ALWAYS_INLINE ints lane_min(ints value) noexcept {
  const ints pairs = min_int(value, exchange_halves(value));
  return min_int(pairs, exchange_neighbours(pairs));
}

/// The largest number of those that lane_max left.
CNR_DETAIL_ALWAYS_INLINE std::int32_t max_of(ints value) noexcept { return value[0] > value[4] ? value[0] : value[4]; }

/// The first number of each lane.
CNR_DETAIL_ALWAYS_INLINE void store_lane_firsts(std::int32_t* to, ints value) noexcept {
  to[0] = value[0];
  to[1] = value[4];
}

/// Two lanes made one vector.
CNR_DETAIL_ALWAYS_INLINE bytes join(half_of_bytes low, half_of_bytes high) noexcept {
#if defined(__clang__)
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
                                 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
#else
  using quads = long long __attribute__((vector_size(16)));
  using wide_quads = long long __attribute__((vector_size(32)));
  const auto whole = reinterpret_cast<wide_quads>(__builtin_ia32_si256_si(reinterpret_cast<half_of_ints>(low)));
  return reinterpret_cast<bytes>(__builtin_ia32_insert128i256(whole, reinterpret_cast<quads>(high), 1));
#endif
}

/// 16 bytes for each lane, from the row at that lane's offset.
CNR_DETAIL_ALWAYS_INLINE bytes load_windows(const unsigned char* row, const std::int32_t* offset) noexcept {
  return join(load_as<half_of_bytes>(row + offset[0]), load_as<half_of_bytes>(row + offset[1]));
}

/// Indices into a whole window turned into those into one part of it, at least 128 where the byte is in another part.
CNR_DETAIL_ALWAYS_INLINE bytes part_indices(bytes indices, int part) noexcept {
  const auto relative = reinterpret_cast<unsigned_bytes>(indices) - static_cast<unsigned char>(16 * part);
  const auto is_elsewhere = reinterpret_cast<unsigned_bytes>((relative & static_cast<unsigned char>(0xf0)) != 0);
  return reinterpret_cast<bytes>(relative | is_elsewhere);
}

/// Packed narrow elements widened to 32 bits.
template <class Narrow, class Element>
CNR_DETAIL_ALWAYS_INLINE ints load_widened(const Element* from) noexcept {
  return __builtin_convertvector(load_as<Narrow>(from), ints);
}

/// The indices of elements of 1, 2 and 4 bytes, from the numbers of their first bytes. Elements narrower than the 32
/// bits they are put in have zeros above them, or below where they are shifted down with their sign.
CNR_DETAIL_ALWAYS_INLINE bytes spread(ints first, std::int32_t factor, std::int32_t following,
                                      std::uint32_t zeros) noexcept {
  const ints numbers = add_int(multiply_int(first, broadcast_int(factor)), broadcast_int(following));
  return reinterpret_cast<bytes>(numbers | static_cast<std::int32_t>(zeros));
}

/// How elements become floats: from bytes that indices() put into place, and packed ones from memory.
template <element_format>
struct format;

template <>
struct format<element_format::uint8> {
  static constexpr int size = 1;
  static constexpr bool is_converted = false;
  CNR_DETAIL_ALWAYS_INLINE static bytes indices(ints first) noexcept { return spread(first, 1, 0, 0x80808000U); }
  CNR_DETAIL_ALWAYS_INLINE static floats to_floats(bytes taken) noexcept {
    return avx2::to_floats(reinterpret_cast<ints>(taken));
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return avx2::to_floats(load_widened<uint8s>(from));
  }
};

template <>
struct format<element_format::int8> {
  static constexpr int size = 1;
  static constexpr bool is_converted = false;
  CNR_DETAIL_ALWAYS_INLINE static bytes indices(ints first) noexcept { return spread(first, 1 << 24, 0, 0x00808080U); }
  CNR_DETAIL_ALWAYS_INLINE static floats to_floats(bytes taken) noexcept {
    return avx2::to_floats(reinterpret_cast<ints>(taken) >> 24);
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return avx2::to_floats(load_widened<int8s>(from));
  }
};

template <>
struct format<element_format::uint16> {
  static constexpr int size = 2;
  static constexpr bool is_converted = false;
  CNR_DETAIL_ALWAYS_INLINE static bytes indices(ints first) noexcept {
    return spread(first, 0x0101, 0x0100, 0x80800000U);
  }
  CNR_DETAIL_ALWAYS_INLINE static floats to_floats(bytes taken) noexcept {
    return avx2::to_floats(reinterpret_cast<ints>(taken));
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return avx2::to_floats(load_widened<uint16s>(from));
  }
};

template <>
struct format<element_format::int16> {
  static constexpr int size = 2;
  static constexpr bool is_converted = false;
  CNR_DETAIL_ALWAYS_INLINE static bytes indices(ints first) noexcept {
    return spread(first, 0x01010000, 0x01000000, 0x00008080U);
  }
  CNR_DETAIL_ALWAYS_INLINE static floats to_floats(bytes taken) noexcept {
    return avx2::to_floats(reinterpret_cast<ints>(taken) >> 16);
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return avx2::to_floats(load_widened<int16s>(from));
  }
};

template <>
struct format<element_format::int32> {
  static constexpr int size = 4;
  static constexpr bool is_converted = false;
  CNR_DETAIL_ALWAYS_INLINE static bytes indices(ints first) noexcept {
    return spread(first, 0x01010101, 0x03020100, 0);
  }
  CNR_DETAIL_ALWAYS_INLINE static floats to_floats(bytes taken) noexcept {
    return avx2::to_floats(reinterpret_cast<ints>(taken));
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return avx2::to_floats(load_as<ints>(from));
  }
};

template <>
struct format<element_format::float32> {
  static constexpr int size = 4;
  static constexpr bool is_converted = false;
  CNR_DETAIL_ALWAYS_INLINE static bytes indices(ints first) noexcept {
    return spread(first, 0x01010101, 0x03020100, 0);
  }
  CNR_DETAIL_ALWAYS_INLINE static floats to_floats(bytes taken) noexcept { return reinterpret_cast<floats>(taken); }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return load_as<floats>(from);
  }
};

template <>
struct format<element_format::float16> {
  static constexpr int size = 2;
  static constexpr bool is_converted = false;
  CNR_DETAIL_ALWAYS_INLINE static bytes indices(ints first) noexcept {
    return spread(first, 0x0101, 0x0100, 0x80800000U);
  }
  CNR_DETAIL_ALWAYS_INLINE static floats to_floats(bytes taken) noexcept {
    constexpr bytes low_halves{0, 1, 4, 5, 8, 9, 12, 13, 0, 0, 0, 0, 0, 0, 0, 0,
                               0, 1, 4, 5, 8, 9, 12, 13, 0, 0, 0, 0, 0, 0, 0, 0};
    using quads = long long __attribute__((vector_size(32)));
    using pair = long long __attribute__((vector_size(16)));
    const auto packed = reinterpret_cast<quads>(shuffle(taken, low_halves));
    return __builtin_ia32_vcvtph2ps256(reinterpret_cast<halves>(pair{packed[0], packed[2]}));
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return __builtin_ia32_vcvtph2ps256(load_as<halves>(from));
  }
};

template <>
struct format<element_format::bfloat16> {
  static constexpr int size = 2;
  static constexpr bool is_converted = false;
  CNR_DETAIL_ALWAYS_INLINE static bytes indices(ints first) noexcept {
    return spread(first, 0x01010000, 0x01000000, 0x00008080U);
  }
  CNR_DETAIL_ALWAYS_INLINE static floats to_floats(bytes taken) noexcept { return reinterpret_cast<floats>(taken); }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return reinterpret_cast<floats>(reinterpret_cast<uints>(load_widened<uint16s>(from)) << 16);
  }
};

/// Wider than a float: converted before windows are laid over the row.
template <>
struct format<element_format::float64> {
  static constexpr bool is_converted = true;
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    const auto low = __builtin_convertvector(load_as<doubles>(from), half_of_floats);
    const auto high = __builtin_convertvector(load_as<doubles>(from + 4), half_of_floats);
    return reinterpret_cast<floats>(join(reinterpret_cast<half_of_bytes>(low), reinterpret_cast<half_of_bytes>(high)));
  }
};

/// The processor converts these one by one, in one rounding.
template <>
struct format<element_format::int64> {
  static constexpr bool is_converted = true;
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    std::array<float, width> converted;
    for (std::size_t i = 0; i < converted.size(); ++i) converted[i] = element_traits<Element>::to_float(from[i]);
    return avx2::load(converted.data());
  }
};

#include <crop_and_resize/detail/target/kernels.inl>

}  // namespace avx2
}  // namespace CNR_DETAIL_BASELINE
}  // namespace detail
}  // namespace v0
}  // namespace cnr

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif  // CROP_AND_RESIZE_DETAIL_TARGET_AVX2_HPP
