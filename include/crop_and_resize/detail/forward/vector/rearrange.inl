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

/// Transposes rows of floats that are transposed_pitch apart: both numbers of them are multiples of `width`.
/// @param out_pitch  from row to row of the results
CNR_DETAIL_NOINLINE inline void transpose_blocks(const float* from, std::ptrdiff_t rows, std::ptrdiff_t columns,
                                                 float* out, std::ptrdiff_t out_pitch) noexcept {
  constexpr constant<width> each{};
  for (std::ptrdiff_t row = 0; row < rows; row += width) {
    for (std::ptrdiff_t column = 0; column < columns; column += width) {
      const float* const block = from + row * transposed_pitch + column;
      std::array<floats, static_cast<std::size_t>(width)> vectors;
      for_each_index(each, [&](std::ptrdiff_t i) noexcept {
        vectors[static_cast<std::size_t>(i)] = load(block + i * transposed_pitch);
      });
      transpose(vectors);
      float* const to = out + column * out_pitch + row;
      for_each_index(
          each, [&](std::ptrdiff_t i) noexcept { store(to + i * out_pitch, vectors[static_cast<std::size_t>(i)]); });
    }
  }
}

/// Sorts pixels of 2 to max_rearranged channels into planes.
CNR_DETAIL_NOINLINE inline void deinterleave_few(const float* pixels, std::ptrdiff_t count, std::ptrdiff_t channels,
                                                 float* out, std::ptrdiff_t channel_stride) noexcept {
  if (channels == 2) {
    deinterleave<2>(pixels, count, out, channel_stride);
  } else if (channels == 3) {
    deinterleave<3>(pixels, count, out, channel_stride);
  } else {
    deinterleave_many(pixels, lane_size, count, lane_size, out, channel_stride);
  }
}

/// Interleaves pixels of 2 to max_rearranged planes.
CNR_DETAIL_NOINLINE inline void interleave_few(const float* planes, std::ptrdiff_t pitch, std::ptrdiff_t count,
                                               std::ptrdiff_t channels, float* out) noexcept {
  if (channels == 2) {
    interleave<2>(planes, pitch, count, out);
  } else if (channels == 3) {
    interleave<3>(planes, pitch, count, out);
  } else {
    CNR_DETAIL_SHORT_VECTORS::interleave_many(planes, pitch, count, lane_size, out, lane_size);
  }
}

/// The functions of this target for the code that all targets share.
inline constexpr vector_target target_functions{
    width,
    windows,
    table_size,
    min_row_step_uncached,
    [](float* out, std::ptrdiff_t count, float value, bool streams) noexcept { fill(out, count, value, streams); },
    &copy_padded,
    &CNR_DETAIL_SHORT_VECTORS::stream_bytes,
    &deinterleave_many,
    &CNR_DETAIL_SHORT_VECTORS::interleave_many,
    &deinterleave_few,
    &interleave_few,
    &CNR_DETAIL_SHORT_VECTORS::transpose_blocks,
    []() noexcept { fence(); },
};
