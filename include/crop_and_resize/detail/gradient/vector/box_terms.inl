// SPDX-License-Identifier: MIT
//
// The gradient with regard to the boxes: the terms that are summed up, and the lanes that they are summed up in.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/image_scanlines.inl>
#endif

/// Sums by lanes: number n is added to lane n % accumulators.
class accumulator_vectors {
 public:
  CNR_DETAIL_ALWAYS_INLINE explicit accumulator_vectors(const double* from) noexcept {
    for (std::size_t i = 0; i < part_.size(); ++i) part_[i] = load_as<long_floats>(from + i * long_width);
  }
  CNR_DETAIL_ALWAYS_INLINE void store(double* to) const noexcept {
    for (std::size_t i = 0; i < part_.size(); ++i) store_as(to + i * long_width, part_[i]);
  }

  /// Adds numbers of which the first has the number `First`, a multiple of width.
  template <std::ptrdiff_t First>
  CNR_DETAIL_ALWAYS_INLINE void add(floats numbers) noexcept {
    constexpr auto at = static_cast<std::size_t>(First % accumulators / long_width);
    part_[at] += low_doubles(numbers);
    part_[(at + 1) % count] += high_doubles(numbers);
  }

 private:
  static constexpr auto count = static_cast<std::size_t>(accumulators / long_width);
  std::array<long_floats, count> part_;
};

/// Numbers that are computed at a time: a vector, or two where a vector has fewer than there are lanes.
constexpr std::ptrdiff_t numbers_at_a_time = maximum(width, accumulators);

/// What four elements and a gradient give: the terms due to y and to x.
struct grad_terms {
  floats along_y;
  floats along_x;
};

CNR_DETAIL_ALWAYS_INLINE floats lerp_terms(floats a, floats b, floats weight) noexcept {
  return unfused_multiply(1 - weight, a) + unfused_multiply(weight, b);
}

CNR_DETAIL_ALWAYS_INLINE grad_terms make_terms(floats top_left, floats top_right, floats bottom_left,
                                               floats bottom_right, floats x_weight, floats y_weight,
                                               floats grad) noexcept {
  return {lerp_terms(bottom_left - top_left, bottom_right - top_right, x_weight) * grad,
          lerp_terms(top_right - top_left, bottom_right - bottom_left, y_weight) * grad};
}

/// The first `count` elements as floats, fewer than a vector, and zeros behind them.
template <class T>
CNR_DETAIL_ALWAYS_INLINE floats load_n(const T* from, std::ptrdiff_t count) noexcept {
  std::array<float, static_cast<std::size_t>(width)> all{};
  for (std::ptrdiff_t i = 0; i < count; ++i) all[static_cast<std::size_t>(i)] = element_traits<T>::to_float(from[i]);
  return load(all.data());
}

constexpr std::ptrdiff_t max_grad_columns = columns_of_chunk(1);
