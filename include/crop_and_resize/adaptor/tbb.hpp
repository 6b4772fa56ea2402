// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// An executor over oneTBB.

#ifndef CROP_AND_RESIZE_ADAPTOR_TBB_HPP
#define CROP_AND_RESIZE_ADAPTOR_TBB_HPP

#include <crop_and_resize/detail/parallel/even_split.hpp>
#include <crop_and_resize/executor.hpp>

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <cstddef>

namespace cnr {
inline namespace v0 {

/// Runs calls by tbb::parallel_for, in the task arena of the calling thread. To use fewer threads, make the call inside
/// the execute of a tbb::task_arena that has fewer. Tasks may make calls.
///
///     cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::bilinear{}, {}, cnr::tbb_executor{});
///
/// A call is complete when it returns, even if the group of tasks that it is made in is cancelled. A thread that waits
/// for the end of its call runs no other tasks of the program, because these may need a lock that the thread holds.
struct tbb_executor {
  template <class Body>
  void operator()(std::ptrdiff_t count, double cost, const Body& body) const {
    using range = tbb::blocked_range<std::ptrdiff_t>;
    const auto length = static_cast<typename range::size_type>(detail::executor_ranges(count, cost).length());
    tbb::this_task_arena::isolate([&body, count, length] {
      tbb::task_group_context context(tbb::task_group_context::isolated);
      tbb::parallel_for(
          range(0, count, length), [&body](const range& items) { body(items.begin(), items.end()); }, context);
    });
  }
};

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_ADAPTOR_TBB_HPP
