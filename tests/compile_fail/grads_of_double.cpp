// SPDX-License-Identifier: MIT
//
// The crops are float, and so are the gradients by them, whatever the image is of.
// expect: crop_and_resize_grad_image: grads must be a view of float

#include <crop_and_resize/crop_and_resize_grad.hpp>

#if defined(CNR_WRONG)
using chosen = double;
#else
using chosen = float;
#endif

void differentiate(cnr::image_view<chosen> grads, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                   cnr::tensor_view<double, 4> grad_image) {
  static_cast<void>(cnr::crop_and_resize_grad_image(grads, boxes, box_indices, grad_image));
}
