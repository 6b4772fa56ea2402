// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The reader for images whose columns, not rows, are packed: column-major and transposed ones. The elements of a row
// are far apart, but those below one another are neighbours. So pieces of columns are loaded and mixed along x, and the
// results are transposed in registers: they become source rows that are mixed along x, as other readers make them. The
// order of sums and products is that of all readers.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/gather_reader.inl>

#include <crop_and_resize/detail/forward/column_rows.hpp>
#endif

/// A column_rows::mix_function.
template <class Format, class Sampler>
void mix_columns(const column_rows& rows, const unsigned char* image, float* out) noexcept {
  constexpr std::ptrdiff_t element_size = bytes_of<Format>;
  constexpr std::ptrdiff_t block = column_runs::granularity;
  const std::ptrdiff_t size = rows.piece.elements.size();
  const std::ptrdiff_t ahead = rows.piece.ahead * element_size;
  const located_taps taps = rows.taps;
  alignas(64) std::array<float, static_cast<std::size_t>(width * transposed_pitch)> mixed;
  for (std::ptrdiff_t column = 0; column < rows.count; column += width) {
    for (std::ptrdiff_t next = 0; next < size; next += block) {
      const std::ptrdiff_t start = minimum(next, size - block);
      const unsigned char* const source = image + (rows.piece.elements.begin + start) * element_size;
      for (std::ptrdiff_t i = 0; i < width; ++i) {
        const unsigned char* const left = source + taps.tap[0][column + i];
        const unsigned char* const right = source + taps.tap[1][column + i];
        if (ahead != 0) {
          prefetch_l2(left + ahead);
          prefetch_l2(right + ahead);
        }
        for_each_index(constant<block / width>{}, [&](std::ptrdiff_t vector) noexcept {
          floats value = load_elements<Format>(left + vector * width * element_size);
          if constexpr (Sampler::taps > 1) {
            value = Sampler::mix(value, load_elements<Format>(right + vector * width * element_size),
                                 broadcast(taps.weight[column + i]));
          }
          store(&mixed[static_cast<std::size_t>(i * transposed_pitch + vector * width)], value);
        });
      }
      CNR_DETAIL_SHORT_VECTORS::transpose_blocks(mixed.data(), width, block, out + start * rows.pitch + column,
                                                 rows.pitch);
    }
  }
}
