// SPDX-License-Identifier: MIT
//
// A sampler says how to mix what it reads. A class that only says where is none.
// expect: the fifth argument is a method, a sampler, a class like cnr::bilinear, or a filter

#include <crop_and_resize/crop_and_resize.hpp>

#include <array>
#include <cstdint>

struct leftmost {
  cnr::taps<1, cnr::no_weight> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    return {{static_cast<std::int64_t>(coordinate)}, {}};
  }
#if !defined(CNR_WRONG)
  float mix(const std::array<float, 1>& elements, cnr::no_weight /*weight*/) const noexcept { return elements[0]; }
#endif
};

cnr::result crop(cnr::image_view<float> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 cnr::crops_view<float> crops) {
  return cnr::crop_and_resize(image, boxes, box_indices, crops, leftmost{});
}
