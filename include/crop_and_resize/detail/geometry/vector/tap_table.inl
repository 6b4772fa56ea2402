// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Which elements of the image a row of outputs reads, and with which weights: in vectors what axis.hpp and the samplers
// say of one output.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/geometry/vector/samplers.inl>
#endif

/// The most outputs of a table, and the most rows of a crop that are located at a time. They keep all that is on the
/// stack below 64 KiB.
constexpr std::ptrdiff_t max_outputs = 768;
constexpr std::ptrdiff_t max_rows = 128;

/// The largest image height and width for which coordinates are exact in vectors.
constexpr std::ptrdiff_t max_extent = std::ptrdiff_t{1} << 24;

/// The most channels that a scanline interleaves.
constexpr std::ptrdiff_t max_interleaved = 64;

/// Room for `Capacity` elements, in whole vectors.
template <class T, std::ptrdiff_t Capacity = max_outputs>
using whole_vectors = std::array<T, static_cast<std::size_t>((Capacity + width - 1) / width * width)>;

/// What each of a row of outputs reads along one axis: its elements and the weight between them. The unit of `tap` is
/// that of the outputs that the table is made for: positions for one_channel, bytes for interleaved_channels.
/// @tparam Sampler  a vector_sampler
template <class Sampler, std::ptrdiff_t Capacity = max_outputs>
struct tap_table {
  alignas(64) std::array<whole_vectors<std::uint32_t, Capacity>, Sampler::taps> tap;
  alignas(64) whole_vectors<float, Capacity> weight;  // unused with one tap
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
/// more than 64 elements apart, or pixels overlap.
template <class T>
scanline scanline_of(const image_view<T>& image, std::ptrdiff_t channels) noexcept {
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(T));
  constexpr std::ptrdiff_t max_channel_stride = 64;
  constexpr scanline none{0, 0, 0, 0, 0};
  const std::ptrdiff_t columns = image.extent(2);
  const std::ptrdiff_t column_stride = columns > 1 ? image.stride(2) : 0;
  const std::ptrdiff_t channel_stride = channels > 1 ? image.stride(3) : 0;
  if (magnitude(channel_stride) > max_channel_stride) return none;
  // The span of the whole image in bytes is representable: validate/views.hpp.
  const std::ptrdiff_t column_reach = (columns - 1) * column_stride;
  const std::ptrdiff_t channel_reach = (channels - 1) * channel_stride;
  const bool pixels_are_apart = columns == 1 || magnitude(channel_reach) < magnitude(column_stride);
  const std::ptrdiff_t reach = (magnitude(column_reach) + magnitude(channel_reach)) * size;
  if ((channels > 1 && !pixels_are_apart) || reach > (std::ptrdiff_t{1} << 30)) return none;
  return {channels, static_cast<std::int32_t>(column_stride * size), static_cast<std::int32_t>(channel_stride * size),
          static_cast<std::int32_t>((minimum(column_reach, 0) + minimum(channel_reach, 0)) * size),
          static_cast<std::int32_t>(reach + size)};
}

/// The outputs of a row of one channel, a vector of them at a time. Their elements are counted by position.
struct one_channel {
  integers position = iota();
  static constexpr std::uint32_t step = 1;  // from the element of a position to the next one

  CNR_DETAIL_ALWAYS_INLINE integers element(integers at) const noexcept { return at; }
  CNR_DETAIL_ALWAYS_INLINE void advance() noexcept { position += static_cast<std::uint32_t>(width); }
};

/// The outputs of a scanline, a vector of them at a time. Their elements are counted in bytes from the first that may
/// be read.
struct interleaved_channels {
  integers position;  // of the crop's columns
  integers channel;
  integers first;      // element of this channel
  std::uint32_t step;  // from the element of a column to that of the next one
  std::uint32_t channels;
  std::uint32_t channel_stride;
  std::uint32_t position_step;  // from a vector to the next one: so many positions,
  std::uint32_t channel_step;   // and so many channels

  explicit interleaved_channels(const scanline& along) noexcept
      : interleaved_channels(along, reciprocal_of(along.channels)) {}

  CNR_DETAIL_ALWAYS_INLINE integers element(integers at) const noexcept { return at * step + first; }

  CNR_DETAIL_ALWAYS_INLINE void advance() noexcept {
    channel += channel_step;
    const integers wraps = as_unsigned(channel >= channels);  // all bits where it does
    channel -= wraps & channels;
    first += channel_step * channel_stride - (wraps & (channels * channel_stride));
    position += position_step - wraps;
  }

 private:
  /// Division by a multiplication and a shift by 16 bits: exact for numbers up to `width` and at most max_interleaved
  /// channels.
  static std::uint32_t reciprocal_of(std::ptrdiff_t channels) noexcept {
    return channels <= 1 ? 0x10000U : 0x10000U / static_cast<std::uint32_t>(channels) + 1;
  }

  interleaved_channels(const scanline& along, std::uint32_t reciprocal) noexcept
      : position((iota() * reciprocal) >> 16U),
        channel(iota() - position * static_cast<std::uint32_t>(along.channels)),
        first(channel * static_cast<std::uint32_t>(along.channel_stride) - static_cast<std::uint32_t>(along.low)),
        step(static_cast<std::uint32_t>(along.column_stride)),
        channels(static_cast<std::uint32_t>(along.channels)),
        channel_stride(static_cast<std::uint32_t>(along.channel_stride)),
        position_step((static_cast<std::uint32_t>(width) * reciprocal) >> 16U),
        channel_step(static_cast<std::uint32_t>(width) - position_step * channels) {}
};

/// Fills in the taps of the crop's positions [first, first + count), rounded up to whole vectors: after the last
/// position, its taps repeat.
/// @param from     which position and channel each output of the first vector is
/// @param outputs  number of outputs, channels included
/// Precondition: the positions are inside, and the image's extent along this axis is at most max_extent.
template <class Sampler, std::ptrdiff_t Capacity, class Outputs>
void locate_taps(const axis& x, std::ptrdiff_t first, std::ptrdiff_t count, const Outputs& from, std::ptrdiff_t outputs,
                 tap_table<Sampler, Capacity>& taps) noexcept {
  const floats origin = broadcast(x.origin());
  const floats scale = broadcast(x.scale());
  const floats shift = broadcast(x.shift());
  const floats low = broadcast(x.low());
  const floats high = broadcast(x.high());
  const integers first_position = broadcast(static_cast<std::uint32_t>(first));
  const integers last_position = broadcast(static_cast<std::uint32_t>(first + count - 1));
  const auto last_element = static_cast<std::uint32_t>(x.last_index());
  Outputs output = from;
  for (std::size_t to = 0; to < static_cast<std::size_t>(outputs); to += width, output.advance()) {
    const integers position = minimum(output.position + first_position, last_position);
    // No coordinate leaves the image, not even where flags that make compilers inexact round it in another way than the
    // instructions that found the positions inside.
    const floats coordinate = clamp(origin + unfused_multiply(to_floats(position) + shift, scale), low, high);
    const integers floor = truncate(coordinate);
    const integers has_next = as_unsigned(floor < last_element);
    const auto located = Sampler::locate(coordinate - to_floats(floor));
    const integers element = output.element(floor);
    for (std::size_t tap = 0; tap < Sampler::taps; ++tap) {
      store_as(&taps.tap[tap][to], element + (located.is_next[tap] & has_next & output.step));
    }
    if constexpr (Sampler::taps > 1) store(&taps.weight[to], located.weight);
  }
}
