// SPDX-License-Identifier: MIT
//
// The inputs that are kept of what the fuzzers found.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_CORPUS_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_CORPUS_HPP

#include <gtest/gtest.h>

#include <cstddef>
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

/// @param check  says what was wrong with an input; nothing if all was right
inline void expect_all_right(const char* fuzzer, std::string (*check)(const std::uint8_t*, std::size_t)) {
  const auto corpus = corpus_of(fuzzer);
  for (const corpus_file& file : corpus) {
    EXPECT_EQ(check(file.bytes.data(), file.bytes.size()), "") << file.name;
  }
  EXPECT_GE(corpus.size(), 50U);
  EXPECT_EQ(check(nullptr, 0), "");
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_CORPUS_HPP
