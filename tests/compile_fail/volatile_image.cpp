// SPDX-License-Identifier: MIT
//
// An image of volatile elements, as of a device that writes while they are read, is refused.
// expect: a tensor_view cannot show volatile elements

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
using element = volatile std::uint8_t;
#else
using element = std::uint8_t;
#endif

cnr::result crop(element* pixels, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 cnr::crops_view<float> crops) {
  return cnr::crop_and_resize(cnr::tensor_view<element, 4>(pixels, {1, 5, 5, 1}), boxes, box_indices, crops);
}
