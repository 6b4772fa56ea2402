// SPDX-License-Identifier: MIT
//
// The second type that a call names is that of the crops' elements.
// expect: the call names another element type of crops than that of the view
// spellings: 1

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

cnr::result crop(cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 cnr::crops_view<float> crops) {
#if defined(CNR_WRONG)
  return cnr::crop_and_resize<std::uint8_t, cnr::half>(image, boxes, box_indices, crops);
#else
  return cnr::crop_and_resize<std::uint8_t, float>(image, boxes, box_indices, crops);
#endif
}
