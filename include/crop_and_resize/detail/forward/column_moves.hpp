// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How columns that are far apart are copied out of a row of the image. What a column reads is in one place, its
// channels next to one another and its second tap next to the first one. So one move of a few bytes copies it. No
// vectors of a target are in this file: all targets share it.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_COLUMN_MOVES_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_COLUMN_MOVES_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/prefetch.hpp>
#include <crop_and_resize/detail/base/unroll.hpp>
#include <crop_and_resize/detail/forward/column_lookahead.hpp>
#include <crop_and_resize/detail/forward/pixel_rows.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

CNR_DETAIL_KERNELS_BEGIN

/// What a column reads of a row. In bytes, except for the numbers of channels and taps.
struct column_shape {
  std::ptrdiff_t taps;
  std::ptrdiff_t channels;
  std::ptrdiff_t column_stride;
  std::ptrdiff_t channel_stride;
  std::ptrdiff_t element_size;
  std::ptrdiff_t row_size;  // bytes of the row that may be read
};

/// The moves that copy the columns of a row to a compact row, one for each column.
class column_moves {
 public:
  /// The most columns.
  static constexpr std::ptrdiff_t capacity = 768;

  /// Lays a move over what each column reads. False where a column needs as many moves as it has elements, or where a
  /// move is longer than a row.
  /// @param first, second  of each output the first and the last tap
  /// @param count          outputs
  CNR_DETAIL_NOINLINE bool prepare(const column_shape& shape, const std::uint32_t* first, const std::uint32_t* second,
                                   std::ptrdiff_t count) noexcept {
    const std::ptrdiff_t reach = (shape.channels - 1) * detail::magnitude(shape.channel_stride) + shape.element_size +
                                 (shape.taps - 1) * detail::magnitude(shape.column_stride);
    size_ = reach <= 4 ? 4 : (reach + 7) / 8 * 8;
    if ((size_ - 1) / largest_move + 1 >= shape.channels * shape.taps || size_ > shape.row_size) return false;
    channels_ = shape.channels;
    count_ = (count / channels_ + at_once - 1) / at_once * at_once;
    const auto last = static_cast<std::uint32_t>(shape.row_size - size_);
    std::ptrdiff_t output = shape.channel_stride < 0 ? channels_ - 1 : 0;  // of the lowest channel
    for (std::size_t move = 0; move < static_cast<std::size_t>(count_); ++move) {
      const std::uint32_t lowest = lower(first[output], second[output]);
      start_[move] = lower(lowest, last);
      if (output + channels_ < count) output += channels_;
    }
    ahead_.prepare(start_.data(), 1, count_, at_once, 16);
    return true;
  }

  /// Bytes of a compact row.
  std::ptrdiff_t row_size() const noexcept { return count_ * size_; }

  /// Replaces taps by where they are in a compact row. After the last output, its tap repeats.
  /// @param count  outputs
  /// @param room   outputs that are written
  CNR_DETAIL_NOINLINE void locate(std::uint32_t* taps, std::ptrdiff_t count, std::ptrdiff_t room) const noexcept {
    const std::uint32_t* start = start_.data();
    std::uint32_t column_start = 0;
    std::ptrdiff_t output = 0;
    for (; output < count; column_start += static_cast<std::uint32_t>(size_), ++start) {
      for (const std::ptrdiff_t end = output + channels_; output < end; ++output) {
        taps[output] = taps[output] - *start + column_start;
      }
    }
    for (; output < room; ++output) taps[output] = taps[count - 1];
  }

  /// Copies the columns of the rows of some planes, to compact rows that follow one another. `later` is a row that will
  /// be read next: columns that are far apart have cache lines of their own, and processors do not foresee those of the
  /// next row.
  /// @param stride  from plane to plane
  CNR_DETAIL_NOINLINE void copy(const unsigned char* row, const unsigned char* later, std::ptrdiff_t planes,
                                std::ptrdiff_t stride, unsigned char* to) const noexcept {
    for (std::ptrdiff_t plane = 0; plane < planes; ++plane, to += row_size()) {
      copy_row(row + plane * stride, later + plane * stride, to);
    }
  }

  /// Copies the columns of two rows, to compact rows that follow one another. `later` are rows that will be read next.
  /// Moves of up to 8 bytes load once for both where a column is.
  CNR_DETAIL_ALWAYS_INLINE void copy_pair(row_pair rows, row_pair later, unsigned char* to) const noexcept {
    if (size_ <= 8) {
      copy_together(rows, later, to);
      return;
    }
    copy(rows.top, later.top, 1, 0, to);
    copy(rows.bottom, later.bottom, 1, 0, to + row_size());
  }

 private:
  /// Columns that are copied in one round of the loop.
  static constexpr std::ptrdiff_t at_once = 2;
  static constexpr std::ptrdiff_t largest_move = 16;

  static constexpr std::uint32_t lower(std::uint32_t a, std::uint32_t b) noexcept { return b < a ? b : a; }

  CNR_DETAIL_ALWAYS_INLINE void copy_row(const unsigned char* row, const unsigned char* later,
                                         unsigned char* to) const noexcept {
    switch (size_) {
      case 4:
        copy_by<4>(row, later, to);
        break;
      case 8:
        copy_by<8>(row, later, to);
        break;
      case 16:
        copy_by<16>(row, later, to);
        break;
      default:
        copy_pieces(row, later, to);
    }
  }

  template <std::ptrdiff_t Size>
  CNR_DETAIL_ALWAYS_INLINE void copy_by(const unsigned char* row, const unsigned char* later,
                                        unsigned char* to) const noexcept {
    const std::uint32_t* start = start_.data();
    const bool is_sparse = ahead_.is_sparse;
    for (const std::uint32_t* const end = start + count_; start != end; start += at_once, to += at_once * Size) {
      detail::for_each_index(constant<at_once>{}, [=](std::ptrdiff_t i) noexcept {
        if (i % 2 == 0 || is_sparse) prefetch_l1(later + start[i]);
        std::memcpy(to + i * Size, row + start[i], static_cast<std::size_t>(Size));
      });
    }
  }

  /// copy_pair by moves of up to 8 bytes.
  CNR_DETAIL_NOINLINE void copy_together(row_pair rows, row_pair later, unsigned char* to) const noexcept {
    const row_pair_addresses soon(rows, ahead_.forth);
    const row_pair_addresses next(later, ahead_.back);
    if (size_ == 4) {
      copy_pair_by<4>(rows, soon, next, to);
    } else {
      copy_pair_by<8>(rows, soon, next, to);
    }
  }

  template <std::ptrdiff_t Size>
  CNR_DETAIL_ALWAYS_INLINE void copy_pair_by(const row_pair& rows, const row_pair_addresses& soon,
                                             const row_pair_addresses& next, unsigned char* to) const noexcept {
    constexpr auto size = static_cast<std::size_t>(Size);
    const std::ptrdiff_t pitch = count_ * Size;
    const bool is_sparse = ahead_.is_sparse;
    const std::uint32_t* start = start_.data();
    const std::uint32_t* const end = start + count_;
    const std::uint32_t* stop = end - ahead_.columns;
    const row_pair from = rows;
    row_pair_addresses ahead = soon;
    for (;;) {
      for (; start != stop; start += at_once, to += at_once * Size) {
        detail::for_each_index(constant<at_once>{}, [=](std::ptrdiff_t i) noexcept {
          const std::size_t at = start[i];
          if (i == 0 || is_sparse) ahead.prefetch(at);
          std::memcpy(to + i * Size, from.top + at, size);
          std::memcpy(to + i * Size + pitch, from.bottom + at, size);
        });
      }
      if (stop == end) return;
      stop = end;
      ahead = next;
    }
  }

  /// Moves of more than 16 bytes, 16 at a time, of which the last may overlap those before them. They may reach into a
  /// second cache line.
  CNR_DETAIL_ALWAYS_INLINE void copy_pieces(const unsigned char* row, const unsigned char* later,
                                            unsigned char* to) const noexcept {
    constexpr std::ptrdiff_t piece = largest_move;
    const std::ptrdiff_t last = size_ - piece;
    const std::uint32_t* start = start_.data();
    for (const std::uint32_t* const end = start + count_; start != end; ++start, to += last + piece) {
      const unsigned char* const from = row + *start;
      const unsigned char* const next = later + *start;
      prefetch_l1(next);
      prefetch_l1(next + last + piece - 1);
      std::memcpy(to, from, static_cast<std::size_t>(piece));
      for (std::ptrdiff_t at = piece; at < last; at += piece) {
        std::memcpy(to + at, from + at, static_cast<std::size_t>(piece));
      }
      std::memcpy(to + last, from + last, static_cast<std::size_t>(piece));
    }
  }

  std::ptrdiff_t channels_;
  std::ptrdiff_t count_;  // of moves, a multiple of at_once: the last one repeats
  std::ptrdiff_t size_;   // of a move, in bytes: 4, or a multiple of 8
  column_lookahead ahead_;
  std::array<std::uint32_t, static_cast<std::size_t>(capacity)> start_;  // bytes from the first that may be read
};

CNR_DETAIL_KERNELS_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_COLUMN_MOVES_HPP
