// SPDX-License-Identifier: MIT
//
// One condition for all changes: tasks take milliseconds, so that it hardly matters who wakes up in vain.

#include "worker_pool.hpp"

#include "../shared/failure.hpp"

#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace crop_dataset {

worker_pool::worker_pool(std::size_t threads, std::size_t room) : room_(room) {
  threads_.reserve(threads);
  try {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  } catch (const std::system_error& error) {
    const std::string reached = std::to_string(threads_.size() + 1) + " of " + std::to_string(threads);
    end_threads();
    throw pictures::failure("cannot start thread " + reached + ": " + error.code().message());
  }
}

worker_pool::~worker_pool() { end_threads(); }

void worker_pool::end_threads() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_closing_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void worker_pool::add(std::function<void()> task) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return failure_ || waiting_.size() < room_; });
  rethrow_failure();
  waiting_.push_back(std::move(task));
  lock.unlock();
  changed_.notify_all();
}

void worker_pool::finish() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return failure_ || (waiting_.empty() && running_ == 0); });
  rethrow_failure();
}

void worker_pool::rethrow_failure() {
  if (failure_) std::rethrow_exception(failure_);
}

void worker_pool::work() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return is_closing_ || !waiting_.empty(); });
    if (is_closing_) return;
    std::function<void()> task = std::move(waiting_.front());
    waiting_.pop_front();
    ++running_;
    lock.unlock();
    changed_.notify_all();
    std::exception_ptr thrown;
    try {
      task();
      task = nullptr;
    } catch (...) {
      thrown = std::current_exception();
    }
    lock.lock();
    --running_;
    if (thrown && !failure_) {
      failure_ = thrown;
      waiting_.clear();
    }
    changed_.notify_all();
  }
}

}  // namespace crop_dataset
