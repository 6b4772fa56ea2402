// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops that are planes, of an image of many channels whose pixels are packed.
//
// Pixels are computed as pixels.inl does, some channels of several rows at a time, in a buffer that stays in the
// first-level cache. Then they are rearranged. So the image is read by whole cache lines, and the outputs of a plane
// are written by vectors, although the plane of a small crop has few outputs and the next one is far away. Where rows
// of the crop touch, their outputs are rearranged as one row: 7 rows of 7 are one of 49.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/pixels.inl>
#endif

/// Floats of the buffer, 28 KiB: two vectors of AVX-512 of each of max_block_pixels.
constexpr std::ptrdiff_t max_block_floats = 32 * max_block_pixels;

/// Writes rows of pixels from the buffer, which become planes.
/// @param row   the first row
/// @param rows  how many there are
template <class Arguments>
CNR_DETAIL_ALWAYS_INLINE void write_planes(const Arguments& arguments, pixel_block row, std::ptrdiff_t rows) noexcept {
  for (std::ptrdiff_t i = 0; i < rows; ++i) {
    if (arguments.encoder == nullptr) {
      write_block(row);
    } else {
      arguments.encoder->write_block(*arguments.encoder, row);
    }
    row.pixels += row.count * row.pitch;
    row.out += arguments.crops.stride(1);
  }
}

/// Rows of a crop of planes, at most max_block_pixels. The image has at least a vector of channels.
///
/// Not inlined: its buffer is on the stack only while nothing deeper is.
/// @param rows  of all channels
/// @param out   where the first pixel goes
template <class Arguments, class T, class Sampler>
CNR_DETAIL_NOINLINE void resample_planes(const Arguments& arguments, pixel_rows<T, Sampler> rows,
                                         unsigned char* out) noexcept {
  using stored_format = typename call_traits<Arguments>::stored_format;
  const auto& crops = arguments.crops;
  const T* const image = rows.image;
  const std::ptrdiff_t all_channels = rows.channels;
  const std::ptrdiff_t row_size = rows.columns * arguments.element_size();
  // Rows that touch are written as one.
  const std::ptrdiff_t rows_at_once = crops.stride(1) == row_size ? rows.count : 1;
  const std::ptrdiff_t count = rows.columns * rows_at_once;
  const std::ptrdiff_t plane_size = row_size * rows_at_once;
  const bool streams = arguments.streams && (crops.stride(3) == plane_size || has_whole_lines(plane_size));
  // A row shorter than a vector is rearranged with what follows it in the buffer.
  const std::ptrdiff_t beyond = maximum(width - count, 0);
  const std::ptrdiff_t pixels = rows.columns * rows.count;
  const std::ptrdiff_t max_channels = max_block_floats / (pixels + beyond) / width * width;
  alignas(64) std::array<float, static_cast<std::size_t>(max_block_floats)> buffer;
  for (std::ptrdiff_t channel = 0; channel < all_channels; channel += max_channels) {
    const std::ptrdiff_t channels = minimum(max_channels, all_channels - channel);
    // A pixel has at least a vector of channels: where fewer are left, some are computed again.
    const std::ptrdiff_t again = maximum(width - channels, 0);
    rows.image = image + channel - again;
    rows.channels = channels + again;
    const std::ptrdiff_t pitch = (rows.channels + width - 1) / width * width;
    for (std::ptrdiff_t i = 0; i < rows.count; ++i) {
      pixel_writer writer(buffer.data() + i * rows.columns * pitch, pitch);
      (resample_pixel_row<stored_format>)(rows[i], writer);
    }
    std::memset(buffer.data() + pixels * pitch, 0, static_cast<std::size_t>(beyond * pitch) * sizeof(float));
    (write_planes)(arguments,
                   {buffer.data() + again, pitch, count, channels, channel, out + channel * crops.stride(3),
                    crops.stride(3), streams},
                   rows.count / rows_at_once);
  }
}
