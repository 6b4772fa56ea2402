// SPDX-License-Identifier: MIT
//
// The loops of the gradients for all built-in element types, compiled once for all tests of a program instead of once
// for each file: prebuilt_grad.cpp holds them.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_GRAD_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_GRAD_HPP

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <cstddef>
#include <cstdint>

/// Declares, or with nothing before it defines, the loops for each element type.
#define CNR_TEST_GRAD_LOOPS(declaration)                \
  CNR_TEST_GRAD_IMAGE_LOOPS(declaration, cnr::half)     \
  CNR_TEST_GRAD_IMAGE_LOOPS(declaration, cnr::bfloat16) \
  CNR_TEST_GRAD_IMAGE_LOOPS(declaration, float)         \
  CNR_TEST_GRAD_IMAGE_LOOPS(declaration, double)        \
  CNR_TEST_GRAD_BOXES_LOOP(declaration, std::uint8_t)   \
  CNR_TEST_GRAD_BOXES_LOOP(declaration, std::uint16_t)  \
  CNR_TEST_GRAD_BOXES_LOOP(declaration, std::int8_t)    \
  CNR_TEST_GRAD_BOXES_LOOP(declaration, std::int16_t)   \
  CNR_TEST_GRAD_BOXES_LOOP(declaration, std::int32_t)   \
  CNR_TEST_GRAD_BOXES_LOOP(declaration, std::int64_t)   \
  CNR_TEST_GRAD_BOXES_LOOP(declaration, cnr::half)      \
  CNR_TEST_GRAD_BOXES_LOOP(declaration, cnr::bfloat16)  \
  CNR_TEST_GRAD_BOXES_LOOP(declaration, float)          \
  CNR_TEST_GRAD_BOXES_LOOP(declaration, double)

#define CNR_TEST_GRAD_IMAGE_LOOPS(declaration, type)         \
  CNR_TEST_GRAD_IMAGE_LOOP(declaration, type, cnr::bilinear) \
  CNR_TEST_GRAD_IMAGE_LOOP(declaration, type, cnr::nearest)

#define CNR_TEST_GRAD_IMAGE_LOOP(declaration, type, sampler) \
  declaration template void cnr::detail::scatter_rows_on(    \
      cnr::target, const cnr::detail::grad_image_arguments<type, sampler>&, const cnr::detail::index_range&) noexcept;

#define CNR_TEST_GRAD_BOXES_LOOP(declaration, type)                       \
  declaration template cnr::detail::bound_sums cnr::detail::sum_strip_on( \
      cnr::target, const cnr::detail::grad_boxes_arguments<type>&, std::ptrdiff_t) noexcept;

#if !defined(CNR_TEST_ALONE)  // as in prebuilt.hpp
CNR_TEST_GRAD_LOOPS(extern)
#endif

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_GRAD_HPP
