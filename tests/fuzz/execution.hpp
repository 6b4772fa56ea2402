// SPDX-License-Identifier: MIT
//
// On what, and in which pieces, fuzzed calls are run.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_EXECUTION_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_EXECUTION_HPP

#include "fuzz/bytes.hpp"

#include "support/targets.hpp"

#include <cstddef>

namespace fuzz {

using support::present_targets;

/// Cuts the items into ranges as the input says, empty ones among them, and runs these from last to first.
struct cutting_executor {
  bytes& input;

  template <class Body>
  void operator()(std::ptrdiff_t count, double /*cost*/, const Body& body) const {
    std::ptrdiff_t end = count;
    for (int cuts = 0; end > 0; ++cuts) {
      const std::ptrdiff_t begin = cuts < 8 ? end - input.pick(0, end < 255 ? end : 255) : 0;
      body(begin, end);
      end = begin;
    }
  }
};

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_EXECUTION_HPP
