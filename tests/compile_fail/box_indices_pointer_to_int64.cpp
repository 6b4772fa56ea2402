// SPDX-License-Identifier: MIT
//
// Box indices are of std::int32_t, in braces as in a view that is named.
// expect: box_indices are a view of std::int32_t, but the pointer is to another type
// spellings: 2

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
using number = std::int64_t;
#else
using number = std::int32_t;
#endif

cnr::result crop(cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes, const number* indices,
                 cnr::crops_view<float> crops) {
#if CNR_WRONG == 2
  const cnr::box_indices_view box_indices(indices, {2});
  return cnr::crop_and_resize(image, boxes, box_indices, crops);
#else
  return cnr::crop_and_resize(image, boxes, {indices, {2}}, crops);
#endif
}
