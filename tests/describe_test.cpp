// SPDX-License-Identifier: MIT
//
// What describe writes of results that calls returned: the sentence and the numbers, in memory of any size.

#include "support/prebuilt.hpp"
#include "support/prebuilt_grad.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/crop_and_resize_grad.hpp>
#include <crop_and_resize/describe.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace {

constexpr float inf = std::numeric_limits<float>::infinity();

/// The arguments of a call that succeeds.
struct arguments {
  std::vector<std::uint8_t> pixels = std::vector<std::uint8_t>(2 * 5 * 6 * 3);
  std::array<float, 8> corners{{0, 0.25F, 1, 0.5F, 0, 0, 1, 1}};
  std::array<std::int32_t, 2> indices{{0, 1}};
  std::vector<float> output = std::vector<float>(2 * 3 * 4 * 4);
  cnr::image_view<std::uint8_t> image{pixels.data(), {2, 5, 6, 3}};
  cnr::boxes_view boxes{corners.data(), {2, 4}};
  cnr::box_indices_view box_indices{indices.data(), {2}};
  cnr::crops_view<float> crops{output.data(), {2, 4, 4, 3}};
  cnr::options settings;

  std::string describe_call() const {
    std::array<char, 512> text{};
    const cnr::result done = cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::bilinear{}, settings);
    EXPECT_EQ(cnr::describe(done, text.data(), text.size(), image, boxes, box_indices, crops, settings), text.data());
    return text.data();
  }
};

TEST(Describe, SaysNoMoreThanOkOfASuccess) { EXPECT_EQ(arguments{}.describe_call(), "ok"); }

TEST(Describe, NamesABoxIndexAndTheBatch) {
  arguments bad;
  bad.indices[1] = -7;
  EXPECT_EQ(bad.describe_call(), "each of box_indices must be in [0, batch) (box_indices[1] = -7, batch 2)");
}

TEST(Describe, NamesTheCoordinatesOfABox) {
  arguments bad;
  bad.corners = {{0, 0, 1, 1, 0, 0.1F, -inf, 1e20F}};
  EXPECT_EQ(bad.describe_call(), "box coordinates must be finite (boxes[1] = [0, 0.100000001, -inf, 1.00000002e+20])");
}

TEST(Describe, NamesTheNumbersOfOptions) {
  arguments bad;
  bad.settings.border = static_cast<cnr::border_mode>(7);
  bad.settings.boxes = cnr::box_format::xywh_pixels;
  EXPECT_EQ(bad.describe_call(),
            "options::border must be extrapolate, replicate or isolate (coordinates 0, border 7, boxes 4)");
}

TEST(Describe, NamesTheAxesOfAllTensors) {
  arguments bad;
  bad.crops = {bad.output.data(), {2, 4, 0, 3}};
  EXPECT_EQ(bad.describe_call(),
            "crop height and width must be in [1, 2147483647] (image [2, 5, 6, 3] strides [90, 18, 3, 1], boxes [2, 4] "
            "strides [4, 1], box_indices [2] strides [1], crops [2, 4, 0, 3] strides [0, 0, 3, 1])");
}

TEST(Describe, NamesScaleAndBias) {
  const arguments good;
  const float one = 1;
  const auto destination = cnr::normalized(good.crops, {&one, {3}, {0}}, {&one, {2}, {0}});
  const cnr::result done = cnr::crop_and_resize(good.image, good.boxes, good.box_indices, destination);
  std::array<char, 512> text{};
  EXPECT_STREQ(
      cnr::describe(done, text.data(), text.size(), good.image, good.boxes, good.box_indices, destination),
      "bias must have as many channels as the image (image [2, 5, 6, 3] strides [90, 18, 3, 1], boxes [2, 4] strides "
      "[4, 1], box_indices [2] strides [1], crops [2, 4, 4, 3] strides [48, 12, 3, 1], scale [3] strides [0], bias [2] "
      "strides [0])");
}

/// What follows the numbers.
std::string hint_of(const std::string& text) {
  const std::size_t at = text.find(';');
  return at == std::string::npos ? "" : text.substr(at);
}

TEST(Describe, SaysThatAnOrderIsNoPermutation) {
  arguments bad;
  bad.image = bad.image.permuted({0, 1, 1, 3});
  EXPECT_EQ(hint_of(bad.describe_call()), "; the order that permuted() was given is no permutation)");
  bad.image = {bad.pixels.data(), {-1, 5, 6, 3}};
  EXPECT_NE(bad.describe_call().find("image extents must not be negative (image [-1, 5, 6, 3]"), std::string::npos);
  EXPECT_EQ(hint_of(bad.describe_call()), "");
  arguments crops;
  crops.crops = crops.crops.permuted({0, 2, 3, 4});
  EXPECT_EQ(crops.describe_call().substr(0, 35), "crops extents must not be negative ");
  EXPECT_EQ(hint_of(crops.describe_call()), "; the order that permuted() was given is no permutation)");
}

TEST(Describe, SaysThatPlanesArePassedForPixels) {
  arguments bad;
  bad.crops = {bad.output.data(), {2, 3, 4, 4}};
  EXPECT_EQ(hint_of(bad.describe_call()), "; if the crops are NCHW, pass crops.permuted({0, 2, 3, 1}))");
  bad.crops = {bad.output.data(), {2, 4, 4, 3}};
  bad.image = {bad.pixels.data(), {2, 3, 5, 6}};
  EXPECT_EQ(hint_of(bad.describe_call()), "; if the image is NCHW, pass image.permuted({0, 2, 3, 1}))");
  bad.crops = {bad.output.data(), {2, 3, 4, 4}};
  EXPECT_EQ(hint_of(bad.describe_call()),
            "; if both are NCHW, pass image.permuted({0, 2, 3, 1}) and crops.permuted({0, 2, 3, 1}))");
  bad.crops = {bad.output.data(), {2, 4, 4, 1}};
  EXPECT_EQ(hint_of(bad.describe_call()), "");
  // Heights that agree are no channels.
  bad.image = {bad.pixels.data(), {1, 4, 6, 3}};
  EXPECT_EQ(hint_of(bad.describe_call()), "");
}

TEST(Describe, NamesTheImageAtFault) {
  const arguments good;
  std::array<cnr::image_view<std::uint8_t>, 2> frames{
      {{good.pixels.data(), {1, 5, 6, 3}}, {good.pixels.data(), {1, 4, 4, 4}}}};
  const cnr::images_view<std::uint8_t> images(frames.data(), {2});
  std::array<char, 512> text{};
  const auto describe_call = [&](const cnr::box_indices_view& box_indices) {
    const cnr::result done = cnr::crop_and_resize(images, good.boxes, box_indices, good.crops);
    return std::string(cnr::describe(done, text.data(), text.size(), images, good.boxes, box_indices, good.crops));
  };
  EXPECT_EQ(describe_call(good.box_indices).substr(0, 168),
            "each of images must have as many channels as the first (images[1] [1, 4, 4, 4] strides [64, 16, 4, 1], "
            "images[0] [1, 5, 6, 3] strides [90, 18, 3, 1], images [2] strides");
  frames[1] = {good.pixels.data(), {1, 0, 4, 3}};
  EXPECT_EQ(describe_call(good.box_indices).substr(0, 98),
            "image height and width must be in [1, 2147483647] (images[1] [1, 0, 4, 3] strides [0, 12, 3, 1], i");
  frames[1] = {good.pixels.data(), {1, 4, 4, 3}};
  const std::array<std::int32_t, 2> beyond{{0, 2}};
  EXPECT_EQ(describe_call({beyond.data(), {2}}),
            "each of box_indices must be in [0, batch) (box_indices[1] = 2, images 2)");
}

TEST(Describe, NamesTheTensorsOfGradients) {
  arguments bad;
  std::array<float, 8> by_boxes{};
  std::vector<float> by_pixels(2 * 5 * 6 * 3);
  const cnr::tensor_view<const float, 4> grads = bad.crops;
  const cnr::tensor_view<float, 4> grad_image(by_pixels.data(), {2, 5, 6, 2});
  const cnr::tensor_view<float, 2> grad_boxes(by_boxes.data(), {1, 4});
  std::array<char, 512> text{};
  EXPECT_STREQ(cnr::describe_grad_image(cnr::crop_and_resize_grad_image(grads, bad.boxes, bad.box_indices, grad_image),
                                        text.data(), text.size(), grads, bad.boxes, bad.box_indices, grad_image),
               "grads must have as many channels as the image (boxes [2, 4] strides [4, 1], box_indices [2] strides "
               "[1], grads [2, 4, 4, 3] strides [48, 12, 3, 1], grad_image [2, 5, 6, 2] strides [60, 12, 2, 1])");
  EXPECT_STREQ(
      cnr::describe_grad_boxes(
          cnr::crop_and_resize_grad_boxes(grads, bad.image, bad.boxes, bad.box_indices, grad_boxes), text.data(),
          text.size(), grads, bad.image, bad.boxes, bad.box_indices, grad_boxes),
      "grad_boxes must have shape [num_boxes, 4] (image [2, 5, 6, 3] strides [90, 18, 3, 1], boxes [2, 4] strides [4, "
      "1], box_indices [2] strides [1], grads [2, 4, 4, 3] strides [48, 12, 3, 1], grad_boxes [1, 4] strides [4, 1])");
}

TEST(Describe, LeavesOutWhatHasNoRoom) {
  arguments bad;
  bad.indices[0] = 1234567890;
  const cnr::result done = cnr::crop_and_resize(bad.image, bad.boxes, bad.box_indices, bad.crops);
  const std::string whole = bad.describe_call();
  for (std::size_t size = 0; size <= whole.size() + 1; ++size) {
    std::string text(whole.size() + 4, '#');
    const char* const described = cnr::describe(done, &text[0], size, bad.image, bad.boxes, bad.box_indices, bad.crops);
    ASSERT_EQ(described, whole.substr(0, size == 0 ? 0 : size - 1));
    ASSERT_EQ(text.substr(size), std::string(text.size() - size, '#')) << "beyond the end";
  }
}

// As the manual promises: numbers of ten digits, strides with their sign, of all tensors that a call can have.
TEST(Describe, HasRoomInSevenHundredCharacters) {
  constexpr std::ptrdiff_t extent = sizeof(std::ptrdiff_t) > 4 ? static_cast<std::ptrdiff_t>(9999999999) : PTRDIFF_MAX;
  const std::array<std::ptrdiff_t, 4> extents{{extent, extent, extent, extent}};
  const std::array<std::ptrdiff_t, 4> strides{{-extent, -extent, -extent, -extent}};
  const arguments good;
  const cnr::image_view<std::uint8_t> image(good.pixels.data(), extents, strides);
  const std::array<cnr::image_view<std::uint8_t>, 2> frames{{image, image}};
  const cnr::images_view<std::uint8_t> images(frames.data(), {{2}});
  const cnr::boxes_view boxes(good.corners.data(), {{extent, extent}}, {{-extent, -extent}});
  const cnr::box_indices_view box_indices(good.indices.data(), {{extent}}, {{-extent}});
  const cnr::channels_view factors(good.corners.data(), {{extent}}, {{-extent}});
  const auto crops = cnr::normalized(cnr::crops_view<float>(good.crops.data(), extents, strides), factors, factors);
  std::array<char, 2000> text{};
  std::size_t longest = 0;
  for (int number = 1; number < 1000; ++number) {
    const cnr::result error{static_cast<cnr::errc>(number), 1};
    // These read the boxes.
    if (error.code == cnr::errc::box_not_finite || error.code == cnr::errc::box_index_out_of_range) continue;
    const std::size_t of_list =
        std::strlen(cnr::describe(error, text.data(), text.size(), images, boxes, box_indices, crops));
    const std::size_t of_batch =
        std::strlen(cnr::describe(error, text.data(), text.size(), image, boxes, box_indices, crops));
    longest = std::max(longest, std::max(of_list, of_batch));
  }
  EXPECT_GT(longest, 500U);
  // Where axes seem to be in another order, up to 60 characters say so.
  EXPECT_LT(longest + 60, 700U);
}

TEST(Describe, ReadsNoBoxThatTheArgumentsDoNotHave) {
  const arguments good;
  std::array<char, 512> text{};
  for (const cnr::errc code : {cnr::errc::box_not_finite, cnr::errc::box_index_out_of_range}) {
    // Two boxes of another call; the view has one.
    const cnr::boxes_view one(good.corners.data(), {1, 4});
    const cnr::box_indices_view one_index(good.indices.data(), {1});
    const std::string expected = std::string(cnr::message(code)) + " (image [2, 5, 6, 3]";
    const auto describe_call = [&](const cnr::boxes_view& boxes, const cnr::box_indices_view& box_indices) {
      return std::string(
          cnr::describe({code, 1}, text.data(), text.size(), good.image, boxes, box_indices, good.crops));
    };
    EXPECT_EQ(describe_call(one, good.box_indices).find(expected), 0U);
    if (code == cnr::errc::box_index_out_of_range) {
      EXPECT_EQ(describe_call(good.boxes, one_index).find(expected), 0U);
    }
  }
}

}  // namespace
