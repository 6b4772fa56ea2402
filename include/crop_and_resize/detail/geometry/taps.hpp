// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// What rows of outputs read along an axis, and the byte layout of the rows of the image that they read. No vectors of a
// target are in this file: all targets share it.

#ifndef CROP_AND_RESIZE_DETAIL_GEOMETRY_TAPS_HPP
#define CROP_AND_RESIZE_DETAIL_GEOMETRY_TAPS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

CNR_DETAIL_NAMESPACE_BEGIN

/// The most outputs of a table, and the most rows of a crop that are located at a time. They keep all that is on the
/// stack below 64 KiB.
constexpr std::ptrdiff_t max_outputs = 768;
constexpr std::ptrdiff_t max_rows = 128;

/// The largest image height and width for which coordinates are exact in vectors.
constexpr std::ptrdiff_t max_extent = std::ptrdiff_t{1} << 24;

/// The most channels that a scanline interleaves.
constexpr std::ptrdiff_t max_interleaved = 64;

/// Floats in the widest vector of all targets.
constexpr std::ptrdiff_t max_width = 16;

/// Room for `Capacity` elements, in whole vectors of every target.
template <class T, std::ptrdiff_t Capacity = max_outputs>
using whole_vectors = std::array<T, static_cast<std::size_t>((Capacity + max_width - 1) / max_width * max_width)>;

/// A tap_table whose size and sampler are not known. With one tap, both are the same.
struct located_taps {
  std::array<const std::uint32_t*, 2> tap;
  const float* weight;  // null with one tap

  /// Leaves the first `count` outputs out.
  CNR_DETAIL_ALWAYS_INLINE located_taps& operator+=(std::ptrdiff_t count) noexcept {
    for (auto& each : tap) each += count;
    if (weight != nullptr) weight += count;
    return *this;
  }
};

/// Where taps are written.
struct tap_room {
  std::array<std::uint32_t*, 2> tap;
  float* weight;
};

/// A tap_table for every sampler.
template <std::ptrdiff_t Capacity>
struct taps_room {
  /// @param taps  of the sampler
  located_taps located(std::size_t taps) const noexcept {
    return {{{tap[0].data(), tap[taps - 1].data()}}, taps > 1 ? weight.data() : nullptr};
  }
  tap_room room() noexcept { return {{{tap[0].data(), tap[1].data()}}, weight.data()}; }

  alignas(64) std::array<whole_vectors<std::uint32_t, Capacity>, 2> tap;
  alignas(64) whole_vectors<float, Capacity> weight;
};

/// Byte layout of one scanline: the elements of an image row that a row of outputs reads. channels is 0 where the
/// vector kernels cannot read the image so.
struct scanline {
  std::ptrdiff_t channels;      // interleaved in it
  std::int32_t column_stride;   // of the image
  std::int32_t channel_stride;  // of the image
  std::int32_t low;             // from element (0, 0) to the first that may be read, <= 0
  std::int32_t size;            // of all that may be read
};

/// The scanline of `channels` channels of an image. It has no channels where byte offsets exceed 31 bits, channels are
/// more than 64 elements apart, or pixels overlap. Not inlined, so that all targets share it.
/// @param strides  in bytes
/// @param size     of an element
CNR_DETAIL_NOINLINE inline scanline scanline_of(const extents_4d& extents, const extents_4d& strides,
                                                std::ptrdiff_t size, std::ptrdiff_t channels) noexcept {
  constexpr std::ptrdiff_t max_channel_stride = 64;
  constexpr scanline none{0, 0, 0, 0, 0};
  const std::ptrdiff_t columns = extents[2];
  const std::ptrdiff_t column_stride = columns > 1 ? strides[2] : 0;
  const std::ptrdiff_t channel_stride = channels > 1 ? strides[3] : 0;
  if (magnitude(channel_stride) > max_channel_stride * size) return none;
  // The span of the whole image in bytes is representable: validate/views.hpp.
  const std::ptrdiff_t column_reach = (columns - 1) * column_stride;
  const std::ptrdiff_t channel_reach = (channels - 1) * channel_stride;
  const bool pixels_are_apart = columns == 1 || magnitude(channel_reach) < magnitude(column_stride);
  const std::ptrdiff_t reach = magnitude(column_reach) + magnitude(channel_reach);
  if ((channels > 1 && !pixels_are_apart) || reach > (std::ptrdiff_t{1} << 30)) return none;
  return {channels, static_cast<std::int32_t>(column_stride), static_cast<std::int32_t>(channel_stride),
          static_cast<std::int32_t>(minimum(column_reach, 0) + minimum(channel_reach, 0)),
          static_cast<std::int32_t>(reach + size)};
}

/// Strides in bytes, for elements of `size` bytes. The stride of an axis of one element means nothing and may be
/// anything. It becomes that of packed pixels.
CNR_DETAIL_NOINLINE inline extents_4d byte_strides(const extents_4d& extents, const extents_4d& strides,
                                                   std::ptrdiff_t size) noexcept {
  const extents_4d packed{{0, 0, extents[3] * size, size}};
  extents_4d in_bytes{};
  for (std::size_t axis = 0; axis < 4; ++axis) in_bytes[axis] = extents[axis] > 1 ? strides[axis] * size : packed[axis];
  return in_bytes;
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GEOMETRY_TAPS_HPP
