// SPDX-License-Identifier: MIT
//
// A number is no options: later members of these would be silently left out.
// expect: the sixth argument must be cnr::options, as in cnr::options.0.5F. for an extrapolation value
// spellings: 2

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
constexpr float sixth = 0.5F;
#else
constexpr cnr::options sixth{0.5F};
#endif

cnr::result crop(const std::uint8_t* pixels, const float* corners, const std::int32_t* indices, float* memory) {
#if CNR_WRONG == 2
  const cnr::image_view<std::uint8_t> image(pixels, {1, 9, 9, 3});
  const cnr::boxes_view boxes(corners, {2, 4});
  const cnr::box_indices_view box_indices(indices, {2});
  const cnr::crops_view<float> crops(memory, {2, 5, 5, 3});
  return cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::nearest{}, sixth);
#else
  return cnr::crop_and_resize<std::uint8_t>({pixels, {1, 9, 9, 3}}, {corners, {2, 4}}, {indices, {2}},
                                            {memory, {2, 5, 5, 3}}, cnr::nearest{}, sixth);
#endif
}
