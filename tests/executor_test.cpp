// SPDX-License-Identifier: MIT
//
// What a call asks of an executor, and what it does without one: any split over any threads gives the same bytes, small
// calls stay where they were made, and what an executor throws comes out.

#include "support/executor_suite.hpp"

#include "support/counted_image.hpp"
#include "support/executors.hpp"
#include "support/prebuilt.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

/// Random splits over threads that are started for each call.
class splitting_rig {
 public:
  explicit splitting_rig(int threads) : executor_(static_cast<std::size_t>(threads), support::seeded_engine()()) {}

  template <class Function>
  void run(const Function& function) {
    function(executor_);
  }

  template <class Function>
  void run_inside(int count, const Function& function) {
    std::vector<std::thread> team;
    while (count-- > 0) team.emplace_back([&] { function(executor_); });
    for (std::thread& thread : team) thread.join();
  }

 private:
  const support::splitting_executor executor_;
};

/// An element type of the test's own, which notes the threads that read it.
struct spied_pixel {
  std::uint8_t value;
};

std::mutex readers_mutex;
std::set<std::thread::id> readers;

}  // namespace

template <>
struct cnr::element_traits<spied_pixel> {
  static float to_float(const spied_pixel& pixel) noexcept {
    const std::lock_guard<std::mutex> lock(readers_mutex);
    readers.insert(std::this_thread::get_id());
    return static_cast<float>(pixel.value);
  }
};

namespace {

/// A call on an image of 8 by 8, with `num_boxes` crops of `size` by `size`.
template <class T>
struct small_call {
  small_call(std::ptrdiff_t num_boxes, std::ptrdiff_t size)
      : extents{{num_boxes, size, size, 1}},
        pixels(64, T{5}),
        corners(static_cast<std::size_t>(num_boxes) * 4, 0.5F),
        indices(static_cast<std::size_t>(num_boxes), 0),
        output(static_cast<std::size_t>(num_boxes * size * size), -1.0F) {}

  template <class Executor>
  cnr::result run(Executor&& executor) {
    return cnr::crop_and_resize<T>({pixels.data(), {1, 8, 8, 1}}, {corners.data(), {extents[0], 4}},
                                   {indices.data(), {extents[0]}}, {output.data(), extents}, cnr::bilinear{}, {},
                                   executor);
  }

  std::array<std::ptrdiff_t, 4> extents;
  std::vector<T> pixels;
  std::vector<float> corners;
  std::vector<std::int32_t> indices;
  std::vector<float> output;
};

TEST(SmallCall, StaysOnItsThreadWithoutTheExecutor) {
  for (const std::ptrdiff_t num_boxes : {1, 3}) {
    small_call<spied_pixel> call(num_boxes, 7);
    readers.clear();
    int calls = 0;
    ASSERT_TRUE(call.run([&calls](std::ptrdiff_t count, double, const auto& body) {
      ++calls;
      std::thread(body, std::ptrdiff_t{0}, count).join();
    }));
    EXPECT_EQ(calls, 0);
    EXPECT_EQ(readers, std::set<std::thread::id>{std::this_thread::get_id()});
    EXPECT_EQ(call.output, std::vector<float>(call.output.size(), 5.0F));
  }
}

TEST(LargeCall, RunsWhereTheExecutorRunsIt) {
  small_call<spied_pixel> call(100, 30);
  readers.clear();
  std::thread::id other;
  ASSERT_TRUE(call.run([&other](std::ptrdiff_t count, double, const auto& body) {
    std::thread thread(body, std::ptrdiff_t{0}, count);
    other = thread.get_id();
    thread.join();
  }));
  EXPECT_EQ(readers, std::set<std::thread::id>{other});
  EXPECT_EQ(call.output, std::vector<float>(call.output.size(), 5.0F));
}

/// What no library throws.
struct no_threads {
  std::ptrdiff_t items_left;
};

TEST(LargeCall, LetsOutWhatItsExecutorThrows) {
  small_call<std::uint8_t> call(1000, 30);
  std::ptrdiff_t expected = -1;
  try {
    static_cast<void>(call.run([&expected](std::ptrdiff_t count, double, const auto& body) {
      // Half of it is done by then, on another thread.
      std::thread(body, std::ptrdiff_t{0}, count / 2).join();
      expected = count - count / 2;
      throw no_threads{expected};
    }));
    FAIL() << "nothing was thrown";
  } catch (const no_threads& thrown) {
    EXPECT_EQ(thrown.items_left, expected);
  }
  // Nothing is left of it: the next call works.
  ASSERT_TRUE(call.run(cnr::serial{}));
  EXPECT_EQ(call.output, std::vector<float>(call.output.size(), 5.0F));
}

TEST(LargeCall, LetsOutWhatItsExecutorThrowsWhereItAllocatesItsCrops) {
  small_call<std::uint8_t> call(1000, 30);
  const auto thrower = [](std::ptrdiff_t, double, const auto&) { throw std::runtime_error("no threads"); };
  try {
    const auto crops = cnr::crop_and_resize<std::uint8_t>(
        {call.pixels.data(), {1, 8, 8, 1}}, {call.corners.data(), {1000, 4}}, {call.indices.data(), {1000}},
        cnr::crop_size{30, 30}, cnr::method::nearest, {}, thrower);
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()), "no threads");
  }
}

}  // namespace

namespace support {

INSTANTIATE_TYPED_TEST_SUITE_P(ExecutorOfRandomSplits, Executor, splitting_rig, );

}  // namespace support
