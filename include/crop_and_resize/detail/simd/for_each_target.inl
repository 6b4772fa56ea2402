// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Compiles kernels for each target: includes the file that CNR_DETAIL_TARGET_INCLUDE names once in the namespace and
// the region of each target that is compiled in. avx512vbmi has all kernels of avx512 already, and gets the file that
// CNR_DETAIL_VBMI_INCLUDE names, if that is defined. CNR_DETAIL_SHORT_VECTORS is the namespace whose functions serve a
// target where longer vectors gain nothing: its own, or AVX2's. No include guard: each family of kernels includes this
// file once.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor: without kernels
#include <crop_and_resize/detail/simd/vocabulary.hpp>
#define CNR_DETAIL_TARGET_INCLUDE <crop_and_resize/detail/simd/vocabulary.hpp>
#endif

CNR_DETAIL_KERNELS_BEGIN

#if CNR_DETAIL_EMULATED_TARGET
namespace emulated {
#define CNR_DETAIL_SHORT_VECTORS emulated
#include CNR_DETAIL_TARGET_INCLUDE
#undef CNR_DETAIL_SHORT_VECTORS
}  // namespace emulated
#endif

#if CNR_DETAIL_X86_TARGETS
CNR_DETAIL_BEGIN_AVX2
namespace avx2 {
#define CNR_DETAIL_SHORT_VECTORS avx2
#include CNR_DETAIL_TARGET_INCLUDE
#undef CNR_DETAIL_SHORT_VECTORS
}  // namespace avx2
CNR_DETAIL_END_TARGET
#endif

#if CNR_DETAIL_AVX512_TARGETS
CNR_DETAIL_BEGIN_AVX512
namespace avx512 {
#define CNR_DETAIL_SHORT_VECTORS avx2
#include CNR_DETAIL_TARGET_INCLUDE
#undef CNR_DETAIL_SHORT_VECTORS
}  // namespace avx512
CNR_DETAIL_END_TARGET
#endif

#if CNR_DETAIL_AVX512VBMI_TARGET && defined(CNR_DETAIL_VBMI_INCLUDE)
CNR_DETAIL_BEGIN_AVX512VBMI
namespace avx512vbmi {
#define CNR_DETAIL_SHORT_VECTORS avx2
#include CNR_DETAIL_VBMI_INCLUDE
#undef CNR_DETAIL_SHORT_VECTORS
}  // namespace avx512vbmi
CNR_DETAIL_END_TARGET
#endif

#if CNR_DETAIL_NEON_TARGET
namespace neon {
#define CNR_DETAIL_SHORT_VECTORS neon
#include CNR_DETAIL_TARGET_INCLUDE
#undef CNR_DETAIL_SHORT_VECTORS
}  // namespace neon
#endif

CNR_DETAIL_KERNELS_END
