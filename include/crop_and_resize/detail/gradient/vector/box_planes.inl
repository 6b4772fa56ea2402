// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The terms of the gradient with regard to the boxes, for many channels that are planes: a vector of columns at a time,
// plane by plane. The elements of the columns are found in windows of `width` elements of a row. Terms are transposed
// to pixels, as these have the order of the sums. There are far fewer terms than elements between those that are read.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/box_pixels.inl>
#endif

/// Whether windows are faster than to transpose the elements: where one instruction finds a vector of elements in two
/// others. With AVX2 it takes three, and up to seven for four windows.
constexpr bool has_plane_windows = width == avx512_width;

/// What some columns, at most a vector, read of a row of a plane.
struct plane_windows {
  static constexpr std::ptrdiff_t max_count = 4;

  std::array<std::ptrdiff_t, static_cast<std::size_t>(max_count)> start;  // positions of the windows
  integers to_left;                                                       // elements, counted through the windows
  integers to_right;
  floats x_weight;
  std::ptrdiff_t columns;

  /// @param left, right  positions of the columns' elements
  /// @param begin        the first of these positions
  /// @param extent       elements of a row, at least `width`
  plane_windows(integers left, integers right, floats weight, std::ptrdiff_t count, std::ptrdiff_t begin,
                std::ptrdiff_t extent) noexcept
      : x_weight(weight), columns(count) {
    // A window that would end after the row ends with it instead, and overlaps the one before it.
    for (std::size_t i = 0; i < start.size(); ++i) {
      start[i] = minimum(begin + static_cast<std::ptrdiff_t>(i) * width, extent - width);
    }
    const auto first = static_cast<std::uint32_t>(begin);
    const integers row_end = broadcast(static_cast<std::uint32_t>(extent));
    const auto in_windows = [=](integers position) noexcept {
      const integers number = position - first;
      const integers window_end = (number | static_cast<std::uint32_t>(width - 1)) + (first + 1);
      return number + (maximum(window_end, row_end) - row_end);
    };
    to_left = in_windows(left);
    to_right = in_windows(right);
  }
};

/// A row of some planes, given by the first one: a row of the crop, and what it reads.
template <class T>
struct row_of_grad_planes {
  const T* top;
  const T* bottom;
  std::ptrdiff_t image_stride;  // from plane to plane, as grads_stride
  const float* grads;           // of the first of the columns
  std::ptrdiff_t grads_stride;
  std::ptrdiff_t next_row;  // from a row of gradients to the next one
  std::ptrdiff_t count;     // of planes, at most a vector of them
  float y_weight;
};

/// A vector of terms for each of `width` planes, or pixels.
struct block_of_terms {
  alignas(64) std::array<floats, static_cast<std::size_t>(width)> along_y;
  alignas(64) std::array<floats, static_cast<std::size_t>(width)> along_x;
};

/// Computes the terms of each plane. Those of planes that are not there are 0.
///
/// Not inlined: it is called in several places.
template <std::ptrdiff_t Windows, class T>
CNR_DETAIL_NOINLINE void make_terms_of_planes(const plane_windows& given, const row_of_grad_planes<T>& planes,
                                              block_of_terms& terms) noexcept {
  using elements_of_windows = std::array<floats, static_cast<std::size_t>(Windows)>;
  // Copies, as terms might be stored over these for all that the compiler knows.
  const plane_windows columns = given;
  const row_of_grad_planes<T> of = planes;
  const floats y_weight = broadcast(of.y_weight);
  const std::ptrdiff_t size = columns.columns * static_cast<std::ptrdiff_t>(sizeof(float));
  for (std::ptrdiff_t i = 0; i < of.count; ++i) {
    const T* const top = of.top + i * of.image_stride;
    const T* const bottom = of.bottom + i * of.image_stride;
    const float* const grads = of.grads + i * of.grads_stride;
    prefetch_next_row(grads, of.next_row, 1, columns.columns);
    elements_of_windows in_top;
    elements_of_windows in_bottom;
    for_each_index(constant<Windows>{}, [&](std::ptrdiff_t number) noexcept {
      const auto window = static_cast<std::size_t>(number);
      in_top[window] = in_register(format<format_of<T>::value>::load(top + columns.start[window]));
      in_bottom[window] = in_register(format<format_of<T>::value>::load(bottom + columns.start[window]));
    });
    const grad_terms made =
        make_terms({permute(in_top, columns.to_left), permute(in_top, columns.to_right),
                    permute(in_bottom, columns.to_left), permute(in_bottom, columns.to_right)},
                   columns.x_weight, y_weight,
                   reinterpret_cast<floats>(load_n(reinterpret_cast<const unsigned char*>(grads), size)));
    terms.along_y[static_cast<std::size_t>(i)] = made.along_y;
    terms.along_x[static_cast<std::size_t>(i)] = made.along_x;
  }
  for (auto i = static_cast<std::size_t>(of.count); i < static_cast<std::size_t>(width); ++i) {
    terms.along_y[i] = floats{};
    terms.along_x[i] = floats{};
  }
}

/// Turns a vector of columns for each plane into a vector of planes for each column. Not inlined: it is long.
CNR_DETAIL_NOINLINE inline void transpose_planes(std::array<floats, static_cast<std::size_t>(width)>& planes) noexcept {
  transpose(planes);
}
