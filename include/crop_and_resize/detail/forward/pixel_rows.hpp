// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Rows of pixels of many channels, as the kernels read them. All targets share what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_PIXEL_ROWS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_PIXEL_ROWS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>

CNR_DETAIL_KERNELS_BEGIN

/// The two rows of the image that a row of a crop is between. With one tap, both are the same.
struct row_pair {
  const unsigned char* top;
  const unsigned char* bottom;
};

/// One row of pixels of many channels, packed within each pixel on both sides.
struct pixel_row {
  row_pair current;
  row_pair next;      // prefetched meanwhile; null where that does not pay
  float weight;       // between the current rows
  located_taps taps;  // columns of the image
  std::ptrdiff_t column_stride;
  std::ptrdiff_t channels;
  std::ptrdiff_t columns;
};

/// Rows of a crop whose taps are located, as rows of pixels.
struct pixel_rows {
  const unsigned char* image;  // the first channel of pixel (0, 0)
  std::ptrdiff_t image_stride;
  located_taps row_taps;
  std::ptrdiff_t count;
  bool prefetches;
  located_taps taps;  // columns of the image
  std::ptrdiff_t column_stride;
  std::ptrdiff_t channels;
  std::ptrdiff_t columns;

  /// Not inlined: it is called in several places, once for each row.
  CNR_DETAIL_NOINLINE pixel_row operator[](std::ptrdiff_t i) const noexcept {
    const float weight = row_taps.weight == nullptr ? 0.0F : row_taps.weight[i];
    return {pair(i), prefetches && i + 1 < count ? pair(i + 1) : row_pair{}, weight, taps, column_stride, channels,
            columns};
  }

 private:
  CNR_DETAIL_ALWAYS_INLINE row_pair pair(std::ptrdiff_t i) const noexcept {
    return {image + static_cast<std::ptrdiff_t>(row_taps.tap[0][i]) * image_stride,
            image + static_cast<std::ptrdiff_t>(row_taps.tap[1][i]) * image_stride};
  }
};

/// Crops of few pixels, of boxes that are located together: pixels of any number of channels, packed within each pixel
/// on both sides. Strides are in bytes.
struct small_pixels {
  const unsigned char* image;
  box_indices_view box_indices;
  std::ptrdiff_t batch_stride;
  std::ptrdiff_t image_stride;
  std::ptrdiff_t column_stride;
  std::ptrdiff_t channels;
  std::ptrdiff_t last_vector;  // from a row's first column to the last address at which the row still has a vector
  unsigned char* crops;
  std::ptrdiff_t crop_stride;
  std::ptrdiff_t row_stride;
  std::ptrdiff_t pixel_stride;
  std::ptrdiff_t height;  // of a crop
  std::ptrdiff_t width;   // of a crop
  located_taps rows;      // of the crops of all boxes, one after the other
  located_taps columns;
  std::ptrdiff_t first;  // of these boxes
};

/// What of each of some crops is computed.
struct small_part {
  index_range boxes;
  index_range rows;
  index_range columns;
};

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_PIXEL_ROWS_HPP
