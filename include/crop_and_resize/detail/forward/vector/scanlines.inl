// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Crops of few channels, scanline by scanline.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/vertical.inl>
#endif

/// How the crops of a call are computed by scanlines. All boxes of the call share it.
struct scanline_layout {
  scanline along;  // without channels where the vector kernels cannot read the image
  arrangement order;
  bool streams;
  std::ptrdiff_t passes;    // over a chunk: one for each plane, or a single one for all channels
  plane_set planes;         // scanlines that a pass reads one after the other: all planes, or a single scanline
  std::ptrdiff_t channels;  // that a pass computes: those of a scanline, times the planes
  std::ptrdiff_t capacity;  // most columns of a chunk
  column_runs runs;         // none where rows are read
};

/// Planes that are computed together for crops of interleaved channels. All of them, where whole pixels are written.
/// Else so many that a row fits into a chunk, but at least eight: one cache line is then written in few parts. 0 where
/// there is no room for a vector of each. Not inlined, as it is called in two places.
template <class Arguments>
CNR_DETAIL_NOINLINE std::ptrdiff_t planes_together(const Arguments& arguments) noexcept {
  constexpr std::ptrdiff_t least = 8;
  constexpr std::ptrdiff_t most = max_outputs / width;
  const std::ptrdiff_t channels = arguments.image.extent(3);
  if (channels <= most && arguments.streams) return channels;
  if (arguments.encoder != nullptr) return channels <= most ? channels : 0;
  const std::ptrdiff_t planes = minimum(maximum(max_outputs / arguments.crops.extent(2), least), most);
  return divide_up(channels, divide_up(channels, planes));
}

/// The layout for a scanline, given how its outputs are arranged in the crops.
/// @param planes  computed together
/// @param runs    those of so many planes, or none
template <class Arguments>
CNR_DETAIL_NOINLINE scanline_layout arranged_layout(const Arguments& arguments, const scanline& along,
                                                    arrangement order, std::ptrdiff_t planes,
                                                    const column_runs& runs) noexcept {
  const std::ptrdiff_t channels = arguments.image.extent(3);
  const std::ptrdiff_t computed = along.channels * planes;
  const bool is_transposed = order == arrangement::transposed;
  const std::ptrdiff_t outputs = is_transposed ? staged_row_pitch : max_outputs;
  const std::ptrdiff_t row_size =
      arguments.crops.extent(2) * (order == arrangement::deinterleave ? 1 : computed) * arguments.element_size();
  // Some planes of interleaved pixels have the outputs of others between theirs.
  const bool are_packed = order == arrangement::interleave ? planes == channels : order < arrangement::strided;
  const bool streams = arguments.streams && are_packed && has_whole_lines(row_size);
  // Bytes. Too many to be represented only where there is one channel, whose stride means nothing.
  const std::ptrdiff_t plane_stride =
      wrapping_multiply(arguments.image.stride(3), sizeof(typename Arguments::element_type));
  return {along,
          order,
          streams,
          divide_up(channels, computed),
          {planes, plane_stride, outputs / planes},
          computed,
          minimum(outputs / computed, runs.count > 0 ? runs.max_columns : max_outputs),
          runs};
}

/// The layout for the tensors of a call. It has no channels where scanlines cannot read the image.
template <class Arguments>
scanline_layout layout_of(const Arguments& arguments) noexcept {
  const auto& image = arguments.image;
  const auto& crops = arguments.crops;
  const std::ptrdiff_t channels = image.extent(3);
  const std::ptrdiff_t size = arguments.element_size();
  const bool are_pixels = crops.stride(3) == size && crops.stride(2) == channels * size;
  const bool are_planes = crops.extent(2) == 1 || crops.stride(2) == size;
  const bool are_columns = crops.stride(1) == size && !are_pixels && !are_planes;
  const auto together = [&]() noexcept { return are_pixels && channels > 1 ? (planes_together)(arguments) : 0; };
  column_runs runs{};
  if (image.extent(1) > 1 && image.extent(2) > 1 && magnitude(image.stride(1)) < magnitude(image.stride(2))) {
    runs = column_runs_of(image.extents(), image.strides(), sizeof(typename Arguments::element_type),
                          maximum(together(), 1));
  }
  scanline along = channels <= max_interleaved && runs.count == 0 ? (scanline_of)(image, channels) : scanline{};
  std::ptrdiff_t planes = 1;
  arrangement order = arrangement::contiguous;
  if (along.channels > 0 && are_pixels) {
    order = arrangement::contiguous;
  } else if (along.channels > 0 && are_planes && channels > 1 && channels <= max_outputs / width) {
    // Whole vectors of pixels are rearranged, for which a chunk has room.
    order = arrangement::deinterleave;
  } else if (along.channels > 1 && crops.stride(3) == size) {
    order = arrangement::strided;
  } else if (along.channels > 0 && are_columns && channels <= max_transposed) {
    order = arrangement::transposed;
  } else {
    along = (scanline_of)(image, 1);
    if (along.channels == 0) return {};
    planes = together();
    if (are_columns) {
      order = arrangement::transposed;
    } else if (planes > 0) {
      order = arrangement::interleave;
    } else if (!are_planes) {
      order = arrangement::strided;
    }
    planes = maximum(planes, 1);
  }
  return (arranged_layout)(arguments, along, order, planes, runs);
}

/// Rows of a chunk, all on the image.
/// @param image   the first byte of the scanline's row 0 that may be read
/// @param origin  the crop's row that is row 0 of `out`
/// @param count   outputs of a row
template <class Sampler, class Arguments>
void resample_scanline_rows(const Arguments& arguments, const index_range& rows, const axis& y,
                            const unsigned char* image, const row_writer& out, std::ptrdiff_t origin,
                            std::ptrdiff_t count, const bound_reader<Sampler>& reader) noexcept {
  using vertical = std::conditional_t<Sampler::taps == 1, vertical_copy<Sampler>, vertical_mix<Sampler>>;
  // Bytes. Too many to be represented only where the image has one row.
  const std::ptrdiff_t image_stride =
      wrapping_multiply(arguments.image.stride(1), sizeof(typename Arguments::element_type));
  vertical writer(reader, y);
  tap_table<Sampler, max_rows> taps;
  for (std::ptrdiff_t first = rows.begin; first < rows.end; first += max_rows) {
    const std::ptrdiff_t located = minimum(rows.end - first, max_rows);
    locate_taps(y, first, located, one_channel{}, located, taps);
    writer.write({image, image_stride, out, first - origin, static_cast<std::size_t>(located), taps}, count);
  }
}

/// What of a chunk of columns is on the image. `reader` was prepared for these columns.
///
/// Not inlined, so that all readers share it.
template <class Sampler, class Arguments, class Geometry>
CNR_DETAIL_NOINLINE void resample_chunk(const Arguments& arguments, const Geometry& geometry,
                                        const scanline_layout& layout, const index_range& columns,
                                        const bound_reader<Sampler>& reader) noexcept {
  const auto& crops = arguments.crops;
  const index_range& inside = geometry.rows.inside;
  unsigned char* const first = geometry.crop + columns.begin * crops.stride(2);
  const bool is_transposed = layout.order == arrangement::transposed;
  // Planes whose columns are not packed have their outputs between one another. So many rows at a time are still in the
  // caches when the next planes come.
  const bool are_between = layout.order != arrangement::contiguous && layout.passes > 1;
  const std::ptrdiff_t height = is_transposed || are_between ? rows_at_a_time : inside.size();
  const bool is_staged =
      !is_transposed && (layout.order != arrangement::contiguous || layout.streams || arguments.encoder != nullptr);
  alignas(64) whole_vectors<float> staging;
  if (is_transposed) {
    // Whole vectors of rows are transposed.
    fill(staging.data(), max_outputs, 0);
  } else if (is_staged && columns.size() < width) {
    // A row shorter than a vector is rearranged with what follows it in the buffer.
    for (std::ptrdiff_t plane = 0; plane < layout.planes.count; ++plane) {
      fill(staging.data() + plane * layout.planes.pitch, minimum(width * layout.along.channels, layout.planes.pitch),
           0);
    }
  }
  for (std::ptrdiff_t row = inside.begin; row < inside.end; row += height) {
    const index_range rows{row, minimum(row + height, inside.end)};
    for (std::ptrdiff_t pass = 0; pass < layout.passes; ++pass) {
      // The last planes overlap those before them, so that a pass always has as many.
      const std::ptrdiff_t plane = minimum(pass * layout.planes.count, arguments.image.extent(3) - layout.planes.count);
      unsigned char* const to = first + plane * crops.stride(3);
      row_writer out{layout.order,
                     to,
                     crops.stride(1),
                     crops.stride(2),
                     crops.stride(3),
                     layout.channels,
                     columns.size(),
                     layout.planes.pitch,
                     is_staged ? staging.data() : nullptr,
                     layout.streams,
                     arguments.encoder,
                     plane};
      if (is_transposed) {
        out.first = reinterpret_cast<unsigned char*>(staging.data());
        out.row_stride = staged_row_pitch * static_cast<std::ptrdiff_t>(sizeof(float));
      }
      const auto* const image =
          reinterpret_cast<const unsigned char*>(geometry.image + plane * arguments.image.stride(3));
      (resample_scanline_rows)(arguments, rows, geometry.y, image + layout.along.low, out, is_transposed ? row : 0,
                               columns.size() * layout.along.channels, reader);
      if (is_transposed) write_columns(out, rows.size(), to + row * crops.stride(1));
    }
  }
}

/// Resamples a chunk of columns with a reader. False where the reader cannot read them.
///
/// Not inlined: the reader is on the stack only until another one is tried.
template <class Reader, class Sampler, class Arguments, class Geometry>
CNR_DETAIL_NOINLINE bool resample_chunk_with(const Arguments& arguments, const Geometry& geometry,
                                             const scanline_layout& layout, const index_range& columns,
                                             const tap_table<Sampler>& taps) noexcept {
  Reader reader;
  if (!reader.prepare(taps, columns.size() * layout.along.channels, layout.along, layout.planes)) return false;
  (resample_chunk)(arguments, geometry, layout, columns, reader.bind());
  return true;
}

/// Resamples a chunk of columns of an image whose columns are read.
template <class Sampler, class Arguments, class Geometry>
CNR_DETAIL_NOINLINE void resample_columns(const Arguments& arguments, const Geometry& geometry,
                                          const scanline_layout& layout, const index_range& columns,
                                          const tap_table<Sampler>& taps) noexcept {
  using element = typename Arguments::element_type;
  column_reader<element, format<format_of<element>::value>, Sampler> reader(layout.runs, taps, columns.size(),
                                                                            layout.planes);
  (resample_chunk)(arguments, geometry, layout, columns, reader.bind());
}

template <class T, class Sampler>
struct pixel_row;
class pixel_streamer;

/// What of the kernels depends on the arguments of a call.
template <class Arguments>
struct call_traits {
  using element = typename Arguments::element_type;
  using stored_format = format<format_of<element>::value>;
  using sampler = vector_sampler<typename Arguments::sampler_type>;
  using geometry = crop_geometry<element, typename Arguments::output_type>;
  /// resample_chunk_with of a reader.
  using chunk_function = bool(const Arguments& arguments, const geometry& of_box, const scanline_layout& layout,
                              const index_range& columns, const tap_table<sampler>& taps) noexcept;
  /// Those of all readers, in the order in which they are tried.
  using chunk_functions = std::array<chunk_function*, 3>;
  /// write_pixel_row or write_encoded_pixel_row.
  using pixel_row_function = void(const pixel_row<element, sampler>& row, const row_encoder* encoder, bool streams,
                                  unsigned char* out, std::ptrdiff_t stride, pixel_streamer& streamer) noexcept;
};

/// The readers, in the order in which they are tried. Each is slower than those before it, and can read more.
/// @tparam Reader  finds elements that are near one another: a shuffle_reader or convert_reader
template <class Reader, class Arguments>
constexpr typename call_traits<Arguments>::chunk_functions functions_of() noexcept {
  using traits = call_traits<Arguments>;
  using element = typename traits::element;
  using sampler = typename traits::sampler;
  using geometry = typename traits::geometry;
  return {{
      &resample_chunk_with<Reader, sampler, Arguments, geometry>,
      &resample_chunk_with<compact_reader<element, Reader, sampler>, sampler, Arguments, geometry>,
      &resample_chunk_with<gather_reader<element, typename traits::stored_format, sampler>, sampler, Arguments,
                           geometry>,
  }};
}

/// The rows of one crop of few channels.
/// @param outputs  those of layout.along
template <class Arguments, class Geometry>
void resample_scanlines(const Arguments& arguments, const Geometry& geometry, const scanline_layout& layout,
                        const interleaved_channels& outputs,
                        const typename call_traits<Arguments>::chunk_functions& with_readers) noexcept {
  for (std::ptrdiff_t first = 0; first < geometry.crop_width; first += layout.capacity) {
    const clipped_range columns = geometry.columns(first, layout.capacity);
    (extrapolate_around)(arguments, geometry, columns);
    const index_range& inside = columns.inside;
    if (inside.size() == 0) continue;
    tap_table<typename call_traits<Arguments>::sampler> taps;
    locate_taps(geometry.x, inside.begin, inside.size(), outputs, inside.size() * layout.along.channels, taps);
    if (layout.runs.count > 0) {
      (resample_columns)(arguments, geometry, layout, inside, taps);
      continue;
    }
    for (auto* const with_reader : with_readers) {
      if (with_reader(arguments, geometry, layout, inside, taps)) break;
    }
  }
}
