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

/// Rows and columns of a crop, all on the image, whose pixels fit into the buffer.
template <class Sampler>
struct located_block {
  std::ptrdiff_t first_row;
  std::ptrdiff_t rows;
  std::ptrdiff_t first_column;
  std::ptrdiff_t columns;
  const tap_table<Sampler, max_rows>& row_taps;
  const tap_table<Sampler>& taps;
};

/// Writes rows of pixels from the buffer, which become planes.
/// @param row   the first row, which may have further rows after it that touch
/// @param rows  how many there are
template <class Arguments>
void write_planes(const Arguments& arguments, pixel_block row, std::ptrdiff_t rows) noexcept {
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

/// All channels of a block, as many at a time as the buffer has room for.
template <class Sampler, class Arguments, class Geometry>
void resample_block(const Arguments& arguments, const Geometry& geometry, const located_block<Sampler>& block,
                    float* pixels) noexcept {
  using element = typename Arguments::element_type;
  const auto& image = arguments.image;
  const auto& crops = arguments.crops;
  const std::ptrdiff_t size = arguments.element_size();
  // Rows that touch are written as one.
  const std::ptrdiff_t rows_at_once = crops.stride(1) == block.columns * size ? block.rows : 1;
  const std::ptrdiff_t count = block.columns * rows_at_once;
  // A row shorter than a vector is rearranged with what follows it in the buffer.
  const std::ptrdiff_t beyond = maximum(width - count, 0);
  const std::ptrdiff_t pixels_read = block.columns * block.rows + beyond;
  const std::ptrdiff_t max_channels = max_block_floats / pixels_read / width * width;
  const bool streams = arguments.streams && (crops.stride(3) == count * size || count * size >= min_streamed_size);
  unsigned char* const out = geometry.crop + block.first_row * crops.stride(1) + block.first_column * crops.stride(2);
  for (std::ptrdiff_t channel = 0; channel < image.extent(3); channel += max_channels) {
    const std::ptrdiff_t channels = minimum(max_channels, image.extent(3) - channel);
    // A pixel has at least a vector of channels: where fewer are left, some are computed again.
    const std::ptrdiff_t again = maximum(width - channels, 0);
    const std::ptrdiff_t pitch = (channels + again + width - 1) / width * width;
    const pixel_rows<element, Sampler> rows{geometry.image + channel - again,
                                            image.stride(1),
                                            block.row_taps,
                                            block.rows,
                                            arguments.prefetches,
                                            block.taps,
                                            image.stride(2),
                                            channels + again,
                                            block.columns};
    for (std::ptrdiff_t i = 0; i < block.rows; ++i) {
      pixel_writer writer(pixels + i * block.columns * pitch, pitch);
      (resample_pixel_row<typename call_traits<Arguments>::stored_format>)(rows[i], writer);
    }
    if (beyond > 0) fill(pixels + block.rows * block.columns * pitch, beyond * pitch, 0);
    (write_planes)(
        arguments,
        {pixels + again, pitch, count, channels, channel, out + channel * crops.stride(3), crops.stride(3), streams},
        block.rows / rows_at_once);
  }
}

/// The rows of one crop of planes. The image has at least a vector of channels, packed within each pixel.
template <class Arguments, class Geometry>
void resample_planes(const Arguments& arguments, const Geometry& geometry) noexcept {
  using sampler = vector_sampler<typename Arguments::sampler_type>;
  const index_range& rows = geometry.rows.inside;
  tap_table<sampler, max_rows> row_taps;
  tap_table<sampler> taps;
  alignas(64) std::array<float, static_cast<std::size_t>(max_block_floats)> pixels;
  for (std::ptrdiff_t chunk = 0; chunk < geometry.crop_width; chunk += max_block_pixels) {
    const clipped_range columns = geometry.columns(chunk, max_block_pixels);
    (extrapolate_around)(arguments, geometry, columns);
    const index_range& inside = columns.inside;
    if (inside.size() == 0) continue;
    locate_taps(geometry.x, inside.begin, inside.size(), one_channel{}, inside.size(), taps);
    const std::ptrdiff_t max_count = minimum(max_block_pixels / inside.size(), max_rows);
    for (std::ptrdiff_t first = rows.begin; first < rows.end; first += max_count) {
      const std::ptrdiff_t count = minimum(rows.end - first, max_count);
      locate_taps(geometry.y, first, count, one_channel{}, count, row_taps);
      const located_block<sampler> block{first, count, inside.begin, inside.size(), row_taps, taps};
      (resample_block)(arguments, geometry, block, pixels.data());
    }
  }
}
