// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops by a filter. Each row of a crop is made in two steps: rows of the image are summed (filter_rows.inl), and then
// columns of these sums (filter_columns.inl). What a filter is shows in the tables of weights only.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/filter_pass.inl>
#endif

/// Some rows and columns of a crop.
/// @param row, column  where the tables begin, in the crop
/// @param at_once      rows that are made together: 1 or rows_together
template <class T>
CNR_DETAIL_ALWAYS_INLINE void filter_tables(const vector_arguments<T>& arguments,
                                            const crop_geometry<T, unsigned char>& geometry,
                                            const filter_layout& layout, const weight_table& y, std::ptrdiff_t row,
                                            const weight_table& x, std::ptrdiff_t column,
                                            std::ptrdiff_t at_once) noexcept {
  // All rows for some channels: what they read of the image stays in the first-level cache.
  for (std::ptrdiff_t pass = 0; pass < layout.passes; ++pass) {
    const std::ptrdiff_t channel = minimum(pass * layout.channels, arguments.image.extent(3) - layout.channels);
    const filter_pass<T> of_channels(arguments, geometry, layout, channel);
    for (std::ptrdiff_t i = 0; i < y.count();) {
      // The last one or two are made one by one, as with others together, most would be made twice.
      if (at_once > 1 && y.count() - i > at_once / 2) {
        const std::ptrdiff_t first = minimum(i, y.count() - at_once);
        of_channels.write_rows(row, y, first, x, column);
        i = first + at_once;
      } else {
        of_channels.write_row(row, y, i++, x, column);
      }
    }
  }
}

/// Whether sums of columns in blocks are faster.
template <class Weights>
CNR_DETAIL_ALWAYS_INLINE bool takes_blocks(const Weights& x) noexcept {
  return x.has_whole_steps() || (x.stretch() >= min_block_stretch && x.max_pixels() <= static_cast<double>(short_sum));
}

/// The most columns of a crop that are computed at a time. Sums of columns that share weights are made so fast that
/// what begins with each table counts.
CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t max_columns(const filter_layout& layout, bool do_share_weights) noexcept {
  const std::ptrdiff_t outputs = layout.has_blocks && do_share_weights ? max_filtered_in_blocks : max_filtered;
  return layout.channels < width ? outputs / layout.channels : outputs;
}

/// One crop by a filter. False where it reads more pixels than there is room for, or in other strides, or where weights
/// are huge.
template <class T, class Filter>
CNR_DETAIL_NOINLINE bool filter_crop(const vector_arguments<T>& arguments, const Filter& filter,
                                     const crop_geometry<T, unsigned char>& geometry) noexcept {
  const filter_weights<Filter> y(filter, geometry.y);
  const filter_weights<Filter> x(filter, geometry.x);
  const filter_layout layout = (filter_layout_of)(arguments.image.extents(), arguments.image.strides(), x.max_pixels(),
                                                  (takes_blocks)(x), width);
  constexpr auto room = static_cast<double>(weight_table::max_weights);
  if (layout.channels == 0 || y.max_pixels() > room || x.max_pixels() > room) return false;
  const clipped_range columns = geometry.columns(0, geometry.crop_width);
  (extrapolate_around)(arguments, geometry, columns);
  const std::ptrdiff_t capacity = (max_columns)(layout, x.has_whole_steps());
  const index_range& rows = geometry.rows.inside;
  const bool is_together =
      rows.size() >= rows_together && layout.takes_rows_together(y.max_pixels(), x.max_pixels(), sizeof(T), width);
  const std::ptrdiff_t at_once = is_together ? rows_together : 1;
  const bool is_planes = (are_filtered_planes)(arguments);
  // Columns get what rows leave: where a filter reads many pixels, what columns read is summed again for each table.
  // Two groups of rows suffice. max_pixels is rounded.
  std::array<float, static_cast<std::size_t>(2 * weight_table::max_weights + 128)> weights;
  const std::ptrdiff_t row_weights = 2 * at_once * (static_cast<std::ptrdiff_t>(y.max_pixels()) + 1);
  const std::ptrdiff_t of_row_table = minimum(maximum(row_weights, 768), weight_table::max_weights);
  weight_table of_rows(weights.data(), of_row_table);
  // A block of weights may reach beyond the last one.
  constexpr std::ptrdiff_t beyond = column_sums - 1;
  weight_table of_columns(weights.data() + of_row_table,
                          static_cast<std::ptrdiff_t>(weights.size()) - of_row_table - beyond);
  for (std::ptrdiff_t column = columns.inside.begin; column < columns.inside.end;) {
    const std::ptrdiff_t next =
        of_columns.build(x, column, minimum(columns.inside.end, column + capacity), layout.max_span(at_once));
    of_columns.pad(beyond);
    // Rows of whole vectors are summed faster.
    if (layout.order != sum_order::pixels) of_columns.widen(divide_up(width, layout.pitch), arguments.image.extent(2));
    for (std::ptrdiff_t next_row = rows.begin; next_row < rows.end;) {
      // The last rows overlap those before them, so that there are always at least as many.
      const std::ptrdiff_t row = minimum(next_row, rows.end - at_once);
      next_row = of_rows.build(y, row, rows.end, arguments.image.extent(1));
      if constexpr (sums_byte_products<format<format_of<T>::value>>) {
        if (!of_rows.are_fusible()) return false;
      }
      if (next_row < rows.end) {
        // Whole groups of rows, of which the table has room for several.
        of_rows.truncate(of_rows.count() / at_once * at_once);
        next_row = row + of_rows.count();
      }
      if (is_planes && (filter_planes)(arguments, geometry, of_rows, row, of_columns, column)) continue;
      (filter_tables)(arguments, geometry, layout, of_rows, row, of_columns, column, at_once);
    }
    column = next;
  }
  return true;
}

struct filter_kernels {
  /// The tasks in `numbers`. Not inlined: its caller is compiled for the instruction set of the command line, not for
  /// this target's.
  template <class Arguments>
  CNR_DETAIL_NOINLINE static void resample(const Arguments& typed, const partition& tasks,
                                           const index_range& numbers) noexcept {
    (with_encoder)(typed,
                   [&](const row_encoder* encoder) noexcept { resample_encoded(typed, encoder, tasks, numbers); });
  }

 private:
  template <class Arguments>
  static void resample_encoded(const Arguments& typed, const row_encoder* encoder, const partition& tasks,
                               const index_range& numbers) noexcept {
    using element = typename Arguments::element_type;
    using erased_geometry = crop_geometry<element, unsigned char>;
    const vector_arguments<element> arguments(typed, typed, target_functions, encoder);
    for_each_box(tasks, numbers, [&](std::ptrdiff_t box, const index_range& rows) noexcept {
      if (!(filter_crop)(arguments, typed.sampler, detail::geometry_of<erased_geometry>(arguments, box, rows))) {
        detail::filter_scalar(typed, box, rows);
      }
    });
    if (arguments.streams) fence();
  }
};
filter_kernels filter_kernels_of(tag);  // see forward/run.hpp
