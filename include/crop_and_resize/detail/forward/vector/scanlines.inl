// SPDX-License-Identifier: MIT
//
// Crops of few channels, strand by strand.

/// The rows of a chunk that lie on the image. `image` is the strand's first element in row 0.
template <class Reader, class T, class Sampler>
void resample_rows(const forward_arguments<T, Sampler>& arguments, const clipped_range& rows, const axis& y,
                   const T* image, const row_writer& out, std::ptrdiff_t count, Reader& source) noexcept {
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  using writer = std::conditional_t<is_nearest, vertical_nearest<Reader, T>, vertical_bilinear<Reader, T>>;
  writer inside(source, y);
  tap_table<max_rows> taps;
  for (std::ptrdiff_t first = rows.inside_first; first < rows.inside_last; first += max_rows) {
    const std::ptrdiff_t run = minimum(rows.inside_last - first, max_rows);
    locate_taps<is_nearest>(y, first, run, one_channel{}, run, last_of(arguments.image.extent(1)), taps);
    inside.write({image, arguments.image.stride(1), out, first, static_cast<std::size_t>(run), taps}, count);
  }
}

/// How the crops of a call come out of strands: the same for all of its boxes.
struct scanline_layout {
  scanline along;  // without channels where vectors cannot read it
  arrangement order;
  bool streams;
  std::ptrdiff_t passes;    // over a chunk, one for each plane
  plane_set planes;         // computed together in one pass
  std::ptrdiff_t channels;  // computed together in one pass
  std::ptrdiff_t capacity;  // columns of a chunk
};

/// The rows and columns of a chunk that lie on the image. `prepared` was prepared for these columns.
template <class Reader, class T, class Sampler>
void resample_inside(const forward_arguments<T, Sampler>& arguments, const scanline_layout& layout,
                     const row_range& rows, const clipped_range& lines, const clipped_range& columns, const axis& y,
                     Reader& prepared) noexcept {
  // Rows of a chunk whose planes' outputs lie between one another, so that they are still in the first-level cache when
  // the next plane comes.
  constexpr std::ptrdiff_t rows_at_a_time = 16;
  const image_view<T>& image = arguments.image;
  const crops_view<float>& crops = arguments.crops;
  const T* const source = image.data() + arguments.box_indices(rows.box) * image.stride(0);
  float* const first = crops.data() + rows.box * crops.stride(0) + columns.inside_first * crops.stride(2);
  const std::ptrdiff_t inside = columns.inside_last - columns.inside_first;
  const std::ptrdiff_t height =
      layout.order == arrangement::strided ? rows_at_a_time : lines.inside_last - lines.inside_first;
  const bool is_staged = layout.order != arrangement::contiguous || layout.streams;
  alignas(64) whole_vectors<float> staging;
  for (std::ptrdiff_t row = lines.inside_first; row < lines.inside_last; row += height) {
    const clipped_range block =
        clip_range(lines.inside_first, lines.inside_last, row, minimum(row + height, lines.inside_last));
    for (std::ptrdiff_t plane = 0; plane < layout.passes; ++plane) {
      const row_writer out{layout.order,
                           first + plane * crops.stride(3),
                           crops.stride(1),
                           crops.stride(2),
                           crops.stride(3),
                           layout.channels,
                           inside,
                           layout.planes.pitch,
                           is_staged ? staging.data() : nullptr,
                           layout.streams};
      resample_rows(arguments, block, y, source + plane * image.stride(3), out, inside * layout.along.channels,
                    prepared);
    }
  }
}

/// The same, where the chunk is to be prepared; false where it cannot be.
///
/// Not inlined: what was prepared is on the stack only until another way is tried.
template <class Reader, class T, class Sampler>
CNR_DETAIL_NOINLINE bool resample_chunk(const forward_arguments<T, Sampler>& arguments, const scanline_layout& layout,
                                        const row_range& rows, const clipped_range& lines, const clipped_range& columns,
                                        const axis& y, const tap_table<>& taps) noexcept {
  Reader prepared;
  const std::ptrdiff_t count = (columns.inside_last - columns.inside_first) * layout.along.channels;
  if (!prepared.prepare(taps, count, layout.along, layout.planes)) return false;
  resample_inside(arguments, layout, rows, lines, columns, y, prepared);
  return true;
}

/// Rows of few channels.
/// @tparam Rows         how rows are read
/// @tparam DistantRows  how they are read where that fails
/// @param outputs       of layout.along
template <class Reader, class FallbackReader, class T, class Sampler>
void resample_scanlines(const forward_arguments<T, Sampler>& arguments, const scanline_layout& layout,
                        const interleaved_channels& outputs, const row_range& rows) noexcept {
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  const image_view<T>& image = arguments.image;
  const boxes_view& boxes = arguments.boxes;
  const crops_view<float>& crops = arguments.crops;
  const axis y(boxes(rows.box, 0), boxes(rows.box, 2), image.extent(1), crops.extent(1));
  const axis x(boxes(rows.box, 1), boxes(rows.box, 3), image.extent(2), crops.extent(2));
  const auto [top, bottom] = y.inside(crops.extent(1));
  const auto [left, right] = x.inside(crops.extent(2));
  const clipped_range lines = clip_range(top, bottom, rows.first_row, rows.last_row);
  for (std::ptrdiff_t first = 0; first < crops.extent(2); first += layout.capacity) {
    const clipped_range columns = clip_range(left, right, first, minimum(first + layout.capacity, crops.extent(2)));
    const std::ptrdiff_t inside = columns.inside_last - columns.inside_first;
    extrapolate_around(arguments, rows.box, lines, columns);
    if (inside == 0) continue;
    tap_table<> taps;
    const std::ptrdiff_t count = inside * layout.along.channels;
    locate_taps<is_nearest>(x, columns.inside_first, inside, outputs, count, last_of(image.extent(2)), taps);
    if (!resample_chunk<Reader>(arguments, layout, rows, lines, columns, y, taps)) {
      resample_chunk<FallbackReader>(arguments, layout, rows, lines, columns, y, taps);
    }
  }
}

/// The layout for a strand, once it is known how its outputs lie in the crops.
template <class T, class Sampler>
scanline_layout layout_of(const forward_arguments<T, Sampler>& arguments, const scanline& along,
                          arrangement order) noexcept {
  const crops_view<float>& crops = arguments.crops;
  const std::ptrdiff_t channels = arguments.image.extent(3);
  const std::ptrdiff_t planes = order == arrangement::interleave ? channels : 1;
  const std::ptrdiff_t computed = along.channels * planes;
  // Of rows shorter than eight lines, too much lies in lines that they share with the next one.
  const std::ptrdiff_t row_size = crops.extent(2) * (order == arrangement::deinterleave ? 1 : computed);
  const bool streams = arguments.streams && order != arrangement::strided && row_size >= 8 * cache_line_floats;
  return {along,
          order,
          streams,
          computed == 1 ? channels : 1,
          {planes, arguments.image.stride(3), max_outputs / planes},
          computed,
          max_outputs / computed};
}

/// The same for any layout of these tensors; without channels where strands cannot read the image.
template <class T, class Sampler>
scanline_layout layout_of(const forward_arguments<T, Sampler>& arguments) noexcept {
  const image_view<T>& image = arguments.image;
  const crops_view<float>& crops = arguments.crops;
  const std::ptrdiff_t channels = image.extent(3);
  // Strides along axes of one element mean nothing and may be anything.
  const bool is_one_column = crops.extent(2) == 1;
  const bool are_pixels = (channels == 1 || crops.stride(3) == 1) && (is_one_column || crops.stride(2) == channels);
  const bool are_planes = is_one_column || crops.stride(2) == 1;
  const bool can_rearrange = channels > 1 && channels <= max_rearranged;
  const scanline pixels = channels <= max_interleaved ? scanline_of(image, channels) : scanline{};
  if (pixels.channels > 0 && are_pixels) return layout_of(arguments, pixels, arrangement::contiguous);
  if (pixels.channels > 0 && are_planes && can_rearrange)
    return layout_of(arguments, pixels, arrangement::deinterleave);
  const scanline plane = scanline_of(image, 1);
  if (plane.channels == 0) return {};
  if (are_pixels && can_rearrange) return layout_of(arguments, plane, arrangement::interleave);
  return layout_of(arguments, plane, are_planes ? arrangement::contiguous : arrangement::strided);
}
