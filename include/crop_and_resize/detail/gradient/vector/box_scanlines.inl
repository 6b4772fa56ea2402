// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The terms of the gradient with regard to the boxes, for few channels: a gather plan finds the elements.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/box_blocks.inl>
#endif

/// The terms of one row of a chunk, for few channels, which are interleaved in the gradients.
template <class T>
class scanline_terms {
 public:
  explicit scanline_terms(const grad_boxes_arguments<T>& arguments) noexcept : arguments_(arguments) {}

  /// False where the layout of the image does not allow it, or elements are too far apart.
  CNR_DETAIL_NOINLINE bool prepare(const chunk_of_columns& chunk) noexcept {
    const std::ptrdiff_t channels = arguments_.image.extent(3);
    const scanline along = (scanline_of)(arguments_.image, channels);
    if (along.channels == 0) return false;
    first_grad_ = chunk.first * (arguments_.grads.extent(2) > 1 ? arguments_.grads.stride(2) : 0);
    count_ = chunk.count * channels;
    locate_taps(chunk.x, chunk.first, chunk.count, interleaved_channels(along), count_, taps_);
    const std::ptrdiff_t whole = (count_ + width - 1) / width * width;
    if constexpr (!is_converted) {
      first_byte_ = along.low;
      size_ = along.size;
      return make_plan<found>(taps_, whole, 0, size_, plan_);
    } else {
      index_range range{taps_.tap[0][0], 0};
      for (const auto& tap : taps_.tap) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(count_); ++i) {
          range = {minimum(range.begin, tap[i]), maximum(range.end, tap[i])};
        }
      }
      first_byte_ = along.low + range.begin;
      size_ = static_cast<std::int32_t>(range.size() / ratio) + 4;
      return size_ <= 4 * max_floats &&
             make_plan<found, ratio>(taps_, whole, static_cast<std::uint32_t>(range.begin), size_, plan_);
    }
  }

  /// Adds the terms of one row.
  CNR_DETAIL_NOINLINE void add(const grad_row<T>& row, chunk_sums& sums) const noexcept {
    row_copy copy_of_top;
    row_copy copy_of_bottom;
    const unsigned char* const top = readable(row.top, copy_of_top);
    const unsigned char* const bottom = readable(row.bottom, copy_of_bottom);
    with_tables(plan_, [&](auto tables) noexcept { add_row<tables()>(row, top, bottom, sums); });
  }

 private:
  // Elements wider than a float are converted first.
  static constexpr bool is_converted = is_wide(format_of<T>::value);
  static constexpr auto ratio = static_cast<std::uint32_t>(is_converted ? sizeof(T) / 4 : 1);
  static constexpr std::ptrdiff_t max_floats = 1024;
  static constexpr std::ptrdiff_t window_size = std::ptrdiff_t{table_size} * gather_plan::max_tables;
  using found = format<is_converted ? element_format::float32 : format_of<T>::value>;
  using sampler = vector_sampler<bilinear>;
  using row_copy =
      std::array<unsigned char, static_cast<std::size_t>(window_size + (is_converted ? 4 * max_floats : window_size))>;

  /// The bytes of a row that elements are found in: the image's own, or a copy that has a window at least.
  const unsigned char* readable(const T* row, row_copy& copy) const noexcept {
    const auto* const source = reinterpret_cast<const unsigned char*>(row) + first_byte_;
    if constexpr (is_converted) {
      const auto* const from = reinterpret_cast<const T*>(source);
      for (std::ptrdiff_t i = 0; 4 * i < size_; i += width) {
        store_as(&copy[static_cast<std::size_t>(4 * i)], (load_up_to)(from + i, size_ / 4 - i));
      }
    } else {
      if (size_ >= table_size * plan_.tables) return source;
      std::memcpy(copy.data(), source, static_cast<std::size_t>(size_));
    }
    std::memset(copy.data() + size_, 0, static_cast<std::size_t>(table_size * plan_.tables));
    return copy.data();
  }

  template <int Tables>
  CNR_DETAIL_ALWAYS_INLINE void add_row(const grad_row<T>& row, const unsigned char* top, const unsigned char* bottom,
                                        chunk_sums& sums) const noexcept {
    const float* const grads = row.grads + first_grad_;
    const floats y_weight = broadcast(row.weight);
    vector_accumulators of_row(sums.row.data());
    for_each_vector_of_numbers(count_, [&](auto first, std::ptrdiff_t at, auto count) noexcept {
      const vector_plan<found, Tables, sampler> plan(plan_, taps_.weight.data(), at / width, at);
      const auto find = [&](const unsigned char* from, const unsigned char* indices) noexcept {
        return table_lookup<found, Tables>(from, plan.offsets, indices);
      };
      four_elements elements;
      const integers in_top = find(top, plan.indices);
      const integers in_bottom = find(bottom, plan.indices);
      elements.top_left = found::left(in_top);
      elements.bottom_left = found::left(in_bottom);
      if constexpr (is_paired<found>) {
        elements.top_right = found::right(in_top);
        elements.bottom_right = found::right(in_bottom);
      } else {
        elements.top_right = found::left(find(top, plan.indices + index_size<found::size>(Tables)));
        elements.bottom_right = found::left(find(bottom, plan.indices + index_size<found::size>(Tables)));
      }
      grad_terms terms = make_terms(elements, plan.weight, y_weight, load_up_to(grads + at, count));
      if (count < width) {
        // After the last output, an infinite element times 0 is no 0.
        const auto is_there = iota() < static_cast<std::uint32_t>(count);
        terms = {is_there ? terms.along_y : floats{}, is_there ? terms.along_x : floats{}};
      }
      of_row.template add<first()>(terms.along_y, count);
      double* const due_to_x = &sums.column[static_cast<std::size_t>(at)];
      store_as(due_to_x, load_as<long_floats>(due_to_x) + low_doubles(terms.along_x));
      store_as(due_to_x + long_width, load_as<long_floats>(due_to_x + long_width) + high_doubles(terms.along_x));
    });
    of_row.store(sums.row.data());
  }

  const grad_boxes_arguments<T>& arguments_;
  std::ptrdiff_t first_grad_;
  std::ptrdiff_t count_;       // of gradients
  std::ptrdiff_t first_byte_;  // of a row's elements
  std::int32_t size_;          // of what elements are found in
  tap_table<sampler> taps_;
  gather_plan plan_;
};
