// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How a filter reads an image: which elements are summed together, and how many columns at a time.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_FILTER_LAYOUT_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_FILTER_LAYOUT_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/geometry/weight_table.hpp>

#include <cstddef>

CNR_DETAIL_KERNELS_BEGIN

/// Rows of a crop that are made together where channels are few: what is between neighbouring channels then fills
/// vectors.
constexpr std::ptrdiff_t rows_together = 4;

/// The most sums of rows that are kept of each of these rows, and of a row by itself.
constexpr std::ptrdiff_t max_sums_together = 1280;
constexpr std::ptrdiff_t max_sums = 4096;

/// The most elements of a column, and the most channels of a pass.
constexpr std::ptrdiff_t max_pitch = 64;
constexpr std::ptrdiff_t max_pass_channels = 128;

/// The most elements of a column of the image where sums of columns are made in blocks (vector/filter_blocks.inl).
constexpr std::ptrdiff_t max_block_pitch = 4;

/// How many times smaller a crop is than its box where these are faster although no columns have the same weights.
constexpr float min_block_stretch = 6;

/// How rows of sums are made.
enum class sum_order {
  rows,    // at once: columns are side by side in memory
  pixels,  // pixel by pixel, some channels of each
};

/// How the image of a call is read for a box.
struct filter_layout {
  sum_order order;
  std::ptrdiff_t channels;  // of a pass; 0 where the vector kernels cannot read the image
  std::ptrdiff_t passes;
  std::ptrdiff_t pitch;  // elements of a column in the row of sums
  std::ptrdiff_t low;    // from a pixel's channel 0 to its first element in memory
  bool are_channels_reversed;
  bool has_blocks;  // whether columns of rows that are made together are summed in blocks

  /// The most columns of the image that are read for a row.
  std::ptrdiff_t max_span(std::ptrdiff_t rows_at_once) const noexcept {
    return (rows_at_once == 1 || has_blocks ? max_sums : max_sums_together) / pitch;
  }

  /// Whether rows of the crop are made together, where one reads up to so many pixels along y and along x. What a
  /// column of the crop reads is summed again for each chunk of columns, which are shorter of rows together: that costs
  /// less than what is gained along x while it is up to a third. And a block of elements_at_once of what these rows
  /// read of the image, up to about twice as many rows as one of them, should nearly fit in the first-level cache.
  /// Where columns are summed in blocks, rows are summed one by one.
  /// @param element_size  of the image, in bytes
  /// @param width         floats of a vector
  bool takes_rows_together(double max_rows_read, double max_columns_read, std::ptrdiff_t element_size,
                           std::ptrdiff_t width) const noexcept {
    // Blocks: tables of weights have room for two groups of rows.
    const std::ptrdiff_t max_rows_together =
        has_blocks ? weight_table::max_weights / (2 * rows_together) - 1 : maximum(100 / element_size, 40);
    const std::ptrdiff_t third = max_span(rows_together) / 3;
    return order == sum_order::rows && !are_channels_reversed && channels < width &&
           max_columns_read <= static_cast<double>(third) && max_rows_read <= static_cast<double>(max_rows_together);
  }
};

/// The layout for filters that read up to so many pixels along x. It has no channels where the vector kernels cannot
/// read the image. Not inlined, so that all targets share it.
/// @param extents, strides  of the image
/// @param takes_blocks      whether sums of columns in blocks are faster
/// @param width             floats of a vector
CNR_DETAIL_NOINLINE inline filter_layout filter_layout_of(const extents_4d& extents, const extents_4d& strides,
                                                          double max_pixels, bool takes_blocks,
                                                          std::ptrdiff_t width) noexcept {
  constexpr filter_layout none{sum_order::rows, 0, 0, 1, 0, false, false};
  const std::ptrdiff_t channels = extents[3];
  const std::ptrdiff_t column_stride = extents[2] > 1 ? magnitude(strides[2]) : channels;
  const std::ptrdiff_t channel_stride = channels > 1 ? strides[3] : 1;
  const auto or_none = [&](const filter_layout& layout) noexcept {
    return max_pixels <= static_cast<double>(layout.max_span(1)) ? layout : none;
  };
  const auto passes_of = [&](std::ptrdiff_t at_once) noexcept { return (channels + at_once - 1) / at_once; };
  const bool is_reversed = channel_stride == -1 && channels < width;
  if ((channel_stride == 1 || is_reversed) && column_stride >= channels && column_stride <= max_pitch) {
    // Blocks of narrower columns leave half of a vector unused.
    const bool has_blocks = takes_blocks && column_stride >= 3 && column_stride <= max_block_pitch;
    const filter_layout rows =
        or_none({sum_order::rows, channels, 1, column_stride, is_reversed ? 1 - channels : 0, is_reversed, has_blocks});
    if (rows.channels != 0) return rows;
  }
  if (channel_stride == 1 && column_stride >= channels) {
    for (std::ptrdiff_t at_once = minimum(channels, max_pass_channels); at_once >= width; at_once /= 2) {
      const filter_layout pixels = or_none({sum_order::pixels, at_once, passes_of(at_once), at_once, 0, false, false});
      if (pixels.channels != 0) return pixels;
    }
  }
  if (extents[2] > 1 && magnitude(strides[2]) != 1) return none;
  return or_none({sum_order::rows, 1, channels, 1, 0, false, false});
}

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_FILTER_LAYOUT_HPP
