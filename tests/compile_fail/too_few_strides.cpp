// SPDX-License-Identifier: MIT
//
// A view has as many strides as it has axes.
// expect: a tensor_view takes one extent and one stride per axis

#include <crop_and_resize/crop_and_resize.hpp>

cnr::image_view<float> rows_of(const float* data, std::ptrdiff_t height, std::ptrdiff_t width) {
#if defined(CNR_WRONG)
  return {data, {1, height, width, 3}, {3 * width, 3, 1}};
#else
  return {data, {1, height, width, 3}, {0, 3 * width, 3, 1}};
#endif
}
