// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The vector kernels of the forward call, written once over the vocabulary of simd/. Every sum and product is that of
// the scalar loops, in their order. detail/README.md describes the two families: pixels.inl for many channels,
// scanlines.inl for few.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/simd/editor.inl>

#include <crop_and_resize/detail/forward/arguments.hpp>
#include <crop_and_resize/detail/forward/column_moves.hpp>
#include <crop_and_resize/detail/forward/filter_scalar.hpp>
#include <crop_and_resize/detail/forward/scalar.hpp>
#include <crop_and_resize/detail/geometry/column_runs.hpp>
#endif

// Each file builds on those before it.
// clang-format off
#include <crop_and_resize/detail/geometry/vector/samplers.inl>
#include <crop_and_resize/detail/geometry/vector/tap_table.inl>
#include <crop_and_resize/detail/forward/vector/store.inl>
#include <crop_and_resize/detail/forward/vector/rearrange.inl>
#include <crop_and_resize/detail/forward/vector/encoder.inl>
#include <crop_and_resize/detail/forward/vector/row_writer.inl>
#include <crop_and_resize/detail/forward/vector/encoded_rows.inl>
#include <crop_and_resize/detail/forward/vector/extrapolate.inl>
#include <crop_and_resize/detail/forward/vector/output_rows.inl>
#include <crop_and_resize/detail/forward/vector/column_writer.inl>
#include <crop_and_resize/detail/forward/vector/gather_plan.inl>
#include <crop_and_resize/detail/forward/vector/shuffle_reader.inl>
#include <crop_and_resize/detail/forward/vector/convert_reader.inl>
#include <crop_and_resize/detail/forward/vector/compact_reader.inl>
#include <crop_and_resize/detail/forward/vector/gather_reader.inl>
#include <crop_and_resize/detail/forward/vector/column_reader.inl>
#include <crop_and_resize/detail/forward/vector/vertical.inl>
#include <crop_and_resize/detail/forward/vector/scanlines.inl>
#include <crop_and_resize/detail/forward/vector/pixels.inl>
#include <crop_and_resize/detail/forward/vector/planes.inl>
#include <crop_and_resize/detail/forward/vector/plane_runs.inl>
#include <crop_and_resize/detail/forward/vector/filters.inl>
// clang-format on

/// Elements wider than a float: they are converted before elements are looked up.
constexpr bool is_wide(element_format stored) noexcept {
  return stored == element_format::int64 || stored == element_format::float64;
}

enum class kernel { pixels, planes, plane_runs, scanlines, scalar };

/// The kernel for the tensors of a call. The layout has no channels where scanlines cannot read the image.
template <class Arguments>
kernel kernel_for(const Arguments& arguments, const scanline_layout& layout) noexcept {
  const auto& image = arguments.image;
  if (image.extent(1) > max_extent || image.extent(2) > max_extent) return kernel::scalar;
  if (image.extent(3) >= width && image.stride(3) == 1) {
    const auto& crops = arguments.crops;
    if (crops.stride(3) == arguments.element_size()) return kernel::pixels;
    if (crops.extent(2) == 1 || crops.stride(2) == arguments.element_size()) return kernel::planes;
  }
  if ((are_plane_runs)(arguments)) return kernel::plane_runs;
  if (layout.along.channels == 0) return kernel::scalar;
  // The scalar loops convert elements of half without the processor's instruction.
  const bool can_be_small = format_of<typename Arguments::element_type>::value != element_format::float16;
  if (can_be_small && !is_worth_planning(arguments.crops.extents(), layout.channels)) return kernel::scalar;
  return kernel::scanlines;
}

/// Whether a box of few channels is faster by scanlines although they are a vector or more: where the rows of the image
/// are mixed along x for several rows of the crop each, or where single bytes would be loaded by small vectors. The
/// windows have to be small, and there have to be rows enough for a plan.
template <class Arguments, class Geometry>
bool is_faster_by_scanlines(const Arguments& arguments, const Geometry& geometry,
                            const scanline_layout& layout) noexcept {
  constexpr std::ptrdiff_t min_rows = 16;
  constexpr std::ptrdiff_t of_window = width / windows;
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(typename Arguments::element_type));
  const std::ptrdiff_t channels = layout.along.channels;
  const bool is_contiguous = layout.order == arrangement::contiguous;
  // From two vectors on, little of the last vector of a pixel overlaps. Planes need chunks of many columns.
  const std::ptrdiff_t most_channels = is_contiguous ? 2 * width - 1 : width + width / 2;
  if (channels < arguments.image.extent(3) || channels > most_channels || size > 4) return false;
  if (geometry.rows.inside.size() < min_rows) return false;
  const auto step_along = [](const axis& each) noexcept { return each.scale() < 0 ? -each.scale() : each.scale(); };
  const float column_step = step_along(geometry.x);
  const auto columns = static_cast<std::ptrdiff_t>(column_step < 16 ? column_step + 0.999F : 16);
  // A window is of one pixel and of the next one, or begins at the end of one and ends after the one that it steps to.
  const std::ptrdiff_t elements = channels % of_window == 0
                                      ? channels + of_window
                                      : maximum(channels + of_window, columns * channels + 2 * of_window);
  if (step_along(geometry.y) <= 0.5F) return elements * size <= std::ptrdiff_t{gather_plan::max_tables} * table_size;
  return size == 1 && is_contiguous && channels <= width + width / 2 && elements <= std::ptrdiff_t{2} * table_size;
}

/// The functions of the kernels that depend on the target or on the destination of a call.
template <class Arguments>
struct kernel_functions {
  typename call_traits<Arguments>::chunk_functions with_readers;  // of plane_runs or scanlines
  typename call_traits<Arguments>::pixel_row_function* write_pixels;
};

/// The tasks in `numbers`, by `chosen`, which is not scalar. Not inlined, so that all destinations share it.
template <class Arguments>
CNR_DETAIL_NOINLINE void resample_with(kernel chosen, const scanline_layout& layout,
                                       const kernel_functions<Arguments>& functions, const Arguments& arguments,
                                       const partition& tasks, const index_range& numbers) noexcept {
  const interleaved_channels outputs(layout.along);
  for_each_box(tasks, numbers, [&](std::ptrdiff_t box, const index_range& rows) noexcept {
    const typename call_traits<Arguments>::geometry geometry(arguments, box, rows);
    const bool are_chunks = chosen == kernel::plane_runs || chosen == kernel::scanlines;
    if (are_chunks || (is_faster_by_scanlines)(arguments, geometry, layout)) {
      (resample_scanlines)(arguments, geometry, layout, outputs, functions.with_readers);
    } else {
      (resample_pixels)(arguments, geometry, chosen == kernel::planes ? nullptr : functions.write_pixels);
    }
  });
  if (arguments.streams) fence();
}

/// vector_arguments of a call.
template <class Arguments>
using erased_arguments = vector_arguments<typename Arguments::element_type, typename Arguments::sampler_type>;

/// The tasks in `numbers`, with an encoder for the destination, or null for plain floats.
/// @tparam Reader  how scanlines are read whose elements are near one another
template <class Reader, class Arguments>
void resample_encoded(const Arguments& typed, const row_encoder* encoder,
                      typename call_traits<erased_arguments<Arguments>>::pixel_row_function* write_pixels,
                      const partition& tasks, const index_range& numbers) noexcept {
  const erased_arguments<Arguments> arguments(typed, encoder);
  scanline_layout layout = (layout_of)(arguments);
  const kernel chosen = (kernel_for)(arguments, layout);
  if (chosen == kernel::scalar) return scalar::forward_kernels::resample(typed, tasks, numbers);
  const bool are_runs = chosen == kernel::plane_runs;
  kernel_functions<erased_arguments<Arguments>> functions{(functions_of<Reader, erased_arguments<Arguments>>)(),
                                                          write_pixels};
  if (are_runs) {
    using traits = call_traits<erased_arguments<Arguments>>;
    (lay_out_runs)(arguments, layout);
    functions.with_readers[0] =
        &resample_plane_runs<typename traits::sampler, erased_arguments<Arguments>, typename traits::geometry>;
  }
  (resample_with)(chosen, layout, functions, arguments, tasks, numbers);
}

/// The tasks in `numbers`. Not inlined: its caller is compiled for the instruction set of the command line, not for
/// this target's.
/// @tparam Reader  how scanlines are read whose elements are near one another
template <class Reader, class Arguments>
CNR_DETAIL_NOINLINE void resample_destination(const Arguments& arguments, const partition& tasks,
                                              const index_range& numbers) noexcept {
  using traits = call_traits<erased_arguments<Arguments>>;
  using destination = typename Arguments::destination_type;
  if constexpr (std::is_same<destination, plain_destination<float>>::value) {
    (resample_encoded<Reader>)(arguments, nullptr,
                               &write_pixel_row<typename traits::stored_format, typename traits::element,
                                                typename traits::sampler>,
                               tasks, numbers);
  } else {
    const auto& crops = arguments.crops;
    const std::ptrdiff_t outputs = minimum(crops.extent(1) * crops.extent(2) * crops.extent(3), max_outputs);
    const row_encoder_for<destination> encoder(arguments.destination, crops.extent(3), outputs);
    (resample_encoded<Reader>)(arguments, &encoder,
                               &write_encoded_pixel_row<typename traits::stored_format, destination,
                                                        typename traits::element, typename traits::sampler>,
                               tasks, numbers);
  }
}

struct forward_kernels {
  /// The tasks in `numbers`.
  template <class Arguments>
  static void resample(const Arguments& arguments, const partition& tasks, const index_range& numbers) noexcept {
    using traits = call_traits<erased_arguments<Arguments>>;
    using element = typename traits::element;
    using reader = std::conditional_t<is_wide(format_of<element>::value),
                                      convert_reader<element, typename traits::stored_format, typename traits::sampler>,
                                      shuffle_reader<typename traits::stored_format, typename traits::sampler>>;
    (resample_destination<reader>)(arguments, tasks, numbers);
  }
};
forward_kernels forward_kernels_of(tag);  // see forward/run.hpp
