// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Rows of a destination that is not plain floats: from the staging row to the crops, in any arrangement. All targets
// share what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_ENCODED_ROWS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_ENCODED_ROWS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/forward/crop_blocks.hpp>
#include <crop_and_resize/detail/forward/row_encoder.hpp>
#include <crop_and_resize/detail/forward/row_writer.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

/// Room for the elements of as many outputs as a chunk has, of the widest type.
using encoded_row = std::array<unsigned char, static_cast<std::size_t>(max_outputs) * sizeof(double)>;

/// Encodes packed outputs, and writes them with non-temporal stores. Not inlined: its buffer is on the stack only while
/// nothing deeper is.
CNR_DETAIL_NOINLINE inline void stream_encoded(const row_encoder& encoder, const float* from, std::ptrdiff_t count,
                                               const channel_run& channels, unsigned char* to) noexcept {
  alignas(64) encoded_row encoded;
  encoder.encode(from, count, channels, encoded.data());
  encoder.target.stream_bytes(to, encoded.data(), count * encoder.element_size);
}

/// Encodes packed outputs, with non-temporal stores or without.
CNR_DETAIL_ALWAYS_INLINE void write_packed(const row_encoder& encoder, const float* from, std::ptrdiff_t count,
                                           const channel_run& channels, bool streams, unsigned char* to) noexcept {
  if (streams) {
    stream_encoded(encoder, from, count, channels, to);
  } else {
    encoder.encode(from, count, channels, to);
  }
}

/// Encodes outputs of one plane, or pixels, whose columns are apart.
CNR_DETAIL_NOINLINE inline void scatter_encoded(const row_encoder& encoder, const row_writer& from,
                                                unsigned char* row) noexcept {
  alignas(64) encoded_row encoded;
  encoder.encode(from.staging, from.columns * from.channels, {from.channel, from.channels == 1}, encoded.data());
  const std::ptrdiff_t size = encoder.element_size * from.channels;
  for (std::ptrdiff_t column = 0; column < from.columns; ++column) {
    std::memcpy(row + column * from.column_stride, &encoded[static_cast<std::size_t>(column * size)],
                static_cast<std::size_t>(size));
  }
}

/// Encodes outputs that are computed by pixels and stored by planes, at least a vector of pixels. Not inlined: its
/// buffer is on the stack only while nothing deeper is.
CNR_DETAIL_NOINLINE inline void deinterleave_row(const row_encoder& encoder, const row_writer& from,
                                                 unsigned char* row) noexcept {
  const std::ptrdiff_t plane_size = from.columns * encoder.element_size;
  const bool are_whole_lines =
      (reinterpret_cast<std::uintptr_t>(row) | static_cast<std::uintptr_t>(from.channel_stride) |
       static_cast<std::uintptr_t>(plane_size)) %
          cache_line_size ==
      0;
  if (!from.streams || are_whole_lines) {
    encoder.encode_planes(encoder, from.staging, from.columns, from.channels, row, from.channel_stride, from.streams);
    return;
  }
  alignas(64) encoded_row encoded;
  encoder.encode_planes(encoder, from.staging, from.columns, from.channels, encoded.data(), plane_size, false);
  for (std::ptrdiff_t plane = 0; plane < from.channels; ++plane) {
    encoder.target.stream_bytes(row + plane * from.channel_stride, encoded.data() + plane * plane_size, plane_size);
  }
}

/// Encodes outputs that are computed by planes and stored by pixels, or the other way around.
CNR_DETAIL_NOINLINE inline void rearrange_encoded(const row_encoder& encoder, const row_writer& from,
                                                  unsigned char* row) noexcept {
  alignas(64) whole_vectors<float> rearranged;
  from.rearrange(rearranged.data(), from.packed_stride());
  const auto write = [&](unsigned char* to, std::ptrdiff_t first, std::ptrdiff_t count,
                         const channel_run& channels) noexcept {
    write_packed(encoder, rearranged.data() + first, count, channels, from.streams, to);
  };
  if (from.order == arrangement::interleave) {
    write(row, 0, from.columns * from.channels, {0, false});
  } else {
    for (std::ptrdiff_t plane = 0; plane < from.channels; ++plane) {
      write(row + plane * from.channel_stride, plane * from.columns, from.columns, {plane, true});
    }
  }
}

/// Encodes packed planes of a block, and writes them with non-temporal stores. Not inlined: its buffer is on the stack
/// only while nothing deeper is.
CNR_DETAIL_NOINLINE inline void stream_encoded_planes(const row_encoder& encoder, const pixel_block& from,
                                                      const float* planes, std::ptrdiff_t first,
                                                      std::ptrdiff_t channels) noexcept {
  constexpr auto room = static_cast<std::ptrdiff_t>(sizeof(part_of_block));
  alignas(64) std::array<unsigned char, static_cast<std::size_t>(room)> encoded;
  const std::ptrdiff_t plane_size = from.count * encoder.element_size;
  const std::ptrdiff_t at_once = room / plane_size;
  for (std::ptrdiff_t next = 0; next < channels; next += at_once) {
    const std::ptrdiff_t some = minimum(at_once, channels - next);
    for (std::ptrdiff_t i = 0; i < some; ++i) {
      encoder.encode(planes + (next + i) * from.count, from.count, {from.channel + first + next + i, true},
                     encoded.data() + i * plane_size);
    }
    stream_planes(encoder.target, from, first + next, some, encoded.data(), plane_size);
  }
}

/// Encodes a block of pixels that become planes.
CNR_DETAIL_NOINLINE inline void write_encoded_block(const row_encoder& encoder, const pixel_block& from) noexcept {
  for_each_part(encoder.target, from, [&](const float* planes, std::ptrdiff_t first, std::ptrdiff_t channels) noexcept {
    if (from.streams) {
      stream_encoded_planes(encoder, from, planes, first, channels);
      return;
    }
    for (std::ptrdiff_t i = 0; i < channels; ++i) {
      encoder.encode(planes + i * from.count, from.count, {from.channel + first + i, true},
                     from.out + (first + i) * from.channel_stride);
    }
  });
}

/// Encodes a block of planes that become planes or pixels.
CNR_DETAIL_NOINLINE inline void write_encoded_plane_block(const row_encoder& encoder,
                                                          const plane_block& from) noexcept {
  const std::ptrdiff_t size = encoder.element_size;
  const std::ptrdiff_t channels = from.channels;
  alignas(64) whole_vectors<float> pixels;
  from.for_each_row([&](const float* planes, std::ptrdiff_t count, unsigned char* out) noexcept {
    if (from.channel_stride != size) {
      for (std::ptrdiff_t i = 0; i < channels; ++i) {
        encoder.encode(planes + i * from.pitch, count, {from.channel + i, true}, out + i * from.channel_stride);
      }
      return;
    }
    const std::ptrdiff_t at_once = max_outputs / channels / encoder.target.width * encoder.target.width;
    // Pixels that touch are as one.
    const bool pixels_touch = from.column_stride == channels * size;
    for (std::ptrdiff_t first = 0; first < count; first += at_once) {
      const std::ptrdiff_t taken = minimum(at_once, count - first);
      encoder.target.interleave_many(planes + first, from.pitch, taken, channels, pixels.data(), channels);
      const std::ptrdiff_t encoded = pixels_touch ? taken : 1;
      for (std::ptrdiff_t i = 0; i < taken; i += encoded) {
        encoder.encode(pixels.data() + i * channels, encoded * channels, {from.channel, false},
                       out + (first + i) * from.column_stride);
      }
    }
  });
}

/// Writes the staging row to a row of the crops.
inline void write_encoded_row(const row_encoder& encoder, const row_writer& from, unsigned char* row) noexcept {
  if (from.order == arrangement::strided) {
    scatter_encoded(encoder, from, row);
  } else if (from.is_block()) {
    write_encoded_block(encoder, from.block(row));
  } else if (from.order == arrangement::deinterleave && from.columns >= encoder.target.width) {
    deinterleave_row(encoder, from, row);
  } else if (from.order != arrangement::contiguous) {
    rearrange_encoded(encoder, from, row);
  } else {
    write_packed(encoder, from.staging, from.columns * from.channels, {from.channel, from.channels == 1}, from.streams,
                 row);
  }
}

/// Writes `count` contiguous rows, one after the other in the staging row, to the crops from `row` on.
inline void write_encoded_rows(const row_encoder& encoder, const row_writer& from, unsigned char* row,
                               std::ptrdiff_t count) noexcept {
  const channel_run channels{from.channel, from.channels == 1};
  const std::ptrdiff_t outputs = from.columns * from.channels;
  // Rows that touch are one.
  const bool rows_touch = from.row_stride == outputs * encoder.element_size;
  const std::ptrdiff_t rows_at_once = rows_touch ? count : 1;
  for (std::ptrdiff_t i = 0; i < count; i += rows_at_once) {
    encoder.encode(from.staging + i * outputs, outputs * rows_at_once, channels, row + i * from.row_stride);
  }
}

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_ENCODED_ROWS_HPP
