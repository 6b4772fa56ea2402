// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The reader for floats that are too far apart for windows: it mixes the four pixels around an output where they are,
// in vectors of several columns. Nothing is copied, and no plan is needed.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/compact_reader.inl>

#include <crop_and_resize/detail/forward/column_lookahead.hpp>
#endif

/// Four floats: the channels of a pixel, sums of columns side by side, or rows together.
using four_floats = float __attribute__((vector_size(16)));

/// Reads pixels of three or four floats, or of one whose columns are packed. It writes rows of the crop itself, without
/// a ring.
template <class Sampler>
class corner_reader {
  static_assert(std::is_same<Sampler, vector_sampler<bilinear>>::value, "it loads two taps next to one another");

 public:
  /// @param from_memory  the image comes out of memory, and crops read more of it than a second-level cache holds
  explicit corner_reader(bool from_memory) noexcept : from_memory_(from_memory) {}

  /// False for other pixels, and for fewer columns than a vector has.
  bool prepare(const located_taps& taps, std::ptrdiff_t count, const scanline& along,
               const plane_set& planes) noexcept {
    channels_ = along.channels;
    const bool are_pixels = channels_ >= 3 && channels_ <= lane_size && along.channel_stride == float_size;
    const bool are_pairs = channels_ == 1 && along.column_stride == float_size;
    if (planes.count > 1 || (!are_pixels && !are_pairs)) return false;
    taps_ = taps;
    planes_ = planes;
    count_ = count / channels_;
    // Vectors of the last pixels would reach beyond the row.
    const std::ptrdiff_t last = along.size - (are_pairs ? 2 : lane_size) * float_size;
    const auto is_inside = [=](std::ptrdiff_t column) noexcept {
      const std::ptrdiff_t left = taps.tap[0][column * along.channels];
      const std::ptrdiff_t right = taps.tap[1][column * along.channels];
      return left <= last && (are_pairs || right <= last);
    };
    inside_ = {0, 0};
    while (inside_.begin < count_ && !is_inside(inside_.begin)) ++inside_.begin;
    inside_.end = inside_.begin;
    while (inside_.end < count_ && is_inside(inside_.end)) ++inside_.end;
    // What is loaded with the last weight has to be in the table.
    if (channels_ == 3) inside_.end = minimum(inside_.end, max_outputs / 3 - 1);
    if (inside_.size() < (are_pairs ? at_once<1> : at_once<lane_size>)) return false;
    ahead_.prepare(taps.tap[0], channels_, count_, 1, 16);
    return true;
  }

  bound_reader bind() noexcept { return {this, nullptr, &corner_reader::write, planes_}; }

 private:
  static constexpr auto float_size = static_cast<std::ptrdiff_t>(sizeof(float));

  /// Columns of a vector.
  template <std::ptrdiff_t Channels>
  static constexpr std::ptrdiff_t at_once = Channels == 1 ? width : width / lane_size;

  /// What is mixed of two rows for the columns of a vector. After the channels of a pixel, a lane has anything.
  /// Pointers one by one, as GCC keeps structures of them in memory.
  template <std::ptrdiff_t Channels, class Prefetch>
  CNR_DETAIL_ALWAYS_INLINE static floats mix_columns(const row_pair& rows, const std::uint32_t* left,
                                                     const std::uint32_t* right, const float* weights, floats weight,
                                                     const Prefetch& prefetch) noexcept {
    if constexpr (Channels == 1) {
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
    } else {
      prefetch.pixels(left, right);
      const floats x = load_lanes(weights, Channels);
      return Sampler::mix(
          Sampler::mix(load_lanes_at(rows.top, left, Channels), load_lanes_at(rows.top, right, Channels), x),
          Sampler::mix(load_lanes_at(rows.bottom, left, Channels), load_lanes_at(rows.bottom, right, Channels), x),
          weight);
    }
  }

  /// Writes outputs, and with three channels one more.
  template <std::ptrdiff_t Channels>
  CNR_DETAIL_ALWAYS_INLINE static void store_columns(float* to, floats mixed) noexcept {
    if constexpr (Channels == 1) {
      store(to, mixed);
    } else {
      store_lanes(to, Channels, mixed);
    }
  }

  /// What is prefetched while a row is computed: the column that is read soon and, of images that come out of memory,
  /// the same column of the rows that are read next. No loops over lambdas: GCC takes what only prefetches for a
  /// function that does nothing.
  template <std::ptrdiff_t Channels, bool FromMemory>
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
    CNR_DETAIL_ALWAYS_INLINE void pixels(const std::uint32_t* left, const std::uint32_t* right) const noexcept {
      pixel(left, right);
      if constexpr (width > lane_size) pixel(left + Channels, right + Channels);
    }
    CNR_DETAIL_ALWAYS_INLINE void pixel(const std::uint32_t* left, const std::uint32_t* right) const noexcept {
      const std::size_t first = *left;
      soon.prefetch(first);
      if constexpr (FromMemory) {
        // Both pixels may reach into a second cache line.
        const std::size_t last = *right + std::size_t{Channels} * sizeof(float) - 1;
        prefetch_l2(next.top + first);
        prefetch_l2(next.bottom + first);
        prefetch_l2(next.top + last);
        prefetch_l2(next.bottom + last);
      }
    }
  };

  struct no_lookahead {
    static void lanes(const std::uint32_t* /*left*/) noexcept {}
    static void pixels(const std::uint32_t* /*left*/, const std::uint32_t* /*right*/) noexcept {}
  };

  static void write(void* reader, const output_rows& rows) noexcept {
    const auto& self = *static_cast<const corner_reader*>(reader);
    for (std::size_t i = 0; i < rows.count; ++i) {
      const std::size_t next = i + 1 < rows.count ? i + 1 : i;
      const row_pair current{rows.top(i), rows.bottom(i)};
      const row_pair later{rows.top(next), rows.bottom(next)};
      const float weight = rows.taps.weight[i];
      float* const out = rows.begin(i);
      if (self.channels_ == 1) {
        self.template mix_row<1, false>(current, later, weight, out);
      } else if (self.channels_ == 3) {
        self.template mix_pixel_row<3>(current, later, weight, out);
      } else {
        self.template mix_pixel_row<4>(current, later, weight, out);
      }
      rows.end(i);
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

  /// Computes a row. `later` are rows that will be read next.
  template <std::ptrdiff_t Channels, bool FromMemory>
  CNR_DETAIL_NOINLINE void mix_row(const row_pair& rows, const row_pair& later, float weight,
                                   float* out) const noexcept {
    constexpr std::ptrdiff_t step = at_once<Channels>;
    mix_pixels(rows, {0, inside_.begin}, weight, out);
    const row_pair from = rows;
    const floats weights = broadcast(weight);
    const std::ptrdiff_t last = (inside_.end - step) * Channels;
    const std::uint32_t* left = taps_.tap[0] + inside_.begin * Channels;
    const std::uint32_t* right = taps_.tap[1] + inside_.begin * Channels;
    const float* x = taps_.weight + inside_.begin * Channels;
    float* to = out + inside_.begin * Channels;
    const float* const end = out + last;
    const float* stop = out + minimum((count_ - ahead_.columns) * Channels, last);
    row_lookahead<Channels, FromMemory> ahead{row_pair_addresses(rows, ahead_.forth), later, ahead_.is_sparse};
    for (;;) {
      while (to < stop) {
        // What is stored after the outputs, those of the next column replace.
        store_columns<Channels>(to, mix_columns<Channels>(from, left, right, x, weights, ahead));
        left += step * Channels;
        right += step * Channels;
        x += step * Channels;
        to += step * Channels;
      }
      if (stop == end) break;
      stop = end;
      ahead.soon = row_pair_addresses(later, ahead_.back);
    }
    // The last vector overlaps the one before it.
    std::array<float, static_cast<std::size_t>(step * Channels + 1)> mixed;
    store_columns<Channels>(mixed.data(), mix_columns<Channels>(from, taps_.tap[0] + last, taps_.tap[1] + last,
                                                                taps_.weight + last, weights, no_lookahead{}));
    std::memcpy(out + last, mixed.data(), static_cast<std::size_t>(step * Channels * float_size));
    mix_pixels(rows, {inside_.end, count_}, weight, out);
  }

  /// Pixels at an end of a row of the image or of the outputs, channel by channel.
  CNR_DETAIL_ALWAYS_INLINE void mix_pixels(const row_pair& rows, const index_range& pixels, float y,
                                           float* out) const noexcept {
    for (std::ptrdiff_t i = pixels.begin * channels_; i < pixels.end * channels_; ++i) mix_output(rows, i, y, out);
  }
  CNR_DETAIL_NOINLINE void mix_output(const row_pair& rows, std::ptrdiff_t i, float y, float* out) const noexcept {
    const auto mix = [](float first, float second, float weight) noexcept {
      return first + (detail::unfused_multiply)(second - first, weight);
    };
    const auto mix_row = [&](const unsigned char* row) noexcept {
      return mix((load_as<float>)(row + taps_.tap[0][i]), (load_as<float>)(row + taps_.tap[1][i]), taps_.weight[i]);
    };
    out[i] = mix(mix_row(rows.top), mix_row(rows.bottom), y);
  }

  bool from_memory_;
  located_taps taps_;
  plane_set planes_;
  std::ptrdiff_t channels_;
  std::ptrdiff_t count_;  // of columns
  index_range inside_;    // columns that are loaded by vectors
  column_lookahead ahead_;
};
