// SPDX-License-Identifier: MIT
//
// A call can be refused, so ignoring what it answers is an error under -Werror.
// expect: ignoring return.*nodiscard

#include <crop_and_resize/crop_and_resize.hpp>

void crop(cnr::image_view<float> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
          cnr::crops_view<float> crops) {
#if defined(CNR_WRONG)
  cnr::crop_and_resize(image, boxes, box_indices, crops);
#else
  static_cast<void>(cnr::crop_and_resize(image, boxes, box_indices, crops));
#endif
}
