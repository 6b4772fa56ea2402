// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The rows of calls that are computed transposed, as columns are packed in image and crops: columns are taken for rows.
// To mix along the image's x first is then to mix two rows, and after that the elements of the mixed row. So the part
// of two rows that a chunk reads is mixed to a row of floats, in which the elements of each output are found. All
// targets share what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_TRANSPOSED_ROWS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_TRANSPOSED_ROWS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/prefetch.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/forward/kernel_choice.hpp>
#include <crop_and_resize/detail/forward/output_rows.hpp>
#include <crop_and_resize/detail/forward/plane_runs.hpp>
#include <crop_and_resize/detail/forward/vector_call.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

/// Where the outputs of a row find their elements in a row of floats: vector by vector of outputs, in a window for
/// each, or pixel by pixel.
struct mixed_row_plan {
  std::ptrdiff_t outputs;
  std::ptrdiff_t channels;  // interleaved, fewer than a vector has floats
  std::ptrdiff_t reach;     // floats of the longest window. 0 where pixels are taken one by one
  std::array<std::uint32_t, static_cast<std::size_t>(max_mixed_outputs / min_width)> start;  // of windows, in the row
  // Of vectors: for each of their outputs, the taps in floats from the beginning of the window, and the weight. Of
  // pixels: for each, its taps in floats from the beginning of the row, and its weight.
  taps_room<max_mixed_outputs> taps;
};

/// The reader of the rows of a transposed call.
class transposed_rows {
 public:
  /// @param columns  of a chunk, at most as many as transposed_capacity says
  /// Not inlined, so that all calls share it.
  CNR_DETAIL_COLD transposed_rows(const vector_call& call, const scanline_layout& layout, const axis& x,
                                  const index_range& columns) noexcept
      : kernels_(call.kernels), planes_(layout.planes), prefetches_(call.prefetches) {
    const scanline& along = layout.along;
    plan_.channels = along.channels;
    plan_.outputs = columns.size() * along.channels;
    taps_room<max_mixed_outputs> pixels;
    kernels_.locate(x, columns.begin, columns.size(), pixels.room());
    choose_mixed_part(along, columns.size(), pixels);
    plan_outputs(pixels);
  }

  bound_reader bind() noexcept { return {this, nullptr, &transposed_rows::write, planes_}; }

 private:
  static constexpr std::ptrdiff_t max_window_vectors = 4;
  /// Floats from the first of a window or a pixel to the last that may be read with it.
  static constexpr std::ptrdiff_t max_window = max_window_vectors * max_width;
  static constexpr auto cache_line = static_cast<std::ptrdiff_t>(cache_line_size);

  /// The elements from the first that these columns read to the last. Coordinates are monotonic, so that the first and
  /// the last column read what is farthest apart.
  CNR_DETAIL_NOINLINE index_range elements_of(const taps_room<max_mixed_outputs>& taps, std::ptrdiff_t first,
                                              std::ptrdiff_t last) const noexcept {
    index_range read{PTRDIFF_MAX, 0};
    for (std::size_t tap = 0; tap < kernels_.taps; ++tap) {
      for (const std::ptrdiff_t column : {first, last}) {
        const auto at = static_cast<std::ptrdiff_t>(taps.tap[tap][static_cast<std::size_t>(column)]);
        read = {minimum(read.begin, at), maximum(read.end, at + 1)};
      }
    }
    return read;
  }

  /// Chooses what is mixed of two rows: all that the columns of the chunk read, and at least a vector of every target.
  /// @param count   columns
  /// @param pixels  their taps, in columns of the image. They become taps in floats from the first that is mixed.
  CNR_DETAIL_ALWAYS_INLINE void choose_mixed_part(const scanline& along, std::ptrdiff_t count,
                                                  taps_room<max_mixed_outputs>& pixels) noexcept {
    const std::ptrdiff_t size = kernels_.image_size;
    const std::ptrdiff_t step = along.column_stride / size;
    const std::ptrdiff_t low = along.low / size;
    const index_range read = elements_of(pixels, 0, count - 1);
    const std::ptrdiff_t first = (step < 0 ? read.end - 1 : read.begin) * step - low;
    const std::ptrdiff_t begin = minimum(first, along.size / size - max_width);
    count_ = maximum((read.size() - 1) * magnitude(step) + along.channels, max_width);
    offset_ = begin * size;
    // Floats after those that are mixed may be read. They are not used.
    for (auto& row : mixed_) std::memset(&row[static_cast<std::size_t>(count_)], 0, max_window * sizeof(float));
    for (std::size_t tap = 0; tap < kernels_.taps; ++tap) {
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        std::uint32_t& at = pixels.tap[tap][i];
        at = static_cast<std::uint32_t>(static_cast<std::ptrdiff_t>(at) * step - low - begin);
      }
    }
  }

  /// Chooses how outputs find their elements: in windows, in copies of what long windows would have, or pixel by pixel.
  CNR_DETAIL_ALWAYS_INLINE void plan_outputs(const taps_room<max_mixed_outputs>& pixels) noexcept {
    constexpr std::ptrdiff_t most_copied_channels = 2;  // more are faster pixel by pixel
    const std::ptrdiff_t width = kernels_.target->width;
    plan_.reach = 0;
    if (2 * plan_.channels < width) lay_windows(pixels);
    are_copied_ = plan_.reach > max_window_vectors * width;
    if (plan_.reach == 0 || (are_copied_ && plan_.channels > most_copied_channels)) {
      plan_.reach = 0;
      are_copied_ = false;
      plan_.taps = pixels;
    } else if (are_copied_) {
      locate_copies();
    }
  }

  /// Lays windows over the taps of pixels, one for each vector of outputs. The last vector overlaps the one before it,
  /// so that all are whole. In a short one, the last output repeats.
  void lay_windows(const taps_room<max_mixed_outputs>& pixels) noexcept {
    const std::ptrdiff_t width = kernels_.target->width;
    const std::ptrdiff_t channels = plan_.channels;
    const std::ptrdiff_t last = plan_.outputs - 1;
    std::size_t to = 0;
    for (std::ptrdiff_t vector = 0; vector * width <= last; ++vector) {
      std::ptrdiff_t output = minimum(vector * width, maximum(last + 1 - width, 0));
      std::ptrdiff_t pixel = output / channels;
      std::ptrdiff_t channel = output % channels;
      const index_range read = elements_of(pixels, pixel, minimum(output + width - 1, last) / channels);
      const auto begin = static_cast<std::uint32_t>(read.begin);
      plan_.start[static_cast<std::size_t>(vector)] = begin;
      plan_.reach = maximum(plan_.reach, read.size() + channels - 1);
      for (std::ptrdiff_t place = 0; place < width; ++place, ++to, ++output) {
        const auto from = static_cast<std::size_t>(pixel);
        for (std::size_t tap = 0; tap < kernels_.taps; ++tap) {
          plan_.taps.tap[tap][to] = pixels.tap[tap][from] + static_cast<std::uint32_t>(channel) - begin;
        }
        if (kernels_.taps > 1) plan_.taps.weight[to] = pixels.weight[from];
        if (output < last && ++channel == channels) {
          channel = 0;
          ++pixel;
        }
      }
    }
  }

  /// Where windows are too long, their elements are copied one by one, for each vector those of the first tap and then
  /// those of the second one.
  void locate_copies() noexcept {
    const auto width = static_cast<std::size_t>(kernels_.target->width);
    const std::size_t size = kernels_.taps * width;
    std::size_t vector = 0;
    for (copies_ = 0; vector * width < static_cast<std::size_t>(plan_.outputs); ++vector) {
      for (std::size_t tap = 0; tap < kernels_.taps; ++tap) {
        for (std::size_t place = 0; place < width; ++place) {
          std::uint32_t& at = plan_.taps.tap[tap][vector * width + place];
          copied_[copies_++] = plan_.start[vector] + at;
          at = static_cast<std::uint32_t>(tap * width + place);
        }
      }
      plan_.start[vector] = static_cast<std::uint32_t>(vector * size);
    }
    // The last window is longer than what it has.
    std::memset(&copies_of_row_[copies_], 0, max_width * sizeof(float));
    plan_.reach = static_cast<std::ptrdiff_t>(size);
  }

  /// Writes the outputs of a row of floats.
  void find(const float* row, float* out) noexcept {
    if (are_copied_) {
      for (std::size_t i = 0; i < copies_; ++i) copies_of_row_[i] = row[copied_[i]];
      row = copies_of_row_.data();
    }
    kernels_.find_mixed(plan_, row, out);
  }

  /// Writes rows. A row is mixed before the one that was mixed last is read: a load of what two stores have written
  /// waits for these.
  static void write(void* reader, const output_rows& rows) noexcept {
    auto& self = *static_cast<transposed_rows*>(reader);
    std::size_t number = 0;
    self.mix(rows, 0, 0, self.mixed_[0].data());
    for (std::size_t i = 0; i < rows.count; ++i) {
      float* const out = rows.begin(i);
      for (std::ptrdiff_t plane = 0; plane < self.planes_.count; ++plane) {
        const float* const row = self.mixed_[number].data();
        number = 1 - number;
        const bool is_last = plane + 1 == self.planes_.count;
        if (!is_last || i + 1 < rows.count) {
          self.mix(rows, is_last ? i + 1 : i, is_last ? 0 : plane + 1, self.mixed_[number].data());
        }
        self.find(row, out + plane * self.planes_.pitch);
      }
      rows.end(i);
    }
  }

  /// Mixes what a row reads of a plane. With one tap, its elements become floats.
  void mix(const output_rows& rows, std::size_t i, std::ptrdiff_t plane, float* out) const noexcept {
    const std::size_t last = kernels_.taps - 1;
    const std::size_t later = rows.later_than(i);
    const unsigned char* const image = rows.image + plane * planes_.stride + offset_;
    const auto row_at = [&](std::size_t tap, std::size_t row) noexcept {
      return image + static_cast<std::ptrdiff_t>(rows.taps.tap[tap][row]) * rows.image_stride;
    };
    if (prefetches_) {
      prefetch_row(row_at(0, later));
      prefetch_row(row_at(last, later));
    }
    kernels_.mix_row_pair(row_at(0, i), row_at(last, i), last > 0 ? rows.taps.weight[i] : 0, count_, out);
  }

  /// Prefetches what is mixed of a row into the second-level cache.
  CNR_DETAIL_NOINLINE void prefetch_row(const unsigned char* row) const noexcept {
    const std::ptrdiff_t last = count_ * kernels_.image_size - 1;
    for (std::ptrdiff_t at = 0; at < last; at += cache_line) prefetch_l2(row + at);
    prefetch_l2(row + last);
  }

  const vector_kernels& kernels_;
  plane_set planes_;
  std::ptrdiff_t offset_;  // of the first element that is mixed, in bytes
  std::ptrdiff_t count_;   // elements that are mixed
  mixed_row_plan plan_;
  bool prefetches_;
  bool are_copied_;
  std::size_t copies_ = 0;
  std::array<std::uint32_t, static_cast<std::size_t>(2 * max_mixed_outputs)> copied_;
  alignas(64) std::array<float, static_cast<std::size_t>(2 * max_mixed_outputs + max_width)> copies_of_row_;
  alignas(64) std::array<std::array<float, static_cast<std::size_t>(max_mixed + max_window)>, 2> mixed_;
};

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_TRANSPOSED_ROWS_HPP
