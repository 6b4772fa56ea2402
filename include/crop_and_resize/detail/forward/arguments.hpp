// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The validated arguments of a forward call, in the form in which they go through all stages. Stages that only hand
// them on take `class Arguments`.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_ARGUMENTS_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_ARGUMENTS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/forward/destination.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN

/// What a call reads, and how it goes about memory.
/// @tparam T  element type of the image
template <class T>
struct call_inputs {
  image_view<T> image;
  boxes_view boxes;
  box_indices_view box_indices;
  options settings;
  bool streams;                       // what is computed is written with non-temporal stores
  bool prefetches;                    // what is read next is prefetched: where channels are many
  bool streams_extrapolated = false;  // the extrapolation value is written with non-temporal stores
};

/// All arguments of a call.
/// @tparam T            element type of the image
/// @tparam Sampler      a sampler class, not a method
/// @tparam Destination  a class of destination.hpp
template <class T, class Sampler, class Destination = plain_destination<float>>
struct forward_arguments : call_inputs<T> {
  using element_type = T;
  using sampler_type = Sampler;
  using destination_type = Destination;
  using output_type = typename Destination::element_type;

  crops_view<output_type> crops;
  Sampler sampler;
  Destination destination;

  /// Makes an element of the crops from the float that was computed. All that the scalar loops write to crops goes
  /// through here, the extrapolation value included.
  CNR_DETAIL_ALWAYS_INLINE void write(float value, std::ptrdiff_t channel, output_type* element) const noexcept {
    *element = destination.convert(value, channel);
  }
};

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_ARGUMENTS_HPP
