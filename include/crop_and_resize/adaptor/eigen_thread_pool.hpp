// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// An executor over one of Eigen's thread pools, such as TensorFlow's.

#ifndef CROP_AND_RESIZE_ADAPTOR_EIGEN_THREAD_POOL_HPP
#define CROP_AND_RESIZE_ADAPTOR_EIGEN_THREAD_POOL_HPP

#include <crop_and_resize/executor.hpp>

#include <unsupported/Eigen/CXX11/Tensor>

#include <cstddef>

// Eigen's classes depend on EIGEN_USE_THREADS, so all files of a program must agree on it. It is not defined here for
// one of them.
#if !defined(EIGEN_CXX11_TENSOR_TENSOR_DEVICE_THREAD_POOL_H)
#error "crop_and_resize/adaptor/eigen_thread_pool.hpp: define EIGEN_USE_THREADS before the first of Eigen's headers"
#endif

namespace cnr {
inline namespace v0 {

/// Runs calls on the threads of a device. The device must live longer than the executor.
///
///     Eigen::ThreadPool pool(4);
///     const Eigen::ThreadPoolDevice device(&pool, 4);
///     cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::bilinear{}, {},
///                          cnr::eigen_thread_pool_executor(device));
///
/// Eigen's cost model chooses how many threads a call runs on. A call that is made on one of the pool's own threads
/// runs on that thread alone. If such calls waited for other threads, as parallelFor does, a pool whose threads all
/// wait would never finish.
class eigen_thread_pool_executor {
 public:
  explicit eigen_thread_pool_executor(const Eigen::ThreadPoolDevice& device) noexcept : device_(&device) {}

  template <class Body>
  void operator()(std::ptrdiff_t count, double cost, const Body& body) const {
    if (device_->currentThreadId() >= 0) {
      body(std::ptrdiff_t{0}, count);
      return;
    }
    // std::function holds a lambda of one reference without allocating.
    device_->parallelFor(static_cast<Eigen::Index>(count), Eigen::TensorOpCost(0, 0, cost),
                         [&body](Eigen::Index begin, Eigen::Index end) { body(begin, end); });
  }

 private:
  const Eigen::ThreadPoolDevice* device_;
};

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_ADAPTOR_EIGEN_THREAD_POOL_HPP
