// SPDX-License-Identifier: MIT
//
// bool is no element type: TensorFlow does not take it, and there is nothing between true and false.
// expect: images of this element type are not supported; specialise cnr::element_traits for it

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
using element = bool;
#else
using element = std::uint8_t;
#endif

cnr::result crop(cnr::image_view<element> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 cnr::crops_view<float> crops) {
  return cnr::crop_and_resize(image, boxes, box_indices, crops);
}
