// SPDX-License-Identifier: MIT
//
// Every way to spell a call, and what it answers.

#include "support/counted_image.hpp"
#include "support/prebuilt.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace {

using support::counted_image;

/// Runs everything at once and counts how often it was asked to.
struct counting_executor {
  counting_executor() = default;
  counting_executor(const counting_executor&) = delete;
  counting_executor& operator=(const counting_executor&) = delete;

  template <class Body>
  void operator()(std::ptrdiff_t count, double /*cost*/, const Body& body) & {
    ++calls;
    body(std::ptrdiff_t{0}, count);
  }

  int calls = 0;
};

TEST(CropAndResize, TakesTheElementTypeNamedAndBracesForItsViews) {
  counted_image data;
  const auto done = cnr::crop_and_resize<std::uint8_t>({data.pixels.data(), {1, 5, 5, 1}}, {data.box.data(), {1, 4}},
                                                       {data.index.data(), {1}}, {data.crop.data(), {1, 3, 3, 1}});
  EXPECT_TRUE(done);
  EXPECT_EQ(data.crop, counted_image::expected);
}

TEST(CropAndResize, DeducesTheElementTypeFromMutableAndConstViews) {
  counted_image data;
  const cnr::image_view<std::uint8_t> constant = data.image();
  EXPECT_TRUE(cnr::crop_and_resize(constant, data.boxes(), data.box_indices(), data.crops()));
  EXPECT_EQ(data.crop, counted_image::expected);
  data.crop = counted_image::untouched;
  EXPECT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.crops(), cnr::nearest{}));
  EXPECT_EQ(data.crop, counted_image::expected);
}

TEST(CropAndResize, TakesMutableViewsOfBoxesAndIndices) {
  counted_image data;
  const cnr::tensor_view<float, 2> boxes(data.box.data(), {1, 4});
  const cnr::tensor_view<std::int32_t, 1> box_indices(data.index.data(), {1});
  EXPECT_TRUE(cnr::crop_and_resize(data.image(), boxes, box_indices, data.crops()));
  EXPECT_TRUE(cnr::crop_and_resize<std::uint8_t>(data.image(), boxes, box_indices, data.crops()));
  EXPECT_EQ(data.crop, counted_image::expected);
}

TEST(CropAndResize, TakesAMethodOptionsAndAnExecutor) {
  counted_image data;
  data.box = {2, 2, 3, 3};
  counting_executor executor;
  EXPECT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.crops(), cnr::method::nearest,
                                   cnr::options{0.5F}, executor));
  EXPECT_EQ(data.crop, (std::array<float, 9>{{0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F}}));
  EXPECT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.crops(), cnr::bilinear{},
                                   {0.25F}, cnr::serial{}));
  EXPECT_EQ(data.crop[8], 0.25F);
}

TEST(CropAndResize, TakesExecutorsOfEveryValueCategory) {
  counted_image data;
  const auto lambda = [](std::ptrdiff_t count, double, const auto& body) { body(0, count); };
  EXPECT_TRUE(
      cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.crops(), cnr::bilinear{}, {}, lambda));
  EXPECT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.crops(), cnr::bilinear{}, {},
                                   counting_executor{}));
  std::function<void(std::ptrdiff_t, double, std::function<void(std::ptrdiff_t, std::ptrdiff_t)>)> erased = lambda;
  EXPECT_TRUE(
      cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.crops(), cnr::bilinear{}, {}, erased));
  EXPECT_EQ(data.crop, counted_image::expected);
}

TEST(CropAndResize, HandsLargeCallsToTheExecutorOnce) {
  counted_image data;
  std::vector<float> crop(2000 * 2000);
  counting_executor executor;
  EXPECT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), {crop.data(), {1, 2000, 2000, 1}},
                                   cnr::bilinear{}, {}, executor));
  EXPECT_EQ(executor.calls, 1);
}

TEST(CropAndResize, IsNoexceptWithSerialAndLetsAnExecutorThrow) {
  counted_image data;
  const auto thrower = [](std::ptrdiff_t, double, const auto&) { throw std::runtime_error("no threads"); };
  const cnr::tensor_view<std::uint8_t, 4> image = data.image();
  const cnr::boxes_view boxes = data.boxes();
  const cnr::box_indices_view box_indices = data.box_indices();
  const cnr::crops_view<float> crops = data.crops();
  static_assert(noexcept(cnr::crop_and_resize(image, boxes, box_indices, crops)), "serial does not throw");
  static_assert(noexcept(cnr::crop_and_resize(cnr::image_view<std::uint8_t>(image), boxes, box_indices, crops,
                                              cnr::method::nearest, cnr::options{}, cnr::serial{})),
                "serial does not throw");
  static_assert(!noexcept(cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::nearest{}, {}, thrower)),
                "an executor may throw");
  std::vector<float> crop(2000 * 2000);
  EXPECT_THROW(static_cast<void>(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(),
                                                      {crop.data(), {1, 2000, 2000, 1}}, cnr::nearest{}, {}, thrower)),
               std::runtime_error);
}

TEST(CropAndResize, ReturnsATensorThatOwnsItsCrops) {
  using tensor = cnr::tensor<float, 4>;
  static_assert(std::is_nothrow_move_constructible<tensor>::value && std::is_nothrow_move_assignable<tensor>::value,
                "");
  static_assert(!std::is_copy_constructible<tensor>::value && !std::is_copy_assignable<tensor>::value);
  counted_image data;
  const auto crops = cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), cnr::crop_size{3, 3});
  EXPECT_EQ(crops.extents(), (std::array<std::ptrdiff_t, 4>{{1, 3, 3, 1}}));
  for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ(crops.data()[i], counted_image::expected[i]);
  EXPECT_EQ(crops(0, 2, 1, 0), 12);
  EXPECT_EQ(crops.view()(0, 2, 1, 0), 12);

  const cnr::image_view<std::uint8_t> constant = data.image();
  const cnr::tensor<float, 4> again = cnr::crop_and_resize(constant, data.boxes(), data.box_indices(), {3, 3},
                                                           cnr::method::nearest, cnr::options{1}, counting_executor{});
  EXPECT_EQ(again(0, 2, 1, 0), 12);
  EXPECT_EQ(again.extent(1), 3);
}

TEST(CropAndResize, AcceptsNoBoxesAndNoChannels) {
  counted_image data;
  EXPECT_TRUE(cnr::crop_and_resize(data.image(), {nullptr, {0, 4}}, {nullptr, {0}}, {nullptr, {0, 3, 3, 1}}));
  EXPECT_TRUE(cnr::crop_and_resize<std::uint8_t>({nullptr, {1, 5, 5, 0}}, data.boxes(), data.box_indices(),
                                                 {nullptr, {1, 3, 3, 0}}));
  EXPECT_TRUE(cnr::crop_and_resize<std::uint8_t>({nullptr, {0, 5, 5, 1}}, {nullptr, {0, 4}}, {nullptr, {0}},
                                                 {nullptr, {0, 3, 3, 1}}));
  const auto crops = cnr::crop_and_resize(data.image(), {nullptr, {0, 4}}, {nullptr, {0}}, cnr::crop_size{3, 3});
  EXPECT_EQ(crops.size(), 0U);
}

TEST(CropAndResize, ReadsNoPixelOutsideAnImageTooTallForFloat) {
  // One byte shown 2^31 - 1 times, as many as a ptrdiff_t of 32 bits can count. In float, the last coordinate is 2^31.
  const std::uint8_t pixel = 3;
  constexpr std::ptrdiff_t height = std::numeric_limits<std::int32_t>::max();
  const cnr::image_view<std::uint8_t> image(&pixel, {1, height, 1, 1}, {0, 0, 1, 1});
  const std::array<float, 4> box{{0.5F, 0, 1, 1}};
  const std::int32_t zero = 0;
  for (const auto method : {cnr::method::bilinear, cnr::method::nearest}) {
    std::array<float, 6> crop{};
    ASSERT_TRUE(cnr::crop_and_resize(image, {box.data(), {1, 4}}, {&zero, {1}}, {crop.data(), {1, 3, 2, 1}}, method));
    EXPECT_EQ(crop, (std::array<float, 6>{{3, 3, 3, 3, 3, 3}}));
  }
}

// Where float no longer tells all coordinates apart, and the last one rounds to a coordinate outside.
TEST(CropAndResize, ReachesTheLastElementOfAnImageTooLargeForFloat) {
  constexpr std::ptrdiff_t extent = (std::ptrdiff_t{1} << 24) + 4;
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(extent));
  pixels.back() = 77;
  const std::array<float, 4> box{{0, 0, 1, 1}};
  const std::int32_t zero = 0;
  const cnr::image_view<std::uint8_t> wide(pixels.data(), {1, 1, extent, 1});
  const cnr::image_view<std::uint8_t> tall(pixels.data(), {1, extent, 1, 1});
  for (const auto method : {cnr::method::bilinear, cnr::method::nearest}) {
    std::array<float, 40> crop{};
    ASSERT_TRUE(cnr::crop_and_resize(wide, {box.data(), {1, 4}}, {&zero, {1}}, {crop.data(), {1, 1, 40, 1}}, method));
    EXPECT_EQ(crop.back(), 77);
    crop = {};
    ASSERT_TRUE(cnr::crop_and_resize(tall, {box.data(), {1, 4}}, {&zero, {1}}, {crop.data(), {1, 40, 1, 1}}, method));
    EXPECT_EQ(crop.back(), 77);
  }
}

TEST(CropAndResize, ExtrapolatesFiniteBoxesThatOverflow) {
  counted_image data;
  const float huge = std::numeric_limits<float>::max();
  for (const auto& box : {std::array<float, 4>{{-huge, 0, huge, 1}}, std::array<float, 4>{{huge, 0, -huge, 1}},
                          std::array<float, 4>{{0, -huge, 1, huge}}}) {
    data.box = box;
    data.crop = counted_image::untouched;
    ASSERT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.crops(), cnr::bilinear{},
                                     cnr::options{9}));
    for (const float output : data.crop) EXPECT_EQ(output, 9);
  }
}

}  // namespace
