// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Rows of a crop by a filter: sums of rows, sums of their columns, and how these are written.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/filter_planes.inl>

#include <crop_and_resize/detail/forward/filtered_row.hpp>
#endif

/// Interleaves rows of sums, `vectors` vectors of each: of each sum, those of the four rows come one after the other.
/// @param pitch  from one row to the next
CNR_DETAIL_ALWAYS_INLINE void interleave_rows(const float* rows, std::ptrdiff_t pitch, std::ptrdiff_t vectors,
                                              float* out) noexcept {
  constexpr constant<rows_together> each{};
  for (std::ptrdiff_t vector = 0; vector < vectors; ++vector) {
    std::array<floats, rows_together> sums;
    for_each_index(each, [&](std::ptrdiff_t row) noexcept {
      sums[static_cast<std::size_t>(row)] = load(rows + row * pitch + vector * width);
    });
    float* const to = out + vector * width * rows_together;
    if constexpr (width == 16) {
      interleave(sums);
      for_each_index(each,
                     [&](std::ptrdiff_t i) noexcept { store(to + i * width, sums[static_cast<std::size_t>(i)]); });
    } else {
      transpose_lanes(sums);
      for_each_index(each, [&](std::ptrdiff_t i) noexcept {
        store_lanes(to + i * rows_together, 4 * rows_together, sums[static_cast<std::size_t>(i)]);
      });
    }
  }
}

/// Some channels of one crop by a filter, whichever it is.
template <class T>
class filter_pass {
 public:
  using arguments_type = vector_arguments<T>;
  using geometry_type = crop_geometry<T, unsigned char>;

  filter_pass(const arguments_type& arguments, const geometry_type& geometry, const filter_layout& layout,
              std::ptrdiff_t first_channel) noexcept
      : arguments_(arguments), geometry_(geometry), layout_(layout), first_channel_(first_channel) {}

  /// Row `i` of a table of rows that begins with the crop's row `row`, for the columns of a table that begins with its
  /// column `column`.
  CNR_DETAIL_NOINLINE void write_row(std::ptrdiff_t row, const weight_table& y, std::ptrdiff_t i, const weight_table& x,
                                     std::ptrdiff_t column) const noexcept {
    unsigned char* const out = address(row + i, column);
    if (layout_.channels >= width) return write_row_of_pixels(y, i, x, out);
    alignas(64) whole_vectors<float, max_filtered_in_blocks + width> staging;
    // A row shorter than a vector is rearranged with what follows it.
    if (x.count() < width) fill(staging.data(), minimum(width * layout_.channels, max_filtered), 0);
    make_row(y, i, x, staging.data());
    write_staging(staging.data(), x.count(), out);
  }

  /// rows_together rows from `i` on.
  CNR_DETAIL_ALWAYS_INLINE void write_rows(std::ptrdiff_t row, const weight_table& y, std::ptrdiff_t i,
                                           const weight_table& x, std::ptrdiff_t column) const noexcept {
    const bool is_last = row + i + rows_together >= geometry_.rows.inside.end;
    if (layout_.has_blocks) {
      write_rows_in_blocks(row, y, i, x, column, is_last);
    } else {
      write_interleaved_rows(row, y, i, x, column, is_last);
    }
  }

 private:
  using stored_format = format<format_of<T>::value>;

  /// Up to a vector of each row, or of each channel, is read and written after the last one.
  static constexpr std::ptrdiff_t slack = 5 * width;
  static_assert(slack >= rows_together * width, "there is room for a vector of each row");

  /// Sums of a row that are made before they are interleaved, and then the room for its outputs.
  static constexpr std::ptrdiff_t max_strip = 512;
  static_assert(max_strip >= max_filtered + width, "rows of outputs do not touch");

  /// Writes zeros after the last sum, as the two vectors of a column's channels end there, and are computed with.
  static void clear_after(float* end) noexcept {
    store(end, floats{});
    store(end + width, floats{});
  }

  /// The outputs of a row of few channels. Not inlined, as make_rows: the room of sums is free again when outputs are
  /// written.
  CNR_DETAIL_NOINLINE void make_row(const weight_table& y, std::ptrdiff_t i, const weight_table& x,
                                    float* out) const noexcept {
    alignas(64) std::array<float, static_cast<std::size_t>(max_sums + 8 * width)> sums;
    sum_rows_of_image(y, i, x.span(), sums.data());
    sum_crop_row(sums_in(sums.data(), x.span(), 1), x, {0, x.count()}, out);
  }

  /// A row of many channels. Not inlined, so that others do without its room.
  CNR_DETAIL_NOINLINE void write_row_of_pixels(const weight_table& y, std::ptrdiff_t i, const weight_table& x,
                                               unsigned char* out) const noexcept {
    alignas(64) std::array<float, static_cast<std::size_t>(max_sums + 8 * width)> sums;
    sum_rows_of_image(y, i, x.span(), sums.data());
    const row_sums all = sums_in(sums.data(), x.span(), 1);
    if (arguments_.are_planes()) {
      write_pixels_as_planes(all, x, out);
    } else {
      write_pixels(all, x, out);
    }
  }

  /// The outputs of rows_together rows, max_strip floats apart.
  /// @param is_last  whether no other rows of the crop follow
  CNR_DETAIL_NOINLINE void make_rows(const weight_table& y, std::ptrdiff_t i, const weight_table& x, bool is_last,
                                     float* out) const noexcept {
    alignas(64) std::array<float, static_cast<std::size_t>(rows_together * max_sums_together + slack)> sums;
    interleave_sums(y, i, x.span(), is_last, out, sums.data());
    if (x.count() < width) fill(out, rows_together * max_strip, 0);
    sum_interleaved(sums.data(), x, out);
  }

  /// rows_together rows, made together and then written.
  CNR_DETAIL_NOINLINE void write_interleaved_rows(std::ptrdiff_t row, const weight_table& y, std::ptrdiff_t i,
                                                  const weight_table& x, std::ptrdiff_t column,
                                                  bool is_last) const noexcept {
    alignas(64) std::array<float, static_cast<std::size_t>(rows_together * max_strip + slack)> rows;
    make_rows(y, i, x, is_last, rows.data());
    for (std::ptrdiff_t each = 0; each < rows_together; ++each) {
      write_staging(rows.data() + each * max_strip, x.count(), address(row + i + each, column));
    }
  }

  /// rows_together rows, summed and written one by one: the sums of one stay in the first-level cache.
  CNR_DETAIL_NOINLINE void write_rows_in_blocks(std::ptrdiff_t row, const weight_table& y, std::ptrdiff_t i,
                                                const weight_table& x, std::ptrdiff_t column,
                                                bool is_last) const noexcept {
    alignas(64) std::array<float, static_cast<std::size_t>(max_sums + 2 * sums_margin)> memory;
    alignas(64) whole_vectors<float, max_filtered_in_blocks + width> staging;
    float* const sums = memory.data() + sums_margin;
    fill(memory.data(), sums_margin, 0);
    if (x.count() < width) fill(staging.data(), width * layout_.channels, 0);
    // Only what the next row reads is prefetched, about a quarter of the way to the next four: what four rows read
    // leaves the second-level cache.
    const std::ptrdiff_t to_next = is_last ? 0 : y.to_next(i, rows_together, arguments_.image.extent(1));
    const std::ptrdiff_t rounded = to_next + (to_next > 0 ? rows_together - 1 : 1 - rows_together);
    const std::ptrdiff_t ahead = rounded / rows_together * arguments_.image.stride(1);
    const std::ptrdiff_t count = elements_of(x.span());
    fill(sums + count, sums_margin, 0);
    const bool are_stored = arguments_.are_pixels(layout_.channels) && !arguments_.streams;
    const std::ptrdiff_t written = are_stored ? x.count() * arguments_.crops.stride(2) : 0;
    for (std::ptrdiff_t each = 0; each < rows_together; ++each) {
      summed_rows<T> rows = rows_of_image(y, i + each, x.span());
      rows.ahead = ahead;
      // What is written of a row is short, and far from what was written before it.
      unsigned char* const to = address(row + i + each, column);
      for (std::ptrdiff_t at = 0; at < written; at += static_cast<std::ptrdiff_t>(cache_line_size)) {
        __builtin_prefetch(to + at, 1, 3);
      }
      (sum_element_rows<stored_format>)(rows, element_runs{count, 1, 0, 0, count}, sums);
      sum_crop_row_in_blocks(sums_in(sums, x.span(), 1), x, staging.data());
      write_staging(staging.data(), x.count(), to);
    }
  }

  /// rows_together rows from interleaved sums, some columns at a time. Not inlined: its room is on the stack only after
  /// rows were summed.
  CNR_DETAIL_NOINLINE void sum_interleaved(const float* sums, const weight_table& x, float* out) const noexcept {
    constexpr std::ptrdiff_t max_outputs_together = 128;
    alignas(64) std::array<float, static_cast<std::size_t>(rows_together * max_outputs_together + slack)> together;
    const std::ptrdiff_t channels = layout_.channels;
    const std::ptrdiff_t at_once = max_outputs_together / channels;
    const row_sums all = sums_in(sums, x.span(), rows_together);
    for (std::ptrdiff_t first = 0; first < x.count(); first += at_once) {
      const index_range columns{first, minimum(first + at_once, x.count())};
      const std::ptrdiff_t count = columns.size() * channels;
      if (count < width) fill(together.data(), width * rows_together, 0);
      sum_crop_row(all, x, columns, together.data());
      (deinterleave<rows_together>)(together.data(), count, out + first * channels, max_strip);
    }
  }

  bool falls() const noexcept { return arguments_.image.extent(2) > 1 && arguments_.image.stride(2) < 0; }

  /// Where a column of the crop begins.
  unsigned char* address(std::ptrdiff_t row, std::ptrdiff_t column) const noexcept {
    const auto& crops = arguments_.crops;
    return geometry_.crop + row * crops.stride(1) + column * crops.stride(2) + first_channel_ * crops.stride(3);
  }

  /// @param rows  how many are interleaved
  CNR_DETAIL_NOINLINE row_sums sums_in(const float* sums, const index_range& span, std::ptrdiff_t rows) const noexcept {
    const std::ptrdiff_t pitch = layout_.pitch * rows;
    const bool reverses = falls() && layout_.order != sum_order::pixels;
    return {reverses ? sums + (span.size() - 1) * pitch : sums, reverses ? -pitch : pitch, layout_.channels * rows,
            layout_.are_channels_reversed, span};
  }

  /// What row `i` of a table reads of the image, from the first element in memory that these columns read.
  CNR_DETAIL_NOINLINE summed_rows<T> rows_of_image(const weight_table& y, std::ptrdiff_t i,
                                                   const index_range& span) const noexcept {
    const auto& image = arguments_.image;
    const std::ptrdiff_t column = falls() && layout_.order != sum_order::pixels ? span.end - 1 : span.begin;
    return {geometry_.image + y.pixels(i).begin * image.stride(1) + column * image.stride(2) +
                first_channel_ * image.stride(3) + layout_.low,
            image.stride(1), y.pixels(i).size(), y.weights(i), elements_at_once};
  }

  /// Elements of a row that so many contiguous columns read.
  std::ptrdiff_t elements_of(const index_range& span) const noexcept {
    return span.size() == 0 ? 0 : (span.size() - 1) * layout_.pitch + layout_.channels;
  }

  CNR_DETAIL_NOINLINE void sum_rows_of_image(const weight_table& y, std::ptrdiff_t i, const index_range& span,
                                             float* sums) const noexcept {
    const summed_rows<T> rows = rows_of_image(y, i, span);
    const auto& image = arguments_.image;
    const auto sum = [&](const element_runs& elements, float* out) noexcept {
      (sum_element_rows<stored_format>)(rows, elements, out);
    };
    if (layout_.order == sum_order::rows) {
      // While some elements of all rows are summed, the next ones of these rows are prefetched.
      const std::ptrdiff_t count = elements_of(span);
      sum({count, 1, 0, 0, count - 2 * elements_at_once + 1}, sums);
    } else {
      sum({layout_.channels, span.size(), image.stride(2), layout_.pitch, 0}, sums);
    }
    clear_after(sums + elements_of(span));
  }

  /// The sums of several rows, interleaved. They are computed for some columns at a time.
  /// @param is_last   whether no other rows of the crop follow
  /// @param of_strip  memory for rows_together * max_strip floats
  CNR_DETAIL_NOINLINE void interleave_sums(const weight_table& y, std::ptrdiff_t first, const index_range& span,
                                           bool is_last, float* of_strip, float* sums) const noexcept {
    // What the rows read of the image should stay in the first-level cache.
    constexpr std::ptrdiff_t max_read = 16384 / sizeof(T);
    const index_range first_read = y.pixels(first);
    const index_range last_read = y.pixels(first + rows_together - 1);
    const std::ptrdiff_t rows_read =
        maximum(first_read.end, last_read.end) - minimum(first_read.begin, last_read.begin);
    // While rows are summed, what the next ones read is prefetched: processors do not foresee strips.
    const std::ptrdiff_t ahead =
        is_last ? 0 : y.to_next(first, rows_together, arguments_.image.extent(1)) * arguments_.image.stride(1);
    std::ptrdiff_t strip = max_strip;
    while (strip > elements_at_once && rows_read * strip > max_read) strip /= 2;
    const std::ptrdiff_t count = elements_of(span);
    for (std::ptrdiff_t next = 0; next < count; next += strip) {
      // The last strip overlaps the one before it, so that it has whole blocks of vectors.
      const std::ptrdiff_t rest = divide_up(count - next, elements_at_once) * elements_at_once;
      const std::ptrdiff_t in_strip = minimum(minimum(rest, count), strip);
      const std::ptrdiff_t start = minimum(next, count - in_strip);
      for (std::ptrdiff_t i = 0; i < rows_together; ++i) {
        summed_rows<T> rows = rows_of_image(y, first + i, span);
        rows.first += start;
        rows.ahead = ahead;
        // What the last vector of a short row has beyond it is rearranged as well.
        if (in_strip < strip) store(of_strip + i * strip + in_strip / width * width, floats{});
        (sum_element_rows<stored_format>)(rows, element_runs{in_strip, 1, 0, 0, in_strip}, of_strip + i * strip);
      }
      interleave_rows(of_strip, strip, (in_strip + width - 1) / width, sums + start * rows_together);
    }
    clear_after(sums + count * rows_together);
  }

  /// Columns of many channels, which become planes.
  void write_pixels_as_planes(const row_sums& sums, const weight_table& x, unsigned char* out) const noexcept {
    constexpr std::ptrdiff_t room = 16 * max_pass_channels;
    const auto& crops = arguments_.crops;
    const std::ptrdiff_t channels = layout_.channels;
    alignas(64) std::array<float, static_cast<std::size_t>(room + width)> pixels;
    const std::ptrdiff_t at_once = minimum(room / channels, max_block_pixels);
    for (std::ptrdiff_t first = 0; first < x.count(); first += at_once) {
      const index_range columns{first, minimum(first + at_once, x.count())};
      // Fewer pixels than a vector has floats are rearranged with what follows them.
      if (columns.size() < width) fill(pixels.data(), width * channels, 0);
      sum_crop_row(sums, x, columns, pixels.data());
      const pixel_block block{pixels.data(),   channels,       columns.size(),
                              channels,        first_channel_, out + first * crops.stride(2),
                              crops.stride(3), false};
      arguments_.write_planes(block);
    }
  }

  /// Columns of many channels, one by one.
  CNR_DETAIL_FLATTEN void write_pixels(const row_sums& sums, const weight_table& x,
                                       unsigned char* first) const noexcept {
    const auto& crops = arguments_.crops;
    const std::ptrdiff_t size = arguments_.element_size();
    const std::ptrdiff_t channels = layout_.channels;
    const bool is_packed = crops.stride(3) == size;
    const bool is_float = arguments_.encoder == nullptr;
    const bool is_in_place = is_packed && is_float && channels % width == 0;
    alignas(64) std::array<float, static_cast<std::size_t>(max_pass_channels + width)> pixel;
    std::array<unsigned char, static_cast<std::size_t>(max_pass_channels) * sizeof(double)> encoded;
    for (std::ptrdiff_t i = 0; i < x.count(); ++i) {
      unsigned char* const out = first + i * crops.stride(2);
      sum_channels(sums, x.pixels(i), x.weights(i), is_in_place ? reinterpret_cast<float*>(out) : pixel.data());
      if (is_in_place) continue;
      const auto* elements = reinterpret_cast<const unsigned char*>(pixel.data());
      if (!is_float) {
        arguments_.encoder->encode(pixel.data(), channels, {first_channel_, false}, is_packed ? out : encoded.data());
        elements = encoded.data();
      } else if (is_packed) {
        std::memcpy(out, elements, static_cast<std::size_t>(channels * size));
      }
      if (is_packed) continue;
      for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
        std::memcpy(out + channel * crops.stride(3), elements + channel * size, static_cast<std::size_t>(size));
      }
    }
  }

  /// Columns of few channels, which were computed in a staging row.
  void write_staging(float* staging, std::ptrdiff_t columns, unsigned char* out) const noexcept {
    write_filtered_row(arguments_, {staging, columns, first_channel_, layout_.channels, out}, arguments_.streams);
  }

  const arguments_type& arguments_;
  const geometry_type& geometry_;
  const filter_layout& layout_;
  std::ptrdiff_t first_channel_;
};
