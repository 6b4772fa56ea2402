// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The gradient with regard to the image, for many channels: pixel by pixel.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/sums.inl>
#endif

/// Columns of one row of a crop, channels packed within each pixel on both sides.
template <class G, class Sampler>
struct pixel_columns {
  const reached_rows<G, Sampler>& reached;
  const tap_table<vector_sampler<Sampler>>& taps;
  std::ptrdiff_t columns;
  std::ptrdiff_t channels;
  std::ptrdiff_t image_stride;  // from column to column
  std::ptrdiff_t grads_stride;
  const float* grads;
};

/// Asks for gradients behind those of a vector: each is read once, mostly out of memory, between others that stay in
/// the first-level cache as long as no gradients come there too early. They lie one after the other but for gaps
/// between rows; what is asked for beyond them is not read.
CNR_DETAIL_ALWAYS_INLINE void prefetch_later_grads(const float* grads) noexcept {
  // Numbers, as pointers must not point beyond the gradients.
  const auto address = reinterpret_cast<std::uintptr_t>(grads);
  // NOLINTBEGIN(performance-no-int-to-ptr): nothing is read there, so there is nothing to optimise
  prefetch_l2(reinterpret_cast<const void*>(address + (16U << 10U)));
  __builtin_prefetch(reinterpret_cast<const void*>(address + (4U << 10U)));
  // NOLINTEND(performance-no-int-to-ptr)
}

/// For nearest.
template <std::size_t RowCount, class G>
void scatter_pixels(const pixel_columns<G, nearest>& run) noexcept {
  const pixel_columns<G, nearest> in = run;  // a copy: stores of elements might change it, as far as the compiler knows
  G* const row = in.reached.row[0];
  for (std::ptrdiff_t i = 0; i < in.columns; ++i) {
    G* const to = row + std::ptrdiff_t{in.taps.tap[0][static_cast<std::size_t>(i)]} * in.image_stride;
    const float* const grads = in.grads + i * in.grads_stride;
    std::ptrdiff_t channel = 0;
    for (; channel + width <= in.channels; channel += width) {
      prefetch_later_grads(grads + channel);
      (add_increments)(to + channel, load(grads + channel));
    }
    for (; channel < in.channels; ++channel) detail::add_increment(to[channel], grads[channel]);
  }
}

/// For bilinear; `Rows` of the image get something.
template <std::size_t RowCount, class G>
void scatter_pixels(const pixel_columns<G, bilinear>& run) noexcept {
  const pixel_columns<G, bilinear> in = run;
  G* const top = in.reached.row[0];
  G* const bottom = in.reached.row[RowCount - 1];
  const float share_top = in.reached.share[0];
  const float share_bottom = in.reached.share[RowCount - 1];
  for (std::ptrdiff_t i = 0; i < in.columns; ++i) {
    const auto column = static_cast<std::size_t>(i);
    const std::ptrdiff_t left = std::ptrdiff_t{in.taps.tap[0][column]} * in.image_stride;
    const std::ptrdiff_t right = std::ptrdiff_t{in.taps.tap[1][column]} * in.image_stride;
    G* const top_left = top + left;
    G* const top_right = top + right;
    G* const bottom_left = bottom + left;
    G* const bottom_right = bottom + right;
    const float weight = in.taps.weight[column];
    const float rest = 1 - weight;
    const float* const grads = in.grads + i * in.grads_stride;
    std::ptrdiff_t channel = 0;
    for (; channel + width <= in.channels; channel += width) {
      prefetch_later_grads(grads + channel);
      const floats grad = load(grads + channel);
      const floats part = share_top * grad;
      (add_increments)(top_left + channel, unfused_multiply(broadcast(rest), part));
      (add_increments)(top_right + channel, unfused_multiply(broadcast(weight), part));
      if constexpr (RowCount == 2) {
        const floats other = share_bottom * grad;
        (add_increments)(bottom_left + channel, unfused_multiply(broadcast(rest), other));
        (add_increments)(bottom_right + channel, unfused_multiply(broadcast(weight), other));
      }
    }
    for (; channel < in.channels; ++channel) {
      const float part = share_top * grads[channel];
      detail::add_increment(top_left[channel], detail::unfused_multiply(rest, part));
      detail::add_increment(top_right[channel], detail::unfused_multiply(weight, part));
      if constexpr (RowCount == 2) {
        const float other = share_bottom * grads[channel];
        detail::add_increment(bottom_left[channel], detail::unfused_multiply(rest, other));
        detail::add_increment(bottom_right[channel], detail::unfused_multiply(weight, other));
      }
    }
  }
}

/// The gradients of a crop of many channels, packed within each pixel on both sides.
template <class G, class Sampler>
void scatter_pixels(const scatter_geometry<G, Sampler>& of_box) noexcept {
  const image_view<float>& grads = of_box.arguments.grads;
  const tensor_view<G, 4>& grad_image = of_box.arguments.grad_image;
  const index_range inside = of_box.x.inside(grads.extent(2));
  if (inside.first == inside.last) return;
  tap_table<vector_sampler<Sampler>> taps;
  std::ptrdiff_t count = 0;
  for (std::ptrdiff_t row = of_box.rows.first; row < of_box.rows.last; ++row) {
    const reached_rows<G, Sampler> reached =
        detail::find_reached_rows(of_box.arguments, of_box.y, of_box.image, row, of_box.image_rows);
    // Rows are the outer loop, as their order counts.
    for (std::ptrdiff_t first = inside.first; first < inside.last; first += count) {
      if (row == of_box.rows.first || inside.last - inside.first > max_outputs) {
        count = minimum(inside.last - first, max_outputs);
        locate_taps(of_box.x, first, count, one_channel{}, count, last_of(grad_image.extent(2)), taps);
      }
      const pixel_columns<G, Sampler> run{reached,
                                          taps,
                                          count,
                                          grads.extent(3),
                                          grad_image.stride(2),
                                          grads.stride(2),
                                          of_box.crop + row * grads.stride(1) + first * grads.stride(2)};
      if (reached.count == 1) {
        (scatter_pixels<1>)(run);
      } else if (reached.count == 2) {
        (scatter_pixels<taps_of<Sampler>::count>)(run);
      }
    }
  }
}
