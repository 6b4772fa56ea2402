// SPDX-License-Identifier: MIT
//
// The gradients take views, neither containers nor pointers, and none can be left out.
// expect: crop_and_resize_grad_.* must be a .*view.* of a tensor its view
// spellings: 8

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <cstdint>
#include <vector>

cnr::result differentiate(const std::vector<float>& grads, cnr::boxes_view boxes,
                          const std::vector<std::int32_t>& box_indices, std::vector<float>& grad_image,
                          cnr::tensor_view<float, 2> grad_boxes) {
  const cnr::image_view<float> view(grads.data(), {2, 9, 9, 3});
  const cnr::box_indices_view indices(box_indices.data(), {2});
  const cnr::tensor_view<float, 4> image(grad_image.data(), {1, 9, 9, 3});
#if CNR_WRONG == 1
  return cnr::crop_and_resize_grad_image(grads, boxes, indices, image);
#elif CNR_WRONG == 2
  return cnr::crop_and_resize_grad_image(view, boxes, box_indices, image);
#elif CNR_WRONG == 3
  return cnr::crop_and_resize_grad_image(view, boxes, indices, grad_image.data());
#elif CNR_WRONG == 4
  return cnr::crop_and_resize_grad_image(view, boxes, image);
#elif CNR_WRONG == 5
  return cnr::crop_and_resize_grad_boxes(view, grad_image, boxes, indices, grad_boxes);
#elif CNR_WRONG == 6
  return cnr::crop_and_resize_grad_boxes(view, image, boxes, box_indices.data(), grad_boxes);
#elif CNR_WRONG == 7
  return cnr::crop_and_resize_grad_boxes(view, boxes, indices, grad_boxes);
#elif CNR_WRONG == 8
  return cnr::crop_and_resize_grad_boxes(view, image, boxes, indices, nullptr);
#else
  static_cast<void>(cnr::crop_and_resize_grad_image(view, boxes, indices, image));
  return cnr::crop_and_resize_grad_boxes({grads.data(), {2, 9, 9, 3}}, image, boxes, indices, grad_boxes);
#endif
}
