// SPDX-License-Identifier: MIT
//
// The executor over oneTBB, and what it promises about other tasks.

#include "support/executor_suite.hpp"

#include <crop_and_resize/adaptor/tbb.hpp>

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <thread>

namespace {

class tbb_rig {
 public:
  // TBB keeps as many threads as there are processors, unless told otherwise.
  explicit tbb_rig(int threads)
      : control_(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads)), arena_(threads) {}

  template <class Function>
  void run(const Function& function) {
    arena_.execute([&] { function(executor_); });
  }

  template <class Function>
  void run_inside(int count, const Function& function) {
    arena_.execute([&] { tbb::parallel_for(0, count, [&](int) { function(executor_); }, tbb::simple_partitioner()); });
  }

 private:
  tbb::global_control control_;
  tbb::task_arena arena_;
  const cnr::tbb_executor executor_{};
};

constexpr std::ptrdiff_t count = 1000;
constexpr double cost = 1e6;

TEST(ExecutorOverTbb, RunsNoOtherTasksOnAThreadThatWaitsForItsCall) {
  tbb_rig rig(3);
  support::meeting caller_helper_and_other(3);
  std::atomic<bool> is_over{false};
  std::atomic<bool> has_strayed{false};
  std::thread caller([&] {
    rig.run([&](const auto& executor) {
      const std::thread::id self = std::this_thread::get_id();
      executor(2, cost, [&](std::ptrdiff_t /*begin*/, std::ptrdiff_t /*end*/) noexcept {
        EXPECT_TRUE(caller_helper_and_other.wait());
        // The helper takes its time, so that the caller has nothing to do but wait.
        if (std::this_thread::get_id() != self) std::this_thread::sleep_for(std::chrono::milliseconds(100));
      });
      is_over = true;
    });
  });
  // Meanwhile another thread offers tasks, and leaves them to any thread.
  rig.run([&](const auto& /*executor*/) {
    EXPECT_TRUE(caller_helper_and_other.wait());
    tbb::task_group tasks;
    for (int i = 0; i < 3; ++i) {
      tasks.run([&] {
        if (std::this_thread::get_id() == caller.get_id() && !is_over) has_strayed = true;
      });
    }
    while (!is_over) std::this_thread::yield();
    tasks.wait();
  });
  caller.join();
  EXPECT_FALSE(has_strayed);
}

TEST(ExecutorOverTbb, RunsEverythingThoughTheCallersTasksAreCancelled) {
  tbb_rig rig(4);
  std::atomic<std::ptrdiff_t> items{0};
  rig.run([&](const auto& executor) {
    tbb::task_group_context group;
    tbb::parallel_for(
        0, 1,
        [&](int) {
          group.cancel_group_execution();
          executor(count, cost, [&](std::ptrdiff_t begin, std::ptrdiff_t end) noexcept { items += end - begin; });
        },
        group);
  });
  EXPECT_EQ(items, count);
}

}  // namespace

namespace support {

INSTANTIATE_TYPED_TEST_SUITE_P(ExecutorOverTbb, Executor, tbb_rig, );

}  // namespace support
