// SPDX-License-Identifier: MIT
//
// How many numbers a vector has is not known while compiling.
// expect: made by make_extents<Rank>
// spellings: 1

#include <crop_and_resize/crop_and_resize.hpp>

#include <vector>

cnr::image_view<float> image_of(const float* data, const std::vector<std::size_t>& shape) {
#if defined(CNR_WRONG)
  return {data, shape};
#else
  return {data, cnr::make_extents<4>(shape)};
#endif
}
