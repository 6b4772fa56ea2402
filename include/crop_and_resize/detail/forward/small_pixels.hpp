// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops of few pixels. Setting up a box takes most of its time, so that boxes are located together. All targets share
// what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_SMALL_PIXELS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_SMALL_PIXELS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/forward/extrapolate.hpp>
#include <crop_and_resize/detail/forward/kernel_choice.hpp>
#include <crop_and_resize/detail/forward/pixel_rows.hpp>
#include <crop_and_resize/detail/forward/vector_call.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/crop_geometry.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>

#include <array>
#include <cstddef>

CNR_DETAIL_KERNELS_BEGIN

/// Writes pixels of a call, all of them on the image. Not inlined: it is called twice.
CNR_DETAIL_NOINLINE inline void write_small_pixels(const vector_call& call, const small_pixels& all,
                                                   const small_part& part) noexcept {
  // Of many channels, a row takes longer than a call, and its stores are aligned.
  const bool are_few = all.channels < 8 * call.target.width;
  if (call.encoder == nullptr && are_few) {
    call.kernels.compute_small_pixels(all, part);
    return;
  }
  for (std::ptrdiff_t box = part.boxes.begin; box < part.boxes.end; ++box) {
    located_taps columns = all.columns;
    columns += (box - all.first) * all.width + part.columns.begin;
    const pixel_rows located{all.image + all.box_indices(box) * all.batch_stride,
                             all.image_stride,
                             all.rows,
                             max_rows,
                             false,
                             columns,
                             all.column_stride,
                             all.channels,
                             part.columns.size()};
    unsigned char* const out = all.crops + box * all.crop_stride + part.columns.begin * all.pixel_stride;
    for (std::ptrdiff_t i = part.rows.begin; i < part.rows.end; ++i) {
      call.write_pixels(located[(box - all.first) * all.height + i], call.encoder, false, out + i * all.row_stride,
                        all.pixel_stride, nullptr);
    }
  }
}

/// Writes rows of crops pixel by pixel, as some are outside the image.
/// @param y, x  coordinates of the crops' rows and columns, below 0 outside
CNR_DETAIL_NOINLINE inline void write_each_pixel(const vector_call& call, const small_pixels& all,
                                                 const index_range& boxes, const index_range& rows, const float* y,
                                                 const float* x) noexcept {
  const extrapolation outside{call.crops, call.encoder, call.target, call.settings.extrapolation_value, false};
  for (std::ptrdiff_t box = boxes.begin; box < boxes.end; ++box, y += all.height, x += all.width) {
    for (std::ptrdiff_t i = rows.begin; i < rows.end; ++i) {
      for (std::ptrdiff_t j = 0; j < all.width; ++j) {
        const small_part pixel{{box, box + 1}, {i, i + 1}, {j, j + 1}};
        if (y[i] < 0 || x[j] < 0) {
          outside.write(all.crops + box * all.crop_stride, pixel.rows, pixel.columns);
        } else {
          write_small_pixels(call, all, pixel);
        }
      }
    }
  }
}

/// The tasks in `numbers`, for crops that are small pixels.
CNR_DETAIL_NOINLINE inline void resample_small_pixels(const vector_call& call, const partition& tasks,
                                                      const index_range& numbers) noexcept {
  static_assert(max_rows == small_crops::capacity, "the taps of all rows, and of all columns, fill a table");
  const vector_kernels& kernels = call.kernels;
  const auto& image = call.image;
  const auto& crops = call.crops;
  const small_crops of(call);
  alignas(64) whole_vectors<float, max_rows> all_rows{};
  alignas(64) whole_vectors<float, max_rows> all_columns{};
  alignas(64) taps_room<max_rows> row_taps;
  alignas(64) taps_room<max_rows> column_taps;
  const std::ptrdiff_t reach = maximum((of.image_width - 1) * image.stride(2), 0);
  small_pixels all{image.data(),
                   call.box_indices,
                   image.stride(0),
                   image.stride(1),
                   image.stride(2),
                   image.extent(3),
                   reach + (image.extent(3) - call.target.width) * kernels.image_size,
                   crops.data(),
                   crops.stride(0),
                   crops.stride(1),
                   crops.stride(2),
                   of.height,
                   of.width,
                   {},
                   {},
                   0};
  for (std::ptrdiff_t number = numbers.begin; number < numbers.end; ++number) {
    const task each = tasks[number];
    for (all.first = each.boxes.begin; all.first < each.boxes.end; all.first += of.at_once) {
      const index_range boxes{all.first, minimum(all.first + of.at_once, each.boxes.end)};
      const bool are_inside = locate_small_crops(of, boxes, all_rows.data(), all_columns.data());
      kernels.locate_coordinates(all_rows.data(), boxes.size() * of.height, of.image_height, row_taps.room());
      kernels.locate_coordinates(all_columns.data(), boxes.size() * of.width, of.image_width, column_taps.room());
      all.rows = row_taps.located(kernels.taps);
      all.columns = column_taps.located(kernels.taps);
      if (are_inside) {
        write_small_pixels(call, all, {boxes, each.rows, {0, of.width}});
      } else {
        write_each_pixel(call, all, boxes, each.rows, all_rows.data(), all_columns.data());
      }
    }
  }
}

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_SMALL_PIXELS_HPP
