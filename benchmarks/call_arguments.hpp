// SPDX-License-Identifier: MIT
//
// What the shims that compare.py loads have in common.

#ifndef CALL_ARGUMENTS_HPP
#define CALL_ARGUMENTS_HPP

#include <crop_and_resize/crop_and_resize.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

/// What every call is given. Extents and strides are those of cnr::tensor_view, strides in elements.
struct call_arguments {
  const void* image;
  std::array<std::ptrdiff_t, 4> image_extents;
  std::array<std::ptrdiff_t, 4> image_strides;
  const float* boxes;
  const std::int32_t* box_indices;
  void* crops;
  std::array<std::ptrdiff_t, 4> crops_extents;
  std::array<std::ptrdiff_t, 4> crops_strides;
};

template <class T>
cnr::image_view<T> image_of(const call_arguments& a) {
  return {static_cast<const T*>(a.image), a.image_extents, a.image_strides};
}

template <class Out>
cnr::crops_view<Out> crops_of(const call_arguments& a) {
  return {static_cast<Out*>(a.crops), a.crops_extents, a.crops_strides};
}

inline cnr::boxes_view boxes_of(const call_arguments& a) { return {a.boxes, {a.crops_extents[0], 4}}; }

inline cnr::box_indices_view box_indices_of(const call_arguments& a) { return {a.box_indices, {a.crops_extents[0]}}; }

#endif  // CALL_ARGUMENTS_HPP
