// SPDX-License-Identifier: MIT
//
// The executor over C++17's parallel algorithms, which GCC's library runs on oneTBB.

#include "support/executor_suite.hpp"

#include <crop_and_resize/adaptor/parallel_algorithms.hpp>

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <execution>
#include <vector>

namespace {

class parallel_algorithms_rig {
 public:
  explicit parallel_algorithms_rig(int threads)
      : control_(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads)), arena_(threads) {}

  template <class Function>
  void run(const Function& function) {
    arena_.execute([&] { function(executor_); });
  }

  template <class Function>
  void run_inside(int count, const Function& function) {
    const std::vector<int> calls(static_cast<std::size_t>(count));
    arena_.execute(
        [&] { std::for_each(std::execution::par, calls.begin(), calls.end(), [&](int) { function(executor_); }); });
  }

 private:
  tbb::global_control control_;
  tbb::task_arena arena_;
  const cnr::parallel_algorithms_executor executor_{};
};

}  // namespace

namespace support {

INSTANTIATE_TYPED_TEST_SUITE_P(ExecutorOverParallelAlgorithms, Executor, parallel_algorithms_rig, );

}  // namespace support
