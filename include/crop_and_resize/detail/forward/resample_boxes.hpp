// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The boxes of a call, chunk by chunk, with the kernels of a target. All targets share what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_RESAMPLE_BOXES_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_RESAMPLE_BOXES_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/forward/column_rows.hpp>
#include <crop_and_resize/detail/forward/column_writer.hpp>
#include <crop_and_resize/detail/forward/compact_rows.hpp>
#include <crop_and_resize/detail/forward/extrapolate.hpp>
#include <crop_and_resize/detail/forward/kernel_choice.hpp>
#include <crop_and_resize/detail/forward/output_rows.hpp>
#include <crop_and_resize/detail/forward/plane_runs.hpp>
#include <crop_and_resize/detail/forward/planes.hpp>
#include <crop_and_resize/detail/forward/row_writer.hpp>
#include <crop_and_resize/detail/forward/small_pixels.hpp>
#include <crop_and_resize/detail/forward/transposed_rows.hpp>
#include <crop_and_resize/detail/forward/vector_call.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/forward/vertical.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

/// Whether rows are computed in the crops themselves.
CNR_DETAIL_ALWAYS_INLINE bool computes_in_crops(const vector_call& call, const scanline_layout& layout) noexcept {
  return layout.order == arrangement::contiguous && !layout.streams && call.encoder == nullptr;
}

/// The writer of a chunk's rows from plane `plane` on.
/// @param first    where row 0 of the chunk is written
/// @param staging  null where rows are computed in the crops themselves
CNR_DETAIL_ALWAYS_INLINE row_writer writer_of(const vector_call& call, const scanline_layout& layout,
                                              std::ptrdiff_t columns, unsigned char* first, std::ptrdiff_t plane,
                                              float* staging) noexcept {
  const auto& crops = call.crops;
  return {call.target,     layout.order,    first,   crops.stride(1),     crops.stride(2),
          crops.stride(3), layout.channels, columns, layout.planes.pitch, staging,
          layout.streams,  call.encoder,    plane,   layout.prefetches};
}

/// What of a chunk of columns is on the image, wherever rows are computed. `reader` was prepared for these columns.
/// Not inlined: the staging row is on the stack only where it is needed.
CNR_DETAIL_NOINLINE inline void resample_in_passes(const vector_call& call, const byte_geometry& geometry,
                                                   const scanline_layout& layout, const index_range& columns,
                                                   const bound_reader& reader) noexcept {
  const auto& crops = call.crops;
  const vector_target& target = call.target;
  const index_range& inside = geometry.rows.inside;
  unsigned char* const first = geometry.crop + columns.begin * crops.stride(2);
  const bool is_by_columns = layout.order == arrangement::by_columns;
  // Planes whose columns are not packed have their outputs between one another. So many rows at a time are still in the
  // caches when the next planes come.
  const bool are_between = layout.order != arrangement::contiguous && layout.passes > 1;
  const std::ptrdiff_t height = is_by_columns || are_between ? rows_at_a_time : inside.size();
  const bool is_staged = !is_by_columns && !computes_in_crops(call, layout);
  alignas(64) whole_vectors<float> staging;
  if (is_by_columns) {
    // Whole vectors of rows are transposed.
    std::memset(staging.data(), 0, static_cast<std::size_t>(max_outputs) * sizeof(float));
  } else if (is_staged && columns.size() < target.width) {
    // A row shorter than a vector is rearranged with what follows it in the buffer.
    for (std::ptrdiff_t plane = 0; plane < layout.planes.count; ++plane) {
      const std::ptrdiff_t count = minimum(target.width * layout.along.channels, layout.planes.pitch);
      std::memset(staging.data() + plane * layout.planes.pitch, 0, static_cast<std::size_t>(count) * sizeof(float));
    }
  }
  for (std::ptrdiff_t row = inside.begin; row < inside.end; row += height) {
    const index_range rows{row, minimum(row + height, inside.end)};
    for (std::ptrdiff_t pass = 0; pass < layout.passes; ++pass) {
      // The last planes overlap those before them, so that a pass always has as many.
      const std::ptrdiff_t plane = minimum(pass * layout.planes.count, call.image.extent(3) - layout.planes.count);
      unsigned char* const to = first + plane * crops.stride(3);
      row_writer out = writer_of(call, layout, columns.size(), to, plane, is_staged ? staging.data() : nullptr);
      if (is_by_columns) {
        out.first = reinterpret_cast<unsigned char*>(staging.data());
        out.row_stride = staged_row_pitch * static_cast<std::ptrdiff_t>(sizeof(float));
      }
      const unsigned char* const image = geometry.image + plane * call.image.stride(3);
      const chunk_rows chunk{rows, image + layout.along.low, call.image.stride(1), is_by_columns ? row : 0,
                             columns.size() * layout.along.channels};
      write_chunk_rows(call.kernels, chunk, geometry.y, out, reader);
      if (is_by_columns) write_columns(out, rows.size(), to + row * crops.stride(1));
    }
  }
}

/// resample_in_passes where there is one pass, and rows are computed in the crops themselves: the way of small crops.
CNR_DETAIL_NOINLINE inline void resample_in_crops(const vector_call& call, const byte_geometry& geometry,
                                                  const scanline_layout& layout, const index_range& columns,
                                                  const bound_reader& reader) noexcept {
  const row_writer out =
      writer_of(call, layout, columns.size(), geometry.crop + columns.begin * call.crops.stride(2), 0, nullptr);
  const chunk_rows chunk{geometry.rows.inside, geometry.image + layout.along.low, call.image.stride(1), 0,
                         columns.size() * layout.along.channels};
  write_chunk_rows(call.kernels, chunk, geometry.y, out, reader);
}

/// The shorter one of both ways.
CNR_DETAIL_NOINLINE inline void resample_chunk(const vector_call& call, const byte_geometry& geometry,
                                               const scanline_layout& layout, const index_range& columns,
                                               const bound_reader& reader) noexcept {
  const bool is_in_crops = layout.passes == 1 && computes_in_crops(call, layout);
  (is_in_crops ? resample_in_crops : resample_in_passes)(call, geometry, layout, columns, reader);
}

/// A chunk of scanlines of an image whose columns are packed. Not inlined: rows of columns are on the stack only here.
CNR_DETAIL_NOINLINE inline void resample_columns(const vector_call& call, const byte_geometry& geometry,
                                                 const scanline_layout& layout, const index_range& columns,
                                                 const located_taps& taps) noexcept {
  const vector_kernels& kernels = call.kernels;
  column_rows reader(layout.runs, taps, kernels.taps, columns.size(), layout.planes, kernels.image_size,
                     call.target.width, kernels.mix_columns);
  resample_in_passes(call, geometry, layout, columns, reader.bind());
}

/// A chunk of scanlines by way of compact rows. False where that cannot be; `room`, which has the taps, may have others
/// then. Not inlined: the compact rows are on the stack only until another reader is tried.
CNR_DETAIL_NOINLINE inline bool resample_compact(const vector_call& call, const byte_geometry& geometry,
                                                 const scanline_layout& layout, const index_range& columns,
                                                 taps_room<max_outputs>& room) noexcept {
  const vector_kernels& kernels = call.kernels;
  if (gathers_pixels(kernels.image_size, kernels.taps, layout.along)) return false;
  compact_rows copies;
  const scanline& along = layout.along;
  const column_shape shape{static_cast<std::ptrdiff_t>(kernels.taps),
                           along.channels,
                           along.column_stride,
                           along.channel_stride,
                           kernels.image_size,
                           along.size};
  return copies.prepare(call.target, shape, room.room(), columns.size() * along.channels, layout.planes) &&
         kernels.resample_copies(call, geometry, layout, columns, room.located(kernels.taps), &copies);
}

/// A chunk of scanlines, with the first reader that can read it: each is slower than those before it, and can read
/// more. A chunk_function.
CNR_DETAIL_NOINLINE inline void resample_scanlines(const vector_call& call, const byte_geometry& geometry,
                                                   const scanline_layout& layout, const index_range& columns) noexcept {
  const vector_kernels& kernels = call.kernels;
  taps_room<max_outputs> room;
  const auto locate = [&]() noexcept {
    kernels.locate_outputs(geometry.x, columns.begin, columns.size(), call.outputs,
                           columns.size() * layout.along.channels, room.room());
  };
  locate();
  const located_taps taps = room.located(kernels.taps);
  if (layout.runs.count > 0) {
    resample_columns(call, geometry, layout, columns, taps);
    return;
  }
  // corner_reader mixes along x for every row of the crop, which loses where rows of the image repeat.
  if (kernels.resample_corners != nullptr && geometry.x.step() > layout.max_window_step &&
      geometry.y.step() >= call.target.min_row_step_uncached &&
      kernels.resample_corners(call, geometry, layout, columns, taps)) {
    return;
  }
  // Shorter windows are for rows that have not enough bytes for others, and for elements that others do not reach.
  const bool has_short = kernels.resample_near_short != nullptr;
  const bool is_row_short = layout.along.size < call.target.table_size;
  if (has_short && is_row_short && are_short_rows_far(geometry, layout.along) &&
      kernels.resample_near_short(call, geometry, layout, columns, taps, nullptr)) {
    return;
  }
  if (kernels.resample_near(call, geometry, layout, columns, taps, nullptr)) return;
  if (has_short && are_short_windows_faster(call, geometry, layout.along) &&
      kernels.resample_near_short(call, geometry, layout, columns, taps, nullptr)) {
    return;
  }
  if (resample_compact(call, geometry, layout, columns, room)) return;
  locate();
  kernels.resample_gathered(call, geometry, layout, columns, taps);
}

/// What a call takes: its kernel, and how its crops are computed by scanlines.
struct chosen_kernel {
  explicit chosen_kernel(const vector_call& call) noexcept : layout(layout_of(call)), which(kernel_for(call, layout)) {}

  scanline_layout layout;
  kernel which;
};

/// What is wanted of a box, from column `first` on, by chunks of at most `capacity` columns. Not inlined: it is called
/// in several places.
CNR_DETAIL_NOINLINE inline void resample_chunks(const vector_call& call, const byte_geometry& geometry,
                                                const scanline_layout& layout, chunk_function* resample,
                                                std::ptrdiff_t first, std::ptrdiff_t capacity) noexcept {
  for (; first < geometry.crop_width; first += capacity) {
    const clipped_range columns = geometry.columns(first, capacity);
    extrapolate_around(call, geometry, columns);
    if (columns.inside.size() > 0) resample(call, geometry, layout, columns.inside);
  }
}

/// Rows of one box, by its kernel, which is not scalar.
inline void resample_box(const vector_call& call, const chosen_kernel& chosen, kernel of_box, std::ptrdiff_t box,
                         const index_range& rows) noexcept {
  if (of_box == kernel::short_pixels) {
    call.resample_short(call.arguments, partition(task{{box, box + 1}, rows}), {0, 1});
    return;
  }
  const byte_geometry geometry(call, box, rows);
  chunk_function* resample = &resample_scanlines;
  std::ptrdiff_t capacity = chosen.layout.capacity;
  if (of_box == kernel::plane_runs) {
    resample = &resample_plane_runs;
    capacity = max_run;
  } else if (of_box != kernel::scanlines && !is_faster_by_scanlines(call, geometry, chosen.layout)) {
    resample = &resample_pixels;
    capacity = of_box == kernel::planes ? max_plane_columns(call) : max_outputs;
  }
  resample_chunks(call, geometry, chosen.layout, resample, 0, capacity);
}

/// The tasks in `numbers`, by a kernel that is not scalar. Not inlined, so that all calls share it.
CNR_DETAIL_NOINLINE inline void resample_boxes(const vector_call& call, const chosen_kernel& chosen,
                                               const partition& tasks, const index_range& numbers) noexcept {
  if (chosen.which == kernel::small_pixels) {
    resample_small_pixels(call, tasks, numbers);
    return;
  }
  const box_kernels kernels(call, chosen.layout, chosen.which);
  for (std::ptrdiff_t number = numbers.begin; number < numbers.end; ++number) {
    const task each = tasks[number];
    std::ptrdiff_t box = each.boxes.begin;
    while (box < each.boxes.end) {
      const std::ptrdiff_t first = box;
      kernel of_box = kernels[box];
      while (of_box == kernel::scalar && ++box < each.boxes.end) of_box = kernels[box];
      if (box > first) {
        // The scalar loops find the geometry again, and take neighbours in one call.
        call.resample_scalar(call.arguments, partition(task{{first, box}, each.rows}), {0, 1});
      } else {
        resample_box(call, chosen, of_box, box, each.rows);
        ++box;
      }
    }
  }
  if (call.streams) call.target.fence();
}

/// A chunk of columns of a transposed call. A chunk_function.
inline void resample_transposed_chunk(const vector_call& call, const byte_geometry& geometry,
                                      const scanline_layout& layout, const index_range& columns) noexcept {
  transposed_rows reader(call, layout, geometry.x, columns);
  resample_in_passes(call, geometry, layout, columns, reader.bind());
}

/// The tasks in `numbers`, transposed. False where that cannot be. A box that cannot be transposed is taken as it is.
CNR_DETAIL_COLD inline bool resample_transposed(vector_call& call, const chosen_kernel& chosen, const partition& tasks,
                                                const index_range& numbers) noexcept {
  if (chosen.which != kernel::scanlines || !are_all_columns(call)) return false;
  call.transpose();
  const chosen_kernel other(call);
  const bool can = computes_transposed(call, other.layout, other.which);
  const bool are_runs = other.which == kernel::plane_runs;
  for (std::ptrdiff_t number = numbers.begin; can && number < numbers.end; ++number) {
    const task each = tasks[number];
    for (std::ptrdiff_t box = each.boxes.begin; box < each.boxes.end; ++box) {
      const auto geometry = byte_geometry::transposed(call, box, each.rows);
      const std::ptrdiff_t capacity = are_runs ? max_run : transposed_capacity(call, other.layout, geometry.x);
      if (capacity > 0) {
        resample_chunks(call, geometry, other.layout, are_runs ? &resample_plane_runs : &resample_transposed_chunk,
                        each.rows.begin, capacity);
      } else {
        call.transpose();
        resample_boxes(call, chosen, partition(task{{box, box + 1}, each.rows}), {0, 1});
        call.transpose();
      }
    }
  }
  if (call.streams) call.target.fence();
  call.transpose();
  return can;
}

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_RESAMPLE_BOXES_HPP
