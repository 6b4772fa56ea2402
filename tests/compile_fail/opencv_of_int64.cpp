// SPDX-License-Identifier: MIT
//
// OpenCV 4 has no matrices of 64-bit integers.
// expect: cv::Mat has no elements of this type

#include <crop_and_resize/adaptor/opencv.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
using element = std::int64_t;
#else
using element = std::int32_t;
#endif

cnr::image_view<element> view(const cv::Mat& mat);
cnr::image_view<element> view(const cv::Mat& mat) { return cnr::as_image<element>(mat); }
