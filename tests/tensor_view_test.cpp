// SPDX-License-Identifier: MIT
//
// tensor_view: dense and given strides, access, permutation, conversion to const, extents too large for strides.

#include <crop_and_resize/tensor_view.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <type_traits>

namespace {

using extents4 = std::array<std::ptrdiff_t, 4>;

TEST(TensorView, WithoutStridesIsDenseRowMajor) {
  std::array<int, 24> elements{};
  std::iota(elements.begin(), elements.end(), 0);
  const cnr::tensor_view<int, 3> view(elements.data(), {2, 3, 4});
  EXPECT_EQ(view.strides(), (std::array<std::ptrdiff_t, 3>{{12, 4, 1}}));
  EXPECT_EQ(view(1, 2, 3), 23);
  EXPECT_EQ(view(0, 1, 2), 6);
  EXPECT_EQ(view.extent(1), 3);
  EXPECT_EQ(view.stride(1), 4);
}

TEST(TensorView, MayBeMirroredAndRepeated) {
  std::array<int, 6> elements{{0, 1, 2, 3, 4, 5}};
  const cnr::tensor_view<int, 2> mirrored(&elements[2], {2, 3}, {3, -1});
  EXPECT_EQ(mirrored(0, 0), 2);
  EXPECT_EQ(mirrored(1, 2), 3);
  const cnr::tensor_view<int, 2> repeated(elements.data(), {100, 3}, {0, 1});
  EXPECT_EQ(repeated(99, 2), 2);
}

TEST(TensorView, PermutesItsAxes) {
  std::array<int, 2 * 3 * 4 * 5> elements{};
  std::iota(elements.begin(), elements.end(), 0);
  const cnr::tensor_view<int, 4> nchw(elements.data(), {2, 3, 4, 5});
  const auto nhwc = nchw.permuted({0, 2, 3, 1});
  EXPECT_EQ(nhwc.extents(), (extents4{{2, 4, 5, 3}}));
  EXPECT_EQ(nhwc.strides(), (extents4{{60, 5, 1, 20}}));
  EXPECT_EQ(nhwc(1, 2, 3, 2), nchw(1, 2, 2, 3));
}

TEST(TensorView, PermutedByNoPermutationHasExtentsThatCallsRefuse) {
  int element = 0;
  const cnr::tensor_view<int, 4> view(&element, {1, 1, 1, 1});
  for (const auto& order : {std::array<std::size_t, 4>{{0, 1, 2, 4}}, std::array<std::size_t, 4>{{0, 1, 2, 2}},
                            std::array<std::size_t, 4>{{static_cast<std::size_t>(-1), 1, 2, 3}}}) {
    EXPECT_EQ(view.permuted(order).extents(), (extents4{{-1, -1, -1, -1}}));
  }
}

TEST(TensorView, ConvertsToConstButNotBack) {
  float element = 3;
  const cnr::tensor_view<float, 1> mutable_view(&element, {1});
  const cnr::tensor_view<const float, 1> view = mutable_view;
  mutable_view(0) = 4;
  EXPECT_EQ(view(0), 4);
  static_assert(!std::is_convertible<cnr::tensor_view<const float, 1>, cnr::tensor_view<float, 1>>::value, "one way");
  static_assert(!std::is_convertible<cnr::tensor_view<double, 1>, cnr::tensor_view<const float, 1>>::value,
                "same type");
  static_assert(std::is_trivially_copyable<cnr::tensor_view<float, 4>>::value, "passed by value");
}

TEST(TensorView, OfNothingHasNoElements) {
  const cnr::image_view<std::uint8_t> view;
  EXPECT_EQ(view.data(), nullptr);
  EXPECT_EQ(view.extents(), (extents4{{0, 0, 0, 0}}));
}

TEST(TensorView, WithExtentsTooLargeForItsStridesIsDefined) {
  constexpr std::ptrdiff_t huge = PTRDIFF_MAX;
  const cnr::tensor_view<const int, 4> view(nullptr, {huge, huge, huge, huge});
  EXPECT_EQ(view.extents(), (extents4{{huge, huge, huge, huge}}));
  EXPECT_EQ(view.stride(3), 1);
}

TEST(TensorView, IsUsableInConstantExpressions) {
  static constexpr std::array<int, 6> elements{{0, 1, 2, 3, 4, 5}};
  constexpr cnr::tensor_view<const int, 2> view(elements.data(), {2, 3});
  static_assert(view(1, 1) == 4, "reads");
  static_assert(view.permuted({1, 0})(1, 1) == 4, "permutes");
  static_assert(view.permuted({1, 0}).extent(0) == 3, "permutes");
}

TEST(FirstImage, IsTheIndexOfEachBox) {
  static constexpr cnr::box_indices_view indices = cnr::first_image(5);
  static_assert(indices.extent(0) == 5, "one for each box");
  static_assert(indices(0) == 0 && indices(4) == 0, "all of them 0");
  EXPECT_EQ(&cnr::first_image(2)(1), indices.data()) << "it is repeated, not copied";
  EXPECT_EQ(cnr::first_image(0).extent(0), 0);
}

}  // namespace
