// SPDX-License-Identifier: MIT
//
// An executor for callers whose standard library has C++17's parallel algorithms. GCC's runs them on oneTBB, to which
// programs must link, and on one thread where TBB's headers are missing.

#ifndef CROP_AND_RESIZE_ADAPTOR_PARALLEL_ALGORITHMS_HPP
#define CROP_AND_RESIZE_ADAPTOR_PARALLEL_ALGORITHMS_HPP

#include <crop_and_resize/detail/parallel/even_split.hpp>
#include <crop_and_resize/executor.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <execution>
#include <numeric>

#if !defined(__cpp_lib_execution)
#error "crop_and_resize/adaptor/parallel_algorithms.hpp: this standard library has no parallel algorithms"
#endif

namespace cnr {
inline namespace v0 {

/// Runs calls by std::for_each with std::execution::par, on as many threads as the standard library takes.
///
///     cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::bilinear{}, {},
///                          cnr::parallel_algorithms_executor{});
struct parallel_algorithms_executor {
  template <class Body>
  void operator()(std::ptrdiff_t count, double cost, const Body& body) const {
    // Algorithms take elements, not numbers: the numbers of the ranges, in memory that need not be allocated.
    std::array<std::ptrdiff_t, 512> numbers;
    const detail::even_split ranges = detail::executor_ranges(count, cost, static_cast<std::ptrdiff_t>(numbers.size()));
    std::ptrdiff_t* const first = numbers.data();
    std::ptrdiff_t* const last = first + ranges.count();
    std::iota(first, last, std::ptrdiff_t{0});
    std::for_each(std::execution::par, first, last,
                  [&body, &ranges](std::ptrdiff_t range) { body(ranges[range].first, ranges[range].last); });
  }
};

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_ADAPTOR_PARALLEL_ALGORITHMS_HPP
