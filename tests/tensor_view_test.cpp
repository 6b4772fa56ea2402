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
#include <vector>

#if __cplusplus >= 202002L && __has_include(<span>)
#include <span>
#endif

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

TEST(TensorView, TakesArraysOfIntegersOfAnyType) {
  std::array<float, 24> elements{};
  const auto expect_view = [&](const cnr::tensor_view<float, 3>& view, std::ptrdiff_t row_stride) {
    EXPECT_EQ(view.data(), elements.data());
    EXPECT_EQ(view.extents(), (std::array<std::ptrdiff_t, 3>{{2, 3, 4}}));
    EXPECT_EQ(view.strides(), (std::array<std::ptrdiff_t, 3>{{row_stride * 3, row_stride, 1}}));
  };
  const auto expect_views = [&](auto number) {
    using integer = decltype(number);
    const std::array<integer, 3> extents{{2, 3, 4}};
    const std::array<integer, 3> strides{{27, 9, 1}};
    expect_view({elements.data(), extents}, 4);
    expect_view({elements.data(), extents, strides}, 9);
    expect_view({elements.data(), extents, {12, 4, 1}}, 4);
    expect_view({elements.data(), std::array<std::ptrdiff_t, 3>{{2, 3, 4}}, strides}, 9);
    expect_view({elements.data(), {2, 3, 4}, strides}, 9);
  };
  expect_views(std::size_t{});
  expect_views(int{});
  expect_views(std::int64_t{});
  expect_views(std::uint8_t{});
  const std::array<std::int8_t, 2> mirrored{{3, -1}};
  EXPECT_EQ((cnr::tensor_view<float, 2>(&elements[2], {2, 3}, mirrored).stride(1)), -1);
}

TEST(TensorView, RefusesNumbersThatPtrdiffCannotHold) {
  int element = 0;
  const std::array<std::uint64_t, 2> beyond{{UINT64_MAX, std::uint64_t{1} << 63}};
  const cnr::tensor_view<int, 2> view(&element, beyond, beyond);
  EXPECT_EQ(view.extents(), (std::array<std::ptrdiff_t, 2>{{PTRDIFF_MIN, PTRDIFF_MIN}}));
  EXPECT_EQ(view.strides(), view.extents());
  static_assert(cnr::make_extents(std::size_t{PTRDIFF_MAX})[0] == PTRDIFF_MAX, "the greatest");
  static_assert(cnr::make_extents(std::size_t{PTRDIFF_MAX} + 1)[0] == PTRDIFF_MIN, "one too many");
  static_assert(cnr::make_strides(std::intmax_t{-7}, UINT64_MAX)[0] == -7, "a mirrored image");
  static_assert(cnr::make_strides(std::intmax_t{-7}, UINT64_MAX)[1] == PTRDIFF_MIN, "no -1");
  // 2^32 + 3 where std::ptrdiff_t has 32 bits.
  constexpr std::int64_t large = (std::int64_t{1} << 32) + 3;
  static_assert(cnr::make_extents(large)[0] == (sizeof(std::ptrdiff_t) == 4 ? PTRDIFF_MIN : large), "never 3");
}

TEST(MakeExtents, TakesIntegersOfSeveralTypesAndContainers) {
  const std::vector<std::uint8_t> pixels(6 * 8 * 3);
  const std::size_t width = 8;
  const extents4 expected{{1, 6, 8, 3}};
  EXPECT_EQ(cnr::make_extents(1, pixels.size() / (width * 3), width, std::uint8_t{3}), expected);
  const std::vector<std::size_t> shape{1, 6, 8, 3};
  EXPECT_EQ(cnr::make_extents<4>(shape), expected);
  EXPECT_EQ(cnr::make_strides<4>(shape), expected);
  const unsigned array[] = {1, 6, 8, 3};
  EXPECT_EQ(cnr::make_extents<4>(array), expected);
#if defined(__cpp_lib_span)
  EXPECT_EQ(cnr::make_extents<4>(std::span<const std::size_t>(shape)), expected);
#endif
  const extents4 refused{{PTRDIFF_MIN, PTRDIFF_MIN, PTRDIFF_MIN, PTRDIFF_MIN}};
  EXPECT_EQ(cnr::make_extents<4>(std::vector<std::size_t>{6, 8, 3}), refused);
  EXPECT_EQ(cnr::make_extents<4>(std::vector<std::size_t>{1, 1, 6, 8, 3}), refused);
  EXPECT_EQ(cnr::make_strides<4>(std::vector<int>{}), refused);
  const cnr::image_view<std::uint8_t> image(pixels.data(), cnr::make_extents<4>(shape));
  EXPECT_EQ(image.extents(), expected);
  EXPECT_EQ(image.strides(), (extents4{{144, 24, 3, 1}}));
}

TEST(TensorView, TakesWhatConvertsToItsPointer) {
  struct pointer_like {
    operator float*() const { return to; }
    float* to;
  };
  float elements[6] = {};
  const float read_only[6] = {};
  const pointer_like pointer{elements};
  EXPECT_EQ((cnr::tensor_view<float, 2>(elements, {2, 3}).data()), elements);
  EXPECT_EQ((cnr::tensor_view<const float, 2>(elements, {2, 3}, {3, 1}).data()), elements);
  EXPECT_EQ((cnr::tensor_view<const float, 2>(read_only, {2, 3}).data()), read_only);
  EXPECT_EQ((cnr::tensor_view<float, 2>(pointer, {2, 3}).data()), elements);
  EXPECT_EQ((cnr::tensor_view<float, 2>(nullptr, {2, 3}).data()), nullptr);
  EXPECT_EQ((cnr::tensor_view<float, 2>(0, {2, 3}).data()), nullptr);
  static_assert(!std::is_constructible<cnr::tensor_view<float, 2>, int, std::array<std::ptrdiff_t, 2>>::value,
                "a number is no pointer");
}

}  // namespace
