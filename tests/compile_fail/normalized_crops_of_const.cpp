// SPDX-License-Identifier: MIT
//
// Normalised crops are written, so a view that only reads them is refused.
// expect: crops must be a view of mutable elements

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
using output = const float;
#else
using output = float;
#endif

cnr::result crop(cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 cnr::crops_view<output> crops, cnr::channels_view scale, cnr::channels_view bias) {
  return cnr::crop_and_resize(image, boxes, box_indices, cnr::normalized(crops, scale, bias));
}
