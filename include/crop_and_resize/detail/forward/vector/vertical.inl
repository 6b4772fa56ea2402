// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Rows of a crop out of the rows that a reader gives: mixed of two of them, or copied from one.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/column_reader.inl>
#endif

/// The last two source rows that were read, as rows of outputs: their elements, already mixed along x.
class row_ring {
 public:
  explicit row_ring(const bound_reader& reader) noexcept : reader_(reader) {
    // A row shorter than a vector is mixed with what follows it in the buffer.
    for (std::ptrdiff_t plane = 0; plane < reader.planes.count; ++plane) {
      for (auto& buffer : buffer_) store(buffer.data() + plane * reader.planes.pitch, floats{});
    }
  }

  /// The outputs of source row `row`. They stay until a row other than it and `other` is wanted.
  /// @param later  a source row that will be wanted soon
  const float* get(const unsigned char* row, const unsigned char* other, const unsigned char* later) noexcept {
    for (std::size_t i = 0; i < 2; ++i) {
      if (row_[i] == row) return buffer_[i].data();
    }
    const std::size_t oldest = row_[0] == other ? 1 : 0;
    row_[oldest] = row;
    reader_.read(reader_.reader, row, later, buffer_[oldest].data());
    return buffer_[oldest].data();
  }

 private:
  const bound_reader& reader_;
  std::array<const unsigned char*, 2> row_{{nullptr, nullptr}};
  alignas(64) std::array<whole_vectors<float>, 2> buffer_;
};

/// The rows of a chunk for a sampler of two taps: mixed of two rows of a ring or, where rows rarely repeat and the
/// reader can do it, by the reader at once.
template <class Sampler>
class vertical_mix {
 public:
  vertical_mix(const bound_reader& reader, const axis& y) noexcept
      : reader_(reader),
        ring_(reader),
        is_uncached_(reader.write != nullptr &&
                     (y.scale() >= min_row_step_uncached || y.scale() <= -min_row_step_uncached)) {}

  void write(const output_rows& rows, std::ptrdiff_t count) noexcept {
    if (is_uncached_) return reader_.write(reader_.reader, rows);
    for (std::size_t i = 0; i < rows.count; ++i) {
      const source_pair from = reader_.locate != nullptr ? reader_.locate(reader_.reader, rows, i) : read(rows, i);
      const floats weight = broadcast(rows.taps.weight[i]);
      float* const out = rows.begin(i);
      for (std::ptrdiff_t plane = 0; plane < reader_.planes.count; ++plane) {
        const float* const top = from.top + plane * reader_.source_pitch;
        const float* const bottom = from.bottom + plane * reader_.source_pitch;
        store_vectors(count, out + plane * reader_.planes.pitch, [&](std::ptrdiff_t, std::ptrdiff_t start) noexcept {
          return Sampler::mix(load(top + start), load(bottom + start), weight);
        });
      }
      rows.end(i);
    }
  }

 private:
  CNR_DETAIL_ALWAYS_INLINE source_pair read(const output_rows& rows, std::size_t i) noexcept {
    const std::size_t later = rows.later_than(i);
    const float* const top = ring_.get(rows.top(i), rows.bottom(i), rows.top(later));
    return {top, ring_.get(rows.bottom(i), rows.top(i), rows.bottom(later))};
  }

  const bound_reader& reader_;
  row_ring ring_;
  bool is_uncached_;
};

/// The rows of a chunk for a sampler of one tap.
class vertical_copy {
 public:
  vertical_copy(const bound_reader& reader, const axis& /*y*/) noexcept : reader_(reader) {}

  void write(const output_rows& rows, std::ptrdiff_t count) noexcept {
    if (reader_.write != nullptr) return reader_.write(reader_.reader, rows);
    copy_rows(rows, count, [&](const unsigned char* row, const unsigned char* later, float* out) noexcept {
      reader_.read(reader_.reader, row, later, out);
    });
  }

 private:
  const bound_reader& reader_;
};
