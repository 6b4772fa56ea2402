// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops of many channels, pixel by pixel.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/scanlines.inl>

#include <crop_and_resize/detail/forward/pixel_rows.hpp>
#endif

// Writers of pixels have one function, `put(column, channels, at)`: it writes what `at(i)` gives for channels i to i +
// width of a pixel, for all of its channels, which are at least `width`. Pixels come in their order.

/// Writes pixels with ordinary stores.
class pixel_writer {
 public:
  /// @param first   the first pixel of a row
  /// @param stride  from one pixel to the next
  pixel_writer(float* first, std::ptrdiff_t stride) noexcept : first_(first), stride_(stride) {}

  /// All stores are aligned except the first and the last, which overlap their neighbours: what they have in common is
  /// computed twice. One loop for all: each call of `at` is inlined.
  template <class At>
  CNR_DETAIL_ALWAYS_INLINE void put(std::ptrdiff_t column, std::ptrdiff_t channels, const At& at) noexcept {
    float* const pixel = first_ + column * stride_;
    const std::ptrdiff_t last = channels - width;
    const std::ptrdiff_t head = unaligned_head(pixel, width);
    std::ptrdiff_t next = head != 0 ? head : width;
    for (std::ptrdiff_t i = 0;; next += width) {
      store(pixel + i, at(i));
      if (i == last) break;
      i = minimum(next, last);
    }
  }

 private:
  float* first_;
  std::ptrdiff_t stride_;
};

/// Writes pixels that are made of whole cache lines, with non-temporal stores.
class line_streamer {
 public:
  line_streamer(float* first, std::ptrdiff_t stride) noexcept : first_(first), stride_(stride) {}

  static bool can_write(const float* first, std::ptrdiff_t stride, std::ptrdiff_t channels) noexcept {
    return unaligned_head(first, cache_line_floats) == 0 && stride % cache_line_floats == 0 &&
           channels % cache_line_floats == 0;
  }

  template <class At>
  CNR_DETAIL_ALWAYS_INLINE void put(std::ptrdiff_t column, std::ptrdiff_t channels, const At& at) noexcept {
    float* const pixel = first_ + column * stride_;
    for (std::ptrdiff_t i = 0; i < channels; i += width) stream(pixel + i, at(i));
  }

 private:
  float* first_;
  std::ptrdiff_t stride_;
};

/// Writes packed pixels with non-temporal stores. Cache lines are put together in registers. A buffer in memory would
/// be slow: a load from it waits for every streamed output whose address is a multiple of 4 KiB away, as processors
/// compare the lower bits of addresses first.
class pixel_streamer {
 public:
  /// @param channels    of a pixel, at least `width`
  /// @param contiguous  outputs of consecutive pixels, in one row or in several: they tell which lines are streamed
  pixel_streamer(std::ptrdiff_t channels, std::ptrdiff_t contiguous) noexcept
      : tail_channels_(channels % width), contiguous_(contiguous) {}

  /// To be called before the pixels of a row are put. They continue the outputs before them if they begin where those
  /// end; otherwise those are finished.
  CNR_DETAIL_NOINLINE void start_row(float* first) noexcept {
    if (first_ != nullptr && first == first_ + write_pos_ + carry_count_) return;
    finish();
    first_ = first;
    first_line_ = unaligned_head(first, cache_line_floats);
    last_line_ = first_line_ + (contiguous_ - first_line_) / cache_line_floats * cache_line_floats;
    carry((width - unaligned_head(first, width)) % width);
    write_pos_ = -carry_count_;
  }

  template <class At>
  CNR_DETAIL_ALWAYS_INLINE void put(std::ptrdiff_t /*column*/, std::ptrdiff_t channels, const At& at) noexcept {
    const integers carry_indices = carry_indices_;
    const std::ptrdiff_t whole = channels - tail_channels_;
    const bool are_lines = write_pos_ >= first_line_ && write_pos_ + whole <= last_line_;
    floats last = last_;
    for (std::ptrdiff_t i = 0; i < whole; i += width) {
      const floats value = at(i);
      const floats carried = permute<2>({last, value}, carry_indices);
      if (are_lines) {
        stream(first_ + (write_pos_ + i), carried);
      } else {
        write(write_pos_ + i, carried);
      }
      last = value;
    }
    write_pos_ += whole;
    last_ = last;
    if (tail_channels_ != 0) put_tail(at(channels - width));
  }

  /// Writes the outputs that are carried. To be called after the last row.
  CNR_DETAIL_NOINLINE void finish() noexcept {
    if (carry_count_ != 0) store_n(first_ + write_pos_, permute<2>({last_, last_}, carry_indices_), carry_count_);
  }

 private:
  void carry(std::ptrdiff_t count) noexcept {
    carry_count_ = count;
    carry_indices_ = iota() + static_cast<std::uint32_t>(width - count);
  }

  /// @param value  its last `tail_channels_` outputs have not been put
  CNR_DETAIL_ALWAYS_INLINE void put_tail(floats value) noexcept {
    if (carry_count_ + tail_channels_ >= width) {
      const integers is_new = as_unsigned(iota() >= static_cast<std::uint32_t>(carry_count_));
      write(write_pos_,
            permute<2>({last_, value}, carry_indices_ + (is_new & static_cast<std::uint32_t>(width - tail_channels_))));
      write_pos_ += width;
    }
    carry((carry_count_ + tail_channels_) % width);
    last_ = value;
  }

  /// @param to  where the first output goes, counted from first_
  CNR_DETAIL_NOINLINE void write(std::ptrdiff_t to, floats value) const noexcept {
    if (to < 0) {
      const integers own_indices = iota() + static_cast<std::uint32_t>(-to);
      store_n(first_, permute<2>({value, value}, own_indices), width + to);
    } else if (to < first_line_ || to >= last_line_) {
      store(first_ + to, value);
    } else {
      stream(first_ + to, value);
    }
  }

  std::ptrdiff_t tail_channels_;    // channels that do not fill a vector
  std::ptrdiff_t contiguous_;       // outputs
  float* first_ = nullptr;          // of the contiguous outputs
  std::ptrdiff_t first_line_ = 0;   // from first_ to the first whole line
  std::ptrdiff_t last_line_ = 0;    // from first_ to where the last whole line ends
  std::ptrdiff_t write_pos_ = 0;    // from first_ to what is written next; aligned, and up to a vector before first_
  floats last_ = {};                // the outputs that were put last
  std::ptrdiff_t carry_count_ = 0;  // how many of them are not written yet: those at their end
  integers carry_indices_ = {};     // of these, and of the outputs after them
};

/// Prefetches what a column of the next row reads: processors foresee columns, but not rows. The last bytes of a pixel
/// that does not begin at a line may be missed.
/// @param left, right  offsets of the pixels that are the column's first and last tap
template <class Format, class Sampler>
CNR_DETAIL_ALWAYS_INLINE void prefetch_column(const pixel_row& row, std::ptrdiff_t left,
                                              std::ptrdiff_t right) noexcept {
  if (row.next.top == nullptr) return;
  const std::ptrdiff_t size = row.channels * bytes_of<Format>;
  for (std::ptrdiff_t i = 0; i < size; i += static_cast<std::ptrdiff_t>(cache_line_size)) {
    prefetch_l2(row.next.top + left + i);
    if constexpr (Sampler::taps > 1) {
      prefetch_l2(row.next.top + right + i);
      prefetch_l2(row.next.bottom + left + i);
      prefetch_l2(row.next.bottom + right + i);
    }
  }
}

/// The address of a pixel. Keeps GCC from adding `offset` again for each vector and each of the four pixels.
CNR_DETAIL_ALWAYS_INLINE const unsigned char* pixel_at(const unsigned char* row, std::ptrdiff_t offset) noexcept {
  const unsigned char* pixel = row + offset;
  __asm__("" : "+r"(pixel));
  return pixel;
}

template <class Format, class Sampler, class Writer>
void resample_pixel_row(const pixel_row& row, Writer& out) noexcept {
  constexpr std::ptrdiff_t size = bytes_of<Format>;
  const floats y = broadcast(row.weight);
  for (std::ptrdiff_t column = 0; column < row.columns; ++column) {
    const std::ptrdiff_t left = std::ptrdiff_t{row.taps.tap[0][column]} * row.column_stride;
    const std::ptrdiff_t right = std::ptrdiff_t{row.taps.tap[1][column]} * row.column_stride;
    prefetch_column<Format, Sampler>(row, left, right);
    const unsigned char* const top_left = (pixel_at)(row.current.top, left);
    if constexpr (Sampler::taps == 1) {
      out.put(column, row.channels,
              [&](std::ptrdiff_t i) noexcept { return load_elements<Format>(top_left + i * size); });
    } else {
      const unsigned char* const top_right = (pixel_at)(row.current.top, right);
      const unsigned char* const bottom_left = (pixel_at)(row.current.bottom, left);
      const unsigned char* const bottom_right = (pixel_at)(row.current.bottom, right);
      const floats x = broadcast(row.taps.weight[column]);
      // Captured by value: what is captured by reference is read again after each store.
      out.put(column, row.channels, [=](std::ptrdiff_t i) noexcept {
        return Sampler::mix(
            Sampler::mix(load_elements<Format>(top_left + i * size), load_elements<Format>(top_right + i * size), x),
            Sampler::mix(load_elements<Format>(bottom_left + i * size), load_elements<Format>(bottom_right + i * size),
                         x),
            y);
      });
    }
  }
}

/// Writes pixels of a destination that is not plain floats.
template <class Encoder>
class pixel_encoder {
 public:
  /// @param first     the first pixel of a row
  /// @param stride    from one pixel to the next, in bytes
  /// @param channels  of a pixel, at least `width`
  pixel_encoder(const Encoder& encoder, unsigned char* first, std::ptrdiff_t stride, std::ptrdiff_t channels,
                bool streams) noexcept
      : encoder_(encoder),
        first_(first),
        stride_(stride),
        // Lines that two pixels share would be written in both ways.
        streams_(streams && channels <= max_outputs &&
                 is_whole_lines(reinterpret_cast<std::uintptr_t>(first) |
                                static_cast<std::uintptr_t>(stride | (channels * size)))) {}

  template <class At>
  CNR_DETAIL_ALWAYS_INLINE void put(std::ptrdiff_t column, std::ptrdiff_t channels, const At& at) noexcept {
    unsigned char* const pixel = first_ + column * stride_;
    if (streams_) return put_part<true>(pixel, 0, channels, at);
    for (std::ptrdiff_t part = 0; part < channels; part += max_outputs) {
      // The last part has at least a vector, too.
      const std::ptrdiff_t first = minimum(part, channels - width);
      put_part<false>(pixel + first * size, first, minimum(channels - first, max_outputs), at);
    }
  }

 private:
  using element = typename Encoder::element_type;
  static constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(element));

  static bool is_whole_lines(std::uintptr_t value) noexcept { return value % cache_line_size == 0; }

  /// Some channels of a pixel.
  template <bool Streams, class At>
  CNR_DETAIL_ALWAYS_INLINE void put_part(unsigned char* to, std::ptrdiff_t first, std::ptrdiff_t count,
                                         const At& at) noexcept {
    const auto transform = encoder_.transform(first, count, room_);
    const auto put_vector_at = [=](std::ptrdiff_t start) noexcept {
      store_nearest<format_of<element>::value, Streams>(to + start * size, transform(at(first + start), start));
    };
    std::ptrdiff_t start = 0;
    for (; start + width <= count; start += width) put_vector_at(start);
    if (start < count) put_vector_at(count - width);
  }

  const Encoder& encoder_;
  unsigned char* first_;
  std::ptrdiff_t stride_;
  bool streams_;
  typename Encoder::factors_room room_;
};

/// Writes one row of a destination that is not plain floats.
template <class Format, class Destination, class Sampler>
void write_encoded_pixel_row(const pixel_row& row, const row_encoder* encoder, bool streams,
                             unsigned char* out,  // NOLINT(readability-non-const-parameter): its elements are written
                             std::ptrdiff_t stride, void* /*streamer*/) noexcept {
  using typed_encoder = row_encoder_for<Destination>;
  pixel_encoder<typed_encoder> writer(*static_cast<const typed_encoder*>(encoder), out, stride, row.channels, streams);
  (resample_pixel_row<Format, Sampler>)(row, writer);
}

/// Writes one row of pixels of plain floats with ordinary stores.
template <class Format, class Sampler>
CNR_DETAIL_NOINLINE void write_pixels(const pixel_row& row, float* out, std::ptrdiff_t stride) noexcept {
  pixel_writer writer(out, stride);
  (resample_pixel_row<Format, Sampler>)(row, writer);
}

/// Writes one row of plain floats with the writer that suits the crops.
/// @param byte_stride  from one pixel to the next
template <class Format, class Sampler>
void write_pixel_row(const pixel_row& row, const row_encoder* /*encoder*/, bool streams, unsigned char* first,
                     std::ptrdiff_t byte_stride, void* streamer) noexcept {
  auto* const out = reinterpret_cast<float*>(first);
  const std::ptrdiff_t stride = byte_stride / static_cast<std::ptrdiff_t>(sizeof(float));
  if (streams && line_streamer::can_write(out, stride, row.channels)) {
    line_streamer writer(out, stride);
    (resample_pixel_row<Format, Sampler>)(row, writer);
  } else if (streams && stride == row.channels) {
    auto& pixels = *static_cast<pixel_streamer*>(streamer);
    pixels.start_row(out);
    (resample_pixel_row<Format, Sampler>)(row, pixels);
  } else {
    write_pixels<Format, Sampler>(row, out, stride);
  }
}

/// The four pixels that an output is between, or the only one, all of their channels: where they begin.
using pixel_corners = std::array<const unsigned char*, 4>;

/// Copies pixels that are too near to the end of a row for whole vectors.
/// @param size  of a pixel in bytes, less than a vector's elements take
/// @param room  for a vector of elements of each
template <std::size_t Size>
CNR_DETAIL_NOINLINE void copy_corners(pixel_corners& corners, std::ptrdiff_t size,
                                      std::array<std::array<unsigned char, Size>, 4>& room) noexcept {
  for (std::size_t i = 0; i < corners.size(); ++i) {
    std::memcpy(room[i].data(), corners[i], static_cast<std::size_t>(size));
    corners[i] = room[i].data();
  }
}

/// Computes pixels of small crops and writes them as plain floats. Pixels of fewer channels than a vector has floats
/// are read as whole vectors, of which the end belongs to the next pixels of the row.
template <class Format, class Sampler>
CNR_DETAIL_NOINLINE void compute_small_pixels(const small_pixels& all, const small_part& part) noexcept {
  constexpr std::ptrdiff_t size = bytes_of<Format>;
  const small_pixels of = all;  // copies, which stores do not change
  const small_part in = part;
  const std::ptrdiff_t last_start = maximum(of.channels - width, 0);
  alignas(64) std::array<std::array<unsigned char, static_cast<std::size_t>(width * size)>, 4> room{};
  for (std::ptrdiff_t box = in.boxes.begin; box < in.boxes.end; ++box) {
    const unsigned char* const image = of.image + of.box_indices(box) * of.batch_stride;
    for (std::ptrdiff_t i = in.rows.begin; i < in.rows.end; ++i) {
      const std::ptrdiff_t row = (box - of.first) * of.height + i;
      const unsigned char* const top = image + std::ptrdiff_t{of.rows.tap[0][row]} * of.image_stride;
      const unsigned char* const bottom = image + std::ptrdiff_t{of.rows.tap[1][row]} * of.image_stride;
      for (std::ptrdiff_t j = in.columns.begin; j < in.columns.end; ++j) {
        const std::ptrdiff_t column = (box - of.first) * of.width + j;
        const std::ptrdiff_t left = std::ptrdiff_t{of.columns.tap[0][column]} * of.column_stride;
        const std::ptrdiff_t right = std::ptrdiff_t{of.columns.tap[1][column]} * of.column_stride;
        pixel_corners corners{{top + left, top + right, bottom + left, bottom + right}};
        if (maximum(left, right) > of.last_vector) copy_corners(corners, of.channels * size, room);
        floats x{};
        floats y{};
        if constexpr (Sampler::taps > 1) {
          x = broadcast(of.columns.weight[column]);
          y = broadcast(of.rows.weight[row]);
        }
        const auto at = [=](std::ptrdiff_t channel) noexcept {
          const auto load_corner = [=](std::size_t corner) noexcept {
            return load_elements<Format>(corners[corner] + channel * size);
          };
          if constexpr (Sampler::taps == 1) {
            return load_corner(0);
          } else {
            return Sampler::mix(Sampler::mix(load_corner(0), load_corner(1), x),
                                Sampler::mix(load_corner(2), load_corner(3), x), y);
          }
        };
        auto* const out =
            reinterpret_cast<float*>(of.crops + box * of.crop_stride + i * of.row_stride + j * of.pixel_stride);
        for (std::ptrdiff_t next = 0; next < of.channels; next += width) {
          const std::ptrdiff_t start = minimum(next, last_start);
          store_up_to(out + start, at(start), of.channels);
        }
      }
    }
  }
}

/// Makes a pixel_streamer in a streamer_room.
inline void start_pixels(void* room, std::ptrdiff_t channels, std::ptrdiff_t contiguous) noexcept {
  static_assert(sizeof(pixel_streamer) <= sizeof(streamer_room), "streamer_room has room for that of every target");
  const pixel_streamer made(channels, contiguous);
  std::memcpy(room, &made, sizeof made);
}
inline void finish_pixels(void* streamer) noexcept { static_cast<pixel_streamer*>(streamer)->finish(); }
