// SPDX-License-Identifier: MIT
//
// crop_and_resize behind a C function, for compare.py to load: numbers and pointers in, the result's code out.

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstddef>
#include <cstdint>

namespace {

/// Extents of a dense image and of its crops.
struct shapes {
  std::int64_t batch, height, width, channels, num_boxes, crop_height, crop_width;
};

template <class T>
int run(const void* image, const float* boxes, const std::int32_t* box_indices, float* crops, const shapes& s,
        int is_nearest) {
  const cnr::method method = is_nearest != 0 ? cnr::method::nearest : cnr::method::bilinear;
  const cnr::result done = cnr::crop_and_resize<T>(
      {static_cast<const T*>(image), {s.batch, s.height, s.width, s.channels}}, {boxes, {s.num_boxes, 4}},
      {box_indices, {s.num_boxes}}, {crops, {s.num_boxes, s.crop_height, s.crop_width, s.channels}}, method);
  return static_cast<int>(done.code);
}

}  // namespace

#define CNR_SHIM(name, type)                                                                                      \
  extern "C" int cnr_##name(const void* image, const float* boxes, const std::int32_t* box_indices, float* crops, \
                            const shapes* s, int is_nearest) {                                                    \
    return run<type>(image, boxes, box_indices, crops, *s, is_nearest);                                           \
  }

CNR_SHIM(uint8, std::uint8_t)
CNR_SHIM(uint16, std::uint16_t)
CNR_SHIM(int8, std::int8_t)
CNR_SHIM(int16, std::int16_t)
CNR_SHIM(int32, std::int32_t)
CNR_SHIM(int64, std::int64_t)
CNR_SHIM(float16, cnr::half)
CNR_SHIM(float32, float)
CNR_SHIM(float64, double)
