// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops of images that are planes, several planes at a time: see vector/plane_runs.inl. All targets share what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_PLANE_RUNS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_PLANE_RUNS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/forward/row_writer.hpp>
#include <crop_and_resize/detail/forward/vector_call.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>
#include <crop_and_resize/detail/parallel/cost.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

CNR_DETAIL_NAMESPACE_BEGIN

/// The most outputs of a run in one plane.
constexpr std::ptrdiff_t max_run = 256;

/// Planes that are computed together: what they read stays in the first-level cache from one vector to the next.
constexpr std::ptrdiff_t max_planes = 16;
static_assert(max_planes >= lane_size, "the last planes are interleaved as whole lanes");

/// From one plane to the next of what is computed beside the crops, in floats. Whole vectors are stored.
constexpr std::ptrdiff_t run_pitch = max_run + max_width;

/// Rows of the image.
struct image_rows {
  std::ptrdiff_t count;
  std::array<std::int32_t, static_cast<std::size_t>(2 * max_rows)> offset;  // bytes from the plane's first element
};

/// Some planes of the image, and where their outputs go.
struct run_planes {
  const unsigned char* image;   // the first element of the first plane
  std::ptrdiff_t image_stride;  // from plane to plane, in bytes
  float* out;
  std::ptrdiff_t out_stride;  // in floats
  std::ptrdiff_t room;        // floats that may be written for a plane, at least the outputs of the run
  std::ptrdiff_t count;
  std::ptrdiff_t ahead;  // bytes from each plane to one whose windows are prefetched; 0 where that does not pay
};

/// The outputs of a run in all planes.
/// @param rows   those of the image, if they are shorter than a window; else it is empty
/// @param to     where the outputs go; its first channel
/// @param run    a plane_run of the target, of so many outputs
CNR_DETAIL_NOINLINE inline void resample_run(const vector_call& call, const unsigned char* image, const void* run,
                                             std::ptrdiff_t outputs, const image_rows& rows, plane_block to) noexcept {
  constexpr auto float_size = static_cast<std::ptrdiff_t>(sizeof(float));
  alignas(64) std::array<float, static_cast<std::size_t>(max_planes * run_pitch)> staging;
  const std::ptrdiff_t channels = call.image.extent(3);
  const std::ptrdiff_t image_stride = call.image.stride(3);
  const bool prefetches = exceeds_caches(static_cast<std::size_t>(call.kernels.image_size), call.image.extents());
  // Planes of packed floats need no staging, except that those which touch are streamed out of it.
  const bool are_packed = call.encoder == nullptr && to.column_stride == float_size && to.rows_touch();
  const bool streams = call.streams && are_packed && to.channel_stride == outputs * float_size;
  run_planes planes{nullptr, image_stride, staging.data(), run_pitch, run_pitch, 0, 0};
  if (are_packed) {
    planes.out_stride = to.channel_stride / float_size;
    planes.room = outputs;
  }
  to.planes = staging.data();
  to.pitch = run_pitch;
  unsigned char* const out = to.out;
  for (std::ptrdiff_t next = 0; next < channels; next += max_planes) {
    // The last block has at least a lane of channels: where fewer are left, some are computed again.
    const std::ptrdiff_t first = minimum(next, channels - lane_size);
    const std::ptrdiff_t count = minimum(max_planes, channels - first);
    to.channel = first;
    to.channels = count;
    to.out = out + first * to.channel_stride;
    planes.image = image + first * image_stride;
    planes.count = count;
    planes.ahead = prefetches && first + 2 * max_planes <= channels ? max_planes * image_stride : 0;
    if (are_packed && !streams) planes.out = reinterpret_cast<float*>(to.out);
    call.kernels.compute_run(run, planes, rows, call.image.extent(2));
    if (streams) {
      call.target.stream_bytes(to.out, reinterpret_cast<const unsigned char*>(staging.data()),
                               count * to.channel_stride);
    } else if (call.encoder != nullptr) {
      call.encoder->write_plane_block(*call.encoder, to);
    } else if (!are_packed) {
      write_plane_block(call.target, to);
    }
  }
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_PLANE_RUNS_HPP
