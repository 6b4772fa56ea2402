// SPDX-License-Identifier: MIT
//
// How much the random tests do: all of it, or the percentage that the environment variable CNR_TEST_EFFORT names, for
// emulators and other slow company.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_EFFORT_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_EFFORT_HPP

#include <cstddef>
#include <cstdlib>
#include <string>

namespace support {

inline std::ptrdiff_t effort(std::ptrdiff_t count) {
  const char* const percent = std::getenv("CNR_TEST_EFFORT");
  return percent == nullptr ? count : count / 100 * std::stoi(percent);
}

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_EFFORT_HPP
