// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Interleaved pixels become planes, and planes become interleaved pixels.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/store.inl>
#endif

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

/// Floats of a lane: the channels that are rearranged at a time.
constexpr std::ptrdiff_t lane_size = 4;

/// The results of a transposition, of which not all are stored, or not as vectors.
struct lane_buffer {
  CNR_DETAIL_ALWAYS_INLINE explicit lane_buffer(const std::array<floats, lane_size>& vectors) noexcept {
    for_each_index(constant<lane_size>{}, [&](std::ptrdiff_t i) noexcept {
      store(numbers.data() + i * width, vectors[static_cast<std::size_t>(i)]);
    });
  }
  CNR_DETAIL_ALWAYS_INLINE const float* vector(std::ptrdiff_t i) const noexcept { return numbers.data() + i * width; }

  alignas(64) std::array<float, static_cast<std::size_t>(lane_size* width)> numbers;
};

/// Sorts pixels of any number of channels into planes. Reads at least `width` pixels and lane_size channels: where
/// there are fewer, what follows the pixels, and the channels before the first one.
/// @param pitch  from one pixel to the next, in floats
CNR_DETAIL_NOINLINE inline void deinterleave_many(const float* pixels, std::ptrdiff_t pitch, std::ptrdiff_t count,
                                                  std::ptrdiff_t channels, float* out,
                                                  std::ptrdiff_t channel_stride) noexcept {
  constexpr constant<lane_size> each{};
  for (std::ptrdiff_t next = 0; next < channels; next += lane_size) {
    const std::ptrdiff_t first = minimum(next, channels - lane_size);
    for_each_vector(count, [=](std::ptrdiff_t, std::ptrdiff_t start) noexcept {
      std::array<floats, lane_size> vectors;
      for_each_index(each, [&](std::ptrdiff_t i) noexcept {
        vectors[static_cast<std::size_t>(i)] = load_lanes(pixels + (start + i) * pitch + first, lane_size * pitch);
      });
      transpose_lanes(vectors);
      if (first == next && count >= width) {
        float* const planes = out + first * channel_stride + start;
        for_each_index(each, [&](std::ptrdiff_t i) noexcept {
          store(planes + i * channel_stride, vectors[static_cast<std::size_t>(i)]);
        });
      } else {
        const lane_buffer buffer(vectors);
        for (std::ptrdiff_t i = next - first; i < lane_size; ++i) {
          store_up_to(out + (first + i) * channel_stride + start, load(buffer.vector(i)), count);
        }
      }
    });
  }
}

/// Interleaves `count` pixels of so many planes, at least lane_size. Reads whole vectors, as interleave.
/// @param pixel_stride  from one pixel of the results to the next
CNR_DETAIL_NOINLINE inline void interleave_many(const float* planes, std::ptrdiff_t pitch, std::ptrdiff_t count,
                                                std::ptrdiff_t channels, float* out,
                                                std::ptrdiff_t pixel_stride) noexcept {
  constexpr constant<lane_size> each{};
  for (std::ptrdiff_t next = 0; next < channels; next += lane_size) {
    const std::ptrdiff_t first = minimum(next, channels - lane_size);
    for_each_vector(count, [=](std::ptrdiff_t, std::ptrdiff_t start) noexcept {
      std::array<floats, lane_size> vectors;
      for_each_index(each, [&](std::ptrdiff_t i) noexcept {
        vectors[static_cast<std::size_t>(i)] = load(planes + (first + i) * pitch + start);
      });
      transpose_lanes(vectors);
      float* const to = out + start * pixel_stride + first;
      if (count >= width) {
        for_each_index(each, [&](std::ptrdiff_t i) noexcept {
          store_lanes(to + i * pixel_stride, lane_size * pixel_stride, vectors[static_cast<std::size_t>(i)]);
        });
      } else {
        const lane_buffer buffer(vectors);
        for (std::ptrdiff_t i = 0; i < count; ++i) {
          std::memcpy(to + i * pixel_stride, buffer.vector(i % lane_size) + i / lane_size * lane_size,
                      lane_size * sizeof(float));
        }
      }
    });
  }
}

/// The most pixels of a block.
constexpr std::ptrdiff_t max_block_pixels = 224;

/// Pixels in a buffer that become planes of the crops. deinterleave_many says what of the buffer is read.
struct pixel_block {
  const float* pixels;
  std::ptrdiff_t pitch;           // from one pixel to the next, in floats
  std::ptrdiff_t count;           // pixels, at most max_block_pixels
  std::ptrdiff_t channels;        // of the block
  std::ptrdiff_t channel;         // the first of them
  unsigned char* out;             // where its first pixel goes
  std::ptrdiff_t channel_stride;  // of the crops, in bytes
  bool streams;
};

/// Room for the planes of some channels of a block.
using part_of_block = std::array<float, static_cast<std::size_t>(lane_size* max_block_pixels)>;

/// Rearranges a block in a buffer, some channels at a time, and calls `write(planes, first, channels)` with their
/// packed planes.
template <class Write>
CNR_DETAIL_ALWAYS_INLINE void for_each_part(const pixel_block& block, const Write& write) noexcept {
  alignas(64) part_of_block planes;
  const std::ptrdiff_t channels_of_part = max_block_pixels / block.count * lane_size;
  for (std::ptrdiff_t first = 0; first < block.channels; first += channels_of_part) {
    const std::ptrdiff_t channels = minimum(channels_of_part, block.channels - first);
    deinterleave_many(block.pixels + first, block.pitch, block.count, channels, planes.data(), block.count);
    write(planes.data(), first, channels);
  }
}

/// Writes planes of a block with non-temporal stores: as one, where planes of the crops touch.
/// @param planes      packed elements of the crops
/// @param plane_size  in bytes
inline void stream_planes(const pixel_block& block, std::ptrdiff_t first, std::ptrdiff_t channels,
                          const unsigned char* planes, std::ptrdiff_t plane_size) noexcept {
  const std::ptrdiff_t at_once = block.channel_stride == plane_size ? channels : 1;
  for (std::ptrdiff_t i = 0; i < channels; i += at_once) {
    stream_bytes(block.out + (first + i) * block.channel_stride, planes + i * plane_size, plane_size * at_once);
  }
}

/// Writes a block of a destination of plain floats.
CNR_DETAIL_NOINLINE inline void write_block(const pixel_block& block) noexcept {
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(float));
  if (!block.streams) {
    deinterleave_many(block.pixels, block.pitch, block.count, block.channels, reinterpret_cast<float*>(block.out),
                      block.channel_stride / size);
    return;
  }
  for_each_part(block, [&](const float* planes, std::ptrdiff_t first, std::ptrdiff_t channels) noexcept {
    stream_planes(block, first, channels, reinterpret_cast<const unsigned char*>(planes), block.count * size);
  });
}

/// Planes in a buffer that become planes or pixels of the crops. Whole vectors of them are read.
struct plane_block {
  const float* planes;
  std::ptrdiff_t pitch;  // from one plane to the next, in floats
  std::ptrdiff_t rows;
  std::ptrdiff_t columns;
  std::ptrdiff_t channels;    // at least lane_size
  std::ptrdiff_t channel;     // the first of them
  unsigned char* out;         // where its first output goes
  std::ptrdiff_t row_stride;  // of the crops, in bytes, as the other strides
  std::ptrdiff_t column_stride;
  std::ptrdiff_t channel_stride;

  /// Whether all rows of the crops are as one.
  bool rows_touch() const noexcept { return rows == 1 || row_stride == columns * column_stride; }
  /// Calls `function(planes, count, out)` with the outputs of each row, or with all of them if rows touch.
  template <class Function>
  CNR_DETAIL_ALWAYS_INLINE void for_each_row(const Function& function) const noexcept {
    const std::ptrdiff_t at_once = rows_touch() ? rows : 1;
    for (std::ptrdiff_t row = 0; row < rows; row += at_once) {
      function(planes + row * columns, at_once * columns, out + row * row_stride);
    }
  }
};

/// Writes a block to a destination of plain floats.
CNR_DETAIL_NOINLINE inline void write_plane_block(const plane_block& block) noexcept {
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(float));
  block.for_each_row([&](const float* planes, std::ptrdiff_t count, unsigned char* out) noexcept {
    if (block.channel_stride == size) {
      // A vector of pixels at a time: all channels of a pixel are written one after the other.
      for (std::ptrdiff_t i = 0; i < count; i += width) {
        interleave_many(planes + i, block.pitch, minimum(width, count - i), block.channels,
                        reinterpret_cast<float*>(out + i * block.column_stride), block.column_stride / size);
      }
      return;
    }
    for (std::ptrdiff_t i = 0; i < block.channels; ++i) {
      std::memcpy(out + i * block.channel_stride, planes + i * block.pitch, static_cast<std::size_t>(count * size));
    }
  });
}
