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
  strided,       // one plane, for crops whose columns are anywhere
};

/// Sorts `count` interleaved pixels into planes. Reads whole vectors, the last of which may reach past the pixels.
template <std::ptrdiff_t Channels>
void deinterleave(const float* pixels, std::ptrdiff_t count, float* out, std::ptrdiff_t channel_stride) noexcept {
  constexpr constant<Channels> channels{};
  for_each_vector(count, [&](std::ptrdiff_t, std::ptrdiff_t start) noexcept {
    std::array<floats, static_cast<std::size_t>(Channels)> vectors;
    for_each_index(channels, [&](std::ptrdiff_t i) noexcept {
      vectors[static_cast<std::size_t>(i)] = load(pixels + start * Channels + i * width);
    });
    for_each_index(channels, [&](std::ptrdiff_t channel) noexcept {
      const integers indices = iota() * static_cast<std::uint32_t>(Channels) + static_cast<std::uint32_t>(channel);
      store_up_to(out + channel * channel_stride + start, permute(vectors, indices), count);
    });
  });
}

/// Interleaves `count` pixels of planes that are `pitch` floats apart. Reads whole vectors, as deinterleave.
template <std::ptrdiff_t Channels>
void interleave(const float* planes, std::ptrdiff_t pitch, std::ptrdiff_t count, float* out) noexcept {
  constexpr constant<Channels> each_channel{};
  constexpr auto channels = static_cast<std::uint32_t>(Channels);
  for_each_vector(count, [&](std::ptrdiff_t, std::ptrdiff_t start) noexcept {
    std::array<floats, static_cast<std::size_t>(Channels)> vectors;
    for_each_index(each_channel, [&](std::ptrdiff_t channel) noexcept {
      vectors[static_cast<std::size_t>(channel)] = load(planes + channel * pitch + start);
    });
    for_each_index(each_channel, [&](std::ptrdiff_t i) noexcept {
      const integers position = iota() + static_cast<std::uint32_t>(i * width);
      const integers column = (position * (0x10000U / channels + 1)) >> 16U;  // the quotient, exact for small numbers
      const integers indices = (position - column * channels) * static_cast<std::uint32_t>(width) + column;
      store_up_to(out + start * Channels + i * width, permute(vectors, indices), count * Channels - i * width);
    });
  });
}

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
  /// row.
  CNR_DETAIL_ALWAYS_INLINE bool takes_contiguous_rows() const noexcept {
    return staging == nullptr || (encoder != nullptr && order == arrangement::contiguous && !streams);
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
    if (staging != nullptr) encoder->write_rows(*encoder, *this, first + row * row_stride, count);
  }

  /// Not inlined: it is long, and is called in several places.
  /// @param stride  between planes, in floats
  CNR_DETAIL_NOINLINE void rearrange(float* out, std::ptrdiff_t stride) const noexcept {
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
      for (std::ptrdiff_t column = 0; column < columns; ++column) {
        std::memcpy(row + column * column_stride, &staging[column], sizeof(float));
      }
    } else if (streams) {
      stream_rearranged(row);
    } else {
      rearrange(reinterpret_cast<float*>(row), channel_stride / float_size);
    }
  }

  static void stream_floats(unsigned char* to, const float* from, std::ptrdiff_t count) noexcept {
    stream_bytes(to, reinterpret_cast<const unsigned char*>(from), count * float_size);
  }

  /// Not inlined: its buffer is on the stack only while nothing deeper is.
  CNR_DETAIL_NOINLINE void stream_rearranged(unsigned char* row) const noexcept {
    alignas(64) whole_vectors<float> rearranged;
    rearrange(rearranged.data(), columns);
    if (order == arrangement::interleave) {
      stream_floats(row, rearranged.data(), columns * channels);
    } else {
      for (std::ptrdiff_t plane = 0; plane < channels; ++plane) {
        stream_floats(row + plane * channel_stride, rearranged.data() + plane * columns, columns);
      }
    }
  }
};
