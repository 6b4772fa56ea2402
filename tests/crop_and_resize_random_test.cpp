// SPDX-License-Identifier: MIT
//
// Random calls against the plain reference: every element type, method, layout and kind of box, every byte of the
// output buffer compared, the gaps between the crops included.

#include "support/bits.hpp"
#include "support/boxes.hpp"
#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/executors.hpp"
#include "support/prebuilt.hpp"
#include "support/reference.hpp"
#include "support/seed.hpp"
#include "support/storage.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace {

using support::one_in;
using support::pick;
using support::random_box;
using support::random_engine;
using support::random_extent;

template <class T>
class CropAndResizeRandom : public ::testing::Test {
 protected:
  /// One random call; returns the number of outputs compared.
  std::ptrdiff_t check_one(random_engine& random);
};

template <class T>
std::ptrdiff_t CropAndResizeRandom<T>::check_one(random_engine& random) {
  const std::ptrdiff_t channel_counts[] = {0, 1, 1, 2, 3, 3, 3, 4, 4, 5, 8, 17, 64};
  // Crops of a few pixels have a kernel of their own, which computes channels by vectors, however few they are.
  const bool are_small = one_in(random, 4);
  const std::ptrdiff_t channels = are_small ? pick(random, 1, 40) : channel_counts[pick(random, 0, 12)];
  const std::ptrdiff_t num_boxes = pick(random, 0, 6);
  const std::array<std::ptrdiff_t, 4> image_extents{
      {pick(random, 1, 3), random_extent(random, 60), random_extent(random, 300), channels}};
  const std::array<std::ptrdiff_t, 4> crops_extents{
      {num_boxes, are_small ? pick(random, 1, 2) : random_extent(random, 60),
       are_small ? pick(random, 1, 3) : random_extent(random, one_in(random, 10) ? 1600 : 60), channels}};

  support::storage<T, 4> image(image_extents, support::random_layout(random, image_extents, true));
  for (T& element : image.elements()) element = support::random_element<T>(random);
  support::storage<float, 2> boxes({{num_boxes, 4}},
                                   support::random_layout<2>(random, {{num_boxes, 4}}, /*may_repeat=*/false));
  support::storage<std::int32_t, 1> box_indices({{num_boxes}}, support::random_layout<1>(random, {{num_boxes}}, true));
  for (std::ptrdiff_t n = 0; n < num_boxes; ++n) {
    const auto box = random_box(random, image_extents[1], image_extents[2]);
    for (std::size_t i = 0; i < 4; ++i) boxes.view()(n, i) = box[i];
    box_indices.view()(n) = static_cast<std::int32_t>(pick(random, 0, image_extents[0] - 1));
  }

  constexpr float untouched = 12345.678F;
  const auto crops_layout = support::random_layout(random, crops_extents, false);
  support::storage<float, 4> expected(crops_extents, crops_layout);
  support::storage<float, 4> actual(crops_extents, crops_layout);
  for (float& element : expected.elements()) element = untouched;
  actual.elements() = expected.elements();

  const bool is_nearest = one_in(random, 2);
  const float extrapolation_value = one_in(random, 2) ? 0.0F : support::random_element<float>(random);
  reference::crop_and_resize<T>(image.view(), boxes.view(), box_indices.view(), expected.view(), is_nearest,
                                extrapolation_value);

  const cnr::options settings{extrapolation_value};
  support::shuffling_executor executor(random);
  cnr::result done;
  switch (pick(random, 0, 2)) {
    case 0:
      done = cnr::crop_and_resize(image.view(), boxes.view(), box_indices.view(), actual.view(),
                                  is_nearest ? cnr::method::nearest : cnr::method::bilinear, settings);
      break;
    case 1:
      done = is_nearest ? cnr::crop_and_resize(image.view(), boxes.view(), box_indices.view(), actual.view(),
                                               cnr::nearest{}, settings, executor)
                        : cnr::crop_and_resize(image.view(), boxes.view(), box_indices.view(), actual.view(),
                                               cnr::bilinear{}, settings, executor);
      break;
    default:
      done = cnr::crop_and_resize<T>(image.view(), boxes.view(), box_indices.view(), actual.view(),
                                     is_nearest ? cnr::to_method("nearest") : cnr::to_method("bilinear"), settings,
                                     cnr::serial{});
  }
  EXPECT_TRUE(done) << done.message() << " at " << done.index;

  std::ptrdiff_t differing = 0;
  for (std::size_t i = 0; i < expected.elements().size(); ++i) {
    if (support::same(expected.elements()[i], actual.elements()[i])) continue;
    if (++differing == 1) {
      ADD_FAILURE() << "element " << i << " of the crops' buffer: expected " << support::hex(expected.elements()[i])
                    << ", got " << support::hex(actual.elements()[i]) << "; image "
                    << ::testing::PrintToString(image_extents) << ", crops " << ::testing::PrintToString(crops_extents)
                    << (is_nearest ? ", nearest" : ", bilinear");
    }
  }
  return num_boxes * crops_extents[1] * crops_extents[2] * channels;
}

TYPED_TEST_SUITE(CropAndResizeRandom, support::element_types, support::element_names);

TYPED_TEST(CropAndResizeRandom, EqualsTheReferenceInEveryByte) {
  auto random = support::seeded_engine();
  const std::ptrdiff_t wanted_outputs = support::effort(2000000);
  const std::ptrdiff_t wanted_calls = support::effort(1000);
  std::ptrdiff_t compared = 0;
  std::ptrdiff_t calls = 0;
  for (; (compared < wanted_outputs || calls < wanted_calls) && !this->HasFailure(); ++calls) {
    compared += this->check_one(random);
  }
  std::printf("%td outputs of %td calls compared\n", compared, calls);
}

}  // namespace
