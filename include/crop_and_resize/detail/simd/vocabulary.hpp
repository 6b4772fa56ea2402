// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The vocabulary of vectors of every target that is compiled in.

#ifndef CROP_AND_RESIZE_DETAIL_SIMD_VOCABULARY_HPP
#define CROP_AND_RESIZE_DETAIL_SIMD_VOCABULARY_HPP

#include <crop_and_resize/detail/base/config.hpp>

#if CNR_DETAIL_EMULATED_TARGET
#include <crop_and_resize/detail/simd/emulated.hpp>
#endif
#if CNR_DETAIL_X86_TARGETS
#include <crop_and_resize/detail/simd/avx2.hpp>
#endif
#if CNR_DETAIL_AVX512_TARGETS
#include <crop_and_resize/detail/simd/avx512.hpp>
#endif
#if CNR_DETAIL_AVX512VBMI_TARGET
#include <crop_and_resize/detail/simd/avx512vbmi.hpp>
#endif
#if CNR_DETAIL_NEON_TARGET
#include <crop_and_resize/detail/simd/neon.hpp>
#endif

#endif  // CROP_AND_RESIZE_DETAIL_SIMD_VOCABULARY_HPP
