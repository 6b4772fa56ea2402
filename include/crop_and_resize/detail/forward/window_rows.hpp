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

CNR_DETAIL_KERNELS_BEGIN

/// Rows of one plane that are mixed together.
struct mixed_rows {
  const output_rows& rows;
  std::size_t first;
  std::size_t end;
  std::ptrdiff_t image_offset;  // of the plane, in bytes
  float* out;
  std::ptrdiff_t pitch;  // from row to row of the outputs, in floats
  std::ptrdiff_t plane;  // its number
};

/// Which rows go without a ring although source rows repeat: see min_row_step.
struct repeated_rows {
  std::ptrdiff_t max_vectors;  // of rows whose source rows may repeat eight times
  bool are_permuted;           // slightly longer rows, too, if source rows repeat less than three times
};

/// The part of shuffle_reader that is the same for all elements, samplers and targets.
class window_rows {
 public:
  /// Computes the outputs of one row of one plane: a bound_reader's function.
  using read_function = void(void* reader, const unsigned char* row, const unsigned char* later, float* out) noexcept;
  /// Writes rows of a crop: a bound_reader's function.
  using write_function = void(void* reader, const output_rows& rows) noexcept;
  /// Mixes rows of one plane, row by row, or vector by vector where they are narrow. Null with one tap.
  using mix_function = void(const window_rows& reader, const mixed_rows& rows, bool are_narrow) noexcept;
  /// Mixes rows of one plane from copies of what they read: by mix_copies.
  using mix_copies_function = void(void* copier, const mixed_rows& rows) noexcept;

  /// Not inlined, so that the readers of all targets share it.
  /// @param write  mix_planes, or null with one tap
  CNR_DETAIL_NOINLINE bound_reader bind(const vector_target& target, std::ptrdiff_t window_size,
                                        const repeated_rows& repeated, write_function* write) noexcept {
    target_ = &target;
    window_size_ = window_size;
    mix_copied_ = nullptr;
    is_short_ = size < window_size;
    const bool is_direct = planes.count == 1 && !is_short_;
    return {this, is_direct ? read : &window_rows::read_planes, write, planes, min_row_step(repeated)};
  }

  /// Has rows be mixed from copies.
  void copy_by(void* copier, mix_copies_function* function) noexcept {
    copier_ = copier;
    mix_copied_ = function;
  }
  /// Mixes rows of copies, which have enough bytes for a window.
  void mix_copies(const mixed_rows& copies) const noexcept { mix(*this, copies, false); }

  /// Each row is mixed of a pair of source rows. Rows that need not be written one by one are mixed together.
  static void mix_planes(void* reader, const output_rows& rows) noexcept {
    const auto& self = *static_cast<const window_rows*>(reader);
    const bool are_narrow = self.are_narrow(rows);
    const bool are_of_crops = rows.out.staging == nullptr && self.planes.count == 1;
    if (are_of_crops && !self.is_short_ && self.mix_copied_ == nullptr) {
      self.mix(self, {rows, 0, rows.count, 0, rows.begin(0), rows.out.row_pitch(), 0}, are_narrow);
    } else {
      self.mix_each_plane(rows, are_narrow);
    }
  }

  const float* weights;
  std::int32_t size;  // of the scanline
  plane_set planes;
  std::ptrdiff_t count;  // outputs of a row in one plane
  read_function* read = nullptr;
  mix_function* mix = nullptr;

 private:
  using short_row = std::array<unsigned char, static_cast<std::size_t>(max_table_size* max_tables)>;

  /// mix_planes where there are several planes, a staging row, copies, or rows shorter than a window. Not inlined:
  /// small crops, whose rows are mixed at once, need not save the registers that it takes.
  CNR_DETAIL_NOINLINE void mix_each_plane(const output_rows& rows, bool are_narrow) const noexcept {
    std::size_t at_once = 1;
    if (are_narrow || (rows.out.staging == nullptr && planes.count == 1)) {
      at_once = static_cast<std::size_t>(rows.out.rows_at_once(static_cast<std::ptrdiff_t>(rows.count)));
    }
    for (std::size_t first = 0; first < rows.count; first += at_once) {
      const std::size_t end = first + at_once < rows.count ? first + at_once : rows.count;
      float* const out = rows.begin(first);
      for (std::ptrdiff_t plane = 0; plane < planes.count; ++plane) {
        const mixed_rows mixed{
            rows, first, end, plane * planes.stride, out + plane * planes.pitch, rows.out.row_pitch(), plane};
        if (mix_copied_ != nullptr) {
          mix_copied_(copier_, mixed);
        } else if (is_short_) {
          mix_short(mixed, are_narrow);
        } else {
          mix(*this, mixed, are_narrow);
        }
      }
      if (first + 1 == end) {
        rows.end(first);
      } else {
        rows.out.end_rows(rows.first + static_cast<std::ptrdiff_t>(first), static_cast<std::ptrdiff_t>(end - first));
      }
    }
  }

  static void read_planes(void* reader, const unsigned char* row, const unsigned char* later, float* out) noexcept {
    const auto& self = *static_cast<const window_rows*>(reader);
    alignas(64) short_row copied;
    for (std::ptrdiff_t plane = 0; plane < self.planes.count; ++plane) {
      const unsigned char* source = row + plane * self.planes.stride;
      if (self.is_short_) source = self.copy_short(source, copied);
      self.read(reader, source, later, out + plane * self.planes.pitch);
    }
  }

  /// Mixes rows of an image whose rows are shorter than a window: copies of them. All source rows from the first to the
  /// last one of some rows are copied together, at most twelve for each row: copying two at a time, as often as there
  /// are rows, takes longer. Not inlined: the copies are on the stack only where they are needed.
  CNR_DETAIL_NOINLINE void mix_short(const mixed_rows& mixed, bool are_narrow) const noexcept {
    constexpr std::ptrdiff_t room = 4096;
    // The last copy may end with a vector that is longer than a window.
    alignas(64) std::array<unsigned char, static_cast<std::size_t>(room + max_table_size)> copies;
    taps_room<max_rows> taps;
    const output_rows& rows = mixed.rows;
    const output_rows copied{copies.data(), window_size_, rows.out, rows.first, rows.count, taps};
    const auto& tap = rows.taps.tap;
    const auto source_row = [&tap](std::size_t side, std::size_t i) noexcept {
      return static_cast<std::ptrdiff_t>(tap[side][i]);
    };
    float* out = mixed.out;
    for (std::size_t first = mixed.first; first < mixed.end;) {
      std::size_t some = mixed.end - first;
      std::ptrdiff_t low = 0;
      std::ptrdiff_t sources = 0;
      for (;; some = (some + 1) / 2) {
        // Coordinates rise or fall. A single row has one source row or two.
        const std::size_t last = first + some - 1;
        low = minimum(source_row(0, first), source_row(0, last));
        sources = maximum(source_row(1, first), source_row(1, last)) - low + 1;
        if (sources <= minimum(room / window_size_, 12 * static_cast<std::ptrdiff_t>(some))) break;
      }
      target_->copy_padded(rows.image + mixed.image_offset + low * rows.image_stride, rows.image_stride, sources, size,
                           copies.data(), window_size_);
      const std::size_t end = first + some;
      for (std::size_t i = first; i < end; ++i) {
        for (std::size_t side = 0; side < 2; ++side) taps.tap[side][i] = tap[side][i] - static_cast<std::uint32_t>(low);
        taps.weight[i] = rows.taps.weight[i];
      }
      mix(*this, {copied, first, end, 0, out, mixed.pitch, 0}, are_narrow);
      out += static_cast<std::ptrdiff_t>(some) * mixed.pitch;
      first = end;
    }
  }

  bool has_few_outputs() const noexcept { return count <= 8 * target_->width; }
  /// Whether rows have so few outputs that it is faster to go through them once for each vector of outputs.
  bool are_narrow(const output_rows& rows) const noexcept {
    return has_few_outputs() && count >= target_->width && rows.out.takes_contiguous_rows();
  }

  /// From how many image rows per crop row on rows that need not be written one by one go without a ring. The plans of
  /// a few vectors stay in registers, so that mixing a source row along x again takes little longer than to load what
  /// was mixed of it. The more vectors, the less often it may repeat.
  float min_row_step(const repeated_rows& repeated) const noexcept {
    if (!has_few_outputs() || planes.count > 1) return target_->min_row_step_uncached;
    if (count <= repeated.max_vectors * target_->width) return 0.125F;
    return repeated.are_permuted && 2 * count <= 11 * target_->width ? 0.375F : 0.5F;
  }

  /// The scanline's bytes of a row that has not enough bytes for a window, and zeros. Rarely called.
  CNR_DETAIL_COLD const unsigned char* copy_short(const unsigned char* row, short_row& copied) const noexcept {
    target_->copy_padded(row, 0, 1, size, copied.data(), window_size_);
    return copied.data();
  }

  const vector_target* target_;
  std::ptrdiff_t window_size_;
  bool is_short_;  // a row is shorter than a window
  void* copier_;
  mix_copies_function* mix_copied_;  // null where rows are mixed from the image's own
};

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_WINDOW_ROWS_HPP
