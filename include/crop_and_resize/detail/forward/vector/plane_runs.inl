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

/// Computes a run in some planes: see vector_kernels.
template <class Format, class Sampler>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): loops within loops, in the order of memory
void compute_run(const plane_run& run, const run_planes& planes) noexcept {
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
