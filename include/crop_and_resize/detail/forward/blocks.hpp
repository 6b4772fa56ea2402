// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The kernels for samplers and elements that the vector kernels do not know: blocks.inl, compiled for the targets.
//
// A caller's functions are inlined into them. avx512 has avx2's, as AVX-512 brings fused multiply-adds: a compiler may
// then fuse what is in these functions, and outputs would differ from those of the other targets.

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
#include <crop_and_resize/detail/simd/region.hpp>
#include <crop_and_resize/detail/simd/targets.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/sampler.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

// GCC makes vectors of these loops only at -O3, where it would first write out short loops, unless it is told not to.
#if CNR_DETAIL_VECTORS && defined(__OPTIMIZE__) && defined(__GNUC__) && !defined(__clang__) && !CNR_DETAIL_NVCC
#define CNR_DETAIL_BEGIN_BLOCKS _Pragma("GCC push_options") _Pragma("GCC optimize(\"O3\", \"fp-contract=off\")")
#define CNR_DETAIL_END_BLOCKS _Pragma("GCC pop_options")
#define CNR_DETAIL_KEEP_LOOP _Pragma("GCC unroll 1")
#else
#define CNR_DETAIL_BEGIN_BLOCKS
#define CNR_DETAIL_END_BLOCKS
#define CNR_DETAIL_KEEP_LOOP
#endif
// NOLINTNEXTLINE(bugprone-macro-parentheses): the name of a file
#define CNR_DETAIL_TARGET_INCLUDE <crop_and_resize/detail/forward/blocks.inl>

CNR_DETAIL_NAMESPACE_BEGIN

/// Whether the kernels in blocks have room for what a sampler's positions take.
template <class Sampler>
struct has_block_kernels : std::integral_constant<bool, (tap_arrays<Sampler>::capacity > 0)> {};

namespace scalar {
forward_kernels block_kernels_of(tag);
}  // namespace scalar

CNR_DETAIL_BEGIN_BLOCKS
#if CNR_DETAIL_EMULATED_TARGET
namespace emulated {
#include CNR_DETAIL_TARGET_INCLUDE
}  // namespace emulated
#endif
#if CNR_DETAIL_X86_TARGETS
CNR_DETAIL_BEGIN_AVX2
namespace avx2 {
#include CNR_DETAIL_TARGET_INCLUDE
}  // namespace avx2
CNR_DETAIL_END_TARGET
#endif
#if CNR_DETAIL_AVX512_TARGETS
namespace avx512 {
avx2::block_kernels block_kernels_of(tag);
}  // namespace avx512
#endif
#if CNR_DETAIL_NEON_TARGET
namespace neon {
#include CNR_DETAIL_TARGET_INCLUDE
}  // namespace neon
#endif
CNR_DETAIL_END_BLOCKS

CNR_DETAIL_NAMESPACE_END

#undef CNR_DETAIL_TARGET_INCLUDE
#undef CNR_DETAIL_KEEP_LOOP
#undef CNR_DETAIL_END_BLOCKS
#undef CNR_DETAIL_BEGIN_BLOCKS

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_BLOCKS_HPP
