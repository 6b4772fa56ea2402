// SPDX-License-Identifier: MIT
//
// Which calls the overload that says what is wrong takes: those on tensors of this library that no other overload
// takes. Functions of the same name in other libraries keep theirs.

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/crop_and_resize_grad.hpp>
#include <crop_and_resize/detail/validate/gradient_misuse.hpp>
#include <crop_and_resize/detail/validate/misuse.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

namespace {

using cnr::detail::in_braces;
using byte_image = cnr::image_view<std::uint8_t>;
using float_crops = cnr::crops_view<float>;

struct of_another_library {};

template <class T>
struct type_of {
  using type = T;
};

/// Not a constant, so that a wrong answer fails a test instead of the build.
template <class T, class Image, class Boxes, class Indices, class Crops, class Settings>
bool is_misuse() {
  return cnr::detail::call_types<T, float, Image, Boxes, Indices, Crops, Settings>::is_misuse;
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

TEST(Misuse, IsATypeOfCropsThatIsNotTheViews) {
  using cnr::detail::is_named_output;
  EXPECT_FALSE((is_named_output<cnr::half, float_crops>::value));
  EXPECT_TRUE((is_named_output<cnr::half, cnr::crops_view<cnr::half>>::value));
  EXPECT_TRUE((is_named_output<float, cnr::crops_view<cnr::half>>::value)) << "float is what no name means as well";
  EXPECT_TRUE((is_named_output<cnr::half, in_braces>::value));
  EXPECT_FALSE((is_named_output<cnr::half, cnr::normalized_crops<float>>::value));
}

TEST(Misuse, IsAnArrayOfNumbersForAView) {
  const auto is_misuse_of_boxes = [](auto boxes) {
    return is_misuse_beside_image<typename decltype(boxes)::type, cnr::box_indices_view, float_crops, cnr::options>();
  };
  EXPECT_TRUE(is_misuse_of_boxes(type_of<float[8]>{}));
  EXPECT_TRUE(is_misuse_of_boxes(type_of<float[2][4]>{}));
  EXPECT_TRUE(is_misuse_of_boxes(type_of<std::array<float, 8>>{}));
  EXPECT_TRUE(is_misuse_of_boxes(type_of<std::vector<std::array<float, 4>>>{}));
  EXPECT_FALSE(is_misuse_of_boxes(type_of<of_another_library[8]>{})) << "may be what another function takes";
  EXPECT_FALSE(is_misuse_of_boxes(type_of<std::array<of_another_library, 8>>{}));
}

TEST(Misuse, IsANumberForBoxIndices) {
  EXPECT_TRUE((is_misuse_beside_image<cnr::boxes_view, int, float_crops, cnr::options>()));
  EXPECT_FALSE((is_misuse_beside_image<int, cnr::box_indices_view, float_crops, cnr::options>()));
  EXPECT_FALSE((is_misuse_beside_image<cnr::boxes_view, int, of_another_library, cnr::options>()))
      << "a function of another library may take a number";
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

TEST(MisuseOfNormalized, IsNothingThatNormalizedTakes) {
  using cnr::channels_view;
  using cnr::detail::normalized_types;
  EXPECT_FALSE((normalized_types<float_crops, channels_view, channels_view>::is_misuse));
  EXPECT_FALSE((normalized_types<float_crops, cnr::tensor_view<float, 1>, in_braces>::is_misuse));
  EXPECT_FALSE((normalized_types<in_braces, in_braces, in_braces>::is_misuse));
  EXPECT_FALSE((normalized_types<float_crops, of_another_library, channels_view>::is_misuse));
  EXPECT_FALSE((normalized_types<of_another_library, channels_view, channels_view>::is_misuse));
  EXPECT_TRUE((normalized_types<cnr::tensor<float, 4>, channels_view, channels_view>::is_misuse));
  EXPECT_TRUE((normalized_types<cnr::tensor_view<float, 3>, channels_view, channels_view>::is_misuse));
  EXPECT_TRUE((normalized_types<float_crops, float, channels_view>::is_misuse));
  EXPECT_TRUE((normalized_types<float_crops, channels_view, const float*>::is_misuse));
}

TEST(MisuseOfGradients, IsNothingThatTheyTake) {
  using cnr::detail::grad_boxes_types;
  using cnr::detail::grad_image_types;
  using grads = cnr::image_view<float>;
  using indices = cnr::box_indices_view;
  EXPECT_FALSE((grad_image_types<grads, cnr::boxes_view, indices, float_crops>::is_misuse));
  EXPECT_FALSE((grad_image_types<float_crops, in_braces, in_braces, in_braces>::is_misuse));
  EXPECT_FALSE((grad_image_types<grads, cnr::boxes_view, indices, of_another_library>::is_misuse));
  EXPECT_TRUE((grad_image_types<grads, cnr::boxes_view, float_crops, in_braces>::is_misuse)) << "no box_indices";
  EXPECT_TRUE((grad_image_types<grads, cnr::boxes_view, indices, cnr::tensor<float, 4>>::is_misuse));
  EXPECT_TRUE((grad_image_types<byte_image, cnr::boxes_view, indices, float_crops>::is_misuse));
  using written = cnr::tensor_view<float, 2>;
  EXPECT_FALSE((grad_boxes_types<grads, byte_image, cnr::boxes_view, indices, written>::is_misuse));
  EXPECT_FALSE((grad_boxes_types<grads, of_another_library, cnr::boxes_view, indices, written>::is_misuse));
  EXPECT_TRUE((grad_boxes_types<grads, byte_image, cnr::boxes_view, indices, cnr::boxes_view>::is_misuse));
  EXPECT_TRUE((grad_boxes_types<grads, cnr::boxes_view, indices, written, in_braces>::is_misuse)) << "no image";
}

}  // namespace
