// SPDX-License-Identifier: MIT
//
// The vector kernels of the gradients, written once over the vocabulary of vectors.inl and each target's own, and
// behind kernels.inl, whose taps they use. Every sum and product is the scalar loops', and each element gets its sums
// in their order: see grad_image.hpp and grad_boxes.hpp.
//
// The vocabulary, beside that of kernels.inl:
//   low_doubles(floats), high_doubles(floats)   the halves of a vector, as long_floats
//   to_halves(floats), from_halves(...)         binary16 numbers, rounded to nearest even, and back
//   narrow(integers)                            the lower 16 bits of each number

/// Doubles in a vector.
constexpr std::ptrdiff_t long_width = width / 2;

/// Vectors of sums in memory: how increments are added to them, as accumulate does.
template <element_format>
struct sums;

template <>
struct sums<element_format::float32> {
  using type = floats;
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static type load(const Element* from) noexcept {
    return load_as<floats>(from);
  }
  CNR_DETAIL_ALWAYS_INLINE static type add(type sum, floats increment) noexcept { return sum + increment; }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static void store(Element* to, type sum) noexcept {
    store_as(to, sum);
  }
};

template <>
struct sums<element_format::float64> {
  struct type {
    long_floats low;
    long_floats high;
  };
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static type load(const Element* from) noexcept {
    return {load_as<long_floats>(from), load_as<long_floats>(from + long_width)};
  }
  CNR_DETAIL_ALWAYS_INLINE static type add(type sum, floats increment) noexcept {
    return {sum.low + low_doubles(increment), sum.high + high_doubles(increment)};
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static void store(Element* to, type sum) noexcept {
    store_as(to, sum.low);
    store_as(to + long_width, sum.high);
  }
};

template <>
struct sums<element_format::float16> {
  using type = floats;
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static type load(const Element* from) noexcept {
    return format<element_format::float16>::load(from);
  }
  CNR_DETAIL_ALWAYS_INLINE static type add(type sum, floats increment) noexcept {
    return round(sum + round(increment));
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static void store(Element* to, type sum) noexcept {
    store_as(to, to_halves(sum));
  }

 private:
  CNR_DETAIL_ALWAYS_INLINE static floats round(floats value) noexcept { return from_halves(to_halves(value)); }
};

template <>
struct sums<element_format::bfloat16> {
  using type = floats;
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static type load(const Element* from) noexcept {
    return format<element_format::bfloat16>::load(from);
  }
  CNR_DETAIL_ALWAYS_INLINE static type add(type sum, floats increment) noexcept {
    return round(sum + round(increment));
  }
  template <class Element>
  CNR_DETAIL_ALWAYS_INLINE static void store(Element* to, type sum) noexcept {
    store_as(to, narrow(reinterpret_cast<integers>(sum) >> 16U));
  }

 private:
  /// To the nearest float without the lower 16 bits; of two, the even one.
  CNR_DETAIL_ALWAYS_INLINE static floats round(floats value) noexcept {
    const auto bits = reinterpret_cast<integers>(value);
    const auto is_nan = (bits & 0x7fffffffU) > 0x7f800000U;
    const integers rounded = is_nan ? bits | 0x00400000U : bits + 0x7fffU + ((bits >> 16U) & 1U);
    return reinterpret_cast<floats>(rounded & 0xffff0000U);
  }
};

/// Adds an increment to each of a vector of elements.
template <class G>
CNR_DETAIL_ALWAYS_INLINE void add_to(G* elements, floats increment) noexcept {
  using format_sums = sums<format_of<G>::value>;
  format_sums::store(elements, format_sums::add(format_sums::load(elements), increment));
}

/// What one box adds to a band of rows of its image.
template <class G, class Sampler>
struct box_in_band {
  const grad_image_call<G, Sampler>& arguments;
  std::ptrdiff_t box;
  run_of_items band;  // of rows of the image
  run_of_items rows;  // of the crop, those that reach the band
  axis y;
  axis x;
  G* image;
  const float* crop;
};

/// Columns of one row of a crop, channels packed within each pixel on both sides.
template <class G, class Sampler>
struct pixel_run {
  const target_rows<G, Sampler>& targets;
  const located_taps<>& taps;
  std::ptrdiff_t columns;
  std::ptrdiff_t channels;
  std::ptrdiff_t image_stride;  // from column to column
  std::ptrdiff_t grads_stride;
  const float* grads;
  const float* next_grads;  // those that are needed next: of another row
};

/// For nearest.
template <std::size_t Rows, class G>
void scatter_pixels(const pixel_run<G, nearest>& run) noexcept {
  const pixel_run<G, nearest> in = run;  // a copy, as elements might be stored over it for all that the compiler knows
  G* const row = in.targets.row[0];
  for (std::ptrdiff_t i = 0; i < in.columns; ++i) {
    G* const to = row + std::ptrdiff_t{in.taps.left[static_cast<std::size_t>(i)]} * in.image_stride;
    const float* const grads = in.grads + i * in.grads_stride;
    const float* const next = in.next_grads + i * in.grads_stride;
    std::ptrdiff_t channel = 0;
    for (; channel + width <= in.channels; channel += width) {
      __builtin_prefetch(next + channel);
      add_to(to + channel, load(grads + channel));
    }
    for (; channel < in.channels; ++channel) accumulate(to[channel], grads[channel]);
  }
}

/// For bilinear; `Rows` of the image get something.
template <std::size_t Rows, class G>
void scatter_pixels(const pixel_run<G, bilinear>& run) noexcept {
  const pixel_run<G, bilinear> in = run;
  G* const above = in.targets.row[0];
  G* const below = in.targets.row[Rows - 1];
  const float share_above = in.targets.share[0];
  const float share_below = in.targets.share[Rows - 1];
  for (std::ptrdiff_t i = 0; i < in.columns; ++i) {
    const auto column = static_cast<std::size_t>(i);
    const std::ptrdiff_t left = std::ptrdiff_t{in.taps.left[column]} * in.image_stride;
    const std::ptrdiff_t right = std::ptrdiff_t{in.taps.right[column]} * in.image_stride;
    G* const top_left = above + left;
    G* const top_right = above + right;
    G* const bottom_left = below + left;
    G* const bottom_right = below + right;
    const float weight = in.taps.weight[column];
    const float rest = 1 - weight;
    const float* const grads = in.grads + i * in.grads_stride;
    const float* const next = in.next_grads + i * in.grads_stride;
    std::ptrdiff_t channel = 0;
    for (; channel + width <= in.channels; channel += width) {
      __builtin_prefetch(next + channel);
      const floats grad = load(grads + channel);
      const floats part = share_above * grad;
      add_to(top_left + channel, product(broadcast(rest), part));
      add_to(top_right + channel, product(broadcast(weight), part));
      if constexpr (Rows == 2) {
        const floats other = share_below * grad;
        add_to(bottom_left + channel, product(broadcast(rest), other));
        add_to(bottom_right + channel, product(broadcast(weight), other));
      }
    }
    for (; channel < in.channels; ++channel) {
      const float part = share_above * grads[channel];
      accumulate(top_left[channel], barred_product(rest, part));
      accumulate(top_right[channel], barred_product(weight, part));
      if constexpr (Rows == 2) {
        const float other = share_below * grads[channel];
        accumulate(bottom_left[channel], barred_product(rest, other));
        accumulate(bottom_right[channel], barred_product(weight, other));
      }
    }
  }
}

/// From one row of gradients to the one that is most likely needed next, so that it can be fetched while this one is
/// added: each is read once, and far from others if there are many channels.
template <class G, class Sampler>
std::ptrdiff_t distance_to_next(const box_in_band<G, Sampler>& in, std::ptrdiff_t row) noexcept {
  const image_view<float>& grads = in.arguments.grads;
  if (row + 1 < grads.extent(1)) return grads.stride(1);
  return in.box + 1 < grads.extent(0) ? grads.stride(0) - row * grads.stride(1) : 0;
}

/// The gradients of a crop of many channels, packed within each pixel on both sides.
template <class G, class Sampler>
void scatter_pixels(const box_in_band<G, Sampler>& in) noexcept {
  const image_view<float>& grads = in.arguments.grads;
  const tensor_view<G, 4>& grad_image = in.arguments.grad_image;
  const std::pair<std::ptrdiff_t, std::ptrdiff_t> inside = in.x.inside(grads.extent(2));
  if (inside.first == inside.second) return;
  located_taps<> taps;
  std::ptrdiff_t count = 0;
  for (std::ptrdiff_t row = in.rows.first; row < in.rows.last; ++row) {
    const target_rows<G, Sampler> targets = find_targets(in.arguments, in.y, in.image, row, in.band);
    // Rows are the outer loop, as their order counts.
    for (std::ptrdiff_t first = inside.first; first < inside.second; first += count) {
      if (row == in.rows.first || inside.second - inside.first > max_outputs) {
        count = least(inside.second - first, max_outputs);
        locate<std::is_same<Sampler, nearest>::value>(in.x, first, count, one_by_one{}, count,
                                                      last_of(grad_image.extent(2)), taps);
      }
      const float* const pixels = in.crop + row * grads.stride(1) + first * grads.stride(2);
      const pixel_run<G, Sampler> run{targets,
                                      taps,
                                      count,
                                      grads.extent(3),
                                      grad_image.stride(2),
                                      grads.stride(2),
                                      pixels,
                                      pixels + distance_to_next(in, row)};
      if (targets.count == 2) {
        scatter_pixels<taps_of<Sampler>::count>(run);
      } else {
        scatter_pixels<1>(run);
      }
    }
  }
}

/// Which gradients of a row each element of the image gets, as the taps of one side of their columns. Elements are
/// computed in blocks of a vector, whose places in a row are multiples of `width`. An element gets the gradients of
/// consecutive columns, one in each round. A part is those elements of a block that get theirs out of the same windows:
/// two vectors of gradients, which are the next column's in the next round.
class scatter_side {
 public:
  static constexpr std::size_t most_parts = static_cast<std::size_t>(1024 / width);
  static constexpr std::size_t most_rounds = static_cast<std::size_t>(2048 / width);
  static constexpr std::ptrdiff_t window = 2 * width;

  struct part {
    std::uint32_t element;  // the block's first
    std::uint32_t source;   // the first window's first gradient
    std::uint32_t rounds;
    std::uint32_t first_weight;
  };

  /// Plans the elements `wanted` of a row of `row_size`. False where they are too many.
  /// @param elements  that the gradients belong to, those of a column one after the other
  /// @param weights   of the gradients; null where they have none
  /// @param is_rest   whether this side gets what the weights leave of 1
  bool build(const std::uint32_t* elements, const float* weights, bool is_rest, std::ptrdiff_t columns,
             std::ptrdiff_t channels, bool falls, const run_of_items& wanted, std::ptrdiff_t row_size) noexcept {
    parts_ = 0;
    rounds_ = 0;
    // From the lowest element on.
    const std::ptrdiff_t step = falls ? -1 : 1;
    const std::ptrdiff_t end = falls ? -1 : columns;
    std::ptrdiff_t column = falls ? columns - 1 : 0;
    const auto element_at = [&](std::ptrdiff_t i) noexcept {
      return std::ptrdiff_t{elements[static_cast<std::size_t>(i * channels)]};
    };
    open_part open{};
    while (column != end) {
      // Consecutive columns that share an element.
      const std::ptrdiff_t begin = column;
      const std::ptrdiff_t element = element_at(column);
      while (column != end && element_at(column) == element) column += step;
      if (element < wanted.first || element >= wanted.last) continue;
      const std::ptrdiff_t count = magnitude(column - begin);
      const std::ptrdiff_t source = least(begin, column - step) * channels;
      for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
        if (!open.has_room(element + channel, source + channel)) {
          if (!close(open, weights, is_rest, channels) || parts_ == most_parts) return false;
          open.begin(element + channel, source + channel, row_size);
        }
        open.add(element + channel, source + channel, count);
      }
    }
    return close(open, weights, is_rest, channels);
  }

  std::size_t parts() const noexcept { return parts_; }
  const part& operator[](std::size_t number) const noexcept { return part_[number]; }

  /// Adds the gradients of part `number` to the sums of each of the rows.
  template <class Sampler, std::size_t Rows, class FormatSums>
  CNR_DETAIL_ALWAYS_INLINE void add(std::size_t number, const float* grads, std::ptrdiff_t channels,
                                    const std::array<floats, Rows>& share,
                                    std::array<typename FormatSums::type, Rows>& sum) const noexcept {
    const part& from = part_[number];
    const auto indices = load_as<integers>(&indices_[number * width]);
    const auto counts = load_as<integers>(&counts_[number * width]);
    const float* at = grads + from.source;
    for (std::uint32_t round = 0; round < from.rounds; ++round, at += channels) {
      const floats picked = collect(std::array<floats, 2>{{load(at), load(at + width)}}, indices);
      // Adding 0 changes no sum: none is -0.0, as all began with 0.
      const floats grad = counts > round ? picked : floats{};
      if constexpr (taps_of<Sampler>::count == 1) {
        sum[0] = FormatSums::add(sum[0], grad);
      } else {
        const floats weight = load(&weights_[(from.first_weight + round) * width]);
        for (std::size_t row = 0; row < Rows; ++row) {
          sum[row] = FormatSums::add(sum[row], product(weight, share[row] * grad));
        }
      }
    }
  }

 private:
  /// A part in the making.
  struct open_part {
    std::ptrdiff_t first_element;
    std::ptrdiff_t end_element = -1;  // before all elements: there is none yet
    std::ptrdiff_t lowest;            // of its sources
    std::ptrdiff_t highest;
    std::ptrdiff_t rounds;
    alignas(64) std::array<std::uint32_t, static_cast<std::size_t>(width)> sources;
    alignas(64) std::array<std::uint32_t, static_cast<std::size_t>(width)> counts;

    CNR_DETAIL_ALWAYS_INLINE bool has_room(std::ptrdiff_t element, std::ptrdiff_t source) const noexcept {
      return element < end_element && source - lowest < window && highest - source < window;
    }

    CNR_DETAIL_ALWAYS_INLINE void begin(std::ptrdiff_t element, std::ptrdiff_t source,
                                        std::ptrdiff_t row_size) noexcept {
      // A row's last block begins earlier, over elements that get nothing from it.
      first_element = least(element / width * width, row_size - width);
      end_element = first_element + width;
      lowest = source;
      highest = source;
      rounds = 0;
      store_as(sources.data(), integers{});
      store_as(counts.data(), integers{});
    }

    CNR_DETAIL_ALWAYS_INLINE void add(std::ptrdiff_t element, std::ptrdiff_t source, std::ptrdiff_t count) noexcept {
      lowest = least(lowest, source);
      highest = most(highest, source);
      rounds = most(rounds, count);
      const auto at = static_cast<std::size_t>(element - first_element);
      sources[at] = static_cast<std::uint32_t>(source);
      counts[at] = static_cast<std::uint32_t>(count);
    }
  };

  /// Keeps a part. False where there is no room for its weights.
  bool close(const open_part& from, const float* weights, bool is_rest, std::ptrdiff_t channels) noexcept {
    if (from.end_element < 0) return true;
    const auto rounds = static_cast<std::size_t>(from.rounds);
    if (rounds_ + rounds > most_rounds) return false;
    const integers indices = load_as<integers>(from.sources.data()) - static_cast<std::uint32_t>(from.lowest);
    store_as(&indices_[parts_ * width], indices);
    const auto counts = load_as<integers>(from.counts.data());
    store_as(&counts_[parts_ * width], counts);
    part_[parts_] = {static_cast<std::uint32_t>(from.first_element), static_cast<std::uint32_t>(from.lowest),
                     static_cast<std::uint32_t>(from.rounds), static_cast<std::uint32_t>(rounds_)};
    ++parts_;
    if (weights == nullptr) return true;
    for (std::size_t round = 0; round < rounds; ++round) {
      const float* const at = weights + from.lowest + static_cast<std::ptrdiff_t>(round) * channels;
      const floats weight = collect(std::array<floats, 2>{{load(at), load(at + width)}}, indices);
      // Elements that get nothing have no index, and what is picked for them may be anything, NaN for instance.
      const floats share = is_rest ? 1 - weight : weight;
      store(&weights_[(rounds_ + round) * width], counts > static_cast<std::uint32_t>(round) ? share : floats{});
    }
    rounds_ += rounds;
    return true;
  }

  std::size_t parts_;
  std::size_t rounds_;
  std::array<part, most_parts> part_;
  alignas(64) std::array<std::uint32_t, most_parts* static_cast<std::size_t>(width)> indices_;
  alignas(64) std::array<std::uint32_t, most_parts* static_cast<std::size_t>(width)> counts_;
  alignas(64) std::array<float, most_rounds* static_cast<std::size_t>(width)> weights_;
};

/// The gradients of crops of few channels, for both sides packed: a row of the crop is a run of gradients, a row of the
/// image a run of elements. Or one channel of them, where they are planes.
template <class G, class Sampler>
class strand_scatterer {
 public:
  static constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;

  strand_scatterer(const box_in_band<G, Sampler>& in, std::ptrdiff_t channels) noexcept
      : in_(in), channels_(channels), row_size_(in.arguments.grad_image.extent(2) * channels) {}

  /// Whether plans pay off, and every column of the image gets few enough gradients for one.
  bool is_worthwhile() const noexcept {
    // Of crops too wide for float to number their columns, too many are at the same place.
    if (in_.arguments.grads.extent(2) > max_extent) return false;
    const auto [left, right] = in_.x.inside(in_.arguments.grads.extent(2));
    const bool is_short = right - left < 24 && channels_ <= 4;
    if (row_size_ < width || is_short) return false;
    // Columns of the crop that have one of the image on the same side, and some more, as coordinates are rounded.
    const float step = in_.x.falls() ? -in_.x.scale() : in_.x.scale();
    const auto all = static_cast<float>(right - left);
    const float columns = step > 0 && 1.5F / step + 4 < all ? 1.5F / step + 4 : all;
    // Their channels may lie in two blocks; and there are those on the other side.
    return 2 * columns <= static_cast<float>(scatter_side::most_rounds) &&
           2 * columns * static_cast<float>(channels_) <= static_cast<float>(most_grads);
  }

  /// Adds the planes' gradients one after the other. Strides are those from plane to plane.
  void scatter(std::ptrdiff_t planes, std::ptrdiff_t image_stride, std::ptrdiff_t grads_stride) noexcept {
    const auto [left, right] = in_.x.inside(in_.arguments.grads.extent(2));
    if (left == right) return;
    const auto first_column = static_cast<std::ptrdiff_t>(in_.x.coordinate(left));
    const auto last_column = static_cast<std::ptrdiff_t>(in_.x.coordinate(right - 1));
    // Columns of the image are taken in ranges, each by itself, as many at a time as plans have room for.
    const std::ptrdiff_t end = least(most(first_column, last_column) + 2, in_.arguments.grad_image.extent(2));
    std::ptrdiff_t first = least(first_column, last_column);
    std::ptrdiff_t step = end - first;
    while (first < end) {
      const run_of_items range{first, least(first + step, end)};
      // A single column has a plan, or this had not been worthwhile; unless the compiler was told to be inexact.
      const bool has_plan = plan(range);
      if (!has_plan && range.last - range.first > 1) {
        step = (range.last - range.first + 1) / 2;
        continue;
      }
      for (std::ptrdiff_t plane = 0; plane < planes && has_plan && count_ > 0; ++plane) {
        scatter_rows_of(plane * image_stride, plane * grads_stride);
      }
      first = range.last;
    }
  }

 private:
  using format_sums = sums<format_of<G>::value>;

  /// The most gradients of a row that are planned: their weights are read in windows.
  static constexpr std::ptrdiff_t most_grads = max_outputs - scatter_side::window;

  bool plan(const run_of_items& range) noexcept {
    const run_of_items columns = positions_that_reach(
        range, in_.arguments.sampler, in_.x, in_.arguments.grad_image.extent(2), in_.arguments.grads.extent(2));
    const std::ptrdiff_t column_count = most(columns.last - columns.first, 0);
    first_ = columns.first;
    count_ = column_count * channels_;
    if (count_ == 0) return true;
    if (count_ > most_grads) return false;
    const auto channels = static_cast<std::int32_t>(channels_);
    const interleaved outputs(strand{channels_, channels, 1, 0, 0});
    located_taps<> taps;
    locate<is_nearest>(in_.x, columns.first, column_count, outputs, count_, last_of(in_.arguments.grad_image.extent(2)),
                       taps);
    if constexpr (!is_nearest) {
      // Read with the windows of the last weights, but not used.
      for (std::ptrdiff_t i = count_; i < count_ + scatter_side::window; ++i)
        taps.weight[static_cast<std::size_t>(i)] = 0;
    }
    const auto build = [&](const whole_vectors<std::uint32_t>& elements, bool is_rest, scatter_side& side) noexcept {
      return side.build(elements.data(), is_nearest ? nullptr : taps.weight.data(), is_rest, column_count, channels_,
                        in_.x.falls(), {range.first * channels_, range.last * channels_}, row_size_);
    };
    if constexpr (is_nearest) {
      return build(taps.left, true, first_side_);
    } else if (in_.x.falls()) {
      // An element is the left one of earlier columns than those whose right one it is.
      return build(taps.left, true, first_side_) && build(taps.right, false, second_side_);
    } else {
      return build(taps.right, false, first_side_) && build(taps.left, true, second_side_);
    }
  }

  void scatter_rows_of(std::ptrdiff_t image_offset, std::ptrdiff_t grads_offset) noexcept {
    const image_view<float>& grads = in_.arguments.grads;
    const float* const first = in_.crop + grads_offset + first_ * (grads.extent(2) > 1 ? grads.stride(2) : 0);
    const auto targets_of = [&](std::ptrdiff_t row) noexcept {
      return find_targets(in_.arguments, in_.y, in_.image + image_offset, row, in_.band);
    };
    target_rows<G, Sampler> next = targets_of(in_.rows.first);
    for (std::ptrdiff_t row = in_.rows.first; row < in_.rows.last; ++row) {
      const target_rows<G, Sampler> targets = next;
      if (row + 1 < in_.rows.last) next = targets_of(row + 1);
      const float* const from = readable(first + row * grads.stride(1), distance_to_next(in_, row));
      if (targets.count == 2 && targets.row[0] != targets.row[1]) {
        scatter_row<taps_of<Sampler>::count>(from, targets.row, targets.share, next);
        continue;
      }
      // At a whole coordinate, both are one row. What comes second are zeros, or NaN where a gradient is infinite.
      for (std::size_t i = 0; i < targets.count; ++i) {
        scatter_row<1>(from, {{targets.row[i]}}, {{targets.share[i]}}, next);
      }
    }
  }

  /// A copy of a row's gradients, with room for the windows of the last ones. Those `to_next` behind them are fetched.
  const float* readable(const float* grads, std::ptrdiff_t to_next) noexcept {
    std::ptrdiff_t i = 0;
    for (; i + width <= count_; i += width) {
      __builtin_prefetch(grads + to_next + i);
      store(&row_[static_cast<std::size_t>(i)], load(grads + i));
    }
    for (; i < count_; ++i) row_[static_cast<std::size_t>(i)] = grads[i];
    return row_.data();
  }

  /// Adds one row of gradients to the blocks of elements that both sides have parts of, in their order, and fetches
  /// those of the rows that are next.
  template <std::size_t Rows>
  CNR_DETAIL_ALWAYS_INLINE void scatter_row(const float* grads, std::array<G*, Rows> to,
                                            const std::array<float, Rows>& shares_of,
                                            const target_rows<G, Sampler>& next) const noexcept {
    G* const next_above = next.row[0];
    G* const next_below = next.row[next.count - 1];
    std::array<floats, Rows> share;
    for (std::size_t row = 0; row < Rows; ++row) share[row] = broadcast(shares_of[row]);
    std::size_t first = 0;
    std::size_t second = 0;
    const auto element_of = [](const scatter_side& side, std::size_t number) noexcept {
      return number < side.parts() ? side[number].element : UINT32_MAX;
    };
    for (;;) {
      const std::uint32_t first_element = element_of(first_side_, first);
      const std::uint32_t second_element = is_nearest ? UINT32_MAX : element_of(second_side_, second);
      const std::uint32_t element = first_element < second_element ? first_element : second_element;
      if (element == UINT32_MAX) return;
      std::array<typename format_sums::type, Rows> sum;
      for (std::size_t row = 0; row < Rows; ++row) sum[row] = format_sums::load(to[row] + element);
      __builtin_prefetch(next_above + element, 1);
      __builtin_prefetch(next_below + element, 1);
      for (; element_of(first_side_, first) == element; ++first) {
        first_side_.template add<Sampler, Rows, format_sums>(first, grads, channels_, share, sum);
      }
      if constexpr (!is_nearest) {
        for (; element_of(second_side_, second) == element; ++second) {
          second_side_.template add<Sampler, Rows, format_sums>(second, grads, channels_, share, sum);
        }
      }
      for (std::size_t row = 0; row < Rows; ++row) format_sums::store(to[row] + element, sum[row]);
    }
  }

  const box_in_band<G, Sampler>& in_;
  std::ptrdiff_t channels_;
  std::ptrdiff_t row_size_;
  std::ptrdiff_t first_;  // of the columns planned
  std::ptrdiff_t count_;  // of their gradients
  scatter_side first_side_;
  scatter_side second_side_;
  // What lies behind a row's gradients is read, but not used.
  alignas(64) whole_vectors<float, max_outputs> row_{};
};

/// The gradients of a crop whose rows are strands of `channels` interleaved ones: so many planes, and the strides from
/// one to the next. False where there are too many for plans. Not inlined: a scatterer takes much of the stack.
template <class G, class Sampler>
CNR_DETAIL_NOINLINE bool scatter_strands(const box_in_band<G, Sampler>& in, std::ptrdiff_t channels,
                                         std::ptrdiff_t planes, std::ptrdiff_t image_stride,
                                         std::ptrdiff_t grads_stride) noexcept {
  strand_scatterer<G, Sampler> scatterer(in, channels);
  if (!scatterer.is_worthwhile()) return false;
  scatterer.scatter(planes, image_stride, grads_stride);
  return true;
}

/// The gradients of the crop of `box` for the rows `band` of its image, in vectors where the layout allows it.
template <class G, class Sampler>
void scatter_box_in_vectors(const grad_image_call<G, Sampler>& arguments, std::ptrdiff_t box,
                            const run_of_items& band) noexcept {
  const image_view<float>& grads = arguments.grads;
  const tensor_view<G, 4>& grad_image = arguments.grad_image;
  const boxes_view& boxes = arguments.boxes;
  const std::ptrdiff_t channels = grads.extent(3);
  if (grad_image.extent(1) > max_extent || grad_image.extent(2) > max_extent) return scatter_box(arguments, box, band);
  const axis y(boxes(box, 0), boxes(box, 2), grad_image.extent(1), grads.extent(1));
  const axis x(boxes(box, 1), boxes(box, 3), grad_image.extent(2), grads.extent(2));
  const box_in_band<G, Sampler> in{
      arguments,
      box,
      band,
      positions_that_reach(band, arguments.sampler, y, grad_image.extent(1), grads.extent(1)),
      y,
      x,
      grad_image.data() + arguments.box_indices(box) * grad_image.stride(0),
      grads.data() + box * grads.stride(0)};
  if (in.rows.first >= in.rows.last) return;
  const bool are_channels_packed = channels == 1 || (grads.stride(3) == 1 && grad_image.stride(3) == 1);
  if (channels >= width && are_channels_packed) return scatter_pixels(in);
  // Strides along axes of one element mean nothing and may be anything.
  const auto are_columns_apart_by = [&](std::ptrdiff_t distance) noexcept {
    return (grads.extent(2) == 1 || grads.stride(2) == distance) &&
           (grad_image.extent(2) == 1 || grad_image.stride(2) == distance);
  };
  if (are_channels_packed && are_columns_apart_by(channels)) {
    if (scatter_strands(in, channels, 1, 0, 0)) return;
  } else if (are_columns_apart_by(1)) {
    if (scatter_strands(in, 1, channels, grad_image.stride(3), grads.stride(3))) return;
  }
  scatter_box(arguments, box, band);
}

/// Rows of a batch of images, numbered through, with all that is added to them. Not inlined, as resample_pieces.
template <class G, class Sampler>
CNR_DETAIL_NOINLINE void scatter_rows(const grad_image_call<G, Sampler>& arguments, const run_of_items& rows) noexcept {
  zero_rows(arguments.grad_image, rows);
  for_each_box_with(arguments, rows, [&](std::ptrdiff_t box, const run_of_items& band) noexcept {
    scatter_box_in_vectors(arguments, box, band);
  });
}

/// Sums by lanes: number n is added to lane n % sum_lanes.
class lane_vectors {
 public:
  CNR_DETAIL_ALWAYS_INLINE explicit lane_vectors(const double* from) noexcept {
    for (std::size_t i = 0; i < part_.size(); ++i) part_[i] = load_as<long_floats>(from + i * long_width);
  }
  CNR_DETAIL_ALWAYS_INLINE void store(double* to) const noexcept {
    for (std::size_t i = 0; i < part_.size(); ++i) store_as(to + i * long_width, part_[i]);
  }

  /// Adds numbers of which the first has the number `First`, a multiple of width.
  template <std::ptrdiff_t First>
  CNR_DETAIL_ALWAYS_INLINE void add(floats numbers) noexcept {
    constexpr auto at = static_cast<std::size_t>(First % sum_lanes / long_width);
    part_[at] += low_doubles(numbers);
    part_[(at + 1) % count] += high_doubles(numbers);
  }

 private:
  static constexpr auto count = static_cast<std::size_t>(sum_lanes / long_width);
  std::array<long_floats, count> part_;
};

/// Numbers that are computed at a time: a vector, or two where a vector has fewer than there are lanes.
constexpr std::ptrdiff_t numbers_at_a_time = most(width, sum_lanes);

/// What four elements and a gradient give: the terms due to y and to x.
struct grad_terms {
  floats along_y;
  floats along_x;
};

CNR_DETAIL_ALWAYS_INLINE floats share_out(floats a, floats b, floats weight) noexcept {
  return product(1 - weight, a) + product(weight, b);
}

CNR_DETAIL_ALWAYS_INLINE grad_terms make_terms(floats top_left, floats top_right, floats bottom_left,
                                               floats bottom_right, floats x_weight, floats y_weight,
                                               floats grad) noexcept {
  return {share_out(bottom_left - top_left, bottom_right - top_right, x_weight) * grad,
          share_out(top_right - top_left, bottom_right - bottom_left, y_weight) * grad};
}

/// The first `count` elements as floats, fewer than a vector, and zeros behind them.
template <class T>
CNR_DETAIL_ALWAYS_INLINE floats load_first(const T* from, std::ptrdiff_t count) noexcept {
  std::array<float, static_cast<std::size_t>(width)> all{};
  for (std::ptrdiff_t i = 0; i < count; ++i) all[static_cast<std::size_t>(i)] = element_traits<T>::to_float(from[i]);
  return load(all.data());
}

constexpr std::ptrdiff_t max_grad_columns = columns_of_chunk(1);

/// Rows of many channels, packed within each pixel on both sides.
template <class T>
class pixel_grad_rows {
 public:
  explicit pixel_grad_rows(const grad_boxes_call<T>& arguments) noexcept : arguments_(arguments) {}

  CNR_DETAIL_NOINLINE bool prepare(const chunk_of_columns& chunk) noexcept {
    locate<false>(chunk.x, chunk.first, chunk.count, one_by_one{}, chunk.count, last_of(arguments_.image.extent(2)),
                  taps_);
    first_ = chunk.first;
    count_ = static_cast<std::size_t>(chunk.count);
    return true;
  }

  CNR_DETAIL_NOINLINE void add(const grad_row<T>& row, chunk_sums& sums) const noexcept {
    const std::ptrdiff_t channels = arguments_.image.extent(3);
    const std::ptrdiff_t image_stride = arguments_.image.stride(2);
    const std::ptrdiff_t grads_stride = arguments_.grads.stride(2);
    const floats y_weight = broadcast(row.weight);
    lane_vectors of_row(sums.row.data());
    for (std::size_t column = 0; column < count_; ++column) {
      const float* const grads = row.grads + (first_ + static_cast<std::ptrdiff_t>(column)) * grads_stride;
      const std::ptrdiff_t left = std::ptrdiff_t{taps_.left[column]} * image_stride;
      const std::ptrdiff_t right = std::ptrdiff_t{taps_.right[column]} * image_stride;
      const T* const top_left = row.above + left;
      const T* const top_right = row.above + right;
      const T* const bottom_left = row.below + left;
      const T* const bottom_right = row.below + right;
      const floats x_weight = broadcast(taps_.weight[column]);
      double* const slots = &sums.slot[column * static_cast<std::size_t>(sum_lanes)];
      lane_vectors of_column(slots);
      const auto add_terms = [&](auto first, const grad_terms& terms) noexcept {
        of_row.template add<first()>(terms.along_y);
        of_column.template add<first()>(terms.along_x);
      };
      std::ptrdiff_t channel = 0;
      for (; channel + numbers_at_a_time <= channels; channel += numbers_at_a_time) {
        const auto add_vector = [&](auto first) noexcept {
          const std::ptrdiff_t at = channel + first();
          add_terms(first, make_terms(stored::load(top_left + at), stored::load(top_right + at),
                                      stored::load(bottom_left + at), stored::load(bottom_right + at), x_weight,
                                      y_weight, load(grads + at)));
        };
        add_vector(constant<0>{});
        if constexpr (numbers_at_a_time > width) add_vector(constant<width>{});
      }
      const auto add_rest = [&](auto first) noexcept {
        const std::ptrdiff_t at = channel + first();
        const std::ptrdiff_t rest = least(channels - at, width);
        if (rest <= 0) return;
        add_terms(first, make_terms(load_first(top_left + at, rest), load_first(top_right + at, rest),
                                    load_first(bottom_left + at, rest), load_first(bottom_right + at, rest), x_weight,
                                    y_weight, load_first(grads + at, rest)));
      };
      if (channel < channels) {
        add_rest(constant<0>{});
        if constexpr (numbers_at_a_time > width) add_rest(constant<width>{});
      }
      of_column.store(slots);
    }
    of_row.store(sums.row.data());
  }

 private:
  using stored = format<format_of<T>::value>;

  const grad_boxes_call<T>& arguments_;
  std::ptrdiff_t first_ = 0;
  std::size_t count_ = 0;
  located_taps<max_grad_columns> taps_;
};

/// Rows of few channels: runs of gradients, and strands of the image. Elements are picked out of windows of a row of
/// floats: the image's own, where it has these and enough of them, or a copy.
template <class T>
class strand_grad_rows {
 public:
  explicit strand_grad_rows(const grad_boxes_call<T>& arguments) noexcept : arguments_(arguments) {}

  /// False where the layout does not allow it, or elements are too far apart.
  CNR_DETAIL_NOINLINE bool prepare(const chunk_of_columns& chunk) noexcept {
    const std::ptrdiff_t channels = arguments_.image.extent(3);
    const strand in_bytes = strand_of(arguments_.image, channels);
    if (in_bytes.channels == 0) return false;
    constexpr auto size = static_cast<std::int32_t>(sizeof(T));
    const strand along{channels, in_bytes.column_stride / size, in_bytes.channel_stride / size, in_bytes.low / size,
                       in_bytes.size / size};
    first_grad_ = chunk.first * (arguments_.grads.extent(2) > 1 ? arguments_.grads.stride(2) : 0);
    count_ = chunk.count * channels;
    locate<false>(chunk.x, chunk.first, chunk.count, interleaved(along), count_, last_of(arguments_.image.extent(2)),
                  taps_);
    return lay_windows(along);
  }

  CNR_DETAIL_NOINLINE void add(const grad_row<T>& row, chunk_sums& sums) const noexcept {
    const float* const above = floats_of(row.above, row.below);
    const float* const below = floats_of(row.below, row.above);
    if (vectors_ == 2) {
      add_groups<2>(above, below, row, sums);
    } else {
      add_groups<4>(above, below, row, sums);
    }
  }

 private:
  static constexpr std::ptrdiff_t max_floats = 2048;

  /// The lowest element that each group reads, and from there on, which.
  bool lay_windows(const strand& along) noexcept {
    std::uint32_t widest = 0;
    std::uint32_t lowest = UINT32_MAX;
    std::uint32_t highest = 0;
    for (std::ptrdiff_t group = 0; group * width < count_; ++group) {
      std::uint32_t low = UINT32_MAX;
      std::uint32_t high = 0;
      // Behind the last output, taps repeat the last column's.
      for (std::ptrdiff_t i = group * width; i < (group + 1) * width; ++i) {
        const auto at = static_cast<std::size_t>(i);
        low = smaller(low, smaller(taps_.left[at], taps_.right[at]));
        high = larger(high, larger(taps_.left[at], taps_.right[at]));
      }
      start_[static_cast<std::size_t>(group)] = low;
      lowest = smaller(lowest, low);
      highest = larger(highest, high);
      widest = larger(widest, high - low);
    }
    if (widest >= 4 * width) return false;
    vectors_ = widest < 2 * width ? 2 : 4;
    is_direct_ = std::is_same<T, float>::value && along.size >= vectors_ * width;
    if (!is_direct_ && highest - lowest >= max_floats) return false;
    first_element_ = along.low + (is_direct_ ? 0 : static_cast<std::int32_t>(lowest));
    elements_ = static_cast<std::ptrdiff_t>(highest - lowest) + 1;
    const std::uint32_t last_start =
        is_direct_ ? static_cast<std::uint32_t>(along.size - vectors_ * width) : UINT32_MAX;
    for (std::ptrdiff_t group = 0; group * width < count_; ++group) {
      std::uint32_t& start = start_[static_cast<std::size_t>(group)];
      start = smaller(start, last_start);
      const auto at = static_cast<std::size_t>(group * width);
      store_as(&taps_.left[at], load_as<integers>(&taps_.left[at]) - start);
      store_as(&taps_.right[at], load_as<integers>(&taps_.right[at]) - start);
      if (!is_direct_) start -= lowest;
    }
    source_ = {{nullptr, nullptr}};
    return true;
  }

  static std::uint32_t smaller(std::uint32_t a, std::uint32_t b) noexcept { return b < a ? b : a; }
  static std::uint32_t larger(std::uint32_t a, std::uint32_t b) noexcept { return a < b ? b : a; }

  /// A row as floats. It stays until a row other than it and `other` is asked for.
  const float* floats_of(const T* row, const T* other) const noexcept {
    if constexpr (std::is_same<T, float>::value) {
      if (is_direct_) return row + first_element_;
    }
    for (std::size_t slot = 0; slot < 2; ++slot) {
      if (source_[slot] == row) return converted_[slot].data();
    }
    const std::size_t slot = source_[0] == other ? 1 : 0;
    source_[slot] = row;
    const T* const from = row + first_element_;
    float* const to = converted_[slot].data();
    std::ptrdiff_t i = 0;
    for (; i + width <= elements_; i += width) store(to + i, format<format_of<T>::value>::load(from + i));
    for (; i < elements_; ++i) to[i] = element_traits<T>::to_float(from[i]);
    // Read with the windows of the last elements, but not used.
    for (std::ptrdiff_t end = i + 4 * width; i < end; ++i) to[i] = 0;
    return to;
  }

  template <std::size_t Vectors>
  CNR_DETAIL_ALWAYS_INLINE floats pick_from(const float* window, const std::uint32_t* indices) const noexcept {
    std::array<floats, Vectors> vectors;
    for (std::size_t i = 0; i < Vectors; ++i) vectors[i] = load(window + static_cast<std::ptrdiff_t>(i) * width);
    return collect(vectors, load_as<integers>(indices));
  }

  template <std::size_t Vectors>
  CNR_DETAIL_ALWAYS_INLINE grad_terms terms_of(const float* above, const float* below, floats y_weight, std::size_t at,
                                               floats grad) const noexcept {
    const std::uint32_t start = start_[at / static_cast<std::size_t>(width)];
    const std::uint32_t* const left = &taps_.left[at];
    const std::uint32_t* const right = &taps_.right[at];
    return make_terms(pick_from<Vectors>(above + start, left), pick_from<Vectors>(above + start, right),
                      pick_from<Vectors>(below + start, left), pick_from<Vectors>(below + start, right),
                      load(&taps_.weight[at]), y_weight, grad);
  }

  template <std::size_t Vectors>
  void add_groups(const float* above, const float* below, const grad_row<T>& row, chunk_sums& sums) const noexcept {
    const floats y_weight = broadcast(row.weight);
    const float* const grads = row.grads + first_grad_;
    lane_vectors of_row(sums.row.data());
    std::ptrdiff_t number = 0;
    const auto add_terms = [&](auto first, const grad_terms& terms) noexcept {
      double* const slots = &sums.slot[static_cast<std::size_t>(number + first())];
      of_row.template add<first()>(terms.along_y);
      store_as(slots, load_as<long_floats>(slots) + low_doubles(terms.along_x));
      store_as(slots + long_width, load_as<long_floats>(slots + long_width) + high_doubles(terms.along_x));
    };
    for (; number + numbers_at_a_time <= count_; number += numbers_at_a_time) {
      const auto add_vector = [&](auto first) noexcept {
        const std::ptrdiff_t at = number + first();
        add_terms(first, terms_of<Vectors>(above, below, y_weight, static_cast<std::size_t>(at), load(grads + at)));
      };
      add_vector(constant<0>{});
      if constexpr (numbers_at_a_time > width) add_vector(constant<width>{});
    }
    const auto add_rest = [&](auto first) noexcept {
      const std::ptrdiff_t at = number + first();
      const std::ptrdiff_t rest = least(count_ - at, width);
      if (rest <= 0) return;
      const grad_terms terms =
          terms_of<Vectors>(above, below, y_weight, static_cast<std::size_t>(at), load_first(grads + at, rest));
      // Behind the last output, infinite elements times 0 are no 0.
      const auto is_there = lane_numbers() < static_cast<std::uint32_t>(rest);
      add_terms(first, {is_there ? terms.along_y : floats{}, is_there ? terms.along_x : floats{}});
    };
    if (number < count_) {
      add_rest(constant<0>{});
      if constexpr (numbers_at_a_time > width) add_rest(constant<width>{});
    }
    of_row.store(sums.row.data());
  }

  const grad_boxes_call<T>& arguments_;
  std::ptrdiff_t first_grad_ = 0;
  std::ptrdiff_t count_ = 0;          // of gradients
  std::ptrdiff_t vectors_ = 0;        // of a window
  bool is_direct_ = false;            // the image's rows are read where they are
  std::ptrdiff_t first_element_ = 0;  // of a row that is read
  std::ptrdiff_t elements_ = 0;       // that are converted
  located_taps<sum_slots> taps_;
  std::array<std::uint32_t, static_cast<std::size_t>(sum_slots / width + 1)> start_;
  mutable std::array<const T*, 2> source_{{nullptr, nullptr}};
  alignas(64) mutable std::array<whole_vectors<float, max_floats + 4 * width>, 2> converted_;
};

/// The sums of one band of rows of the crop of `box`, in vectors where the layout allows it. Not inlined, as
/// resample_pieces.
template <class T>
CNR_DETAIL_NOINLINE bound_sums sum_band_in_vectors(const grad_boxes_call<T>& arguments, std::ptrdiff_t box,
                                                   const run_of_items& band) noexcept {
  const image_view<T>& image = arguments.image;
  const image_view<float>& grads = arguments.grads;
  const std::ptrdiff_t channels = image.extent(3);
  const bool are_channels_packed = channels == 1 || (image.stride(3) == 1 && grads.stride(3) == 1);
  if (image.extent(1) <= max_extent && image.extent(2) <= max_extent) {
    if (channels >= many_channels && are_channels_packed) {
      pixel_grad_rows<T> rows(arguments);
      return sum_band(arguments, box, band, rows);
    }
    // Strides along axes of one element mean nothing and may be anything.
    const bool are_grads_packed =
        (channels == 1 || grads.stride(3) == 1) && (grads.extent(2) == 1 || grads.stride(2) == channels);
    if (channels < many_channels && are_grads_packed) {
      strand_grad_rows<T> rows(arguments);
      return sum_band(arguments, box, band, rows);
    }
  }
  return sum_band(arguments, box, band);
}
