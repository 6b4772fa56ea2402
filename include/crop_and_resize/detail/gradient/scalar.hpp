// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The scalar loops of the gradients, as the kernels of a target.

#ifndef CROP_AND_RESIZE_DETAIL_GRADIENT_SCALAR_HPP
#define CROP_AND_RESIZE_DETAIL_GRADIENT_SCALAR_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/gradient/boxes.hpp>
#include <crop_and_resize/detail/gradient/image.hpp>
#include <crop_and_resize/detail/gradient/scatter_geometry.hpp>
#include <crop_and_resize/detail/gradient/zero_rows.hpp>
#include <crop_and_resize/detail/simd/targets.hpp>

#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN
namespace scalar {

struct gradient_kernels {
  /// Computes rows of the image's gradient. Rows are numbered through the batch.
  template <class G, class Sampler>
  static void scatter_rows(const grad_image_arguments<G, Sampler>& arguments, const index_range& rows) noexcept {
    detail::zero_rows(arguments.grad_image, rows);
    detail::for_each_box_with(
        arguments, rows, [](const scatter_geometry<G, Sampler>& of_box) noexcept { detail::scatter_scalar(of_box); });
  }

  /// The sums of one strip of the crop of `box`.
  template <class T>
  static bound_sums sum_strip(const grad_boxes_arguments<T>& arguments, std::ptrdiff_t box,
                              const index_range& strip) noexcept {
    return detail::sum_strip_scalar(arguments, box, strip);
  }
};
gradient_kernels gradient_kernels_of(tag);

}  // namespace scalar
CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GRADIENT_SCALAR_HPP
