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

/// Computes a run in some planes.
template <class Format, class Sampler>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): loops within loops, in the order of memory
CNR_DETAIL_NOINLINE void resample_run_planes(const plane_run& run, const run_planes& planes) noexcept {
  constexpr std::ptrdiff_t window_size = width * bytes_of<Format>;
  const run_planes of = planes;
  const bool is_transposed = run.is_transposed;
  for (std::ptrdiff_t i = 0; i < run.vectors; ++i) {
    const run_vector vector = run.vector[static_cast<std::size_t>(i)];
    const auto start = static_cast<std::size_t>(vector.start);
    const integers in_second = as_unsigned(as_signed(iota()) >= vector.second) & static_cast<std::uint32_t>(width);
    const integers first = load_as<integers>(&run.tap[0][start]) + in_second;
    const integers last = load_as<integers>(&run.tap[Sampler::taps - 1][start]) + in_second;
    const floats x = Sampler::taps > 1 ? load(&run.x_weight[start]) : floats{};
    const floats y = Sampler::taps > 1 ? load(&run.y_weight[start]) : floats{};
    for (std::ptrdiff_t number = 0; number < of.count; ++number) {
      const unsigned char* const plane = of.image + number * of.image_stride;
      if (of.ahead != 0) {
        for (std::size_t tap = 0; tap < Sampler::taps; ++tap) {
          for (const std::int32_t window : vector.window[tap]) {
            prefetch_l2(plane + of.ahead + window);
            prefetch_l2(plane + of.ahead + window + window_size - 1);
          }
        }
      }
      const auto windows_of = [=](std::size_t tap) noexcept {
        return std::array<floats, 2>{{load_elements<Format>(plane + vector.window[tap][0]),
                                      load_elements<Format>(plane + vector.window[tap][1])}};
      };
      const std::array<floats, 2> top = windows_of(0);
      floats value = permute(top, first);
      if constexpr (Sampler::taps > 1) {
        const std::array<floats, 2> bottom = windows_of(1);
        const floats right = permute(top, last);
        const floats below = permute(bottom, first);
        const floats opposite = permute(bottom, last);
        if (is_transposed) {
          value = Sampler::mix(Sampler::mix(value, below, y), Sampler::mix(right, opposite, y), x);
        } else {
          value = Sampler::mix(Sampler::mix(value, right, x), Sampler::mix(below, opposite, x), y);
        }
      }
      // What is stored beyond the vector's outputs is overwritten by those of the next one.
      store_up_to(of.out + number * of.out_stride + vector.start, value, of.room - vector.start);
    }
  }
}

/// Copies the first `columns` elements of rows to rows of `width`.
template <class Format>
CNR_DETAIL_ALWAYS_INLINE void copy_short_rows(const image_rows& rows, std::ptrdiff_t columns,
                                              const unsigned char* plane, unsigned char* to) noexcept {
  constexpr auto size = bytes_of<Format>;
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
CNR_DETAIL_NOINLINE void resample_short_rows(const plane_run& run, const run_planes& planes, const image_rows& rows,
                                             std::ptrdiff_t columns) noexcept {
  constexpr std::ptrdiff_t window_size = width * bytes_of<Format>;
  alignas(64) std::array<unsigned char, static_cast<std::size_t>(max_copied(window_size) * window_size)> copies;
  const std::ptrdiff_t plane_size = rows.count * window_size;
  const std::ptrdiff_t at_once = minimum(max_copied(window_size) / rows.count, planes.count);
  // What windows have beyond a row is read, but not used.
  std::memset(copies.data(), 0, static_cast<std::size_t>(at_once * plane_size));
  for (std::ptrdiff_t first = 0; first < planes.count; first += at_once) {
    const std::ptrdiff_t count = minimum(at_once, planes.count - first);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      copy_short_rows<Format>(rows, columns, planes.image + (first + i) * planes.image_stride,
                              copies.data() + i * plane_size);
    }
    resample_run_planes<Format, Sampler>(run, {copies.data(), plane_size, planes.out + first * planes.out_stride,
                                               planes.out_stride, planes.room, count, 0});
  }
}

/// Copies what a row of a run reads to its outputs, rounded up to whole vectors: see vector_kernels.
template <class Sampler>
void locate_run_row(const run_row& row, plane_run& run) noexcept {
  const run_row of = row;
  const floats y_weight = broadcast(Sampler::taps > 1 ? of.weight : 0.0F);
  for (std::ptrdiff_t column = 0; column < of.columns; column += width) {
    const auto to = static_cast<std::size_t>(of.output + column);
    const auto start = load_as<integers>(of.start + column);
    for (std::size_t tap = 0; tap < Sampler::taps; ++tap) {
      store_as(&run.tap[tap][to], load_as<integers>(of.taps.tap[tap] + column) - start);
    }
    if constexpr (Sampler::taps > 1) {
      store(&run.x_weight[to], load(of.taps.weight + column));
      store(&run.y_weight[to], y_weight);
    }
  }
}

/// Computes a run in some planes: see vector_kernels.
template <class Format, class Sampler>
void compute_run(const plane_run& run, const run_planes& planes, const image_rows& rows,
                 std::ptrdiff_t columns) noexcept {
  if (rows.count > 0) {
    resample_short_rows<Format, Sampler>(run, planes, rows, columns);
  } else {
    resample_run_planes<Format, Sampler>(run, planes);
  }
}
