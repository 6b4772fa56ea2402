// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// An executor over C++17's parallel algorithms. GCC's standard library runs them on oneTBB, which the program must
// link, and on one thread if the headers of oneTBB are missing.

#ifndef CROP_AND_RESIZE_ADAPTOR_PARALLEL_ALGORITHMS_HPP
#define CROP_AND_RESIZE_ADAPTOR_PARALLEL_ALGORITHMS_HPP

#include <crop_and_resize/detail/parallel/even_split.hpp>
#include <crop_and_resize/executor.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <execution>

#if !defined(__cpp_lib_execution)
#error "crop_and_resize/adaptor/parallel_algorithms.hpp: this standard library has no parallel algorithms"
#endif

namespace cnr {
inline namespace v0 {

/// Runs calls by std::for_each with std::execution::par. The standard library chooses the number of threads.
///
///     cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::bilinear{}, {},
///                          cnr::parallel_algorithms_executor{});
struct parallel_algorithms_executor {
  template <class Body>
  void operator()(std::ptrdiff_t count, double cost, const Body& body) const {
    // Algorithms iterate over elements, not over numbers. These are the ranges, each its begin and its end, on the
    // stack.
    std::array<std::array<std::ptrdiff_t, 2>, 512> bounds;
    const detail::even_split ranges = detail::executor_ranges(count, cost, static_cast<std::ptrdiff_t>(bounds.size()));
    for (std::ptrdiff_t i = 0; i < ranges.count(); ++i) {
      bounds[static_cast<std::size_t>(i)] = {{ranges[i].begin, ranges[i].end}};
    }
    // A capture of a type of the library's would be a hidden member of a visible type, of which GCC warns.
    std::for_each(std::execution::par, bounds.data(), bounds.data() + ranges.count(),
                  [&body](const std::array<std::ptrdiff_t, 2>& range) { body(range[0], range[1]); });
  }
};

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_ADAPTOR_PARALLEL_ALGORITHMS_HPP
