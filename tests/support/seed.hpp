// SPDX-License-Identifier: MIT
//
// The seed of the random tests: one for all tests of a run, printed, new each time, and taken from the environment
// variable CNR_TEST_SEED where that is set, to repeat a run.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_SEED_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_SEED_HPP

#include "support/elements.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace support {

inline std::uint64_t seed() {
  const char* const given = std::getenv("CNR_TEST_SEED");
  const std::uint64_t seed = given != nullptr ? std::stoull(given) : std::random_device{}();
  std::printf("CNR_TEST_SEED=%llu repeats this run\n", static_cast<unsigned long long>(seed));
  return seed;
}

inline random_engine seeded_engine() {
  static const std::uint64_t of_this_run = seed();
  return random_engine(of_this_run);
}

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_SEED_HPP
