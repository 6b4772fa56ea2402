// SPDX-License-Identifier: MIT
//
// How a sampler of the caller's own shares gradients out, the library cannot know.
// expect: the fifth argument is bilinear, nearest or a method

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <array>
#include <cstdint>

struct own {
  cnr::taps<1, cnr::no_weight> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    return {{static_cast<std::int64_t>(coordinate)}, {}};
  }
  float mix(const std::array<float, 1>& elements, cnr::no_weight /*weight*/) const noexcept { return elements[0]; }
};

#if defined(CNR_WRONG)
using sampler = own;
#else
using sampler = cnr::nearest;
#endif

void differentiate(cnr::image_view<float> grads, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                   cnr::tensor_view<float, 4> grad_image) {
  static_cast<void>(cnr::crop_and_resize_grad_image(grads, boxes, box_indices, grad_image, sampler{}));
}
