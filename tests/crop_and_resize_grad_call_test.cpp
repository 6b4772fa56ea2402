// SPDX-License-Identifier: MIT
//
// Every way to spell a call for a gradient, with answers that can be computed by hand.

#include "support/executors.hpp"
#include "support/prebuilt_grad.hpp"

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <stdexcept>
#include <vector>

namespace {

/// A 3x3 image of one channel, of which a box is cut that is columns 0 to 1 of rows 0 to 1, halfway between pixels.
struct small_call {
  std::array<float, 4> grads_data{{1, 2, 3, 4}};
  std::array<float, 9> image_data{{0, 1, 2, 10, 11, 12, 20, 21, 22}};
  std::array<float, 9> grad_image_data{{9, 9, 9, 9, 9, 9, 9, 9, 9}};
  std::array<float, 4> grad_boxes_data{{9, 9, 9, 9}};
  std::array<float, 4> box{{0.25F, 0.25F, 0.75F, 0.75F}};
  std::array<std::int32_t, 1> index{{0}};

  cnr::tensor_view<float, 4> grads() { return {grads_data.data(), {1, 2, 2, 1}}; }
  cnr::tensor_view<float, 4> image() { return {image_data.data(), {1, 3, 3, 1}}; }
  cnr::tensor_view<float, 2> boxes() { return {box.data(), {1, 4}}; }
  cnr::tensor_view<std::int32_t, 1> box_indices() { return {index.data(), {1}}; }
  cnr::tensor_view<float, 4> grad_image() { return {grad_image_data.data(), {1, 3, 3, 1}}; }
  cnr::tensor_view<float, 2> grad_boxes() { return {grad_boxes_data.data(), {1, 4}}; }

  static constexpr std::array<float, 9> by_image{{0.25F, 0.75F, 0.5F, 1, 2.5F, 1.5F, 0.75F, 1.75F, 1}};
  static constexpr std::array<float, 9> by_image_nearest{{0, 0, 0, 0, 1, 2, 0, 3, 4}};
  // The image rises by 10 a row and by 1 a column, rows and columns are 2 apart from 0 to 1, gradients add up to 10;
  // the first bound moves the first row or column, the second the other.
  static constexpr std::array<float, 4> by_boxes{{20 * 3, 2 * 4, 20 * 7, 2 * 6}};
};

TEST(CropAndResizeGrad, TakesTheElementTypeNamedAndBracesForItsViews) {
  small_call call;
  EXPECT_TRUE(cnr::crop_and_resize_grad_image<float>({call.grads_data.data(), {1, 2, 2, 1}}, {call.box.data(), {1, 4}},
                                                     {call.index.data(), {1}},
                                                     {call.grad_image_data.data(), {1, 3, 3, 1}}));
  EXPECT_EQ(call.grad_image_data, small_call::by_image);
  EXPECT_TRUE(cnr::crop_and_resize_grad_boxes<float>({call.grads_data.data(), {1, 2, 2, 1}},
                                                     {call.image_data.data(), {1, 3, 3, 1}}, {call.box.data(), {1, 4}},
                                                     {call.index.data(), {1}}, {call.grad_boxes_data.data(), {1, 4}}));
  EXPECT_EQ(call.grad_boxes_data, small_call::by_boxes);
}

TEST(CropAndResizeGrad, DeducesTheElementTypeFromMutableAndConstViews) {
  small_call call;
  EXPECT_TRUE(cnr::crop_and_resize_grad_image(call.grads(), call.boxes(), call.box_indices(), call.grad_image()));
  EXPECT_EQ(call.grad_image_data, small_call::by_image);
  EXPECT_TRUE(
      cnr::crop_and_resize_grad_boxes(call.grads(), call.image(), call.boxes(), call.box_indices(), call.grad_boxes()));
  EXPECT_EQ(call.grad_boxes_data, small_call::by_boxes);
  call.grad_boxes_data.fill(9);
  const cnr::image_view<float> constant = call.image();
  EXPECT_TRUE(cnr::crop_and_resize_grad_boxes(cnr::image_view<float>(call.grads()), constant, call.boxes(),
                                              call.box_indices(), call.grad_boxes()));
  EXPECT_EQ(call.grad_boxes_data, small_call::by_boxes);
}

TEST(CropAndResizeGrad, TakesASamplerOrAMethodAndAnExecutor) {
  small_call call;
  const auto lambda = [](std::ptrdiff_t count, double, const auto& body) { body(0, count); };
  EXPECT_TRUE(cnr::crop_and_resize_grad_image(call.grads(), call.boxes(), call.box_indices(), call.grad_image(),
                                              cnr::nearest{}, lambda));
  EXPECT_EQ(call.grad_image_data, small_call::by_image_nearest);
  std::function<void(std::ptrdiff_t, double, std::function<void(std::ptrdiff_t, std::ptrdiff_t)>)> erased = lambda;
  EXPECT_TRUE(cnr::crop_and_resize_grad_image(call.grads(), call.boxes(), call.box_indices(), call.grad_image(),
                                              cnr::method::bilinear, erased));
  EXPECT_EQ(call.grad_image_data, small_call::by_image);
  EXPECT_TRUE(cnr::crop_and_resize_grad_image(call.grads(), call.boxes(), call.box_indices(), call.grad_image(),
                                              cnr::to_method("nearest"), support::splitting_executor(2, 1)));
  EXPECT_EQ(call.grad_image_data, small_call::by_image_nearest);
  EXPECT_TRUE(cnr::crop_and_resize_grad_boxes(call.grads(), call.image(), call.boxes(), call.box_indices(),
                                              call.grad_boxes(), support::splitting_executor(2, 1)));
  EXPECT_EQ(call.grad_boxes_data, small_call::by_boxes);
}

/// The number of items of the one time that a call used its executor.
struct counting_executor {
  template <class Body>
  void operator()(std::ptrdiff_t count, double cost, Body& body) {  // takes lvalues alone, const ones, too
    ++calls;
    items = count;
    EXPECT_GT(cost, 0);
    body(std::ptrdiff_t{0}, count);
  }
  int calls = 0;
  std::ptrdiff_t items = 0;
};

TEST(CropAndResizeGrad, CutsOneLargeBoxIntoPieces) {
  small_call call;
  const std::vector<float> grads(400 * 400 * 3, 1.0F);
  const std::vector<float> image(300 * 300 * 3, 1.0F);
  std::vector<float> grad_image(image.size());
  const cnr::image_view<float> grads_view(grads.data(), {1, 400, 400, 3});
  counting_executor executor;
  EXPECT_TRUE(cnr::crop_and_resize_grad_image<float>(grads_view, call.boxes(), call.box_indices(),
                                                     {grad_image.data(), {1, 300, 300, 3}}, cnr::bilinear{}, executor));
  EXPECT_EQ(executor.calls, 1);
  EXPECT_GE(executor.items, 8);
  EXPECT_TRUE(cnr::crop_and_resize_grad_boxes<float>(grads_view, {image.data(), {1, 300, 300, 3}}, call.boxes(),
                                                     call.box_indices(), call.grad_boxes(), executor));
  EXPECT_EQ(executor.calls, 2);
  EXPECT_GE(executor.items, 8);
}

TEST(CropAndResizeGrad, IsNoexceptWithSerialAndLetsAnExecutorThrow) {
  small_call call;
  const auto thrower = [](std::ptrdiff_t, double, const auto&) { throw std::runtime_error("no threads"); };
  const auto grads = call.grads();
  const auto image = call.image();
  const cnr::boxes_view boxes = call.boxes();
  const cnr::box_indices_view indices = call.box_indices();
  const auto grad_image = call.grad_image();
  const auto grad_boxes = call.grad_boxes();
  static_assert(noexcept(cnr::crop_and_resize_grad_image(cnr::image_view<float>(grads), boxes, indices, grad_image)),
                "serial does not throw");
  static_assert(noexcept(cnr::crop_and_resize_grad_boxes(cnr::image_view<float>(grads), image, boxes, indices,
                                                         grad_boxes, cnr::serial{})),
                "serial does not throw");
  static_assert(!noexcept(cnr::crop_and_resize_grad_image(cnr::image_view<float>(grads), boxes, indices, grad_image,
                                                          cnr::method::nearest, thrower)),
                "an executor may throw");
  const std::vector<float> many(1000 * 1000);
  EXPECT_THROW(static_cast<void>(cnr::crop_and_resize_grad_boxes({many.data(), {1, 1000, 1000, 1}}, image, boxes,
                                                                 indices, grad_boxes, thrower)),
               std::runtime_error);
}

TEST(CropAndResizeGrad, WritesZerosWhereThereIsNothingToShareOut) {
  small_call call;
  EXPECT_TRUE(cnr::crop_and_resize_grad_image<float>({nullptr, {0, 2, 2, 1}}, {nullptr, {0, 4}}, {nullptr, {0}},
                                                     call.grad_image()));
  EXPECT_EQ(call.grad_image_data, (std::array<float, 9>{}));
  EXPECT_TRUE(cnr::crop_and_resize_grad_boxes<float>({nullptr, {1, 2, 2, 0}}, {nullptr, {1, 3, 3, 0}}, call.boxes(),
                                                     call.box_indices(), call.grad_boxes()));
  EXPECT_EQ(call.grad_boxes_data, (std::array<float, 4>{}));
  EXPECT_TRUE(cnr::crop_and_resize_grad_boxes<float>({nullptr, {0, 2, 2, 1}}, {nullptr, {0, 3, 3, 1}},
                                                     {nullptr, {0, 4}}, {nullptr, {0}}, {nullptr, {0, 4}}));
  EXPECT_TRUE(cnr::crop_and_resize_grad_image<float>({nullptr, {1, 2, 2, 0}}, call.boxes(), call.box_indices(),
                                                     {nullptr, {1, 3, 3, 0}}));
  call.box = {{2, 2, 3, 3}};
  call.grad_image_data.fill(9);
  call.grad_boxes_data.fill(9);
  EXPECT_TRUE(cnr::crop_and_resize_grad_image(call.grads(), call.boxes(), call.box_indices(), call.grad_image()));
  EXPECT_EQ(call.grad_image_data, (std::array<float, 9>{}));
  EXPECT_TRUE(
      cnr::crop_and_resize_grad_boxes(call.grads(), call.image(), call.boxes(), call.box_indices(), call.grad_boxes()));
  EXPECT_EQ(call.grad_boxes_data, (std::array<float, 4>{})) << "extrapolated outputs do not depend on the box";
}

TEST(CropAndResizeGrad, HasNothingToSayOfFiniteBoxesThatOverflow) {
  small_call call;
  const float huge = std::numeric_limits<float>::max();
  for (const auto& box : {std::array<float, 4>{{-huge, 0, huge, 1}}, std::array<float, 4>{{0, huge, 1, -huge}}}) {
    call.box = box;
    EXPECT_TRUE(cnr::crop_and_resize_grad_image(call.grads(), call.boxes(), call.box_indices(), call.grad_image()));
    EXPECT_EQ(call.grad_image_data, (std::array<float, 9>{}));
    EXPECT_TRUE(cnr::crop_and_resize_grad_boxes(call.grads(), call.image(), call.boxes(), call.box_indices(),
                                                call.grad_boxes()));
    EXPECT_EQ(call.grad_boxes_data, (std::array<float, 4>{}));
  }
}

TEST(CropAndResizeGrad, RoundsEachIncrementAndEachSumToTheElementsType) {
  // 2048 + 1 + 1 + ... stays 2048 in half, one by one, where the increments' own sum would have counted.
  const std::array<float, 5> grads{{2048, 1, 1, 1, 1}};
  std::array<float, 20> boxes{};
  const std::array<std::int32_t, 5> box_indices{};
  cnr::half sum{0x1234};
  EXPECT_TRUE(cnr::crop_and_resize_grad_image<cnr::half>({grads.data(), {5, 1, 1, 1}}, {boxes.data(), {5, 4}},
                                                         {box_indices.data(), {5}}, {&sum, {1, 1, 1, 1}}));
  EXPECT_EQ(sum.bits, 0x6800);
}

TEST(CropAndResizeGrad, SharesOutAWideCropOfNoWidthAtAll) {
  // The distance between the columns' coordinates underflows to -0.0.
  constexpr std::ptrdiff_t width = 1600;
  const std::vector<float> grads(static_cast<std::size_t>(width), 1.0F);
  std::array<float, 40> grad_image{};
  const std::array<float, 4> box{{0, 0, 0, -std::numeric_limits<float>::denorm_min()}};
  const std::int32_t zero = 0;
  for (const auto method : {cnr::method::bilinear, cnr::method::nearest}) {
    EXPECT_TRUE(cnr::crop_and_resize_grad_image<float>({grads.data(), {1, 1, width, 1}}, {box.data(), {1, 4}},
                                                       {&zero, {1}}, {grad_image.data(), {1, 1, 40, 1}}, method));
    EXPECT_EQ(grad_image[0], static_cast<float>(width));
    EXPECT_EQ(grad_image[1], 0);
  }
}

TEST(CropAndResizeGrad, SharesOutRowsWiderThanAnyPlan) {
  constexpr std::ptrdiff_t width = 3000;
  const std::vector<float> grads(static_cast<std::size_t>(width), 1.0F);
  std::vector<float> grad_image(static_cast<std::size_t>(width), 9.0F);
  const std::array<float, 4> box{{0, 0, 0, 1}};
  const std::int32_t zero = 0;
  EXPECT_TRUE(cnr::crop_and_resize_grad_image<float>({grads.data(), {1, 1, width, 1}}, {box.data(), {1, 4}},
                                                     {&zero, {1}}, {grad_image.data(), {1, 1, width, 1}}));
  float sum = 0;
  for (const float element : grad_image) sum += element;
  EXPECT_FLOAT_EQ(sum, static_cast<float>(width));
}

// Where float no longer tells all coordinates apart, and the last one rounds to a coordinate outside.
TEST(CropAndResizeGrad, ReachesTheLastElementOfAnImageTooLargeForFloat) {
  constexpr std::ptrdiff_t extent = (std::ptrdiff_t{1} << 24) + 4;
  std::vector<float> grad_image(static_cast<std::size_t>(extent));
  std::array<float, 40> grads;
  grads.fill(1);
  const std::array<float, 4> box{{0, 0, 1, 1}};
  const std::int32_t zero = 0;
  for (const auto method : {cnr::method::bilinear, cnr::method::nearest}) {
    ASSERT_TRUE(cnr::crop_and_resize_grad_image<float>({grads.data(), {1, 1, 40, 1}}, {box.data(), {1, 4}},
                                                       {&zero, {1}}, {grad_image.data(), {1, 1, extent, 1}}, method));
    EXPECT_EQ(grad_image.front(), 1);
    EXPECT_EQ(grad_image.back(), 1);
    ASSERT_TRUE(cnr::crop_and_resize_grad_image<float>({grads.data(), {1, 40, 1, 1}}, {box.data(), {1, 4}},
                                                       {&zero, {1}}, {grad_image.data(), {1, extent, 1, 1}}, method));
    EXPECT_EQ(grad_image.front(), 1);
    EXPECT_EQ(grad_image.back(), 1);
  }
}

// Where all taps are one pixel, TensorFlow finds no slope, though there is one on either side.
TEST(CropAndResizeGrad, OfABoxOnThePixelGridIsZero) {
  const std::array<float, 3> column{{0, 1, 4}};
  const std::array<float, 3> grads{{0, 1, 0}};
  const std::int32_t zero = 0;
  const auto gradient_of = [&](const std::array<float, 4>& box) {
    std::array<float, 4> by_box{};
    EXPECT_TRUE(cnr::crop_and_resize_grad_boxes<float>({grads.data(), {1, 3, 1, 1}}, {column.data(), {1, 3, 1, 1}},
                                                       {box.data(), {1, 4}}, {&zero, {1}}, {by_box.data(), {1, 4}}));
    return by_box;
  };
  EXPECT_EQ(gradient_of({{0, 0, 1, 0}}), (std::array<float, 4>{}));
  EXPECT_FLOAT_EQ(gradient_of({{-0.001F, 0, 0.999F, 0}})[0], 1);  // the slope above, and half of it for each bound
  EXPECT_FLOAT_EQ(gradient_of({{0.001F, 0, 1.001F, 0}})[2], 3);   // and below
}

// Executors get ranges of rows of a batch. Boxes of small crops are located once in each of them.
TEST(CropAndResizeGrad, OfSmallCropsIsTheSameRowByRow) {
  using arguments = cnr::detail::grad_image_arguments<float, cnr::bilinear>;
  constexpr std::array<std::ptrdiff_t, 4> extents{{2, 5, 4, 3}};
  constexpr std::ptrdiff_t num_boxes = 150;  // more than are located together
  std::vector<float> grads(num_boxes * 2 * 3 * 3);
  std::vector<float> boxes(num_boxes * 4);
  std::vector<std::int32_t> box_indices(num_boxes);
  for (std::size_t i = 0; i < grads.size(); ++i) grads[i] = static_cast<float>(i % 37) - 17.5F;
  for (std::size_t i = 0; i < boxes.size(); ++i) boxes[i] = static_cast<float>(i * 29 % 61) / 50 - 0.1F;
  for (std::size_t i = 0; i < box_indices.size(); ++i) box_indices[i] = i % 3 == 1 ? 1 : 0;
  std::vector<float> whole(2 * 5 * 4 * 3, -1);
  std::vector<float> rows(whole.size(), -1);
  const auto call_into = [&](std::vector<float>& image) {
    return arguments{{grads.data(), {num_boxes, 2, 3, 3}},
                     {boxes.data(), {num_boxes, 4}},
                     {box_indices.data(), {num_boxes}},
                     {image.data(), extents},
                     {}};
  };
  const arguments of_whole = call_into(whole);
  ASSERT_TRUE(cnr::crop_and_resize_grad_image(of_whole.grads, of_whole.boxes, of_whole.box_indices, of_whole.grad_image,
                                              cnr::bilinear{}));
  for (std::ptrdiff_t row = 0; row < 10; ++row) {
    cnr::detail::scatter_rows_on(cnr::active_target(), call_into(rows), {row, row + 1});
  }
  EXPECT_EQ(whole, rows);
}

}  // namespace
