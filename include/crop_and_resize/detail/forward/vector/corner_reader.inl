// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The reader for floats and single bytes that are too far apart for windows: it mixes the four pixels around an output
// where they are, in vectors of several columns. Nothing is copied, and no plan is needed.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/convert_reader.inl>

#include <crop_and_resize/detail/forward/column_lookahead.hpp>
#endif

/// Four floats: the channels of a pixel, sums of columns side by side, or rows together.
using four_floats = float __attribute__((vector_size(16)));

/// The elements of a format of 1 or 4 bytes that corner_reader reads.
template <class Format>
using corner_element = std::conditional_t<
    Format::size == 4, float,
    std::conditional_t<std::is_same<Format, format<element_format::int8>>::value, std::int8_t, std::uint8_t>>;

/// Reads pixels of three or four elements, or of one whose columns are near one another. It writes rows of the crop
/// itself, without a ring.
template <class Format, class Sampler>
class corner_reader {
  static_assert(std::is_same<Sampler, vector_sampler<bilinear>>::value, "it loads two taps next to one another");

 public:
  /// @param from_memory  the image comes out of memory, and crops read more of it than a second-level cache holds
  explicit corner_reader(bool from_memory) noexcept : from_memory_(from_memory) {}

  /// False for other pixels, and for fewer columns than a vector has.
  bool prepare(const located_taps& taps, std::ptrdiff_t count, const scanline& along,
               const plane_set& planes) noexcept {
    channels_ = along.channels;
    column_stride_ = along.column_stride;
    // One load has both taps of a byte, and of the bytes of a pixel.
    std::ptrdiff_t loaded = are_bytes ? 4 : 2 * size;
    bool is_readable = channels_ == 1 && column_stride_ >= size && column_stride_ <= loaded - size;
    if (channels_ >= 3 && channels_ <= lane_size) {
      loaded = are_bytes ? 8 : lane_size * size;
      is_readable =
          along.channel_stride == size && (!are_bytes || (column_stride_ > 0 && column_stride_ <= loaded - channels_));
    }
    if (!is_readable) return false;
    taps_ = taps;
    planes_ = planes;
    count_ = count / channels_;
    // Vectors of the last pixels would reach beyond the row.
    const std::ptrdiff_t last = along.size - loaded;
    const bool loads_right = !are_bytes && channels_ > 1;
    const auto is_inside = [=](std::ptrdiff_t column) noexcept {
      const std::ptrdiff_t left = taps.tap[0][column * along.channels];
      const std::ptrdiff_t right = taps.tap[1][column * along.channels];
      return left <= last && (!loads_right || right <= last);
    };
    inside_ = {0, 0};
    while (inside_.begin < count_ && !is_inside(inside_.begin)) ++inside_.begin;
    inside_.end = inside_.begin;
    while (inside_.end < count_ && is_inside(inside_.end)) ++inside_.end;
    // What is loaded with the last weight has to be in the table.
    if (channels_ == 3) inside_.end = minimum(inside_.end, max_outputs / 3 - 1);
    if (inside_.size() < (channels_ == 1 ? at_once<1> : at_once<lane_size>)) return false;
    ahead_.prepare(taps.tap[0], channels_, count_, 1, 16);
    return true;
  }

  bound_reader bind() noexcept { return {this, nullptr, &corner_reader::write, planes_}; }

 private:
  static constexpr std::ptrdiff_t size = Format::size;
  static constexpr bool are_bytes = size == 1;
  /// In the place of a number of channels: three or four, which share the code.
  static constexpr std::ptrdiff_t any_pixel = 0;

  /// Columns of a vector.
  template <std::ptrdiff_t Channels>
  static constexpr std::ptrdiff_t at_once = Channels == 1 ? width : width / lane_size;

  /// Of bytes, where a column's first and second taps are in what is loaded for a vector.
  template <std::ptrdiff_t Channels>
  integers indices() const noexcept {
    const integers in_lane = iota() & 3U;
    const integers left = Channels == 1 ? 4U * in_lane : in_lane;
    return left | ((left + static_cast<std::uint32_t>(column_stride_)) << (8U * right_byte));
  }

  /// What is mixed of two rows for the columns of a vector. After the channels of a pixel, a lane has anything.
  /// Pointers one by one, as GCC keeps structures of them in memory.
  template <std::ptrdiff_t Channels, class Prefetch>
  CNR_DETAIL_ALWAYS_INLINE static floats mix_columns(const row_pair& rows, const std::uint32_t* left,
                                                     const std::uint32_t* right, const float* weights,
                                                     std::ptrdiff_t channels, integers indices, floats weight,
                                                     const Prefetch& prefetch) noexcept {
    if constexpr (are_bytes) {
      const floats x = Channels == 1 ? load(weights) : load_lanes(weights, channels);
      // With a weight of 0, the second tap does not matter: its difference is finite, and no element is -0.0.
      const auto sample = [=](const unsigned char* row) noexcept {
        const integers loaded = Channels == 1 ? load_integers_at(row, left) : load_half_lanes_at(row, left, channels);
        const auto found =
            reinterpret_cast<integers>(shuffle(reinterpret_cast<bytes>(loaded), reinterpret_cast<bytes>(indices)));
        return Sampler::mix_difference(Format::left(found), Format::difference(found), x);
      };
      if constexpr (Channels == 1) {
        prefetch.lanes(left);
        prefetch.lanes(left + 2);
      } else {
        prefetch.pixels(left, right, channels);
      }
      const floats top = sample(rows.top);
      return Sampler::mix(top, sample(rows.bottom), weight);
    } else if constexpr (Channels != 1) {
      prefetch.pixels(left, right, channels);
      const floats x = load_lanes(weights, channels);
      return Sampler::mix(
          Sampler::mix(load_lanes_at(rows.top, left, channels), load_lanes_at(rows.top, right, channels), x),
          Sampler::mix(load_lanes_at(rows.bottom, left, channels), load_lanes_at(rows.bottom, right, channels), x),
          weight);
    } else {
      // Both rows for half of the columns, then for the others: so their offsets stay in registers.
      prefetch.lanes(left);
      const floats first_top = load_pairs_at(rows.top, left);
      const floats first_bottom = load_pairs_at(rows.bottom, left);
      prefetch.lanes(left + 2);
      const floats second_top = load_pairs_at(rows.top, left + 2);
      const floats second_bottom = load_pairs_at(rows.bottom, left + 2);
      const std::array<floats, 2> top = alternate_elements(first_top, second_top);
      const std::array<floats, 2> bottom = alternate_elements(first_bottom, second_bottom);
      const floats x = load(weights);
      // With a weight of 0, both taps are the first one: see vector_sampler.
      const auto is_next = x > 0.0F;
      return Sampler::mix(Sampler::mix(top[0], is_next ? top[1] : top[0], x),
                          Sampler::mix(bottom[0], is_next ? bottom[1] : bottom[0], x), weight);
    }
  }

  /// What is prefetched while a row is computed: the column that is read soon and, of images that come out of memory,
  /// the same column of the rows that are read next. No loops over lambdas: GCC takes what only prefetches for a
  /// function that does nothing.
  template <bool FromMemory>
  struct row_lookahead {
    row_pair_addresses soon;
    row_pair next;
    bool is_sparse;

    /// Of each four columns the first two.
    CNR_DETAIL_ALWAYS_INLINE void lanes(const std::uint32_t* left) const noexcept {
      soon.prefetch(left[0]);
      if (is_sparse) soon.prefetch(left[1]);
      if constexpr (width > lane_size) {
        soon.prefetch(left[4]);
        if (is_sparse) soon.prefetch(left[5]);
      }
    }
    CNR_DETAIL_ALWAYS_INLINE void pixels(const std::uint32_t* left, const std::uint32_t* right,
                                         std::ptrdiff_t channels) const noexcept {
      pixel(left, right, channels);
      if constexpr (width > lane_size) {
        if (!are_bytes || is_sparse) pixel(left + channels, right + channels, channels);
      }
    }
    CNR_DETAIL_ALWAYS_INLINE void pixel(const std::uint32_t* left, [[maybe_unused]] const std::uint32_t* right,
                                        [[maybe_unused]] std::ptrdiff_t channels) const noexcept {
      const std::size_t first = *left;
      soon.prefetch(first);
      if constexpr (FromMemory) {
        const std::size_t last = *right + static_cast<std::size_t>(channels * size - 1);
        prefetch_l2(next.top + first);
        prefetch_l2(next.bottom + first);
        // Both pixels may reach into a second cache line. Most often those of both rows do, or none.
        const auto pixels_size = static_cast<std::size_t>(2 * channels * size);
        if ((reinterpret_cast<std::uintptr_t>(next.top) + first) % cache_line_size > cache_line_size - pixels_size) {
          prefetch_l2(next.top + last);
          prefetch_l2(next.bottom + last);
        }
      }
    }
  };

  static void write(void* reader, const output_rows& rows) noexcept {
    const auto& self = *static_cast<const corner_reader*>(reader);
    for (std::size_t i = 0; i < rows.count; ++i) {
      float* out = rows.begin(i);
      for (std::ptrdiff_t plane = 0; plane < self.planes_.count; ++plane, out += self.planes_.pitch) {
        self.mix_plane_row(rows, i, plane * self.planes_.stride, out);
      }
      rows.end(i);
    }
  }

  /// Computes row i of a plane, which is `offset` bytes from the first one.
  CNR_DETAIL_ALWAYS_INLINE void mix_plane_row(const output_rows& rows, std::size_t i, std::ptrdiff_t offset,
                                              float* out) const noexcept {
    const std::size_t next = i + 1 < rows.count ? i + 1 : i;
    const row_pair current{rows.top(i) + offset, rows.bottom(i) + offset};
    const row_pair later{rows.top(next) + offset, rows.bottom(next) + offset};
    const float weight = rows.taps.weight[i];
    if (channels_ == 1) {
      mix_row<1, false>(current, later, weight, out);
    } else if constexpr (are_bytes) {
      mix_row<any_pixel, false>(current, later, weight, out);
    } else if (channels_ == 3) {
      mix_pixel_row<3>(current, later, weight, out);
    } else {
      mix_pixel_row<4>(current, later, weight, out);
    }
    // Pixels at an end of a row of the image or of the outputs, channel by channel.
    for (std::ptrdiff_t output = 0;; ++output) {
      if (output == inside_.begin * channels_) output = inside_.end * channels_;
      if (output == count_ * channels_) break;
      mix_output(current, output, weight, out);
    }
  }
  template <std::ptrdiff_t Channels>
  CNR_DETAIL_ALWAYS_INLINE void mix_pixel_row(const row_pair& rows, const row_pair& later, float weight,
                                              float* out) const noexcept {
    if (from_memory_) {
      mix_row<Channels, true>(rows, later, weight, out);
    } else {
      mix_row<Channels, false>(rows, later, weight, out);
    }
  }

  /// Computes a row, except for its ends. `later` are rows that will be read next.
  template <std::ptrdiff_t Channels, bool FromMemory>
  CNR_DETAIL_NOINLINE void mix_row(const row_pair& rows, const row_pair& later, float weight,
                                   float* out) const noexcept {
    constexpr std::ptrdiff_t step = at_once<Channels>;
    const std::ptrdiff_t channels = Channels == any_pixel ? channels_ : Channels;
    const row_pair from = rows;
    const floats weights = broadcast(weight);
    const integers of_columns = are_bytes ? indices<Channels>() : integers{};
    const std::ptrdiff_t first = inside_.begin * channels;
    const std::ptrdiff_t last = (inside_.end - step) * channels;
    const std::uint32_t* left = taps_.tap[0] + first;
    const std::uint32_t* right = taps_.tap[1] + first;
    const float* x = taps_.weight + first;
    float* to = out + first;
    const float* const end = out + last;
    const float* stop = out + minimum((count_ - ahead_.columns) * channels, last);
    std::array<float, static_cast<std::size_t>(width + 1)> last_columns;
    bool is_last = false;
    row_lookahead<FromMemory> ahead{row_pair_addresses(rows, ahead_.forth), later, ahead_.is_sparse};
    for (;;) {
      while (to < stop) {
        // What is stored after the outputs, those of the next column replace.
        const floats mixed = mix_columns<Channels>(from, left, right, x, channels, of_columns, weights, ahead);
        if constexpr (Channels == 1) {
          store(to, mixed);
        } else {
          store_lanes(to, channels, mixed);
        }
        left += step * channels;
        right += step * channels;
        x += step * channels;
        to += step * channels;
      }
      if (is_last) break;
      if (stop != end) {
        stop = end;
        ahead.soon = row_pair_addresses(later, ahead_.back);
        continue;
      }
      // The last vector overlaps the one before it.
      is_last = true;
      left = taps_.tap[0] + last;
      right = taps_.tap[1] + last;
      x = taps_.weight + last;
      to = channels == 3 ? last_columns.data() : out + last;
      stop = to + 1;
    }
    if (channels == 3) std::memcpy(out + last, last_columns.data(), static_cast<std::size_t>(3 * step) * sizeof(float));
  }

  CNR_DETAIL_NOINLINE void mix_output(const row_pair& rows, std::ptrdiff_t i, float y, float* out) const noexcept {
    const auto mix = [](float first, float second, float weight) noexcept {
      return first + (detail::unfused_multiply)(second - first, weight);
    };
    const auto mix_taps = [&](const unsigned char* row) noexcept {
      const auto tap = [&](std::size_t number) noexcept {
        return static_cast<float>((load_as<corner_element<Format>>)(row + taps_.tap[number][i]));
      };
      return mix(tap(0), tap(1), taps_.weight[i]);
    };
    out[i] = mix(mix_taps(rows.top), mix_taps(rows.bottom), y);
  }

  bool from_memory_;
  located_taps taps_;
  plane_set planes_;
  std::ptrdiff_t channels_;
  std::ptrdiff_t column_stride_;
  std::ptrdiff_t count_;  // of columns
  index_range inside_;    // columns that are loaded by vectors
  column_lookahead ahead_;
};
