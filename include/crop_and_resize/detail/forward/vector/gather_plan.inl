// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The gather plan of a scanline: how its outputs get their elements out of a source row. It serves every row.
//
// Outputs are taken by vectors, and a vector has one or two windows. A window is 1, 2 or 4 tables of consecutive bytes
// of the source row. A table lookup finds the elements of all outputs in the windows.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/encoder.inl>

#include <crop_and_resize/detail/forward/output_rows.hpp>
#endif

/// Bytes of an element of a format. Those wider than a float do not say it themselves.
template <class Format>
constexpr std::ptrdiff_t element_size_of() noexcept {
  if constexpr (std::is_same<Format, format<element_format::int64>>::value ||
                std::is_same<Format, format<element_format::float64>>::value) {
    return 8;
  } else {
    return Format::size;
  }
}
template <class Format>
constexpr std::ptrdiff_t bytes_of = element_size_of<Format>();

/// The elements of a format of 8 bytes.
template <class Format>
using wide_element =
    std::conditional_t<std::is_same<Format, format<element_format::int64>>::value, std::int64_t, double>;

/// A vector of elements from memory, as floats.
template <class Format>
CNR_DETAIL_ALWAYS_INLINE floats load_elements(const unsigned char* from) noexcept {
  if constexpr (bytes_of<Format> == 8) {
    return Format::load(reinterpret_cast<const wide_element<Format>*>(from));
  } else {
    return Format::load(from);
  }
}

struct gather_plan {
  static constexpr int max_tables = detail::max_tables;
  static constexpr std::size_t max_vectors = static_cast<std::size_t>(max_outputs / width);
  static constexpr std::ptrdiff_t max_index_size = maximum(index_size<1>(max_tables), 2 * index_size<4>(max_tables));

  std::ptrdiff_t count;                                                // outputs
  int tables;                                                          // of each window
  std::array<std::array<std::uint32_t, windows>, max_vectors> window;  // byte offsets in the source row
  // For each vector the indices of its pairs of elements; or those of its first elements, then of its second ones.
  alignas(64) std::array<unsigned char, max_vectors* static_cast<std::size_t>(max_index_size)> indices;
};

/// Whether one index finds both elements of an output.
template <class Format>
constexpr bool is_paired = Format::size < 4;

template <class Format, class Sampler>
constexpr std::ptrdiff_t indices_per_vector = is_paired<Format> ? 1 : static_cast<std::ptrdiff_t>(Sampler::taps);

/// Lays windows over the taps. False where the elements of an output are too far from those of its neighbours.
/// @tparam Ratio    size of an element in the tap table divided by its size in the row: 2 for elements of 8 bytes that
///                  were converted to floats, 1 where the row is the image's own
/// @param first     byte offset in the tap table that is the row's first byte
/// @param row_size  bytes of the row that may be read
template <class Format, class Sampler, std::uint32_t Ratio = 1>
CNR_DETAIL_NOINLINE bool plan_windows(const located_taps& located, std::ptrdiff_t count, std::uint32_t first,
                                      std::int32_t row_size, gather_plan& plan) noexcept {
  const located_taps taps = located;  // a copy, which stays in registers where the plan is stored
  struct both {
    integers first;
    integers second;
  };
  const auto taps_of_vector = [&](std::ptrdiff_t vector) noexcept {
    const auto start = static_cast<std::size_t>(vector_start(vector, count));
    const auto load_tap = [&](std::size_t tap) noexcept {
      return (load_as<integers>(taps.tap[tap] + start) - first) / Ratio;
    };
    return both{load_tap(0), load_tap(Sampler::taps - 1)};
  };
  const std::ptrdiff_t vectors = (count - 1) / width + 1;
  integers widest = {};
  for (std::ptrdiff_t vector = 0; vector < vectors; ++vector) {
    const both at = taps_of_vector(vector);
    const integers low = min_in_window(minimum(at.first, at.second));
    widest = maximum(widest, max_in_window(maximum(at.first, at.second)) - low);
    store_window_firsts(plan.window[static_cast<std::size_t>(vector)].data(), low);
  }
  const std::uint32_t window_size = max_of_windows(widest) + Format::size;
  if (window_size > table_size * max_tables) return false;
  plan.count = count;
  plan.tables = window_size <= table_size ? 1 : 2;
  if (window_size > 2 * table_size) plan.tables = 4;
  const std::int32_t last = row_size - table_size * plan.tables;
  const integers last_window = broadcast(static_cast<std::uint32_t>(last > 0 ? last : 0));
  unsigned char* to = plan.indices.data();
  const auto store_next = [&](integers indices) noexcept {
    store_indices<Format::size>(to, indices, plan.tables);
    to += index_size<Format::size>(plan.tables);
  };
  for (std::ptrdiff_t vector = 0; vector < vectors; ++vector) {
    const both at = taps_of_vector(vector);
    std::uint32_t* const offsets = plan.window[static_cast<std::size_t>(vector)].data();
    const integers window = minimum(broadcast_windows(offsets), last_window);
    store_window_firsts(offsets, window);
    if constexpr (is_paired<Format>) {
      store_next(pair_indices<Format>(at.first - window, at.second - window));
    } else {
      store_next(single_indices<Format>(at.first - window));
      if constexpr (Sampler::taps > 1) store_next(single_indices<Format>(at.second - window));
    }
  }
  return true;
}

/// plan_windows with the taps of a table.
template <class Format, std::uint32_t Ratio = 1, class Sampler>
CNR_DETAIL_ALWAYS_INLINE bool make_plan(const tap_table<Sampler>& taps, std::ptrdiff_t count, std::uint32_t first,
                                        std::int32_t row_size, gather_plan& plan) noexcept {
  return plan_windows<Format, Sampler, Ratio>(taps.located(), count, first, row_size, plan);
}

/// What the outputs of one vector are made from.
template <class Format, int Tables, class Sampler>
struct vector_plan {
  static constexpr std::ptrdiff_t size = indices_per_vector<Format, Sampler> * index_size<Format::size>(Tables);

  const std::uint32_t* offsets;
  const unsigned char* indices;
  floats weight;

  CNR_DETAIL_ALWAYS_INLINE vector_plan(const gather_plan& plan, const float* weights, std::ptrdiff_t vector,
                                       std::ptrdiff_t start) noexcept
      : offsets(plan.window[static_cast<std::size_t>(vector)].data()),
        indices(plan.indices.data() + vector * size),
        weight(Sampler::taps > 1 ? load(weights + start) : floats{}) {}

  /// The outputs of the vector out of one source row: the elements, or with two taps what is mixed of them along x.
  CNR_DETAIL_ALWAYS_INLINE floats sample(const unsigned char* row) const noexcept {
    const integers found = table_lookup<Format, Tables>(row, offsets, indices);
    const floats first = Format::left(found);
    if constexpr (Sampler::taps == 1) {
      return first;
    } else if constexpr (is_paired<Format>) {
      return Sampler::mix_difference(first, Format::difference(found), weight);
    } else {
      return Sampler::mix(
          first, Format::left(table_lookup<Format, Tables>(row, offsets, indices + index_size<Format::size>(Tables))),
          weight);
    }
  }
};

/// Calls `function` with the plan's number of tables, at most `Most`, as a constant.
template <int Most = max_tables, class Function>
CNR_DETAIL_ALWAYS_INLINE void with_tables(const gather_plan& plan, const Function& function) noexcept {
  if (plan.tables == 1) return function(std::integral_constant<int, 1>{});
  if constexpr (Most > 2) {
    if (plan.tables > 2) return function(std::integral_constant<int, Most>{});
  }
  function(std::integral_constant<int, 2>{});
}
