// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Tables of the weights of a filter, for consecutive rows or columns of a crop. The loops of all filters read them.

#ifndef CROP_AND_RESIZE_DETAIL_GEOMETRY_WEIGHT_TABLE_HPP
#define CROP_AND_RESIZE_DETAIL_GEOMETRY_WEIGHT_TABLE_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/geometry/filter_weights.hpp>
#include <crop_and_resize/detail/geometry/roi_align_weights.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

CNR_DETAIL_NAMESPACE_BEGIN
CNR_DETAIL_BEGIN_UNFUSED

/// The range from the first to the last index of both. An empty range has none.
CNR_DETAIL_ALWAYS_INLINE index_range union_of(const index_range& a, const index_range& b) noexcept {
  if (a.size() <= 0) return b;
  if (b.size() <= 0) return a;
  return {detail::minimum(a.begin, b.begin), detail::maximum(a.end, b.end)};
}

/// The weights of consecutive positions along an axis of a crop: rows or columns.
class weight_table {
 public:
  static constexpr std::ptrdiff_t max_positions = 256;
  /// The most weights of a position for which tables are made. The stack has room for two of them, and some more.
  static constexpr std::ptrdiff_t max_weights = 1792;

  /// The greatest magnitude of weights that kernels may multiply by 2^23.
  static constexpr float max_fused_weight = 0x1p100F;

  /// @param weights   memory for `capacity` weights
  /// @param capacity  at least as many as a position has, and less than 65536
  weight_table(float* weights, std::ptrdiff_t capacity) noexcept : weights_(weights), capacity_(capacity) {}

  /// Fills in positions from `first` on, as many as there is room for, but not `end`. Their pixels are at most
  /// `max_span` from the first to the last. Returns the position after the last one filled in, which is above `first`.
  /// Precondition: each position has at most as many pixels as there is room for, and at most `max_span`.
  template <class Filter>
  std::ptrdiff_t build(const filter_weights<Filter>& filter, std::ptrdiff_t first, std::ptrdiff_t end,
                       std::ptrdiff_t max_span) noexcept {
    count_ = 0;
    repeated_ = {0, 0};
    span_ = {0, 0};
    most_pixels_ = 0;
    std::ptrdiff_t used = 0;
    std::ptrdiff_t run_begin = 0;
    for (std::ptrdiff_t position = first; position < end && count_ < max_positions; ++position) {
      const index_range pixels = filter.pixels(position);
      const index_range span = detail::union_of(span_, pixels);
      auto& made = entries_[static_cast<std::size_t>(count_)];
      const bool repeats = count_ > 0 && filter.repeats(position, pixels, this->pixels(count_ - 1));
      if (span.size() > max_span || (!repeats && used + pixels.size() > capacity_)) break;
      index_range weighted = pixels;
      if (repeats) {
        made.first_weight = entries_[static_cast<std::size_t>(count_ - 1)].first_weight;
      } else {
        weighted = filter.write(position, pixels, weights_ + used);
        made.first_weight = static_cast<std::uint16_t>(used);
        used += pixels.size();
      }
      made.begin = static_cast<std::int32_t>(weighted.begin);
      made.size = static_cast<std::uint16_t>(weighted.size());
      if (!repeats) run_begin = count_;
      if (count_ + 1 - run_begin > repeated_.size()) repeated_ = {run_begin, count_ + 1};
      span_ = span;
      most_pixels_ = detail::maximum(most_pixels_, pixels.size());
      ++count_;
    }
    used_ = used;
    return first + count_;
  }

  /// Writes so many zeros after the weights, for which there has to be room beyond the capacity.
  void pad(std::ptrdiff_t zeros) noexcept {
    for (std::ptrdiff_t i = 0; i < zeros; ++i) weights_[used_ + i] = 0;
  }

  /// Forgets positions after the first `count`. The span stays as it is.
  void truncate(std::ptrdiff_t count) noexcept { count_ = count; }

  /// Whether no weight is above max_fused_weight or NaN. Not after truncate.
  bool are_fusible() const noexcept {
    bool are = true;
    const std::ptrdiff_t last = count_ - 1;
    const float* const end = weights(last) + pixels(last).size();
    for (const float* weight = weights_; weight != end; ++weight) {
      are = are && -max_fused_weight <= *weight && *weight <= max_fused_weight;
    }
    return are;
  }

  /// Makes the span at least so large, if the image's extent allows.
  void widen(std::ptrdiff_t size, std::ptrdiff_t image_extent) noexcept {
    if (size <= span_.size() || size > image_extent) return;
    span_.begin = detail::minimum(span_.begin, image_extent - size);
    span_.end = span_.begin + size;
  }

  std::ptrdiff_t count() const noexcept { return count_; }
  /// The most consecutive positions that have the same weights, for pixels that are a step apart.
  /// Not after truncate.
  const index_range& repeated() const noexcept { return repeated_; }
  /// The most pixels of a position. Not after truncate.
  std::ptrdiff_t most_pixels() const noexcept { return most_pixels_; }
  /// The pixels from the first to the last that any of the positions reads.
  const index_range& span() const noexcept { return span_; }
  /// The pixels of position number `i`, from 0 to count().
  index_range pixels(std::ptrdiff_t i) const noexcept {
    const entry& of = entries_[static_cast<std::size_t>(i)];
    return {of.begin, std::ptrdiff_t{of.begin} + of.size};
  }
  /// From what `count` positions from `first` on read to what the next ones read, about, in pixels of an image of that
  /// extent. Not inlined, so that all targets share it.
  CNR_DETAIL_NOINLINE std::ptrdiff_t to_next(std::ptrdiff_t first, std::ptrdiff_t count,
                                             std::ptrdiff_t image_extent) const noexcept {
    index_range read{0, 0};
    for (std::ptrdiff_t i = first; i < first + count; ++i) read = detail::union_of(read, pixels(i));
    const std::ptrdiff_t step = pixels(first + count - 1).begin - pixels(first).begin;
    return detail::maximum(detail::minimum(step * count / (count - 1), image_extent - read.end), -read.begin);
  }
  const float* weights(std::ptrdiff_t i) const noexcept { return weights_ + first_weight(i); }
  /// The weights of all positions, and the number of position i's first one among them. Positions may share weights.
  const float* all_weights() const noexcept { return weights_; }
  std::ptrdiff_t first_weight(std::ptrdiff_t i) const noexcept {
    return entries_[static_cast<std::size_t>(i)].first_weight;
  }

 private:
  /// Pixels of an axis have 31 bits. The numbers of weights have 16.
  struct entry {
    std::int32_t begin;
    std::uint16_t size;
    std::uint16_t first_weight;
  };

  float* weights_;
  std::ptrdiff_t capacity_;
  std::ptrdiff_t count_ = 0;
  std::ptrdiff_t used_ = 0;  // weights
  std::ptrdiff_t most_pixels_ = 0;
  index_range span_{0, 0};
  index_range repeated_{0, 0};
  std::array<entry, static_cast<std::size_t>(max_positions)> entries_;
};

CNR_DETAIL_END_UNFUSED
CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GEOMETRY_WEIGHT_TABLE_HPP
