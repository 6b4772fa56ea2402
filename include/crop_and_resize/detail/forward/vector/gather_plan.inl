// SPDX-License-Identifier: MIT
//
// The plan of a strand: windows laid over its taps, and how outputs are picked out of these.

/// How the outputs of a strand come out of a source row; serves every row.
struct gather_plan {
  static constexpr std::size_t max_vectors = static_cast<std::size_t>(max_outputs / width);
  static constexpr int max_tables = 4;

  std::ptrdiff_t count;  // outputs
  int tables;            // of each window
  std::array<std::array<std::uint32_t, windows>, max_vectors> window;
  // For each group, what its pairs are picked by; or its left elements, and then its right ones.
  alignas(64) std::array<unsigned char, max_vectors* static_cast<std::size_t>(index_size(max_tables)) * 2> indices;
};

/// Whether one index picks both elements of an output.
template <class Format>
constexpr bool is_paired = Format::size < 4;

template <class Format, bool IsNearest>
constexpr std::ptrdiff_t indices_per_vector = is_paired<Format> || IsNearest ? 1 : 2;

/// Lays windows over the taps. False where an output's elements are too far from its neighbours'.
/// @tparam Ratio    bytes that the taps count for each of the row
/// @param first     where the row begins, as the taps count
/// @param row_size  bytes of it that may be read
template <class Format, bool IsNearest, std::uint32_t Ratio = 1>
bool make_plan(const tap_table<>& taps, std::ptrdiff_t count, std::uint32_t first, std::int32_t row_size,
               gather_plan& plan) noexcept {
  struct both {
    integers left;
    integers right;
  };
  const auto taps_of_vector = [&](std::ptrdiff_t vector) noexcept {
    const auto start = static_cast<std::size_t>(vector_start(vector, count));
    const auto load_from = [&](const whole_vectors<std::uint32_t>& side) noexcept {
      return (load_as<integers>(&side[start]) - first) / Ratio;
    };
    const integers left = load_from(taps.left);
    return both{left, IsNearest ? left : load_from(taps.right)};
  };
  const std::ptrdiff_t vectors = (count - 1) / width + 1;
  integers widest = {};
  for (std::ptrdiff_t vector = 0; vector < vectors; ++vector) {
    const both at = taps_of_vector(vector);
    const integers low = min_in_window(minimum(at.left, at.right));
    widest = maximum(widest, max_in_window(maximum(at.left, at.right)) - low);
    store_window_firsts(plan.window[static_cast<std::size_t>(vector)].data(), low);
  }
  const std::uint32_t window_size = max_of_windows(widest) + Format::size;
  if (window_size > table_size * gather_plan::max_tables) return false;
  plan.count = count;
  plan.tables = window_size <= table_size ? 1 : 2;
  if (window_size > 2 * table_size) plan.tables = 4;
  const std::int32_t last = row_size - table_size * plan.tables;
  const integers last_window = broadcast(static_cast<std::uint32_t>(last > 0 ? last : 0));
  unsigned char* to = plan.indices.data();
  const auto store_next = [&](integers indices) noexcept {
    store_indices(to, indices, plan.tables);
    to += index_size(plan.tables);
  };
  for (std::ptrdiff_t vector = 0; vector < vectors; ++vector) {
    const both at = taps_of_vector(vector);
    std::uint32_t* const offsets = plan.window[static_cast<std::size_t>(vector)].data();
    const integers window = minimum(broadcast_windows(offsets), last_window);
    store_window_firsts(offsets, window);
    if constexpr (is_paired<Format>) {
      store_next(pair_indices<Format>(at.left - window, at.right - window));
    } else {
      store_next(single_indices<Format>(at.left - window));
      if constexpr (!IsNearest) store_next(single_indices<Format>(at.right - window));
    }
  }
  return true;
}

/// What the outputs of one group are made from.
template <class Format, int Tables, bool IsNearest>
struct vector_plan {
  static constexpr std::ptrdiff_t size = indices_per_vector<Format, IsNearest> * index_size(Tables);

  const std::uint32_t* offsets;
  const unsigned char* indices;
  floats weight;

  CNR_DETAIL_ALWAYS_INLINE vector_plan(const gather_plan& plan, const float* weights, std::ptrdiff_t vector,
                                       std::ptrdiff_t start) noexcept
      : offsets(plan.window[static_cast<std::size_t>(vector)].data()),
        indices(plan.indices.data() + vector * size),
        weight(IsNearest ? floats{} : load(weights + start)) {}

  /// The group's outputs from one source row: interpolated horizontally, or for nearest just picked.
  CNR_DETAIL_ALWAYS_INLINE floats sample(const unsigned char* row) const noexcept {
    const integers first = table_lookup<Format, Tables>(row, offsets, indices);
    const floats left = Format::left(first);
    if constexpr (IsNearest) {
      return left;
    } else if constexpr (is_paired<Format>) {
      return left + unfused_multiply(Format::difference(first), weight);
    } else {
      return mix(left, Format::left(table_lookup<Format, Tables>(row, offsets, indices + index_size(Tables))), weight);
    }
  }
};

/// Calls `function` with the number of the plan's parts as a constant.
template <class Function>
CNR_DETAIL_ALWAYS_INLINE void with_tables(const gather_plan& plan, const Function& function) noexcept {
  switch (plan.tables) {
    case 1:
      return function(std::integral_constant<int, 1>{});
    case 2:
      return function(std::integral_constant<int, 2>{});
    default:
      return function(std::integral_constant<int, 4>{});
  }
}
