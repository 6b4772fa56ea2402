// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The scalar loops in blocks of outputs, from which compilers make vectors: for samplers and elements that the vector
// kernels do not know. Each row of the image is mixed along x into a row of floats, which is kept for the rows of the
// crop that read it, too. Then such rows are mixed along y. Loops have a constant number of rounds, and each does one
// thing.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/kernels.inl>

#include <crop_and_resize/detail/geometry/tap_arrays.hpp>
#define CNR_DETAIL_KEEP_LOOP
#endif

// Each file builds on those before it.
// clang-format off
#include <crop_and_resize/detail/forward/vector/block_loads.inl>
#include <crop_and_resize/detail/forward/vector/block_columns.inl>
#include <crop_and_resize/detail/forward/vector/block_lookups.inl>
#include <crop_and_resize/detail/forward/vector/block_reader.inl>
#include <crop_and_resize/detail/forward/vector/block_writer.inl>
// clang-format on

/// Whether crops are large enough for blocks. The arrays of smaller ones would be filled with copies.
template <class Arguments>
bool are_worth_blocks(const Arguments& arguments) noexcept {
  const auto& crops = arguments.crops;
  const std::ptrdiff_t of_row = arguments.image.stride(3) == 1 ? crops.extent(2) * crops.extent(3) : crops.extent(2);
  return of_row > 4;
}

/// Some channels of one crop, or one plane of it.
template <class Arguments, class Geometry>
class block_pass {
 public:
  using element = typename Arguments::element_type;
  using output = typename Arguments::output_type;
  using sampler = typename Arguments::sampler_type;
  using arrays = tap_arrays<sampler>;
  using writer = block_writer<Arguments>;

  static constexpr auto count = static_cast<std::size_t>(arrays::count);
  static constexpr std::ptrdiff_t block = position_block;
  static constexpr std::ptrdiff_t room = block_row_room<arrays::count>;
  static constexpr auto padded_room = static_cast<std::size_t>(room + block);

  block_pass(const Arguments& arguments, const Geometry& geometry, const arrays& x, const arrays& y,
             const column_windows<sampler>& near_columns, const block_lookups<element, sampler>& lookups,
             const index_range& converted, std::ptrdiff_t first_channel, std::ptrdiff_t channels,
             bool are_pixels) noexcept
      : arguments_(arguments),
        y_(y),
        image_(geometry.image + first_channel * arguments.image.stride(3)),
        outputs_(x.size() * channels),
        reader_(arguments.image, arguments.sampler, x, near_columns, lookups, converted, first_channel, channels,
                are_pixels),
        writer_(arguments, x.size(), first_channel, channels) {}

  /// All rows of a table. `out` is the crop's first row, and first column, of the tables.
  CNR_DETAIL_NOINLINE void run(output* out) const noexcept {
    alignas(64) float rows[count][padded_room];
    std::ptrdiff_t offsets[count];
    for (std::size_t slot = 0; slot < count; ++slot) offsets[slot] = no_row;
    const auto& crops = arguments_.crops;
    const std::ptrdiff_t outputs = outputs_;
    const bool is_packed = writer_.is_row_packed();
    const bool is_direct = writer::is_float && is_packed && !arguments_.streams;
    for (std::ptrdiff_t i = 0; i < y_.size(); ++i) {
      const float* sources[count];
      find_rows(i, rows, offsets, sources);
      output* const row = out + i * crops.stride(1);
      alignas(64) float staging[padded_room];
      float* to = &staging[0];
      if constexpr (writer::is_float) {
        if (is_direct) to = row;
      }
      mix_rows(sources, i, to);
      if (is_direct) continue;
      if (is_packed && arguments_.streams) {
        writer_.stream_row(staging, outputs, row);
      } else {
        writer_.write_row(staging, is_packed, row);
      }
    }
  }

 private:
  static constexpr std::ptrdiff_t no_row = PTRDIFF_MIN;
  static constexpr std::make_index_sequence<count> taps{};

  /// Finds the rows that row `i` of the crop reads among those that are kept, and makes those that are missing.
  CNR_DETAIL_ALWAYS_INLINE void find_rows(std::ptrdiff_t i, float (*rows)[padded_room], std::ptrdiff_t* offsets,
                                          const float** sources) const noexcept {
    bool is_used[count] = {};
    std::ptrdiff_t wanted[count];
    for (std::size_t tap = 0; tap < count; ++tap) {
      wanted[tap] = y_.offsets(static_cast<std::ptrdiff_t>(tap))[i];
      sources[tap] = nullptr;
      for (std::size_t slot = 0; slot < count; ++slot) {
        if (offsets[slot] != wanted[tap]) continue;
        is_used[slot] = true;
        sources[tap] = rows[slot];
        break;
      }
    }
    std::size_t slot = 0;
    std::size_t waiting = count;  // the slot of a row that is made together with the next one
    for (std::size_t tap = 0; tap < count; ++tap) {
      // A row may be read by several taps.
      for (std::size_t other = 0; other < tap; ++other) {
        if (wanted[other] == wanted[tap]) sources[tap] = sources[other];
      }
      if (sources[tap] != nullptr) continue;
      while (is_used[slot]) ++slot;
      offsets[slot] = wanted[tap];
      sources[tap] = rows[slot];
      if (waiting == count) {
        waiting = slot;
      } else {
        reader_.make_two_rows(image_ + offsets[waiting], image_ + wanted[tap], rows[waiting], rows[slot]);
        waiting = count;
      }
      ++slot;
    }
    if (waiting < count) reader_.make_row(image_ + offsets[waiting], rows[waiting]);
  }

  /// Mixes rows along y. Each block is read as it was stored: processors wait where a load needs parts of two stores.
  CNR_DETAIL_ALWAYS_INLINE void mix_rows(const float* const* sources, std::ptrdiff_t i, float* to) const noexcept {
    const std::ptrdiff_t size = outputs_;
    for (std::ptrdiff_t next = 0; next < size; next += block) {
      mix_block(taps, sources, next, size - next, y_.weight(i), to + next);
    }
  }
  /// @param rest  outputs from `first` on, of which a block is stored at most
  template <std::size_t... Tap, class Weight>
  CNR_DETAIL_ALWAYS_INLINE void mix_block(std::index_sequence<Tap...> /*taps*/, const float* const* sources,
                                          std::ptrdiff_t first, std::ptrdiff_t rest, const Weight& weight,
                                          float* CNR_DETAIL_RESTRICT to) const noexcept {
    const sampler mixer = arguments_.sampler;
    const float* rows[count];
    for (std::size_t tap = 0; tap < count; ++tap) rows[tap] = sources[tap] + first;
    // Compilers need not ask then whether the outputs overlap the rows.
    float mixed[static_cast<std::size_t>(block)];
    CNR_DETAIL_KEEP_LOOP
    for (std::ptrdiff_t i = 0; i < block; ++i) {
      mixed[i] = mixer.mix(std::array<float, count>{{rows[Tap][i]...}}, weight);
    }
    if constexpr (block % width == 0) {
      for_each_index(constant<block / width>{}, [&](std::ptrdiff_t vector) noexcept {
        store_up_to(to + vector * width, load(&mixed[vector * width]), rest - vector * width);
      });
    } else {
      for (std::ptrdiff_t i = 0; i < minimum(block, rest); ++i) to[i] = mixed[i];
    }
  }

  const Arguments& arguments_;
  const arrays& y_;
  const element* image_;    // of the first channel
  std::ptrdiff_t outputs_;  // of a row
  block_reader<element, sampler> reader_;
  writer writer_;
};

/// How the image of a call is read in blocks.
template <class T>
struct block_layout {
  explicit block_layout(const image_view<T>& image, std::ptrdiff_t most_channels) noexcept
      : column_stride(image.extent(2) > 1 ? image.stride(2) : 1),
        are_pixels(image.extent(3) > 1 && image.stride(3) == 1),
        are_side_by_side(!are_pixels && column_stride == 1),
        is_converted_first(!loads_blocks<T> &&
                           !(loads_narrow_pixels<T> && are_pixels && image.extent(3) <= max_narrow)),
        can_convert(is_converted_first && (are_pixels ? !(may_have_others)(image) : are_side_by_side)),
        channels_at_once(are_pixels ? minimum(image.extent(3), most_channels) : 1),
        readable(readable_of(image.extent(2), column_stride, channels_at_once)) {}

  /// @param channels  side by side
  static index_range readable_of(std::ptrdiff_t columns, std::ptrdiff_t stride, std::ptrdiff_t channels) noexcept {
    const std::ptrdiff_t last = (columns - 1) * stride;
    return {minimum(last, 0), maximum(last, 0) + channels};
  }

  std::ptrdiff_t column_stride;
  bool are_pixels;          // the channels of a pixel are side by side
  bool are_side_by_side;    // the columns of a plane
  bool is_converted_first;  // elements become floats before they are mixed
  bool can_convert;         // a row at once
  std::ptrdiff_t channels_at_once;
  index_range readable;  // offsets from a row's first element to what may be read with it
};

/// All rows that are inside, for the columns of a table, the first of which is the crop's `column`.
template <class Arguments, class Geometry>
CNR_DETAIL_ALWAYS_INLINE void resample_block_columns(
    const Arguments& arguments, const Geometry& geometry, const block_layout<typename Arguments::element_type>& layout,
    const tap_arrays<typename Arguments::sampler_type>& x,
    const column_windows<typename Arguments::sampler_type>& near_columns,
    const block_lookups<typename Arguments::element_type, typename Arguments::sampler_type>& lookups,
    const index_range& converted, std::ptrdiff_t column) noexcept {
  const auto& image = arguments.image;
  const auto& crops = arguments.crops;
  const index_range& rows = geometry.rows.inside;
  const std::ptrdiff_t channels = image.extent(3);
  const std::ptrdiff_t at_once = layout.channels_at_once;
  tap_arrays<typename Arguments::sampler_type> y;
  for (std::ptrdiff_t row = rows.begin; row < rows.end; row += y.capacity) {
    (build_taps)(arguments.sampler, geometry.y, {row, minimum(row + y.capacity, rows.end)}, image.extent(1),
                 image.stride(1), y);
    auto* const out = geometry.crop + row * crops.stride(1) + column * crops.stride(2);
    for (std::ptrdiff_t next = 0; next < channels; next += at_once) {
      // The last channels overlap those before them, so that there are always as many.
      const std::ptrdiff_t channel = minimum(next, channels - at_once);
      block_pass<Arguments, Geometry>(arguments, geometry, x, y, near_columns, lookups, converted, channel, at_once,
                                      layout.are_pixels)
          .run(out + channel * crops.stride(3));
    }
  }
}

/// One crop. Not inlined, as resample_scalar.
template <class Arguments, class Geometry>
CNR_DETAIL_NOINLINE void resample_blocks(const Arguments& arguments, const Geometry& geometry) noexcept {
  using pass = block_pass<Arguments, Geometry>;
  using element = typename pass::element;
  const auto& image = arguments.image;
  const block_layout<element> layout(image, minimum(64, pass::room));
  const clipped_range columns = geometry.columns(0, geometry.crop_width);
  detail::extrapolate_outside(arguments, geometry, columns);
  typename pass::arrays x;
  column_windows<typename pass::sampler> near_columns;
  near_columns.clear();
  using lookups_of_call = block_lookups<element, typename pass::sampler>;
  lookups_of_call lookups;
  lookups.clear();
  std::ptrdiff_t columns_at_once = minimum(x.capacity, pass::room / layout.channels_at_once);
  const bool are_looked_up = lookups_of_call::are_possible && (!layout.are_pixels || image.extent(3) <= max_narrow);
  if (are_looked_up) {
    columns_at_once = minimum(columns_at_once, lookups_of_call::max_outputs / layout.channels_at_once);
  }
  if constexpr (!loads_blocks<element>) {
    if (layout.is_converted_first) {
      columns_at_once = minimum(columns_at_once, (max_converted_columns)(geometry.x, layout.column_stride));
    }
  }
  for (std::ptrdiff_t column = columns.inside.begin; column < columns.inside.end; column += columns_at_once) {
    (build_taps)(arguments.sampler, geometry.x, {column, minimum(column + columns_at_once, columns.inside.end)},
                 image.extent(2), image.stride(2), x);
    index_range converted{0, 0};
    if constexpr (!loads_blocks<element>) {
      if (layout.can_convert) converted = (converted_offsets)(x, layout.channels_at_once);
    }
    if constexpr (lookups_of_call::are_possible) {
      if (are_looked_up) lookups.build(x, layout.channels_at_once, layout.readable);
    } else {
      // After elements that are converted there is room for windows.
      if (layout.are_side_by_side) near_columns.build(x, loads_blocks<element> ? image.extent(2) : PTRDIFF_MAX);
    }
    (resample_block_columns)(arguments, geometry, layout, x, near_columns, lookups, converted, column);
  }
}

struct block_kernels {
  /// The tasks in `numbers`.
  template <class Arguments>
  CNR_DETAIL_NOINLINE static void resample(const Arguments& arguments, const partition& tasks,
                                           const index_range& numbers) noexcept {
    if (!(are_worth_blocks)(arguments)) return scalar::forward_kernels::resample(arguments, tasks, numbers);
    using geometry = crop_geometry<typename Arguments::element_type, typename Arguments::output_type>;
    for_each_box(tasks, numbers, [&](std::ptrdiff_t box, const index_range& rows) noexcept {
      (resample_blocks)(arguments, geometry(arguments, box, rows));
    });
    if (arguments.streams) fence();
  }
};
block_kernels block_kernels_of(tag);  // see forward/run.hpp
