// SPDX-License-Identifier: MIT
//
// What must hold of every executor, as a suite of tests over a rig: a class that has one made and knows its runtime.
//
//   rig(threads)                      for an executor that runs on up to so many threads
//   rig.run(function)                 calls function(executor) on this thread
//   rig.run_inside(count, function)   calls function(executor) `count` times on the executor's own threads, and waits
//
// In namespace support, INSTANTIATE_TYPED_TEST_SUITE_P(ExecutorOverIt, Executor, rig, ) makes tests of it.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_EXECUTOR_SUITE_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_EXECUTOR_SUITE_HPP

#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/prebuilt.hpp"
#include "support/prebuilt_grad.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>
#include <set>
#include <thread>
#include <vector>

namespace support {

enum class layout_kind { interleaved, planar, many_channels };
enum class boxes_kind { one_large, many };

/// Crops that are worth several threads.
inline std::array<std::ptrdiff_t, 4> large_crops(layout_kind layout, boxes_kind boxes) {
  using extents = std::array<std::ptrdiff_t, 4>;
  const bool is_one = boxes == boxes_kind::one_large;
  if (layout == layout_kind::many_channels) return is_one ? extents{{1, 80, 87, 64}} : extents{{50, 11, 18, 64}};
  return is_one ? extents{{1, 400, 407, 3}} : extents{{200, 28, 35, 3}};
}

/// A call that is worth several threads, and what it gives on one.
template <class T>
class threaded_call {
 public:
  threaded_call(random_engine& random, layout_kind layout, boxes_kind boxes) {
    const std::array<std::ptrdiff_t, 4> crops_extents = large_crops(layout, boxes);
    const std::array<std::ptrdiff_t, 4> image_extents{{3, 61, 97, crops_extents[3]}};
    image_ = dense<const T>(image_extents, layout);
    crops_ = dense<float>(crops_extents, layout);
    pixels_.resize(size(image_extents));
    for (T& pixel : pixels_) pixel = random_element<T>(random);
    std::uniform_real_distribution<float> bound(-0.1F, 1.1F);
    for (std::ptrdiff_t box = 0; box < crops_extents[0]; ++box) {
      indices_.push_back(static_cast<std::int32_t>(pick(random, 0, 2)));
      corners_.insert(corners_.end(), {bound(random), bound(random), bound(random), bound(random)});
    }
    // The image must show, where there is but one box.
    if (boxes == boxes_kind::one_large) corners_ = {0.05F, 0.9F, 1.02F, -0.02F};
    is_nearest_ = one_in(random, 2);
    expected_ = run(cnr::serial{});
  }

  /// Runs the call and fails unless each byte is the one that serial gives.
  template <class Executor>
  void check(Executor& executor) const {
    const std::vector<float> actual = run(executor);
    std::ptrdiff_t differing = 0;
    for (std::size_t i = 0; i < actual.size(); ++i) differing += same(actual[i], expected_[i]) ? 0 : 1;
    EXPECT_EQ(differing, 0) << "of " << actual.size() << " outputs, " << ::testing::PrintToString(crops_.extents())
                            << (is_nearest_ ? ", nearest" : ", bilinear");
  }

 private:
  static std::size_t size(const std::array<std::ptrdiff_t, 4>& extents) {
    return static_cast<std::size_t>(extents[0] * extents[1] * extents[2] * extents[3]);
  }

  /// The extents and strides, of elements that are yet to come.
  template <class Element>
  static cnr::tensor_view<Element, 4> dense(const std::array<std::ptrdiff_t, 4>& extents, layout_kind layout) {
    if (layout != layout_kind::planar) return {nullptr, extents};
    const cnr::tensor_view<Element, 4> planes(nullptr, {extents[0], extents[3], extents[1], extents[2]});
    return planes.permuted({0, 2, 3, 1});
  }

  template <class Executor>
  std::vector<float> run(Executor&& executor) const {
    std::vector<float> output(size(crops_.extents()), 12345.678F);
    const auto num_boxes = static_cast<std::ptrdiff_t>(indices_.size());
    const cnr::image_view<T> image(pixels_.data(), image_.extents(), image_.strides());
    const cnr::boxes_view boxes(corners_.data(), {num_boxes, 4});
    const cnr::box_indices_view box_indices(indices_.data(), {num_boxes});
    const cnr::crops_view<float> crops(output.data(), crops_.extents(), crops_.strides());
    const cnr::options settings{-7};
    // As sampler classes, too: a method goes through one more function.
    const cnr::result done =
        is_nearest_ ? cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::nearest{}, settings, executor)
                    : cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::method::bilinear, settings, executor);
    EXPECT_TRUE(done) << done.message();
    return output;
  }

  cnr::image_view<T> image_{nullptr, {}};
  cnr::crops_view<float> crops_{nullptr, {}};
  std::vector<T> pixels_;
  std::vector<float> corners_;
  std::vector<std::int32_t> indices_;
  bool is_nearest_ = false;
  std::vector<float> expected_;
};

/// Calls `function` with calls of all kinds, one after the other, of which it takes one in `stride`, from `turn` on.
template <class Function>
void for_each_kind_of_call(random_engine& random, int& turn, int stride, const Function& function) {
  const auto take = [&](auto element, layout_kind layout, boxes_kind boxes) {
    if (turn++ % stride == 0) function(threaded_call<decltype(element)>(random, layout, boxes));
  };
  for (const auto layout : {layout_kind::interleaved, layout_kind::planar, layout_kind::many_channels}) {
    for (const auto boxes : {boxes_kind::one_large, boxes_kind::many}) {
      take(std::uint8_t{}, layout, boxes);
      take(float{}, layout, boxes);
      take(cnr::half{}, layout, boxes);
    }
  }
}

/// Where threads meet.
class meeting {
 public:
  explicit meeting(int expected) : missing_(expected) {}

  /// Waits for the others, but not forever: a runtime may have fewer threads than it was asked for. Returns whether all
  /// have come.
  bool wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (--missing_ == 0) changed_.notify_all();
    return changed_.wait_for(lock, std::chrono::seconds(5), [this] { return missing_ <= 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int missing_;
};

template <class Rig>
class Executor : public ::testing::Test {};

TYPED_TEST_SUITE_P(Executor);

TYPED_TEST_P(Executor, RunsEachItemOnceWhateverTheirNumberAndCost) {
  for (const int threads : {1, 2, 5}) {
    TypeParam rig(threads);
    for (const std::ptrdiff_t count : {0, 1, 2, 3, 7, 100, 12345}) {
      for (const double cost : {1e-300, 1e-3, 1.0, 1e3, 3e4, 1e6, 1e300}) {
        std::vector<std::atomic<int>> visits(static_cast<std::size_t>(count));
        rig.run([&](auto& executor) {
          executor(count, cost, [&visits, count](std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
            EXPECT_TRUE(0 <= begin && begin <= end && end <= count) << begin << " to " << end << " of " << count;
            for (std::ptrdiff_t item = begin; item < end; ++item) ++visits[static_cast<std::size_t>(item)];
          });
        });
        std::ptrdiff_t wrong = 0;
        for (const std::atomic<int>& each : visits) wrong += each == 1 ? 0 : 1;
        EXPECT_EQ(wrong, 0) << count << " items of " << cost << " cycles";
      }
    }
  }
}

TYPED_TEST_P(Executor, RunsOnSeveralThreadsWhereThereIsEnoughToDo) {
  constexpr std::ptrdiff_t count = 64;
  TypeParam rig(2);
  std::set<std::thread::id> seen;
  std::mutex mutex;
  meeting both(2);
  rig.run([&](auto& executor) {
    executor(count, 1e9, [&](std::ptrdiff_t /*begin*/, std::ptrdiff_t /*end*/) noexcept {
      {
        const std::lock_guard<std::mutex> lock(mutex);
        if (!seen.insert(std::this_thread::get_id()).second) return;
      }
      both.wait();
    });
  });
  EXPECT_GE(seen.size(), 2U);
}

TYPED_TEST_P(Executor, GivesTheBytesThatSerialGivesOnAnyNumberOfThreads) {
  auto random = seeded_engine();
  int turn = static_cast<int>(pick(random, 0, 4));
  for (int threads = 1; threads <= 16; ++threads) {
    TypeParam rig(threads);
    rig.run([&](auto& executor) {
      for_each_kind_of_call(random, turn, 5, [&](const auto& call) {
        SCOPED_TRACE(threads);
        call.check(executor);
      });
    });
  }
}

TYPED_TEST_P(Executor, TakesCallsFromItsOwnThreads) {
  auto random = seeded_engine();
  int turn = static_cast<int>(pick(random, 0, 8));
  for (const int threads : {1, 2, 3, 8}) {
    TypeParam rig(threads);
    for_each_kind_of_call(random, turn, 9, [&](const auto& call) {
      // All of its threads at once: if each of them waited for another one to do its work, nobody would do it.
      meeting all(threads);
      std::atomic<int> calls{0};
      rig.run_inside(2 * threads, [&](auto& executor) {
        if (calls++ < threads) all.wait();
        call.check(executor);
      });
      EXPECT_EQ(calls, 2 * threads);
    });
  }
}

TYPED_TEST_P(Executor, TakesCallsFromManyThreadsAtOnceOnOneImage) {
  auto random = seeded_engine();
  int turn = static_cast<int>(pick(random, 0, 8));
  TypeParam rig(4);
  for_each_kind_of_call(random, turn, 9, [&](const auto& call) {
    std::vector<std::thread> callers;
    while (callers.size() < 8) {
      callers.emplace_back([&] { rig.run([&](auto& executor) { call.check(executor); }); });
    }
    for (std::thread& caller : callers) caller.join();
  });
}

TYPED_TEST_P(Executor, GivesTheGradientsThatSerialGives) {
  auto random = seeded_engine();
  const auto random_floats = [&random](std::ptrdiff_t count, float low, float high) {
    std::uniform_real_distribution<float> between(low, high);
    std::vector<float> numbers(static_cast<std::size_t>(count));
    for (float& number : numbers) number = between(random);
    return numbers;
  };
  const std::array<std::ptrdiff_t, 4> image_extents{{2, 61, 47, 3}};
  const std::vector<float> image = random_floats(std::ptrdiff_t{2} * 61 * 47 * 3, 0, 255);
  // Of few boxes, executors share out the strips of crops, of many the boxes.
  for (const std::ptrdiff_t num_boxes : {2, 300}) {
    const std::ptrdiff_t side = num_boxes == 2 ? 170 : 14;
    const std::vector<float> grads = random_floats(num_boxes * side * side * 3, -1, 1);
    const std::vector<float> corners = random_floats(num_boxes * 4, -0.1F, 1.1F);
    std::vector<std::int32_t> indices(static_cast<std::size_t>(num_boxes));
    for (std::int32_t& index : indices) index = static_cast<std::int32_t>(pick(random, 0, 1));
    const auto gradients_by = [&](auto&& executor) {
      std::vector<float> by_pixels(image.size());
      std::vector<float> by_corners(corners.size());
      const cnr::image_view<float> of_crops(grads.data(), {num_boxes, side, side, 3});
      const cnr::boxes_view boxes(corners.data(), {num_boxes, 4});
      const cnr::box_indices_view box_indices(indices.data(), {num_boxes});
      EXPECT_TRUE(cnr::crop_and_resize_grad_image<float>(of_crops, boxes, box_indices,
                                                         {by_pixels.data(), image_extents}, cnr::bilinear{}, executor));
      EXPECT_TRUE(cnr::crop_and_resize_grad_boxes<float>(of_crops, {image.data(), image_extents}, boxes, box_indices,
                                                         {by_corners.data(), {num_boxes, 4}}, executor));
      by_pixels.insert(by_pixels.end(), by_corners.begin(), by_corners.end());
      return by_pixels;
    };
    const std::vector<float> expected = gradients_by(cnr::serial{});
    for (const int threads : {1, 2, 3, 8}) {
      TypeParam rig(threads);
      rig.run([&](auto& executor) { EXPECT_EQ(gradients_by(executor), expected) << threads << " threads"; });
    }
  }
}

REGISTER_TYPED_TEST_SUITE_P(Executor, RunsEachItemOnceWhateverTheirNumberAndCost,
                            RunsOnSeveralThreadsWhereThereIsEnoughToDo,
                            GivesTheBytesThatSerialGivesOnAnyNumberOfThreads, TakesCallsFromItsOwnThreads,
                            TakesCallsFromManyThreadsAtOnceOnOneImage, GivesTheGradientsThatSerialGives);

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_EXECUTOR_SUITE_HPP
