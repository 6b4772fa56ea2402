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
//   width, lanes, part_size           floats in a vector; windows a group has; bytes in a part of a window
//   lane_numbers()                    0, 1, 2, ...
//   lane_min, lane_max(integers)      the least, the greatest number of each lane, in its first place or everywhere
//   store_lane_firsts(to, integers)   the first number of each lane
//   max_of(integers)                  the greatest of the lanes' first numbers
//   store_first(to, floats, count)    a part of a vector
//   stream(to, floats), fence()       a store to aligned memory that passes by the caches, and the wait for all of
//   these sparse_rows                       rows of the image between rows of a crop from which on it costs more to
//   keep
//                                     interpolated rows than it saves; from 2 on, no row is ever read twice
//   pair_indices<Format>(left, right), single_indices<Format>(first)
//                                     from bytes behind the window's beginning, how to pick pairs, or single elements
//   store_indices(to, indices, parts), index_size(parts)
//   pick<Format, Parts>(row, offsets, indices)
//                                     the elements, from windows at these offsets from `row`
//   format<float16>, <float64>, <int64>

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

/// A buffer with room for one vector more.
template <class T, std::ptrdiff_t Capacity = max_outputs>
using padded = std::array<T, static_cast<std::size_t>(Capacity + width)>;

/// What each of a run of outputs reads along one axis: its left (or upper) and right (or lower) element, and the weight
/// between them. nearest has left ones only.
template <std::ptrdiff_t Capacity = max_outputs>
struct located_taps {
  alignas(64) padded<std::uint32_t, Capacity> left;
  alignas(64) padded<std::uint32_t, Capacity> right;
  alignas(64) padded<float, Capacity> weight;
};

/// A run of outputs that lie one after the other along one axis of the crops, and the elements of the image that it
/// reads, in units that the user of the taps chooses.
struct strand {
  std::ptrdiff_t channels;      // interleaved in it
  std::int32_t column_stride;   // of the image
  std::int32_t channel_stride;  // of the image
  std::int32_t low;             // from element (0, 0) to the first that may be read, <= 0
  std::int32_t size;            // of all that may be read
  std::int32_t last_column;     // of the image
};

/// The taps of the crop's positions [first, first + count), counted from strand::low; those of a whole vector behind
/// the last one repeat the last position's.
/// Precondition: the positions lie on the image, whose extent is at most max_extent.
template <bool IsNearest, std::ptrdiff_t Capacity>
void locate(const axis& x, std::ptrdiff_t first, std::ptrdiff_t count, const strand& along,
            located_taps<Capacity>& taps) noexcept {
  const floats origin = broadcast(x.origin());
  const floats scale = broadcast(x.scale());
  const auto last = static_cast<float>(along.last_column);
  const auto channels = static_cast<std::uint32_t>(along.channels);
  const auto from = static_cast<std::uint32_t>(-along.low);
  const auto column_stride = static_cast<std::uint32_t>(along.column_stride);
  const auto channel_stride = static_cast<std::uint32_t>(along.channel_stride);
  const integers last_position = broadcast(static_cast<std::uint32_t>(first + count - 1));
  // Division of numbers below `width` by at most most_interleaved: exact.
  integers position = channels == 1 ? lane_numbers() : (lane_numbers() * (0x10000U / channels + 1)) >> 16U;
  integers channel = lane_numbers() - position * channels;
  position += static_cast<std::uint32_t>(first);
  const std::uint32_t columns_on = static_cast<std::uint32_t>(width) / channels;
  const std::uint32_t channels_on = static_cast<std::uint32_t>(width) % channels;
  const auto outputs_end = static_cast<std::size_t>(count * along.channels);
  for (std::size_t to = 0; to < outputs_end; to += width) {
    const floats coordinate = origin + product(to_floats(min(position, last_position)), scale);
    // Never beyond the edge, as the positions lie on the image; but that was found by other instructions, which
    // compilers told to be inexact may round otherwise, and no such flag shall make this read outside.
    const floats floor = to_floats(truncate(clamp(coordinate, last)));
    const floats fraction = coordinate - floor;
    const integers base = channel * channel_stride + from;
    const auto offset = [&](floats column) noexcept { return truncate(column) * column_stride + base; };
    if constexpr (IsNearest) {
      store_as(&taps.left[to], offset(clamp(fraction >= 0.5F ? floor + 1.0F : floor, last)));
    } else {
      store_as(&taps.left[to], offset(floor));
      store_as(&taps.right[to], offset(clamp(fraction > 0.0F ? floor + 1.0F : floor, last)));
      store(&taps.weight[to], fraction);
    }
    channel += channels_on;
    const integers wraps = as_unsigned(channel >= channels);  // all bits where it does
    channel -= wraps & channels;
    position += columns_on - wraps;
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
    const integers low = lane_min(min(at.left, at.right));
    widest = max(widest, lane_max(max(at.left, at.right)) - low);
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
    const integers window = min(lane_min(min(at.left, at.right)), last_window);
    store_lane_firsts(plan.window[static_cast<std::size_t>(group)].data(), window);
    if constexpr (is_paired<Format>) {
      store_next(pair_indices<Format>(at.left - window, at.right - window));
    } else {
      store_next(single_indices<Format>(at.left - window));
      if constexpr (!IsNearest) store_next(single_indices<Format>(at.right - window));
    }
  }
  return true;
}

/// A group of outputs from one source row: interpolated horizontally, or for nearest just picked.
template <class Format, int Parts, bool IsNearest>
CNR_DETAIL_ALWAYS_INLINE floats sample_row(const strand_plan& plan, floats weight, std::ptrdiff_t group,
                                           const unsigned char* row) noexcept {
  const std::uint32_t* const offsets = plan.window[static_cast<std::size_t>(group)].data();
  const unsigned char* const indices =
      plan.indices.data() + group * indices_per_group<Format, IsNearest> * index_size(Parts);
  const integers first = pick<Format, Parts>(row, offsets, indices);
  const floats left = Format::left(first);
  if constexpr (IsNearest) {
    return left;
  } else if constexpr (is_paired<Format>) {
    return mix(left, Format::right(first), weight);
  } else {
    return mix(left, Format::left(pick<Format, Parts>(row, offsets, indices + index_size(Parts))), weight);
  }
}

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

/// Outputs before the first one that lies at a whole number of vectors.
CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t unaligned_head(const float* out) noexcept {
  return static_cast<std::ptrdiff_t>((0 - reinterpret_cast<std::uintptr_t>(out)) / sizeof(float) %
                                     static_cast<std::uintptr_t>(width));
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

/// Copies outputs to where they are not read again soon.
inline void stream_row(float* to, const float* from, std::ptrdiff_t count) noexcept {
  const std::ptrdiff_t head = least(unaligned_head(to), count);
  for (std::ptrdiff_t i = 0; i < head; ++i) to[i] = from[i];
  std::ptrdiff_t i = head;
  for (; i + width <= count; i += width) stream(to + i, load(from + i));
  for (; i < count; ++i) to[i] = from[i];
}

/// Where the rows of a strand's chunk are written: to the crops, or where those are streamed or lie apart, to a row from
/// which they are copied.
class row_writer {
 public:
  /// @param staging  null where the outputs of a row follow one another and are not streamed
  row_writer(float* first, std::ptrdiff_t row_stride, std::ptrdiff_t column_stride, float* staging) noexcept
      : first_(first), row_stride_(row_stride), column_stride_(column_stride), staging_(staging) {}

  CNR_DETAIL_ALWAYS_INLINE float* begin(std::size_t i) const noexcept {
    return staging_ != nullptr ? staging_ : first_ + static_cast<std::ptrdiff_t>(i) * row_stride_;
  }
  CNR_DETAIL_ALWAYS_INLINE void end(std::size_t i, std::ptrdiff_t count) const noexcept {
    if (staging_ == nullptr) return;
    float* const row = first_ + static_cast<std::ptrdiff_t>(i) * row_stride_;
    if (column_stride_ == 1) return stream_row(row, staging_, count);
    for (std::ptrdiff_t column = 0; column < count; ++column) row[column * column_stride_] = staging_[column];
  }

  /// The same rows from row `i` on.
  row_writer from(std::ptrdiff_t i) const noexcept {
    return {first_ + i * row_stride_, row_stride_, column_stride_, staging_};
  }

 private:
  float* first_;
  std::ptrdiff_t row_stride_;
  std::ptrdiff_t column_stride_;
  float* staging_;
};

/// Consecutive rows of a strand's chunk: the rows of the image that they read, and where they are written.
template <class T>
struct row_run {
  const T* image;  // the strand's first element in row 0
  std::ptrdiff_t image_stride;
  row_writer out;
  std::size_t count;
  const located_taps<max_rows>& taps;  // rows of the image

  CNR_DETAIL_ALWAYS_INLINE const T* top(std::size_t i) const noexcept {
    return image + std::ptrdiff_t{taps.left[i]} * image_stride;
  }
  CNR_DETAIL_ALWAYS_INLINE const T* bottom(std::size_t i) const noexcept {
    return image + std::ptrdiff_t{taps.right[i]} * image_stride;
  }
};

/// Rows of a strand whose elements are picked as they are in memory.
template <class Element, class Format, bool IsNearest>
class direct_rows {
 public:
  using element = Element;
  static constexpr bool reads_two = true;

  /// False where the taps are too far apart.
  bool prepare(located_taps<>& taps, std::ptrdiff_t count, const strand& along) noexcept {
    weights_ = taps.weight.data();
    size_ = along.size;
    low_ = along.low;
    return make_plan<Format, IsNearest>(taps, count, along.size, plan_);
  }

  /// One row, interpolated horizontally.
  void interpolate(const element* row, float* out) noexcept {
    short_row copy;
    const unsigned char* const source = readable(row, copy);
    with_parts(plan_, [&](auto parts) noexcept {
      store_groups(plan_.count, out, [&](std::ptrdiff_t group, std::ptrdiff_t start) noexcept {
        return sample_row<Format, parts(), IsNearest>(plan_, load(weights_ + start), group, source);
      });
    });
  }

  /// Pairs of rows, interpolated horizontally and mixed, for each row of a run.
  void interpolate_pairs(const row_run<element>& rows) noexcept {
    with_parts(plan_, [&](auto parts) noexcept {
      short_row copy_of_top;
      short_row copy_of_bottom;
      for (std::size_t i = 0; i < rows.count; ++i) {
        const unsigned char* const above = readable(rows.top(i), copy_of_top);
        const unsigned char* const below = readable(rows.bottom(i), copy_of_bottom);
        const floats y_weight = broadcast(rows.taps.weight[i]);
        store_groups(plan_.count, rows.out.begin(i), [&](std::ptrdiff_t group, std::ptrdiff_t start) noexcept {
          const floats x_weight = load(weights_ + start);
          return mix(sample_row<Format, parts(), IsNearest>(plan_, x_weight, group, above),
                     sample_row<Format, parts(), IsNearest>(plan_, x_weight, group, below), y_weight);
        });
        rows.out.end(i, plan_.count);
      }
    });
  }

 private:
  using short_row = std::array<unsigned char, static_cast<std::size_t>(part_size* strand_plan::max_parts)>;

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
  strand_plan plan_;
};

/// Rows of a strand whose elements are converted to float first, those between the first and the last that is read.
template <class Element, class Format, bool IsNearest>
class converted_rows {
 public:
  using element = Element;
  static constexpr bool reads_two = false;

  /// False where the taps are too far apart.
  bool prepare(located_taps<>& taps, std::ptrdiff_t count, const strand& along) noexcept {
    constexpr auto ratio = static_cast<std::uint32_t>(sizeof(Element) / sizeof(float));
    constexpr auto size = static_cast<std::uint32_t>(sizeof(Element));
    weights_ = taps.weight.data();
    integers lowest = broadcast(UINT32_MAX);
    integers highest = {};
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); i += width) {
      const auto left = load_as<integers>(&taps.left[i]);
      const auto right = IsNearest ? left : load_as<integers>(&taps.right[i]);
      lowest = min(lowest, min(left, right));
      highest = max(highest, max(left, right));
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

  /// One row, interpolated horizontally.
  void interpolate(const element* row, float* out) noexcept {
    std::array<float, static_cast<std::size_t>(max_converted)> converted;
    const auto* source = reinterpret_cast<const element*>(reinterpret_cast<const unsigned char*>(row) + first_);
    std::int32_t i = 0;
    for (; i + width <= count_; i += width) store(&converted[static_cast<std::size_t>(i)], Format::load(source + i));
    for (; i < count_; ++i) converted[static_cast<std::size_t>(i)] = element_traits<element>::to_float(source[i]);
    const auto* const floats_read = reinterpret_cast<const unsigned char*>(converted.data());
    with_parts(plan_, [&](auto parts) noexcept {
      store_groups(plan_.count, out, [&](std::ptrdiff_t group, std::ptrdiff_t start) noexcept {
        return sample_row<format<element_format::float32>, parts(), IsNearest>(plan_, load(weights_ + start), group,
                                                                               floats_read);
      });
    });
  }

 private:
  const float* weights_;
  std::int32_t first_;  // bytes from the row's element (0, 0)
  std::int32_t count_;
  strand_plan plan_;
};

/// The last two source rows that were interpolated.
template <class Rows>
class row_cache {
 public:
  explicit row_cache(Rows& rows) noexcept : rows_(rows) {}

  /// The row that starts at `row`. It stays until a row other than it and `other` is asked for.
  const float* get(const typename Rows::element* row, const typename Rows::element* other) noexcept {
    for (std::size_t slot = 0; slot < 2; ++slot) {
      if (row_[slot] == row) return buffer_[slot].data();
    }
    const std::size_t slot = row_[0] == other ? 1 : 0;
    row_[slot] = row;
    rows_.interpolate(row, buffer_[slot].data());
    return buffer_[slot].data();
  }

 private:
  Rows& rows_;
  std::array<const typename Rows::element*, 2> row_{{nullptr, nullptr}};
  alignas(64) std::array<padded<float>, 2> buffer_;
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
      const float* const above = cache_.get(rows.top(i), rows.bottom(i));
      const float* const below = cache_.get(rows.bottom(i), rows.top(i));
      mix_rows(above, below, rows.taps.weight[i], count, rows.out.begin(i));
      rows.out.end(i, count);
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
      float* const out = rows.out.begin(i);
      if (row != last_row_) {
        source_.interpolate(row, out);
      } else if (out != last_out_) {
        std::memcpy(out, last_out_, static_cast<std::size_t>(count) * sizeof(float));
      }
      last_row_ = row;
      last_out_ = out;
      rows.out.end(i, count);
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

/// The strand whose units are positions along one axis of the image.
constexpr strand positions(std::ptrdiff_t extent) noexcept {
  return {1, 1, 0, 0, 0, static_cast<std::int32_t>(extent - 1)};
}

/// One strand of a chunk: the same columns of each row of a band, in one plane of the crops.
template <class T>
struct chunk {
  const T* image;         // the strand's first element in the image's row 0
  float* crop;            // its first output in the crop's row 0, for the chunk's first column
  std::ptrdiff_t apart;   // from an output to the next one in a row
  std::ptrdiff_t before;  // outputs left of the image
  std::ptrdiff_t inside;
  std::ptrdiff_t after;
};

template <class Rows, class T, class Sampler>
void resample_chunk(const call<T, Sampler>& arguments, const span& rows, const axis& y, const chunk<T>& at,
                    Rows& source) noexcept {
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  using writer = std::conditional_t<is_nearest, nearest_rows<Rows, T>, bilinear_rows<Rows, T>>;
  const image_view<T>& image = arguments.image;
  const std::ptrdiff_t stride = arguments.crops.stride(1);
  const auto fill_rows = [&](std::ptrdiff_t first, std::ptrdiff_t last, std::ptrdiff_t from,
                             std::ptrdiff_t count) noexcept {
    if (count == 0) return;
    for (std::ptrdiff_t i = first; i < last; ++i) {
      float* const out = at.crop + i * stride + from * at.apart;
      if (at.apart == 1) {
        fill(out, count, arguments.extrapolation_value);
      } else {
        for (std::ptrdiff_t k = 0; k < count; ++k) out[k * at.apart] = arguments.extrapolation_value;
      }
    }
  };
  const std::ptrdiff_t all = at.before + at.inside + at.after;
  fill_rows(rows.first, rows.inside_first, 0, all);
  fill_rows(rows.inside_first, rows.inside_last, 0, at.before);
  fill_rows(rows.inside_first, rows.inside_last, at.before + at.inside, at.after);
  fill_rows(rows.inside_last, rows.last, 0, all);
  if (at.inside == 0) return;
  writer inside(source, y);
  located_taps<max_rows> taps;
  padded<float> staging;
  const bool is_staged = arguments.streams || at.apart != 1;
  const row_writer out(at.crop + at.before * at.apart, stride, at.apart, is_staged ? staging.data() : nullptr);
  for (std::ptrdiff_t first = rows.inside_first; first < rows.inside_last; first += max_rows) {
    const std::ptrdiff_t count = least(rows.inside_last - first, max_rows);
    locate<is_nearest>(y, first, count, positions(image.extent(1)), taps);
    inside.write({at.image, image.stride(1), out.from(first), static_cast<std::size_t>(count), taps}, at.inside);
  }
}

/// Rows of few channels. `planes` is 1 where the strand has all channels, else their number, and `apart` is the distance
/// from an output of the strand to the next.
template <class Rows, class T, class Sampler>
void resample_strands(const call<T, Sampler>& arguments, const band& rows, const axis& y, const axis& x,
                      const strand& along, std::ptrdiff_t planes, std::ptrdiff_t apart) noexcept {
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  // Rows of a chunk whose planes' outputs lie between one another, so that they are still in the first-level cache when
  // the next plane comes.
  constexpr std::ptrdiff_t rows_at_a_time = 16;
  const image_view<T>& image = arguments.image;
  const crops_view<float>& crops = arguments.crops;
  const T* const source = image.data() + arguments.box_indices(rows.box) * image.stride(0);
  float* const crop = crops.data() + rows.box * crops.stride(0);
  const auto [top, bottom] = y.inside(crops.extent(1));
  const auto [left, right] = x.inside(crops.extent(2));
  const std::ptrdiff_t capacity = max_outputs / along.channels;
  const std::ptrdiff_t height = apart == 1 ? rows.last_row - rows.first_row : rows_at_a_time;
  for (std::ptrdiff_t first = 0; first < crops.extent(2); first += capacity) {
    const span columns = part_of(left, right, first, least(first + capacity, crops.extent(2)));
    const std::ptrdiff_t inside = columns.inside_last - columns.inside_first;
    located_taps<> taps;
    Rows prepared;
    if (inside > 0) {
      locate<is_nearest>(x, columns.inside_first, inside, along, taps);
      if (!prepared.prepare(taps, inside * along.channels, along)) {
        resample_columns(arguments, rows, first, columns.last);
        continue;
      }
    }
    for (std::ptrdiff_t row = rows.first_row; row < rows.last_row; row += height) {
      const span lines = part_of(top, bottom, row, least(row + height, rows.last_row));
      for (std::ptrdiff_t plane = 0; plane < planes; ++plane) {
        const chunk<T> at{source + plane * image.stride(3),
                          crop + first * along.channels * apart + plane * crops.stride(3),
                          apart,
                          (columns.inside_first - first) * along.channels,
                          inside * along.channels,
                          (columns.last - columns.inside_last) * along.channels};
        resample_chunk(arguments, lines, y, at, prepared);
      }
    }
  }
}

/// Writes what `at(i)` gives for outputs i to i + width of a pixel, for all of its at least `width` channels. Stores
/// are aligned but for the first and the last, which overlap those: what they have in common is computed twice.
template <bool Streams, class At>
CNR_DETAIL_ALWAYS_INLINE void store_channels(std::ptrdiff_t channels, float* out, const At& at) noexcept {
  std::ptrdiff_t i = unaligned_head(out);
  if (i != 0) store(out, at(0));
  for (; i + width <= channels; i += width) {
    if constexpr (Streams) {
      stream(out + i, at(i));
    } else {
      store(out + i, at(i));
    }
  }
  if (i < channels) store(out + channels - width, at(channels - width));
}

/// One row of pixels of many channels, packed within each pixel on both sides.
template <class Format, bool IsNearest, bool Streams, class T>
void resample_pixel_row(const T* above, const T* below, float y_weight, const located_taps<>& taps,
                        std::ptrdiff_t column_stride, std::ptrdiff_t channels, std::size_t columns, float* out,
                        std::ptrdiff_t out_stride) noexcept {
  const floats y = broadcast(y_weight);
  for (std::size_t column = 0; column < columns; ++column, out += out_stride) {
    const std::ptrdiff_t left = std::ptrdiff_t{taps.left[column]} * column_stride;
    const T* const top_left = above + left;
    if constexpr (IsNearest) {
      store_channels<Streams>(channels, out, [&](std::ptrdiff_t i) noexcept { return Format::load(top_left + i); });
    } else {
      const std::ptrdiff_t right = std::ptrdiff_t{taps.right[column]} * column_stride;
      const T* const top_right = above + right;
      const T* const bottom_left = below + left;
      const T* const bottom_right = below + right;
      const floats x = broadcast(taps.weight[column]);
      store_channels<Streams>(channels, out, [&](std::ptrdiff_t i) noexcept {
        return mix(mix(Format::load(top_left + i), Format::load(top_right + i), x),
                   mix(Format::load(bottom_left + i), Format::load(bottom_right + i), x), y);
      });
    }
  }
}

/// Rows of many channels, at least a vector of them, packed within each pixel on both sides.
template <class Format, class T, class Sampler>
void resample_pixels(const call<T, Sampler>& arguments, const band& rows, const axis& y, const axis& x) noexcept {
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  const image_view<T>& image = arguments.image;
  const crops_view<float>& crops = arguments.crops;
  const std::ptrdiff_t channels = image.extent(3);
  const T* const source = image.data() + arguments.box_indices(rows.box) * image.stride(0);
  float* const crop = crops.data() + rows.box * crops.stride(0);
  const auto fill_pixels = [&](std::ptrdiff_t row, std::ptrdiff_t first, std::ptrdiff_t last) noexcept {
    for (std::ptrdiff_t column = first; column < last; ++column) {
      fill(crop + row * crops.stride(1) + column * crops.stride(2), channels, arguments.extrapolation_value);
    }
  };
  const auto [top, bottom] = y.inside(crops.extent(1));
  const auto [left, right] = x.inside(crops.extent(2));
  const span lines = part_of(top, bottom, rows.first_row, rows.last_row);
  for (std::ptrdiff_t row = lines.first; row < lines.inside_first; ++row) fill_pixels(row, 0, crops.extent(2));
  for (std::ptrdiff_t row = lines.inside_last; row < lines.last; ++row) fill_pixels(row, 0, crops.extent(2));
  located_taps<max_rows> row_taps;
  located_taps<> taps;
  for (std::ptrdiff_t first_row = lines.inside_first; first_row < lines.inside_last; first_row += max_rows) {
    const std::ptrdiff_t count = least(lines.inside_last - first_row, max_rows);
    locate<is_nearest>(y, first_row, count, positions(image.extent(1)), row_taps);
    for (std::ptrdiff_t first = 0; first < crops.extent(2); first += max_outputs) {
      const span columns = part_of(left, right, first, least(first + max_outputs, crops.extent(2)));
      const std::ptrdiff_t inside = columns.inside_last - columns.inside_first;
      if (inside > 0) locate<is_nearest>(x, columns.inside_first, inside, positions(image.extent(2)), taps);
      for (std::ptrdiff_t i = 0; i < count; ++i) {
        const std::ptrdiff_t row = first_row + i;
        const auto of_row = static_cast<std::size_t>(i);
        fill_pixels(row, first, columns.inside_first);
        fill_pixels(row, columns.inside_last, columns.last);
        const T* const above = source + std::ptrdiff_t{row_taps.left[of_row]} * image.stride(1);
        const T* const below = is_nearest ? above : source + std::ptrdiff_t{row_taps.right[of_row]} * image.stride(1);
        const auto resample = arguments.streams ? resample_pixel_row<Format, is_nearest, true, T>
                                                : resample_pixel_row<Format, is_nearest, false, T>;
        resample(above, below, is_nearest ? 0.0F : row_taps.weight[of_row], taps, image.stride(2), channels,
                 static_cast<std::size_t>(inside),
                 crop + row * crops.stride(1) + columns.inside_first * crops.stride(2), crops.stride(2));
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
  constexpr strand none{0, 0, 0, 0, 0, 0};
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
  return {channels,
          static_cast<std::int32_t>(column_stride * size),
          static_cast<std::int32_t>(channel_stride * size),
          static_cast<std::int32_t>((least(column_reach, 0) + least(channel_reach, 0)) * size),
          static_cast<std::int32_t>(reach + size),
          static_cast<std::int32_t>(columns - 1)};
}

/// Elements wider than a float, which are converted before windows are laid over the row.
constexpr bool is_wide(element_format stored) noexcept {
  return stored == element_format::int64 || stored == element_format::float64;
}

/// Rows [rows.first_row, rows.last_row) of the crop of box rows.box, in vectors where the layout allows it.
template <class T, class Sampler>
void resample_band(const call<T, Sampler>& arguments, const band& rows) noexcept {
  using stored = format<format_of<T>::value>;
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  using source_rows = std::conditional_t<is_wide(format_of<T>::value), converted_rows<T, stored, is_nearest>,
                                         direct_rows<T, stored, is_nearest>>;
  const image_view<T>& image = arguments.image;
  const boxes_view& boxes = arguments.boxes;
  const crops_view<float>& crops = arguments.crops;
  const std::ptrdiff_t channels = image.extent(3);
  if (image.extent(1) > max_extent || image.extent(2) > max_extent) {
    return resample_columns(arguments, rows, 0, crops.extent(2));
  }
  const axis y(boxes(rows.box, 0), boxes(rows.box, 2), image.extent(1), crops.extent(1));
  const axis x(boxes(rows.box, 1), boxes(rows.box, 3), image.extent(2), crops.extent(2));
  if (channels >= width && image.stride(3) == 1 && crops.stride(3) == 1) {
    return resample_pixels<stored>(arguments, rows, y, x);
  }
  const bool channels_follow = channels == 1 || crops.stride(3) == 1;
  const bool pixels_follow = crops.extent(2) == 1 || crops.stride(2) == channels;
  if (channels_follow && pixels_follow && channels <= most_interleaved) {
    const strand pixels = strand_of(image, channels);
    if (pixels.channels > 0) return resample_strands<source_rows>(arguments, rows, y, x, pixels, 1, 1);
  }
  const strand plane = strand_of(image, 1);
  if (plane.channels > 0) {
    const std::ptrdiff_t apart = crops.extent(2) == 1 ? 1 : crops.stride(2);
    return resample_strands<source_rows>(arguments, rows, y, x, plane, channels, apart);
  }
  resample_columns(arguments, rows, 0, crops.extent(2));
}

/// The bands of the items [begin, end). Not inlined: the callers' functions are compiled for other processors.
template <class T, class Sampler>
CNR_DETAIL_NOINLINE void resample_bands(const call<T, Sampler>& arguments, const schedule& bands, std::ptrdiff_t begin,
                                        std::ptrdiff_t end) noexcept {
  for (std::ptrdiff_t item = begin; item < end; ++item) resample_band(arguments, bands[item]);
  if (arguments.streams) fence();
}
