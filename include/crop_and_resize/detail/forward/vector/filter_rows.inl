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
CNR_DETAIL_ALWAYS_INLINE floats doubles_to_floats(const long_floats& low, const long_floats& high) noexcept {
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
      part[number] = doubles_to_floats(low, high);
    } else {
      sums.low[i] = low;
      sums.high[i] = high;
    }
  }
}

/// Elements of two vectors by turns.
CNR_DETAIL_ALWAYS_INLINE std::array<floats, 2> interleave(const floats& even, const floats& odd) noexcept {
  const std::array<floats, 2> both{even, odd};
  const integers low = (iota() >> 1U) + (iota() & 1U) * static_cast<std::uint32_t>(width);
  return {permute(both, low), permute(both, low + static_cast<std::uint32_t>(width / 2))};
}

/// Elements of four vectors by turns.
CNR_DETAIL_ALWAYS_INLINE void interleave(std::array<floats, 4>& vectors) noexcept {
  const std::array<floats, 2> even = interleave(vectors[0], vectors[2]);
  const std::array<floats, 2> odd = interleave(vectors[1], vectors[3]);
  const std::array<floats, 2> first = interleave(even[0], odd[0]);
  const std::array<floats, 2> second = interleave(even[1], odd[1]);
  vectors = {first[0], first[1], second[0], second[1]};
}

/// Products of a weight and vectors of a row.
template <class Format>
struct vector_products {
  /// What is needed of a weight, and of a row.
  CNR_DETAIL_ALWAYS_INLINE static floats weight(float number) noexcept { return broadcast(number); }
  template <std::size_t Vectors, class T>
  CNR_DETAIL_ALWAYS_INLINE static const T* load(const T* row) noexcept {
    return row;
  }
  /// The product of vector i.
  template <class T>
  CNR_DETAIL_ALWAYS_INLINE static floats at(floats weight, const T* row, std::ptrdiff_t i) noexcept {
    return unfused_multiply(weight, Format::load(row + i * width));
  }
  /// Puts sums of products in the order of the row.
  template <class Sums>
  CNR_DETAIL_ALWAYS_INLINE static void sort(Sums& /*sums*/) noexcept {}
};

/// Products of a vector of a row, or of the only elements of a row, fewer than a vector has.
template <class Format>
struct short_products : vector_products<Format> {
  std::ptrdiff_t count;
  explicit short_products(std::ptrdiff_t elements) noexcept : count(elements) {}
  template <class T>
  CNR_DETAIL_ALWAYS_INLINE floats at(floats weight, const T* row, std::ptrdiff_t /*i*/) const noexcept {
    return unfused_multiply(weight, load_all(row));
  }

 private:
  template <class T>
  CNR_DETAIL_ALWAYS_INLINE floats load_all(const T* row) const noexcept {
    if (count >= width) return Format::load(row);
    std::array<unsigned char, static_cast<std::size_t>(width) * sizeof(T)> copy{};
    std::memcpy(copy.data(), row, static_cast<std::size_t>(count) * sizeof(T));
    return Format::load(reinterpret_cast<const T*>(copy.data()));
  }
};

/// Products of bytes that are not converted first. With byte b as its lowest byte, 2^23 becomes the float 2^23 + b;
/// with b as its second byte, 2^15 becomes 2^15 + b. A fused multiply-subtract computes (2^23 + b) * w - 2^23 * w. The
/// subtrahend is exact, so the result is b * w rounded once, except for the sign of 0, which no sum of columns shows,
/// as these begin with +0.0. Precondition: |w| <= weight_table::max_fused_weight, so that nothing overflows.
///
/// Four vectors take turns at the elements, so that no byte moves further than within 32 bits.
/// @tparam Integers  integers: targets without these instructions, as fuses_byte_products says, do not compile
/// templates
template <class Integers>
struct byte_products {
  struct weights {
    floats weight;
    floats low;
    floats high;
  };
  floats low = in_register(broadcast(0x1p23F));
  floats high = in_register(broadcast(0x1p15F));
  std::uint64_t low_bytes = in_mask_register(0x1111111111111111U);
  std::uint64_t high_bytes = in_mask_register(0x2222222222222222U);

  CNR_DETAIL_ALWAYS_INLINE weights weight(float number) const noexcept {
    const floats of_all = in_register(broadcast(number));
    return {of_all, in_register(of_all * low), in_register(of_all * high)};
  }
  template <std::size_t Vectors, class T>
  CNR_DETAIL_ALWAYS_INLINE static std::array<Integers, Vectors / 2> load(const T* row) noexcept {
    std::array<Integers, Vectors / 2> pairs;
    for_each_index(constant<static_cast<std::ptrdiff_t>(Vectors / 4)>{}, [&](std::ptrdiff_t number) noexcept {
      const auto i = static_cast<std::size_t>(2 * number);
      // In a register, as processors load fewer vectors a cycle than they blend.
      pairs[i] = reinterpret_cast<Integers>(in_register((load_as<floats>)(row + number * 4 * width)));
      pairs[i + 1] = pairs[i] >> 16U;
    });
    return pairs;
  }
  template <class Pairs>
  CNR_DETAIL_ALWAYS_INLINE floats at(const weights& weight, const Pairs& pairs, std::ptrdiff_t i) const noexcept {
    const auto& pair = pairs[static_cast<std::size_t>(i / 2)];
    return i % 2 == 0 ? multiply_subtract(blend_bytes(low, pair, low_bytes), weight.weight, weight.low)
                      : multiply_subtract(blend_bytes(high, pair, high_bytes), weight.weight, weight.high);
  }
  template <class Sums>
  CNR_DETAIL_ALWAYS_INLINE static void sort(Sums& sums) noexcept {
    for_each_index(constant<vectors_at_once / 4>{}, [&](std::ptrdiff_t number) noexcept {
      const auto i = static_cast<std::size_t>(4 * number);
      std::array<floats, 4> four{sums[i], sums[i + 1], sums[i + 2], sums[i + 3]};
      interleave(four);
      for (std::size_t j = 0; j < 4; ++j) sums[i + j] = four[j];
    });
  }
};

/// Whether sums of rows of a format's elements are sums of byte_products.
template <class Format>
constexpr bool sums_byte_products = fuses_byte_products && std::is_same<Format, format<element_format::uint8>>::value;

/// Calls `function` with each number of a vector, in both types. Each is a constant, so that the sums are in registers.
template <std::size_t Vectors, class Function>
CNR_DETAIL_ALWAYS_INLINE void for_each_vector(const Function& function) noexcept {
  for_each_index(constant<static_cast<std::ptrdiff_t>(Vectors)>{},
                 [&](std::ptrdiff_t i) noexcept { function(static_cast<std::size_t>(i), i); });
}

/// Sums of vectors of the rows from number `first` on, but not `end`, one after the other. (An argument, not a result:
/// see make_short_column_sums.)
/// @param products  how they are multiplied: vector_products or another such class
template <class T, class Products, std::size_t Vectors>
CNR_DETAIL_ALWAYS_INLINE void sum_row_block(const summed_rows<T>& rows, const Products& products, std::ptrdiff_t first,
                                            std::ptrdiff_t end, std::array<floats, Vectors>& sum) noexcept {
  const T* row = rows.first + first * rows.stride;
  const auto first_weight = products.weight(rows.weights[first]);
  (prefetch_vectors<Vectors>)(row, rows.ahead);
  const auto first_elements = products.template load<Vectors>(row);
  for_each_vector<Vectors>([&](std::size_t i, std::ptrdiff_t vector) noexcept {
    sum[i] = products.at(first_weight, first_elements, vector);
  });
  for (std::ptrdiff_t at = first + 1; at < end; ++at) {
    row += rows.stride;
    const auto weight = products.weight(rows.weights[at]);
    (prefetch_vectors<Vectors>)(row, rows.ahead);
    const auto elements = products.template load<Vectors>(row);
    for_each_vector<Vectors>(
        [&](std::size_t i, std::ptrdiff_t vector) noexcept { sum[i] += products.at(weight, elements, vector); });
  }
}

/// sum_rows of a vector of columns.
template <class T, class Products>
CNR_DETAIL_ALWAYS_INLINE void sum_row_vector(const summed_rows<T>& rows, float* out,
                                             const Products& products) noexcept {
  long_floats low{};
  long_floats high{};
  std::array<floats, 1> part{};
  for (std::ptrdiff_t next = 0; next < rows.count;) {
    const std::ptrdiff_t end = minimum(next + short_sum, rows.count);
    // So that sum_row_block is compiled once. A sum of -0.0 and a number is the number.
    part[0] = broadcast(-0.0F);
    for (; next < end; next += row_block) {
      std::array<floats, 1> of_block;
      (sum_row_block)(rows, products, next, minimum(next + row_block, end), of_block);
      part[0] += of_block[0];
    }
    low += low_doubles(part[0]);
    high += high_doubles(part[0]);
  }
  store(out, rows.count <= short_sum ? part[0] : doubles_to_floats(low, high));
}

/// Sums of at most row_block rows of bytes whose weights are whole numbers of 1 / parts_of_weight, as those of area are
/// by factors of 2, 4 and 8. Products and sums are exact then, so that whole numbers of 16 bits give the same floats.
/// Of `size` elements, as add_row_block. False where a weight is another, or where sums may need more bits: weights of
/// some rows of a longer sum may together be far above 1, if others are below 0.
template <class T>
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE bool sum_exact_products(const summed_rows<T>& rows, std::ptrdiff_t size,
                                                               std::ptrdiff_t followed, float* out) noexcept {
  using element_pairs = std::uint16_t __attribute__((vector_size(4 * width)));
  constexpr float parts_of_weight = 128;
  constexpr std::int32_t most_parts = 0xffff / 0xff;  // of all weights: sums of bytes have 16 bits then
  std::array<std::uint16_t, static_cast<std::size_t>(row_block)> weights;
  std::int32_t total = 0;
  for (std::ptrdiff_t i = 0; i < rows.count; ++i) {
    const float parts = rows.weights[i] * parts_of_weight;
    const bool can_be_exact = parts >= 0 && parts <= static_cast<float>(most_parts);  // not NaN
    if (!can_be_exact) return false;
    const auto whole = static_cast<std::int32_t>(parts);
    total += whole;
    if (static_cast<float>(whole) != parts || total > most_parts) return false;
    weights[static_cast<std::size_t>(i)] = static_cast<std::uint16_t>(whole);
  }
  std::ptrdiff_t ahead = rows.ahead;
  for (std::ptrdiff_t i = 0; i < size; i += 4 * width) {
    if (i >= followed) ahead = 0;
    // Pairs of bytes: the targets with such sums are little-endian, or emulated by a test on one that is.
    element_pairs even{};
    element_pairs odd{};
    for (std::ptrdiff_t at = 0; at < rows.count; ++at) {
      const T* const row = rows.first + i + at * rows.stride;
      (prefetch_vectors<4>)(row, ahead);
      const auto pairs = reinterpret_cast<element_pairs>(in_register((load_as<floats>)(row)));
      const std::uint16_t weight = weights[static_cast<std::size_t>(at)];
      even += (pairs & 0xffU) * weight;
      odd += (pairs >> 8U) * weight;
    }
    const auto of_even = reinterpret_cast<integers>(even);
    const auto of_odd = reinterpret_cast<integers>(odd);
    std::array<floats, 4> four{to_floats(of_even & 0xffffU), to_floats(of_odd & 0xffffU), to_floats(of_even >> 16U),
                               to_floats(of_odd >> 16U)};
    interleave(four);
    for_each_vector<4>([&](std::size_t number, std::ptrdiff_t vector) noexcept {
      store(out + i + vector * width, four[number] * (1 / parts_of_weight));
    });
  }
  return true;
}

/// Adds the sums of a block of rows to those of the blocks before it: of `size` elements, which is a multiple of
/// elements_at_once.
/// @param rows      those of the block
/// @param followed  as element_runs::followed
/// @param is_first  whether there are none before it
/// @param is_last   whether there are none after it
template <class Format, class T>
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE void add_row_block(const summed_rows<T>& rows, std::ptrdiff_t size,
                                                          std::ptrdiff_t followed, bool is_first, bool is_last,
                                                          float* sums) noexcept {
  using products_type =
      std::conditional_t<sums_byte_products<Format>, byte_products<integers>, vector_products<Format>>;
  if constexpr (sums_byte_products<Format>) {
    if (is_first && is_last && (sum_exact_products)(rows, size, followed, sums)) return;
  }
  const products_type products{};
  summed_rows<T> block = rows;
  for (std::ptrdiff_t i = 0; i < size; i += elements_at_once) {
    if (i >= followed) block.ahead = 0;
    std::array<floats, static_cast<std::size_t>(vectors_at_once)> total;
    (sum_row_block)(block, products, 0, block.count, total);
    if (!is_first) {
      for_each_vector<total.size()>(
          [&](std::size_t number, std::ptrdiff_t vector) noexcept { total[number] += load(sums + vector * width); });
    }
    if (is_last) products.sort(total);
    for_each_vector<total.size()>(
        [&](std::size_t number, std::ptrdiff_t vector) noexcept { store(sums + vector * width, total[number]); });
    block.first += elements_at_once;
    sums += elements_at_once;
  }
}

/// Elements of which parts of long sums are summed before the next elements, where these are added in double.
constexpr std::ptrdiff_t elements_of_part = 512;
static_assert(elements_of_part % elements_at_once == 0, "parts are whole blocks");

/// Adds the sums of the second part of the rows to those of the first one, in floats: the sum of two floats in double,
/// rounded to float, is their sum in float, as a double has more than twice as many bits.
CNR_DETAIL_ALWAYS_INLINE void add_row_part(const float* part, std::ptrdiff_t size, float* out) noexcept {
  for (std::ptrdiff_t i = 0; i < size; i += width) store(out + i, load(out + i) + load(part + i));
}

/// Adds the sums of a part of the rows, which are in `out`, to those of all before it, in doubles. They become floats
/// after the last part.
CNR_DETAIL_ALWAYS_INLINE void add_row_part_in_double(std::ptrdiff_t size, bool is_first, bool is_last, float* sums,
                                                     float* out) noexcept {
  for (std::ptrdiff_t i = 0; i < size; i += width, sums += 2 * width) {
    const floats added = load(out + i);
    long_floats low = low_doubles(added);
    long_floats high = high_doubles(added);
    if (!is_first) {
      low += load_as<long_floats>(sums);
      high += load_as<long_floats>(sums + width);
    }
    if (is_last) {
      store(out + i, doubles_to_floats(low, high));
    } else {
      store_as(sums, low);
      store_as(sums + width, high);
    }
  }
}

/// sum_rows of at least elements_at_once elements of a row: block by block of rows, so that what is read of a row is
/// long. Processors foresee that, and it is on few pages.
/// @param followed  as element_runs::followed
template <class Format, class T>
CNR_DETAIL_NOINLINE void sum_row_elements(const summed_rows<T>& rows, std::ptrdiff_t count, std::ptrdiff_t followed,
                                          float* out) noexcept {
  // The second of two parts, or the sums of more of them in double.
  alignas(64) std::array<float, static_cast<std::size_t>(2 * elements_of_part)> memory;
  const bool adds_doubles = rows.count > 2 * short_sum;
  const std::ptrdiff_t size_of_part = adds_doubles ? elements_of_part : 2 * elements_of_part;
  const std::ptrdiff_t max_size = rows.count <= short_sum ? count : size_of_part;
  for (std::ptrdiff_t i = 0; i < count;) {
    // The last elements are summed together with some before them.
    const std::ptrdiff_t rest = count - i;
    const std::ptrdiff_t blocks = i == 0 ? rest / elements_at_once : divide_up(rest, elements_at_once);
    const std::ptrdiff_t size = minimum(blocks * elements_at_once, max_size);
    i = minimum(i, count - size);
    for (std::ptrdiff_t first = 0; first < rows.count; first += short_sum) {
      const std::ptrdiff_t end = minimum(first + short_sum, rows.count);
      float* const sums = first == 0 || adds_doubles ? out + i : memory.data();
      for (std::ptrdiff_t next = first; next < end; next += row_block) {
        const summed_rows<T> block{rows.first + i + next * rows.stride, rows.stride, minimum(row_block, end - next),
                                   rows.weights + next, rows.ahead};
        (add_row_block<Format>)(block, size, followed - i, next == first, next + row_block >= end, sums);
      }
      if (adds_doubles) {
        (add_row_part_in_double)(size, first == 0, end == rows.count, memory.data(), out + i);
      } else if (first != 0) {
        (add_row_part)(memory.data(), size, out + i);
      }
    }
    i += size;
  }
}

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
  const std::ptrdiff_t count = elements.count;
  for (std::ptrdiff_t number = 0; number < elements.runs; ++number, out += elements.pitch) {
    const summed_rows<T> run{rows.first + number * elements.stride, rows.stride, rows.count, rows.weights, rows.ahead};
    if (rows.count == 0) {
      fill(out, count, 0);
    } else {
      std::ptrdiff_t i = 0;
      // Few vectors at the end are summed one by one.
      const std::ptrdiff_t rest = count % elements_at_once;
      if (count >= elements_at_once) {
        const std::ptrdiff_t at_once = rest <= 2 * width ? count - rest : count;
        // A pixel of many channels is too short for another call.
        if (rows.count <= row_block && at_once % elements_at_once == 0) {
          (add_row_block<Format>)(run, at_once, elements.followed, true, true, out);
        } else {
          (sum_row_elements<Format>)(run, at_once, elements.followed, out);
        }
        i = at_once;
      }
      for (; i < count; i += width) {
        const std::ptrdiff_t start = maximum(minimum(i, count - width), 0);
        (sum_row_vector)(summed_rows<T>{run.first + start, run.stride, run.count, run.weights, 0}, out + start,
                         short_products<Format>(count));
      }
    }
  }
}
