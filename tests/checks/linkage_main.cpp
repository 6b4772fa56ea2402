// SPDX-License-Identifier: MIT
//
// Calls the parts of a program that were built with different flags and compares what they computed. That they link is
// half of the check. A linker keeps one copy of each function that they share, so a part may run code of another.

#include <cstdint>
#include <cstdio>

std::uint64_t debug();
std::uint64_t optimised();
#if defined(CHECK_AVX2)
std::uint64_t avx2();
std::uint64_t avx2_debug();
#endif

namespace {

bool agrees(const char* name, std::uint64_t expected, std::uint64_t actual) {
  std::printf("%s: %016llx\n", name, static_cast<unsigned long long>(actual));
  return actual == expected;
}

}  // namespace

int main() {
  const std::uint64_t expected = debug();
  bool all_agree = agrees("debug", expected, expected);
  all_agree = agrees("optimised", expected, optimised()) && all_agree;
#if defined(CHECK_AVX2)
  if (__builtin_cpu_supports("avx2")) {
    all_agree = agrees("avx2", expected, avx2()) && all_agree;
    all_agree = agrees("avx2_debug", expected, avx2_debug()) && all_agree;
  }
#endif
  if (!all_agree) std::puts("the parts disagree");
  return all_agree ? 0 : 1;
}
