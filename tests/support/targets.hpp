// SPDX-License-Identifier: MIT
//
// All targets that the library knows, and those of them that this processor has.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_TARGETS_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_TARGETS_HPP

#include <crop_and_resize/target.hpp>

#include <vector>

namespace support {

inline std::vector<cnr::target> all_targets() {
  std::vector<cnr::target> targets;
  for (int i = 0; i < static_cast<int>(sizeof cnr::detail::target_names / sizeof cnr::detail::target_names[0]); ++i) {
    targets.push_back(static_cast<cnr::target>(i));
  }
  return targets;
}

/// Asked once: the question is slow in virtual machines.
inline const std::vector<cnr::target>& present_targets() {
  static const std::vector<cnr::target> found = [] {
    std::vector<cnr::target> targets;
    for (const cnr::target each : all_targets()) {
      if (cnr::detail::choose_target(cnr::to_string(each)) == each) targets.push_back(each);
    }
    return targets;
  }();
  return found;
}

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_TARGETS_HPP
