// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The terms of the gradient with regard to the boxes, for many channels: pixel by pixel.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/box_terms.inl>
#endif

/// The terms of one row of a chunk, for many channels, which are packed on both sides.
template <class T>
class pixel_terms {
 public:
  explicit pixel_terms(const grad_boxes_arguments<T>& arguments) noexcept : arguments_(arguments) {}

  CNR_DETAIL_NOINLINE bool prepare(const chunk_of_columns& chunk) noexcept {
    locate_taps(chunk.x, chunk.first, chunk.count, one_channel{}, chunk.count, taps_);
    first_ = chunk.first;
    count_ = static_cast<std::size_t>(chunk.count);
    return true;
  }

  CNR_DETAIL_NOINLINE void add(const grad_row<T>& row, chunk_sums& sums) const noexcept {
    const std::ptrdiff_t channels = arguments_.image.extent(3);
    const std::ptrdiff_t image_stride = arguments_.image.stride(2);
    const std::ptrdiff_t grads_stride = arguments_.grads.stride(2);
    const floats y_weight = broadcast(row.weight);
    vector_accumulators of_row(sums.row.data());
    for (std::size_t column = 0; column < count_; ++column) {
      const float* const grads = row.grads + (first_ + static_cast<std::ptrdiff_t>(column)) * grads_stride;
      const std::ptrdiff_t left = std::ptrdiff_t{taps_.tap[0][column]} * image_stride;
      const std::ptrdiff_t right = std::ptrdiff_t{taps_.tap[1][column]} * image_stride;
      const T* const top_left = row.top + left;
      const T* const top_right = row.top + right;
      const T* const bottom_left = row.bottom + left;
      const T* const bottom_right = row.bottom + right;
      const floats x_weight = broadcast(taps_.weight[column]);
      double* const due_to_x = &sums.column[column * static_cast<std::size_t>(accumulator_count)];
      vector_accumulators of_column(due_to_x);
      for_each_vector_of_numbers(channels, [&](auto first, std::ptrdiff_t at, auto count) noexcept {
        // A vector that is not whole ends with the pixel, and begins with channels of the one before it.
        const auto load_from = [=](const auto* pixel) noexcept {
          using element = std::decay_t<decltype(*pixel)>;
          return format<format_of<element>::value>::load(pixel + (at + count - width));
        };
        grad_terms terms =
            make_terms({load_from(top_left), load_from(top_right), load_from(bottom_left), load_from(bottom_right)},
                       x_weight, y_weight, load_from(grads));
        if (count < width) terms = {last_numbers(terms.along_y, count), last_numbers(terms.along_x, count)};
        of_row.template add<first()>(terms.along_y, count);
        of_column.template add<first()>(terms.along_x, count);
      });
      of_column.store(due_to_x);
    }
    of_row.store(sums.row.data());
  }

 private:
  const grad_boxes_arguments<T>& arguments_;
  std::ptrdiff_t first_ = 0;
  std::size_t count_ = 0;
  tap_table<vector_sampler<bilinear>, max_grad_columns> taps_;
};
