// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops of few channels, scanline by scanline.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/transposed_reader.inl>

#include <crop_and_resize/detail/forward/resample_boxes.hpp>
#endif

/// Mixes rows of a chunk along y: see vector_kernels.
template <class Sampler>
void mix_chunk_rows(const vector_kernels& kernels, const chunk_rows& chunk, const axis& y, const row_writer& out,
                    const bound_reader& reader) noexcept {
  row_ring ring(reader, width);
  chunk.for_each_block(kernels, y, out, [&](const output_rows& rows) noexcept {
    const std::ptrdiff_t count = chunk.count;
    for (std::size_t i = 0; i < rows.count; ++i) {
      const source_pair from =
          reader.locate != nullptr ? reader.locate(reader.reader, rows, i) : ring.read_pair(rows, i);
      const floats weight = broadcast(rows.taps.weight[i]);
      float* const to = rows.begin(i);
      for (std::ptrdiff_t plane = 0; plane < reader.planes.count; ++plane) {
        const float* const top = from.top + plane * reader.source_pitch;
        const float* const bottom = from.bottom + plane * reader.source_pitch;
        store_vectors(count, to + plane * reader.planes.pitch, [=](std::ptrdiff_t, std::ptrdiff_t start) noexcept {
          return Sampler::mix(load(top + start), load(bottom + start), weight);
        });
      }
      rows.end(i);
    }
  });
}

/// Resamples a chunk of columns with a reader. False where the reader cannot read them.
///
/// Not inlined: the reader is on the stack only until another one is tried.
template <class Reader>
CNR_DETAIL_NOINLINE bool resample_chunk_with(const vector_call& call, const byte_geometry& geometry,
                                             const scanline_layout& layout, const index_range& columns,
                                             const located_taps& taps) noexcept {
  Reader reader;
  if (!reader.prepare(taps, columns.size() * layout.along.channels, layout.along, layout.planes)) return false;
  resample_chunk(call, geometry, layout, columns, reader.bind());
  return true;
}

/// Resamples a chunk of columns of an image whose columns are read.
template <class Format, class Sampler>
CNR_DETAIL_NOINLINE void resample_columns(const vector_call& call, const byte_geometry& geometry,
                                          const scanline_layout& layout, const index_range& columns,
                                          const located_taps& taps) noexcept {
  column_rows reader(layout.runs, taps, Sampler::taps, columns.size(), layout.planes, bytes_of<Format>, width,
                     &mix_columns<Format, Sampler>);
  resample_chunk(call, geometry, layout, columns, reader.bind());
}

/// A chunk of scanlines, with the first reader that can read it: each is slower than those before it, and can read
/// more. A chunk_function.
/// @tparam Reader  finds elements that are near one another: a shuffle_reader or convert_reader
template <class Reader, class Format, class Sampler>
void resample_scanlines(const vector_call& call, const byte_geometry& geometry, const scanline_layout& layout,
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
