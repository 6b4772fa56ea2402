// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Loops whose number of rounds is a constant, written out by the compiler. GCC unrolls loops at -O3 only.

#ifndef CROP_AND_RESIZE_DETAIL_BASE_UNROLL_HPP
#define CROP_AND_RESIZE_DETAIL_BASE_UNROLL_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

CNR_DETAIL_NAMESPACE_BEGIN

/// A number that is known while the program is compiled.
template <std::ptrdiff_t Value>
using constant = std::integral_constant<std::ptrdiff_t, Value>;

/// Calls `function` with each of the numbers, in order.
template <class Function, std::ptrdiff_t... Number>
CNR_DETAIL_ALWAYS_INLINE void for_each_of(std::integer_sequence<std::ptrdiff_t, Number...>,
                                          const Function& function) noexcept {
  (function(Number), ...);
}

/// Calls `function` with 0, 1, ... Count - 1, without a loop.
template <std::ptrdiff_t Count, class Function>
CNR_DETAIL_ALWAYS_INLINE void for_each_index(constant<Count>, const Function& function) noexcept {
  detail::for_each_of(std::make_integer_sequence<std::ptrdiff_t, Count>{}, function);
}

/// Calls `function` with 0, 1, ... count - 1.
template <class Function>
CNR_DETAIL_ALWAYS_INLINE void for_each_index(std::ptrdiff_t count, const Function& function) noexcept {
  for (std::ptrdiff_t i = 0; i < count; ++i) function(i);
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_BASE_UNROLL_HPP
