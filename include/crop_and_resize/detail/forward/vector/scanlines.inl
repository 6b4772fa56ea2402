// SPDX-License-Identifier: MIT
//
// Crops of few channels, strand by strand.

/// The rows of a chunk that lie on the image. `image` is the strand's first element in row 0.
template <class Rows, class T, class Sampler>
void resample_rows(const call<T, Sampler>& arguments, const span& rows, const axis& y, const T* image,
                   const row_writer& out, std::ptrdiff_t count, Rows& source) noexcept {
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  using writer = std::conditional_t<is_nearest, nearest_rows<Rows, T>, bilinear_rows<Rows, T>>;
  writer inside(source, y);
  located_taps<max_rows> taps;
  for (std::ptrdiff_t first = rows.inside_first; first < rows.inside_last; first += max_rows) {
    const std::ptrdiff_t run = least(rows.inside_last - first, max_rows);
    locate<is_nearest>(y, first, run, one_by_one{}, run, last_of(arguments.image.extent(1)), taps);
    inside.write({image, arguments.image.stride(1), out, first, static_cast<std::size_t>(run), taps}, count);
  }
}

/// How the crops of a call come out of strands: the same for all of its boxes.
struct strand_layout {
  strand along;  // without channels where vectors cannot read it
  arrangement order;
  bool streams;
  std::ptrdiff_t passes;    // over a chunk, one for each plane
  plane_set planes;         // computed together in one pass
  std::ptrdiff_t channels;  // computed together in one pass
  std::ptrdiff_t capacity;  // columns of a chunk
};

/// The rows and columns of a chunk that lie on the image. `prepared` was prepared for these columns.
template <class Rows, class T, class Sampler>
void resample_inside(const call<T, Sampler>& arguments, const strand_layout& layout, const band& rows,
                     const span& lines, const span& columns, const axis& y, Rows& prepared) noexcept {
  // Rows of a chunk whose planes' outputs lie between one another, so that they are still in the first-level cache when
  // the next plane comes.
  constexpr std::ptrdiff_t rows_at_a_time = 16;
  const image_view<T>& image = arguments.image;
  const crops_view<float>& crops = arguments.crops;
  const T* const source = image.data() + arguments.box_indices(rows.box) * image.stride(0);
  float* const first = crops.data() + rows.box * crops.stride(0) + columns.inside_first * crops.stride(2);
  const std::ptrdiff_t inside = columns.inside_last - columns.inside_first;
  const std::ptrdiff_t height =
      layout.order == arrangement::apart ? rows_at_a_time : lines.inside_last - lines.inside_first;
  const bool is_staged = layout.order != arrangement::same || layout.streams;
  alignas(64) whole_vectors<float> staging;
  for (std::ptrdiff_t row = lines.inside_first; row < lines.inside_last; row += height) {
    const span block = part_of(lines.inside_first, lines.inside_last, row, least(row + height, lines.inside_last));
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
template <class Rows, class T, class Sampler>
CNR_DETAIL_NOINLINE bool resample_chunk(const call<T, Sampler>& arguments, const strand_layout& layout,
                                        const band& rows, const span& lines, const span& columns, const axis& y,
                                        const located_taps<>& taps) noexcept {
  Rows prepared;
  const std::ptrdiff_t count = (columns.inside_last - columns.inside_first) * layout.along.channels;
  if (!prepared.prepare(taps, count, layout.along, layout.planes)) return false;
  resample_inside(arguments, layout, rows, lines, columns, y, prepared);
  return true;
}

/// Rows of few channels.
/// @tparam Rows         how rows are read
/// @tparam DistantRows  how they are read where that fails
/// @param outputs       of layout.along
template <class Rows, class DistantRows, class T, class Sampler>
void resample_strands(const call<T, Sampler>& arguments, const strand_layout& layout, const interleaved& outputs,
                      const band& rows) noexcept {
  constexpr bool is_nearest = std::is_same<Sampler, nearest>::value;
  const image_view<T>& image = arguments.image;
  const boxes_view& boxes = arguments.boxes;
  const crops_view<float>& crops = arguments.crops;
  const axis y(boxes(rows.box, 0), boxes(rows.box, 2), image.extent(1), crops.extent(1));
  const axis x(boxes(rows.box, 1), boxes(rows.box, 3), image.extent(2), crops.extent(2));
  const auto [top, bottom] = y.inside(crops.extent(1));
  const auto [left, right] = x.inside(crops.extent(2));
  const span lines = part_of(top, bottom, rows.first_row, rows.last_row);
  for (std::ptrdiff_t first = 0; first < crops.extent(2); first += layout.capacity) {
    const span columns = part_of(left, right, first, least(first + layout.capacity, crops.extent(2)));
    const std::ptrdiff_t inside = columns.inside_last - columns.inside_first;
    extrapolate_around(arguments, rows.box, lines, columns);
    if (inside == 0) continue;
    located_taps<> taps;
    const std::ptrdiff_t count = inside * layout.along.channels;
    locate<is_nearest>(x, columns.inside_first, inside, outputs, count, last_of(image.extent(2)), taps);
    if (!resample_chunk<Rows>(arguments, layout, rows, lines, columns, y, taps)) {
      resample_chunk<DistantRows>(arguments, layout, rows, lines, columns, y, taps);
    }
  }
}

/// The layout for a strand, once it is known how its outputs lie in the crops.
template <class T, class Sampler>
strand_layout layout_of(const call<T, Sampler>& arguments, const strand& along, arrangement order) noexcept {
  const crops_view<float>& crops = arguments.crops;
  const std::ptrdiff_t channels = arguments.image.extent(3);
  const std::ptrdiff_t planes = order == arrangement::to_pixels ? channels : 1;
  const std::ptrdiff_t computed = along.channels * planes;
  // Of rows shorter than eight lines, too much lies in lines that they share with the next one.
  const std::ptrdiff_t row_size = crops.extent(2) * (order == arrangement::to_planes ? 1 : computed);
  const bool streams = arguments.streams && order != arrangement::apart && row_size >= 8 * line;
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
strand_layout layout_of(const call<T, Sampler>& arguments) noexcept {
  const image_view<T>& image = arguments.image;
  const crops_view<float>& crops = arguments.crops;
  const std::ptrdiff_t channels = image.extent(3);
  // Strides along axes of one element mean nothing and may be anything.
  const bool is_one_column = crops.extent(2) == 1;
  const bool are_pixels = (channels == 1 || crops.stride(3) == 1) && (is_one_column || crops.stride(2) == channels);
  const bool are_planes = is_one_column || crops.stride(2) == 1;
  const bool can_rearrange = channels > 1 && channels <= most_rearranged;
  const strand pixels = channels <= most_interleaved ? strand_of(image, channels) : strand{};
  if (pixels.channels > 0 && are_pixels) return layout_of(arguments, pixels, arrangement::same);
  if (pixels.channels > 0 && are_planes && can_rearrange) return layout_of(arguments, pixels, arrangement::to_planes);
  const strand plane = strand_of(image, 1);
  if (plane.channels == 0) return {};
  if (are_pixels && can_rearrange) return layout_of(arguments, plane, arrangement::to_pixels);
  return layout_of(arguments, plane, are_planes ? arrangement::same : arrangement::apart);
}
