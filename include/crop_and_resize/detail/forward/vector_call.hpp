// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// A forward call as the vector kernels know it: its tensors are bytes, and what depends on its element types, its
// sampler and the target are functions. So calls of all signatures share the code that stands on it.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_VECTOR_CALL_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_VECTOR_CALL_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/forward/arguments.hpp>
#include <crop_and_resize/detail/forward/crop_blocks.hpp>
#include <crop_and_resize/detail/forward/output_rows.hpp>
#include <crop_and_resize/detail/forward/row_encoder.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/column_runs.hpp>
#include <crop_and_resize/detail/geometry/crop_geometry.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>

CNR_DETAIL_KERNELS_BEGIN

/// Where a call writes, and how.
struct vector_outputs {
  const row_encoder* encoder;  // null for plain floats
  const vector_target& target;
  bytes_view crops;

  /// Bytes of an element of the crops.
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t element_size() const noexcept {
    return encoder == nullptr ? static_cast<std::ptrdiff_t>(sizeof(float)) : encoder->element_size;
  }

  /// Whether all channels of a row of the crops touch, if there are so many.
  CNR_DETAIL_ALWAYS_INLINE bool are_pixels(std::ptrdiff_t channels) const noexcept {
    return crops.stride(3) == element_size() && crops.stride(2) == channels * element_size();
  }
  /// Whether the columns of a row of one channel touch.
  CNR_DETAIL_ALWAYS_INLINE bool are_planes() const noexcept {
    return crops.extent(2) == 1 || crops.stride(2) == element_size();
  }
};

/// What the vector kernels know of any call. What is used most comes first: instructions that reach the first 128 bytes
/// of an object are shorter.
/// @tparam T  element type of the image
template <class T>
struct vector_arguments : vector_outputs, call_inputs<T> {
  /// @param encoder_used  null for plain floats
  template <class Arguments>
  vector_arguments(const call_inputs<T>& inputs, const Arguments& typed, const vector_target& target_used,
                   const row_encoder* encoder_used) noexcept
      : vector_outputs{encoder_used,
                       target_used,
                       {reinterpret_cast<unsigned char*>(typed.crops.data()), typed.crops.extents(),
                        byte_strides(typed.crops.extents(), typed.crops.strides(),
                                     static_cast<std::ptrdiff_t>(sizeof(typename Arguments::output_type)))}},
        call_inputs<T>(inputs) {}

  /// Writes a block of pixels to planes.
  CNR_DETAIL_ALWAYS_INLINE void write_planes(const pixel_block& block) const noexcept {
    if (encoder == nullptr) {
      write_block(target, block);
    } else {
      encoder->write_block(*encoder, block);
    }
  }
};

struct vector_call;
struct scanline_layout;
class column_rows;
struct chunk_rows;
struct bound_reader;
struct pixel_row;
struct small_pixels;
struct small_part;
struct plane_run;
struct run_planes;
struct run_row;
struct mixed_row_plan;

/// Where a box reads its image and writes its crop, as bytes.
using byte_geometry = crop_geometry<unsigned char, unsigned char>;

/// Computes what of a chunk of columns is on the image.
using chunk_function = void(const vector_call& call, const byte_geometry& geometry, const scanline_layout& layout,
                            const index_range& columns) noexcept;

/// Computes a chunk by scanlines with one reader. False where the reader cannot read them.
/// @param taps  of the outputs of a row
using scanlines_function = bool(const vector_call& call, const byte_geometry& geometry, const scanline_layout& layout,
                                const index_range& columns, const located_taps& taps) noexcept;

class compact_rows;

/// Computes a chunk with a reader that may read copies of columns. False where it cannot read them.
/// @param taps    in the copies where there are some
/// @param copies  null where the image's own rows are read
using windows_function = bool(const vector_call& call, const byte_geometry& geometry, const scanline_layout& layout,
                              const index_range& columns, const located_taps& taps, compact_rows* copies) noexcept;

/// Room for a pixel_streamer of any target.
using streamer_room = std::array<unsigned char, 256>;

/// The kernels for a sampler and for elements of one format, on one target.
struct vector_kernels {
  const vector_target* target;
  std::size_t taps;  // of the sampler
  element_format stored;
  std::ptrdiff_t image_size;  // bytes of an element of the image
  /// Locates the taps of a scanline's outputs, rounded up to whole vectors.
  /// @param outputs  the target's interleaved_channels of the layout
  void (*locate_outputs)(const axis& x, std::ptrdiff_t first, std::ptrdiff_t count, const void* outputs,
                         std::ptrdiff_t output_count, const tap_room& taps) noexcept;
  /// Mixes columns of images whose columns are packed: a column_rows::mix_function.
  void (*mix_columns)(const column_rows& rows, const unsigned char* image, float* out) noexcept;
  scanlines_function* resample_corners;   // by corner_reader; null where it does not read the format for the sampler
  windows_function* resample_near;        // elements that are near one another
  windows_function* resample_near_short;  // the same by shorter windows; null where there are none
  windows_function* resample_copies;      // the same of compact rows
  scanlines_function* resample_gathered;  // elements that are copied one by one: always true
  /// Locates the taps of positions, rounded up to whole vectors.
  void (*locate)(const axis& x, std::ptrdiff_t first, std::ptrdiff_t count, const tap_room& taps) noexcept;
  /// Locates the taps of coordinates, rounded up to whole vectors.
  void (*locate_coordinates)(const float* coordinates, std::ptrdiff_t count, std::ptrdiff_t image_extent,
                             const tap_room& taps) noexcept;
  /// Writes rows of a chunk out of those that a reader gives: mix_chunk_rows or, with one tap, copy_chunk_rows.
  void (*write_rows)(const vector_kernels& kernels, const chunk_rows& chunk, const axis& y, const row_writer& out,
                     const bound_reader& reader) noexcept;
  /// Mixes two rows of `count` floats along y; null with one tap. Reads whole vectors.
  void (*mix_floats)(const float* top, const float* bottom, float weight, std::ptrdiff_t count, float* out) noexcept;
  /// Writes a row of pixels of plain floats with ordinary stores.
  void (*write_pixels)(const pixel_row& row, float* out, std::ptrdiff_t stride) noexcept;
  /// Computes pixels of small crops and writes them as plain floats. All are on the image.
  void (*compute_small_pixels)(const small_pixels& all, const small_part& part) noexcept;
  /// Makes the target's pixel_streamer in a streamer_room, and writes what is left in it.
  void (*start_pixels)(void* room, std::ptrdiff_t channels, std::ptrdiff_t contiguous) noexcept;
  void (*finish_pixels)(void* streamer) noexcept;
  /// Copies what a row of a run reads to its outputs.
  void (*locate_run_row)(const run_row& row, plane_run& run) noexcept;
  /// Computes a run in some planes.
  void (*compute_run)(const plane_run& run, const run_planes& planes) noexcept;
  /// Mixes `count` elements of two rows, at least max_width, to floats. With one tap, those of `top` become floats.
  void (*mix_row_pair)(const unsigned char* top, const unsigned char* bottom, float weight, std::ptrdiff_t count,
                       float* out) noexcept;
  /// The outputs of a row of a transposed call, whose elements are found in a row of floats.
  void (*find_mixed)(const mixed_row_plan& plan, const float* row, float* out) noexcept;
};

/// Computes one row of pixels and writes it to the destination of a call. `streamer` is the target's pixel_streamer, or
/// null where it does not stream.
using pixel_row_function = void(const pixel_row& row, const row_encoder* encoder, bool streams, unsigned char* out,
                                std::ptrdiff_t stride, void* streamer) noexcept;

/// The functions of a forward call.
struct call_functions {
  const vector_kernels& kernels;
  pixel_row_function* write_pixels;
};

/// A forward call as bytes: all strides are in bytes.
struct vector_call : call_functions, vector_arguments<unsigned char> {
  /// Not inlined, so that all targets share it.
  template <class Arguments>
  CNR_DETAIL_COLD vector_call(const Arguments& typed, const vector_kernels& kernels_used,
                              const row_encoder* encoder_used, pixel_row_function* write_pixels_used) noexcept
      : call_functions{kernels_used, write_pixels_used},
        vector_arguments<unsigned char>(
            {{reinterpret_cast<const unsigned char*>(typed.image.data()), typed.image.extents(),
              byte_strides(typed.image.extents(), typed.image.strides(), kernels_used.image_size)},
             typed.boxes,
             typed.box_indices,
             typed.settings,
             typed.streams,
             typed.prefetches,
             typed.streams_extrapolated},
            typed, *kernels_used.target, encoder_used) {}

  /// Has rows and columns of image and crops change places.
  CNR_DETAIL_COLD void transpose() noexcept {
    image = with_rows_as_columns(image);
    crops = with_rows_as_columns(crops);
    is_transposed = !is_transposed;
  }

  bool is_transposed = false;     // rows are columns of the image: they are mixed before the elements of a row
  const void* outputs = nullptr;  // the target's interleaved_channels of the layout
  /// The tasks in `numbers` by the scalar loops. `arguments` are those of the call before it was bytes.
  void (*resample_scalar)(const void* arguments_of_call, const partition& tasks,
                          const index_range& numbers) noexcept = nullptr;
  /// resample_scalar's work by vectors of half the width; null where there are none.
  void (*resample_short)(const void* arguments_of_call, const partition& tasks,
                         const index_range& numbers) noexcept = nullptr;
  const void* arguments = nullptr;

 private:
  /// As permuted, without its check.
  template <class View>
  static View with_rows_as_columns(const View& view) noexcept {
    return {view.data(),
            {view.extent(0), view.extent(2), view.extent(1), view.extent(3)},
            {view.stride(0), view.stride(2), view.stride(1), view.stride(3)}};
  }
};

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_VECTOR_CALL_HPP
