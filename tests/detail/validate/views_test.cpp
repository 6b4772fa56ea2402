// SPDX-License-Identifier: MIT
//
// Checks of a single tensor: they read the numbers of its axes and none after them, and report the first rule of
// error_rule that is broken.

#include <crop_and_resize/detail/validate/views.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace {

using cnr::errc;
using cnr::detail::any_number;
using cnr::detail::check_data;
using cnr::detail::check_shape;
using cnr::detail::error_argument;
using cnr::detail::operand;

TEST(Operand, IsAnOutputIfItsElementsAreMutable) {
  const cnr::crops_view<float> crops;
  const cnr::image_view<float> image;
  EXPECT_TRUE(operand(error_argument::crops, crops).is_output);
  EXPECT_FALSE(operand(error_argument::image, image).is_output);
}

TEST(CheckShape, ReadsNoNumberAfterTheLastAxis) {
  const cnr::crops_view<float> view;
  // A fifth axis would repeat elements, have none, or have a negative extent.
  for (const std::ptrdiff_t fifth : {2, 0, -1}) {
    const std::array<std::ptrdiff_t, 5> extents{{2, 3, 4, 5, fifth}};
    const std::array<std::ptrdiff_t, 5> strides{{60, 20, 5, 1, 0}};
    operand crops(error_argument::crops, view);
    crops.extents = extents.data();
    crops.strides = strides.data();
    EXPECT_EQ(check_shape(crops, 2, 5), errc::ok);
    EXPECT_EQ(check_data(crops), errc::crops_null);
  }
}

TEST(CheckShape, ReportsTheFirstRuleBroken) {
  std::array<std::ptrdiff_t, 4> extents{{-1, 0, 4, 5}};
  std::array<std::ptrdiff_t, 4> strides{{PTRDIFF_MAX, 0, 0, 0}};
  const auto check = [&] {
    const cnr::crops_view<float> crops(nullptr, extents, strides);
    return check_shape({error_argument::crops, crops}, 3, 6);
  };
  EXPECT_EQ(check(), errc::crops_extent_negative);
  extents[0] = 2;
  EXPECT_EQ(check(), errc::crops_size_out_of_range);
  extents[1] = 3;
  EXPECT_EQ(check(), errc::crops_boxes_mismatch);
  extents[0] = 3;
  EXPECT_EQ(check(), errc::crops_channels_mismatch);
  extents[3] = 6;
  EXPECT_EQ(check(), errc::crops_too_large);
  strides[0] = 1;
  EXPECT_EQ(check(), errc::crops_stride_zero);
  strides = {{72, 24, 6, 1}};
  EXPECT_EQ(check(), errc::ok);
}

TEST(CheckShape, LetsInputsRepeatElements) {
  const cnr::image_view<float> image(nullptr, {2, 3, 4, 5}, {0, 0, 0, 0});
  EXPECT_EQ(check_shape({error_argument::image, image}, any_number, any_number), errc::ok);
}

}  // namespace
