// SPDX-License-Identifier: MIT
//
// The loops for all built-in element types and both samplers, and for most pairs of these with types of crops, compiled
// once for all tests of a program instead of once for each file: prebuilt_bilinear.cpp and prebuilt_nearest.cpp hold
// them.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_HPP

#include <crop_and_resize/kernels.hpp>

#include <cstddef>
#include <cstdint>

/// Declares or defines, by the macro of kernels.hpp that it is given, the loops for each element type into floats,
/// plain and normalised; and those for uint8 and float into every built-in type of crops; and for each such type those
/// of one more image type.
#define CNR_TEST_LOOPS(kernels, sampler)                              \
  CNR_TEST_LOOPS_INTO_FLOAT(kernels, std::uint8_t, sampler)           \
  CNR_TEST_LOOPS_INTO_FLOAT(kernels, std::uint16_t, sampler)          \
  CNR_TEST_LOOPS_INTO_FLOAT(kernels, std::int8_t, sampler)            \
  CNR_TEST_LOOPS_INTO_FLOAT(kernels, std::int16_t, sampler)           \
  CNR_TEST_LOOPS_INTO_FLOAT(kernels, std::int32_t, sampler)           \
  CNR_TEST_LOOPS_INTO_FLOAT(kernels, std::int64_t, sampler)           \
  CNR_TEST_LOOPS_INTO_FLOAT(kernels, cnr::half, sampler)              \
  CNR_TEST_LOOPS_INTO_FLOAT(kernels, cnr::bfloat16, sampler)          \
  CNR_TEST_LOOPS_INTO_FLOAT(kernels, float, sampler)                  \
  CNR_TEST_LOOPS_INTO_FLOAT(kernels, double, sampler)                 \
  CNR_TEST_LOOPS_INTO_ALL(kernels, std::uint8_t, sampler)             \
  CNR_TEST_LOOPS_INTO_ALL(kernels, float, sampler)                    \
  CNR_TEST_LOOPS_INTO(kernels, double, sampler, double)               \
  CNR_TEST_LOOPS_INTO(kernels, cnr::half, sampler, cnr::half)         \
  CNR_TEST_LOOPS_INTO(kernels, cnr::bfloat16, sampler, cnr::bfloat16) \
  CNR_TEST_LOOPS_INTO(kernels, std::int8_t, sampler, std::int8_t)     \
  CNR_TEST_LOOPS_INTO(kernels, std::uint16_t, sampler, std::uint16_t) \
  CNR_TEST_LOOPS_INTO(kernels, std::int16_t, sampler, std::int16_t)   \
  CNR_TEST_LOOPS_INTO(kernels, std::int32_t, sampler, std::int32_t)

#define CNR_TEST_LOOPS_INTO_FLOAT(kernels, type, sampler) CNR_TEST_LOOPS_INTO(kernels, type, sampler, float)

/// Into every built-in type of crops other than float.
#define CNR_TEST_LOOPS_INTO_ALL(kernels, type, sampler)      \
  CNR_TEST_LOOPS_INTO(kernels, type, sampler, double)        \
  CNR_TEST_LOOPS_INTO(kernels, type, sampler, cnr::half)     \
  CNR_TEST_LOOPS_INTO(kernels, type, sampler, cnr::bfloat16) \
  CNR_TEST_LOOPS_INTO(kernels, type, sampler, std::uint8_t)  \
  CNR_TEST_LOOPS_INTO(kernels, type, sampler, std::int8_t)   \
  CNR_TEST_LOOPS_INTO(kernels, type, sampler, std::uint16_t) \
  CNR_TEST_LOOPS_INTO(kernels, type, sampler, std::int16_t)  \
  CNR_TEST_LOOPS_INTO(kernels, type, sampler, std::int32_t)

#define CNR_TEST_LOOPS_INTO(kernels, type, sampler, output) \
  kernels(type, sampler, output);                           \
  kernels(type, sampler, cnr::normalized_crops<output>);

// A test that is compiled alone, as mutants are, brings the loops that it needs.
#if !defined(CNR_TEST_ALONE)
CNR_TEST_LOOPS(CNR_DECLARE_KERNELS, cnr::bilinear)
CNR_TEST_LOOPS(CNR_DECLARE_KERNELS, cnr::nearest)
#endif

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_HPP
