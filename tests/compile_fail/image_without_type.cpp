// SPDX-License-Identifier: MIT
//
// Nothing tells what an image in braces is made of, except the call.
// expect: the call must name the element type of an image that is in braces
// spellings: 2

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

cnr::result crop(const std::uint8_t* pixels, const float* corners, const std::int32_t* indices, float* memory) {
#if CNR_WRONG == 2
  const cnr::boxes_view boxes(corners, {2, 4});
  const cnr::box_indices_view box_indices(indices, {2});
  const cnr::crops_view<float> crops(memory, {2, 5, 5, 3});
  return cnr::crop_and_resize({pixels, {1, 9, 9, 3}, {243, 27, 3, 1}}, boxes, box_indices, crops, cnr::nearest{},
                              {0.5F, cnr::coordinate_mode::half_pixel});
#elif defined(CNR_WRONG)
  return cnr::crop_and_resize({pixels, {1, 9, 9, 3}}, {corners, {2, 4}}, {indices, {2}}, {memory, {2, 5, 5, 3}});
#else
  return cnr::crop_and_resize<std::uint8_t>({pixels, {1, 9, 9, 3}}, {corners, {2, 4}}, {indices, {2}},
                                            {memory, {2, 5, 5, 3}});
#endif
}
