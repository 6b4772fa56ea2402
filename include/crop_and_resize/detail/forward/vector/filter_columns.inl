// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Sums of columns, for filters: of rows of sums, in the order of sum_columns (forward/filter_sums.hpp).

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/filter_rows.inl>
#endif

/// Products of each pair, not fused with an addition.
template <class Vector>
CNR_DETAIL_ALWAYS_INLINE Vector unfused_products(const Vector& a, const Vector& b) noexcept {
  if constexpr (std::is_same<Vector, floats>::value) {
    return unfused_multiply(a, b);
  } else {
    return detail::unfused_multiply(a, b);
  }
}

/// Terms of a sum of columns, for some channels.
struct summed_columns {
  const float* first;   // of the first column
  std::ptrdiff_t step;  // from one column to the next
  const float* weights;
  std::ptrdiff_t count;
};

/// Makes sum_columns of `Vectors` vectors of channels, in float: of at most short_sum terms, or of a part of a long
/// sum. (GCC 12 loses half of a vector that an array returns, where it does not inline: vzeroupper comes after it.)
template <class Vector, std::size_t Vectors>
CNR_DETAIL_ALWAYS_INLINE void make_short_column_sums(const summed_columns& columns,
                                                     std::array<Vector, Vectors>& total) noexcept {
  constexpr constant<static_cast<std::ptrdiff_t>(Vectors)> each_vector{};
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(Vector) / sizeof(float));
  using sums = std::array<Vector, Vectors>;
  const auto add_term = [=](sums& sum, const float* column, float number) noexcept {
    const Vector weight = number - Vector{};
    for_each_index(each_vector, [&](std::ptrdiff_t i) noexcept {
      sum[static_cast<std::size_t>(i)] += unfused_products(weight, (load_as<Vector>)(column + i * size));
    });
  };
  const std::ptrdiff_t step = columns.step;
  sums sum0{};
  sums sum1{};
  sums sum2{};
  sums sum3{};
  const float* column = columns.first;
  const float* weight = columns.weights;
  std::ptrdiff_t rest = columns.count;
  for (; rest >= column_sums; rest -= column_sums) {
    add_term(sum0, column, weight[0]);
    add_term(sum1, column + step, weight[1]);
    add_term(sum2, column + 2 * step, weight[2]);
    add_term(sum3, column + 3 * step, weight[3]);
    column += 4 * step;
    weight += column_sums;
  }
  if (rest > 0) add_term(sum0, column, weight[0]);
  if (rest > 1) add_term(sum1, column + step, weight[1]);
  if (rest > 2) add_term(sum2, column + 2 * step, weight[2]);
  for_each_index(each_vector, [&](std::ptrdiff_t number) noexcept {
    const auto i = static_cast<std::size_t>(number);
    total[i] = (sum0[i] + sum1[i]) + (sum2[i] + sum3[i]);
  });
}

/// sum_columns of so many channels, of more than short_sum terms. Writes whole vectors.
CNR_DETAIL_NOINLINE inline void sum_long_columns(const summed_columns& columns, std::ptrdiff_t channels,
                                                 float* out) noexcept {
  for (std::ptrdiff_t i = 0; i < channels; i += width) {
    long_floats low{};
    long_floats high{};
    for (std::ptrdiff_t first = 0; first < columns.count; first += column_block) {
      const summed_columns part{columns.first + i + first * columns.step, columns.step, columns.weights + first,
                                minimum(column_block, columns.count - first)};
      std::array<floats, 1> sum;
      (make_short_column_sums)(part, sum);
      low += low_doubles(sum[0]);
      high += high_doubles(sum[0]);
    }
    store(out + i, doubles_to_floats(low, high));
  }
}

/// sum_columns of `Vectors` vectors of channels.
template <class Vector, std::size_t Vectors>
CNR_DETAIL_ALWAYS_INLINE void sum_column_vectors(const summed_columns& columns, float* out) noexcept {
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(Vector) / sizeof(float));
  if (__builtin_expect(columns.count > short_sum, 0)) {
    // A copy, so that `columns` can be in registers.
    const summed_columns copy = columns;
    sum_long_columns(copy, static_cast<std::ptrdiff_t>(Vectors) * size, out);
    return;
  }
  std::array<Vector, Vectors> sum;
  (make_short_column_sums)(columns, sum);
  for_each_index(constant<static_cast<std::ptrdiff_t>(Vectors)>{},
                 [&](std::ptrdiff_t i) noexcept { store_as(out + i * size, sum[static_cast<std::size_t>(i)]); });
}

/// sum_columns of one channel whose columns are side by side, of at most short_sum terms: the lanes are the four sums.
CNR_DETAIL_ALWAYS_INLINE float sum_column_lanes(const float* first, const float* weights,
                                                std::ptrdiff_t count) noexcept {
  four_floats sums = {};
  std::ptrdiff_t i = 0;
  for (; i + column_sums <= count; i += column_sums) {
    sums += unfused_products((load_as<four_floats>)(weights + i), (load_as<four_floats>)(first + i));
  }
  if (i < count) {
    std::array<float, 4> last_weights{};
    std::array<float, 4> last{};
    std::memcpy(last_weights.data(), weights + i, static_cast<std::size_t>(count - i) * sizeof(float));
    std::memcpy(last.data(), first + i, static_cast<std::size_t>(count - i) * sizeof(float));
    sums += unfused_products((load_as<four_floats>)(last_weights.data()), (load_as<four_floats>)(last.data()));
  }
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/// A row of sums of rows: where the channels of a column are in it.
struct row_sums {
  const float* first;    // of the first column of the span
  std::ptrdiff_t pitch;  // from one column to the next, below 0 where they are in reverse
  std::ptrdiff_t channels;
  bool are_reversed;  // the channels of a column
  index_range span;   // columns of the image

  const float* at(std::ptrdiff_t column) const noexcept { return first + (column - span.begin) * pitch; }
};

/// sum_columns of all channels of one column of the crop. Reads and writes up to a vector of floats after the channels.
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE inline void sum_channels(const row_sums& sums, const index_range& pixels,
                                                                const float* weights, float* out) noexcept {
  const summed_columns columns{sums.at(pixels.begin), sums.pitch, weights, pixels.size()};
  const std::ptrdiff_t channels = sums.channels;
  if (columns.count > short_sum) {
    sum_long_columns(columns, channels, out);
    return;
  }
  for (std::ptrdiff_t i = 0; i < channels; i += 2 * width) {
    std::array<floats, 2> sum;
    (make_short_column_sums)({columns.first + i, columns.step, columns.weights, columns.count}, sum);
    store(out + i, sum[0]);
    if (i + width < channels) store(out + i + width, sum[1]);
  }
}

/// Reverses the channels of packed columns.
CNR_DETAIL_NOINLINE inline void reverse_channels(float* columns, std::ptrdiff_t count,
                                                 std::ptrdiff_t channels) noexcept {
  for (std::ptrdiff_t i = 0; i < count; ++i, columns += channels) {
    for (std::ptrdiff_t low = 0, high = channels - 1; low < high; ++low, --high) std::swap(columns[low], columns[high]);
  }
}

/// Some columns of one row of a crop, packed. Writes up to a vector of floats after them.
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE inline void sum_crop_row(const row_sums& sums, const weight_table& x,
                                                                const index_range& columns, float* out) noexcept {
  const std::ptrdiff_t channels = sums.channels;
  const auto for_each_column = [=, &x](const auto& sum) noexcept {
    // Copies, which stores do not change.
    const std::ptrdiff_t pitch = sums.pitch;
    const float* const first = sums.first;
    const std::ptrdiff_t begin = sums.span.begin;
    const std::ptrdiff_t end = columns.end;
    const float* const weights = x.all_weights();
    float* to = out;
    for (std::ptrdiff_t i = columns.begin; i < end; ++i, to += channels) {
      const index_range pixels = x.pixels(i);
      sum(summed_columns{first + (pixels.begin - begin) * pitch, pitch, weights + x.first_weight(i), pixels.size()},
          to);
    }
  };
  if (channels == 1 && sums.pitch == 1) {
    for_each_column([](const summed_columns& of, float* to) noexcept {
      if (of.count > short_sum) {
        sum_long_columns(of, 1, to);
      } else {
        *to = sum_column_lanes(of.first, of.weights, of.count);
      }
    });
  } else if (channels <= 4) {
    for_each_column([](const summed_columns& of, float* to) noexcept { (sum_column_vectors<four_floats, 1>)(of, to); });
  } else if (channels <= width) {
    for_each_column([](const summed_columns& of, float* to) noexcept { (sum_column_vectors<floats, 1>)(of, to); });
  } else if (channels <= 2 * width) {
    for_each_column([](const summed_columns& of, float* to) noexcept { (sum_column_vectors<floats, 2>)(of, to); });
  } else {
    float* to = out;
    for (std::ptrdiff_t i = columns.begin; i < columns.end; ++i, to += channels) {
      sum_channels(sums, x.pixels(i), x.weights(i), to);
    }
  }
  if (sums.are_reversed) reverse_channels(out, columns.size(), channels);
}
