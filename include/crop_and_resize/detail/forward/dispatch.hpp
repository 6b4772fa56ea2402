// SPDX-License-Identifier: MIT
//
// From pieces of a call to the loops of the target that the process runs on.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_DISPATCH_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_DISPATCH_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/forward/scalar.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/target.hpp>

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

#define CNR_DETAIL_CASE(name, is_compiled, features) \
  CNR_DETAIL_CASE_OF(is_compiled)(name, resample_tasks(arguments, tasks, begin, end))

/// The pieces [begin, end) of a call.
template <class T, class Sampler>
void resample_tasks([[maybe_unused]] target on, const forward_arguments<T, Sampler>& arguments, const partition& tasks,
                    std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
  if constexpr (is_vectorised<T, Sampler>::value) {
    switch (on) {
      CNR_DETAIL_VECTOR_TARGETS(CNR_DETAIL_CASE)
      case target::scalar:
      default:
        break;
    }
  }
  for_each_row_range(tasks, begin, end, [&](const row_range& rows) noexcept {
    resample_columns(arguments, rows, 0, arguments.crops.extent(2));
  });
}

#undef CNR_DETAIL_CASE

}  // namespace CNR_DETAIL_BASELINE
}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_DISPATCH_HPP
