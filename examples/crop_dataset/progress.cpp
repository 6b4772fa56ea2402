// SPDX-License-Identifier: MIT
//
// Written by whichever thread finishes an image when it is time.

#include "progress.hpp"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <mutex>
#include <utility>

namespace crop_dataset {

progress::progress(bool is_quiet, std::size_t total, std::function<std::size_t()> done)
    : is_quiet_(is_quiet),
      is_terminal_(isatty(STDERR_FILENO) == 1),
      total_(total),
      done_(std::move(done)),
      done_before_(is_quiet ? 0 : done_()) {}

progress::~progress() {
  if (has_line_ && is_terminal_) (void)std::fputs("\n", stderr);
}

void progress::count_image() {
  images_.fetch_add(1, std::memory_order_relaxed);
  if (is_quiet_) return;
  const std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
  const clock::time_point now = clock::now();
  if (!lock || now - last_ < std::chrono::seconds(is_terminal_ ? 1 : 10)) return;
  last_ = now;
  write_line(now);
}

void progress::write_line(clock::time_point now) {
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const std::size_t done = done_();
  (void)std::fprintf(stderr, "%scrop_dataset: %zu of %zu shards, %.0f images a second", is_terminal_ ? "\r" : "", done,
                     total_, static_cast<double>(images_.load(std::memory_order_relaxed)) / seconds);
  if (done > done_before_) {
    const double left = seconds * static_cast<double>(total_ - done) / static_cast<double>(done - done_before_);
    const auto minutes = static_cast<long>(left / 60);
    (void)std::fprintf(stderr, ", %ld:%02ld:%02ld left", minutes / 60, minutes % 60, static_cast<long>(left) % 60);
  }
  (void)std::fputs(is_terminal_ ? "  " : "\n", stderr);
  (void)std::fflush(stderr);
  has_line_ = true;
}

}  // namespace crop_dataset
