// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// What the kernels know of a destination that is not plain floats: functions that turn floats into its elements.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_ROW_ENCODER_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_ROW_ENCODER_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>

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

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_ROW_ENCODER_HPP
