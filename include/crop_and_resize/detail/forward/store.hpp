// SPDX-License-Identifier: MIT
//
// The last step of an output: from the float that was computed to the element of the crops that holds it. Everything
// that the scalar loops write to crops, extrapolation included, goes through here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_STORE_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_STORE_HPP

#include <crop_and_resize/detail/base/config.hpp>

namespace cnr {
inline namespace v0 {
namespace detail {

CNR_DETAIL_ALWAYS_INLINE void store(float value, float* destination) noexcept { *destination = value; }

}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_STORE_HPP
