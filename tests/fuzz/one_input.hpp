// SPDX-License-Identifier: MIT
//
// What all fuzzers' entries share: their declaration, and how libFuzzer is told that something was wrong.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_ONE_INPUT_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_ONE_INPUT_HPP

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

/// Ends the process with the words for what was wrong, if anything was. Else 0, which is what libFuzzer expects.
inline int report(const std::string& failure) {
  if (!failure.empty()) {
    std::fprintf(stderr, "%s\n", failure.c_str());
    std::abort();
  }
  return 0;
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_ONE_INPUT_HPP
