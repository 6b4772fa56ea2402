// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The gradient with regard to the image, for many channels that are not packed on both sides, as those of planes.
//
// A vector of channels is a block. Block by block, rows of the image and of gradients are copied to packed pixels, and
// added there. A row of the image is copied to pixels and back once for all rows of the crop that follow one another
// and reach it. Elements of planes are copied four columns at a time, which is faster than to add to them one by one.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/channel_blocks.inl>
#endif

/// Blocks of the two rows of an image that a row of a crop reaches, as packed pixels.
template <class G>
class copied_rows {
 public:
  static constexpr std::ptrdiff_t max_columns = 12288 / (width * static_cast<std::ptrdiff_t>(sizeof(G)));

  /// The copies of two rows, which may be the same. Other rows are copied back.
  /// @param columns  those copied, at most max_columns; others only after `finish`
  std::array<G*, 2> copies_of(G* first, G* second, const block_strides& strides, const index_range& columns) noexcept {
    strides_ = strides;
    columns_ = columns;
    std::size_t slot = row_[1] == first ? 1 : 0;
    if (row_[slot] != first && row_[slot] == second) slot = 1 - slot;
    replace(slot, first);
    if (second != first) replace(1 - slot, second);
    return {{pixels(slot), pixels(second != first ? 1 - slot : slot)}};
  }

  /// Copies all rows back.
  void finish() noexcept {
    replace(0, nullptr);
    replace(1, nullptr);
  }

 private:
  void replace(std::size_t slot, G* row) noexcept {
    if (row_[slot] == row) return;
    const std::ptrdiff_t first = columns_.begin * strides_.column;
    if (row_[slot] != nullptr) (copy_block<false, G>)(row_[slot] + first, strides_, columns_.size(), pixels(slot));
    row_[slot] = row;
    if (row != nullptr) (copy_block<true, G>)(row + first, strides_, columns_.size(), pixels(slot));
  }

  G* pixels(std::size_t slot) noexcept { return reinterpret_cast<G*>(pixels_[slot].data()); }

  block_strides strides_{};
  index_range columns_{};
  std::array<G*, 2> row_{};
  // Bytes, as a type of the caller's may have constructors.
  alignas(
      64) std::array<std::array<unsigned char, static_cast<std::size_t>(max_columns* width) * sizeof(G)>, 2> pixels_;
};

/// Columns of a crop, and what they read and reach.
template <class G, class Sampler>
struct block_columns {
  static constexpr std::ptrdiff_t max_columns = 128;

  std::ptrdiff_t first;
  std::ptrdiff_t count;
  index_range of_grads;                     // columns that are copied
  index_range of_image;                     // the same of the image
  tap_table<vector_sampler<Sampler>> taps;  // counted from the first of these

  /// Takes columns from `columns.begin` on, as many as there is room for.
  void locate(const scatter_geometry<G, Sampler>& of_box, const index_range& columns) noexcept {
    first = columns.begin;
    count = minimum(columns.size(), max_columns);
    locate_taps(of_box.x, first, count, one_channel{}, count, taps);
    const auto reached = [&]() noexcept {
      return (reached_columns)(taps, {0, count}, of_box.arguments.grad_image.extent(2));
    };
    for (of_image = reached(); of_image.size() > copied_rows<G>::max_columns; of_image = reached()) {
      count = (count + 1) / 2;
    }
    of_grads = whole_lane({first, first + count}, of_box.arguments.grads.extent(2));
    for (auto& tap : taps.tap) {
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); i += width) {
        store_as(&tap[i], load_as<integers>(&tap[i]) - static_cast<std::uint32_t>(of_image.begin));
      }
    }
  }
};

/// Adds the gradients of a crop of at least `width` channels. False, and nothing is added, where the columns of a crop
/// are so far apart that the scalar loops write far fewer elements than would be copied.
///
/// Not inlined: the copies take 45 KiB of the stack.
template <class G, class Sampler>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): loops within loops, in the order of memory
CNR_DETAIL_NOINLINE bool scatter_blocks(const scatter_geometry<G, Sampler>& of_box) noexcept {
  // The scalar loops take ten times as long for elements of 16 bits as for others.
  constexpr float max_step = sizeof(G) == 2 ? 32 : 4;
  using columns_of_crop = block_columns<G, Sampler>;
  const image_view<float>& grads = of_box.arguments.grads;
  const tensor_view<G, 4>& grad_image = of_box.arguments.grad_image;
  const index_range inside = of_box.x.inside(grads.extent(2));
  if (inside.size() == 0) return true;
  if (!(of_box.x.step() <= max_step)) return false;
  // The stride of an axis of one element means nothing and may be anything.
  const block_strides of_grads{grads.extent(2) > 1 ? grads.stride(2) : 0, grads.stride(3)};
  const block_strides of_image{grad_image.extent(2) > 1 ? grad_image.stride(2) : 0, grad_image.stride(3)};
  columns_of_crop columns;
  copied_rows<G> image_rows;
  alignas(64) std::array<float, static_cast<std::size_t>(columns_of_crop::max_columns * width)> pixels;
  columns.locate(of_box, inside);
  const bool is_located_once = columns.count == inside.size();
  for (std::ptrdiff_t block = 0; block < grads.extent(3); block += width) {
    // The last block overlaps the one before it.
    const std::ptrdiff_t channel = minimum(block, grads.extent(3) - width);
    const bool is_copied = of_grads.channel != 1 || channel < block;
    const auto is_new = iota() >= static_cast<std::uint32_t>(block - channel);
    for (std::ptrdiff_t row = of_box.rows.begin; row < of_box.rows.end; ++row) {
      reached_rows<G, Sampler> reached =
          detail::find_reached_rows(of_box.arguments, of_box.y, of_box.image, row, of_box.image_rows);
      if (reached.count == 0) continue;
      for (std::size_t i = 0; i < reached.count; ++i) reached.row[i] += channel * of_image.channel;
      const reached_rows<G, Sampler> in_image = reached;
      const float* const of_row = of_box.crop + (row * grads.stride(1) + channel * of_grads.channel);
      for (std::ptrdiff_t first = inside.begin; first < inside.end; first += columns.count) {
        if (!is_located_once) {
          image_rows.finish();
          columns.locate(of_box, {first, inside.end});
        }
        const auto copies =
            image_rows.copies_of(in_image.row[0], in_image.row[reached.count - 1], of_image, columns.of_image);
        reached.row.front() = copies.front();
        if (reached.count == reached.row.size()) reached.row.back() = copies[reached.count - 1];
        const float* in_pixels = of_row + columns.first * of_grads.column;
        std::ptrdiff_t pitch = of_grads.column;
        if (is_copied) {
          (copy_block<true, float>)(of_row + columns.of_grads.begin * of_grads.column, of_grads,
                                    columns.of_grads.size(), pixels.data());
          (prefetch_next_block<true>)(of_row + columns.first * of_grads.column, of_grads, columns.count);
          if (channel < block) {
            for (std::ptrdiff_t i = 0; i < columns.of_grads.size() * width; i += width) {
              // Adding 0 changes no sum, as none is -0.0.
              float* const pixel = &pixels[static_cast<std::size_t>(i)];
              store(pixel, is_new ? load(pixel) : floats{});
            }
          }
          in_pixels = pixels.data() + (columns.first - columns.of_grads.begin) * width;
          pitch = width;
        }
        const pixel_columns<G, Sampler> of_block{reached, columns.taps, columns.count, width, width, pitch, in_pixels};
        if (reached.count == 1) {
          (add_pixels<1>)(of_block);
        } else {
          (add_pixels<taps_of<Sampler>::count>)(of_block);
        }
      }
    }
    image_rows.finish();
  }
  return true;
}
