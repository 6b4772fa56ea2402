// SPDX-License-Identifier: MIT
//
// Memory between pages that may not be touched: a read or write of one byte beyond either end ends the process.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_GUARDED_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_GUARDED_HPP

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <new>
#include <type_traits>

namespace support {

enum class flush { with_start, with_end };

/// `count` elements, of which the first or the last is next to a guard page. Zeroed.
template <class T>
class guarded {
 public:
  static_assert(std::is_trivially_copyable<T>::value, "elements begin to live by being zeroed");

  guarded(std::size_t count, flush side) : count_(count) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t bytes = count * sizeof(T);
    const std::size_t pages = (bytes + page - 1) / page + 2;
    size_ = pages * page;
    void* const all = mmap(nullptr, size_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) throw std::bad_alloc();
    base_ = static_cast<unsigned char*>(all);
    if (pages > 2 && mprotect(base_ + page, size_ - 2 * page, PROT_READ | PROT_WRITE) != 0) {
      munmap(base_, size_);
      throw std::bad_alloc();
    }
    unsigned char* const first = side == flush::with_start ? base_ + page : base_ + size_ - page - bytes;
    data_ = reinterpret_cast<T*>(first);
  }
  ~guarded() { munmap(base_, size_); }
  guarded(const guarded&) = delete;
  guarded& operator=(const guarded&) = delete;

  T* data() { return data_; }
  T* begin() { return data_; }
  T* end() { return data_ + count_; }

 private:
  std::size_t count_;
  std::size_t size_;
  unsigned char* base_;
  T* data_;
};

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_GUARDED_HPP
