// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The gradient with regard to the image, for few channels: vectors of an image row's elements gather their gradients
// from a row of the crop.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/image_blocks.inl>
#endif

/// Which gradients of a crop's row some elements of an image's row get, and their shares. One plan serves all rows.
///
/// A gather picks at most one gradient for each element of a vector, from a window of the crop's row. An element gets
/// its gradients from different gathers, in the order of their columns, as in the scalar loops.
template <class Sampler>
class scatter_plan {
 public:
  static constexpr std::ptrdiff_t window = 2 * width;  // gradients
  static constexpr std::size_t max_gathers = static_cast<std::size_t>(4096 / width);

  /// Precondition: a row of the image has at least a vector of elements.
  scatter_plan(const axis& x, std::ptrdiff_t channels, std::ptrdiff_t image_columns,
               std::ptrdiff_t crop_columns) noexcept
      : x_(x),
        channels_(channels),
        image_columns_(image_columns),
        crop_columns_(crop_columns),
        second_half_(is_copied() ? width : minimum(crop_columns * channels - width, width)) {}

  /// Plans what columns of the image get. False if the plan has no room for that.
  bool build(const index_range& image_columns) noexcept {
    columns_ = positions_that_reach(image_columns, Sampler{}, x_, image_columns_, crop_columns_);
    vectors_ = 0;
    gathers_ = 0;
    if (columns_.begin >= columns_.end) return true;
    if (columns_.size() > max_outputs) return false;
    locate_taps(x_, columns_.begin, columns_.size(), one_channel{}, columns_.size(), taps_);
    const index_range elements{image_columns.begin * channels_, image_columns.end * channels_};
    std::ptrdiff_t end = 0;
    for (std::ptrdiff_t begin = elements.begin; begin < elements.end; begin = end) {
      end = minimum((begin / width + 1) * width, elements.end);
      if (!append_vector({begin, end})) return false;
    }
    return true;
  }

  using short_row = std::array<float, static_cast<std::size_t>(window)>;

  /// A crop's row of gradients, or a copy of it if it is shorter than a vector.
  const float* readable(const float* grads, short_row& copy) const noexcept {
    if (!is_copied()) return grads;
    copy.fill(0);
    std::memcpy(copy.data(), grads, static_cast<std::size_t>(crop_columns_ * channels_) * sizeof(float));
    return copy.data();
  }

  /// Adds a row of gradients, which is readable, to rows of the image.
  /// @param offset  from `rows` to those of the plane, and from `next`
  /// @param next  the rows of the image that the next row of gradients reaches
  template <class G, std::size_t Count>
  CNR_DETAIL_ALWAYS_INLINE void add(const float* grads, std::array<G*, Count> rows, std::ptrdiff_t offset,
                                    const std::array<float, Count>& shares,
                                    const reached_rows<G, Sampler>& next) const noexcept {
    using format_sums = sums<format_of<G>::value>;
    G* const next_top = next.row[0] + offset;
    G* const next_bottom = next.row[next.count - 1] + offset;
    for (G*& row : rows) row += offset;
    std::array<floats, Count> row_share;
    for (std::size_t row = 0; row < Count; ++row) row_share[row] = broadcast(shares[row]);
    std::size_t gather = 0;
    for (std::size_t i = 0; i < vectors_; ++i) {
      const planned_vector vector = vector_[i];
      __builtin_prefetch(next_top + vector.start, 1);
      __builtin_prefetch(next_bottom + vector.start, 1);
      std::array<typename format_sums::type, Count> sum;
      for (std::size_t row = 0; row < Count; ++row) sum[row] = format_sums::load(rows[row] + vector.start);
      for (; gather < vector.last_gather; ++gather) {
        const floats grad = picked_by(gather, grads);
        const floats share = load(&share_[gather * width]);
        for (std::size_t row = 0; row < Count; ++row) {
          sum[row] = format_sums::add(sum[row], unfused_multiply(share, row_share[row] * grad));
        }
      }
      for (std::size_t row = 0; row < Count; ++row) format_sums::store(rows[row] + vector.start, sum[row]);
    }
  }

 private:
  static constexpr std::size_t taps = taps_of<Sampler>::count;

  struct planned_vector {
    std::int32_t start;  // the first element of the vector
    std::uint32_t last_gather;
  };

  bool is_copied() const noexcept { return crop_columns_ * channels_ < width; }

  std::ptrdiff_t tap_of(std::size_t tap, std::ptrdiff_t column) const noexcept {
    return std::ptrdiff_t{taps_.tap[tap][static_cast<std::size_t>(column)]};
  }
  std::array<float, taps> shares_of(std::ptrdiff_t column) const noexcept {
    if constexpr (taps == 1) {
      return {{1}};
    } else {
      return shares(Sampler{}, taps_.weight[static_cast<std::size_t>(column)]);
    }
  }

  /// Plans what elements get, which are in one vector. False if there is no room for its gathers.
  bool append_vector(const index_range& elements) noexcept {
    // The last vector of a row overlaps the one before it.
    const std::ptrdiff_t start = minimum(elements.begin / width * width, image_columns_ * channels_ - width);
    const std::size_t first_gather = gathers_;
    std::array<std::size_t, static_cast<std::size_t>(width)> next_gather;  // that an element may use
    next_gather.fill(first_gather);
    const auto append_grad = [&](std::ptrdiff_t element, std::ptrdiff_t grad, float share) noexcept {
      if (element < elements.begin || element >= elements.end) return true;
      const auto at = static_cast<std::size_t>(element - start);
      std::size_t gather = next_gather[at];
      while (gather < gathers_ && grad - window_[gather] >= window) ++gather;
      if (gather == gathers_ && !append_gather(grad)) return false;
      const std::ptrdiff_t in_window = grad - window_[gather];
      const std::ptrdiff_t index = in_window < width ? in_window : in_window - second_half_ + width;
      index_[gather * width + at] = static_cast<std::int8_t>(index);
      share_[gather * width + at] = share;
      next_gather[at] = gather + 1;
      return true;
    };
    const index_range columns = range_that_reaches(
        {elements.begin / channels_, (elements.end - 1) / channels_ + 1}, x_.falls(), {0, columns_.size()},
        [this](std::ptrdiff_t column) noexcept { return tap_of(0, column); },
        [this](std::ptrdiff_t column) noexcept { return tap_of(taps - 1, column); });
    for (std::ptrdiff_t column = columns.begin; column < columns.end; ++column) {
      const std::array<float, taps> share = shares_of(column);
      for (std::ptrdiff_t channel = 0; channel < channels_; ++channel) {
        const std::ptrdiff_t grad = (columns_.begin + column) * channels_ + channel;
        for (std::size_t tap = 0; tap < taps; ++tap) {
          if (!append_grad(tap_of(tap, column) * channels_ + channel, grad, share[tap])) return false;
        }
      }
    }
    if (gathers_ == first_gather) return true;
    vector_[vectors_++] = {static_cast<std::int32_t>(start), static_cast<std::uint32_t>(gathers_)};
    return true;
  }

  /// Appends a gather that picks nothing yet. Its window begins with a gradient, or before it at the end of a row.
  bool append_gather(std::ptrdiff_t grad) noexcept {
    if (gathers_ == max_gathers) return false;
    window_[gathers_] = static_cast<std::int32_t>(minimum(grad, maximum(crop_columns_ * channels_ - window, 0)));
    for (std::size_t at = gathers_ * width; at < (gathers_ + 1) * width; ++at) {
      index_[at] = -1;
      share_[at] = 0;
    }
    ++gathers_;
    return true;
  }

  /// The gradients of a gather, 0 for elements that get none: adding 0 changes no sum, as none is -0.0.
  CNR_DETAIL_ALWAYS_INLINE floats picked_by(std::size_t gather, const float* grads) const noexcept {
    const float* const from = grads + window_[gather];
    prefetch_later_grads(from);
    const signed_integers indices = widen(load_as<int8s>(&index_[gather * width]));
    const floats picked = permute(std::array<floats, 2>{{load(from), load(from + second_half_)}}, as_unsigned(indices));
    return indices < 0 ? floats{} : picked;
  }

  const axis& x_;
  std::ptrdiff_t channels_;
  std::ptrdiff_t image_columns_;
  std::ptrdiff_t crop_columns_;
  // From the first vector of a window to the second, which overlap in a row that is shorter than a window.
  std::ptrdiff_t second_half_;
  index_range columns_;  // of the crop, those planned
  tap_table<vector_sampler<Sampler>> taps_;
  std::size_t vectors_;
  std::size_t gathers_;
  std::array<planned_vector, max_gathers> vector_;
  std::array<std::int32_t, max_gathers> window_;  // the number of its first gradient
  // For each element of each gather, which gradient of the window it gets, or -1, and its share along x.
  alignas(64) std::array<std::int8_t, max_gathers * width> index_;
  alignas(64) std::array<float, max_gathers * width> share_;
};

/// Planes of an image and of a crop.
template <class G>
struct plane_range {
  std::ptrdiff_t count;
  G* image;  // element (0, 0) of the first plane in the box's image
  std::ptrdiff_t image_stride;
  const float* crop;  // that of its gradients
  std::ptrdiff_t crop_stride;
};

/// Adds the gradients that a plan holds, of some planes of a crop.
template <class G, class Sampler>
void scatter_planned(const scatter_geometry<G, Sampler>& of_box, const scatter_plan<Sampler>& plan,
                     const plane_range<G>& planes) noexcept {
  const auto rows_reached_by = [&](std::ptrdiff_t row) noexcept {
    return detail::find_reached_rows(of_box.arguments, of_box.y, planes.image, row, of_box.image_rows);
  };
  typename scatter_plan<Sampler>::short_row copy;
  reached_rows<G, Sampler> next = rows_reached_by(of_box.rows.begin);
  for (std::ptrdiff_t row = of_box.rows.begin; row < of_box.rows.end; ++row) {
    const reached_rows<G, Sampler> reached = next;
    if (row + 1 < of_box.rows.end) next = rows_reached_by(row + 1);
    if (next.count == 0) next = reached;
    const float* const of_row = planes.crop + row * of_box.arguments.grads.stride(1);
    for (std::ptrdiff_t plane = 0; plane < planes.count; ++plane) {
      const std::ptrdiff_t offset = plane * planes.image_stride;
      const float* const grads = plan.readable(of_row + plane * planes.crop_stride, copy);
      if (reached.count == reached.row.size() && reached.row.front() != reached.row.back()) {
        plan.add(grads, reached.row, offset, reached.share, next);
        continue;
      }
      // At a whole coordinate, both are one row, whose second increments are 0, or NaN for an infinite gradient.
      for (std::size_t i = 0; i < reached.count; ++i) {
        plan.add(grads, std::array<G*, 1>{{reached.row[i]}}, offset, std::array<float, 1>{{reached.share[i]}}, next);
      }
    }
  }
}

/// Adds the gradients of a crop to an image, both of which have `channels` interleaved channels in each of their
/// planes. False, and nothing is added, if a plan is not possible or not worth its time.
///
/// Not inlined: a plan takes 40 KiB of the stack.
/// @param image_stride  from plane to plane, as grads_stride
template <class G, class Sampler>
CNR_DETAIL_NOINLINE bool scatter_scanlines(const scatter_geometry<G, Sampler>& of_box, std::ptrdiff_t channels,
                                           std::ptrdiff_t planes, std::ptrdiff_t image_stride,
                                           std::ptrdiff_t grads_stride) noexcept {
  using plan_of_box = scatter_plan<Sampler>;
  const std::ptrdiff_t crop_columns = of_box.arguments.grads.extent(2);
  const std::ptrdiff_t image_columns = of_box.arguments.grad_image.extent(2);
  const index_range inside = of_box.x.inside(crop_columns);
  // Nothing is added then, and coordinates may be NaN.
  if (inside.size() == 0) return true;
  // All planes share the plan. Many of them are worth one for any crop.
  const bool are_many_planes = planes >= width;
  if (!are_many_planes && !is_worth_a_plan<G>(of_box.rows.size() * planes, inside.size(), channels * planes))
    return false;
  if (image_columns * channels < width || crop_columns > max_extent) return false;
  // There must be room for a single column of the image, whose channels may be in two vectors. 1 / step columns of the
  // crop fit between neighbours; half as many and four more are allowed for, as coordinates are rounded.
  const float step = of_box.x.falls() ? -of_box.x.scale() : of_box.x.scale();
  constexpr auto max_per_tap = static_cast<float>(plan_of_box::max_gathers / (2 * taps_of<Sampler>::count));
  if (!(1.5F <= (max_per_tap - 4) * step)) return false;
  plan_of_box plan(of_box.x, channels, image_columns, crop_columns);
  const auto first = static_cast<std::ptrdiff_t>(of_box.x.coordinate(inside.begin));
  const auto last = static_cast<std::ptrdiff_t>(of_box.x.coordinate(inside.end - 1));
  const std::ptrdiff_t end = minimum(maximum(first, last) + 2, image_columns);
  index_range columns{minimum(first, last), end};
  while (columns.begin < columns.end) {
    const std::ptrdiff_t count = columns.size();
    if (!plan.build(columns)) {
      columns.end -= (count + 1) / 2;  // ends the loop where a compiler was told to be inexact
      continue;
    }
    // Increments to different planes do not wait for each other. More planes might evict each other from the caches.
    constexpr std::ptrdiff_t at_a_time = 4;
    for (std::ptrdiff_t plane = 0; plane < planes; plane += at_a_time) {
      (scatter_planned)(of_box, plan,
                        plane_range<G>{minimum(planes - plane, at_a_time), of_box.image + plane * image_stride,
                                       image_stride, of_box.crop + plane * grads_stride, grads_stride});
    }
    columns = {columns.end, minimum(columns.end + count, end)};
  }
  return true;
}
