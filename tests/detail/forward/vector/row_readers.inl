// SPDX-License-Identifier: MIT
//
// A reader of rows as tests use it. See readers.inl.

template <class Sampler, class Reader>
class row_reader {
 public:
  tap_table<vector_sampler<Sampler>> taps;
  tap_table<vector_sampler<Sampler>, max_rows> rows;

  /// False where the reader cannot read what `taps` says.
  /// @param row           support::row_taps of elements of so many bytes
  /// @param plane_stride  in bytes
  template <class RowTaps>
  bool prepare(const RowTaps& row, std::int32_t size, std::ptrdiff_t planes, std::ptrdiff_t plane_stride,
               std::ptrdiff_t pitch) noexcept {
    return prepare(row, taps.located(), size, planes, plane_stride, pitch);
  }
  /// With a table elsewhere.
  template <class RowTaps>
  bool prepare(const RowTaps& row, const located_taps& table, std::int32_t size, std::ptrdiff_t planes,
               std::ptrdiff_t plane_stride, std::ptrdiff_t pitch) noexcept {
    const scanline along{row.channels, row.column_stride * size, row.channel_stride * size, 0,
                         static_cast<std::int32_t>(row.elements) * size};
    return reader_.prepare(table, static_cast<std::ptrdiff_t>(row.first.size()), along, {planes, plane_stride, pitch});
  }

  /// From how many image rows per crop row on the reader writes rows by itself.
  float min_row_step() noexcept { return reader_.bind().min_row_step; }

  /// One row of outputs. `later` is another row that will be read soon.
  void read(const unsigned char* row, const unsigned char* later, float* out) noexcept {
    const auto bound = reader_.bind();
    bound.read(bound.reader, row, later, out);
  }

  /// `count` rows of outputs out of those rows of the image that `rows` says. False where the reader has no function
  /// for that.
  /// @param is_staged  whether they are computed in a buffer
  bool write(const unsigned char* image, std::ptrdiff_t row_stride, std::size_t count, bool is_staged, float* out,
             std::ptrdiff_t out_stride, std::ptrdiff_t columns) noexcept {
    const auto bound = reader_.bind();
    if (bound.write == nullptr) return false;
    alignas(64) whole_vectors<float> staging{};
    constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(float));
    const row_writer writer{target_functions,
                            arrangement::contiguous,
                            reinterpret_cast<unsigned char*>(out),
                            out_stride * size,
                            size,
                            size,
                            1,
                            columns,
                            0,
                            is_staged ? staging.data() : nullptr,
                            is_staged};
    taps_room<max_rows> of_rows{};
    for (std::size_t tap = 0; tap < rows.tap.size(); ++tap) of_rows.tap[tap] = rows.tap[tap];
    of_rows.weight = rows.weight;
    bound.write(bound.reader, {image, row_stride, writer, 0, count, of_rows});
    return true;
  }

 private:
  Reader reader_;
};
