// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The reader for columns that are too far apart for windows, as in strong shrinking: it copies what each column reads
// of a row to a compact row (column_moves.hpp), in which another reader finds the elements. One move copies the
// elements of all channels and both taps, where gather_reader copies each of them.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/convert_reader.inl>

#include <crop_and_resize/detail/forward/column_moves.hpp>
#endif

/// The part of the reader that is the same for all elements.
template <class Sampler>
class compact_rows {
 public:
  /// Gives `compact` the taps in a compact row. False where columns cannot be moved, or a compact row does not fit into
  /// the buffer. Not inlined, so that all elements share it.
  CNR_DETAIL_NOINLINE bool prepare(const tap_table<Sampler>& taps, std::ptrdiff_t count, const scanline& along,
                                   const plane_set& planes, std::ptrdiff_t element_size,
                                   tap_table<Sampler>& compact) noexcept {
    planes_ = planes;
    if (!moves_.prepare(
            {Sampler::taps, along.channels, along.column_stride, along.channel_stride, element_size, along.size},
            taps.tap[0].data(), taps.tap[Sampler::taps - 1].data(), count)) {
      return false;
    }
    const std::ptrdiff_t row_size = moves_.row_size() * planes.count;
    if (row_size > capacity) return false;
    const std::ptrdiff_t whole = (count + width - 1) / width * width;
    for (std::size_t tap = 0; tap < Sampler::taps; ++tap) {
      moves_.locate(taps.tap[tap].data(), count, whole, compact.tap[tap].data());
    }
    // Windows are longer than short rows.
    if (moves_.row_size() < longest_window) {
      std::memset(buffer_.data(), 0, static_cast<std::size_t>(minimum(2 * row_size, capacity) + longest_window));
    }
    return true;
  }

  /// A compact row as a scanline.
  scanline along() const noexcept {
    return {1, 0, 0, 0, static_cast<std::int32_t>(maximum(moves_.row_size(), longest_window))};
  }
  /// The planes of a compact row.
  plane_set planes() const noexcept { return {planes_.count, moves_.row_size(), planes_.pitch}; }

  /// @param found  reads compact rows
  bound_reader<Sampler> bind(const bound_reader<Sampler>& found) noexcept {
    found_ = found;
    bound_reader<Sampler> bound{this, &compact_rows::read, nullptr, planes_};
    if constexpr (Sampler::taps > 1) {
      const bool has_room = 2 * moves_.row_size() * planes_.count <= capacity;
      if (found.write != nullptr && has_room) bound.write = &compact_rows::write;
    }
    return bound;
  }

 private:
  static constexpr std::ptrdiff_t longest_window = std::ptrdiff_t{table_size} * gather_plan::max_tables;
  /// Bytes for compact rows, in pairs where there is room. With more, a call would use more than 64 KiB of stack.
  static constexpr std::ptrdiff_t capacity = std::ptrdiff_t{9} * 1024;

  static void read(void* reader, const unsigned char* row, const unsigned char* later, float* out) noexcept {
    auto& self = *static_cast<compact_rows*>(reader);
    unsigned char* const compact = self.buffer_.data();
    self.moves_.copy(row, later, self.planes_.count, self.planes_.stride, compact);
    self.found_.read(self.found_.reader, compact, compact, out);
  }

  /// Both source rows of a row are copied before they are mixed.
  static void write(void* reader, const output_rows<Sampler>& rows) noexcept {
    auto& self = *static_cast<compact_rows*>(reader);
    unsigned char* const top = self.buffer_.data();
    unsigned char* const bottom = top + self.moves_.row_size() * self.planes_.count;
    tap_table<Sampler, max_rows> taps;
    taps.tap[0][0] = 0;
    taps.tap[1][0] = 1;
    for (std::size_t i = 0; i < rows.count; ++i) {
      const std::size_t next = i + 1 < rows.count ? i + 1 : i;
      self.moves_.copy(rows.top(i), rows.top(next), self.planes_.count, self.planes_.stride, top);
      self.moves_.copy(rows.bottom(i), rows.bottom(next), self.planes_.count, self.planes_.stride, bottom);
      taps.weight[0] = rows.taps.weight[i];
      self.found_.write(self.found_.reader,
                        {top, bottom - top, rows.out, rows.first + static_cast<std::ptrdiff_t>(i), 1, taps});
    }
  }

  bound_reader<Sampler> found_{};
  plane_set planes_;
  column_moves moves_;
  alignas(64) std::array<unsigned char, static_cast<std::size_t>(capacity + longest_window)> buffer_;
};

/// @tparam Reader  whose of_compact_rows finds the elements in compact rows
template <class Element, class Reader, class Sampler>
class compact_reader {
 public:
  /// Not inlined: its table is on the stack only while nothing deeper is.
  CNR_DETAIL_NOINLINE bool prepare(const tap_table<Sampler>& taps, std::ptrdiff_t count, const scanline& along,
                                   const plane_set& planes) noexcept {
    tap_table<Sampler> compact;
    if (!rows_.prepare(taps, count, along, planes, std::ptrdiff_t{sizeof(Element)}, compact)) return false;
    if (!reader_.prepare(compact, count, rows_.along(), rows_.planes())) return false;
    reader_.take_weights(taps);
    return true;
  }

  bound_reader<Sampler> bind() noexcept { return rows_.bind(reader_.bind()); }

 private:
  typename Reader::of_compact_rows reader_;
  compact_rows<Sampler> rows_;
};
