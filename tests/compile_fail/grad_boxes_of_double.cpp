// SPDX-License-Identifier: MIT
//
// Boxes are float, and so is what comes back for them.
// expect: grad_boxes must be a view of mutable float

#include <crop_and_resize/crop_and_resize_grad.hpp>

#if defined(CNR_WRONG)
using chosen = double;
#else
using chosen = float;
#endif

void differentiate(cnr::image_view<float> grads, cnr::image_view<float> image, cnr::boxes_view boxes,
                   cnr::box_indices_view box_indices, cnr::tensor_view<chosen, 2> grad_boxes) {
  static_cast<void>(cnr::crop_and_resize_grad_boxes(grads, image, boxes, box_indices, grad_boxes));
}
