// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// What some positions along an axis read, as arrays of one number each, from which loops load vectors. On the stack.

#ifndef CROP_AND_RESIZE_DETAIL_GEOMETRY_TAP_ARRAYS_HPP
#define CROP_AND_RESIZE_DETAIL_GEOMETRY_TAP_ARRAYS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/column_offsets.hpp>
#include <crop_and_resize/sampler.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

CNR_DETAIL_NAMESPACE_BEGIN
CNR_DETAIL_BEGIN_UNFUSED

/// The weights of some positions. Those that are arrays of floats are kept number by number.
template <class Weight, std::size_t Capacity>
class weight_arrays {
 public:
  CNR_DETAIL_ALWAYS_INLINE void set(std::ptrdiff_t position, const Weight& weight) noexcept {
    weights_[position] = weight;
  }
  CNR_DETAIL_ALWAYS_INLINE const Weight& operator[](std::ptrdiff_t position) const noexcept {
    return weights_[position];
  }
  Weight* data() noexcept { return &weights_[0]; }

 private:
  Weight weights_[Capacity];
};

template <std::size_t Count, std::size_t Capacity>
class weight_arrays<std::array<float, Count>, Capacity> {
 public:
  CNR_DETAIL_ALWAYS_INLINE void set(std::ptrdiff_t position, const std::array<float, Count>& weight) noexcept {
    for (std::size_t i = 0; i < Count; ++i) numbers_[i][position] = weight[i];
  }
  CNR_DETAIL_ALWAYS_INLINE std::array<float, Count> operator[](std::ptrdiff_t position) const noexcept {
    return all(position, std::make_index_sequence<Count>{});
  }

 private:
  template <std::size_t... Index>
  CNR_DETAIL_ALWAYS_INLINE std::array<float, Count> all(std::ptrdiff_t position,
                                                        std::index_sequence<Index...> /*numbers*/) const noexcept {
    return {{numbers_[Index][position]...}};
  }

  float numbers_[Count][Capacity];
};

/// Positions are in blocks of so many.
constexpr std::ptrdiff_t position_block = 8;

/// What some positions read. The last block is filled with copies of the last position.
template <class Sampler>
class tap_arrays {
 public:
  static constexpr auto count = static_cast<std::ptrdiff_t>(taps_of<Sampler>::count);
  static constexpr std::ptrdiff_t block = position_block;
  /// The most positions: 8 KiB of them, in whole blocks. 0 for samplers whose positions take too much room.
  static constexpr std::ptrdiff_t capacity =
      8192 / static_cast<std::ptrdiff_t>(sizeof(tap_offsets<Sampler>)) / block * block;

  /// Precondition: 0 < positions.size() <= capacity.
  /// @param positions  rows or columns of the crop that are inside
  /// @param stride     from one element of the axis to the next
  CNR_DETAIL_ALWAYS_INLINE void build(const Sampler& sampler, const axis& along, const index_range& positions,
                                      std::ptrdiff_t image_extent, std::ptrdiff_t stride) noexcept {
    // Copies, which stay in registers where offsets and weights are stored.
    const Sampler copied_sampler = sampler;
    const axis copied_axis = along;
    const std::ptrdiff_t begin = positions.begin;
    const std::ptrdiff_t size = positions.size();
    size_ = size;
    for (std::ptrdiff_t i = 0; i < size; ++i) {
      const float coordinate = copied_axis.coordinate(begin + i);
      const auto located = detail::tap_offsets_at(copied_sampler, copied_axis, coordinate, image_extent, stride);
      for (std::ptrdiff_t tap = 0; tap < count; ++tap) {
        offsets_[tap][i] = located.offset[static_cast<std::size_t>(tap)];
      }
      weights_.set(i, located.weight);
    }
    for (std::ptrdiff_t i = size; i < padded_size(); ++i) {
      for (std::ptrdiff_t tap = 0; tap < count; ++tap) offsets_[tap][i] = offsets_[tap][size - 1];
      weights_.set(i, weights_[size - 1]);
    }
  }

  /// Builds the table of positions that `locate` finds.
  /// @param locate  `locate(padded_size, numbers, weights)` writes the numbers of the elements, tap by tap, and weights
  template <class Locate>
  CNR_DETAIL_ALWAYS_INLINE void build_by(const index_range& positions, std::ptrdiff_t stride,
                                         const Locate& locate) noexcept {
    size_ = positions.size();
    const std::ptrdiff_t end = padded_size();
    std::uint32_t numbers[static_cast<std::size_t>(count)][room];
    locate(end, numbers, weights_.data());
    for (std::ptrdiff_t tap = 0; tap < count; ++tap) {
      for (std::ptrdiff_t i = 0; i < end; ++i) offsets_[tap][i] = static_cast<std::ptrdiff_t>(numbers[tap][i]) * stride;
    }
  }

  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t size() const noexcept { return size_; }
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t padded_size() const noexcept { return (size_ + block - 1) / block * block; }

  /// Distances in elements from the axis' first element, position by position.
  CNR_DETAIL_ALWAYS_INLINE const std::ptrdiff_t* offsets(std::ptrdiff_t tap) const noexcept { return offsets_[tap]; }
  CNR_DETAIL_ALWAYS_INLINE decltype(auto) weight(std::ptrdiff_t position) const noexcept { return weights_[position]; }

 private:
  static constexpr auto room = static_cast<std::size_t>(capacity);

  std::ptrdiff_t size_ = 0;
  std::ptrdiff_t offsets_[static_cast<std::size_t>(count)][room];
  weight_arrays<typename taps_of<Sampler>::weight_type, room> weights_;
};

CNR_DETAIL_END_UNFUSED
CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GEOMETRY_TAP_ARRAYS_HPP
