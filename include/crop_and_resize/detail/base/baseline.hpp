// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The name of the namespace that tells apart what is compiled with different flags. A linker keeps one copy of an
// inline function. If it kept the copy of a file built with -mavx2, a file built without would run AVX2 code on a
// processor that lacks it; if it kept the copy of a file built with -ffast-math, the results of the others would
// change. Therefore every function of the library that is not always inlined, or whose address users may take, is in a
// namespace named after these flags. The name has one letter for each flag: y where it is set, n where it is not.
//
// Included by config.hpp alone, after the macros that it reads.

#ifndef CROP_AND_RESIZE_DETAIL_BASE_BASELINE_HPP
#define CROP_AND_RESIZE_DETAIL_BASE_BASELINE_HPP

// CNR_DETAIL_LETTER(macro) is y where the macro is defined as 1, or as the version that RISC-V's extensions have, else
// n. The paste makes CNR_DETAIL_SET_1, which brings a comma that moves the y to where the answer is taken from.
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

// The flags, eight to a CNR_DETAIL_LETTERS. A new flag takes the place of an empty argument, or begins a further group.
// clang-format off
#define CNR_DETAIL_BUILD_FLAGS                     \
  CNR_DETAIL_LETTERS(CNR_BIT_EXACT,                \
                     CNR_DETAIL_MAY_CONTRACT,      \
                     CNR_DETAIL_X86_TARGETS,       \
                     CNR_DETAIL_AVX2_TARGET,       \
                     CNR_DETAIL_AVX512_TARGETS,    \
                     CNR_DETAIL_AVX512VBMI_TARGET, \
                     CNR_DETAIL_NEON_TARGET,       \
                     CNR_DETAIL_EMULATED_TARGET)

#if defined(__x86_64__) || defined(__i386__) || defined(_M_X64) || defined(_M_IX86)
#define CNR_DETAIL_PROCESSOR_FLAGS                                 \
  CNR_DETAIL_JOIN(                                                 \
      CNR_DETAIL_LETTERS(__SSE3__,                                 \
                         __SSSE3__,                                \
                         __SSE4_1__,                               \
                         __SSE4_2__,                               \
                         __POPCNT__,                               \
                         __LZCNT__,                                \
                         __MOVBE__,                                \
                         __XOP__),                                 \
      CNR_DETAIL_LETTERS(__BMI__,                                  \
                         __BMI2__,                                 \
                         __AVX__,                                  \
                         __F16C__,                                 \
                         __FMA__,                                  \
                         __FMA4__,                                 \
                         __AVX2__,                                 \
                         __GFNI__),                                \
      CNR_DETAIL_LETTERS(__AVX512F__,                              \
                         __AVX512BW__,                             \
                         __AVX512CD__,                             \
                         __AVX512DQ__,                             \
                         __AVX512VL__,                             \
                         __AVX512VBMI__,                           \
                         __AVX512VBMI2__,                          \
                         __AVX512FP16__),                          \
      CNR_DETAIL_LETTERS(__AVXVNNI__,                              \
                         __AVX512BITALG__,                         \
                         __AVX512VPOPCNTDQ__,                      \
                         __AVX512BF16__,                           \
                         __TBM__,                                  \
                         __AVX10_1__,                              \
                         __AVX10_2__,                              \
                         __APX_F__),                               \
      , , , )
#elif defined(__aarch64__) || defined(__arm__)
#define CNR_DETAIL_PROCESSOR_FLAGS                                 \
  CNR_DETAIL_JOIN(                                                 \
      CNR_DETAIL_LETTERS(__ARM_NEON,                               \
                         __ARM_FEATURE_FMA,                        \
                         __ARM_FEATURE_IDIV,                       \
                         __ARM_FEATURE_FP16_VECTOR_ARITHMETIC,     \
                         __ARM_FEATURE_ATOMICS,                    \
                         __ARM_FEATURE_DOTPROD,                    \
                         __ARM_FEATURE_FRINT,                      \
                         __ARM_FEATURE_CRYPTO),                    \
      CNR_DETAIL_LETTERS(__ARM_FEATURE_SVE,                        \
                         __ARM_FEATURE_SVE2,                       \
                         __ARM_FEATURE_BF16,                       \
                         __ARM_FEATURE_MATMUL_INT8,                \
                         __ARM_FEATURE_LS64,                       \
                         __ARM_FEATURE_MOPS,                       \
                         __ARM_FEATURE_CSSC,                       \
                         __ARM_FEATURE_SME),                       \
      , , , , , )
#elif defined(__riscv)
#define CNR_DETAIL_PROCESSOR_FLAGS                                 \
  CNR_DETAIL_LETTERS(__riscv_vector,                               \
                     __riscv_zba,                                  \
                     __riscv_zbb,                                  \
                     __riscv_zbs,                                  \
                     __riscv_zicond,                               \
                     __riscv_zfa,                                  \
                     __riscv_zfh,                                  \
                     __riscv_compressed)
#elif defined(__s390__) && defined(__ARCH__)
#define CNR_DETAIL_PROCESSOR_FLAGS CNR_DETAIL_JOIN(arch, __ARCH__, _, CNR_DETAIL_LETTER(__VX__), , , , )
#elif defined(__powerpc__)
#define CNR_DETAIL_PROCESSOR_FLAGS                                 \
  CNR_DETAIL_LETTERS(__ALTIVEC__,                                  \
                     __VSX__,                                      \
                     _ARCH_PWR7,                                   \
                     _ARCH_PWR8,                                   \
                     _ARCH_PWR9,                                   \
                     _ARCH_PWR10,                                  \
                     _ARCH_PWR11,                                  \
                     )
#else
#define CNR_DETAIL_PROCESSOR_FLAGS                                 \
  CNR_DETAIL_LETTERS(__loongarch_sx,                               \
                     __loongarch_asx,                              \
                     , , , , , )
#endif
// clang-format on
#define CNR_DETAIL_BASELINE CNR_DETAIL_JOIN(baseline_, CNR_DETAIL_BUILD_FLAGS, _, CNR_DETAIL_PROCESSOR_FLAGS, , , , )

#endif  // CROP_AND_RESIZE_DETAIL_BASE_BASELINE_HPP
