// SPDX-License-Identifier: MIT
//
// A number of threads is no executor.
// expect: the last argument must be an executor

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
constexpr int executor = 4;
#else
constexpr cnr::serial executor;
#endif

void crop(cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
          cnr::crops_view<float> crops) {
  static_cast<void>(cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::bilinear{}, {}, executor));
}

void differentiate(cnr::image_view<float> grads, cnr::image_view<std::uint8_t> image, cnr::boxes_view boxes,
                   cnr::box_indices_view box_indices, cnr::tensor_view<float, 2> grad_boxes) {
  static_cast<void>(cnr::crop_and_resize_grad_boxes(grads, image, boxes, box_indices, grad_boxes, executor));
}
