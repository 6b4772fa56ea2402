// SPDX-License-Identifier: MIT
//
// Which elements of the image a run of outputs reads, and with which weights: in vectors what axis.hpp and the samplers
// say of one.

/// The most outputs that a plan serves, and the most rows that are located at a time: all that lies on the stack stays
/// below 64 KiB.
constexpr std::ptrdiff_t max_outputs = 768;
constexpr std::ptrdiff_t max_rows = 128;

/// The most elements of a source row that are converted to float before the windows are laid over them.
constexpr std::ptrdiff_t max_converted = 3072;

/// The largest image height and width that the vector arithmetic of coordinates is exact for.
constexpr std::ptrdiff_t max_extent = std::ptrdiff_t{1} << 24;

/// The most channels that a strand interleaves.
constexpr std::ptrdiff_t max_interleaved = 64;

/// Room for the outputs that a plan serves, in whole vectors.
template <class T, std::ptrdiff_t Capacity = max_outputs>
using whole_vectors = std::array<T, static_cast<std::size_t>((Capacity + width - 1) / width * width)>;

/// What each of a run of outputs reads along one axis: its left (or upper) and right (or lower) element, and the weight
/// between them. nearest has left ones only.
template <std::ptrdiff_t Capacity = max_outputs>
struct tap_table {
  alignas(64) whole_vectors<std::uint32_t, Capacity> left;
  alignas(64) whole_vectors<std::uint32_t, Capacity> right;
  alignas(64) whole_vectors<float, Capacity> weight;
};

/// A run of outputs that lie one after the other along one axis of the crops, and the elements of the image that it
/// reads, in units that the user of the taps chooses.
struct scanline {
  std::ptrdiff_t channels;      // interleaved in it
  std::int32_t column_stride;   // of the image
  std::int32_t channel_stride;  // of the image
  std::int32_t low;             // from element (0, 0) to the first that may be read, <= 0
  std::int32_t size;            // of all that may be read
};

/// The strand that the innermost axes make; one without channels where it cannot be: where 32-bit numbers of bytes do
/// not suffice, where channels lie more than 64 elements apart, and where pixels lie between one another.
template <class T>
scanline scanline_of(const image_view<T>& image, std::ptrdiff_t channels) noexcept {
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(T));
  constexpr std::ptrdiff_t farthest_channel = 64;
  constexpr scanline none{0, 0, 0, 0, 0};
  const std::ptrdiff_t columns = image.extent(2);
  const std::ptrdiff_t column_stride = columns > 1 ? image.stride(2) : 0;
  const std::ptrdiff_t channel_stride = channels > 1 ? image.stride(3) : 0;
  if (magnitude(channel_stride) > farthest_channel) return none;
  // The whole image's span in bytes is representable: validate.hpp.
  const std::ptrdiff_t column_reach = (columns - 1) * column_stride;
  const std::ptrdiff_t channel_reach = (channels - 1) * channel_stride;
  const bool pixels_are_apart = columns == 1 || magnitude(channel_reach) < magnitude(column_stride);
  const std::ptrdiff_t reach = (magnitude(column_reach) + magnitude(channel_reach)) * size;
  if ((channels > 1 && !pixels_are_apart) || reach > (std::ptrdiff_t{1} << 30)) return none;
  return {channels, static_cast<std::int32_t>(column_stride * size), static_cast<std::int32_t>(channel_stride * size),
          static_cast<std::int32_t>((minimum(column_reach, 0) + minimum(channel_reach, 0)) * size),
          static_cast<std::int32_t>(reach + size)};
}

/// Outputs of one a position, a vector of them at a time. Their elements are counted by position.
struct one_channel {
  integers position = iota();
  static constexpr std::uint32_t step = 1;  // from a position's element to the next one's

  CNR_DETAIL_ALWAYS_INLINE integers element(integers at) const noexcept { return at; }
  CNR_DETAIL_ALWAYS_INLINE void advance() noexcept { position += static_cast<std::uint32_t>(width); }
};

/// Outputs of a strand, a vector of them at a time. Their elements are counted in bytes from the first that may be
/// read.
struct interleaved_channels {
  integers position;  // of the crop's columns
  integers channel;
  integers first;      // element of this channel
  std::uint32_t step;  // from a column's element to the next one's
  std::uint32_t channels;
  std::uint32_t channel_stride;
  std::uint32_t positions_on;  // from a vector to the next one, and
  std::uint32_t channels_on;   // beyond these

  explicit interleaved_channels(const scanline& along) noexcept
      : interleaved_channels(along, reciprocal_of(along.channels)) {}

  CNR_DETAIL_ALWAYS_INLINE integers element(integers at) const noexcept { return at * step + first; }

  CNR_DETAIL_ALWAYS_INLINE void advance() noexcept {
    channel += channels_on;
    const integers wraps = as_unsigned(channel >= channels);  // all bits where it does
    channel -= wraps & channels;
    first += channels_on * channel_stride - (wraps & (channels * channel_stride));
    position += positions_on - wraps;
  }

 private:
  /// Division by a multiplication, and a shift by 16 bits: exact for numbers up to `width` and at most max_interleaved
  /// channels.
  static std::uint32_t reciprocal_of(std::ptrdiff_t channels) noexcept {
    return channels == 1 ? 0x10000U : 0x10000U / static_cast<std::uint32_t>(channels) + 1;
  }

  interleaved_channels(const scanline& along, std::uint32_t reciprocal) noexcept
      : position((iota() * reciprocal) >> 16U),
        channel(iota() - position * static_cast<std::uint32_t>(along.channels)),
        first(channel * static_cast<std::uint32_t>(along.channel_stride) - static_cast<std::uint32_t>(along.low)),
        step(static_cast<std::uint32_t>(along.column_stride)),
        channels(static_cast<std::uint32_t>(along.channels)),
        channel_stride(static_cast<std::uint32_t>(along.channel_stride)),
        positions_on((static_cast<std::uint32_t>(width) * reciprocal) >> 16U),
        channels_on(static_cast<std::uint32_t>(width) - positions_on * channels) {}
};

/// The taps of the crop's positions [first, first + count), rounded up to whole vectors: those behind the last one
/// repeat the last position's.
/// @param from     which position and channel each output of the first vector is
/// @param outputs  how many of them, channels included
/// @param last     the image's last index along this axis, below max_extent
/// Precondition: the positions lie on the image.
template <bool IsNearest, std::ptrdiff_t Capacity, class Outputs>
void locate_taps(const axis& x, std::ptrdiff_t first, std::ptrdiff_t count, const Outputs& from, std::ptrdiff_t outputs,
                 std::int32_t last, tap_table<Capacity>& taps) noexcept {
  const floats origin = broadcast(x.origin());
  const floats scale = broadcast(x.scale());
  const integers first_position = broadcast(static_cast<std::uint32_t>(first));
  const integers last_position = broadcast(static_cast<std::uint32_t>(first + count - 1));
  const auto last_element = static_cast<std::uint32_t>(last);
  Outputs output = from;
  for (std::size_t to = 0; to < static_cast<std::size_t>(outputs); to += width, output.advance()) {
    const integers position = minimum(output.position + first_position, last_position);
    const floats coordinate = origin + unfused_multiply(to_floats(position), scale);
    // Never beyond the edge, as the positions lie on the image; but that was found by other instructions, which
    // compilers told to be inexact may round otherwise, and no such flag shall make this read outside.
    const integers floor = truncate(clamp(coordinate, static_cast<float>(last_element)));
    const integers is_inside = as_unsigned(floor < last_element);
    const floats fraction = coordinate - to_floats(floor);
    const integers left = output.element(floor);
    if constexpr (IsNearest) {
      const integers rounds_up = as_unsigned(fraction >= 0.5F) & is_inside;
      store_as(&taps.left[to], left + (rounds_up & output.step));
    } else {
      const integers has_right = as_unsigned(fraction > 0.0F) & is_inside;
      store_as(&taps.left[to], left);
      store_as(&taps.right[to], left + (has_right & output.step));
      store(&taps.weight[to], fraction);
    }
  }
}

/// The last index of an axis. Precondition: its extent is at most max_extent.
constexpr std::int32_t last_of(std::ptrdiff_t extent) noexcept { return static_cast<std::int32_t>(extent - 1); }
