// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Which pieces of columns are loaded of images whose columns, not rows, are packed, and the source rows that are made
// of them. All targets share what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_COLUMN_ROWS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_COLUMN_ROWS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/forward/output_rows.hpp>
#include <crop_and_resize/detail/geometry/column_runs.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

CNR_DETAIL_KERNELS_BEGIN

/// The part of the reader of packed columns that is the same for all elements, samplers and targets.
class column_rows {
 public:
  /// Mixes the loaded piece of each column along x, and transposes what comes of it.
  /// @param image  element 0 of the run in the image's first column that may be read
  using mix_function = void(const column_rows& rows, const unsigned char* image, float* out) noexcept;

  /// @param columns       of a chunk, at most runs.max_columns
  /// @param tap_count     of the sampler
  /// @param target_width  floats in a vector of the target
  column_rows(const column_runs& runs_read, const located_taps& column_taps, std::size_t tap_count,
              std::ptrdiff_t columns, const plane_set& planes, std::ptrdiff_t element_size, std::ptrdiff_t target_width,
              mix_function* mix) noexcept
      : runs(runs_read),
        taps(column_taps),
        count(columns),
        pitch((columns + target_width - 1) / target_width * target_width),
        tap_count_(tap_count),
        planes_(planes),
        element_size_(element_size),
        mix_(mix) {}

  bound_reader bind() noexcept {
    bound_reader bound{this, nullptr, nullptr, planes_};
    bound.locate = &column_rows::locate;
    bound.source_pitch = plane_pitch();
    return bound;
  }

  const column_runs& runs;
  located_taps taps;
  std::ptrdiff_t count;  // of columns
  std::ptrdiff_t pitch;  // of the rows that are kept, in floats
  run_piece piece{};

 private:
  CNR_DETAIL_NOINLINE static source_pair locate(void* reader, const output_rows& rows, std::size_t i) noexcept {
    auto& self = *static_cast<column_rows*>(reader);
    const column_runs& runs = self.runs;
    const std::uint32_t* const top = rows.taps.tap[0].data();
    const std::uint32_t* const bottom = rows.taps.tap[self.tap_count_ - 1].data();
    const index_range wanted =
        runs.between(static_cast<std::ptrdiff_t>(top[i]), static_cast<std::ptrdiff_t>(bottom[i]));
    if (i == 0 || wanted.begin < self.piece.elements.begin || wanted.end > self.piece.elements.end) {
      const unsigned char* const image = rows.image - runs.first * self.element_size_;
      const auto address = reinterpret_cast<std::uintptr_t>(image) / static_cast<std::uintptr_t>(self.element_size_);
      runs.move(self.piece, top, bottom, i, rows.count, self.pitch, address);
      for (std::ptrdiff_t run = 0; run < runs.count; ++run) {
        self.mix_(self, image + run * self.planes_.stride, self.rows_.data() + run * self.run_pitch());
      }
    }
    const auto row_of = [&](std::uint32_t row) noexcept {
      return self.rows_.data() +
             (runs.element(static_cast<std::ptrdiff_t>(row)) - self.piece.elements.begin) * self.pitch;
    };
    return {row_of(top[i]), row_of(bottom[i])};
  }

  /// From plane to plane of the rows that are kept, and from run to run.
  std::ptrdiff_t plane_pitch() const noexcept { return runs.count > 1 ? run_pitch() : runs.plane_step * pitch; }
  std::ptrdiff_t run_pitch() const noexcept { return runs.max_piece(pitch) * pitch; }

  std::size_t tap_count_;
  plane_set planes_;
  std::ptrdiff_t element_size_;
  mix_function* mix_;
  alignas(64) std::array<float, static_cast<std::size_t>(column_runs::capacity)> rows_;
};

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_COLUMN_ROWS_HPP
