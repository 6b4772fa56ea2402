// SPDX-License-Identifier: MIT
//
// The options come after the sampler. In its place they are refused, as anything else is that samples nothing.
// expect: the fifth argument is a method, a sampler, a class like cnr::bilinear, or a filter

#include <crop_and_resize/crop_and_resize.hpp>

#if defined(CNR_WRONG)
using fifth = cnr::options;
#else
using fifth = cnr::nearest;
#endif

cnr::result crop(cnr::image_view<float> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 cnr::crops_view<float> crops) {
  return cnr::crop_and_resize(image, boxes, box_indices, crops, fifth{});
}
