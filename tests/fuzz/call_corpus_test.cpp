// SPDX-License-Identifier: MIT
//
// Calls that the fuzzer found to differ in what they make the library do, replayed without it; and that the check which
// the fuzzer relies on sees what it is to see.

#include "fuzz/call.hpp"
#include "fuzz/corpus.hpp"

#include <gtest/gtest.h>

namespace {

TEST(FuzzedCalls, AreRefusedOrEqualTheReferenceOnEveryTarget) {
  const auto corpus = fuzz::corpus_of("call");
  for (const fuzz::corpus_file& file : corpus) {
    EXPECT_EQ(fuzz::check_call(file.bytes.data(), file.bytes.size()), "") << file.name;
  }
  EXPECT_GE(corpus.size(), 50U);
}

TEST(FuzzedCalls, NeedNoBytes) { EXPECT_EQ(fuzz::check_call(nullptr, 0), ""); }

}  // namespace
