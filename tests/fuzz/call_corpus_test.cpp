// SPDX-License-Identifier: MIT
//
// Calls that the fuzzer found to differ in what they make the library do, replayed without it; and that the check which
// the fuzzer relies on sees what it is to see.

#include "fuzz/call.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

std::vector<std::uint8_t> contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(FuzzedCalls, AreRefusedOrEqualTheReferenceOnEveryTarget) {
  std::size_t replayed = 0;
  for (const auto& file : std::filesystem::directory_iterator(CNR_FUZZ_CORPUS_DIR "/call")) {
    const std::vector<std::uint8_t> input = contents(file.path());
    EXPECT_EQ(fuzz::check_call(input.data(), input.size()), "") << file.path().filename();
    ++replayed;
  }
  EXPECT_GE(replayed, 50U);
}

TEST(FuzzedCalls, NeedNoBytes) { EXPECT_EQ(fuzz::check_call(nullptr, 0), ""); }

}  // namespace
