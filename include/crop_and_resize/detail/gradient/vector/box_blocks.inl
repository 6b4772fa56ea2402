// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The terms of the gradient with regard to the boxes, for many channels that are not packed on both sides, as those of
// planes: block by block, see blocks.inl. Planes that are shrunk may be read by windows instead, see box_planes.inl.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/box_planes.inl>
#endif

/// The terms of one row of a chunk, for many channels. Terms due to x are added block by block, as each column has sums
/// of its own. Those due to y are kept, and added when there are those of all channels.
template <class T>
class block_terms {
 public:
  explicit block_terms(const grad_boxes_arguments<T>& arguments) noexcept
      : arguments_(arguments),
        pitch_(divide_up(arguments.image.extent(3), width) * width),
        of_image_{arguments.image.extent(2) > 1 ? arguments.image.stride(2) : 0, arguments.image.stride(3)},
        of_grads_{arguments.grads.extent(2) > 1 ? arguments.grads.stride(2) : 0, arguments.grads.stride(3)},
        next_row_(arguments.grads.extent(1) > 1 ? arguments.grads.stride(1) : 0),
        prefetches_image_(of_image_.channel != 1 && takes_mebibytes(8, sizeof(T), arguments.image.extents())) {}

  /// False where a column has too many channels, or where the columns of the crop are so far apart that the scalar
  /// loops read far fewer elements than would be copied.
  CNR_DETAIL_NOINLINE bool prepare(const chunk_of_columns& chunk) noexcept {
    // Without a copy, too, a line of 16 floats is fetched for each of them. Other elements are copied one by one.
    constexpr float max_step = std::is_same<T, float>::value ? 16 : 4;
    if (pitch_ > max_terms) return false;
    if (!(chunk.x.step() <= max_step)) return false;  // a step may be NaN
    locate_taps(chunk.x, chunk.first, chunk.count, one_channel{}, chunk.count, taps_);
    first_ = chunk.first;
    count_ = chunk.count;
    if constexpr (has_plane_windows) {
      // As many columns in each vector. Where a step is shorter than a column, most elements that are copied are read,
      // unless the channels leave half of the last block unused.
      const std::ptrdiff_t most = minimum(width, max_terms_of_planes / pitch_);
      at_once_ = divide_up(count_, divide_up(count_, most));
      const bool are_planes = of_image_.column == 1 && of_image_.channel != 1 && of_grads_.column == 1;
      const bool shrinks = chunk.x.step() > 1;
      const bool have_gaps = 2 * (pitch_ - arguments_.image.extent(3)) >= width;
      has_windows_ =
          are_planes && (shrinks || have_gaps) && 2 * at_once_ > width && arguments_.image.extent(2) >= width;
    }
    return true;
  }

  /// Whether the elements of the columns are found in windows.
  bool has_windows() const noexcept { return has_windows_; }

  CNR_DETAIL_NOINLINE void add(const grad_row<T>& row, chunk_sums& sums) const noexcept {
    std::ptrdiff_t end = 0;
    for (std::ptrdiff_t begin = 0; begin < count_; begin = end) {
      if constexpr (has_plane_windows) {
        if (has_windows_) {
          end = minimum(begin + at_once_, count_);
          while (reached({begin, end}).size() > plane_windows::max_count * width) end = begin + (end - begin + 1) / 2;
          add_planes(row, {begin, end}, sums);
          continue;
        }
      }
      end = minimum(begin + max_terms / pitch_, count_);
      while (reached({begin, end}).size() > max_columns) end = begin + (end - begin + 1) / 2;
      add_columns(row, {begin, end}, sums);
    }
  }

 private:
  static constexpr std::ptrdiff_t max_terms = 4096;            // due to y
  static constexpr std::ptrdiff_t max_terms_of_planes = 8192;  // by windows, which need no copies on the stack
  static constexpr std::ptrdiff_t max_columns = 8192 / (width * maximum(static_cast<std::ptrdiff_t>(sizeof(T)), 4));
  template <class Element>
  using block = std::array<unsigned char, static_cast<std::size_t>(max_columns* width) * sizeof(Element)>;

  /// Columns of the image that columns of the chunk read, and that are copied.
  index_range reached(const index_range& columns) const noexcept {
    return (reached_columns)(taps_, columns, arguments_.image.extent(2));
  }

  /// Pixels of a block: the tensor's own where they are packed, or copies.
  template <class Element>
  struct block_pixels {
    const Element* first;  // of the columns copied
    std::ptrdiff_t pitch;

    CNR_DETAIL_ALWAYS_INLINE block_pixels(const Element* row, const block_strides& strides, const index_range& columns,
                                          unsigned char* copies) noexcept
        : first(row + columns.begin * strides.column), pitch(strides.column) {
      if (strides.channel == 1) return;
      auto* const to = reinterpret_cast<Element*>(copies);
      (copy_block<true, Element>)(first, strides, columns.size(), to);
      first = to;
      pitch = width;
    }
  };

  CNR_DETAIL_NOINLINE void add_columns(const grad_row<T>& row, const index_range& columns,
                                       chunk_sums& sums) const noexcept {
    const std::ptrdiff_t channels = arguments_.image.extent(3);
    const index_range of_image = reached(columns);
    const index_range of_grads = whole_lane({first_ + columns.begin, first_ + columns.end}, arguments_.grads.extent(2));
    const floats y_weight = broadcast(row.weight);
    alignas(64) block<T> copied_top;
    alignas(64) block<T> copied_bottom;
    alignas(64) block<float> copied_grads;
    alignas(64) std::array<float, static_cast<std::size_t>(max_terms)> along_y;
    for (std::ptrdiff_t at = 0; at < channels; at += width) {
      // The last block ends with the channels. It begins with some of the one before it.
      const std::ptrdiff_t count = minimum(channels - at, width);
      const std::ptrdiff_t channel = at + count - width;
      const block_pixels<T> top(row.top + channel * of_image_.channel, of_image_, of_image, copied_top.data());
      const block_pixels<T> bottom(row.bottom + channel * of_image_.channel, of_image_, of_image, copied_bottom.data());
      const float* const row_of_grads = row.grads + channel * of_grads_.channel;
      const block_pixels<float> grads(row_of_grads, of_grads_, of_grads, copied_grads.data());
      if (of_grads_.channel != 1) {
        const float* const first = row_of_grads + of_grads.begin * of_grads_.column;
        for (std::ptrdiff_t i = 0; i < width; ++i) {
          prefetch_next_row(first + i * of_grads_.channel, next_row_, of_grads_.column, of_grads.size());
        }
      }
      if (prefetches_image_) {
        const std::ptrdiff_t to_first = channel * of_image_.channel + of_image.begin * of_image_.column;
        (prefetch_next_block<false>)(row.top + to_first, of_image_, of_image.size());
        (prefetch_next_block<false>)(row.bottom + to_first, of_image_, of_image.size());
      }
      for (std::ptrdiff_t column = columns.begin; column < columns.end; ++column) {
        const auto number = static_cast<std::size_t>(column);
        const auto pixel = [=](const auto& pixels, std::ptrdiff_t position) noexcept {
          using element = std::decay_t<decltype(*pixels.first)>;
          return format<format_of<element>::value>::load(pixels.first + position * pixels.pitch);
        };
        const std::ptrdiff_t left = std::ptrdiff_t{taps_.tap[0][number]} - of_image.begin;
        const std::ptrdiff_t right = std::ptrdiff_t{taps_.tap[1][number]} - of_image.begin;
        grad_terms terms =
            make_terms({pixel(top, left), pixel(top, right), pixel(bottom, left), pixel(bottom, right)},
                       broadcast(taps_.weight[number]), y_weight, pixel(grads, first_ + column - of_grads.begin));
        if (count < width) terms = {last_numbers(terms.along_y, count), last_numbers(terms.along_x, count)};
        add_block(terms, at, count, number, &along_y[static_cast<std::size_t>((column - columns.begin) * pitch_ + at)],
                  sums);
      }
    }
    add_along_y(along_y.data(), columns.size(), sums);
  }

  /// Not inlined: its terms and those of add_columns are not on the stack at the same time.
  CNR_DETAIL_NOINLINE void add_planes(const grad_row<T>& row, const index_range& columns,
                                      chunk_sums& sums) const noexcept {
    const std::ptrdiff_t channels = arguments_.image.extent(3);
    const index_range of_image = reached(columns);
    const auto first = static_cast<std::size_t>(columns.begin);
    // Where windows have elements to spare, they begin with a cache line, so that they read as few lines as possible.
    const std::ptrdiff_t reach = of_image.size();
    const std::ptrdiff_t window_count = maximum(divide_up(reach, width), 2);
    const auto address = reinterpret_cast<std::uintptr_t>(row.top + of_image.begin);
    const auto in_line = static_cast<std::ptrdiff_t>(address % cache_line_size / sizeof(T));
    const bool has_spare = in_line <= minimum(window_count * width - reach, of_image.begin);
    const plane_windows in_row(load_as<integers>(&taps_.tap[0][first]), load_as<integers>(&taps_.tap[1][first]),
                               load(&taps_.weight[first]), columns.size(), of_image.begin - (has_spare ? in_line : 0),
                               arguments_.image.extent(2));
    auto* make = make_terms_of_planes<4, T>;
    if (window_count == 3) make = make_terms_of_planes<3, T>;
    if (window_count == 2) make = make_terms_of_planes<2, T>;
    block_of_terms terms;
    alignas(64) std::array<float, static_cast<std::size_t>(max_terms_of_planes)> along_y;
    for (std::ptrdiff_t at = 0; at < channels; at += width) {
      const std::ptrdiff_t count = minimum(channels - at, width);
      (make)(in_row,
             {row.top + at * of_image_.channel, row.bottom + at * of_image_.channel, of_image_.channel,
              row.grads + (first_ + columns.begin + at * of_grads_.channel), of_grads_.channel, next_row_, count,
              row.weight},
             terms);
      transpose_planes(terms.along_y);
      transpose_planes(terms.along_x);
      for (std::size_t i = 0; i < static_cast<std::size_t>(columns.size()); ++i) {
        add_block({terms.along_y[i], terms.along_x[i]}, at, count, first + i,
                  &along_y[i * static_cast<std::size_t>(pitch_) + static_cast<std::size_t>(at)], sums);
      }
    }
    add_along_y(along_y.data(), columns.size(), sums);
  }

  /// Adds the terms due to x of a vector of channels of one column, and keeps those due to y.
  /// @param at      the first channel
  /// @param count   how many there are, before zeros
  /// @param number  of the column in the chunk
  CNR_DETAIL_ALWAYS_INLINE static void add_block(const grad_terms& terms, std::ptrdiff_t at, std::ptrdiff_t count,
                                                 std::size_t number, float* along_y, chunk_sums& sums) noexcept {
    store(along_y, terms.along_y);
    double* const due_to_x = &sums.column[number * static_cast<std::size_t>(accumulator_count)];
    vector_accumulators of_column(due_to_x);
    if (width < accumulator_count && at % accumulator_count != 0) {
      of_column.template add<width>(terms.along_x, count);
    } else {
      of_column.template add<0>(terms.along_x, count);
    }
    of_column.store(due_to_x);
  }

  /// Adds the terms due to y of all channels of some columns.
  void add_along_y(const float* along_y, std::ptrdiff_t columns, chunk_sums& sums) const noexcept {
    vector_accumulators of_row(sums.row.data());
    for (std::ptrdiff_t column = 0; column < columns; ++column) {
      const float* const terms = along_y + column * pitch_;
      for_each_vector_of_numbers(pitch_, [&](auto first, std::ptrdiff_t at, std::ptrdiff_t count) noexcept {
        of_row.template add<first()>(load(terms + at), count);
      });
    }
    of_row.store(sums.row.data());
  }

  const grad_boxes_arguments<T>& arguments_;
  std::ptrdiff_t pitch_;  // from one column's terms due to y to the next one's
  block_strides of_image_;
  block_strides of_grads_;
  std::ptrdiff_t next_row_;  // from a row of gradients to the next one
  bool prefetches_image_;    // pays where it does not stay in the caches
  std::ptrdiff_t first_ = 0;
  std::ptrdiff_t count_ = 0;
  std::ptrdiff_t at_once_ = 0;  // columns in a vector
  bool has_windows_ = false;
  tap_table<vector_sampler<bilinear>, max_grad_columns> taps_;
};
