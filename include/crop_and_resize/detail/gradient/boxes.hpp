// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The scalar loops of the gradient with regard to the boxes, and the order in which terms are added. The order is the
// same for all targets and executors, so the sums are equal to the last bit.
//
// Every term is computed in float, as in TensorFlow, and added in double. The rows of a crop are cut into strips, whose
// sums are added in order. The columns of a strip that are on the image are cut into chunks. Each column of a chunk has
// column sums: one for each channel, or with many channels accumulator_count of them, which channels use in turn. All
// column sums of a chunk are numbered. A term due to x is added to its column sum. A term due to y is added to one of
// the accumulators of its row, the one with the number of the column sum modulo accumulator_count.

#ifndef CROP_AND_RESIZE_DETAIL_GRADIENT_BOXES_HPP
#define CROP_AND_RESIZE_DETAIL_GRADIENT_BOXES_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/column_offsets.hpp>
#include <crop_and_resize/detail/geometry/crop_geometry.hpp>
#include <crop_and_resize/detail/parallel/even_split.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN

/// The validated arguments of a call.
template <class T>
struct grad_boxes_arguments {
  image_view<float> grads;  // [num_boxes, crop_height, crop_width, channels]
  image_view<T> image;
  boxes_view boxes;
  box_indices_view box_indices;
  tensor_view<float, 2> grad_boxes;
};

// The numbers that fix the order. Other numbers give other roundings.

constexpr std::ptrdiff_t accumulator_count = 8;
constexpr std::ptrdiff_t max_column_sums = 320;  // the most of a chunk
constexpr std::ptrdiff_t max_strips = 16;        // of a crop

/// From so many channels on, channels share column sums.
constexpr std::ptrdiff_t many_channels = 16;

constexpr std::ptrdiff_t sums_per_column(std::ptrdiff_t channels) noexcept {
  return channels < many_channels ? channels : accumulator_count;
}

/// A multiple of accumulator_count, so that each chunk begins with accumulator 0.
constexpr std::ptrdiff_t columns_of_chunk(std::ptrdiff_t channels) noexcept {
  return max_column_sums / sums_per_column(channels) / accumulator_count * accumulator_count;
}

/// The strips of a crop, of 16 rows or more. Precondition: crop_height >= 1.
constexpr even_split strips_of_crop(std::ptrdiff_t crop_height) noexcept {
  return {crop_height, maximum(16, divide_up(crop_height, max_strips))};
}

using accumulators = std::array<double, static_cast<std::size_t>(accumulator_count)>;

/// Sums of the terms of a chunk.
struct chunk_sums {
  alignas(64) accumulators row;  // of one row, due to y
  // Due to x, of all rows so far. Vector kernels add zeros to numbers after the last one.
  alignas(64) std::array<double, static_cast<std::size_t>(max_column_sums + 2 * accumulator_count)> column;
};

/// The derivatives of a crop's coordinates with regard to its box's bounds.
class coordinate_derivatives {
 public:
  /// The formulas, their types and their order are those of TensorFlow's CPU kernel (crop_and_resize_op.cc).
  coordinate_derivatives(std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent) noexcept
      : is_single_(crop_extent == 1),
        middle_(0.5 * static_cast<double>(image_extent - 1)),
        last_(static_cast<float>(image_extent - 1)),
        ratio_(is_single_ ? 0 : last_ / static_cast<float>(crop_extent - 1)) {}

  /// By y1 or x1, the bound at position 0.
  double by_first(std::ptrdiff_t position) const noexcept {
    return is_single_ ? middle_ : static_cast<double>(last_ - distance(position));
  }
  /// By y2 or x2, the other bound.
  double by_second(std::ptrdiff_t position) const noexcept {
    return is_single_ ? middle_ : static_cast<double>(distance(position));
  }

 private:
  float distance(std::ptrdiff_t position) const noexcept {
    return unfused_multiply(static_cast<float>(position), ratio_);
  }

  bool is_single_;
  double middle_;
  float last_;
  float ratio_;
};

/// One row of a crop: the rows of the image that it reads, and its gradients.
template <class T>
struct grad_row {
  const T* top;
  const T* bottom;
  float weight;        // between them
  const float* grads;  // of column 0
};

/// Columns of a crop that are on the image.
struct chunk_of_columns {
  const axis& x;
  std::ptrdiff_t first;
  std::ptrdiff_t count;
};

CNR_DETAIL_BEGIN_UNFUSED

/// a * (1 - weight) + b * weight, each step rounded. bilinear::mix rounds differently.
CNR_DETAIL_ALWAYS_INLINE float weighted_sum(float a, float b, float weight) noexcept {
  return detail::multiply_in_unfused_region(1 - weight, a) + detail::multiply_in_unfused_region(weight, b);
}

/// Adds the terms of one pixel of a crop.
/// @param grads   of its channels
/// @param number  of its first column sum
/// @param sums_of_row, sums_of_columns  accumulators of the row, and the column sums of the chunk
template <class T>
CNR_DETAIL_ALWAYS_INLINE void add_terms_of_pixel(const grad_boxes_arguments<T>& arguments, const grad_row<T>& row,
                                                 const tap_offsets<bilinear>& x, const float* grads,
                                                 std::ptrdiff_t number, double* sums_of_row,
                                                 double* sums_of_columns) noexcept {
  const std::ptrdiff_t channels = arguments.image.extent(3);
  const std::ptrdiff_t per_column = sums_per_column(channels);
  std::ptrdiff_t in_column = 0;  // channel % per_column
  for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
    const std::ptrdiff_t offset = channel * arguments.image.stride(3);
    const auto read = [&](const T* from, std::size_t tap) noexcept {
      return element_traits<T>::to_float(from[x.offset[tap] + offset]);
    };
    const float top_left = read(row.top, 0);
    const float top_right = read(row.top, 1);
    const float bottom_left = read(row.bottom, 0);
    const float bottom_right = read(row.bottom, 1);
    const float grad = grads[channel * arguments.grads.stride(3)];
    const float along_y = weighted_sum(bottom_left - top_left, bottom_right - top_right, x.weight) * grad;
    const float along_x = weighted_sum(top_right - top_left, bottom_right - bottom_left, row.weight) * grad;
    const auto at = static_cast<std::size_t>(number + in_column);
    in_column = in_column + 1 < per_column ? in_column + 1 : 0;
    sums_of_row[at % accumulator_count] += static_cast<double>(along_y);
    sums_of_columns[at] += static_cast<double>(along_x);
  }
}

/// The terms of one row of a chunk, for any element type and strides.
template <class T>
class scalar_terms {
 public:
  explicit scalar_terms(const grad_boxes_arguments<T>& arguments) noexcept : arguments_(arguments) {}

  /// Must be called once, before `add`. False if this class cannot compute the chunk's terms; here always true.
  bool prepare(const chunk_of_columns& chunk) noexcept {
    const index_range columns{chunk.first, chunk.first + chunk.count};
    columns_.build({}, chunk.x, arguments_.image.extent(2), arguments_.image.stride(2), {columns, columns});
    first_ = chunk.first;
    return true;
  }

  /// Adds the terms of one row.
  void add(const grad_row<T>& row, chunk_sums& sums) const noexcept {
    const std::ptrdiff_t per_column = sums_per_column(arguments_.image.extent(3));
    const float* const grads = row.grads + first_ * arguments_.grads.stride(2);
    for (std::ptrdiff_t column = columns_.begin(); column < columns_.end(); ++column) {
      detail::add_terms_of_pixel(arguments_, row, columns_[column], grads + column * arguments_.grads.stride(2),
                                 column * per_column, sums.row.data(), sums.column.data());
    }
  }

 private:
  const grad_boxes_arguments<T>& arguments_;
  std::ptrdiff_t first_ = 0;
  column_offsets<bilinear> columns_;
};

static_assert(columns_of_chunk(1) <= column_offsets<bilinear>::capacity, "offsets of a chunk's columns fit");

/// Sums for y1, x1, y2 and x2.
using bound_sums = std::array<double, 4>;

inline double sum_of(const accumulators& sums) noexcept {
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

/// What the kernels need to know of one box.
template <class T>
class box_geometry {
 public:
  box_geometry(const grad_boxes_arguments<T>& arguments, std::ptrdiff_t box) noexcept
      : x_(axis::of_box_gradient(arguments.boxes(box, 1), arguments.boxes(box, 3), arguments.image.extent(2),
                                 arguments.grads.extent(2))),
        y_(axis::of_box_gradient(arguments.boxes(box, 0), arguments.boxes(box, 2), arguments.image.extent(1),
                                 arguments.grads.extent(1))),
        arguments_(arguments),
        image_(arguments.image.data() + arguments.box_indices(box) * arguments.image.stride(0)),
        grads_(arguments.grads.data() + box * arguments.grads.stride(0)) {}

  /// Precondition: the row is on the image.
  grad_row<T> row(std::ptrdiff_t position) const noexcept {
    const auto taps =
        tap_offsets_at(bilinear{}, y_, y_.coordinate(position), arguments_.image.extent(1), arguments_.image.stride(1));
    return {image_ + taps.offset[0], image_ + taps.offset[1], taps.weight,
            grads_ + position * arguments_.grads.stride(1)};
  }

  const axis& x() const noexcept { return x_; }
  const axis& y() const noexcept { return y_; }

 private:
  axis x_;
  axis y_;
  const grad_boxes_arguments<T>& arguments_;
  const T* image_;
  const float* grads_;
};

/// An object that is prepared for a chunk, such as scalar_terms, and how it adds the terms of a row.
template <class T>
struct prepared_terms {
  const void* object;
  void (*add)(const void* object, const grad_row<T>& row, chunk_sums& sums) noexcept;
};

template <class T, class Terms>
void add_terms_of_row(const void* object, const grad_row<T>& row, chunk_sums& sums) noexcept {
  static_cast<const Terms*>(object)->add(row, sums);
}

/// Adds the sums of one chunk over `rows`, which are on the image.
///
/// Not inlined: in a kernel whose target has FMA, products of detail::multiply_in_unfused_region may be fused with
/// sums.
template <class T>
CNR_DETAIL_NOINLINE void sum_chunk(const grad_boxes_arguments<T>& arguments, const box_geometry<T>& of_box,
                                   const index_range& rows, const chunk_of_columns& chunk,
                                   const prepared_terms<T>& terms, std::array<accumulators, 4>& sums) noexcept {
  const coordinate_derivatives y_derivatives(arguments.image.extent(1), arguments.grads.extent(1));
  const coordinate_derivatives x_derivatives(arguments.image.extent(2), arguments.grads.extent(2));
  const std::ptrdiff_t per_column = sums_per_column(arguments.image.extent(3));
  chunk_sums of_chunk;
  const auto used = static_cast<std::size_t>(chunk.count * per_column + 2 * accumulator_count);
  for (std::size_t i = 0; i < used; ++i) of_chunk.column[i] = 0;
  for (std::ptrdiff_t row = rows.begin; row < rows.end; ++row) {
    of_chunk.row.fill(0);
    terms.add(terms.object, of_box.row(row), of_chunk);
    const double first = y_derivatives.by_first(row);
    const double second = y_derivatives.by_second(row);
    for (std::size_t i = 0; i < accumulator_count; ++i) {
      sums[0][i] += detail::multiply_in_unfused_region(of_chunk.row[i], first);
      sums[2][i] += detail::multiply_in_unfused_region(of_chunk.row[i], second);
    }
  }
  std::size_t number = 0;
  for (std::ptrdiff_t column = 0; column < chunk.count; ++column) {
    const double first = x_derivatives.by_first(chunk.first + column);
    const double second = x_derivatives.by_second(chunk.first + column);
    for (std::ptrdiff_t i = 0; i < per_column; ++i, ++number) {
      sums[1][number % accumulator_count] += detail::multiply_in_unfused_region(of_chunk.column[number], first);
      sums[3][number % accumulator_count] += detail::multiply_in_unfused_region(of_chunk.column[number], second);
    }
  }
}

CNR_DETAIL_END_UNFUSED

/// The sums of one strip of the crop of `box`. The scalar loops compute the chunks that `Terms` cannot.
template <template <class> class Terms, class T>
bound_sums sum_strip_with(const grad_boxes_arguments<T>& arguments, std::ptrdiff_t box,
                          const index_range& strip) noexcept {
  if (arguments.image.extent(3) == 0) return {};
  const box_geometry<T> of_box(arguments, box);
  const auto [top, bottom] = of_box.y().inside(arguments.grads.extent(1));
  const auto [left, right] = of_box.x().inside(arguments.grads.extent(2));
  const index_range rows{maximum(strip.begin, top), minimum(strip.end, bottom)};
  if (rows.begin >= rows.end) return {};
  std::array<accumulators, 4> sums{};
  const std::ptrdiff_t step = columns_of_chunk(arguments.image.extent(3));
  for (std::ptrdiff_t first = left; first < right; first += step) {
    const chunk_of_columns chunk{of_box.x(), first, minimum(right - first, step)};
    Terms<T> terms(arguments);
    if (terms.prepare(chunk)) {
      detail::sum_chunk(arguments, of_box, rows, chunk, {&terms, add_terms_of_row<T, Terms<T>>}, sums);
    } else {
      scalar_terms<T> scalar(arguments);
      scalar.prepare(chunk);
      detail::sum_chunk(arguments, of_box, rows, chunk, {&scalar, add_terms_of_row<T, scalar_terms<T>>}, sums);
    }
  }
  return {{sum_of(sums[0]), sum_of(sums[1]), sum_of(sums[2]), sum_of(sums[3])}};
}

/// The sums of one strip of the crop of `box`, with scalar loops.
///
/// Not inlined, for the reasons of resample_scalar.
template <class T>
CNR_DETAIL_NOINLINE bound_sums sum_strip_scalar(const grad_boxes_arguments<T>& arguments, std::ptrdiff_t box,
                                                const index_range& strip) noexcept {
  return detail::sum_strip_with<scalar_terms>(arguments, box, strip);
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GRADIENT_BOXES_HPP
