// SPDX-License-Identifier: MIT
//
// Calls that the fuzzers found to differ in what they make the library do, replayed without them.

#include "fuzz/corpus.hpp"
#include "fuzz/adaptor.hpp"
#include "fuzz/call.hpp"
#include "fuzz/destination.hpp"
#include "fuzz/filter.hpp"
#include "fuzz/grad.hpp"
#include "fuzz/preprocess.hpp"

#include <gtest/gtest.h>

namespace {

using fuzz::expect_all_right;

TEST(FuzzedCalls, AreRefusedOrEqualTheReferenceOnEveryTarget) { expect_all_right("call", fuzz::check_call); }

TEST(FuzzedDestinations, AreRefusedOrEqualTheReferenceOnEveryTarget) {
  expect_all_right("destination", fuzz::check_destination);
}

TEST(FuzzedFilters, AreWithinTheErrorBoundAndTheSameOnEveryTarget) { expect_all_right("filter", fuzz::check_filter); }

TEST(FuzzedGradients, AreRefusedOrEqualTheReferenceOnEveryTarget) { expect_all_right("grad", fuzz::check_grad); }

TEST(FuzzedPreprocessing, IsWhatPlainArithmeticSays) { expect_all_right("preprocess", fuzz::check_preprocess); }

TEST(FuzzedTensorsOfOthers, AreRefusedOrSeenWithTheirNumbers) { expect_all_right("adaptor", fuzz::check_adaptor); }

}  // namespace
