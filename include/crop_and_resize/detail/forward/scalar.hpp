// SPDX-License-Identifier: MIT
//
// The loops: a band of rows of one crop, for any element type, sampler and strides.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_SCALAR_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_SCALAR_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/forward/store.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/column_offsets.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace cnr {
inline namespace v0 {
namespace detail {
inline namespace CNR_DETAIL_BASELINE {

/// The validated arguments of a call, and how it goes about memory.
template <class T, class Sampler>
struct forward_arguments {
  image_view<T> image;
  boxes_view boxes;
  box_indices_view box_indices;
  crops_view<float> crops;
  Sampler sampler;
  float extrapolation_value;
  bool streams;     // writes past the caches, into crops that would not fit
  bool prefetches;  // asks for what is read next: where channels are many
};

/// The inner two axes of image and crops. Each member is a std::ptrdiff_t or, where the loops gain from knowing it
/// while they are compiled, a std::integral_constant.
template <class Channels, class ImageChannelStride, class CropsColumnStride, class CropsChannelStride>
struct pixel_layout {
  Channels channels;
  ImageChannelStride image_channel_stride;
  CropsColumnStride crops_column_stride;
  CropsChannelStride crops_channel_stride;
};

template <std::ptrdiff_t Value>
using constant = std::integral_constant<std::ptrdiff_t, Value>;

/// Pixels of a known number of channels, packed on both sides.
template <std::ptrdiff_t Channels>
using packed_pixels = pixel_layout<constant<Channels>, constant<1>, constant<Channels>, constant<1>>;

/// Any number of channels, packed within each pixel.
using packed_channels = pixel_layout<std::ptrdiff_t, constant<1>, std::ptrdiff_t, constant<1>>;

using any_pixels = pixel_layout<std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t>;

/// Calls `function` with the layout that says most about these tensors.
template <class T, class Function>
CNR_DETAIL_ALWAYS_INLINE void with_layout(const image_view<T>& image, const crops_view<float>& crops,
                                          const Function& function) noexcept {
  const std::ptrdiff_t channels = image.extent(3);
  // Strides along an axis of a single element mean nothing and may be anything.
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

/// Writes the extrapolation value to the crop's columns [first, last) of one row. `row` is the row's column 0.
template <class Layout>
void fill_columns(float* row, std::ptrdiff_t first, std::ptrdiff_t last, const Layout& layout, float value) noexcept {
  for (std::ptrdiff_t column = first; column < last; ++column) {
    float* const pixel = row + column * layout.crops_column_stride;
    for (std::ptrdiff_t channel = 0; channel < layout.channels; ++channel) {
      store(value, pixel + channel * layout.crops_channel_stride);
    }
  }
}

/// The rows of the image that one row of a crop reads, and how it mixes them.
template <class T, class Sampler>
struct source_rows {
  std::array<const T*, taps_of<Sampler>::count> row;
  typename taps_of<Sampler>::weight_type weight;
};

template <std::size_t... Tap, class T, class Sampler>
CNR_DETAIL_ALWAYS_INLINE float sample_row(std::index_sequence<Tap...>, const Sampler& sampler, const T* row,
                                          const tap_offsets<Sampler>& x) noexcept {
  const std::array<float, sizeof...(Tap)> elements{{element_traits<T>::to_float(row[x.offset[Tap]])...}};
  return sampler.mix(elements, x.weight);
}

/// One output: each row mixed along x, then the results along y.
template <std::size_t... Tap, class T, class Sampler>
CNR_DETAIL_ALWAYS_INLINE float sample(std::index_sequence<Tap...> each, const Sampler& sampler,
                                      const source_rows<T, Sampler>& y, const tap_offsets<Sampler>& x,
                                      std::ptrdiff_t offset) noexcept {
  const std::array<float, sizeof...(Tap)> mixed{{sample_row(each, sampler, y.row[Tap] + offset, x)...}};
  return sampler.mix(mixed, y.weight);
}

template <class Function, std::ptrdiff_t... Channel>
CNR_DETAIL_ALWAYS_INLINE void for_each_of(std::integer_sequence<std::ptrdiff_t, Channel...>,
                                          const Function& function) noexcept {
  (function(Channel), ...);
}

/// Calls `function` with each channel, without a loop where their number is a constant: GCC unrolls at -O3 only.
template <std::ptrdiff_t Channels, class Function>
CNR_DETAIL_ALWAYS_INLINE void for_each_channel(constant<Channels>, const Function& function) noexcept {
  for_each_of(std::make_integer_sequence<std::ptrdiff_t, Channels>{}, function);
}
template <class Function>
CNR_DETAIL_ALWAYS_INLINE void for_each_channel(std::ptrdiff_t channels, const Function& function) noexcept {
  for (std::ptrdiff_t channel = 0; channel < channels; ++channel) function(channel);
}

/// Channels of a pixel that are computed at a time where they are packed on both sides. Compilers make vectors of loops
/// of this length, if each does one thing.
constexpr std::ptrdiff_t block = 16;

/// The elements of a block as floats: converted into `buffer`, if they are something else.
CNR_DETAIL_ALWAYS_INLINE const float* block_as_floats(const float* from, float* /*buffer*/) noexcept { return from; }
template <class T>
CNR_DETAIL_ALWAYS_INLINE const float* block_as_floats(const T* from, float* buffer) noexcept {
  for (std::ptrdiff_t i = 0; i < block; ++i) buffer[i] = element_traits<T>::to_float(from[i]);
  return buffer;
}

template <std::size_t... Tap, class T, class Sampler>
CNR_DETAIL_ALWAYS_INLINE void resample_block(std::index_sequence<Tap...>, const Sampler& sampler,
                                             const source_rows<T, Sampler>& y, const tap_offsets<Sampler>& x,
                                             std::ptrdiff_t first, float* CNR_DETAIL_RESTRICT pixel) noexcept {
  constexpr std::size_t count = sizeof...(Tap);
  float mixed[count][block];
  for (std::size_t row = 0; row < count; ++row) {
    float buffer[count][block];
    const std::array<const float*, count> elements{
        {block_as_floats(y.row[row] + x.offset[Tap] + first, buffer[Tap])...}};
    for (std::ptrdiff_t i = 0; i < block; ++i) {
      mixed[row][i] = sampler.mix(std::array<float, count>{{elements[Tap][i]...}}, x.weight);
    }
  }
  for (std::ptrdiff_t i = 0; i < block; ++i) {
    store(sampler.mix(std::array<float, count>{{mixed[Tap][i]...}}, y.weight), pixel + first + i);
  }
}

/// The planned columns of one row. `row` is where the first of them is written.
template <class T, class Sampler, class Layout>
void resample_row(const Sampler& sampler, const source_rows<T, Sampler>& y, const column_offsets<Sampler>& plan,
                  const Layout& layout, float* CNR_DETAIL_RESTRICT row) noexcept {
  constexpr std::make_index_sequence<taps_of<Sampler>::count> each{};
  for (std::ptrdiff_t column = plan.begin(); column < plan.end(); ++column) {
    const tap_offsets<Sampler> x = plan[column];
    float* CNR_DETAIL_RESTRICT const pixel = row + column * layout.crops_column_stride;
    const auto at = [&](std::ptrdiff_t channel) noexcept {
      const float value = sample(each, sampler, y, x, channel * layout.image_channel_stride);
      store(value, pixel + channel * layout.crops_channel_stride);
    };
    if constexpr (std::is_same<Layout, packed_channels>::value) {
      std::ptrdiff_t channel = 0;
      for (; channel + block <= layout.channels; channel += block) resample_block(each, sampler, y, x, channel, pixel);
      for (; channel < layout.channels; ++channel) at(channel);
    } else {
      for_each_channel(layout.channels, at);
    }
  }
}

/// What one band of rows is cut from and where it goes.
template <class T>
struct band_position {
  axis y;
  axis x;
  const T* image;
  float* crop;
};

/// The planned columns of the band, from column `first` of the crop on; `count` columns, on the image or not.
template <class T, class Sampler, class Layout>
CNR_DETAIL_ALWAYS_INLINE void resample_chunk(const forward_arguments<T, Sampler>& arguments, const row_range& rows,
                                             const band_position<T>& position, const column_offsets<Sampler>& plan,
                                             const Layout& layout, std::ptrdiff_t first,
                                             std::ptrdiff_t count) noexcept {
  const image_view<T>& image = arguments.image;
  const crops_view<float>& crops = arguments.crops;
  const float outside = arguments.extrapolation_value;
  for (std::ptrdiff_t i = rows.first_row; i < rows.last_row; ++i) {
    float* const row = position.crop + i * crops.stride(1) + first * crops.stride(2);
    const float coordinate = position.y.coordinate(i);
    if (plan.begin() == plan.end() || !position.y.contains(coordinate)) {
      fill_columns(row, 0, count, layout, outside);
      continue;
    }
    const auto planned = tap_offsets_at(arguments.sampler, position.y, coordinate, image.extent(1), image.stride(1));
    source_rows<T, Sampler> sources{{}, planned.weight};
    for (std::size_t tap = 0; tap < sources.row.size(); ++tap) {
      sources.row[tap] = position.image + planned.offset[tap];
    }
    fill_columns(row, 0, plan.begin(), layout, outside);
    resample_row(arguments.sampler, sources, plan, layout, row);
    fill_columns(row, plan.end(), count, layout, outside);
  }
}

/// Columns [first, last) of rows [rows.first_row, rows.last_row) of the crop of box rows.box.
///
/// Not inlined: the callers' functions stay small, and none of their attributes (a target that allows fused
/// multiply-adds, say) reaches the arithmetic.
template <class T, class Sampler>
CNR_DETAIL_NOINLINE void resample_columns(const forward_arguments<T, Sampler>& arguments, const row_range& rows,
                                          std::ptrdiff_t first, std::ptrdiff_t last) noexcept {
  const image_view<T>& image = arguments.image;
  const boxes_view& boxes = arguments.boxes;
  const crops_view<float>& crops = arguments.crops;
  const band_position<T> position{
      axis(boxes(rows.box, 0), boxes(rows.box, 2), image.extent(1), crops.extent(1)),
      axis(boxes(rows.box, 1), boxes(rows.box, 3), image.extent(2), crops.extent(2)),
      image.data() + arguments.box_indices(rows.box) * image.stride(0),
      crops.data() + rows.box * crops.stride(0),
  };
  with_layout<T>(image, crops, [&](const auto& layout) noexcept {
    column_offsets<Sampler> plan;
    while (first < last) {
      const std::ptrdiff_t count = minimum(last - first, plan.capacity);
      plan.build(arguments.sampler, position.x, image.extent(2), image.stride(2), first, count);
      resample_chunk(arguments, rows, position, plan, layout, first, count);
      first += count;
    }
  });
}

}  // namespace CNR_DETAIL_BASELINE
}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_SCALAR_HPP
