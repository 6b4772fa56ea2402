// SPDX-License-Identifier: MIT
//
// The executor over OpenMP, within parallel regions that nest as well.

#include "support/executor_suite.hpp"

#include <crop_and_resize/adaptor/openmp.hpp>

#include <gtest/gtest.h>

#include <omp.h>

namespace {

/// @tparam Levels  of parallel regions that may be active within each other
template <int Levels>
class openmp_rig {
 public:
  explicit openmp_rig(int threads) : threads_(threads) {}

  // The settings are those of the thread that makes them.
  template <class Function>
  void run(const Function& function) {
    configure();
    function(executor_);
  }

  template <class Function>
  void run_inside(int count, const Function& function) {
    configure();
#pragma omp parallel for schedule(dynamic)
    for (int i = 0; i < count; ++i) function(executor_);
  }

 private:
  void configure() const {
    omp_set_dynamic(0);
    omp_set_num_threads(threads_);
    omp_set_max_active_levels(Levels);
  }

  int threads_;
  const cnr::openmp_executor executor_{};
};

}  // namespace

namespace support {

using openmp_rigs = ::testing::Types<openmp_rig<1>, openmp_rig<2>>;
INSTANTIATE_TYPED_TEST_SUITE_P(ExecutorOverOpenMp, Executor, openmp_rigs, );

}  // namespace support
