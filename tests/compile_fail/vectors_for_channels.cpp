// SPDX-License-Identifier: MIT
//
// normalized takes views, neither containers, arrays nor numbers, and none can be left out.
// expect: normalized: .* must .*be a .*view
// spellings: 7

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>
#include <vector>

cnr::result crop(cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 std::vector<float>& crops, const std::vector<float>& scale, const std::vector<float>& bias) {
  const cnr::crops_view<float> view(crops.data(), {2, 9, 9, 3});
  const cnr::channels_view scales(scale.data(), {3});
#if CNR_WRONG == 1
  return cnr::crop_and_resize(image, boxes, box_indices, cnr::normalized(view, scale, bias));
#elif CNR_WRONG == 2
  return cnr::crop_and_resize(image, boxes, box_indices, cnr::normalized(view, scales, bias));
#elif CNR_WRONG == 3
  return cnr::crop_and_resize(image, boxes, box_indices, cnr::normalized(crops, scales, scales));
#elif CNR_WRONG == 4
  return cnr::crop_and_resize(image, boxes, box_indices, cnr::normalized(view, scale.data(), bias.data()));
#elif CNR_WRONG == 5
  return cnr::crop_and_resize(image, boxes, box_indices, cnr::normalized(view, scales, 0.5F));
#elif CNR_WRONG == 6
  const float numbers[3] = {};
  return cnr::crop_and_resize(image, boxes, box_indices, cnr::normalized(view, numbers, numbers));
#elif CNR_WRONG == 7
  return cnr::crop_and_resize(image, boxes, box_indices, cnr::normalized(view, boxes, scales));
#else
  return cnr::crop_and_resize(image, boxes, box_indices, cnr::normalized(view, scales, {bias.data(), {3}}));
#endif
}
