// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How a row of few channels that a filter computed in a staging row is written to the crops. All targets and element
// types share what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_FILTERED_ROW_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_FILTERED_ROW_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/forward/row_encoder.hpp>
#include <crop_and_resize/detail/forward/row_writer.hpp>
#include <crop_and_resize/detail/forward/vector_call.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>
#include <crop_and_resize/detail/geometry/weight_table.hpp>

#include <cstddef>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

/// The most outputs of a row that are computed at a time.
constexpr std::ptrdiff_t max_filtered = 384;
static_assert(weight_table::max_positions <= max_filtered, "a row of one plane has room for the columns of a table");
/// The same where columns that share weights are summed in blocks: whole tables of three channels.
constexpr std::ptrdiff_t max_filtered_in_blocks = 3 * weight_table::max_positions;
static_assert(max_filtered_in_blocks <= max_outputs, "a row_writer has room for them");

/// Some columns of a row, pixel by pixel.
struct filtered_row {
  float* staging;
  std::ptrdiff_t columns;
  std::ptrdiff_t first_channel;
  std::ptrdiff_t channels;
  unsigned char* out;  // where the first column's first channel is written
};

/// Writes a row to the crops.
/// @param may_stream  whether rows of many cache lines are written with non-temporal stores
CNR_DETAIL_NOINLINE inline void write_filtered_row(const vector_outputs& outputs, const filtered_row& row,
                                                   bool may_stream) noexcept {
  const auto& crops = outputs.crops;
  const row_encoder* const encoder = outputs.encoder;
  const std::ptrdiff_t size = outputs.element_size();
  const std::ptrdiff_t channels = row.channels;
  alignas(64) whole_vectors<float, max_filtered> plane;
  const bool are_planes = outputs.are_planes();
  const bool are_whole = outputs.are_pixels(channels) || (channels == 1 && are_planes);
  const bool are_deinterleaved = !are_whole && are_planes && channels <= max_rearranged;
  // A single call of the writer, as it is inlined.
  const std::ptrdiff_t at_once = are_whole || are_deinterleaved ? channels : 1;
  arrangement order = are_whole || are_planes ? arrangement::contiguous : arrangement::strided;
  if (are_deinterleaved) order = arrangement::deinterleave;
  for (std::ptrdiff_t channel = 0; channel < channels; channel += at_once) {
    float* from = row.staging;
    if (at_once < channels) {
      from = plane.data();
      for (std::ptrdiff_t i = 0; i < row.columns; ++i) from[i] = row.staging[i * channels + channel];
    }
    unsigned char* const out = row.out + channel * crops.stride(3);
    const std::ptrdiff_t first_channel = row.first_channel + channel;
    const bool streams = may_stream && order != arrangement::strided &&
                         has_whole_lines(row.columns * (are_deinterleaved ? 1 : at_once) * size);
    if (order == arrangement::contiguous && !streams) {
      const std::ptrdiff_t count = row.columns * at_once;
      if (encoder != nullptr) {
        encoder->encode(from, count, {first_channel, at_once == 1}, out);
      } else {
        std::memcpy(out, from, static_cast<std::size_t>(count * size));
      }
      continue;
    }
    const row_writer writer{outputs.target,  order,   out,          crops.stride(1), crops.stride(2),
                            crops.stride(3), at_once, row.columns,  max_outputs,     from,
                            streams,         encoder, first_channel};
    writer.end(0);
  }
}

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_FILTERED_ROW_HPP
