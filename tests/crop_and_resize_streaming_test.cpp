// SPDX-License-Identifier: MIT
//
// Crops too large for the caches are written past them, by other instructions: they hold what the same boxes give one
// by one, at every alignment, and nothing beside them is touched.

#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/prebuilt.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <random>
#include <vector>

namespace {

struct shape {
  std::ptrdiff_t image_height, image_width, channels, crop_height, crop_width;
  std::ptrdiff_t offset;  // of the crops, in bytes, from a line of the caches
};

void PrintTo(const shape& s, std::ostream* out) {
  *out << s.image_height << 'x' << s.image_width << 'x' << s.channels << " to " << s.crop_height << 'x' << s.crop_width
       << " at " << s.offset;
}

class CropAndResizeStreaming : public ::testing::TestWithParam<shape> {};

template <class T, class Sampler>
void check(const shape& s, const Sampler& sampler) {
  constexpr float untouched = 12345.678F;
  constexpr std::ptrdiff_t margin = 64;
  auto random = support::seeded_engine();
  const std::ptrdiff_t crop_size = s.crop_height * s.crop_width * s.channels;
  const std::ptrdiff_t num_boxes = (std::ptrdiff_t{8} << 20) / crop_size + 1;
  const std::array<std::ptrdiff_t, 4> image_extents{{1, s.image_height, s.image_width, s.channels}};
  std::vector<T> pixels(static_cast<std::size_t>(s.image_height * s.image_width * s.channels));
  for (T& pixel : pixels) pixel = support::random_element<T>(random);
  std::vector<float> boxes(static_cast<std::size_t>(num_boxes) * 4);
  std::uniform_real_distribution<float> bound(-0.2F, 1.2F);
  for (float& each : boxes) each = bound(random);
  const std::vector<std::int32_t> box_indices(static_cast<std::size_t>(num_boxes), 0);

  // A margin of lines on both sides, wherever the vector's own memory begins.
  std::vector<float> crops(static_cast<std::size_t>(num_boxes * crop_size + 4 * margin), untouched);
  void* line = crops.data() + margin;
  std::size_t room = static_cast<std::size_t>(margin) * sizeof(float);
  ASSERT_NE(std::align(64, 4, line, room), nullptr);
  const std::ptrdiff_t first = static_cast<float*>(line) - crops.data() + s.offset / 4;
  ASSERT_EQ(reinterpret_cast<std::uintptr_t>(crops.data() + first) % 64, static_cast<std::uintptr_t>(s.offset));
  ASSERT_TRUE(cnr::crop_and_resize<T>(
      {pixels.data(), image_extents}, {boxes.data(), {num_boxes, 4}}, {box_indices.data(), {num_boxes}},
      {crops.data() + first, {num_boxes, s.crop_height, s.crop_width, s.channels}}, sampler, cnr::options{7}));

  std::vector<float> expected(static_cast<std::size_t>(crop_size));
  std::ptrdiff_t differing = 0;
  for (std::ptrdiff_t box = 0; box < num_boxes; ++box) {
    ASSERT_TRUE(cnr::crop_and_resize<T>(
        {pixels.data(), image_extents}, {&boxes[static_cast<std::size_t>(4 * box)], {1, 4}}, {box_indices.data(), {1}},
        {expected.data(), {1, s.crop_height, s.crop_width, s.channels}}, sampler, cnr::options{7}));
    for (std::ptrdiff_t i = 0; i < crop_size; ++i) {
      const float actual = crops[static_cast<std::size_t>(first + box * crop_size + i)];
      if (!support::same(expected[static_cast<std::size_t>(i)], actual)) ++differing;
    }
  }
  EXPECT_EQ(differing, 0);
  for (std::ptrdiff_t i = 0; i < first; ++i) EXPECT_EQ(crops[static_cast<std::size_t>(i)], untouched) << i;
  for (auto i = static_cast<std::size_t>(first + num_boxes * crop_size); i < crops.size(); ++i) {
    EXPECT_EQ(crops[i], untouched) << i;
  }
}

TEST_P(CropAndResizeStreaming, EqualsBoxByBox) {
  check<std::uint8_t>(GetParam(), cnr::bilinear{});
  check<float>(GetParam(), cnr::nearest{});
  check<double>(GetParam(), cnr::bilinear{});
  check<cnr::half>(GetParam(), cnr::bilinear{});
}

// The channel counts are those around whole numbers of lines and of vectors, above and below what one loop of the
// vector kernels covers.
INSTANTIATE_TEST_SUITE_P(
    Shapes, CropAndResizeStreaming,
    ::testing::Values(shape{30, 40, 1, 7, 5, 0}, shape{30, 40, 1, 64, 64, 4}, shape{90, 70, 3, 61, 67, 60},
                      shape{20, 30, 3, 200, 300, 32}, shape{12, 9, 20, 14, 14, 0}, shape{12, 9, 64, 7, 7, 0},
                      shape{12, 9, 64, 7, 7, 60}, shape{5, 6, 400, 3, 5, 0}, shape{5, 6, 400, 3, 5, 4},
                      shape{5, 6, 401, 3, 5, 60}, shape{5, 6, 512, 4, 4, 0}, shape{5, 6, 512, 4, 4, 16},
                      shape{5, 6, 751, 3, 4, 0}, shape{5, 6, 751, 3, 4, 60}, shape{5, 6, 752, 3, 4, 4},
                      shape{5, 6, 753, 3, 4, 32}, shape{5, 6, 768, 3, 4, 0}, shape{5, 6, 768, 3, 4, 60}));

}  // namespace
