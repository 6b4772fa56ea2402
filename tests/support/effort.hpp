// SPDX-License-Identifier: MIT
//
// How much the random tests do: all of it, or the percentage that the environment variable CNR_TEST_EFFORT names, for
// emulators and other slow company.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_EFFORT_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_EFFORT_HPP

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string>

namespace support {

/// That percentage of `count` rounds, at least one.
inline std::ptrdiff_t effort(std::ptrdiff_t count) {
  const char* const percent = std::getenv("CNR_TEST_EFFORT");
  return percent == nullptr ? count : std::max<std::ptrdiff_t>(1, count * std::stoi(percent) / 100);
}

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_EFFORT_HPP
