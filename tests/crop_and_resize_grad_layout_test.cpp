// SPDX-License-Identifier: MIT
//
// Gradients of packed pixels and of planes against the plain reference, at extents around the sizes of vectors and
// plans. All memory is flush against pages that may not be touched.

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/guarded.hpp"
#include "support/prebuilt_grad.hpp"
#include "support/reference_grad.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize_grad.hpp>
#include <crop_and_resize/target.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace {

using support::one_in;
using support::pick;
using support::random_engine;

using extents = std::array<std::ptrdiff_t, 4>;

extents strides_of(const extents& e, bool are_planes) {
  return are_planes ? extents{e[1] * e[2] * e[3], e[2], 1, e[1] * e[2]}
                    : extents{e[1] * e[2] * e[3], e[2] * e[3], e[3], 1};
}

std::size_t count(const extents& e) { return static_cast<std::size_t>(e[0] * e[1] * e[2] * e[3]); }

/// The inputs of a call, each next to a guard page.
struct inputs {
  explicit inputs(random_engine& random) : inputs(random, random_image(random)) {}

  inputs(random_engine& random, const extents& image)
      : inputs{random,
               image,
               {{2, pick(random, 1, 12), random_width(random, image[3]), image[3]}},
               one_in(random, 3),
               one_in(random, 3)} {
    // Half of the calls have one layout for both.
    if (one_in(random, 2)) image_has_planes = are_planes;
  }

  /// @param of_grads  two boxes
  inputs(random_engine& random, const extents& image, const extents& of_grads, bool planes, bool planes_of_image)
      : side(one_in(random, 2) ? support::flush::with_start : support::flush::with_end),
        image_extents(image),
        grads_extents(of_grads),
        are_planes(planes),
        image_has_planes(planes_of_image),
        grads_data(count(grads_extents), side),
        boxes_data(8, side),
        box_indices_data(2, side),
        grads(grads_data.data(), grads_extents, strides_of(grads_extents, are_planes)),
        boxes(boxes_data.data(), {2, 4}),
        box_indices(box_indices_data.data(), {2}) {
    std::normal_distribution<float> normal;
    for (float& grad : grads_data) grad = normal(random);
    if (one_in(random, 8)) grads_data.data()[0] = HUGE_VALF;
    std::uniform_real_distribution<float> inside(0, 1);
    std::uniform_real_distribution<float> around(-0.5F, 1.5F);
    const bool reaches_outside = one_in(random, 3);
    for (float& bound : boxes_data) bound = reaches_outside ? around(random) : inside(random);
    // Whole coordinates, and many columns on few of the image's.
    if (one_in(random, 4)) std::fill_n(boxes_data.data(), 4, 0.0F);
    if (one_in(random, 4)) boxes_data.data()[6] = boxes_data.data()[7] = 1;
    if (one_in(random, 8)) boxes_data.data()[5] = std::nextafter(boxes_data.data()[7], 2.0F);
  }

  static extents random_image(random_engine& random) {
    const std::ptrdiff_t channels[] = {1, 1, 2, 3, 3, 4, 5, 7, 8, 9, 15, 16, 17, 21, 31, 32, 33, 64, 65};
    const std::ptrdiff_t chosen = channels[pick(random, 0, 18)];
    const std::ptrdiff_t width = one_in(random, 4) ? pick(random, 1, 2000 / chosen) : pick(random, 1, 90);
    return {{1, pick(random, 1, 9), width, chosen}};
  }

  static std::ptrdiff_t random_width(random_engine& random, std::ptrdiff_t channels) {
    const std::ptrdiff_t widths[] = {1,  2,  7,  8,  15,  16,  17,  23,  24,  25,  31,  32,  33,
                                     47, 48, 49, 63, 104, 105, 129, 250, 320, 321, 770, 1000};
    return widths[pick(random, 0, channels > 8 ? 15 : 24)];
  }

  std::string describe() const {
    return "image " + ::testing::PrintToString(image_extents) + ", grads " + ::testing::PrintToString(grads_extents) +
           (are_planes ? ", planes" : ", pixels") + (image_has_planes ? " to planes" : " to pixels");
  }

  support::flush side;
  extents image_extents;
  extents grads_extents;
  bool are_planes;  // of gradients
  bool image_has_planes;
  support::guarded<float> grads_data;
  support::guarded<float> boxes_data;
  support::guarded<std::int32_t> box_indices_data;
  cnr::image_view<float> grads;
  cnr::boxes_view boxes;
  cnr::box_indices_view box_indices;
};

template <class G>
void check_grad_image(const inputs& in, bool is_nearest) {
  const auto expected = reference::grad_image<G>(in.grads, in.boxes, in.box_indices, in.image_extents, is_nearest);
  support::guarded<G> actual(count(in.image_extents), in.side);
  const cnr::tensor_view<G, 4> view(actual.data(), in.image_extents, strides_of(in.image_extents, in.image_has_planes));
  ASSERT_TRUE(cnr::crop_and_resize_grad_image(in.grads, in.boxes, in.box_indices, view,
                                              is_nearest ? cnr::method::nearest : cnr::method::bilinear));
  std::size_t number = 0;
  std::size_t differing = 0;
  for (std::ptrdiff_t i = 0; i < in.image_extents[1]; ++i) {
    for (std::ptrdiff_t j = 0; j < in.image_extents[2]; ++j) {
      for (std::ptrdiff_t c = 0; c < in.image_extents[3]; ++c, ++number) {
        const auto value = static_cast<float>(reference::sum<G>::value(view(0, i, j, c)));
        if (support::same(value, static_cast<float>(expected[number])) || ++differing > 1) continue;
        ADD_FAILURE() << "row " << i << ", column " << j << ", channel " << c << " in " << sizeof(G)
                      << " bytes: expected " << support::hex(static_cast<float>(expected[number])) << ", got "
                      << support::hex(value);
      }
    }
  }
  EXPECT_EQ(differing, 0U) << in.describe() << (is_nearest ? ", nearest" : ", bilinear");
}

template <class G>
void check_grad_image(random_engine& random) {
  const inputs in(random);
  check_grad_image<G>(in, one_in(random, 3));
}

TEST(CropAndResizeGradLayout, OfTheImageEqualsTheReferenceAndStaysInsideItsMemory) {
  auto random = support::seeded_engine();
  for (std::ptrdiff_t calls = support::effort(1000); calls > 0 && !HasFailure(); --calls) {
    check_grad_image<float>(random);
    check_grad_image<double>(random);
    check_grad_image<cnr::half>(random);
    check_grad_image<cnr::bfloat16>(random);
  }
}

// The crop has almost as many columns for each of the image's as a plan has room for. Of two columns of the image that
// are in three vectors, with 4, 8 or 16 floats in a vector, a plan has room for one only.
TEST(CropAndResizeGradLayout, OfTheImageEqualsTheReferenceWhereAPlanHasRoomForOneColumnOnly) {
  auto random = support::seeded_engine();
  for (const auto [channels, crop_columns] : {std::array<std::ptrdiff_t, 2>{{3, 630}}, {{7, 310}}, {{15, 155}}}) {
    inputs in(random, {{1, 3, 5, channels}}, {{2, 12, crop_columns, channels}}, false, false);
    const std::array<float, 8> whole{{0, 0, 1, 1, 0, 1, 1, 0}};
    std::copy(whole.begin(), whole.end(), in.boxes_data.data());
    check_grad_image<float>(in, false);
  }
}

/// Images and crops of the whole of them that are too wide to be copied at once, or whose planes share cache sets, or
/// with more rows than are located at once and planes after the last four.
constexpr std::array<std::array<extents, 2>, 5> wide_or_aligned{{{{{{1, 3, 400, 17}}, {{2, 4, 60, 17}}}},
                                                                 {{{{1, 2, 50, 18}}, {{2, 2, 300, 18}}}},
                                                                 {{{{1, 32, 32, 19}}, {{2, 9, 15, 19}}}},
                                                                 {{{{1, 64, 64, 3}}, {{2, 5, 30, 3}}}},
                                                                 {{{{1, 20, 40, 21}}, {{2, 70, 13, 21}}}}}};

TEST(CropAndResizeGradLayout, OfTheImageEqualsTheReferenceWhereRowsAreWideOrPlanesAligned) {
  auto random = support::seeded_engine();
  for (const auto& [image, grads] : wide_or_aligned) {
    for (int planes = 0; planes < 4; ++planes) {
      inputs in(random, image, grads, planes % 2 == 1, planes / 2 == 1);
      const std::array<float, 8> whole{{0, 0, 1, 1, 0, 1, 1, 0}};
      std::copy(whole.begin(), whole.end(), in.boxes_data.data());
      check_grad_image<float>(in, false);
      check_grad_image<cnr::half>(in, true);
    }
  }
}

template <class T>
void check_grad_boxes(random_engine& random, const inputs& in) {
  support::guarded<T> image_data(count(in.image_extents), in.side);
  for (T& element : image_data) element = support::random_element<T>(random);
  const cnr::image_view<T> image(image_data.data(), in.image_extents,
                                 strides_of(in.image_extents, in.image_has_planes));
  std::array<float, 8> actual{};
  std::array<float, 8> plain{};
  ASSERT_TRUE(cnr::crop_and_resize_grad_boxes(in.grads, image, in.boxes, in.box_indices, {actual.data(), {2, 4}}));
  const cnr::detail::grad_boxes_arguments<T> call{in.grads, image, in.boxes, in.box_indices, {plain.data(), {2, 4}}};
  for (std::ptrdiff_t box = 0; box < 2; ++box) {
    cnr::detail::write_grad_box(call, box, [&](std::ptrdiff_t strip) {
      const cnr::detail::bound_sums plain_sums = cnr::detail::sum_strip_on(cnr::target::scalar, call, strip);
      const cnr::detail::bound_sums sums = cnr::detail::sum_strip_on(cnr::active_target(), call, strip);
      // In double another order of the sums shows, which rounding to float would hide.
      for (std::size_t i = 0; i < sums.size(); ++i) {
        EXPECT_TRUE(support::same(sums[i], plain_sums[i]))
            << "bound " << i << " of strip " << strip << ": expected " << support::hex(plain_sums[i]) << ", got "
            << support::hex(sums[i]);
      }
      return plain_sums;
    });
  }
  for (std::size_t i = 0; i < 8; ++i) EXPECT_TRUE(support::same(actual[i], plain[i])) << in.describe();
}

template <class T>
void check_grad_boxes(random_engine& random) {
  check_grad_boxes<T>(random, inputs(random));
}

TEST(CropAndResizeGradLayout, OfBoxesEqualsThePlainLoopsAndStaysInsideItsMemory) {
  auto random = support::seeded_engine();
  for (std::ptrdiff_t calls = support::effort(700); calls > 0 && !HasFailure(); --calls) {
    check_grad_boxes<float>(random);
    check_grad_boxes<double>(random);
    check_grad_boxes<std::uint8_t>(random);
    check_grad_boxes<std::int16_t>(random);
    check_grad_boxes<std::int64_t>(random);
    check_grad_boxes<cnr::half>(random);
  }
}

TEST(CropAndResizeGradLayout, OfBoxesEqualsThePlainLoopsWhereRowsAreWideOrPixelsLong) {
  auto random = support::seeded_engine();
  // The terms of a column, of 12 columns, and of none fit.
  for (const std::ptrdiff_t channels : {4096, 341, 4097}) {
    for (int planes = 1; planes < 4; ++planes) {
      const inputs in(random, {{1, 2, 9, channels}}, {{2, 2, 13, channels}}, planes % 2 == 1, planes / 2 == 1);
      check_grad_boxes<float>(random, in);
    }
  }
  for (const auto& [image, grads] : wide_or_aligned) {
    inputs in(random, image, grads, one_in(random, 2), true);
    check_grad_boxes<float>(random, in);
    check_grad_boxes<double>(random, in);
    // More columns of the image than are copied at once.
    const std::array<float, 8> whole{{0, 0, 1, 1, 0, 1, 1, 0}};
    std::copy(whole.begin(), whole.end(), in.boxes_data.data());
    check_grad_boxes<float>(random, in);
  }
}

// Gradients of a single column, whose stride of columns says nothing of their channels.
TEST(CropAndResizeGradLayout, OfBoxesEqualsThePlainLoopsWhereACropHasOneColumn) {
  auto random = support::seeded_engine();
  for (const std::ptrdiff_t channels : {2, 10, 15, 16}) {
    for (int planes = 0; planes < 4; ++planes) {
      inputs in(random, {{1, 30, 20, channels}}, {{2, 64, 1, channels}}, planes % 2 == 1, planes / 2 == 1);
      const std::array<float, 8> whole{{0, 0, 1, 1, 0.3F, 1, 0.8F, 0}};
      std::copy(whole.begin(), whole.end(), in.boxes_data.data());
      check_grad_boxes<float>(random, in);
      check_grad_boxes<std::uint8_t>(random, in);
      check_grad_boxes<double>(random, in);
    }
  }
}

// Of the whole of planes, columns are found in two, three and four windows of a row, or fewer columns at a time are.
// The last windows end with the row.
TEST(CropAndResizeGradLayout, OfBoxesEqualsThePlainLoopsWherePlanesAreReadByWindows) {
  auto random = support::seeded_engine();
  constexpr std::array<std::array<std::ptrdiff_t, 2>, 8> columns{
      {{{16, 9}}, {{31, 14}}, {{33, 16}}, {{47, 13}}, {{49, 12}}, {{64, 14}}, {{110, 16}}, {{150, 25}}}};
  for (const std::ptrdiff_t channels : {16, 21, 600}) {
    for (const auto [of_image, of_grads] : columns) {
      inputs in(random, {{1, 2, of_image, channels}}, {{2, 2, of_grads, channels}}, true, true);
      const std::array<float, 8> whole{{0, 0, 1, 1, 0.3F, 1, 0.8F, 0}};
      std::copy(whole.begin(), whole.end(), in.boxes_data.data());
      check_grad_boxes<float>(random, in);
      check_grad_boxes<std::uint8_t>(random, in);
      check_grad_boxes<std::int64_t>(random, in);
    }
  }
}

}  // namespace
