// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Blocks of pixels or of planes in a buffer, and how they are rearranged and written to the crops.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_CROP_BLOCKS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_CROP_BLOCKS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>

#include <array>
#include <cstddef>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

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
CNR_DETAIL_ALWAYS_INLINE void for_each_part(const vector_target& target, const pixel_block& from,
                                            const Write& write) noexcept {
  alignas(64) part_of_block planes;
  const std::ptrdiff_t channels_of_part = max_block_pixels / from.count * lane_size;
  for (std::ptrdiff_t first = 0; first < from.channels; first += channels_of_part) {
    const std::ptrdiff_t channels = minimum(channels_of_part, from.channels - first);
    target.deinterleave_many(from.pixels + first, from.pitch, from.count, channels, planes.data(), from.count);
    write(planes.data(), first, channels);
  }
}

/// Writes planes of a block with non-temporal stores: as one, where planes of the crops touch.
/// @param planes      packed elements of the crops
/// @param plane_size  in bytes
inline void stream_planes(const vector_target& target, const pixel_block& from, std::ptrdiff_t first,
                          std::ptrdiff_t channels, const unsigned char* planes, std::ptrdiff_t plane_size) noexcept {
  const std::ptrdiff_t at_once = from.channel_stride == plane_size ? channels : 1;
  for (std::ptrdiff_t i = 0; i < channels; i += at_once) {
    target.stream_bytes(from.out + (first + i) * from.channel_stride, planes + i * plane_size, plane_size * at_once);
  }
}

/// Writes a block of a destination of plain floats.
CNR_DETAIL_NOINLINE inline void write_block(const vector_target& target, const pixel_block& from) noexcept {
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(float));
  if (!from.streams) {
    target.deinterleave_many(from.pixels, from.pitch, from.count, from.channels, reinterpret_cast<float*>(from.out),
                             from.channel_stride / size);
    return;
  }
  for_each_part(target, from, [&](const float* planes, std::ptrdiff_t first, std::ptrdiff_t channels) noexcept {
    stream_planes(target, from, first, channels, reinterpret_cast<const unsigned char*>(planes), from.count * size);
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
CNR_DETAIL_NOINLINE inline void write_plane_block(const vector_target& target, const plane_block& from) noexcept {
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(float));
  from.for_each_row([&](const float* planes, std::ptrdiff_t count, unsigned char* out) noexcept {
    if (from.channel_stride == size) {
      // A vector of pixels at a time: all channels of a pixel are written one after the other.
      for (std::ptrdiff_t i = 0; i < count; i += target.width) {
        target.interleave_many(planes + i, from.pitch, minimum(target.width, count - i), from.channels,
                               reinterpret_cast<float*>(out + i * from.column_stride), from.column_stride / size);
      }
      return;
    }
    for (std::ptrdiff_t i = 0; i < from.channels; ++i) {
      std::memcpy(out + i * from.channel_stride, planes + i * from.pitch, static_cast<std::size_t>(count * size));
    }
  });
}

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_CROP_BLOCKS_HPP
