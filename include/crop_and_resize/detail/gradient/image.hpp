// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The scalar loops of the gradient with regard to the image, for any element type and strides, and what the vector
// kernels share with them.
//
// An element gets its increments in TensorFlow's order: box by box, of a box row by row, of a row column by column, and
// of a pixel top left, top right, bottom left, bottom right. A task computes a range of image rows and goes through all
// boxes for it. Such ranges share no element, so tasks may run at the same time. Increments to different rows, or to
// different channels, may be computed in any order.

#ifndef CROP_AND_RESIZE_DETAIL_GRADIENT_IMAGE_HPP
#define CROP_AND_RESIZE_DETAIL_GRADIENT_IMAGE_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/base/unroll.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/column_offsets.hpp>
#include <crop_and_resize/detail/geometry/crop_geometry.hpp>
#include <crop_and_resize/detail/gradient/increment.hpp>
#include <crop_and_resize/detail/gradient/scatter_geometry.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN

/// Whether a plan saves more time than it takes, for a crop of few channels. The scalar loops take ten times as long
/// for elements of 16 bits as for others. Measured: see benchmarks/README.md.
template <class G>
constexpr bool is_worth_a_plan(std::ptrdiff_t rows, std::ptrdiff_t columns, std::ptrdiff_t channels) noexcept {
  return sizeof(G) == 2 || (rows >= 12 && columns >= (channels > 4 ? 14 : 20));
}

CNR_DETAIL_BEGIN_UNFUSED

/// Adds the gradients of a pixel of a crop to `RowCount` rows of an image.
/// @param channels  how many, from the one that `to` and `grads` begin with
template <std::ptrdiff_t RowCount, class G, class Sampler>
CNR_DETAIL_ALWAYS_INLINE void scatter_pixel(const grad_image_arguments<G, Sampler>& arguments,
                                            const reached_rows<G, Sampler>& to, const tap_offsets<Sampler>& x,
                                            std::ptrdiff_t channels, const float* grads) noexcept {
  constexpr constant<taps_of<Sampler>::count> each_tap{};
  const std::ptrdiff_t channel_stride = arguments.grads.stride(3);
  const std::ptrdiff_t image_stride = arguments.grad_image.stride(3);
  const auto x_share = shares(arguments.sampler, x.weight);
  // Numbers, not pointers: the stride of a single channel may be anything, and is added once as well.
  std::ptrdiff_t from = 0;
  std::ptrdiff_t offset = 0;
  for (std::ptrdiff_t channel = 0; channel < channels; ++channel, from += channel_stride, offset += image_stride) {
    for_each_index(constant<RowCount>{}, [&](std::ptrdiff_t number) noexcept {
      const auto row = static_cast<std::size_t>(number);
      const float of_row = to.share[row] * grads[from];
      for_each_index(each_tap, [&](std::ptrdiff_t tap) noexcept {
        const auto at = static_cast<std::size_t>(tap);
        detail::add_increment(to.row[row][x.offset[at] + offset],
                              detail::multiply_in_unfused_region(x_share[at], of_row));
      });
    });
  }
}

/// Adds the gradients of some columns of a row of a crop to `RowCount` rows of the image.
/// @param channels  how many, from the one that `reached` and `grads` begin with
/// @param grads     the gradient of column 0 of `columns`
template <std::ptrdiff_t RowCount, class G, class Sampler>
void scatter_columns(const grad_image_arguments<G, Sampler>& arguments, const reached_rows<G, Sampler>& reached,
                     const column_offsets<Sampler>& columns, std::ptrdiff_t channels, const float* grads) noexcept {
  // Copies, as elements might be stored over these for all that the compiler knows.
  const grad_image_arguments<G, Sampler> call = arguments;
  const reached_rows<G, Sampler> to = reached;
  const std::ptrdiff_t end = columns.end();
  for (std::ptrdiff_t column = columns.begin(); column < end; ++column) {
    const tap_offsets<Sampler> x = columns[column];
    detail::scatter_pixel<RowCount>(call, to, x, channels, grads + column * call.grads.stride(2));
  }
}

/// Whether elements of more channels than a cache has ways share few of its sets, so that each evicts another: those of
/// planes whose size is a multiple of 4 KiB, which is 64 sets of 64 bytes.
template <class T>
bool share_cache_sets(const tensor_view<T, 4>& view) noexcept {
  constexpr std::ptrdiff_t ways = 8;
  constexpr std::ptrdiff_t elements_of_page = 4096 / static_cast<std::ptrdiff_t>(sizeof(T));
  return view.extent(3) > ways && view.stride(3) % elements_of_page == 0;
}

/// Adds the gradients of the first `channels` channels of one box, whatever the strides.
///
/// Not inlined, for the reasons of resample_scalar.
template <class G, class Sampler>
CNR_DETAIL_NOINLINE void scatter_channels(const scatter_geometry<G, Sampler>& of_box,
                                          std::ptrdiff_t channels) noexcept {
  const grad_image_arguments<G, Sampler>& arguments = of_box.arguments;
  const image_view<float>& grads = arguments.grads;
  const tensor_view<G, 4>& grad_image = arguments.grad_image;
  const index_range inside = of_box.x.inside(grads.extent(2));
  column_offsets<Sampler> columns;
  for (std::ptrdiff_t row = of_box.rows.begin; row < of_box.rows.end; ++row) {
    const reached_rows<G, Sampler> reached =
        detail::find_reached_rows(arguments, of_box.y, of_box.image, row, of_box.image_rows);
    // Rows are the outer loop, as their order counts. If `columns` has room for all of them, it is built once.
    for (std::ptrdiff_t first = 0; first < grads.extent(2); first += columns.capacity) {
      if (row == of_box.rows.begin || grads.extent(2) > columns.capacity) {
        columns.build(arguments.sampler, of_box.x, grad_image.extent(2), grad_image.stride(2),
                      clip({first, minimum(first + columns.capacity, grads.extent(2))}, inside));
      }
      const float* const from = of_box.crop + row * grads.stride(1) + first * grads.stride(2);
      if (reached.count == 1) {
        detail::scatter_columns<1>(arguments, reached, columns, channels, from);
      } else if (reached.count == 2) {
        detail::scatter_columns<taps_of<Sampler>::count>(arguments, reached, columns, channels, from);
      }
    }
  }
}

/// Adds the gradients of one box, whatever the strides.
template <class G, class Sampler>
void scatter_scalar(const scatter_geometry<G, Sampler>& of_box) noexcept {
  const image_view<float>& grads = of_box.arguments.grads;
  const tensor_view<G, 4>& grad_image = of_box.arguments.grad_image;
  if (!detail::share_cache_sets(grad_image)) return detail::scatter_channels(of_box, grads.extent(3));
  for (std::ptrdiff_t channel = 0; channel < grads.extent(3); ++channel) {
    scatter_geometry<G, Sampler> of_channel = of_box;
    of_channel.image += channel * grad_image.stride(3);
    of_channel.crop += channel * grads.stride(3);
    detail::scatter_channels(of_channel, 1);
  }
}

/// Adds the gradients of all boxes to rows of a batch of images, numbered through it, for crops of few elements.
/// Setting up a box takes most of its time. So boxes are located together, and no columns are kept in a table.
template <class G, class Sampler>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): loops within loops, in the order of memory
CNR_DETAIL_NOINLINE void scatter_small(const grad_image_arguments<G, Sampler>& arguments,
                                       const index_range& rows) noexcept {
  const grad_image_arguments<G, Sampler> call = arguments;  // a copy, which stores to the image do not change
  const image_view<float>& grads = call.grads;
  const tensor_view<G, 4>& grad_image = call.grad_image;
  const std::ptrdiff_t height = grad_image.extent(1);
  const std::ptrdiff_t channels = grads.extent(3);
  const small_crops of(call.boxes, {}, grad_image.extents(), grads.extents());
  // Those of no box: they only clamp.
  const axis y_of_any(0, 0, height, 1);
  const axis x_of_any(0, 0, grad_image.extent(2), 1);
  std::array<float, static_cast<std::size_t>(small_crops::capacity)> all_rows;
  std::array<float, static_cast<std::size_t>(small_crops::capacity)> all_columns;
  for (std::ptrdiff_t first = 0; first < grads.extent(0); first += of.at_once) {
    const index_range boxes{first, minimum(first + of.at_once, grads.extent(0))};
    detail::locate_small_grads(of, boxes, false, all_rows.data(), all_columns.data());
    const float* y = all_rows.data();
    const float* x = all_columns.data();
    for (std::ptrdiff_t box = boxes.begin; box < boxes.end; ++box, y += of.height, x += of.width) {
      const std::ptrdiff_t number = call.box_indices(box);
      const index_range image_rows{rows.begin - number * height, rows.end - number * height};
      G* const image = grad_image.data() + number * grad_image.stride(0);
      for (std::ptrdiff_t i = 0; i < of.height; ++i) {
        if (y[i] < 0) continue;
        const reached_rows<G, Sampler> reached = detail::rows_reached_from(call, y_of_any, image, y[i], image_rows);
        const float* const row = grads.data() + box * grads.stride(0) + i * grads.stride(1);
        for (std::ptrdiff_t j = 0; j < of.width; ++j) {
          if (x[j] < 0) continue;
          const auto column =
              detail::tap_offsets_at(call.sampler, x_of_any, x[j], grad_image.extent(2), grad_image.stride(2));
          if (reached.count == taps_of<Sampler>::count) {
            detail::scatter_pixel<taps_of<Sampler>::count>(call, reached, column, channels, row + j * grads.stride(2));
          } else if (reached.count == 1) {
            detail::scatter_pixel<1>(call, reached, column, channels, row + j * grads.stride(2));
          }
        }
      }
    }
  }
}

CNR_DETAIL_END_UNFUSED
CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GRADIENT_IMAGE_HPP
