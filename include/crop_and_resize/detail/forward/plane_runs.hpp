// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops of images that are planes, several planes at a time: see vector/plane_runs.inl. All targets share what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_PLANE_RUNS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_PLANE_RUNS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/forward/crop_blocks.hpp>
#include <crop_and_resize/detail/forward/vector_call.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>
#include <crop_and_resize/detail/parallel/cost.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

/// Floats in the narrowest vector of all targets.
constexpr std::ptrdiff_t min_width = 4;

/// The most outputs of a run in one plane.
constexpr std::ptrdiff_t max_run = 256;

/// Planes that are computed together: what they read stays in the first-level cache from one vector to the next.
constexpr std::ptrdiff_t max_planes = 16;
static_assert(max_planes >= lane_size, "the last planes are interleaved as whole lanes");

/// From one plane to the next of what is computed beside the crops, in floats. Whole vectors are stored.
constexpr std::ptrdiff_t run_pitch = max_run + max_width;

/// Rows of the image.
struct image_rows {
  std::ptrdiff_t count;
  std::array<std::int32_t, static_cast<std::size_t>(2 * max_rows)> offset;  // bytes from the plane's first element
};

template <class T>
using run_vectors = whole_vectors<T, run_pitch>;

/// What a row of a run reads, which is copied to its outputs.
struct run_row {
  located_taps taps;           // of its columns
  const std::uint32_t* start;  // of each column's window
  std::ptrdiff_t columns;
  float weight;           // along y
  std::ptrdiff_t output;  // the first one
};

/// The columns of a run: which windows they read.
struct run_columns {
  run_vectors<std::uint32_t> start;  // of each column's window, elements from the beginning of a row
  // For each window, the column after the last one that reads it.
  std::array<std::ptrdiff_t, static_cast<std::size_t>(max_run)> window_end;
};

/// A vector of a run.
struct run_vector {
  std::ptrdiff_t start;  // the first output
  std::int32_t count;    // outputs, at most `width`
  std::int32_t second;   // the first of them that reads the second window, or `width`
  // For each tap along y: bytes from the plane's first element to each window.
  std::array<std::array<std::int32_t, 2>, 2> window;
};

/// What the outputs of a run read of a plane, and how it is mixed.
struct plane_run {
  std::ptrdiff_t count;    // outputs
  std::ptrdiff_t vectors;  // each one is full, or finishes two windows, or is the last
  bool is_transposed;      // rows are mixed before the elements of a row
  std::array<run_vector, static_cast<std::size_t>(max_run / 2 + max_run / min_width + 1)> vector;
  // The taps along x, in elements from the beginning of the window.
  alignas(64) std::array<run_vectors<std::uint32_t>, 2> tap;
  alignas(64) run_vectors<float> x_weight;  // unused with one tap, as the next one
  alignas(64) run_vectors<float> y_weight;
};

/// Finds the windows of `count` columns.
/// @param width        of a window
/// @param taps         in elements from the beginning of a row
/// @param last_window  where the last window of a row may begin
inline void locate_windows(std::ptrdiff_t width, const located_taps& taps, std::ptrdiff_t count,
                           std::uint32_t last_window, run_columns& columns) noexcept {
  const std::uint32_t reach = static_cast<std::uint32_t>(width) - 1;
  std::size_t window = 0;
  for (std::ptrdiff_t column = 0; column < count; ++window) {
    const std::ptrdiff_t begin = column;
    std::uint32_t low = UINT32_MAX;
    std::uint32_t high = 0;
    for (; column < count; ++column) {
      const std::uint32_t first = taps.tap[0][column];
      const std::uint32_t last = taps.tap[1][column];
      const std::uint32_t lower = first < last ? first : last;
      const std::uint32_t higher = first < last ? last : first;
      const std::uint32_t new_low = lower < low ? lower : low;
      const std::uint32_t new_high = higher > high ? higher : high;
      if (new_high - new_low > reach) break;
      low = new_low;
      high = new_high;
    }
    columns.window_end[window] = column;
    const std::uint32_t start = low < last_window ? low : last_window;
    for (std::ptrdiff_t to = begin; to < column; ++to) columns.start[static_cast<std::size_t>(to)] = start;
  }
  // What the last vector has beyond the last column.
  for (std::ptrdiff_t to = count; to < count + max_width; ++to) columns.start[static_cast<std::size_t>(to)] = 0;
}

/// Numbers the rows of the image that `count` rows read, in their order. Their taps become numbers of these.
inline void number_rows(std::size_t tap_count, taps_room<max_rows>& rows, std::ptrdiff_t count, std::int32_t stride,
                        image_rows& numbered) noexcept {
  numbered.count = 0;
  // What the other tap or the row before has read is one of the last two.
  std::array<std::uint32_t, 2> last{{UINT32_MAX, UINT32_MAX}};
  for (std::size_t row = 0; row < static_cast<std::size_t>(count); ++row) {
    for (std::size_t number = 0; number < tap_count; ++number) {
      auto& tap = rows.tap[number];
      const std::uint32_t index = tap[row];
      if (index != last[0] && index != last[1]) {
        last = {{index, last[0]}};
        numbered.offset[static_cast<std::size_t>(numbered.count++)] = static_cast<std::int32_t>(index) * stride;
      }
      tap[row] = static_cast<std::uint32_t>(numbered.count) - (index == last[0] ? 1U : 2U);
    }
  }
}

/// Lays the vectors of a run over `row_count` rows of `column_count` columns, at most max_run outputs.
/// @param row_stride  of the image, in bytes
/// @param size        of an element
// NOLINTNEXTLINE(readability-function-cognitive-complexity): loops within loops, in the order of memory
inline void locate_run(const vector_kernels& kernels, const located_taps& taps, const run_columns& columns,
                       std::ptrdiff_t column_count, const taps_room<max_rows>& rows, std::ptrdiff_t row_count,
                       std::int32_t row_stride, std::int32_t size, plane_run& run) noexcept {
  const std::ptrdiff_t width = kernels.target->width;
  run_vector* last = nullptr;
  std::ptrdiff_t vectors = 0;
  std::size_t windows_of_last = 2;
  std::ptrdiff_t output = 0;
  for (std::size_t row = 0; row < static_cast<std::size_t>(row_count); ++row) {
    kernels.locate_run_row(
        {taps, columns.start.data(), column_count, kernels.taps > 1 ? rows.weight[row] : 0.0F, output}, run);
    std::size_t window = 0;
    for (std::ptrdiff_t column = 0; column < column_count;) {
      if (windows_of_last == 2 || last->count == width) {
        last = &run.vector[static_cast<std::size_t>(vectors++)];
        *last = {output, 0, static_cast<std::int32_t>(width), {}};
        windows_of_last = 0;
      }
      for (std::size_t tap = 0; tap < kernels.taps; ++tap) {
        const std::int32_t offset = static_cast<std::int32_t>(rows.tap[tap][row]) * row_stride +
                                    static_cast<std::int32_t>(columns.start[static_cast<std::size_t>(column)]) * size;
        // A vector without a second window reads the first one twice.
        last->window[tap][1] = offset;
        if (windows_of_last == 0) last->window[tap][0] = offset;
      }
      if (windows_of_last == 1) last->second = last->count;
      ++windows_of_last;
      const std::ptrdiff_t taken = minimum(columns.window_end[window] - column, width - last->count);
      last->count += static_cast<std::int32_t>(taken);
      column += taken;
      output += taken;
      if (column == columns.window_end[window]) ++window;
    }
  }
  run.count = output;
  run.vectors = vectors;
  // What the last vector reads beyond the last output.
  for (auto i = static_cast<std::size_t>(output); i < static_cast<std::size_t>(output + width); ++i) {
    run.tap[0][i] = 0;
    run.tap[1][i] = 0;
    run.x_weight[i] = 0;
    run.y_weight[i] = 0;
  }
}

/// Some planes of the image, and where their outputs go.
struct run_planes {
  const unsigned char* image;   // the first element of the first plane
  std::ptrdiff_t image_stride;  // from plane to plane, in bytes
  float* out;
  std::ptrdiff_t out_stride;  // in floats
  std::ptrdiff_t room;        // floats that may be written for a plane, at least the outputs of the run
  std::ptrdiff_t count;
  std::ptrdiff_t ahead;  // bytes from each plane to one whose windows are prefetched; 0 where that does not pay
};

/// The most rows that are copied together, in all planes.
/// @param window_size  in bytes
constexpr std::ptrdiff_t max_copied(std::ptrdiff_t window_size) noexcept {
  return std::ptrdiff_t{1 << 13} / window_size;
}

/// Copies `size` bytes by moves of `Move` bytes, of which the last overlaps the one before it.
template <std::ptrdiff_t Move>
CNR_DETAIL_ALWAYS_INLINE void copy_by_moves(const unsigned char* from, std::ptrdiff_t size,
                                            unsigned char* to) noexcept {
  for (std::ptrdiff_t at = 0; at < size - Move; at += Move) {
    std::memcpy(to + at, from + at, static_cast<std::size_t>(Move));
  }
  std::memcpy(to + size - Move, from + size - Move, static_cast<std::size_t>(Move));
}

/// Computes a run in planes whose rows are shorter than a window, out of copies of them. Not inlined: its buffer is on
/// the stack only where it is needed.
/// @param window_size  in bytes
CNR_DETAIL_NOINLINE inline void resample_short_rows(const vector_call& call, const plane_run& run,
                                                    const run_planes& planes, const image_rows& rows,
                                                    std::ptrdiff_t window_size) noexcept {
  alignas(64) std::array<unsigned char, static_cast<std::size_t>(max_copied(1))> copies;
  const std::ptrdiff_t row_size = call.image.extent(2) * call.kernels.image_size;
  const std::ptrdiff_t plane_size = rows.count * window_size;
  const std::ptrdiff_t at_once = minimum(max_copied(window_size) / rows.count, planes.count);
  // What windows have beyond a row is read, but not used.
  std::memset(copies.data(), 0, static_cast<std::size_t>(at_once * plane_size));
  for (std::ptrdiff_t first = 0; first < planes.count; first += at_once) {
    const std::ptrdiff_t count = minimum(at_once, planes.count - first);
    unsigned char* to = copies.data();
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const unsigned char* const plane = planes.image + (first + i) * planes.image_stride;
      for (std::size_t row = 0; row < static_cast<std::size_t>(rows.count); ++row, to += window_size) {
        const unsigned char* const from = plane + rows.offset[row];
        if (row_size >= 8) {
          copy_by_moves<8>(from, row_size, to);
        } else {
          copy_by_moves<1>(from, row_size, to);
        }
      }
    }
    call.kernels.compute_run(run, {copies.data(), plane_size, planes.out + first * planes.out_stride, planes.out_stride,
                                   planes.room, count, 0});
  }
}

/// The outputs of a run in all planes.
/// @param rows   those of the image, if they are shorter than a window; else it is empty
/// @param to     where the outputs go; its first channel
CNR_DETAIL_NOINLINE inline void resample_run(const vector_call& call, const unsigned char* image, const plane_run& run,
                                             const image_rows& rows, plane_block& to) noexcept {
  constexpr auto float_size = static_cast<std::ptrdiff_t>(sizeof(float));
  alignas(64) std::array<float, static_cast<std::size_t>(max_planes * run_pitch)> staging;
  const std::ptrdiff_t channels = call.image.extent(3);
  const std::ptrdiff_t image_stride = call.image.stride(3);
  const bool prefetches = exceeds_caches(static_cast<std::size_t>(call.kernels.image_size), call.image.extents());
  // Planes of packed floats need no staging, except that those which touch are streamed out of it.
  const bool are_packed = call.encoder == nullptr && to.column_stride == float_size && to.rows_touch();
  const bool streams = call.streams && are_packed && to.channel_stride == run.count * float_size;
  run_planes planes{nullptr, image_stride, staging.data(), run_pitch, run_pitch, 0, 0};
  if (are_packed) {
    planes.out_stride = to.channel_stride / float_size;
    planes.room = run.count;
  }
  to.planes = staging.data();
  to.pitch = run_pitch;
  unsigned char* const out = to.out;
  for (std::ptrdiff_t next = 0; next < channels; next += max_planes) {
    // The last block has at least a lane of channels: where fewer are left, some are computed again.
    const std::ptrdiff_t first = minimum(next, channels - lane_size);
    const std::ptrdiff_t count = minimum(max_planes, channels - first);
    to.channel = first;
    to.channels = count;
    to.out = out + first * to.channel_stride;
    planes.image = image + first * image_stride;
    planes.count = count;
    planes.ahead = prefetches && first + 2 * max_planes <= channels ? max_planes * image_stride : 0;
    if (are_packed && !streams) planes.out = reinterpret_cast<float*>(to.out);
    if (rows.count > 0) {
      resample_short_rows(call, run, planes, rows, call.target.width * call.kernels.image_size);
    } else {
      call.kernels.compute_run(run, planes);
    }
    if (streams) {
      call.target.stream_bytes(to.out, reinterpret_cast<const unsigned char*>(staging.data()),
                               count * to.channel_stride);
    } else if (call.encoder != nullptr) {
      call.encoder->write_plane_block(*call.encoder, to);
    } else if (!are_packed) {
      write_plane_block(call.target, to);
    }
  }
}

/// Resamples a chunk of columns by runs. A chunk_function.
inline void resample_plane_runs(const vector_call& call, const byte_geometry& geometry,
                                const scanline_layout& /*layout*/, const index_range& columns) noexcept {
  const vector_kernels& kernels = call.kernels;
  const std::ptrdiff_t width = call.target.width;
  const auto size = static_cast<std::int32_t>(kernels.image_size);
  const std::int32_t window_size = static_cast<std::int32_t>(width) * size;
  const auto& image = call.image;
  const auto& crops = call.crops;
  const index_range& inside = geometry.rows.inside;
  const std::int32_t row_stride = image.extent(1) > 1 ? static_cast<std::int32_t>(image.stride(1)) : 0;
  const bool are_short = image.extent(2) < width;
  // The stride of a single column is that of packed pixels.
  const std::ptrdiff_t column_stride = crops.stride(3) == call.element_size() ? crops.stride(2) : call.element_size();
  taps_room<max_outputs> taps;
  kernels.locate(geometry.x, columns.begin, columns.size(), taps.room());
  const located_taps of_columns = taps.located(kernels.taps);
  run_columns located;
  locate_windows(width, of_columns, columns.size(),
                 are_short ? 0U : static_cast<std::uint32_t>(image.extent(2) - width), located);
  image_rows rows;
  rows.count = 0;
  const std::ptrdiff_t at_once = minimum(max_run / columns.size(), minimum(max_rows, max_copied(window_size) / 2));
  for (std::ptrdiff_t first = inside.begin; first < inside.end; first += at_once) {
    const std::ptrdiff_t count = minimum(inside.end - first, at_once);
    taps_room<max_rows> row_taps;
    plane_run run;
    run.is_transposed = call.is_transposed;
    kernels.locate(geometry.y, first, count, row_taps.room());
    if (are_short) number_rows(kernels.taps, row_taps, count, row_stride, rows);
    locate_run(kernels, of_columns, located, columns.size(), row_taps, count, are_short ? window_size : row_stride,
               size, run);
    plane_block to{nullptr,
                   0,
                   count,
                   columns.size(),
                   0,
                   0,
                   geometry.crop + first * crops.stride(1) + columns.begin * crops.stride(2),
                   crops.stride(1),
                   column_stride,
                   crops.stride(3)};
    resample_run(call, geometry.image, run, rows, to);
  }
}

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_PLANE_RUNS_HPP
