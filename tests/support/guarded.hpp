// SPDX-License-Identifier: MIT
//
// Memory between pages that may not be touched: a read or write of one byte beyond either end ends the process.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_GUARDED_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_GUARDED_HPP

#if defined(_WIN32)
#if !defined(NOMINMAX)
#define NOMINMAX
#endif
#include <windows.h>
#else
#include <sys/mman.h>
#include <unistd.h>
#endif

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
    const std::size_t page = page_size();
    const std::size_t bytes = count * sizeof(T);
    const std::size_t pages = (bytes + page - 1) / page + 2;
    size_ = pages * page;
    base_ = reserve(size_);
    if (pages > 2 && !make_accessible(base_ + page, size_ - 2 * page)) {
      release();
      throw std::bad_alloc();
    }
    unsigned char* const first = side == flush::with_start ? base_ + page : base_ + size_ - page - bytes;
    data_ = reinterpret_cast<T*>(first);
  }
  ~guarded() { release(); }
  guarded(const guarded&) = delete;
  guarded& operator=(const guarded&) = delete;

  T* data() { return data_; }
  T* begin() { return data_; }
  T* end() { return data_ + count_; }

 private:
#if defined(_WIN32)
  static std::size_t page_size() {
    SYSTEM_INFO system{};
    GetSystemInfo(&system);
    return system.dwPageSize;
  }
  static unsigned char* reserve(std::size_t size) {
    void* const all = VirtualAlloc(nullptr, size, MEM_RESERVE, PAGE_NOACCESS);
    if (all == nullptr) throw std::bad_alloc();
    return static_cast<unsigned char*>(all);
  }
  static bool make_accessible(unsigned char* first, std::size_t size) {
    return VirtualAlloc(first, size, MEM_COMMIT, PAGE_READWRITE) != nullptr;
  }
  void release() { VirtualFree(base_, 0, MEM_RELEASE); }
#else
  static std::size_t page_size() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }
  static unsigned char* reserve(std::size_t size) {
    void* const all = mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) throw std::bad_alloc();
    return static_cast<unsigned char*>(all);
  }
  static bool make_accessible(unsigned char* first, std::size_t size) {
    return mprotect(first, size, PROT_READ | PROT_WRITE) == 0;
  }
  void release() { munmap(base_, size_); }
#endif

  std::size_t count_;
  std::size_t size_;
  unsigned char* base_;
  T* data_;
};

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_GUARDED_HPP
