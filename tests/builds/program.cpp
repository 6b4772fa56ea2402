// SPDX-License-Identifier: MIT
//
// The program of ../builds.sh: prints the hashes of its one or two parts, one a line.

#include <cstdint>
#include <cstdio>

namespace first {
std::uint64_t hash();
}
namespace second {
std::uint64_t hash();
}

int main() {
  std::printf("%016llx\n", static_cast<unsigned long long>(first::hash()));
#if defined(BUILD_TWO_PARTS)
  std::printf("%016llx\n", static_cast<unsigned long long>(second::hash()));
#endif
}
