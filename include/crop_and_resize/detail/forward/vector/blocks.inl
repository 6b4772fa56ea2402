// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The scalar loops in blocks of outputs, from which compilers make vectors: for samplers and elements that the vector
// kernels do not know. Each row of the image is mixed along x into a row of floats, which is kept for the rows of the
// crop that read it, too. Then such rows are mixed along y. Loops have a constant number of rounds, and each does one
// thing.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/kernels.inl>

#include <crop_and_resize/detail/geometry/tap_arrays.hpp>
#define CNR_DETAIL_KEEP_LOOP
#endif

// Each file builds on those before it.
// clang-format off
#include <crop_and_resize/detail/forward/vector/block_loads.inl>
#include <crop_and_resize/detail/forward/vector/block_columns.inl>
// clang-format on

/// Room for a row of a chunk: the rows of all taps and that of the crop take 16 KiB.
template <std::ptrdiff_t Count>
constexpr std::ptrdiff_t block_row_room = 4096 / (Count + 1) / 8 * 8;

/// Whether crops are large enough for blocks. The arrays of smaller ones would be filled with copies.
template <class Arguments>
bool are_worth_blocks(const Arguments& arguments) noexcept {
  const auto& crops = arguments.crops;
  const std::ptrdiff_t of_row = arguments.image.stride(3) == 1 ? crops.extent(2) * crops.extent(3) : crops.extent(2);
  return of_row > 4;
}

/// Whether there may be something else than elements of a caller's type between the pixels of a row.
template <class T>
bool may_have_others(const image_view<T>& image) noexcept {
  const std::ptrdiff_t stride = image.stride(2);
  const std::ptrdiff_t channels = image.extent(3);
  return format_of<T>::value == element_format::other && image.extent(2) > 1 && stride != channels &&
         stride != -channels;
}

/// Some channels of one crop, or one plane of it.
template <class Arguments, class Geometry>
class block_pass {
 public:
  using element = typename Arguments::element_type;
  using output = typename Arguments::output_type;
  using sampler = typename Arguments::sampler_type;
  using arrays = tap_arrays<sampler>;

  static constexpr auto count = static_cast<std::size_t>(arrays::count);
  static constexpr std::ptrdiff_t block = position_block;
  static constexpr std::ptrdiff_t room = block_row_room<arrays::count>;
  static constexpr auto padded_room = static_cast<std::size_t>(room + block);

  block_pass(const Arguments& arguments, const Geometry& geometry, const arrays& x, const arrays& y,
             const column_windows<sampler>& near_columns, const index_range& converted, std::ptrdiff_t first_channel,
             std::ptrdiff_t channels, bool are_pixels) noexcept
      : arguments_(arguments),
        x_(x),
        y_(y),
        windows_(near_columns),
        converted_(converted),
        image_(geometry.image + first_channel * arguments.image.stride(3)),
        first_channel_(first_channel),
        channels_(channels),
        are_pixels_(are_pixels),
        are_narrow_(are_pixels && channels <= max_narrow),
        max_offset_(max_offset_of(arguments.image, first_channel)),
        are_within_(channels >= block || (are_pixels && are_all_within())) {}

  /// All rows of a table. `out` is the crop's first row, and first column, of the tables.
  CNR_DETAIL_NOINLINE void run(output* out) const noexcept {
    alignas(64) float rows[count][padded_room];
    std::ptrdiff_t offsets[count];
    for (std::size_t slot = 0; slot < count; ++slot) offsets[slot] = no_row;
    const auto& crops = arguments_.crops;
    const std::ptrdiff_t outputs = x_.size() * channels_;
    const bool is_packed = is_row_packed(outputs);
    for (std::ptrdiff_t i = 0; i < y_.size(); ++i) {
      const float* sources[count];
      find_rows(i, rows, offsets, sources);
      output* const row = out + i * crops.stride(1);
      if constexpr (is_float) {
        if (is_packed && outputs >= block && !arguments_.streams) {
          mix_rows(sources, outputs, i, row);
          continue;
        }
      }
      alignas(64) float staging[padded_room];
      if (outputs >= block) {
        mix_rows(sources, outputs, i, staging);
      } else if (are_pixels_) {
        for (std::ptrdiff_t each = 0; each < outputs; ++each) mix_rows_at<1>(sources, each, i, staging);
      } else {
        mix_rows(sources, block, i, staging);  // the rest of the block are copies
      }
      if (is_packed && arguments_.streams) {
        stream_row(staging, outputs, row);
      } else {
        write_row(staging, is_packed, row);
      }
    }
  }

 private:
  static constexpr std::ptrdiff_t no_row = PTRDIFF_MIN;
  static constexpr std::make_index_sequence<count> taps{};
  static constexpr bool is_float = std::is_same<typename Arguments::destination_type, plain_destination<float>>::value;
  static constexpr bool is_plain = std::is_same<typename Arguments::destination_type, plain_destination<output>>::value;

  /// The last offset of a pixel from whose first one of these channels a block of elements can be read in the row.
  static std::ptrdiff_t max_offset_of(const image_view<element>& image, std::ptrdiff_t first_channel) noexcept {
    const std::ptrdiff_t stride = image.extent(2) > 1 ? image.stride(2) : 0;
    if ((may_have_others)(image)) return PTRDIFF_MIN;
    const std::ptrdiff_t last_pixel = stride < 0 ? 0 : (image.extent(2) - 1) * stride;
    return last_pixel + image.extent(3) - first_channel - narrow_elements<element>;
  }

  bool is_row_packed(std::ptrdiff_t outputs) const noexcept {
    const auto& crops = arguments_.crops;
    const bool channels_packed = channels_ == 1 || crops.stride(3) == 1;
    return channels_packed && (outputs == channels_ || crops.stride(2) == channels_);
  }

  /// Finds the rows that row `i` of the crop reads among those that are kept, and makes those that are missing.
  CNR_DETAIL_ALWAYS_INLINE void find_rows(std::ptrdiff_t i, float (*rows)[padded_room], std::ptrdiff_t* offsets,
                                          const float** sources) const noexcept {
    bool is_used[count] = {};
    const auto find = [&](std::size_t tap) noexcept {
      for (std::size_t slot = 0; slot < count; ++slot) {
        if (offsets[slot] != y_.offsets(static_cast<std::ptrdiff_t>(tap))[i]) continue;
        is_used[slot] = true;
        sources[tap] = rows[slot];
        return true;
      }
      return false;
    };
    bool is_found[count];
    for (std::size_t tap = 0; tap < count; ++tap) is_found[tap] = find(tap);
    for (std::size_t tap = 0; tap < count; ++tap) {
      // A row may be read by several taps.
      if (is_found[tap] || find(tap)) continue;
      std::size_t slot = 0;
      while (is_used[slot]) ++slot;
      offsets[slot] = y_.offsets(static_cast<std::ptrdiff_t>(tap))[i];
      is_used[slot] = true;
      sources[tap] = rows[slot];
      make_row(image_ + offsets[slot], rows[slot]);
    }
  }

  /// Mixes a row of the image along x.
  CNR_DETAIL_NOINLINE void make_row(const element* from, float* CNR_DETAIL_RESTRICT to) const noexcept {
    if constexpr (loads_blocks<element>) {
      mix_row(from, 0, max_offset_, to);
    } else {
      if constexpr (loads_narrow_pixels<element>) {
        if (are_narrow_) return mix_narrow_row(from, 0, max_offset_, to);
      }
      if (converted_.size() == 0) return mix_one_by_one(from, to);
      alignas(64) float line[static_cast<std::size_t>(max_line + after_line)];
      (convert_elements)(from + converted_.begin, converted_.size(), line);
      mix_row(static_cast<const float*>(line), converted_.begin, PTRDIFF_MAX, to);
    }
  }

  /// @param begin       the offset that is at `from`
  /// @param max_offset  the last one from which a block can be read
  template <class Source>
  CNR_DETAIL_ALWAYS_INLINE void mix_row(const Source* from, std::ptrdiff_t begin, std::ptrdiff_t max_offset,
                                        float* CNR_DETAIL_RESTRICT to) const noexcept {
    if (!are_pixels_) {
      mix_columns(from, begin, to);
    } else if (are_narrow_) {
      if constexpr (!loads_narrow_pixels<element>) mix_narrow_row(from, begin, max_offset, to);
    } else {
      mix_pixels<block>(from, begin, are_within_ ? PTRDIFF_MAX : max_offset, 0, to);
    }
  }

  /// Columns of one plane.
  template <class Source>
  CNR_DETAIL_ALWAYS_INLINE void mix_columns(const Source* from, std::ptrdiff_t begin,
                                            float* CNR_DETAIL_RESTRICT to) const noexcept {
    if constexpr (block % width == 0) {
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
    const sampler mixer = arguments_.sampler;
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
    if constexpr (block % width == 0) {
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
    const sampler mixer = arguments_.sampler;
    const weights_of_pair<typename taps_of<sampler>::weight_type> weights(x_.weight(column), x_.weight(column + 1));
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
    const sampler mixer = arguments_.sampler;
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
  CNR_DETAIL_ALWAYS_INLINE static void mix_channels(std::index_sequence<Tap...> /*taps*/, const sampler& mixer,
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
  CNR_DETAIL_ALWAYS_INLINE static float mix_channel(std::index_sequence<Tap...> /*taps*/, const sampler& mixer,
                                                    const Source* const* pixels, std::ptrdiff_t channel,
                                                    const Weight& weight) noexcept {
    return mixer.mix(std::array<float, count>{{element_traits<Source>::to_float(pixels[Tap][channel])...}}, weight);
  }

  /// Elements that are too far apart to be converted first.
  CNR_DETAIL_NOINLINE void mix_one_by_one(const element* from, float* CNR_DETAIL_RESTRICT to) const noexcept {
    const sampler mixer = arguments_.sampler;
    const std::ptrdiff_t size = are_pixels_ ? x_.size() : x_.padded_size();
    for (std::ptrdiff_t column = 0; column < size; ++column) {
      const element* pixels[count];
      for (std::size_t tap = 0; tap < count; ++tap) {
        pixels[tap] = from + x_.offsets(static_cast<std::ptrdiff_t>(tap))[column];
      }
      for (std::ptrdiff_t i = 0; i < channels_; ++i) *to++ = mix_channel(taps, mixer, pixels, i, x_.weight(column));
    }
  }

  /// Mixes rows along y: `size` outputs, at least a block.
  CNR_DETAIL_ALWAYS_INLINE void mix_rows(const float* const* sources, std::ptrdiff_t size, std::ptrdiff_t i,
                                         float* to) const noexcept {
    for (std::ptrdiff_t next = 0; next < size; next += block) {
      mix_rows_at<block>(sources, detail::minimum(next, size - block), i, to);
    }
  }
  template <std::ptrdiff_t Block>
  CNR_DETAIL_ALWAYS_INLINE void mix_rows_at(const float* const* sources, std::ptrdiff_t first, std::ptrdiff_t i,
                                            float* to) const noexcept {
    mix_block<Block>(taps, sources, first, y_.weight(i), to);
  }
  template <std::ptrdiff_t Block, std::size_t... Tap, class Weight>
  CNR_DETAIL_ALWAYS_INLINE void mix_block(std::index_sequence<Tap...> /*taps*/, const float* const* sources,
                                          std::ptrdiff_t first, const Weight& weight,
                                          float* CNR_DETAIL_RESTRICT to) const noexcept {
    const sampler mixer = arguments_.sampler;
    const float* rows[count];
    for (std::size_t tap = 0; tap < count; ++tap) rows[tap] = sources[tap] + first;
    // Compilers need not ask then whether the outputs overlap the rows.
    float mixed[static_cast<std::size_t>(Block)];
    CNR_DETAIL_KEEP_LOOP
    for (std::ptrdiff_t i = 0; i < Block; ++i) {
      mixed[i] = mixer.mix(std::array<float, count>{{rows[Tap][i]...}}, weight);
    }
    if constexpr (Block % width == 0) {
      for_each_index(constant<Block / width>{}, [&](std::ptrdiff_t vector) noexcept {
        store(to + first + vector * width, load(mixed + vector * width));
      });
    } else {
      for (std::ptrdiff_t i = 0; i < Block; ++i) to[first + i] = mixed[i];
    }
  }

  /// Writes outputs that are packed on both sides.
  /// @param step  1 where channels follow one another, 0 where all are of one channel
  template <std::ptrdiff_t Step>
  CNR_DETAIL_ALWAYS_INLINE void write_packed(const float* from, std::ptrdiff_t size, std::ptrdiff_t channel,
                                             output* CNR_DETAIL_RESTRICT to) const noexcept {
    const Arguments& arguments = arguments_;
    std::ptrdiff_t next = 0;
    for (; next + block <= size; next += block) {
      CNR_DETAIL_KEEP_LOOP
      for (std::ptrdiff_t i = 0; i < block; ++i) {
        arguments.write(from[next + i], channel + (next + i) * Step, to + next + i);
      }
    }
    for (; next < size; ++next) arguments.write(from[next], channel + next * Step, to + next);
  }

  /// Writes one row of the crop.
  CNR_DETAIL_NOINLINE void write_row(const float* from, bool is_packed, output* to) const noexcept {
    const auto& crops = arguments_.crops;
    if (is_packed && (is_plain || channels_ == 1)) {
      write_packed<0>(from, x_.size() * channels_, first_channel_, to);
    } else if (channels_ > 1 && crops.stride(2) == 1 && x_.size() >= width) {
      write_planes(from, to);
    } else if (channels_ > 1 && crops.stride(3) == 1) {
      for (std::ptrdiff_t column = 0; column < x_.size(); ++column) {
        write_packed<1>(from + column * channels_, channels_, first_channel_, to + column * crops.stride(2));
      }
    } else {
      for (std::ptrdiff_t channel = 0; channel < channels_; ++channel) {
        for (std::ptrdiff_t column = 0; column < x_.size(); ++column) {
          arguments_.write(from[column * channels_ + channel], first_channel_ + channel,
                           to + column * crops.stride(2) + channel * crops.stride(3));
        }
      }
    }
  }

  /// Writes pixels, at least a vector of them, to a crop whose columns are packed.
  CNR_DETAIL_NOINLINE void write_planes(const float* from, output* to) const noexcept {
    const std::ptrdiff_t stride = arguments_.crops.stride(3);
    if constexpr (is_float) {
      sort_into_planes(from, to, stride);
    } else {
      alignas(64) float planes[padded_room];
      sort_into_planes(from, planes, x_.size());
      for (std::ptrdiff_t i = 0; i < channels_; ++i) {
        write_packed<0>(planes + i * x_.size(), x_.size(), first_channel_ + i, to + i * stride);
      }
    }
  }
  CNR_DETAIL_ALWAYS_INLINE void sort_into_planes(const float* from, float* to, std::ptrdiff_t stride) const noexcept {
    if (channels_ > max_rearranged) {
      deinterleave_many(from, channels_, x_.size(), channels_, to, stride);
    } else {
      with_channel_count(channels_, [&](auto known) noexcept { deinterleave<known()>(from, x_.size(), to, stride); });
    }
  }

  /// write_row with non-temporal stores.
  CNR_DETAIL_NOINLINE void stream_row(const float* from, std::ptrdiff_t size, output* to) const noexcept {
    if constexpr (is_float) {
      stream_bytes(reinterpret_cast<unsigned char*>(to), reinterpret_cast<const unsigned char*>(from),
                   size * static_cast<std::ptrdiff_t>(sizeof(float)));
    } else {
      write_row(from, true, to);
    }
  }

  const Arguments& arguments_;
  const arrays& x_;
  const arrays& y_;
  const column_windows<sampler>& windows_;
  index_range converted_;  // offsets
  const element* image_;
  std::ptrdiff_t first_channel_;
  std::ptrdiff_t channels_;
  bool are_pixels_;
  bool are_narrow_;  // narrow pixels
  std::ptrdiff_t max_offset_;
  bool are_within_;  // a block can be read from all columns
};

/// Writes the extrapolation value to all of a crop that is outside the image.
template <class Arguments, class Geometry>
void extrapolate_outside(const Arguments& arguments, const Geometry& geometry, const clipped_range& columns) noexcept {
  const auto& crops = arguments.crops;
  const clipped_range& rows = geometry.rows;
  const any_pixels layout{crops.extent(3), arguments.image.stride(3), crops.stride(2), crops.stride(3)};
  for (std::ptrdiff_t row = rows.all.begin; row < rows.all.end; ++row) {
    const bool is_inside = row >= rows.inside.begin && row < rows.inside.end;
    auto* const first = geometry.crop + row * crops.stride(1);
    detail::extrapolate_columns(arguments, first, {0, is_inside ? columns.inside.begin : columns.all.end}, layout);
    if (is_inside) detail::extrapolate_columns(arguments, first, {columns.inside.end, columns.all.end}, layout);
  }
}

/// How the image of a call is read in blocks.
template <class T>
struct block_layout {
  explicit block_layout(const image_view<T>& image, std::ptrdiff_t most_channels) noexcept
      : column_stride(image.extent(2) > 1 ? image.stride(2) : 1),
        are_pixels(image.extent(3) > 1 && image.stride(3) == 1),
        are_side_by_side(!are_pixels && column_stride == 1),
        is_converted_first(!loads_blocks<T> &&
                           !(loads_narrow_pixels<T> && are_pixels && image.extent(3) <= max_narrow)),
        can_convert(is_converted_first && (are_pixels ? !(may_have_others)(image) : are_side_by_side)),
        channels_at_once(are_pixels ? minimum(image.extent(3), most_channels) : 1) {}

  std::ptrdiff_t column_stride;
  bool are_pixels;          // the channels of a pixel are side by side
  bool are_side_by_side;    // the columns of a plane
  bool is_converted_first;  // elements become floats before they are mixed
  bool can_convert;         // a row at once
  std::ptrdiff_t channels_at_once;
};

/// All rows that are inside, for the columns of a table, the first of which is the crop's `column`.
template <class Arguments, class Geometry>
CNR_DETAIL_ALWAYS_INLINE void resample_columns(const Arguments& arguments, const Geometry& geometry,
                                               const block_layout<typename Arguments::element_type>& layout,
                                               const tap_arrays<typename Arguments::sampler_type>& x,
                                               const column_windows<typename Arguments::sampler_type>& near_columns,
                                               const index_range& converted, std::ptrdiff_t column) noexcept {
  const auto& image = arguments.image;
  const auto& crops = arguments.crops;
  const index_range& rows = geometry.rows.inside;
  const std::ptrdiff_t channels = image.extent(3);
  const std::ptrdiff_t at_once = layout.channels_at_once;
  tap_arrays<typename Arguments::sampler_type> y;
  for (std::ptrdiff_t row = rows.begin; row < rows.end; row += y.capacity) {
    (build_taps)(arguments.sampler, geometry.y, {row, minimum(row + y.capacity, rows.end)}, image.extent(1),
                 image.stride(1), y);
    auto* const out = geometry.crop + row * crops.stride(1) + column * crops.stride(2);
    for (std::ptrdiff_t next = 0; next < channels; next += at_once) {
      // The last channels overlap those before them, so that there are always as many.
      const std::ptrdiff_t channel = minimum(next, channels - at_once);
      block_pass<Arguments, Geometry>(arguments, geometry, x, y, near_columns, converted, channel, at_once,
                                      layout.are_pixels)
          .run(out + channel * crops.stride(3));
    }
  }
}

/// One crop. Not inlined, as resample_scalar.
template <class Arguments, class Geometry>
CNR_DETAIL_NOINLINE void resample_blocks(const Arguments& arguments, const Geometry& geometry) noexcept {
  using pass = block_pass<Arguments, Geometry>;
  using element = typename pass::element;
  const auto& image = arguments.image;
  const block_layout<element> layout(image, minimum(64, pass::room));
  const clipped_range columns = geometry.columns(0, geometry.crop_width);
  (extrapolate_outside)(arguments, geometry, columns);
  typename pass::arrays x;
  column_windows<typename pass::sampler> near_columns;
  near_columns.clear();
  std::ptrdiff_t columns_at_once = minimum(x.capacity, pass::room / layout.channels_at_once);
  if constexpr (!loads_blocks<element>) {
    if (layout.is_converted_first) {
      columns_at_once = minimum(columns_at_once, (max_converted_columns)(geometry.x, layout.column_stride));
    }
  }
  for (std::ptrdiff_t column = columns.inside.begin; column < columns.inside.end; column += columns_at_once) {
    (build_taps)(arguments.sampler, geometry.x, {column, minimum(column + columns_at_once, columns.inside.end)},
                 image.extent(2), image.stride(2), x);
    index_range converted{0, 0};
    if constexpr (!loads_blocks<element>) {
      if (layout.can_convert) converted = (converted_offsets)(x, layout.channels_at_once);
    }
    // After elements that are converted there is room for windows.
    if (layout.are_side_by_side) near_columns.build(x, loads_blocks<element> ? image.extent(2) : PTRDIFF_MAX);
    (resample_columns)(arguments, geometry, layout, x, near_columns, converted, column);
  }
}

struct block_kernels {
  /// The tasks in `numbers`.
  template <class Arguments>
  CNR_DETAIL_NOINLINE static void resample(const Arguments& arguments, const partition& tasks,
                                           const index_range& numbers) noexcept {
    if (!(are_worth_blocks)(arguments)) return scalar::forward_kernels::resample(arguments, tasks, numbers);
    using geometry = crop_geometry<typename Arguments::element_type, typename Arguments::output_type>;
    for_each_box(tasks, numbers, [&](std::ptrdiff_t box, const index_range& rows) noexcept {
      (resample_blocks)(arguments, geometry(arguments, box, rows));
    });
    if (arguments.streams) fence();
  }
};
block_kernels block_kernels_of(tag);  // see forward/run.hpp
