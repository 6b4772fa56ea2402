// SPDX-License-Identifier: MIT
//
// The choice of the target: the best that the processor has, capped by a name, and what this very process runs on.

#include "support/counted_image.hpp"
#include "support/prebuilt.hpp"
#include "support/targets.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/target.hpp>

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <thread>
#include <vector>

namespace {

using cnr::target;
using cnr::detail::choose_target;

TEST(Target, IsTheOneThatTheEnvironmentNames) {
  const char* const named = std::getenv("CNR_TARGET");
  ASSERT_NE(named, nullptr) << "the tests are run once for each target, named by CNR_TARGET";
  EXPECT_STREQ(cnr::to_string(cnr::active_target()), named);
}

TEST(Target, IsCappedByAName) {
  const target best = choose_target(nullptr);
  EXPECT_EQ(choose_target("scalar"), target::scalar);
  EXPECT_LE(choose_target("avx2"), target::avx2);
  EXPECT_LE(choose_target("avx2"), best);
}

TEST(Target, IsNotCappedByAnUnknownName) {
  const target best = choose_target(nullptr);
  for (const char* name : {"", "AVX2", "avx", "avx22", "none"}) EXPECT_EQ(choose_target(name), best) << name;
}

TEST(Target, CapsTheOnesAboveItAndNotTheOnesBelow) {
  const target best = choose_target(nullptr);
  for (const target each : support::all_targets()) {
    const target chosen = choose_target(cnr::to_string(each));
    EXPECT_LE(chosen, each);
    EXPECT_LE(chosen, best);
    // Capping by what was chosen chooses it again.
    EXPECT_EQ(choose_target(cnr::to_string(chosen)), chosen);
  }
}

TEST(Target, IsTheSameForThreadsThatAreAllTheFirstToAsk) {
  cnr::detail::cached_target = -1;  // as if nobody in this process had asked before
  constexpr int threads = 16;
  std::atomic<int> missing{threads};
  std::array<std::array<float, 9>, threads> crops{};
  std::array<target, threads> found{};
  std::vector<std::thread> team;
  team.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) {
    team.emplace_back([&, i] {
      support::counted_image data;
      --missing;
      while (missing > 0) std::this_thread::yield();
      const cnr::result done = cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.crops());
      EXPECT_TRUE(done) << done.message();
      crops[i] = data.crop;
      found[i] = cnr::active_target();
    });
  }
  for (std::thread& each : team) each.join();
  const target expected = choose_target(std::getenv("CNR_TARGET"));
  for (std::size_t i = 0; i < threads; ++i) {
    EXPECT_EQ(found[i], expected);
    EXPECT_EQ(crops[i], support::counted_image::expected);
  }
}

TEST(Target, HasAName) {
  EXPECT_STREQ(cnr::to_string(target::scalar), "scalar");
  EXPECT_STREQ(cnr::to_string(target::avx2), "avx2");
  EXPECT_STREQ(cnr::to_string(target::avx512), "avx512");
  EXPECT_STREQ(cnr::to_string(target::avx512vbmi), "avx512vbmi");
  EXPECT_STREQ(cnr::to_string(target::neon), "neon");
  EXPECT_STREQ(cnr::to_string(static_cast<target>(99)), "unknown");
}

}  // namespace
