// SPDX-License-Identifier: MIT
//
// Threads that carry out tasks in the order in which they are added.

#ifndef CROP_DATASET_WORKER_POOL_HPP
#define CROP_DATASET_WORKER_POOL_HPP

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace crop_dataset {

/// After a task has thrown, no other one begins, and the exception comes out of add or finish.
class worker_pool {
 public:
  /// @param room how many tasks may wait for a thread
  /// @throws failure if the system has no more threads
  worker_pool(std::size_t threads, std::size_t room);
  worker_pool(const worker_pool&) = delete;
  worker_pool(worker_pool&&) = delete;
  worker_pool& operator=(const worker_pool&) = delete;
  worker_pool& operator=(worker_pool&&) = delete;

  /// Waits for tasks that have begun, and drops the others.
  ~worker_pool();

  /// Waits for room.
  void add(std::function<void()> task);

  /// Waits until all tasks are done.
  void finish();

 private:
  void work();
  /// Waits for tasks that have begun, and drops the others.
  void end_threads();
  void rethrow_failure();

  const std::size_t room_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  std::size_t running_ = 0;
  std::exception_ptr failure_;
  bool is_closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace crop_dataset

#endif  // CROP_DATASET_WORKER_POOL_HPP
