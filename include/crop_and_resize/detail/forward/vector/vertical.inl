// SPDX-License-Identifier: MIT
//
// Rows of a crop out of the rows that a reader gives: mixed of two of them, or copied from one.

/// The last two source rows that were read.
template <class Reader>
class row_ring {
 public:
  explicit row_ring(Reader& reader) noexcept : reader_(reader) {}

  /// The outputs of source row `row`. They stay until a row other than it and `other` is wanted.
  /// @param later  a source row that will be wanted soon
  const float* get(const typename Reader::element* row, const typename Reader::element* other,
                   const typename Reader::element* later) noexcept {
    for (std::size_t i = 0; i < 2; ++i) {
      if (row_[i] == row) return buffer_[i].data();
    }
    const std::size_t oldest = row_[0] == other ? 1 : 0;
    row_[oldest] = row;
    reader_.read(row, later, buffer_[oldest].data());
    return buffer_[oldest].data();
  }

 private:
  Reader& reader_;
  std::array<const typename Reader::element*, 2> row_{{nullptr, nullptr}};
  alignas(64) std::array<whole_vectors<float>, 2> buffer_;
};

/// The rows of a chunk for a sampler of two taps.
template <class Reader, class T, class Sampler>
class vertical_mix {
 public:
  vertical_mix(Reader& reader, const axis& y) noexcept
      : reader_(reader),
        ring_(reader),
        is_uncached_(y.scale() >= min_row_step_uncached || y.scale() <= -min_row_step_uncached) {}

  void write(const output_rows<T, Sampler>& rows, std::ptrdiff_t count) noexcept {
    if constexpr (Reader::mixes_pairs) {
      if (is_uncached_) return reader_.mix_pairs(rows);
    }
    for (std::size_t i = 0; i < rows.count; ++i) {
      const std::size_t later = rows.later_than(i);
      const float* const top = ring_.get(rows.top(i), rows.bottom(i), rows.top(later));
      const float* const bottom = ring_.get(rows.bottom(i), rows.top(i), rows.bottom(later));
      const floats weight = broadcast(rows.taps.weight[i]);
      float* const out = rows.begin(i);
      for (std::ptrdiff_t plane = 0; plane < reader_.planes().count; ++plane) {
        const std::ptrdiff_t at = plane * reader_.planes().pitch;
        store_vectors(count, out + at, [&](std::ptrdiff_t, std::ptrdiff_t start) noexcept {
          return Sampler::mix(load(top + at + start), load(bottom + at + start), weight);
        });
      }
      rows.end(i);
    }
  }

 private:
  Reader& reader_;
  row_ring<Reader> ring_;
  bool is_uncached_;
};

/// The rows of a chunk for a sampler of one tap: a row with the source row of the one before it is a copy of that.
template <class Reader, class T, class Sampler>
class vertical_copy {
 public:
  vertical_copy(Reader& reader, const axis& /*y*/) noexcept : reader_(reader) {}

  void write(const output_rows<T, Sampler>& rows, std::ptrdiff_t count) noexcept {
    for (std::size_t i = 0; i < rows.count; ++i) {
      const T* const row = rows.top(i);
      float* const out = rows.begin(i);
      if (row != last_row_) {
        reader_.read(row, rows.top(rows.later_than(i)), out);
      } else if (out != last_out_) {
        std::memcpy(out, last_out_, static_cast<std::size_t>(count) * sizeof(float));
      }
      last_row_ = row;
      last_out_ = out;
      rows.end(i);
    }
  }

 private:
  Reader& reader_;
  const T* last_row_ = nullptr;
  const float* last_out_ = nullptr;
};
