// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The vector kernels of the gradients, compiled for every target. They use the kernels of the forward call, which are
// in the same namespaces.

#ifndef CROP_AND_RESIZE_DETAIL_GRADIENT_VECTOR_HPP
#define CROP_AND_RESIZE_DETAIL_GRADIENT_VECTOR_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/prefetch.hpp>
#include <crop_and_resize/detail/forward/vector.hpp>
#include <crop_and_resize/detail/gradient/boxes.hpp>
#include <crop_and_resize/detail/gradient/image.hpp>
#include <crop_and_resize/detail/gradient/increment.hpp>
#include <crop_and_resize/detail/gradient/scatter_geometry.hpp>
#include <crop_and_resize/detail/gradient/zero_rows.hpp>
#include <crop_and_resize/detail/simd/targets.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

// NOLINTNEXTLINE(bugprone-macro-parentheses): the name of a file
#define CNR_DETAIL_TARGET_INCLUDE <crop_and_resize/detail/gradient/vector/kernels.inl>
#include <crop_and_resize/detail/simd/for_each_target.inl>
#undef CNR_DETAIL_TARGET_INCLUDE

#endif  // CROP_AND_RESIZE_DETAIL_GRADIENT_VECTOR_HPP
