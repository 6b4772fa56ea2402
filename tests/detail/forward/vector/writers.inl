// SPDX-License-Identifier: MIT
//
// What writes rows and pixels of outputs, given these. Included in the namespace of each target.

struct writers {
  static constexpr std::ptrdiff_t floats_in_vector = width;
  static constexpr std::ptrdiff_t outputs_of_chunk = max_outputs;
  using order = arrangement;

  /// Writes rows that are `rows[i]` as they are computed: pixel by pixel, or with `pitch` floats from plane to plane.
  /// @param of_crop  without staging
  static void write_rows(row_writer of_crop, bool is_staged, const float* const* rows, std::ptrdiff_t count) noexcept {
    alignas(64) whole_vectors<float> staging{};
    of_crop.staging = is_staged ? staging.data() : nullptr;
    if (is_staged && of_crop.takes_contiguous_rows() && of_crop.rows_at_once(count) == count) {
      for (std::ptrdiff_t row = 0; row < count; ++row) {
        std::memcpy(of_crop.begin(0) + row * of_crop.row_pitch(), rows[row],
                    static_cast<std::size_t>(of_crop.columns * of_crop.channels) * sizeof(float));
      }
      return of_crop.end_rows(0, count);
    }
    for (std::ptrdiff_t row = 0; row < count; ++row) {
      float* const to = of_crop.begin(row);
      const bool has_planes = of_crop.order == arrangement::interleave;
      const std::ptrdiff_t planes = has_planes ? of_crop.channels : 1;
      const std::ptrdiff_t outputs = of_crop.columns * of_crop.channels / planes;
      for (std::ptrdiff_t plane = 0; plane < planes; ++plane) {
        std::memcpy(to + plane * of_crop.pitch, rows[row] + plane * outputs,
                    static_cast<std::size_t>(outputs) * sizeof(float));
      }
      of_crop.end(row);
    }
  }
  using row_writer_type = row_writer;
  static const vector_target& target() noexcept { return target_functions; }

  /// Pixels of a crop: where each row of them begins, and the distances between them.
  struct pixels {
    float* first;
    std::ptrdiff_t rows;
    std::ptrdiff_t columns;
    std::ptrdiff_t channels;
    std::ptrdiff_t row_stride;
    std::ptrdiff_t column_stride;
  };

  /// Writes pixels with each kind of writer; `values` has them packed. False where the kind cannot write them.
  static bool write_pixels(const pixels& to, const float* values) noexcept {
    for (std::ptrdiff_t row = 0; row < to.rows; ++row) {
      pixel_writer writer(to.first + row * to.row_stride, to.column_stride);
      put_row(to, values, row, writer);
    }
    return true;
  }
  static bool stream_lines(const pixels& to, const float* values) noexcept {
    for (std::ptrdiff_t row = 0; row < to.rows; ++row) {
      float* const first = to.first + row * to.row_stride;
      if (!line_streamer::can_write(first, to.column_stride, to.channels)) return false;
      line_streamer writer(first, to.column_stride);
      put_row(to, values, row, writer);
    }
    return true;
  }
  static bool stream_pixels(const pixels& to, const float* values) noexcept {
    if (to.column_stride != to.channels) return false;
    const std::ptrdiff_t row_size = to.columns * to.channels;
    pixel_streamer writer(to.channels, to.row_stride == row_size ? row_size * to.rows : row_size);
    for (std::ptrdiff_t row = 0; row < to.rows; ++row) {
      writer.start_row(to.first + row * to.row_stride);
      put_row(to, values, row, writer);
    }
    writer.finish();
    return true;
  }

 private:
  template <class Writer>
  static void put_row(const pixels& to, const float* values, std::ptrdiff_t row, Writer& writer) noexcept {
    for (std::ptrdiff_t column = 0; column < to.columns; ++column) {
      const float* const pixel = values + (row * to.columns + column) * to.channels;
      writer.put(column, to.channels, [&](std::ptrdiff_t i) noexcept { return load(pixel + i); });
    }
  }
};
writers writers_of(tag);
