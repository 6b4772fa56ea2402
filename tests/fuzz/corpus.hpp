// SPDX-License-Identifier: MIT
//
// The inputs that are kept of what the fuzzers found.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_CORPUS_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_CORPUS_HPP

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace fuzz {

struct corpus_file {
  std::string name;
  std::vector<std::uint8_t> bytes;
};

/// The inputs of one fuzzer, in no order.
inline std::vector<corpus_file> corpus_of(const std::string& fuzzer) {
  std::vector<corpus_file> files;
  for (const auto& entry : std::filesystem::directory_iterator(CNR_FUZZ_CORPUS_DIR "/" + fuzzer)) {
    std::ifstream file(entry.path(), std::ios::binary);
    files.push_back({entry.path().filename().string(), {std::istreambuf_iterator<char>(file), {}}});
  }
  return files;
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_CORPUS_HPP
