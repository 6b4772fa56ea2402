// SPDX-License-Identifier: MIT
//
// The parts of the gradient with regard to the image: which elements are zeroed, which rows of a crop reach a
// range of rows of the image, and which boxes meet which rows of a batch.

#include "support/prebuilt.hpp"

#include <crop_and_resize/crop_and_resize_grad.hpp>
#include <crop_and_resize/detail/gradient/scatter_geometry.hpp>
#include <crop_and_resize/detail/gradient/zero_rows.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

using cnr::detail::axis;
using cnr::detail::index_range;

constexpr float untouched = 7;

/// Offsets of the elements of one row, with repetitions where elements coincide.
std::vector<std::size_t> offsets_of_row(std::ptrdiff_t columns, std::ptrdiff_t channels, std::ptrdiff_t column_stride,
                                        std::ptrdiff_t channel_stride) {
  std::vector<std::size_t> offsets;
  for (std::ptrdiff_t column = 0; column < columns; ++column) {
    for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
      offsets.push_back(static_cast<std::size_t>(column * column_stride + channel * channel_stride));
    }
  }
  return offsets;
}

TEST(ZeroRows, WriteTheElementsOfTheirRowsAndNoneBetweenThem) {
  for (std::ptrdiff_t columns = 1; columns <= 4; ++columns) {
    for (std::ptrdiff_t channels = 1; channels <= 4; ++channels) {
      for (std::ptrdiff_t column_stride = 1; column_stride <= 6; ++column_stride) {
        for (std::ptrdiff_t channel_stride = 1; channel_stride <= 6; ++channel_stride) {
          std::vector<float> expected(64, untouched);
          std::vector<float> actual = expected;
          for (const std::size_t offset : offsets_of_row(columns, channels, column_stride, channel_stride)) {
            expected[offset] = 0;
          }
          const cnr::tensor_view<float, 4> image(actual.data(), {1, 1, columns, channels},
                                                 {64, 64, column_stride, channel_stride});
          cnr::detail::zero_rows(image, {0, 1});
          EXPECT_EQ(actual, expected) << columns << " columns, " << channels << " channels, strides " << column_stride
                                      << ", " << channel_stride;
        }
      }
    }
  }
}

TEST(ZeroRows, NumbersThemThroughTheBatch) {
  constexpr std::ptrdiff_t images = 3;
  constexpr std::ptrdiff_t height = 3;
  for (const std::ptrdiff_t row_stride : {1, 3}) {  // packed rows, and rows that are apart
    for (std::ptrdiff_t first = 0; first <= images * height; ++first) {
      for (std::ptrdiff_t last = first; last <= images * height; ++last) {
        std::vector<float> expected(40, untouched);
        std::vector<float> actual = expected;
        for (std::ptrdiff_t row = first; row < last; ++row) {
          expected[static_cast<std::size_t>(row / height * 11 + row % height * row_stride)] = 0;
        }
        cnr::detail::zero_rows(
            cnr::tensor_view<float, 4>(actual.data(), {images, height, 1, 1}, {11, row_stride, 1, 1}),
            index_range{first, last});
        EXPECT_EQ(actual, expected) << "rows " << first << " to " << last << ", stride " << row_stride;
      }
    }
  }
}

/// The same as positions_that_reach, position by position.
template <class Sampler>
std::vector<std::ptrdiff_t> positions_one_by_one(const index_range& wanted, const Sampler& sampler, const axis& along,
                                                 std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent) {
  std::vector<std::ptrdiff_t> positions;
  for (std::ptrdiff_t position = 0; position < crop_extent; ++position) {
    const float coordinate = along.unclamped(position);
    if (!(coordinate >= 0 && coordinate <= static_cast<float>(image_extent - 1))) continue;
    bool reaches = false;
    for (const std::int64_t index : sampler.locate(coordinate, image_extent).index) {
      reaches = reaches || (index >= wanted.begin && index < wanted.end);
    }
    if (reaches) positions.push_back(position);
  }
  return positions;
}

template <class Sampler>
void check_positions(const Sampler& sampler, float low, float high, std::ptrdiff_t crop_extent) {
  constexpr std::ptrdiff_t image_extent = 9;
  const axis along(low, high, image_extent, crop_extent);
  for (std::ptrdiff_t first = 0; first < image_extent; ++first) {
    for (std::ptrdiff_t last = first + 1; last <= image_extent; ++last) {
      const index_range wanted{first, last};
      const auto actual = cnr::detail::positions_that_reach(wanted, sampler, along, image_extent, crop_extent);
      std::vector<std::ptrdiff_t> all;
      for (std::ptrdiff_t position = actual.begin; position < actual.end; ++position) all.push_back(position);
      EXPECT_EQ(all, positions_one_by_one(wanted, sampler, along, image_extent, crop_extent))
          << "bounds " << low << ", " << high << ", range " << first << " to " << last;
    }
  }
}

TEST(PositionsThatReach, AreThoseWithATapInTheBand) {
  for (const std::ptrdiff_t crop_extent : {1, 2, 5, 9, 17, 40}) {
    // On whole rows and between them, rising, falling and standing still, partly and wholly outside.
    for (const float low : {-0.7F, 0.0F, 0.125F, 0.3F, 1.0F, 1.25F}) {
      for (const float high : {-0.5F, 0.0F, 0.3F, 0.875F, 1.0F, 1.6F}) {
        check_positions(cnr::bilinear{}, low, high, crop_extent);
        check_positions(cnr::nearest{}, low, high, crop_extent);
      }
    }
  }
}

TEST(ForEachBoxWith, MeetsTheBoxesOfTheRowsInOrderWithTheirPartOfTheirImage) {
  constexpr std::ptrdiff_t images = 3;
  constexpr std::ptrdiff_t height = 4;
  const std::array<std::int32_t, 5> box_indices{{2, 0, 1, 1, 0}};
  const std::array<float, 20> boxes{};
  const std::array<float, 5> grads{};
  std::array<float, 12> image{};
  const cnr::detail::grad_image_arguments<float, cnr::bilinear> call{{grads.data(), {5, 1, 1, 1}},
                                                                     {boxes.data(), {5, 4}},
                                                                     {box_indices.data(), {5}},
                                                                     {image.data(), {images, height, 1, 1}},
                                                                     {}};
  struct met {
    std::ptrdiff_t box;
    std::ptrdiff_t first;
    std::ptrdiff_t last;
    bool operator==(const met& other) const { return box == other.box && first == other.first && last == other.last; }
  };
  for (std::ptrdiff_t first = 0; first <= images * height; ++first) {
    for (std::ptrdiff_t last = first; last <= images * height; ++last) {
      std::vector<met> expected;
      for (std::ptrdiff_t box = 0; box < 5; ++box) {
        std::vector<std::ptrdiff_t> rows;
        for (std::ptrdiff_t row = first; row < last; ++row) {
          if (row / height == box_indices[static_cast<std::size_t>(box)]) rows.push_back(row % height);
        }
        if (!rows.empty()) expected.push_back({box, rows.front(), rows.back() + 1});
      }
      std::vector<met> actual;
      cnr::detail::for_each_box_with(call, index_range{first, last}, [&](const auto& in) {
        actual.push_back({in.box, in.image_rows.begin, in.image_rows.end});
        EXPECT_EQ(in.image, image.data() + box_indices[static_cast<std::size_t>(in.box)] * height);
        EXPECT_EQ(in.crop, grads.data() + in.box);
      });
      EXPECT_TRUE(actual == expected) << "rows " << first << " to " << last;
    }
  }
}

}  // namespace
