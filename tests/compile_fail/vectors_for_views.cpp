// SPDX-License-Identifier: MIT
//
// A call takes views, neither containers, arrays, pointers nor numbers, and none can be left out.
// expect: must be a .*view.* of a tensor its view
// spellings: 11

#include <crop_and_resize/crop_and_resize.hpp>

#include <array>
#include <cstdint>
#include <vector>

// What converts to a view is none of these, though it has data() as well.
struct boxes_of_program {
  std::vector<float> numbers;
  const float* data() const { return numbers.data(); }
  operator cnr::boxes_view() const { return {numbers.data(), {2, 4}}; }
};

cnr::result crop(const std::vector<float>& pixels, const boxes_of_program& boxes,
                 const std::vector<std::int32_t>& indices, cnr::crops_view<float> crops) {
  const cnr::image_view<float> image(pixels.data(), {1, 9, 9, 3});
  const cnr::box_indices_view box_indices(indices.data(), {2});
#if CNR_WRONG == 1
  return cnr::crop_and_resize(pixels, cnr::boxes_view(boxes), box_indices, crops);
#elif CNR_WRONG == 2
  return cnr::crop_and_resize(image, boxes.numbers, box_indices, crops);
#elif CNR_WRONG == 3
  return cnr::crop_and_resize(image, boxes.data(), box_indices, crops);
#elif CNR_WRONG == 4
  return cnr::crop_and_resize(image, cnr::boxes_view(boxes), indices, crops);
#elif CNR_WRONG == 5
  return cnr::crop_and_resize(image, cnr::boxes_view(boxes), nullptr, crops);
#elif CNR_WRONG == 6
  return cnr::crop_and_resize(image, cnr::boxes_view(boxes), crops);
#elif CNR_WRONG == 7
  const float corners[8] = {};
  return cnr::crop_and_resize(image, corners, box_indices, crops);
#elif CNR_WRONG == 8
  const std::vector<std::array<float, 4>> corners(2);
  return cnr::crop_and_resize(image, corners, box_indices, crops);
#elif CNR_WRONG == 9
  const float corners[2][4] = {};
  return cnr::crop_and_resize(image, corners, box_indices, crops);
#elif CNR_WRONG == 10
  const std::array<std::int32_t, 2> numbers{};
  return cnr::crop_and_resize(image, cnr::boxes_view(boxes), numbers, crops);
#elif CNR_WRONG == 11
  return cnr::crop_and_resize(image, cnr::boxes_view(boxes), 0, crops);
#else
  return cnr::crop_and_resize(image, boxes, box_indices, crops);
#endif
}
