// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops of few channels, scanline by scanline.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/vertical.inl>

#include <crop_and_resize/detail/forward/resample_boxes.hpp>
#endif

/// Rows of a chunk of scanlines: see vector_kernels.
template <class Sampler>
void write_scanline_rows(const chunk_rows& chunk, const axis& y, const row_writer& out,
                         const bound_reader& reader) noexcept {
  using vertical = std::conditional_t<Sampler::taps == 1, vertical_copy, vertical_mix<Sampler>>;
  vertical writer(reader, y);
  tap_table<Sampler, max_rows> taps;
  for (std::ptrdiff_t first = chunk.rows.begin; first < chunk.rows.end; first += max_rows) {
    const std::ptrdiff_t located = minimum(chunk.rows.end - first, max_rows);
    locate_taps(y, first, located, one_channel{}, located, taps);
    writer.write({chunk.image, chunk.image_stride, out, first - chunk.origin, static_cast<std::size_t>(located),
                  taps.located()},
                 chunk.count);
  }
}

/// Resamples a chunk of columns with a reader. False where the reader cannot read them.
///
/// Not inlined: the reader is on the stack only until another one is tried.
template <class Reader>
CNR_DETAIL_NOINLINE bool resample_chunk_with(const vector_call& call, const box_geometry& geometry,
                                             const scanline_layout& layout, const index_range& columns,
                                             const located_taps& taps) noexcept {
  Reader reader;
  if (!reader.prepare(taps, columns.size() * layout.along.channels, layout.along, layout.planes)) return false;
  resample_chunk(call, geometry, layout, columns, reader.bind());
  return true;
}

/// Resamples a chunk of columns of an image whose columns are read.
template <class Format, class Sampler>
CNR_DETAIL_NOINLINE void resample_columns(const vector_call& call, const box_geometry& geometry,
                                          const scanline_layout& layout, const index_range& columns,
                                          const located_taps& taps) noexcept {
  column_rows reader(layout.runs, taps, Sampler::taps, columns.size(), layout.planes, size_of<Format>, width,
                     &mix_columns<Format, Sampler>);
  resample_chunk(call, geometry, layout, columns, reader.bind());
}

/// A chunk of scanlines, with the first reader that can read it: each is slower than those before it, and can read
/// more. A chunk_function.
/// @tparam Reader  finds elements that are near one another: a shuffle_reader or convert_reader
template <class Reader, class Format, class Sampler>
void resample_scanlines(const vector_call& call, const box_geometry& geometry, const scanline_layout& layout,
                        const index_range& columns) noexcept {
  const auto& outputs = *static_cast<const interleaved_channels*>(call.outputs);
  tap_table<Sampler> table;
  locate_taps(geometry.x, columns.begin, columns.size(), outputs, columns.size() * layout.along.channels, table);
  const located_taps taps = table.located();
  if (layout.runs.count > 0) return resample_columns<Format, Sampler>(call, geometry, layout, columns, taps);
  if (resample_chunk_with<Reader>(call, geometry, layout, columns, taps)) return;
  if (resample_chunk_with<compact_reader<Format, Reader, Sampler>>(call, geometry, layout, columns, taps)) return;
  resample_chunk_with<gather_reader<Format, Sampler>>(call, geometry, layout, columns, taps);
}
