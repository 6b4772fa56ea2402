// SPDX-License-Identifier: MIT
//
// Eigen has its thread pool device only where it is asked for.
// expect: define EIGEN_USE_THREADS before the first of Eigen's headers

#if !defined(CNR_WRONG)
#define EIGEN_USE_THREADS
#endif

#include <crop_and_resize/adaptor/eigen_thread_pool.hpp>
