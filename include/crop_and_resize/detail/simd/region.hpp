// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Regions of a file in which the compiler may use an instruction set that the command line does not allow. Functions
// that are defined in a region, templates included, are called only where the processor has the instruction set.
//
// Every other header is included before a region begins: an inline function that came in later would be compiled for
// the region's instruction set, and the linker may give that copy to the whole program.

#ifndef CROP_AND_RESIZE_DETAIL_SIMD_REGION_HPP
#define CROP_AND_RESIZE_DETAIL_SIMD_REGION_HPP

#include <crop_and_resize/detail/base/config.hpp>

#if defined(__clang__)
// Without min_vector_width, Clang may halve vectors where it tunes for processors that slow down for wide ones.
#define CNR_DETAIL_BEGIN_TARGET(features)                                                         \
  CNR_DETAIL_PRAGMA(clang attribute push(__attribute__((target(features))), apply_to = function)) \
  CNR_DETAIL_PRAGMA(clang attribute push(__attribute__((min_vector_width(512))), apply_to = function))
#define CNR_DETAIL_END_TARGET CNR_DETAIL_PRAGMA(clang attribute pop) CNR_DETAIL_PRAGMA(clang attribute pop)
#else
#define CNR_DETAIL_BEGIN_TARGET(features) CNR_DETAIL_PRAGMA(GCC push_options) CNR_DETAIL_PRAGMA(GCC target(features))
#define CNR_DETAIL_END_TARGET CNR_DETAIL_PRAGMA(GCC pop_options)
#endif

// The regions of the targets. Clang 18 to 20 take 512-bit vectors out of AVX-512 by -mno-evex512, unless a region has
// them by name. Other versions do not know the name.
#if defined(__clang__) && !defined(__apple_build_version__) && __clang_major__ >= 18 && __clang_major__ <= 20
#define CNR_DETAIL_AVX512_FEATURES "avx2,f16c,evex512,avx512f,avx512bw,avx512vl,avx512dq"
#else
#define CNR_DETAIL_AVX512_FEATURES "avx2,f16c,avx512f,avx512bw,avx512vl,avx512dq"
#endif
#define CNR_DETAIL_BEGIN_AVX2 CNR_DETAIL_BEGIN_TARGET("avx2,f16c")
#define CNR_DETAIL_BEGIN_AVX512 CNR_DETAIL_BEGIN_TARGET(CNR_DETAIL_AVX512_FEATURES)
#define CNR_DETAIL_BEGIN_AVX512VBMI CNR_DETAIL_BEGIN_TARGET(CNR_DETAIL_AVX512_FEATURES ",avx512vbmi")

#endif  // CROP_AND_RESIZE_DETAIL_SIMD_REGION_HPP
