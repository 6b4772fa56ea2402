// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How the kernels of many channels read and write tensors whose channels are not packed, as those of planes. A vector
// of channels of some columns of a row is a block. Blocks are copied to packed pixels and back. Elements of planes are
// transposed, a lane of columns at a time.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/image_pixels.inl>
#endif

/// `columns` of a row with `extent` columns, and more of them if they are fewer than a lane.
constexpr index_range whole_lane(const index_range& columns, std::ptrdiff_t extent) noexcept {
  const std::ptrdiff_t begin = minimum(columns.begin, maximum(extent - lane_size, 0));
  return {begin, maximum(columns.end, minimum(begin + lane_size, extent))};
}

/// The columns of an image of `extent` columns that columns of a chunk read, in whole lanes.
/// @param columns  counted from the chunk's first; at least one
template <class Taps>
index_range reached_columns(const Taps& taps, const index_range& columns, std::ptrdiff_t extent) noexcept {
  const auto first = static_cast<std::size_t>(columns.begin);
  const auto last = static_cast<std::size_t>(columns.end - 1);
  const auto& low = taps.tap.front();
  const auto& high = taps.tap.back();
  return whole_lane(
      {detail::minimum(low[first], low[last]), std::ptrdiff_t{detail::maximum(high[first], high[last])} + 1}, extent);
}

/// From one element of a row to the next one.
struct block_strides {
  std::ptrdiff_t column;
  std::ptrdiff_t channel;
};

/// Prefetches a row of the block that comes after this one. Processors do not follow as many planes by themselves.
/// @tparam IsNear  into the first-level cache, not only into the second-level one
template <bool IsNear, class Element>
CNR_DETAIL_ALWAYS_INLINE void prefetch_next_block(const Element* row, const block_strides& strides,
                                                  std::ptrdiff_t columns) noexcept {
  for (std::ptrdiff_t channel = width; channel < 2 * width; ++channel) {
    for (std::ptrdiff_t column = 0; column < columns; column += cache_line_floats) {
      const std::ptrdiff_t offset = channel * strides.channel + column * strides.column;
      const std::uintptr_t next = detail::address_at(row, offset * static_cast<std::ptrdiff_t>(sizeof(Element)));
      if constexpr (IsNear) {
        prefetch_l1(next);
      } else {
        prefetch_l2(next);
      }
    }
  }
}

/// Copies a block of some columns between a row, given by its first element, and packed pixels.
template <bool IsLoad, class Element>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): loops within loops, in the order of memory
CNR_DETAIL_NOINLINE void copy_block(std::conditional_t<IsLoad, const Element, Element>* row,
                                    const block_strides& strides, std::ptrdiff_t columns,
                                    std::conditional_t<IsLoad, Element, const Element>* pixels) noexcept {
  const auto copy = [](auto* in_row, auto* in_pixels, std::ptrdiff_t count) noexcept {
    const std::size_t size = static_cast<std::size_t>(count) * sizeof(Element);
    if constexpr (IsLoad) {
      std::memcpy(static_cast<void*>(in_pixels), static_cast<const void*>(in_row), size);
    } else {
      std::memcpy(static_cast<void*>(in_row), static_cast<const void*>(in_pixels), size);
    }
  };
  if (strides.channel == 1) {
    for (std::ptrdiff_t column = 0; column < columns; ++column) {
      copy(row + column * strides.column, pixels + column * width, width);
    }
    return;
  }
  if constexpr (std::is_same<Element, float>::value) {
    if (strides.column == 1 && columns >= lane_size) {
      const std::ptrdiff_t stride = strides.channel;
      for (std::ptrdiff_t first = 0; first < columns; first += lane_size) {
        // The last lane may overlap the one before it.
        const std::ptrdiff_t column = minimum(first, columns - lane_size);
        std::array<floats, static_cast<std::size_t>(lane_size)> vectors;
        for_each_index(constant<lane_size>{}, [&](std::ptrdiff_t i) noexcept {
          auto& vector = vectors[static_cast<std::size_t>(i)];
          if constexpr (IsLoad) {
            vector = load_lanes(row + (column + i * stride), lane_size * stride);
          } else {
            vector = load(pixels + (column + i) * width);
          }
        });
        transpose_lanes(vectors);
        for_each_index(constant<lane_size>{}, [&](std::ptrdiff_t i) noexcept {
          const floats vector = vectors[static_cast<std::size_t>(i)];
          if constexpr (IsLoad) {
            store(pixels + (column + i) * width, vector);
          } else {
            store_lanes(row + (column + i * stride), lane_size * stride, vector);
          }
        });
      }
      return;
    }
  }
  for (std::ptrdiff_t channel = 0; channel < width; ++channel) {
    for (std::ptrdiff_t column = 0; column < columns; ++column) {
      copy(row + (column * strides.column + channel * strides.channel), pixels + (column * width + channel), 1);
    }
  }
}
