// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Rows of a crop out of the rows that a reader gives: mixed of two of them, or copied from one. All targets share what
// is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_VERTICAL_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_VERTICAL_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/forward/output_rows.hpp>
#include <crop_and_resize/detail/forward/row_writer.hpp>
#include <crop_and_resize/detail/forward/vector_call.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>

#include <array>
#include <cstddef>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

/// The last two source rows that were read, as rows of outputs: their elements, already mixed along x.
class row_ring {
 public:
  /// @param width  floats in a vector: a row shorter than that is mixed with what follows it in the buffer
  row_ring(const bound_reader& reader, std::ptrdiff_t width) noexcept : reader_(reader) {
    for (std::ptrdiff_t plane = 0; plane < reader.planes.count; ++plane) {
      for (auto& buffer : buffer_) {
        std::memset(buffer.data() + plane * reader.planes.pitch, 0, static_cast<std::size_t>(width) * sizeof(float));
      }
    }
  }

  /// The outputs of source row `row`. They stay until a row other than it and `other` is wanted.
  /// @param later  a source row that will be wanted soon
  CNR_DETAIL_ALWAYS_INLINE const float* get(const unsigned char* row, const unsigned char* other,
                                            const unsigned char* later) noexcept {
    for (std::size_t i = 0; i < 2; ++i) {
      if (row_[i] == row) return buffer_[i].data();
    }
    const std::size_t oldest = row_[0] == other ? 1 : 0;
    row_[oldest] = row;
    reader_.read(reader_.reader, row, later, buffer_[oldest].data());
    return buffer_[oldest].data();
  }

  /// The outputs of the source rows of row `i`.
  CNR_DETAIL_ALWAYS_INLINE source_pair read_pair(const output_rows& rows, std::size_t i) noexcept {
    const std::size_t later = rows.later_than(i);
    const float* const top = get(rows.top(i), rows.bottom(i), rows.top(later));
    return {top, get(rows.bottom(i), rows.top(i), rows.bottom(later))};
  }

 private:
  const bound_reader& reader_;
  std::array<const unsigned char*, 2> row_{{nullptr, nullptr}};
  alignas(64) std::array<whole_vectors<float>, 2> buffer_;
};

/// Rows of a chunk, all on the image.
struct chunk_rows {
  index_range rows;
  const unsigned char* image;  // the first byte of the scanline's row 0 that may be read
  std::ptrdiff_t image_stride;
  std::ptrdiff_t origin;  // the crop's row that is row 0 of the writer
  std::ptrdiff_t count;   // outputs of a row

  /// Calls `function` with some rows at a time, whose taps are located.
  template <class Function>
  CNR_DETAIL_ALWAYS_INLINE void for_each_block(const vector_kernels& kernels, const axis& y, const row_writer& out,
                                               const Function& function) const noexcept {
    taps_room<max_rows> taps;
    for (std::ptrdiff_t first = rows.begin; first < rows.end; first += max_rows) {
      const std::ptrdiff_t located = minimum(rows.end - first, max_rows);
      kernels.locate(y, first, located, taps.room());
      function(output_rows{image, image_stride, out, first - origin, static_cast<std::size_t>(located), taps});
    }
  }
};

/// Rows of a chunk for a sampler of two taps, mixed of two rows of a ring or of the reader's own memory. Not inlined:
/// the ring is on the stack only where it is needed.
CNR_DETAIL_NOINLINE inline void mix_chunk_rows(const vector_kernels& kernels, const chunk_rows& chunk, const axis& y,
                                               const row_writer& out, const bound_reader& reader) noexcept {
  row_ring ring(reader, kernels.target->width);
  chunk.for_each_block(kernels, y, out, [&](const output_rows& rows) noexcept {
    for (std::size_t i = 0; i < rows.count; ++i) {
      const source_pair from =
          reader.locate != nullptr ? reader.locate(reader.reader, rows, i) : ring.read_pair(rows, i);
      float* const to = rows.begin(i);
      for (std::ptrdiff_t plane = 0; plane < reader.planes.count; ++plane) {
        const std::ptrdiff_t offset = plane * reader.source_pitch;
        kernels.mix_floats(from.top + offset, from.bottom + offset, rows.taps.weight[i], chunk.count,
                           to + plane * reader.planes.pitch);
      }
      rows.end(i);
    }
  });
}

/// Rows of a chunk for a sampler of one tap, copied from the reader's memory or read. A row that has the previous row's
/// source row is copied from it.
CNR_DETAIL_NOINLINE inline void copy_chunk_rows(const vector_kernels& kernels, const chunk_rows& chunk, const axis& y,
                                                const row_writer& out, const bound_reader& reader) noexcept {
  chunk.for_each_block(kernels, y, out, [&](const output_rows& rows) noexcept {
    const unsigned char* last_row = nullptr;
    const float* last_out = nullptr;
    for (std::size_t i = 0; i < rows.count; ++i) {
      const unsigned char* const row = rows.top(i);
      float* const to = rows.begin(i);
      if (reader.locate != nullptr) {
        const float* const from = reader.locate(reader.reader, rows, i).top;
        for (std::ptrdiff_t plane = 0; plane < reader.planes.count; ++plane) {
          std::memcpy(to + plane * reader.planes.pitch, from + plane * reader.source_pitch,
                      static_cast<std::size_t>(chunk.count) * sizeof(float));
        }
      } else if (row != last_row) {
        reader.read(reader.reader, row, rows.top(rows.later_than(i)), to);
      } else if (to != last_out) {
        std::memcpy(to, last_out, static_cast<std::size_t>(chunk.count) * sizeof(float));
      }
      last_row = row;
      last_out = to;
      rows.end(i);
    }
  });
}

/// Rows of a chunk. With two taps, they are mixed of two rows of a ring, or by the reader at once: where rows rarely
/// repeat and the reader can do that, and where it can do nothing else.
CNR_DETAIL_ALWAYS_INLINE void write_chunk_rows(const vector_kernels& kernels, const chunk_rows& chunk, const axis& y,
                                               const row_writer& out, const bound_reader& reader) noexcept {
  const float step = y.step();
  const bool are_far =
      step >= kernels.target->min_row_step_uncached || (step >= reader.min_row_step && out.takes_contiguous_rows());
  if (reader.write == nullptr || (kernels.taps > 1 && !are_far && reader.read != nullptr)) {
    kernels.write_rows(kernels, chunk, y, out, reader);
    return;
  }
  chunk.for_each_block(kernels, y, out, [&](const output_rows& rows) noexcept { reader.write(reader.reader, rows); });
}

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_VERTICAL_HPP
