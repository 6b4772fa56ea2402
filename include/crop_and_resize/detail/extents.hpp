// SPDX-License-Identifier: MIT
//
// Questions asked of extents in more than one place.

#ifndef CROP_AND_RESIZE_DETAIL_EXTENTS_HPP
#define CROP_AND_RESIZE_DETAIL_EXTENTS_HPP

#include <crop_and_resize/detail/config.hpp>

#include <array>
#include <cstddef>

namespace cnr {
inline namespace v0 {
namespace detail {
inline namespace CNR_DETAIL_BASELINE {

template <std::size_t Rank>
constexpr bool any_negative(const std::array<std::ptrdiff_t, Rank>& extents) noexcept {
  for (const std::ptrdiff_t extent : extents) {
    if (extent < 0) return true;
  }
  return false;
}

template <std::size_t Rank>
constexpr bool any_zero(const std::array<std::ptrdiff_t, Rank>& extents) noexcept {
  for (const std::ptrdiff_t extent : extents) {
    if (extent == 0) return true;
  }
  return false;
}

}  // namespace CNR_DETAIL_BASELINE
}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_EXTENTS_HPP
