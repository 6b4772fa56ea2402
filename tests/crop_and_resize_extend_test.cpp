// SPDX-License-Identifier: MIT
//
// A caller's own sampler at every call site: Catmull-Rom bicubic, four taps along each axis, whose taps beyond the edge
// the library moves onto it. (A caller's own element type, support::pixel10, takes part in the random tests.)

#include "support/elements.hpp"
#include "support/guarded.hpp"
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

/// A number that may have any value but one.
template <class Number>
struct lesser {
  static constexpr Number none = std::numeric_limits<Number>::max();
  static inline bool is_none_read = false;  // not GoogleTest's macros, which would be compiled into all loops
  Number stored;
};

}  // namespace support

template <class Number>
struct cnr::element_traits<support::lesser<Number>> {
  static float to_float(const support::lesser<Number>& element) noexcept {
    if (element.stored == support::lesser<Number>::none) support::lesser<Number>::is_none_read = true;
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
    return {{floor - 1, floor, floor + 1, floor + 2}, {{outer(1 + t), inner(t), inner(1 - t), outer(2 - t)}}};
  }

  float mix(const std::array<float, 4>& elements, const std::array<float, 4>& weights) const noexcept {
    float sum = 0;
    for (std::size_t i = 0; i < 4; ++i) sum += cnr::unfused_multiply(elements[i], weights[i]);
    return sum;
  }

 private:
  // The two pieces of the cubic convolution kernel (Keys 1981), for distances up to 1 and from 1 to 2.
  float inner(float d) const { return ((sharpness + 2) * d - (sharpness + 3)) * d * d + 1; }
  float outer(float d) const { return ((d - 5) * d + 8) * d * sharpness - 4 * sharpness; }
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
    for (const std::ptrdiff_t step : {2, 3}) {
      const std::array<std::ptrdiff_t, 4> extents{{1, is_row ? 1 : 60, is_row ? 60 : 1, 1}};
      // The stride of the axis of one element means nothing.
      const std::array<std::ptrdiff_t, 4> strides{{0, is_row ? 7 : step, is_row ? step : 7, 0}};
      const cnr::image_view<float> sparse(pixels.data(), extents, strides);
      std::vector<float> dense;
      for (std::ptrdiff_t i = 0; i < 60; ++i) dense.push_back(pixels[static_cast<std::size_t>(step * i)]);
      const auto expected = cnr::crop_and_resize<float>({dense.data(), extents}, boxes, cnr::first_image(1),
                                                        cnr::crop_size{200, 200}, bicubic{});
      const auto actual = cnr::crop_and_resize(sparse, boxes, cnr::first_image(1), cnr::crop_size{200, 200}, bicubic{});
      for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_EQ(actual.data()[i], expected.data()[i]) << i;
    }
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

/// Whether something is read between the pixels of an image of numbers whose values are their columns.
template <class Number>
bool is_read_between_pixels(std::ptrdiff_t rows, std::ptrdiff_t columns, std::ptrdiff_t channels,
                            std::ptrdiff_t row_stride, std::ptrdiff_t column_stride) {
  using number = support::lesser<Number>;
  const std::ptrdiff_t before = column_stride < 0 ? (1 - columns) * column_stride : 0;
  const std::ptrdiff_t size = (rows - 1) * row_stride + (columns - 1) * std::abs(column_stride) + channels;
  std::vector<number> numbers(static_cast<std::size_t>(size), number{number::none});
  number* const first = numbers.data() + before;
  const cnr::image_view<number> image(first, {1, rows, columns, channels}, {0, row_stride, column_stride, 1});
  for (std::ptrdiff_t i = 0; i < rows * columns * channels; ++i) {
    const std::ptrdiff_t column = i / channels % columns;
    first[i / (columns * channels) * row_stride + column * column_stride + i % channels].stored =
        static_cast<Number>(column);
  }
  const std::array<float, 4> box{{0, 0, 1, 1}};
  number::is_none_read = false;
  // Ten columns from one pixel to the next.
  const auto crops = cnr::crop_and_resize(image, {box.data(), {1, 4}}, cnr::first_image(1),
                                          cnr::crop_size{4, 10 * columns - 9}, bicubic{});
  EXPECT_EQ(crops(0, 3, 5 * columns, channels - 1), static_cast<float>(columns) / 2);
  return number::is_none_read;
}

template <class Number>
void expect_nothing_is_read_between_pixels() {
  for (const std::ptrdiff_t channels : {1, 2, 3, 4, 5, 9, 19, 70}) {
    for (const std::ptrdiff_t rows : {1, 3}) {
      for (const std::ptrdiff_t columns : {2, 20}) {
        for (const std::ptrdiff_t stride : {channels + 1, channels + 7, -channels - 1}) {
          EXPECT_FALSE(is_read_between_pixels<Number>(rows, columns, channels, 20 * std::abs(stride), stride))
              << channels << " channels, " << rows << " x " << columns << " pixels " << stride << " apart";
        }
      }
    }
    // Where pixels of a column are packed.
    EXPECT_FALSE(is_read_between_pixels<Number>(3, 20, channels, channels, 3 * channels + 1)) << channels;
  }
}

// What is between the pixels of a row may be no elements.
TEST(OwnElement, IsNotReadBetweenPixels) {
  expect_nothing_is_read_between_pixels<std::int64_t>();
  expect_nothing_is_read_between_pixels<std::int32_t>();
  expect_nothing_is_read_between_pixels<std::int16_t>();
}

TEST(OwnElement, IsNotReadWhereNoColumnIsOnTheImage) {
  using number = support::lesser<std::int64_t>;
  const std::vector<number> numbers(3 * 20, number{number::none});
  for (const std::ptrdiff_t channels : {1, 2}) {
    const cnr::image_view<number> image(numbers.data(), {1, 3, 20 / channels, channels});
    const std::array<float, 4> box{{0, 2, 1, 3}};
    number::is_none_read = false;
    const auto crops =
        cnr::crop_and_resize(image, {box.data(), {1, 4}}, cnr::first_image(1), cnr::crop_size{4, 39}, bicubic{});
    EXPECT_EQ(crops(0, 3, 20, 0), 0);
    EXPECT_FALSE(number::is_none_read) << channels << " channels";
  }
}

/// Four taps, whose weights are exact, so that no compiler can compute others.
struct exact_four {
  cnr::taps<4, std::array<float, 4>> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    const float first = floor % 2 == 0 ? 0.5F : 0.25F;
    return {{floor - 1, floor, floor + 1, floor + 2}, {{first, 0.125F, 1 - first, -0.75F}}};
  }
  float mix(const std::array<float, 4>& elements, const std::array<float, 4>& weights) const noexcept {
    return bicubic{}.mix(elements, weights);
  }
};

/// An output of a dense image by plain loops: row `i` and column `j` of a crop, where all are on the image.
template <class T>
float plain_output(const std::vector<T>& image, const std::array<std::ptrdiff_t, 4>& extents,
                   const cnr::detail::axis& along_y, const cnr::detail::axis& along_x, std::ptrdiff_t i,
                   std::ptrdiff_t j, std::ptrdiff_t channel) {
  const exact_four sampler;
  const auto y = sampler.locate(along_y.coordinate(i), extents[1]);
  const auto x = sampler.locate(along_x.coordinate(j), extents[2]);
  std::array<float, 4> rows{};
  for (std::size_t row = 0; row < 4; ++row) {
    std::array<float, 4> elements{};
    for (std::size_t column = 0; column < 4; ++column) {
      const std::ptrdiff_t pixel = along_y.clamped(y.index[row]) * extents[2] + along_x.clamped(x.index[column]);
      elements[column] = static_cast<float>(image[static_cast<std::size_t>(pixel * extents[3] + channel)]);
    }
    rows[row] = sampler.mix(elements, x.weight);
  }
  return sampler.mix(rows, y.weight);
}

/// Compares crops of an image of these strides with plain loops. Memory ends with the image, on both sides.
template <class T>
void check_strides(const std::array<std::ptrdiff_t, 4>& extents, const std::array<std::ptrdiff_t, 4>& strides,
                   std::ptrdiff_t crop_width = 37) {
  std::ptrdiff_t low = 0;
  std::ptrdiff_t high = 0;
  for (std::size_t axis = 1; axis < 4; ++axis) {
    const std::ptrdiff_t reach = (extents[axis] - 1) * strides[axis];
    (reach < 0 ? low : high) += reach;
  }
  const auto size = static_cast<std::size_t>(extents[1] * extents[2] * extents[3]);
  std::vector<T> dense(size);
  for (std::size_t i = 0; i < size; ++i) dense[i] = static_cast<T>(i * i % 97);
  // The last box ends before the image does.
  const std::array<float, 12> corners{{0, 0, 1, 1, 1, 1, 0, 0, 0.2F, 0.2F, 0.7F, 0.6F}};
  const cnr::boxes_view boxes(corners.data(), {3, 4});
  std::vector<float> expected;
  for (std::size_t box = 0; box < 12; box += 4) {
    const cnr::detail::axis y(corners[box], corners[box + 2], extents[1], 3);
    const cnr::detail::axis x(corners[box + 1], corners[box + 3], extents[2], crop_width);
    for (std::ptrdiff_t i = 0; i < 3 * crop_width * extents[3]; ++i) {
      const std::ptrdiff_t pixel = i / extents[3];
      expected.push_back(plain_output(dense, extents, y, x, pixel / crop_width, pixel % crop_width, i % extents[3]));
    }
  }
  for (const auto side : {support::flush::with_start, support::flush::with_end}) {
    support::guarded<T> memory(static_cast<std::size_t>(high - low + 1), side);
    T* const first = memory.data() - low;
    for (std::size_t i = 0; i < size; ++i) {
      const auto at = static_cast<std::ptrdiff_t>(i);
      const std::ptrdiff_t pixel = at / extents[3];
      first[pixel / extents[2] * strides[1] + pixel % extents[2] * strides[2] + at % extents[3] * strides[3]] =
          dense[i];
    }
    const auto actual = cnr::crop_and_resize<T>({first, extents, strides}, boxes, cnr::first_image(3),
                                                cnr::crop_size{3, crop_width}, exact_four{});
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_EQ(actual.data()[i], expected[i]) << i << ": " << extents[2] << " columns of " << extents[3]
                                               << " channels, strides " << strides[2] << ' ' << strides[3];
    }
  }
}

template <class T>
void check_strides_of() {
  for (const std::ptrdiff_t channels : {1, 2, 3, 4, 5, 7, 8, 9}) {
    for (const std::ptrdiff_t columns : {1, 2, 3, 20, 40}) {
      const std::ptrdiff_t row = columns * channels;
      const std::array<std::ptrdiff_t, 4> extents{{1, 3, columns, channels}};
      check_strides<T>(extents, {{0, row, channels, 1}});
      check_strides<T>(extents, {{0, row, -channels, 1}});
      check_strides<T>(extents, {{0, row + columns, channels + 1, 1}});
      check_strides<T>(extents, {{0, 2 * row, 2 * channels, 2}});
      check_strides<T>(extents, {{0, row, channels, -1}});
    }
  }
}

TEST(OwnSampler, ReadsPixelsOfAnyStrideAndNothingBesideTheImage) {
  check_strides_of<std::uint8_t>();
  check_strides_of<std::int16_t>();
  check_strides_of<float>();
}

TEST(OwnSampler, WritesRowsOfAsManyOutputsAsThereIsRoomFor) {
  for (const std::ptrdiff_t channels : {1, 2, 3, 5, 9, 64, 70}) {
    check_strides<float>({{1, 3, 40, channels}}, {{0, 40 * channels, channels, 1}}, 400);
    check_strides<std::uint8_t>({{1, 3, 40, channels}}, {{0, 40 * channels, channels, 1}}, 400);
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

/// The sum of two pixels that are far apart.
struct far_sum {
  std::int64_t distance;

  cnr::taps<2, cnr::no_weight> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    return {{floor, floor + distance}, {}};
  }
  float mix(const std::array<float, 2>& elements, cnr::no_weight /*weight*/) const noexcept {
    return elements[0] + elements[1];
  }
};

// Up to 2048 elements of a row become floats before they are mixed. Columns are mixed 336 at a time.
TEST(OwnSampler, ReadsPixelsThatAreAsFarApartAsTheRoomForARow) {
  constexpr std::ptrdiff_t width = 4000;
  std::vector<double> pixels(width);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<double>(i * i % 1021);
  cnr::options in_pixels;
  in_pixels.boxes = cnr::box_format::yxyx_pixels;
  const std::array<float, 4> box{{0, 0, 0, 1500}};
  for (std::int64_t distance = 2048 - 336 - 5; distance <= 2048 - 336 + 5; ++distance) {
    const auto crops =
        cnr::crop_and_resize<double>({pixels.data(), {1, 1, width, 1}}, {box.data(), {1, 4}}, cnr::first_image(1),
                                     cnr::crop_size{1, 1501}, far_sum{distance}, in_pixels);
    for (std::ptrdiff_t i = 0; i <= 1500; ++i) {
      const auto first = static_cast<std::size_t>(i);
      const auto sum = static_cast<float>(2 * (pixels[first] + pixels[first + static_cast<std::size_t>(distance)]));
      ASSERT_EQ(crops(0, 0, i, 0), sum) << i << ", " << distance << " apart";
    }
  }
}

// Rows of 16 MiB of crops that are packed are streamed.
TEST(OwnSampler, WritesLargeCropsWhoseColumnsAreNotPacked) {
  constexpr std::ptrdiff_t side = 2048;
  std::vector<float> pixels(9 * 700);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<float>(i % 251);
  const cnr::image_view<float> image(pixels.data(), {1, 9, 700, 1});
  const std::array<float, 4> box{{0, 0, 1, 1}};
  const cnr::boxes_view boxes(box.data(), {1, 4});
  const auto size = static_cast<std::size_t>(side * side);
  std::vector<float> packed(size);
  ASSERT_TRUE(cnr::crop_and_resize(image, boxes, cnr::first_image(1),
                                   cnr::crops_view<float>(packed.data(), {1, side, side, 1}), strict_nearest{}));
  std::vector<float> apart(2 * size, -1.0F);
  ASSERT_TRUE(cnr::crop_and_resize(image, boxes, cnr::first_image(1),
                                   cnr::crops_view<float>(apart.data(), {1, side, side, 1}, {0, 2 * side, 2, 1}),
                                   strict_nearest{}));
  std::size_t differences = 0;
  for (std::size_t i = 0; i < size; ++i) differences += apart[2 * i] == packed[i] && apart[2 * i + 1] == -1 ? 0U : 1U;
  EXPECT_EQ(differences, 0U);
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
