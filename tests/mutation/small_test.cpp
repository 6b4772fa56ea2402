// SPDX-License-Identifier: MIT
//
// The whole call against the plain reference, for two element types and without vector kernels: what compiles within
// seconds. For mutants that the tests of single parts let live.

#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/executors.hpp"
#include "support/reference.hpp"
#include "support/seed.hpp"
#include "support/storage.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>

namespace {

using support::one_in;
using support::pick;

template <class T>
void check_one(support::random_engine& random) {
  const std::ptrdiff_t channel_counts[] = {0, 1, 2, 3, 4, 5, 15, 16, 17, 33};
  const std::ptrdiff_t channels = channel_counts[pick(random, 0, 9)];
  const std::ptrdiff_t num_boxes = pick(random, 0, 3);
  const std::ptrdiff_t wide = one_in(random, 10) ? 1200 : 12;
  const std::array<std::ptrdiff_t, 4> image_extents{
      {pick(random, 1, 3), pick(random, 1, 9), pick(random, 1, 9), channels}};
  const std::array<std::ptrdiff_t, 4> crops_extents{{num_boxes, pick(random, 1, 9), pick(random, 1, wide), channels}};
  support::storage<T, 4> image(image_extents, support::random_layout(random, image_extents, true));
  for (T& element : image.elements()) element = support::random_element<T>(random);
  support::storage<float, 2> boxes({{num_boxes, 4}}, support::random_layout<2>(random, {{num_boxes, 4}}, false));
  support::storage<std::int32_t, 1> box_indices({{num_boxes}}, support::random_layout<1>(random, {{num_boxes}}, true));
  std::uniform_real_distribution<float> around(-0.4F, 1.4F);
  for (std::ptrdiff_t n = 0; n < num_boxes; ++n) {
    for (std::ptrdiff_t i = 0; i < 4; ++i) boxes.view()(n, i) = one_in(random, 3) ? 1.0F : around(random);
    box_indices.view()(n) = static_cast<std::int32_t>(pick(random, 0, image_extents[0] - 1));
  }
  const auto crops_layout = support::random_layout(random, crops_extents, false);
  support::storage<float, 4> expected(crops_extents, crops_layout);
  support::storage<float, 4> actual(crops_extents, crops_layout);
  const bool is_nearest = one_in(random, 2);
  reference::crop_and_resize<T>(image.view(), boxes.view(), box_indices.view(), expected.view(), is_nearest, 0.5F);
  support::shuffling_executor executor(random);
  ASSERT_TRUE(cnr::crop_and_resize(image.view(), boxes.view(), box_indices.view(), actual.view(),
                                   is_nearest ? cnr::method::nearest : cnr::method::bilinear, cnr::options{0.5F},
                                   executor));
  for (std::size_t i = 0; i < expected.elements().size(); ++i) {
    ASSERT_TRUE(support::same(expected.elements()[i], actual.elements()[i])) << i;
  }
}

TEST(SmallCalls, EqualTheReference) {
  auto random = support::seeded_engine();
  for (int call = 0; call < 300 && !HasFailure(); ++call) {
    check_one<std::uint8_t>(random);
    check_one<float>(random);
  }
}

}  // namespace
