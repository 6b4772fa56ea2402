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
};

/// For nearest.
template <std::size_t Rows, class G>
void scatter_pixels(const pixel_run<G, nearest>& run) noexcept {
  const pixel_run<G, nearest> in = run;  // a copy, as elements might be stored over it for all that the compiler knows
  G* const row = in.targets.row[0];
  for (std::ptrdiff_t i = 0; i < in.columns; ++i) {
    G* const to = row + std::ptrdiff_t{in.taps.left[static_cast<std::size_t>(i)]} * in.image_stride;
    const float* const grads = in.grads + i * in.grads_stride;
    std::ptrdiff_t channel = 0;
    for (; channel + width <= in.channels; channel += width) add_to(to + channel, load(grads + channel));
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
    std::ptrdiff_t channel = 0;
    for (; channel + width <= in.channels; channel += width) {
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
        locate<std::is_same<Sampler, nearest>::value>(in.x, first, count, positions(grad_image.extent(2)), taps);
      }
      const pixel_run<G, Sampler> run{targets,
                                      taps,
                                      count,
                                      grads.extent(3),
                                      grad_image.stride(2),
                                      grads.stride(2),
                                      in.crop + row * grads.stride(1) + first * grads.stride(2)};
      if (targets.count == 2) {
        scatter_pixels<taps_of<Sampler>::count>(run);
      } else {
        scatter_pixels<1>(run);
      }
    }
  }
}

/// Which increments of a row each element of the image gets from one of the taps, in groups of elements that lie one
/// after the other. An element gets those of consecutive columns. In each round, the elements of a group get one
/// increment each, out of a window of two vectors which is the next column's in the next round.
class scatter_plan {
 public:
  static constexpr std::size_t capacity = static_cast<std::size_t>(1536 / width);
  static constexpr std::ptrdiff_t window = 2 * width;

  /// Plans the elements [low, high) of a row of the image. False where they are too many.
  /// @param elements  of the image, which the increments of the columns belong to
  bool build(const std::uint32_t* elements, std::ptrdiff_t columns, std::ptrdiff_t channels, bool falls,
             const run_of_items& wanted, std::ptrdiff_t row_size) noexcept {
    count_ = 0;
    is_open_ = false;
    row_size_ = row_size;
    std::ptrdiff_t column = falls ? columns : 0;
    const auto element_at = [&](std::ptrdiff_t i) noexcept {
      return std::ptrdiff_t{elements[static_cast<std::size_t>(i * channels)]};
    };
    while (falls ? column > 0 : column < columns) {
      // Consecutive columns that share an element, from the lowest element on.
      const std::ptrdiff_t begin = column;
      const std::ptrdiff_t element = element_at(falls ? column - 1 : column);
      if (falls) {
        while (column > 0 && element_at(column - 1) == element) --column;
      } else {
        while (column < columns && element_at(column) == element) ++column;
      }
      if (element < wanted.first || element >= wanted.last) continue;
      const std::ptrdiff_t source = least(begin, column) * channels;
      for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
        if (!add(element + channel, source + channel, magnitude(column - begin))) return false;
      }
    }
    close();
    return true;
  }

  /// Adds increments to the elements of a row. `increments` may be read a window behind the last one.
  template <class G>
  CNR_DETAIL_ALWAYS_INLINE void scatter(const float* increments, std::ptrdiff_t channels, G* row) const noexcept {
    using format_sums = sums<format_of<G>::value>;
    for (std::size_t group = 0; group < count_; ++group) {
      const group_place& place = places_[group];
      const auto indices = load_as<integers>(&indices_[group * width]);
      const auto counts = load_as<integers>(&counts_[group * width]);
      const float* from = increments + place.source;
      auto sum = format_sums::load(row + place.element);
      for (std::uint32_t round = 0; round < place.rounds; ++round, from += channels) {
        const floats picked = collect(std::array<floats, 2>{{load(from), load(from + width)}}, indices);
        // Adding 0 changes no sum: none is -0.0, as all began with 0.
        sum = format_sums::add(sum, counts > round ? picked : floats{});
      }
      format_sums::store(row + place.element, sum);
    }
  }

 private:
  struct group_place {
    std::uint32_t element;
    std::uint32_t source;
    std::uint32_t rounds;
  };

  /// An element that gets the increments `source`, and those of the next columns, `count` in all. False where there is
  /// no room.
  CNR_DETAIL_ALWAYS_INLINE bool add(std::ptrdiff_t element, std::ptrdiff_t source, std::ptrdiff_t count) noexcept {
    const bool fits =
        is_open_ && element < first_element_ + width && source - lowest_ < window && highest_ - source < window;
    if (!fits && !open(element, source)) return false;
    lowest_ = least(lowest_, source);
    highest_ = most(highest_, source);
    const std::size_t at = (count_ - 1) * width + static_cast<std::size_t>(element - first_element_);
    indices_[at] = static_cast<std::uint32_t>(source);
    counts_[at] = static_cast<std::uint32_t>(count);
    rounds_ = most(rounds_, count);
    return true;
  }

  bool open(std::ptrdiff_t element, std::ptrdiff_t source) noexcept {
    close();
    if (count_ == capacity) return false;
    is_open_ = true;
    // The last group of a row begins earlier, over elements that get nothing from it.
    first_element_ = least(element, row_size_ - width);
    lowest_ = source;
    highest_ = source;
    rounds_ = 0;
    store_as(&indices_[count_ * width], integers{});
    store_as(&counts_[count_ * width], integers{});
    ++count_;
    return true;
  }

  void close() noexcept {
    if (!is_open_) return;
    std::uint32_t* const indices = &indices_[(count_ - 1) * width];
    store_as(indices, load_as<integers>(indices) - static_cast<std::uint32_t>(lowest_));
    places_[count_ - 1] = {static_cast<std::uint32_t>(first_element_), static_cast<std::uint32_t>(lowest_),
                           static_cast<std::uint32_t>(rounds_)};
    is_open_ = false;
  }

  std::size_t count_;
  bool is_open_;
  std::ptrdiff_t row_size_;
  // Of the last group, while it is open:
  std::ptrdiff_t first_element_;
  std::ptrdiff_t lowest_;  // of its sources
  std::ptrdiff_t highest_;
  std::ptrdiff_t rounds_;
  std::array<group_place, capacity> places_;
  alignas(64) std::array<std::uint32_t, capacity* static_cast<std::size_t>(width)> indices_;
  alignas(64) std::array<std::uint32_t, capacity* static_cast<std::size_t>(width)> counts_;
};

/// The gradients of crops of few channels, for both sides packed: a row of the crop is a run of increments, a row of
/// the image a run of elements. Or one channel of them, where they are planes.
template <class G, class Sampler>
class strand_scatterer {
 public:
  static constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;

  strand_scatterer(const box_in_band<G, Sampler>& in, std::ptrdiff_t channels) noexcept
      : in_(in), channels_(channels), row_size_(in.arguments.grad_image.extent(2) * channels) {}

  /// Whether every column of the image gets few enough increments.
  bool is_possible() const noexcept {
    if (row_size_ < width) return false;
    const auto [left, right] = in_.x.inside(in_.arguments.grads.extent(2));
    if ((right - left) * channels_ <= max_outputs) return true;
    // Columns of the crop that reach one of the image, and some more, as coordinates are rounded.
    const float step = in_.x.falls() ? -in_.x.scale() : in_.x.scale();
    return step * static_cast<float>(max_outputs) > 8 * static_cast<float>(channels_);
  }

  /// Adds the planes' gradients one after the other. Strides are those from plane to plane.
  void scatter(std::ptrdiff_t planes, std::ptrdiff_t image_stride, std::ptrdiff_t grads_stride) noexcept {
    const std::ptrdiff_t width_of_crop = in_.arguments.grads.extent(2);
    const auto [left, right] = in_.x.inside(width_of_crop);
    if (left == right) return;
    const auto column_of = [&](std::ptrdiff_t position) noexcept {
      return static_cast<std::ptrdiff_t>(in_.x.coordinate(position));
    };
    // Columns of the image are taken in ranges, each by itself, as many at a time as plans have room for.
    const std::ptrdiff_t end = most(column_of(left), column_of(right - 1)) + 2;
    std::ptrdiff_t first = least(column_of(left), column_of(right - 1));
    std::ptrdiff_t step = end - first;
    while (first < end) {
      const run_of_items range{first, least(first + step, in_.arguments.grad_image.extent(2))};
      if (range.first >= range.last) return;
      if (!plan(range)) {
        step = (step + 1) / 2;
        continue;
      }
      for (std::ptrdiff_t plane = 0; plane < planes; ++plane) {
        scatter_rows_of(plane * image_stride, plane * grads_stride);
      }
      first = range.last;
    }
  }

 private:
  bool plan(const run_of_items& range) noexcept {
    const run_of_items columns = positions_that_reach(
        range, in_.arguments.sampler, in_.x, in_.arguments.grad_image.extent(2), in_.arguments.grads.extent(2));
    first_ = columns.first;
    count_ = (columns.last - columns.first) * channels_;
    if (count_ <= 0) return true;
    if (count_ > max_outputs) return false;
    // Read with the windows of the last increments, but not used.
    for (std::ptrdiff_t i = 0; i < scatter_plan::window; i += width) {
      store(&left_[static_cast<std::size_t>(count_ + i)], floats{});
      if constexpr (!is_nearest) store(&right_[static_cast<std::size_t>(count_ + i)], floats{});
    }
    const auto channels = static_cast<std::int32_t>(channels_);
    const strand along{channels_, channels, 1, 0, 0, static_cast<std::int32_t>(in_.arguments.grad_image.extent(2) - 1)};
    locate<is_nearest>(in_.x, columns.first, columns.last - columns.first, along, taps_);
    const auto build = [&](const padded<std::uint32_t>& elements, scatter_plan& plan) noexcept {
      return plan.build(elements.data(), columns.last - columns.first, channels_, in_.x.falls(),
                        {range.first * channels_, range.last * channels_}, row_size_);
    };
    return build(taps_.left, left_plan_) && (is_nearest || build(taps_.right, right_plan_));
  }

  void scatter_rows_of(std::ptrdiff_t image_offset, std::ptrdiff_t grads_offset) noexcept {
    if (count_ <= 0) return;
    const image_view<float>& grads = in_.arguments.grads;
    const float* const first = in_.crop + grads_offset + first_ * (grads.extent(2) > 1 ? grads.stride(2) : 0);
    for (std::ptrdiff_t row = in_.rows.first; row < in_.rows.last; ++row) {
      const target_rows<G, Sampler> targets =
          find_targets(in_.arguments, in_.y, in_.image + image_offset, row, in_.band);
      const float* const from = readable(first + row * grads.stride(1));
      for (std::size_t i = 0; i < targets.count; ++i) scatter_row(from, targets.share[i], targets.row[i]);
    }
  }

  /// The gradients, or a copy of them where they are fewer than a vector.
  const float* readable(const float* grads) noexcept {
    if (count_ >= width) return grads;
    for (std::ptrdiff_t i = 0; i < count_; ++i) short_row_[static_cast<std::size_t>(i)] = grads[i];
    return short_row_.data();
  }

  CNR_DETAIL_ALWAYS_INLINE void scatter_row(const float* grads, float share, G* row) noexcept {
    make_increments(grads, share);
    if constexpr (is_nearest) {
      left_plan_.scatter(left_.data(), channels_, row);
    } else if (in_.x.falls()) {
      // An element is the left one of earlier columns than those whose right one it is.
      left_plan_.scatter(left_.data(), channels_, row);
      right_plan_.scatter(right_.data(), channels_, row);
    } else {
      right_plan_.scatter(right_.data(), channels_, row);
      left_plan_.scatter(left_.data(), channels_, row);
    }
  }

  CNR_DETAIL_ALWAYS_INLINE void make_increments(const float* grads, float share) noexcept {
    for (std::ptrdiff_t group = 0; group * width < count_; ++group) {
      const std::ptrdiff_t start = group_start(group, count_);
      const auto at = static_cast<std::size_t>(start);
      const floats grad = load(grads + start);
      if constexpr (is_nearest) {
        store(&left_[at], grad);
      } else {
        const floats part = broadcast(share) * grad;
        const floats weight = load(&taps_.weight[at]);
        store(&left_[at], product(1 - weight, part));
        store(&right_[at], product(weight, part));
      }
    }
  }

  using increments = padded<float, max_outputs + scatter_plan::window>;

  const box_in_band<G, Sampler>& in_;
  std::ptrdiff_t channels_;
  std::ptrdiff_t row_size_;
  std::ptrdiff_t first_;  // of the columns planned
  std::ptrdiff_t count_;  // of increments
  located_taps<> taps_;
  scatter_plan left_plan_;
  scatter_plan right_plan_;
  alignas(64) increments left_;
  alignas(64) increments right_;
  alignas(64) std::array<float, static_cast<std::size_t>(width)> short_row_{};
};

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
    strand_scatterer<G, Sampler> pixels(in, channels);
    if (pixels.is_possible()) return pixels.scatter(1, 0, 0);
  } else if (are_columns_apart_by(1)) {
    strand_scatterer<G, Sampler> plane(in, 1);
    if (plane.is_possible()) return plane.scatter(channels, grad_image.stride(3), grads.stride(3));
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
