// SPDX-License-Identifier: MIT
//
// Boxes are of float, in braces as in views that are named, with strides as without.
// expect: boxes are a view of float, but the pointer is to another type
// spellings: 3

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
using coordinate = double;
#else
using coordinate = float;
#endif

cnr::result crop(cnr::image_view<std::uint8_t> image, const coordinate* corners, const std::int32_t* indices,
                 float* memory) {
#if CNR_WRONG == 2
  const cnr::boxes_view boxes(corners, {2, 4});
  return cnr::crop_and_resize(image, boxes, {indices, {2}}, cnr::crops_view<float>(memory, {2, 5, 5, 3}));
#elif CNR_WRONG == 3
  return cnr::crop_and_resize(image, {corners, {2, 4}, {8, 1}}, {indices, {2}}, {memory, {2, 5, 5, 3}});
#else
  return cnr::crop_and_resize(image, {corners, {2, 4}}, {indices, {2}}, {memory, {2, 5, 5, 3}});
#endif
}
