// SPDX-License-Identifier: MIT
//
// A view takes a pointer: a vector could be moved or grow while the view is in use, and knows no axes.
// expect: a tensor_view takes a pointer: pass data.. of a container
// spellings: 2

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>
#include <vector>

#if defined(CNR_WRONG)
const std::vector<std::uint8_t>& data_of(const std::vector<std::uint8_t>& pixels) { return pixels; }
#else
const std::uint8_t* data_of(const std::vector<std::uint8_t>& pixels) { return pixels.data(); }
#endif

cnr::result crop(const std::vector<std::uint8_t>& pixels, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                 cnr::crops_view<float> crops) {
#if CNR_WRONG == 2
  const cnr::image_view<std::uint8_t> image(data_of(pixels), {1, 9, 9, 3});
  return cnr::crop_and_resize(image, boxes, box_indices, crops);
#else
  return cnr::crop_and_resize<std::uint8_t>({data_of(pixels), {1, 9, 9, 3}}, boxes, box_indices, crops);
#endif
}
