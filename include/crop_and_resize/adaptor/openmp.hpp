// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// An executor for programs compiled with OpenMP.

#ifndef CROP_AND_RESIZE_ADAPTOR_OPENMP_HPP
#define CROP_AND_RESIZE_ADAPTOR_OPENMP_HPP

#include <crop_and_resize/detail/parallel/even_split.hpp>
#include <crop_and_resize/executor.hpp>

#include <cstddef>

// Without OpenMP, compilers ignore the pragma, and the loop would run on one thread.
#if !defined(_OPENMP)
#error "crop_and_resize/adaptor/openmp.hpp: compile with OpenMP, by -fopenmp for instance"
#endif

namespace cnr {
inline namespace v0 {

/// Runs calls by a parallel loop. omp_set_num_threads and OMP_NUM_THREADS set the number of threads.
///
///     cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::bilinear{}, {}, cnr::openmp_executor{});
///
/// A call inside a parallel region runs on the thread that makes it, unless the program allows nested regions by
/// omp_set_max_active_levels.
struct openmp_executor {
  template <class Body>
  void operator()(std::ptrdiff_t count, double cost, const Body& body) const {
    const detail::even_split ranges = detail::executor_ranges(count, cost);
    const std::ptrdiff_t range_count = ranges.count();
    // Dynamic, because tasks differ: the part of a crop that is outside the image takes a fraction of the time.
#pragma omp parallel for schedule(dynamic)
    for (std::ptrdiff_t range = 0; range < range_count; ++range) body(ranges[range].begin, ranges[range].end);
  }
};

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_ADAPTOR_OPENMP_HPP
