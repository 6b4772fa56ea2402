// SPDX-License-Identifier: MIT
//
// The loops of the gradients for all built-in element types, compiled once for all tests of a program instead of once
// for each file: prebuilt_grad.cpp holds them.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_GRAD_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_GRAD_HPP

#include <crop_and_resize/kernels_grad.hpp>

#include <cstddef>
#include <cstdint>

/// Declares or defines, by the macros of kernels_grad.hpp that it is given, the loops for each element type.
#define CNR_TEST_GRAD_LOOPS(image_kernels, boxes_kernels) \
  image_kernels(cnr::half, cnr::bilinear);                \
  image_kernels(cnr::half, cnr::nearest);                 \
  image_kernels(cnr::bfloat16, cnr::bilinear);            \
  image_kernels(cnr::bfloat16, cnr::nearest);             \
  image_kernels(float, cnr::bilinear);                    \
  image_kernels(float, cnr::nearest);                     \
  image_kernels(double, cnr::bilinear);                   \
  image_kernels(double, cnr::nearest);                    \
  boxes_kernels(std::uint8_t);                            \
  boxes_kernels(std::uint16_t);                           \
  boxes_kernels(std::int8_t);                             \
  boxes_kernels(std::int16_t);                            \
  boxes_kernels(std::int32_t);                            \
  boxes_kernels(std::int64_t);                            \
  boxes_kernels(cnr::half);                               \
  boxes_kernels(cnr::bfloat16);                           \
  boxes_kernels(float);                                   \
  boxes_kernels(double);

#if !defined(CNR_TEST_ALONE)  // as in prebuilt.hpp
CNR_TEST_GRAD_LOOPS(CNR_DECLARE_GRAD_IMAGE_KERNELS, CNR_DECLARE_GRAD_BOXES_KERNELS)
#endif

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_GRAD_HPP
