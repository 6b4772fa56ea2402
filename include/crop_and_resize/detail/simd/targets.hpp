// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The list of targets: the instruction sets that the vector kernels are written for, and the scalar loops. Which of
// them are compiled in is said in base/config.hpp, what the processor has in base/cpu.hpp.
// detail/README.md lists what a new target needs.

#ifndef CROP_AND_RESIZE_DETAIL_SIMD_TARGETS_HPP
#define CROP_AND_RESIZE_DETAIL_SIMD_TARGETS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/cpu.hpp>

#include <cstddef>

namespace cnr {
inline namespace v0 {

/// The loops that a call can run on, from the plainest to the most capable: scalar, which every processor has, avx2
/// (with F16C), avx512 (F, BW, VL and DQ), avx512vbmi, neon (AArch64).
enum class target {
  scalar,
#if CNR_DETAIL_EMULATED_TARGET
  emulated,
#endif
  avx2,
  avx512,
  avx512vbmi,
  neon
};

}  // namespace v0
}  // namespace cnr

CNR_DETAIL_NAMESPACE_BEGIN

/// The names of the targets, in the order of the enumerators.
inline constexpr char target_names[][12] = {
    "scalar",
#if CNR_DETAIL_EMULATED_TARGET
    "emulated",
#endif
    "avx2",     "avx512", "avx512vbmi", "neon",
};

/// What a target is, for overloads and for dispatch.
/// @tparam Needed  features of the processor that the target needs
template <target Id, unsigned Needed>
struct target_tag {
  static constexpr target id = Id;
  static constexpr unsigned features = Needed;
};

// One namespace for each target: its vocabulary and its kernels are in it. A tag that derives from another target's has
// all kernels of that one except those that its own namespace brings.
namespace scalar {
struct tag : target_tag<target::scalar, 0> {};
}  // namespace scalar
namespace emulated {
#if CNR_DETAIL_EMULATED_TARGET
struct tag : target_tag<target::emulated, 0> {};
#endif
}  // namespace emulated
namespace avx2 {
struct tag : target_tag<target::avx2, cpu_avx2> {};
}  // namespace avx2
namespace avx512 {
struct tag : target_tag<target::avx512, cpu_avx2 | cpu_avx512> {};
}  // namespace avx512
namespace avx512vbmi {
struct tag : avx512::tag {
  static constexpr target id = target::avx512vbmi;
  static constexpr unsigned features = cpu_avx2 | cpu_avx512 | cpu_vbmi;
};
}  // namespace avx512vbmi
namespace neon {
struct tag : target_tag<target::neon, cpu_neon> {};
}  // namespace neon

template <class... Tags>
struct target_list {};

/// The targets that are compiled in, from the plainest to the most capable.
using compiled_targets = target_list<scalar::tag
#if CNR_DETAIL_EMULATED_TARGET
                                     ,
                                     emulated::tag
#endif
#if CNR_DETAIL_AVX2_TARGET
                                     ,
                                     avx2::tag
#endif
#if CNR_DETAIL_AVX512_TARGETS
                                     ,
                                     avx512::tag
#endif
#if CNR_DETAIL_AVX512VBMI_TARGET
                                     ,
                                     avx512vbmi::tag
#endif
#if CNR_DETAIL_NEON_TARGET
                                     ,
                                     neon::tag
#endif
                                     >;

template <class... Tags>
constexpr bool contains(target_list<Tags...> /*targets*/, target wanted) noexcept {
  return ((Tags::id == wanted) || ...);
}

/// Floats in a vector of AVX2 and of AVX-512.
constexpr std::ptrdiff_t avx2_width = 8;
constexpr std::ptrdiff_t avx512_width = 16;

/// The target for pixels of so many channels, `least` of them or more: AVX2 where they fill no vector of AVX-512.
CNR_DETAIL_ALWAYS_INLINE constexpr target with_short_vectors(target on, std::ptrdiff_t channels,
                                                             std::ptrdiff_t least = avx2_width) noexcept {
  constexpr bool has_short = contains(compiled_targets{}, target::avx2);
  const bool is_wide = has_short && (on == target::avx512 || on == target::avx512vbmi);
  return is_wide && channels >= least && channels < avx512_width ? target::avx2 : on;
}

/// Calls `function` with the tag of target `on`. Does nothing where that target is not in the list.
template <class... Tags, class Function>
CNR_DETAIL_ALWAYS_INLINE void dispatch(target on, target_list<Tags...> /*targets*/, const Function& function) noexcept {
  static_cast<void>(((on == Tags::id && (function(Tags{}), true)) || ...));
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_SIMD_TARGETS_HPP
