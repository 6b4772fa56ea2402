// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The samplers in vectors: which elements beside its coordinate an output reads along an axis, and how it mixes them.
// What sampler.hpp says of one output is said here of a vector of outputs, with the same sums and products in the same
// order.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/simd/editor.inl>

#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>
#endif

/// What a vector of outputs reads along an axis.
template <std::size_t Taps>
struct vector_taps {
  std::array<integers, Taps> is_next;  // of each tap: all bits where it is the element after floor(coordinate), else 0
  floats weight;                       // unused with one tap
};

/// The form of a sampler in vectors. A further sampler is a specialisation of this, and of has_vector_form in
/// sampler.hpp. It computes what its class computes, in the same order:
/// - `taps`, 1 or 2: the number of elements that an output reads along an axis. With one, the output is that element.
/// - `locate(fraction)`: which elements those are, and the weight between them. `fraction` is coordinate -
///   floor(coordinate). A tap is the element at floor(coordinate) or the next one, and no other.
/// - `mix(first, second, weight)` and `mix_difference(first, second - first, weight)`, with two taps only. Kernels call
///   either of them, for the same bits. So the result may depend on `first` and `second - first` only.
///
/// Every product that becomes a term of a sum goes through unfused_multiply. Its arguments are vectors: `broadcast`
/// makes a vector of a constant.
template <class Sampler>
struct vector_sampler;

template <>
struct vector_sampler<bilinear> {
  static constexpr std::size_t taps = 2;

  CNR_DETAIL_ALWAYS_INLINE static vector_taps<2> locate(floats fraction) noexcept {
    return {{{integers{}, as_unsigned(fraction > 0.0F)}}, fraction};
  }
  CNR_DETAIL_ALWAYS_INLINE static floats mix_difference(floats first, floats difference, floats weight) noexcept {
    return first + unfused_multiply(difference, weight);
  }
  CNR_DETAIL_ALWAYS_INLINE static floats mix(floats first, floats second, floats weight) noexcept {
    return mix_difference(first, second - first, weight);
  }
};

template <>
struct vector_sampler<nearest> {
  static constexpr std::size_t taps = 1;

  CNR_DETAIL_ALWAYS_INLINE static vector_taps<1> locate(floats fraction) noexcept {
    return {{{as_unsigned(fraction >= 0.5F)}}, floats{}};
  }
};

/// The format or the sampler of CNR_DETAIL_SHORT_VECTORS that stands for one of this target.
template <class Own>
struct short_form_of;
template <element_format Stored>
struct short_form_of<format<Stored>> {
  using type = CNR_DETAIL_SHORT_VECTORS::format<Stored>;
};
template <class Policy>
struct short_form_of<vector_sampler<Policy>> {
  using type = CNR_DETAIL_SHORT_VECTORS::vector_sampler<Policy>;
};
template <class Own>
using short_form = typename short_form_of<Own>::type;
