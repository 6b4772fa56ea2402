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

/// The most sums of rows that are kept.
constexpr std::ptrdiff_t max_sums = 2048;

/// Four floats: the sums of columns side by side, or the channels of a pixel.
using four_floats = float __attribute__((vector_size(16)));

/// Stands for the filter in what does not depend on it.
struct any_filter {};

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
  const auto sum_block = [=](std::ptrdiff_t first, sums& sum) noexcept {
    const std::ptrdiff_t end = minimum(first + row_block, rows.count);
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
  sums total;
  sums next;
  sum_block(0, total);
  if (rows.count <= short_sum) {
    for (std::ptrdiff_t first = row_block; first < rows.count; first += row_block) {
      sum_block(first, next);
      for (std::size_t i = 0; i < Vectors; ++i) total[i] += next[i];
    }
  } else {
    std::array<long_floats, Vectors> low;
    std::array<long_floats, Vectors> high;
    for (std::size_t i = 0; i < Vectors; ++i) {
      low[i] = low_doubles(total[i]);
      high[i] = high_doubles(total[i]);
    }
    for (std::ptrdiff_t first = row_block; first < rows.count; first += row_block) {
      sum_block(first, next);
      for (std::size_t i = 0; i < Vectors; ++i) {
        low[i] += low_doubles(next[i]);
        high[i] += high_doubles(next[i]);
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

/// sum_rows of `count` elements that are side by side. Writes whole vectors: up to `width` floats after the last sum.
template <class Format, class T>
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE void sum_element_rows(const summed_rows<T>& rows, std::ptrdiff_t count,
                                                             float* out) noexcept {
  const auto from = [=](std::ptrdiff_t i) noexcept {
    return summed_rows<T>{rows.first + i, rows.stride, rows.count, rows.weights};
  };
  if (rows.count == 0) return fill(out, count, 0);
  if (count < width) return (sum_row_vectors<1>)(rows, out, short_loader<Format>{count});
  constexpr vector_loader<Format> load_vector{};
  constexpr std::ptrdiff_t at_once = 4;
  std::ptrdiff_t i = 0;
  for (; i + at_once * width <= count; i += at_once * width) (sum_row_vectors<at_once>)(from(i), out + i, load_vector);
  for (; i + width <= count; i += width) (sum_row_vectors<1>)(from(i), out + i, load_vector);
  if (i < count) (sum_row_vectors<1>)(from(count - width), out + count - width, load_vector);
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
      return unfused_multiply(weight, (load_as<Vector>)(first + i * step));
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
      sums += unfused_multiply((load_as<four_floats>)(weights + i), (load_as<four_floats>)(first + i));
    }
    if (i < end) {
      std::array<float, 4> last_weights{};
      std::array<float, 4> last{};
      std::memcpy(last_weights.data(), weights + i, static_cast<std::size_t>(end - i) * sizeof(float));
      std::memcpy(last.data(), first + i, static_cast<std::size_t>(end - i) * sizeof(float));
      sums += unfused_multiply((load_as<four_floats>)(last_weights.data()), (load_as<four_floats>)(last.data()));
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

/// sum_columns of all channels of one column of the crop. Writes nothing else.
CNR_DETAIL_ALWAYS_INLINE void sum_channels(const row_sums& sums, const index_range& pixels, const float* weights,
                                           float* out) noexcept {
  const float* const first = sums.at(pixels.begin);
  const std::ptrdiff_t channels = sums.channels;
  if (channels >= width) {
    for (std::ptrdiff_t i = 0; i < channels; i += width) {
      const std::ptrdiff_t at = minimum(i, channels - width);
      store(out + at, (sum_column_vectors<floats>)(first + at, sums.pitch, weights, pixels.size()));
    }
    return;
  }
  for (std::ptrdiff_t i = 0; i < channels; i += 4) {
    const four_floats four = (sum_column_vectors<four_floats>)(first + i, sums.pitch, weights, pixels.size());
    const std::ptrdiff_t count = minimum(channels - i, 4);
    if (!sums.are_reversed) {
      std::memcpy(out + i, &four, static_cast<std::size_t>(count) * sizeof(float));
    } else {
      for (std::ptrdiff_t lane = 0; lane < count; ++lane) out[channels - 1 - i - lane] = four[lane];
    }
  }
}

/// The columns of one row of a crop, packed.
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE inline void sum_crop_row(const row_sums& sums, const column_weights& x,
                                                                float* out) noexcept {
  for (std::ptrdiff_t i = 0; i < x.count(); ++i) {
    if (sums.channels == 1 && sums.pitch == 1) {
      out[i] = sum_column_lanes(sums.at(x.pixels(i).begin), x.weights(i), x.pixels(i).size());
    } else {
      sum_channels(sums, x.pixels(i), x.weights(i), out + i * sums.channels);
    }
  }
}

/// How the image of a call is read by filters: all boxes of the call share it.
struct filter_layout {
  std::ptrdiff_t channels;  // of a pass
  std::ptrdiff_t passes;
  std::ptrdiff_t pitch;      // elements of a column in the row of sums
  std::ptrdiff_t low;        // from a pixel's channel 0 to its first element in memory
  bool are_rows_contiguous;  // columns are side by side, so that rows are summed at once
  bool are_channels_reversed;
};

/// The layout for filters that read up to so many pixels along x. It has no channels where the vector kernels cannot
/// read the image.
template <class T>
filter_layout filter_layout_of(const image_view<T>& image, double max_pixels) noexcept {
  constexpr std::ptrdiff_t max_pitch = 64;
  const std::ptrdiff_t channels = image.extent(3);
  const std::ptrdiff_t columns = image.extent(2) > 1 ? magnitude(image.stride(2)) : channels;
  const std::ptrdiff_t channel_stride = channels > 1 ? image.stride(3) : 1;
  const auto fits = [&](std::ptrdiff_t pitch) noexcept {
    return max_pixels * static_cast<double>(pitch) <= static_cast<double>(max_sums);
  };
  const bool is_reversed = channel_stride == -1 && channels < width;
  if ((channel_stride == 1 || is_reversed) && columns >= channels) {
    if (columns <= max_pitch && fits(columns)) {
      return {channels, 1, columns, is_reversed ? 1 - channels : 0, true, is_reversed};
    }
    std::ptrdiff_t at_once = minimum(channels, max_pitch);
    while (at_once >= width && !fits(at_once)) at_once /= 2;
    if (channel_stride == 1 && at_once >= width) {
      return {at_once, (channels + at_once - 1) / at_once, at_once, 0, false, false};
    }
  }
  if (columns == 1 && fits(1)) return {1, channels, 1, 0, true, false};
  return {};
}

/// Some channels of one crop by a filter, whichever it is.
template <class T>
class filter_pass {
 public:
  using arguments_type = vector_arguments<T, any_filter>;
  using geometry_type = crop_geometry<T, unsigned char>;

  filter_pass(const arguments_type& arguments, const geometry_type& geometry, const filter_layout& layout,
              std::ptrdiff_t first_channel) noexcept
      : arguments_(arguments), geometry_(geometry), layout_(layout), first_channel_(first_channel) {}

  /// One row, for the columns of a table, the first of which is the crop's column `first`.
  /// @param weights  of the image's rows `rows`
  CNR_DETAIL_NOINLINE void write_row(std::ptrdiff_t row, const index_range& rows, const float* weights,
                                     const column_weights& x, std::ptrdiff_t first) const noexcept {
    alignas(64) std::array<float, static_cast<std::size_t>(max_sums + width)> sums;
    sum_rows_of_image({element_at(rows.begin, x.span()), arguments_.image.stride(1), rows.size(), weights},
                      x.span().size(), sums.data());
    write_sums(sums_in(sums.data(), x.span()), x,
               geometry_.crop + row * arguments_.crops.stride(1) + first * arguments_.crops.stride(2) +
                   first_channel_ * arguments_.crops.stride(3));
  }

 private:
  using stored_format = format<format_of<T>::value>;

  bool falls() const noexcept { return arguments_.image.extent(2) > 1 && arguments_.image.stride(2) < 0; }

  row_sums sums_in(const float* sums, const index_range& span) const noexcept {
    const std::ptrdiff_t last = (span.size() - 1) * layout_.pitch;
    const bool reverses = falls() && layout_.are_rows_contiguous;
    return {reverses ? sums + last : sums, reverses ? -layout_.pitch : layout_.pitch, layout_.channels,
            layout_.are_channels_reversed, span};
  }

  /// The first element in memory of a row that these columns read.
  const T* element_at(std::ptrdiff_t row, const index_range& span) const noexcept {
    const auto& image = arguments_.image;
    const std::ptrdiff_t column = falls() && layout_.are_rows_contiguous ? span.end - 1 : span.begin;
    return geometry_.image + row * image.stride(1) + column * image.stride(2) + first_channel_ * image.stride(3) +
           layout_.low;
  }

  void sum_rows_of_image(const summed_rows<T>& rows, std::ptrdiff_t columns, float* sums) const noexcept {
    if (layout_.are_rows_contiguous) {
      return (sum_element_rows<stored_format>)(rows, (columns - 1) * layout_.pitch + layout_.channels, sums);
    }
    for (std::ptrdiff_t column = 0; column < columns; ++column) {
      (sum_element_rows<stored_format>)(summed_rows<T>{rows.first + column * arguments_.image.stride(2), rows.stride,
                                                       rows.count, rows.weights},
                                        layout_.channels, sums + column * layout_.pitch);
    }
  }

  void write_sums(const row_sums& sums, const column_weights& x, unsigned char* out) const noexcept {
    if (layout_.channels >= width) {
      write_pixels(sums, x, out);
    } else {
      write_scanline(sums, x, out);
    }
  }

  /// Columns of many channels, one by one.
  void write_pixels(const row_sums& sums, const column_weights& x, unsigned char* out) const noexcept {
    const auto& crops = arguments_.crops;
    const std::ptrdiff_t size = arguments_.element_size();
    alignas(64) std::array<float, 64> pixel;
    std::array<unsigned char, 64 * sizeof(double)> encoded;
    for (std::ptrdiff_t i = 0; i < x.count(); ++i, out += crops.stride(2)) {
      const bool is_packed = crops.stride(3) == size;
      const bool is_float = arguments_.encoder == nullptr;
      float* const floats_at = is_packed && is_float ? reinterpret_cast<float*>(out) : pixel.data();
      sum_channels(sums, x.pixels(i), x.weights(i), floats_at);
      const unsigned char* elements = reinterpret_cast<const unsigned char*>(pixel.data());
      if (!is_float) {
        unsigned char* const to = is_packed ? out : encoded.data();
        arguments_.encoder->encode(pixel.data(), layout_.channels, {first_channel_, false}, to);
        elements = encoded.data();
      }
      if (is_packed) continue;
      for (std::ptrdiff_t channel = 0; channel < layout_.channels; ++channel) {
        std::memcpy(out + channel * crops.stride(3), elements + channel * size, static_cast<std::size_t>(size));
      }
    }
  }

  /// Columns of few channels, through a staging row.
  void write_scanline(const row_sums& sums, const column_weights& x, unsigned char* out) const noexcept {
    const auto& crops = arguments_.crops;
    const std::ptrdiff_t size = arguments_.element_size();
    const std::ptrdiff_t channels = layout_.channels;
    alignas(64) whole_vectors<float> staging;
    alignas(64) whole_vectors<float> plane;
    fill(staging.data(), minimum(width * channels, max_outputs), 0);  // a row shorter than a vector is read with it
    sum_crop_row(sums, x, staging.data());
    const bool are_pixels = crops.stride(3) == size && crops.stride(2) == channels * size;
    const bool are_planes = crops.extent(2) == 1 || crops.stride(2) == size;
    const auto write = [&](arrangement order, float* from, std::ptrdiff_t of_writer, std::ptrdiff_t channel) noexcept {
      const bool streams = arguments_.streams && order != arrangement::strided &&
                           x.count() * (order == arrangement::deinterleave ? 1 : of_writer) * size >=
                               8 * static_cast<std::ptrdiff_t>(cache_line_size);
      const row_writer writer{order,
                              out + channel * crops.stride(3),
                              crops.stride(1),
                              crops.stride(2),
                              crops.stride(3),
                              of_writer,
                              x.count(),
                              max_outputs,
                              from,
                              streams,
                              arguments_.encoder,
                              first_channel_ + channel};
      if (order == arrangement::contiguous && !streams && arguments_.encoder == nullptr) {
        std::memcpy(out + channel * crops.stride(3), from, static_cast<std::size_t>(x.count() * of_writer * size));
      } else {
        writer.end(0);
      }
    };
    if (are_pixels || (channels == 1 && are_planes)) {
      write(arrangement::contiguous, staging.data(), channels, 0);
    } else if (are_planes && channels > 1 && channels <= max_rearranged) {
      write(arrangement::deinterleave, staging.data(), channels, 0);
    } else {
      for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
        for (std::ptrdiff_t i = 0; i < x.count(); ++i) {
          plane[static_cast<std::size_t>(i)] = staging[static_cast<std::size_t>(i * channels + channel)];
        }
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
CNR_DETAIL_NOINLINE bool filter_crop(const vector_arguments<T, any_filter>& arguments, const Filter& filter,
                                     const crop_geometry<T, unsigned char>& geometry) noexcept {
  const filter_weights<Filter> y(filter, geometry.y);
  const filter_weights<Filter> x(filter, geometry.x);
  const filter_layout layout = (filter_layout_of)(arguments.image, x.max_pixels());
  constexpr auto room = static_cast<double>(column_weights::capacity);
  if (layout.channels == 0 || y.max_pixels() > room || x.max_pixels() > room) return false;
  const clipped_range columns = geometry.columns(0, geometry.crop_width);
  (extrapolate_around)(arguments, geometry, columns);
  const std::ptrdiff_t channels = arguments.image.extent(3);
  const std::ptrdiff_t capacity = layout.channels < width ? max_outputs / layout.channels : max_outputs;
  column_weights table;
  std::array<float, static_cast<std::size_t>(column_weights::capacity)> row_weights;
  for (std::ptrdiff_t first = columns.inside.begin; first < columns.inside.end;) {
    const std::ptrdiff_t end = minimum(columns.inside.end, first + capacity);
    const std::ptrdiff_t next = table.build(x, first, end, max_sums / layout.pitch);
    for (std::ptrdiff_t row = geometry.rows.inside.begin; row < geometry.rows.inside.end; ++row) {
      const index_range rows = y.write(row, y.pixels(row), row_weights.data());
      for (std::ptrdiff_t pass = 0; pass < layout.passes; ++pass) {
        const std::ptrdiff_t channel = minimum(pass * layout.channels, channels - layout.channels);
        filter_pass<T>(arguments, geometry, layout, channel).write_row(row, rows, row_weights.data(), table, first);
      }
    }
    first = next;
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
    const vector_arguments<element, any_filter> arguments(typed, encoder);
    for_each_box(tasks, numbers, [&](std::ptrdiff_t box, const index_range& rows) noexcept {
      if (!(filter_crop)(arguments, typed.sampler, erased_geometry(arguments, box, rows))) {
        detail::filter_scalar(typed, typed_geometry(typed, box, rows));
      }
    });
    if (arguments.streams) fence();
  }
};
filter_kernels filter_kernels_of(tag);  // see forward/run.hpp
