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

/// Resamples a chunk of columns with a reader. A scanlines_function.
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

/// How scanlines of a format are read whose elements are near one another.
template <class Format, class Sampler>
using near_reader =
    std::conditional_t<bytes_of<Format> == 8, convert_reader<Format, Sampler>, shuffle_reader<Format, Sampler>>;

/// Resamples a chunk of columns with a near_reader. A windows_function.
///
/// Not inlined: the reader is on the stack only until another one is tried.
template <class Reader>
CNR_DETAIL_NOINLINE bool resample_near(const vector_call& call, const byte_geometry& geometry,
                                       const scanline_layout& layout, const index_range& columns,
                                       const located_taps& taps, compact_rows* copies) noexcept {
  Reader reader;
  const scanline& along = copies != nullptr ? copies->along() : layout.along;
  const plane_set& planes = copies != nullptr ? copies->planes() : layout.planes;
  if (!reader.prepare(taps, columns.size() * layout.along.channels, along, planes)) return false;
  bound_reader bound = reader.bind();
  if (copies != nullptr) copies->bind(bound);
  resample_chunk(call, geometry, layout, columns, bound);
  return true;
}

/// Resamples a chunk of columns whose elements are copied one by one. Of CNR_DETAIL_SHORT_VECTORS: copies take most
/// of the time. A scanlines_function, and always true.
template <class Format, class Sampler>
bool resample_gathered(const vector_call& call, const byte_geometry& geometry, const scanline_layout& layout,
                       const index_range& columns, const located_taps& taps) noexcept {
  return resample_chunk_with<gather_reader<Format, Sampler>>(call, geometry, layout, columns, taps);
}

/// Resamples a chunk of columns of pixels of one, three or four elements. Of CNR_DETAIL_SHORT_VECTORS: loads of single
/// columns take most of the time. A scanlines_function.
template <class Format, class Sampler>
CNR_DETAIL_COLD bool resample_corners(const vector_call& call, const byte_geometry& geometry,
                                      const scanline_layout& layout, const index_range& columns,
                                      const located_taps& taps) noexcept {
  // From about so many pixels on, what they read does not fit into a second-level cache.
  constexpr std::ptrdiff_t many_pixels = 8192;
  corner_reader<Format, Sampler> reader(call.prefetches && call.crops.extent(1) * call.crops.extent(2) > many_pixels);
  if (!reader.prepare(taps, columns.size() * layout.along.channels, layout.along, layout.planes)) return false;
  resample_chunk(call, geometry, layout, columns, reader.bind());
  return true;
}

/// The function that mixes far pixels where they are, or null where it is for other elements or another sampler.
template <class Format, class Sampler>
constexpr scanlines_function* corners_function_of() noexcept {
  constexpr bool are_elements = bytes_of<Format> == 1 || std::is_same<Format, format<element_format::float32>>::value;
  if constexpr (are_elements && std::is_same<Sampler, vector_sampler<bilinear>>::value) {
    return &CNR_DETAIL_SHORT_VECTORS::resample_corners<short_form<Format>, short_form<Sampler>>;
  } else {
    return nullptr;
  }
}

/// resample_near with windows of CNR_DETAIL_SHORT_VECTORS, each of which has fewer outputs. Null where they are this
/// target's own, and where AVX2 is left out: they are not worth the code of another target.
template <class Format, class Sampler>
constexpr windows_function* near_short_function_of() noexcept {
  if constexpr (CNR_DETAIL_AVX2_TARGET != 0 && bytes_of<Format> < 8 &&
                !std::is_same<Sampler, short_form<Sampler>>::value) {
    return &CNR_DETAIL_SHORT_VECTORS::resample_near<
        CNR_DETAIL_SHORT_VECTORS::shuffle_reader<short_form<Format>, short_form<Sampler>>>;
  } else {
    return nullptr;
  }
}
