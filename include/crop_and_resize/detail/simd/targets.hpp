// SPDX-License-Identifier: MIT
//
// The targets. A new one is a header of its own here, like avx2.hpp, and its two lines in this file. One for features
// that no target has yet also needs, in this order: a macro in config.hpp that says where it is compiled in, with a
// letter among the build's flags there; its bits in cpu.hpp, and how they are detected; its name in target.hpp and
// README.

#ifndef CROP_AND_RESIZE_DETAIL_SIMD_TARGETS_HPP
#define CROP_AND_RESIZE_DETAIL_SIMD_TARGETS_HPP

#include <crop_and_resize/detail/base/config.hpp>

#if CNR_DETAIL_X86_TARGETS
#include <crop_and_resize/detail/simd/avx2.hpp>
#endif
#if CNR_DETAIL_AVX512_TARGETS
#include <crop_and_resize/detail/simd/avx512.hpp>
#include <crop_and_resize/detail/simd/avx512vbmi.hpp>
#endif
#if CNR_DETAIL_NEON_TARGET
#include <crop_and_resize/detail/simd/neon.hpp>
#endif

/// From the plainest to the most capable: the name, which is that of the namespace, too; whether it is compiled in; and
/// the features of the processor that it needs, see cpu.hpp.
#define CNR_DETAIL_VECTOR_TARGETS(X)                                         \
  X(avx2, CNR_DETAIL_X86_TARGETS, cpu_avx2)                                  \
  X(avx512, CNR_DETAIL_AVX512_TARGETS, cpu_avx2 | cpu_avx512)                \
  X(avx512vbmi, CNR_DETAIL_AVX512_TARGETS, cpu_avx2 | cpu_avx512 | cpu_vbmi) \
  X(neon, CNR_DETAIL_NEON_TARGET, cpu_neon)

// A case of a switch over targets: CNR_DETAIL_CASE_OF(is_compiled)(name, call) returns what the function that `call`
// begins with gives in the namespace `name`.
#define CNR_DETAIL_CASE_0(name, call)
#define CNR_DETAIL_CASE_1(name, call) \
  case target::name:                  \
    return name::call;
#define CNR_DETAIL_CASE_OF(is_compiled) CNR_DETAIL_CASE_##is_compiled

#endif  // CROP_AND_RESIZE_DETAIL_SIMD_TARGETS_HPP
