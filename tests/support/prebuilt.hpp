// SPDX-License-Identifier: MIT
//
// The loops for all built-in element types and both samplers, and for most pairs of these with types of crops, compiled
// once for all tests of a program instead of once for each file: prebuilt_bilinear.cpp and prebuilt_nearest.cpp hold
// them.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_HPP

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstddef>
#include <cstdint>

/// Declares, or with nothing before it defines, the loops for each element type into floats, plain and normalised; and
/// those for uint8 and float into every built-in type of crops; and for each such type those of one more image type.
#define CNR_TEST_LOOPS(declaration, sampler)                              \
  CNR_TEST_LOOPS_INTO_FLOAT(declaration, std::uint8_t, sampler)           \
  CNR_TEST_LOOPS_INTO_FLOAT(declaration, std::uint16_t, sampler)          \
  CNR_TEST_LOOPS_INTO_FLOAT(declaration, std::int8_t, sampler)            \
  CNR_TEST_LOOPS_INTO_FLOAT(declaration, std::int16_t, sampler)           \
  CNR_TEST_LOOPS_INTO_FLOAT(declaration, std::int32_t, sampler)           \
  CNR_TEST_LOOPS_INTO_FLOAT(declaration, std::int64_t, sampler)           \
  CNR_TEST_LOOPS_INTO_FLOAT(declaration, cnr::half, sampler)              \
  CNR_TEST_LOOPS_INTO_FLOAT(declaration, cnr::bfloat16, sampler)          \
  CNR_TEST_LOOPS_INTO_FLOAT(declaration, float, sampler)                  \
  CNR_TEST_LOOPS_INTO_FLOAT(declaration, double, sampler)                 \
  CNR_TEST_LOOPS_INTO_ALL(declaration, std::uint8_t, sampler)             \
  CNR_TEST_LOOPS_INTO_ALL(declaration, float, sampler)                    \
  CNR_TEST_LOOPS_INTO(declaration, double, sampler, double)               \
  CNR_TEST_LOOPS_INTO(declaration, cnr::half, sampler, cnr::half)         \
  CNR_TEST_LOOPS_INTO(declaration, cnr::bfloat16, sampler, cnr::bfloat16) \
  CNR_TEST_LOOPS_INTO(declaration, std::int8_t, sampler, std::int8_t)     \
  CNR_TEST_LOOPS_INTO(declaration, std::uint16_t, sampler, std::uint16_t) \
  CNR_TEST_LOOPS_INTO(declaration, std::int16_t, sampler, std::int16_t)   \
  CNR_TEST_LOOPS_INTO(declaration, std::int32_t, sampler, std::int32_t)

#define CNR_TEST_LOOPS_INTO_FLOAT(declaration, type, sampler) CNR_TEST_LOOPS_INTO(declaration, type, sampler, float)

/// Into every built-in type of crops other than float.
#define CNR_TEST_LOOPS_INTO_ALL(declaration, type, sampler)      \
  CNR_TEST_LOOPS_INTO(declaration, type, sampler, double)        \
  CNR_TEST_LOOPS_INTO(declaration, type, sampler, cnr::half)     \
  CNR_TEST_LOOPS_INTO(declaration, type, sampler, cnr::bfloat16) \
  CNR_TEST_LOOPS_INTO(declaration, type, sampler, std::uint8_t)  \
  CNR_TEST_LOOPS_INTO(declaration, type, sampler, std::int8_t)   \
  CNR_TEST_LOOPS_INTO(declaration, type, sampler, std::uint16_t) \
  CNR_TEST_LOOPS_INTO(declaration, type, sampler, std::int16_t)  \
  CNR_TEST_LOOPS_INTO(declaration, type, sampler, std::int32_t)

#define CNR_TEST_LOOPS_INTO(declaration, type, sampler, output)                     \
  CNR_TEST_LOOP(declaration, type, sampler, cnr::detail::plain_destination<output>) \
  CNR_TEST_LOOP(declaration, type, sampler, cnr::detail::normalized_destination<output>)

#define CNR_TEST_LOOP(declaration, type, sampler, destination)                                                       \
  declaration template void cnr::detail::resample_tasks(                                                             \
      cnr::target, const cnr::detail::forward_arguments<type, sampler, destination>&, const cnr::detail::partition&, \
      const cnr::detail::index_range&) noexcept;

// A test that is compiled alone, as mutants are, brings the loops that it needs.
#if !defined(CNR_TEST_ALONE)
CNR_TEST_LOOPS(extern, cnr::bilinear)
CNR_TEST_LOOPS(extern, cnr::nearest)
#endif

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_PREBUILT_HPP
