// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// A row of the image -> a row of floats, mixed along x, for blocks.inl.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/block_lookups.inl>
#endif

/// Whether there may be something else than elements of a caller's type between the pixels of a row.
template <class T>
bool may_have_others(const image_view<T>& image) noexcept {
  const std::ptrdiff_t stride = image.stride(2);
  const std::ptrdiff_t channels = image.extent(3);
  return format_of<T>::value == element_format::other && image.extent(2) > 1 && stride != channels &&
         stride != -channels;
}

/// Mixes rows of the image along x, for the columns of a table: some channels of pixels, or one plane.
template <class T, class Sampler>
class block_reader {
 public:
  using arrays = tap_arrays<Sampler>;

  /// @param lookups    of the row's outputs, where there are some
  /// @param channels   that are read, from `first_channel` on
  /// @param converted  offsets of the elements that become floats before they are mixed; empty where none can
  block_reader(const image_view<T>& image, const Sampler& sampler, const arrays& x,
               const column_windows<Sampler>& near_columns, const block_lookups<T, Sampler>& lookups,
               const index_range& converted, std::ptrdiff_t first_channel, std::ptrdiff_t channels,
               bool are_pixels) noexcept
      : sampler_(sampler),
        x_(x),
        windows_(near_columns),
        lookups_(lookups),
        converted_(converted),
        channels_(channels),
        are_pixels_(are_pixels),
        are_narrow_(are_pixels && channels <= max_narrow),
        max_offset_(max_offset_of(image, first_channel)),
        are_within_(channels >= block || (are_pixels && are_all_within())) {}

  /// Mixes a row of the image along x, to whole blocks. What follows the outputs in the last block are copies, or
  /// zeros.
  CNR_DETAIL_ALWAYS_INLINE void make_row(const T* from, float* to) const noexcept {
    if constexpr (block_lookups<T, Sampler>::are_possible) {
      if (lookups_.tables() == 1) return lookups_.template mix_row<1>(sampler_, from, to);
      if (lookups_.tables() == 2) return lookups_.template mix_row<2>(sampler_, from, to);
    }
    make_row_without_lookups(from, to);
  }

  /// Mixes two rows, which share what says where lookups find their elements.
  CNR_DETAIL_ALWAYS_INLINE void make_two_rows(const T* top, const T* bottom, float* to_top,
                                              float* to_bottom) const noexcept {
    if constexpr (block_lookups<T, Sampler>::are_possible) {
      if (lookups_.tables() == 1) return lookups_.template mix_two_rows<1>(sampler_, top, bottom, to_top, to_bottom);
      if (lookups_.tables() == 2) return lookups_.template mix_two_rows<2>(sampler_, top, bottom, to_top, to_bottom);
    }
    make_row_without_lookups(top, to_top);
    make_row_without_lookups(bottom, to_bottom);
  }

 private:
  CNR_DETAIL_NOINLINE void make_row_without_lookups(const T* from, float* CNR_DETAIL_RESTRICT to) const noexcept {
    mix_without_lookups(from, to);
    if (!are_pixels_) return;
    CNR_DETAIL_KEEP_LOOP
    for (std::ptrdiff_t i = 0; i < block; ++i) to[x_.size() * channels_ + i] = 0;
  }
  CNR_DETAIL_ALWAYS_INLINE void mix_without_lookups(const T* from, float* CNR_DETAIL_RESTRICT to) const noexcept {
    if constexpr (loads_blocks<T>) {
      mix_row(from, 0, max_offset_, to);
    } else {
      if constexpr (loads_narrow_pixels<T>) {
        if (are_narrow_) return mix_narrow_row(from, 0, max_offset_, to);
      }
      if (converted_.size() == 0) return mix_one_by_one(from, to);
      alignas(64) float line[static_cast<std::size_t>(max_line + after_line)];
      (convert_elements)(from + converted_.begin, converted_.size(), line);
      mix_row(static_cast<const float*>(line), converted_.begin, PTRDIFF_MAX, to);
    }
  }

  static constexpr auto count = static_cast<std::size_t>(arrays::count);
  static constexpr std::ptrdiff_t block = position_block;
  static constexpr std::make_index_sequence<count> taps{};

  /// The last offset of a pixel from whose first one of these channels a block of elements can be read in the row.
  static std::ptrdiff_t max_offset_of(const image_view<T>& image, std::ptrdiff_t first_channel) noexcept {
    const std::ptrdiff_t stride = image.extent(2) > 1 ? image.stride(2) : 0;
    if ((may_have_others)(image)) return PTRDIFF_MIN;
    const std::ptrdiff_t last_pixel = stride < 0 ? 0 : (image.extent(2) - 1) * stride;
    return last_pixel + image.extent(3) - first_channel - narrow_elements<T>;
  }

  /// @param begin       the offset that is at `from`
  /// @param max_offset  the last one from which a block can be read
  template <class Source>
  CNR_DETAIL_ALWAYS_INLINE void mix_row(const Source* from, std::ptrdiff_t begin, std::ptrdiff_t max_offset,
                                        float* CNR_DETAIL_RESTRICT to) const noexcept {
    if (!are_pixels_) {
      mix_columns(from, begin, to);
    } else if (are_narrow_) {
      if constexpr (!loads_narrow_pixels<T>) mix_narrow_row(from, begin, max_offset, to);
    } else {
      mix_pixels<block>(from, begin, are_within_ ? PTRDIFF_MAX : max_offset, 0, to);
    }
  }

  /// Columns of one plane.
  template <class Source>
  CNR_DETAIL_ALWAYS_INLINE void mix_columns(const Source* from, std::ptrdiff_t begin,
                                            float* CNR_DETAIL_RESTRICT to) const noexcept {
    if constexpr (block % width == 0 && !block_lookups<T, Sampler>::are_possible) {
      const std::ptrdiff_t vectors = windows_.vectors();
      if (vectors == 2) return mix_columns_in<2>(from, begin, to);
      if (vectors == 4) return mix_columns_in<4>(from, begin, to);
    }
    mix_columns_in<0>(from, begin, to);
  }
  /// @tparam Vectors  of a window, or 0 where there are no windows
  template <std::size_t Vectors, class Source>
  CNR_DETAIL_ALWAYS_INLINE void mix_columns_in(const Source* from, std::ptrdiff_t begin,
                                               float* CNR_DETAIL_RESTRICT to) const noexcept {
    const std::ptrdiff_t size = x_.padded_size();
    for (std::ptrdiff_t column = 0; column < size; column += block) {
      float elements[count][block];
      if constexpr (Vectors > 0) {
        windows_.template find<Vectors>(from, begin, column, elements);
      } else {
        for (std::size_t tap = 0; tap < count; ++tap) {
          const std::ptrdiff_t* const offsets = x_.offsets(static_cast<std::ptrdiff_t>(tap)) + column;
          for (std::ptrdiff_t i = 0; i < block; ++i) {
            elements[tap][i] = element_traits<Source>::to_float(from[offsets[i] - begin]);
          }
        }
      }
      mix_block_of_columns(taps, elements, column, to + column);
    }
  }
  template <std::size_t... Tap>
  CNR_DETAIL_ALWAYS_INLINE void mix_block_of_columns(std::index_sequence<Tap...> /*taps*/,
                                                     const float (*elements)[block], std::ptrdiff_t column,
                                                     float* CNR_DETAIL_RESTRICT to) const noexcept {
    const Sampler mixer = sampler_;
    CNR_DETAIL_KEEP_LOOP
    for (std::ptrdiff_t i = 0; i < block; ++i) {
      to[i] = mixer.mix(std::array<float, count>{{elements[Tap][i]...}}, x_.weight(column + i));
    }
  }

  /// Narrow pixels whose channels are packed, two at once.
  template <class Source>
  CNR_DETAIL_ALWAYS_INLINE void mix_narrow_row(const Source* from, std::ptrdiff_t begin, std::ptrdiff_t max_offset,
                                               float* CNR_DETAIL_RESTRICT to) const noexcept {
    std::ptrdiff_t column = 0;
    if constexpr (block % width == 0 && !block_lookups<T, Sampler>::are_possible) {
      if (are_within_ || max_offset == PTRDIFF_MAX) {
        const std::ptrdiff_t channels = channels_;
        const std::ptrdiff_t last = x_.size() - 1;
        for (; column < last; column += 2, to += 2 * channels) mix_pair(taps, from, begin, column, channels, to);
      }
    }
    mix_pixels<max_narrow>(from, begin, are_within_ ? PTRDIFF_MAX : max_offset, column, to);
  }
  template <std::size_t... Tap, class Source>
  CNR_DETAIL_ALWAYS_INLINE void mix_pair(std::index_sequence<Tap...> /*taps*/, const Source* from, std::ptrdiff_t begin,
                                         std::ptrdiff_t column, std::ptrdiff_t channels,
                                         float* CNR_DETAIL_RESTRICT to) const noexcept {
    constexpr std::ptrdiff_t loaded = narrow_elements<Source>;
    const Sampler mixer = sampler_;
    const weights_of_pair<typename taps_of<Sampler>::weight_type> weights(x_.weight(column), x_.weight(column + 1));
    float elements[count][block];
    for (std::size_t tap = 0; tap < count; ++tap) {
      const std::ptrdiff_t* const offsets = x_.offsets(static_cast<std::ptrdiff_t>(tap)) + column;
      float pixels[2 * static_cast<std::size_t>(loaded)];
      (load_block<max_narrow>)(from + (offsets[0] - begin), pixels);
      (load_block<max_narrow>)(from + (offsets[1] - begin), pixels + loaded);
      for_each_index(constant<block / width>{}, [&](std::ptrdiff_t vector) noexcept {
        store(elements[tap] + vector * width, load_lanes(pixels + vector * width / max_narrow * loaded, loaded));
      });
    }
    alignas(32) float mixed[block];
    CNR_DETAIL_KEEP_LOOP
    for (std::ptrdiff_t i = 0; i < block; ++i) {
      mixed[i] = mixer.mix(std::array<float, count>{{elements[Tap][i]...}}, weights[i]);
    }
    for_each_index(constant<block / width>{}, [&](std::ptrdiff_t vector) noexcept {
      store_lanes(to + vector * width / max_narrow * channels, channels, load(&mixed[vector * width]));
    });
  }

  /// Pixels whose channels are packed, `Elements` channels at once.
  /// @param column  the first one
  template <std::ptrdiff_t Elements, class Source>
  CNR_DETAIL_ALWAYS_INLINE void mix_pixels(const Source* from, std::ptrdiff_t begin, std::ptrdiff_t max_offset,
                                           std::ptrdiff_t column, float* CNR_DETAIL_RESTRICT to) const noexcept {
    const std::ptrdiff_t size = x_.size();
    const std::ptrdiff_t channels = channels_;
    const Sampler mixer = sampler_;
    for (; column < size; ++column, to += channels) {
      const auto weight = x_.weight(column);
      const Source* pixels[count];
      for (std::size_t tap = 0; tap < count; ++tap) {
        pixels[tap] = from + (x_.offsets(static_cast<std::ptrdiff_t>(tap))[column] - begin);
      }
      if (max_offset != PTRDIFF_MAX && !is_within(column, max_offset)) {
        for (std::ptrdiff_t i = 0; i < channels; ++i) to[i] = mix_channel(taps, mixer, pixels, i, weight);
        continue;
      }
      // Less than a block is followed by what the next column overwrites.
      mix_channels<Elements>(taps, mixer, pixels, 0, weight, to);
      if constexpr (Elements == block) {
        for (std::ptrdiff_t next = block; next < channels; next += block) {
          const std::ptrdiff_t first = minimum(next, channels - block);
          mix_channels<Elements>(taps, mixer, pixels, first, weight, to + first);
        }
      }
    }
  }
  CNR_DETAIL_ALWAYS_INLINE bool is_within(std::ptrdiff_t column, std::ptrdiff_t max_offset) const noexcept {
    bool are_within = true;
    for (std::ptrdiff_t tap = 0; tap < arrays::count; ++tap) are_within &= x_.offsets(tap)[column] <= max_offset;
    return are_within;
  }
  bool are_all_within() const noexcept {
    bool are_within = true;
    for (std::ptrdiff_t i = 0; i < x_.size(); ++i) are_within &= is_within(i, max_offset_);
    return are_within;
  }
  template <std::ptrdiff_t Elements, std::size_t... Tap, class Source, class Weight>
  CNR_DETAIL_ALWAYS_INLINE static void mix_channels(std::index_sequence<Tap...> /*taps*/, const Sampler& mixer,
                                                    const Source* const* pixels, std::ptrdiff_t first,
                                                    const Weight& weight, float* CNR_DETAIL_RESTRICT to) noexcept {
    float elements[count][static_cast<std::size_t>(maximum(block, narrow_elements<Source>))];
    for (std::size_t tap = 0; tap < count; ++tap) (load_block<Elements>)(pixels[tap] + first, elements[tap]);
    CNR_DETAIL_KEEP_LOOP
    for (std::ptrdiff_t i = 0; i < Elements; ++i) {
      to[i] = mixer.mix(std::array<float, count>{{elements[Tap][i]...}}, weight);
    }
  }
  template <std::size_t... Tap, class Source, class Weight>
  CNR_DETAIL_ALWAYS_INLINE static float mix_channel(std::index_sequence<Tap...> /*taps*/, const Sampler& mixer,
                                                    const Source* const* pixels, std::ptrdiff_t channel,
                                                    const Weight& weight) noexcept {
    return mixer.mix(std::array<float, count>{{element_traits<Source>::to_float(pixels[Tap][channel])...}}, weight);
  }

  /// Elements that are too far apart to be converted first.
  CNR_DETAIL_NOINLINE void mix_one_by_one(const T* from, float* CNR_DETAIL_RESTRICT to) const noexcept {
    const Sampler mixer = sampler_;
    const std::ptrdiff_t size = are_pixels_ ? x_.size() : x_.padded_size();
    for (std::ptrdiff_t column = 0; column < size; ++column) {
      const T* pixels[count];
      for (std::size_t tap = 0; tap < count; ++tap) {
        pixels[tap] = from + x_.offsets(static_cast<std::ptrdiff_t>(tap))[column];
      }
      for (std::ptrdiff_t i = 0; i < channels_; ++i) *to++ = mix_channel(taps, mixer, pixels, i, x_.weight(column));
    }
  }

  const Sampler& sampler_;
  const arrays& x_;
  const column_windows<Sampler>& windows_;
  const block_lookups<T, Sampler>& lookups_;
  index_range converted_;  // offsets
  std::ptrdiff_t channels_;
  bool are_pixels_;
  bool are_narrow_;  // narrow pixels
  std::ptrdiff_t max_offset_;
  bool are_within_;  // a block can be read from all columns
};
