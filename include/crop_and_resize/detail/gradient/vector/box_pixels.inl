// SPDX-License-Identifier: MIT
//
// Rows of terms of many channels: pixel by pixel.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/box_terms.inl>
#endif

/// Rows of many channels, packed within each pixel on both sides.
template <class T>
class pixel_terms {
 public:
  explicit pixel_terms(const grad_boxes_arguments<T>& arguments) noexcept : arguments_(arguments) {}

  CNR_DETAIL_NOINLINE bool prepare(const chunk_of_columns& chunk) noexcept {
    locate_taps(chunk.x, chunk.first, chunk.count, one_channel{}, chunk.count, last_of(arguments_.image.extent(2)),
                taps_);
    first_ = chunk.first;
    count_ = static_cast<std::size_t>(chunk.count);
    return true;
  }

  CNR_DETAIL_NOINLINE void add(const grad_row<T>& row, chunk_sums& sums) const noexcept {
    const std::ptrdiff_t channels = arguments_.image.extent(3);
    const std::ptrdiff_t image_stride = arguments_.image.stride(2);
    const std::ptrdiff_t grads_stride = arguments_.grads.stride(2);
    const floats y_weight = broadcast(row.weight);
    accumulator_vectors of_row(sums.row.data());
    for (std::size_t column = 0; column < count_; ++column) {
      const float* const grads = row.grads + (first_ + static_cast<std::ptrdiff_t>(column)) * grads_stride;
      const std::ptrdiff_t left = std::ptrdiff_t{taps_.tap[0][column]} * image_stride;
      const std::ptrdiff_t right = std::ptrdiff_t{taps_.tap[1][column]} * image_stride;
      const T* const top_left = row.top + left;
      const T* const top_right = row.top + right;
      const T* const bottom_left = row.bottom + left;
      const T* const bottom_right = row.bottom + right;
      const floats x_weight = broadcast(taps_.weight[column]);
      double* const sums_of_column = &sums.slot[column * static_cast<std::size_t>(accumulators)];
      accumulator_vectors of_column(sums_of_column);
      const auto add_terms = [&](auto first, const grad_terms& terms) noexcept {
        of_row.template add<first()>(terms.along_y);
        of_column.template add<first()>(terms.along_x);
      };
      std::ptrdiff_t channel = 0;
      for (; channel + numbers_at_a_time <= channels; channel += numbers_at_a_time) {
        const auto add_vector = [&](auto first) noexcept {
          const std::ptrdiff_t at = channel + first();
          add_terms(first, make_terms(stored::load(top_left + at), stored::load(top_right + at),
                                      stored::load(bottom_left + at), stored::load(bottom_right + at), x_weight,
                                      y_weight, load(grads + at)));
        };
        add_vector(constant<0>{});
        if constexpr (numbers_at_a_time > width) add_vector(constant<width>{});
      }
      const auto add_rest = [&](auto first) noexcept {
        const std::ptrdiff_t at = channel + first();
        const std::ptrdiff_t rest = minimum(channels - at, width);
        if (rest <= 0) return;
        add_terms(first, make_terms((load_n)(top_left + at, rest), (load_n)(top_right + at, rest),
                                    (load_n)(bottom_left + at, rest), (load_n)(bottom_right + at, rest), x_weight,
                                    y_weight, load_n(grads + at, rest)));
      };
      if (channel < channels) {
        add_rest(constant<0>{});
        if constexpr (numbers_at_a_time > width) add_rest(constant<width>{});
      }
      of_column.store(sums_of_column);
    }
    of_row.store(sums.row.data());
  }

 private:
  using stored = format<format_of<T>::value>;

  const grad_boxes_arguments<T>& arguments_;
  std::ptrdiff_t first_ = 0;
  std::size_t count_ = 0;
  tap_table<vector_sampler<bilinear>, max_grad_columns> taps_;
};
