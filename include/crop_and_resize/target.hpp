// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Targets: the instruction sets that the loops are written for. The best one that the processor has is chosen at run
// time, whatever the compiler's flags. The environment variable CNR_TARGET caps the choice.

#ifndef CROP_AND_RESIZE_TARGET_HPP
#define CROP_AND_RESIZE_TARGET_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/cpu.hpp>
#include <crop_and_resize/detail/simd/targets.hpp>

#include <atomic>
#include <cstddef>
#include <cstdlib>

namespace cnr {
inline namespace v0 {

/// The name of a target, as CNR_TARGET spells it. "unknown" for a value that is no enumerator.
CNR_DETAIL_ALWAYS_INLINE constexpr const char* to_string(target value) noexcept {
  constexpr std::size_t count = sizeof(detail::target_names) / sizeof(detail::target_names[0]);
  const auto index = static_cast<std::size_t>(value);
  return index < count ? &detail::target_names[index][0] : "unknown";
}

}  // namespace v0
}  // namespace cnr

CNR_DETAIL_NAMESPACE_BEGIN

// Written out so that a call needs no function from outside the library but getenv.
constexpr bool is_same_text(const char* a, const char* b) noexcept {
  while (*a != 0 && *a == *b) {
    ++a;
    ++b;
  }
  return *a == *b;
}

/// The number of the target of that name, or of all targets for null and for a name of no target.
inline int index_of_target(const char* name) noexcept {
  int index = 0;
  for (const auto& each : target_names) {
    if (name != nullptr && is_same_text(name, &each[0])) break;
    ++index;
  }
  return index;
}

/// The best of `targets` that this processor has and that is not above the one that `cap` names. Null or an unknown
/// name caps nothing.
template <class... Tags>
target choose_target(const char* cap, target_list<Tags...> /*targets*/) noexcept {
  const unsigned present = cpu_features();
  const int limit = index_of_target(cap);
  target best = target::scalar;
  const auto consider = [&](target id, unsigned features) noexcept {
    if (static_cast<int>(id) <= limit && (features & ~present) == 0) best = id;
  };
  (consider(Tags::id, Tags::features), ...);
  return best;
}

inline target choose_target(const char* cap) noexcept { return detail::choose_target(cap, compiled_targets{}); }

// Not a function's static variable, which a lock guards. Threads that come at the same time find the same target.
inline std::atomic<int> cached_target{-1};  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

/// See cnr::active_target.
inline target find_target() noexcept {
  const int cached = cached_target.load(std::memory_order_relaxed);
  if (cached >= 0) return static_cast<target>(cached);
  const target chosen = choose_target(std::getenv("CNR_TARGET"));
  cached_target.store(static_cast<int>(chosen), std::memory_order_relaxed);
  return chosen;
}

CNR_DETAIL_NAMESPACE_END

namespace cnr {
inline namespace v0 {

/// The target that calls run on: the best target of the processor that is not above the one that the environment
/// variable CNR_TARGET names. The variable is read once; a name of no target caps nothing. Allocates nothing. Any
/// thread may call it. Always scalar in users' builds that define CNR_NO_SIMD, never a target that another macro
/// leaves out (benchmarks/README.md lists these). (Tests may add the emulated target.)
CNR_DETAIL_ALWAYS_INLINE target active_target() noexcept { return detail::find_target(); }

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_TARGET_HPP
