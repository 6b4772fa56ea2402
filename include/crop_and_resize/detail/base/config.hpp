// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// What the library knows of the compiler: its attributes, whether its floating point is exact to the last bit, and
// which instruction sets it can compile for. The namespace that every function of the library lives in is opened here.

#ifndef CROP_AND_RESIZE_DETAIL_BASE_CONFIG_HPP
#define CROP_AND_RESIZE_DETAIL_BASE_CONFIG_HPP

#if defined(_MSVC_LANG) ? _MSVC_LANG < 201703L : __cplusplus < 201703L
#error "crop_and_resize: needs C++17 or later"
#endif

#if defined(__GNUC__)
#define CNR_DETAIL_ALWAYS_INLINE inline __attribute__((always_inline))
#define CNR_DETAIL_NOINLINE __attribute__((noinline))
#define CNR_DETAIL_COLD __attribute__((cold, noinline))  // what runs once in a call, or rarely, is made small
#define CNR_DETAIL_FLATTEN __attribute__((flatten))      // the function inlines what it calls
#define CNR_DETAIL_RESTRICT __restrict__
#elif defined(_MSC_VER)
#define CNR_DETAIL_ALWAYS_INLINE __forceinline
#define CNR_DETAIL_NOINLINE __declspec(noinline)
#define CNR_DETAIL_COLD __declspec(noinline)
#define CNR_DETAIL_FLATTEN
#define CNR_DETAIL_RESTRICT __restrict
#else
#define CNR_DETAIL_ALWAYS_INLINE inline
#define CNR_DETAIL_NOINLINE
#define CNR_DETAIL_COLD
#define CNR_DETAIL_FLATTEN
#define CNR_DETAIL_RESTRICT
#endif

// After a member function that returns a pointer to what the object owns, or a view of it: Clang then warns where that
// outlives a temporary object.
#if defined(__has_cpp_attribute)
#if __has_cpp_attribute(clang::lifetimebound)
#define CNR_DETAIL_LIFETIME_BOUND [[clang::lifetimebound]]
#endif
#endif
#if !defined(CNR_DETAIL_LIFETIME_BOUND)
#define CNR_DETAIL_LIFETIME_BOUND
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

// Whether there is a _Float16. Except on x86, GCC before 13 claims it in C++ where only C has it.
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

// Whether nvcc reads this as a part of a .cu file. (Clang compiles CUDA itself.)
#if defined(__CUDACC__) && defined(__NVCC__)
#define CNR_DETAIL_NVCC 1
#else
#define CNR_DETAIL_NVCC 0
#endif

// Where vector kernels are compiled in at all. CNR_NO_SIMD leaves them out. So does nvcc, whose front end refuses casts
// between vectors, and takes arrays of vectors for arrays of floats.
#if defined(CNR_NO_SIMD) || CNR_DETAIL_NVCC
#define CNR_DETAIL_VECTORS 0
#else
#define CNR_DETAIL_VECTORS 1
#endif

// Where those for x86 are, to be chosen at run time. Not for MinGW and Cygwin, whose GCC spills 32-byte vectors to
// misaligned stack, and not where pointers have 32 bits (x32).
#if CNR_DETAIL_VECTORS && defined(__x86_64__) && defined(__LP64__) && defined(__GNUC__) && !defined(__MINGW32__) && \
    !defined(__CYGWIN__) && !(defined(CNR_NO_AVX2) && defined(CNR_NO_AVX512))
#define CNR_DETAIL_X86_TARGETS 1
#else
#define CNR_DETAIL_X86_TARGETS 0
#endif

// Whether calls can run on those for AVX2. CNR_NO_AVX2 leaves them out, except what the ones for AVX-512 use of them.
#if CNR_DETAIL_X86_TARGETS && !defined(CNR_NO_AVX2)
#define CNR_DETAIL_AVX2_TARGET 1
#else
#define CNR_DETAIL_AVX2_TARGET 0
#endif

// Those for AVX-512 need __builtin_shufflevector, which came with GCC 12. CNR_NO_AVX512 leaves them out: they take
// about a third of the time that a call takes to compile. Processors of Clang's -mavx10.1-256 have no 512-bit vectors.
#if CNR_DETAIL_X86_TARGETS && !defined(CNR_NO_AVX512) && (defined(__clang__) || __GNUC__ >= 12) && \
    !(defined(__AVX10_1__) && defined(__EVEX256__) && !defined(__EVEX512__))
#define CNR_DETAIL_AVX512_TARGETS 1
#else
#define CNR_DETAIL_AVX512_TARGETS 0
#endif

// Those that use VBMI as well. CNR_NO_AVX512VBMI leaves them out.
#if CNR_DETAIL_AVX512_TARGETS && !defined(CNR_NO_AVX512VBMI)
#define CNR_DETAIL_AVX512VBMI_TARGET 1
#else
#define CNR_DETAIL_AVX512VBMI_TARGET 0
#endif

// Where those for AArch64 are. CNR_NO_NEON leaves them out. Big-endian processors number the bytes of a vector
// otherwise.
#if CNR_DETAIL_VECTORS && !defined(CNR_NO_NEON) && defined(__aarch64__) && defined(__LP64__) && defined(__GNUC__) && \
    defined(__ARM_NEON) && !defined(__AARCH64EB__)
#define CNR_DETAIL_NEON_TARGET 1
#else
#define CNR_DETAIL_NEON_TARGET 0
#endif

// The target in plain C++, for tests of the vector kernels: simd/emulated.hpp.
#if !defined(CNR_DETAIL_EMULATED_TARGET)
#define CNR_DETAIL_EMULATED_TARGET 0
#endif

#include <crop_and_resize/detail/base/baseline.hpp>

// A program may load several shared libraries that hold this one, of different versions. Functions and variables that
// others see would be one library's for all, and GCC would keep a library with such a variable from being unloaded.
#if defined(__GNUC__) && !defined(_WIN32) && !defined(__CYGWIN__)
#define CNR_DETAIL_HIDDEN __attribute__((visibility("hidden")))
#else
#define CNR_DETAIL_HIDDEN
#endif

#define CNR_DETAIL_PRAGMA(text) _Pragma(#text)

// What is instantiated for a program's types is between these two. GCC looks at a template's lambdas and members again
// then, and -Wshadow would name the program's own globals, as they are declared by then. Clang does not.
#if defined(__GNUC__) && !defined(__clang__) && !CNR_DETAIL_NVCC
#define CNR_DETAIL_MAY_SHADOW_BEGIN \
  CNR_DETAIL_PRAGMA(GCC diagnostic push) CNR_DETAIL_PRAGMA(GCC diagnostic ignored "-Wshadow")
#define CNR_DETAIL_MAY_SHADOW_END CNR_DETAIL_PRAGMA(GCC diagnostic pop)
#else
#define CNR_DETAIL_MAY_SHADOW_BEGIN
#define CNR_DETAIL_MAY_SHADOW_END
#endif

// Functions that are not always inlined, and those whose address may be taken, are between these two.
#define CNR_DETAIL_BASELINE_BEGIN \
  CNR_DETAIL_MAY_SHADOW_BEGIN     \
  inline namespace CNR_DETAIL_BASELINE CNR_DETAIL_HIDDEN {
#define CNR_DETAIL_BASELINE_END \
  }                             \
  CNR_DETAIL_MAY_SHADOW_END

// What opens and closes that namespace within cnr::detail.
#define CNR_DETAIL_NAMESPACE_BEGIN \
  namespace cnr {                  \
  inline namespace v0 {            \
  namespace detail {               \
  CNR_DETAIL_BASELINE_BEGIN
#define CNR_DETAIL_NAMESPACE_END \
  CNR_DETAIL_BASELINE_END        \
  }                              \
  }                              \
  }

// What opens and closes it around kernels, and around what is compiled once for all of them. It leaves out passes of
// GCC that find little in long straight code, and take a fifth of the time to compile. They do not change results. But
// for functions that are always inlined, GCC inlines nothing between code with and without them: small functions that
// callers inline stay outside. One string: GCC copies the list of strings for each function that it reads.
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__) && !CNR_DETAIL_NVCC
#define CNR_DETAIL_KERNELS_BEGIN                                                            \
  CNR_DETAIL_PRAGMA(GCC push_options)                                                       \
  CNR_DETAIL_PRAGMA(                                                                        \
      GCC optimize("no-gcse,no-tree-vrp,no-schedule-insns2,no-tree-vectorize,no-tree-pre,"  \
                   "no-code-hoisting,no-thread-jumps,no-cse-follow-jumps,no-store-merging," \
                   "no-tree-tail-merge,no-crossjumping,no-rerun-cse-after-loop,no-ipa-ra,"  \
                   "no-lra-remat,no-caller-saves,no-tree-pta"))                             \
  CNR_DETAIL_NAMESPACE_BEGIN
#define CNR_DETAIL_KERNELS_END CNR_DETAIL_NAMESPACE_END CNR_DETAIL_PRAGMA(GCC pop_options)
#else
#define CNR_DETAIL_KERNELS_BEGIN CNR_DETAIL_NAMESPACE_BEGIN
#define CNR_DETAIL_KERNELS_END CNR_DETAIL_NAMESPACE_END
#endif

CNR_DETAIL_NAMESPACE_BEGIN

/// Views keep their numbers where the compiler aligns them, and references go to these. A packed type has other places
/// for them, in this file alone where only this file is packed.
struct alignment_probe {
  char first;
  double second;
};
static_assert(sizeof(alignment_probe) > sizeof(char) + sizeof(double),
              "crop_and_resize: types are packed here, by -fpack-struct or by a #pragma pack around an #include");

#if defined(__x86_64__) && defined(__GNUC__) && !defined(_WIN32) && !defined(__CYGWIN__) && !CNR_DETAIL_NVCC
/// A call of the standard library needs the calling convention that it was built with.
template <class Function>
struct has_convention_of_platform {
  static constexpr bool value = false;
};
template <>
struct has_convention_of_platform<void __attribute__((sysv_abi)) ()> {
  static constexpr bool value = true;
};
static_assert(has_convention_of_platform<void()>::value,
              "crop_and_resize: the standard library is called in another way than it was built for, by -mabi=ms");
#endif

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_BASE_CONFIG_HPP
