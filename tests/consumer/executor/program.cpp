// SPDX-License-Identifier: MIT
//
// Crops a large image on several threads, by the executor that is asked for, and fails unless each pixel is right.

#if defined(CONSUMER_eigen_thread_pool)
#define EIGEN_USE_THREADS
#include <crop_and_resize/adaptor/eigen_thread_pool.hpp>
#elif defined(CONSUMER_openmp)
#include <crop_and_resize/adaptor/openmp.hpp>
#elif defined(CONSUMER_parallel_algorithms)
#include <crop_and_resize/adaptor/parallel_algorithms.hpp>
#elif defined(CONSUMER_tbb)
#include <crop_and_resize/adaptor/tbb.hpp>
#endif
#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
#if defined(CONSUMER_eigen_thread_pool)
  Eigen::ThreadPool pool(2);
  const Eigen::ThreadPoolDevice device(&pool, 2);
  const cnr::eigen_thread_pool_executor executor(device);
#elif defined(CONSUMER_openmp)
  const cnr::openmp_executor executor{};
#elif defined(CONSUMER_parallel_algorithms)
  const cnr::parallel_algorithms_executor executor{};
#elif defined(CONSUMER_tbb)
  const cnr::tbb_executor executor{};
#endif
  const std::vector<std::uint8_t> pixels(600 * 600 * 3, 7);
  const std::vector<float> box{0, 0, 1, 1};
  const std::int32_t index = 0;
  const auto crops =
      cnr::crop_and_resize<std::uint8_t>({pixels.data(), {1, 600, 600, 3}}, {box.data(), {1, 4}}, {&index, {1}},
                                         cnr::crop_size{500, 500}, cnr::bilinear{}, cnr::options{7}, executor);
  for (std::size_t i = 0; i < crops.size(); ++i) {
    if (crops.data()[i] != 7) {
      std::printf("output %zu is %g\n", i, static_cast<double>(crops.data()[i]));
      return 1;
    }
  }
  return 0;
}
