// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The vector kernels of the gradients, written once over the vocabulary of simd/. They use taps and plans of the
// forward kernels. Every sum and product is that of the scalar loops, and every element gets its sums in their order,
// see image.hpp and boxes.hpp.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/kernels.inl>

#include <crop_and_resize/detail/gradient/scalar.hpp>
#endif

// Each file builds on those before it.
// clang-format off
#include <crop_and_resize/detail/gradient/vector/sums.inl>
#include <crop_and_resize/detail/gradient/vector/image_pixels.inl>
#include <crop_and_resize/detail/gradient/vector/channel_blocks.inl>
#include <crop_and_resize/detail/gradient/vector/image_blocks.inl>
#include <crop_and_resize/detail/gradient/vector/scatter_plan.inl>
#include <crop_and_resize/detail/gradient/vector/image_scanlines.inl>
#include <crop_and_resize/detail/gradient/vector/box_terms.inl>
#include <crop_and_resize/detail/gradient/vector/box_pixels.inl>
#include <crop_and_resize/detail/gradient/vector/box_planes.inl>
#include <crop_and_resize/detail/gradient/vector/box_blocks.inl>
#include <crop_and_resize/detail/gradient/vector/box_scanlines.inl>
// clang-format on

/// Whether many planes are faster one by one, by a plan, than as blocks. Blocks are copied column by column, so they
/// take less where most columns of the image get several gradients, and longer where many get none. Only floats are
/// copied by vectors.
template <class G, class Sampler>
bool is_faster_by_planes(const scatter_geometry<G, Sampler>& of_box) noexcept {
  return !std::is_same<G, float>::value || of_box.x.step() > 1 || of_box.arguments.grads.extent(2) < 2 * width;
}

/// Adds the gradients of one box, in vectors where the layout allows it.
template <class G, class Sampler>
void scatter_box(const scatter_geometry<G, Sampler>& of_box) noexcept {
  const image_view<float>& grads = of_box.arguments.grads;
  const tensor_view<G, 4>& grad_image = of_box.arguments.grad_image;
  const std::ptrdiff_t channels = grads.extent(3);
  if (of_box.rows.begin >= of_box.rows.end) return;
  if (grad_image.extent(1) > max_extent || grad_image.extent(2) > max_extent) return detail::scatter_scalar(of_box);
  const bool are_channels_packed = channels == 1 || (grads.stride(3) == 1 && grad_image.stride(3) == 1);
  if (channels >= width && are_channels_packed) return (scatter_pixels)(of_box);
  // The stride of an axis of one element means nothing and may be anything.
  const auto are_columns_apart_by = [&](std::ptrdiff_t distance) noexcept {
    return (grads.extent(2) == 1 || grads.stride(2) == distance) &&
           (grad_image.extent(2) == 1 || grad_image.stride(2) == distance);
  };
  const bool are_planes = !are_channels_packed && are_columns_apart_by(1);
  const bool has_blocks = channels >= width && !(are_planes && detail::share_cache_sets(grad_image));
  const bool are_blocks_first = has_blocks && !(are_planes && (is_faster_by_planes)(of_box));
  if (are_blocks_first && (scatter_blocks)(of_box)) return;
  if (are_channels_packed && are_columns_apart_by(channels)) {
    if ((scatter_scanlines)(of_box, channels, 1, 0, 0)) return;
  } else if (are_planes) {
    if ((scatter_scanlines)(of_box, 1, channels, grad_image.stride(3), grads.stride(3))) return;
  }
  if (has_blocks && !are_blocks_first && (scatter_blocks)(of_box)) return;
  detail::scatter_scalar(of_box);
}

/// Whether a gather plan saves more time than it takes, for a strip of a crop of few channels: it takes about as long
/// as the scalar loops take for 150 gradients, and the few gradients of a short row leave most of a vector empty.
constexpr bool is_worth_a_gather_plan(std::ptrdiff_t rows, std::ptrdiff_t row_size) noexcept {
  return row_size > 4 && rows * row_size >= 150;
}

/// Not inlined: the caller is compiled for the command line's instruction set, these for the target's.
struct gradient_kernels {
  /// Computes rows of the image's gradient. Rows are numbered through the batch.
  template <class G, class Sampler>
  CNR_DETAIL_NOINLINE static void scatter_rows(const grad_image_arguments<G, Sampler>& arguments,
                                               const index_range& rows) noexcept {
    detail::zero_rows(arguments.grad_image, rows);
    detail::for_each_box_with(arguments, rows,
                              [](const scatter_geometry<G, Sampler>& of_box) noexcept { (scatter_box)(of_box); });
  }

  /// The sums of one strip of the crop of `box`, in vectors where the layout allows it.
  template <class T>
  CNR_DETAIL_NOINLINE static bound_sums sum_strip(const grad_boxes_arguments<T>& arguments, std::ptrdiff_t box,
                                                  const index_range& strip) noexcept {
    if constexpr (format_of<T>::value != element_format::other) {
      const image_view<T>& image = arguments.image;
      const image_view<float>& grads = arguments.grads;
      const std::ptrdiff_t channels = image.extent(3);
      const bool are_channels_packed = image.stride(3) == 1 && grads.stride(3) == 1;
      if (image.extent(1) <= max_extent && image.extent(2) <= max_extent) {
        if (channels >= many_channels && are_channels_packed) {
          return detail::sum_strip_with<pixel_terms>(arguments, box, strip);
        }
        if (channels >= many_channels) return detail::sum_strip_with<block_terms>(arguments, box, strip);
        const std::ptrdiff_t row_size = grads.extent(2) * channels;
        // The stride of an axis of one element means nothing and may be anything.
        const bool are_grads_packed =
            (channels == 1 || grads.stride(3) == 1) && (grads.extent(2) == 1 || grads.stride(2) == channels);
        if (channels < many_channels && are_grads_packed && is_worth_a_gather_plan(strip.size(), row_size)) {
          return detail::sum_strip_with<scanline_terms>(arguments, box, strip);
        }
      }
    }
    return detail::sum_strip_scalar(arguments, box, strip);
  }
};
gradient_kernels gradient_kernels_of(tag);
