// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops of many channels and few pixels. Setting up a box takes most of its time, so that boxes are located together.
// All targets share what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_SMALL_PIXELS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_SMALL_PIXELS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/forward/extrapolate.hpp>
#include <crop_and_resize/detail/forward/kernel_choice.hpp>
#include <crop_and_resize/detail/forward/pixel_rows.hpp>
#include <crop_and_resize/detail/forward/planes.hpp>
#include <crop_and_resize/detail/forward/vector_call.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/crop_geometry.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>

#include <array>
#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN

/// The most pixels of a crop whose boxes are located together.
constexpr std::ptrdiff_t max_small_pixels = 4;

/// Whether the crops of a call by pixels are so small that they are faster with their boxes located together. Crops
/// that are streamed are not: their cache lines are put together from box to box.
inline bool are_small_pixels(const vector_call& call) noexcept {
  const auto& crops = call.crops;
  return crops.extent(1) * crops.extent(2) <= max_small_pixels && !call.streams;
}

/// A crop of a box that leaves the image.
CNR_DETAIL_NOINLINE inline void resample_outside(const vector_call& call, const scanline_layout& layout,
                                                 std::ptrdiff_t box, const index_range& rows) noexcept {
  const byte_geometry geometry(call, box, rows);
  const clipped_range columns = geometry.columns(0, geometry.crop_width);
  extrapolate_around(call, geometry, columns);
  if (columns.inside.size() > 0) resample_pixels(call, geometry, layout, columns.inside);
}

/// Whether coordinates that locate_small_crops found are all on the image.
inline bool are_inside(const float* coordinates, std::ptrdiff_t count) noexcept {
  bool are = true;
  for (std::ptrdiff_t i = 0; i < count; ++i) are = are && coordinates[i] >= 0;
  return are;
}

/// The tasks in `numbers`, for crops that are small pixels.
CNR_DETAIL_NOINLINE inline void resample_small_pixels(const vector_call& call, const scanline_layout& layout,
                                                      const partition& tasks, const index_range& numbers) noexcept {
  static_assert(max_rows == small_crops::capacity, "the taps of all rows, and of all columns, fill a table");
  const vector_kernels& kernels = call.kernels;
  const auto& image = call.image;
  const auto& crops = call.crops;
  const small_crops of(call);
  alignas(64) whole_vectors<float, max_rows> all_rows{};
  alignas(64) whole_vectors<float, max_rows> all_columns{};
  alignas(64) taps_room<max_rows> row_taps;
  alignas(64) taps_room<max_rows> column_taps;
  alignas(64) streamer_room streamer;  // unused
  kernels.start_pixels(streamer.data(), image.extent(3), 0);
  for (std::ptrdiff_t number = numbers.begin; number < numbers.end; ++number) {
    const task each = tasks[number];
    for (std::ptrdiff_t first = each.boxes.begin; first < each.boxes.end; first += of.at_once) {
      const index_range boxes{first, minimum(first + of.at_once, each.boxes.end)};
      locate_small_crops(of, boxes, all_rows.data(), all_columns.data());
      kernels.locate_coordinates(all_rows.data(), boxes.size() * of.height, of.image_height, row_taps.room());
      kernels.locate_coordinates(all_columns.data(), boxes.size() * of.width, of.image_width, column_taps.room());
      const located_taps rows = row_taps.located(kernels.taps);
      located_taps columns = column_taps.located(kernels.taps);
      std::ptrdiff_t row = 0;
      for (std::ptrdiff_t box = boxes.begin; box < boxes.end; ++box, row += of.height, columns += of.width) {
        const float* const x = all_columns.data() + (box - first) * of.width;
        if (!are_inside(all_rows.data() + row, of.height) || !are_inside(x, of.width)) {
          resample_outside(call, layout, box, each.rows);
          continue;
        }
        const pixel_rows located{image.data() + call.box_indices(box) * image.stride(0),
                                 image.stride(1),
                                 rows,
                                 max_rows,
                                 false,
                                 columns,
                                 image.stride(2),
                                 image.extent(3),
                                 of.width};
        unsigned char* const out = crops.data() + box * crops.stride(0);
        for (std::ptrdiff_t i = each.rows.begin; i < each.rows.end; ++i) {
          call.write_pixels(located[row + i], call.encoder, false, out + i * crops.stride(1), crops.stride(2),
                            streamer.data());
        }
      }
    }
  }
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_SMALL_PIXELS_HPP
