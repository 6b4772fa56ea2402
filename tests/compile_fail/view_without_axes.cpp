// SPDX-License-Identifier: MIT
//
// A view has an axis at least; a single element is no tensor here.
// expect: a tensor_view has at least one axis

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstddef>

#if defined(CNR_WRONG)
constexpr std::size_t rank = 0;
#else
constexpr std::size_t rank = 1;
#endif

cnr::tensor_view<float, rank> view;
