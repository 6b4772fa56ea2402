// SPDX-License-Identifier: MIT
//
// What the library needs to know of the compiler: inlining attributes, whether floating point can be trusted to the
// last bit, and a namespace named after the instruction set that this translation unit is compiled for.

#ifndef CROP_AND_RESIZE_DETAIL_CONFIG_HPP
#define CROP_AND_RESIZE_DETAIL_CONFIG_HPP

#if defined(__GNUC__)
#define CNR_DETAIL_ALWAYS_INLINE inline __attribute__((always_inline))
#define CNR_DETAIL_NOINLINE __attribute__((noinline))
#define CNR_DETAIL_RESTRICT __restrict__
#elif defined(_MSC_VER)
#define CNR_DETAIL_ALWAYS_INLINE __forceinline
#define CNR_DETAIL_NOINLINE __declspec(noinline)
#define CNR_DETAIL_RESTRICT __restrict
#else
#define CNR_DETAIL_ALWAYS_INLINE inline
#define CNR_DETAIL_NOINLINE
#define CNR_DETAIL_RESTRICT
#endif

// Sums and products must round to float. On x87 they do not. 16 speaks of _Float16 alone.
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0 && __FLT_EVAL_METHOD__ != 16
#error "crop_and_resize: float is evaluated in a wider type here; on 32-bit x86 add -msse2 -mfpmath=sse"
#endif

/// 1 where the results are promised to the last bit, 0 under the compiler flags that give that up: -ffast-math, -Ofast,
/// and the parts of them that compilers report.
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) ||             \
    defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || defined(__NO_SIGNED_ZEROS__) || \
    defined(_M_FP_FAST)
#define CNR_BIT_EXACT 0
#else
#define CNR_BIT_EXACT 1
#endif

// Where the instruction set has a fused multiply-add, the compiler may contract a * b + c into one, whose result
// differs. x86 without FMA is the one place where that cannot happen, and there nothing needs to stand in the
// optimiser's way.
#if (defined(__x86_64__) || defined(__i386__)) && !defined(__FMA__) && !defined(__FMA4__) && !defined(__AVX512F__)
#define CNR_DETAIL_MAY_CONTRACT 0
#else
#define CNR_DETAIL_MAY_CONTRACT 1
#endif

// Where the vector kernels for x86 are compiled in, to be chosen at run time. Not for MinGW, whose GCC spills 32-byte
// vectors to misaligned stack. CNR_NO_SIMD leaves them out.
#if !defined(CNR_NO_SIMD) && defined(__x86_64__) && defined(__GNUC__) && !defined(__MINGW32__)
#define CNR_DETAIL_X86_TARGETS 1
#else
#define CNR_DETAIL_X86_TARGETS 0
#endif

// Linkers keep one copy of an inline function. Were it the copy of a file built with -mavx2, files built without would
// run AVX2 code on machines that lack it; were it that of a file built with -ffast-math, their results would change. So
// all functions of the library that are not always inlined live in a namespace spelled after these flags, one digit
// each.
#define CNR_DETAIL_CONCATENATE(a, b, c, d, e, f, g, h) baseline_##a##b##c##d##e##f##g##h
#define CNR_DETAIL_EXPAND(a, b, c, d, e, f, g, h) CNR_DETAIL_CONCATENATE(a, b, c, d, e, f, g, h)
#define CNR_DETAIL_BASELINE                                                                             \
  CNR_DETAIL_EXPAND(CNR_BIT_EXACT, CNR_DETAIL_SSE_LEVEL, CNR_DETAIL_AVX_LEVEL, CNR_DETAIL_AVX512_LEVEL, \
                    CNR_DETAIL_BIT_LEVEL, CNR_DETAIL_HALF_LEVEL, CNR_DETAIL_SVE_LEVEL, CNR_DETAIL_X86_TARGETS)

#if defined(__SSE4_2__)
#define CNR_DETAIL_SSE_LEVEL 4
#elif defined(__SSE4_1__)
#define CNR_DETAIL_SSE_LEVEL 3
#elif defined(__SSSE3__)
#define CNR_DETAIL_SSE_LEVEL 2
#elif defined(__SSE3__)
#define CNR_DETAIL_SSE_LEVEL 1
#else
#define CNR_DETAIL_SSE_LEVEL 0
#endif

#if defined(__AVX2__) && defined(__FMA__)
#define CNR_DETAIL_AVX_LEVEL 4
#elif defined(__AVX2__)
#define CNR_DETAIL_AVX_LEVEL 3
#elif defined(__FMA__) || defined(__FMA4__)
#define CNR_DETAIL_AVX_LEVEL 2
#elif defined(__AVX__)
#define CNR_DETAIL_AVX_LEVEL 1
#else
#define CNR_DETAIL_AVX_LEVEL 0
#endif

#if defined(__AVX512FP16__)
#define CNR_DETAIL_AVX512_LEVEL 4
#elif defined(__AVX512VBMI__)
#define CNR_DETAIL_AVX512_LEVEL 3
#elif defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#define CNR_DETAIL_AVX512_LEVEL 2
#elif defined(__AVX512F__)
#define CNR_DETAIL_AVX512_LEVEL 1
#else
#define CNR_DETAIL_AVX512_LEVEL 0
#endif

#if defined(__BMI2__) && defined(__LZCNT__)
#define CNR_DETAIL_BIT_LEVEL 4
#elif defined(__BMI2__)
#define CNR_DETAIL_BIT_LEVEL 3
#elif defined(__BMI__) || defined(__LZCNT__)
#define CNR_DETAIL_BIT_LEVEL 2
#elif defined(__POPCNT__)
#define CNR_DETAIL_BIT_LEVEL 1
#else
#define CNR_DETAIL_BIT_LEVEL 0
#endif

#if defined(__F16C__) || defined(__ARM_FEATURE_FP16_SCALAR_ARITHMETIC)
#define CNR_DETAIL_HALF_LEVEL 1
#else
#define CNR_DETAIL_HALF_LEVEL 0
#endif

#if defined(__ARM_FEATURE_SVE2)
#define CNR_DETAIL_SVE_LEVEL 2
#elif defined(__ARM_FEATURE_SVE)
#define CNR_DETAIL_SVE_LEVEL 1
#else
#define CNR_DETAIL_SVE_LEVEL 0
#endif

#endif  // CROP_AND_RESIZE_DETAIL_CONFIG_HPP
