// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Where the columns of a chunk are in a row of the image, for blocks.inl: their taps, windows over planes, and which
// elements are converted before they are mixed.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/block_loads.inl>
#endif

/// Locates positions along an axis: those of built-in samplers in vectors. Not inlined: it is called for both axes.
template <class Sampler>
CNR_DETAIL_NOINLINE void build_taps(const Sampler& sampler, const axis& along, const index_range& positions,
                                    std::ptrdiff_t image_extent, std::ptrdiff_t stride,
                                    tap_arrays<Sampler>& taps) noexcept {
  if constexpr (has_vector_form<Sampler>::value && tap_arrays<Sampler>::capacity % width == 0) {
    if (image_extent <= max_extent && positions.end <= max_extent) {
      taps.build_by(positions, stride, [&](std::ptrdiff_t padded_size, auto& numbers, auto* weights) noexcept {
        tap_room room{{{numbers[0], numbers[vector_sampler<Sampler>::taps - 1]}}, nullptr};
        if constexpr (vector_sampler<Sampler>::taps > 1) room.weight = weights;
        (locate_taps_in<vector_sampler<Sampler>>)(along, positions.begin, positions.size(), one_channel{}, padded_size,
                                                  room);
      });
      return;
    }
  }
  taps.build(sampler, along, positions, image_extent, stride);
}

/// Where the columns of a table find their elements among `vectors * width` elements of the row that are side by side,
/// for each vector of columns.
template <class Sampler>
class column_windows {
 public:
  using arrays = tap_arrays<Sampler>;

  /// @param row_size  elements of a row of the image, side by side
  void build(const arrays& x, std::ptrdiff_t row_size) noexcept {
    vectors_ = 0;
    if constexpr (arrays::block % width == 0) {
      std::ptrdiff_t span = 1;
      for (std::ptrdiff_t column = 0; column < x.padded_size(); column += width) {
        std::ptrdiff_t low = x.offsets(0)[column];
        std::ptrdiff_t high = low;
        for (std::ptrdiff_t tap = 0; tap < arrays::count; ++tap) {
          for (std::ptrdiff_t i = 0; i < width; ++i) {
            low = minimum(low, x.offsets(tap)[column + i]);
            high = maximum(high, x.offsets(tap)[column + i]);
          }
        }
        first_[column / width] = low;
        span = maximum(span, high - low + 1);
      }
      const std::ptrdiff_t vectors = span <= 2 * width ? 2 : 4;
      if (span > vectors * width || row_size < vectors * width) return;
      vectors_ = vectors;
      for (std::ptrdiff_t column = 0; column < x.padded_size(); column += width) {
        std::ptrdiff_t& first = first_[column / width];
        first = minimum(first, row_size - vectors * width);
        for (std::ptrdiff_t tap = 0; tap < arrays::count; ++tap) {
          for (std::ptrdiff_t i = column; i < column + width; ++i) {
            indices_[tap][i] = static_cast<std::uint32_t>(x.offsets(tap)[i] - first);
          }
        }
      }
    }
  }

  /// No windows.
  void clear() noexcept { vectors_ = 0; }

  /// 2 or 4, or 0 where elements are too far apart.
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t vectors() const noexcept { return vectors_; }

  /// The elements of a block of columns, as floats, tap by tap.
  /// @param row_begin  the offset that is at `row`
  template <std::size_t Vectors, class T>
  CNR_DETAIL_ALWAYS_INLINE void find(const T* row, std::ptrdiff_t row_begin, std::ptrdiff_t column,
                                     float (*elements)[position_block]) const noexcept {
    for (std::ptrdiff_t i = 0; i < position_block; i += width) {
      alignas(64) float window[Vectors * static_cast<std::size_t>(width)];
      const T* const from = row + (first_[(column + i) / width] - row_begin);
      for (std::ptrdiff_t next = 0; next < static_cast<std::ptrdiff_t>(Vectors) * width; next += position_block) {
        (load_block<position_block>)(from + next, window + next);
      }
      std::array<floats, Vectors> found;
      for (std::size_t vector = 0; vector < Vectors; ++vector) {
        found[vector] = load(window + static_cast<std::ptrdiff_t>(vector) * width);
      }
      for (std::ptrdiff_t tap = 0; tap < arrays::count; ++tap) {
        const auto indices = (load_as<integers>)(indices_[tap] + column + i);
        store(&elements[tap][i], permute(found, indices));
      }
    }
  }

 private:
  static constexpr auto room = static_cast<std::size_t>(arrays::capacity);

  std::ptrdiff_t vectors_ = 0;
  std::ptrdiff_t first_[room / 4];  // of each vector of columns
  std::uint32_t indices_[static_cast<std::size_t>(arrays::count)][room];
};

/// The offsets between the first and the last element that columns read of a row, or none where these cannot be
/// converted together.
/// @param channels  that are read together
template <class Sampler>
index_range converted_offsets(const tap_arrays<Sampler>& x, std::ptrdiff_t channels) noexcept {
  std::ptrdiff_t low = x.offsets(0)[0];
  std::ptrdiff_t high = low;
  for (std::ptrdiff_t tap = 0; tap < x.count; ++tap) {
    for (std::ptrdiff_t i = 0; i < x.size(); ++i) {
      low = minimum(low, x.offsets(tap)[i]);
      high = maximum(high, x.offsets(tap)[i]);
    }
  }
  return high - low > max_line - channels ? index_range{0, 0} : index_range{low, high + channels};
}

/// The most columns of the crop whose elements can be converted together, where this is at least a block.
inline std::ptrdiff_t max_converted_columns(const axis& x, std::ptrdiff_t stride) noexcept {
  const float step = x.step() * static_cast<float>(magnitude(stride));
  // What taps read before and after the columns takes the other half.
  constexpr auto elements = static_cast<float>(max_line) / 2;
  return step * static_cast<float>(position_block) <= elements && step >= 1
             ? static_cast<std::ptrdiff_t>(elements / step)
             : max_line;
}
