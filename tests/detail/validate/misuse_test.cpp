// SPDX-License-Identifier: MIT
//
// Which calls the overload that says what is wrong takes: those on tensors of this library that no other overload
// takes. Functions of the same name in other libraries keep theirs.

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/detail/validate/misuse.hpp>

#include <gtest/gtest.h>

#include <cstdint>

namespace {

using cnr::detail::in_braces;
using byte_image = cnr::image_view<std::uint8_t>;
using float_crops = cnr::crops_view<float>;

struct of_another_library {};

/// Not a constant, so that a wrong answer fails a test instead of the build.
template <class T, class Image, class Boxes, class Indices, class Crops, class Settings>
bool is_misuse() {
  return cnr::detail::call_types<T, Image, Boxes, Indices, Crops, Settings>::is_misuse;
}

template <class T, class Image>
bool is_misuse_of_image() {
  return is_misuse<T, Image, cnr::boxes_view, cnr::box_indices_view, float_crops, cnr::options>();
}

template <class Boxes, class Indices, class Crops, class Settings>
bool is_misuse_beside_image() {
  return is_misuse<in_braces, byte_image, Boxes, Indices, Crops, Settings>();
}

TEST(Misuse, IsNoCallWhoseTypesAreRight) {
  EXPECT_FALSE((is_misuse_of_image<in_braces, byte_image>()));
  EXPECT_FALSE((is_misuse_of_image<std::uint8_t, byte_image>()));
  EXPECT_FALSE((is_misuse_of_image<std::uint8_t, in_braces>()));
  EXPECT_FALSE((is_misuse_of_image<std::uint8_t, cnr::tensor_view<std::uint8_t, 4>>()));
  EXPECT_FALSE((is_misuse_of_image<in_braces, cnr::images_view<std::uint8_t>>()));
  EXPECT_FALSE((is_misuse<std::uint8_t, in_braces, in_braces, in_braces, in_braces, in_braces>()));
  EXPECT_FALSE((is_misuse_beside_image<cnr::tensor_view<float, 2>, cnr::tensor_view<std::int32_t, 1>,
                                       cnr::normalized_crops<float>, in_braces>()));
  EXPECT_FALSE((is_misuse_beside_image<in_braces, cnr::box_indices_view, cnr::crop_size, cnr::options>()));
}

TEST(Misuse, IsEachArgumentThatIsWrongByItself) {
  EXPECT_TRUE((is_misuse_of_image<in_braces, in_braces>())) << "nothing names the element type";
  EXPECT_TRUE((is_misuse_of_image<std::uint8_t, cnr::tensor_view<const std::uint8_t, 3>>()));
  EXPECT_TRUE((is_misuse_of_image<std::uint8_t, cnr::tensor_view<const std::uint8_t, 1>>())) << "no list of images";
  EXPECT_TRUE(
      (is_misuse_beside_image<cnr::tensor_view<const double, 2>, cnr::box_indices_view, float_crops, cnr::options>()));
  EXPECT_TRUE(
      (is_misuse_beside_image<cnr::tensor_view<const float, 1>, cnr::box_indices_view, float_crops, cnr::options>()));
  EXPECT_TRUE(
      (is_misuse_beside_image<cnr::boxes_view, cnr::tensor_view<const std::int64_t, 1>, float_crops, cnr::options>()));
  EXPECT_TRUE((is_misuse_beside_image<cnr::boxes_view, cnr::box_indices_view, cnr::tensor_view<const float, 4>,
                                      cnr::options>()));
  EXPECT_TRUE((is_misuse_beside_image<cnr::boxes_view, cnr::box_indices_view, cnr::normalized_crops<const float>,
                                      cnr::options>()));
  EXPECT_TRUE((is_misuse_beside_image<cnr::boxes_view, cnr::box_indices_view, float_crops, of_another_library>()));
  // A tensor is none of the views.
  EXPECT_TRUE((is_misuse_of_image<std::uint8_t, cnr::tensor<std::uint8_t, 4>>()));
}

TEST(Misuse, IsNothingThatHasAnArgumentOfAnotherLibrary) {
  using other = of_another_library;
  EXPECT_FALSE((is_misuse<in_braces, other, cnr::boxes_view, cnr::box_indices_view, other, other>()));
  EXPECT_FALSE((is_misuse<in_braces, byte_image, other, cnr::box_indices_view, other, other>()));
  EXPECT_FALSE((is_misuse<in_braces, byte_image, cnr::boxes_view, other, other, other>()));
  EXPECT_FALSE((is_misuse<in_braces, other, other, cnr::box_indices_view, other, other>()));
  EXPECT_FALSE((is_misuse<in_braces, byte_image, other, other, other, other>()));
  EXPECT_FALSE((is_misuse<in_braces, other, cnr::boxes_view, other, other, other>()));
}

}  // namespace
