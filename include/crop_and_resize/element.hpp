// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The element types of images and crops, and the conversion of each to and from float. half and bfloat16 are defined
// here as plain storage. A specialisation of element_traits adds a type of the user's own.

#ifndef CROP_AND_RESIZE_ELEMENT_HPP
#define CROP_AND_RESIZE_ELEMENT_HPP

#include <crop_and_resize/detail/base/bits.hpp>
#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace cnr {
inline namespace v0 {

/// An IEEE 754 binary16 number, as its bits. The compiler's own _Float16 and std::float16_t are element types as well.
struct half {
  std::uint16_t bits;
};

/// A bfloat16 number, the upper half of a float, as its bits.
struct bfloat16 {
  std::uint16_t bits;
};

namespace detail {

/// All bits set if `condition` holds, else none.
CNR_DETAIL_ALWAYS_INLINE std::uint32_t all_bits_if(bool condition) noexcept {
  return static_cast<std::uint32_t>(condition) * 0xffffffffU;
}

/// The value of a binary16 number. Exact: each of them is a float. It has no branches, so that compilers vectorise
/// loops over it, and computes no denormal float, so that flush-to-zero does not change it.
CNR_DETAIL_ALWAYS_INLINE float half_to_float(std::uint16_t bits) noexcept {
  constexpr std::uint32_t smallest_normal = 0x0400U;
  constexpr std::uint32_t infinity = 0x7c00U;
  constexpr std::uint32_t rebias = (127U - 15U) << 23U;
  const std::uint32_t sign = (bits & 0x8000U) << 16U;
  const std::uint32_t magnitude = bits & 0x7fffU;
  const std::uint32_t finite = (magnitude << 13U) + rebias;
  const std::uint32_t is_infinite = all_bits_if(magnitude >= infinity);  // or NaN
  const std::uint32_t is_normal = all_bits_if(magnitude >= smallest_normal);
  const std::uint32_t any_normal = finite + (is_infinite & rebias);
  const float denormal = static_cast<float>(static_cast<std::int32_t>(magnitude)) * 0x1p-24F;
  return bit_cast<float>(sign | (any_normal & is_normal) | (bit_cast<std::uint32_t>(denormal) & ~is_normal));
}

/// The value of a bfloat16 number. Exact.
CNR_DETAIL_ALWAYS_INLINE float bfloat16_to_float(std::uint16_t bits) noexcept {
  return bit_cast<float>(static_cast<std::uint32_t>(bits) << 16U);
}

/// The nearest binary16 number, ties to even; infinity from 65520 on; NaN for NaN. It computes no denormal float.
CNR_DETAIL_ALWAYS_INLINE std::uint16_t float_to_half(float value) noexcept {
  constexpr std::uint32_t infinity = 0x7f800000U;
  constexpr std::uint32_t rounds_to_infinity = 0x477ff000U;
  constexpr std::uint32_t smallest_normal = 0x38800000U;
  constexpr std::uint32_t rebias = (127U - 15U) << 23U;
  const auto bits = bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16U) & 0x8000U;
  const std::uint32_t magnitude = bits & 0x7fffffffU;
  std::uint32_t rounded = 0;
  if (magnitude >= rounds_to_infinity) {
    rounded = magnitude > infinity ? 0x7e00U : 0x7c00U;
  } else if (magnitude < smallest_normal) {
    // Floats in [0.5, 1) have the spacing of denormal halves. So this sum is rounded to a multiple of that spacing.
    rounded = bit_cast<std::uint32_t>(bit_cast<float>(magnitude) + 0.5F) - bit_cast<std::uint32_t>(0.5F);
  } else {
    rounded = (magnitude - rebias + 0x0fffU + ((magnitude >> 13U) & 1U)) >> 13U;
  }
  return static_cast<std::uint16_t>(sign | rounded);
}

/// The nearest bfloat16 number, ties to even; NaN for NaN.
CNR_DETAIL_ALWAYS_INLINE std::uint16_t float_to_bfloat16(float value) noexcept {
  const auto bits = bit_cast<std::uint32_t>(value);
  const bool is_nan = (bits & 0x7fffffffU) > 0x7f800000U;
  return static_cast<std::uint16_t>((is_nan ? bits | 0x00400000U : bits + 0x7fffU + ((bits >> 16U) & 1U)) >> 16U);
}

/// The nearest number of an integer type of at most 16 bits, ties to even; the nearest end of its range where it is
/// beyond that; 0 for NaN. It has no branches, so that compilers vectorise loops over it.
template <class T>
CNR_DETAIL_ALWAYS_INLINE T float_to_short_integer(float value) noexcept {
  constexpr float lowest = std::is_signed<T>::value ? -static_cast<float>(1U << (8 * sizeof(T) - 1)) : 0.0F;
  constexpr auto highest = static_cast<float>((1U << (8 * sizeof(T) - (std::is_signed<T>::value ? 1 : 0))) - 1);
  // Floats in [2^23, 2^24) are whole numbers. So this sum is rounded to one, and its lower bits are that number's.
  constexpr float shift = 0x1.8p23F;
  const float number = value == value ? value : 0.0F;
  const float from_lowest = number > lowest ? number : lowest;
  const float clamped = from_lowest < highest ? from_lowest : highest;
  return static_cast<T>(bit_cast<std::uint32_t>(clamped + shift) & (0xffffffffU >> (32 - 8 * sizeof(T))));
}

/// float_to_short_integer for 32 bits. From 2^31 on, it is 2^31 - 1.
CNR_DETAIL_ALWAYS_INLINE std::int32_t float_to_int32(float value) noexcept {
  constexpr float limit = 0x1p31F;
  // From here on, floats are whole numbers. Below, adding and subtracting this one rounds to a whole number.
  constexpr float whole = 0x1p23F;
  if (value >= limit) return INT32_MAX;
  if (!(value >= -limit)) return value < 0 ? INT32_MIN : 0;
  if (value >= whole || value <= -whole) return static_cast<std::int32_t>(value);
  return static_cast<std::int32_t>(value < 0 ? (value - whole) + whole : (value + whole) - whole);
}

// Both long and long long have 64 bits on some platforms, where std::int64_t is only one of them. Both are elements.
template <class T>
struct is_builtin_element
    : std::integral_constant<bool, std::is_same<T, float>::value || std::is_same<T, double>::value ||
                                       std::is_same<T, signed char>::value || std::is_same<T, unsigned char>::value ||
                                       std::is_same<T, short>::value || std::is_same<T, unsigned short>::value ||
                                       std::is_same<T, int>::value || std::is_same<T, long>::value ||
                                       std::is_same<T, long long>::value> {};

}  // namespace detail

/// The representations of elements that the vector kernels can read. other: element_traits::to_float reads such
/// elements, in loops that are compiled for their type.
enum class element_format { other, uint8, int8, uint16, int16, int32, int64, float16, bfloat16, float32, float64 };

namespace detail {

/// The bytes of an element. Precondition: format is not other.
constexpr std::size_t size_of(element_format format) noexcept {
  switch (format) {
    case element_format::uint8:
    case element_format::int8:
      return 1;
    case element_format::uint16:
    case element_format::int16:
    case element_format::float16:
    case element_format::bfloat16:
      return 2;
    case element_format::int64:
    case element_format::float64:
      return 8;
    default:
      return 4;
  }
}

template <class T>
constexpr element_format builtin_format() noexcept {
  if (std::is_same<T, float>::value) return element_format::float32;
  if (std::is_same<T, double>::value) return element_format::float64;
  switch (sizeof(T)) {
    case 1:
      return std::is_signed<T>::value ? element_format::int8 : element_format::uint8;
    case 2:
      return std::is_signed<T>::value ? element_format::int16 : element_format::uint16;
    case 4:
      return element_format::int32;
    default:
      return element_format::int64;
  }
}

}  // namespace detail

/// The conversion of an element of type T to the float that is interpolated, and back from the float that was computed.
///
/// `to_float` makes T an element type of images. It is defined for std::uint8_t, std::uint16_t, std::int8_t,
/// std::int16_t, std::int32_t, std::int64_t, half, bfloat16, float and double, and for _Float16, std::float16_t and
/// std::bfloat16_t if the compiler has them. Integers and doubles are rounded once, to the nearest float, ties to even.
///
/// `from_float` makes T an element type of crops. It is defined for the same types except std::int64_t. double is
/// exact. half and bfloat16 are rounded to nearest, ties to even; what is too large becomes infinity, and NaN stays
/// NaN. Integers are rounded to nearest, ties to even, and clamped to the range of the type; NaN becomes 0.
///
/// To crop images of a type of your own, or into crops of it, specialise it with one function or both. They are inlined
/// into the loops and must not throw:
///
///     template <>
///     struct cnr::element_traits<my::pixel> {
///       static float to_float(const my::pixel& pixel) noexcept;
///       static my::pixel from_float(float value) noexcept;
///     };
///
/// The vector kernels read and write a type of your own only if its specialisation also has a `static constexpr
/// element_format format`. Precondition: the type has the object representation that the format names, and its
/// functions return what those of that element type return. Elements of another type are converted by these functions,
/// in loops that compilers make vectors of where the functions are arithmetic without branches.
template <class T, class = void>
struct element_traits;

namespace detail {

/// from_float of the built-in types. Integers of 64 bits have none.
template <class T, class = void>
struct builtin_from_float {};

template <class T>
struct builtin_from_float<T, std::enable_if_t<std::is_floating_point<T>::value>> {
  CNR_DETAIL_ALWAYS_INLINE static T from_float(float value) noexcept {
    // GCC 12 makes vectors of doubles that become floats and doubles again, and forgets the floats.
    if constexpr (sizeof(T) > sizeof(float)) value = detail::opaque(value);
    return static_cast<T>(value);
  }
};
template <class T>
struct builtin_from_float<T, std::enable_if_t<std::is_integral<T>::value && sizeof(T) <= 2>> {
  CNR_DETAIL_ALWAYS_INLINE static T from_float(float value) noexcept { return float_to_short_integer<T>(value); }
};
template <class T>
struct builtin_from_float<T, std::enable_if_t<std::is_integral<T>::value && sizeof(T) == 4>> {
  CNR_DETAIL_ALWAYS_INLINE static T from_float(float value) noexcept { return float_to_int32(value); }
};

}  // namespace detail

template <class T>
struct element_traits<T, std::enable_if_t<detail::is_builtin_element<T>::value>> : detail::builtin_from_float<T> {
  static constexpr element_format format = detail::builtin_format<T>();
  CNR_DETAIL_ALWAYS_INLINE static float to_float(T element) noexcept { return static_cast<float>(element); }
};

template <>
struct element_traits<half> {
  static constexpr element_format format = element_format::float16;
  CNR_DETAIL_ALWAYS_INLINE static float to_float(half element) noexcept { return detail::half_to_float(element.bits); }
  CNR_DETAIL_ALWAYS_INLINE static half from_float(float value) noexcept { return {detail::float_to_half(value)}; }
};

template <>
struct element_traits<bfloat16> {
  static constexpr element_format format = element_format::bfloat16;
  CNR_DETAIL_ALWAYS_INLINE static float to_float(bfloat16 element) noexcept {
    return detail::bfloat16_to_float(element.bits);
  }
  CNR_DETAIL_ALWAYS_INLINE static bfloat16 from_float(float value) noexcept {
    return {detail::float_to_bfloat16(value)};
  }
};

#if CNR_DETAIL_HAS_FLOAT16
template <>
struct element_traits<_Float16> {
  static constexpr element_format format = element_format::float16;
  CNR_DETAIL_ALWAYS_INLINE static float to_float(_Float16 element) noexcept {
    return detail::half_to_float(detail::bit_cast<std::uint16_t>(element));
  }
  CNR_DETAIL_ALWAYS_INLINE static _Float16 from_float(float value) noexcept {
    return detail::bit_cast<_Float16>(detail::float_to_half(value));
  }
};
#endif

#if defined(__STDCPP_BFLOAT16_T__)
template <>
struct element_traits<decltype(0.0bf16)> {
  static constexpr element_format format = element_format::bfloat16;
  CNR_DETAIL_ALWAYS_INLINE static float to_float(decltype(0.0bf16) element) noexcept {
    return detail::bfloat16_to_float(detail::bit_cast<std::uint16_t>(element));
  }
  CNR_DETAIL_ALWAYS_INLINE static decltype(0.0bf16) from_float(float value) noexcept {
    return detail::bit_cast<decltype(0.0bf16)>(detail::float_to_bfloat16(value));
  }
};
#endif

namespace detail {

/// element_traits<T>::format; other if the specialisation has no format.
template <class T, class = void>
struct format_of : std::integral_constant<element_format, element_format::other> {};

template <class T>
struct format_of<T, std::void_t<decltype(element_traits<T>::format)>>
    : std::integral_constant<element_format, element_traits<T>::format> {
  static_assert(element_traits<T>::format == element_format::other || sizeof(T) == size_of(element_traits<T>::format),
                "crop_and_resize: element_traits<T>::format names elements of another size than T");
};

/// Whether T is an element type of images.
template <class T, class = void>
struct is_element : std::false_type {};

template <class T>
struct is_element<
    T, std::enable_if_t<std::is_same<float, decltype(element_traits<T>::to_float(std::declval<const T&>()))>::value>>
    : std::true_type {};

/// Whether T is an element type of crops.
template <class T, class = void>
struct is_crops_element : std::false_type {};

template <class T>
struct is_crops_element<T, std::enable_if_t<std::is_same<T, decltype(element_traits<T>::from_float(0.0F))>::value>>
    : std::true_type {};

}  // namespace detail

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_ELEMENT_HPP
