// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The reader for columns that are too far apart for windows, as in strong shrinking: it copies what each column reads
// of a row to a compact row (column_moves.hpp), in which another reader finds the elements. One move copies the
// elements of all channels and both taps, where gather_reader copies each of them.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/convert_reader.inl>

#include <crop_and_resize/detail/forward/compact_rows.hpp>
#endif

/// Whether gather_reader copies whole pixels, so that nothing has to be found in a copy. That is faster for wide
/// elements, which convert_reader would convert once more than they are used, except where one move copies both taps.
template <class Format, class Sampler>
constexpr bool gathers_pixels(const scanline& along) noexcept {
  if (bytes_of<Format> != 8 || along.channels > 4) return false;
  return along.channels > 1 ? along.channel_stride == 8 : Sampler::taps == 1;
}

/// @tparam Reader  whose of_compact_rows finds the elements in compact rows
template <class Format, class Reader, class Sampler>
class compact_reader {
 public:
  /// Not inlined: its table is on the stack only while nothing deeper is.
  CNR_DETAIL_NOINLINE bool prepare(const located_taps& taps, std::ptrdiff_t count, const scanline& along,
                                   const plane_set& planes) noexcept {
    if (gathers_pixels<Format, Sampler>(along)) return false;
    tap_table<Sampler> compact;
    if (!rows_.prepare(target_functions, taps, Sampler::taps, count, along, planes, bytes_of<Format>,
                       {{compact.tap.front().data(), compact.tap.back().data()}})) {
      return false;
    }
    if (!reader_.prepare(compact.located(), count, rows_.along(), rows_.planes())) return false;
    reader_.take_weights(taps);
    return true;
  }

  bound_reader bind() noexcept { return rows_.bind(reader_.bind()); }

 private:
  typename Reader::of_compact_rows reader_;
  compact_rows rows_;
};
