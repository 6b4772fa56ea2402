// SPDX-License-Identifier: MIT
//
// The choice of the target: the best that the processor has, capped by a name, and what this very process runs on.

#include <crop_and_resize/target.hpp>

#include <gtest/gtest.h>

#include <cstdlib>

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
  for (const auto& each : cnr::detail::all_targets) {
    const target chosen = choose_target(cnr::to_string(each.name));
    EXPECT_LE(chosen, each.name);
    EXPECT_LE(chosen, best);
    // Capping by what was chosen chooses it again.
    EXPECT_EQ(choose_target(cnr::to_string(chosen)), chosen);
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
