// SPDX-License-Identifier: MIT
//
// Gather plans of avx512vbmi: those of avx512, except for single bytes.

#include "detail/forward/vector/plans.inl"

struct gather_plans : avx512::gather_plans {
  template <class T, class Sampler>
  using of = std::conditional_t<sizeof(T) == 1, plan_of<T, Sampler>, avx512::plan_of<T, Sampler>>;
};
gather_plans gather_plans_of(tag);
