// SPDX-License-Identifier: MIT
//
// A type without element_traits is refused, by the overload that returns the crops as well.
// expect: images of this element type are not supported; specialise cnr::element_traits for it

#include <crop_and_resize/crop_and_resize.hpp>

#include <complex>

#if defined(CNR_WRONG)
using element = std::complex<float>;
#else
using element = float;
#endif

cnr::tensor<float, 4> crop(cnr::image_view<element> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices) {
  return cnr::crop_and_resize(image, boxes, box_indices, cnr::crop_size{3, 3});
}
