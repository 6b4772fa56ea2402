// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The gradient with regard to boxes whose crops have few gradients, which are located together. The sums are those of
// boxes.hpp.

#ifndef CROP_AND_RESIZE_DETAIL_GRADIENT_SMALL_BOXES_HPP
#define CROP_AND_RESIZE_DETAIL_GRADIENT_SMALL_BOXES_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/column_offsets.hpp>
#include <crop_and_resize/detail/geometry/crop_geometry.hpp>
#include <crop_and_resize/detail/gradient/boxes.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN
CNR_DETAIL_BEGIN_UNFUSED

/// The most gradients of a crop whose boxes are located together.
constexpr std::ptrdiff_t max_small_grads = small_crops::capacity;

/// Whether a call is for write_small_grad_boxes.
template <class T>
bool are_small_grads(const grad_boxes_arguments<T>& arguments) noexcept {
  const std::ptrdiff_t channels = arguments.image.extent(3);
  return channels > 0 && channels < many_channels && strips_of_crop(arguments.grads.extent(1)).count() == 1 &&
         small_crops::have_at_most(max_small_grads, arguments.grads.extents());
}

/// Writes the gradients of boxes whose crops have few gradients, of fewer than many_channels channels, and are one
/// strip and one chunk. Setting up a box takes most of its time. So boxes are located together, and what all of them
/// share is set up once. The sums are those of sum_chunk.
template <class T>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): loops within loops, in the order of memory
CNR_DETAIL_NOINLINE void write_small_grad_boxes(const grad_boxes_arguments<T>& arguments,
                                                const index_range& all) noexcept {
  const grad_boxes_arguments<T> call = arguments;  // a copy, which stores do not change
  const image_view<T>& image = call.image;
  const image_view<float>& grads = call.grads;
  const std::ptrdiff_t channels = image.extent(3);
  const small_crops of(call.boxes, {}, image.extents(), grads.extents());
  const coordinate_derivatives y_derivatives(of.image_height, of.height);
  const coordinate_derivatives x_derivatives(of.image_width, of.width);
  // Those of no box: they only clamp.
  const axis y_of_any(0, 0, of.image_height, 1);
  const axis x_of_any(0, 0, of.image_width, 1);
  std::array<float, static_cast<std::size_t>(small_crops::capacity)> all_rows;
  std::array<float, static_cast<std::size_t>(small_crops::capacity)> all_columns;
  std::array<tap_offsets<bilinear>, static_cast<std::size_t>(small_crops::capacity)> taps;
  std::array<double, static_cast<std::size_t>(max_small_grads)> x_sums;
  for (std::ptrdiff_t first = all.begin; first < all.end; first += of.at_once) {
    const index_range boxes{first, minimum(first + of.at_once, all.end)};
    detail::locate_small_grads(of, boxes, true, all_rows.data(), all_columns.data());
    const float* y = all_rows.data();
    const float* x = all_columns.data();
    for (std::ptrdiff_t box = boxes.begin; box < boxes.end; ++box, y += of.height, x += of.width) {
      // The columns that are inside have no gaps between them.
      std::ptrdiff_t left = 0;
      while (left < of.width && x[left] < 0) ++left;
      std::ptrdiff_t right = left;
      for (; right < of.width && !(x[right] < 0); ++right) {
        taps[static_cast<std::size_t>(right)] =
            detail::tap_offsets_at(bilinear{}, x_of_any, x[right], of.image_width, image.stride(2));
      }
      const auto count = static_cast<std::size_t>((right - left) * channels);  // of column sums
      const std::size_t used = count < accumulator_count ? count : accumulator_count;
      for (std::size_t i = 0; i < count; ++i) x_sums[i] = 0;
      accumulators y1{};
      accumulators x1{};
      accumulators y2{};
      accumulators x2{};
      const T* const from = image.data() + call.box_indices(box) * image.stride(0);
      for (std::ptrdiff_t i = 0; i < of.height; ++i) {
        if (y[i] < 0) continue;
        const auto tap = detail::tap_offsets_at(bilinear{}, y_of_any, y[i], of.image_height, image.stride(1));
        const grad_row<T> row{from + tap.offset[0], from + tap.offset[1], tap.weight,
                              grads.data() + box * grads.stride(0) + i * grads.stride(1)};
        accumulators y_sums{};
        for (std::ptrdiff_t j = left; j < right; ++j) {
          detail::add_terms_of_pixel(call, row, taps[static_cast<std::size_t>(j)], row.grads + j * grads.stride(2),
                                     (j - left) * channels, y_sums.data(), x_sums.data());
        }
        const double by_first = y_derivatives.by_first(i);
        const double by_second = y_derivatives.by_second(i);
        for (std::size_t n = 0; n < used; ++n) {
          y1[n] += detail::multiply_in_unfused_region(y_sums[n], by_first);
          y2[n] += detail::multiply_in_unfused_region(y_sums[n], by_second);
        }
      }
      std::size_t number = 0;
      for (std::ptrdiff_t j = left; j < right; ++j) {
        const double by_first = x_derivatives.by_first(j);
        const double by_second = x_derivatives.by_second(j);
        for (std::ptrdiff_t i = 0; i < channels; ++i, ++number) {
          x1[number % accumulator_count] += detail::multiply_in_unfused_region(x_sums[number], by_first);
          x2[number % accumulator_count] += detail::multiply_in_unfused_region(x_sums[number], by_second);
        }
      }
      call.grad_boxes(box, 0) = static_cast<float>(sum_of(y1));
      call.grad_boxes(box, 1) = static_cast<float>(sum_of(x1));
      call.grad_boxes(box, 2) = static_cast<float>(sum_of(y2));
      call.grad_boxes(box, 3) = static_cast<float>(sum_of(x2));
    }
  }
}

CNR_DETAIL_END_UNFUSED
CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GRADIENT_SMALL_BOXES_HPP
