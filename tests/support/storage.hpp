// SPDX-License-Identifier: MIT
//
// Buffers of exactly the size that a strided view spans, in random layouts: axes permuted, mirrored, padded, repeated.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_STORAGE_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_STORAGE_HPP

#include "support/elements.hpp"

#include <crop_and_resize/tensor_view.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace support {

/// How a view of given extents is laid out in memory.
template <std::size_t Rank>
struct layout {
  std::array<std::ptrdiff_t, Rank> strides;
  std::ptrdiff_t first;  // where element (0, 0, ...) is
  std::ptrdiff_t size;   // elements spanned
};

/// Dense row-major every second time; else any order, direction and padding, and where `may_repeat`, strides of 0.
template <std::size_t Rank>
layout<Rank> random_layout(random_engine& random, const std::array<std::ptrdiff_t, Rank>& extents, bool may_repeat) {
  std::array<std::size_t, Rank> order{};
  for (std::size_t d = 0; d < Rank; ++d) order[d] = Rank - 1 - d;
  const bool dense = one_in(random, 2);
  if (!dense && one_in(random, 2)) std::shuffle(order.begin(), order.end(), random);
  layout<Rank> result{{}, 0, 1};
  std::ptrdiff_t next = 1;
  for (const std::size_t d : order) {
    const std::ptrdiff_t extent = std::max<std::ptrdiff_t>(extents[d], 1);
    std::ptrdiff_t stride = next;
    if (!dense && one_in(random, 3)) stride += pick(random, 1, 3);
    if (!dense && may_repeat && one_in(random, 8)) stride = 0;
    result.size += (extent - 1) * stride;
    if (stride != 0) next = stride * extent;
    if (!dense && one_in(random, 4)) {
      result.first += (extent - 1) * stride;
      stride = -stride;
    }
    result.strides[d] = stride;
    // The stride of an axis with one element or none is never used, so it may be anything.
    if (extents[d] <= 1 && one_in(random, 2)) result.strides[d] = pick(random, -1000000, 1000000);
  }
  return result;
}

/// Owns the elements of a view, allocated to the exact size, so that AddressSanitizer sees a step outside.
template <class T, std::size_t Rank>
class storage {
 public:
  storage(const std::array<std::ptrdiff_t, Rank>& extents, const layout<Rank>& place)
      : elements_(static_cast<std::size_t>(place.size)), extents_(extents), place_(place) {}

  std::vector<T>& elements() { return elements_; }
  cnr::tensor_view<T, Rank> view() { return {elements_.data() + place_.first, extents_, place_.strides}; }

 private:
  std::vector<T> elements_;
  std::array<std::ptrdiff_t, Rank> extents_;
  layout<Rank> place_;
};

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_STORAGE_HPP
