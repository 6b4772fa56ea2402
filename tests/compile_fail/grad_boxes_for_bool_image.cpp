// SPDX-License-Identifier: MIT
//
// The same images that can be cropped.
// expect: images of this element type are not supported

#include <crop_and_resize/crop_and_resize_grad.hpp>

#if defined(CNR_WRONG)
using chosen = bool;
#else
using chosen = std::uint8_t;
#endif

void differentiate(cnr::image_view<float> grads, cnr::image_view<chosen> image, cnr::boxes_view boxes,
                   cnr::box_indices_view box_indices, cnr::tensor_view<float, 2> grad_boxes) {
  static_cast<void>(cnr::crop_and_resize_grad_boxes(grads, image, boxes, box_indices, grad_boxes));
}
