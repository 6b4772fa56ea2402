// SPDX-License-Identifier: MIT
//
// Crops have four axes, even where there is one box or one channel.
// expect: crops must be a 4-D view of mutable elements, normalized.crops, scale, bias., or a crop_size

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstddef>

#if defined(CNR_WRONG)
constexpr std::size_t rank = 3;
#else
constexpr std::size_t rank = 4;
#endif

void crop(cnr::image_view<float> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
          cnr::tensor_view<float, rank> crops) {
  static_cast<void>(cnr::crop_and_resize(image, boxes, box_indices, crops));
}
