// SPDX-License-Identifier: MIT
//
// Targets: the instruction sets that the loops are written for. The best one that the processor has is chosen at run
// time, whatever the compiler's flags; the environment variable CNR_TARGET caps the choice.

#ifndef CROP_AND_RESIZE_TARGET_HPP
#define CROP_AND_RESIZE_TARGET_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/cpu.hpp>
#include <crop_and_resize/detail/simd/targets.hpp>

#include <atomic>
#include <cstdlib>

namespace cnr {
inline namespace v0 {

/// scalar, which every processor has, and from the plainest to the most capable: avx2 (with F16C), avx512 (F, BW, VL
/// and DQ), avx512vbmi, neon (AArch64).
enum class target {
  scalar,
#define CNR_DETAIL_ENUMERATOR(name, is_compiled, features) name,
  CNR_DETAIL_VECTOR_TARGETS(CNR_DETAIL_ENUMERATOR)
#undef CNR_DETAIL_ENUMERATOR
};

/// The target's name, as CNR_TARGET spells it.
CNR_DETAIL_ALWAYS_INLINE constexpr const char* to_string(target value) noexcept {
  switch (value) {
    case target::scalar:
      return "scalar";
#define CNR_DETAIL_NAME(name, is_compiled, features) \
  case target::name:                                 \
    return #name;
      CNR_DETAIL_VECTOR_TARGETS(CNR_DETAIL_NAME)
#undef CNR_DETAIL_NAME
  }
  return "unknown";
}

namespace detail {
inline namespace CNR_DETAIL_BASELINE {

struct target_requirements {
  target name;
  bool is_compiled;
  unsigned features;
};

inline constexpr target_requirements all_targets[] = {{target::scalar, true, 0},
#define CNR_DETAIL_REQUIREMENTS(name, is_compiled, features) {target::name, (is_compiled) != 0, (features)},
                                                      CNR_DETAIL_VECTOR_TARGETS(CNR_DETAIL_REQUIREMENTS)
#undef CNR_DETAIL_REQUIREMENTS
};

// Spelled out so that calls need no function from outside but getenv.
constexpr bool is_same_text(const char* a, const char* b) noexcept {
  while (*a != 0 && *a == *b) {
    ++a;
    ++b;
  }
  return *a == *b;
}

/// The best target of this processor that is not above the one that `cap` names. Null or an unknown name caps nothing.
inline target choose_target(const char* cap) noexcept {
  const unsigned present = cpu_features();
  target best = target::scalar;
  for (const target_requirements& each : all_targets) {
    if (each.is_compiled && (each.features & ~present) == 0) best = each.name;
    if (cap != nullptr && is_same_text(cap, to_string(each.name))) break;
  }
  return best;
}

// Not a function's static variable: those are guarded by a lock. Threads that come at once all find the same target.
inline std::atomic<int> cached_target{-1};  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

/// See cnr::active_target.
inline target find_target() noexcept {
  const int cached = cached_target.load(std::memory_order_relaxed);
  if (cached >= 0) return static_cast<target>(cached);
  const target chosen = choose_target(std::getenv("CNR_TARGET"));
  cached_target.store(static_cast<int>(chosen), std::memory_order_relaxed);
  return chosen;
}

}  // namespace CNR_DETAIL_BASELINE
}  // namespace detail

/// The target that calls run on: the best of the processor that is not above the one that the environment variable
/// CNR_TARGET names, which is read once (a name that is none of to_string's caps nothing). Does not allocate; safe from
/// any thread. scalar where CNR_NO_SIMD is defined.
CNR_DETAIL_ALWAYS_INLINE target active_target() noexcept { return detail::find_target(); }

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_TARGET_HPP
