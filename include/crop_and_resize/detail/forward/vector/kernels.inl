// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The vector kernels of the forward call, written once over the vocabulary of simd/. Every sum and product is that of
// the scalar loops, in their order. detail/README.md describes the two families: pixels.inl for many channels,
// scanlines.inl for few.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/simd/editor.inl>

#include <crop_and_resize/detail/forward/scalar.hpp>
#endif

// Each file builds on those before it.
// clang-format off
#include <crop_and_resize/detail/geometry/vector/samplers.inl>
#include <crop_and_resize/detail/geometry/vector/tap_table.inl>
#include <crop_and_resize/detail/forward/vector/store.inl>
#include <crop_and_resize/detail/forward/vector/extrapolate.inl>
#include <crop_and_resize/detail/forward/vector/row_writer.inl>
#include <crop_and_resize/detail/forward/vector/output_rows.inl>
#include <crop_and_resize/detail/forward/vector/gather_plan.inl>
#include <crop_and_resize/detail/forward/vector/shuffle_reader.inl>
#include <crop_and_resize/detail/forward/vector/convert_reader.inl>
#include <crop_and_resize/detail/forward/vector/gather_reader.inl>
#include <crop_and_resize/detail/forward/vector/vertical.inl>
#include <crop_and_resize/detail/forward/vector/scanlines.inl>
#include <crop_and_resize/detail/forward/vector/pixels.inl>
// clang-format on

/// Elements wider than a float: they are converted before elements are looked up.
constexpr bool is_wide(element_format stored) noexcept {
  return stored == element_format::int64 || stored == element_format::float64;
}

enum class kernel { pixels, scanlines, scalar };

/// The kernel for the tensors of a call. The layout has no channels where scanlines cannot read the image.
template <class Arguments>
kernel kernel_for(const Arguments& arguments, const scanline_layout& layout) noexcept {
  const auto& image = arguments.image;
  if (image.extent(1) > max_extent || image.extent(2) > max_extent) return kernel::scalar;
  if (image.extent(3) >= width && image.stride(3) == 1 && arguments.crops.stride(3) == 1) return kernel::pixels;
  return layout.along.channels > 0 ? kernel::scanlines : kernel::scalar;
}

/// The tasks in `numbers`. Not inlined: its caller is compiled for the instruction set of the command line, not for
/// this target's.
/// @param with_reader  how scanlines are read whose elements are near one another
template <class Arguments>
CNR_DETAIL_NOINLINE void resample_with(typename call_traits<Arguments>::chunk_function* with_reader,
                                       const Arguments& arguments, const partition& tasks,
                                       const index_range& numbers) noexcept {
  const scanline_layout layout = (layout_of)(arguments);
  const interleaved_channels outputs(layout.along);
  const kernel chosen = (kernel_for)(arguments, layout);
  for_each_box(tasks, numbers, [&](std::ptrdiff_t box, const index_range& rows) noexcept {
    const typename call_traits<Arguments>::geometry geometry(arguments, box, rows);
    switch (chosen) {
      case kernel::pixels:
        return (resample_pixels)(arguments, geometry);
      case kernel::scanlines:
        return (resample_scanlines)(arguments, geometry, layout, outputs, with_reader);
      case kernel::scalar:
        return detail::resample_scalar(arguments, geometry);
    }
  });
  if (arguments.streams) fence();
}

struct forward_kernels {
  /// The tasks in `numbers`.
  template <class Arguments>
  static void resample(const Arguments& arguments, const partition& tasks, const index_range& numbers) noexcept {
    using traits = call_traits<Arguments>;
    using element = typename traits::element;
    using reader = std::conditional_t<is_wide(format_of<element>::value),
                                      convert_reader<element, typename traits::stored_format, typename traits::sampler>,
                                      shuffle_reader<typename traits::stored_format, typename traits::sampler>>;
    (resample_with)(&resample_chunk_with<reader, typename traits::sampler, Arguments, typename traits::geometry>,
                    arguments, tasks, numbers);
  }
};
forward_kernels forward_kernels_of(tag);  // see forward/run.hpp
