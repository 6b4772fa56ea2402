// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The outputs that are not on the image. All targets share what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_EXTRAPOLATE_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_EXTRAPOLATE_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/forward/encoded_rows.hpp>
#include <crop_and_resize/detail/forward/row_encoder.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>

#include <cstddef>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

/// Outputs of a part of a crop that are packed: pixels with so many channels, one after the other. The part has several
/// such runs.
class packed_run {
 public:
  std::ptrdiff_t pixels = 1;
  std::ptrdiff_t channels;

  /// @param size          bytes of an output
  /// @param max_channels  channels to take at a time
  packed_run(const bytes_view& crops, const index_range& rows, const index_range& columns, std::ptrdiff_t size,
             std::ptrdiff_t max_channels) noexcept
      : channels(crops.stride(3) == size ? minimum(crops.extent(3), max_channels) : 1),
        first_(rows.begin * crops.stride(1) + columns.begin * crops.stride(2)),
        inner_{columns.size(), crops.stride(2)},
        outer_{rows.size(), crops.stride(1)} {
    if (inner_.count > 1 && inner_.step != channels * size) return;
    pixels = inner_.count;
    inner_ = outer_;
    outer_.count = 1;
    if (inner_.step != pixels * channels * size) return;
    pixels *= inner_.count;
    inner_.count = 1;
  }

  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t outputs() const noexcept { return pixels * channels; }

  /// Calls `function` with the first byte of each run of these channels.
  /// @param to  row 0 and column 0 of the first of these channels
  template <class Function>
  CNR_DETAIL_ALWAYS_INLINE void for_each(unsigned char* to, const Function& function) const noexcept {
    // Copies, which stay in registers where outputs are stored.
    const runs inner = inner_;
    const runs outer = outer_;
    to += first_;
    for (std::ptrdiff_t i = 0; i < outer.count; ++i) {
      for (std::ptrdiff_t j = 0; j < inner.count; ++j) function(to + i * outer.step + j * inner.step);
    }
  }

 private:
  struct runs {
    std::ptrdiff_t count;
    std::ptrdiff_t step;  // in bytes
  };

  std::ptrdiff_t first_;  // byte offset
  runs inner_;
  runs outer_;
};

/// Writes a value to `columns` of `rows` of a crop, all channels. Encodes as many outputs as it can reuse, and copies
/// their bytes.
inline void extrapolate_encoded(const row_encoder& encoder, const bytes_view& crops, unsigned char* crop,
                                const index_range& rows, const index_range& columns, float value,
                                bool streams) noexcept {
  const std::ptrdiff_t size = encoder.element_size;
  const std::ptrdiff_t channels = crops.extent(3);
  const packed_run run(crops, rows, columns, size, max_outputs);
  // The pixels to be reused are whole cache lines where there is room for so many.
  const std::ptrdiff_t room = max_outputs / run.channels;
  const std::ptrdiff_t pixels = minimum(run.pixels, room < 64 ? room : room / 64 * 64);
  alignas(64) whole_vectors<float> values;
  alignas(64) encoded_row encoded;
  encoder.target.fill(values.data(), pixels * run.channels, value, false);
  for (std::ptrdiff_t channel = 0; channel < channels; channel += run.channels) {
    const std::ptrdiff_t count = minimum(run.channels, channels - channel);
    const bool is_plane = run.channels == 1;
    encoder.encode(values.data(), pixels * count, {channel, is_plane}, encoded.data());
    const std::ptrdiff_t available = pixels * count * size;
    const std::ptrdiff_t needed = run.pixels * count * size;
    const bool uses_lines = streams && has_whole_lines(needed);
    run.for_each(crop + channel * crops.stride(3), [&](unsigned char* to) noexcept {
      for (std::ptrdiff_t i = 0; i < needed; i += available) {
        const std::ptrdiff_t some = minimum(available, needed - i);
        if (uses_lines) {
          encoder.target.stream_bytes(to + i, encoded.data(), some);
        } else {
          std::memcpy(to + i, encoded.data(), static_cast<std::size_t>(some));
        }
      }
    });
  }
}

/// How the extrapolation value of a call is written.
struct extrapolation {
  const bytes_view& crops;
  const row_encoder* encoder;  // null for plain floats
  const vector_target& target;
  float value;
  bool streams;

  /// Writes the value to `columns` of `rows` of a crop, all channels.
  CNR_DETAIL_NOINLINE void write(unsigned char* crop, const index_range& rows,
                                 const index_range& columns) const noexcept {
    if (encoder != nullptr) {
      encoder->extrapolate(*encoder, crops, crop, rows, columns, value, streams);
      return;
    }
    constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(float));
    const std::ptrdiff_t channels = crops.extent(3);
    const packed_run run(crops, rows, columns, size, channels);
    const std::ptrdiff_t count = run.outputs();
    const bool are_lines = streams && has_whole_lines(count * size);
    for (std::ptrdiff_t channel = 0; channel < channels; channel += run.channels) {
      // By value: what is captured by reference is read again after each store.
      run.for_each(crop + channel * crops.stride(3),
                   [count, are_lines, written = value, fill = target.fill](unsigned char* to) noexcept {
                     if (count == 1) {
                       std::memcpy(to, &written, sizeof written);
                     } else {
                       fill(reinterpret_cast<float*>(to), count, written, are_lines);
                     }
                   });
    }
  }

  /// Writes the value to what is not on the image of a chunk of columns.
  CNR_DETAIL_COLD void write_around(unsigned char* crop, const clipped_range& rows,
                                    const clipped_range& columns) const noexcept {
    const auto fill_part = [this, crop](const index_range& of_rows, const index_range& of_columns) noexcept {
      if (of_rows.size() > 0 && of_columns.size() > 0) write(crop, of_rows, of_columns);
    };
    fill_part({rows.all.begin, rows.inside.begin}, columns.all);
    fill_part({rows.inside.end, rows.all.end}, columns.all);
    fill_part(rows.inside, {columns.all.begin, columns.inside.begin});
    fill_part(rows.inside, {columns.inside.end, columns.all.end});
  }
};

/// Writes the extrapolation value to what is not on the image of a chunk of columns.
template <class Arguments, class Geometry>
CNR_DETAIL_ALWAYS_INLINE void extrapolate_around(const Arguments& arguments, const Geometry& geometry,
                                                 const clipped_range& columns) noexcept {
  const clipped_range& rows = geometry.rows;
  if (rows.all.size() == rows.inside.size() && columns.all.size() == columns.inside.size()) return;
  const extrapolation outside{arguments.crops, arguments.encoder, arguments.target,
                              arguments.settings.extrapolation_value, arguments.streams_extrapolated};
  outside.write_around(geometry.crop, rows, columns);
}

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_EXTRAPOLATE_HPP
