// SPDX-License-Identifier: MIT
//
// The loop of the random tests.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_REPEAT_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_REPEAT_HPP

#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/seed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>

namespace support {

/// Calls `check(random)` with the numbers of this run's seed, as many of `count` times as effort.hpp says, until one
/// fails.
/// @param least  the fewest times, so that what chance decides in every third of them happens in some
template <class Check>
void repeat(std::ptrdiff_t count, const Check& check, std::ptrdiff_t least = 1) {
  random_engine random = seeded_engine();
  const std::ptrdiff_t times = std::max(effort(count), least);
  for (std::ptrdiff_t i = 0; i < times && !testing::Test::HasFailure(); ++i) check(random);
}

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_REPEAT_HPP
