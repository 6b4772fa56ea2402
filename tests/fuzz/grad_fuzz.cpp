// SPDX-License-Identifier: MIT
//
// libFuzzer's entry for fuzzed calls for gradients; run.sh says how it is built and run.

#include "fuzz/grad.hpp"
#include "fuzz/one_input.hpp"

#include <cstddef>
#include <cstdint>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::report(fuzz::check_grad(data, size));
}
