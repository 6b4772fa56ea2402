// SPDX-License-Identifier: MIT
//
// Prints the targets that this processor has, as a CMake list, for CMake to register the tests with each.

#include "targets.hpp"

#include <crop_and_resize/target.hpp>

#include <cstdio>

int main() {
  const char* separator = "";
  for (const cnr::target each : support::present_targets()) {
    std::printf("%s%s", separator, cnr::to_string(each));
    separator = ";";
  }
}
