// SPDX-License-Identifier: MIT
//
// A program for the one header that stands for all others but the adaptors: it calls what each of them has.

#include "dense_call.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>
#include <cstdio>
#include <cstring>

CNR_DECLARE_KERNELS(std::uint8_t, cnr::bilinear, float);
CNR_DEFINE_KERNELS(std::uint8_t, cnr::bilinear, float);
CNR_DECLARE_GRAD_IMAGE_KERNELS(float, cnr::bilinear);
CNR_DEFINE_GRAD_IMAGE_KERNELS(float, cnr::bilinear);

int main() {
  checks::dense_call<std::uint8_t> call;
  checks::dense_call<float> to_differentiate;
  if (!cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops()) ||
      !cnr::crop_and_resize_grad_image(call.grads(), call.boxes(), call.box_indices(), to_differentiate.grad_image())) {
    std::puts("a good call was refused");
    return 1;
  }
  if (call.output[0] != 1.0F) {
    std::printf("the first pixel is %g, not 1\n", static_cast<double>(call.output[0]));
    return 1;
  }
  const cnr::letterbox fit = cnr::make_letterbox(cnr::image_size{7, 6}, cnr::crop_size{14, 14});
  if (fit.picture.width != 12) {
    std::printf("an image of 7x6 is %td columns wide in a crop of 14x14, not 12\n", fit.picture.width);
    return 1;
  }
  call.indices[0] = 7;
  const cnr::result refused = cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops());
  char text[128];
  cnr::describe(refused, text, sizeof(text), call.image(), call.boxes(), call.box_indices(), call.crops());
  if (std::strstr(text, "box_indices[0] = 7") == nullptr) {
    std::printf("a box index of 7 was described as: %s\n", text);
    return 1;
  }
  return 0;
}
