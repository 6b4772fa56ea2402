// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The vector kernels of the forward call, written once over the vocabulary of simd/. Every sum and product is that of
// the scalar loops, in their order. detail/README.md describes the two families: pixels.inl for many channels,
// scanlines.inl for few.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
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
#endif

// Each file builds on those before it.
// clang-format off
#include <crop_and_resize/detail/geometry/vector/samplers.inl>
#include <crop_and_resize/detail/geometry/vector/tap_table.inl>
#include <crop_and_resize/detail/forward/vector/store.inl>
#include <crop_and_resize/detail/forward/vector/rearrange.inl>
#include <crop_and_resize/detail/forward/vector/encoder.inl>
#include <crop_and_resize/detail/forward/vector/gather_plan.inl>
#include <crop_and_resize/detail/forward/vector/shuffle_reader.inl>
#include <crop_and_resize/detail/forward/vector/convert_reader.inl>
#include <crop_and_resize/detail/forward/vector/corner_reader.inl>
#include <crop_and_resize/detail/forward/vector/gather_reader.inl>
#include <crop_and_resize/detail/forward/vector/column_reader.inl>
#include <crop_and_resize/detail/forward/vector/transposed_reader.inl>
#include <crop_and_resize/detail/forward/vector/scanlines.inl>
#include <crop_and_resize/detail/forward/vector/pixels.inl>
#include <crop_and_resize/detail/forward/vector/plane_runs.inl>
#include <crop_and_resize/detail/forward/vector/filter_rows.inl>
#include <crop_and_resize/detail/forward/vector/filter_columns.inl>
#include <crop_and_resize/detail/forward/vector/filter_blocks.inl>
#include <crop_and_resize/detail/forward/vector/filter_planes.inl>
#include <crop_and_resize/detail/forward/vector/filter_pass.inl>
#include <crop_and_resize/detail/forward/vector/filters.inl>
// clang-format on

/// The function that mixes two rows along y, or null with one tap.
template <class Sampler>
constexpr auto mix_function_of() noexcept {
  if constexpr (Sampler::taps > 1) {
    return &mix_floats<Sampler>;
  } else {
    return nullptr;
  }
}

/// The kernels for elements of a format and a sampler.
/// @tparam Reader  how scanlines are read whose elements are near one another
template <class Reader, element_format Stored, class Sampler>
inline constexpr vector_kernels kernels_of{
    /*target=*/&target_functions,
    /*taps=*/Sampler::taps,
    /*stored=*/Stored,
    /*image_size=*/bytes_of<format<Stored>>,
    /*locate_outputs=*/&locate_outputs<Sampler>,
    /*mix_columns=*/&mix_columns<format<Stored>, Sampler>,
    /*resample_corners=*/corners_function_of<format<Stored>, Sampler>(),
    /*resample_near=*/&resample_near<Reader>,
    /*resample_near_short=*/near_short_function_of<format<Stored>, Sampler>(),
    /*resample_copies=*/&resample_near<typename near_reader<format<Stored>, Sampler>::of_compact_rows>,
    /*resample_gathered=*/&CNR_DETAIL_SHORT_VECTORS::resample_gathered<short_form<format<Stored>>, short_form<Sampler>>,
    /*locate=*/&locate_positions<Sampler>,
    /*locate_coordinates=*/&locate_coordinates<Sampler>,
    /*write_rows=*/Sampler::taps > 1 ? &mix_chunk_rows : &copy_chunk_rows,
    /*mix_floats=*/mix_function_of<Sampler>(),
    /*write_pixels=*/&write_pixels<format<Stored>, Sampler>,
    /*compute_small_pixels=*/&compute_small_pixels<format<Stored>, Sampler>,
    /*start_pixels=*/&start_pixels,
    /*finish_pixels=*/&finish_pixels,
    /*locate_run_row=*/&locate_run_row<Sampler>,
    /*compute_run=*/&compute_run<format<Stored>, Sampler>,
    /*mix_row_pair=*/&mix_row_pair<format<Stored>, Sampler>,
    /*find_mixed=*/&find_mixed<Sampler>,
};

/// The tasks in `numbers`. Not inlined, and without types, so that calls of all signatures share it.
/// @param typed         the arguments of the call
/// @param scalar_loops  takes these
CNR_DETAIL_NOINLINE inline void resample_call(vector_call& call, const void* typed,
                                              scalar::resample_function* scalar_loops, const partition& tasks,
                                              const index_range& numbers) noexcept {
  const chosen_kernel chosen(call);
  if (chosen.which == kernel::scalar) {
    scalar_loops(typed, tasks, numbers);
    return;
  }
  call.arguments = typed;
  call.resample_scalar = scalar_loops;
  const interleaved_channels outputs(chosen.layout.along);
  call.outputs = &outputs;
  if (!resample_transposed(call, chosen, tasks, numbers)) resample_boxes(call, chosen, tasks, numbers);
}

/// Whether calls may have pixels for vectors of half the width: see are_pixels_of_short_vectors. Where AVX2 is left
/// out, they are not worth the code of another target.
template <element_format Stored, class Sampler>
constexpr bool has_short_pixels =
    CNR_DETAIL_AVX2_TARGET != 0 && bytes_of<format<Stored>> == 4 && !std::is_same<Sampler, short_form<Sampler>>::value;

/// The tasks in `numbers` by the kernels of CNR_DETAIL_SHORT_VECTORS.
template <class Arguments>
void resample_short(const void* arguments, const partition& tasks, const index_range& numbers) noexcept;

/// The tasks in `numbers`. Not inlined: its caller is compiled for the instruction set of the command line, not for
/// this target's.
/// @tparam Reader  how scanlines are read whose elements are near one another
template <class Reader, class Arguments>
CNR_DETAIL_NOINLINE void resample_destination(const Arguments& arguments, const partition& tasks,
                                              const index_range& numbers) noexcept {
  using sampler = vector_sampler<typename Arguments::sampler_type>;
  using destination = typename Arguments::destination_type;
  constexpr element_format stored = format_of<typename Arguments::element_type>::value;
  const vector_kernels& kernels = kernels_of<Reader, stored, sampler>;
  (with_encoder)(arguments, [&](const row_encoder* encoder) noexcept {
    pixel_row_function* write_pixels_used = nullptr;
    if constexpr (std::is_same<destination, plain_destination<float>>::value) {
      write_pixels_used = &write_pixel_row<format<stored>, sampler>;
    } else {
      write_pixels_used = &write_encoded_pixel_row<format<stored>, destination, sampler>;
    }
    vector_call call(arguments, kernels, encoder, write_pixels_used);
    if constexpr (has_short_pixels<stored, sampler>) call.resample_short = &resample_short<Arguments>;
    (resample_call)(call, &arguments, &scalar::resample_any<Arguments>, tasks, numbers);
  });
}

/// Elements wider than a float: they are converted before elements are looked up.
constexpr bool is_wide(element_format stored) noexcept {
  return stored == element_format::int64 || stored == element_format::float64;
}

struct forward_kernels {
  /// The tasks in `numbers`.
  template <class Arguments>
  static void resample(const Arguments& arguments, const partition& tasks, const index_range& numbers) noexcept {
    constexpr element_format stored = format_of<typename Arguments::element_type>::value;
    using sampler = vector_sampler<typename Arguments::sampler_type>;
    (resample_destination<near_reader<format<stored>, sampler>>)(arguments, tasks, numbers);
  }
};

template <class Arguments>
void resample_short(const void* arguments, const partition& tasks, const index_range& numbers) noexcept {
  CNR_DETAIL_SHORT_VECTORS::forward_kernels::resample(*static_cast<const Arguments*>(arguments), tasks, numbers);
}

forward_kernels forward_kernels_of(tag);  // see forward/run.hpp
