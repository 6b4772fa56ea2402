// SPDX-License-Identifier: MIT
//
// Crops by filters behind C functions, for compare.py --filters to load: numbers and pointers in, the result's code
// out. Crops have the image's element type. Boxes are sampled with half_pixel.

#include "call_arguments.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

namespace {

template <class T, class Filter>
int crop(const call_arguments& a, const Filter& filter) {
  cnr::options settings;
  settings.coordinates = cnr::coordinate_mode::half_pixel;
  const cnr::result done =
      cnr::crop_and_resize(image_of<T>(a), boxes_of(a), box_indices_of(a), crops_of<T>(a), filter, settings);
  return static_cast<int>(done.code);
}

}  // namespace

extern "C" const char* cnr_active_target() { return cnr::to_string(cnr::active_target()); }

#define CNR_FILTER_SHIM(name, filter)                                                                   \
  extern "C" int cnr_##name##_uint8(const call_arguments* a) { return crop<std::uint8_t>(*a, filter); } \
  extern "C" int cnr_##name##_float32(const call_arguments* a) { return crop<float>(*a, filter); }

CNR_FILTER_SHIM(triangle, cnr::triangle{})
CNR_FILTER_SHIM(area, cnr::area{})
CNR_FILTER_SHIM(cubic, cnr::cubic{})
CNR_FILTER_SHIM(lanczos3, cnr::lanczos3{})
CNR_FILTER_SHIM(bilinear, cnr::bilinear{})
CNR_FILTER_SHIM(roi_align, cnr::roi_align{2})
