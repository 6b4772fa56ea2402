// SPDX-License-Identifier: MIT
//
// Calls the parts of a program that leave out different targets. Each has the targets of the one that leaves out none,
// except those that its macro names; runs on the best of them; and computes the same. The linker keeps one copy of each
// function that parts share, so that a part would run on a target that it leaves out if its functions had the names of
// another part's.

#include "left_out.hpp"

#include <crop_and_resize/target.hpp>

#include <cstdint>
#include <cstdio>

checks::part_targets none();
checks::part_targets no_simd();
#if defined(CHECK_X86)
checks::part_targets no_avx2();
checks::part_targets no_avx512();
checks::part_targets no_avx512vbmi();
#else
checks::part_targets no_neon();
#endif

namespace {

constexpr std::uint32_t bit(cnr::target on) { return std::uint32_t{1} << static_cast<unsigned>(on); }

/// The best target that a part has and that is not above `limit`.
int best(std::uint32_t compiled, int limit) {
  while (limit > 0 && (compiled >> static_cast<unsigned>(limit) & 1U) == 0) --limit;
  return limit;
}

bool agrees(const char* name, const checks::part_targets& all, const checks::part_targets& part,
            std::uint32_t left_out) {
  const std::uint32_t expected = all.compiled & ~left_out;
  const int expected_active = best(expected, all.active);
  std::printf("%s: targets %x, expected %x; runs on %d, expected %d; crops %016llx\n", name, part.compiled, expected,
              part.active, expected_active, static_cast<unsigned long long>(part.crops));
  return part.compiled == expected && part.active == expected_active && part.crops == all.crops;
}

}  // namespace

int main() {
  const checks::part_targets all = none();
  bool all_agree = agrees("none", all, all, 0);
  all_agree = agrees("no_simd", all, no_simd(), ~bit(cnr::target::scalar)) && all_agree;
#if defined(CHECK_X86)
  constexpr std::uint32_t vbmi = bit(cnr::target::avx512vbmi);
  constexpr std::uint32_t avx512 = bit(cnr::target::avx512) | vbmi;
  all_agree = agrees("no_avx2", all, no_avx2(), bit(cnr::target::avx2)) && all_agree;
  all_agree = agrees("no_avx512", all, no_avx512(), avx512) && all_agree;
  all_agree = agrees("no_avx512vbmi", all, no_avx512vbmi(), vbmi) && all_agree;
#else
  all_agree = agrees("no_neon", all, no_neon(), bit(cnr::target::neon)) && all_agree;
#endif
  if (!all_agree) std::puts("the parts disagree");
  return all_agree ? 0 : 1;
}
