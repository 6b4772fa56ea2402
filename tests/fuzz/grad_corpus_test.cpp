// SPDX-License-Identifier: MIT
//
// Calls for gradients that the fuzzer found to differ in what they make the library do, replayed without it.

#include "fuzz/corpus.hpp"
#include "fuzz/grad.hpp"

#include <gtest/gtest.h>

namespace {

TEST(FuzzedGradients, AreRefusedOrEqualTheReferenceOnEveryTarget) {
  const auto corpus = fuzz::corpus_of("grad");
  for (const fuzz::corpus_file& file : corpus) {
    EXPECT_EQ(fuzz::check_grad(file.bytes.data(), file.bytes.size()), "") << file.name;
  }
  EXPECT_GE(corpus.size(), 50U);
}

TEST(FuzzedGradients, NeedNoBytes) { EXPECT_EQ(fuzz::check_grad(nullptr, 0), ""); }

}  // namespace
