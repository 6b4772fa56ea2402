// SPDX-License-Identifier: MIT
//
// The loops for all built-in element types and both samplers, compiled once for all tests of a program instead of once
// for each file: prebuilt_bilinear.cpp and prebuilt_nearest.cpp hold them.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_HPP

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstddef>
#include <cstdint>

/// Declares, or with nothing before it defines, the loops for each element type.
#define CNR_TEST_LOOPS(declaration, sampler)         \
  CNR_TEST_LOOP(declaration, std::uint8_t, sampler)  \
  CNR_TEST_LOOP(declaration, std::uint16_t, sampler) \
  CNR_TEST_LOOP(declaration, std::int8_t, sampler)   \
  CNR_TEST_LOOP(declaration, std::int16_t, sampler)  \
  CNR_TEST_LOOP(declaration, std::int32_t, sampler)  \
  CNR_TEST_LOOP(declaration, std::int64_t, sampler)  \
  CNR_TEST_LOOP(declaration, cnr::half, sampler)     \
  CNR_TEST_LOOP(declaration, cnr::bfloat16, sampler) \
  CNR_TEST_LOOP(declaration, float, sampler)         \
  CNR_TEST_LOOP(declaration, double, sampler)

#define CNR_TEST_LOOP(declaration, type, sampler)                                                       \
  declaration template void cnr::detail::resample_tasks(                                                \
      cnr::target, const cnr::detail::forward_arguments<type, sampler>&, const cnr::detail::partition&, \
      const cnr::detail::index_range&) noexcept;

// A test that is compiled alone, as mutants are, brings the loops that it needs.
#if !defined(CNR_TEST_ALONE)
CNR_TEST_LOOPS(extern, cnr::bilinear)
CNR_TEST_LOOPS(extern, cnr::nearest)
#endif

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_HPP
