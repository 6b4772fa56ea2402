// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How increments are added to vectors of elements of the image's gradient.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/kernels.inl>

#include <crop_and_resize/detail/gradient/scalar.hpp>
#endif

/// Doubles in a vector.
constexpr std::ptrdiff_t long_width = width / 2;

/// A vector of sums, which are elements of this format: increments are rounded to it, and so is every sum.
template <element_format Format>
struct format_sums {
  using type = floats;
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static type load(const Element* from) noexcept {
    return format<Format>::load(from);
  }
  CNR_DETAIL_ALWAYS_INLINE static type add(type sum, floats increment) noexcept {
    return format<Format>::round(sum + format<Format>::round(increment));
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static void store(Element* to, type sum) noexcept {
    format<Format>::store(to, sum);
  }
};

template <>
struct format_sums<element_format::float64> {
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

/// Adds increments to as many elements as a vector has numbers.
template <class G>
CNR_DETAIL_ALWAYS_INLINE void add_increments(G* elements, floats increment) noexcept {
  using element_sums = format_sums<format_of<G>::value>;
  element_sums::store(elements, element_sums::add(element_sums::load(elements), increment));
}

/// The last `count` numbers of a vector, and zeros after them.
CNR_DETAIL_ALWAYS_INLINE floats last_numbers(floats numbers, std::ptrdiff_t count) noexcept {
  return permute(std::array<floats, 2>{{numbers, floats{}}}, iota() + static_cast<std::uint32_t>(width - count));
}
