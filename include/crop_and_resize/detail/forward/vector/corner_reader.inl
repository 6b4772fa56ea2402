// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The reader for pixels of three or four floats that are too far apart for windows: it mixes the four pixels around an
// output with their channels side by side. Nothing is copied, and no plan is needed.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/compact_reader.inl>

#include <crop_and_resize/detail/forward/column_lookahead.hpp>
#endif

/// Four floats: the channels of a pixel, sums of columns side by side, or rows together.
using four_floats = float __attribute__((vector_size(16)));

/// It writes rows of the crop itself, without a ring.
template <class Sampler>
class corner_reader {
  static_assert(std::is_same<Sampler, vector_sampler<bilinear>>::value,
                "four floats are mixed here, not by the sampler");

 public:
  /// @param from_memory  the image comes out of memory
  explicit corner_reader(bool from_memory) noexcept : from_memory_(from_memory) {}

  /// False for other pixels, and where a row is shorter than a vector.
  bool prepare(const located_taps& taps, std::ptrdiff_t count, const scanline& along,
               const plane_set& planes) noexcept {
    constexpr std::ptrdiff_t size = sizeof(float);
    const bool are_pixels = along.channels >= 3 && along.channels <= max_channels && along.channel_stride == size;
    if (!are_pixels || planes.count > 1 || along.size < vector_size) return false;
    taps_ = taps;
    planes_ = planes;
    channels_ = along.channels;
    count_ = count;
    last_ = static_cast<std::uint32_t>(along.size - vector_size);
    ahead_.prepare(taps.tap[0], channels_, count / channels_, 1);
    return true;
  }

  bound_reader bind() noexcept { return {this, nullptr, &corner_reader::write, planes_}; }

 private:
  static constexpr std::ptrdiff_t max_channels = 4;
  static constexpr std::ptrdiff_t vector_size = sizeof(four_floats);

  static void write(void* reader, const output_rows& rows) noexcept {
    const auto& self = *static_cast<const corner_reader*>(reader);
    for (std::size_t i = 0; i < rows.count; ++i) {
      const std::size_t next = i + 1 < rows.count ? i + 1 : i;
      const row_pair current{rows.top(i), rows.bottom(i)};
      const row_pair later{rows.top(next), rows.bottom(next)};
      const float weight = rows.taps.weight[i];
      float* const out = rows.begin(i);
      if (self.channels_ == 3) {
        self.template mix_pixels<3>(current, later, weight, out);
      } else {
        self.template mix_pixels<4>(current, later, weight, out);
      }
      rows.end(i);
    }
  }

  /// Computes a row. `later` are rows that will be read next.
  template <std::ptrdiff_t Channels>
  CNR_DETAIL_NOINLINE void mix_pixels(const row_pair& rows, const row_pair& later, float weight,
                                      float* out) const noexcept {
    // The right pixel of a column is loaded with what is before it, so that nothing after it is read.
    constexpr std::uint32_t before = (max_channels - Channels) * sizeof(float);
    constexpr std::uint32_t reach = 2 * Channels * sizeof(float);
    const row_pair from = rows;
    const bool from_memory = from_memory_;
    const std::uint32_t last = last_;
    const std::uint32_t last_right = last_ + before;
    const std::uint32_t* left = taps_.tap[0];
    const std::uint32_t* right = taps_.tap[1];
    const float* x = taps_.weight;
    const std::uint32_t* const end = left + count_;
    const std::uint32_t* stop = end - ahead_.columns * Channels;
    row_pair_addresses ahead(rows, ahead_.forth);
    for (;;) {
      for (; left != stop; left += Channels, right += Channels, x += Channels, out += Channels) {
        const std::uint32_t first = *left;
        const std::uint32_t second = *right;
        ahead.prefetch(first);
        // Both pixels may reach into a second cache line.
        if (from_memory) ahead.prefetch(first + reach - 1);
        if (first > last || second < before || second > last_right || left + Channels == end) {
          mix_pixel(from, first, second, *x, weight, out);
          continue;
        }
        // What is stored after the outputs of the pixel, those of the next one replace.
        store_as(out, mix(mix(load_left(from.top + first), load_right<Channels>(from.top + second - before),
                              *x - four_floats{}),
                          mix(load_left(from.bottom + first), load_right<Channels>(from.bottom + second - before),
                              *x - four_floats{}),
                          weight - four_floats{}));
      }
      if (stop == end) return;
      stop = end;
      ahead = row_pair_addresses(later, ahead_.back);
    }
  }

  /// A pixel at an end of a row of the image or of the outputs, channel by channel.
  CNR_DETAIL_NOINLINE void mix_pixel(const row_pair& rows, std::size_t left, std::size_t right, float x, float y,
                                     float* out) const noexcept {
    for (std::ptrdiff_t i = 0; i < channels_; ++i) {
      const auto mix_row = [=](const unsigned char* row) noexcept {
        const std::ptrdiff_t channel = i * static_cast<std::ptrdiff_t>(sizeof(float));
        return mix((load_as<float>)(row + left + channel), (load_as<float>)(row + right + channel), x);
      };
      out[i] = mix(mix_row(rows.top), mix_row(rows.bottom), y);
    }
  }

  template <class Value>
  CNR_DETAIL_ALWAYS_INLINE static Value mix(Value first, Value second, Value weight) noexcept {
    return first + detail::unfused_multiply(second - first, weight);
  }

  CNR_DETAIL_ALWAYS_INLINE static four_floats load_left(const unsigned char* from) noexcept {
    return (load_as<four_floats>)(from);
  }
  template <std::ptrdiff_t Channels>
  CNR_DETAIL_ALWAYS_INLINE static four_floats load_right(const unsigned char* from) noexcept {
    const auto loaded = (load_as<four_floats>)(from);
    if constexpr (Channels == max_channels) return loaded;
#if defined(__clang__)
    return __builtin_shufflevector(loaded, loaded, 1, 2, 3, 3);
#else
    using order = std::int32_t __attribute__((vector_size(16)));
    return __builtin_shuffle(loaded, order{1, 2, 3, 3});
#endif
  }

  bool from_memory_;
  located_taps taps_;
  plane_set planes_;
  std::ptrdiff_t channels_;
  std::ptrdiff_t count_;  // outputs
  std::uint32_t last_;    // where the last vector of a row begins
  column_lookahead ahead_;
};
