// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The validated arguments of a forward call, in the form in which they go through all stages. Stages that only hand
// them on take `class Arguments`.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_ARGUMENTS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_ARGUMENTS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN

/// @tparam T        element type of the image
/// @tparam Sampler  a sampler class, not a method
template <class T, class Sampler>
struct forward_arguments {
  using element_type = T;
  using sampler_type = Sampler;
  using output_type = float;

  image_view<T> image;
  boxes_view boxes;
  box_indices_view box_indices;
  crops_view<float> crops;
  Sampler sampler;
  options settings;
  bool streams;     // crops are written with non-temporal stores
  bool prefetches;  // what is read next is prefetched: where channels are many

  /// Makes an element of the crops from the float that was computed. All that the scalar loops write to crops goes
  /// through here, the extrapolation value included.
  CNR_DETAIL_ALWAYS_INLINE void write(float value, std::ptrdiff_t /*channel*/, float* element) const noexcept {
    *element = value;
  }
};

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_ARGUMENTS_HPP
