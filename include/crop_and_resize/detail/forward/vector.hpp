// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The vector kernels of the forward call, compiled for every target. What is in vector/ is written once, over the
// vocabulary that each target's file in simd/ defines.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_VECTOR_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_VECTOR_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/prefetch.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unroll.hpp>
#include <crop_and_resize/detail/forward/arguments.hpp>
#include <crop_and_resize/detail/forward/column_lookahead.hpp>
#include <crop_and_resize/detail/forward/column_rows.hpp>
#include <crop_and_resize/detail/forward/compact_rows.hpp>
#include <crop_and_resize/detail/forward/crop_blocks.hpp>
#include <crop_and_resize/detail/forward/destination.hpp>
#include <crop_and_resize/detail/forward/encoded_rows.hpp>
#include <crop_and_resize/detail/forward/extrapolate.hpp>
#include <crop_and_resize/detail/forward/filter_layout.hpp>
#include <crop_and_resize/detail/forward/filter_scalar.hpp>
#include <crop_and_resize/detail/forward/filtered_row.hpp>
#include <crop_and_resize/detail/forward/kernel_choice.hpp>
#include <crop_and_resize/detail/forward/output_rows.hpp>
#include <crop_and_resize/detail/forward/pixel_rows.hpp>
#include <crop_and_resize/detail/forward/plane_runs.hpp>
#include <crop_and_resize/detail/forward/planes.hpp>
#include <crop_and_resize/detail/forward/resample_boxes.hpp>
#include <crop_and_resize/detail/forward/row_encoder.hpp>
#include <crop_and_resize/detail/forward/row_writer.hpp>
#include <crop_and_resize/detail/forward/scalar.hpp>
#include <crop_and_resize/detail/forward/transposed_rows.hpp>
#include <crop_and_resize/detail/forward/vector_call.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/forward/vertical.hpp>
#include <crop_and_resize/detail/forward/window_rows.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/column_runs.hpp>
#include <crop_and_resize/detail/geometry/crop_geometry.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>
#include <crop_and_resize/detail/parallel/cost.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>
#include <crop_and_resize/detail/simd/targets.hpp>
#include <crop_and_resize/detail/simd/vocabulary.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

CNR_DETAIL_NAMESPACE_BEGIN

/// Whether a call's sampler is a filter. A class that is both is a sampler.
template <class Sampler>
struct runs_filter : std::integral_constant<bool, is_filter<Sampler>::value && !is_sampler<Sampler>::value> {};

/// Whether there are vector kernels for the elements, the sampler and the destination of a call.
template <class Arguments>
struct has_vector_kernels
    : std::integral_constant<bool, format_of<typename Arguments::element_type>::value != element_format::other &&
                                       format_of<typename Arguments::output_type>::value != element_format::other &&
                                       format_of<typename Arguments::output_type>::value != element_format::int64 &&
                                       (has_vector_form<typename Arguments::sampler_type>::value ||
                                        runs_filter<typename Arguments::sampler_type>::value)> {};

CNR_DETAIL_NAMESPACE_END

// NOLINTBEGIN(bugprone-macro-parentheses): names of files
#define CNR_DETAIL_TARGET_INCLUDE <crop_and_resize/detail/forward/vector/kernels.inl>
#define CNR_DETAIL_VBMI_INCLUDE <crop_and_resize/detail/forward/vector/vbmi_kernels.inl>
// NOLINTEND(bugprone-macro-parentheses)
#include <crop_and_resize/detail/simd/for_each_target.inl>
#undef CNR_DETAIL_VBMI_INCLUDE
#undef CNR_DETAIL_TARGET_INCLUDE

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_VECTOR_HPP
