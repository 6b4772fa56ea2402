// SPDX-License-Identifier: MIT
//
// One image is a batch of one: {1, height, width, channels}. Without the 1, the channels would silently be 0.
// expect: a tensor_view takes one extent and one stride per axis
// spellings: 2

#include <crop_and_resize/crop_and_resize.hpp>

cnr::image_view<float> image_of(const float* data, std::ptrdiff_t height, std::ptrdiff_t width) {
#if CNR_WRONG == 1
  return {data, {height, width, 3}};
#elif CNR_WRONG == 2
  return cnr::image_view<float>(data, {1, height, width, 3}, {width * 3, 3, 1});
#else
  return {data, {1, height, width, 3}};
#endif
}
