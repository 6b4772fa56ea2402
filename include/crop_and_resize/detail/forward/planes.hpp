// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops that are planes, of an image of many channels whose pixels are packed.
//
// Pixels are computed as pixels.inl does, some channels of several rows at a time, in a buffer that stays in the
// first-level cache. Then they are rearranged. So the image is read by whole cache lines, and the outputs of a plane
// are written by vectors, although the plane of a small crop has few outputs and the next one is far away. Where rows
// of the crop touch, their outputs are rearranged as one row: 7 rows of 7 are one of 49. All targets share what is
// here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_PLANES_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_PLANES_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/forward/crop_blocks.hpp>
#include <crop_and_resize/detail/forward/pixel_rows.hpp>
#include <crop_and_resize/detail/forward/vector_call.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>

#include <array>
#include <cstddef>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

/// Floats of the buffer, 28 KiB: two vectors of AVX-512 of each of max_block_pixels.
constexpr std::ptrdiff_t max_block_floats = 32 * max_block_pixels;

/// The most columns of a chunk of planes. Where columns of the crops are packed, so many that there is room for two
/// cache lines of each. Else rows are as long as there is room for.
inline std::ptrdiff_t max_plane_columns(const vector_call& call) noexcept {
  return call.are_planes() ? max_block_pixels : max_block_pixels / (2 * cache_line_floats);
}

/// Writes lines of pixels from the buffer, which become planes.
/// @param line    the first line
/// @param lines   how many there are
/// @param stride  from line to line of the crops
CNR_DETAIL_ALWAYS_INLINE void write_plane_lines(const vector_call& call, const pixel_block& line, std::ptrdiff_t lines,
                                                std::ptrdiff_t stride) noexcept {
  for (std::ptrdiff_t i = 0; i < lines; ++i) {
    pixel_block of_line = line;
    of_line.pixels += i * line.count * line.pitch;
    of_line.out += i * stride;
    call.write_planes(of_line);
  }
}

/// Rows of a crop of planes, at most max_block_pixels. The image has at least a vector of channels. In the buffer,
/// lines of pixels follow one another: rows or, where the columns of the crops are packed, columns.
///
/// Not inlined: its buffer is on the stack only while nothing deeper is.
/// @param rows  of all channels
/// @param out   where the first pixel goes
CNR_DETAIL_COLD CNR_DETAIL_NOINLINE inline void resample_planes(const vector_call& call, pixel_rows& rows,
                                                                unsigned char* out) noexcept {
  const std::ptrdiff_t width = call.target.width;
  const auto& crops = call.crops;
  const unsigned char* const image = rows.image;
  const std::ptrdiff_t all_channels = rows.channels;
  const bool are_rows = call.are_planes();
  const std::ptrdiff_t lines = are_rows ? rows.count : rows.columns;
  const std::ptrdiff_t pixels_of_line = are_rows ? rows.columns : rows.count;
  const std::ptrdiff_t line_stride = crops.stride(are_rows ? 1 : 2);
  const std::ptrdiff_t line_size = pixels_of_line * call.element_size();
  // Lines that touch are written as one.
  const std::ptrdiff_t lines_at_once = line_stride == line_size ? lines : 1;
  const std::ptrdiff_t count = pixels_of_line * lines_at_once;
  const std::ptrdiff_t plane_size = line_size * lines_at_once;
  const bool streams = call.streams && (crops.stride(3) == plane_size || has_whole_lines(plane_size));
  // A line shorter than a vector is rearranged with what follows it in the buffer.
  const std::ptrdiff_t beyond = maximum(width - count, 0);
  const std::ptrdiff_t pixels = rows.columns * rows.count;
  const std::ptrdiff_t max_channels = max_block_floats / (pixels + beyond) / width * width;
  alignas(64) std::array<float, static_cast<std::size_t>(max_block_floats)> buffer;
  for (std::ptrdiff_t channel = 0; channel < all_channels; channel += max_channels) {
    const std::ptrdiff_t channels = minimum(max_channels, all_channels - channel);
    // A pixel has at least a vector of channels: where fewer are left, some are computed again.
    const std::ptrdiff_t again = maximum(width - channels, 0);
    rows.image = image + (channel - again) * call.kernels.image_size;
    rows.channels = channels + again;
    const std::ptrdiff_t pitch = (rows.channels + width - 1) / width * width;
    const std::ptrdiff_t row_pitch = are_rows ? rows.columns * pitch : pitch;
    const std::ptrdiff_t column_pitch = are_rows ? pitch : rows.count * pitch;
    for (std::ptrdiff_t i = 0; i < rows.count; ++i) {
      call.kernels.write_pixels(rows[i], buffer.data() + i * row_pitch, column_pitch);
    }
    std::memset(buffer.data() + pixels * pitch, 0, static_cast<std::size_t>(beyond * pitch) * sizeof(float));
    write_plane_lines(call,
                      {buffer.data() + again, pitch, count, channels, channel, out + channel * crops.stride(3),
                       crops.stride(3), streams},
                      lines / lines_at_once, line_stride);
  }
}

/// A chunk of many channels, at least a vector of them, packed within each pixel of the image, and of the crop or in
/// its planes. A chunk_function.
inline void resample_pixels(const vector_call& call, const byte_geometry& geometry, const scanline_layout& /*layout*/,
                            const index_range& columns) noexcept {
  const auto& image = call.image;
  const auto& crops = call.crops;
  const vector_kernels& kernels = call.kernels;
  const index_range& rows = geometry.rows.inside;
  const bool are_planes = crops.stride(3) != call.element_size();
  alignas(64) taps_room<max_rows> row_taps;
  alignas(64) taps_room<max_outputs> taps;
  const std::ptrdiff_t row_size = columns.size() * image.extent(3);
  const bool rows_touch = crops.stride(1) == row_size * static_cast<std::ptrdiff_t>(sizeof(float));
  alignas(64) streamer_room streamer;
  kernels.start_pixels(streamer.data(), image.extent(3), rows_touch ? row_size * rows.size() : row_size);
  kernels.locate(geometry.x, columns.begin, columns.size(), taps.room());
  const std::ptrdiff_t rows_at_once = are_planes ? minimum(max_block_pixels / columns.size(), max_rows) : max_rows;
  for (std::ptrdiff_t first = rows.begin; first < rows.end; first += rows_at_once) {
    const std::ptrdiff_t count = minimum(rows.end - first, rows_at_once);
    kernels.locate(geometry.y, first, count, row_taps.room());
    pixel_rows located{geometry.image,  image.stride(1), row_taps.located(kernels.taps),
                       count,           call.prefetches, taps.located(kernels.taps),
                       image.stride(2), image.extent(3), columns.size()};
    unsigned char* const out = geometry.crop + first * crops.stride(1) + columns.begin * crops.stride(2);
    if (are_planes) {
      resample_planes(call, located, out);
      continue;
    }
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      call.write_pixels(located[i], call.encoder, call.streams, out + i * crops.stride(1), crops.stride(2),
                        streamer.data());
    }
  }
  kernels.finish_pixels(streamer.data());
}

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_PLANES_HPP
