// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How elements of each format become floats in vectors, and floats become elements of those that gradients are written
// in. Each header of a target that includes vectors.inl includes this file after it, and completes the formats whose
// instructions are its own.

#ifndef CROP_AND_RESIZE_DETAIL_SIMD_TARGETS_HPP  // opened alone, as by an editor
#include <crop_and_resize/detail/simd/vectors.inl>
#endif

/// How elements become floats.
///
/// Elements of 1 and 2 bytes are looked up in pairs, two in each 32 bits. Of 2 bytes, the left one is the lower and the
/// right one the upper half; of 1 byte, they are bytes 0 and `RightByte`, 2 or 3 (each target's `right_byte`), and the
/// rest may be anything. `left` and `right` make floats of them, `difference` makes the right ones less the left ones.
/// Elements of 4 bytes are looked up one by one, and `left` makes floats of them. `load` converts packed elements from
/// memory. Of the formats of at most 4 bytes that gradients are written in, `round` gives the nearest numbers of the
/// format, and `store` stores those.
template <element_format>
struct format;

template <std::uint32_t RightByte>
struct format_of_uint8 {
  static constexpr std::uint32_t size = 1;
  CNR_DETAIL_ALWAYS_INLINE static floats left(integers found) noexcept { return to_floats(found & 0xffU); }
  CNR_DETAIL_ALWAYS_INLINE static floats right(integers found) noexcept { return to_floats(right_of(found)); }
  CNR_DETAIL_ALWAYS_INLINE static floats difference(integers found) noexcept {
    return to_floats(right_of(found) - (found & 0xffU));
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return to_floats(widen_from(reinterpret_cast<const unsigned char*>(from)));
  }

 private:
  CNR_DETAIL_ALWAYS_INLINE static integers right_of(integers found) noexcept {
    return RightByte == 3 ? found >> 24U : (found >> 16U) & 0xffU;
  }
};

template <std::uint32_t RightByte>
struct format_of_int8 {
  static constexpr std::uint32_t size = 1;
  CNR_DETAIL_ALWAYS_INLINE static floats left(integers found) noexcept {
    return to_floats(as_signed(found << 24U) >> 24);
  }
  CNR_DETAIL_ALWAYS_INLINE static floats right(integers found) noexcept {
    return to_floats(as_signed(found << (24U - 8U * RightByte)) >> 24);
  }
  CNR_DETAIL_ALWAYS_INLINE static floats difference(integers found) noexcept {
    return to_floats((as_signed(found << (24U - 8U * RightByte)) >> 24) - (as_signed(found << 24U) >> 24));
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return to_floats(widen((load_as<int8s>)(from)));
  }
};

template <>
struct format<element_format::uint8> : format_of_uint8<right_byte> {};
template <>
struct format<element_format::int8> : format_of_int8<right_byte> {};

template <>
struct format<element_format::uint16> {
  static constexpr std::uint32_t size = 2;
  CNR_DETAIL_ALWAYS_INLINE static floats left(integers found) noexcept { return to_floats(found & 0xffffU); }
  CNR_DETAIL_ALWAYS_INLINE static floats right(integers found) noexcept { return to_floats(found >> 16U); }
  CNR_DETAIL_ALWAYS_INLINE static floats difference(integers found) noexcept {
    return to_floats((found >> 16U) - (found & 0xffffU));
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return to_floats(widen((load_as<uint16s>)(from)));
  }
};

template <>
struct format<element_format::int16> {
  static constexpr std::uint32_t size = 2;
  CNR_DETAIL_ALWAYS_INLINE static floats left(integers found) noexcept {
    return to_floats(as_signed(found << 16U) >> 16);
  }
  CNR_DETAIL_ALWAYS_INLINE static floats right(integers found) noexcept { return to_floats(as_signed(found) >> 16); }
  CNR_DETAIL_ALWAYS_INLINE static floats difference(integers found) noexcept {
    return to_floats((as_signed(found) >> 16) - (as_signed(found << 16U) >> 16));
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return to_floats(widen((load_as<int16s>)(from)));
  }
};

template <>
struct format<element_format::bfloat16> {
  static constexpr std::uint32_t size = 2;
  CNR_DETAIL_ALWAYS_INLINE static floats left(integers found) noexcept {
    return reinterpret_cast<floats>(found << 16U);
  }
  CNR_DETAIL_ALWAYS_INLINE static floats right(integers found) noexcept {
    return reinterpret_cast<floats>(found & 0xffff0000U);
  }
  CNR_DETAIL_ALWAYS_INLINE static floats difference(integers found) noexcept { return right(found) - left(found); }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return reinterpret_cast<floats>(as_unsigned(widen((load_as<uint16s>)(from))) << 16U);
  }
  /// To the nearest float without the lower 16 bits; of two, the even one.
  CNR_DETAIL_ALWAYS_INLINE static floats round(floats value) noexcept {
    const auto bits = reinterpret_cast<integers>(value);
    const auto is_nan = (bits & 0x7fffffffU) > 0x7f800000U;
    const integers rounded = is_nan ? bits | 0x00400000U : bits + 0x7fffU + ((bits >> 16U) & 1U);
    return reinterpret_cast<floats>(rounded & 0xffff0000U);
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static void store(Element* to, floats rounded) noexcept {
    (store_as)(to, narrow(reinterpret_cast<integers>(rounded) >> 16U));
  }
};

/// What is the same for all targets. A template, as the functions it calls are defined after it.
template <element_format>
struct format_of_halves {
  static constexpr std::uint32_t size = 2;
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return from_halves((load_as<uint16s>)(from));
  }
  CNR_DETAIL_ALWAYS_INLINE static floats round(floats value) noexcept { return from_halves(to_halves(value)); }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static void store(Element* to, floats rounded) noexcept {
    (store_as)(to, to_halves(rounded));
  }
};

template <>
struct format<element_format::int32> {
  static constexpr std::uint32_t size = 4;
  CNR_DETAIL_ALWAYS_INLINE static floats left(integers found) noexcept { return to_floats(found); }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return to_floats((load_as<signed_integers>)(from));
  }
};

template <>
struct format<element_format::float32> {
  static constexpr std::uint32_t size = 4;
  CNR_DETAIL_ALWAYS_INLINE static floats left(integers found) noexcept { return reinterpret_cast<floats>(found); }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static floats load(const Element* from) noexcept {
    return (load_as<floats>)(from);
  }
  CNR_DETAIL_ALWAYS_INLINE static floats round(floats value) noexcept { return value; }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static void store(Element* to, floats rounded) noexcept {
    (store_as)(to, rounded);
  }
};

/// Indices for a byte shuffle from byte offsets: of elements that are looked up in pairs, and of those of 4 bytes.
template <class Format>
CNR_DETAIL_ALWAYS_INLINE integers byte_indices(integers left, integers right) noexcept {
  if constexpr (Format::size == 1) {
    return left | (right << 24U);
  } else {
    return (left | (right << 16U)) * 0x0101U + 0x01000100U;
  }
}
CNR_DETAIL_ALWAYS_INLINE integers byte_indices_of_words(integers first) noexcept {
  return first * 0x01010101U + 0x03020100U;
}
