// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How the reader that finds elements in the image's own rows goes through rows and planes. All targets share what is
// here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_WINDOW_ROWS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_WINDOW_ROWS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/forward/output_rows.hpp>
#include <crop_and_resize/detail/forward/row_writer.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

CNR_DETAIL_NAMESPACE_BEGIN

/// Rows of one plane that are mixed together.
struct mixed_rows {
  const output_rows& rows;
  std::size_t first;
  std::size_t end;
  std::ptrdiff_t image_offset;  // of the plane, in bytes
  float* out;
  std::ptrdiff_t pitch;  // from row to row of the outputs, in floats
};

/// The part of shuffle_reader that is the same for all elements, samplers and targets.
class window_rows {
 public:
  /// Computes the outputs of one row of one plane: a bound_reader's function.
  using read_function = void(void* reader, const unsigned char* row, const unsigned char* later, float* out) noexcept;
  /// Mixes rows of one plane, row by row, or vector by vector where they are narrow. Null with one tap.
  using mix_function = void(const window_rows& reader, const mixed_rows& rows, bool are_narrow) noexcept;

  bound_reader bind(const vector_target& target, std::ptrdiff_t window_size, read_function* read,
                    mix_function* mix) noexcept {
    target_ = &target;
    window_size_ = window_size;
    read_ = read;
    mix_ = mix;
    is_short_ = size < window_size;
    const bool is_direct = planes.count == 1 && !is_short_;
    return {this, is_direct ? read : &window_rows::read_planes,
            mix == nullptr ? &window_rows::copy : &window_rows::mix_planes, planes};
  }

  const float* weights;
  std::int32_t size;  // of the scanline
  plane_set planes;
  std::ptrdiff_t count;  // outputs of a row in one plane

 private:
  using short_row = std::array<unsigned char, static_cast<std::size_t>(max_table_size* max_tables)>;

  static void read_planes(void* reader, const unsigned char* row, const unsigned char* later, float* out) noexcept {
    const auto& self = *static_cast<const window_rows*>(reader);
    alignas(64) short_row copied;
    for (std::ptrdiff_t plane = 0; plane < self.planes.count; ++plane) {
      const unsigned char* source = row + plane * self.planes.stride;
      if (self.is_short_) source = self.copy_short(source, copied);
      self.read_(reader, source, later, out + plane * self.planes.pitch);
    }
  }

  static void copy(void* reader, const output_rows& rows) noexcept {
    copy_rows(rows, static_cast<const window_rows*>(reader)->count,
              [=](const unsigned char* row, const unsigned char* later, float* out) noexcept {
                read_planes(reader, row, later, out);
              });
  }

  /// Each row is mixed of a pair of source rows. Rows that need not be written one by one are mixed together.
  static void mix_planes(void* reader, const output_rows& rows) noexcept {
    const auto& self = *static_cast<const window_rows*>(reader);
    if (self.is_short_) return self.mix_short(rows);
    const bool are_narrow = self.are_narrow(rows);
    std::size_t at_once = 1;
    if (are_narrow || (rows.out.staging == nullptr && self.planes.count == 1)) {
      at_once = static_cast<std::size_t>(rows.out.rows_at_once(static_cast<std::ptrdiff_t>(rows.count)));
    }
    for (std::size_t first = 0; first < rows.count; first += at_once) {
      const std::size_t end = first + at_once < rows.count ? first + at_once : rows.count;
      float* const out = rows.begin(first);
      for (std::ptrdiff_t plane = 0; plane < self.planes.count; ++plane) {
        self.mix_(self,
                  {rows, first, end, plane * self.planes.stride, out + plane * self.planes.pitch, rows.out.row_pitch()},
                  are_narrow);
      }
      if (first + 1 == end) {
        rows.end(first);
      } else {
        rows.out.end_rows(rows.first + static_cast<std::ptrdiff_t>(first), static_cast<std::ptrdiff_t>(end - first));
      }
    }
  }

  /// Mixes rows that are shorter than a window: copies of them.
  CNR_DETAIL_NOINLINE void mix_short(const output_rows& rows) const noexcept {
    alignas(64) std::array<short_row, 2> copies;
    taps_room<max_rows> taps;
    taps.tap[0][0] = 0;
    taps.tap[1][0] = 1;
    for (std::size_t i = 0; i < rows.count; ++i) {
      float* const out = rows.begin(i);
      taps.weight[0] = rows.taps.weight[i];
      const output_rows pair{copies[0].data(),
                             static_cast<std::ptrdiff_t>(copies[0].size()),
                             rows.out,
                             rows.first + static_cast<std::ptrdiff_t>(i),
                             1,
                             taps};
      for (std::ptrdiff_t plane = 0; plane < planes.count; ++plane) {
        copy_short(rows.top(i) + plane * planes.stride, copies[0]);
        copy_short(rows.bottom(i) + plane * planes.stride, copies[1]);
        mix_(*this, {pair, 0, 1, 0, out + plane * planes.pitch, 0}, false);
      }
      rows.end(i);
    }
  }

  /// Whether rows are so narrow that it is faster to go through them once for each vector of outputs.
  bool are_narrow(const output_rows& rows) const noexcept {
    return count >= target_->width && count <= 4 * target_->width && rows.out.takes_contiguous_rows();
  }

  /// The scanline's bytes of a row that has not enough bytes for a window, and zeros.
  const unsigned char* copy_short(const unsigned char* row, short_row& copied) const noexcept {
    target_->copy_padded(row, size, copied.data(), window_size_);
    return copied.data();
  }

  const vector_target* target_;
  std::ptrdiff_t window_size_;
  bool is_short_;  // a row is shorter than a window
  read_function* read_;
  mix_function* mix_;
};

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_WINDOW_ROWS_HPP
