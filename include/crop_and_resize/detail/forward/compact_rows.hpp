// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How columns that are too far apart for windows are copied to compact rows, in which another reader finds the
// elements. All targets share what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_COMPACT_ROWS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_COMPACT_ROWS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/forward/column_moves.hpp>
#include <crop_and_resize/detail/forward/output_rows.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/forward/window_rows.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

/// Whether gather_reader copies whole pixels of elements of `size` bytes, so that nothing has to be found in a copy.
/// That is faster for wide elements, which convert_reader would convert once more than they are used, except where one
/// move copies both taps.
constexpr bool gathers_pixels(std::ptrdiff_t size, std::size_t taps, const scanline& along) noexcept {
  if (size != 8 || along.channels > 4) return false;
  return along.channels > 1 ? along.channel_stride == 8 : taps == 1;
}

/// Rows that a near_reader reads in the place of the image's own.
class compact_rows {
 public:
  /// Replaces `taps` by those in a compact row. False where columns cannot be moved, or a compact row does not fit into
  /// the buffer.
  /// @param count  outputs
  CNR_DETAIL_NOINLINE bool prepare(const vector_target& target, const column_shape& shape, const tap_room& taps,
                                   std::ptrdiff_t count, const plane_set& planes) noexcept {
    planes_ = planes;
    taps_ = static_cast<std::size_t>(shape.taps);
    longest_window_ = target.table_size * max_tables;
    if (!moves_.prepare(shape, taps.tap[0], taps.tap[taps_ - 1], count)) return false;
    const std::ptrdiff_t row_size = moves_.row_size() * planes.count;
    if (row_size > capacity) return false;
    along_ = {1, 0, 0, 0, static_cast<std::int32_t>(maximum(moves_.row_size(), longest_window_))};
    compact_planes_ = {planes.count, moves_.row_size(), planes.pitch};
    const std::ptrdiff_t whole = (count + target.width - 1) / target.width * target.width;
    for (std::size_t tap = 0; tap < taps_; ++tap) moves_.locate(taps.tap[tap], count, whole);
    // Windows are longer than short rows.
    if (moves_.row_size() < longest_window_) {
      std::memset(buffer_.data(), 0, static_cast<std::size_t>(minimum(2 * row_size, capacity) + longest_window_));
    }
    return true;
  }

  /// A compact row as a scanline.
  const scanline& along() const noexcept { return along_; }
  /// The planes of a compact row.
  const plane_set& planes() const noexcept { return compact_planes_; }

  /// Puts this before the reader of `bound`, which reads compact rows.
  CNR_DETAIL_NOINLINE void bind(bound_reader& bound) noexcept {
    found_ = bound;
    bound = {this, &compact_rows::read, nullptr, planes_};
    if (taps_ > 1 && found_.write != nullptr && 2 * moves_.row_size() <= capacity) {
      static_cast<window_rows*>(found_.reader)->copy_by(this, &compact_rows::mix);
      bound.write = &compact_rows::write;
    }
  }

 private:
  static constexpr std::ptrdiff_t max_longest_window = max_table_size * max_tables;
  /// Bytes for compact rows, in pairs where there is room. With more, a call would use more than 64 KiB of stack.
  static constexpr std::ptrdiff_t capacity = std::ptrdiff_t{9} * 1024;

  static void read(void* reader, const unsigned char* row, const unsigned char* later, float* out) noexcept {
    auto& self = *static_cast<compact_rows*>(reader);
    unsigned char* const compact = self.buffer_.data();
    self.moves_.copy(row, later, self.planes_.count, self.planes_.stride, compact);
    self.found_.read(self.found_.reader, compact, compact, out);
  }

  static void write(void* reader, const output_rows& rows) noexcept {
    const auto& self = *static_cast<const compact_rows*>(reader);
    self.found_.write(self.found_.reader, rows);
  }

  /// Both source rows of a row are copied before they are mixed.
  static void mix(void* copier, const mixed_rows& of) noexcept {
    auto& self = *static_cast<compact_rows*>(copier);
    const output_rows& rows = of.rows;
    const std::ptrdiff_t offset = of.plane * self.planes_.stride;
    unsigned char* const copied = self.buffer_.data();
    taps_room<max_rows> taps;
    taps.tap[0][0] = 0;
    taps.tap[1][0] = 1;
    const output_rows pair{copied, self.moves_.row_size(), rows.out, 0, 1, taps};
    float* out = of.out;
    for (std::size_t i = of.first; i < of.end; ++i, out += of.pitch) {
      const std::size_t next = i + 1 < rows.count ? i + 1 : i;
      self.moves_.copy_pair({rows.top(i) + offset, rows.bottom(i) + offset},
                            {rows.top(next) + offset, rows.bottom(next) + offset}, copied);
      taps.weight[0] = rows.taps.weight[i];
      static_cast<const window_rows*>(self.found_.reader)->mix_copies({pair, 0, 1, 0, out, 0, 0});
    }
  }

  bound_reader found_{};
  plane_set planes_;
  plane_set compact_planes_;
  scanline along_;
  std::size_t taps_;
  std::ptrdiff_t longest_window_;  // of a gather plan
  column_moves moves_;
  alignas(64) std::array<unsigned char, static_cast<std::size_t>(capacity + max_longest_window)> buffer_;
};

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_COMPACT_ROWS_HPP
