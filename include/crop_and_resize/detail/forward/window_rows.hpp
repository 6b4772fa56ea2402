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

/// Rows of one plane that are mixed vector by vector: the first one's source rows are given, as they may be copies.
struct mixed_rows {
  const output_rows& rows;
  std::size_t first;
  std::size_t end;
  const unsigned char* top;
  const unsigned char* bottom;
  float* out;
  std::ptrdiff_t pitch;  // of the outputs
};

/// The part of shuffle_reader that is the same for all elements, samplers and targets.
class window_rows {
 public:
  /// Computes the outputs of one row of one plane.
  using read_function = void(const window_rows& reader, const unsigned char* row, float* out) noexcept;
  /// Mixes rows of one plane; null with one tap.
  using mix_function = void(const window_rows& reader, const mixed_rows& rows) noexcept;

  bound_reader bind(const vector_target& target, std::ptrdiff_t window_size, read_function* read,
                    mix_function* mix) noexcept {
    target_ = &target;
    window_size_ = window_size;
    read_ = read;
    mix_ = mix;
    return {this, &window_rows::read_planes, mix == nullptr ? &window_rows::copy : &window_rows::mix_planes, planes};
  }

  const float* weights;
  std::int32_t size;  // of the scanline
  plane_set planes;
  std::ptrdiff_t count;  // outputs of a row in one plane

 private:
  using short_row = std::array<unsigned char, static_cast<std::size_t>(max_table_size* max_tables)>;

  static void read_planes(void* reader, const unsigned char* row, const unsigned char* /*later*/, float* out) noexcept {
    const auto& self = *static_cast<const window_rows*>(reader);
    alignas(64) short_row copied;
    for (std::ptrdiff_t plane = 0; plane < self.planes.count; ++plane) {
      self.read_(self, self.readable(row + plane * self.planes.stride, copied), out + plane * self.planes.pitch);
    }
  }

  static void copy(void* reader, const output_rows& rows) noexcept {
    copy_rows(rows, static_cast<const window_rows*>(reader)->count,
              [=](const unsigned char* row, const unsigned char* later, float* out) noexcept {
                read_planes(reader, row, later, out);
              });
  }

  /// Each row is mixed of a pair of source rows. Of narrow rows, several are mixed together.
  static void mix_planes(void* reader, const output_rows& rows) noexcept {
    const auto& self = *static_cast<const window_rows*>(reader);
    alignas(64) short_row copy_of_top;
    alignas(64) short_row copy_of_bottom;
    const std::ptrdiff_t pitch = rows.out.row_pitch();
    const auto at_once = static_cast<std::size_t>(
        self.are_narrow(rows) ? rows.out.rows_at_once(static_cast<std::ptrdiff_t>(rows.count)) : 1);
    for (std::size_t first = 0; first < rows.count; first += at_once) {
      const std::size_t end = first + at_once < rows.count ? first + at_once : rows.count;
      float* const out = rows.begin(first);
      for (std::ptrdiff_t plane = 0; plane < self.planes.count; ++plane) {
        const unsigned char* const top = self.readable(rows.top(first) + plane * self.planes.stride, copy_of_top);
        const unsigned char* const bottom =
            self.readable(rows.bottom(first) + plane * self.planes.stride, copy_of_bottom);
        self.mix_(self, {rows, first, end, top, bottom, out + plane * self.planes.pitch, pitch});
      }
      if (first + 1 == end) {
        rows.end(first);
      } else {
        rows.out.end_rows(rows.first + static_cast<std::ptrdiff_t>(first), static_cast<std::ptrdiff_t>(end - first));
      }
    }
  }

  /// Whether rows are so narrow that it is faster to go through them once for each vector of outputs.
  bool are_narrow(const output_rows& rows) const noexcept {
    return count >= target_->width && count <= 4 * target_->width && size >= window_size_ &&
           rows.out.takes_contiguous_rows();
  }

  /// The scanline's bytes of a row, or a copy of them where the row has not enough bytes for a window.
  const unsigned char* readable(const unsigned char* row, short_row& copied) const noexcept {
    if (size >= window_size_) return row;
    target_->copy_padded(row, size, copied.data(), window_size_);
    return copied.data();
  }

  const vector_target* target_;
  std::ptrdiff_t window_size_;
  read_function* read_;
  mix_function* mix_;
};

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_WINDOW_ROWS_HPP
