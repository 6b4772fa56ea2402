// SPDX-License-Identifier: MIT
//
// A module of somebody's that has the library in its global module fragment and hands it on.

module;

#include <crop_and_resize/crop_and_resize.hpp>

export module vision;

export namespace vision {
using cnr::box_indices_view;
using cnr::boxes_view;
using cnr::crop_and_resize;
using cnr::crops_view;
using cnr::image_view;
using cnr::method;
}  // namespace vision
