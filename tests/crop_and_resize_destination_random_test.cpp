// SPDX-License-Identifier: MIT
//
// Random calls into crops of every type, plain and normalised, beside the plain reference: images of most element
// types, every layout of both, sizes around those of vectors and chunks, every sampler and executor.

#include "support/destinations.hpp"
#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/random_call.hpp"
#include "support/random_options.hpp"
#include "support/seed.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace {

using support::call_plan;
using support::one_in;
using support::pick;
using support::random_engine;

std::ptrdiff_t random_channels(random_engine& random) {
  constexpr std::ptrdiff_t counts[] = {1, 1, 2, 3, 3, 3, 4, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 63, 64, 65};
  return one_in(random, 4) ? pick(random, 1, 70) : counts[pick(random, 0, 22)];
}

/// Small crops have code of their own, and so have wide ones; neither is rare.
void pick_crop_size(random_engine& random, call_plan& plan) {
  std::ptrdiff_t& height = plan.crops_extents[1];
  std::ptrdiff_t& width = plan.crops_extents[2];
  constexpr std::ptrdiff_t squares[] = {1, 7, 8, 8, 14, 16, 28};
  constexpr std::ptrdiff_t widths[] = {47, 48, 49, 63, 64, 65, 129, 192, 240, 255, 257, 385, 770, 1025, 1700};
  switch (pick(random, 0, 3)) {
    case 0:
      height = width = squares[pick(random, 0, 6)];
      break;
    case 1:
      height = pick(random, 1, 6);
      width = widths[pick(random, 0, plan.channels() > 8 ? 6 : 14)];
      break;
    default:
      height = pick(random, 1, 40);
      width = pick(random, 1, 34);
  }
}

/// More channels than a row of outputs has at a time, of crops that are small for that.
void pick_very_many_channels(random_engine& random, call_plan& plan) {
  constexpr std::ptrdiff_t row = 768;
  const std::ptrdiff_t channels = one_in(random, 2) ? pick(random, row - 2, row + 40) : pick(random, 600, 4 * row);
  plan.image_extents = {{1, pick(random, 1, 3), pick(random, 1, 4), channels}};
  plan.crops_extents = {{pick(random, 1, 2), pick(random, 1, 4), pick(random, 1, 5), channels}};
}

call_plan random_plan(random_engine& random) {
  call_plan plan;
  const std::ptrdiff_t channels = random_channels(random);
  plan.image_extents = {{one_in(random, 3) ? 2 : 1, pick(random, 1, 30),
                         one_in(random, 4) ? pick(random, 1, 3000 / channels) : pick(random, 1, 90), channels}};
  plan.crops_extents = {{one_in(random, 3) ? pick(random, 0, 4) : 1, 0, 0, channels}};
  pick_crop_size(random, plan);
  if (one_in(random, 25)) pick_very_many_channels(random, plan);
  if (one_in(random, 4)) plan.settings = support::random_options(random);
  plan.settings.extrapolation_value = support::random_extrapolation_value(random);
  plan.sampler = one_in(random, 3) ? support::sampling::nearest : support::sampling::bilinear;
  support::pick_normalization(random, plan);
  support::pick_layout_and_executor(random, plan);
  return plan;
}

/// The element type of images that is tried with crops of type Out, beside uint8 and float: Out itself, except where
/// that would be one of these, or is no type of images.
template <class Out>
struct other_image {
  using type = Out;
};
template <>
struct other_image<float> {
  using type = std::int64_t;
};
template <>
struct other_image<std::uint8_t> {
  using type = support::pixel10;
};
template <>
struct other_image<support::fixed24> {
  using type = support::pixel10;
};

template <class Out>
class CropAndResizeDestination : public ::testing::Test {
 protected:
  /// One random call; returns the number of outputs compared.
  static std::ptrdiff_t check_one(random_engine& random) {
    call_plan plan = random_plan(random);
    switch (pick(random, 0, 3)) {
      case 0:
        return support::check_call<float, Out>(random, plan);
      case 1:
        return support::check_call<typename other_image<Out>::type, Out, false>(random, plan);
      default:
        // Only these images are sampled in a way of the caller's own.
        if (one_in(random, 4)) plan.sampler = support::sampling::own;
        return support::check_call<std::uint8_t, Out>(random, plan);
    }
  }
};

TYPED_TEST_SUITE(CropAndResizeDestination, support::destination_types, support::destination_type_names);

TYPED_TEST(CropAndResizeDestination, EqualsTheReferenceInEveryByteAndStaysInsideItsMemory) {
  auto random = support::seeded_engine();
  const std::ptrdiff_t wanted_outputs = support::effort(600000);
  const std::ptrdiff_t wanted_calls = support::effort(300);
  std::ptrdiff_t compared = 0;
  std::ptrdiff_t calls = 0;
  for (; (compared < wanted_outputs || calls < wanted_calls) && !this->HasFailure(); ++calls) {
    compared += this->check_one(random);
  }
  std::printf("%td outputs of %td calls compared\n", compared, calls);
}

// Rows of few outputs, which read rows of the image that are far apart: several are computed before they are converted,
// and a crop has more than these.
TYPED_TEST(CropAndResizeDestination, EqualsTheReferenceInNarrowCropsOfTallImages) {
  auto random = support::seeded_engine();
  for (std::ptrdiff_t calls = support::effort(100); calls > 0 && !this->HasFailure(); --calls) {
    call_plan plan;
    const std::ptrdiff_t channels = pick(random, 1, 4);
    plan.image_extents = {{1, pick(random, 200, 400), pick(random, 20, 60), channels}};
    plan.crops_extents = {{pick(random, 1, 2), pick(random, 40, 60), pick(random, 4, 64 / channels), channels}};
    // Rows that touch are converted as one.
    if (one_in(random, 2)) plan.crops_kind = support::kind::padded_rows;
    support::pick_normalization(random, plan);
    if (one_in(random, 2)) {
      support::check_call<std::uint8_t, TypeParam>(random, plan);
    } else {
      support::check_call<float, TypeParam>(random, plan);
    }
  }
}

}  // namespace
