// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The scalar loops: some rows of one crop, for any element type, sampler and strides.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_SCALAR_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_SCALAR_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/base/unroll.hpp>
#include <crop_and_resize/detail/geometry/column_offsets.hpp>
#include <crop_and_resize/detail/geometry/crop_geometry.hpp>
#include <crop_and_resize/detail/parallel/cost.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>
#include <crop_and_resize/detail/simd/targets.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/sampler.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

CNR_DETAIL_NAMESPACE_BEGIN
CNR_DETAIL_BEGIN_UNFUSED

/// The inner two axes of image and crops. Each member is a std::ptrdiff_t or, where the loops gain from knowing it
/// while they are compiled, a constant.
template <class Channels, class ImageChannelStride, class CropsColumnStride, class CropsChannelStride>
struct pixel_layout {
  Channels channels;
  ImageChannelStride image_channel_stride;
  CropsColumnStride crops_column_stride;
  CropsChannelStride crops_channel_stride;
};

/// Pixels of a known number of channels, packed on both sides.
template <std::ptrdiff_t Channels>
using packed_pixels = pixel_layout<constant<Channels>, constant<1>, constant<Channels>, constant<1>>;

/// Any number of channels, packed within each pixel.
using packed_channels = pixel_layout<std::ptrdiff_t, constant<1>, std::ptrdiff_t, constant<1>>;

using any_pixels = pixel_layout<std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t>;

/// The layout of the same axes that knows their strides while it is compiled.
template <class Layout>
CNR_DETAIL_ALWAYS_INLINE Layout layout_as(const any_pixels& axes) noexcept {
  if constexpr (std::is_same<Layout, any_pixels>::value) {
    return axes;
  } else if constexpr (std::is_same<Layout, packed_channels>::value) {
    return {axes.channels, {}, axes.crops_column_stride, {}};
  } else {
    return {};
  }
}

/// Calls `function` with the layout that says most about the tensors of a call.
template <class Arguments, class Function>
CNR_DETAIL_ALWAYS_INLINE void with_layout(const Arguments& arguments, const Function& function) noexcept {
  const auto& image = arguments.image;
  const auto& crops = arguments.crops;
  const std::ptrdiff_t channels = image.extent(3);
  // The stride of an axis of a single element means nothing and may be anything.
  const bool channels_packed = channels == 1 || (image.stride(3) == 1 && crops.stride(3) == 1);
  const bool columns_packed = crops.extent(2) == 1 || crops.stride(2) == channels;
  if (channels_packed && columns_packed) {
    if (channels == 1) return function(packed_pixels<1>{});
    if (channels == 3) return function(packed_pixels<3>{});
    if (channels == 4) return function(packed_pixels<4>{});
  }
  if (channels_packed) return function(packed_channels{channels, {}, crops.stride(2), {}});
  function(any_pixels{channels, image.stride(3), crops.stride(2), crops.stride(3)});
}

/// Writes the extrapolation value to `columns` of one row of a crop. `row` is the row's column 0. Not inlined: it is
/// called in several places.
template <class Arguments>
CNR_DETAIL_NOINLINE void extrapolate_columns(const Arguments& arguments, typename Arguments::output_type* row,
                                             const index_range& columns, const any_pixels& layout) noexcept {
  for (std::ptrdiff_t column = columns.begin; column < columns.end; ++column) {
    auto* const pixel = row + column * layout.crops_column_stride;
    for (std::ptrdiff_t channel = 0; channel < layout.channels; ++channel) {
      arguments.write(arguments.settings.extrapolation_value, channel, pixel + channel * layout.crops_channel_stride);
    }
  }
}

/// extrapolate_outside where something is outside.
template <class Arguments, class Geometry>
CNR_DETAIL_COLD void extrapolate_parts_outside(const Arguments& arguments, const Geometry& geometry,
                                               const clipped_range& columns) noexcept {
  const auto& crops = arguments.crops;
  const clipped_range& rows = geometry.rows;
  const any_pixels layout{crops.extent(3), arguments.image.stride(3), crops.stride(2), crops.stride(3)};
  for (std::ptrdiff_t row = rows.all.begin; row < rows.all.end; ++row) {
    const bool is_inside = row >= rows.inside.begin && row < rows.inside.end;
    auto* const first = geometry.crop + row * crops.stride(1);
    detail::extrapolate_columns(arguments, first, {0, is_inside ? columns.inside.begin : columns.all.end}, layout);
    if (is_inside) detail::extrapolate_columns(arguments, first, {columns.inside.end, columns.all.end}, layout);
  }
}

/// Writes the extrapolation value to what of a crop's rows is outside the image, by plain loops. The kernels of
/// scanlines have extrapolate_around for it.
/// @param columns  all of the crop
template <class Arguments, class Geometry>
CNR_DETAIL_ALWAYS_INLINE void extrapolate_outside(const Arguments& arguments, const Geometry& geometry,
                                                  const clipped_range& columns) noexcept {
  const clipped_range& rows = geometry.rows;
  if (rows.inside.size() == rows.all.size() && columns.inside.size() == columns.all.size()) return;
  detail::extrapolate_parts_outside(arguments, geometry, columns);
}

/// The rows of the image that one row of a crop reads, and the weight between them.
template <class T, class Sampler>
struct source_rows {
  std::array<const T*, taps_of<Sampler>::count> row;
  typename taps_of<Sampler>::weight_type weight;
};

template <std::size_t... Tap, class T, class Sampler>
CNR_DETAIL_ALWAYS_INLINE float sample_row(std::index_sequence<Tap...> /*taps*/, const Sampler& sampler, const T* row,
                                          const tap_offsets<Sampler>& x) noexcept {
  const std::array<float, sizeof...(Tap)> elements{{element_traits<T>::to_float(row[x.offset[Tap]])...}};
  return sampler.mix(elements, x.weight);
}

/// One output: each row is mixed along x, then the results along y.
template <std::size_t... Tap, class T, class Sampler>
CNR_DETAIL_ALWAYS_INLINE float sample(std::index_sequence<Tap...> taps, const Sampler& sampler,
                                      const source_rows<T, Sampler>& y, const tap_offsets<Sampler>& x,
                                      std::ptrdiff_t offset) noexcept {
  const std::array<float, sizeof...(Tap)> mixed{{detail::sample_row(taps, sampler, y.row[Tap] + offset, x)...}};
  return sampler.mix(mixed, y.weight);
}

/// Channels of a pixel that are computed at a time where they are packed on both sides. Compilers make vectors of loops
/// of this length if each loop does one thing.
constexpr std::ptrdiff_t channel_block = 16;

/// The elements of a block as floats. Elements of another type are converted into `buffer`.
CNR_DETAIL_ALWAYS_INLINE const float* block_as_floats(const float* from, float* /*buffer*/) noexcept { return from; }
template <class T>
CNR_DETAIL_ALWAYS_INLINE const float* block_as_floats(const T* from, float* buffer) noexcept {
  for (std::ptrdiff_t i = 0; i < channel_block; ++i) buffer[i] = element_traits<T>::to_float(from[i]);
  return buffer;
}

template <std::size_t... Tap, class Arguments, class T, class Sampler>
CNR_DETAIL_ALWAYS_INLINE void resample_block(std::index_sequence<Tap...> /*taps*/, const Arguments& arguments,
                                             const source_rows<T, Sampler>& y, const tap_offsets<Sampler>& x,
                                             std::ptrdiff_t first,
                                             typename Arguments::output_type* CNR_DETAIL_RESTRICT pixel) noexcept {
  constexpr std::size_t count = sizeof...(Tap);
  float mixed[count][channel_block];
  for (std::size_t row = 0; row < count; ++row) {
    float buffer[count][channel_block];
    const std::array<const float*, count> elements{
        {detail::block_as_floats(y.row[row] + x.offset[Tap] + first, buffer[Tap])...}};
    for (std::ptrdiff_t i = 0; i < channel_block; ++i) {
      mixed[row][i] = arguments.sampler.mix(std::array<float, count>{{elements[Tap][i]...}}, x.weight);
    }
  }
  for (std::ptrdiff_t i = 0; i < channel_block; ++i) {
    const float value = arguments.sampler.mix(std::array<float, count>{{mixed[Tap][i]...}}, y.weight);
    arguments.write(value, first + i, pixel + first + i);
  }
}

/// The columns of one row that are on the image. `row` is where column 0 of the table is written.
///
/// Not inlined: all but the loops over columns and channels is the same for every layout. Flattened, as compilers that
/// save space call the lambda for each output otherwise.
template <class Layout, class Arguments, class T, class Sampler>
CNR_DETAIL_FLATTEN CNR_DETAIL_NOINLINE void resample_row(
    const Arguments& arguments, const source_rows<T, Sampler>& sources, const column_offsets<Sampler>& columns,
    const any_pixels& axes, typename Arguments::output_type* CNR_DETAIL_RESTRICT row) noexcept {
  // Copies, which stay in registers where outputs are stored.
  const auto layout = detail::layout_as<Layout>(axes);
  const source_rows<T, Sampler> y = sources;
  const index_range all{columns.begin(), columns.end()};
  const tap_offsets<Sampler>* const taps_of_columns = columns.data();
  constexpr std::make_index_sequence<taps_of<Sampler>::count> taps{};
  for (std::ptrdiff_t column = all.begin; column < all.end; ++column) {
    const tap_offsets<Sampler>& x = taps_of_columns[column];
    auto* CNR_DETAIL_RESTRICT const pixel = row + column * layout.crops_column_stride;
    const auto at = [&](std::ptrdiff_t channel) noexcept {
      const float value = detail::sample(taps, arguments.sampler, y, x, channel * layout.image_channel_stride);
      arguments.write(value, channel, pixel + channel * layout.crops_channel_stride);
    };
    if constexpr (std::is_same<Layout, packed_channels>::value) {
      std::ptrdiff_t channel = 0;
      for (; channel + channel_block <= layout.channels; channel += channel_block) {
        detail::resample_block(taps, arguments, y, x, channel, pixel);
      }
      for (; channel < layout.channels; ++channel) at(channel);
    } else {
      for_each_index(layout.channels, at);
    }
  }
}

/// The columns of a table, in all rows. Column 0 of the table is the crop's column `first`, and there are `count`
/// columns.
/// @param resample  resample_row of the layout
template <class Arguments, class Geometry, class Sampler, class Resample>
CNR_DETAIL_ALWAYS_INLINE void resample_rows(const Arguments& arguments, const Geometry& geometry,
                                            const column_offsets<Sampler>& columns, const any_pixels& layout,
                                            Resample* resample, std::ptrdiff_t first, std::ptrdiff_t count) noexcept {
  const auto& image = arguments.image;
  const auto& crops = arguments.crops;
  const axis along_y = geometry.y;  // a copy, which stays in registers where floats are stored
  for (std::ptrdiff_t i = geometry.rows.all.begin; i < geometry.rows.all.end; ++i) {
    auto* const row = geometry.crop + i * crops.stride(1) + first * crops.stride(2);
    const bool is_inside = i >= geometry.rows.inside.begin && i < geometry.rows.inside.end;
    if (!is_inside || columns.begin() == columns.end()) {
      detail::extrapolate_columns(arguments, row, {0, count}, layout);
      continue;
    }
    const auto y =
        detail::tap_offsets_at(arguments.sampler, along_y, along_y.coordinate(i), image.extent(1), image.stride(1));
    source_rows<typename Arguments::element_type, Sampler> sources{{}, y.weight};
    for (std::size_t tap = 0; tap < sources.row.size(); ++tap) sources.row[tap] = geometry.image + y.offset[tap];
    if (columns.begin() > 0) detail::extrapolate_columns(arguments, row, {0, columns.begin()}, layout);
    resample(arguments, sources, columns, layout, row);
    if (columns.end() < count) detail::extrapolate_columns(arguments, row, {columns.end(), count}, layout);
  }
}

/// All columns of the rows of one crop.
///
/// Not inlined: the callers' functions stay small, and none of their attributes reaches the arithmetic, such as a
/// target that allows fused multiply-adds.
template <class Arguments, class Geometry>
CNR_DETAIL_NOINLINE void resample_scalar(const Arguments& arguments, const Geometry& geometry) noexcept {
  using element = typename Arguments::element_type;
  using sampler = typename Arguments::sampler_type;
  const auto& image = arguments.image;
  const auto& crops = arguments.crops;
  const any_pixels axes{image.extent(3), image.stride(3), crops.stride(2), crops.stride(3)};
  auto* resample = &resample_row<any_pixels, Arguments, element, sampler>;
  detail::with_layout(arguments, [&](const auto& layout) noexcept {
    resample = &resample_row<std::decay_t<decltype(layout)>, Arguments, element, sampler>;
  });
  column_offsets<sampler> columns;
  for (std::ptrdiff_t first = 0; first < geometry.crop_width; first += columns.capacity) {
    const clipped_range chunk = geometry.columns(first, columns.capacity);
    columns.build(arguments.sampler, geometry.x, image.extent(2), image.stride(2), chunk);
    detail::resample_rows(arguments, geometry, columns, axes, resample, first, chunk.all.size());
  }
}

/// Crops of few outputs. Setting up a box takes most of its time. So boxes are located together, and no columns are
/// kept in a table. A single function: with one for a box and one for a row, crops of one to twelve outputs take up to
/// 1.06 times as long.
template <class Arguments>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): loops within loops, in the order of memory
CNR_DETAIL_NOINLINE void resample_small(const Arguments& arguments, const partition& tasks,
                                        const index_range& numbers) noexcept {
  using element = typename Arguments::element_type;
  using sampler = typename Arguments::sampler_type;
  constexpr std::make_index_sequence<taps_of<sampler>::count> taps{};
  const Arguments call = arguments;  // a copy, which stores to the crops do not change
  const auto& image = call.image;
  const auto& crops = call.crops;
  const small_crops of(call);
  const any_pixels layout{image.extent(3), image.stride(3), crops.stride(2), crops.stride(3)};
  // Those of no box: they only clamp.
  const axis y_of_any(0, 0, image.extent(1), 1);
  const axis x_of_any(0, 0, image.extent(2), 1);
  std::array<float, static_cast<std::size_t>(small_crops::capacity)> all_rows;
  std::array<float, static_cast<std::size_t>(small_crops::capacity)> all_columns;
  for (std::ptrdiff_t number = numbers.begin; number < numbers.end; ++number) {
    const task each = tasks[number];
    for (std::ptrdiff_t first = each.boxes.begin; first < each.boxes.end; first += of.at_once) {
      const index_range boxes{first, minimum(first + of.at_once, each.boxes.end)};
      detail::locate_small_crops(of, boxes, all_rows.data(), all_columns.data());
      const float* y = all_rows.data();
      const float* x = all_columns.data();
      for (std::ptrdiff_t box = boxes.begin; box < boxes.end; ++box, y += of.height, x += of.width) {
        const element* const from = image.data() + call.box_indices(box) * image.stride(0);
        for (std::ptrdiff_t i = each.rows.begin; i < each.rows.end; ++i) {
          auto* const to = crops.data() + box * crops.stride(0) + i * crops.stride(1);
          if (y[i] < 0) {
            detail::extrapolate_columns(call, to, {0, of.width}, layout);
            continue;
          }
          const auto row = detail::tap_offsets_at(call.sampler, y_of_any, y[i], image.extent(1), image.stride(1));
          source_rows<element, sampler> sources{{}, row.weight};
          for (std::size_t tap = 0; tap < sources.row.size(); ++tap) sources.row[tap] = from + row.offset[tap];
          for (std::ptrdiff_t j = 0; j < of.width; ++j) {
            if (x[j] < 0) {
              detail::extrapolate_columns(call, to, {j, j + 1}, layout);
              continue;
            }
            auto* const pixel = to + j * crops.stride(2);
            const auto column = detail::tap_offsets_at(call.sampler, x_of_any, x[j], image.extent(2), image.stride(2));
            for (std::ptrdiff_t channel = 0; channel < layout.channels; ++channel) {
              call.write(detail::sample(taps, call.sampler, sources, column, channel * image.stride(3)), channel,
                         pixel + channel * crops.stride(3));
            }
          }
        }
      }
    }
  }
}

namespace scalar {

/// The scalar loops as those of a target.
struct forward_kernels {
  /// The tasks in `numbers`.
  template <class Arguments>
  static void resample(const Arguments& arguments, const partition& tasks, const index_range& numbers) noexcept {
    using geometry = crop_geometry<typename Arguments::element_type, typename Arguments::output_type>;
    if (are_small(arguments.crops.extents())) return detail::resample_small(arguments, tasks, numbers);
    for_each_box(tasks, numbers, [&](std::ptrdiff_t box, const index_range& rows) noexcept {
      detail::resample_scalar(arguments, geometry(arguments, box, rows));
    });
  }
};
forward_kernels forward_kernels_of(tag);

/// The tasks in `numbers` of a call of any signature.
using resample_function = void(const void* arguments, const partition& tasks, const index_range& numbers) noexcept;

/// forward_kernels::resample for callers that do not know the signature of a call.
template <class Arguments>
void resample_any(const void* arguments, const partition& tasks, const index_range& numbers) noexcept {
  forward_kernels::resample(*static_cast<const Arguments*>(arguments), tasks, numbers);
}

}  // namespace scalar

CNR_DETAIL_END_UNFUSED
CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_SCALAR_HPP
