// SPDX-License-Identifier: MIT
//
// An executor of threads.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_THREAD_EXECUTOR_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_THREAD_EXECUTOR_HPP

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace support {

/// New threads for each call, which fetch the items one by one, in no particular order.
class thread_executor {
 public:
  explicit thread_executor(std::ptrdiff_t threads) : threads_(threads) {}

  template <class Body>
  void operator()(std::ptrdiff_t count, double /*cost*/, const Body& body) const {
    std::atomic<std::ptrdiff_t> next{0};
    const auto work = [&] {
      for (std::ptrdiff_t item = next++; item < count; item = next++) body(item, item + 1);
    };
    std::vector<std::thread> others;
    for (std::ptrdiff_t i = 1; i < threads_; ++i) others.emplace_back(work);
    work();
    for (std::thread& other : others) other.join();
  }

 private:
  std::ptrdiff_t threads_;
};

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_THREAD_EXECUTOR_HPP
