// SPDX-License-Identifier: MIT
//
// Gather plans as tests make them. Included in the namespace of each target.

#include "detail/forward/vector/plans.inl"

struct gather_plans {
  template <class T, class Sampler>
  using of = plan_of<T, Sampler>;

  static constexpr std::ptrdiff_t floats_in_vector = width;
  static constexpr std::ptrdiff_t windows_of_vector = windows;
  static constexpr std::ptrdiff_t bytes_of_table = table_size;
  static constexpr std::ptrdiff_t capacity = max_outputs;
  static constexpr std::size_t plan_size = sizeof(gather_plan);
};
gather_plans gather_plans_of(tag);
