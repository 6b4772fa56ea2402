// SPDX-License-Identifier: MIT
//
// libFuzzer's entry for fuzzed calls of preprocess.hpp; run.sh says how it is built and run.

#include "fuzz/one_input.hpp"
#include "fuzz/preprocess.hpp"

#include <cstddef>
#include <cstdint>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::report(fuzz::check_preprocess(data, size));
}
