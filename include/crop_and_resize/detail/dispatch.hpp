// SPDX-License-Identifier: MIT
//
// From a band to the loops of the target that the process runs on.

#ifndef CROP_AND_RESIZE_DETAIL_DISPATCH_HPP
#define CROP_AND_RESIZE_DETAIL_DISPATCH_HPP

#include <crop_and_resize/detail/config.hpp>
#include <crop_and_resize/detail/kernel.hpp>
#include <crop_and_resize/detail/schedule.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/target.hpp>

#if CNR_DETAIL_X86_TARGETS
#include <crop_and_resize/detail/target/avx2.hpp>
#endif

#include <type_traits>

namespace cnr {
inline namespace v0 {
namespace detail {
inline namespace CNR_DETAIL_BASELINE {

/// Whether there are vector kernels for these elements and this sampler.
template <class T, class Sampler>
struct is_vectorised : std::integral_constant<bool, format_of<T>::value != element_format::other &&
                                                        (std::is_same<Sampler, bilinear>::value ||
                                                         std::is_same<Sampler, nearest>::value)> {};

template <class T, class Sampler>
void resample_band([[maybe_unused]] target on, const call<T, Sampler>& arguments, const band& rows) noexcept {
#if CNR_DETAIL_X86_TARGETS
  if constexpr (is_vectorised<T, Sampler>::value) {
    if (on == target::avx2) return avx2::resample_band(arguments, rows);
  }
#endif
  resample_columns(arguments, rows, 0, arguments.crops.extent(2));
}

}  // namespace CNR_DETAIL_BASELINE
}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_DISPATCH_HPP
