// SPDX-License-Identifier: MIT
//
// crop_and_resize and its gradients behind C functions, for compare.py to load: numbers and pointers in, the result's
// code out.

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

namespace {

/// What a call is given. Extents and strides are those of cnr::tensor_view, strides in elements.
struct arguments {
  const void* image;
  std::array<std::ptrdiff_t, 4> image_extents;
  std::array<std::ptrdiff_t, 4> image_strides;
  const float* boxes;
  const std::int32_t* box_indices;
  float* crops;
  std::array<std::ptrdiff_t, 4> crops_extents;
  std::array<std::ptrdiff_t, 4> crops_strides;
  int is_nearest;
  int repeats;  // how often to do the same, so that calls shorter than a clock's tick can be timed
};

template <class T>
int run(const arguments& a) {
  const cnr::image_view<T> image(static_cast<const T*>(a.image), a.image_extents, a.image_strides);
  const cnr::boxes_view boxes(a.boxes, {a.crops_extents[0], 4});
  const cnr::box_indices_view box_indices(a.box_indices, {a.crops_extents[0]});
  const cnr::crops_view<float> crops(a.crops, a.crops_extents, a.crops_strides);
  const cnr::method method = a.is_nearest != 0 ? cnr::method::nearest : cnr::method::bilinear;
  cnr::result done{};
  for (int i = 0; i < a.repeats && done; ++i) done = cnr::crop_and_resize(image, boxes, box_indices, crops, method);
  return static_cast<int>(done.code);
}

/// What a gradient is given; everything is dense.
struct grad_arguments {
  const float* grads;
  std::array<std::ptrdiff_t, 4> grads_extents;
  const void* image;  // for the gradient with regard to boxes
  std::array<std::ptrdiff_t, 4> image_extents;
  const float* boxes;
  const std::int32_t* box_indices;
  void* output;
  int is_nearest;
  int threads;
};

/// Threads that each take one run of the pieces.
struct some_threads {
  int count;

  template <class Body>
  void operator()(std::ptrdiff_t items, double /*cost*/, const Body& body) const {
    const auto run = [&](std::ptrdiff_t i) { body(items * i / count, items * (i + 1) / count); };
    std::vector<std::thread> others;
    for (int i = 1; i < count; ++i) others.emplace_back(run, i);
    run(0);
    for (std::thread& other : others) other.join();
  }
};

template <class G>
int grad_image(const grad_arguments& a) {
  const cnr::image_view<float> grads(a.grads, a.grads_extents);
  const cnr::boxes_view boxes(a.boxes, {a.grads_extents[0], 4});
  const cnr::box_indices_view box_indices(a.box_indices, {a.grads_extents[0]});
  const cnr::tensor_view<G, 4> output(static_cast<G*>(a.output), a.image_extents);
  const cnr::method method = a.is_nearest != 0 ? cnr::method::nearest : cnr::method::bilinear;
  const cnr::result done = a.threads > 1 ? cnr::crop_and_resize_grad_image(grads, boxes, box_indices, output, method,
                                                                           some_threads{a.threads})
                                         : cnr::crop_and_resize_grad_image(grads, boxes, box_indices, output, method);
  return static_cast<int>(done.code);
}

template <class T>
int grad_boxes(const grad_arguments& a) {
  const cnr::image_view<float> grads(a.grads, a.grads_extents);
  const cnr::image_view<T> image(static_cast<const T*>(a.image), a.image_extents);
  const cnr::boxes_view boxes(a.boxes, {a.grads_extents[0], 4});
  const cnr::box_indices_view box_indices(a.box_indices, {a.grads_extents[0]});
  const cnr::tensor_view<float, 2> output(static_cast<float*>(a.output), {a.grads_extents[0], 4});
  const cnr::result done =
      a.threads > 1 ? cnr::crop_and_resize_grad_boxes(grads, image, boxes, box_indices, output, some_threads{a.threads})
                    : cnr::crop_and_resize_grad_boxes(grads, image, boxes, box_indices, output);
  return static_cast<int>(done.code);
}

}  // namespace

extern "C" const char* cnr_active_target() { return cnr::to_string(cnr::active_target()); }

#define CNR_SHIM(name, type) \
  extern "C" int cnr_crop_##name(const arguments* a) { return run<type>(*a); }

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
