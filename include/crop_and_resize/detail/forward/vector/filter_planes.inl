// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops by a filter of images that are planes, several planes at a time.
//
// The columns of a crop are taken by vectors. What a vector of them reads of a row of sums are a few vectors, its
// windows. Where the windows are, and which of their elements each column reads, is found once for all planes. So sums
// of rows become outputs in registers, and nothing is interleaved. Sums are in the order of forward/filter_sums.hpp.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/filter_blocks.inl>
#endif

/// The columns of one vector.
struct column_vector {
  std::ptrdiff_t first;  // column of the table
  std::ptrdiff_t count;  // columns
  // Where the windows begin, in columns of the image.
  static constexpr std::ptrdiff_t windows_read = width == 16 ? 2 : 4;
  std::array<std::ptrdiff_t, static_cast<std::size_t>(windows_read)> window;
};

/// What some columns of a crop read of a row of a plane.
struct plane_columns {
  static constexpr std::ptrdiff_t max_taps = 8;
  static constexpr std::ptrdiff_t max_vectors = 64 / width;

  /// False where some column reads too many pixels, or there are too many columns.
  /// @param extent  of the image along x, at least `width`
  bool locate(const weight_table& x, std::ptrdiff_t extent) noexcept {
    count = 0;
    taps = column_sums;
    for (std::ptrdiff_t column = 0; column < x.count(); ++count) {
      if (count == max_vectors) return false;
      column_vector& vector = vectors[static_cast<std::size_t>(count)];
      vector.first = column;
      const index_range reach = reach_from(x, column);
      if (vector.first == column) return false;
      vector.count = column - vector.first;
      for (std::ptrdiff_t i = 0; i < column_vector::windows_read; ++i) {
        vector.window[static_cast<std::size_t>(i)] = minimum(reach.begin + i * width, extent - width);
      }
      for (std::ptrdiff_t i = 0; i < width; ++i) {
        locate_column(x, i < vector.count ? vector.first + i : -1, reach.begin, extent, i);
      }
    }
    return true;
  }

  std::ptrdiff_t count = 0;  // vectors
  /// Taps that are read of every column, a multiple of column_sums. Of more than a column has, the product is not used.
  std::ptrdiff_t taps = column_sums;
  std::array<column_vector, static_cast<std::size_t>(max_vectors)> vectors;
  template <class Number>
  using of_taps = std::array<whole_vectors<Number, max_vectors * width>, static_cast<std::size_t>(max_taps)>;
  alignas(64) of_taps<std::uint32_t> element;  // of the windows, counted through
  alignas(64) of_taps<float> weight;
  alignas(64) whole_vectors<std::uint32_t, max_vectors * width> pixels;  // that a column reads

  /// What the columns from `column` on read that a vector takes; `column` becomes the first one that it does not.
  static index_range reach_from(const weight_table& x, std::ptrdiff_t& column) noexcept {
    index_range reach{0, 0};
    const std::ptrdiff_t first = column;
    for (; column < x.count() && column - first < width; ++column) {
      const index_range pixels = x.pixels(column);
      if (pixels.size() > max_taps) break;
      const index_range both = detail::union_of(reach, pixels);
      if (both.size() > column_vector::windows_read * width) break;
      reach = both;
    }
    return reach;
  }

  /// @param column  of the table, or -1 for none
  /// @param place   in the vector
  void locate_column(const weight_table& x, std::ptrdiff_t column, std::ptrdiff_t begin, std::ptrdiff_t extent,
                     std::ptrdiff_t place) noexcept {
    const auto to = static_cast<std::size_t>(count * width + place);
    const index_range read = column < 0 ? index_range{0, 0} : x.pixels(column);
    pixels[to] = static_cast<std::uint32_t>(read.size());
    if (read.size() > taps) taps = max_taps;
    for (std::ptrdiff_t tap = 0; tap < max_taps; ++tap) {
      const auto i = static_cast<std::size_t>(tap);
      element[i][to] = 0;
      weight[i][to] = 0;
      if (tap >= read.size()) continue;
      const std::ptrdiff_t pixel = read.begin + tap;
      const std::ptrdiff_t window = (pixel - begin) / width;
      const std::ptrdiff_t start = minimum(begin + window * width, extent - width);
      element[i][to] = static_cast<std::uint32_t>(window * width + (pixel - start));
      weight[i][to] = x.weights(column)[tap];
    }
  }
};

/// Some rows of some columns of a crop, in one plane. Each reads at most row_block rows of the image. Writes up to a
/// vector of floats after the last output.
/// @param plane  its first element
/// @param rows   numbers in the table `y`
template <class T>
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE void filter_plane(const T* plane, std::ptrdiff_t row_stride,
                                                         const weight_table& y, const index_range& rows,
                                                         const plane_columns& x, std::ptrdiff_t columns,
                                                         float* out) noexcept {
  using stored_format = format<format_of<T>::value>;
  constexpr auto windows_read = static_cast<std::size_t>(column_vector::windows_read);
  for (std::ptrdiff_t i = rows.begin; i < rows.end; ++i, out += columns) {
    const index_range& read = y.pixels(i);
    const float* const weights = y.weights(i);
    for (std::ptrdiff_t number = 0; number < x.count; ++number) {
      const column_vector vector = x.vectors[static_cast<std::size_t>(number)];
      constexpr constant<column_vector::windows_read> each_window{};
      std::array<floats, windows_read> sums{};
      for (std::ptrdiff_t tap = 0; tap < read.size(); ++tap) {
        const T* const from = plane + (read.begin + tap) * row_stride;
        const floats row_weight = broadcast(weights[tap]);
        for_each_index(each_window, [&](std::ptrdiff_t number_of_window) noexcept {
          const auto window = static_cast<std::size_t>(number_of_window);
          const floats term = unfused_multiply(row_weight, stored_format::load(from + vector.window[window]));
          sums[window] = tap == 0 ? term : sums[window] + term;
        });
      }
      const auto at = static_cast<std::size_t>(number * width);
      const signed_integers pixels = as_signed((load_as<integers>)(&x.pixels[at]));
      std::array<floats, static_cast<std::size_t>(column_sums)> total{};
      for (std::ptrdiff_t first = 0; first < x.taps; first += column_sums) {
        for_each_index(constant<column_sums>{}, [&](std::ptrdiff_t each) noexcept {
          const auto tap = static_cast<std::size_t>(first + each);
          const floats term =
              unfused_multiply(load(&x.weight[tap][at]), permute(sums, (load_as<integers>)(&x.element[tap][at])));
          // Where a column has no such tap, what was multiplied may be infinite. 0 changes no sum.
          const integers is_read = as_unsigned(pixels > static_cast<std::int32_t>(tap));
          total[static_cast<std::size_t>(each)] += reinterpret_cast<floats>(reinterpret_cast<integers>(term) & is_read);
        });
      }
      store(out + vector.first, (total[0] + total[1]) + (total[2] + total[3]));
    }
  }
}

/// Some rows and columns of all channels of a crop. False where the image is not planes, or these read too much.
/// @param row, column  where the tables begin, in the crop
template <class T>
CNR_DETAIL_NOINLINE bool filter_planes(const vector_arguments<T>& arguments,
                                       const crop_geometry<T, unsigned char>& geometry, const weight_table& y,
                                       std::ptrdiff_t row, const weight_table& x, std::ptrdiff_t column) noexcept {
  constexpr auto float_size = static_cast<std::ptrdiff_t>(sizeof(float));
  const image_view<T>& image = arguments.image;
  const auto& crops = arguments.crops;
  // More rows are summed in blocks, which filter_rows.inl does.
  for (std::ptrdiff_t i = 0; i < y.count(); ++i) {
    if (y.pixels(i).size() > row_block) return false;
  }
  plane_columns columns;
  if (x.count() > max_run || image.extent(2) < width || !columns.locate(x, image.extent(2))) return false;
  alignas(64) std::array<float, static_cast<std::size_t>(max_planes * max_run + width)> staging;
  const std::ptrdiff_t channels = image.extent(3);
  const std::ptrdiff_t rows_at_once = max_run / x.count();
  for (std::ptrdiff_t first_row = 0; first_row < y.count(); first_row += rows_at_once) {
    const index_range rows{first_row, minimum(first_row + rows_at_once, y.count())};
    const std::ptrdiff_t outputs = rows.size() * x.count();
    for (std::ptrdiff_t next = 0; next < channels; next += max_planes) {
      // The last block has at least a lane of channels: where fewer are left, some are computed again.
      const std::ptrdiff_t channel = minimum(next, channels - lane_size);
      const std::ptrdiff_t count = minimum(max_planes, channels - channel);
      for (std::ptrdiff_t i = 0; i < count; ++i) {
        (filter_plane)(geometry.image + (channel + i) * image.stride(3), image.stride(1), y, rows, columns, x.count(),
                       staging.data() + i * outputs);
      }
      const plane_block block{
          staging.data(),
          outputs,
          rows.size(),
          x.count(),
          count,
          channel,
          geometry.crop + (row + first_row) * crops.stride(1) + column * crops.stride(2) + channel * crops.stride(3),
          crops.stride(1),
          crops.stride(3) == arguments.element_size() ? crops.stride(2) : arguments.element_size(),
          crops.stride(3)};
      const bool are_packed = block.column_stride == float_size && block.rows_touch();
      if (arguments.encoder != nullptr) {
        arguments.encoder->write_plane_block(*arguments.encoder, block);
      } else if (arguments.streams && are_packed && block.channel_stride == outputs * float_size) {
        stream_bytes(block.out, reinterpret_cast<const unsigned char*>(staging.data()), count * outputs * float_size);
      } else {
        write_plane_block(target_functions, block);
      }
    }
  }
  return true;
}

/// Whether filter_planes can read an image and write its crops.
template <class T>
bool are_filtered_planes(const vector_arguments<T>& arguments) noexcept {
  const image_view<T>& image = arguments.image;
  const bool is_written = arguments.crops.stride(3) == arguments.element_size() || arguments.are_planes();
  return image.extent(3) >= lane_size && image.stride(3) != 1 && image.stride(2) == 1 && image.extent(2) >= width &&
         is_written;
}
