// SPDX-License-Identifier: MIT
//
// Crops are written.
// expect: the view is of mutable elements, as crops must be, but the pointer is to const
// spellings: 2

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
using output = const float;
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
