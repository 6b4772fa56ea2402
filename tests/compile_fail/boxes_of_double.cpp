// SPDX-License-Identifier: MIT
//
// Boxes are float, as TensorFlow has them: silently narrowing doubles would move pixels.
// expect: boxes must be a view of float

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
using coordinate = double;
#else
using coordinate = float;
#endif

void crop(cnr::image_view<std::uint8_t> image, cnr::tensor_view<const coordinate, 2> boxes,
          cnr::box_indices_view box_indices, cnr::crops_view<float> crops) {
  static_cast<void>(cnr::crop_and_resize(image, boxes, box_indices, crops));
}
