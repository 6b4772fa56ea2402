// SPDX-License-Identifier: MIT
//
// The executor over Eigen's thread pool.

#define EIGEN_USE_THREADS

#include "support/executor_suite.hpp"

#include <crop_and_resize/adaptor/eigen_thread_pool.hpp>

#include <gtest/gtest.h>

namespace {

class eigen_rig {
 public:
  explicit eigen_rig(int threads) : pool_(threads), device_(&pool_, threads), executor_(device_) {}

  template <class Function>
  void run(const Function& function) {
    function(executor_);
  }

  template <class Function>
  void run_inside(int count, const Function& function) {
    Eigen::Barrier done(static_cast<unsigned>(count));
    for (int i = 0; i < count; ++i) {
      pool_.Schedule([&] {
        function(executor_);
        done.Notify();
      });
    }
    done.Wait();
  }

 private:
  Eigen::ThreadPool pool_;
  Eigen::ThreadPoolDevice device_;
  const cnr::eigen_thread_pool_executor executor_;
};

}  // namespace

namespace support {

INSTANTIATE_TYPED_TEST_SUITE_P(ExecutorOverEigenThreadPool, Executor, eigen_rig, );

}  // namespace support
