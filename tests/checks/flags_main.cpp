// SPDX-License-Identifier: MIT
//
// A program all of which is built with flags that other people use: linkage_part.cpp, as CHECK_PART, must compute what
// it does everywhere. The hash is that of any compiler on any platform; where the part is changed, this prints the new
// one.

#include <cstdint>
#include <cstdio>

std::uint64_t CHECK_PART();

int main() {
  constexpr std::uint64_t expected = 0x11cae2d76d4c4a55;
  const std::uint64_t actual = CHECK_PART();
  std::printf("%016llx, expected %016llx\n", static_cast<unsigned long long>(actual),
              static_cast<unsigned long long>(expected));
  return actual == expected ? 0 : 1;
}
