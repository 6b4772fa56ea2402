// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Which gradients of a row of a crop each vector of a row of the image gets, for image_scanlines.inl.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/image_blocks.inl>
#endif

/// The most planes that are added to at a time.
constexpr std::ptrdiff_t max_planes_at_once = 4;

/// A row of gradients in some planes.
struct row_of_planes {
  const float* first;
  std::ptrdiff_t plane_stride;
  std::ptrdiff_t available;  // from the first one on, in each plane: those of the row, and those after them
};

/// Rows of an image in some planes, to which a row of gradients is added.
template <class G, std::size_t Count>
struct rows_of_planes {
  std::array<G*, Count> row;
  std::array<float, Count> share;  // of the gradients
  std::array<G*, 2> next;          // rows that are added to soon, or one twice
  std::ptrdiff_t plane_stride;
};

/// Which gradients of a crop's row some elements of an image's row get, and their shares. One plan serves all rows.
///
/// A gather picks at most one gradient for each element of a vector, from a window of the crop's row, which is one or
/// two vectors of gradients. An element gets its gradients from different gathers, in the order of their columns, as in
/// the scalar loops.
template <class Sampler>
class scatter_plan {
 public:
  static constexpr std::size_t max_gathers = static_cast<std::size_t>(4096 / width);

  /// Precondition: a row of the image has at least a vector of elements.
  scatter_plan(const axis& x, std::ptrdiff_t channels, std::ptrdiff_t image_columns,
               std::ptrdiff_t crop_columns) noexcept
      : x_(x), channels_(channels), image_columns_(image_columns), crop_columns_(crop_columns) {
    // One vector is enough for a row that has no more, and where the columns of the crop are so far apart that no more
    // of their gradients, and those of a column on each side, reach a vector of elements.
    constexpr auto elements = static_cast<float>(width);
    const float step = x.step();
    const std::ptrdiff_t after_first = crop_columns * channels - width;
    const auto beside = static_cast<float>(width - 2 * channels);
    const bool is_one = after_first <= 0 || elements <= step * beside;
    window_vectors_ = is_one ? 1 : 2;
    second_half_ = is_one ? 0 : minimum(after_first, width);
  }

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

  /// Elements of a row that it adds to, rounded up to whole vectors.
  std::ptrdiff_t size() const noexcept { return static_cast<std::ptrdiff_t>(vectors_) * width; }

  /// Room for a vector of gradients of each plane.
  using short_rows = std::array<float, static_cast<std::size_t>(max_planes_at_once* width)>;

  /// Rows of gradients, or copies of them if fewer than a vector may be read.
  CNR_DETAIL_ALWAYS_INLINE static row_of_planes readable(const row_of_planes& grads, std::ptrdiff_t planes,
                                                         short_rows& copies) noexcept {
    if (grads.available >= width) return grads;
    const std::ptrdiff_t size = grads.available * static_cast<std::ptrdiff_t>(sizeof(float));
    for (std::ptrdiff_t plane = 0; plane < planes; ++plane) {
      const float* const from = grads.first + plane * grads.plane_stride;
      store_as(copies.data() + plane * width, load_n(reinterpret_cast<const unsigned char*>(from), size));
    }
    return {copies.data(), width, width};
  }

  /// Adds a row of gradients, which is readable, to rows of the image.
  ///
  /// Not inlined: it is called in several places.
  /// @tparam Planes  so many planes
  template <std::ptrdiff_t Planes, class G, std::size_t Count>
  CNR_DETAIL_NOINLINE void add(const row_of_planes& grads, const rows_of_planes<G, Count>& to) const noexcept {
    const auto pick = [this, from = grads](std::size_t gather, std::ptrdiff_t plane, integers indices,
                                           std::ptrdiff_t second_half) noexcept {
      const float* const first = from.first + (plane * from.plane_stride + window_[gather]);
      // Of several planes, all rows are prefetched, as they are short.
      if constexpr (Planes == 1) prefetch_later_grads(first);
      return permute(std::array<floats, 2>{{load(first), load(first + second_half)}}, indices);
    };
    if constexpr (Planes > 1) {
      if (window_vectors_ == 1) return add_gathers<Planes>(to, pick, constant<0>{});
    }
    add_gathers<Planes>(to, pick, second_half_);
  }

 private:
  static constexpr std::size_t taps = taps_of<Sampler>::count;

  struct planned_vector {
    std::int32_t start;  // the first element of the vector
    std::uint32_t last_gather;
  };

  /// Adds gradients to rows of the image.
  /// @param pick         `pick(gather, plane, indices, second_half)` gives those of a gather, and anything where an
  ///                     index is negative
  /// @param second_half  from the first vector of a window to the second; 0 where a window is one vector
  template <std::ptrdiff_t Planes, class G, std::size_t Count, class Pick, class Half>
  CNR_DETAIL_ALWAYS_INLINE void add_gathers(const rows_of_planes<G, Count>& rows, const Pick& pick,
                                            const Half& second_half) const noexcept {
    using element_sums = format_sums<format_of<G>::value>;
    constexpr constant<Planes> planes{};
    constexpr constant<static_cast<std::ptrdiff_t>(Count)> row_numbers{};
    const rows_of_planes<G, Count> to = rows;
    std::array<floats, Count> row_share;
    for (std::size_t row = 0; row < Count; ++row) row_share[row] = broadcast(to.share[row]);
    // The rows of each plane, so that no addresses are computed for each vector.
    struct rows_of_plane {
      std::array<G*, Count> row;
      std::array<G*, 2> next;
    };
    std::array<rows_of_plane, static_cast<std::size_t>(Planes)> of_plane;
    for_each_index(planes, [&](std::ptrdiff_t plane) noexcept {
      const std::ptrdiff_t offset = plane * to.plane_stride;
      rows_of_plane& of = of_plane[static_cast<std::size_t>(plane)];
      for (std::size_t row = 0; row < Count; ++row) of.row[row] = to.row[row] + offset;
      of.next = {{to.next.front() + offset, to.next.back() + offset}};
    });
    std::size_t gather = 0;
    for (std::size_t i = 0; i < vectors_; ++i) {
      const planned_vector vector = vector_[i];
      const std::ptrdiff_t start = vector.start;
      std::array<std::array<typename element_sums::type, Count>, static_cast<std::size_t>(Planes)> sum;
      for_each_index(planes, [&](std::ptrdiff_t plane) noexcept {
        const rows_of_plane& of = of_plane[static_cast<std::size_t>(plane)];
        __builtin_prefetch(of.next.front() + start, 1);
        if (to.next.back() != to.next.front()) __builtin_prefetch(of.next.back() + start, 1);
        for_each_index(row_numbers, [&](std::ptrdiff_t number) noexcept {
          const auto row = static_cast<std::size_t>(number);
          sum[static_cast<std::size_t>(plane)][row] = element_sums::load(of.row[row] + start);
        });
      });
      for (; gather < vector.last_gather; ++gather) {
        const signed_integers indices = widen(load_as<int8s>(&index_[gather * width]));
        const floats share = load(&share_[gather * width]);
        for_each_index(planes, [&](std::ptrdiff_t plane) noexcept {
          // 0 for elements that get none: adding 0 changes no sum, as none is -0.0.
          const floats picked = pick(gather, plane, as_unsigned(indices), second_half);
          const floats grad = indices < 0 ? floats{} : picked;
          for_each_index(row_numbers, [&](std::ptrdiff_t number) noexcept {
            const auto row = static_cast<std::size_t>(number);
            auto& row_sum = sum[static_cast<std::size_t>(plane)][row];
            row_sum = element_sums::add(row_sum, unfused_multiply(share, row_share[row] * grad));
          });
        });
      }
      for_each_index(planes, [&](std::ptrdiff_t plane) noexcept {
        const rows_of_plane& of = of_plane[static_cast<std::size_t>(plane)];
        for_each_index(row_numbers, [&](std::ptrdiff_t number) noexcept {
          const auto row = static_cast<std::size_t>(number);
          element_sums::store(of.row[row] + start, sum[static_cast<std::size_t>(plane)][row]);
        });
      });
    }
  }

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
      while (gather < gathers_ && grad - window_[gather] >= window_vectors_ * width) ++gather;
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
    window_[gathers_] =
        static_cast<std::int32_t>(minimum(grad, maximum(crop_columns_ * channels_ - window_vectors_ * width, 0)));
    for (std::size_t at = gathers_ * width; at < (gathers_ + 1) * width; ++at) {
      index_[at] = -1;
      share_[at] = 0;
    }
    ++gathers_;
    return true;
  }

  const axis& x_;
  std::ptrdiff_t channels_;
  std::ptrdiff_t image_columns_;
  std::ptrdiff_t crop_columns_;
  std::ptrdiff_t window_vectors_;
  // From the first vector of a window to the second, which overlap in a row that is shorter than a window. 0 where a
  // window is one vector.
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
