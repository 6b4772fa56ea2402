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

/// What AddressSanitizer keeps of freed storage: little, as new pages take longer than those that are used again, and
/// no input reads what an earlier one freed.
extern "C" inline const char* __asan_default_options() {  // NOLINT(bugprone-reserved-identifier)
  return "quarantine_size_mb=1:thread_local_quarantine_size_kb=64:malloc_context_size=4";
}

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
