// SPDX-License-Identifier: MIT
//
// crop_and_resize and its gradients behind C functions, for compare.py to load: numbers and pointers in, the result's
// code out. Calls on several threads run by the executor whose macro is defined, CNR_SHIM_TBB for instance; without
// one, by serial.

#include "call_arguments.hpp"

#if defined(CNR_SHIM_EIGEN_THREAD_POOL)
#define EIGEN_USE_THREADS
#include <crop_and_resize/adaptor/eigen_thread_pool.hpp>
#elif defined(CNR_SHIM_OPENMP)
#include <omp.h>
#include <crop_and_resize/adaptor/openmp.hpp>
#elif defined(CNR_SHIM_PARALLEL_ALGORITHMS) || defined(CNR_SHIM_TBB)
#include <tbb/global_control.h>
#include <tbb/task_arena.h>
#include <crop_and_resize/adaptor/parallel_algorithms.hpp>
#include <crop_and_resize/adaptor/tbb.hpp>
#endif
#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace {

/// What a call is given.
struct arguments : call_arguments {
  int is_nearest;
  int repeats;  // how often to do the same, so that calls shorter than a clock's tick can be timed
  int threads;  // 0 for serial; the process can have one other number
};

/// Returns call(executor), with an executor on so many threads.
template <class Call>
cnr::result on_threads([[maybe_unused]] int threads, const Call& call) {
#if defined(CNR_SHIM_EIGEN_THREAD_POOL)
  static Eigen::ThreadPool pool(threads);
  static const Eigen::ThreadPoolDevice device(&pool, threads);
  return call(cnr::eigen_thread_pool_executor(device));
#elif defined(CNR_SHIM_OPENMP)
  omp_set_num_threads(threads);
  return call(cnr::openmp_executor{});
#elif defined(CNR_SHIM_PARALLEL_ALGORITHMS) || defined(CNR_SHIM_TBB)
  static const tbb::global_control control(tbb::global_control::max_allowed_parallelism,
                                           static_cast<std::size_t>(threads));
  static tbb::task_arena arena(threads);
#if defined(CNR_SHIM_TBB)
  return arena.execute([&call] { return call(cnr::tbb_executor{}); });
#else
  return arena.execute([&call] { return call(cnr::parallel_algorithms_executor{}); });
#endif
#else
  return call(cnr::serial{});
#endif
}

/// The code of call(executor), with an executor on so many threads, or serial for 0.
template <class Call>
int run_on_threads(int threads, const Call& call) {
  return static_cast<int>((threads > 0 ? on_threads(threads, call) : call(cnr::serial{})).code);
}

/// Runs nothing, and notes how many cycles that would take.
struct estimating_executor {
  template <class Body>
  void operator()(std::ptrdiff_t count, double cost, const Body& /*body*/) {
    cycles += static_cast<double>(count) * cost;
  }

  double cycles = 0;
};

template <class T, class Executor>
cnr::result crop(const arguments& a, Executor&& executor) {
  const cnr::image_view<T> image = image_of<T>(a);
  const cnr::boxes_view boxes = boxes_of(a);
  const cnr::box_indices_view box_indices = box_indices_of(a);
  const cnr::crops_view<float> crops = crops_of<float>(a);
  const cnr::method method = a.is_nearest != 0 ? cnr::method::nearest : cnr::method::bilinear;
  cnr::result done{};
  for (int i = 0; i < a.repeats && done; ++i) {
    done = cnr::crop_and_resize(image, boxes, box_indices, crops, method, {}, executor);
  }
  return done;
}

template <class T>
int run(const arguments& a) {
  return run_on_threads(a.threads, [&a](const auto& executor) { return crop<T>(a, executor); });
}

/// The library's estimate for a call that is worth an executor, else 0.
template <class T>
double estimate(const arguments& a) {
  estimating_executor executor;
  return crop<T>(a, executor) ? executor.cycles : 0;
}

/// What a gradient is given. Boxes and their gradient are dense. Strides as in arguments.
struct grad_arguments {
  const float* grads;
  std::array<std::ptrdiff_t, 4> grads_extents;
  std::array<std::ptrdiff_t, 4> grads_strides;
  const void* image;                            // for the gradient with regard to boxes
  std::array<std::ptrdiff_t, 4> image_extents;  // of it, or of the gradient with regard to it
  std::array<std::ptrdiff_t, 4> image_strides;
  const float* boxes;
  const std::int32_t* box_indices;
  void* output;
  int is_nearest;
  int threads;  // 0 for serial
};

template <class G>
int grad_image(const grad_arguments& a) {
  const cnr::image_view<float> grads(a.grads, a.grads_extents, a.grads_strides);
  const cnr::boxes_view boxes(a.boxes, {a.grads_extents[0], 4});
  const cnr::box_indices_view box_indices(a.box_indices, {a.grads_extents[0]});
  const cnr::tensor_view<G, 4> output(static_cast<G*>(a.output), a.image_extents, a.image_strides);
  const cnr::method method = a.is_nearest != 0 ? cnr::method::nearest : cnr::method::bilinear;
  const auto call = [&](const auto& executor) {
    return cnr::crop_and_resize_grad_image(grads, boxes, box_indices, output, method, executor);
  };
  return run_on_threads(a.threads, call);
}

template <class T>
int grad_boxes(const grad_arguments& a) {
  const cnr::image_view<float> grads(a.grads, a.grads_extents, a.grads_strides);
  const cnr::image_view<T> image(static_cast<const T*>(a.image), a.image_extents, a.image_strides);
  const cnr::boxes_view boxes(a.boxes, {a.grads_extents[0], 4});
  const cnr::box_indices_view box_indices(a.box_indices, {a.grads_extents[0]});
  const cnr::tensor_view<float, 2> output(static_cast<float*>(a.output), {a.grads_extents[0], 4});
  const auto call = [&](const auto& executor) {
    return cnr::crop_and_resize_grad_boxes(grads, image, boxes, box_indices, output, executor);
  };
  return run_on_threads(a.threads, call);
}

}  // namespace

extern "C" const char* cnr_active_target() { return cnr::to_string(cnr::active_target()); }

/// Additions that wait for each other, at a cycle each, in a second: what a cycle is on this processor just now.
extern "C" double cnr_cycles_a_second() {
  constexpr int rounds = 1 << 20;
  std::uint64_t sum = 0;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) {
#define CNR_SHIM_ADD            \
  asm volatile("" : "+r"(sum)); \
  sum += 1;
    CNR_SHIM_ADD CNR_SHIM_ADD CNR_SHIM_ADD CNR_SHIM_ADD CNR_SHIM_ADD CNR_SHIM_ADD CNR_SHIM_ADD CNR_SHIM_ADD
#undef CNR_SHIM_ADD
  }
  asm volatile("" : : "r"(sum));
  return 8.0 * rounds / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Reads a word of each line of the cache, which is what reading all of so many floats waits for.
extern "C" std::uint64_t cnr_read(const float* floats, std::ptrdiff_t count) {
  constexpr std::ptrdiff_t line = 16;
  std::uint64_t all = 0;
  for (std::ptrdiff_t i = 0; i + line <= count; i += line) {
    std::uint64_t word;
    std::memcpy(&word, floats + i, sizeof word);
    all ^= word;
  }
  return all;
}

/// Fills `size` bytes, an equal part on each of the threads, 1 or more.
extern "C" void cnr_fill(void* output, std::ptrdiff_t size, int threads) {
  run_on_threads(threads, [=](const auto& executor) {
    const double cycles_of_part = static_cast<double>(size) / (32.0 * threads);
    executor(threads, cycles_of_part, [=](std::ptrdiff_t first, std::ptrdiff_t last) {
      const std::ptrdiff_t begin = size * first / threads;
      std::memset(static_cast<char*>(output) + begin, 1, static_cast<std::size_t>(size * last / threads - begin));
    });
    return cnr::result{};
  });
}

#define CNR_SHIM(name, type)                                                   \
  extern "C" int cnr_crop_##name(const arguments* a) { return run<type>(*a); } \
  extern "C" double cnr_estimate_##name(const arguments* a) { return estimate<type>(*a); }

CNR_SHIM(uint8, std::uint8_t)
CNR_SHIM(uint16, std::uint16_t)
CNR_SHIM(int8, std::int8_t)
CNR_SHIM(int16, std::int16_t)
CNR_SHIM(int32, std::int32_t)
CNR_SHIM(int64, std::int64_t)
CNR_SHIM(float16, cnr::half)
CNR_SHIM(bfloat16, cnr::bfloat16)
CNR_SHIM(float32, float)
CNR_SHIM(float64, double)

#define CNR_GRAD_IMAGE_SHIM(name, type) \
  extern "C" int cnr_grad_image_##name(const grad_arguments* a) { return grad_image<type>(*a); }

CNR_GRAD_IMAGE_SHIM(float16, cnr::half)
CNR_GRAD_IMAGE_SHIM(bfloat16, cnr::bfloat16)
CNR_GRAD_IMAGE_SHIM(float32, float)
CNR_GRAD_IMAGE_SHIM(float64, double)

#define CNR_GRAD_BOXES_SHIM(name, type) \
  extern "C" int cnr_grad_boxes_##name(const grad_arguments* a) { return grad_boxes<type>(*a); }

CNR_GRAD_BOXES_SHIM(uint8, std::uint8_t)
CNR_GRAD_BOXES_SHIM(float16, cnr::half)
CNR_GRAD_BOXES_SHIM(float32, float)
CNR_GRAD_BOXES_SHIM(float64, double)
