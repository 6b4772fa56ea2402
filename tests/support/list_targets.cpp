// SPDX-License-Identifier: MIT
//
// Prints the targets that this processor has, as a CMake list, for CMake to register the tests with each.

#include <crop_and_resize/target.hpp>

#include <cstdio>

int main() {
  const char* separator = "";
  for (const auto& each : cnr::detail::all_targets) {
    if (cnr::detail::choose_target(cnr::to_string(each.name)) != each.name) continue;
    std::printf("%s%s", separator, cnr::to_string(each.name));
    separator = ";";
  }
}
