// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Sums of columns, for filters, in blocks of columns of the image as they are in memory: where a crop is a whole number
// of times smaller than its box, so that columns of the crop have the same weights, or many times. In the order of
// sum_columns (forward/filter_sums.hpp).

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/filter_columns.inl>
#endif

/// A block is column_sums columns of few channels, as they are in memory. So each of its columns is a term of another
/// one of the four sums, and nothing is rearranged but these sums.
static_assert(column_sums == max_block_pitch, "a block has as many columns as these have elements");

/// Columns of a vector, and vectors of a block. Of narrower columns, what follows them is loaded as well.
constexpr std::ptrdiff_t columns_of_vector = width / max_block_pitch;
constexpr std::ptrdiff_t vectors_of_block = column_sums / columns_of_vector;
/// Floats that may be read before the first sum of a row and after the last one: the blocks of an output have short_sum
/// columns at most, of which one at least is inside.
constexpr std::ptrdiff_t sums_margin = short_sum * max_block_pitch;

using block_vectors = std::array<floats, static_cast<std::size_t>(vectors_of_block)>;
using block_indices = std::array<integers, static_cast<std::size_t>(vectors_of_block)>;

/// Outputs that are made at a time, and what they are before the four sums of each are added up.
constexpr std::ptrdiff_t outputs_at_once = 4;
using block_sums = std::array<block_vectors, static_cast<std::size_t>(outputs_at_once)>;

#if defined(__clang__) || __GNUC__ >= 12
/// A vector that begins with the elements of one half as long. The others may be anything.
template <class Half, std::size_t... Indices>
CNR_DETAIL_ALWAYS_INLINE auto lengthen(const Half& half, std::index_sequence<Indices...> /*of the vector*/) noexcept {
  return __builtin_shufflevector(half, half, (Indices < sizeof...(Indices) / 2 ? static_cast<int>(Indices) : -1)...);
}

/// Four floats, and anything after them. (In steps: GCC 12 stores and loads them otherwise.)
template <class Vector = floats>
CNR_DETAIL_ALWAYS_INLINE Vector load_four(const float* from) noexcept {
  using eight_floats = float __attribute__((vector_size(32)));
  if constexpr (std::is_same<Vector, four_floats>::value) {
    return (load_as<four_floats>)(from);
  } else {
    using half = std::conditional_t<std::is_same<Vector, eight_floats>::value, four_floats, eight_floats>;
    return (lengthen)((load_four<half>)(from), std::make_index_sequence<sizeof(Vector) / sizeof(float)>{});
  }
}
#else
/// Four floats, and anything after them.
CNR_DETAIL_ALWAYS_INLINE floats load_four(const float* from) noexcept {
  floats four{};
  std::memcpy(&four, from, sizeof(four_floats));
  return four;
}
#endif

/// How many of the multiples of `size` above 0, up to `most` of them, are not above each number of iota().
CNR_DETAIL_ALWAYS_INLINE integers quotients_of_iota(std::ptrdiff_t size, std::ptrdiff_t most) noexcept {
  integers quotients{};
  for (std::ptrdiff_t i = 1; i <= most; ++i) {
    quotients += iota() >= broadcast(static_cast<std::uint32_t>(i * size)) ? broadcast(1U) : integers{};
  }
  return quotients;
}

/// Adds up the four sums of each output, and writes outputs of so many channels. Writes up to a vector after them.
CNR_DETAIL_ALWAYS_INLINE void store_block_sums(const block_sums& sums, std::ptrdiff_t pitch, std::ptrdiff_t channels,
                                               float* out) noexcept {
  const auto to_next = static_cast<std::uint32_t>(pitch);
  if constexpr (width == 16) {
    // The sums of columns 0 and 1, and of columns 2 and 3, of two outputs: four floats of each.
    const integers place = iota();
    const integers even = (place & 3U) + ((place >> 2U) & 1U) * (2 * to_next) + ((place >> 3U) << 4U);
    const integers odd = even + to_next;
    const std::array<floats, 2> first{sums[0][0], sums[1][0]};
    const std::array<floats, 2> second{sums[2][0], sums[3][0]};
    const std::array<floats, 2> pairs{permute(first, even) + permute(first, odd),
                                      permute(second, even) + permute(second, odd)};
    const integers output = (quotients_of_iota)(channels, outputs_at_once - 1);
    const integers low = place + output * static_cast<std::uint32_t>(8 - channels);
    store(out, permute(pairs, low) + permute(pairs, low + 4U) + floats{});
  } else {
    for_each_index(constant<outputs_at_once>{}, [&](std::ptrdiff_t output) noexcept {
      const block_vectors& of = sums[static_cast<std::size_t>(output)];
      floats sum;
      if constexpr (width == 8) {
        const std::array<floats, 1> low{of[0]};
        const std::array<floats, 1> high{of[1]};
        const integers next = iota() + to_next;
        sum = (low[0] + permute(low, next)) + (high[0] + permute(high, next));
      } else {
        sum = (of[0] + of[1]) + (of[2] + of[3]);
      }
      sum += floats{};
      std::memcpy(out + output * channels, &sum, sizeof(four_floats));
    });
  }
}

/// Which column of a block each of its elements is of.
/// @param step  from one column to the next
CNR_DETAIL_ALWAYS_INLINE block_indices columns_of_block(std::ptrdiff_t step) noexcept {
  block_indices columns;
  for_each_index(constant<vectors_of_block>{}, [&](std::ptrdiff_t number) noexcept {
    const integers column = (quotients_of_iota)(magnitude(step), columns_of_vector - 1) +
                            static_cast<std::uint32_t>(number * columns_of_vector);
    columns[static_cast<std::size_t>(number)] = step < 0 ? 3U - column : column;
  });
  return columns;
}

/// sum_columns of columns of the crop that have the same weights, of at most short_sum columns of the image, or of a
/// part of more of them.
/// @param columns  what the first one reads
/// @param to_next  from what one reads to what the next one reads
/// @param count    columns of the crop, at least outputs_at_once
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE inline void sum_repeated(const summed_columns& columns, std::ptrdiff_t to_next,
                                                                std::ptrdiff_t count, std::ptrdiff_t channels,
                                                                float* out) noexcept {
  constexpr constant<outputs_at_once> each_output{};
  constexpr constant<vectors_of_block> each_vector{};
  const std::ptrdiff_t pitch = magnitude(columns.step);
  const std::ptrdiff_t vector_step = columns_of_vector * pitch;
  const std::ptrdiff_t step = column_sums * columns.step;
  const block_indices column_of = (columns_of_block)(columns.step);
  // The weights of all elements. The last block may have fewer columns.
  std::array<block_vectors, static_cast<std::size_t>(short_sum / column_sums)> weights;
  const std::ptrdiff_t in_last = columns.count % column_sums;
  const block_vectors* const end = weights.data() + columns.count / column_sums;
  const float* weight_of_block = columns.weights;
  for (block_vectors* block = weights.data(); block < end + (in_last != 0 ? 1 : 0); ++block) {
    const std::array<floats, 1> four{(load_four)(weight_of_block)};
    for_each_index(each_vector, [&](std::ptrdiff_t number) noexcept {
      const auto i = static_cast<std::size_t>(number);
      (*block)[i] = permute(four, column_of[i]);
    });
    weight_of_block += column_sums;
  }
  const integers end_of_last = broadcast(static_cast<std::uint32_t>(in_last));
  const float* first = columns.first + (columns.step < 0 ? (column_sums - 1) * columns.step : 0);
  std::ptrdiff_t rest = count - outputs_at_once;
  for (;;) {
    block_sums sums;
    const float* from = first;
    const auto for_each_sum = [&](const auto& function) noexcept {
      for_each_index(each_output, [&](std::ptrdiff_t output) noexcept {
        for_each_index(each_vector, [&](std::ptrdiff_t number) noexcept {
          const auto i = static_cast<std::size_t>(number);
          function(sums[static_cast<std::size_t>(output)][i], i, load(from + output * to_next + number * vector_step));
        });
      });
    };
    // Sums begin with their first term. store_block_sums adds the +0.0 that sum_columns begins with.
    const block_vectors* weight = weights.data();
    if (weight == end) {
      sums = block_sums{};
    } else {
      for_each_sum([&](floats& sum, std::size_t i, const floats& elements) noexcept {
        sum = unfused_multiply((*weight)[i], elements);
      });
      from += step;
      for (++weight; weight != end; ++weight, from += step) {
        for_each_sum([&](floats& sum, std::size_t i, const floats& elements) noexcept {
          sum += unfused_multiply((*weight)[i], elements);
        });
      }
    }
    if (in_last != 0) {
      // Terms that there are not become +0.0, which changes no sum but -0.0.
      for_each_sum([&](floats& sum, std::size_t i, const floats& elements) noexcept {
        const auto is_term = column_of[i] < end_of_last;
        sum += unfused_multiply(is_term ? (*weight)[i] : floats{}, is_term ? elements : floats{});
      });
    }
    (store_block_sums)(sums, pitch, channels, out);
    if (rest == 0) return;
    // Some of the last outputs may be made twice.
    const std::ptrdiff_t on = minimum(rest, outputs_at_once);
    rest -= on;
    first += on * to_next;
    out += on * channels;
  }
}

/// sum_repeated of more than short_sum columns.
CNR_DETAIL_NOINLINE inline void sum_repeated_parts(const summed_columns& columns, std::ptrdiff_t to_next,
                                                   std::ptrdiff_t count, std::ptrdiff_t channels, float* out) noexcept {
  constexpr auto room = static_cast<std::size_t>(vectors_at_once);
  const std::ptrdiff_t at_once = elements_at_once / channels;
  for (std::ptrdiff_t next = 0; next < count; next += at_once) {
    const std::ptrdiff_t start = minimum(next, count - outputs_at_once);
    const std::ptrdiff_t outputs = minimum(at_once, count - start);
    std::array<floats, room + 1> sums;
    long_sums parts;
    for (std::ptrdiff_t done = 0; done < columns.count; done += column_block) {
      const summed_columns part{columns.first + start * to_next + done * columns.step, columns.step,
                                columns.weights + done, minimum(column_block, columns.count - done)};
      auto& of_part = done == 0 ? parts.first : sums;
      sum_repeated(part, to_next, outputs, channels, reinterpret_cast<float*>(of_part.data()));
      if (done == 0) continue;
      add_part(sums.data(), divide_up(outputs * channels, width), done == column_block,
               done + column_block >= columns.count, parts);
    }
    std::memcpy(out + start * channels, sums.data(), static_cast<std::size_t>(outputs * channels) * sizeof(float));
  }
}

/// sum_columns of all columns of the crop, outputs_at_once of them at least, each of at most short_sum columns of the
/// image, which have weights of their own. Reads up to three weights after the last one.
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE inline void sum_each_in_blocks(const row_sums& sums, const weight_table& x,
                                                                      float* out) noexcept {
  constexpr constant<outputs_at_once> each_output{};
  constexpr constant<vectors_of_block> each_vector{};
  constexpr auto outputs = static_cast<std::size_t>(outputs_at_once);
  const std::ptrdiff_t step = sums.pitch;
  const std::ptrdiff_t pitch = magnitude(step);
  const std::ptrdiff_t vector_step = columns_of_vector * pitch;
  const std::ptrdiff_t channels = sums.channels;
  const float* const first_sum = sums.at(0) + (step < 0 ? (column_sums - 1) * step : 0);
  const float* const all_weights = x.all_weights();
  const std::ptrdiff_t end = x.count();
  block_indices column_of = (columns_of_block)(step);
  for_each_index(each_vector, [&](std::ptrdiff_t number) noexcept {
    integers& columns = column_of[static_cast<std::size_t>(number)];
    columns = reinterpret_cast<integers>(in_register(reinterpret_cast<floats>(columns)));
  });
  for (std::ptrdiff_t next = 0; next < end; next += outputs_at_once) {
    // The last outputs may be made twice.
    const std::ptrdiff_t first = minimum(next, end - outputs_at_once);
    std::array<const float*, outputs> weights;
    std::array<const float*, outputs> elements;
    std::array<std::ptrdiff_t, outputs> count;
    std::ptrdiff_t least = short_sum;
    std::ptrdiff_t most = 0;
    for_each_index(each_output, [&](std::ptrdiff_t number) noexcept {
      const auto i = static_cast<std::size_t>(number);
      const index_range pixels = x.pixels(first + number);
      weights[i] = all_weights + x.first_weight(first + number);
      elements[i] = first_sum + pixels.begin * step;
      count[i] = pixels.size();
      least = minimum(least, count[i]);
      most = maximum(most, count[i]);
    });
    block_sums total{};
    std::ptrdiff_t done = 0;
    std::ptrdiff_t offset = 0;
    for (; done + column_sums <= least; done += column_sums, offset += column_sums * step) {
      for_each_index(each_output, [&](std::ptrdiff_t number) noexcept {
        const auto i = static_cast<std::size_t>(number);
        const std::array<floats, 1> four{(load_four)(weights[i] + done)};
        for_each_index(each_vector, [&](std::ptrdiff_t vector) noexcept {
          const auto j = static_cast<std::size_t>(vector);
          total[i][j] +=
              unfused_multiply(permute(four, column_of[j]), load(elements[i] + offset + vector * vector_step));
        });
      });
    }
    for (; done < most; done += column_sums, offset += column_sums * step) {
      for_each_index(each_output, [&](std::ptrdiff_t number) noexcept {
        const auto i = static_cast<std::size_t>(number);
        // Terms that there are not become +0.0, which changes no sum.
        const signed_integers rest = as_signed(broadcast(static_cast<std::uint32_t>(count[i] - done)));
        const std::array<floats, 1> four{(load_four)(weights[i] + (done < count[i] ? done : 0))};
        for_each_index(each_vector, [&](std::ptrdiff_t vector) noexcept {
          const auto j = static_cast<std::size_t>(vector);
          const auto is_term = as_signed(column_of[j]) < rest;
          const floats from = load(elements[i] + offset + vector * vector_step);
          total[i][j] += unfused_multiply(is_term ? permute(four, column_of[j]) : floats{}, is_term ? from : floats{});
        });
      });
    }
    (store_block_sums)(total, pitch, channels, out + first * channels);
  }
}

/// sum_crop_row of all columns, which have max_block_pitch elements at most. Reads up to sums_margin floats before and
/// after the sums.
CNR_DETAIL_NOINLINE inline void sum_crop_row_in_blocks(const row_sums& sums, const weight_table& x,
                                                       float* out) noexcept {
  const index_range repeated = x.repeated();
  if (repeated.size() < outputs_at_once) {
    if (x.count() >= outputs_at_once && x.most_pixels() <= short_sum) {
      sum_each_in_blocks(sums, x, out);
    } else {
      sum_crop_row(sums, x, {0, x.count()}, out);
    }
    return;
  }
  const std::ptrdiff_t begin = repeated.begin;
  if (begin > 0) sum_crop_row(sums, x, {0, begin}, out);
  const index_range pixels = x.pixels(begin);
  const summed_columns columns{sums.at(pixels.begin), sums.pitch, x.weights(begin), pixels.size()};
  const std::ptrdiff_t to_next = (x.pixels(begin + 1).begin - pixels.begin) * sums.pitch;
  const auto sum = columns.count > short_sum ? sum_repeated_parts : sum_repeated;
  sum(columns, to_next, repeated.size(), sums.channels, out + begin * sums.channels);
  if (repeated.end < x.count()) {
    sum_crop_row(sums, x, {repeated.end, x.count()}, out + repeated.end * sums.channels);
  }
}
