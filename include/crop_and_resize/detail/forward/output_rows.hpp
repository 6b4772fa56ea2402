// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// What the readers of scanlines work on: planes that are computed together, and rows of a crop with the rows of the
// image that they read.
//
// A reader computes one row of outputs out of one row of the image: it finds the elements of each output and, for a
// sampler of two taps, mixes them along x. Rows are pointers to bytes, so that the loops over rows are compiled once
// for all elements and readers. Readers of scanlines have two members:
// - `prepare(taps, count, along, planes)`, to be called first: false where the taps are too far apart for this reader.
//   column_rows and transposed_rows are prepared by their constructors
// - `bind()`: the prepared reader as a bound_reader

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_OUTPUT_ROWS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_OUTPUT_ROWS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/forward/row_writer.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>

#include <cstddef>

CNR_DETAIL_KERNELS_BEGIN

/// Planes of a row that are computed together, one after the other.
struct plane_set {
  std::ptrdiff_t count;
  std::ptrdiff_t stride;  // from plane to plane in the image, in bytes
  std::ptrdiff_t pitch;   // from plane to plane of the results, in floats
};

/// Consecutive rows of a chunk: the rows of the image that they read, and where they are written.
struct output_rows {
  const unsigned char* image;   // the first byte of row 0 that may be read
  std::ptrdiff_t image_stride;  // from row to row, in bytes
  const row_writer& out;
  std::ptrdiff_t first;  // of the crop's rows
  std::size_t count;
  const taps_room<max_rows>& taps;  // rows of the image

  /// The row of the image that is the first tap of row i, and, with two taps, the one that is its second tap.
  CNR_DETAIL_ALWAYS_INLINE const unsigned char* top(std::size_t i) const noexcept {
    return image + static_cast<std::ptrdiff_t>(taps.tap[0][i]) * image_stride;
  }
  CNR_DETAIL_ALWAYS_INLINE const unsigned char* bottom(std::size_t i) const noexcept {
    return image + static_cast<std::ptrdiff_t>(taps.tap[1][i]) * image_stride;
  }
  CNR_DETAIL_ALWAYS_INLINE float* begin(std::size_t i) const noexcept {
    return out.begin(first + static_cast<std::ptrdiff_t>(i));
  }
  CNR_DETAIL_ALWAYS_INLINE void end(std::size_t i) const noexcept { out.end(first + static_cast<std::ptrdiff_t>(i)); }
  /// A row that is far enough after row i that what it reads can arrive meanwhile, and near enough to be read soon.
  CNR_DETAIL_ALWAYS_INLINE std::size_t later_than(std::size_t i) const noexcept {
    return i + 2 < count ? i + 2 : count - 1;
  }
};

/// Two source rows as rows of outputs, already mixed along x: the first tap and the last one.
struct source_pair {
  const float* top;
  const float* bottom;
};

/// A prepared reader of any kind.
struct bound_reader {
  void* reader;
  /// One row. `later` is another row that will be read soon. Null where the reader has another function.
  void (*read)(void* reader, const unsigned char* row, const unsigned char* later, float* out) noexcept;
  /// Rows of the crop. With two taps, without a ring of rows: each row is mixed of its two source rows at once. Null
  /// where the reader has no such function.
  void (*write)(void* reader, const output_rows& rows) noexcept;
  plane_set planes;
  /// From how many image rows per crop row on `write` is faster than a ring, where rows are contiguous.
  float min_row_step = static_cast<float>(max_extent);
  /// The source rows of row i of `rows`, in memory of the reader, which needs no ring. Rows are asked for in their
  /// order. Null where the reader has no such function.
  source_pair (*locate)(void* reader, const output_rows& rows, std::size_t i) noexcept = nullptr;
  std::ptrdiff_t source_pitch = planes.pitch;  // from plane to plane of what `locate` finds, in floats
};

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_OUTPUT_ROWS_HPP
