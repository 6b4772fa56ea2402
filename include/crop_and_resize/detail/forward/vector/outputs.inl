// SPDX-License-Identifier: MIT
//
// How vectors of outputs are stored: as a row, past the caches, or rearranged.

/// The first output of a group. The last group overlaps the one before it, so that all are whole.
CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t vector_start(std::ptrdiff_t vector, std::ptrdiff_t count) noexcept {
  return vector * width + width <= count || count < width ? vector * width : count - width;
}

/// Stores what `vector_at(group, start)` gives for each group of `count` outputs, and no more than these.
template <class VectorAt>
CNR_DETAIL_ALWAYS_INLINE void store_vectors(std::ptrdiff_t count, float* out, const VectorAt& vector_at) noexcept {
  for (std::ptrdiff_t vector = 0; vector * width < count; ++vector) {
    const std::ptrdiff_t start = vector_start(vector, count);
    const floats value = vector_at(vector, start);
    if (count >= width) {
      store(out + start, value);
    } else {
      store_n(out, value, count);
    }
  }
}

/// Outputs before the first one that lies at a multiple of `count` of them in memory.
CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t unaligned_head(const float* out, std::ptrdiff_t count) noexcept {
  return static_cast<std::ptrdiff_t>((0 - reinterpret_cast<std::uintptr_t>(out)) / sizeof(float) %
                                     static_cast<std::uintptr_t>(count));
}

/// Writes `value` to `count` outputs in a row.
inline void fill(float* out, std::ptrdiff_t count, float value) noexcept {
  const floats values = broadcast(value);
  store_vectors(count, out, [&](std::ptrdiff_t, std::ptrdiff_t) noexcept { return values; });
}

/// Floats in a line of the cache: what streams should write as a whole. One that is written in both ways takes very
/// long.
constexpr std::ptrdiff_t cache_line_floats = 16;
constexpr std::size_t cache_line_size = sizeof(float) * static_cast<std::size_t>(cache_line_floats);

/// Asks for the line of the cache that an address is in to be in the second-level cache soon: the first-level one has
/// no room for what is read before it.
CNR_DETAIL_ALWAYS_INLINE void prefetch_l2(const void* address) noexcept { __builtin_prefetch(address, 0, 2); }

/// Copies outputs to where they are not read again soon.
inline void stream_row(float* to, const float* from, std::ptrdiff_t count) noexcept {
  const std::ptrdiff_t head = minimum(unaligned_head(to, cache_line_floats), count);
  const std::ptrdiff_t last = head + (count - head) / cache_line_floats * cache_line_floats;
  for (std::ptrdiff_t i = 0; i < head; ++i) to[i] = from[i];
  for (std::ptrdiff_t i = head; i < last; i += width) stream(to + i, load(from + i));
  for (std::ptrdiff_t i = last; i < count; ++i) to[i] = from[i];
}

/// How the outputs of a row are computed, against how they lie in the crops.
enum class arrangement {
  contiguous,    // one after the other in both
  deinterleave,  // pixel by pixel, for crops that are planes
  interleave,    // plane by plane, for crops whose channels are interleaved
  strided,       // one plane, for crops whose columns lie anywhere
};

/// The most channels that are rearranged in vectors.
constexpr std::ptrdiff_t max_rearranged = 4;

/// Stores a vector, or as much of it as there are outputs.
CNR_DETAIL_ALWAYS_INLINE void store_up_to(float* to, floats value, std::ptrdiff_t count) noexcept {
  if (count >= width) {
    store(to, value);
  } else if (count > 0) {
    store_n(to, value, count);
  }
}

/// Calls `block(start)` for the first pixel of each vector's worth of `count` pixels; the last one overlaps the one
/// before it.
template <class Block>
CNR_DETAIL_ALWAYS_INLINE void for_each_block(std::ptrdiff_t count, const Block& block) noexcept {
  for (std::ptrdiff_t vector = 0; vector * width < count; ++vector) block(vector_start(vector, count));
}

/// Calls `function` with the number of channels, 2 to 4, as a constant.
template <class Function>
CNR_DETAIL_ALWAYS_INLINE void with_channel_count(std::ptrdiff_t channels, const Function& function) noexcept {
  if (channels == 2) {
    function(constant<2>{});
  } else if (channels == 3) {
    function(constant<3>{});
  } else {
    function(constant<4>{});
  }
}

/// `count` interleaved pixels sorted into planes. Reads whole vectors, the last of which may reach behind the pixels.
template <std::ptrdiff_t Channels>
void deinterleave(const float* pixels, std::ptrdiff_t count, float* out, std::ptrdiff_t channel_stride) noexcept {
  constexpr constant<Channels> each{};
  for_each_block(count, [&](std::ptrdiff_t start) noexcept {
    std::array<floats, static_cast<std::size_t>(Channels)> block;
    for_each_channel(each, [&](std::ptrdiff_t i) noexcept {
      block[static_cast<std::size_t>(i)] = load(pixels + start * Channels + i * width);
    });
    for_each_channel(each, [&](std::ptrdiff_t channel) noexcept {
      const integers indices = iota() * static_cast<std::uint32_t>(Channels) + static_cast<std::uint32_t>(channel);
      store_up_to(out + channel * channel_stride + start, permute(block, indices), count);
    });
  });
}

/// `count` pixels interleaved out of planes that are `pitch` floats apart. Reads whole vectors, as deinterleave.
template <std::ptrdiff_t Channels>
void interleave(const float* planes, std::ptrdiff_t pitch, std::ptrdiff_t count, float* out) noexcept {
  constexpr constant<Channels> each{};
  constexpr auto channels = static_cast<std::uint32_t>(Channels);
  for_each_block(count, [&](std::ptrdiff_t start) noexcept {
    std::array<floats, static_cast<std::size_t>(Channels)> block;
    for_each_channel(each, [&](std::ptrdiff_t channel) noexcept {
      block[static_cast<std::size_t>(channel)] = load(planes + channel * pitch + start);
    });
    for_each_channel(each, [&](std::ptrdiff_t i) noexcept {
      const integers position = iota() + static_cast<std::uint32_t>(i * width);
      const integers column = (position * (0x10000U / channels + 1)) >> 16U;  // the quotient, exact for small numbers
      const integers indices = (position - column * channels) * static_cast<std::uint32_t>(width) + column;
      store_up_to(out + start * Channels + i * width, permute(block, indices), count * Channels - i * width);
    });
  });
}

/// Where the rows of a chunk are written: to the crops, or where those are streamed or arranged otherwise, to a row
/// from which they are copied.
struct row_writer {
  arrangement order;
  float* first;  // the output of row 0
  std::ptrdiff_t row_stride;
  std::ptrdiff_t column_stride;
  std::ptrdiff_t channel_stride;
  std::ptrdiff_t channels;
  std::ptrdiff_t columns;
  std::ptrdiff_t pitch;  // of planes that are computed together
  float* staging;        // null where rows are written to the crops at once
  bool streams;

  CNR_DETAIL_ALWAYS_INLINE float* begin(std::ptrdiff_t row) const noexcept {
    return staging != nullptr ? staging : first + row * row_stride;
  }
  CNR_DETAIL_ALWAYS_INLINE void end(std::ptrdiff_t row) const noexcept {
    if (staging != nullptr) write(first + row * row_stride);
  }

 private:
  CNR_DETAIL_NOINLINE void write(float* row) const noexcept {
    if (order == arrangement::contiguous) {
      stream_row(row, staging, columns * channels);
    } else if (order == arrangement::strided) {
      for (std::ptrdiff_t column = 0; column < columns; ++column) row[column * column_stride] = staging[column];
    } else if (streams) {
      stream_rearranged(row);
    } else {
      rearrange(row, channel_stride);
    }
  }

  /// Not inlined: it is long, and is called in two places.
  /// @param stride  between planes
  CNR_DETAIL_NOINLINE void rearrange(float* out, std::ptrdiff_t stride) const noexcept {
    with_channel_count(channels, [&](auto each) noexcept {
      if (order == arrangement::deinterleave) {
        deinterleave<each()>(staging, columns, out, stride);
      } else {
        interleave<each()>(staging, pitch, columns, out);
      }
    });
  }

  /// Not inlined: its buffer is on the stack only while nothing deeper is.
  CNR_DETAIL_NOINLINE void stream_rearranged(float* row) const noexcept {
    alignas(64) whole_vectors<float> rearranged;
    rearrange(rearranged.data(), columns);
    if (order == arrangement::interleave) {
      stream_row(row, rearranged.data(), columns * channels);
    } else {
      for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
        stream_row(row + channel * channel_stride, rearranged.data() + channel * columns, columns);
      }
    }
  }
};

/// Positions of a crop along one axis: some before the image, some on it, some behind it.
struct clipped_range {
  std::ptrdiff_t first;
  std::ptrdiff_t inside_first;
  std::ptrdiff_t inside_last;
  std::ptrdiff_t last;
};

/// The part [first, last) of an axis whose positions [begin, end) lie on the image.
CNR_DETAIL_ALWAYS_INLINE clipped_range clip_range(std::ptrdiff_t begin, std::ptrdiff_t end, std::ptrdiff_t first,
                                                  std::ptrdiff_t last) noexcept {
  const std::ptrdiff_t inside_first = minimum(maximum(begin, first), last);
  return {first, inside_first, maximum(minimum(end, last), inside_first), last};
}

/// Writes the extrapolation value to columns [first, last) of rows [first_row, last_row) of a crop, all channels.
inline void extrapolate(const crops_view<float>& crops, float* crop, std::ptrdiff_t first_row, std::ptrdiff_t last_row,
                        std::ptrdiff_t first, std::ptrdiff_t last, float value) noexcept {
  const std::ptrdiff_t channels = crops.extent(3);
  const std::ptrdiff_t column_stride = crops.stride(2);
  const std::ptrdiff_t channel_stride = crops.stride(3);
  for (std::ptrdiff_t row = first_row; row < last_row; ++row) {
    float* const out = crop + row * crops.stride(1) + first * column_stride;
    if (column_stride == channels && (channels == 1 || channel_stride == 1)) {
      fill(out, (last - first) * channels, value);
      continue;
    }
    if (channel_stride == 1 && channels >= width) {
      for (std::ptrdiff_t column = 0; column < last - first; ++column) {
        fill(out + column * column_stride, channels, value);
      }
      continue;
    }
    for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
      float* const plane = out + channel * channel_stride;
      if (column_stride == 1) {
        fill(plane, last - first, value);
      } else {
        for (std::ptrdiff_t column = 0; column < last - first; ++column) plane[column * column_stride] = value;
      }
    }
  }
}

/// Writes the extrapolation value to what does not lie on the image, of a band of rows and a chunk of columns.
template <class T, class Sampler>
CNR_DETAIL_ALWAYS_INLINE void extrapolate_around(const forward_arguments<T, Sampler>& arguments, std::ptrdiff_t box,
                                                 const clipped_range& lines, const clipped_range& columns) noexcept {
  const auto fill_part = [&](std::ptrdiff_t first_row, std::ptrdiff_t last_row, std::ptrdiff_t first,
                             std::ptrdiff_t last) noexcept {
    if (first_row == last_row || first == last) return;
    const crops_view<float>& crops = arguments.crops;
    extrapolate(crops, crops.data() + box * crops.stride(0), first_row, last_row, first, last,
                arguments.extrapolation_value);
  };
  fill_part(lines.first, lines.inside_first, columns.first, columns.last);
  fill_part(lines.inside_last, lines.last, columns.first, columns.last);
  fill_part(lines.inside_first, lines.inside_last, columns.first, columns.inside_first);
  fill_part(lines.inside_first, lines.inside_last, columns.inside_last, columns.last);
}
