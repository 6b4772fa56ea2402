// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops whose columns, not rows, are packed: column-major and transposed ones. A few rows are computed in staging
// memory, one below the other, and transposed in registers. Then pieces of columns are stored.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_COLUMN_WRITER_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_COLUMN_WRITER_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/forward/row_writer.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>

#include <cstddef>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

/// Rows that are computed together where the columns of the crops are not side by side: a cache line of floats down
/// each column.
constexpr std::ptrdiff_t rows_at_a_time = 16;
/// Floats from row to row where all of them are kept.
constexpr std::ptrdiff_t staged_row_pitch = transposed_pitch;
static_assert(staged_row_pitch * rows_at_a_time == max_outputs, "the staging memory has room for these rows");
/// The most interleaved channels of such rows: at least three pixels.
constexpr std::ptrdiff_t max_transposed = staged_row_pitch / 3;

/// Stores rows of a chunk, at most rows_at_a_time, column by column. Not inlined: its buffer is on the stack only while
/// nothing deeper is.
/// @param rows  where they are staged; its strides of columns and channels are the crops'
/// @param to    their first output in the crops
CNR_DETAIL_NOINLINE inline void write_columns(const row_writer& rows, std::ptrdiff_t count,
                                              unsigned char* to) noexcept {
  alignas(64) whole_vectors<float> pieces;  // of columns
  const auto* const staged = reinterpret_cast<const float*>(rows.first);
  const std::ptrdiff_t width = rows.target.width;
  const std::ptrdiff_t outputs = (rows.columns * rows.channels + width - 1) / width * width;
  rows.target.transpose(staged, rows_at_a_time, outputs, pieces.data(), rows_at_a_time);
  const float* piece = pieces.data();
  for (std::ptrdiff_t column = 0; column < rows.columns; ++column) {
    for (std::ptrdiff_t channel = 0; channel < rows.channels; ++channel, piece += rows_at_a_time) {
      unsigned char* const out = to + column * rows.column_stride + channel * rows.channel_stride;
      if (rows.encoder != nullptr) {
        rows.encoder->encode(piece, count, {rows.channel + channel, true}, out);
      } else if (count == rows_at_a_time) {
        std::memcpy(out, piece, rows_at_a_time * sizeof(float));
      } else {
        std::memcpy(out, piece, static_cast<std::size_t>(count) * sizeof(float));
      }
    }
  }
}

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_COLUMN_WRITER_HPP
