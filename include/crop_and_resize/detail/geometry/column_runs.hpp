// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How an image is read whose columns, not rows, are packed: column-major and transposed images.

#ifndef CROP_AND_RESIZE_DETAIL_GEOMETRY_COLUMN_RUNS_HPP
#define CROP_AND_RESIZE_DETAIL_GEOMETRY_COLUMN_RUNS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>

#include <cstddef>
#include <cstdint>

CNR_DETAIL_NAMESPACE_BEGIN

/// Elements of a run that are loaded together.
struct run_piece {
  index_range elements;
  std::ptrdiff_t ahead;  // from these to what should be prefetched, or 0
};

/// The runs of a call. A run is the elements of one image column from its first row to its last one: those of one
/// plane, or of all channels of the pixels. All numbers are elements, counted from the one with the lowest address.
struct column_runs {
  /// Floats for the pieces of a chunk of columns.
  static constexpr std::ptrdiff_t capacity = 6144;
  /// The sizes of pieces are multiples of this: whole vectors of every target, and a cache line of floats.
  static constexpr std::ptrdiff_t granularity = 16;

  std::ptrdiff_t count;       // of runs in a column: the planes that are computed together, or 1. 0 where rows are read
  std::ptrdiff_t step;        // from row to row
  std::ptrdiff_t plane_step;  // from plane to plane in a run; 0 where each plane has a run of its own
  std::ptrdiff_t reach;       // from the first plane to the last one in a run
  std::ptrdiff_t first;       // the element of row 0 and plane 0
  std::ptrdiff_t size;        // of a run
  std::ptrdiff_t max_columns;  // of a chunk, in whole vectors

  /// Room in a piece, where each element has `pitch` floats.
  constexpr std::ptrdiff_t max_piece(std::ptrdiff_t pitch) const noexcept {
    return capacity / (count * pitch) / granularity * granularity;
  }

  /// The element of plane 0 of a row of the image.
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t element(std::ptrdiff_t row) const noexcept { return first + row * step; }

  /// What is between two rows of the image, these included.
  CNR_DETAIL_ALWAYS_INLINE index_range between(std::ptrdiff_t top, std::ptrdiff_t bottom) const noexcept {
    const std::ptrdiff_t first_element = element(step < 0 ? bottom : top);
    const std::ptrdiff_t last_element = element(step < 0 ? top : bottom);
    return {first_element + minimum(reach, 0), last_element + maximum(reach, 0) + 1};
  }

  /// Moves a piece to what row `i` of the crop reads, and the rows after it.
  /// Not inlined, so that all targets share it.
  /// @param top      the first taps of `rows` rows of the crop: rows of the image
  /// @param bottom   their last taps
  /// @param pitch    floats for each element
  /// @param address  of element 0 in memory, divided by the size of an element
  CNR_DETAIL_NOINLINE void move(run_piece& piece, const std::uint32_t* top, const std::uint32_t* bottom, std::size_t i,
                                std::size_t rows, std::ptrdiff_t pitch, std::uintptr_t address) const noexcept {
    const auto read_by = [&](std::size_t row) noexcept {
      return between(static_cast<std::ptrdiff_t>(top[row]), static_cast<std::ptrdiff_t>(bottom[row]));
    };
    index_range& loaded = piece.elements;
    const index_range wanted = read_by(i);
    const index_range last = read_by(rows - 1);
    const std::ptrdiff_t most = max_piece(pitch);
    piece.ahead = i + 1 < rows ? read_by(i + 1).begin - wanted.begin : 0;
    if (magnitude(piece.ahead) >= granularity) {
      // What one row reads, in a single cache line of floats if possible. Processors do not foresee the next row's.
      const std::uintptr_t offset = (address + static_cast<std::uintptr_t>(wanted.begin)) % granularity;
      const auto before = static_cast<std::ptrdiff_t>(offset);
      loaded = wanted;
      if (before <= wanted.begin && before + wanted.size() <= granularity) loaded.begin -= before;
    } else {
      piece.ahead = 0;
      loaded = {wanted.begin, minimum(wanted.begin + most, maximum(wanted.end, last.end))};
      if (last.begin < wanted.begin) loaded = {maximum(wanted.end - most, last.begin), wanted.end};
    }
    // At least a vector.
    loaded.end = maximum(loaded.end, minimum(loaded.begin + granularity, size));
    loaded.begin = minimum(loaded.begin, loaded.end - granularity);
    piece.ahead = minimum(maximum(piece.ahead, -loaded.begin), size - loaded.end);
  }
};

/// The runs of an image for `planes` planes that are computed together. There are none where rows can be read as fast,
/// where most elements of a run are of no use, or where a run is shorter than a vector. Not inlined, so that all
/// targets share it.
CNR_DETAIL_COLD inline column_runs column_runs_of(const extents_4d& extents, const extents_4d& strides,
                                                  std::size_t element_size, std::ptrdiff_t planes) noexcept {
  // A reader of rows finds the elements of a vector within so many bytes for each.
  constexpr std::ptrdiff_t max_bytes_in_windows = 16;
  // Elements of a run for each that is wanted.
  constexpr std::ptrdiff_t max_sparsity = 4;
  constexpr std::ptrdiff_t granularity = column_runs::granularity;
  column_runs runs{};
  // The stride of an axis of a single element means nothing and may be anything.
  if (extents[1] == 1 || extents[2] == 1) return runs;
  runs.step = strides[1];
  // The span of the whole image in bytes is representable: validate/views.hpp.
  const std::ptrdiff_t reach = planes > 1 ? (planes - 1) * strides[3] : 0;
  const bool is_together = magnitude(reach) < magnitude(runs.step);
  const std::ptrdiff_t channels = is_together ? planes : 1;
  const std::ptrdiff_t column_size = magnitude(strides[2]) * static_cast<std::ptrdiff_t>(element_size);
  if (runs.step == 0 || magnitude(runs.step) > max_sparsity * channels ||
      column_size <= max_bytes_in_windows * channels) {
    return runs;
  }
  if (is_together && planes > 1) {
    runs.plane_step = strides[3];
    runs.reach = reach;
  }
  const std::ptrdiff_t row_reach = (extents[1] - 1) * runs.step;
  runs.first = -minimum(row_reach, 0) - minimum(runs.reach, 0);
  runs.size = magnitude(row_reach) + magnitude(runs.reach) + 1;
  if (runs.size < granularity) return runs;
  runs.count = planes / channels;
  // A piece has room for two rows.
  const std::ptrdiff_t min_piece = (2 * magnitude(runs.step) + granularity - 1) / granularity * granularity;
  runs.max_columns = runs.max_piece(min_piece);
  if (runs.max_columns == 0) runs.count = 0;
  return runs;
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GEOMETRY_COLUMN_RUNS_HPP
