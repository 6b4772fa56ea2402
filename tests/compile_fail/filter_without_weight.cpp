// SPDX-License-Identifier: MIT
//
// A filter has a radius and weights. A class that has only a radius is neither a filter nor a sampler.
// expect: the fifth argument is a method, a sampler, a class like cnr::bilinear, or a filter

#include <crop_and_resize/crop_and_resize.hpp>

struct box_filter {
  float radius(float stretch) const noexcept { return stretch / 2; }
#if !defined(CNR_WRONG)
  float weight(float /*distance*/, float /*stretch*/) const noexcept { return 1; }
#endif
};

cnr::result crop(cnr::image_view<float> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 cnr::crops_view<float> crops) {
  return cnr::crop_and_resize(image, boxes, box_indices, crops, box_filter{});
}
