// SPDX-License-Identifier: MIT
//
// libFuzzer's entry for fuzzed tensors of other libraries; run.sh says how it is built and run.

#include "fuzz/adaptor.hpp"
#include "fuzz/one_input.hpp"

#include <cstddef>
#include <cstdint>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::report(fuzz::check_adaptor(data, size));
}
