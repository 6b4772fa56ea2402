// SPDX-License-Identifier: MIT
//
// Executors for tests.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_EXECUTORS_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_EXECUTORS_HPP

#include "support/elements.hpp"

#include <cstddef>

namespace support {

/// Cuts the items into random ranges, empty ones among them, and runs these from last to first. It cannot be copied.
class shuffling_executor {
 public:
  explicit shuffling_executor(random_engine& random) : random_(random) {}
  shuffling_executor(const shuffling_executor&) = delete;
  shuffling_executor& operator=(const shuffling_executor&) = delete;

  template <class Body>
  void operator()(std::ptrdiff_t count, double cost, Body body) {
    EXPECT_GT(count, 0);
    EXPECT_GT(cost, 0);
    std::ptrdiff_t end = count;
    while (end > 0) {
      const std::ptrdiff_t begin = pick(random_, 0, end);
      const Body copy = body;
      copy(begin, end);
      end = begin;
    }
    body(std::ptrdiff_t{0}, std::ptrdiff_t{0});
  }

 private:
  random_engine& random_;
};

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_EXECUTORS_HPP
