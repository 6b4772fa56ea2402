// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Sums of rows of the image, for filters: element by element as they are in memory, in the order of sum_rows
// (forward/filter_sums.hpp). This reads the image in order, and takes most of the time where crops are smaller than
// their boxes.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/plane_runs.inl>

#include <crop_and_resize/detail/forward/filter_layout.hpp>
#include <crop_and_resize/detail/forward/filter_scalar.hpp>
#endif

/// What is summed along y: consecutive rows of the image and their weights.
template <class T>
struct summed_rows {
  const T* first;
  std::ptrdiff_t stride;
  std::ptrdiff_t count;
  const float* weights;
  std::ptrdiff_t ahead;  // from what is summed to what is prefetched meanwhile, in elements; 0 where nothing follows
};

/// Both halves, one after the other. In registers: a load would wait for both stores of them.
template <class Half, std::size_t... Indices>
CNR_DETAIL_ALWAYS_INLINE floats join_halves(const Half& low, const Half& high,
                                            std::index_sequence<Indices...> /*of both*/) noexcept {
#if defined(__clang__) || __GNUC__ >= 12
  return __builtin_shufflevector(low, high, static_cast<int>(Indices)...);
#else
  constexpr std::size_t half = sizeof...(Indices) / 2;
  return floats{(Indices < half ? low[Indices % half] : high[Indices % half])...};
#endif
}

/// Doubles as floats.
CNR_DETAIL_ALWAYS_INLINE floats to_floats(const long_floats& low, const long_floats& high) noexcept {
  using half_floats = float __attribute__((vector_size(2 * width)));
  return join_halves(__builtin_convertvector(low, half_floats), __builtin_convertvector(high, half_floats),
                     std::make_index_sequence<static_cast<std::size_t>(width)>{});
}

/// Prefetches the cache lines of so many vectors, `ahead` elements from those of a row, into the first-level cache. Not
/// of larger elements than two bytes: there, it takes as many instructions as loading them. A single vector is at the
/// end of a row, where nothing is prefetched.
template <std::size_t Vectors, class T>
CNR_DETAIL_ALWAYS_INLINE void prefetch_vectors(const T* row, std::ptrdiff_t ahead) noexcept {
  if constexpr (Vectors > 1 && sizeof(T) <= 2) {
    constexpr auto size = static_cast<std::ptrdiff_t>(Vectors * sizeof(T)) * width;
    const auto* const first = reinterpret_cast<const unsigned char*>(row + ahead);
    // Not for_each_index: GCC 12 drops calls of functions that do nothing but prefetch.
    for (std::ptrdiff_t i = 0; i < size; i += static_cast<std::ptrdiff_t>(cache_line_size)) {
      __builtin_prefetch(first + i, 0, 3);
    }
  }
}

/// Vectors of a row that are summed at a time.
constexpr std::ptrdiff_t vectors_at_once = 8;
constexpr std::ptrdiff_t elements_at_once = vectors_at_once * width;

/// Sums of parts of long sums. The first part stays in floats until there is a second one. A vector more may be written
/// after it.
struct long_sums {
  std::array<floats, static_cast<std::size_t>(vectors_at_once + 1)> first;
  std::array<long_floats, static_cast<std::size_t>(vectors_at_once)> low;
  std::array<long_floats, static_cast<std::size_t>(vectors_at_once)> high;
};

/// Adds the sums of a part to those of the parts before it, which become floats after the last one. Not inlined: short
/// sums would clear registers for it, which takes as long as summing three rows.
CNR_DETAIL_NOINLINE inline void add_part(floats* part, std::ptrdiff_t vectors, bool is_second, bool is_last,
                                         long_sums& sums) noexcept {
  for (std::ptrdiff_t number = 0; number < vectors; ++number) {
    const auto i = static_cast<std::size_t>(number);
    if (is_second) {
      sums.low[i] = low_doubles(sums.first[i]);
      sums.high[i] = high_doubles(sums.first[i]);
    }
    const long_floats low = sums.low[i] + low_doubles(part[number]);
    const long_floats high = sums.high[i] + high_doubles(part[number]);
    if (is_last) {
      part[number] = to_floats(low, high);
    } else {
      sums.low[i] = low;
      sums.high[i] = high;
    }
  }
}

/// sum_rows of `Vectors` vectors of columns.
/// @param load_at  `load_at(row, i)` gives vector i of a row
template <std::size_t Vectors, class T, class LoadAt>
CNR_DETAIL_ALWAYS_INLINE void sum_row_vectors(const summed_rows<T>& rows, float* out, const LoadAt& load_at) noexcept {
  constexpr constant<static_cast<std::ptrdiff_t>(Vectors)> each_vector{};
  using sums = std::array<floats, Vectors>;
  // Each number is a constant, so that the sums are in registers.
  const auto each = [=](const auto& function) noexcept {
    for_each_index(each_vector, [&](std::ptrdiff_t i) noexcept { function(static_cast<std::size_t>(i), i); });
  };
  // An argument, not a result: see make_short_column_sums.
  const auto sum_block = [=](std::ptrdiff_t first, std::ptrdiff_t end, sums& sum) noexcept {
    const T* row = rows.first + first * rows.stride;
    const floats first_weight = broadcast(rows.weights[first]);
    (prefetch_vectors<Vectors>)(row, rows.ahead);
    each([&](std::size_t i, std::ptrdiff_t vector) noexcept {
      sum[i] = unfused_multiply(first_weight, load_at(row, vector));
    });
    for (std::ptrdiff_t at = first + 1; at < end; ++at) {
      row += rows.stride;
      const floats weight = broadcast(rows.weights[at]);
      (prefetch_vectors<Vectors>)(row, rows.ahead);
      each([&](std::size_t i, std::ptrdiff_t vector) noexcept {
        sum[i] += unfused_multiply(weight, load_at(row, vector));
      });
    }
  };
  long_sums parts;
  sums total{};
  for (std::ptrdiff_t next = 0; next < rows.count;) {
    // The first part of a long sum, or all of a short one.
    const std::ptrdiff_t end = minimum(next + short_sum, rows.count);
    if constexpr (Vectors == 1) {
      // So that sum_block is compiled once. A sum of -0.0 and a number is the number.
      total[0] = broadcast(-0.0F);
    } else {
      sum_block(next, minimum(next + row_block, end), total);
      next += row_block;
    }
    for (; next < end; next += row_block) {
      sums of_block;
      sum_block(next, minimum(next + row_block, end), of_block);
      each([&](std::size_t i, std::ptrdiff_t) noexcept { total[i] += of_block[i]; });
    }
    if (rows.count <= short_sum) break;
    if (end == short_sum) {
      each([&](std::size_t i, std::ptrdiff_t) noexcept { parts.first[i] = total[i]; });
      continue;
    }
    if (rows.count <= 2 * short_sum) {
      // The sum of two floats in double, rounded to float, is their sum in float: a double has more than twice as many
      // bits.
      each([&](std::size_t i, std::ptrdiff_t) noexcept { total[i] += parts.first[i]; });
      break;
    }
    // A copy, so that `total` can be in registers.
    sums part = total;
    add_part(part.data(), static_cast<std::ptrdiff_t>(Vectors), end <= 2 * short_sum, next >= rows.count, parts);
    total = part;
  }
  each([&](std::size_t i, std::ptrdiff_t vector) noexcept { store(out + vector * width, total[i]); });
}

/// Loads vectors of a row.
template <class Format>
struct vector_loader {
  template <class T>
  CNR_DETAIL_ALWAYS_INLINE floats operator()(const T* row, std::ptrdiff_t i) const noexcept {
    return Format::load(row + i * width);
  }
};

/// Loads a vector of a row, or the only elements of a row, fewer than a vector has.
template <class Format>
struct short_loader {
  std::ptrdiff_t count;
  template <class T>
  CNR_DETAIL_ALWAYS_INLINE floats operator()(const T* row, std::ptrdiff_t /*i*/) const noexcept {
    if (count >= width) return Format::load(row);
    std::array<unsigned char, static_cast<std::size_t>(width) * sizeof(T)> copy{};
    std::memcpy(copy.data(), row, static_cast<std::size_t>(count) * sizeof(T));
    return Format::load(reinterpret_cast<const T*>(copy.data()));
  }
};

/// Elements that are side by side in a row, so many times: pixels, planes, or a row by itself.
struct element_runs {
  std::ptrdiff_t count;  // elements of a run
  std::ptrdiff_t runs;
  std::ptrdiff_t stride;    // from one run to the next in the image
  std::ptrdiff_t pitch;     // from one run to the next in the sums
  std::ptrdiff_t followed;  // elements of a run before the first one for which nothing is prefetched
};

/// sum_rows of runs of elements. Writes whole vectors: up to `width` floats after the last sum of each run.
/// @param rows  of the first run
template <class Format, class T>
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE void sum_element_rows(const summed_rows<T>& rows, const element_runs& elements,
                                                             float* out) noexcept {
  constexpr vector_loader<Format> load_vector{};
  const std::ptrdiff_t count = elements.count;
  for (std::ptrdiff_t number = 0; number < elements.runs; ++number, out += elements.pitch) {
    const summed_rows<T> run{rows.first + number * elements.stride, rows.stride, rows.count, rows.weights, rows.ahead};
    const auto from = [=](std::ptrdiff_t i, std::ptrdiff_t ahead) noexcept {
      return summed_rows<T>{run.first + i, run.stride, run.count, run.weights, ahead};
    };
    if (rows.count == 0) {
      fill(out, count, 0);
    } else {
      std::ptrdiff_t i = 0;
      // The last vectors overlap those before them, unless there are few of them.
      while (count >= elements_at_once && i + 2 * width < count) {
        const std::ptrdiff_t start = minimum(i, count - elements_at_once);
        const std::ptrdiff_t ahead = start < elements.followed ? run.ahead : 0;
        (sum_row_vectors<vectors_at_once>)(from(start, ahead), out + start, load_vector);
        i = start + elements_at_once;
      }
      for (; i < count; i += width) {
        const std::ptrdiff_t start = maximum(minimum(i, count - width), 0);
        (sum_row_vectors<1>)(from(start, 0), out + start, short_loader<Format>{count});
      }
    }
  }
}
