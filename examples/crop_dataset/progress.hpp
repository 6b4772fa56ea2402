// SPDX-License-Identifier: MIT
//
// The line on standard error that tells how the work proceeds.

#ifndef CROP_DATASET_PROGRESS_HPP
#define CROP_DATASET_PROGRESS_HPP

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>

namespace crop_dataset {

/// Counts images. On a terminal, the line is written over itself each second, elsewhere a new one every ten seconds.
/// Its functions may be called from several threads at once.
class progress {
 public:
  /// @param is_quiet whether nothing is written
  /// @param total    the number of shards
  /// @param done     counts the shards that are done, by any process
  progress(bool is_quiet, std::size_t total, std::function<std::size_t()> done);
  progress(const progress&) = delete;
  progress(progress&&) = delete;
  progress& operator=(const progress&) = delete;
  progress& operator=(progress&&) = delete;

  /// Leaves the line for what is written next.
  ~progress();

  void count_image();

 private:
  using clock = std::chrono::steady_clock;

  void write_line(clock::time_point now);

  const bool is_quiet_;
  const bool is_terminal_;
  const std::size_t total_;
  const std::function<std::size_t()> done_;
  const std::size_t done_before_;
  const clock::time_point start_ = clock::now();
  std::atomic<std::size_t> images_{0};
  std::mutex mutex_;
  clock::time_point last_ = start_;
  bool has_line_ = false;
};

}  // namespace crop_dataset

#endif  // CROP_DATASET_PROGRESS_HPP
