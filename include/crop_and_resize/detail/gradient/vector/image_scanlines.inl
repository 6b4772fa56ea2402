// SPDX-License-Identifier: MIT
//
// The same for few channels: rows of crops and images are strands, and elements gather what is added to them.

/// The columns of a crop whose gradients are added to some elements of a row of the image.
struct planned_columns {
  std::ptrdiff_t count;
  std::ptrdiff_t channels;
  bool fall;             // whether elements fall from one column to the next
  const float* weights;  // of their gradients, those of a column one after the other; null where they have none
  index_range wanted;    // elements
  std::ptrdiff_t row_size;
};

/// Which gradients of a row each element of the image gets, as the taps of one side of their columns, left or right.
/// Elements are computed in blocks of a vector, whose places in a row are multiples of `width`. An element gets the
/// gradients of consecutive columns, one in each round. A part is those elements of a block that get theirs out of the
/// same windows: two vectors of gradients, which are the next column's in the next round.
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

  /// Plans which gradients the wanted elements get. False where there are too many.
  /// @param elements  that this side of the gradients belongs to, those of a column one after the other
  /// @param is_rest   whether this side gets what the weights leave of 1
  bool build(const std::uint32_t* elements, bool is_rest, const planned_columns& columns) noexcept {
    parts_ = 0;
    rounds_ = 0;
    const std::ptrdiff_t channels = columns.channels;
    // From the lowest element on.
    const std::ptrdiff_t step = columns.fall ? -1 : 1;
    const std::ptrdiff_t end = columns.fall ? -1 : columns.count;
    std::ptrdiff_t column = columns.fall ? columns.count - 1 : 0;
    const auto element_at = [&](std::ptrdiff_t i) noexcept {
      return std::ptrdiff_t{elements[static_cast<std::size_t>(i * channels)]};
    };
    open_part open{};
    while (column != end) {
      // Consecutive columns that share an element.
      const std::ptrdiff_t begin = column;
      const std::ptrdiff_t element = element_at(column);
      while (column != end && element_at(column) == element) column += step;
      if (element < columns.wanted.first || element >= columns.wanted.last) continue;
      const std::ptrdiff_t count = magnitude(column - begin);
      const std::ptrdiff_t source = minimum(begin, column - step) * channels;
      for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
        if (!open.has_room(element + channel, source + channel)) {
          if (!close(open, is_rest, columns) || parts_ == most_parts) return false;
          open.begin(element + channel, source + channel, columns.row_size);
        }
        open.add(element + channel, source + channel, count);
      }
    }
    return close(open, is_rest, columns);
  }

  std::size_t parts() const noexcept { return parts_; }
  const part& operator[](std::size_t number) const noexcept { return part_[number]; }

  /// Adds the gradients of part `number` to the sums of each of the rows.
  template <class Sampler, std::size_t RowCount, class FormatSums>
  CNR_DETAIL_ALWAYS_INLINE void add(std::size_t number, const float* grads, std::ptrdiff_t channels,
                                    const std::array<floats, RowCount>& share,
                                    std::array<typename FormatSums::type, RowCount>& sum) const noexcept {
    const part& from = part_[number];
    const auto indices = load_as<integers>(&indices_[number * width]);
    const auto counts = load_as<integers>(&counts_[number * width]);
    const float* at = grads + from.source;
    for (std::uint32_t round = 0; round < from.rounds; ++round, at += channels) {
      const floats picked = permute(std::array<floats, 2>{{load(at), load(at + width)}}, indices);
      // Adding 0 changes no sum: none is -0.0, as all began with 0.
      const floats grad = counts > round ? picked : floats{};
      if constexpr (taps_of<Sampler>::count == 1) {
        sum[0] = FormatSums::add(sum[0], grad);
      } else {
        const floats weight = load(&weights_[(from.first_weight + round) * width]);
        for (std::size_t row = 0; row < RowCount; ++row) {
          sum[row] = FormatSums::add(sum[row], unfused_multiply(weight, share[row] * grad));
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
      first_element = minimum(element / width * width, row_size - width);
      end_element = first_element + width;
      lowest = source;
      highest = source;
      rounds = 0;
      store_as(sources.data(), integers{});
      store_as(counts.data(), integers{});
    }

    CNR_DETAIL_ALWAYS_INLINE void add(std::ptrdiff_t element, std::ptrdiff_t source, std::ptrdiff_t count) noexcept {
      lowest = minimum(lowest, source);
      highest = maximum(highest, source);
      rounds = maximum(rounds, count);
      const auto at = static_cast<std::size_t>(element - first_element);
      sources[at] = static_cast<std::uint32_t>(source);
      counts[at] = static_cast<std::uint32_t>(count);
    }
  };

  /// Keeps a part. False where there is no room for its weights.
  bool close(const open_part& from, bool is_rest, const planned_columns& columns) noexcept {
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
    if (columns.weights == nullptr) return true;
    for (std::size_t round = 0; round < rounds; ++round) {
      const float* const at = columns.weights + from.lowest + static_cast<std::ptrdiff_t>(round) * columns.channels;
      const floats weight = permute(std::array<floats, 2>{{load(at), load(at + width)}}, indices);
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
class scanline_scatterer {
 public:
  static constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;

  scanline_scatterer(const box_scatter<G, Sampler>& in, std::ptrdiff_t channels) noexcept
      : in_(in), channels_(channels), row_size_(in.arguments.grad_image.extent(2) * channels) {}

  /// Whether plans pay off, and every column of the image gets few enough gradients for one.
  bool is_worthwhile() const noexcept {
    // Of crops too wide for float to number their columns, too many are at the same place.
    if (in_.arguments.grads.extent(2) > max_extent) return false;
    const auto [left, right] = in_.x.inside(in_.arguments.grads.extent(2));
    if (row_size_ < width || !is_worth_a_plan(right - left, channels_)) return false;
    const float columns = most_columns_a_side(static_cast<float>(right - left));
    // Their channels may lie in two blocks; and there are those on the other side.
    constexpr float blocks = 2;
    constexpr float sides = 2;
    return blocks * columns <= static_cast<float>(scatter_side::most_rounds) &&
           sides * columns * static_cast<float>(channels_) <= static_cast<float>(most_grads);
  }

  /// Adds the planes' gradients one after the other. Strides are those from plane to plane.
  void scatter(std::ptrdiff_t planes, std::ptrdiff_t image_stride, std::ptrdiff_t grads_stride) noexcept {
    const auto [left, right] = in_.x.inside(in_.arguments.grads.extent(2));
    if (left == right) return;
    const auto first_column = static_cast<std::ptrdiff_t>(in_.x.coordinate(left));
    const auto last_column = static_cast<std::ptrdiff_t>(in_.x.coordinate(right - 1));
    // Columns of the image are taken in ranges, each by itself, as many at a time as plans have room for.
    const std::ptrdiff_t end = minimum(maximum(first_column, last_column) + 2, in_.arguments.grad_image.extent(2));
    std::ptrdiff_t first = minimum(first_column, last_column);
    std::ptrdiff_t step = end - first;
    while (first < end) {
      const index_range range{first, minimum(first + step, end)};
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

  /// The most columns of the crop, of `all`, that have one of the image's on the same side: as many as fit between it
  /// and the next one, and half as many and four more, as coordinates are rounded.
  float most_columns_a_side(float all) const noexcept {
    const float step = in_.x.falls() ? -in_.x.scale() : in_.x.scale();
    if (!(step > 0)) return all;
    const float fitting = 1.5F / step + 4;
    return fitting < all ? fitting : all;
  }

  bool plan(const index_range& range) noexcept {
    const index_range columns = positions_that_reach(range, in_.arguments.sampler, in_.x,
                                                     in_.arguments.grad_image.extent(2), in_.arguments.grads.extent(2));
    const std::ptrdiff_t column_count = maximum(columns.last - columns.first, 0);
    first_ = columns.first;
    count_ = column_count * channels_;
    if (count_ == 0) return true;
    if (count_ > most_grads) return false;
    const auto channels = static_cast<std::int32_t>(channels_);
    const interleaved_channels outputs(scanline{channels_, channels, 1, 0, 0});
    tap_table<vector_sampler<Sampler>> taps;
    locate_taps(in_.x, columns.first, column_count, outputs, count_, last_of(in_.arguments.grad_image.extent(2)), taps);
    if constexpr (!is_nearest) {
      // Read with the windows of the last weights, but not used.
      for (std::ptrdiff_t i = count_; i < count_ + scatter_side::window; ++i)
        taps.weight[static_cast<std::size_t>(i)] = 0;
    }
    const planned_columns planned{column_count,
                                  channels_,
                                  in_.x.falls(),
                                  is_nearest ? nullptr : taps.weight.data(),
                                  {range.first * channels_, range.last * channels_},
                                  row_size_};
    if constexpr (is_nearest) {
      return first_side_.build(taps.tap[0].data(), true, planned);
    } else {
      // Columns' order counts. Where elements fall, one is the left one of earlier columns than those whose right one
      // it is; where they rise, of later ones.
      scatter_side& left_side = planned.fall ? first_side_ : second_side_;
      scatter_side& right_side = planned.fall ? second_side_ : first_side_;
      return left_side.build(taps.tap[0].data(), true, planned) && right_side.build(taps.tap[1].data(), false, planned);
    }
  }

  void scatter_rows_of(std::ptrdiff_t image_offset, std::ptrdiff_t grads_offset) noexcept {
    const image_view<float>& grads = in_.arguments.grads;
    const float* const first = in_.crop + grads_offset + first_ * (grads.extent(2) > 1 ? grads.stride(2) : 0);
    const auto targets_of = [&](std::ptrdiff_t row) noexcept {
      return find_targets(in_.arguments, in_.y, in_.image + image_offset, row, in_.image_rows);
    };
    target_rows<G, Sampler> next = targets_of(in_.rows.first);
    for (std::ptrdiff_t row = in_.rows.first; row < in_.rows.last; ++row) {
      const target_rows<G, Sampler> targets = next;
      if (row + 1 < in_.rows.last) next = targets_of(row + 1);
      if (targets.count == 0) continue;  // as in scatter_box: only by flags that void the promise of bytes
      const target_rows<G, Sampler>& to_fetch = next.count > 0 ? next : targets;
      const float* const from = readable(first + row * grads.stride(1));
      if (targets.count == 2 && targets.row[0] != targets.row[1]) {
        scatter_row<taps_of<Sampler>::count>(from, targets.row, targets.share, to_fetch);
        continue;
      }
      // At a whole coordinate, both are one row. What comes second are zeros, or NaN where a gradient is infinite.
      for (std::size_t i = 0; i < targets.count; ++i) {
        scatter_row<1>(from, {{targets.row[i]}}, {{targets.share[i]}}, to_fetch);
      }
    }
  }

  /// A copy of a row's gradients, with room for the windows of the last ones.
  const float* readable(const float* grads) noexcept {
    std::ptrdiff_t i = 0;
    for (; i + width <= count_; i += width) {
      prefetch_later_grads(grads + i);
      store(&row_[static_cast<std::size_t>(i)], load(grads + i));
    }
    for (; i < count_; ++i) row_[static_cast<std::size_t>(i)] = grads[i];
    return row_.data();
  }

  /// Adds one row of gradients to the blocks of elements that both sides have parts of, in their order, and fetches
  /// those of the rows that are next.
  template <std::size_t RowCount>
  CNR_DETAIL_ALWAYS_INLINE void scatter_row(const float* grads, std::array<G*, RowCount> to,
                                            const std::array<float, RowCount>& shares_of,
                                            const target_rows<G, Sampler>& next) const noexcept {
    G* const next_top = next.row[0];
    G* const next_bottom = next.row[next.count - 1];
    std::array<floats, RowCount> share;
    for (std::size_t row = 0; row < RowCount; ++row) share[row] = broadcast(shares_of[row]);
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
      std::array<typename format_sums::type, RowCount> sum;
      for (std::size_t row = 0; row < RowCount; ++row) sum[row] = format_sums::load(to[row] + element);
      __builtin_prefetch(next_top + element, 1);
      __builtin_prefetch(next_bottom + element, 1);
      for (; element_of(first_side_, first) == element; ++first) {
        first_side_.template add<Sampler, RowCount, format_sums>(first, grads, channels_, share, sum);
      }
      if constexpr (!is_nearest) {
        for (; element_of(second_side_, second) == element; ++second) {
          second_side_.template add<Sampler, RowCount, format_sums>(second, grads, channels_, share, sum);
        }
      }
      for (std::size_t row = 0; row < RowCount; ++row) format_sums::store(to[row] + element, sum[row]);
    }
  }

  const box_scatter<G, Sampler>& in_;
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
CNR_DETAIL_NOINLINE bool scatter_scanlines(const box_scatter<G, Sampler>& in, std::ptrdiff_t channels,
                                           std::ptrdiff_t planes, std::ptrdiff_t image_stride,
                                           std::ptrdiff_t grads_stride) noexcept {
  scanline_scatterer<G, Sampler> scatterer(in, channels);
  if (!scatterer.is_worthwhile()) return false;
  scatterer.scatter(planes, image_stride, grads_stride);
  return true;
}
