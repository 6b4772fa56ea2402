// SPDX-License-Identifier: MIT
//
// How filters read an image: what is summed together, and which calls are summed in blocks. All loops compute the same
// bytes. So a filter here has weights that are not what they seem, of which the loops make different outputs.

#include "support/prebuilt.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/detail/forward/filter_layout.hpp>
#include <crop_and_resize/detail/forward/filter_sums.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/filter_weights.hpp>
#include <crop_and_resize/target.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

/// The means of two pixels, two apart for each position; but one further from position `first_uneven` on.
struct uneven_pairs {
  bool has_whole_steps = true;

  static float radius(float /*stretch*/) noexcept { return 1; }
  static float weight(float /*distance*/, float /*stretch*/) noexcept { return 0.5F; }
};

constexpr std::ptrdiff_t first_uneven = 2;

/// Columns with one pixel more than their table of weights says beforehand.
struct longer_columns {
  std::ptrdiff_t pixels = cnr::detail::short_sum;  // of a column, beforehand
  double max_pixels = cnr::detail::short_sum;      // as the filter says
  float stretch = cnr::detail::min_block_stretch;
  bool has_whole_steps = false;
  std::ptrdiff_t repeated = 0;  // columns that have the same weights

  static float radius(float /*stretch*/) noexcept { return 1; }
  static float weight(float /*distance*/, float /*stretch*/) noexcept { return 1; }
};

/// From where one of these columns begins to where the next one does.
constexpr std::ptrdiff_t longer_column_step = 48;
constexpr float large_weight = 0x1p24F;

}  // namespace

CNR_DETAIL_NAMESPACE_BEGIN

/// Its table of weights says that all positions repeat the first one, each a step of two pixels from the one before.
/// Loops for repeated weights believe that; others read the pixels that the table has for each position.
template <>
class filter_weights<uneven_pairs> {
 public:
  filter_weights(const uneven_pairs& filter, const axis& /*along*/) noexcept : whole_(filter.has_whole_steps) {}

  bool has_whole_steps() const noexcept { return whole_; }
  static float stretch() noexcept { return 2; }
  static double max_pixels() noexcept { return 2; }
  static index_range pixels(std::ptrdiff_t position) noexcept {
    const std::ptrdiff_t begin = 2 * position + (position >= first_uneven ? 1 : 0);
    return {begin, begin + 2};
  }
  static bool repeats(std::ptrdiff_t /*position*/, const index_range& /*all*/, const index_range& /*before*/) noexcept {
    return true;
  }
  static index_range write(std::ptrdiff_t /*position*/, const index_range& all, float* weights) noexcept {
    weights[0] = 0.5F;
    weights[1] = 0.5F;
    return all;
  }

  class each {
   public:
    each(const filter_weights& /*of*/, std::ptrdiff_t position) noexcept
        : pixels_(filter_weights<uneven_pairs>::pixels(position)) {}

    const index_range& pixels() const noexcept { return pixels_; }
    float operator[](std::ptrdiff_t /*i*/) const noexcept { return 0.5F; }

   private:
    index_range pixels_;
  };

 private:
  bool whole_;
};

/// Loops that sum columns in blocks look at the most pixels that any column has beforehand, and sum in float. Others
/// see each column, and sum more than short_sum pixels in double. Only there, what small weights add to the large one
/// is kept. The image has one row, whose weight is 1.
template <>
class filter_weights<longer_columns> {
 public:
  filter_weights(const longer_columns& filter, const axis& along) noexcept
      : filter_(filter), is_row_(along.last_pixel() == 0) {}

  bool has_whole_steps() const noexcept { return filter_.has_whole_steps; }
  float stretch() const noexcept { return filter_.stretch; }
  double max_pixels() const noexcept { return is_row_ ? 1 : filter_.max_pixels; }
  index_range pixels(std::ptrdiff_t position) const noexcept {
    const std::ptrdiff_t begin = longer_column_step * position;
    return is_row_ ? index_range{0, 1} : index_range{begin, begin + filter_.pixels};
  }
  bool repeats(std::ptrdiff_t position, const index_range& /*all*/, const index_range& /*before*/) const noexcept {
    return !is_row_ && position < filter_.repeated;
  }
  /// The next column's weights take the place of the last one, whose pixel is 0.
  index_range write(std::ptrdiff_t position, const index_range& all, float* weights) const noexcept {
    const each of(*this, position);
    const std::ptrdiff_t count = of.pixels().size();
    for (std::ptrdiff_t i = 0; i < count; ++i) weights[i] = of[i];
    return {all.begin, all.begin + count};
  }

  class each {
   public:
    each(const filter_weights& of, std::ptrdiff_t position) noexcept : pixels_(of.pixels(position)) {
      if (pixels_.size() > 1) ++pixels_.end;
    }

    const index_range& pixels() const noexcept { return pixels_; }
    float operator[](std::ptrdiff_t i) const noexcept {
      if (i == 0) return pixels_.size() > 1 ? large_weight : 1;
      return i == 32 || i == 36 ? 1 : 0;
    }

   private:
    index_range pixels_;
  };

 private:
  longer_columns filter_;
  bool is_row_;
};

CNR_DETAIL_NAMESPACE_END

namespace {

using cnr::detail::filter_layout;
using cnr::detail::sum_order;
using extents = std::array<std::ptrdiff_t, 4>;

extents interleaved(const extents& e, std::ptrdiff_t column_stride) {
  return {{e[1] * e[2] * column_stride, e[2] * column_stride, column_stride, 1}};
}
extents interleaved(const extents& e) { return interleaved(e, e[3]); }
extents planar(const extents& e) { return {{e[1] * e[2] * e[3], e[2], 1, e[1] * e[2]}}; }

constexpr std::ptrdiff_t width = 8;  // of a vector

filter_layout layout_of(const extents& image, const extents& strides, double max_pixels = 10, bool takes_blocks = true,
                        std::ptrdiff_t vector = width) {
  return cnr::detail::filter_layout_of(image, strides, max_pixels, takes_blocks, vector);
}

void expect_layout(const filter_layout& actual, sum_order order, std::ptrdiff_t channels, std::ptrdiff_t passes,
                   std::ptrdiff_t pitch) {
  EXPECT_EQ(actual.order, order);
  EXPECT_EQ(actual.channels, channels);
  EXPECT_EQ(actual.passes, passes);
  EXPECT_EQ(actual.pitch, pitch);
}

TEST(FilterLayout, HasRowsOfFewInterleavedChannels) {
  const extents image{{1, 10, 20, 3}};
  const filter_layout layout = layout_of(image, interleaved(image));
  expect_layout(layout, sum_order::rows, 3, 1, 3);
  EXPECT_EQ(layout.low, 0);
  EXPECT_FALSE(layout.are_channels_reversed);
  expect_layout(layout_of(image, interleaved(image, 64)), sum_order::rows, 3, 1, 64);
  EXPECT_EQ(layout_of(image, interleaved(image, 65)).channels, 0);
  // Columns that overlap, and more pixels than there is room for.
  EXPECT_EQ(layout_of(image, interleaved(image, 2)).channels, 0);
  EXPECT_EQ(layout_of(image, interleaved(image), 1365).channels, 3);
  EXPECT_EQ(layout_of(image, interleaved(image), 1366).channels, 0);
  // In memory the columns fall.
  extents falling = interleaved(image);
  falling[2] = -falling[2];
  expect_layout(layout_of(image, falling), sum_order::rows, 3, 1, 3);
  // A single column has no stride.
  const extents one_column{{1, 10, 1, 3}};
  expect_layout(layout_of(one_column, {{0, 77, 1000, 1}}), sum_order::rows, 3, 1, 3);
}

TEST(FilterLayout, ReversesFewChannels) {
  for (const std::ptrdiff_t channels : {3, 7, 8}) {
    const extents image{{1, 10, 20, channels}};
    extents strides = interleaved(image);
    strides[3] = -1;
    const filter_layout layout = layout_of(image, strides);
    if (channels == width) {
      EXPECT_EQ(layout.channels, 0);
    } else {
      expect_layout(layout, sum_order::rows, channels, 1, channels);
      EXPECT_EQ(layout.low, 1 - channels);
      EXPECT_TRUE(layout.are_channels_reversed);
    }
  }
}

TEST(FilterLayout, HasPassesOverManyChannelsWherePixelsAreMany) {
  const extents image{{1, 10, 20, 64}};
  expect_layout(layout_of(image, interleaved(image), 64), sum_order::rows, 64, 1, 64);
  expect_layout(layout_of(image, interleaved(image), 65), sum_order::pixels, 32, 2, 32);
  const extents more{{1, 10, 20, 200}};
  expect_layout(layout_of(more, interleaved(more), 32), sum_order::pixels, 128, 2, 128);
  expect_layout(layout_of(more, interleaved(more), 33), sum_order::pixels, 64, 4, 64);
  const extents few{{1, 10, 20, 20}};
  expect_layout(layout_of(few, interleaved(few, 100), 204), sum_order::pixels, 20, 1, 20);
  expect_layout(layout_of(few, interleaved(few, 100), 205), sum_order::pixels, 10, 2, 10);
  EXPECT_EQ(layout_of(few, interleaved(few, 100), 205, true, 10).channels, 10);
  EXPECT_EQ(layout_of(few, interleaved(few, 100), 205, true, 11).channels, 0);
  EXPECT_EQ(layout_of(few, interleaved(few, 19), 10).channels, 0);
}

TEST(FilterLayout, HasPassesOverPlanes) {
  const extents image{{1, 10, 20, 3}};
  extents strides = planar(image);
  expect_layout(layout_of(image, strides, 4096), sum_order::rows, 1, 3, 1);
  EXPECT_EQ(layout_of(image, strides, 4097).channels, 0);
  strides[2] = -1;
  expect_layout(layout_of(image, strides), sum_order::rows, 1, 3, 1);
  strides[2] = 2;
  EXPECT_EQ(layout_of(image, strides).channels, 0);
}

TEST(FilterLayout, HasBlocksOfColumnsOfThreeAndFourElements) {
  for (const std::ptrdiff_t channels : {1, 2, 3, 4, 5}) {
    for (std::ptrdiff_t column_stride = channels; column_stride <= 6; ++column_stride) {
      const extents image{{1, 10, 20, channels}};
      const extents strides = interleaved(image, column_stride);
      EXPECT_EQ(layout_of(image, strides).has_blocks, column_stride == 3 || column_stride == 4)
          << channels << " channels, columns " << column_stride << " apart";
      EXPECT_FALSE(layout_of(image, strides, 10, false).has_blocks);
    }
  }
}

TEST(FilterLayout, TakesRowsTogetherOfFewPixelsAndChannels) {
  const auto takes = [](const filter_layout& of, double rows, double columns, std::ptrdiff_t element_size = 4) {
    return of.takes_rows_together(rows, columns, element_size, width);
  };
  const filter_layout blocks{sum_order::rows, 3, 1, 3, 0, false, true};
  EXPECT_TRUE(takes(blocks, 223, 455));
  EXPECT_FALSE(takes(blocks, 224, 455));
  EXPECT_FALSE(takes(blocks, 223, 456));
  filter_layout plain = blocks;
  plain.has_blocks = false;
  EXPECT_TRUE(takes(plain, 40, 142));
  EXPECT_FALSE(takes(plain, 41, 142));
  EXPECT_FALSE(takes(plain, 40, 143));
  EXPECT_TRUE(takes(plain, 100, 142, 1));
  EXPECT_FALSE(takes(plain, 101, 142, 1));
  filter_layout reversed = blocks;
  reversed.are_channels_reversed = true;
  EXPECT_FALSE(takes(reversed, 10, 10));
  filter_layout pixels = blocks;
  pixels.order = sum_order::pixels;
  EXPECT_FALSE(takes(pixels, 10, 10));
  filter_layout wide = plain;
  wide.channels = width - 1;
  EXPECT_TRUE(takes(wide, 10, 10));
  wide.channels = width;
  EXPECT_FALSE(takes(wide, 10, 10));
}

/// The rows of a crop that were summed in blocks. Fails where a row is neither as the table of weights has it, nor as
/// loops for repeated weights make it.
/// @param column_stride  of the image; where it is negative, columns fall in memory
template <class T>
std::vector<bool> rows_in_blocks(std::ptrdiff_t channels, std::ptrdiff_t column_stride, std::ptrdiff_t crop_height = 4,
                                 std::ptrdiff_t crop_width = 20, bool has_whole_steps = true) {
  constexpr std::ptrdiff_t height = 20;
  constexpr std::ptrdiff_t columns = 60;
  const std::ptrdiff_t step = std::max(column_stride, -column_stride);
  // Columns of the image have their numbers, so that it does not matter which rows are read.
  std::vector<T> pixels(static_cast<std::size_t>(height * columns * step));
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const auto in_row = static_cast<std::ptrdiff_t>(i) % (columns * step) / step;
    pixels[i] = static_cast<T>(column_stride < 0 ? columns - 1 - in_row : in_row);
  }
  const cnr::image_view<T> image(pixels.data() + (column_stride < 0 ? (columns - 1) * step : 0),
                                 {1, height, columns, channels}, {0, columns * step, column_stride, 1});
  const std::array<float, 4> box{{0, 0, 1, 1}};
  std::vector<float> crop(static_cast<std::size_t>(crop_height * crop_width * channels), -1);
  const cnr::crops_view<float> crops(crop.data(), {1, crop_height, crop_width, channels});
  EXPECT_TRUE(cnr::crop_and_resize(image, cnr::boxes_view(box.data(), {1, 4}), cnr::first_image(1), crops,
                                   uneven_pairs{has_whole_steps}));
  const auto is_row = [&](std::ptrdiff_t row, bool is_even) {
    for (std::ptrdiff_t i = 0; i < crop_width * channels; ++i) {
      const std::ptrdiff_t column = i / channels;
      const std::ptrdiff_t begin = 2 * column + (!is_even && column >= first_uneven ? 1 : 0);
      if (crops(0, row, column, i % channels) != static_cast<float>(begin) + 0.5F) return false;
    }
    return true;
  };
  std::vector<bool> are_blocks;
  for (std::ptrdiff_t row = 0; row < crop_height; ++row) {
    are_blocks.push_back(is_row(row, true));
    EXPECT_TRUE(are_blocks.back() || is_row(row, false)) << "row " << row;
  }
  return are_blocks;
}

using rows = std::vector<bool>;

template <class T>
void expect_blocks() {
  const bool has_vectors = cnr::active_target() != cnr::target::scalar;
  const rows all(4, has_vectors);
  const rows none(4, false);
  EXPECT_EQ(rows_in_blocks<T>(3, 3), all);
  EXPECT_EQ(rows_in_blocks<T>(3, 4), all);
  EXPECT_EQ(rows_in_blocks<T>(3, -3), all);
  EXPECT_EQ(rows_in_blocks<T>(1, 3), all);
  // Channels that fill a vector are summed one column at a time.
  EXPECT_EQ(rows_in_blocks<T>(4, 4), cnr::active_target() == cnr::target::neon ? none : all);
  EXPECT_EQ(rows_in_blocks<T>(1, 1), none);
  EXPECT_EQ(rows_in_blocks<T>(2, 2), none);
  EXPECT_EQ(rows_in_blocks<T>(3, 5), none);
  EXPECT_EQ(rows_in_blocks<T>(5, 5), none);
  EXPECT_EQ(rows_in_blocks<T>(3, 3, 4, 20, false), none);
}

TEST(FilterBlocks, AreTakenByColumnsOfThreeAndFourElements) {
  expect_blocks<float>();
  expect_blocks<std::uint8_t>();
}

TEST(FilterBlocks, AreTakenByFourRowsAndFourColumnsOrMore) {
  const bool has_vectors = cnr::active_target() != cnr::target::scalar;
  EXPECT_EQ(rows_in_blocks<float>(3, 3, 3), rows(3, false));
  EXPECT_EQ(rows_in_blocks<float>(3, 3, 4, 3), rows(4, false));
  EXPECT_EQ(rows_in_blocks<float>(3, 3, 4, 4), rows(4, has_vectors));
  EXPECT_EQ(rows_in_blocks<float>(3, 3, 4, 29), rows(4, has_vectors));
  // One or two rows that are left are made one by one; three together with one that was made before.
  rows two_left(6, has_vectors);
  two_left[4] = false;
  two_left[5] = false;
  EXPECT_EQ(rows_in_blocks<float>(3, 3, 6), two_left);
  EXPECT_EQ(rows_in_blocks<float>(3, 3, 7), rows(7, has_vectors));
}

/// Whether each column of a crop was summed in blocks.
bool are_columns_in_blocks(const longer_columns& filter, std::ptrdiff_t crop_width = 20) {
  constexpr std::ptrdiff_t columns = 1000;
  std::vector<float> pixels(static_cast<std::size_t>(columns * 3), 1);
  for (std::ptrdiff_t column = filter.pixels; column < columns; column += longer_column_step) {
    std::fill_n(pixels.begin() + 3 * column, 3, 0.0F);
  }
  const std::array<float, 4> box{{0, 0, 1, 1}};
  std::vector<float> crop(static_cast<std::size_t>(4 * crop_width * 3), -1);
  EXPECT_TRUE(cnr::crop_and_resize(cnr::image_view<float>(pixels.data(), {1, 1, columns, 3}),
                                   cnr::boxes_view(box.data(), {1, 4}), cnr::first_image(1),
                                   cnr::crops_view<float>(crop.data(), {1, 4, crop_width, 3}), filter));
  const float output = crop[0];
  EXPECT_TRUE(output == large_weight || output == large_weight + 2) << output;
  EXPECT_EQ(std::count(crop.begin(), crop.end(), output), 4 * crop_width * 3);
  return output == large_weight;
}

TEST(FilterBlocks, SumColumnsWithWeightsOfTheirOwnWhereTheyHaveFewPixels) {
  const bool has_vectors = cnr::active_target() != cnr::target::scalar;
  constexpr std::ptrdiff_t most = cnr::detail::short_sum;
  EXPECT_EQ(are_columns_in_blocks({}), has_vectors);
  EXPECT_EQ(are_columns_in_blocks({most, most - 1}), has_vectors);
  EXPECT_FALSE(are_columns_in_blocks({most, most + 1}));
  EXPECT_FALSE(are_columns_in_blocks({most + 1, most}));
  // Columns that are less than six times smaller are, if they are a whole number of times smaller.
  EXPECT_FALSE(are_columns_in_blocks({most, most, 5.99F}));
  EXPECT_EQ(are_columns_in_blocks({most, most, 2, true}), has_vectors);
  EXPECT_FALSE(are_columns_in_blocks({most + 1, most + 1, 2, true}));
  // Four columns are summed at a time.
  EXPECT_EQ(are_columns_in_blocks({}, 4), has_vectors);
  EXPECT_FALSE(are_columns_in_blocks({}, 3));
  if (!has_vectors) return;
  // Four that have the same weights are summed by themselves, and the others one by one.
  EXPECT_TRUE(are_columns_in_blocks({most, most, 6, false, 3}));
  EXPECT_FALSE(are_columns_in_blocks({most, most, 6, false, 4}));
}

}  // namespace
