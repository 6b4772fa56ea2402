// SPDX-License-Identifier: MIT
//
// All that the vector kernels need. It is included before a target's header lets the compiler use that target's
// instructions: inline functions that come in after that would be compiled for it, and shared with the whole program.

#ifndef CROP_AND_RESIZE_DETAIL_SIMD_INCLUDES_HPP
#define CROP_AND_RESIZE_DETAIL_SIMD_INCLUDES_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/forward/scalar.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/gradient/accumulate.hpp>
#include <crop_and_resize/detail/gradient/boxes.hpp>
#include <crop_and_resize/detail/gradient/image.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#endif  // CROP_AND_RESIZE_DETAIL_SIMD_INCLUDES_HPP
