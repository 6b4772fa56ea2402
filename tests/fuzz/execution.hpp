// SPDX-License-Identifier: MIT
//
// On what, and in which pieces, fuzzed calls are run.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_EXECUTION_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_EXECUTION_HPP

#include "fuzz/bytes.hpp"

#include <crop_and_resize/target.hpp>

#include <cstddef>
#include <vector>

namespace fuzz {

/// The targets that this processor has. Asked once: the question is slow in virtual machines.
inline const std::vector<cnr::target>& present_targets() {
  static const std::vector<cnr::target> found = [] {
    std::vector<cnr::target> targets;
    for (const auto& each : cnr::detail::all_targets) {
      if (cnr::detail::choose_target(cnr::to_string(each.name)) == each.name) targets.push_back(each.name);
    }
    return targets;
  }();
  return found;
}

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
