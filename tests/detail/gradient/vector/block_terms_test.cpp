// SPDX-License-Identifier: MIT
//
// Which planes the gradient with regard to the boxes reads by windows, on each target that this processor has. The
// results do not tell, as both ways compute the same bytes.

#include "support/target_tests.hpp"

#include <crop_and_resize/crop_and_resize_grad.hpp>
#include <crop_and_resize/detail/gradient/vector.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>

#define CNR_DETAIL_TARGET_INCLUDE "detail/gradient/vector/block_terms.inl"
#include <crop_and_resize/detail/simd/for_each_target.inl>
#undef CNR_DETAIL_TARGET_INCLUDE

namespace {

using cnr::detail::axis;
using extents = std::array<std::ptrdiff_t, 4>;

extents planar(const extents& e) { return {{e[1] * e[2] * e[3], e[2], 1, e[1] * e[2]}}; }
extents interleaved(const extents& e) { return {{e[1] * e[2] * e[3], e[2] * e[3], e[3], 1}}; }

/// A call of any addresses: only extents and strides are looked at.
struct call {
  std::ptrdiff_t channels = 64;
  std::ptrdiff_t image_columns = 60;
  std::ptrdiff_t crop_columns = 20;
  bool is_image_planar = true;
  bool are_grads_planar = true;
  bool is_flipped = false;

  /// Whether the first `count` columns of a crop of the whole image are found in windows.
  template <class V, class T = float>
  bool has_windows(std::ptrdiff_t count) const {
    const extents image{{1, 30, image_columns, channels}};
    const extents grads{{1, 10, crop_columns, channels}};
    const cnr::detail::grad_boxes_arguments<T> arguments{
        {nullptr, grads, are_grads_planar ? planar(grads) : interleaved(grads)},
        {nullptr, image, is_image_planar ? planar(image) : interleaved(image)},
        {},
        {},
        {}};
    const axis x =
        axis::of_box_gradient(is_flipped ? 1.0F : 0.0F, is_flipped ? 0.0F : 1.0F, image_columns, crop_columns);
    return V::has_windows(arguments, {x, 0, count});
  }
  template <class V, class T = float>
  bool has_windows() const {
    return has_windows<V, T>(crop_columns);
  }
};

/// Where a vector has 16 floats, one instruction finds 16 elements in two windows.
template <class V>
constexpr bool is_wide = V::floats_in_vector == 16;

template <class V>
void planes_that_are_shrunk_are_read_by_windows() {
  call planes;
  EXPECT_EQ(planes.has_windows<V>(), is_wide<V>);
  EXPECT_EQ((planes.has_windows<V, std::uint8_t>()), is_wide<V>);
  planes.is_flipped = true;
  EXPECT_EQ(planes.has_windows<V>(), is_wide<V>);
  planes.crop_columns = planes.image_columns;
  EXPECT_FALSE(planes.has_windows<V>(20));
  planes.is_flipped = false;
  EXPECT_FALSE(planes.has_windows<V>(20));
  planes.crop_columns = planes.image_columns - 1;
  EXPECT_EQ(planes.has_windows<V>(20), is_wide<V>);
}

template <class V>
void other_layouts_are_not_read_by_windows() {
  call pixels;
  pixels.is_image_planar = false;
  EXPECT_FALSE(pixels.has_windows<V>());
  call grads;
  grads.are_grads_planar = false;
  EXPECT_FALSE(grads.has_windows<V>());
}

template <class V>
void windows_are_for_more_than_half_a_vector_of_columns() {
  const call planes;
  EXPECT_FALSE(planes.has_windows<V>(8));
  EXPECT_EQ(planes.has_windows<V>(9), is_wide<V>);
  EXPECT_EQ(planes.has_windows<V>(16), is_wide<V>);
  EXPECT_EQ(planes.has_windows<V>(17), is_wide<V>);  // 9 and 8
  // So many channels that there is room for the terms of ten columns, and of nine.
  call many;
  many.channels = 816;
  EXPECT_EQ(many.has_windows<V>(10), is_wide<V>);
  many.channels = 912;
  EXPECT_FALSE(many.has_windows<V>(10));
}

template <class V>
void rows_of_the_image_have_a_window_at_least() {
  call planes;
  planes.crop_columns = 12;
  planes.image_columns = 16;
  EXPECT_EQ(planes.has_windows<V>(), is_wide<V>);
  planes.image_columns = 15;
  EXPECT_FALSE(planes.has_windows<V>());
}

/// Before main, as GoogleTest's own macros add theirs.
// NOLINTNEXTLINE(cert-err58-cpp): what cannot be added ends the process, as it should
[[maybe_unused]] const bool has_added_tests = support::for_each_vector_target([](auto tag) {
  using V = decltype(block_term_choices_of(tag));
  support::add_tests(
      "BlockTerms", tag.id,
      {{"OfPlanesThatAreShrunkAreFoundInWindows", planes_that_are_shrunk_are_read_by_windows<V>},
       {"OfOtherLayoutsAreNotFoundInWindows", other_layouts_are_not_read_by_windows<V>},
       {"AreFoundInWindowsForMoreThanHalfAVectorOfColumns", windows_are_for_more_than_half_a_vector_of_columns<V>},
       {"AreFoundInWindowsOfRowsAsLongAsOne", rows_of_the_image_have_a_window_at_least<V>}});
});

}  // namespace
