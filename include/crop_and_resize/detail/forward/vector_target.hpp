// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// What differs between targets in the code that all of them share.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_VECTOR_TARGET_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_VECTOR_TARGET_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <cstddef>
#include <cstdint>

CNR_DETAIL_KERNELS_BEGIN

/// The most channels whose number is known when they are rearranged.
constexpr std::ptrdiff_t max_rearranged = 4;

/// Floats of a lane, which is 16 bytes of a vector: what is transposed at a time.
constexpr std::ptrdiff_t lane_size = 4;

/// Floats from row to row of what is transposed: the pitch is a constant, so that addresses need no arithmetic.
constexpr std::ptrdiff_t transposed_pitch = 48;

/// The most tables of a window of a gather plan, and the most bytes of a table on all targets.
constexpr int max_tables = 4;
constexpr std::ptrdiff_t max_table_size = 64;

/// Floats in a cache line. Non-temporal stores should write whole lines: a line that is written in both ways takes very
/// long.
constexpr std::ptrdiff_t cache_line_floats = 16;
constexpr std::size_t cache_line_size = sizeof(float) * static_cast<std::size_t>(cache_line_floats);

/// Whether packed bytes are worth non-temporal stores. Of fewer than eight cache lines, too many are in lines that they
/// share with others.
constexpr bool has_whole_lines(std::ptrdiff_t size) noexcept {
  return size >= 8 * static_cast<std::ptrdiff_t>(cache_line_size);
}

/// What the code that all targets share needs of one target: its numbers, and functions in its vectors.
struct vector_target {
  std::ptrdiff_t width;       // floats in a vector
  std::ptrdiff_t windows;     // of a gather plan's vector
  std::ptrdiff_t table_size;  // bytes of a table in these windows
  float min_row_step_uncached;
  /// Writes `value` to `count` packed outputs, to whole cache lines by non-temporal stores if `streams`.
  void (*fill)(float* out, std::ptrdiff_t count, float value, bool streams) noexcept;
  /// Copies the first `size` bytes of rows, and writes zeros after them: rows of `pitch` bytes. The last one is rounded
  /// up to whole vectors. Precondition: `pitch` is at most a vector, or whole vectors.
  void (*copy_padded)(const unsigned char* from, std::ptrdiff_t stride, std::ptrdiff_t count, std::ptrdiff_t size,
                      unsigned char* to, std::ptrdiff_t pitch) noexcept;
  /// Copies bytes with non-temporal stores.
  void (*stream_bytes)(unsigned char* to, const unsigned char* from, std::ptrdiff_t size) noexcept;
  // The functions of vector/rearrange.inl: of any number of channels, then of 2 to max_rearranged.
  void (*deinterleave_many)(const float* pixels, std::ptrdiff_t pitch, std::ptrdiff_t count, std::ptrdiff_t channels,
                            float* out, std::ptrdiff_t channel_stride) noexcept;
  void (*interleave_many)(const float* planes, std::ptrdiff_t pitch, std::ptrdiff_t count, std::ptrdiff_t channels,
                          float* out, std::ptrdiff_t pixel_stride) noexcept;
  void (*deinterleave)(const float* pixels, std::ptrdiff_t count, std::ptrdiff_t channels, float* out,
                       std::ptrdiff_t channel_stride) noexcept;
  void (*interleave)(const float* planes, std::ptrdiff_t pitch, std::ptrdiff_t count, std::ptrdiff_t channels,
                     float* out) noexcept;
  /// Transposes rows of floats that are transposed_pitch apart: both numbers of them are multiples of `width`.
  void (*transpose)(const float* from, std::ptrdiff_t rows, std::ptrdiff_t columns, float* out,
                    std::ptrdiff_t out_pitch) noexcept;
  /// Non-temporal stores are visible to others after it.
  void (*fence)() noexcept;
};

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_VECTOR_TARGET_HPP
