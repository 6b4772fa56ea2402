// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Rows of short elements, mixed along x, for blocks.inl: columns of a plane, or channels of narrow pixels, whatever
// column each belongs to. Table lookups find the elements of a vector of outputs.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/block_columns.inl>
#endif

/// Weights that are numbers: they are copied for each channel.
template <class Weight>
constexpr bool are_numbers = std::is_same<Weight, float>::value || std::is_empty<Weight>::value;
template <std::size_t Count>
constexpr bool are_numbers<std::array<float, Count>> = true;

/// How the outputs of a row get their elements, and their weights. It serves every row of the image that is read for
/// the columns of a table. A vector of outputs has windows of the row, each of one table or two, and the taps are
/// looked up in pairs.
template <class T, class Sampler>
class block_lookups {
 public:
  using arrays = tap_arrays<Sampler>;

  /// Whether there are lookups for these elements and this many taps.
  static constexpr bool are_possible = position_block % width == 0 && format_of<T>::value != element_format::other &&
                                       sizeof(T) <= 2 && arrays::count <= 8 &&
                                       are_numbers<typename taps_of<Sampler>::weight_type>;
  /// The most outputs of a row: indices take up to 6 KiB.
  static constexpr std::ptrdiff_t max_outputs = 1536 / (arrays::count + arrays::count % 2) / 16 * 16;

  /// Finds the elements, unless they are too far apart or rows are too short.
  /// @param channels  read of each column, side by side
  /// @param readable  offsets of what may be read of a row
  CNR_DETAIL_NOINLINE void build(const arrays& x, std::ptrdiff_t channels, const index_range& readable) noexcept {
    tables_ = 0;
    constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(T));
    constexpr std::ptrdiff_t table = table_size;
    constexpr std::ptrdiff_t max_size = std::ptrdiff_t{1} << 30U;
    const std::ptrdiff_t row_size = readable.size() * size;
    if (row_size < table || row_size > max_size || x.size() * channels > max_outputs) return;
    begin_ = readable.begin;
    outputs_ = (x.size() * channels + block - 1) / block * block;
    alignas(64) std::uint32_t offsets[count][room];  // offsets from the first byte that may be read
    if (channels == 1) {
      place<1>(x, 1, offsets);
    } else {
      place<max_narrow>(x, channels, offsets);
    }
    const auto load_tap = [&](std::size_t tap, std::ptrdiff_t vector) noexcept {
      return (load_as<integers>)(offsets[tap < count ? tap : count - 1] + vector * width);
    };
    integers widest = {};
    for (std::ptrdiff_t vector = 0; vector < outputs_ / width; ++vector) {
      integers low = load_tap(0, vector);
      integers high = low;
      for (std::size_t tap = 1; tap < count; ++tap) {
        low = minimum(low, load_tap(tap, vector));
        high = maximum(high, load_tap(tap, vector));
      }
      low = min_in_window(low);
      widest = maximum(widest, max_in_window(high) - low);
      store_window_firsts(windows_[vector], low);
    }
    const auto window_size = static_cast<std::ptrdiff_t>(max_of_windows(widest)) + size;
    const int tables = window_size <= table ? 1 : 2;
    if (window_size > 2 * table || row_size < tables * table) return;
    tables_ = tables;
    const integers last_window = broadcast(static_cast<std::uint32_t>(row_size - tables * table));
    unsigned char* to = indices_;
    for (std::ptrdiff_t vector = 0; vector < outputs_ / width; ++vector) {
      const integers window = minimum(broadcast_windows(windows_[vector]), last_window);
      store_window_firsts(windows_[vector], window);
      for (std::size_t tap = 0; tap < count; tap += 2, to += index_size<size>(tables)) {
        store_indices<size>(
            to, pair_indices<elements>(load_tap(tap, vector) - window, load_tap(tap + 1, vector) - window), tables);
      }
    }
  }

  /// No lookups.
  void clear() noexcept { tables_ = 0; }

  /// 1 or 2, or 0 where there are no lookups.
  CNR_DETAIL_ALWAYS_INLINE int tables() const noexcept { return tables_; }

  /// Mixes two rows of the image as mix_row does.
  template <int Tables>
  CNR_DETAIL_NOINLINE void mix_two_rows(const Sampler& sampler, const T* top, const T* bottom,
                                        float* CNR_DETAIL_RESTRICT to_top,
                                        float* CNR_DETAIL_RESTRICT to_bottom) const noexcept {
    const auto* const top_bytes = reinterpret_cast<const unsigned char*>(top + begin_);
    const auto* const bottom_bytes = reinterpret_cast<const unsigned char*>(bottom + begin_);
    const std::ptrdiff_t outputs = outputs_;
    for (std::ptrdiff_t first = 0; first < outputs; first += block) {
      mix_block<Tables>(std::make_index_sequence<count>{}, sampler, top_bytes, first, to_top + first);
      mix_block<Tables>(std::make_index_sequence<count>{}, sampler, bottom_bytes, first, to_bottom + first);
    }
  }

  /// Mixes a row of the image, whole blocks of outputs.
  template <int Tables>
  CNR_DETAIL_NOINLINE void mix_row(const Sampler& sampler, const T* from,
                                   float* CNR_DETAIL_RESTRICT to) const noexcept {
    const auto* const row = reinterpret_cast<const unsigned char*>(from + begin_);
    for (std::ptrdiff_t first = 0; first < outputs_; first += block) {
      mix_block<Tables>(std::make_index_sequence<count>{}, sampler, row, first, to + first);
    }
  }

 private:
  using elements = format<format_of<T>::value>;
  static constexpr std::ptrdiff_t block = position_block;
  static constexpr auto count = static_cast<std::size_t>(arrays::count);
  static constexpr std::size_t pairs = (count + 1) / 2;
  static constexpr auto room = static_cast<std::size_t>(are_possible ? max_outputs + block : block);
  static constexpr std::size_t max_vectors = (room + width - 1) / width;

  /// Finds the offset of each output's taps, in bytes, and its weight. Writes `AtOnce` outputs of each column, at least
  /// `channels`, of which the next column's replace the rest. The last block is filled with copies of the last column.
  template <std::ptrdiff_t AtOnce>
  CNR_DETAIL_ALWAYS_INLINE void place(const arrays& x, std::ptrdiff_t channels,
                                      std::uint32_t (*CNR_DETAIL_RESTRICT offsets)[room]) noexcept {
    constexpr auto size = static_cast<std::uint32_t>(sizeof(T));
    const std::ptrdiff_t end = outputs_;
    const std::ptrdiff_t begin = begin_;
    const std::ptrdiff_t last = x.size() - 1;
    for (std::size_t tap = 0; tap < count; ++tap) {
      const std::ptrdiff_t* const elements_of_columns = x.offsets(static_cast<std::ptrdiff_t>(tap));
      std::uint32_t* CNR_DETAIL_RESTRICT const to = offsets[tap];
      for (std::ptrdiff_t output = 0, column = 0; output < end; output += channels, ++column) {
        const std::ptrdiff_t element = elements_of_columns[AtOnce == 1 ? column : minimum(column, last)];
        const auto byte = static_cast<std::uint32_t>(element - begin) * size;
        CNR_DETAIL_KEEP_LOOP
        for (std::uint32_t i = 0; i < AtOnce; ++i) to[output + i] = byte + i * size;
      }
    }
    for (std::ptrdiff_t output = 0, column = 0; output < end; output += channels, ++column) {
      const auto weight = x.weight(AtOnce == 1 ? column : minimum(column, last));
      CNR_DETAIL_KEEP_LOOP
      for (std::ptrdiff_t i = 0; i < AtOnce; ++i) weights_.set(output + i, weight);
    }
  }

  template <int Tables, std::size_t... Tap>
  CNR_DETAIL_ALWAYS_INLINE void mix_block(std::index_sequence<Tap...> /*taps*/, const Sampler& sampler,
                                          const unsigned char* row, std::ptrdiff_t first,
                                          float* CNR_DETAIL_RESTRICT to) const noexcept {
    float found[2 * pairs][block];
    for_each_index(constant<block / width>{}, [&](std::ptrdiff_t number) noexcept {
      const std::ptrdiff_t vector = first / width + number;
      constexpr std::ptrdiff_t size = index_size<sizeof(T)>(Tables);
      const unsigned char* indices = indices_ + vector * static_cast<std::ptrdiff_t>(pairs) * size;
      for (std::size_t pair = 0; pair < pairs; ++pair, indices += size) {
        const integers both = table_lookup<elements, Tables>(row, windows_[vector], indices);
        store(found[2 * pair] + number * width, elements::left(both));
        store(found[2 * pair + 1] + number * width, elements::right(both));
      }
    });
    const Sampler mixer = sampler;
    CNR_DETAIL_KEEP_LOOP
    for (std::ptrdiff_t i = 0; i < block; ++i) {
      to[i] = mixer.mix(std::array<float, count>{{found[Tap][i]...}}, weights_[first + i]);
    }
  }

  int tables_ = 0;
  std::ptrdiff_t begin_ = 0;
  std::ptrdiff_t outputs_ = 0;                   // whole blocks
  std::uint32_t windows_[max_vectors][windows];  // offsets of each vector's
  alignas(64) unsigned char indices_[max_vectors * pairs * static_cast<std::size_t>(index_size<1>(2))];
  weight_arrays<typename taps_of<Sampler>::weight_type, room> weights_;
};
