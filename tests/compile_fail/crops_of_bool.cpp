// SPDX-License-Identifier: MIT
//
// bool is no destination, as it is no element of images.
// expect: crops of this element type are not supported; specialise cnr::element_traits for it, with a function

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
using output = bool;
#else
using output = std::uint8_t;
#endif

cnr::result crop(cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 cnr::crops_view<output> crops) {
  return cnr::crop_and_resize(image, boxes, box_indices, crops);
}
