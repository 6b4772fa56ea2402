// SPDX-License-Identifier: MIT
//
// The lines of examples/README.md for those who want a call on the threads of a library that they have. Here, one
// program uses all of them.

#define EIGEN_USE_THREADS

#include <crop_and_resize/adaptor/eigen_thread_pool.hpp>
#include <crop_and_resize/adaptor/openmp.hpp>
#include <crop_and_resize/adaptor/parallel_algorithms.hpp>
#include <crop_and_resize/adaptor/tbb.hpp>
#include <crop_and_resize/crop_and_resize.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <vector>

int main() try {
  const std::vector<std::uint8_t> pixels(300 * 400 * 3, 9);
  const std::array<float, 4> corners{{0.1F, 0.1F, 0.9F, 0.9F}};
  const std::int32_t index = 0;
  std::vector<float> output(512 * 512 * 3);
  const cnr::image_view<std::uint8_t> image(pixels.data(), {1, 300, 400, 3});
  const cnr::boxes_view boxes(corners.data(), {1, 4});
  const cnr::box_indices_view box_indices(&index, {1});
  const cnr::crops_view<float> crops(output.data(), {1, 512, 512, 3});

  // [executors]
  const auto run = [&](const auto& executor) {
    return cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::bilinear{}, {}, executor);
  };
  Eigen::ThreadPool pool(4);
  const Eigen::ThreadPoolDevice device(&pool, 4);
  const cnr::result on_eigen = run(cnr::eigen_thread_pool_executor(device));  // adaptor/eigen_thread_pool.hpp
  const cnr::result on_openmp = run(cnr::openmp_executor{});                  // adaptor/openmp.hpp
  const cnr::result on_standard = run(cnr::parallel_algorithms_executor{});   // adaptor/parallel_algorithms.hpp
  const cnr::result on_tbb = run(cnr::tbb_executor{});                        // adaptor/tbb.hpp
  // [executors]
  return on_eigen && on_openmp && on_standard && on_tbb && output.back() == 9 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "executors: %s\n", error.what());
  return 1;
}
