// SPDX-License-Identifier: MIT
//
// Crops in braces are of float. Bytes need a view that is named; in that, a pointer to floats would be as wrong.
// expect: the pointer is to another type than the view's. .* name a view of another type, as cnr::crops_view<Out>
// spellings: 2

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
using output = std::uint8_t;
#else
using output = float;
#endif

cnr::result crop(const std::uint8_t* pixels, const float* corners, const std::int32_t* indices, output* memory) {
#if CNR_WRONG == 2
  const cnr::crops_view<float> crops(memory, {2, 5, 5, 3});
  return cnr::crop_and_resize<std::uint8_t>({pixels, {1, 9, 9, 3}}, {corners, {2, 4}}, {indices, {2}}, crops);
#else
  return cnr::crop_and_resize<std::uint8_t>({pixels, {1, 9, 9, 3}}, {corners, {2, 4}}, {indices, {2}},
                                            {memory, {2, 5, 5, 3}});
#endif
}
