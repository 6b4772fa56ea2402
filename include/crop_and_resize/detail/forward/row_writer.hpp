// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Where the rows of a chunk are written: to the crops, or to a staging row where these are streamed, rearranged or not
// plain floats. All targets share what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_ROW_WRITER_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_ROW_WRITER_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/prefetch.hpp>
#include <crop_and_resize/detail/forward/crop_blocks.hpp>
#include <crop_and_resize/detail/forward/row_encoder.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>

#include <cstddef>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

/// How the outputs of a row are arranged in the crops, beside how they are computed.
enum class arrangement {
  contiguous,    // packed in both
  deinterleave,  // computed pixel by pixel, for crops that are planes
  interleave,    // computed plane by plane, for crops whose channels are interleaved
  strided,       // one plane or packed pixels, for crops whose columns are anywhere
  by_columns,    // row by row, for crops whose columns are packed: column_writer.hpp
};

/// Stores packed pixels that have something between them in the crops, each by pieces of `Piece` channels. The last
/// piece of a pixel overlaps those before it.
template <std::ptrdiff_t Piece>
void store_pieces(const float* pixels, std::ptrdiff_t count, std::ptrdiff_t channels, unsigned char* to,
                  std::ptrdiff_t stride) noexcept {
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(float));
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    for (std::ptrdiff_t channel = 0; channel < channels; channel += Piece) {
      const std::ptrdiff_t first = minimum(channel, channels - Piece);
      std::memcpy(to + (i * stride + first * size), pixels + (i * channels + first),
                  static_cast<std::size_t>(Piece * size));
    }
  }
}

/// Stores packed pixels that have something between them in the crops.
/// @param stride  from one pixel to the next in the crops, in bytes
CNR_DETAIL_NOINLINE inline void store_pixels(const float* pixels, std::ptrdiff_t count, std::ptrdiff_t channels,
                                             unsigned char* to, std::ptrdiff_t stride) noexcept {
  if (channels == 1) {
    store_pieces<1>(pixels, count, 1, to, stride);
  } else if (channels == 2) {
    store_pieces<2>(pixels, count, 2, to, stride);
  } else if (channels == 3) {
    store_pieces<3>(pixels, count, 3, to, stride);
  } else {
    store_pieces<4>(pixels, count, channels, to, stride);
  }
}

/// Writes the rows of a chunk.
struct row_writer {
  const vector_target& target;
  arrangement order;
  unsigned char* first;       // the output of row 0
  std::ptrdiff_t row_stride;  // in bytes, as the other strides
  std::ptrdiff_t column_stride;
  std::ptrdiff_t channel_stride;
  std::ptrdiff_t channels;
  std::ptrdiff_t columns;
  std::ptrdiff_t pitch;  // of planes that are computed together, in floats
  float* staging;        // null where rows are computed in the crops themselves
  bool streams;
  const row_encoder* encoder = nullptr;  // null for plain floats
  std::ptrdiff_t channel = 0;            // the one that is written where `channels` is 1
  bool prefetches = false;               // the row of the crops after the one that is written

  /// Where a row is computed.
  CNR_DETAIL_ALWAYS_INLINE float* begin(std::ptrdiff_t row) const noexcept {
    return staging != nullptr ? staging : reinterpret_cast<float*>(first + row * row_stride);
  }
  /// To be called when a row has been computed.
  CNR_DETAIL_ALWAYS_INLINE void end(std::ptrdiff_t row) const noexcept {
    if (staging != nullptr) write_staging(first + row * row_stride);
  }

  /// Whether several rows may be computed before they are written: in the crops themselves, or packed in the staging
  /// row. Planes then get them as one row, so that theirs must touch.
  CNR_DETAIL_ALWAYS_INLINE bool takes_contiguous_rows() const noexcept {
    if (staging == nullptr) return true;
    const std::ptrdiff_t size = encoder != nullptr ? encoder->element_size : float_size;
    const bool can_deinterleave = order == arrangement::deinterleave && row_stride == columns * size;
    const bool can_store = encoder != nullptr ? order == arrangement::contiguous : order == arrangement::strided;
    return !streams && (can_deinterleave || can_store);
  }
  /// How many of `count` such rows there is room for.
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t rows_at_once(std::ptrdiff_t count) const noexcept {
    return staging == nullptr ? count : minimum(count, max_outputs / (columns * channels));
  }
  /// From one of them to the next, in floats.
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t row_pitch() const noexcept {
    return staging == nullptr ? row_stride / float_size : columns * channels;
  }
  /// To be called when `count` such rows from `row` on have been computed.
  CNR_DETAIL_ALWAYS_INLINE void end_rows(std::ptrdiff_t row, std::ptrdiff_t count) const noexcept {
    if (staging != nullptr) write_staging_rows(first + row * row_stride, count);
  }

  /// Whether a row is a block of pixels that become planes.
  CNR_DETAIL_ALWAYS_INLINE bool is_block() const noexcept {
    return order == arrangement::deinterleave && channels > max_rearranged;
  }
  CNR_DETAIL_ALWAYS_INLINE pixel_block block(unsigned char* row) const noexcept {
    return {staging, channels, columns, channels, 0, row, channel_stride, streams};
  }

  /// What `rearrange` takes as its stride where nothing is between its results.
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t packed_stride() const noexcept {
    return order == arrangement::interleave ? channels : columns;
  }
  /// What is no block. Not inlined: it is long, and is called in several places.
  /// @param stride  between planes, or between pixels that are interleaved, in floats
  CNR_DETAIL_NOINLINE void rearrange(float* out, std::ptrdiff_t stride) const noexcept {
    if (channels > max_rearranged) {
      target.interleave_many(staging, pitch, columns, channels, out, stride);
      return;
    }
    if (order == arrangement::deinterleave) {
      target.deinterleave(staging, columns, channels, out, stride);
    } else {
      target.interleave(staging, pitch, columns, channels, out);
    }
  }

 private:
  static constexpr auto float_size = static_cast<std::ptrdiff_t>(sizeof(float));

  CNR_DETAIL_NOINLINE void write_staging(unsigned char* row) const noexcept {
    if (encoder != nullptr) {
      encoder->write_row(*encoder, *this, row);
    } else if (order == arrangement::contiguous) {
      stream_floats(row, staging, columns * channels);
    } else if (order == arrangement::strided) {
      store_pixels(staging, columns, channels, row, column_stride);
    } else if (is_block()) {
      write_block(target, block(row));
    } else if (streams) {
      stream_rearranged(row);
    } else {
      if (prefetches) prefetch_after(row);
      rearrange(reinterpret_cast<float*>(row),
                (order == arrangement::interleave ? column_stride : channel_stride) / float_size);
    }
  }

  CNR_DETAIL_NOINLINE void write_staging_rows(unsigned char* row, std::ptrdiff_t count) const noexcept {
    if (order == arrangement::strided) {
      for (std::ptrdiff_t i = 0; i < count; ++i) {
        store_pixels(staging + i * columns * channels, columns, channels, row + i * row_stride, column_stride);
      }
      return;
    }
    if (order != arrangement::deinterleave) {
      encoder->write_rows(*encoder, *this, row, count);
      return;
    }
    row_writer one_row = *this;
    one_row.columns *= count;
    one_row.write_staging(row);
  }

  /// Prefetches the row of the crops after this one. Its pixels touch, so that their stride is positive.
  void prefetch_after(const unsigned char* row) const noexcept {
    const std::ptrdiff_t size = columns * column_stride;
    for (std::ptrdiff_t at = 0; at < size; at += static_cast<std::ptrdiff_t>(cache_line_size)) {
      prefetch_to_write(detail::address_at(row, row_stride + at));
    }
  }

  void stream_floats(unsigned char* to, const float* from, std::ptrdiff_t count) const noexcept {
    target.stream_bytes(to, reinterpret_cast<const unsigned char*>(from), count * float_size);
  }

  /// Not inlined: its buffer is on the stack only while nothing deeper is.
  CNR_DETAIL_NOINLINE void stream_rearranged(unsigned char* row) const noexcept {
    alignas(64) whole_vectors<float> rearranged;
    rearrange(rearranged.data(), packed_stride());
    if (order == arrangement::interleave) {
      stream_floats(row, rearranged.data(), columns * channels);
    } else {
      for (std::ptrdiff_t plane = 0; plane < channels; ++plane) {
        stream_floats(row + plane * channel_stride, rearranged.data() + plane * columns, columns);
      }
    }
  }
};

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_ROW_WRITER_HPP
