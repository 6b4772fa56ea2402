// SPDX-License-Identifier: MIT
//
// Images may be of std::int64_t. Crops may not: floats do not fill 64 bits.
// expect: crops of this element type are not supported; specialise cnr::element_traits for it, with a function

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
using output = std::int64_t;
#else
using output = std::int32_t;
#endif

cnr::result crop(cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 cnr::crops_view<output> crops) {
  return cnr::crop_and_resize(image, boxes, box_indices, crops);
}
