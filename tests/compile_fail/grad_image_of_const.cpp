// SPDX-License-Identifier: MIT
//
// The gradient is written.
// expect: grad_image must be a 4-D view of mutable half, bfloat16, float or double

#include <crop_and_resize/crop_and_resize_grad.hpp>

#if defined(CNR_WRONG)
using chosen = const float;
#else
using chosen = float;
#endif

void differentiate(cnr::image_view<float> grads, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                   cnr::tensor_view<chosen, 4> grad_image) {
  static_cast<void>(cnr::crop_and_resize_grad_image(grads, boxes, box_indices, grad_image));
}
