// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The kernels for samplers and elements that the vector kernels do not know: vector/blocks.inl, compiled for the
// targets. avx512 has those of avx2.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_BLOCKS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_BLOCKS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/forward/destination.hpp>
#include <crop_and_resize/detail/forward/scalar.hpp>
#include <crop_and_resize/detail/forward/vector.hpp>
#include <crop_and_resize/detail/geometry/crop_geometry.hpp>
#include <crop_and_resize/detail/geometry/tap_arrays.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>
#include <crop_and_resize/detail/simd/targets.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/sampler.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

CNR_DETAIL_NAMESPACE_BEGIN

/// Whether the kernels in blocks have room for what a sampler's positions take.
template <class Sampler>
struct has_block_kernels : std::integral_constant<bool, (tap_arrays<Sampler>::capacity > 0)> {};

namespace scalar {
forward_kernels block_kernels_of(tag);
}  // namespace scalar

CNR_DETAIL_NAMESPACE_END

// NOLINTNEXTLINE(bugprone-macro-parentheses): the name of a file
#define CNR_DETAIL_TARGET_INCLUDE <crop_and_resize/detail/forward/vector/blocks.inl>
#include <crop_and_resize/detail/simd/for_each_unfused_target.inl>
#undef CNR_DETAIL_TARGET_INCLUDE

#if CNR_DETAIL_AVX512_TARGETS
CNR_DETAIL_NAMESPACE_BEGIN
namespace avx512 {
avx2::block_kernels block_kernels_of(tag);
}  // namespace avx512
CNR_DETAIL_NAMESPACE_END
#endif

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_BLOCKS_HPP
