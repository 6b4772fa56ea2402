// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Kernels of the gradients that one file of a program compiles for all others, as kernels.hpp has it for the operation.

#ifndef CROP_AND_RESIZE_KERNELS_GRAD_HPP
#define CROP_AND_RESIZE_KERNELS_GRAD_HPP

#include <crop_and_resize/crop_and_resize_grad.hpp>

/// Declares the kernels of crop_and_resize_grad_image for these types: files that see the declaration compile none. At
/// global scope, and before the first such call.
///
/// @param ImageType  element type of grad_image: half, bfloat16, float or double
/// @param Sampler    bilinear or nearest. A call with cnr::method uses the kernels of both.
#define CNR_DECLARE_GRAD_IMAGE_KERNELS(ImageType, Sampler) extern CNR_DEFINE_GRAD_IMAGE_KERNELS(ImageType, Sampler)

/// Compiles these kernels, in one file of a program or a shared library. At global scope.
#define CNR_DEFINE_GRAD_IMAGE_KERNELS(ImageType, Sampler)                                                  \
  template void cnr::detail::scatter_rows_on(cnr::target,                                                  \
                                             const cnr::detail::grad_image_arguments<ImageType, Sampler>&, \
                                             const cnr::detail::index_range&) noexcept

/// Declares the kernels of crop_and_resize_grad_boxes for images of this element type.
#define CNR_DECLARE_GRAD_BOXES_KERNELS(ImageType) CNR_DETAIL_GRAD_BOXES_KERNELS(extern template, ImageType)

/// Compiles these kernels, in one file of a program or a shared library. At global scope.
#define CNR_DEFINE_GRAD_BOXES_KERNELS(ImageType) CNR_DETAIL_GRAD_BOXES_KERNELS(template, ImageType)

// NOLINTBEGIN(bugprone-macro-parentheses): what stands before a declaration cannot have them
#define CNR_DETAIL_GRAD_BOXES_KERNELS(instance, ImageType)                                               \
  instance cnr::detail::bound_sums cnr::detail::sum_strip_on(                                            \
      cnr::target, const cnr::detail::grad_boxes_arguments<ImageType>&, std::ptrdiff_t) noexcept;        \
  instance void cnr::detail::write_small_grad_boxes(const cnr::detail::grad_boxes_arguments<ImageType>&, \
                                                    const cnr::detail::index_range&) noexcept
// NOLINTEND(bugprone-macro-parentheses)

#endif  // CROP_AND_RESIZE_KERNELS_GRAD_HPP
