// SPDX-License-Identifier: MIT
//
// Files of the examples that the fuzzers found to be read in different ways, replayed without them.

#include "fuzz/corpus.hpp"
#include "fuzz/manifest.hpp"
#include "fuzz/picture.hpp"

#include <gtest/gtest.h>

namespace {

TEST(FuzzedManifests, AreRefusedInALineOrReadAsTheyAre) { fuzz::expect_all_right("manifest", fuzz::check_manifest); }

TEST(FuzzedPictures, AreRefusedInALineOrReadTheSameEachTime) { fuzz::expect_all_right("picture", fuzz::check_picture); }

}  // namespace
