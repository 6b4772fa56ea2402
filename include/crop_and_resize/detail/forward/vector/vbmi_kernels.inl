// SPDX-License-Identifier: MIT
//
// The kernels of avx512vbmi: those of avx512, except that rows of single bytes are read with the byte lookups of VBMI.

// clang-format off
#include <crop_and_resize/detail/forward/vector/gather_plan.inl>
#include <crop_and_resize/detail/forward/vector/shuffle_reader.inl>
// clang-format on

struct forward_kernels {
  /// The tasks in `numbers`.
  template <class Arguments>
  static void resample(const Arguments& arguments, const partition& tasks, const index_range& numbers) noexcept {
    using element = typename Arguments::element_type;
    if constexpr (sizeof(element) == 1) {
      using sampler = vector_sampler<typename Arguments::sampler_type>;
      using reader = shuffle_reader<element, format<format_of<element>::value>, sampler>;
      avx512::resample_with<reader>(arguments, tasks, numbers);
    } else {
      avx512::forward_kernels::resample(arguments, tasks, numbers);
    }
  }
};
forward_kernels forward_kernels_of(tag);
