// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops by a filter, one output at a time: what the vector kernels compute for any strides, elements and filters, and
// for outputs that read more pixels than those have room for.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_FILTER_SCALAR_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_FILTER_SCALAR_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/forward/filter_sums.hpp>
#include <crop_and_resize/detail/forward/scalar.hpp>
#include <crop_and_resize/detail/geometry/crop_geometry.hpp>
#include <crop_and_resize/detail/geometry/filter_weights.hpp>
#include <crop_and_resize/detail/geometry/weight_table.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>
#include <crop_and_resize/element.hpp>

#include <array>
#include <cstddef>

CNR_DETAIL_NAMESPACE_BEGIN
CNR_DETAIL_BEGIN_UNFUSED

/// What an output reads along one axis.
template <class Weights>
struct weighted_pixels {
  index_range pixels;
  const Weights& weights;
};

/// One output: `first` is the element of its channel in row and column 0 of the image.
template <class T, class RowWeights, class ColumnWeights>
CNR_DETAIL_ALWAYS_INLINE float filter_output(const T* first, std::ptrdiff_t row_stride, std::ptrdiff_t column_stride,
                                             const weighted_pixels<RowWeights>& y,
                                             const weighted_pixels<ColumnWeights>& x) noexcept {
  return detail::sum_columns(x.pixels.size(), x.weights, [&](std::ptrdiff_t column) noexcept {
    const T* const top = first + y.pixels.begin * row_stride + (x.pixels.begin + column) * column_stride;
    return detail::sum_rows(y.pixels.size(), y.weights, [&](std::ptrdiff_t row) noexcept {
      return element_traits<T>::to_float(top[row * row_stride]);
    });
  });
}

/// One crop by a filter.
template <class Arguments, class Geometry>
class scalar_filter {
 public:
  scalar_filter(const Arguments& arguments, const Geometry& geometry) noexcept
      : arguments_(arguments),
        geometry_(geometry),
        y_(arguments.sampler, geometry.y),
        x_(arguments.sampler, geometry.x) {}

  void run() const noexcept {
    const clipped_range columns = geometry_.columns(0, geometry_.crop_width);
    detail::extrapolate_outside(arguments_, geometry_, columns);
    constexpr auto room = static_cast<double>(weight_table::max_weights);
    if (y_.max_pixels() <= room && x_.max_pixels() <= room) {
      run_by_tables(columns.inside);
    } else if (y_.max_pixels() + x_.max_pixels() <= static_cast<double>(max_weights)) {
      run_by_positions(columns.inside);
    } else {
      run_one_by_one(columns.inside);
    }
  }

 private:
  /// The most weights that a row and a column have together where these are kept: 32 KiB.
  static constexpr std::ptrdiff_t max_weights = 8192;

  using weights = filter_weights<typename Arguments::sampler_type>;

  /// All that is inside, a few rows and columns at a time.
  void run_by_tables(const index_range& columns) const noexcept {
    const index_range& rows = geometry_.rows.inside;
    constexpr std::ptrdiff_t capacity = weight_table::max_weights;
    std::array<float, static_cast<std::size_t>(2 * capacity)> room;
    weight_table x(room.data(), capacity);
    weight_table y(room.data() + capacity, capacity);
    for (std::ptrdiff_t first_column = columns.begin; first_column < columns.end; first_column += x.count()) {
      x.build(x_, first_column, columns.end, arguments_.image.extent(2));
      for (std::ptrdiff_t first_row = rows.begin; first_row < rows.end; first_row += y.count()) {
        y.build(y_, first_row, rows.end, arguments_.image.extent(1));
        for (std::ptrdiff_t i = 0; i < y.count(); ++i) {
          const float* const of_row = y.weights(i);
          for (std::ptrdiff_t j = 0; j < x.count(); ++j) {
            const float* const of_column = x.weights(j);
            run_output(first_row + i, first_column + j, weighted_pixels<const float*>{y.pixels(i), of_row},
                       weighted_pixels<const float*>{x.pixels(j), of_column});
          }
        }
      }
    }
  }

  /// Writes the weights of a position. Returns the pixels that have them.
  CNR_DETAIL_NOINLINE static index_range write_position(const weights& of, std::ptrdiff_t position,
                                                        float* numbers) noexcept {
    return of.write(position, of.pixels(position), numbers);
  }

  /// All that is inside, where a table would be too small, but not the weights of a row and a column. Those that are
  /// more are found once for all positions along the other axis.
  CNR_DETAIL_NOINLINE void run_by_positions(const index_range& columns) const noexcept {
    // One more for each, as max_pixels is rounded.
    std::array<float, static_cast<std::size_t>(max_weights + 2)> room;
    float* const of_rows = room.data();
    float* const of_columns = room.data() + (static_cast<std::ptrdiff_t>(y_.max_pixels()) + 1);
    const index_range& rows = geometry_.rows.inside;
    const bool are_rows_outer = y_.max_pixels() > x_.max_pixels();
    const index_range outer = are_rows_outer ? rows : columns;
    const index_range inner = are_rows_outer ? columns : rows;
    index_range y{0, 0};
    index_range x{0, 0};
    const auto locate = [&](bool is_row, std::ptrdiff_t position) noexcept {
      if (is_row) {
        y = write_position(y_, position, of_rows);
      } else {
        x = write_position(x_, position, of_columns);
      }
    };
    for (std::ptrdiff_t i = outer.begin; i < outer.end; ++i) {
      locate(are_rows_outer, i);
      for (std::ptrdiff_t j = inner.begin; j < inner.end; ++j) {
        locate(!are_rows_outer, j);
        run_output(are_rows_outer ? i : j, are_rows_outer ? j : i, weighted_pixels<const float*>{y, of_rows},
                   weighted_pixels<const float*>{x, of_columns});
      }
    }
  }

  /// All that is inside, where even these are too many. Weights are computed for each term.
  CNR_DETAIL_COLD void run_one_by_one(const index_range& columns) const noexcept {
    using each = typename weights::each;
    for (std::ptrdiff_t row = geometry_.rows.inside.begin; row < geometry_.rows.inside.end; ++row) {
      const each y(y_, row);
      for (std::ptrdiff_t column = columns.begin; column < columns.end; ++column) {
        const each x(x_, column);
        run_output(row, column, weighted_pixels<each>{y.pixels(), y}, weighted_pixels<each>{x.pixels(), x});
      }
    }
  }

  /// All channels of an output. Not inlined: two of the three loops have the same types.
  template <class RowWeights, class ColumnWeights>
  CNR_DETAIL_NOINLINE void run_output(std::ptrdiff_t row, std::ptrdiff_t column, const weighted_pixels<RowWeights>& y,
                                      const weighted_pixels<ColumnWeights>& x) const noexcept {
    const auto& image = arguments_.image;
    for (std::ptrdiff_t channel = 0; channel < image.extent(3); ++channel) {
      write(row, column, channel,
            detail::filter_output(geometry_.image + channel * image.stride(3), image.stride(1), image.stride(2), y, x));
    }
  }

  CNR_DETAIL_ALWAYS_INLINE void write(std::ptrdiff_t row, std::ptrdiff_t column, std::ptrdiff_t channel,
                                      float value) const noexcept {
    const auto& crops = arguments_.crops;
    arguments_.write(value, channel,
                     geometry_.crop + row * crops.stride(1) + column * crops.stride(2) + channel * crops.stride(3));
  }

  const Arguments& arguments_;
  const Geometry& geometry_;
  weights y_;
  weights x_;
};

/// The geometry of a box. Not inlined, so that all targets share it.
template <class Geometry, class Arguments>
CNR_DETAIL_NOINLINE Geometry geometry_of(const Arguments& arguments, std::ptrdiff_t box,
                                         const index_range& rows) noexcept {
  return {arguments, box, rows};
}

/// One crop by a filter. Not inlined, as resample_scalar.
template <class Arguments>
CNR_DETAIL_NOINLINE void filter_scalar(const Arguments& arguments, std::ptrdiff_t box,
                                       const index_range& rows) noexcept {
  using geometry = crop_geometry<typename Arguments::element_type, typename Arguments::output_type>;
  scalar_filter<Arguments, geometry>(arguments, geometry(arguments, box, rows)).run();
}

namespace scalar {

/// The scalar loops for filters, as those of a target.
struct filter_kernels {
  /// The tasks in `numbers`.
  template <class Arguments>
  static void resample(const Arguments& arguments, const partition& tasks, const index_range& numbers) noexcept {
    for_each_box(tasks, numbers, [&](std::ptrdiff_t box, const index_range& rows) noexcept {
      detail::filter_scalar(arguments, box, rows);
    });
  }
};
filter_kernels filter_kernels_of(tag);

}  // namespace scalar

CNR_DETAIL_END_UNFUSED
CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_FILTER_SCALAR_HPP
