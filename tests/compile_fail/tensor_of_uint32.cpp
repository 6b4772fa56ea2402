// SPDX-License-Identifier: MIT
//
// The overload that allocates has the types of crops, too.
// expect: crops of this element type are not supported; specialise cnr::element_traits for it, with a function

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
using output = std::uint32_t;
#else
using output = std::uint16_t;
#endif

cnr::tensor<output, 4> crop(cnr::image_view<float> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices) {
  return cnr::crop_and_resize<float, output>(image, boxes, box_indices, cnr::crop_size{3, 3});
}
