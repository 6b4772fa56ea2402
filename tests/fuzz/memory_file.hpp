// SPDX-License-Identifier: MIT
//
// A file that is nowhere on a disk, for functions that take the path of one.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_MEMORY_FILE_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_MEMORY_FILE_HPP

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <string>

namespace fuzz {

class memory_file {
 public:
  memory_file(const void* data, std::size_t size) : number_(::memfd_create("fuzzed", MFD_CLOEXEC)) {
    const auto* const bytes = static_cast<const char*>(data);
    for (std::size_t done = 0; done < size;) {
      const ::ssize_t count = ::write(number_, bytes + done, size - done);
      if (count <= 0) std::abort();
      done += static_cast<std::size_t>(count);
    }
  }
  memory_file(const memory_file&) = delete;
  memory_file& operator=(const memory_file&) = delete;
  ~memory_file() { ::close(number_); }

  std::string path() const { return "/proc/self/fd/" + std::to_string(number_); }

 private:
  int number_;
};

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_MEMORY_FILE_HPP
