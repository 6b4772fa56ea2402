// SPDX-License-Identifier: MIT
//
// crop_and_resize behind C functions, for compare.py to load: numbers and pointers in, the result's code out.

#include <crop_and_resize/crop_and_resize.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

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
