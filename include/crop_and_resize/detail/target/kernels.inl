// SPDX-License-Identifier: MIT
//
// The vector kernels, written once over the small vocabulary that each target defines, as avx2.hpp does. Each
// target's header includes this file inside its own namespace, where the compiler may use that instruction set.
//
// A strand is a run of outputs that lie one after the other in a row of the crops: a whole row where channels are
// interleaved, one channel of a row where they are planes. A strand's plan says for each output which elements it
// reads, and serves every row. It is made of groups, one vector of outputs each, and a group of lanes, four outputs
// each. A lane loads a window of the source row, 1, 2 or 4 parts of 16 bytes, which a byte shuffle takes its left and
// right elements from.
//
// Source rows are interpolated horizontally into one of two buffers, where the next crop rows find them again; outputs
// mix the two vertically. Every sum and product is the scalar kernel's, in its order.

/// The most outputs that a plan serves: plan and buffers stay below 64 KiB of stack.
constexpr std::ptrdiff_t max_outputs = 768;

/// The most elements of a source row that are converted to float before the windows are laid over them.
constexpr std::ptrdiff_t max_converted = 3072;

/// The widest image that the vector arithmetic of coordinates is exact for.
constexpr std::ptrdiff_t max_extent = std::ptrdiff_t{1} << 24;

/// The most channels that a strand interleaves.
constexpr std::ptrdiff_t most_interleaved = 64;

/// A buffer for outputs, with room to write and read whole vectors at any of them.
template <class T>
using outputs = std::array<T, static_cast<std::size_t>(max_outputs + 2 * width)>;

/// What each column or output of a chunk reads: bytes from the row's element (0, 0) to its left and right element, and
/// the weight between them. nearest has left elements only.
struct chunk_taps {
  alignas(64) outputs<std::int32_t> left;
  alignas(64) outputs<std::int32_t> right;
  alignas(64) outputs<float> weight;

  /// Lets the vector that reaches beyond output `count` read what the last output reads.
  void pad(std::ptrdiff_t count, bool is_nearest) noexcept {
    const auto last = static_cast<std::size_t>(count - 1);
    for (std::size_t i = last + 1; i < last + 1 + width; ++i) {
      left[i] = left[last];
      if (is_nearest) continue;
      right[i] = right[last];
      weight[i] = weight[last];
    }
  }
};

/// A run of outputs that lie one after the other in a row of the crops, and the part of a source row that it reads.
struct strand {
  std::ptrdiff_t channels;      // interleaved in it
  std::int32_t column_stride;   // of the image, in bytes
  std::int32_t channel_stride;  // of the image, in bytes
  std::int32_t low;             // bytes from the row's element (0, 0) to the first byte that may be read, <= 0
  std::int32_t size;            // bytes that may be read
  std::int32_t last_column;     // of the image
};

/// The taps of the crop's columns [first, first + count) in a strand, counted from strand::low.
/// Precondition: the columns lie on the image, whose width is at most max_extent.
template <bool IsNearest>
void locate_columns(const axis& x, std::ptrdiff_t first, std::ptrdiff_t count, const strand& along,
                    chunk_taps& taps) noexcept {
  const floats origin = broadcast(x.origin());
  const floats scale = broadcast(x.scale());
  const ints apart = broadcast_int(along.column_stride);
  const ints from = broadcast_int(-along.low);
  const ints last = broadcast_int(along.last_column);
  for (std::ptrdiff_t i = 0; i < count; i += width) {
    const ints position = add_int(lane_numbers(), broadcast_int(static_cast<std::int32_t>(first + i)));
    const floats coordinate = add(origin, product(to_floats(position), scale));
    // Never beyond the edge, as the columns lie on the image; but that was found by other instructions, which compilers
    // told to be inexact may round otherwise, and no such flag shall make this read outside.
    const ints floor = max_int(broadcast_int(0), min_int(truncate(coordinate), last));
    const floats fraction = sub(coordinate, to_floats(floor));
    const auto to = static_cast<std::size_t>(i);
    if constexpr (IsNearest) {
      store_ints(&taps.left[to],
                 add_int(from, multiply_int(min_int(add_one_where(floor, is_at_least(fraction, 0.5F)), last), apart)));
    } else {
      store_ints(&taps.left[to], add_int(from, multiply_int(floor, apart)));
      store_ints(&taps.right[to],
                 add_int(from, multiply_int(min_int(add_one_where(floor, is_above(fraction, 0.0F)), last), apart)));
      store(&taps.weight[to], fraction);
    }
  }
  taps.pad(count, IsNearest);
}

/// The taps of outputs from those of their columns, `channels` outputs a column, whose elements are `stride` bytes
/// apart.
template <bool IsNearest>
void interleave_channels(const chunk_taps& columns, std::ptrdiff_t count, std::ptrdiff_t channels, std::int32_t stride,
                         chunk_taps& taps) noexcept {
  std::size_t to = 0;
  for (std::size_t column = 0; column < static_cast<std::size_t>(count); ++column) {
    for (std::int32_t channel = 0; channel < channels; ++channel, ++to) {
      taps.left[to] = columns.left[column] + channel * stride;
      if constexpr (!IsNearest) {
        taps.right[to] = columns.right[column] + channel * stride;
        taps.weight[to] = columns.weight[column];
      }
    }
  }
  taps.pad(static_cast<std::ptrdiff_t>(to), IsNearest);
}

/// How the outputs of a strand come out of a source row; serves every row.
struct strand_plan {
  static constexpr std::size_t max_groups = static_cast<std::size_t>(max_outputs) / width;
  static constexpr int max_parts = 4;
  static constexpr std::ptrdiff_t mask_size = width * 4;

  std::ptrdiff_t count;  // outputs
  int parts;             // of each window
  std::array<std::array<std::int32_t, lanes>, max_groups> window;
  // For each group, the shuffle indices of the left elements, for each part, then those of the right ones.
  alignas(64) std::array<unsigned char, max_groups* static_cast<std::size_t>(mask_size) * 2 * max_parts> masks;
};

/// Lays windows over the taps. False where an output's elements are too far from its neighbours'.
/// @param row_size  bytes of a source row that may be read, counted from where the taps count from
template <class Format, bool IsNearest>
bool make_plan(const chunk_taps& taps, std::ptrdiff_t count, std::int32_t row_size, strand_plan& plan) noexcept {
  const auto right_of = [&](std::size_t i) noexcept { return load_ints(IsNearest ? &taps.left[i] : &taps.right[i]); };
  ints widest = broadcast_int(0);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); i += width) {
    const ints left = load_ints(&taps.left[i]);
    const ints right = right_of(i);
    widest = max_int(widest, sub_int(lane_max(max_int(left, right)), lane_min(min_int(left, right))));
  }
  const std::int32_t window_size = max_of(widest) + Format::size;
  if (window_size > 16 * strand_plan::max_parts) return false;
  plan.count = count;
  plan.parts = window_size <= 16 ? 1 : 2;
  if (window_size > 32) plan.parts = 4;
  const std::int32_t last = row_size - 16 * plan.parts;
  const ints last_window = broadcast_int(last > 0 ? last : 0);
  unsigned char* mask = plan.masks.data();
  std::size_t group = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); i += width, ++group) {
    const ints left = load_ints(&taps.left[i]);
    const ints right = right_of(i);
    const ints window = min_int(lane_min(min_int(left, right)), last_window);
    store_lane_firsts(plan.window[group].data(), window);
    for (int part = 0; part < plan.parts; ++part, mask += strand_plan::mask_size) {
      store_bytes(mask, part_indices(Format::indices(sub_int(left, window)), part));
    }
    if constexpr (IsNearest) continue;
    for (int part = 0; part < plan.parts; ++part, mask += strand_plan::mask_size) {
      store_bytes(mask, part_indices(Format::indices(sub_int(right, window)), part));
    }
  }
  return true;
}

/// A group of outputs from one source row: interpolated horizontally, or for nearest just picked.
template <class Format, int Parts, bool IsNearest>
CNR_DETAIL_ALWAYS_INLINE floats sample_row(const strand_plan& plan, const float* weights, std::ptrdiff_t group,
                                           const unsigned char* row) noexcept {
  constexpr std::ptrdiff_t side = Parts * strand_plan::mask_size;
  const unsigned char* const indices = plan.masks.data() + group * side * (IsNearest ? 1 : 2);
  bytes left = {};
  bytes right = {};
  for (std::ptrdiff_t part = 0; part < Parts; ++part) {
    const bytes window = load_windows(row + 16 * part, plan.window[static_cast<std::size_t>(group)].data());
    const unsigned char* const of_part = indices + part * strand_plan::mask_size;
    left = either(left, shuffle(window, load_bytes(of_part)));
    if constexpr (!IsNearest) right = either(right, shuffle(window, load_bytes(of_part + side)));
  }
  const floats left_value = Format::to_floats(left);
  if constexpr (IsNearest) return left_value;
  return add(left_value, product(sub(Format::to_floats(right), left_value), load(weights + group * width)));
}

/// Stores what `group` gives for each group of `count` outputs, and no more than these.
template <class Group>
CNR_DETAIL_ALWAYS_INLINE void store_groups(std::ptrdiff_t count, float* out, const Group& group) noexcept {
  for (std::ptrdiff_t i = 0; i < count; i += width) {
    const floats value = group(i / width);
    if (count - i >= width) {
      store(out + i, value);
    } else {
      store_first(out + i, value, count - i);
    }
  }
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

/// Two vectors of interpolated rows mixed.
CNR_DETAIL_ALWAYS_INLINE floats mix(floats above, floats below, floats weight) noexcept {
  return add(above, product(sub(below, above), weight));
}

/// Two interpolated rows mixed into outputs.
inline void mix_rows(const float* above, const float* below, float weight, std::ptrdiff_t count, float* out) noexcept {
  const floats weights = broadcast(weight);
  store_groups(count, out, [&](std::ptrdiff_t group) noexcept {
    return mix(load(above + group * width), load(below + group * width), weights);
  });
}

/// The strand's taps for the crop's columns [first, first + count), counted from strand::low.
template <bool IsNearest>
void make_taps(const axis& x, const strand& along, std::ptrdiff_t first, std::ptrdiff_t count,
               chunk_taps& taps) noexcept {
  if (along.channels == 1) {
    locate_columns<IsNearest>(x, first, count, along, taps);
  } else {
    chunk_taps columns;
    locate_columns<IsNearest>(x, first, count, along, columns);
    interleave_channels<IsNearest>(columns, count, along.channels, along.channel_stride, taps);
  }
}

/// Rows of a strand whose elements the shuffles read as they are in memory.
template <class Element, class Format, bool IsNearest>
class direct_rows {
 public:
  using element = Element;
  static constexpr bool reads_two = true;

  /// False where the taps are too far apart.
  bool prepare(chunk_taps& taps, std::ptrdiff_t count, const strand& along) noexcept {
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
      store_groups(plan_.count, out, [&](std::ptrdiff_t group) noexcept {
        return sample_row<Format, parts(), IsNearest>(plan_, weights_, group, source);
      });
    });
  }

  /// Two rows, interpolated horizontally and mixed.
  void interpolate(const element* top, const element* bottom, float weight, float* out) noexcept {
    short_row copy_of_top;
    short_row copy_of_bottom;
    const unsigned char* const above = readable(top, copy_of_top);
    const unsigned char* const below = readable(bottom, copy_of_bottom);
    const floats weights = broadcast(weight);
    with_parts(plan_, [&](auto parts) noexcept {
      store_groups(plan_.count, out, [&](std::ptrdiff_t group) noexcept {
        return mix(sample_row<Format, parts(), IsNearest>(plan_, weights_, group, above),
                   sample_row<Format, parts(), IsNearest>(plan_, weights_, group, below), weights);
      });
    });
  }

 private:
  using short_row = std::array<unsigned char, std::size_t{16} * strand_plan::max_parts>;

  /// The strand's part of a row, or a copy of it where the row has not enough bytes for a window.
  const unsigned char* readable(const element* row, short_row& copy) const noexcept {
    const auto* const source = reinterpret_cast<const unsigned char*>(row) + low_;
    if (size_ >= 16 * plan_.parts) return source;
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
  bool prepare(chunk_taps& taps, std::ptrdiff_t count, const strand& along) noexcept {
    constexpr auto ratio = static_cast<std::int32_t>(sizeof(Element) / sizeof(float));
    constexpr auto size = static_cast<std::int32_t>(sizeof(Element));
    weights_ = taps.weight.data();
    const auto last = static_cast<std::size_t>(count - 1);
    std::int32_t low = INT32_MAX;
    std::int32_t high = 0;
    for (const std::size_t i : {std::size_t{0}, last}) {
      for (std::size_t channel = 0; channel < static_cast<std::size_t>(along.channels); ++channel) {
        const std::size_t at = i == 0 ? channel : last - channel;
        const std::int32_t left = taps.left[at];
        const std::int32_t right = IsNearest ? left : taps.right[at];
        low = left < low ? left : low;
        low = right < low ? right : low;
        high = left > high ? left : high;
        high = right > high ? right : high;
      }
    }
    if (high - low > (max_converted - 1) * size) return false;
    first_ = along.low + low;
    count_ = (high - low) / size + 1;
    for (std::size_t i = 0; i < last + 1 + width; ++i) {
      taps.left[i] = (taps.left[i] - low) / ratio;
      if (!IsNearest) taps.right[i] = (taps.right[i] - low) / ratio;
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
      store_groups(plan_.count, out, [&](std::ptrdiff_t group) noexcept {
        return sample_row<format<element_format::float32>, parts(), IsNearest>(plan_, weights_, group, floats_read);
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
  alignas(64) std::array<outputs<float>, 2> buffer_;
};

/// Writes `value` to `count` outputs in a row.
inline void fill(float* out, std::ptrdiff_t count, float value) noexcept {
  const floats values = broadcast(value);
  store_groups(count, out, [&](std::ptrdiff_t) noexcept { return values; });
}

/// One strand of a chunk: the same columns of each row of a band, in one plane of the crops.
template <class T>
struct chunk {
  const T* image;         // the strand's first element in the image's row 0
  float* crop;            // its first output in the crop's row 0, for the chunk's first column
  std::ptrdiff_t before;  // outputs left of the image
  std::ptrdiff_t inside;
  std::ptrdiff_t after;
};

/// The rows of a strand's chunk from their sources, for bilinear.
template <class Rows, class T>
class bilinear_rows {
 public:
  bilinear_rows(Rows& source, const axis& y) noexcept
      : source_(source), cache_(source), is_sparse_(y.scale() >= sparse || y.scale() <= -sparse) {}

  void write(const T* image, const planned_taps<bilinear>& y, std::ptrdiff_t count, float* out) noexcept {
    const T* const top = image + y.offset[0];
    const T* const bottom = image + y.offset[1];
    if constexpr (Rows::reads_two) {
      if (is_sparse_) return source_.interpolate(top, bottom, y.weight, out);
    }
    const float* const above = cache_.get(top, bottom);
    mix_rows(above, cache_.get(bottom, top), y.weight, count, out);
  }

 private:
  // Rows between crop rows from which on keeping them costs more than it saves; at 2, no row is ever read twice.
  static constexpr float sparse = 1.6F;

  Rows& source_;
  row_cache<Rows> cache_;
  bool is_sparse_;
};

/// The rows of a strand's chunk from their sources, for nearest: one that has the source of the row before is copied.
template <class Rows, class T>
class nearest_rows {
 public:
  nearest_rows(Rows& source, const axis& /*y*/) noexcept : source_(source) {}

  void write(const T* image, const planned_taps<nearest>& y, std::ptrdiff_t count, float* out) noexcept {
    const T* const row = image + y.offset[0];
    if (row == last_row_) {
      std::memcpy(out, last_out_, static_cast<std::size_t>(count) * sizeof(float));
    } else {
      source_.interpolate(row, out);
    }
    last_row_ = row;
    last_out_ = out;
  }

 private:
  Rows& source_;
  const T* last_row_ = nullptr;
  const float* last_out_ = nullptr;
};

template <class Rows, class T, class Sampler>
void resample_chunk(const call<T, Sampler>& arguments, const band& rows, const axis& y, const chunk<T>& at,
                    Rows& source) noexcept {
  using writer =
      std::conditional_t<std::is_same<Sampler, nearest>::value, nearest_rows<Rows, T>, bilinear_rows<Rows, T>>;
  const image_view<T>& image = arguments.image;
  const float outside = arguments.extrapolation_value;
  writer inside(source, y);
  for (std::ptrdiff_t i = rows.first_row; i < rows.last_row; ++i) {
    float* const row = at.crop + i * arguments.crops.stride(1);
    const float coordinate = y.coordinate(i);
    if (at.inside == 0 || !y.contains(coordinate)) {
      fill(row, at.before + at.inside + at.after, outside);
      continue;
    }
    const auto planned = plan_taps(arguments.sampler, y, coordinate, image.extent(1), image.stride(1));
    fill(row, at.before, outside);
    inside.write(at.image, planned, at.inside, row + at.before);
    fill(row + at.before + at.inside, at.after, outside);
  }
}

/// Rows of few channels. `planes` is 1 where the crops' channels are interleaved, else the number of channels.
template <class Rows, class T, class Sampler>
void resample_strands(const call<T, Sampler>& arguments, const band& rows, const axis& y, const axis& x,
                      const strand& along, std::ptrdiff_t planes) noexcept {
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  const image_view<T>& image = arguments.image;
  const crops_view<float>& crops = arguments.crops;
  const T* const source = image.data() + arguments.box_indices(rows.box) * image.stride(0);
  float* const crop = crops.data() + rows.box * crops.stride(0);
  const auto [begin, end] = x.inside(crops.extent(2));
  const std::ptrdiff_t capacity = max_outputs / along.channels;
  for (std::ptrdiff_t first = 0; first < crops.extent(2); first += capacity) {
    const std::ptrdiff_t last = least(first + capacity, crops.extent(2));
    const std::ptrdiff_t inside_first = least(most(begin, first), last);
    const std::ptrdiff_t inside_last = most(least(end, last), inside_first);
    chunk_taps taps;
    Rows prepared;
    if (inside_first < inside_last) {
      make_taps<is_nearest>(x, along, inside_first, inside_last - inside_first, taps);
      if (!prepared.prepare(taps, (inside_last - inside_first) * along.channels, along)) {
        resample_columns(arguments, rows, first, last);
        continue;
      }
    }
    for (std::ptrdiff_t plane = 0; plane < planes; ++plane) {
      const chunk<T> at{source + plane * image.stride(3), crop + first * along.channels + plane * crops.stride(3),
                        (inside_first - first) * along.channels, (inside_last - inside_first) * along.channels,
                        (last - inside_last) * along.channels};
      resample_chunk(arguments, rows, y, at, prepared);
    }
  }
}

/// One pixel of many channels, packed on both sides, from the elements at four places.
template <class Format, class Element>
void interpolate_channels(const std::array<const Element*, 4>& corner, float x_weight, float y_weight,
                          std::ptrdiff_t channels, float* out) noexcept {
  const floats x = broadcast(x_weight);
  const floats y = broadcast(y_weight);
  const auto at = [&](std::ptrdiff_t i) noexcept {
    const floats top_left = Format::load(corner[0] + i);
    const floats top = add(top_left, product(sub(Format::load(corner[1] + i), top_left), x));
    const floats bottom_left = Format::load(corner[2] + i);
    const floats bottom = add(bottom_left, product(sub(Format::load(corner[3] + i), bottom_left), x));
    store(out + i, add(top, product(sub(bottom, top), y)));
  };
  for (std::ptrdiff_t i = 0; i + width <= channels; i += width) at(i);
  // The last vector overlaps the one before it: the same outputs are computed twice.
  if (channels % width != 0) at(channels - width);
}

template <class Format, class Element>
void convert_channels(const Element* source, std::ptrdiff_t channels, float* out) noexcept {
  for (std::ptrdiff_t i = 0; i + width <= channels; i += width) store(out + i, Format::load(source + i));
  if (channels % width != 0) store(out + channels - width, Format::load(source + channels - width));
}

/// Rows of many channels, at least a vector of them, packed within each pixel on both sides.
template <class Format, class T, class Sampler>
void resample_pixels(const call<T, Sampler>& arguments, const band& rows, const axis& y, const axis& x) noexcept {
  const image_view<T>& image = arguments.image;
  const crops_view<float>& crops = arguments.crops;
  const std::ptrdiff_t channels = image.extent(3);
  const T* const source = image.data() + arguments.box_indices(rows.box) * image.stride(0);
  float* const crop = crops.data() + rows.box * crops.stride(0);
  const float outside = arguments.extrapolation_value;
  column_plan<Sampler> plan;
  for (std::ptrdiff_t first = 0; first < crops.extent(2); first += plan.capacity) {
    const std::ptrdiff_t count = least(crops.extent(2) - first, plan.capacity);
    plan.build(arguments.sampler, x, image.extent(2), image.stride(2), first, count);
    for (std::ptrdiff_t i = rows.first_row; i < rows.last_row; ++i) {
      float* const row = crop + i * crops.stride(1) + first * crops.stride(2);
      const float coordinate = y.coordinate(i);
      const bool has_pixels = y.contains(coordinate);
      const auto planned = has_pixels ? plan_taps(arguments.sampler, y, coordinate, image.extent(1), image.stride(1))
                                      : planned_taps<Sampler>{};
      for (std::ptrdiff_t column = 0; column < count; ++column) {
        float* const out = row + column * crops.stride(2);
        if (!has_pixels || column < plan.begin() || column >= plan.end()) {
          fill(out, channels, outside);
          continue;
        }
        const planned_taps<Sampler>& taps = plan[column];
        const auto pixel = [&](std::size_t row_tap, std::size_t column_tap) noexcept {
          return source + planned.offset[row_tap] + taps.offset[column_tap];
        };
        if constexpr (std::is_same<Sampler, nearest>::value) {
          convert_channels<Format>(pixel(0, 0), channels, out);
        } else {
          interpolate_channels<Format, T>({{pixel(0, 0), pixel(0, 1), pixel(1, 0), pixel(1, 1)}}, taps.weight,
                                          planned.weight, channels, out);
        }
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
  constexpr std::ptrdiff_t window = std::ptrdiff_t{16} * strand_plan::max_parts;
  constexpr strand none{0, 0, 0, 0, 0, 0};
  const std::ptrdiff_t columns = image.extent(2);
  const std::ptrdiff_t column_stride = columns > 1 ? image.stride(2) : 0;
  const std::ptrdiff_t channel_stride = channels > 1 ? image.stride(3) : 0;
  if (columns > max_extent || magnitude(column_stride) > window || magnitude(channel_stride) > window) return none;
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

/// Rows [rows.first_row, rows.last_row) of the crop of box rows.box, in vectors where the layout allows it.
template <class T, class Sampler>
CNR_DETAIL_NOINLINE void resample_band(const call<T, Sampler>& arguments, const band& rows) noexcept {
  using stored = format<format_of<T>::value>;
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  using source_rows = std::conditional_t<stored::is_converted, converted_rows<T, stored, is_nearest>,
                                         direct_rows<T, stored, is_nearest>>;
  const image_view<T>& image = arguments.image;
  const boxes_view& boxes = arguments.boxes;
  const crops_view<float>& crops = arguments.crops;
  const std::ptrdiff_t channels = image.extent(3);
  const axis y(boxes(rows.box, 0), boxes(rows.box, 2), image.extent(1), crops.extent(1));
  const axis x(boxes(rows.box, 1), boxes(rows.box, 3), image.extent(2), crops.extent(2));
  if (channels >= width && image.stride(3) == 1 && crops.stride(3) == 1) {
    return resample_pixels<stored>(arguments, rows, y, x);
  }
  const bool columns_follow = crops.extent(2) == 1 || crops.stride(2) == 1;
  const bool channels_follow = channels == 1 || crops.stride(3) == 1;
  const bool pixels_follow = crops.extent(2) == 1 || crops.stride(2) == channels;
  const bool is_interleaved = channels_follow && pixels_follow && channels <= most_interleaved;
  if (is_interleaved || columns_follow) {
    const strand along = strand_of(image, is_interleaved ? channels : 1);
    if (along.channels > 0) {
      return resample_strands<source_rows>(arguments, rows, y, x, along, is_interleaved ? 1 : channels);
    }
  }
  resample_columns(arguments, rows, 0, crops.extent(2));
}
