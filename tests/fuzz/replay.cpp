// SPDX-License-Identifier: MIT
//
// usage: cnr_fuzz_NAME RUNS FOLDER...
// In libFuzzer's place, where its library cannot be linked to: it brings functions of the standard library that
// MemorySanitizer does not see. Runs the inputs in the folders, and then as many as asked that are made of these: two
// of them cut and joined, with a few bytes changed. The same in every run.

#include "fuzz/one_input.hpp"

#include <dirent.h>
#include <fcntl.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

namespace {

using input = std::vector<std::uint8_t>;

/// By functions of C alone: what is inside of the C++ library is not seen to write.
input read_file(DIR* folder, const char* name) {
  input contents;
  const int descriptor = ::dirfd(folder);
  if (descriptor < 0) return contents;
  const int number = ::openat(descriptor, name, O_RDONLY);
  std::FILE* const file = number < 0 ? nullptr : ::fdopen(number, "rb");
  if (file == nullptr) return contents;
  for (int byte = std::fgetc(file); byte != EOF; byte = std::fgetc(file)) {
    contents.push_back(static_cast<std::uint8_t>(byte));
  }
  (void)std::fclose(file);
  return contents;
}

std::vector<input> read_inputs(int count, char** folders) {
  std::vector<input> inputs(1);
  for (int i = 0; i < count; ++i) {
    DIR* const folder = ::opendir(folders[i]);
    if (folder == nullptr) continue;
    while (const dirent* const entry = ::readdir(folder)) {
      if (entry->d_name[0] != '.') inputs.push_back(read_file(folder, entry->d_name));
    }
    (void)::closedir(folder);
  }
  return inputs;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::puts("usage: cnr_fuzz_NAME RUNS FOLDER...");
    return 2;
  }
  const std::vector<input> inputs = read_inputs(argc - 2, argv + 2);
  for (const input& each : inputs) LLVMFuzzerTestOneInput(each.data(), each.size());
  std::mt19937_64 random;
  const auto below = [&random](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  for (long run = std::strtol(argv[1], nullptr, 10); run > 0; --run) {
    const input& first = inputs[below(inputs.size())];
    const input& second = inputs[below(inputs.size())];
    input made(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(below(first.size() + 1)));
    made.insert(made.end(), second.begin() + static_cast<std::ptrdiff_t>(below(second.size() + 1)), second.end());
    for (std::size_t changes = below(4); changes > 0 && !made.empty(); --changes) {
      made[below(made.size())] = static_cast<std::uint8_t>(random());
    }
    LLVMFuzzerTestOneInput(made.data(), made.size());
  }
  std::printf("%zu inputs, and %s made of them\n", inputs.size(), argv[1]);
  return 0;
}
