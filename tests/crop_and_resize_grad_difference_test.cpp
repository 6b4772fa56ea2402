// SPDX-License-Identifier: MIT
//
// The gradients against finite differences of crop_and_resize, which is a formula in double here and shares nothing
// with the gradients' formulas. Boxes are chosen so that no coordinate is near a pixel, where the derivative jumps.

#include "support/prebuilt_grad.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace {

using support::pick;

constexpr std::ptrdiff_t height = 7;
constexpr std::ptrdiff_t width = 8;
constexpr std::ptrdiff_t channels = 2;

using box_type = std::array<double, 4>;

struct problem {
  std::ptrdiff_t crop_height;
  std::ptrdiff_t crop_width;
  std::vector<float> grads;
  std::vector<float> image;
  box_type box;

  double pixel(std::ptrdiff_t row, std::ptrdiff_t column, std::ptrdiff_t channel) const {
    return static_cast<double>(image[static_cast<std::size_t>((row * width + column) * channels + channel)]);
  }
  double grad(std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t channel) const {
    return static_cast<double>(grads[static_cast<std::size_t>((i * crop_width + j) * channels + channel)]);
  }
};

double coordinate(double low, double high, std::ptrdiff_t extent, std::ptrdiff_t crop_extent, std::ptrdiff_t i) {
  const auto last = static_cast<double>(extent - 1);
  if (crop_extent == 1) return 0.5 * (low + high) * last;
  return last * (low + (high - low) * static_cast<double>(i) / static_cast<double>(crop_extent - 1));
}

/// The sum of the crop's elements, each times its gradient: what has these gradients.
double loss(const problem& at, const box_type& box) {
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < at.crop_height; ++i) {
    const double y = coordinate(box[0], box[2], height, at.crop_height, i);
    if (y < 0 || y > height - 1) continue;
    for (std::ptrdiff_t j = 0; j < at.crop_width; ++j) {
      const double x = coordinate(box[1], box[3], width, at.crop_width, j);
      if (x < 0 || x > width - 1) continue;
      const auto top = static_cast<std::ptrdiff_t>(y);
      const auto left = static_cast<std::ptrdiff_t>(x);
      const double down = y - std::floor(y);
      const double right = x - std::floor(x);
      for (std::ptrdiff_t c = 0; c < channels; ++c) {
        const double above = at.pixel(top, left, c) * (1 - right) + at.pixel(top, left + 1, c) * right;
        const double below = at.pixel(top + 1, left, c) * (1 - right) + at.pixel(top + 1, left + 1, c) * right;
        sum += at.grad(i, j, c) * (above * (1 - down) + below * down);
      }
    }
  }
  return sum;
}

bool is_between_pixels(const problem& at) {
  const auto is_near_whole = [](double p) { return std::fabs(p - std::round(p)) < 0.02; };
  for (std::ptrdiff_t i = 0; i < at.crop_height; ++i) {
    if (is_near_whole(coordinate(at.box[0], at.box[2], height, at.crop_height, i))) return false;
  }
  for (std::ptrdiff_t j = 0; j < at.crop_width; ++j) {
    if (is_near_whole(coordinate(at.box[1], at.box[3], width, at.crop_width, j))) return false;
  }
  return true;
}

problem random_problem(support::random_engine& random) {
  std::normal_distribution<float> normal;
  std::uniform_real_distribution<float> bound(-0.2F, 1.2F);
  problem made{pick(random, 1, 5), pick(random, 1, 5), {}, std::vector<float>(height * width * channels), {}};
  made.grads.resize(static_cast<std::size_t>(made.crop_height * made.crop_width * channels));
  for (float& grad : made.grads) grad = normal(random);
  for (float& pixel : made.image) pixel = normal(random);
  do {
    for (double& each : made.box) each = static_cast<double>(bound(random));
  } while (!is_between_pixels(made));
  return made;
}

struct operands {
  explicit operands(const problem& from)
      : corners{{static_cast<float>(from.box[0]), static_cast<float>(from.box[1]), static_cast<float>(from.box[2]),
                 static_cast<float>(from.box[3])}},
        grads(from.grads.data(), {1, from.crop_height, from.crop_width, channels}),
        image(from.image.data(), {1, height, width, channels}) {}

  std::array<float, 4> corners;
  std::int32_t zero = 0;
  cnr::image_view<float> grads;
  cnr::image_view<float> image;
  cnr::boxes_view boxes{corners.data(), {1, 4}};
  cnr::box_indices_view box_indices{&zero, {1}};
};

TEST(GradientsAgainstFiniteDifferences, WithRegardToBoxesAreTheSlopesOfTheLoss) {
  auto random = support::seeded_engine();
  for (int round = 0; round < 300; ++round) {
    const problem at = random_problem(random);
    const operands call(at);
    std::array<float, 4> actual{};
    ASSERT_TRUE(
        cnr::crop_and_resize_grad_boxes(call.grads, call.image, call.boxes, call.box_indices, {actual.data(), {1, 4}}));
    for (std::size_t bound = 0; bound < 4; ++bound) {
      constexpr double step = 1e-5;
      box_type higher = at.box;
      box_type lower = at.box;
      higher[bound] += step;
      lower[bound] -= step;
      const double slope = (loss(at, higher) - loss(at, lower)) / (2 * step);
      EXPECT_NEAR(static_cast<double>(actual[bound]), slope, 2e-4 * (1 + std::fabs(slope))) << "bound " << bound;
    }
  }
}

TEST(GradientsAgainstFiniteDifferences, WithRegardToTheImageAreTheSlopesOfTheLoss) {
  auto random = support::seeded_engine();
  for (int round = 0; round < 50; ++round) {
    const problem at = random_problem(random);
    const operands call(at);
    std::vector<double> actual(at.image.size());
    ASSERT_TRUE(cnr::crop_and_resize_grad_image<double>(call.grads, call.boxes, call.box_indices,
                                                        {actual.data(), call.image.extents()}));
    for (std::size_t element = 0; element < actual.size(); ++element) {
      // The loss is linear in the image, so that any step will do.
      problem higher = at;
      problem lower = at;
      higher.image[element] += 1;
      lower.image[element] -= 1;
      const double step = static_cast<double>(higher.image[element]) - static_cast<double>(lower.image[element]);
      const double slope = (loss(higher, at.box) - loss(lower, at.box)) / step;
      EXPECT_NEAR(actual[element], slope, 1e-5) << "element " << element;
    }
  }
}

}  // namespace
