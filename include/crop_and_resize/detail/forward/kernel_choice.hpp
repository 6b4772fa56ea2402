// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Which kernel a call or a box takes, and how its crops are computed by scanlines. All targets share what is here.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_KERNEL_CHOICE_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_KERNEL_CHOICE_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/forward/column_writer.hpp>
#include <crop_and_resize/detail/forward/output_rows.hpp>
#include <crop_and_resize/detail/forward/pixel_rows.hpp>
#include <crop_and_resize/detail/forward/row_writer.hpp>
#include <crop_and_resize/detail/forward/vector_call.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/column_runs.hpp>
#include <crop_and_resize/detail/geometry/taps.hpp>
#include <crop_and_resize/detail/parallel/cost.hpp>
#include <crop_and_resize/detail/parallel/even_split.hpp>
#include <crop_and_resize/element.hpp>

#include <cstddef>

CNR_DETAIL_KERNELS_BEGIN

/// How the crops of a call are computed by scanlines. All boxes of the call share it.
struct scanline_layout {
  scanline along;  // without channels where the vector kernels cannot read the image
  arrangement order;
  bool streams;
  bool prefetches;          // each row of the crops, before it is written
  std::ptrdiff_t passes;    // over a chunk: one for each plane, or a single one for all channels
  plane_set planes;         // scanlines that a pass reads one after the other: all planes, or a single scanline
  std::ptrdiff_t channels;  // that a pass computes: those of a scanline, times the planes
  std::ptrdiff_t capacity;  // most columns of a chunk
  column_runs runs;         // none where rows are read
  float max_window_step;    // along x, above which corner_reader is tried
};

/// Planes that are computed together for crops of interleaved channels. All of them, where whole pixels are written.
/// Else so many that a row fits into a chunk, but at least eight: one cache line is then written in few parts. 0 where
/// there is no room for a vector of each.
inline std::ptrdiff_t planes_together(const vector_call& call) noexcept {
  constexpr std::ptrdiff_t least = 8;
  const std::ptrdiff_t most = max_outputs / call.target.width;
  const std::ptrdiff_t channels = call.image.extent(3);
  if (channels <= most && call.streams) return channels;
  if (call.encoder != nullptr) return channels <= most ? channels : 0;
  const std::ptrdiff_t planes = minimum(maximum(max_outputs / call.crops.extent(2), least), most);
  return divide_up(channels, divide_up(channels, planes));
}

/// The step along x, in columns of the image, above which corner_reader is faster than windows: they do not reach from
/// column to column, or take four tables of 16 bytes.
inline float max_window_step(const vector_call& call, const scanline& along) noexcept {
  const std::ptrdiff_t table_size = call.target.table_size;
  const std::ptrdiff_t longest = (table_size == 16 ? 2 : max_tables) * table_size;
  // From the first output of a window to the last one are so many columns, times channels.
  const std::ptrdiff_t outputs = maximum(table_size / 4 - 1, along.channels);
  const std::ptrdiff_t reach = longest - (along.channels + 1) * call.kernels.image_size;
  return static_cast<float>(reach * along.channels) /
         static_cast<float>(maximum(outputs * magnitude(along.column_stride), 1));
}

/// The layout for a scanline, given how its outputs are arranged in the crops.
/// @param planes  computed together
/// @param runs    those of so many planes, or none
inline scanline_layout arranged_layout(const vector_call& call, const scanline& along, arrangement order,
                                       std::ptrdiff_t planes, const column_runs& runs) noexcept {
  const std::ptrdiff_t channels = call.image.extent(3);
  const std::ptrdiff_t computed = along.channels * planes;
  const bool is_by_columns = order == arrangement::by_columns;
  const std::ptrdiff_t outputs = is_by_columns ? staged_row_pitch : max_outputs;
  const std::ptrdiff_t row_size =
      call.crops.extent(2) * (order == arrangement::deinterleave ? 1 : computed) * call.element_size();
  // Some planes of interleaved pixels have the outputs of others between theirs.
  const bool are_packed = order == arrangement::interleave ? planes == channels : order < arrangement::strided;
  const bool streams = call.streams && are_packed && has_whole_lines(row_size);
  // Interleaved pixels are written in parts of cache lines, for which the lines must be fetched. So many crops are
  // rarely in a second-level cache when they are written.
  const bool prefetches = order == arrangement::interleave && takes_mebibytes(2, sizeof(float), call.crops.extents());
  return {along,
          order,
          streams,
          prefetches,
          divide_up(channels, computed),
          {planes, call.image.stride(3), outputs / planes},
          computed,
          minimum(outputs / computed, runs.count > 0 ? runs.max_columns : max_outputs),
          runs,
          max_window_step(call, along)};
}

/// The runs of a call's image for `planes` planes that are computed together.
inline column_runs column_runs_of(const vector_call& call, std::ptrdiff_t planes) noexcept {
  const std::ptrdiff_t size = call.kernels.image_size;
  extents_4d strides = call.image.strides();
  for (auto& stride : strides) stride /= size;
  return detail::column_runs_of(call.image.extents(), strides, static_cast<std::size_t>(size), planes);
}

/// The layout for the tensors of a call. It has no channels where scanlines cannot read the image.
CNR_DETAIL_COLD inline scanline_layout layout_of(const vector_call& call) noexcept {
  const auto& image = call.image;
  const auto& crops = call.crops;
  const std::ptrdiff_t channels = image.extent(3);
  const std::ptrdiff_t size = call.element_size();
  const bool are_pixels = call.are_pixels(channels);
  const bool are_planes = call.are_planes();
  const bool are_columns = crops.stride(1) == size && !are_pixels && !are_planes;
  const std::ptrdiff_t together = are_pixels && channels > 1 ? planes_together(call) : 0;
  column_runs runs{};
  if (image.extent(1) > 1 && image.extent(2) > 1 && magnitude(image.stride(1)) < magnitude(image.stride(2))) {
    runs = column_runs_of(call, maximum(together, 1));
  }
  const auto scanline_with = [&](std::ptrdiff_t interleaved) noexcept {
    return scanline_of(image.extents(), image.strides(), call.kernels.image_size, interleaved);
  };
  scanline along = channels <= max_interleaved && runs.count == 0 ? scanline_with(channels) : scanline{};
  std::ptrdiff_t planes = 1;
  arrangement order = arrangement::contiguous;
  if (along.channels > 0 && are_pixels) {
    order = arrangement::contiguous;
  } else if (along.channels > 0 && are_planes && channels > 1 && channels <= max_outputs / call.target.width) {
    // Whole vectors of pixels are rearranged, for which a chunk has room.
    order = arrangement::deinterleave;
  } else if (along.channels > 1 && crops.stride(3) == size) {
    order = arrangement::strided;
  } else if (along.channels > 0 && are_columns && channels <= max_transposed) {
    order = arrangement::by_columns;
  } else {
    along = scanline_with(1);
    if (along.channels == 0) return {};
    if (are_columns) {
      order = arrangement::by_columns;
    } else if (together > 0) {
      order = arrangement::interleave;
    } else if (!are_planes) {
      order = arrangement::strided;
    }
    planes = maximum(together, 1);
  }
  return arranged_layout(call, along, order, planes, runs);
}

/// Whether scanlines are faster although they write pixels of more planes than a chunk has room for, some planes at a
/// time: where rows of the image are near enough to be read for several rows of the crop. Not where pixels are whole
/// kibibytes apart: they share so few sets of a first-level cache that they leave it before all planes are written.
inline bool are_faster_by_parts(const vector_call& call) noexcept {
  return call.encoder == nullptr && call.image.extent(1) <= 2 * call.crops.extent(1) &&
         call.crops.stride(2) % 1024 != 0;
}

/// Whether a call is for plane_runs: planes of the image become planes or pixels of the crops.
CNR_DETAIL_COLD inline bool are_plane_runs(const vector_call& call) noexcept {
  const auto& image = call.image;
  const auto& crops = call.crops;
  const std::ptrdiff_t channels = image.extent(3);
  const std::ptrdiff_t size = call.kernels.image_size;
  // To locate a run takes as long as to compute it in about four planes.
  if (channels <= 4 || (image.extent(2) > 1 && image.stride(2) != size)) return false;
  const bool are_pixels = crops.stride(3) == call.element_size();
  // From so many columns on, scanlines are faster: what they mix along x serves several rows of the crop. Elements of
  // fewer bytes have larger windows, and the more planes there are, the more of them share a run. Pixels are rearranged
  // either way. A transposed call mixes rows first. Of three vectors, a row leaves a third unused at most.
  const std::ptrdiff_t width = call.target.width;
  const std::ptrdiff_t of_bytes = channels <= max_width ? 12 : 2 * width;
  const std::ptrdiff_t of_planes = size < 4 ? of_bytes : 24;
  const std::ptrdiff_t columns = are_pixels ? 32 : of_planes;
  // Runs read fewer lines of images that are in memory.
  const bool is_large = takes_mebibytes(32, static_cast<std::size_t>(size), image.extents());
  const bool takes_wide = call.is_transposed || (is_large && !are_pixels);
  const bool is_narrow = crops.extent(2) < (takes_wide ? 3 * width : minimum(3 * width, columns));
  // Scanlines write pixels that touch in rows. Others they write one output at a time.
  const bool are_together =
      call.are_pixels(channels) && (channels <= max_outputs / call.target.width || are_faster_by_parts(call));
  const bool are_written = are_pixels ? is_narrow || !are_together : is_narrow && call.are_planes();
  if (!are_written) return false;
  // Offsets are numbers of 32 bits. The span of the whole image in bytes is representable: validate/views.hpp.
  const std::ptrdiff_t row_reach = image.extent(1) > 1 ? magnitude((image.extent(1) - 1) * image.stride(1)) : 0;
  return row_reach + image.extent(2) * size <= std::ptrdiff_t{1} << 30;
}

/// Whether the crops of a call are so small that they are faster with their boxes located together. Other destinations
/// than plain floats are written by whole vectors of channels. A single channel leaves a vector nearly empty, and pays
/// only for the conversion of elements of half.
inline bool are_small_pixels(const vector_call& call) noexcept {
  const auto& image = call.image;
  const auto& crops = call.crops;
  const std::ptrdiff_t least_floats = call.kernels.stored == element_format::float16 ? 1 : 2;
  const std::ptrdiff_t least_channels = call.encoder != nullptr ? call.target.width : least_floats;
  return crops.extent(1) * crops.extent(2) <= max_small_pixels && image.extent(3) >= least_channels &&
         image.stride(3) == call.kernels.image_size && crops.stride(3) == call.element_size();
}

/// Whether neighbours of a column are nearer to one another than those of a row, in image and crops. Such a call is
/// computed transposed, if a kernel can do that.
CNR_DETAIL_COLD inline bool are_all_columns(const vector_call& call) noexcept {
  const auto& image = call.image;
  const auto& crops = call.crops;
  const auto are_columns = [](const auto& view) noexcept {
    return view.extent(1) > 1 && (view.extent(2) == 1 || magnitude(view.stride(1)) < magnitude(view.stride(2)));
  };
  return are_columns(image) && are_columns(crops);
}

/// Whether scanlines would write one float of each cache line of a crop at a time, plane by plane, and the crop is
/// larger than a first-level cache.
inline bool visits_lines_by_planes(const vector_call& call, const scanline_layout& layout) noexcept {
  constexpr int first_level_kibibytes = 48;
  const auto& crops = call.crops;
  return layout.order == arrangement::strided && layout.along.channels == 1 && crops.stride(3) == call.element_size() &&
         crops.extent(3) >= cache_line_floats &&
         takes_kibibytes(first_level_kibibytes, static_cast<std::size_t>(call.element_size()),
                         {{1, crops.extent(1), crops.extent(2), crops.extent(3)}});
}

/// Crops of several channels with at most so many pixels are faster by the scalar loops: to locate a run, or to plan,
/// takes longer than to compute a few outputs of each channel (benchmarks/README.md, small crops). Of planes, these
/// hardly fill a vector or two; the more planes there are, the more of them share a run. Few planes are rearranged into
/// pixels, and few channels into planes. The scalar loops are slower for elements that they convert, and for images
/// that are larger than most caches.
inline std::ptrdiff_t few_pixels(const vector_call& call) noexcept {
  constexpr std::ptrdiff_t of_few_channels = 9;
  constexpr std::ptrdiff_t of_few_planes = 36;
  constexpr std::ptrdiff_t of_few_planes_of_words = 64;  // elements of four bytes, which are hardly converted
  constexpr std::ptrdiff_t of_planes_of_one_run = 25;
  constexpr std::ptrdiff_t of_many_planes = 16;
  const std::ptrdiff_t channels = call.image.extent(3);
  const bool are_words = call.kernels.image_size == 4;
  const bool are_pixels = call.crops.stride(3) == call.element_size();
  if (call.image.stride(3) == call.kernels.image_size) {
    return channels < 8 && (!are_pixels || are_words) ? of_few_channels : max_small_pixels;
  }
  const auto size = static_cast<std::size_t>(call.kernels.image_size);
  if (channels <= 4 && are_pixels && !takes_mebibytes(8, size, call.image.extents())) {
    return are_words ? of_few_planes_of_words : of_few_planes;
  }
  return channels > 4 && channels <= max_width ? of_planes_of_one_run : of_many_planes;
}

enum class kernel {
  small_pixels,  // crops of a few pixels, whose boxes are located together: small_pixels.hpp
  pixels,        // vectors of a pixel's channels, for crops that are pixels: pixels.inl
  planes,        // the same, rearranged, for crops that are planes or columns: planes.hpp
  plane_runs,    // many narrow planes of the image: plane_runs.hpp
  scanlines,     // vectors of outputs of a row: resample_scanlines in resample_boxes.hpp
  short_pixels,  // pixels by vectors of half the width, chosen for a box, not a call
  scalar         // scalar.hpp
};

/// The kernel for the tensors of a call. The layout has no channels where scanlines cannot read the image.
CNR_DETAIL_COLD inline kernel kernel_for(const vector_call& call, const scanline_layout& layout) noexcept {
  const auto& image = call.image;
  if (image.extent(1) > max_extent || image.extent(2) > max_extent) return kernel::scalar;
  if (are_small_pixels(call)) return kernel::small_pixels;
  if (image.extent(3) >= call.target.width && image.stride(3) == call.kernels.image_size) {
    const auto& crops = call.crops;
    if (crops.stride(3) == call.element_size()) return kernel::pixels;
    if (call.are_planes() || crops.stride(1) == call.element_size()) return kernel::planes;
  }
  const bool is_half = call.kernels.stored == element_format::float16;
  if (image.extent(3) > 1 && !is_half && call.crops.extent(1) * call.crops.extent(2) <= few_pixels(call)) {
    return kernel::scalar;
  }
  if (are_plane_runs(call)) return kernel::plane_runs;
  // Where all is stored by columns, a call is transposed, so that it visits no line twice.
  const bool is_slow_by_planes = visits_lines_by_planes(call, layout) && !are_all_columns(call);
  if (layout.along.channels == 0 || (is_slow_by_planes && !is_half)) return kernel::scalar;
  if (!is_worth_planning(call.crops.extents(), layout.channels, is_half)) return kernel::scalar;
  return kernel::scanlines;
}

/// Whether a box of few channels is faster by scanlines although they are a vector or more: where the rows of the image
/// are mixed along x for several rows of the crop each, or where single bytes would be loaded by small vectors. The
/// windows have to be small, and there have to be rows enough for a plan.
inline bool is_faster_by_scanlines(const vector_call& call, const byte_geometry& geometry,
                                   const scanline_layout& layout) noexcept {
  constexpr std::ptrdiff_t min_rows = 16;
  const std::ptrdiff_t width = call.target.width;
  const std::ptrdiff_t of_window = width / call.target.windows;
  const std::ptrdiff_t size = call.kernels.image_size;
  const std::ptrdiff_t channels = layout.along.channels;
  const bool is_contiguous = layout.order == arrangement::contiguous;
  // From two vectors on, little of the last vector of a pixel overlaps. Planes need chunks of many columns.
  const std::ptrdiff_t most_channels = is_contiguous ? 2 * width - 1 : width + width / 2;
  if (channels < call.image.extent(3) || channels > most_channels || size > 4) return false;
  if (geometry.rows.inside.size() < min_rows) return false;
  const float column_step = geometry.x.step();
  const auto columns = static_cast<std::ptrdiff_t>(column_step < 16 ? column_step + 0.999F : 16);
  // A window is of one pixel and of the next one, or begins at the end of one and ends after the one that it steps to.
  const std::ptrdiff_t elements = channels % of_window == 0
                                      ? channels + of_window
                                      : maximum(channels + of_window, columns * channels + 2 * of_window);
  if (geometry.y.step() <= 0.5F) return elements * size <= max_tables * call.target.table_size;
  return size == 1 && is_contiguous && channels <= width + width / 2 && elements <= 2 * call.target.table_size;
}

/// Windows of four outputs of vectors that are shorter than the target's: up to four tables of 16 bytes.
constexpr std::ptrdiff_t short_table_size = 16;
/// Columns from the first of four outputs to the last one.
inline std::ptrdiff_t columns_of_short_window(const scanline& along) noexcept { return along.channels == 1 ? 3 : 1; }

/// Whether windows of four outputs find the elements of a row faster, with one tap, than others in copies of its
/// columns, where the target's own windows do not reach. To copy a column takes longer than to find one element, but
/// less than to find several short ones. Windows do not prefetch what comes out of memory.
CNR_DETAIL_COLD inline bool are_short_windows_faster(const vector_call& call, const byte_geometry& geometry,
                                                     const scanline& along) noexcept {
  const std::ptrdiff_t size = call.kernels.image_size;
  return call.kernels.taps == 1 && (along.channels == 1 || size == 4) &&
         geometry.x.step() * static_cast<float>(columns_of_short_window(along) * magnitude(along.column_stride)) <=
             static_cast<float>(max_tables * short_table_size - (along.channels - 1) * size) &&
         !takes_mebibytes(16, static_cast<std::size_t>(size), call.image.extents());
}

/// Whether windows of four outputs find the elements of rows where they are, which are shorter than the target's
/// windows. Those would find them in copies of all rows between the first and the last one that are read: too many
/// where rows of the crop are far apart.
CNR_DETAIL_COLD inline bool are_short_rows_far(const byte_geometry& geometry, const scanline& along) noexcept {
  constexpr float min_row_step = 8;
  return along.size >= short_table_size && geometry.y.step() >= min_row_step &&
         (geometry.x.step() * static_cast<float>(columns_of_short_window(along)) + 2) *
                 static_cast<float>(magnitude(along.column_stride)) <=
             static_cast<float>(short_table_size);
}

/// The largest step along x, in columns of the image, at which runs are faster than scanlines and than the scalar
/// loops, if a call has a limit: with a larger one, a window has at most two columns.
constexpr float max_run_step = static_cast<float>(max_width) / 2;

/// The largest step along x at which vectors are faster than the scalar loops; max_extent where they always are.
///
/// | kernel                                       | by runs up to | by vectors up to |
/// |----------------------------------------------|---------------|------------------|
/// | runs, of many planes or of halves            | any           | any              |
/// | runs, of bytes or 16 bits, not a few columns | max_run_step  | end of windows   |
/// | runs, of others                              | max_run_step  | max_run_step     |
/// | scanlines, few rows and columns              |               | end of windows   |
/// | others                                       |               | any              |
///
/// What is between the two goes by scanlines. Beyond windows, each of their columns takes a load and a store, and few
/// outputs do not pay for the plan. Images that are not in a cache have no limit, as copies wait for many columns at
/// once. Halves have none, as they are slow in the scalar loops.
CNR_DETAIL_COLD inline float max_vector_step(const vector_call& call, const scanline_layout& layout,
                                             kernel chosen) noexcept {
  constexpr auto no_limit = static_cast<float>(max_extent);
  const auto& image = call.image;
  const auto& crops = call.crops;
  if (call.kernels.stored == element_format::float16) return no_limit;
  const std::ptrdiff_t size = call.kernels.image_size;
  std::ptrdiff_t outputs = max_width;  // of a row, if they are fewer than a window has
  if (chosen == kernel::plane_runs) {
    outputs = crops.extent(2);
    if (image.extent(3) > max_width) return no_limit;
    constexpr std::ptrdiff_t min_columns = 6;  // that pay for the plan
    if (size >= 4 || outputs < min_columns) return max_run_step;
  } else {
    const bool are_together = layout.order == arrangement::interleave;  // each plane has a row of its own
    const std::ptrdiff_t most_floats = are_together ? 20 : 10;
    const std::ptrdiff_t most = size == 4 ? most_floats : 4;
    if (chosen != kernel::scanlines || crops.extent(1) > most || crops.extent(2) > most) return no_limit;
    if (layout.runs.count > 0 || takes_mebibytes(1, static_cast<std::size_t>(size), image.extents())) return no_limit;
  }
  const vector_target& target = call.target;
  outputs = minimum(outputs, target.width / target.windows);
  const std::ptrdiff_t reach = maximum(magnitude(layout.along.column_stride), size) * outputs;
  const std::ptrdiff_t of_tables = max_tables * target.table_size * layout.along.channels;
  const std::ptrdiff_t columns = of_tables / reach;
  return static_cast<float>(columns);
}

/// Whether a call that goes by scanlines has pixels that come out of memory, and that vectors of channels of half the
/// width can compute.
inline bool are_pixels_of_short_vectors(const vector_call& call, const scanline_layout& layout,
                                        kernel chosen) noexcept {
  return call.prefetches && call.resample_short != nullptr && chosen == kernel::scanlines &&
         layout.order == arrangement::contiguous && layout.along.channels >= call.target.width / 2 &&
         call.image.stride(3) == call.kernels.image_size;
}

/// Whether a box of such a call is faster that way: where pixels are apart, and more is read than a second-level cache
/// holds. Windows do not prefetch.
CNR_DETAIL_COLD inline bool are_short_pixels_faster(const vector_call& call, std::ptrdiff_t box) noexcept {
  constexpr float min_step = 1.5F;
  constexpr float min_size = 3 << 20;  // bytes of the image under the box
  const float column_step = byte_geometry::step(call, box, 2);
  const float row_step = byte_geometry::step(call, box, 1);
  const auto& crops = call.crops;
  const auto outputs = static_cast<float>(crops.extent(1) * crops.extent(2) * crops.extent(3));
  return column_step >= min_step &&
         column_step * row_step * outputs * static_cast<float>(call.kernels.image_size) >= min_size;
}

/// Which kernel each box of a call takes.
class box_kernels {
 public:
  /// @param chosen  kernel_for the call
  CNR_DETAIL_COLD box_kernels(const vector_call& call, const scanline_layout& layout, kernel chosen) noexcept
      : call_(call),
        chosen_(chosen),
        max_step_(max_vector_step(call, layout, chosen)),
        are_short_(are_pixels_of_short_vectors(call, layout, chosen)) {}

  CNR_DETAIL_COLD kernel operator[](std::ptrdiff_t box) const noexcept {
    if (are_short_ && are_short_pixels_faster(call_, box)) return kernel::short_pixels;
    if (max_step_ >= static_cast<float>(max_extent)) return chosen_;
    const float step = byte_geometry::step(call_, box, 2);
    if (step > max_step_) return kernel::scalar;
    return chosen_ == kernel::plane_runs && step > max_run_step ? kernel::scanlines : chosen_;
  }

 private:
  const vector_call& call_;
  kernel chosen_;
  float max_step_;
  bool are_short_;
};

/// The most elements of a row that are mixed for a chunk of a transposed call, and the most outputs of its rows.
constexpr std::ptrdiff_t max_mixed = 1536;
constexpr std::ptrdiff_t max_mixed_outputs = max_outputs / 2;

/// Whether a kernel can compute a transposed call. What of a row scanlines have is mixed by whole vectors, so that it
/// should be dense.
inline bool computes_transposed(const vector_call& call, const scanline_layout& layout, kernel chosen) noexcept {
  if (chosen == kernel::plane_runs) return true;
  constexpr std::ptrdiff_t max_sparsity = 4;
  const scanline& along = layout.along;
  const std::ptrdiff_t size = call.kernels.image_size;
  const bool are_pixels = along.channels == 1 || (along.channels < call.target.width && along.channel_stride == size);
  return chosen == kernel::scanlines && are_pixels && along.size >= max_width * size &&
         magnitude(along.column_stride) <= max_sparsity * along.channels * size;
}

/// The most columns of a chunk of a transposed call that goes by scanlines: as many as there is room for what they read
/// of a row. 0 where most of that would be mixed in vain.
inline std::ptrdiff_t transposed_capacity(const vector_call& call, const scanline_layout& layout,
                                          const axis& x) noexcept {
  constexpr std::ptrdiff_t min_columns = 8;
  constexpr float max_step = 32;  // half a cache line of bytes
  const std::ptrdiff_t channels = layout.along.channels;
  const std::ptrdiff_t stride = magnitude(layout.along.column_stride) / call.kernels.image_size;
  const float step = x.step();
  // Coordinates are rounded, at worst by one each, and then down, and have a second tap.
  const auto room = static_cast<float>(max_mixed - channels - 4 * stride);
  const float needed = step * static_cast<float>(stride);
  const bool is_dense = step <= max_step && needed * min_columns <= room;  // a step may be NaN
  if (!is_dense) return 0;
  const std::ptrdiff_t most = minimum(layout.capacity, max_mixed_outputs / channels);
  return needed * static_cast<float>(most) <= room ? most : static_cast<std::ptrdiff_t>(room / needed);
}

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_KERNEL_CHOICE_HPP
