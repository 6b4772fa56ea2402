// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops by a filter. Each row of a crop is made in two steps. First, rows of the image are summed, element by element
// as they are in memory, into a row of sums. This reads the image in order, and takes nearly all of the time where
// crops are smaller than their boxes. Then columns of these sums are summed. All sums are in the order of
// forward/filter_sums.hpp. What a filter is shows in the tables of weights only.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/pixels.inl>

#include <crop_and_resize/detail/forward/filter_scalar.hpp>
#endif

/// Rows of a crop that are made together where channels are few: what is between neighbouring channels then fills
/// vectors.
constexpr std::ptrdiff_t rows_together = 4;

/// The most sums of rows that are kept of each of these rows, and of a row by itself.
constexpr std::ptrdiff_t max_sums_together = 1024;
constexpr std::ptrdiff_t max_sums = rows_together * max_sums_together;

/// The most elements of a column, and the most channels of a pass.
constexpr std::ptrdiff_t max_pitch = 64;
constexpr std::ptrdiff_t max_channels = 128;

/// The most outputs of a row that are computed at a time.
constexpr std::ptrdiff_t max_filtered = 256;

/// Four floats: the sums of columns side by side, the channels of a pixel, or rows together.
using four_floats = float __attribute__((vector_size(16)));

/// Products of each pair, not fused with an addition.
template <class Vector>
CNR_DETAIL_ALWAYS_INLINE Vector multiply_unfused(const Vector& a, const Vector& b) noexcept {
  if constexpr (std::is_same<Vector, floats>::value) {
    return unfused_multiply(a, b);
  } else {
    return detail::unfused_multiply(a, b);
  }
}

/// What is summed along y: consecutive rows of the image and their weights.
template <class T>
struct summed_rows {
  const T* first;
  std::ptrdiff_t stride;
  std::ptrdiff_t count;
  const float* weights;
};

/// Doubles as floats.
CNR_DETAIL_ALWAYS_INLINE floats to_floats(const long_floats& low, const long_floats& high) noexcept {
  using half_floats = float __attribute__((vector_size(2 * width)));
  const std::array<half_floats, 2> parts{
      {__builtin_convertvector(low, half_floats), __builtin_convertvector(high, half_floats)}};
  return (load_as<floats>)(parts.data());
}

/// sum_rows of `Vectors` vectors of columns.
/// @param load_at  `load_at(row, i)` gives vector i of a row
template <std::size_t Vectors, class T, class LoadAt>
CNR_DETAIL_ALWAYS_INLINE void sum_row_vectors(const summed_rows<T>& rows, float* out, const LoadAt& load_at) noexcept {
  constexpr constant<static_cast<std::ptrdiff_t>(Vectors)> each_vector{};
  using sums = std::array<floats, Vectors>;
  const auto sum_block = [=](std::ptrdiff_t first, std::ptrdiff_t end, sums& sum) noexcept {
    const T* row = rows.first + first * rows.stride;
    for_each_index(each_vector, [&](std::ptrdiff_t i) noexcept {
      sum[static_cast<std::size_t>(i)] = unfused_multiply(broadcast(rows.weights[first]), load_at(row, i));
    });
    for (std::ptrdiff_t at = first + 1; at < end; ++at) {
      row += rows.stride;
      const floats weight = broadcast(rows.weights[at]);
      for_each_index(each_vector, [&](std::ptrdiff_t i) noexcept {
        sum[static_cast<std::size_t>(i)] += unfused_multiply(weight, load_at(row, i));
      });
    }
  };
  const auto sum_part = [=](std::ptrdiff_t first, std::ptrdiff_t end, sums& sum) noexcept {
    sum_block(first, minimum(first + row_block, end), sum);
    for (std::ptrdiff_t next = first + row_block; next < end; next += row_block) {
      sums of_block;
      sum_block(next, minimum(next + row_block, end), of_block);
      for (std::size_t i = 0; i < Vectors; ++i) sum[i] += of_block[i];
    }
  };
  sums total;
  if (rows.count <= short_sum) {
    sum_part(0, rows.count, total);
  } else {
    std::array<long_floats, Vectors> low{};
    std::array<long_floats, Vectors> high{};
    for (std::ptrdiff_t first = 0; first < rows.count; first += short_sum) {
      sum_part(first, minimum(first + short_sum, rows.count), total);
      for (std::size_t i = 0; i < Vectors; ++i) {
        low[i] += low_doubles(total[i]);
        high[i] += high_doubles(total[i]);
      }
    }
    for (std::size_t i = 0; i < Vectors; ++i) total[i] = to_floats(low[i], high[i]);
  }
  for (std::size_t i = 0; i < Vectors; ++i) store(out + static_cast<std::ptrdiff_t>(i) * width, total[i]);
}

/// Loads vectors of a row.
template <class Format>
struct vector_loader {
  template <class T>
  CNR_DETAIL_ALWAYS_INLINE floats operator()(const T* row, std::ptrdiff_t i) const noexcept {
    return Format::load(row + i * width);
  }
};

/// Loads the only elements of a row, fewer than a vector has.
template <class Format>
struct short_loader {
  std::ptrdiff_t count;
  template <class T>
  CNR_DETAIL_ALWAYS_INLINE floats operator()(const T* row, std::ptrdiff_t /*i*/) const noexcept {
    std::array<unsigned char, static_cast<std::size_t>(width) * sizeof(T)> copy{};
    std::memcpy(copy.data(), row, static_cast<std::size_t>(count) * sizeof(T));
    return Format::load(reinterpret_cast<const T*>(copy.data()));
  }
};

/// Elements that are side by side in a row, so many times: pixels, planes, or a row by itself.
struct element_runs {
  std::ptrdiff_t count;  // elements of a run
  std::ptrdiff_t runs;
  std::ptrdiff_t stride;  // from one run to the next in the image
  std::ptrdiff_t pitch;   // from one run to the next in the sums
};

/// sum_rows of runs of elements. Writes whole vectors: up to `width` floats after the last sum of each run.
/// @param rows  of the first run
template <class Format, class T>
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE void sum_element_rows(const summed_rows<T>& rows, const element_runs& elements,
                                                             float* out) noexcept {
  constexpr vector_loader<Format> load_vector{};
  constexpr std::ptrdiff_t at_once = 8;
  const std::ptrdiff_t count = elements.count;
  for (std::ptrdiff_t number = 0; number < elements.runs; ++number, out += elements.pitch) {
    const summed_rows<T> run{rows.first + number * elements.stride, rows.stride, rows.count, rows.weights};
    const auto from = [=](std::ptrdiff_t i) noexcept {
      return summed_rows<T>{run.first + i, run.stride, run.count, run.weights};
    };
    if (rows.count == 0) {
      fill(out, count, 0);
    } else if (count < width) {
      (sum_row_vectors<1>)(run, out, short_loader<Format>{count});
    } else {
      std::ptrdiff_t i = 0;
      for (; i + at_once * width <= count; i += at_once * width) {
        (sum_row_vectors<at_once>)(from(i), out + i, load_vector);
      }
      for (; i < count; i += width) {
        const std::ptrdiff_t start = minimum(i, count - width);
        (sum_row_vectors<1>)(from(start), out + start, load_vector);
      }
    }
  }
}

/// Adds the blocks of a long sum in double.
/// @param block  `block(first, end)` is the sum of these terms in float
template <class Vector, class Block>
CNR_DETAIL_ALWAYS_INLINE Vector sum_blocks(std::ptrdiff_t count, const Block& block) noexcept {
  if (count <= short_sum) return block(std::ptrdiff_t{0}, count);
  constexpr std::size_t lanes = sizeof(Vector) / sizeof(float);
  std::array<double, lanes> total{};
  for (std::ptrdiff_t first = 0; first < count; first += column_block) {
    const Vector next = block(first, minimum(first + column_block, count));
    for (std::size_t lane = 0; lane < lanes; ++lane) total[lane] += double{next[lane]};
  }
  std::array<float, lanes> sum;
  for (std::size_t lane = 0; lane < lanes; ++lane) sum[lane] = static_cast<float>(total[lane]);
  return (load_as<Vector>)(sum.data());
}

/// sum_columns of some channels.
/// @param first  the channels of the first column
/// @param step   from one column to the next
template <class Vector>
CNR_DETAIL_ALWAYS_INLINE Vector sum_column_vectors(const float* first, std::ptrdiff_t step, const float* weights,
                                                   std::ptrdiff_t count) noexcept {
  return (sum_blocks<Vector>)(count, [=](std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
    const auto term = [=](std::ptrdiff_t i) noexcept {
      const Vector weight = weights[i] - Vector{};
      return multiply_unfused(weight, (load_as<Vector>)(first + i * step));
    };
    Vector sum0 = {};
    Vector sum1 = {};
    Vector sum2 = {};
    Vector sum3 = {};
    std::ptrdiff_t i = begin;
    for (; i + column_sums <= end; i += column_sums) {
      sum0 += term(i);
      sum1 += term(i + 1);
      sum2 += term(i + 2);
      sum3 += term(i + 3);
    }
    if (i < end) sum0 += term(i);
    if (i + 1 < end) sum1 += term(i + 1);
    if (i + 2 < end) sum2 += term(i + 2);
    return (sum0 + sum1) + (sum2 + sum3);
  });
}

/// sum_columns of one channel whose columns are side by side: the lanes are the four sums.
CNR_DETAIL_ALWAYS_INLINE float sum_column_lanes(const float* first, const float* weights,
                                                std::ptrdiff_t count) noexcept {
  const four_floats total = (sum_blocks<four_floats>)(count, [=](std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
    four_floats sums = {};
    std::ptrdiff_t i = begin;
    for (; i + column_sums <= end; i += column_sums) {
      sums += multiply_unfused((load_as<four_floats>)(weights + i), (load_as<four_floats>)(first + i));
    }
    if (i < end) {
      std::array<float, 4> last_weights{};
      std::array<float, 4> last{};
      std::memcpy(last_weights.data(), weights + i, static_cast<std::size_t>(end - i) * sizeof(float));
      std::memcpy(last.data(), first + i, static_cast<std::size_t>(end - i) * sizeof(float));
      sums += multiply_unfused((load_as<four_floats>)(last_weights.data()), (load_as<four_floats>)(last.data()));
    }
    return four_floats{(sums[0] + sums[1]) + (sums[2] + sums[3]), 0, 0, 0};
  });
  return total[0];
}

/// A row of sums of rows: where the channels of a column are in it.
struct row_sums {
  const float* first;    // of the first column of the span
  std::ptrdiff_t pitch;  // from one column to the next, below 0 where they are in reverse
  std::ptrdiff_t channels;
  bool are_reversed;  // the channels of a column
  index_range span;   // columns of the image

  const float* at(std::ptrdiff_t column) const noexcept { return first + (column - span.begin) * pitch; }
};

/// sum_columns of all channels of one column of the crop. Reads and writes up to a vector of floats after the channels.
CNR_DETAIL_ALWAYS_INLINE void sum_channels(const row_sums& sums, const index_range& pixels, const float* weights,
                                           float* out) noexcept {
  const float* const first = sums.at(pixels.begin);
  if (sums.channels <= 4) {
    store_as(out, (sum_column_vectors<four_floats>)(first, sums.pitch, weights, pixels.size()));
    return;
  }
  for (std::ptrdiff_t i = 0; i < sums.channels; i += width) {
    store(out + i, (sum_column_vectors<floats>)(first + i, sums.pitch, weights, pixels.size()));
  }
}

/// Some columns of one row of a crop, packed. Writes up to a vector of floats after them.
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE inline void sum_crop_row(const row_sums& sums, const weight_table& x,
                                                                const index_range& columns, float* out) noexcept {
  for (std::ptrdiff_t i = columns.begin; i < columns.end; ++i) {
    float* const column = out + (i - columns.begin) * sums.channels;
    if (sums.channels == 1 && sums.pitch == 1) {
      *column = sum_column_lanes(sums.at(x.pixels(i).begin), x.weights(i), x.pixels(i).size());
    } else {
      sum_channels(sums, x.pixels(i), x.weights(i), column);
      if (sums.are_reversed) {
        for (std::ptrdiff_t low = 0, high = sums.channels - 1; low < high; ++low, --high) {
          std::swap(column[low], column[high]);
        }
      }
    }
  }
}

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
    transpose_lanes(sums);
    for_each_index(each, [&](std::ptrdiff_t i) noexcept {
      store_lanes(out + (vector * width + i) * rows_together, 4 * rows_together, sums[static_cast<std::size_t>(i)]);
    });
  }
}

/// How rows of sums are made.
enum class sum_order {
  rows,    // at once: columns are side by side in memory
  pixels,  // pixel by pixel, some channels of each
  planes,  // plane by plane, and then interleaved
};

/// How the image of a call is read for a box.
struct filter_layout {
  sum_order order;
  std::ptrdiff_t channels;  // of a pass; 0 where the vector kernels cannot read the image
  std::ptrdiff_t passes;
  std::ptrdiff_t pitch;  // elements of a column in the row of sums
  std::ptrdiff_t low;    // from a pixel's channel 0 to its first element in memory
  bool are_channels_reversed;

  /// The most columns of the image that are read for a row.
  std::ptrdiff_t max_span(std::ptrdiff_t rows_at_once) const noexcept {
    return max_sums / (order == sum_order::planes ? 2 : rows_at_once) / pitch;
  }

  /// Whether rows of the crop can be made together, where one reads up to so many pixels along y and along x.
  bool takes_rows_together(double max_rows_read, double max_columns_read) const noexcept {
    return order == sum_order::rows && !are_channels_reversed && channels < width &&
           max_columns_read <= static_cast<double>(max_span(rows_together)) &&
           max_rows_read * static_cast<double>(rows_together) <= static_cast<double>(weight_table::capacity);
  }
};

/// The layout for filters that read up to so many pixels along x. It has no channels where the vector kernels cannot
/// read the image.
template <class T>
filter_layout filter_layout_of(const image_view<T>& image, double max_pixels) noexcept {
  constexpr std::ptrdiff_t planes_at_once = 16;
  constexpr filter_layout none{sum_order::rows, 0, 0, 1, 0, false};
  const std::ptrdiff_t channels = image.extent(3);
  const std::ptrdiff_t column_stride = image.extent(2) > 1 ? magnitude(image.stride(2)) : channels;
  const std::ptrdiff_t channel_stride = channels > 1 ? image.stride(3) : 1;
  const auto or_none = [&](const filter_layout& layout) noexcept {
    return max_pixels <= static_cast<double>(layout.max_span(1)) ? layout : none;
  };
  const auto passes_of = [&](std::ptrdiff_t at_once) noexcept { return (channels + at_once - 1) / at_once; };
  const bool is_reversed = channel_stride == -1 && channels < width;
  if ((channel_stride == 1 || is_reversed) && column_stride >= channels && column_stride <= max_pitch) {
    const filter_layout rows =
        or_none({sum_order::rows, channels, 1, column_stride, is_reversed ? 1 - channels : 0, is_reversed});
    if (rows.channels != 0) return rows;
  }
  if (channel_stride == 1 && column_stride >= channels) {
    for (std::ptrdiff_t at_once = minimum(channels, max_channels); at_once >= width; at_once /= 2) {
      const filter_layout pixels = or_none({sum_order::pixels, at_once, passes_of(at_once), at_once, 0, false});
      if (pixels.channels != 0) return pixels;
    }
  }
  if (magnitude(image.stride(2)) != 1 && image.extent(2) > 1) return none;
  if (channels >= width) {
    const std::ptrdiff_t at_once = minimum(channels, planes_at_once);
    const filter_layout planes = or_none({sum_order::planes, at_once, passes_of(at_once), at_once, 0, false});
    if (planes.channels != 0) return planes;
  }
  return or_none({sum_order::rows, 1, channels, 1, 0, false});
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
    alignas(64) std::array<float, static_cast<std::size_t>(max_sums + 8 * width)> sums;
    sum_rows_of_image(y, i, x.span(), sums.data());
    unsigned char* const out = address(row + i, column);
    const row_sums all = sums_in(sums.data(), x.span(), 1);
    const bool are_planes = arguments_.crops.extent(2) == 1 || arguments_.crops.stride(2) == arguments_.element_size();
    if (layout_.channels >= width) return are_planes ? write_planes(all, x, out) : write_pixels(all, x, out);
    alignas(64) whole_vectors<float, max_filtered + width> staging;
    // A row shorter than a vector is rearranged with what follows it.
    if (x.count() < width) fill(staging.data(), minimum(width * layout_.channels, max_filtered), 0);
    sum_crop_row(all, x, {0, x.count()}, staging.data());
    write_staging(staging.data(), x.count(), out);
  }

  /// rows_together rows from `i` on.
  CNR_DETAIL_NOINLINE void write_rows(std::ptrdiff_t row, const weight_table& y, std::ptrdiff_t i,
                                      const weight_table& x, std::ptrdiff_t column) const noexcept {
    // Up to a vector of each row, or of each channel, is read and written after the last one.
    constexpr std::ptrdiff_t slack = 5 * width;
    alignas(64) std::array<float, static_cast<std::size_t>(max_sums + slack)> sums;
    interleave_sums(y, i, x.span(), sums.data());
    alignas(64) std::array<float, static_cast<std::size_t>(rows_together * max_filtered + slack)> together;
    alignas(64) std::array<float, static_cast<std::size_t>(rows_together * max_filtered + slack)> apart;
    const std::ptrdiff_t count = x.count() * layout_.channels;
    if (count < width) fill(together.data(), width * rows_together, 0);
    if (x.count() < width) fill(apart.data(), static_cast<std::ptrdiff_t>(apart.size()), 0);
    sum_crop_row(sums_in(sums.data(), x.span(), rows_together), x, {0, x.count()}, together.data());
    (deinterleave<rows_together>)(together.data(), count, apart.data(), max_filtered);
    for (std::ptrdiff_t each = 0; each < rows_together; ++each) {
      write_staging(apart.data() + each * max_filtered, x.count(), address(row + i + each, column));
    }
  }

 private:
  using stored_format = format<format_of<T>::value>;

  bool falls() const noexcept { return arguments_.image.extent(2) > 1 && arguments_.image.stride(2) < 0; }

  /// Where a column of the crop begins.
  unsigned char* address(std::ptrdiff_t row, std::ptrdiff_t column) const noexcept {
    const auto& crops = arguments_.crops;
    return geometry_.crop + row * crops.stride(1) + column * crops.stride(2) + first_channel_ * crops.stride(3);
  }

  /// @param rows  how many are interleaved
  row_sums sums_in(const float* sums, const index_range& span, std::ptrdiff_t rows) const noexcept {
    const std::ptrdiff_t pitch = layout_.pitch * rows;
    const bool reverses = falls() && layout_.order != sum_order::pixels;
    return {reverses ? sums + (span.size() - 1) * pitch : sums, reverses ? -pitch : pitch, layout_.channels * rows,
            layout_.are_channels_reversed, span};
  }

  /// What row `i` of a table reads of the image, from the first element in memory that these columns read.
  summed_rows<T> rows_of_image(const weight_table& y, std::ptrdiff_t i, const index_range& span) const noexcept {
    const auto& image = arguments_.image;
    const std::ptrdiff_t column = falls() && layout_.order != sum_order::pixels ? span.end - 1 : span.begin;
    return {geometry_.image + y.pixels(i).begin * image.stride(1) + column * image.stride(2) +
                first_channel_ * image.stride(3) + layout_.low,
            image.stride(1), y.pixels(i).size(), y.weights(i)};
  }

  /// Elements of a row that so many contiguous columns read.
  std::ptrdiff_t elements_of(const index_range& span) const noexcept {
    return span.size() == 0 ? 0 : (span.size() - 1) * layout_.pitch + layout_.channels;
  }

  void sum_rows_of_image(const weight_table& y, std::ptrdiff_t i, const index_range& span, float* sums) const noexcept {
    const summed_rows<T> rows = rows_of_image(y, i, span);
    const auto& image = arguments_.image;
    const auto sum = [&](const element_runs& elements, float* out) noexcept {
      (sum_element_rows<stored_format>)(rows, elements, out);
    };
    if (layout_.order == sum_order::rows) {
      sum({elements_of(span), 1, 0, 0}, sums);
    } else if (layout_.order == sum_order::pixels) {
      sum({layout_.channels, span.size(), image.stride(2), layout_.pitch}, sums);
    } else {
      const std::ptrdiff_t pitch = layout_.max_span(1);
      float* const planes = sums + max_sums / 2;
      sum({span.size(), layout_.channels, image.stride(3), pitch}, planes);
      interleave_many(planes, pitch, span.size(), layout_.channels, sums, layout_.channels);
    }
  }

  /// The sums of several rows, interleaved. They are computed for a few vectors of columns at a time.
  void interleave_sums(const weight_table& y, std::ptrdiff_t first, const index_range& span,
                       float* sums) const noexcept {
    constexpr std::ptrdiff_t vectors = 8;
    constexpr std::ptrdiff_t strip = vectors * width;
    alignas(64) std::array<float, static_cast<std::size_t>(rows_together * strip)> of_strip;
    const std::ptrdiff_t count = elements_of(span);
    for (std::ptrdiff_t next = 0; next < count; next += strip) {
      const std::ptrdiff_t start = maximum(minimum(next, count - strip), 0);
      const std::ptrdiff_t in_strip = minimum(count - start, strip);
      for (std::ptrdiff_t i = 0; i < rows_together; ++i) {
        summed_rows<T> rows = rows_of_image(y, first + i, span);
        rows.first += start;
        (sum_element_rows<stored_format>)(rows, element_runs{in_strip, 1, 0, 0}, of_strip.data() + i * strip);
      }
      interleave_rows(of_strip.data(), strip, (in_strip + width - 1) / width, sums + start * rows_together);
    }
  }

  /// Columns of many channels, which become planes.
  void write_planes(const row_sums& sums, const weight_table& x, unsigned char* out) const noexcept {
    constexpr std::ptrdiff_t room = 16 * max_channels;
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
      if (arguments_.encoder == nullptr) {
        write_block(target_functions, block);
      } else {
        arguments_.encoder->write_block(*arguments_.encoder, block);
      }
    }
  }

  /// Columns of many channels, one by one.
  CNR_DETAIL_FLATTEN void write_pixels(const row_sums& sums, const weight_table& x, unsigned char* out) const noexcept {
    const auto& crops = arguments_.crops;
    const std::ptrdiff_t size = arguments_.element_size();
    const std::ptrdiff_t channels = layout_.channels;
    const bool is_packed = crops.stride(3) == size;
    const bool is_float = arguments_.encoder == nullptr;
    const bool is_in_place = is_packed && is_float && channels % width == 0;
    alignas(64) std::array<float, static_cast<std::size_t>(max_channels + width)> pixel;
    std::array<unsigned char, static_cast<std::size_t>(max_channels) * sizeof(double)> encoded;
    for (std::ptrdiff_t i = 0; i < x.count(); ++i, out += crops.stride(2)) {
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
    const auto& crops = arguments_.crops;
    const std::ptrdiff_t size = arguments_.element_size();
    const std::ptrdiff_t channels = layout_.channels;
    alignas(64) whole_vectors<float, max_filtered> plane;
    const bool are_pixels = crops.stride(3) == size && crops.stride(2) == channels * size;
    const bool are_planes = crops.extent(2) == 1 || crops.stride(2) == size;
    const auto write = [&](arrangement order, float* from, std::ptrdiff_t of_writer, std::ptrdiff_t channel) noexcept {
      const bool streams = arguments_.streams && order != arrangement::strided &&
                           columns * (order == arrangement::deinterleave ? 1 : of_writer) * size >=
                               8 * static_cast<std::ptrdiff_t>(cache_line_size);
      const row_writer writer{target_functions,
                              order,
                              out + channel * crops.stride(3),
                              crops.stride(1),
                              crops.stride(2),
                              crops.stride(3),
                              of_writer,
                              columns,
                              max_outputs,
                              from,
                              streams,
                              arguments_.encoder,
                              first_channel_ + channel};
      if (order == arrangement::contiguous && !streams && arguments_.encoder == nullptr) {
        std::memcpy(out + channel * crops.stride(3), from, static_cast<std::size_t>(columns * of_writer * size));
      } else {
        writer.end(0);
      }
    };
    if (are_pixels || (channels == 1 && are_planes)) {
      write(arrangement::contiguous, staging, channels, 0);
    } else if (are_planes && channels > 1 && channels <= max_rearranged) {
      write(arrangement::deinterleave, staging, channels, 0);
    } else {
      for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
        for (std::ptrdiff_t i = 0; i < columns; ++i)
          plane[static_cast<std::size_t>(i)] = staging[i * channels + channel];
        write(are_planes ? arrangement::contiguous : arrangement::strided, plane.data(), 1, channel);
      }
    }
  }

  const arguments_type& arguments_;
  const geometry_type& geometry_;
  const filter_layout& layout_;
  std::ptrdiff_t first_channel_;
};

/// One crop by a filter. False where it reads more pixels than there is room for, or in other strides.
template <class T, class Filter>
CNR_DETAIL_NOINLINE bool filter_crop(const vector_arguments<T>& arguments, const Filter& filter,
                                     const crop_geometry<T, unsigned char>& geometry) noexcept {
  const filter_weights<Filter> y(filter, geometry.y);
  const filter_weights<Filter> x(filter, geometry.x);
  const filter_layout layout = (filter_layout_of)(arguments.image, x.max_pixels());
  constexpr auto room = static_cast<double>(weight_table::capacity);
  if (layout.channels == 0 || y.max_pixels() > room || x.max_pixels() > room) return false;
  const clipped_range columns = geometry.columns(0, geometry.crop_width);
  (extrapolate_around)(arguments, geometry, columns);
  const std::ptrdiff_t channels = arguments.image.extent(3);
  const std::ptrdiff_t capacity = layout.channels < width ? max_filtered / layout.channels : max_filtered;
  const index_range& rows = geometry.rows.inside;
  const bool is_together = rows.size() >= rows_together && layout.takes_rows_together(y.max_pixels(), x.max_pixels());
  const std::ptrdiff_t at_once = is_together ? rows_together : 1;
  weight_table of_columns;
  weight_table of_rows;
  for (std::ptrdiff_t column = columns.inside.begin; column < columns.inside.end;) {
    const std::ptrdiff_t next =
        of_columns.build(x, column, minimum(columns.inside.end, column + capacity), layout.max_span(at_once));
    // Rows of whole vectors are summed faster.
    if (layout.order != sum_order::pixels) of_columns.widen(divide_up(width, layout.pitch), arguments.image.extent(2));
    for (std::ptrdiff_t next_row = rows.begin; next_row < rows.end;) {
      // The last rows overlap those before them, so that there are always as many.
      const std::ptrdiff_t row = minimum(next_row, rows.end - at_once);
      next_row = of_rows.build(y, row, rows.end, arguments.image.extent(1));
      // All rows for some channels: what they read of the image stays in the first-level cache.
      for (std::ptrdiff_t pass = 0; pass < layout.passes; ++pass) {
        const std::ptrdiff_t channel = minimum(pass * layout.channels, channels - layout.channels);
        const filter_pass<T> of_channels(arguments, geometry, layout, channel);
        for (std::ptrdiff_t i = 0; i < of_rows.count(); i += at_once) {
          const std::ptrdiff_t first = minimum(i, of_rows.count() - at_once);
          if (is_together) {
            of_channels.write_rows(row, of_rows, first, of_columns, column);
          } else {
            of_channels.write_row(row, of_rows, first, of_columns, column);
          }
        }
      }
    }
    column = next;
  }
  return true;
}

struct filter_kernels {
  /// The tasks in `numbers`. Not inlined: its caller is compiled for the instruction set of the command line, not for
  /// this target's.
  template <class Arguments>
  CNR_DETAIL_NOINLINE static void resample(const Arguments& typed, const partition& tasks,
                                           const index_range& numbers) noexcept {
    using destination = typename Arguments::destination_type;
    if constexpr (std::is_same<destination, plain_destination<float>>::value) {
      resample_encoded(typed, nullptr, tasks, numbers);
    } else {
      const auto& crops = typed.crops;
      const std::ptrdiff_t outputs = minimum(crops.extent(1) * crops.extent(2) * crops.extent(3), max_outputs);
      const row_encoder_for<destination> encoder(typed.destination, crops.extent(3), outputs);
      resample_encoded(typed, &encoder, tasks, numbers);
    }
  }

 private:
  template <class Arguments>
  static void resample_encoded(const Arguments& typed, const row_encoder* encoder, const partition& tasks,
                               const index_range& numbers) noexcept {
    using element = typename Arguments::element_type;
    using erased_geometry = crop_geometry<element, unsigned char>;
    using typed_geometry = crop_geometry<element, typename Arguments::output_type>;
    const vector_arguments<element> arguments(typed, typed, target_functions, encoder);
    for_each_box(tasks, numbers, [&](std::ptrdiff_t box, const index_range& rows) noexcept {
      if (!(filter_crop)(arguments, typed.sampler, erased_geometry(arguments, box, rows))) {
        detail::filter_scalar(typed, typed_geometry(typed, box, rows));
      }
    });
    if (arguments.streams) fence();
  }
};
filter_kernels filter_kernels_of(tag);  // see forward/run.hpp
