// SPDX-License-Identifier: MIT
//
// A caller's own sampler at every call site: Catmull-Rom bicubic, four taps along each axis, whose taps beyond the edge
// the library moves onto it. (A caller's own element type, support::pixel10, takes part in the random tests.)

#include "support/elements.hpp"
#include "support/prebuilt.hpp"
#include "support/target_tests.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/detail/forward/blocks.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <vector>

namespace support {

/// 8 bytes that may have any value but one.
struct lesser {
  static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::max();
  static inline bool is_none_read = false;  // not GoogleTest's macros, which would be compiled into all loops
  std::int64_t stored;
};

}  // namespace support

template <>
struct cnr::element_traits<support::lesser> {
  static float to_float(const support::lesser& element) noexcept {
    if (element.stored == support::lesser::none) support::lesser::is_none_read = true;
    return static_cast<float>(element.stored);
  }
};

#define CNR_DETAIL_TARGET_INCLUDE "detail/forward/vector/block_lookups.inl"
#include <crop_and_resize/detail/simd/for_each_unfused_target.inl>
#undef CNR_DETAIL_TARGET_INCLUDE

namespace {

struct bicubic {
  float sharpness = -0.5F;

  cnr::taps<4, std::array<float, 4>> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    const float t = coordinate - static_cast<float>(floor);
    return {{floor - 1, floor, floor + 1, floor + 2}, {{far(1 + t), near(t), near(1 - t), far(2 - t)}}};
  }

  float mix(const std::array<float, 4>& elements, const std::array<float, 4>& weights) const noexcept {
    float sum = 0;
    for (std::size_t i = 0; i < 4; ++i) sum += cnr::unfused_multiply(elements[i], weights[i]);
    return sum;
  }

 private:
  // The two pieces of the cubic convolution kernel (Keys 1981), for distances up to 1 and from 1 to 2.
  float near(float d) const { return ((sharpness + 2) * d - (sharpness + 3)) * d * d + 1; }
  float far(float d) const { return ((d - 5) * d + 8) * d * sharpness - 4 * sharpness; }
};

/// A smooth image: bicubic interpolation restores a quadratic exactly, away from the edges.
std::vector<float> quadratic(std::ptrdiff_t height, std::ptrdiff_t width) {
  std::vector<float> pixels;
  for (std::ptrdiff_t y = 0; y < height; ++y) {
    for (std::ptrdiff_t x = 0; x < width; ++x) pixels.push_back(static_cast<float>(y * y + 3 * x * x + x));
  }
  return pixels;
}

TEST(OwnSampler, InterpolatesAQuadraticWithoutError) {
  const auto pixels = quadratic(9, 9);
  const std::array<float, 4> box{{0.25F, 0.25F, 0.75F, 0.75F}};
  const std::int32_t zero = 0;
  const auto crops = cnr::crop_and_resize<float>({pixels.data(), {1, 9, 9, 1}}, {box.data(), {1, 4}}, {&zero, {1}},
                                                 cnr::crop_size{17, 17}, bicubic{});
  for (std::ptrdiff_t i = 0; i < 17; ++i) {
    for (std::ptrdiff_t j = 0; j < 17; ++j) {
      const float y = 2 + 0.25F * static_cast<float>(i);
      const float x = 2 + 0.25F * static_cast<float>(j);
      EXPECT_NEAR(crops(0, i, j, 0), y * y + 3 * x * x + x, 1e-3F) << i << ' ' << j;
    }
  }
}

TEST(OwnSampler, HasItsTapsMovedToTheEdgeAndKeepsItsState) {
  const std::vector<float> constant(4, 7.0F);
  const std::array<float, 4> box{{0, 0, 1, 1}};
  const std::int32_t zero = 0;
  for (const float sharpness : {-0.5F, -0.75F}) {
    std::vector<float> crop(25);
    const auto done = cnr::crop_and_resize<float>({constant.data(), {1, 2, 2, 1}}, {box.data(), {1, 4}}, {&zero, {1}},
                                                  {crop.data(), {1, 5, 5, 1}}, bicubic{sharpness}, cnr::options{-1});
    ASSERT_TRUE(done);
    for (const float output : crop) EXPECT_NEAR(output, 7, 1e-5F);
  }
}

TEST(OwnSampler, ReadsASingleRowAndASingleColumnOfAnyStride) {
  const auto pixels = quadratic(30, 30);
  const std::array<float, 4> box{{0, 0, 1, 1}};
  const cnr::boxes_view boxes(box.data(), {1, 4});
  for (const bool is_row : {true, false}) {
    const std::array<std::ptrdiff_t, 4> extents{{1, is_row ? 1 : 60, is_row ? 60 : 1, 1}};
    // The stride of the axis of one element means nothing.
    const std::array<std::ptrdiff_t, 4> strides{{0, is_row ? 7 : 3, is_row ? 3 : 7, 0}};
    const cnr::image_view<float> sparse(pixels.data(), extents, strides);
    std::vector<float> dense;
    for (std::ptrdiff_t i = 0; i < 60; ++i) dense.push_back(pixels[static_cast<std::size_t>(3 * i)]);
    const auto expected = cnr::crop_and_resize<float>({dense.data(), extents}, boxes, cnr::first_image(1),
                                                      cnr::crop_size{200, 200}, bicubic{});
    const auto actual = cnr::crop_and_resize(sparse, boxes, cnr::first_image(1), cnr::crop_size{200, 200}, bicubic{});
    for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_EQ(actual.data()[i], expected.data()[i]) << i;
  }
}

// From 2^24 on, floats are not all whole numbers: the coordinate of the image's end is one of an element after it.
TEST(OwnElement, IsReadToTheEndOfALongAxisAndNotBeyond) {
  constexpr std::ptrdiff_t length = (std::ptrdiff_t{1} << 24) + 4;
  std::vector<support::pixel10> pixels(static_cast<std::size_t>(length + 1), support::pixel10{0});
  pixels[static_cast<std::size_t>(length - 1)] = {0x8000};
  pixels.back() = {0xffff};
  const float last = cnr::element_traits<support::pixel10>::to_float({0x8000});
  for (const bool is_row : {true, false}) {
    const cnr::image_view<support::pixel10> image(pixels.data(), {1, is_row ? 1 : length, is_row ? length : 1, 1},
                                                  {0, is_row ? 0 : 1, is_row ? 1 : 0, 0});
    const std::array<float, 4> box{{is_row ? 0.0F : 0.999F, is_row ? 0.999F : 0.0F, 1, 1}};
    for (const auto method : {cnr::method::bilinear, cnr::method::nearest}) {
      const auto crops =
          cnr::crop_and_resize(image, {box.data(), {1, 4}}, cnr::first_image(1), cnr::crop_size{9, 9}, method);
      EXPECT_EQ(crops(0, 8, 8, 0), last) << (is_row ? "columns" : "rows");
      EXPECT_EQ(crops(0, 0, 0, 0), 0) << (is_row ? "columns" : "rows");
    }
  }
}

// What is between the pixels of a row may be no elements.
TEST(OwnElement, IsNotReadBetweenPixels) {
  using number = support::lesser;
  for (const std::ptrdiff_t channels : {2, 3, 4, 5, 9, 70}) {
    for (const std::ptrdiff_t stride : {channels + 1, channels + 7, -channels - 1}) {
      constexpr std::ptrdiff_t columns = 20;
      const std::ptrdiff_t row = columns * std::abs(stride);
      std::vector<number> numbers(static_cast<std::size_t>(3 * row), number{number::none});
      number* const first = numbers.data() + (stride < 0 ? row + stride : 0);
      const cnr::image_view<number> image(first, {1, 3, columns, channels}, {0, row, stride, 1});
      for (std::ptrdiff_t i = 0; i < 3 * columns * channels; ++i) {
        const std::ptrdiff_t column = i / channels % columns;
        first[i / (columns * channels) * row + column * stride + i % channels].stored = column;
      }
      const std::array<float, 4> box{{0, 0, 1, 1}};
      number::is_none_read = false;
      const auto crops =
          cnr::crop_and_resize(image, {box.data(), {1, 4}}, cnr::first_image(1), cnr::crop_size{4, 39}, bicubic{});
      EXPECT_EQ(crops(0, 3, 20, channels - 1), 10);
      EXPECT_FALSE(number::is_none_read) << channels << " channels, pixels " << stride << " apart";
    }
  }
}

/// The element at a coordinate, which must be one of the image.
struct strict_nearest {
  cnr::taps<1, cnr::no_weight> locate(float coordinate, std::int64_t extent) const noexcept {
    EXPECT_TRUE(coordinate >= 0 && coordinate <= static_cast<float>(extent - 1)) << coordinate;
    return {{static_cast<std::int64_t>(coordinate)}, {}};
  }
  float mix(const std::array<float, 1>& elements, cnr::no_weight /*weight*/) const noexcept { return elements[0]; }
};

TEST(OwnSampler, IsAskedForCoordinatesOnTheImageAlone) {
  const std::vector<float> pixels(30, 7.0F);
  const std::array<float, 8> corners{{-1, -1, 2, 2, 1.5F, 0.2F, 3, 0.4F}};
  for (const std::ptrdiff_t side : {1, 2, 3, 20}) {
    std::vector<float> crops(static_cast<std::size_t>(2 * side * side));
    ASSERT_TRUE(cnr::crop_and_resize<float>({pixels.data(), {1, 5, 6, 1}}, {corners.data(), {2, 4}},
                                            cnr::first_image(2), {crops.data(), {2, side, side, 1}}, strict_nearest{}));
  }
}

/// `Count` elements from the coordinate's on.
template <std::size_t Count>
struct neighbours {
  cnr::taps<Count, float> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    cnr::taps<Count, float> located{};
    for (std::size_t i = 0; i < Count; ++i) {
      located.index[i] = static_cast<std::int64_t>(coordinate) + static_cast<std::int64_t>(i);
    }
    return located;
  }
  float mix(const std::array<float, Count>& elements, float /*weight*/) const noexcept { return elements[0]; }
};

/// The tables that find columns of the crop which are `step` columns of the image apart.
template <class V, class T, std::size_t Taps>
int tables(std::ptrdiff_t step, std::ptrdiff_t columns = 16, std::ptrdiff_t channels = 1,
           std::ptrdiff_t readable = 10000) {
  cnr::options in_pixels;
  in_pixels.boxes = cnr::box_format::yxyx_pixels;
  const cnr::detail::axis x(0, static_cast<float>(step * (columns - 1)), 10000, columns, in_pixels);
  return V::template tables<T, neighbours<Taps>>(x, columns, channels, readable);
}

// Bytes and halfwords of windows of four outputs, in one or two tables of 16 bytes. All ways compute the same bytes.
template <class V>
void expect_lookups_as_far_as_tables_reach() {
  using byte = std::uint8_t;
  using word = std::int16_t;
  EXPECT_EQ((tables<V, byte, 1>(5)), 1);
  EXPECT_EQ((tables<V, byte, 1>(6)), 2);
  EXPECT_EQ((tables<V, byte, 2>(10)), 2);
  EXPECT_EQ((tables<V, byte, 2>(11)), 0);
  EXPECT_EQ((tables<V, byte, 3>(10)), 0);
  EXPECT_EQ((tables<V, word, 2>(2)), 1);
  EXPECT_EQ((tables<V, word, 3>(2)), 2);
  EXPECT_EQ((tables<V, word, 1>(5)), 2);
  EXPECT_EQ((tables<V, word, 1>(6)), 0);
  EXPECT_EQ((tables<V, byte, 8>(2)), 1);
  EXPECT_EQ((tables<V, byte, 9>(2)), -1);
  EXPECT_EQ((tables<V, float, 1>(1)), -1);
  // Three outputs of a pixel, and one of the next one.
  EXPECT_EQ((tables<V, byte, 1>(5, 16, 3)), 1);
  EXPECT_EQ((tables<V, byte, 1>(6, 16, 3)), 2);
  EXPECT_EQ((tables<V, byte, 1>(10, 16, 3)), 2);
  EXPECT_EQ((tables<V, byte, 1>(11, 16, 3)), 0);
  // Rows have to be as long as the tables, but not longer than indices reach.
  EXPECT_EQ((tables<V, byte, 1>(5, 4, 1, 16)), 1);
  EXPECT_EQ((tables<V, byte, 1>(5, 4, 1, 15)), 0);
  EXPECT_EQ((tables<V, byte, 1>(6, 4, 1, 32)), 2);
  EXPECT_EQ((tables<V, byte, 1>(6, 4, 1, 31)), 0);
  EXPECT_EQ((tables<V, word, 1>(1, 4, 1, 8)), 1);
  EXPECT_EQ((tables<V, word, 1>(1, 4, 1, 7)), 0);
  EXPECT_EQ((tables<V, word, 1>(1, 4, 1, std::ptrdiff_t{1} << 29)), 1);
  EXPECT_EQ((tables<V, word, 1>(1, 4, 1, (std::ptrdiff_t{1} << 29) + 1)), 0);
  // Indices of so many outputs have room.
  EXPECT_EQ((tables<V, byte, 2>(1, 192, 4)), 1);
  EXPECT_EQ((tables<V, byte, 2>(1, 193, 4)), 0);
  EXPECT_EQ((tables<V, byte, 3>(1, 96, 4)), 1);
  EXPECT_EQ((tables<V, byte, 3>(1, 97, 4)), 0);
}

TEST(OwnSampler, OfShortElementsFindsThemByLookupsAsFarAsTablesReach) {
  support::for_each_vector_target([](auto tag) {
    // Vectors of AVX-512 are not for samplers of callers.
    if constexpr (tag.id != cnr::target::avx512 && tag.id != cnr::target::avx512vbmi) {
      expect_lookups_as_far_as_tables_reach<decltype(block_lookup_choices_of(tag))>();
    }
  });
}

}  // namespace
