// SPDX-License-Identifier: MIT
//
// What the library needs to know of the compiler: inlining attributes, whether floating point can be trusted to the
// last bit, and a namespace named after the instruction set that this translation unit is compiled for.

#ifndef CROP_AND_RESIZE_DETAIL_BASE_CONFIG_HPP
#define CROP_AND_RESIZE_DETAIL_BASE_CONFIG_HPP

#if defined(_MSVC_LANG) ? _MSVC_LANG < 201703L : __cplusplus < 201703L
#error "crop_and_resize: needs C++17 or later"
#endif

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
// all functions of the library that are not always inlined, and those that users take the address of, live in a
// namespace named after these flags: y for each that is set, n for each that is not, in groups that the preprocessor
// can join.

// CNR_DETAIL_LETTER(macro) is y where the macro is defined as 1, or as the version that RISC-V's extensions have, else
// n: the paste makes CNR_DETAIL_SET_1, which brings a comma that moves the y to where the answer is taken from.
#define CNR_DETAIL_SET_1 , y
#define CNR_DETAIL_SET_1000000 , y
#define CNR_DETAIL_EXPAND(x) x
#define CNR_DETAIL_SECOND(first, second, ...) second
#define CNR_DETAIL_CHOOSE(...) CNR_DETAIL_EXPAND(CNR_DETAIL_SECOND(__VA_ARGS__, n, n))
#define CNR_DETAIL_LETTER_OF(value) CNR_DETAIL_CHOOSE(CNR_DETAIL_SET_##value)
#define CNR_DETAIL_LETTER(macro) CNR_DETAIL_LETTER_OF(macro)

#define CNR_DETAIL_JOIN_NOW(a, b, c, d, e, f, g, h) a##b##c##d##e##f##g##h
#define CNR_DETAIL_JOIN(a, b, c, d, e, f, g, h) CNR_DETAIL_JOIN_NOW(a, b, c, d, e, f, g, h)
#define CNR_DETAIL_LETTERS(a, b, c, d, e, f, g, h)                                                        \
  CNR_DETAIL_JOIN(CNR_DETAIL_LETTER(a), CNR_DETAIL_LETTER(b), CNR_DETAIL_LETTER(c), CNR_DETAIL_LETTER(d), \
                  CNR_DETAIL_LETTER(e), CNR_DETAIL_LETTER(f), CNR_DETAIL_LETTER(g), CNR_DETAIL_LETTER(h))

#define CNR_DETAIL_BUILD_FLAGS                                                                                  \
  CNR_DETAIL_LETTERS(CNR_BIT_EXACT, CNR_DETAIL_MAY_CONTRACT, CNR_DETAIL_X86_TARGETS, CNR_DETAIL_AVX512_TARGETS, \
                     CNR_DETAIL_NEON_TARGET, , , )
#if defined(__x86_64__) || defined(__i386__) || defined(_M_X64) || defined(_M_IX86)
#define CNR_DETAIL_PROCESSOR_FLAGS                                                                                 \
  CNR_DETAIL_JOIN(                                                                                                 \
      CNR_DETAIL_LETTERS(__SSE3__, __SSSE3__, __SSE4_1__, __SSE4_2__, __POPCNT__, __LZCNT__, __MOVBE__, __XOP__),  \
      CNR_DETAIL_LETTERS(__BMI__, __BMI2__, __AVX__, __F16C__, __FMA__, __FMA4__, __AVX2__, __GFNI__),             \
      CNR_DETAIL_LETTERS(__AVX512F__, __AVX512BW__, __AVX512CD__, __AVX512DQ__, __AVX512VL__, __AVX512VBMI__,      \
                         __AVX512VBMI2__, __AVX512FP16__),                                                         \
      CNR_DETAIL_LETTERS(__AVXVNNI__, __AVX512BITALG__, __AVX512VPOPCNTDQ__, __AVX512BF16__, __TBM__, __AVX10_1__, \
                         __AVX10_2__, __APX_F__),                                                                  \
      , , , )
#elif defined(__aarch64__) || defined(__arm__)
#define CNR_DETAIL_PROCESSOR_FLAGS                                                                                 \
  CNR_DETAIL_JOIN(                                                                                                 \
      CNR_DETAIL_LETTERS(__ARM_NEON, __ARM_FEATURE_FMA, __ARM_FEATURE_IDIV, __ARM_FEATURE_FP16_VECTOR_ARITHMETIC,  \
                         __ARM_FEATURE_ATOMICS, __ARM_FEATURE_DOTPROD, __ARM_FEATURE_FRINT, __ARM_FEATURE_CRYPTO), \
      CNR_DETAIL_LETTERS(__ARM_FEATURE_SVE, __ARM_FEATURE_SVE2, __ARM_FEATURE_BF16, __ARM_FEATURE_MATMUL_INT8,     \
                         __ARM_FEATURE_LS64, __ARM_FEATURE_MOPS, __ARM_FEATURE_CSSC, __ARM_FEATURE_SME),           \
      , , , , , )
#elif defined(__riscv)
#define CNR_DETAIL_PROCESSOR_FLAGS                                                                                    \
  CNR_DETAIL_LETTERS(__riscv_vector, __riscv_zba, __riscv_zbb, __riscv_zbs, __riscv_zicond, __riscv_zfa, __riscv_zfh, \
                     __riscv_compressed)
#elif defined(__s390__) && defined(__ARCH__)
#define CNR_DETAIL_PROCESSOR_FLAGS CNR_DETAIL_JOIN(arch, __ARCH__, _, CNR_DETAIL_LETTER(__VX__), , , , )
#elif defined(__powerpc__)
#define CNR_DETAIL_PROCESSOR_FLAGS \
  CNR_DETAIL_LETTERS(__ALTIVEC__, __VSX__, _ARCH_PWR7, _ARCH_PWR8, _ARCH_PWR9, _ARCH_PWR10, _ARCH_PWR11, )
#else
#define CNR_DETAIL_PROCESSOR_FLAGS CNR_DETAIL_LETTERS(__loongarch_sx, __loongarch_asx, , , , , , )
#endif
#define CNR_DETAIL_BASELINE CNR_DETAIL_JOIN(baseline_, CNR_DETAIL_BUILD_FLAGS, _, CNR_DETAIL_PROCESSOR_FLAGS, , , , )

#endif  // CROP_AND_RESIZE_DETAIL_BASE_CONFIG_HPP
