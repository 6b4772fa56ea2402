// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Sums of columns, for filters: of rows of sums, in the order of sum_columns (forward/filter_sums.hpp).

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/filter_rows.inl>
#endif

/// Four floats: the sums of columns side by side, the channels of a pixel, or rows together.
using four_floats = float __attribute__((vector_size(16)));

/// Products of each pair, not fused with an addition.
template <class Vector>
CNR_DETAIL_ALWAYS_INLINE Vector multiply_unfused(const Vector& a, const Vector& b) noexcept {
  if constexpr (std::is_same<Vector, floats>::value) {
    return unfused_multiply(a, b);
  } else {
    return detail::unfused_multiply(a, b);
  }
}

/// The sum in double of the blocks of a long sum.
class block_total {
 public:
  CNR_DETAIL_ALWAYS_INLINE void add(floats block) noexcept {
    low_ += low_doubles(block);
    high_ += high_doubles(block);
  }
  CNR_DETAIL_ALWAYS_INLINE floats rounded() const noexcept { return to_floats(low_, high_); }

 private:
  long_floats low_{};
  long_floats high_{};
};
/// The same for four floats, where a vector has more.
class short_block_total {
 public:
  template <class Vector>
  CNR_DETAIL_ALWAYS_INLINE void add(const Vector& block) noexcept {
    for_each_index(constant<4>{},
                   [&](std::ptrdiff_t i) noexcept { total_[static_cast<std::size_t>(i)] += double{block[i]}; });
  }
  CNR_DETAIL_ALWAYS_INLINE four_floats rounded() const noexcept {
    const auto at = [this](std::size_t i) noexcept { return static_cast<float>(total_[i]); };
    return four_floats{at(0), at(1), at(2), at(3)};
  }

 private:
  std::array<double, 4> total_{};
};
template <class Vector>
using block_total_of = std::conditional_t<std::is_same<Vector, floats>::value, block_total, short_block_total>;

/// A sum of so many terms, in the blocks of sum_columns.
/// @param block  `block(first, end, sum)` makes the sum of these terms in float. (GCC 12 loses half of a vector that an
///               array returns, where it does not inline: vzeroupper comes after it.)
template <class Vector, std::size_t Vectors, class Block>
CNR_DETAIL_ALWAYS_INLINE std::array<Vector, Vectors> sum_blocks(std::ptrdiff_t count, const Block& block) noexcept {
  constexpr constant<static_cast<std::ptrdiff_t>(Vectors)> each_vector{};
  std::array<block_total_of<Vector>, Vectors> total{};
  const bool is_short = count <= short_sum;
  std::ptrdiff_t first = 0;
  for (;;) {
    std::array<Vector, Vectors> sum;
    block(first, is_short ? count : minimum(first + column_block, count), sum);
    if (is_short) return sum;
    first += column_block;
    for_each_index(each_vector, [&](std::ptrdiff_t number) noexcept {
      const auto i = static_cast<std::size_t>(number);
      total[i].add(sum[i]);
      if (first >= count) sum[i] = total[i].rounded();
    });
    if (first >= count) return sum;
  }
}

/// sum_columns of some channels, `Vectors` vectors of them.
/// @param first  the channels of the first column
/// @param step   from one column to the next
template <class Vector, std::size_t Vectors>
CNR_DETAIL_ALWAYS_INLINE void sum_column_vectors(const float* first, std::ptrdiff_t step, const float* weights,
                                                 std::ptrdiff_t count, float* out) noexcept {
  constexpr constant<static_cast<std::ptrdiff_t>(Vectors)> each_vector{};
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(Vector) / sizeof(float));
  using sums = std::array<Vector, Vectors>;
  const auto block = [=](std::ptrdiff_t begin, std::ptrdiff_t end, sums& total) noexcept {
    const auto add_term = [=](sums& sum, const float* column, float number) noexcept {
      const Vector weight = number - Vector{};
      for_each_index(each_vector, [&](std::ptrdiff_t i) noexcept {
        sum[static_cast<std::size_t>(i)] += multiply_unfused(weight, (load_as<Vector>)(column + i * size));
      });
    };
    sums sum0{};
    sums sum1{};
    sums sum2{};
    sums sum3{};
    const float* column = first + begin * step;
    const float* weight = weights + begin;
    const float* const end_of_weights = weights + end;
    for (; end_of_weights - weight >= column_sums; weight += column_sums) {
      add_term(sum0, column, weight[0]);
      add_term(sum1, column + step, weight[1]);
      add_term(sum2, column + 2 * step, weight[2]);
      add_term(sum3, column + 3 * step, weight[3]);
      column += 4 * step;
    }
    const std::ptrdiff_t rest = end_of_weights - weight;
    if (rest > 0) add_term(sum0, column, weight[0]);
    if (rest > 1) add_term(sum1, column + step, weight[1]);
    if (rest > 2) add_term(sum2, column + 2 * step, weight[2]);
    for_each_index(each_vector, [&](std::ptrdiff_t number) noexcept {
      const auto i = static_cast<std::size_t>(number);
      total[i] = (sum0[i] + sum1[i]) + (sum2[i] + sum3[i]);
    });
  };
  const sums sum = (sum_blocks<Vector, Vectors>)(count, block);
  for_each_index(each_vector,
                 [&](std::ptrdiff_t i) noexcept { store_as(out + i * size, sum[static_cast<std::size_t>(i)]); });
}

/// sum_columns of one channel whose columns are side by side: the lanes are the four sums.
CNR_DETAIL_ALWAYS_INLINE float sum_column_lanes(const float* first, const float* weights,
                                                std::ptrdiff_t count) noexcept {
  const auto block = [=](std::ptrdiff_t begin, std::ptrdiff_t end, std::array<four_floats, 1>& total) noexcept {
    four_floats sums = {};
    std::ptrdiff_t i = begin;
    for (; i + column_sums <= end; i += column_sums) {
      sums += multiply_unfused((load_as<four_floats>)(weights + i), (load_as<four_floats>)(first + i));
    }
    if (i < end) {
      std::array<float, 4> last_weights{};
      std::array<float, 4> last{};
      std::memcpy(last_weights.data(), weights + i, static_cast<std::size_t>(end - i) * sizeof(float));
      std::memcpy(last.data(), first + i, static_cast<std::size_t>(end - i) * sizeof(float));
      sums += multiply_unfused((load_as<four_floats>)(last_weights.data()), (load_as<four_floats>)(last.data()));
    }
    total[0] = four_floats{(sums[0] + sums[1]) + (sums[2] + sums[3]), 0, 0, 0};
  };
  return (sum_blocks<four_floats, 1>)(count, block)[0][0];
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
  const float* const first = sums.at(pixels.begin);
  std::ptrdiff_t i = 0;
  for (; i + width < sums.channels; i += 2 * width) {
    (sum_column_vectors<floats, 2>)(first + i, sums.pitch, weights, pixels.size(), out + i);
  }
  if (i < sums.channels) (sum_column_vectors<floats, 1>)(first + i, sums.pitch, weights, pixels.size(), out + i);
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
  const auto for_each_column = [&](const auto& sum) noexcept {
    float* to = out;
    for (std::ptrdiff_t i = columns.begin; i < columns.end; ++i, to += channels) {
      const index_range pixels = x.pixels(i);
      sum(sums.at(pixels.begin), pixels, x.weights(i), to);
    }
  };
  const std::ptrdiff_t step = sums.pitch;
  if (channels == 1 && step == 1) {
    for_each_column([=](const float* first, const index_range& pixels, const float* weights, float* to) noexcept {
      *to = sum_column_lanes(first, weights, pixels.size());
    });
  } else if (channels <= 4) {
    for_each_column([=](const float* first, const index_range& pixels, const float* weights, float* to) noexcept {
      (sum_column_vectors<four_floats, 1>)(first, step, weights, pixels.size(), to);
    });
  } else if (channels <= width) {
    for_each_column([=](const float* first, const index_range& pixels, const float* weights, float* to) noexcept {
      (sum_column_vectors<floats, 1>)(first, step, weights, pixels.size(), to);
    });
  } else if (channels <= 2 * width) {
    for_each_column([=](const float* first, const index_range& pixels, const float* weights, float* to) noexcept {
      (sum_column_vectors<floats, 2>)(first, step, weights, pixels.size(), to);
    });
  } else {
    for_each_column([&](const float*, const index_range& pixels, const float* weights, float* to) noexcept {
      sum_channels(sums, pixels, weights, to);
    });
  }
  if (sums.are_reversed) reverse_channels(out, columns.size(), channels);
}
