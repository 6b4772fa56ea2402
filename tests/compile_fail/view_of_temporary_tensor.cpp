// SPDX-License-Identifier: MIT
//
// A view of a temporary tensor does not outlive the expression. Clang warns of it.
// expect: temporary.*will be destroyed

#include <crop_and_resize/crop_and_resize.hpp>

#if defined(__clang__)
#pragma clang diagnostic error "-Wdangling"
#endif

float first(cnr::image_view<float> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices) {
#if defined(CNR_WRONG)
  const auto crops = cnr::crop_and_resize(image, boxes, box_indices, cnr::crop_size{3, 3}).view();
#else
  const auto crops = cnr::crop_and_resize(image, boxes, box_indices, cnr::crop_size{3, 3});
#endif
  return crops(0, 0, 0, 0);
}
