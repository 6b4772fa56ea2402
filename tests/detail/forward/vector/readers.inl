// SPDX-License-Identifier: MIT
//
// The readers of rows. Included in the namespace of each target.

#include "detail/forward/vector/row_readers.inl"

struct readers {
  static constexpr std::ptrdiff_t floats_in_vector = width;
  static constexpr std::ptrdiff_t windows_of_vector = windows;
  static constexpr std::ptrdiff_t outputs_of_chunk = max_outputs;
  static constexpr std::ptrdiff_t bytes_of_table = table_size;
  static constexpr std::ptrdiff_t elements_converted = max_converted;
  static constexpr float row_step_uncached = min_row_step_uncached;

  template <class T, class Sampler>
  using shuffle = row_reader<Sampler, shuffle_reader<format<format_of<T>::value>, vector_sampler<Sampler>>>;
  template <class T, class Sampler>
  using convert = row_reader<Sampler, convert_reader<format<format_of<T>::value>, vector_sampler<Sampler>>>;
  /// Compact rows, and what finds elements in them.
  template <class Format, class Sampler>
  class compact_reader {
   public:
    bool prepare(const located_taps& taps, std::ptrdiff_t count, const scanline& along,
                 const plane_set& planes) noexcept {
      if ((gathers_pixels)(bytes_of<Format>, Sampler::taps, along)) return false;
      for (std::size_t tap = 0; tap < 2; ++tap) {
        std::copy(taps.tap[tap], taps.tap[tap] + count, room_.tap[tap].begin());
      }
      if (taps.weight != nullptr) std::copy(taps.weight, taps.weight + count, room_.weight.begin());
      const located_taps located = room_.located(Sampler::taps);
      const column_shape shape{Sampler::taps,        along.channels,   along.column_stride,
                               along.channel_stride, bytes_of<Format>, along.size};
      return rows_.prepare(target_functions, shape, room_.room(), count, planes) &&
             reader_.prepare(located, count, rows_.along(), rows_.planes());
    }
    bound_reader bind() noexcept {
      bound_reader bound = reader_.bind();
      rows_.bind(bound);
      return bound;
    }

   private:
    taps_room<max_outputs> room_;
    typename near_reader<Format, Sampler>::of_compact_rows reader_;
    compact_rows rows_;
  };
  template <class T, class Sampler>
  using compact = row_reader<Sampler, compact_reader<format<format_of<T>::value>, vector_sampler<Sampler>>>;
  template <class T, bool FromMemory>
  struct chosen_corner_reader : corner_reader<format<format_of<T>::value>, vector_sampler<bilinear>> {
    chosen_corner_reader() noexcept
        : corner_reader<format<format_of<T>::value>, vector_sampler<bilinear>>(FromMemory) {}
  };
  template <class T, bool FromMemory>
  using corner = row_reader<bilinear, chosen_corner_reader<T, FromMemory>>;
  template <class T, class Sampler>
  using gather = row_reader<Sampler, gather_reader<format<format_of<T>::value>, vector_sampler<Sampler>>>;
};
readers readers_of(tag);
