// SPDX-License-Identifier: MIT
//
// Box indices are 32 bits wide; a view of 64-bit ones is refused, not reinterpreted.
// expect: box_indices must be a view of std::int32_t

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
using number = std::int64_t;
#else
using number = std::int32_t;
#endif

void crop(cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes, cnr::tensor_view<const number, 1> box_indices,
          cnr::crops_view<float> crops) {
  static_cast<void>(cnr::crop_and_resize(image, boxes, box_indices, crops));
}
