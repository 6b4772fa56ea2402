// SPDX-License-Identifier: MIT
//
// Executors for tests.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_EXECUTORS_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_EXECUTORS_HPP

#include "support/elements.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

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

/// Cuts the items at random places, where there may be nothing between two cuts, and has threads of its own take the
/// ranges in random order. May be called from several threads at once.
class splitting_executor {
 public:
  splitting_executor(std::size_t threads, std::uint64_t seed) : threads_(threads), seed_(seed) {}

  template <class Body>
  void operator()(std::ptrdiff_t count, double /*cost*/, const Body& body) const {
    random_engine random(seed_++);
    std::vector<std::ptrdiff_t> cuts{0, count};
    while (cuts.size() < 3 * threads_ + 2) cuts.push_back(pick(random, 0, count));
    std::sort(cuts.begin(), cuts.end());
    std::vector<std::size_t> order(cuts.size() - 1);
    for (std::size_t range = 0; range < order.size(); ++range) order[range] = range;
    std::shuffle(order.begin(), order.end(), random);

    std::atomic<std::size_t> next{0};
    const auto work = [&] {
      for (std::size_t i = next++; i < order.size(); i = next++) body(cuts[order[i]], cuts[order[i] + 1]);
    };
    std::vector<std::thread> team;
    while (team.size() < threads_) team.emplace_back(work);
    for (std::thread& thread : team) thread.join();
  }

 private:
  std::size_t threads_;
  mutable std::atomic<std::uint64_t> seed_;  // of the next call
};

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_EXECUTORS_HPP
