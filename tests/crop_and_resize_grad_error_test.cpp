// SPDX-License-Identifier: MIT
//
// Refusals of the gradients: every rule has a code of its own, shapes are checked before boxes, and nothing is written.

#include "support/prebuilt_grad.hpp"

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace {

constexpr std::ptrdiff_t max = std::numeric_limits<std::ptrdiff_t>::max();
// One more than the largest extent; where numbers have 32 bits, there is none, and 0 is refused in its place.
constexpr std::ptrdiff_t two_to_31 = sizeof(std::ptrdiff_t) > 4 ? static_cast<std::ptrdiff_t>(std::int64_t{1} << 31)
                                                                : 0;

/// The arguments of calls that succeed, for tests to spoil.
struct arguments {
  std::array<float, 2 * 2 * 3 * 2> grads_data{};
  std::array<float, 2 * 4 * 5 * 2> image_data{};
  std::array<float, 2 * 4 * 5 * 2> grad_image_data = filled<80>();
  std::array<float, 8> grad_boxes_data = filled<8>();
  std::array<float, 8> boxes_data{{0, 0, 1, 1, 0.5F, 0.25F, 0.25F, 0.75F}};
  std::array<std::int32_t, 2> box_indices_data{{1, 0}};

  cnr::image_view<float> grads{grads_data.data(), {2, 2, 3, 2}};
  cnr::image_view<float> image{image_data.data(), {2, 4, 5, 2}};
  cnr::boxes_view boxes{boxes_data.data(), {2, 4}};
  cnr::box_indices_view box_indices{box_indices_data.data(), {2}};
  cnr::tensor_view<float, 4> grad_image{grad_image_data.data(), {2, 4, 5, 2}};
  cnr::tensor_view<float, 2> grad_boxes{grad_boxes_data.data(), {2, 4}};

  arguments() = default;
  arguments(const arguments&) = delete;
  arguments& operator=(const arguments&) = delete;

  template <std::size_t Count>
  static std::array<float, Count> filled() {
    std::array<float, Count> all{};
    all.fill(-7.0F);
    return all;
  }

  cnr::result by_image(cnr::method method = cnr::method::bilinear) const {
    return cnr::crop_and_resize_grad_image(grads, boxes, box_indices, grad_image, method);
  }
  cnr::result by_boxes() const { return cnr::crop_and_resize_grad_boxes(grads, image, boxes, box_indices, grad_boxes); }

  void expect(const cnr::result& done, cnr::errc code, const std::string& about, std::ptrdiff_t index = -1) const {
    EXPECT_EQ(done.code, code) << about << ": " << done.message();
    EXPECT_EQ(done.index, index) << about;
    EXPECT_EQ(grad_image_data, filled<80>()) << about;
    EXPECT_EQ(grad_boxes_data, filled<8>()) << about;
  }
  void expect_by_image(cnr::errc code, const std::string& about = "") const { expect(by_image(), code, about); }
  void expect_by_boxes(cnr::errc code, const std::string& about = "") const { expect(by_boxes(), code, about); }
  void expect_both(cnr::errc code, const std::string& about = "") const {
    expect_by_image(code, about + " by image");
    expect_by_boxes(code, about + " by boxes");
  }
};

TEST(RefusalOfAGradient, IsNotGivenToUnspoiledCalls) {
  const arguments good;
  EXPECT_TRUE(good.by_image());
  EXPECT_TRUE(good.by_image(cnr::method::nearest));
  EXPECT_TRUE(good.by_boxes());
  EXPECT_EQ(good.grad_image_data, (std::array<float, 80>{}));
  EXPECT_EQ(good.grad_boxes_data, (std::array<float, 8>{}));
}

TEST(RefusalOfAGradient, IsGivenToAnUnknownMethod) {
  const arguments bad;
  bad.expect(bad.by_image(cnr::to_method("bicubic")), cnr::errc::unknown_method, "");
}

TEST(RefusalOfAGradient, IsGivenToNegativeExtents) {
  for (std::size_t d = 0; d < 4; ++d) {
    const auto negative = [d](auto view) {
      auto extents = view.extents();
      extents[d] = -1;
      return decltype(view){view.data(), extents};
    };
    arguments bad;
    bad.grads = negative(bad.grads);
    bad.expect_both(cnr::errc::grads_extent_negative, "grads");
    // Channels of the image are those that grads must have, and grads are looked at first.
    bad.grads = arguments().grads;
    bad.grad_image = negative(bad.grad_image);
    bad.expect_by_image(d == 3 ? cnr::errc::grads_channels_mismatch : cnr::errc::grad_image_extent_negative);
    bad.image = negative(bad.image);
    bad.expect_by_boxes(cnr::errc::image_extent_negative);
  }
  arguments bad;
  bad.grad_boxes = {bad.grad_boxes.data(), {-2, 4}};
  bad.expect_by_boxes(cnr::errc::grad_boxes_extent_negative);
  bad.grad_boxes = {bad.grad_boxes.data(), {2, -4}};
  bad.expect_by_boxes(cnr::errc::grad_boxes_extent_negative);
  bad.boxes = {bad.boxes.data(), {-1, 4}};
  bad.expect_both(cnr::errc::boxes_extent_negative, "boxes");
  bad.boxes = arguments().boxes;
  bad.box_indices = {bad.box_indices.data(), {-1}};
  bad.expect_both(cnr::errc::box_indices_extent_negative, "box_indices");
}

TEST(RefusalOfAGradient, IsGivenToSizesBelowOneAndAboveTwoToTheThirtyOne) {
  for (const std::ptrdiff_t size : {std::ptrdiff_t{0}, two_to_31}) {
    arguments bad;
    bad.grads = {bad.grads.data(), {2, size, 3, 2}, {0, 0, 2, 1}};
    bad.expect_both(cnr::errc::grads_size_out_of_range, "height");
    bad.grads = {bad.grads.data(), {2, 2, size, 2}, {0, 2, 0, 1}};
    bad.expect_both(cnr::errc::grads_size_out_of_range, "width");
    bad.grads = arguments().grads;
    bad.grad_image = {bad.grad_image.data(), {2, size, 5, 2}};
    bad.expect_by_image(cnr::errc::grad_image_size_out_of_range);
    bad.grad_image = {bad.grad_image.data(), {2, 4, size, 2}};
    bad.expect_by_image(cnr::errc::grad_image_size_out_of_range);
    bad.image = {bad.image.data(), {2, 4, size, 2}, {0, 2, 0, 1}};
    bad.expect_by_boxes(cnr::errc::image_size_out_of_range);
  }
}

TEST(RefusalOfAGradient, IsGivenToShapesThatDoNotMatch) {
  arguments bad;
  bad.boxes = {bad.boxes.data(), {2, 3}};
  bad.expect_both(cnr::errc::boxes_not_of_four);
  bad.boxes = arguments().boxes;
  bad.box_indices = {bad.box_indices.data(), {1}};
  bad.expect_both(cnr::errc::box_indices_mismatch);
  bad.box_indices = arguments().box_indices;
  bad.grads = {bad.grads.data(), {1, 2, 3, 2}};
  bad.expect_both(cnr::errc::grads_boxes_mismatch);
  bad.grads = {bad.grads.data(), {2, 2, 3, 1}};
  bad.expect_both(cnr::errc::grads_channels_mismatch);
  bad.grads = arguments().grads;
  bad.grad_boxes = {bad.grad_boxes.data(), {1, 4}};
  bad.expect_by_boxes(cnr::errc::grad_boxes_mismatch);
  bad.grad_boxes = {bad.grad_boxes.data(), {2, 3}};
  bad.expect_by_boxes(cnr::errc::grad_boxes_mismatch);
}

TEST(RefusalOfAGradient, IsGivenToViewsWhoseElementsCannotBeAddressed) {
  arguments bad;
  bad.grads = {bad.grads.data(), bad.grads.extents(), {max / 4, 6, 2, 1}};
  bad.expect_both(cnr::errc::grads_too_large);
  bad.grads = arguments().grads;
  bad.grad_image = {bad.grad_image.data(), bad.grad_image.extents(), {40, max / 8, 2, 1}};
  bad.expect_by_image(cnr::errc::grad_image_too_large);
  bad.grad_boxes = {bad.grad_boxes.data(), {2, 4}, {max / 4, 1}};
  bad.expect_by_boxes(cnr::errc::grad_boxes_too_large);
  bad.image = {bad.image.data(), bad.image.extents(), {40, 10, -max, 1}};
  bad.expect_by_boxes(cnr::errc::image_too_large);
  bad.boxes = {bad.boxes.data(), {2, 4}, {max / 4, 1}};
  bad.image = arguments().image;
  bad.expect_both(cnr::errc::boxes_too_large);
}

TEST(RefusalOfAGradient, IsGivenToOutputsWhoseElementsCoincide) {
  for (std::size_t d = 0; d < 4; ++d) {
    arguments bad;
    auto strides = bad.grad_image.strides();
    strides[d] = 0;
    bad.grad_image = {bad.grad_image.data(), bad.grad_image.extents(), strides};
    bad.expect_by_image(cnr::errc::grad_image_stride_zero);
  }
  for (std::size_t d = 0; d < 2; ++d) {
    arguments bad;
    auto strides = bad.grad_boxes.strides();
    strides[d] = 0;
    bad.grad_boxes = {bad.grad_boxes.data(), bad.grad_boxes.extents(), strides};
    bad.expect_by_boxes(cnr::errc::grad_boxes_stride_zero);
  }
  arguments good;
  good.grads = {good.grads.data(), good.grads.extents(), {0, 0, 0, 0}};
  EXPECT_TRUE(good.by_image()) << "inputs may repeat elements";
  EXPECT_TRUE(good.by_boxes()) << "inputs may repeat elements";
}

TEST(RefusalOfAGradient, IsGivenToNullDataThatIsNeeded) {
  arguments bad;
  bad.grads = {nullptr, bad.grads.extents()};
  bad.expect_both(cnr::errc::grads_null);
  bad.grads = arguments().grads;
  bad.grad_image = {nullptr, bad.grad_image.extents()};
  bad.expect_by_image(cnr::errc::grad_image_null);
  bad.grad_boxes = {nullptr, bad.grad_boxes.extents()};
  bad.expect_by_boxes(cnr::errc::grad_boxes_null);
  bad.image = {nullptr, bad.image.extents()};
  bad.expect_by_boxes(cnr::errc::image_null);
  bad.image = arguments().image;
  bad.box_indices = {nullptr, {2}};
  bad.expect_both(cnr::errc::box_indices_null);
  bad.boxes = {nullptr, {2, 4}};
  bad.expect_both(cnr::errc::boxes_null);
}

TEST(RefusalOfAGradient, IsGivenToNullDataThatASingleBoxNeeds) {
  arguments bad;
  bad.grads = {bad.grads.data(), {1, 2, 3, 2}};
  bad.boxes = {bad.boxes.data(), {1, 4}};
  bad.box_indices = {bad.box_indices.data(), {1}};
  bad.grad_boxes = {nullptr, {1, 4}};
  bad.expect_by_boxes(cnr::errc::grad_boxes_null);
}

TEST(RefusalOfAGradient, IsNotGivenToNullDataWhereThereAreNoBoxes) {
  arguments good;
  good.grads = {nullptr, {0, 2, 3, 2}};
  good.boxes = {nullptr, {0, 4}};
  good.box_indices = {nullptr, {0}};
  good.grad_boxes = {nullptr, {0, 4}};
  EXPECT_TRUE(good.by_boxes());
  EXPECT_TRUE(good.by_image()) << "which writes zeros";
}

TEST(RefusalOfAGradient, IsGivenToAnIndexAsLargeAsTheBatch) {
  arguments bad;
  // Fewer than the rows, columns and channels that an image has.
  bad.box_indices_data[1] = 2;
  bad.expect(bad.by_image(), cnr::errc::box_index_out_of_range, "by image", 1);
  bad.expect(bad.by_boxes(), cnr::errc::box_index_out_of_range, "by boxes", 1);
}

TEST(RefusalOfAGradient, NamesTheFirstBoxThatIsWrongAndChecksItsIndexFirst) {
  for (const float value : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    for (std::size_t bound = 4; bound < 8; ++bound) {
      arguments bad;
      bad.boxes_data[bound] = value;
      bad.expect(bad.by_image(), cnr::errc::box_not_finite, "by image", 1);
      bad.expect(bad.by_boxes(), cnr::errc::box_not_finite, "by boxes", 1);
      bad.box_indices_data[1] = 2;
      bad.expect(bad.by_image(), cnr::errc::box_index_out_of_range, "by image", 1);
      bad.box_indices_data[0] = -1;
      bad.expect(bad.by_boxes(), cnr::errc::box_index_out_of_range, "by boxes", 0);
      bad.grads = {nullptr, bad.grads.extents()};
      bad.expect_both(cnr::errc::grads_null, "shapes and data come before boxes");
    }
  }
}

}  // namespace
