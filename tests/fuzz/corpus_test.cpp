// SPDX-License-Identifier: MIT
//
// Calls that the fuzzers found to differ in what they make the library do, replayed without them.

#include "fuzz/corpus.hpp"
#include "fuzz/call.hpp"
#include "fuzz/filter.hpp"
#include "fuzz/grad.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

void expect_all_right(const char* fuzzer, std::string (*check)(const std::uint8_t*, std::size_t)) {
  const auto corpus = fuzz::corpus_of(fuzzer);
  for (const fuzz::corpus_file& file : corpus) {
    EXPECT_EQ(check(file.bytes.data(), file.bytes.size()), "") << file.name;
  }
  EXPECT_GE(corpus.size(), 50U);
  EXPECT_EQ(check(nullptr, 0), "");
}

TEST(FuzzedCalls, AreRefusedOrEqualTheReferenceOnEveryTarget) { expect_all_right("call", fuzz::check_call); }

TEST(FuzzedFilters, AreWithinTheErrorBoundAndTheSameOnEveryTarget) { expect_all_right("filter", fuzz::check_filter); }

TEST(FuzzedGradients, AreRefusedOrEqualTheReferenceOnEveryTarget) { expect_all_right("grad", fuzz::check_grad); }

}  // namespace
