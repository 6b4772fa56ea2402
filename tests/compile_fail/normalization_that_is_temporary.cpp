// SPDX-License-Identifier: MIT
//
// Crops that are normalised refer to the numbers of each channel, which must outlive them.
// expect: normalized: what make_normalization returns must outlive
// spellings: 1

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/preprocess.hpp>

#include <cstdint>

cnr::result crop(cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 cnr::crops_view<float> crops) {
#if defined(CNR_WRONG)
  return cnr::crop_and_resize(image, boxes, box_indices, cnr::normalized(crops, cnr::make_normalization({0.5}, {0.5})));
#else
  const auto numbers = cnr::make_normalization({0.5}, {0.5});
  return cnr::crop_and_resize(image, boxes, box_indices, cnr::normalized(crops, numbers));
#endif
}
