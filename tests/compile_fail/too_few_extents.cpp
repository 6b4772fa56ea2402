// SPDX-License-Identifier: MIT
//
// One image is a batch of one: {1, height, width, channels}. Without the 1, the channels would silently be 0.
// expect: a tensor_view takes one extent and one stride per axis

#include <crop_and_resize/crop_and_resize.hpp>

cnr::image_view<float> image_of(const float* data, std::ptrdiff_t height, std::ptrdiff_t width) {
#if defined(CNR_WRONG)
  return {data, {height, width, 3}};
#else
  return {data, {1, height, width, 3}};
#endif
}
