// SPDX-License-Identifier: MIT
//
// libFuzzer's entry for fuzzed manifests of a dataset; run.sh says how it is built and run.

#include "fuzz/manifest.hpp"
#include "fuzz/one_input.hpp"

#include <cstddef>
#include <cstdint>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::report(fuzz::check_manifest(data, size));
}
