// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops of images that are planes, several planes at a time.
//
// The outputs of some rows of a plane are a run: they are taken by vectors as if they were one row, so that short rows
// fill vectors, too. The elements of a vector come out of at most two windows. A window is `width` elements of a row of
// the image. Windows and weights are located once, and serve all planes. Where rows of the image are shorter than a
// window, windows are laid over copies of them.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/pixels.inl>

#include <crop_and_resize/detail/forward/plane_runs.hpp>
#endif

template <class T>
using run_vectors = whole_vectors<T, run_pitch>;

/// The columns of a run: which windows they read.
struct run_columns {
  run_vectors<std::uint32_t> start;  // of each column's window, in bytes from the beginning of a row
  // For each window, the column after the last one that reads it.
  std::array<std::ptrdiff_t, static_cast<std::size_t>(max_run)> window_end;
};

/// A vector of a run.
template <class Sampler>
struct run_vector {
  std::ptrdiff_t start;  // the first output
  std::int32_t count;    // outputs, at most `width`
  std::int32_t second;   // the first of them that reads the second window, or `width`
  // For each tap along y: bytes from the plane's first element to each window.
  std::array<std::array<std::int32_t, 2>, Sampler::taps> window;
};

/// What the outputs of a run read of a plane, and how it is mixed.
template <class Sampler>
struct plane_run {
  std::ptrdiff_t count;    // outputs
  std::ptrdiff_t vectors;  // each one is full, or finishes two windows, or is the last
  std::array<run_vector<Sampler>, static_cast<std::size_t>(max_run / 2 + max_run / width + 1)> vector;
  // The taps along x, in elements from the beginning of the window.
  alignas(64) std::array<run_vectors<std::uint32_t>, Sampler::taps> tap;
  alignas(64) run_vectors<float> x_weight;  // unused with one tap, as the next one
  alignas(64) run_vectors<float> y_weight;
};

/// Finds the windows of `count` columns.
/// @param taps         in bytes from the beginning of a row
/// @param size         of an element
/// @param last_window  where the last window of a row may begin
template <class Sampler>
void locate_windows(const tap_table<Sampler>& taps, std::ptrdiff_t count, std::uint32_t size, std::uint32_t last_window,
                    run_columns& columns) noexcept {
  const std::uint32_t reach = (static_cast<std::uint32_t>(width) - 1) * size;
  std::size_t window = 0;
  for (std::ptrdiff_t column = 0; column < count; ++window) {
    const std::ptrdiff_t begin = column;
    std::uint32_t low = UINT32_MAX;
    std::uint32_t high = 0;
    for (; column < count; ++column) {
      const std::uint32_t first = taps.tap[0][static_cast<std::size_t>(column)];
      const std::uint32_t last = taps.tap[Sampler::taps - 1][static_cast<std::size_t>(column)];
      const std::uint32_t lower = first < last ? first : last;
      const std::uint32_t higher = first < last ? last : first;
      const std::uint32_t new_low = lower < low ? lower : low;
      const std::uint32_t new_high = higher > high ? higher : high;
      if (new_high - new_low > reach) break;
      low = new_low;
      high = new_high;
    }
    columns.window_end[window] = column;
    // What is stored beyond the window's columns is overwritten by the next one.
    const integers start = broadcast(low < last_window ? low : last_window);
    for (std::ptrdiff_t to = begin; to < column; to += width)
      store_as(&columns.start[static_cast<std::size_t>(to)], start);
  }
  // What the last vector has beyond the last column.
  store_as(&columns.start[static_cast<std::size_t>(count)], integers{});
}

/// Numbers the rows of the image that `count` rows read, in their order. Their taps become numbers of these.
template <class Sampler>
void number_rows(tap_table<Sampler, max_rows>& rows, std::ptrdiff_t count, std::int32_t stride,
                 image_rows& numbered) noexcept {
  numbered.count = 0;
  // What the other tap or the row before has read is one of the last two.
  std::array<std::uint32_t, 2> last{{UINT32_MAX, UINT32_MAX}};
  for (std::size_t row = 0; row < static_cast<std::size_t>(count); ++row) {
    for (auto& tap : rows.tap) {
      const std::uint32_t index = tap[row];
      if (index != last[0] && index != last[1]) {
        last = {{index, last[0]}};
        numbered.offset[static_cast<std::size_t>(numbered.count++)] = static_cast<std::int32_t>(index) * stride;
      }
      tap[row] = static_cast<std::uint32_t>(numbered.count) - (index == last[0] ? 1U : 2U);
    }
  }
}

/// Lays the vectors of a run over `row_count` rows of `column_count` columns, at most max_run outputs.
/// @param row_stride  of the image, in bytes
/// @param size_bits   the binary logarithm of an element's size
template <class Sampler>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): loops within loops, in the order of memory
void locate_run(const tap_table<Sampler>& taps, const run_columns& columns, std::ptrdiff_t column_count,
                const tap_table<Sampler, max_rows>& rows, std::ptrdiff_t row_count, std::int32_t row_stride,
                std::uint32_t size_bits, plane_run<Sampler>& run) noexcept {
  run_vector<Sampler>* last = nullptr;
  std::ptrdiff_t vectors = 0;
  std::size_t windows_of_last = 2;
  std::ptrdiff_t output = 0;
  for (std::size_t row = 0; row < static_cast<std::size_t>(row_count); ++row) {
    for (std::ptrdiff_t column = 0; column < column_count; column += width) {
      const auto from = static_cast<std::size_t>(column);
      const auto to = static_cast<std::size_t>(output + column);
      for (std::size_t tap = 0; tap < Sampler::taps; ++tap) {
        store_as(&run.tap[tap][to],
                 (load_as<integers>(&taps.tap[tap][from]) - load_as<integers>(&columns.start[from])) >> size_bits);
      }
      if constexpr (Sampler::taps > 1) {
        store(&run.x_weight[to], load(&taps.weight[from]));
        store(&run.y_weight[to], broadcast(rows.weight[row]));
      }
    }
    std::size_t window = 0;
    for (std::ptrdiff_t column = 0; column < column_count;) {
      if (windows_of_last == 2 || last->count == width) {
        last = &run.vector[static_cast<std::size_t>(vectors++)];
        *last = {output, 0, static_cast<std::int32_t>(width), {}};
        windows_of_last = 0;
      }
      for (std::size_t tap = 0; tap < Sampler::taps; ++tap) {
        const std::int32_t offset = static_cast<std::int32_t>(rows.tap[tap][row]) * row_stride +
                                    static_cast<std::int32_t>(columns.start[static_cast<std::size_t>(column)]);
        // A vector without a second window reads the first one twice.
        last->window[tap][1] = offset;
        if (windows_of_last == 0) last->window[tap][0] = offset;
      }
      if (windows_of_last == 1) last->second = last->count;
      ++windows_of_last;
      const std::ptrdiff_t taken = minimum(columns.window_end[window] - column, width - last->count);
      last->count += static_cast<std::int32_t>(taken);
      column += taken;
      output += taken;
      if (column == columns.window_end[window]) ++window;
    }
  }
  run.count = output;
  run.vectors = vectors;
  // What the last vector reads beyond the last output.
  const auto end = static_cast<std::size_t>(output);
  for (auto& tap : run.tap) store_as(&tap[end], integers{});
  if constexpr (Sampler::taps > 1) {
    store(&run.x_weight[end], floats{});
    store(&run.y_weight[end], floats{});
  }
}

/// Computes a run in some planes.
template <class Format, class Sampler>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): loops within loops, in the order of memory
CNR_DETAIL_NOINLINE void resample_run_planes(const plane_run<Sampler>& run, const run_planes& planes) noexcept {
  constexpr std::ptrdiff_t window_size = width * size_of<Format>;
  const run_planes of = planes;
  for (std::ptrdiff_t i = 0; i < run.vectors; ++i) {
    const run_vector<Sampler> vector = run.vector[static_cast<std::size_t>(i)];
    const auto start = static_cast<std::size_t>(vector.start);
    const integers in_second = as_unsigned(as_signed(iota()) >= vector.second) & static_cast<std::uint32_t>(width);
    const integers first = load_as<integers>(&run.tap[0][start]) + in_second;
    const integers last = load_as<integers>(&run.tap[Sampler::taps - 1][start]) + in_second;
    const floats x = Sampler::taps > 1 ? load(&run.x_weight[start]) : floats{};
    const floats y = Sampler::taps > 1 ? load(&run.y_weight[start]) : floats{};
    for (std::ptrdiff_t number = 0; number < of.count; ++number) {
      const unsigned char* const plane = of.image + number * of.image_stride;
      if (of.ahead != 0) {
        for (const auto& windows_of_row : vector.window) {
          for (const std::int32_t window : windows_of_row) {
            prefetch_l2(plane + of.ahead + window);
            prefetch_l2(plane + of.ahead + window + window_size - 1);
          }
        }
      }
      const auto along_x = [=](std::size_t tap) noexcept {
        const auto elements = [=](std::size_t window) noexcept {
          return load_elements<Format>(plane + vector.window[tap][window]);
        };
        const std::array<floats, 2> both{{elements(0), elements(1)}};
        if constexpr (Sampler::taps == 1) {
          return permute(both, first);
        } else {
          return Sampler::mix(permute(both, first), permute(both, last), x);
        }
      };
      floats value = along_x(0);
      if constexpr (Sampler::taps > 1) value = Sampler::mix(value, along_x(1), y);
      // What is stored beyond the vector's outputs is overwritten by those of the next one.
      store_up_to(of.out + number * of.out_stride + vector.start, value, of.room - vector.start);
    }
  }
}

/// The most rows that are copied together, in all planes.
/// @param size  of an element
constexpr std::ptrdiff_t max_copied(std::ptrdiff_t size) noexcept { return std::ptrdiff_t{1 << 13} / (width * size); }

/// Copies the first `columns` elements of rows to rows of `width`.
template <class Format>
CNR_DETAIL_ALWAYS_INLINE void copy_short_rows(const image_rows& rows, std::ptrdiff_t columns,
                                              const unsigned char* plane, unsigned char* to) noexcept {
  constexpr auto size = size_of<Format>;
  constexpr std::ptrdiff_t at_once = width / 4;
  for (std::ptrdiff_t i = 0; i < rows.count; ++i, to += width * size) {
    const auto copy = [from = plane + rows.offset[static_cast<std::size_t>(i)], to](std::ptrdiff_t first,
                                                                                    auto count) noexcept {
      std::memcpy(to + first * size, from + first * size, static_cast<std::size_t>(count() * size));
    };
    std::ptrdiff_t column = 0;
    // The last move overlaps the one before it.
    for (; column + at_once < columns; column += at_once) copy(column, constant<at_once>{});
    if (columns >= at_once) {
      copy(columns - at_once, constant<at_once>{});
    } else {
      for (; column < columns; ++column) copy(column, constant<1>{});
    }
  }
}

/// resample_run_planes for rows that are shorter than a window. Not inlined: its buffer is on the stack only where it
/// is needed.
template <class Format, class Sampler>
CNR_DETAIL_NOINLINE void resample_short_rows(const plane_run<Sampler>& run, const run_planes& planes,
                                             const image_rows& rows, std::ptrdiff_t columns) noexcept {
  constexpr std::ptrdiff_t window_size = width * size_of<Format>;
  alignas(64) std::array<unsigned char, static_cast<std::size_t>(max_copied(size_of<Format>) * window_size)> copies;
  const std::ptrdiff_t plane_size = rows.count * window_size;
  const std::ptrdiff_t at_once = minimum(max_copied(size_of<Format>) / rows.count, planes.count);
  // What windows have beyond a row is read, but not used.
  std::memset(copies.data(), 0, static_cast<std::size_t>(at_once * plane_size));
  for (std::ptrdiff_t first = 0; first < planes.count; first += at_once) {
    const std::ptrdiff_t count = minimum(at_once, planes.count - first);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      copy_short_rows<Format>(rows, columns, planes.image + (first + i) * planes.image_stride,
                              copies.data() + i * plane_size);
    }
    resample_run_planes<Format>(run, {copies.data(), plane_size, planes.out + first * planes.out_stride,
                                      planes.out_stride, planes.room, count, 0});
  }
}

/// Computes a run in some planes: see vector_kernels.
template <class Format, class Sampler>
void compute_run(const void* run, const run_planes& planes, const image_rows& rows, std::ptrdiff_t columns) noexcept {
  const auto& of_sampler = *static_cast<const plane_run<Sampler>*>(run);
  if (rows.count > 0) {
    resample_short_rows<Format>(of_sampler, planes, rows, columns);
  } else {
    resample_run_planes<Format>(of_sampler, planes);
  }
}

/// Resamples a chunk of columns by runs. A chunk_function, which all formats and destinations share.
template <class Sampler>
void resample_plane_runs(const vector_call& call, const byte_geometry& geometry, const scanline_layout& /*layout*/,
                         const index_range& columns) noexcept {
  const auto size = static_cast<std::int32_t>(call.kernels.image_size);
  const std::uint32_t size_bits = size == 8 ? 3 : static_cast<std::uint32_t>(size) / 2;
  const std::int32_t window_size = static_cast<std::int32_t>(width) * size;
  const auto& image = call.image;
  const auto& crops = call.crops;
  const index_range& inside = geometry.rows.inside;
  const auto row_size = static_cast<std::int32_t>(image.extent(2)) * size;
  const std::int32_t row_stride = image.extent(1) > 1 ? static_cast<std::int32_t>(image.stride(1)) : 0;
  const bool are_short = row_size < window_size;
  // The stride of a single column is that of packed pixels.
  const std::ptrdiff_t column_stride = crops.stride(3) == call.element_size() ? crops.stride(2) : call.element_size();
  tap_table<Sampler> taps;
  locate_taps(geometry.x, columns.begin, columns.size(), *static_cast<const interleaved_channels*>(call.outputs),
              columns.size(), taps);
  run_columns located;
  locate_windows(taps, columns.size(), static_cast<std::uint32_t>(size),
                 are_short ? 0U : static_cast<std::uint32_t>(row_size - window_size), located);
  image_rows rows;
  rows.count = 0;
  const std::ptrdiff_t at_once = minimum(max_run / columns.size(), minimum(max_rows, max_copied(size) / 2));
  for (std::ptrdiff_t first = inside.begin; first < inside.end; first += at_once) {
    const std::ptrdiff_t count = minimum(inside.end - first, at_once);
    tap_table<Sampler, max_rows> row_taps;
    plane_run<Sampler> run;
    locate_taps(geometry.y, first, count, one_channel{}, count, row_taps);
    if (are_short) number_rows(row_taps, count, row_stride, rows);
    locate_run(taps, located, columns.size(), row_taps, count, are_short ? window_size : row_stride, size_bits, run);
    resample_run(call, geometry.image, &run, run.count, rows,
                 {nullptr, 0, count, columns.size(), 0, 0,
                  geometry.crop + first * crops.stride(1) + columns.begin * crops.stride(2), crops.stride(1),
                  column_stride, crops.stride(3)});
  }
}
