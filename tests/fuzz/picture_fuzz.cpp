// SPDX-License-Identifier: MIT
//
// libFuzzer's entry for fuzzed files of pictures; run.sh says how it is built and run.

#include "fuzz/one_input.hpp"
#include "fuzz/picture.hpp"

#include <cstddef>
#include <cstdint>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::report(fuzz::check_picture(data, size));
}
