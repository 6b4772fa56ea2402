// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Where the gradients of one box are added to the image, of whose rows a task computes some: which rows of the crop
// reach these, and which shares of a gradient they get.

#ifndef CROP_AND_RESIZE_DETAIL_GRADIENT_SCATTER_GEOMETRY_HPP
#define CROP_AND_RESIZE_DETAIL_GRADIENT_SCATTER_GEOMETRY_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/column_offsets.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN

/// The validated arguments of a call.
template <class G, class Sampler>
struct grad_image_arguments {
  image_view<float> grads;  // [num_boxes, crop_height, crop_width, channels]
  boxes_view boxes;
  box_indices_view box_indices;
  tensor_view<G, 4> grad_image;
  Sampler sampler;
};

/// The shares of a gradient that the taps of its position along an axis get.
CNR_DETAIL_ALWAYS_INLINE std::array<float, 2> shares(const bilinear& /*sampler*/, float weight) noexcept {
  return {{1 - weight, weight}};
}
CNR_DETAIL_ALWAYS_INLINE std::array<float, 1> shares(const nearest& /*sampler*/, no_weight /*weight*/) noexcept {
  return {{1}};
}

/// The positions among `all` that have a tap in `wanted`, which is not empty. O(log size of `all`).
/// @param falls                    whether taps fall from one position to the next
/// @param lowest_tap, highest_tap  functions of a position
template <class LowestTap, class HighestTap>
index_range range_that_reaches(const index_range& wanted, bool falls, const index_range& all,
                               const LowestTap& lowest_tap, const HighestTap& highest_tap) noexcept {
  const auto is_below = [&](std::ptrdiff_t i) noexcept { return highest_tap(i) < wanted.begin; };
  const auto is_above = [&](std::ptrdiff_t i) noexcept { return lowest_tap(i) >= wanted.end; };
  if (falls) {
    const std::ptrdiff_t begin = partition_point(all.begin, all.end, is_above);
    return {begin, partition_point(begin, all.end, [&](std::ptrdiff_t i) noexcept { return !is_below(i); })};
  }
  const std::ptrdiff_t begin = partition_point(all.begin, all.end, is_below);
  return {begin, partition_point(begin, all.end, [&](std::ptrdiff_t i) noexcept { return !is_above(i); })};
}

/// The positions of a crop that have a tap in `wanted`, which is not empty. O(log crop_extent).
template <class Sampler>
index_range positions_that_reach(const index_range& wanted, const Sampler& sampler, const axis& along,
                                 std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent) noexcept {
  const auto taps_of_position = [&](std::ptrdiff_t i) noexcept {
    return sampler.locate(along.coordinate(i), image_extent).index;
  };
  return range_that_reaches(
      wanted, along.falls(), along.inside(crop_extent),
      [&](std::ptrdiff_t i) noexcept { return along.clamped(taps_of_position(i).front()); },
      [&](std::ptrdiff_t i) noexcept { return along.clamped(taps_of_position(i).back()); });
}

/// What the kernels need to know of one box and of the rows of its image that a task computes, of which there are some.
template <class G, class Sampler>
struct scatter_geometry {
  scatter_geometry(const grad_image_arguments<G, Sampler>& call, std::ptrdiff_t n,
                   const index_range& rows_of_image) noexcept
      : arguments(call),
        box(n),
        image_rows(rows_of_image),
        y(call.boxes(n, 0), call.boxes(n, 2), call.grad_image.extent(1), call.grads.extent(1)),
        x(call.boxes(n, 1), call.boxes(n, 3), call.grad_image.extent(2), call.grads.extent(2)),
        rows(positions_that_reach(image_rows, call.sampler, y, call.grad_image.extent(1), call.grads.extent(1))),
        image(call.grad_image.data() + call.box_indices(n) * call.grad_image.stride(0)),
        crop(call.grads.data() + n * call.grads.stride(0)) {}

  const grad_image_arguments<G, Sampler>& arguments;
  std::ptrdiff_t box;
  index_range image_rows;
  axis y;
  axis x;
  index_range rows;   // of the crop, those that reach image_rows
  G* image;           // element (0, 0, 0) of the box's image
  const float* crop;  // element (0, 0, 0) of the box's gradients
};

/// The rows of an image that one row of a crop reaches, and the shares of its gradients that they get.
template <class G, class Sampler>
struct reached_rows {
  std::size_t count = 0;
  std::array<G*, taps_of<Sampler>::count> row{};
  std::array<float, taps_of<Sampler>::count> share{};
};

/// The rows among `image_rows` that a coordinate on the image reaches.
/// @param y      the box's rows; used only to clamp taps to the image
/// @param image  element (0, 0, 0) of the box's image
template <class G, class Sampler>
CNR_DETAIL_ALWAYS_INLINE reached_rows<G, Sampler> rows_reached_from(const grad_image_arguments<G, Sampler>& arguments,
                                                                    const axis& y, G* image, float coordinate,
                                                                    const index_range& image_rows) noexcept {
  const auto located = arguments.sampler.locate(coordinate, arguments.grad_image.extent(1));
  const auto share = shares(arguments.sampler, located.weight);
  reached_rows<G, Sampler> reached;
  for (std::size_t tap = 0; tap < share.size(); ++tap) {
    const std::ptrdiff_t index = y.clamped(located.index[tap]);
    if (index < image_rows.begin || index >= image_rows.end) continue;
    reached.row[reached.count] = image + index * arguments.grad_image.stride(1);
    reached.share[reached.count] = share[tap];
    ++reached.count;
  }
  return reached;
}

/// The rows among `image_rows` that row `row` of a crop reaches. At least one, unless flags or a rounding mode void the
/// promise of bytes.
/// @param image  element (0, 0, 0) of the box's image
/// @param row    is on the image
template <class G, class Sampler>
reached_rows<G, Sampler> find_reached_rows(const grad_image_arguments<G, Sampler>& arguments, const axis& y, G* image,
                                           std::ptrdiff_t row, const index_range& image_rows) noexcept {
  return detail::rows_reached_from(arguments, y, image, y.coordinate(row), image_rows);
}

/// Calls `function` with the scatter_geometry of each box that has rows of its image among `rows`, in order. Rows are
/// numbered through the batch.
template <class G, class Sampler, class Function>
CNR_DETAIL_ALWAYS_INLINE void for_each_box_with(const grad_image_arguments<G, Sampler>& arguments,
                                                const index_range& rows, const Function& function) noexcept {
  const std::ptrdiff_t height = arguments.grad_image.extent(1);
  for (std::ptrdiff_t box = 0; box < arguments.boxes.extent(0); ++box) {
    const std::ptrdiff_t first_of_image = arguments.box_indices(box) * height;
    const index_range image_rows{maximum(rows.begin - first_of_image, 0), minimum(rows.end - first_of_image, height)};
    if (image_rows.begin < image_rows.end) function(scatter_geometry<G, Sampler>(arguments, box, image_rows));
  }
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GRADIENT_SCATTER_GEOMETRY_HPP
