// SPDX-License-Identifier: MIT
//
// What this processor can do, asked of the processor itself: compilers' own questions differ in which features they
// know.

#ifndef CROP_AND_RESIZE_DETAIL_CPU_HPP
#define CROP_AND_RESIZE_DETAIL_CPU_HPP

#include <crop_and_resize/detail/config.hpp>

#include <cstdint>

#if CNR_DETAIL_X86_TARGETS
#include <cpuid.h>
#endif

namespace cnr {
inline namespace v0 {
namespace detail {
inline namespace CNR_DETAIL_BASELINE {

#if CNR_DETAIL_X86_TARGETS

struct cpuid_registers {
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
};

/// All zero where the processor does not know the leaf.
inline cpuid_registers cpuid(unsigned leaf) noexcept {
  cpuid_registers r;
  __get_cpuid_count(leaf, 0, &r.eax, &r.ebx, &r.ecx, &r.edx);
  return r;
}

/// The register states that the operating system saves and restores.
inline std::uint64_t saved_states() noexcept {
  unsigned low = 0;
  unsigned high = 0;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (std::uint64_t{high} << 32U) | low;
}

inline bool cpu_has_avx2() noexcept {
  // Bits of ecx in leaf 1, and of ebx in leaf 7.
  constexpr unsigned osxsave = 1U << 27U;
  constexpr unsigned avx = 1U << 28U;
  constexpr unsigned f16c = 1U << 29U;
  constexpr unsigned avx2 = 1U << 5U;
  constexpr std::uint64_t xmm_and_ymm = 6;
  constexpr unsigned wanted = f16c | avx | osxsave;
  return (cpuid(1).ecx & wanted) == wanted && (saved_states() & xmm_and_ymm) == xmm_and_ymm &&
         (cpuid(7).ebx & avx2) != 0;
}

#else

inline bool cpu_has_avx2() noexcept { return false; }

#endif

}  // namespace CNR_DETAIL_BASELINE
}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_CPU_HPP
