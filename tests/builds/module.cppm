// SPDX-License-Identifier: MIT
//
// A module that has the library in its global module fragment, and hands on what part.cpp uses.

module;

#include <crop_and_resize/crop_and_resize_grad.hpp>

export module crops_of_somebody;

export namespace cnr {
using cnr::bilinear;
using cnr::border_mode;
using cnr::box_format;
using cnr::box_indices_view;
using cnr::boxes_view;
using cnr::channels_view;
using cnr::coordinate_mode;
using cnr::crop_and_resize;
using cnr::crop_and_resize_grad_boxes;
using cnr::crop_and_resize_grad_image;
using cnr::element_traits;
using cnr::half;
using cnr::lanczos3;
using cnr::nearest;
using cnr::normalized;
using cnr::options;
using cnr::result;
using cnr::roi_align;
using cnr::tensor_view;
}  // namespace cnr
