// SPDX-License-Identifier: MIT
//
// The vector kernels, written once over the small vocabulary that each target defines. Each target's header includes
// this file inside its own namespace, where the compiler may use that instruction set; but avx512vbmi.hpp, which uses
// avx512.hpp's and includes windows.inl and shuffle_reader.inl only.
//
// A strand is a run of outputs that lie one after the other in a row of the crops: a whole row where channels are
// interleaved, one channel of a row where they are planes. A strand's plan says for each output which elements it
// reads, and serves every row. It is made of groups, one vector of outputs each, and a group of lanes. A lane loads a
// window of the source row, 1, 2 or 4 parts, which its left and right elements are picked out of.
//
// Source rows are interpolated horizontally into one of two buffers, where the next crop rows find them again; outputs
// mix the two vertically. Every sum and product is the scalar kernel's, in its order.
//
// The vocabulary, beside vectors.inl:
// clang-format off
//   width, lanes, table_size           floats in a vector; windows a group has; bytes in a part of a window
//   right_byte                        see format in vectors.inl
//   min_row_step_uncached                       rows of the image between rows of a crop from which on it costs more to keep
//                                     interpolated rows than it saves; from 2 on, no row is ever read twice
//   iota()                    0, 1, 2, ...
//   min_in_window, max_in_window(integers)      the least, the greatest number of each lane, in its first place or everywhere
//   store_window_firsts(to, integers)   the first number of each lane
//   broadcast_windows(from)          one number for each lane, in all of its places
//   max_of_windows(integers)                  the greatest of the lanes' first numbers
//   store_n(to, floats, count)    a part of a vector
//   stream(to, floats), fence()       a store to aligned memory that passes by the caches, and the wait for all of these
//   pair_indices<Format>(left, right), single_indices<Format>(first)
//                                     from bytes behind the window's beginning, how to pick pairs, or single elements
//   store_indices(to, indices, parts), index_size(parts)
//   pick<Format, Parts>(row, offsets, indices)
//                                     the elements, from windows at these offsets from `row`
//   collect(array of 2 to 4 floats, indices)
//                                     elements of these vectors, one after the other, by their indices
//   format<float16>, <float64>, <int64>
// clang-format on

// Each builds on those before it.
// clang-format off
#include <crop_and_resize/detail/geometry/vector/tap_table.inl>
#include <crop_and_resize/detail/forward/vector/outputs.inl>
#include <crop_and_resize/detail/forward/vector/gather_plan.inl>
#include <crop_and_resize/detail/forward/vector/rows.inl>
#include <crop_and_resize/detail/forward/vector/shuffle_reader.inl>
#include <crop_and_resize/detail/forward/vector/scanlines.inl>
#include <crop_and_resize/detail/forward/vector/pixels.inl>
// clang-format on

/// Elements wider than a float, which are converted before windows are laid over the row.
constexpr bool is_wide(element_format stored) noexcept {
  return stored == element_format::int64 || stored == element_format::float64;
}

/// How rows are read whose elements are near one another.
template <class T, class Sampler, class Format = format<format_of<T>::value>,
          bool IsNearest = std::is_same<Sampler, nearest>::value>
using reader_of = std::conditional_t<is_wide(format_of<T>::value), convert_reader<T, Format, IsNearest>,
                                     shuffle_reader<T, Format, IsNearest>>;

/// Calls `function(resample)` with the function for the bands of such a call: in vectors where the layout allows it.
/// @tparam Rows  how strands are read whose elements are near one another
template <class Reader, class T, class Sampler, class Function>
CNR_DETAIL_ALWAYS_INLINE void with_kernel(const forward_arguments<T, Sampler>& arguments,
                                          const Function& function) noexcept {
  using fallback_reader = gather_reader<T, format<format_of<T>::value>, std::is_same<Sampler, nearest>::value>;
  const image_view<T>& image = arguments.image;
  const crops_view<float>& crops = arguments.crops;
  const bool is_exact = image.extent(1) <= max_extent && image.extent(2) <= max_extent;
  if (is_exact && image.extent(3) >= width && image.stride(3) == 1 && crops.stride(3) == 1) {
    return function([&](const row_range& rows) noexcept { resample_pixels(arguments, rows); });
  }
  const scanline_layout layout = is_exact ? layout_of(arguments) : scanline_layout{};
  if (layout.along.channels > 0) {
    const interleaved_channels outputs(layout.along);
    return function([&](const row_range& rows) noexcept {
      resample_scanlines<Reader, fallback_reader>(arguments, layout, outputs, rows);
    });
  }
  function([&](const row_range& rows) noexcept { resample_columns(arguments, rows, 0, crops.extent(2)); });
}

/// The pieces [begin, end) of a call. Not inlined: the callers' functions are compiled for other processors.
template <class Reader, class T, class Sampler>
CNR_DETAIL_NOINLINE void resample_tasks_with(const forward_arguments<T, Sampler>& arguments, const partition& tasks,
                                             std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
  with_kernel<Reader>(arguments,
                      [&](const auto& resample) noexcept { for_each_row_range(tasks, begin, end, resample); });
  if (arguments.streams) fence();
}
template <class T, class Sampler>
void resample_tasks(const forward_arguments<T, Sampler>& arguments, const partition& tasks, std::ptrdiff_t begin,
                    std::ptrdiff_t end) noexcept {
  resample_tasks_with<reader_of<T, Sampler>>(arguments, tasks, begin, end);
}
