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
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

/// The crops of a call for any destination: strides are in bytes.
using bytes_view = crops_view<unsigned char>;

struct row_encoder;
struct row_writer;
struct pixel_block;
struct plane_block;

/// Which channels consecutive outputs are of.
struct channel_run {
  std::ptrdiff_t first;
  bool is_plane;  // all are of `first`; else one follows the other, and after the last one comes channel 0
};

/// What the kernels do for a destination that is not plain floats: encoded_rows.hpp, extrapolate.hpp.
void write_encoded_row(const row_encoder& encoder, const row_writer& from, unsigned char* row) noexcept;
void write_encoded_rows(const row_encoder& encoder, const row_writer& from, unsigned char* row,
                        std::ptrdiff_t count) noexcept;
void write_encoded_block(const row_encoder& encoder, const pixel_block& from) noexcept;
void write_encoded_plane_block(const row_encoder& encoder, const plane_block& from) noexcept;
void extrapolate_encoded(const row_encoder& encoder, const bytes_view& crops, unsigned char* crop,
                         const index_range& rows, const index_range& columns, float value, bool streams) noexcept;

/// Converts floats to the elements of a destination, whatever it is.
struct row_encoder {
  using encode_function = void(const row_encoder& self, const float* from, std::ptrdiff_t count,
                               const channel_run& channels, unsigned char* to) noexcept;

  using encode_planes_function = void(const row_encoder& self, const float* pixels, std::ptrdiff_t count,
                                      std::ptrdiff_t channels, unsigned char* to, std::ptrdiff_t plane_stride,
                                      bool streams) noexcept;

  row_encoder(const vector_target& target_used, std::size_t size, encode_function* function,
              encode_planes_function* planes_function) noexcept
      : target(target_used),
        element_size(static_cast<std::ptrdiff_t>(size)),
        encode_row(function),
        encode_planes(planes_function) {}

  /// Writes the elements of `count` floats, at most max_outputs, to packed bytes, and nothing else.
  CNR_DETAIL_ALWAYS_INLINE void encode(const float* from, std::ptrdiff_t count, const channel_run& channels,
                                       unsigned char* to) const noexcept {
    encode_row(*this, from, count, channels, to);
  }

  const vector_target& target;
  std::ptrdiff_t element_size;
  encode_function* encode_row;
  /// Writes the elements of `count` interleaved pixels, at least `width`, of 2 to max_rearranged channels, to planes.
  /// With `streams`, by non-temporal stores, for which each row of a plane is whole cache lines.
  encode_planes_function* encode_planes;
  // Pointers, so that a call into floats does not hold these functions.
  decltype(&write_encoded_row) write_row = &write_encoded_row;
  decltype(&write_encoded_rows) write_rows = &write_encoded_rows;
  decltype(&write_encoded_block) write_block = &write_encoded_block;
  decltype(&write_encoded_plane_block) write_plane_block = &write_encoded_plane_block;
  decltype(&extrapolate_encoded) extrapolate = &extrapolate_encoded;
};

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
