// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops of few channels, scanline by scanline.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/transposed_reader.inl>

#include <crop_and_resize/detail/forward/resample_boxes.hpp>
#endif

/// Mixes two rows of floats along y: see vector_kernels.
template <class Sampler>
void mix_floats(const float* top, const float* bottom, float weight, std::ptrdiff_t count, float* out) noexcept {
  const floats weights = broadcast(weight);
  const auto mixed_at = [=](std::ptrdiff_t i) noexcept {
    return Sampler::mix(load(top + i), load(bottom + i), weights);
  };
  std::ptrdiff_t i = 0;
  for (; i + width <= count; i += width) store(out + i, mixed_at(i));
  if (i == count) return;
  // The last vector overlaps the one before it.
  if (count < width) {
    store_n(out, mixed_at(0), count);
  } else {
    store(out + count - width, mixed_at(count - width));
  }
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

/// How scanlines of a format are read whose elements are near one another.
template <class Format, class Sampler>
using near_reader =
    std::conditional_t<bytes_of<Format> == 8, convert_reader<Format, Sampler>, shuffle_reader<Format, Sampler>>;

/// Resamples a chunk of columns whose elements are copied one by one. Of CNR_DETAIL_SHORT_VECTORS: copies take most
/// of the time.
template <class Format, class Sampler>
void resample_gathered(const vector_call& call, const byte_geometry& geometry, const scanline_layout& layout,
                       const index_range& columns, const located_taps& taps) noexcept {
  resample_chunk_with<gather_reader<Format, Sampler>>(call, geometry, layout, columns, taps);
}

/// Resamples a chunk of columns of pixels of one, three or four floats. False for others. Of CNR_DETAIL_SHORT_VECTORS:
/// loads of single columns take most of the time.
template <class Sampler>
CNR_DETAIL_NOINLINE bool resample_corners(const vector_call& call, const byte_geometry& geometry,
                                          const scanline_layout& layout, const index_range& columns,
                                          const located_taps& taps) noexcept {
  // From about so many pixels on, what they read does not fit into a second-level cache.
  constexpr std::ptrdiff_t many_pixels = 8192;
  corner_reader<Sampler> reader(call.prefetches && call.crops.extent(1) * call.crops.extent(2) > many_pixels);
  if (!reader.prepare(taps, columns.size() * layout.along.channels, layout.along, layout.planes)) return false;
  resample_chunk(call, geometry, layout, columns, reader.bind());
  return true;
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
  constexpr bool are_floats = std::is_same<Format, format<element_format::float32>>::value;
  if constexpr (are_floats && std::is_same<Sampler, vector_sampler<bilinear>>::value) {
    // Rows that repeat are mixed along x only once by others.
    if (geometry.y.step() >= min_row_step_uncached &&
        (CNR_DETAIL_SHORT_VECTORS::resample_corners<short_form<Sampler>>)(call, geometry, layout, columns, taps)) {
      return;
    }
  }
  // Compact rows are in the cache, so that the reader makes no difference there.
  using found = compact_reader<Format, near_reader<Format, Sampler>, Sampler>;
  if (resample_chunk_with<found>(call, geometry, layout, columns, taps)) return;
  (CNR_DETAIL_SHORT_VECTORS::resample_gathered<short_form<Format>, short_form<Sampler>>)(call, geometry, layout,
                                                                                         columns, taps);
}
