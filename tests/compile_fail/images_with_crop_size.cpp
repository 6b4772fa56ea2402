// SPDX-License-Identifier: MIT
//
// Only calls for one image_view allocate crops.
// expect: for images of different sizes, pass crops, a view, instead of a crop_size

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

cnr::result crop(cnr::images_view<std::uint8_t> images, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 cnr::crops_view<float> crops) {
#if defined(CNR_WRONG)
  (void)crops;
  return cnr::crop_and_resize(images, boxes, box_indices, cnr::crop_size{3, 3}, cnr::nearest{});
#else
  return cnr::crop_and_resize(images, boxes, box_indices, crops, cnr::nearest{});
#endif
}
