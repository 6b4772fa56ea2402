// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How an increment is added to an element of the image's gradient. TensorFlow rounds the increment to the element's
// type, and then the sum.

#ifndef CROP_AND_RESIZE_DETAIL_GRADIENT_INCREMENT_HPP
#define CROP_AND_RESIZE_DETAIL_GRADIENT_INCREMENT_HPP

#include <crop_and_resize/detail/base/bits.hpp>
#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/element.hpp>

#include <cstdint>
#include <type_traits>

namespace cnr {
inline namespace v0 {
namespace detail {

/// Whether elements of this type can hold a gradient: those of a floating-point format.
template <class G>
struct is_grad_element
    : std::integral_constant<
          bool, format_of<G>::value == element_format::float16 || format_of<G>::value == element_format::bfloat16 ||
                    format_of<G>::value == element_format::float32 || format_of<G>::value == element_format::float64> {
};

/// Adds `increment` to `sum`. No product may be fused into this sum: see detail::multiply_in_unfused_region.
template <class G>
CNR_DETAIL_ALWAYS_INLINE void add_increment(G& sum, float increment) noexcept {
  constexpr element_format stored = format_of<G>::value;
  if constexpr (stored == element_format::float16) {
    const float rounded = half_to_float(float_to_half(increment));
    sum = detail::bit_cast<G>(float_to_half(half_to_float(detail::bit_cast<std::uint16_t>(sum)) + rounded));
  } else if constexpr (stored == element_format::bfloat16) {
    const float rounded = bfloat16_to_float(float_to_bfloat16(increment));
    sum = detail::bit_cast<G>(float_to_bfloat16(bfloat16_to_float(detail::bit_cast<std::uint16_t>(sum)) + rounded));
  } else {
    // The number that the element stands for is added to, whatever operators a type of the caller's has.
    using number = std::conditional_t<stored == element_format::float32, float, double>;
    sum = detail::bit_cast<G>(detail::bit_cast<number>(sum) + static_cast<number>(increment));
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_GRADIENT_INCREMENT_HPP
