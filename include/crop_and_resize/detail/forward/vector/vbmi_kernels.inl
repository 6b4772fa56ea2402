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
    using traits = call_traits<Arguments>;
    using element = typename traits::element;
    if constexpr (sizeof(element) == 1) {
      using reader = shuffle_reader<format<format_of<element>::value>, typename traits::sampler>;
      avx512::resample_with(
          &avx512::resample_chunk_with<reader, typename traits::sampler, Arguments, typename traits::geometry>,
          arguments, tasks, numbers);
    } else {
      avx512::forward_kernels::resample(arguments, tasks, numbers);
    }
  }
};
forward_kernels forward_kernels_of(tag);
