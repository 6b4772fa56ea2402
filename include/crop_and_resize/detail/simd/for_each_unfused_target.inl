// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Compiles kernels that callers' functions are inlined into: includes the file that CNR_DETAIL_TARGET_INCLUDE names
// once for each target whose region adds no fused multiply-add. Compilers may fuse what is in these functions, and
// AVX-512 has such instructions: outputs would differ from those of the other targets. What the command line allows may
// be fused, as in the scalar loops.
//
// The loops of these kernels are written for compilers to make vectors of them. GCC does so at -O3 only. There it would
// first write out loops of few rounds, which CNR_DETAIL_KEEP_LOOP prevents, and make a memcpy of those that only copy,
// whose short stores the next long load waits for.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor: without kernels
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/simd/vocabulary.hpp>
#define CNR_DETAIL_TARGET_INCLUDE <crop_and_resize/detail/simd/vocabulary.hpp>
#endif

#if CNR_DETAIL_VECTORS && defined(__OPTIMIZE__) && defined(__GNUC__) && !defined(__clang__) && !CNR_DETAIL_NVCC
#define CNR_DETAIL_BEGIN_UNFUSED_LOOPS                 \
  CNR_DETAIL_BEGIN_UNFUSED _Pragma("GCC push_options") \
      _Pragma("GCC optimize(\"O3\", \"no-tree-loop-distribute-patterns\")")
#define CNR_DETAIL_END_UNFUSED_LOOPS _Pragma("GCC pop_options") CNR_DETAIL_END_UNFUSED
#define CNR_DETAIL_KEEP_LOOP _Pragma("GCC unroll 1")
#else
#define CNR_DETAIL_BEGIN_UNFUSED_LOOPS CNR_DETAIL_BEGIN_UNFUSED
#define CNR_DETAIL_END_UNFUSED_LOOPS CNR_DETAIL_END_UNFUSED
#define CNR_DETAIL_KEEP_LOOP
#endif

CNR_DETAIL_NAMESPACE_BEGIN
CNR_DETAIL_BEGIN_UNFUSED_LOOPS

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

#if CNR_DETAIL_NEON_TARGET
namespace neon {
#include CNR_DETAIL_TARGET_INCLUDE
}  // namespace neon
#endif

CNR_DETAIL_END_UNFUSED_LOOPS
CNR_DETAIL_NAMESPACE_END

#undef CNR_DETAIL_KEEP_LOOP
#undef CNR_DETAIL_END_UNFUSED_LOOPS
#undef CNR_DETAIL_BEGIN_UNFUSED_LOOPS
