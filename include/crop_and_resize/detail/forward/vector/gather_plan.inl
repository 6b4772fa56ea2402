// SPDX-License-Identifier: MIT
//
// The plan of a strand: windows laid over its taps, and how outputs are picked out of these.

/// How the outputs of a strand come out of a source row; serves every row.
struct strand_plan {
  static constexpr std::size_t max_groups = static_cast<std::size_t>(max_outputs / width);
  static constexpr int max_parts = 4;

  std::ptrdiff_t count;  // outputs
  int parts;             // of each window
  std::array<std::array<std::uint32_t, lanes>, max_groups> window;
  // For each group, what its pairs are picked by; or its left elements, and then its right ones.
  alignas(64) std::array<unsigned char, max_groups* static_cast<std::size_t>(index_size(max_parts)) * 2> indices;
};

/// Whether one index picks both elements of an output.
template <class Format>
constexpr bool is_paired = Format::size < 4;

template <class Format, bool IsNearest>
constexpr std::ptrdiff_t indices_per_group = is_paired<Format> || IsNearest ? 1 : 2;

/// Lays windows over the taps. False where an output's elements are too far from its neighbours'.
/// @tparam Ratio    bytes that the taps count for each of the row
/// @param first     where the row begins, as the taps count
/// @param row_size  bytes of it that may be read
template <class Format, bool IsNearest, std::uint32_t Ratio = 1>
bool make_plan(const located_taps<>& taps, std::ptrdiff_t count, std::uint32_t first, std::int32_t row_size,
               strand_plan& plan) noexcept {
  struct both {
    integers left;
    integers right;
  };
  const auto taps_of_group = [&](std::ptrdiff_t group) noexcept {
    const auto start = static_cast<std::size_t>(group_start(group, count));
    const auto load_from = [&](const whole_vectors<std::uint32_t>& side) noexcept {
      return (load_as<integers>(&side[start]) - first) / Ratio;
    };
    const integers left = load_from(taps.left);
    return both{left, IsNearest ? left : load_from(taps.right)};
  };
  const std::ptrdiff_t groups = (count - 1) / width + 1;
  integers widest = {};
  for (std::ptrdiff_t group = 0; group < groups; ++group) {
    const both at = taps_of_group(group);
    const integers low = lane_min(lower_of(at.left, at.right));
    widest = higher_of(widest, lane_max(higher_of(at.left, at.right)) - low);
    store_lane_firsts(plan.window[static_cast<std::size_t>(group)].data(), low);
  }
  const std::uint32_t window_size = max_of(widest) + Format::size;
  if (window_size > part_size * strand_plan::max_parts) return false;
  plan.count = count;
  plan.parts = window_size <= part_size ? 1 : 2;
  if (window_size > 2 * part_size) plan.parts = 4;
  const std::int32_t last = row_size - part_size * plan.parts;
  const integers last_window = broadcast(static_cast<std::uint32_t>(last > 0 ? last : 0));
  unsigned char* to = plan.indices.data();
  const auto store_next = [&](integers indices) noexcept {
    store_indices(to, indices, plan.parts);
    to += index_size(plan.parts);
  };
  for (std::ptrdiff_t group = 0; group < groups; ++group) {
    const both at = taps_of_group(group);
    std::uint32_t* const offsets = plan.window[static_cast<std::size_t>(group)].data();
    const integers window = lower_of(spread_lane_firsts(offsets), last_window);
    store_lane_firsts(offsets, window);
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
template <class Format, int Parts, bool IsNearest>
struct group_plan {
  static constexpr std::ptrdiff_t size = indices_per_group<Format, IsNearest> * index_size(Parts);

  const std::uint32_t* offsets;
  const unsigned char* indices;
  floats weight;

  CNR_DETAIL_ALWAYS_INLINE group_plan(const strand_plan& plan, const float* weights, std::ptrdiff_t group,
                                      std::ptrdiff_t start) noexcept
      : offsets(plan.window[static_cast<std::size_t>(group)].data()),
        indices(plan.indices.data() + group * size),
        weight(IsNearest ? floats{} : load(weights + start)) {}

  /// The group's outputs from one source row: interpolated horizontally, or for nearest just picked.
  CNR_DETAIL_ALWAYS_INLINE floats sample(const unsigned char* row) const noexcept {
    const integers first = pick<Format, Parts>(row, offsets, indices);
    const floats left = Format::left(first);
    if constexpr (IsNearest) {
      return left;
    } else if constexpr (is_paired<Format>) {
      return left + product(Format::rise(first), weight);
    } else {
      return mix(left, Format::left(pick<Format, Parts>(row, offsets, indices + index_size(Parts))), weight);
    }
  }
};

/// Calls `function` with the number of the plan's parts as a constant.
template <class Function>
CNR_DETAIL_ALWAYS_INLINE void with_parts(const strand_plan& plan, const Function& function) noexcept {
  switch (plan.parts) {
    case 1:
      return function(std::integral_constant<int, 1>{});
    case 2:
      return function(std::integral_constant<int, 2>{});
    default:
      return function(std::integral_constant<int, 4>{});
  }
}
