// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Which elements of the image a row of outputs reads, and with which weights: in vectors what axis.hpp and the samplers
// say of one output.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/geometry/vector/samplers.inl>

#include <crop_and_resize/detail/geometry/taps.hpp>
#endif

static_assert(width <= max_width, "whole_vectors has room for whole vectors of every target");

/// What each of a row of outputs reads along one axis: its elements and the weight between them. The unit of `tap` is
/// that of the outputs that the table is made for: positions for one_channel, bytes for interleaved_channels.
/// @tparam Sampler  a vector_sampler
template <class Sampler, std::ptrdiff_t Capacity = max_outputs>
struct tap_table {
  alignas(64) std::array<whole_vectors<std::uint32_t, Capacity>, Sampler::taps> tap;
  alignas(64) whole_vectors<float, Capacity> weight;  // unused with one tap

  located_taps located() const noexcept {
    return {{{tap.front().data(), tap.back().data()}}, Sampler::taps > 1 ? weight.data() : nullptr};
  }
};

/// The scanline of `channels` channels of an image.
template <class T>
scanline scanline_of(const image_view<T>& image, std::ptrdiff_t channels) noexcept {
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(T));
  return detail::scanline_of(image.extents(), byte_strides(image.extents(), image.strides(), size), size, channels);
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
  integers first;  // element of this channel
  // Each is one number in all elements: loading such a vector is faster than broadcasting.
  integers step;  // from the element of a column to that of the next one
  integers channels;
  integers position_step;  // from a vector to the next one: so many positions,
  integers channel_step;   // and so many channels
  integers first_step;     // in bytes
  integers first_wrap;     // from channel 0 to the one after the last

  explicit interleaved_channels(const scanline& along) noexcept
      : interleaved_channels(along, reciprocal_of(along.channels)) {}

  CNR_DETAIL_ALWAYS_INLINE integers element(integers at) const noexcept { return at * step + first; }

  CNR_DETAIL_ALWAYS_INLINE void advance() noexcept {
    channel += channel_step;
    const integers wraps = as_unsigned(channel >= channels);  // all bits where it does
    channel -= wraps & channels;
    first += first_step - (wraps & first_wrap);
    position += position_step - wraps;
  }

 private:
  /// Division by a multiplication and a shift by 16 bits: exact for numbers up to `width` and at most max_interleaved
  /// channels.
  static std::uint32_t reciprocal_of(std::ptrdiff_t channels) noexcept {
    return channels <= 1 ? 0x10000U : 0x10000U / static_cast<std::uint32_t>(channels) + 1;
  }

  interleaved_channels(const scanline& along, std::uint32_t reciprocal) noexcept
      : interleaved_channels(along, reciprocal, (static_cast<std::uint32_t>(width) * reciprocal) >> 16U) {}

  interleaved_channels(const scanline& along, std::uint32_t reciprocal, std::uint32_t positions) noexcept
      : position((iota() * reciprocal) >> 16U),
        channel(iota() - position * static_cast<std::uint32_t>(along.channels)),
        first(channel * static_cast<std::uint32_t>(along.channel_stride) - static_cast<std::uint32_t>(along.low)),
        step(broadcast(static_cast<std::uint32_t>(along.column_stride))),
        channels(broadcast(static_cast<std::uint32_t>(along.channels))),
        position_step(broadcast(positions)),
        channel_step(static_cast<std::uint32_t>(width) - position_step * channels),
        first_step(channel_step * static_cast<std::uint32_t>(along.channel_stride)),
        first_wrap(broadcast(static_cast<std::uint32_t>(along.channels * along.channel_stride))) {}
};

/// locate_taps into tables of any size. Not inlined: it is called in several places.
template <class Sampler, class Outputs>
CNR_DETAIL_NOINLINE void locate_taps_in(const axis& x, std::ptrdiff_t first, std::ptrdiff_t count, const Outputs& from,
                                        std::ptrdiff_t outputs, const tap_room& room) noexcept {
  const floats origin = broadcast(x.origin());
  const floats scale = broadcast(x.scale());
  const floats shift = broadcast(x.shift());
  const floats low = broadcast(x.low());
  const floats high = broadcast(x.high());
  const integers first_position = broadcast(static_cast<std::uint32_t>(first));
  const integers last_position = broadcast(static_cast<std::uint32_t>(first + count - 1));
  const auto last_element = static_cast<std::uint32_t>(x.last_index());
  const tap_room taps = room;
  Outputs output = from;
  for (std::ptrdiff_t to = 0; to < outputs; to += width, output.advance()) {
    const integers position = minimum(output.position + first_position, last_position);
    // No coordinate leaves the image, not even where flags that make compilers inexact round it in another way than the
    // instructions that found the positions inside.
    const floats coordinate = clamp(origin + unfused_multiply(to_floats(position) + shift, scale), low, high);
    const integers floor = truncate(coordinate);
    const integers has_next = as_unsigned(floor < last_element);
    const auto located = Sampler::locate(coordinate - to_floats(floor));
    const integers element = output.element(floor);
    for (std::size_t tap = 0; tap < Sampler::taps; ++tap) {
      store_as(taps.tap[tap] + to, element + (located.is_next[tap] & has_next & output.step));
    }
    if constexpr (Sampler::taps > 1) store(taps.weight + to, located.weight);
  }
}

/// Fills in the taps of the crop's positions [first, first + count), rounded up to whole vectors: after the last
/// position, its taps repeat.
/// @param from     which position and channel each output of the first vector is
/// @param outputs  number of outputs, channels included
/// Precondition: the positions are inside, and the image's extent along this axis is at most max_extent.
template <class Sampler, std::ptrdiff_t Capacity, class Outputs>
CNR_DETAIL_ALWAYS_INLINE void locate_taps(const axis& x, std::ptrdiff_t first, std::ptrdiff_t count,
                                          const Outputs& from, std::ptrdiff_t outputs,
                                          tap_table<Sampler, Capacity>& taps) noexcept {
  locate_taps_in<Sampler>(x, first, count, from, outputs,
                          {{{taps.tap.front().data(), taps.tap.back().data()}}, taps.weight.data()});
}

/// The taps of positions, one output for each.
template <class Sampler>
void locate_positions(const axis& x, std::ptrdiff_t first, std::ptrdiff_t count, const tap_room& taps) noexcept {
  locate_taps_in<Sampler>(x, first, count, one_channel{}, count, taps);
}

/// The taps of a scanline's outputs: see vector_kernels.
template <class Sampler>
void locate_outputs(const axis& x, std::ptrdiff_t first, std::ptrdiff_t count, const void* outputs,
                    std::ptrdiff_t output_count, const tap_room& taps) noexcept {
  locate_taps_in<Sampler>(x, first, count, *static_cast<const interleaved_channels*>(outputs), output_count, taps);
}

/// The taps of coordinates: positions of the image.
/// @param coordinates  on the image, or of no matter; whole vectors are read
template <class Sampler>
void locate_coordinates(const float* coordinates, std::ptrdiff_t count, std::ptrdiff_t image_extent,
                        const tap_room& room) noexcept {
  const auto last = static_cast<std::uint32_t>(image_extent - 1);
  const floats high = broadcast(static_cast<float>(image_extent - 1));
  const tap_room taps = room;
  for (std::ptrdiff_t to = 0; to < count; to += width) {
    const floats coordinate = clamp(load(coordinates + to), floats{}, high);
    const integers floor = truncate(coordinate);
    const integers has_next = as_unsigned(floor < last);
    const auto located = Sampler::locate(coordinate - to_floats(floor));
    for (std::size_t tap = 0; tap < Sampler::taps; ++tap) {
      store_as(taps.tap[tap] + to, floor + (located.is_next[tap] & has_next & one_channel::step));
    }
    if constexpr (Sampler::taps > 1) store(taps.weight + to, located.weight);
  }
}
