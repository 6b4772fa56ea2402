// SPDX-License-Identifier: MIT
//
// How increments are added to vectors of elements, in each format that a gradient may have.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/kernels.inl>

#include <crop_and_resize/detail/gradient/scalar.hpp>
#endif

/// Doubles in a vector.
constexpr std::ptrdiff_t long_width = width / 2;

/// Vectors of sums in memory: how increments are added to them, as accumulate does.
template <element_format>
struct sums;

template <>
struct sums<element_format::float32> {
  using type = floats;
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static type load(const Element* from) noexcept {
    return (load_as<floats>)(from);
  }
  CNR_DETAIL_ALWAYS_INLINE static type add(type sum, floats increment) noexcept { return sum + increment; }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static void store(Element* to, type sum) noexcept {
    (store_as)(to, sum);
  }
};

template <>
struct sums<element_format::float64> {
  struct type {
    long_floats low;
    long_floats high;
  };
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static type load(const Element* from) noexcept {
    return {(load_as<long_floats>)(from), (load_as<long_floats>)(from + long_width)};
  }
  CNR_DETAIL_ALWAYS_INLINE static type add(type sum, floats increment) noexcept {
    return {sum.low + low_doubles(increment), sum.high + high_doubles(increment)};
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static void store(Element* to, type sum) noexcept {
    (store_as)(to, sum.low);
    (store_as)(to + long_width, sum.high);
  }
};

template <>
struct sums<element_format::float16> {
  using type = floats;
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static type load(const Element* from) noexcept {
    return format<element_format::float16>::load(from);
  }
  CNR_DETAIL_ALWAYS_INLINE static type add(type sum, floats increment) noexcept {
    return round(sum + round(increment));
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static void store(Element* to, type sum) noexcept {
    (store_as)(to, to_halves(sum));
  }

 private:
  CNR_DETAIL_ALWAYS_INLINE static floats round(floats value) noexcept { return from_halves(to_halves(value)); }
};

template <>
struct sums<element_format::bfloat16> {
  using type = floats;
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static type load(const Element* from) noexcept {
    return format<element_format::bfloat16>::load(from);
  }
  CNR_DETAIL_ALWAYS_INLINE static type add(type sum, floats increment) noexcept {
    return round(sum + round(increment));
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static void store(Element* to, type sum) noexcept {
    (store_as)(to, narrow(reinterpret_cast<integers>(sum) >> 16U));
  }

 private:
  /// To the nearest float without the lower 16 bits; of two, the even one.
  CNR_DETAIL_ALWAYS_INLINE static floats round(floats value) noexcept {
    const auto bits = reinterpret_cast<integers>(value);
    const auto is_nan = (bits & 0x7fffffffU) > 0x7f800000U;
    const integers rounded = is_nan ? bits | 0x00400000U : bits + 0x7fffU + ((bits >> 16U) & 1U);
    return reinterpret_cast<floats>(rounded & 0xffff0000U);
  }
};

/// Adds an increment to each of a vector of elements.
template <class G>
CNR_DETAIL_ALWAYS_INLINE void add_to(G* elements, floats increment) noexcept {
  using format_sums = sums<format_of<G>::value>;
  format_sums::store(elements, format_sums::add(format_sums::load(elements), increment));
}
