// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The kernels of avx512vbmi: those of avx512, except that rows of single bytes are read with the byte lookups of VBMI.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor: the emulated target stands for avx512
#include <crop_and_resize/detail/simd/editor.inl>

#include <crop_and_resize/detail/forward/arguments.hpp>
#include <crop_and_resize/detail/forward/column_rows.hpp>
#include <crop_and_resize/detail/forward/compact_rows.hpp>
#include <crop_and_resize/detail/forward/filter_layout.hpp>
#include <crop_and_resize/detail/forward/filter_scalar.hpp>
#include <crop_and_resize/detail/forward/filtered_row.hpp>
#include <crop_and_resize/detail/forward/resample_boxes.hpp>
#include <crop_and_resize/detail/forward/scalar.hpp>
#include <crop_and_resize/detail/forward/transposed_rows.hpp>
#include <crop_and_resize/detail/forward/window_rows.hpp>
#define CNR_DETAIL_OPENED_ALONE
CNR_DETAIL_NAMESPACE_BEGIN
namespace avx512 {
using namespace emulated;
#undef CNR_DETAIL_SHORT_VECTORS
#define CNR_DETAIL_SHORT_VECTORS avx512
#include <crop_and_resize/detail/forward/vector/kernels.inl>
}  // namespace avx512
namespace avx512vbmi {
using namespace avx512;
#endif

// clang-format off
#include <crop_and_resize/detail/forward/vector/gather_plan.inl>
#include <crop_and_resize/detail/forward/vector/shuffle_reader.inl>
// clang-format on

struct forward_kernels {
  /// The tasks in `numbers`.
  template <class Arguments>
  static void resample(const Arguments& arguments, const partition& tasks, const index_range& numbers) noexcept {
    if constexpr (sizeof(typename Arguments::element_type) == 1) {
      using sampler = avx512::vector_sampler<typename Arguments::sampler_type>;
      using reader = shuffle_reader<format<format_of<typename Arguments::element_type>::value>, sampler>;
      avx512::resample_destination<reader>(arguments, tasks, numbers);
    } else {
      avx512::forward_kernels::resample(arguments, tasks, numbers);
    }
  }
};
forward_kernels forward_kernels_of(tag);  // see forward/run.hpp

#ifdef CNR_DETAIL_OPENED_ALONE
}  // namespace avx512vbmi
CNR_DETAIL_NAMESPACE_END
#endif
