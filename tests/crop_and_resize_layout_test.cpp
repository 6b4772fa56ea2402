// SPDX-License-Identifier: MIT
//
// Every way that images and crops lie in memory and that the vector loops tell apart, at extents around the sizes of
// vectors, windows and chunks: compared with the plain reference, with all memory flush against pages that may not be
// touched.

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/guarded.hpp"
#include "support/prebuilt.hpp"
#include "support/reference.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace {

using support::one_in;
using support::pick;
using support::random_engine;

using extents = std::array<std::ptrdiff_t, 4>;

/// Strides of an image or of crops, and what they span.
struct layout {
  extents strides;
  std::ptrdiff_t first;
  std::ptrdiff_t size;
};

/// Images only may be of a kind from repeated_rows on: crops whose elements coincide are refused.
enum class kind {
  interleaved,
  planar,
  padded_pixels,
  distant_columns,
  mirrored_columns,
  mirrored_channels,
  mirrored_batch,
  transposed,
  repeated_rows,
  repeated_columns,
  repeated_channels,
  count
};

layout lay_out(kind shape, const extents& e) {
  // An axis named by `repeated` takes no room: all along it are the same elements.
  const auto dense = [&](const std::array<std::size_t, 4>& order, std::ptrdiff_t padding, std::size_t repeated = 4) {
    layout made{{}, 0, 1};
    std::ptrdiff_t next = 1;
    for (const std::size_t axis : order) {
      if (axis == repeated) continue;
      made.strides[axis] = next;
      made.size += (e[axis] - 1) * next;
      next *= e[axis];
      if (axis == order[0]) next += padding;
    }
    return made;
  };
  const auto mirrored = [&](layout made, std::size_t axis) {
    made.first += (e[axis] - 1) * made.strides[axis];
    made.strides[axis] = -made.strides[axis];
    return made;
  };
  switch (shape) {
    case kind::planar:
      return dense({{2, 1, 3, 0}}, 0);
    case kind::padded_pixels:
      return dense({{3, 2, 1, 0}}, 1);
    case kind::distant_columns:
      return dense({{3, 2, 1, 0}}, 64);
    case kind::mirrored_columns:
      return mirrored(dense({{3, 2, 1, 0}}, 0), 2);
    case kind::mirrored_channels:
      return mirrored(dense({{3, 2, 1, 0}}, 0), 3);
    case kind::mirrored_batch:
      return mirrored(dense({{3, 2, 1, 0}}, 0), 0);
    case kind::transposed:
      return dense({{1, 2, 3, 0}}, 0);
    case kind::repeated_rows:
      return dense({{3, 2, 1, 0}}, 0, 1);
    case kind::repeated_columns:
      return dense({{3, 2, 1, 0}}, 0, 2);
    case kind::repeated_channels:
      return dense({{3, 2, 1, 0}}, 0, 3);
    default:
      return dense({{3, 2, 1, 0}}, 0);
  }
}

/// The stride of an axis with a single element is never used, so it may be anything.
void make_unused_strides_wild(random_engine& random, const extents& e, layout& made) {
  constexpr std::ptrdiff_t wild[] = {PTRDIFF_MIN, PTRDIFF_MAX, PTRDIFF_MIN + 1, PTRDIFF_MAX / 2, -1, 0, 1, 3};
  for (std::size_t axis = 0; axis < 4; ++axis) {
    if (e[axis] == 1 && one_in(random, 2)) made.strides[axis] = wild[pick(random, 0, 7)];
  }
}

template <class T>
class CropAndResizeLayout : public ::testing::Test {
 protected:
  static void check_one(random_engine& random);
};

template <class T>
void CropAndResizeLayout<T>::check_one(random_engine& random) {
  const std::ptrdiff_t channel_counts[] = {1, 1, 2, 3, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 33, 64, 65};
  const std::ptrdiff_t widths[] = {1,  2,  3,  4,  5,  7,  8,   9,   15,  16,  17,  31,  32,
                                   33, 47, 48, 49, 63, 65, 129, 192, 240, 255, 257, 385, 770};
  const std::ptrdiff_t channels = channel_counts[pick(random, 0, 16)];
  const std::ptrdiff_t crop_width = widths[pick(random, 0, channels > 8 ? 15 : 25)];
  const std::ptrdiff_t image_width = one_in(random, 4) ? pick(random, 1, 3000 / channels) : pick(random, 1, 90);
  const std::ptrdiff_t num_boxes = one_in(random, 3) ? pick(random, 2, 3) : 1;
  const std::ptrdiff_t batch = one_in(random, 3) ? pick(random, 2, 3) : 1;
  const extents image_extents{{batch, pick(random, 1, 20) / batch + 1, image_width, channels}};
  const extents crops_extents{{num_boxes, pick(random, 1, 40) / num_boxes + 1, crop_width, channels}};
  const auto image_kind = static_cast<kind>(pick(random, 0, static_cast<int>(kind::count) - 1));
  const auto crops_kind = static_cast<kind>(pick(random, 0, static_cast<int>(kind::repeated_rows) - 1));
  layout image_layout = lay_out(image_kind, image_extents);
  layout crops_layout = lay_out(crops_kind, crops_extents);
  make_unused_strides_wild(random, image_extents, image_layout);
  make_unused_strides_wild(random, crops_extents, crops_layout);
  const auto side = one_in(random, 2) ? support::flush::with_start : support::flush::with_end;

  support::guarded<T> pixels(static_cast<std::size_t>(image_layout.size), side);
  for (T& pixel : pixels) pixel = support::random_element<T>(random);
  support::guarded<float> boxes(static_cast<std::size_t>(num_boxes) * 4, side);
  std::uniform_real_distribution<float> inside(0, 1);
  std::uniform_real_distribution<float> around(-0.5F, 1.5F);
  const bool reaches_outside = one_in(random, 3);
  for (float& bound : boxes) bound = reaches_outside ? around(random) : inside(random);
  support::guarded<std::int32_t> box_indices(static_cast<std::size_t>(num_boxes), side);
  for (std::int32_t& index : box_indices) index = static_cast<std::int32_t>(pick(random, 0, batch - 1));
  support::guarded<float> actual(static_cast<std::size_t>(crops_layout.size), side);
  support::guarded<float> expected(static_cast<std::size_t>(crops_layout.size), side);
  for (float& output : actual) output = 12345.678F;
  for (float& output : expected) output = 12345.678F;

  const cnr::image_view<T> image(pixels.data() + image_layout.first, image_extents, image_layout.strides);
  const cnr::boxes_view boxes_seen(boxes.data(), {num_boxes, 4});
  const cnr::box_indices_view indices_seen(box_indices.data(), {num_boxes});
  const bool is_nearest = one_in(random, 3);
  const auto view_of = [&](support::guarded<float>& crops) {
    return cnr::crops_view<float>(crops.data() + crops_layout.first, crops_extents, crops_layout.strides);
  };
  reference::crop_and_resize<T>(image, boxes_seen, indices_seen, view_of(expected), is_nearest, 0.5F);
  ASSERT_TRUE(cnr::crop_and_resize(image, boxes_seen, indices_seen, view_of(actual),
                                   is_nearest ? cnr::method::nearest : cnr::method::bilinear, cnr::options{0.5F}));
  std::ptrdiff_t differing = 0;
  for (std::ptrdiff_t i = 0; i < crops_layout.size; ++i) {
    if (!support::same(expected.data()[i], actual.data()[i])) ++differing;
  }
  EXPECT_EQ(differing, 0) << "image " << ::testing::PrintToString(image_extents) << " laid out as "
                          << static_cast<int>(image_kind) << ", crops " << ::testing::PrintToString(crops_extents)
                          << " as " << static_cast<int>(crops_kind) << ", boxes "
                          << ::testing::PrintToString(std::vector<float>(boxes.begin(), boxes.end()))
                          << (is_nearest ? ", nearest" : ", bilinear");
}

TYPED_TEST_SUITE(CropAndResizeLayout, support::element_types, support::element_names);

TYPED_TEST(CropAndResizeLayout, EqualsTheReferenceAndStaysInsideItsMemory) {
  auto random = support::seeded_engine();
  const std::ptrdiff_t calls = support::effort(700);
  for (std::ptrdiff_t call = 0; call < calls && !this->HasFailure(); ++call) this->check_one(random);
}

}  // namespace
