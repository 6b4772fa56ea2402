// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The gradient with regard to the boxes: the terms of a vector of gradients, and how they are added up.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/image_scanlines.inl>
#endif

/// Accumulators in vectors. Number n is added to accumulator n % accumulator_count.
class vector_accumulators {
 public:
  CNR_DETAIL_ALWAYS_INLINE explicit vector_accumulators(const double* from) noexcept {
    for (std::size_t i = 0; i < part_.size(); ++i) part_[i] = load_as<long_floats>(from + i * long_width);
  }
  CNR_DETAIL_ALWAYS_INLINE void store(double* to) const noexcept {
    for (std::size_t i = 0; i < part_.size(); ++i) store_as(to + i * long_width, part_[i]);
  }

  /// Adds the first `size` numbers, after which there are zeros. `First`, a multiple of width, is which number the
  /// first one is.
  template <std::ptrdiff_t First>
  CNR_DETAIL_ALWAYS_INLINE void add(floats numbers, std::ptrdiff_t size) noexcept {
    constexpr auto at = static_cast<std::size_t>(First % accumulator_count / long_width);
    part_[at] += low_doubles(numbers);
    if (size > long_width) part_[(at + 1) % count] += high_doubles(numbers);
  }

 private:
  static constexpr auto count = static_cast<std::size_t>(accumulator_count / long_width);
  std::array<long_floats, count> part_;
};

/// Calls `function(first, at, count)` for each vector of numbers: with its first number modulo accumulator_count as a
/// constant, with that number, and with how many numbers it has, a constant if it is whole.
template <class Function>
CNR_DETAIL_ALWAYS_INLINE void for_each_vector_of_numbers(std::ptrdiff_t numbers, const Function& function) noexcept {
  constexpr std::ptrdiff_t step = maximum(width, accumulator_count);
  std::ptrdiff_t at = 0;
  for (; at + step <= numbers; at += step) {
    function(constant<0>{}, at, constant<width>{});
    if constexpr (width < step) function(constant<width>{}, at + width, constant<width>{});
  }
  if (at < numbers) function(constant<0>{}, at, minimum(numbers - at, width));
  if constexpr (width < step) {
    if (at + width < numbers) function(constant<width>{}, at + width, numbers - at - width);
  }
}

/// The elements that a vector of gradients reads.
struct four_elements {
  floats top_left;
  floats top_right;
  floats bottom_left;
  floats bottom_right;
};

/// The terms of a vector of gradients: those due to y, and those due to x.
struct grad_terms {
  floats along_y;
  floats along_x;
};

CNR_DETAIL_ALWAYS_INLINE floats weighted_sums(floats a, floats b, floats weight) noexcept {
  return unfused_multiply(1 - weight, a) + unfused_multiply(weight, b);
}

CNR_DETAIL_ALWAYS_INLINE grad_terms make_terms(const four_elements& of, floats x_weight, floats y_weight,
                                               floats grad) noexcept {
  return {weighted_sums(of.bottom_left - of.top_left, of.bottom_right - of.top_right, x_weight) * grad,
          weighted_sums(of.top_right - of.top_left, of.bottom_right - of.bottom_left, y_weight) * grad};
}

/// A vector of elements as floats. If `count` is less than that, the first `count` of them, and zeros.
template <class T>
CNR_DETAIL_ALWAYS_INLINE floats load_up_to(const T* from, std::ptrdiff_t count) noexcept {
  if (count >= width) return format<format_of<T>::value>::load(from);
  std::array<float, static_cast<std::size_t>(width)> all{};
  for (std::ptrdiff_t i = 0; i < count; ++i) all[static_cast<std::size_t>(i)] = element_traits<T>::to_float(from[i]);
  return load(all.data());
}

/// Prefetches what one channel of a row of gradients, given by its first element, has in the next row of the crop.
/// Processors do not follow as many planes by themselves.
CNR_DETAIL_ALWAYS_INLINE void prefetch_next_row(const float* row, std::ptrdiff_t row_stride, std::ptrdiff_t stride,
                                                std::ptrdiff_t columns) noexcept {
  for (std::ptrdiff_t column = columns - 1; column >= 0; column -= cache_line_floats) {
    prefetch_l1(detail::address_at(row, (row_stride + column * stride) * static_cast<std::ptrdiff_t>(sizeof(float))));
  }
}

constexpr std::ptrdiff_t max_grad_columns = columns_of_chunk(1);
