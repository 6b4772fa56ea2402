// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The outputs that are not on the image.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/encoded_rows.inl>
#endif

/// Writes the extrapolation value to `columns` of `rows` of a crop, all channels.
template <class Arguments>
void extrapolate(const Arguments& arguments, unsigned char* crop, const index_range& rows,
                 const index_range& columns) noexcept {
  const auto& crops = arguments.crops;
  const float value = arguments.settings.extrapolation_value;
  if (arguments.encoder != nullptr) {
    return arguments.encoder->extrapolate(*arguments.encoder, crops, crop, rows, columns, value);
  }
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(float));
  const std::ptrdiff_t channels = crops.extent(3);
  const std::ptrdiff_t column_stride = crops.stride(2) / size;
  const std::ptrdiff_t channel_stride = crops.stride(3) / size;
  for (std::ptrdiff_t row = rows.begin; row < rows.end; ++row) {
    auto* const out = reinterpret_cast<float*>(crop + row * crops.stride(1) + columns.begin * crops.stride(2));
    if (column_stride == channels && channel_stride == 1) {
      fill(out, columns.size() * channels, value);
      continue;
    }
    if (channel_stride == 1 && channels >= width) {
      for (std::ptrdiff_t column = 0; column < columns.size(); ++column) {
        fill(out + column * column_stride, channels, value);
      }
      continue;
    }
    for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
      float* const plane = out + channel * channel_stride;
      if (column_stride == 1) {
        fill(plane, columns.size(), value);
      } else {
        for (std::ptrdiff_t column = 0; column < columns.size(); ++column) plane[column * column_stride] = value;
      }
    }
  }
}

/// Writes the extrapolation value to what is not on the image of a chunk of columns.
template <class Arguments, class Geometry>
CNR_DETAIL_ALWAYS_INLINE void extrapolate_around(const Arguments& arguments, const Geometry& geometry,
                                                 const clipped_range& columns) noexcept {
  const clipped_range& rows = geometry.rows;
  const auto fill_part = [&](const index_range& of_rows, const index_range& of_columns) noexcept {
    if (of_rows.size() > 0 && of_columns.size() > 0) (extrapolate)(arguments, geometry.crop, of_rows, of_columns);
  };
  fill_part({rows.all.begin, rows.inside.begin}, columns.all);
  fill_part({rows.inside.end, rows.all.end}, columns.all);
  fill_part(rows.inside, {columns.all.begin, columns.inside.begin});
  fill_part(rows.inside, {columns.inside.end, columns.all.end});
}
