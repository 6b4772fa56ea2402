// SPDX-License-Identifier: MIT
//
// An element type that has only the conversion to float can be read, not written.
// expect: crops of this element type are not supported; specialise cnr::element_traits for it, with a function

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

struct one_way {
  float value;
};
struct both_ways {
  float value;
};

template <>
struct cnr::element_traits<one_way> {
  static constexpr element_format format = element_format::float32;
  static float to_float(const one_way& element) noexcept { return element.value; }
};
template <>
struct cnr::element_traits<both_ways> {
  static float to_float(const both_ways& element) noexcept { return element.value; }
  static both_ways from_float(float value) noexcept { return {value}; }
};

#if defined(CNR_WRONG)
using output = one_way;
#else
using output = both_ways;
#endif

cnr::result crop(cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 cnr::crops_view<output> crops) {
  return cnr::crop_and_resize(image, boxes, box_indices, crops);
}
