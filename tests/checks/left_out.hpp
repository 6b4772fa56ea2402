// SPDX-License-Identifier: MIT
//
// What one part of a program whose parts leave out different targets tells of itself.

#ifndef CNR_TESTS_CHECKS_LEFT_OUT_HPP
#define CNR_TESTS_CHECKS_LEFT_OUT_HPP

#include <cstdint>

namespace checks {

struct part_targets {
  std::uint32_t compiled;  // a bit for each target, by its number
  int active;              // the number of the one that calls run on
  std::uint64_t crops;     // a hash
};

}  // namespace checks

#endif  // CNR_TESTS_CHECKS_LEFT_OUT_HPP
