// SPDX-License-Identifier: MIT
//
// Crops are written, so a view that only reads them is refused.
// expect: crops must be a view of mutable elements

#include <crop_and_resize/crop_and_resize.hpp>

#if defined(CNR_WRONG)
using output = const float;
#else
using output = float;
#endif

void crop(cnr::image_view<float> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
          cnr::crops_view<output> crops) {
  static_cast<void>(cnr::crop_and_resize(image, boxes, box_indices, crops));
}
