// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The features of this processor that targets need, read with the cpuid instruction. The builtins of compilers do not
// know all of them: Clang 14 has no name for F16C.

#ifndef CROP_AND_RESIZE_DETAIL_BASE_CPU_HPP
#define CROP_AND_RESIZE_DETAIL_BASE_CPU_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <cstdint>

CNR_DETAIL_NAMESPACE_BEGIN

/// The features that targets need, one bit each. cpu_avx2 stands for AVX2, cpu_avx512 for F, BW, VL and DQ together.
/// Both are reported only if the processor also has F16C.
enum cpu_feature : unsigned { cpu_avx2 = 1U, cpu_avx512 = 2U, cpu_vbmi = 4U, cpu_neon = 8U };

#if CNR_DETAIL_X86_TARGETS

struct cpuid_registers {
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
};

/// The registers that cpuid returns for a leaf; all zero if the processor does not have the leaf. (Clang's <cpuid.h>
/// does not compile with -masm=intel.)
inline cpuid_registers cpuid(unsigned leaf) noexcept {
  cpuid_registers r;
  __asm__("cpuid" : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx) : "0"(0), "2"(0));
  if (r.eax < leaf) return {};
  __asm__("cpuid" : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx) : "0"(leaf), "2"(0));
  return r;
}

/// The register states that the operating system saves and restores.
inline std::uint64_t saved_states() noexcept {
  unsigned low = 0;
  unsigned high = 0;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (std::uint64_t{high} << 32U) | low;
}

constexpr bool has_all(std::uint64_t present, std::uint64_t wanted) noexcept { return (present & wanted) == wanted; }

/// The features of this processor that the operating system lets programs use.
inline unsigned cpu_features() noexcept {
  // Bits of leaf 1's ecx, of leaf 7's ebx and ecx, and of the register states.
  constexpr unsigned osxsave = 1U << 27U;
  constexpr unsigned avx_and_f16c = (1U << 28U) | (1U << 29U);
  constexpr unsigned avx2 = 1U << 5U;
  constexpr unsigned avx512_f_dq_bw_vl = (1U << 16U) | (1U << 17U) | (1U << 30U) | (1U << 31U);
  constexpr unsigned vbmi = 1U << 1U;
  constexpr std::uint64_t xmm_and_ymm = 0x06;
  constexpr std::uint64_t mask_and_zmm = 0xe0;
  if (!has_all(cpuid(1).ecx, osxsave | avx_and_f16c)) return 0;
  const std::uint64_t states = saved_states();
  const cpuid_registers extended = cpuid(7);
  unsigned features = 0;
  if (has_all(states, xmm_and_ymm) && has_all(extended.ebx, avx2)) features |= cpu_avx2;
  if (has_all(states, mask_and_zmm) && has_all(extended.ebx, avx512_f_dq_bw_vl)) features |= cpu_avx512;
  if (has_all(extended.ecx, vbmi)) features |= cpu_vbmi;
  return features;
}

#elif CNR_DETAIL_NEON_TARGET

/// The compiler was told that the processor has NEON.
inline unsigned cpu_features() noexcept { return cpu_neon; }

#else

inline unsigned cpu_features() noexcept { return 0; }

#endif

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_BASE_CPU_HPP
