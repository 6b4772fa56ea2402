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

/// Adds the blocks of a long sum in double.
/// @param block  `block(first, end)` is the sum of these terms in float
template <class Vector, class Block>
CNR_DETAIL_ALWAYS_INLINE Vector sum_blocks(std::ptrdiff_t count, const Block& block) noexcept {
  if (count <= short_sum) return block(std::ptrdiff_t{0}, count);
  constexpr std::size_t lanes = sizeof(Vector) / sizeof(float);
  std::array<double, lanes> total{};
  for (std::ptrdiff_t first = 0; first < count; first += column_block) {
    const Vector next = block(first, minimum(first + column_block, count));
    for (std::size_t lane = 0; lane < lanes; ++lane) total[lane] += double{next[lane]};
  }
  std::array<float, lanes> sum;
  for (std::size_t lane = 0; lane < lanes; ++lane) sum[lane] = static_cast<float>(total[lane]);
  return (load_as<Vector>)(sum.data());
}

/// sum_columns of some channels.
/// @param first  the channels of the first column
/// @param step   from one column to the next
template <class Vector>
CNR_DETAIL_ALWAYS_INLINE Vector sum_column_vectors(const float* first, std::ptrdiff_t step, const float* weights,
                                                   std::ptrdiff_t count) noexcept {
  return (sum_blocks<Vector>)(count, [=](std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
    const auto term = [=](std::ptrdiff_t i) noexcept {
      const Vector weight = weights[i] - Vector{};
      return multiply_unfused(weight, (load_as<Vector>)(first + i * step));
    };
    Vector sum0 = {};
    Vector sum1 = {};
    Vector sum2 = {};
    Vector sum3 = {};
    std::ptrdiff_t i = begin;
    for (; i + column_sums <= end; i += column_sums) {
      sum0 += term(i);
      sum1 += term(i + 1);
      sum2 += term(i + 2);
      sum3 += term(i + 3);
    }
    if (i < end) sum0 += term(i);
    if (i + 1 < end) sum1 += term(i + 1);
    if (i + 2 < end) sum2 += term(i + 2);
    return (sum0 + sum1) + (sum2 + sum3);
  });
}

/// sum_columns of one channel whose columns are side by side: the lanes are the four sums.
CNR_DETAIL_ALWAYS_INLINE float sum_column_lanes(const float* first, const float* weights,
                                                std::ptrdiff_t count) noexcept {
  const four_floats total = (sum_blocks<four_floats>)(count, [=](std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
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
    return four_floats{(sums[0] + sums[1]) + (sums[2] + sums[3]), 0, 0, 0};
  });
  return total[0];
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
CNR_DETAIL_ALWAYS_INLINE void sum_channels(const row_sums& sums, const index_range& pixels, const float* weights,
                                           float* out) noexcept {
  const float* const first = sums.at(pixels.begin);
  if (sums.channels <= 4) {
    store_as(out, (sum_column_vectors<four_floats>)(first, sums.pitch, weights, pixels.size()));
    return;
  }
  for (std::ptrdiff_t i = 0; i < sums.channels; i += width) {
    store(out + i, (sum_column_vectors<floats>)(first + i, sums.pitch, weights, pixels.size()));
  }
}

/// Some columns of one row of a crop, packed. Writes up to a vector of floats after them.
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE inline void sum_crop_row(const row_sums& sums, const weight_table& x,
                                                                const index_range& columns, float* out) noexcept {
  for (std::ptrdiff_t i = columns.begin; i < columns.end; ++i) {
    float* const column = out + (i - columns.begin) * sums.channels;
    if (sums.channels == 1 && sums.pitch == 1) {
      *column = sum_column_lanes(sums.at(x.pixels(i).begin), x.weights(i), x.pixels(i).size());
    } else {
      sum_channels(sums, x.pixels(i), x.weights(i), column);
      if (sums.are_reversed) {
        for (std::ptrdiff_t low = 0, high = sums.channels - 1; low < high; ++low, --high) {
          std::swap(column[low], column[high]);
        }
      }
    }
  }
}

