// SPDX-License-Identifier: MIT
//
// The vector kernels, written once over the small vocabulary that each target defines. Each target's header includes
// this file inside its own namespace, where the compiler may use that instruction set.
//
// A strand is a run of outputs that lie one after the other in a row of the crops: a whole row where channels are
// interleaved, one channel of a row where they are planes. A strand's plan says for each output which elements it
// reads, and serves every row. It is made of groups, one vector of outputs each, and a group of lanes. A lane loads a
// window of the source row, 1, 2 or 4 parts, which its left and right elements are picked out of.
//
// Source rows are interpolated horizontally into one of two buffers, where the next crop rows find them again; outputs
// mix the two vertically. Every sum and product is the scalar kernel's, in its order.
//
// The vocabulary, beside vectors.inl:
// clang-format off
//   width, lanes, part_size           floats in a vector; windows a group has; bytes in a part of a window
//   sparse_rows                       rows of the image between rows of a crop from which on it costs more to keep
//                                     interpolated rows than it saves; from 2 on, no row is ever read twice
//   lane_numbers()                    0, 1, 2, ...
//   lane_min, lane_max(integers)      the least, the greatest number of each lane, in its first place or everywhere
//   store_lane_firsts(to, integers)   the first number of each lane
//   spread_lane_firsts(from)          one number for each lane, in all of its places
//   max_of(integers)                  the greatest of the lanes' first numbers
//   store_first(to, floats, count)    a part of a vector
//   stream(to, floats), fence()       a store to aligned memory that passes by the caches, and the wait for all of these
//   pair_indices<Format>(left, right), single_indices<Format>(first)
//                                     from bytes behind the window's beginning, how to pick pairs, or single elements
//   store_indices(to, indices, parts), index_size(parts)
//   pick<Format, Parts>(row, offsets, indices)
//                                     the elements, from windows at these offsets from `row`
//   collect(array of 2 to 4 floats, indices)
//                                     elements of these vectors, one after the other, by their indices
//   format<float16>, <float64>, <int64>
// clang-format on

/// The most outputs that a plan serves, and the most rows that are located at a time: all that lies on the stack stays
/// below 64 KiB.
constexpr std::ptrdiff_t max_outputs = 768;
constexpr std::ptrdiff_t max_rows = 128;

/// The most elements of a source row that are converted to float before the windows are laid over them.
constexpr std::ptrdiff_t max_converted = 3072;

/// The largest image height and width that the vector arithmetic of coordinates is exact for.
constexpr std::ptrdiff_t max_extent = std::ptrdiff_t{1} << 24;

/// The most channels that a strand interleaves.
constexpr std::ptrdiff_t most_interleaved = 64;

/// Room for the outputs that a plan serves, in whole vectors.
template <class T, std::ptrdiff_t Capacity = max_outputs>
using whole_vectors = std::array<T, static_cast<std::size_t>((Capacity + width - 1) / width * width)>;

/// What each of a run of outputs reads along one axis: its left (or upper) and right (or lower) element, and the weight
/// between them. nearest has left ones only.
template <std::ptrdiff_t Capacity = max_outputs>
struct located_taps {
  alignas(64) whole_vectors<std::uint32_t, Capacity> left;
  alignas(64) whole_vectors<std::uint32_t, Capacity> right;
  alignas(64) whole_vectors<float, Capacity> weight;
};

/// A run of outputs that lie one after the other along one axis of the crops, and the elements of the image that it
/// reads, in units that the user of the taps chooses.
struct strand {
  std::ptrdiff_t channels;      // interleaved in it
  std::int32_t column_stride;   // of the image
  std::int32_t channel_stride;  // of the image
  std::int32_t low;             // from element (0, 0) to the first that may be read, <= 0
  std::int32_t size;            // of all that may be read
};

/// Outputs of one a position, a vector of them at a time. Their elements are counted by position.
struct one_by_one {
  integers position = lane_numbers();
  static constexpr std::uint32_t step = 1;  // from a position's element to the next one's

  CNR_DETAIL_ALWAYS_INLINE integers element(integers at) const noexcept { return at; }
  CNR_DETAIL_ALWAYS_INLINE void advance() noexcept { position += static_cast<std::uint32_t>(width); }
};

/// Outputs of a strand, a vector of them at a time. Their elements are counted in bytes from the first that may be
/// read.
struct interleaved {
  integers position;  // of the crop's columns
  integers channel;
  integers first;      // element of this channel
  std::uint32_t step;  // from a column's element to the next one's
  std::uint32_t channels;
  std::uint32_t channel_stride;
  std::uint32_t positions_on;  // from a vector to the next one, and
  std::uint32_t channels_on;   // beyond these

  explicit interleaved(const strand& along) noexcept
      : step(static_cast<std::uint32_t>(along.column_stride)),
        channels(static_cast<std::uint32_t>(along.channels)),
        channel_stride(static_cast<std::uint32_t>(along.channel_stride)) {
    // Division by a multiplication: exact for numbers up to `width` and at most most_interleaved channels.
    const std::uint32_t reciprocal = channels == 1 ? 0x10000U : 0x10000U / channels + 1;
    position = (lane_numbers() * reciprocal) >> 16U;
    channel = lane_numbers() - position * channels;
    first = channel * channel_stride - static_cast<std::uint32_t>(along.low);
    positions_on = (static_cast<std::uint32_t>(width) * reciprocal) >> 16U;
    channels_on = static_cast<std::uint32_t>(width) - positions_on * channels;
  }

  CNR_DETAIL_ALWAYS_INLINE integers element(integers at) const noexcept { return at * step + first; }

  CNR_DETAIL_ALWAYS_INLINE void advance() noexcept {
    channel += channels_on;
    const integers wraps = as_unsigned(channel >= channels);  // all bits where it does
    channel -= wraps & channels;
    first += channels_on * channel_stride - (wraps & (channels * channel_stride));
    position += positions_on - wraps;
  }
};

/// The taps of the crop's positions [first, first + count), rounded up to whole vectors: those behind the last one
/// repeat the last position's.
/// @param from     the outputs of position 0 and on
/// @param outputs  their number, channels included
/// @param last     position of the image, whose extent is at most max_extent
/// Precondition: the positions lie on the image.
template <bool IsNearest, std::ptrdiff_t Capacity, class Outputs>
void locate(const axis& x, std::ptrdiff_t first, std::ptrdiff_t count, const Outputs& from, std::ptrdiff_t outputs,
            std::int32_t last, located_taps<Capacity>& taps) noexcept {
  const floats origin = broadcast(x.origin());
  const floats scale = broadcast(x.scale());
  const integers first_position = broadcast(static_cast<std::uint32_t>(first));
  const integers last_position = broadcast(static_cast<std::uint32_t>(first + count - 1));
  const auto last_element = static_cast<std::uint32_t>(last);
  Outputs output = from;
  for (std::size_t to = 0; to < static_cast<std::size_t>(outputs); to += width, output.advance()) {
    const integers position = lower_of(output.position + first_position, last_position);
    const floats coordinate = origin + product(to_floats(position), scale);
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

/// How the outputs of a strand come out of a source row; serves every row.
struct strand_plan {
  static constexpr std::size_t max_groups = static_cast<std::size_t>(max_outputs / width);
  static constexpr int max_parts = 4;

  std::ptrdiff_t count;  // outputs
  int parts;             // of each window
  std::array<std::array<std::uint32_t, lanes>, max_groups> window;
  // For each group, what its pairs are picked by; or its left elements, and then its right ones.
  alignas(64) std::array<unsigned char, max_groups* static_cast<std::size_t>(index_size(max_parts)) * 2> indices;
};

/// Whether one index picks both elements of an output.
template <class Format>
constexpr bool is_paired = Format::size < 4;

template <class Format, bool IsNearest>
constexpr std::ptrdiff_t indices_per_group = is_paired<Format> || IsNearest ? 1 : 2;

/// The first output of a group. The last group overlaps the one before it, so that all are whole.
CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t group_start(std::ptrdiff_t group, std::ptrdiff_t count) noexcept {
  return group * width + width <= count || count < width ? group * width : count - width;
}

/// Lays windows over the taps. False where an output's elements are too far from its neighbours'.
/// @param row_size  bytes of a source row that may be read, counted from where the taps count from
template <class Format, bool IsNearest>
bool make_plan(const located_taps<>& taps, std::ptrdiff_t count, std::int32_t row_size, strand_plan& plan) noexcept {
  struct both {
    integers left;
    integers right;
  };
  const auto taps_of_group = [&](std::ptrdiff_t group) noexcept {
    const auto start = static_cast<std::size_t>(group_start(group, count));
    const auto left = load_as<integers>(&taps.left[start]);
    return both{left, IsNearest ? left : load_as<integers>(&taps.right[start])};
  };
  const std::ptrdiff_t groups = (count - 1) / width + 1;
  integers widest = {};
  for (std::ptrdiff_t group = 0; group < groups; ++group) {
    const both at = taps_of_group(group);
    const integers low = lane_min(lower_of(at.left, at.right));
    widest = higher_of(widest, lane_max(higher_of(at.left, at.right)) - low);
    store_lane_firsts(plan.window[static_cast<std::size_t>(group)].data(), low);
  }
  const std::uint32_t window_size = max_of(widest) + Format::size;
  if (window_size > part_size * strand_plan::max_parts) return false;
  plan.count = count;
  plan.parts = window_size <= part_size ? 1 : 2;
  if (window_size > 2 * part_size) plan.parts = 4;
  const std::int32_t last = row_size - part_size * plan.parts;
  const integers last_window = broadcast(static_cast<std::uint32_t>(last > 0 ? last : 0));
  unsigned char* to = plan.indices.data();
  const auto store_next = [&](integers indices) noexcept {
    store_indices(to, indices, plan.parts);
    to += index_size(plan.parts);
  };
  for (std::ptrdiff_t group = 0; group < groups; ++group) {
    const both at = taps_of_group(group);
    std::uint32_t* const offsets = plan.window[static_cast<std::size_t>(group)].data();
    const integers window = lower_of(spread_lane_firsts(offsets), last_window);
    store_lane_firsts(offsets, window);
    if constexpr (is_paired<Format>) {
      store_next(pair_indices<Format>(at.left - window, at.right - window));
    } else {
      store_next(single_indices<Format>(at.left - window));
      if constexpr (!IsNearest) store_next(single_indices<Format>(at.right - window));
    }
  }
  return true;
}

/// What the outputs of one group are made from.
template <class Format, int Parts, bool IsNearest>
struct group_plan {
  static constexpr std::ptrdiff_t size = indices_per_group<Format, IsNearest> * index_size(Parts);

  const std::uint32_t* offsets;
  const unsigned char* indices;
  floats weight;

  CNR_DETAIL_ALWAYS_INLINE group_plan(const strand_plan& plan, const float* weights, std::ptrdiff_t group,
                                      std::ptrdiff_t start) noexcept
      : offsets(plan.window[static_cast<std::size_t>(group)].data()),
        indices(plan.indices.data() + group * size),
        weight(IsNearest ? floats{} : load(weights + start)) {}

  /// The group's outputs from one source row: interpolated horizontally, or for nearest just picked.
  CNR_DETAIL_ALWAYS_INLINE floats sample(const unsigned char* row) const noexcept {
    const integers first = pick<Format, Parts>(row, offsets, indices);
    const floats left = Format::left(first);
    if constexpr (IsNearest) {
      return left;
    } else if constexpr (is_paired<Format>) {
      return left + product(Format::rise(first), weight);
    } else {
      return mix(left, Format::left(pick<Format, Parts>(row, offsets, indices + index_size(Parts))), weight);
    }
  }
};

/// Stores what `group_at(group, start)` gives for each group of `count` outputs, and no more than these.
template <class Group>
CNR_DETAIL_ALWAYS_INLINE void store_groups(std::ptrdiff_t count, float* out, const Group& group_at) noexcept {
  for (std::ptrdiff_t group = 0; group * width < count; ++group) {
    const std::ptrdiff_t start = group_start(group, count);
    const floats value = group_at(group, start);
    if (count >= width) {
      store(out + start, value);
    } else {
      store_first(out, value, count);
    }
  }
}

/// Outputs before the first one that lies at a multiple of `count` of them in memory.
CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t unaligned_head(const float* out, std::ptrdiff_t count) noexcept {
  return static_cast<std::ptrdiff_t>((0 - reinterpret_cast<std::uintptr_t>(out)) / sizeof(float) %
                                     static_cast<std::uintptr_t>(count));
}

/// Writes `value` to `count` outputs in a row.
inline void fill(float* out, std::ptrdiff_t count, float value) noexcept {
  const floats values = broadcast(value);
  store_groups(count, out, [&](std::ptrdiff_t, std::ptrdiff_t) noexcept { return values; });
}

/// Calls `function` with the number of the plan's parts as a constant.
template <class Function>
CNR_DETAIL_ALWAYS_INLINE void with_parts(const strand_plan& plan, const Function& function) noexcept {
  switch (plan.parts) {
    case 1:
      return function(std::integral_constant<int, 1>{});
    case 2:
      return function(std::integral_constant<int, 2>{});
    default:
      return function(std::integral_constant<int, 4>{});
  }
}

/// Floats in a line of the cache: what streams should write as a whole. One that is written in both ways takes very
/// long.
constexpr std::ptrdiff_t line = 16;
constexpr std::size_t line_size = sizeof(float) * static_cast<std::size_t>(line);

/// Copies outputs to where they are not read again soon.
inline void stream_row(float* to, const float* from, std::ptrdiff_t count) noexcept {
  const std::ptrdiff_t head = least(unaligned_head(to, line), count);
  const std::ptrdiff_t last = head + (count - head) / line * line;
  for (std::ptrdiff_t i = 0; i < head; ++i) to[i] = from[i];
  for (std::ptrdiff_t i = head; i < last; i += width) stream(to + i, load(from + i));
  for (std::ptrdiff_t i = last; i < count; ++i) to[i] = from[i];
}

/// How the outputs of a row are computed, against how they lie in the crops.
enum class arrangement {
  same,       // one after the other in both
  to_planes,  // pixel by pixel, for crops that are planes
  to_pixels,  // plane by plane, for crops whose channels are interleaved
  apart,      // one plane, for crops whose columns lie anywhere
};

/// The most channels that are rearranged in vectors.
constexpr std::ptrdiff_t most_rearranged = 4;

/// Stores a vector, or as much of it as there are outputs.
CNR_DETAIL_ALWAYS_INLINE void store_up_to(float* to, floats value, std::ptrdiff_t count) noexcept {
  if (count >= width) {
    store(to, value);
  } else if (count > 0) {
    store_first(to, value, count);
  }
}

/// Calls `block(start)` for the first pixel of each vector's worth of `count` pixels; the last one overlaps the one
/// before it.
template <class Block>
CNR_DETAIL_ALWAYS_INLINE void for_each_block(std::ptrdiff_t count, const Block& block) noexcept {
  for (std::ptrdiff_t group = 0; group * width < count; ++group) block(group_start(group, count));
}

/// Calls `function` with the number of channels, 2 to 4, as a constant.
template <class Function>
CNR_DETAIL_ALWAYS_INLINE void with_channels(std::ptrdiff_t channels, const Function& function) noexcept {
  if (channels == 2) {
    function(constant<2>{});
  } else if (channels == 3) {
    function(constant<3>{});
  } else {
    function(constant<4>{});
  }
}

/// `count` interleaved pixels sorted into planes. Reads whole vectors, the last of which may reach behind the pixels.
template <std::ptrdiff_t Channels>
void to_planes(const float* pixels, std::ptrdiff_t count, float* out, std::ptrdiff_t channel_stride) noexcept {
  constexpr constant<Channels> each{};
  for_each_block(count, [&](std::ptrdiff_t start) noexcept {
    std::array<floats, static_cast<std::size_t>(Channels)> block;
    for_each_channel(each, [&](std::ptrdiff_t i) noexcept {
      block[static_cast<std::size_t>(i)] = load(pixels + start * Channels + i * width);
    });
    for_each_channel(each, [&](std::ptrdiff_t channel) noexcept {
      const integers indices =
          lane_numbers() * static_cast<std::uint32_t>(Channels) + static_cast<std::uint32_t>(channel);
      store_up_to(out + channel * channel_stride + start, collect(block, indices), count);
    });
  });
}

/// `count` pixels interleaved out of planes that are `pitch` floats apart. Reads whole vectors, as to_planes.
template <std::ptrdiff_t Channels>
void to_pixels(const float* planes, std::ptrdiff_t pitch, std::ptrdiff_t count, float* out) noexcept {
  constexpr constant<Channels> each{};
  constexpr auto channels = static_cast<std::uint32_t>(Channels);
  for_each_block(count, [&](std::ptrdiff_t start) noexcept {
    std::array<floats, static_cast<std::size_t>(Channels)> block;
    for_each_channel(each, [&](std::ptrdiff_t channel) noexcept {
      block[static_cast<std::size_t>(channel)] = load(planes + channel * pitch + start);
    });
    for_each_channel(each, [&](std::ptrdiff_t i) noexcept {
      const integers position = lane_numbers() + static_cast<std::uint32_t>(i * width);
      const integers column = (position * (0x10000U / channels + 1)) >> 16U;  // the quotient, exact for small numbers
      const integers indices = (position - column * channels) * static_cast<std::uint32_t>(width) + column;
      store_up_to(out + start * Channels + i * width, collect(block, indices), count * Channels - i * width);
    });
  });
}

/// Where the rows of a chunk are written: to the crops, or where those are streamed or arranged otherwise, to a row
/// from which they are copied.
struct row_writer {
  arrangement order;
  float* first;  // the output of row 0
  std::ptrdiff_t row_stride;
  std::ptrdiff_t column_stride;
  std::ptrdiff_t channel_stride;
  std::ptrdiff_t channels;
  std::ptrdiff_t columns;
  std::ptrdiff_t pitch;  // of planes that are computed together
  float* staging;        // null where rows are written to the crops at once

  CNR_DETAIL_ALWAYS_INLINE float* begin(std::ptrdiff_t row) const noexcept {
    return staging != nullptr ? staging : first + row * row_stride;
  }
  CNR_DETAIL_ALWAYS_INLINE void end(std::ptrdiff_t row) const noexcept {
    if (staging != nullptr) rearrange(first + row * row_stride);
  }

 private:
  void rearrange(float* row) const noexcept {
    switch (order) {
      case arrangement::same:
        stream_row(row, staging, columns * channels);
        break;
      case arrangement::to_planes:
        with_channels(channels, [&](auto each) noexcept { to_planes<each()>(staging, columns, row, channel_stride); });
        break;
      case arrangement::to_pixels:
        with_channels(channels, [&](auto each) noexcept { to_pixels<each()>(staging, pitch, columns, row); });
        break;
      case arrangement::apart:
        for (std::ptrdiff_t column = 0; column < columns; ++column) row[column * column_stride] = staging[column];
    }
  }
};

/// Planes of a row that are computed together, one after the other: those of the image and those of the results are
/// this far apart.
struct plane_set {
  std::ptrdiff_t count;
  std::ptrdiff_t stride;
  std::ptrdiff_t pitch;
};

/// Consecutive rows of a chunk: the rows of the image that they read, and where they are written.
template <class T>
struct row_run {
  const T* image;  // the strand's first element in row 0
  std::ptrdiff_t image_stride;
  const row_writer& out;
  std::ptrdiff_t first;  // of the crop's rows
  std::size_t count;
  const located_taps<max_rows>& taps;  // rows of the image

  CNR_DETAIL_ALWAYS_INLINE const T* top(std::size_t i) const noexcept {
    return image + std::ptrdiff_t{taps.left[i]} * image_stride;
  }
  CNR_DETAIL_ALWAYS_INLINE const T* bottom(std::size_t i) const noexcept {
    return image + std::ptrdiff_t{taps.right[i]} * image_stride;
  }
  CNR_DETAIL_ALWAYS_INLINE float* begin(std::size_t i) const noexcept {
    return out.begin(first + static_cast<std::ptrdiff_t>(i));
  }
  /// Far enough behind row i that what it reads can arrive meanwhile, and near enough to be read soon.
  CNR_DETAIL_ALWAYS_INLINE std::size_t later_than(std::size_t i) const noexcept {
    return i + 2 < count ? i + 2 : count - 1;
  }
  CNR_DETAIL_ALWAYS_INLINE void end(std::size_t i) const noexcept { out.end(first + static_cast<std::ptrdiff_t>(i)); }
};

/// Rows of a strand whose elements are picked as they are in memory.
template <class Element, class Format, bool IsNearest>
class direct_rows {
 public:
  using element = Element;
  static constexpr bool reads_two = true;

  /// False where the taps are too far apart.
  bool prepare(located_taps<>& taps, std::ptrdiff_t count, const strand& along, const plane_set& planes) noexcept {
    weights_ = taps.weight.data();
    size_ = along.size;
    low_ = along.low;
    planes_ = planes;
    return make_plan<Format, IsNearest>(taps, count, along.size, plan_);
  }

  const plane_set& planes() const noexcept { return planes_; }

  /// One row, interpolated horizontally.
  void interpolate(const element* row, const element* /*later*/, float* out) noexcept {
    with_parts(plan_, [&](auto parts) noexcept {
      short_row copy;
      for (std::ptrdiff_t plane = 0; plane < planes_.count; ++plane) {
        const unsigned char* const source = readable(row + plane * planes_.stride, copy);
        store_groups(plan_.count, out + plane * planes_.pitch,
                     [&](std::ptrdiff_t group, std::ptrdiff_t start) noexcept {
                       return group_plan<Format, parts(), IsNearest>(plan_, weights_, group, start).sample(source);
                     });
      }
    });
  }

  /// Pairs of rows, interpolated horizontally and mixed, for each row of a run.
  void interpolate_pairs(const row_run<element>& rows) noexcept {
    with_parts(plan_, [&](auto parts) noexcept {
      if (is_narrow(rows)) return interpolate_narrow_pairs<parts()>(rows);
      short_row copy_of_top;
      short_row copy_of_bottom;
      for (std::size_t i = 0; i < rows.count; ++i) {
        const floats y_weight = broadcast(rows.taps.weight[i]);
        float* const out = rows.begin(i);
        for (std::ptrdiff_t plane = 0; plane < planes_.count; ++plane) {
          const unsigned char* const above = readable(rows.top(i) + plane * planes_.stride, copy_of_top);
          const unsigned char* const below = readable(rows.bottom(i) + plane * planes_.stride, copy_of_bottom);
          store_groups(plan_.count, out + plane * planes_.pitch,
                       [&](std::ptrdiff_t group, std::ptrdiff_t start) noexcept {
                         const group_plan<Format, parts(), IsNearest> columns(plan_, weights_, group, start);
                         return mix(columns.sample(above), columns.sample(below), y_weight);
                       });
        }
        rows.end(i);
      }
    });
  }

 private:
  using short_row = std::array<unsigned char, static_cast<std::size_t>(part_size* strand_plan::max_parts)>;

  /// Whether the rows are so narrow that they had better be gone through once for each group of outputs.
  bool is_narrow(const row_run<element>& rows) const noexcept {
    return plan_.count >= width && plan_.count <= 4 * width && rows.out.staging == nullptr &&
           size_ >= part_size * plan_.parts;
  }

  /// Group by group: what a group is made from stays in registers from row to row.
  template <int Parts>
  CNR_DETAIL_ALWAYS_INLINE void interpolate_narrow_pairs(const row_run<element>& rows) noexcept {
    using group_of_rows = group_plan<Format, Parts, IsNearest>;
    for (std::ptrdiff_t group = 0; group * width < plan_.count; ++group) {
      const std::ptrdiff_t start = group_start(group, plan_.count);
      group_of_rows columns(plan_, weights_, group, start);
      // Copies, as outputs might be stored over the plan for all that the compiler knows.
      std::array<std::uint32_t, static_cast<std::size_t>(lanes)> offsets;
      alignas(64) std::array<unsigned char, static_cast<std::size_t>(group_of_rows::size)> indices;
      std::memcpy(offsets.data(), columns.offsets, sizeof offsets);
      std::memcpy(indices.data(), columns.indices, sizeof indices);
      columns.offsets = offsets.data();
      columns.indices = indices.data();
      for (std::size_t i = 0; i < rows.count; ++i) {
        const auto* const above = reinterpret_cast<const unsigned char*>(rows.top(i)) + low_;
        const auto* const below = reinterpret_cast<const unsigned char*>(rows.bottom(i)) + low_;
        store(rows.begin(i) + start, mix(columns.sample(above), columns.sample(below), broadcast(rows.taps.weight[i])));
      }
    }
  }

  /// The strand's part of a row, or a copy of it where the row has not enough bytes for a window.
  const unsigned char* readable(const element* row, short_row& copy) const noexcept {
    const auto* const source = reinterpret_cast<const unsigned char*>(row) + low_;
    if (size_ >= part_size * plan_.parts) return source;
    copy.fill(0);
    std::memcpy(copy.data(), source, static_cast<std::size_t>(size_));
    return copy.data();
  }

  const float* weights_;
  std::int32_t size_;
  std::int32_t low_;
  plane_set planes_;
  strand_plan plan_;
};

/// Rows of a strand whose elements are converted to float first, those between the first and the last that is read.
template <class Element, class Format, bool IsNearest>
class converted_rows {
 public:
  using element = Element;
  static constexpr bool reads_two = false;

  /// False where the taps are too far apart.
  bool prepare(located_taps<>& taps, std::ptrdiff_t count, const strand& along, const plane_set& planes) noexcept {
    constexpr auto ratio = static_cast<std::uint32_t>(sizeof(Element) / sizeof(float));
    constexpr auto size = static_cast<std::uint32_t>(sizeof(Element));
    weights_ = taps.weight.data();
    planes_ = planes;
    integers lowest = broadcast(UINT32_MAX);
    integers highest = {};
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); i += width) {
      const auto left = load_as<integers>(&taps.left[i]);
      const auto right = IsNearest ? left : load_as<integers>(&taps.right[i]);
      lowest = lower_of(lowest, lower_of(left, right));
      highest = higher_of(highest, higher_of(left, right));
    }
    std::uint32_t low = lowest[0];
    std::uint32_t high = highest[0];
    for (std::ptrdiff_t i = 1; i < width; ++i) {
      low = lowest[i] < low ? lowest[i] : low;
      high = highest[i] > high ? highest[i] : high;
    }
    if (high - low > (max_converted - 1) * size) return false;
    first_ = along.low + static_cast<std::int32_t>(low);
    count_ = static_cast<std::int32_t>((high - low) / size) + 1;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); i += width) {
      store_as(&taps.left[i], (load_as<integers>(&taps.left[i]) - low) / ratio);
      if constexpr (!IsNearest) store_as(&taps.right[i], (load_as<integers>(&taps.right[i]) - low) / ratio);
    }
    return make_plan<format<element_format::float32>, IsNearest>(taps, count, count_ * 4, plan_);
  }

  const plane_set& planes() const noexcept { return planes_; }

  /// One row, interpolated horizontally.
  /// @param later  another row that will be asked for soon
  void interpolate(const element* row, const element* later, float* out) noexcept {
    for (std::ptrdiff_t plane = 0; plane < planes_.count; ++plane) {
      interpolate_plane(row + plane * planes_.stride, later + plane * planes_.stride, out + plane * planes_.pitch);
    }
  }

 private:
  /// Not inlined: its buffer is on the stack only while nothing deeper is.
  CNR_DETAIL_NOINLINE void interpolate_plane(const element* row, const element* later, float* out) noexcept {
    std::array<float, static_cast<std::size_t>(max_converted)> converted;
    const auto* source = reinterpret_cast<const element*>(reinterpret_cast<const unsigned char*>(row) + first_);
    const auto* ahead = reinterpret_cast<const unsigned char*>(later) + first_;
    std::int32_t i = 0;
    for (; i + width <= count_; i += width) {
      // Rows of wide elements are long, and processors do not see the next one coming.
      for (std::size_t at = 0; at < width * sizeof(element); at += line_size) {
        __builtin_prefetch(ahead + static_cast<std::size_t>(i) * sizeof(element) + at);
      }
      store(&converted[static_cast<std::size_t>(i)], Format::load(source + i));
    }
    for (; i < count_; ++i) converted[static_cast<std::size_t>(i)] = element_traits<element>::to_float(source[i]);
    const auto* const floats_read = reinterpret_cast<const unsigned char*>(converted.data());
    with_parts(plan_, [&](auto parts) noexcept {
      store_groups(plan_.count, out, [&](std::ptrdiff_t group, std::ptrdiff_t start) noexcept {
        return group_plan<format<element_format::float32>, parts(), IsNearest>(plan_, weights_, group, start)
            .sample(floats_read);
      });
    });
  }

  const float* weights_;
  std::int32_t first_;  // bytes from the row's element (0, 0)
  std::int32_t count_;
  plane_set planes_;
  strand_plan plan_;
};

/// The last two source rows that were interpolated.
template <class Rows>
class row_cache {
 public:
  explicit row_cache(Rows& rows) noexcept : rows_(rows) {}

  /// The row that starts at `row`. It stays until a row other than it and `other` is asked for; `later` will be.
  const float* get(const typename Rows::element* row, const typename Rows::element* other,
                   const typename Rows::element* later) noexcept {
    for (std::size_t slot = 0; slot < 2; ++slot) {
      if (row_[slot] == row) return buffer_[slot].data();
    }
    const std::size_t slot = row_[0] == other ? 1 : 0;
    row_[slot] = row;
    rows_.interpolate(row, later, buffer_[slot].data());
    return buffer_[slot].data();
  }

 private:
  Rows& rows_;
  std::array<const typename Rows::element*, 2> row_{{nullptr, nullptr}};
  alignas(64) std::array<whole_vectors<float>, 2> buffer_;
};

/// Two interpolated rows mixed into outputs.
inline void mix_rows(const float* above, const float* below, float weight, std::ptrdiff_t count, float* out) noexcept {
  const floats weights = broadcast(weight);
  store_groups(count, out, [&](std::ptrdiff_t, std::ptrdiff_t start) noexcept {
    return mix(load(above + start), load(below + start), weights);
  });
}

/// The rows of a strand's chunk from their sources, for bilinear.
template <class Rows, class T>
class bilinear_rows {
 public:
  bilinear_rows(Rows& source, const axis& y) noexcept
      : source_(source), cache_(source), is_sparse_(y.scale() >= sparse_rows || y.scale() <= -sparse_rows) {}

  void write(const row_run<T>& rows, std::ptrdiff_t count) noexcept {
    if constexpr (Rows::reads_two) {
      if (is_sparse_) return source_.interpolate_pairs(rows);
    }
    for (std::size_t i = 0; i < rows.count; ++i) {
      const std::size_t later = rows.later_than(i);
      const float* const above = cache_.get(rows.top(i), rows.bottom(i), rows.top(later));
      const float* const below = cache_.get(rows.bottom(i), rows.top(i), rows.bottom(later));
      float* const out = rows.begin(i);
      for (std::ptrdiff_t plane = 0; plane < source_.planes().count; ++plane) {
        const std::ptrdiff_t at = plane * source_.planes().pitch;
        mix_rows(above + at, below + at, rows.taps.weight[i], count, out + at);
      }
      rows.end(i);
    }
  }

 private:
  Rows& source_;
  row_cache<Rows> cache_;
  bool is_sparse_;
};

/// The rows of a strand's chunk from their sources, for nearest: one that has the source of the row before is copied.
template <class Rows, class T>
class nearest_rows {
 public:
  nearest_rows(Rows& source, const axis& /*y*/) noexcept : source_(source) {}

  void write(const row_run<T>& rows, std::ptrdiff_t count) noexcept {
    for (std::size_t i = 0; i < rows.count; ++i) {
      const T* const row = rows.top(i);
      float* const out = rows.begin(i);
      if (row != last_row_) {
        source_.interpolate(row, rows.top(rows.later_than(i)), out);
      } else if (out != last_out_) {
        std::memcpy(out, last_out_, static_cast<std::size_t>(count) * sizeof(float));
      }
      last_row_ = row;
      last_out_ = out;
      rows.end(i);
    }
  }

 private:
  Rows& source_;
  const T* last_row_ = nullptr;
  const float* last_out_ = nullptr;
};

/// Positions of a crop along one axis: some before the image, some on it, some behind it.
struct span {
  std::ptrdiff_t first;
  std::ptrdiff_t inside_first;
  std::ptrdiff_t inside_last;
  std::ptrdiff_t last;
};

/// The part [first, last) of an axis whose positions [begin, end) lie on the image.
CNR_DETAIL_ALWAYS_INLINE span part_of(std::ptrdiff_t begin, std::ptrdiff_t end, std::ptrdiff_t first,
                                      std::ptrdiff_t last) noexcept {
  const std::ptrdiff_t inside_first = least(most(begin, first), last);
  return {first, inside_first, most(least(end, last), inside_first), last};
}

/// The last index of an axis. Precondition: its extent is at most max_extent.
constexpr std::int32_t last_of(std::ptrdiff_t extent) noexcept { return static_cast<std::int32_t>(extent - 1); }

/// The rows of a chunk that lie on the image. `image` is the strand's first element in row 0.
template <class Rows, class T, class Sampler>
void resample_chunk(const call<T, Sampler>& arguments, const span& rows, const axis& y, const T* image,
                    const row_writer& out, std::ptrdiff_t count, Rows& source) noexcept {
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  using writer = std::conditional_t<is_nearest, nearest_rows<Rows, T>, bilinear_rows<Rows, T>>;
  writer inside(source, y);
  located_taps<max_rows> taps;
  for (std::ptrdiff_t first = rows.inside_first; first < rows.inside_last; first += max_rows) {
    const std::ptrdiff_t run = least(rows.inside_last - first, max_rows);
    locate<is_nearest>(y, first, run, one_by_one{}, run, last_of(arguments.image.extent(1)), taps);
    inside.write({image, arguments.image.stride(1), out, first, static_cast<std::size_t>(run), taps}, count);
  }
}

/// Writes the extrapolation value to columns [first, last) of rows [first_row, last_row) of a crop, all channels.
inline void extrapolate(const crops_view<float>& crops, float* crop, std::ptrdiff_t first_row, std::ptrdiff_t last_row,
                        std::ptrdiff_t first, std::ptrdiff_t last, float value) noexcept {
  const std::ptrdiff_t channels = crops.extent(3);
  const std::ptrdiff_t column_stride = crops.stride(2);
  const std::ptrdiff_t channel_stride = crops.stride(3);
  for (std::ptrdiff_t row = first_row; row < last_row; ++row) {
    float* const out = crop + row * crops.stride(1) + first * column_stride;
    if (column_stride == channels && (channels == 1 || channel_stride == 1)) {
      fill(out, (last - first) * channels, value);
      continue;
    }
    if (channel_stride == 1 && channels >= width) {
      for (std::ptrdiff_t column = 0; column < last - first; ++column) {
        fill(out + column * column_stride, channels, value);
      }
      continue;
    }
    for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
      float* const plane = out + channel * channel_stride;
      if (column_stride == 1) {
        fill(plane, last - first, value);
      } else {
        for (std::ptrdiff_t column = 0; column < last - first; ++column) plane[column * column_stride] = value;
      }
    }
  }
}

/// Writes the extrapolation value to what does not lie on the image, of a band of rows and a chunk of columns.
template <class T, class Sampler>
CNR_DETAIL_ALWAYS_INLINE void extrapolate_around(const call<T, Sampler>& arguments, std::ptrdiff_t box,
                                                 const span& lines, const span& columns) noexcept {
  const auto fill_part = [&](std::ptrdiff_t first_row, std::ptrdiff_t last_row, std::ptrdiff_t first,
                             std::ptrdiff_t last) noexcept {
    if (first_row == last_row || first == last) return;
    const crops_view<float>& crops = arguments.crops;
    extrapolate(crops, crops.data() + box * crops.stride(0), first_row, last_row, first, last,
                arguments.extrapolation_value);
  };
  fill_part(lines.first, lines.inside_first, columns.first, columns.last);
  fill_part(lines.inside_last, lines.last, columns.first, columns.last);
  fill_part(lines.inside_first, lines.inside_last, columns.first, columns.inside_first);
  fill_part(lines.inside_first, lines.inside_last, columns.inside_last, columns.last);
}

/// How the crops of a call come out of strands: the same for all of its boxes.
struct strand_layout {
  strand along;  // without channels where vectors cannot read it
  arrangement order;
  bool is_staged;
  std::ptrdiff_t passes;    // over a chunk, one for each plane
  plane_set planes;         // computed together in one pass
  std::ptrdiff_t channels;  // computed together in one pass
  std::ptrdiff_t capacity;  // columns of a chunk
};

/// The rows of a band that lie on the image, in the columns that a prepared chunk has on the image.
template <class Rows, class T, class Sampler>
void resample_inside(const call<T, Sampler>& arguments, const strand_layout& layout, const band& rows,
                     const span& lines, const span& columns, const axis& y, Rows& prepared) noexcept {
  // Rows of a chunk whose planes' outputs lie between one another, so that they are still in the first-level cache when
  // the next plane comes.
  constexpr std::ptrdiff_t rows_at_a_time = 16;
  const image_view<T>& image = arguments.image;
  const crops_view<float>& crops = arguments.crops;
  const T* const source = image.data() + arguments.box_indices(rows.box) * image.stride(0);
  float* const first = crops.data() + rows.box * crops.stride(0) + columns.inside_first * crops.stride(2);
  const std::ptrdiff_t inside = columns.inside_last - columns.inside_first;
  const std::ptrdiff_t height =
      layout.order == arrangement::apart ? rows_at_a_time : lines.inside_last - lines.inside_first;
  alignas(64) whole_vectors<float> staging;
  for (std::ptrdiff_t row = lines.inside_first; row < lines.inside_last; row += height) {
    const span block = part_of(lines.inside_first, lines.inside_last, row, least(row + height, lines.inside_last));
    for (std::ptrdiff_t plane = 0; plane < layout.passes; ++plane) {
      const row_writer out{layout.order,
                           first + plane * crops.stride(3),
                           crops.stride(1),
                           crops.stride(2),
                           crops.stride(3),
                           layout.channels,
                           inside,
                           layout.planes.pitch,
                           layout.is_staged ? staging.data() : nullptr};
      resample_chunk(arguments, block, y, source + plane * image.stride(3), out, inside * layout.along.channels,
                     prepared);
    }
  }
}

/// Rows of few channels.
/// @param outputs  of layout.along
template <class Rows, class T, class Sampler>
void resample_strands(const call<T, Sampler>& arguments, const strand_layout& layout, const interleaved& outputs,
                      const band& rows) noexcept {
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  const image_view<T>& image = arguments.image;
  const boxes_view& boxes = arguments.boxes;
  const crops_view<float>& crops = arguments.crops;
  const axis y(boxes(rows.box, 0), boxes(rows.box, 2), image.extent(1), crops.extent(1));
  const axis x(boxes(rows.box, 1), boxes(rows.box, 3), image.extent(2), crops.extent(2));
  const auto [top, bottom] = y.inside(crops.extent(1));
  const auto [left, right] = x.inside(crops.extent(2));
  const span lines = part_of(top, bottom, rows.first_row, rows.last_row);
  for (std::ptrdiff_t first = 0; first < crops.extent(2); first += layout.capacity) {
    const span columns = part_of(left, right, first, least(first + layout.capacity, crops.extent(2)));
    const std::ptrdiff_t inside = columns.inside_last - columns.inside_first;
    located_taps<> taps;
    Rows prepared;
    if (inside > 0) {
      const std::ptrdiff_t count = inside * layout.along.channels;
      locate<is_nearest>(x, columns.inside_first, inside, outputs, count, last_of(image.extent(2)), taps);
      if (!prepared.prepare(taps, count, layout.along, layout.planes)) {
        resample_columns(arguments, rows, first, columns.last);
        continue;
      }
    }
    extrapolate_around(arguments, rows.box, lines, columns);
    if (inside > 0) resample_inside(arguments, layout, rows, lines, columns, y, prepared);
  }
}

/// Where pixels of many channels are written: into the crops.
class pixel_writer {
 public:
  /// @param first   the first pixel of a row
  /// @param stride  from one pixel to the next
  pixel_writer(float* first, std::ptrdiff_t stride) noexcept : first_(first), stride_(stride) {}

  /// Writes what `at(i)` gives for outputs i to i + width of a pixel, for all of its at least `width` channels. Pixels
  /// come in their order.
  /// Stores are aligned but for the first and the last, which overlap those: what they have in common is computed
  /// twice.
  template <class At>
  CNR_DETAIL_ALWAYS_INLINE void put(std::ptrdiff_t column, std::ptrdiff_t channels, const At& at) noexcept {
    float* const pixel = first_ + column * stride_;
    std::ptrdiff_t i = unaligned_head(pixel, width);
    if (i != 0) store(pixel, at(0));
    for (; i + width <= channels; i += width) store(pixel + i, at(i));
    if (i < channels) store(pixel + channels - width, at(channels - width));
  }
  void finish() noexcept {}

 private:
  float* first_;
  std::ptrdiff_t stride_;
};

/// The same, past the caches, for pixels that are made of whole lines.
class line_streamer {
 public:
  line_streamer(float* first, std::ptrdiff_t stride) noexcept : first_(first), stride_(stride) {}

  static bool can_write(const float* first, std::ptrdiff_t stride, std::ptrdiff_t channels) noexcept {
    return unaligned_head(first, line) == 0 && stride % line == 0 && channels % line == 0;
  }

  template <class At>
  CNR_DETAIL_ALWAYS_INLINE void put(std::ptrdiff_t column, std::ptrdiff_t channels, const At& at) noexcept {
    float* const pixel = first_ + column * stride_;
    for (std::ptrdiff_t i = 0; i < channels; i += width) stream(pixel + i, at(i));
  }
  void finish() noexcept {}

 private:
  float* first_;
  std::ptrdiff_t stride_;
};

/// The same, past the caches, for pixels that lie one after the other: they are collected until they fill lines.
class pixel_streamer {
 public:
  explicit pixel_streamer(float* first) noexcept : next_(first), until_line_(unaligned_head(first, line)) {}

  static bool can_write(std::ptrdiff_t stride, std::ptrdiff_t channels) noexcept {
    return stride == channels && channels <= max_outputs - line;
  }

  template <class At>
  CNR_DETAIL_ALWAYS_INLINE void put(std::ptrdiff_t /*column*/, std::ptrdiff_t channels, const At& at) noexcept {
    float* const to = pending_.data() + count_;
    for (std::ptrdiff_t i = 0; i + width <= channels; i += width) store(to + i, at(i));
    if (channels % width != 0) store(to + channels - width, at(channels - width));
    count_ += channels;
    if (until_line_ > 0) write_head();
    if (until_line_ == 0) write_lines();
  }

  /// Writes what does not fill a line. To be called once, behind the last pixel.
  void finish() noexcept {
    for (std::ptrdiff_t i = 0; i < count_; ++i) next_[i] = pending_[static_cast<std::size_t>(i)];
  }

 private:
  /// Writes what lies before the first line.
  CNR_DETAIL_NOINLINE void write_head() noexcept {
    const std::ptrdiff_t head = least(until_line_, count_);
    for (std::ptrdiff_t i = 0; i < head; ++i) next_[i] = pending_[static_cast<std::size_t>(i)];
    until_line_ -= head;
    drop(head);
  }

  CNR_DETAIL_ALWAYS_INLINE void write_lines() noexcept {
    const std::ptrdiff_t whole = count_ / line * line;
    for (std::ptrdiff_t i = 0; i < whole; i += width) stream(next_ + i, load(pending_.data() + i));
    drop(whole);
  }

  /// Moves the outputs behind the first `count` to the beginning.
  CNR_DETAIL_ALWAYS_INLINE void drop(std::ptrdiff_t count) noexcept {
    next_ += count;
    count_ -= count;
    for (std::ptrdiff_t i = 0; i < count_; i += width) store(pending_.data() + i, load(pending_.data() + count + i));
  }

  float* next_;
  std::ptrdiff_t until_line_;  // outputs
  std::ptrdiff_t count_ = 0;   // pending
  alignas(64) whole_vectors<float, max_outputs + line> pending_;
};

/// One row of pixels of many channels, packed within each pixel on both sides.
template <class T>
struct pixel_row {
  const T* above;
  const T* below;
  float weight;                // between them
  const located_taps<>& taps;  // columns of the image
  std::ptrdiff_t column_stride;
  std::ptrdiff_t channels;
  std::ptrdiff_t columns;
};

template <class Format, bool IsNearest, class Writer, class T>
void resample_pixel_row(const pixel_row<T>& row, Writer& out) noexcept {
  const floats y = broadcast(row.weight);
  for (std::ptrdiff_t column = 0; column < row.columns; ++column) {
    const auto at_column = static_cast<std::size_t>(column);
    const std::ptrdiff_t left = std::ptrdiff_t{row.taps.left[at_column]} * row.column_stride;
    const T* const top_left = row.above + left;
    if constexpr (IsNearest) {
      out.put(column, row.channels, [&](std::ptrdiff_t i) noexcept { return Format::load(top_left + i); });
    } else {
      const std::ptrdiff_t right = std::ptrdiff_t{row.taps.right[at_column]} * row.column_stride;
      const T* const top_right = row.above + right;
      const T* const bottom_left = row.below + left;
      const T* const bottom_right = row.below + right;
      const floats x = broadcast(row.taps.weight[at_column]);
      out.put(column, row.channels, [&](std::ptrdiff_t i) noexcept {
        return mix(mix(Format::load(top_left + i), Format::load(top_right + i), x),
                   mix(Format::load(bottom_left + i), Format::load(bottom_right + i), x), y);
      });
    }
  }
  out.finish();
}

/// The same, with the writer that suits these crops.
template <class Format, bool IsNearest, class T>
void resample_pixel_row(const pixel_row<T>& row, bool streams, float* out, std::ptrdiff_t stride) noexcept {
  if (streams && line_streamer::can_write(out, stride, row.channels)) {
    line_streamer writer(out, stride);
    resample_pixel_row<Format, IsNearest>(row, writer);
  } else if (streams && pixel_streamer::can_write(stride, row.channels)) {
    pixel_streamer writer(out);
    resample_pixel_row<Format, IsNearest>(row, writer);
  } else {
    pixel_writer writer(out, stride);
    resample_pixel_row<Format, IsNearest>(row, writer);
  }
}

/// Rows of many channels, at least a vector of them, packed within each pixel on both sides.
template <class Format, class T, class Sampler>
void resample_pixels(const call<T, Sampler>& arguments, const band& rows) noexcept {
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  const image_view<T>& image = arguments.image;
  const boxes_view& boxes = arguments.boxes;
  const crops_view<float>& crops = arguments.crops;
  const axis y(boxes(rows.box, 0), boxes(rows.box, 2), image.extent(1), crops.extent(1));
  const axis x(boxes(rows.box, 1), boxes(rows.box, 3), image.extent(2), crops.extent(2));
  const T* const source = image.data() + arguments.box_indices(rows.box) * image.stride(0);
  float* const crop = crops.data() + rows.box * crops.stride(0);
  const auto [top, bottom] = y.inside(crops.extent(1));
  const auto [left, right] = x.inside(crops.extent(2));
  const span lines = part_of(top, bottom, rows.first_row, rows.last_row);
  located_taps<max_rows> row_taps;
  located_taps<> taps;
  for (std::ptrdiff_t first = 0; first < crops.extent(2); first += max_outputs) {
    const span columns = part_of(left, right, first, least(first + max_outputs, crops.extent(2)));
    const std::ptrdiff_t inside = columns.inside_last - columns.inside_first;
    extrapolate_around(arguments, rows.box, lines, columns);
    if (inside == 0) continue;
    locate<is_nearest>(x, columns.inside_first, inside, one_by_one{}, inside, last_of(image.extent(2)), taps);
    for (std::ptrdiff_t first_row = lines.inside_first; first_row < lines.inside_last; first_row += max_rows) {
      const std::ptrdiff_t count = least(lines.inside_last - first_row, max_rows);
      locate<is_nearest>(y, first_row, count, one_by_one{}, count, last_of(image.extent(1)), row_taps);
      for (std::ptrdiff_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const T* const above = source + std::ptrdiff_t{row_taps.left[at]} * image.stride(1);
        const T* const below = is_nearest ? above : source + std::ptrdiff_t{row_taps.right[at]} * image.stride(1);
        const float weight = is_nearest ? 0.0F : row_taps.weight[at];
        const pixel_row<T> row{above, below, weight, taps, image.stride(2), image.extent(3), inside};
        resample_pixel_row<Format, is_nearest>(
            row, arguments.streams, crop + (first_row + i) * crops.stride(1) + columns.inside_first * crops.stride(2),
            crops.stride(2));
      }
    }
  }
}

/// The strand that the innermost axes make; one without channels where vectors cannot read it: where 32-bit numbers of
/// bytes do not suffice, and where the elements of a row lie so far apart that windows would mostly read what lies
/// between.
template <class T>
strand strand_of(const image_view<T>& image, std::ptrdiff_t channels) noexcept {
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(T));
  constexpr std::ptrdiff_t farthest = 64;
  constexpr strand none{0, 0, 0, 0, 0};
  const std::ptrdiff_t columns = image.extent(2);
  const std::ptrdiff_t column_stride = columns > 1 ? image.stride(2) : 0;
  const std::ptrdiff_t channel_stride = channels > 1 ? image.stride(3) : 0;
  if (magnitude(column_stride) > farthest || magnitude(channel_stride) > farthest) return none;
  // Below 2^24 times 64 elements of 8 bytes: far from the limit of 64 bits, and checked against that of 32.
  const std::ptrdiff_t column_reach = (columns - 1) * column_stride;
  const std::ptrdiff_t channel_reach = (channels - 1) * channel_stride;
  const bool pixels_are_apart = columns == 1 || magnitude(channel_reach) < magnitude(column_stride);
  const std::ptrdiff_t reach = (magnitude(column_reach) + magnitude(channel_reach)) * size;
  if ((channels > 1 && !pixels_are_apart) || reach > (std::ptrdiff_t{1} << 30)) return none;
  return {channels, static_cast<std::int32_t>(column_stride * size), static_cast<std::int32_t>(channel_stride * size),
          static_cast<std::int32_t>((least(column_reach, 0) + least(channel_reach, 0)) * size),
          static_cast<std::int32_t>(reach + size)};
}

/// The layout for a strand, once it is known how its outputs lie in the crops.
template <class T, class Sampler>
strand_layout layout_of(const call<T, Sampler>& arguments, const strand& along, arrangement order) noexcept {
  const crops_view<float>& crops = arguments.crops;
  const std::ptrdiff_t channels = arguments.image.extent(3);
  // Of rows shorter than eight lines, too much lies in lines that they share with the next one.
  const bool streams = arguments.streams && crops.extent(2) * along.channels >= 8 * line;
  const std::ptrdiff_t planes = order == arrangement::to_pixels ? channels : 1;
  const std::ptrdiff_t computed = along.channels * planes;
  return {along,
          order,
          order != arrangement::same || streams,
          computed == 1 ? channels : 1,
          {planes, arguments.image.stride(3), max_outputs / planes},
          computed,
          max_outputs / computed};
}

/// The same for any layout of these tensors; without channels where strands cannot read the image.
template <class T, class Sampler>
strand_layout layout_of(const call<T, Sampler>& arguments) noexcept {
  const image_view<T>& image = arguments.image;
  const crops_view<float>& crops = arguments.crops;
  const std::ptrdiff_t channels = image.extent(3);
  // Strides along axes of one element mean nothing and may be anything.
  const bool is_one_column = crops.extent(2) == 1;
  const bool are_pixels = (channels == 1 || crops.stride(3) == 1) && (is_one_column || crops.stride(2) == channels);
  const bool are_planes = is_one_column || crops.stride(2) == 1;
  const bool can_rearrange = channels > 1 && channels <= most_rearranged;
  const strand pixels = channels <= most_interleaved ? strand_of(image, channels) : strand{};
  if (pixels.channels > 0 && are_pixels) return layout_of(arguments, pixels, arrangement::same);
  if (pixels.channels > 0 && are_planes && can_rearrange) return layout_of(arguments, pixels, arrangement::to_planes);
  const strand plane = strand_of(image, 1);
  if (plane.channels == 0) return {};
  if (are_pixels && can_rearrange) return layout_of(arguments, plane, arrangement::to_pixels);
  return layout_of(arguments, plane, are_planes ? arrangement::same : arrangement::apart);
}

/// Elements wider than a float, which are converted before windows are laid over the row.
constexpr bool is_wide(element_format stored) noexcept {
  return stored == element_format::int64 || stored == element_format::float64;
}

/// Calls `function(resample)` with the function for the bands of such a call: in vectors where the layout allows it.
template <class T, class Sampler, class Function>
CNR_DETAIL_ALWAYS_INLINE void with_kernel(const call<T, Sampler>& arguments, const Function& function) noexcept {
  using stored = format<format_of<T>::value>;
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  using rows_of_image = std::conditional_t<is_wide(format_of<T>::value), converted_rows<T, stored, is_nearest>,
                                           direct_rows<T, stored, is_nearest>>;
  const image_view<T>& image = arguments.image;
  const crops_view<float>& crops = arguments.crops;
  const bool is_exact = image.extent(1) <= max_extent && image.extent(2) <= max_extent;
  if (is_exact && image.extent(3) >= width && image.stride(3) == 1 && crops.stride(3) == 1) {
    return function([&](const band& rows) noexcept { resample_pixels<stored>(arguments, rows); });
  }
  const strand_layout layout = is_exact ? layout_of(arguments) : strand_layout{};
  if (layout.along.channels > 0) {
    const interleaved outputs(layout.along);
    return function(
        [&](const band& rows) noexcept { resample_strands<rows_of_image>(arguments, layout, outputs, rows); });
  }
  function([&](const band& rows) noexcept { resample_columns(arguments, rows, 0, crops.extent(2)); });
}

/// The pieces [begin, end) of a call. Not inlined: the callers' functions are compiled for other processors.
template <class T, class Sampler>
CNR_DETAIL_NOINLINE void resample_pieces(const call<T, Sampler>& arguments, const schedule& pieces,
                                         std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
  with_kernel(arguments, [&](const auto& resample) noexcept { for_each_band(pieces, begin, end, resample); });
  if (arguments.streams) fence();
}
