// SPDX-License-Identifier: MIT
//
// Rows of terms of few channels: strands.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/box_pixels.inl>
#endif

/// Rows of few channels: runs of gradients, and strands of the image. Elements are picked out of windows of a row of
/// floats: the image's own, where it has these and enough of them, or a copy.
template <class T>
class scanline_terms {
 public:
  explicit scanline_terms(const grad_boxes_arguments<T>& arguments) noexcept : arguments_(arguments) {}

  /// False where the layout does not allow it, or elements are too far apart.
  CNR_DETAIL_NOINLINE bool prepare(const chunk_of_columns& chunk) noexcept {
    const std::ptrdiff_t channels = arguments_.image.extent(3);
    const scanline in_bytes = (scanline_of)(arguments_.image, channels);
    if (in_bytes.channels == 0) return false;
    constexpr auto size = static_cast<std::int32_t>(sizeof(T));
    const scanline along{channels, in_bytes.column_stride / size, in_bytes.channel_stride / size, in_bytes.low / size,
                         in_bytes.size / size};
    first_grad_ = chunk.first * (arguments_.grads.extent(2) > 1 ? arguments_.grads.stride(2) : 0);
    count_ = chunk.count * channels;
    locate_taps(chunk.x, chunk.first, chunk.count, interleaved_channels(along), count_,
                last_of(arguments_.image.extent(2)), taps_);
    return lay_windows(along);
  }

  CNR_DETAIL_NOINLINE void add(const grad_row<T>& row, chunk_sums& sums) const noexcept {
    const float* const top = floats_of(row.top, row.bottom);
    const float* const bottom = floats_of(row.bottom, row.top);
    if (vectors_ == 2) {
      add_vectors<2>(top, bottom, row, sums);
    } else {
      add_vectors<4>(top, bottom, row, sums);
    }
  }

 private:
  static constexpr std::ptrdiff_t max_floats = 2048;

  /// The lowest element that each group reads, and from there on, which.
  bool lay_windows(const scanline& along) noexcept {
    std::uint32_t widest = 0;
    std::uint32_t lowest = UINT32_MAX;
    std::uint32_t highest = 0;
    for (std::ptrdiff_t vector = 0; vector * width < count_; ++vector) {
      std::uint32_t low = UINT32_MAX;
      std::uint32_t high = 0;
      // Behind the last output, taps repeat the last column's.
      for (std::ptrdiff_t i = vector * width; i < (vector + 1) * width; ++i) {
        const auto at = static_cast<std::size_t>(i);
        low = minimum(low, minimum(taps_.tap[0][at], taps_.tap[1][at]));
        high = maximum(high, maximum(taps_.tap[0][at], taps_.tap[1][at]));
      }
      start_[static_cast<std::size_t>(vector)] = low;
      lowest = minimum(lowest, low);
      highest = maximum(highest, high);
      widest = maximum(widest, high - low);
    }
    if (widest >= 4 * width) return false;
    vectors_ = widest < 2 * width ? 2 : 4;
    is_direct_ = std::is_same<T, float>::value && along.size >= vectors_ * width;
    if (!is_direct_ && highest - lowest >= max_floats) return false;
    first_element_ = along.low + (is_direct_ ? 0 : static_cast<std::int32_t>(lowest));
    elements_ = static_cast<std::ptrdiff_t>(highest - lowest) + 1;
    const std::uint32_t last_start =
        is_direct_ ? static_cast<std::uint32_t>(along.size - vectors_ * width) : UINT32_MAX;
    for (std::ptrdiff_t vector = 0; vector * width < count_; ++vector) {
      std::uint32_t& start = start_[static_cast<std::size_t>(vector)];
      start = minimum(start, last_start);
      const auto at = static_cast<std::size_t>(vector * width);
      store_as(&taps_.tap[0][at], load_as<integers>(&taps_.tap[0][at]) - start);
      store_as(&taps_.tap[1][at], load_as<integers>(&taps_.tap[1][at]) - start);
      if (!is_direct_) start -= lowest;
    }
    source_ = {{nullptr, nullptr}};
    return true;
  }

  static std::uint32_t minimum(std::uint32_t a, std::uint32_t b) noexcept { return b < a ? b : a; }
  static std::uint32_t maximum(std::uint32_t a, std::uint32_t b) noexcept { return a < b ? b : a; }

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
    return permute(vectors, load_as<integers>(indices));
  }

  template <std::size_t Vectors>
  CNR_DETAIL_ALWAYS_INLINE grad_terms terms_of(const float* top, const float* bottom, floats y_weight, std::size_t at,
                                               floats grad) const noexcept {
    const std::uint32_t start = start_[at / static_cast<std::size_t>(width)];
    const std::uint32_t* const left = &taps_.tap[0][at];
    const std::uint32_t* const right = &taps_.tap[1][at];
    return make_terms(pick_from<Vectors>(top + start, left), pick_from<Vectors>(top + start, right),
                      pick_from<Vectors>(bottom + start, left), pick_from<Vectors>(bottom + start, right),
                      load(&taps_.weight[at]), y_weight, grad);
  }

  template <std::size_t Vectors>
  void add_vectors(const float* top, const float* bottom, const grad_row<T>& row, chunk_sums& sums) const noexcept {
    const floats y_weight = broadcast(row.weight);
    const float* const grads = row.grads + first_grad_;
    accumulator_vectors of_row(sums.row.data());
    std::ptrdiff_t number = 0;
    const auto add_terms = [&](auto first, const grad_terms& terms) noexcept {
      double* const sums_of_slots = &sums.slot[static_cast<std::size_t>(number + first())];
      of_row.template add<first()>(terms.along_y);
      store_as(sums_of_slots, load_as<long_floats>(sums_of_slots) + low_doubles(terms.along_x));
      store_as(sums_of_slots + long_width,
               load_as<long_floats>(sums_of_slots + long_width) + high_doubles(terms.along_x));
    };
    for (; number + numbers_at_a_time <= count_; number += numbers_at_a_time) {
      const auto add_vector = [&](auto first) noexcept {
        const std::ptrdiff_t at = number + first();
        add_terms(first, terms_of<Vectors>(top, bottom, y_weight, static_cast<std::size_t>(at), load(grads + at)));
      };
      add_vector(constant<0>{});
      if constexpr (numbers_at_a_time > width) add_vector(constant<width>{});
    }
    const auto add_rest = [&](auto first) noexcept {
      const std::ptrdiff_t at = number + first();
      const std::ptrdiff_t rest = detail::minimum(count_ - at, width);
      if (rest <= 0) return;
      const grad_terms terms =
          terms_of<Vectors>(top, bottom, y_weight, static_cast<std::size_t>(at), load_n(grads + at, rest));
      // Behind the last output, infinite elements times 0 are no 0.
      const auto is_there = iota() < static_cast<std::uint32_t>(rest);
      add_terms(first, {is_there ? terms.along_y : floats{}, is_there ? terms.along_x : floats{}});
    };
    if (number < count_) {
      add_rest(constant<0>{});
      if constexpr (numbers_at_a_time > width) add_rest(constant<width>{});
    }
    of_row.store(sums.row.data());
  }

  const grad_boxes_arguments<T>& arguments_;
  std::ptrdiff_t first_grad_ = 0;
  std::ptrdiff_t count_ = 0;          // of gradients
  std::ptrdiff_t vectors_ = 0;        // of a window
  bool is_direct_ = false;            // the image's rows are read where they are
  std::ptrdiff_t first_element_ = 0;  // of a row that is read
  std::ptrdiff_t elements_ = 0;       // that are converted
  tap_table<vector_sampler<bilinear>, max_slots> taps_;
  std::array<std::uint32_t, static_cast<std::size_t>(max_slots / width + 1)> start_;
  mutable std::array<const T*, 2> source_{{nullptr, nullptr}};
  alignas(64) mutable std::array<whole_vectors<float, max_floats + 4 * width>, 2> converted_;
};
