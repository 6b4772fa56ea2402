// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The gradient with regard to the image, for many channels: pixel by pixel.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/sums.inl>
#endif

/// Columns of one row of a crop, whose channels are packed on both sides.
template <class G, class Sampler>
struct pixel_columns {
  const reached_rows<G, Sampler>& reached;
  const tap_table<vector_sampler<Sampler>>& taps;
  std::ptrdiff_t count;
  std::ptrdiff_t channels;
  std::ptrdiff_t image_stride;  // from column to column
  std::ptrdiff_t grads_stride;
  const float* grads;
};

/// Prefetches gradients that are read some vectors later. Each gradient is read once, mostly from memory, between
/// elements that stay in the first-level cache as long as no gradients come there too early. Rows of gradients mostly
/// follow one another; what is prefetched beyond them is not read.
CNR_DETAIL_ALWAYS_INLINE void prefetch_later_grads(const float* grads) noexcept {
  prefetch_l2(detail::address_at(grads, 16 << 10));
  prefetch_l1(detail::address_at(grads, 4 << 10));
}

/// Adds increments of one channel, or of a vector of channels, to the pixels that a column reaches in `RowCount` rows.
/// @param add  adds an increment: `add(element, share, of_row)`
template <std::size_t RowCount, class G, class Sampler, class Grad, class Add>
CNR_DETAIL_ALWAYS_INLINE void add_pixel(const reached_rows<G, Sampler>& reached, const tap_offsets<Sampler>& x,
                                        std::ptrdiff_t channel, Grad grad, const Add& add) noexcept {
  const auto x_share = detail::shares(Sampler{}, x.weight);
  detail::for_each_index(constant<static_cast<std::ptrdiff_t>(RowCount)>{}, [&](std::ptrdiff_t number) noexcept {
    const auto row = static_cast<std::size_t>(number);
    const Grad of_row = reached.share[row] * grad;
    G* const to = reached.row[row] + channel;
    add(to + x.offset.front(), x_share.front(), of_row);
    if constexpr (x_share.size() > 1) add(to + x.offset.back(), x_share.back(), of_row);
  });
}

/// The most channels after the last whole vector that are added one by one. More are added as a vector that ends with
/// the pixel.
constexpr std::ptrdiff_t max_single_channels = width / 4;

/// Adds the gradients of columns to `RowCount` rows of the image.
///
/// The vectors that end with pixels overlap those before them, and processors are slow to load what two stores have
/// just written. So these vectors are added after all others of the row.
template <std::size_t RowCount, class G, class Sampler>
void add_pixels(const pixel_columns<G, Sampler>& given) noexcept {
  // Copies, as elements might be stored over these for all that the compiler knows.
  const pixel_columns<G, Sampler> columns = given;
  const reached_rows<G, Sampler> reached = given.reached;
  const auto taps_of_column = [&](std::ptrdiff_t i) noexcept {
    const auto column = static_cast<std::size_t>(i);
    tap_offsets<Sampler> x{};
    for (std::size_t tap = 0; tap < x.offset.size(); ++tap) {
      x.offset[tap] = std::ptrdiff_t{columns.taps.tap[tap][column]} * columns.image_stride;
    }
    if constexpr (x.offset.size() > 1) x.weight = columns.taps.weight[column];
    return x;
  };
  const auto add_vector = [](G* to, float share, floats of_row) noexcept {
    (add_increments)(to, unfused_multiply(broadcast(share), of_row));
  };
  const std::ptrdiff_t rest = columns.channels % width;
  const bool has_last_vector = rest > max_single_channels;
  const std::ptrdiff_t singles = has_last_vector ? 0 : rest;
  for (std::ptrdiff_t i = 0; i < columns.count; ++i) {
    const tap_offsets<Sampler> x = taps_of_column(i);
    const float* const grads = columns.grads + i * columns.grads_stride;
    std::ptrdiff_t channel = 0;
    for (; channel + width <= columns.channels; channel += width) {
      prefetch_later_grads(grads + channel);
      (add_pixel<RowCount>)(reached, x, channel, load(grads + channel), add_vector);
    }
    for (const std::ptrdiff_t end = channel + singles; channel < end; ++channel) {
      (add_pixel<RowCount>)(reached, x, channel, grads[channel], [](G* to, float share, float of_row) noexcept {
        detail::add_increment(*to, detail::unfused_multiply(share, of_row));
      });
    }
  }
  if (!has_last_vector) return;
  const std::ptrdiff_t channel = columns.channels - width;
  const auto is_last = iota() >= static_cast<std::uint32_t>(width - rest);
  for (std::ptrdiff_t i = 0; i < columns.count; ++i) {
    const float* const grads = columns.grads + i * columns.grads_stride + channel;
    prefetch_later_grads(grads);
    // Adding 0 changes no sum, as none is -0.0.
    (add_pixel<RowCount>)(reached, taps_of_column(i), channel, is_last ? load(grads) : floats{}, add_vector);
  }
}

/// Adds the gradients of a crop of many channels, which are packed on both sides.
template <class G, class Sampler>
void scatter_pixels(const scatter_geometry<G, Sampler>& of_box) noexcept {
  const image_view<float>& grads = of_box.arguments.grads;
  const tensor_view<G, 4>& grad_image = of_box.arguments.grad_image;
  const index_range inside = of_box.x.inside(grads.extent(2));
  if (inside.size() == 0) return;
  tap_table<vector_sampler<Sampler>> taps;
  std::ptrdiff_t count = 0;
  for (std::ptrdiff_t row = of_box.rows.begin; row < of_box.rows.end; ++row) {
    const reached_rows<G, Sampler> reached =
        detail::find_reached_rows(of_box.arguments, of_box.y, of_box.image, row, of_box.image_rows);
    // Rows are the outer loop, as their order counts.
    for (std::ptrdiff_t first = inside.begin; first < inside.end; first += count) {
      if (row == of_box.rows.begin || inside.size() > max_outputs) {
        count = minimum(inside.end - first, max_outputs);
        locate_taps(of_box.x, first, count, one_channel{}, count, taps);
      }
      const pixel_columns<G, Sampler> columns{reached,
                                              taps,
                                              count,
                                              grads.extent(3),
                                              grad_image.stride(2),
                                              grads.stride(2),
                                              of_box.crop + row * grads.stride(1) + first * grads.stride(2)};
      if (reached.count == 1) {
        (add_pixels<1>)(columns);
      } else if (reached.count == 2) {
        (add_pixels<taps_of<Sampler>::count>)(columns);
      }
    }
  }
}
