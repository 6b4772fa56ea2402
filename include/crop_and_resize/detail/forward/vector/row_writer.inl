// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Where the rows of a chunk are written: to the crops, or where those are streamed, arranged in another way or no plain
// floats, to a staging row from which they are copied.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/encoder.inl>
#endif

/// How the outputs of a row are arranged in the crops, beside how they are computed.
enum class arrangement {
  contiguous,    // packed in both
  deinterleave,  // computed pixel by pixel, for crops that are planes
  interleave,    // computed plane by plane, for crops whose channels are interleaved
  strided,       // one plane or packed pixels, for crops whose columns are anywhere
  transposed,    // row by row, for crops whose columns are packed: column_writer.inl
};

/// Writes the rows of a chunk.
struct row_writer {
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

  /// Where a row is computed.
  CNR_DETAIL_ALWAYS_INLINE float* begin(std::ptrdiff_t row) const noexcept {
    return staging != nullptr ? staging : reinterpret_cast<float*>(first + row * row_stride);
  }
  /// To be called when a row has been computed.
  CNR_DETAIL_ALWAYS_INLINE void end(std::ptrdiff_t row) const noexcept {
    if (staging != nullptr) write_staging(first + row * row_stride);
  }

  /// Whether several rows may be computed before they are written: in the crops themselves, or packed in the staging
  /// row. Planes then get them as one row, so that theirs must touch. Not inlined: readers ask once for many rows.
  CNR_DETAIL_NOINLINE bool takes_contiguous_rows() const noexcept {
    if (staging == nullptr) return true;
    const std::ptrdiff_t size = encoder != nullptr ? encoder->element_size : float_size;
    const bool can_deinterleave = order == arrangement::deinterleave && row_stride == columns * size;
    return !streams && (can_deinterleave || (encoder != nullptr && order == arrangement::contiguous));
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
  /// What is not a block. Not inlined: it is long, and is called in several places.
  /// @param stride  between planes, or between pixels that are interleaved, in floats
  CNR_DETAIL_NOINLINE void rearrange(float* out, std::ptrdiff_t stride) const noexcept {
    if (channels > max_rearranged) {
      interleave_many(staging, pitch, columns, channels, out, stride);
      return;
    }
    with_channel_count(channels, [&](auto count) noexcept {
      if (order == arrangement::deinterleave) {
        deinterleave<count()>(staging, columns, out, stride);
      } else {
        interleave<count()>(staging, pitch, columns, out);
      }
    });
  }

 private:
  static constexpr auto float_size = static_cast<std::ptrdiff_t>(sizeof(float));

  CNR_DETAIL_NOINLINE void write_staging(unsigned char* row) const noexcept {
    if (encoder != nullptr) {
      encoder->write_row(*encoder, *this, row);
    } else if (order == arrangement::contiguous) {
      stream_floats(row, staging, columns * channels);
    } else if (order == arrangement::strided) {
      const float* next = staging;
      for (std::ptrdiff_t column = 0; column < columns; ++column) {
        for (std::ptrdiff_t i = 0; i < channels; ++i) {
          std::memcpy(row + column * column_stride + i * float_size, next++, sizeof(float));
        }
      }
    } else if (is_block()) {
      write_block(block(row));
    } else if (streams) {
      stream_rearranged(row);
    } else {
      rearrange(reinterpret_cast<float*>(row),
                (order == arrangement::interleave ? column_stride : channel_stride) / float_size);
    }
  }

  CNR_DETAIL_NOINLINE void write_staging_rows(unsigned char* row, std::ptrdiff_t count) const noexcept {
    if (order != arrangement::deinterleave) {
      encoder->write_rows(*encoder, *this, row, count);
      return;
    }
    row_writer one_row = *this;
    one_row.columns *= count;
    one_row.write_staging(row);
  }

  static void stream_floats(unsigned char* to, const float* from, std::ptrdiff_t count) noexcept {
    stream_bytes(to, reinterpret_cast<const unsigned char*>(from), count * float_size);
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
