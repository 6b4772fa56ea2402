// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// What a forward call costs in CPU cycles and in memory traffic, estimated from its extents. The numbers are measured;
// benchmarks/README.md compares them with what calls take.

#ifndef CROP_AND_RESIZE_DETAIL_PARALLEL_COST_HPP
#define CROP_AND_RESIZE_DETAIL_PARALLEL_COST_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>

#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN

/// Estimated CPU cycles.
struct cost_estimate {
  double set_up;  // of a box in a task
  double row;     // of a crop
};

/// The cycles that a task should take. Handing it to another thread and setting it up then cost little in comparison.
constexpr double task_cycles = 50e3;

/// The cycles that make the whole call one task, for an executor that runs it on the calling thread.
constexpr double unlimited_cycles = 1e300;

/// Whether elements of `size` bytes with these extents take so many KiB, or more. Not inlined, as other functions of
/// this file, so that all calls share them.
CNR_DETAIL_NOINLINE constexpr bool takes_kibibytes(int count, std::size_t size, const extents_4d& extents) noexcept {
  return static_cast<double>(size) * element_count(extents) >= 1024.0 * count;
}

/// takes_kibibytes, in MiB.
constexpr bool takes_mebibytes(int count, std::size_t size, const extents_4d& extents) noexcept {
  return takes_kibibytes(count * 1024, size, extents);
}

/// Whether a tensor is larger than the last-level cache of most processors, or than a program's share of it.
constexpr bool exceeds_caches(std::size_t element_size, const extents_4d& extents) noexcept {
  return takes_mebibytes(32, element_size, extents);
}

/// Whether crops that are computed should be written with non-temporal stores: from 16 MiB on. That is faster even if
/// the crops are read next.
constexpr bool is_worth_streaming(std::size_t element_size, const extents_4d& crops) noexcept {
  return takes_mebibytes(16, element_size, crops);
}

/// Whether what is read next should be prefetched: where the image comes out of memory, as it is large and little of it
/// is read more than once. A prefetch of what the caches hold costs more than it saves.
/// @param taps  elements that an output reads along one axis
CNR_DETAIL_NOINLINE constexpr bool reads_from_memory(std::size_t element_size, std::size_t taps,
                                                     const extents_4d& image, const extents_4d& crops) noexcept {
  return exceeds_caches(element_size, image) &&
         static_cast<double>(taps * taps) * element_count(crops) < element_count(image);
}

/// The most pixels of a crop whose boxes are located together, to be computed by vectors of channels.
constexpr std::ptrdiff_t max_small_pixels = 4;

/// The most outputs of a crop whose boxes are located together, to be computed by the scalar loops. What precedes the
/// first output of a box would take most of its time.
constexpr std::ptrdiff_t max_small_outputs = 12;

/// The most outputs of a crop that goes by the scalar loops, box by box if it is not small: to make a plan for vectors
/// takes as long for a box as the scalar loops take for about so many outputs. Elements of half are converted in the
/// scalar loops without the processor's instruction, which takes three times as long.
constexpr std::ptrdiff_t max_unplanned_outputs = 16;
constexpr std::ptrdiff_t max_unplanned_outputs_of_halves = 4;

/// The most outputs of a row that leave its vectors nearly empty.
constexpr std::ptrdiff_t max_unplanned_row = 2;

/// Whether crops have so few outputs that their boxes are located together.
/// Precondition: the number of elements is representable.
constexpr bool are_small(const extents_4d& crops) noexcept {
  return crops[1] * crops[2] * crops[3] <= max_small_outputs;
}

/// Whether crops have so many outputs that a plan for vectors pays.
/// @param channels  that are computed together
/// Precondition: the number of elements is representable.
constexpr bool is_worth_planning(const extents_4d& crops, std::ptrdiff_t channels, bool is_half) noexcept {
  const std::ptrdiff_t outputs = crops[1] * crops[2] * crops[3];
  if (is_half) return outputs > max_unplanned_outputs_of_halves;
  return outputs > max_unplanned_outputs && crops[2] * channels > max_unplanned_row;
}

/// What crops cost whose boxes are located together.
/// @param outputs  of a row
constexpr cost_estimate estimate_small_cost(std::size_t taps, double outputs) noexcept {
  return {30, 5 + (2 + 2.5 * static_cast<double>(taps * taps)) * outputs};
}

/// What the scalar loops cost.
CNR_DETAIL_COLD constexpr cost_estimate estimate_scalar_cost(std::size_t taps, const extents_4d& crops) noexcept {
  const auto columns = static_cast<double>(crops[2]);
  const double outputs = columns * static_cast<double>(crops[3]);
  if (are_small(crops)) return estimate_small_cost(taps, outputs);
  return {150 + 8 * columns, 30 + (0.7 + 1.3 * static_cast<double>(taps * taps)) * outputs};
}

/// What the kernels in blocks cost, for samplers that do little more than to weight their taps.
constexpr cost_estimate estimate_block_cost(std::size_t taps, const extents_4d& crops) noexcept {
  const auto columns = static_cast<double>(crops[2]);
  const double outputs = columns * static_cast<double>(crops[3]);
  return {400 + 10 * columns, 40 + (0.6 + 0.25 * static_cast<double>(taps * taps)) * outputs};
}

/// How image and crops are in memory, as far as it decides what the vector kernels cost.
struct memory_layout {
  bool are_pixels;      // the channels of the image are packed
  bool are_columns;     // the columns of the image are packed, not its rows, and the crops are others
  bool writes_pixels;   // the channels of the crops are packed
  bool writes_planes;   // the columns of the crops are side by side
  bool writes_columns;  // the rows of the crops are
  bool writes_rows;     // the one or the other, for whole rows
};

/// The layout of a call's image and crops. Strides of the crops are elements.
CNR_DETAIL_COLD constexpr memory_layout memory_layout_of(const extents_4d& image, const extents_4d& image_strides,
                                                         const extents_4d& crops,
                                                         const extents_4d& crops_strides) noexcept {
  const bool is_one_channel = image[3] == 1;
  const bool are_columns = image[1] > 1 && image[2] > 1 && magnitude(image_strides[1]) < magnitude(image_strides[2]);
  // Such a call is computed transposed: what was columns is rows.
  const bool is_transposed =
      are_columns && crops[1] > 1 && crops[2] > 1 && magnitude(crops_strides[1]) < magnitude(crops_strides[2]);
  const std::ptrdiff_t column_stride = crops_strides[is_transposed ? 1 : 2];
  const bool writes_pixels = is_one_channel || crops_strides[3] == 1;
  const bool writes_planes = crops[2] == 1 || column_stride == 1;
  return {is_one_channel || image_strides[3] == 1,
          are_columns && !is_transposed,
          writes_pixels,
          writes_planes,
          crops_strides[1] == 1,
          writes_planes || (writes_pixels && column_stride == crops[3])};
}

/// About the floats of the targets' vectors. The target of a call is not known here.
constexpr std::ptrdiff_t typical_width = 16;

/// The share of rows that are mixed along x: a crop that is higher than its image repeats rows.
constexpr double mixed_share(const extents_4d& image, const extents_4d& crops) noexcept {
  const double mixed = static_cast<double>(image[1]) / static_cast<double>(crops[1]);
  return mixed < 1 ? mixed : 1;
}

/// What the vector kernels for many channels cost.
/// @param from_memory  the cycles that an element takes to come out of memory
constexpr cost_estimate estimate_pixels_cost(double from_memory, std::size_t taps, const extents_4d& image,
                                             const extents_4d& crops) noexcept {
  const auto columns = static_cast<double>(crops[2]);
  const double outputs = columns * static_cast<double>(crops[3]);
  const double mixed = taps == 1 ? 0.55 : 0.5 + 0.7 * mixed_share(image, crops);
  return {350 + 3 * columns, 30 + (mixed + from_memory) * outputs};
}

/// What scanlines and runs cost.
/// @param is_far       whether the image is larger than a second-level cache
/// @param from_memory  the cycles that an element takes to come out of memory
constexpr cost_estimate estimate_scanlines_cost(bool is_far, double from_memory, std::size_t taps,
                                                const extents_4d& image, const extents_4d& crops,
                                                const memory_layout& layout) noexcept {
  const auto columns = static_cast<double>(crops[2]);
  const auto channels = static_cast<double>(crops[3]);
  const double outputs = columns * channels;
  const bool are_many = crops[3] >= typical_width;
  // Scanlines that are read of a row of the image, one after the other: all channels are one, or each plane.
  const bool is_one = !are_many && layout.are_pixels && (!layout.are_columns || layout.writes_pixels);
  const double scanlines = is_one ? 1 : channels;
  // What is located of a box: outputs where channels are interleaved, else columns.
  const double located = is_one && crops[3] > 1 && !layout.are_columns ? 5 * outputs : 3 * columns;
  double set_up = 350 + located;
  double row = 40 * scanlines - 20;
  double output = taps == 1 ? 0.4 : 0.3 + 0.35 * mixed_share(image, crops);
  if (layout.are_columns) {
    // Columns are loaded and transposed: those of a crop, however high it is. They are in cache lines of their own.
    row = (45 + (is_far ? 2100 : 600) / static_cast<double>(crops[1])) * scanlines;
    if (layout.are_pixels && scanlines > 1) output *= 2.2;
  } else if (is_far) {
    row += 20 * (scanlines - 1);
  }
  if (!layout.writes_rows) {
    // Rows are transposed, and stored in pieces of columns or, among pixels, one output at a time.
    set_up += 300;
    output += layout.writes_pixels && !is_one ? 2.2 : 0.7;
  }
  if (are_many && layout.are_pixels) output = 7;  // elements are as far apart as pixels
  return {set_up, row + (output + from_memory) * outputs};
}

/// What the vector kernels cost.
CNR_DETAIL_COLD inline cost_estimate estimate_vector_cost(std::size_t element_size, std::size_t taps,
                                                          const extents_4d& image, const extents_4d& crops,
                                                          const memory_layout& layout) noexcept {
  const auto columns = static_cast<double>(crops[2]);
  const auto channels = static_cast<double>(crops[3]);
  const double from_memory = exceeds_caches(element_size, image) ? 2.5 : 0;
  // Boxes that are located together: see forward/kernel_choice.hpp.
  if (crops[1] * crops[2] <= max_small_pixels && crops[3] > 1 && layout.are_pixels && layout.writes_pixels) {
    return {40, (10 + (taps == 1 ? 0.5 : 1) * channels + from_memory * channels) * columns};
  }
  if (are_small(crops)) return estimate_small_cost(taps, columns * channels);
  const bool writes_vectors = layout.writes_pixels || layout.writes_planes || layout.writes_columns;
  if (crops[3] >= typical_width && layout.are_pixels && writes_vectors) {
    return estimate_pixels_cost(from_memory, taps, image, crops);
  }
  return estimate_scanlines_cost(takes_mebibytes(4, element_size, image), from_memory, taps, image, crops, layout);
}

/// What a filter costs: every pixel of the image is read about twice, along y and then along x. The boxes' sizes are
/// not known here. Half the image's sides stand for them.
constexpr cost_estimate estimate_filter_cost(bool is_scalar, const extents_4d& image,
                                             const extents_4d& crops) noexcept {
  const auto columns = static_cast<double>(crops[2]);
  const double outputs = columns * static_cast<double>(crops[3]);
  const double shrinking_y = 0.5 * static_cast<double>(image[1]) / static_cast<double>(crops[1]);
  const double shrinking_x = 0.5 * static_cast<double>(image[2]) / columns;
  const double taps_y = shrinking_y > 1 ? 2 * shrinking_y : 2;
  const double taps_x = shrinking_x > 1 ? 2 * shrinking_x : 2;
  if (is_scalar) return {300 + 40 * columns * taps_x, 40 * taps_y + 1.5 * taps_y * taps_x * outputs};
  return {300 + 40 * columns * taps_x, 40 * taps_y + (0.3 * taps_y * taps_x / 2 + taps_x) * outputs};
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_PARALLEL_COST_HPP
