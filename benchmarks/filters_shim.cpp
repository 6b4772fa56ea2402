// SPDX-License-Identifier: MIT
//
// Crops by filters behind C functions, for compare.py --filters to load: numbers and pointers in, the result's code
// out. Crops have the image's element type. Boxes are sampled with half_pixel.

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
  void* crops;
  std::array<std::ptrdiff_t, 4> crops_extents;
  std::array<std::ptrdiff_t, 4> crops_strides;
};

template <class T, class Filter>
int crop(const arguments& a, const Filter& filter) {
  cnr::options settings;
  settings.coordinates = cnr::coordinate_mode::half_pixel;
  const cnr::image_view<T> image(static_cast<const T*>(a.image), a.image_extents, a.image_strides);
  const cnr::crops_view<T> crops(static_cast<T*>(a.crops), a.crops_extents, a.crops_strides);
  const cnr::result done =
      cnr::crop_and_resize(image, cnr::boxes_view(a.boxes, {a.crops_extents[0], 4}),
                           cnr::box_indices_view(a.box_indices, {a.crops_extents[0]}), crops, filter, settings);
  return static_cast<int>(done.code);
}

}  // namespace

extern "C" const char* cnr_active_target() { return cnr::to_string(cnr::active_target()); }

#define CNR_FILTER_SHIM(name, filter)                                                              \
  extern "C" int cnr_##name##_uint8(const arguments* a) { return crop<std::uint8_t>(*a, filter); } \
  extern "C" int cnr_##name##_float32(const arguments* a) { return crop<float>(*a, filter); }

CNR_FILTER_SHIM(triangle, cnr::triangle{})
CNR_FILTER_SHIM(area, cnr::area{})
CNR_FILTER_SHIM(cubic, cnr::cubic{})
CNR_FILTER_SHIM(lanczos3, cnr::lanczos3{})
CNR_FILTER_SHIM(bilinear, cnr::bilinear{})
CNR_FILTER_SHIM(roi_align, cnr::roi_align{2})
