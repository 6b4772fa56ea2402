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
#if (defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0 && __FLT_EVAL_METHOD__ != 16) || \
    (defined(_M_IX86_FP) && _M_IX86_FP < 2)
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

// Whether there is a _Float16. GCC before 13 says so of C++ where only C has it, but for x86.
#if defined(__FLT16_MANT_DIG__) && (defined(__clang__) || __GNUC__ >= 13 || defined(__x86_64__) || defined(__i386__))
#define CNR_DETAIL_HAS_FLOAT16 1
#else
#define CNR_DETAIL_HAS_FLOAT16 0
#endif

// Where the instruction set has a fused multiply-add, the compiler may contract a * b + c into one, whose result
// differs. x86 without FMA is the one place where that cannot happen, and there nothing needs to stand in the
// optimiser's way.
#if (defined(__x86_64__) || defined(__i386__)) && !defined(__FMA__) && !defined(__FMA4__) && !defined(__AVX512F__)
#define CNR_DETAIL_MAY_CONTRACT 0
#else
#define CNR_DETAIL_MAY_CONTRACT 1
#endif

// Where the vector kernels for x86 are compiled in, to be chosen at run time. Not for MinGW and Cygwin, whose GCC
// spills 32-byte vectors to misaligned stack, and not where pointers have 32 bits (x32). CNR_NO_SIMD leaves them out.
#if !defined(CNR_NO_SIMD) && defined(__x86_64__) && defined(__LP64__) && defined(__GNUC__) && !defined(__MINGW32__) && \
    !defined(__CYGWIN__)
#define CNR_DETAIL_X86_TARGETS 1
#else
#define CNR_DETAIL_X86_TARGETS 0
#endif

// Those for AVX-512 need __builtin_shufflevector, which came with GCC 12. CNR_NO_AVX512 leaves them out: they take
// about half of the time that a call takes to compile.
#if CNR_DETAIL_X86_TARGETS && !defined(CNR_NO_AVX512) && (defined(__clang__) || __GNUC__ >= 12)
#define CNR_DETAIL_AVX512_TARGETS 1
#else
#define CNR_DETAIL_AVX512_TARGETS 0
#endif

// Where those for AArch64 are. Big-endian processors number the bytes of a vector otherwise.
#if !defined(CNR_NO_SIMD) && defined(__aarch64__) && defined(__LP64__) && defined(__GNUC__) && defined(__ARM_NEON) && \
    !defined(__AARCH64EB__)
#define CNR_DETAIL_NEON_TARGET 1
#else
#define CNR_DETAIL_NEON_TARGET 0
#endif

// Linkers keep one copy of an inline function. Were it the copy of a file built with -mavx2, files built without would
// run AVX2 code on machines that lack it; were it that of a file built with -ffast-math, their results would change. So
// all functions of the library that are not always inlined live in a namespace named after these flags: y or n for
// each, in groups that the preprocessor can join.
#define CNR_DETAIL_JOIN_NOW(a, b, c, d, e, f, g, h) a##b##c##d##e##f##g##h
#define CNR_DETAIL_JOIN(a, b, c, d, e, f, g, h) CNR_DETAIL_JOIN_NOW(a, b, c, d, e, f, g, h)
#if CNR_BIT_EXACT
#define CNR_DETAIL_IF_EXACT y
#else
#define CNR_DETAIL_IF_EXACT n
#endif
#if CNR_DETAIL_X86_TARGETS || CNR_DETAIL_NEON_TARGET
#define CNR_DETAIL_IF_TARGETS y
#else
#define CNR_DETAIL_IF_TARGETS n
#endif
#if CNR_DETAIL_AVX512_TARGETS
#define CNR_DETAIL_IF_AVX512_TARGETS y
#else
#define CNR_DETAIL_IF_AVX512_TARGETS n
#endif
#if defined(__SSE3__)
#define CNR_DETAIL_IF_SSE3 y
#else
#define CNR_DETAIL_IF_SSE3 n
#endif
#if defined(__SSSE3__)
#define CNR_DETAIL_IF_SSSE3 y
#else
#define CNR_DETAIL_IF_SSSE3 n
#endif
#if defined(__SSE4_1__)
#define CNR_DETAIL_IF_SSE41 y
#else
#define CNR_DETAIL_IF_SSE41 n
#endif
#if defined(__SSE4_2__)
#define CNR_DETAIL_IF_SSE42 y
#else
#define CNR_DETAIL_IF_SSE42 n
#endif
#if defined(__POPCNT__)
#define CNR_DETAIL_IF_POPCNT y
#else
#define CNR_DETAIL_IF_POPCNT n
#endif
#if defined(__LZCNT__)
#define CNR_DETAIL_IF_LZCNT y
#else
#define CNR_DETAIL_IF_LZCNT n
#endif
#if defined(__BMI__)
#define CNR_DETAIL_IF_BMI y
#else
#define CNR_DETAIL_IF_BMI n
#endif
#if defined(__BMI2__)
#define CNR_DETAIL_IF_BMI2 y
#else
#define CNR_DETAIL_IF_BMI2 n
#endif
#if defined(__MOVBE__)
#define CNR_DETAIL_IF_MOVBE y
#else
#define CNR_DETAIL_IF_MOVBE n
#endif
#if defined(__F16C__)
#define CNR_DETAIL_IF_F16C y
#else
#define CNR_DETAIL_IF_F16C n
#endif
#if defined(__AVX__)
#define CNR_DETAIL_IF_AVX y
#else
#define CNR_DETAIL_IF_AVX n
#endif
#if defined(__FMA__)
#define CNR_DETAIL_IF_FMA y
#else
#define CNR_DETAIL_IF_FMA n
#endif
#if defined(__XOP__)
#define CNR_DETAIL_IF_XOP y
#else
#define CNR_DETAIL_IF_XOP n
#endif
#if defined(__AVX2__)
#define CNR_DETAIL_IF_AVX2 y
#else
#define CNR_DETAIL_IF_AVX2 n
#endif
#if defined(__GFNI__)
#define CNR_DETAIL_IF_GFNI y
#else
#define CNR_DETAIL_IF_GFNI n
#endif
#if defined(__AVX512F__)
#define CNR_DETAIL_IF_AVX512F y
#else
#define CNR_DETAIL_IF_AVX512F n
#endif
#if defined(__AVX512BW__)
#define CNR_DETAIL_IF_AVX512BW y
#else
#define CNR_DETAIL_IF_AVX512BW n
#endif
#if defined(__AVX512CD__)
#define CNR_DETAIL_IF_AVX512CD y
#else
#define CNR_DETAIL_IF_AVX512CD n
#endif
#if defined(__AVX512DQ__)
#define CNR_DETAIL_IF_AVX512DQ y
#else
#define CNR_DETAIL_IF_AVX512DQ n
#endif
#if defined(__AVX512VL__)
#define CNR_DETAIL_IF_AVX512VL y
#else
#define CNR_DETAIL_IF_AVX512VL n
#endif
#if defined(__AVX512VBMI__)
#define CNR_DETAIL_IF_AVX512VBMI y
#else
#define CNR_DETAIL_IF_AVX512VBMI n
#endif
#if defined(__AVX512FP16__)
#define CNR_DETAIL_IF_AVX512FP16 y
#else
#define CNR_DETAIL_IF_AVX512FP16 n
#endif
#if defined(__APX_F__)
#define CNR_DETAIL_IF_APX y
#else
#define CNR_DETAIL_IF_APX n
#endif
#if defined(__ARM_NEON)
#define CNR_DETAIL_IF_NEON y
#else
#define CNR_DETAIL_IF_NEON n
#endif
#if defined(__ARM_FEATURE_FP16_VECTOR_ARITHMETIC)
#define CNR_DETAIL_IF_ARM_FP16 y
#else
#define CNR_DETAIL_IF_ARM_FP16 n
#endif
#if defined(__ARM_FEATURE_SVE)
#define CNR_DETAIL_IF_SVE y
#else
#define CNR_DETAIL_IF_SVE n
#endif
#if defined(__ARM_FEATURE_SVE2)
#define CNR_DETAIL_IF_SVE2 y
#else
#define CNR_DETAIL_IF_SVE2 n
#endif
#if defined(__riscv_vector)
#define CNR_DETAIL_IF_RISCV_V y
#else
#define CNR_DETAIL_IF_RISCV_V n
#endif
#if defined(__VSX__)
#define CNR_DETAIL_IF_VSX y
#else
#define CNR_DETAIL_IF_VSX n
#endif
#if defined(__VX__)
#define CNR_DETAIL_IF_S390_VX y
#else
#define CNR_DETAIL_IF_S390_VX n
#endif
#if defined(__loongarch_sx)
#define CNR_DETAIL_IF_LSX y
#else
#define CNR_DETAIL_IF_LSX n
#endif
#if defined(__loongarch_asx)
#define CNR_DETAIL_IF_LASX y
#else
#define CNR_DETAIL_IF_LASX n
#endif
#define CNR_DETAIL_FLAGS_0                                                                             \
  CNR_DETAIL_JOIN(CNR_DETAIL_IF_EXACT, CNR_DETAIL_IF_TARGETS, CNR_DETAIL_IF_SSE3, CNR_DETAIL_IF_SSSE3, \
                  CNR_DETAIL_IF_SSE41, CNR_DETAIL_IF_SSE42, CNR_DETAIL_IF_POPCNT, CNR_DETAIL_IF_LZCNT)
#define CNR_DETAIL_FLAGS_1                                                                                           \
  CNR_DETAIL_JOIN(CNR_DETAIL_IF_BMI, CNR_DETAIL_IF_BMI2, CNR_DETAIL_IF_MOVBE, CNR_DETAIL_IF_F16C, CNR_DETAIL_IF_AVX, \
                  CNR_DETAIL_IF_FMA, CNR_DETAIL_IF_XOP, CNR_DETAIL_IF_AVX2)
#define CNR_DETAIL_FLAGS_2                                                                                   \
  CNR_DETAIL_JOIN(CNR_DETAIL_IF_GFNI, CNR_DETAIL_IF_AVX512F, CNR_DETAIL_IF_AVX512BW, CNR_DETAIL_IF_AVX512CD, \
                  CNR_DETAIL_IF_AVX512DQ, CNR_DETAIL_IF_AVX512VL, CNR_DETAIL_IF_AVX512VBMI, CNR_DETAIL_IF_AVX512FP16)
#define CNR_DETAIL_FLAGS_3                                                                          \
  CNR_DETAIL_JOIN(CNR_DETAIL_IF_APX, CNR_DETAIL_IF_NEON, CNR_DETAIL_IF_ARM_FP16, CNR_DETAIL_IF_SVE, \
                  CNR_DETAIL_IF_SVE2, CNR_DETAIL_IF_RISCV_V, CNR_DETAIL_IF_VSX, CNR_DETAIL_IF_S390_VX)
#define CNR_DETAIL_FLAGS_4 \
  CNR_DETAIL_JOIN(CNR_DETAIL_IF_LSX, CNR_DETAIL_IF_LASX, CNR_DETAIL_IF_AVX512_TARGETS, , , , , )
#define CNR_DETAIL_BASELINE                                                                                  \
  CNR_DETAIL_JOIN(baseline_, CNR_DETAIL_FLAGS_0, CNR_DETAIL_FLAGS_1, CNR_DETAIL_FLAGS_2, CNR_DETAIL_FLAGS_3, \
                  CNR_DETAIL_FLAGS_4, , )

#endif  // CROP_AND_RESIZE_DETAIL_CONFIG_HPP
