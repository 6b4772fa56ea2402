// SPDX-License-Identifier: MIT
//
// The Eigen adaptor: views of tensors, maps and matrices, Eigen's own element types, and the call that returns a
// tensor.

#include "support/prebuilt.hpp"
#include "support/prebuilt_grad.hpp"

#include <crop_and_resize/adaptor/eigen.hpp>
#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace {

// A 5x5 image that counts its pixels, and the box that cuts columns 1 to 3 of rows 0 to 2 out of it.
constexpr std::array<float, 9> expected{{1, 2, 3, 6, 7, 8, 11, 12, 13}};

template <class Image>
Image counted_image() {
  Image image(1, 5, 5, 1);
  for (int y = 0; y < 5; ++y) {
    for (int x = 0; x < 5; ++x) {
      image(0, y, x, 0) = static_cast<typename Image::Scalar>(static_cast<float>(y * 5 + x));
    }
  }
  return image;
}

template <class Boxes>
Boxes one_box() {
  Boxes boxes(1, 4);
  boxes(0, 0) = 0;
  boxes(0, 1) = 0.25F;
  boxes(0, 2) = 0.5F;
  boxes(0, 3) = 0.75F;
  return boxes;
}

template <class Crops>
void expect_crop(const Crops& crops) {
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) EXPECT_EQ(crops(0, i, j, 0), expected[static_cast<std::size_t>(i * 3 + j)]);
  }
}

template <class Image>
class EigenTensors : public ::testing::Test {};

using image_types =
    ::testing::Types<Eigen::Tensor<std::uint8_t, 4, Eigen::RowMajor>, Eigen::Tensor<std::uint8_t, 4, Eigen::ColMajor>,
                     Eigen::Tensor<float, 4, Eigen::RowMajor, int>, Eigen::Tensor<double, 4>,
                     Eigen::Tensor<std::int64_t, 4>, Eigen::Tensor<Eigen::half, 4, Eigen::RowMajor>,
                     Eigen::Tensor<Eigen::bfloat16, 4>>;

struct image_names {
  template <class Image>
  static std::string GetName(int index) {
    const char* const names[] = {"uint8_rows",    "uint8_columns", "float_rows_int",  "double_columns",
                                 "int64_columns", "half_rows",     "bfloat16_columns"};
    return names[index];
  }
};

TYPED_TEST_SUITE(EigenTensors, image_types, image_names);

TYPED_TEST(EigenTensors, AreCroppedIntoATensorOfTheSameStorageOrderAndIndex) {
  const auto image = counted_image<TypeParam>();
  const auto boxes = one_box<Eigen::Tensor<float, 2, TypeParam::Layout>>();
  Eigen::Tensor<std::int32_t, 1> box_indices(1);
  box_indices(0) = 0;
  const auto crops = cnr::crop_and_resize(image, boxes, box_indices, cnr::crop_size{3, 3});
  using crops_type = Eigen::Tensor<float, 4, TypeParam::Layout, typename TypeParam::Index>;
  static_assert(std::is_same<std::remove_const_t<decltype(crops)>, crops_type>::value, "the image's layout and index");
  expect_crop(crops);
}

TYPED_TEST(EigenTensors, AreCroppedThroughViewsIntoViews) {
  auto image = counted_image<TypeParam>();
  auto boxes = one_box<Eigen::Tensor<float, 2>>();
  Eigen::Tensor<std::int32_t, 1> box_indices(1);
  box_indices(0) = 0;
  Eigen::Tensor<float, 4, Eigen::RowMajor> crops(1, 3, 3, 1);
  const auto done = cnr::crop_and_resize(cnr::as_view(image), cnr::as_view(boxes), cnr::as_view(box_indices),
                                         cnr::as_view(crops), cnr::method::nearest);
  ASSERT_TRUE(done) << done.message();
  expect_crop(crops);
}

TEST(EigenTensorMap, IsCroppedWhetherConstOrNot) {
  auto image = counted_image<Eigen::Tensor<std::uint8_t, 4, Eigen::RowMajor>>();
  auto boxes = one_box<Eigen::Tensor<float, 2, Eigen::RowMajor>>();
  std::int32_t zero = 0;
  const Eigen::TensorMap<Eigen::Tensor<std::uint8_t, 4, Eigen::RowMajor>> map(image.data(), 1, 5, 5, 1);
  const Eigen::TensorMap<const Eigen::Tensor<std::uint8_t, 4, Eigen::RowMajor>> const_map(image.data(), 1, 5, 5, 1);
  const Eigen::TensorMap<Eigen::Tensor<const float, 2, Eigen::RowMajor>> box_map(boxes.data(), 1, 4);
  const Eigen::TensorMap<Eigen::Tensor<std::int32_t, 1>> index_map(&zero, 1);
  static_assert(std::is_same<decltype(cnr::as_view(map)), cnr::tensor_view<std::uint8_t, 4>>::value, "mutable");
  static_assert(std::is_same<decltype(cnr::as_view(const_map)), cnr::tensor_view<const std::uint8_t, 4>>::value,
                "const");
  static_assert(std::is_same<decltype(cnr::as_view(box_map)), cnr::tensor_view<const float, 2>>::value, "const");
  expect_crop(cnr::crop_and_resize(map, box_map, index_map, cnr::crop_size{3, 3}));
  expect_crop(cnr::crop_and_resize(const_map, box_map, index_map, cnr::crop_size{3, 3}, cnr::nearest{}));
  // Rows and columns are a pixel apart, so that a triangle has no weight for others.
  expect_crop(cnr::crop_and_resize(const_map, box_map, index_map, cnr::crop_size{3, 3}, cnr::triangle{}));
}

template <class Out>
class EigenTensorsOfCrops : public ::testing::Test {};

using eigen_halves = ::testing::Types<Eigen::half, Eigen::bfloat16>;

struct half_names {
  template <class Out>
  static std::string GetName(int index) {
    return index == 0 ? "half" : "bfloat16";
  }
};

TYPED_TEST_SUITE(EigenTensorsOfCrops, eigen_halves, half_names);

TYPED_TEST(EigenTensorsOfCrops, AreWrittenAsCropsOfTheLibrarysOwnTypesAre) {
  using own = std::conditional_t<std::is_same<TypeParam, Eigen::half>::value, cnr::half, cnr::bfloat16>;
  const auto image = counted_image<Eigen::Tensor<std::uint8_t, 4, Eigen::RowMajor>>();
  const auto boxes = one_box<Eigen::Tensor<float, 2>>();
  Eigen::Tensor<std::int32_t, 1> box_indices(1);
  box_indices(0) = 0;
  Eigen::Tensor<TypeParam, 4> crops(1, 3, 3, 1);
  const auto image_seen = cnr::as_view(image);
  const auto boxes_seen = cnr::as_view(boxes);
  const auto indices_seen = cnr::as_view(box_indices);
  ASSERT_TRUE(cnr::crop_and_resize(image_seen, boxes_seen, indices_seen, cnr::as_view(crops)));
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(static_cast<float>(crops(0, i / 3, i % 3, 0)), expected[static_cast<std::size_t>(i)]);
  }
  const float scale = 1.0F / 3;
  const float bias = -0.1F;
  std::array<own, 9> same{};
  ASSERT_TRUE(cnr::crop_and_resize(image_seen, boxes_seen, indices_seen,
                                   cnr::normalized(cnr::as_view(crops), {&scale, {1}}, {&bias, {1}})));
  ASSERT_TRUE(cnr::crop_and_resize(
      image_seen, boxes_seen, indices_seen,
      cnr::normalized(cnr::crops_view<own>(same.data(), {1, 3, 3, 1}), {&scale, {1}}, {&bias, {1}})));
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(static_cast<float>(crops(0, i / 3, i % 3, 0)),
              cnr::element_traits<own>::to_float(same[static_cast<std::size_t>(i)]));
  }
  // Allocated by the library.
  const auto owned =
      cnr::crop_and_resize<std::uint8_t, TypeParam>(image_seen, boxes_seen, indices_seen, cnr::crop_size{3, 3});
  EXPECT_EQ(static_cast<float>(owned(0, 2, 2, 0)), 13);
}

TEST(EigenTensors, AreCroppedByAllOfTheOptions) {
  const auto image = counted_image<Eigen::Tensor<float, 4>>();
  Eigen::Tensor<float, 2> boxes(1, 4);
  boxes.setValues({{1, 0, 3, 3}});
  Eigen::Tensor<std::int32_t, 1> box_indices(1);
  box_indices(0) = 0;
  cnr::options settings;
  settings.coordinates = cnr::coordinate_mode::half_pixel;
  settings.boxes = cnr::box_format::xywh_pixels;
  settings.extrapolation_value = 99;
  const auto crop = [&] {
    return cnr::crop_and_resize(image, boxes, box_indices, cnr::crop_size{3, 3}, cnr::bilinear{}, settings);
  };
  expect_crop(crop());
  boxes(0, 0) = 3;
  EXPECT_EQ(crop()(0, 0, 1, 0), 4);
  EXPECT_EQ(crop()(0, 0, 2, 0), 99) << "beyond the image";
  settings.border = cnr::border_mode::replicate;
  EXPECT_EQ(crop()(0, 0, 2, 0), 4) << "the last column again";
  settings.border = static_cast<cnr::border_mode>(7);
  EXPECT_THROW(crop(), std::invalid_argument);
}

TEST(EigenView, FollowsTheStorageOrder) {
  const Eigen::Tensor<float, 3, Eigen::RowMajor> rows(2, 3, 4);
  const Eigen::Tensor<float, 3, Eigen::ColMajor> columns(2, 3, 4);
  EXPECT_EQ(cnr::as_view(rows).strides(), (std::array<std::ptrdiff_t, 3>{{12, 4, 1}}));
  EXPECT_EQ(cnr::as_view(columns).strides(), (std::array<std::ptrdiff_t, 3>{{1, 2, 6}}));
  EXPECT_EQ(cnr::as_view(columns).extents(), (std::array<std::ptrdiff_t, 3>{{2, 3, 4}}));
  EXPECT_EQ(cnr::as_view(columns).data(), columns.data());
}

TEST(EigenMap, ShowsAMatrixAsOneImage) {
  std::vector<std::uint8_t> pixels(5 * 8);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i / 8 * 5 + i % 8);
  using matrix = Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const matrix, 0, Eigen::OuterStride<>> padded(pixels.data(), 5, 5, Eigen::OuterStride<>(8));
  const auto image = cnr::as_image(padded);
  static_assert(std::is_same<decltype(image), const cnr::tensor_view<const std::uint8_t, 4>>::value, "read-only");
  const float box[] = {0, 0.25F, 0.5F, 0.75F};
  const std::int32_t zero = 0;
  const auto crops = cnr::crop_and_resize(image, {box, {{1, 4}}}, {&zero, {{1}}}, cnr::crop_size{3, 3});
  expect_crop(crops);
}

TEST(EigenMap, ShowsInterleavedChannels) {
  Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic> columns(2, 6);
  columns << 0, 1, 2, 3, 4, 5,  //
      6, 7, 8, 9, 10, 11;
  const auto image = cnr::as_image(columns, 3);
  static_assert(std::is_same<decltype(image), const cnr::tensor_view<float, 4>>::value, "mutable");
  EXPECT_EQ(image.extents(), (std::array<std::ptrdiff_t, 4>{{1, 2, 2, 3}}));
  EXPECT_EQ(image(0, 1, 1, 2), 11);
  EXPECT_EQ(image(0, 0, 1, 0), 3);
}

TEST(EigenMap, OfColumnsThatMakeNoWholePixelsIsRefused) {
  const Eigen::Array<float, 2, 5> columns = Eigen::Array<float, 2, 5>::Zero();
  const float box[] = {0, 0, 1, 1};
  const std::int32_t zero = 0;
  float crop = 7;
  for (const std::ptrdiff_t channels : {std::ptrdiff_t{3}, std::ptrdiff_t{0}, std::ptrdiff_t{-1}}) {
    const auto done = cnr::crop_and_resize(cnr::as_image(columns, channels), {box, {{1, 4}}}, {&zero, {{1}}},
                                           {&crop, {{1, 1, 1, 1}}});
    EXPECT_EQ(done.code, cnr::errc::image_extent_negative);
  }
  EXPECT_EQ(crop, 7);
}

TEST(EigenTensors, TakeGradientsThroughViews) {
  auto boxes = one_box<Eigen::Tensor<float, 2>>();
  Eigen::Tensor<std::int32_t, 1> box_indices(1);
  box_indices(0) = 0;
  Eigen::Tensor<float, 4, Eigen::RowMajor> grads(1, 3, 3, 1);
  grads.setConstant(2.0F);
  Eigen::Tensor<Eigen::half, 4> grad_image(1, 5, 5, 1);
  ASSERT_TRUE(cnr::crop_and_resize_grad_image(cnr::as_view(grads), cnr::as_view(boxes), cnr::as_view(box_indices),
                                              cnr::as_view(grad_image)));
  for (int y = 0; y < 5; ++y) {
    for (int x = 0; x < 5; ++x) {
      const bool is_inside = y <= 2 && x >= 1 && x <= 3;
      EXPECT_EQ(static_cast<float>(grad_image(0, y, x, 0)), is_inside ? 2.0F : 0.0F) << y << ' ' << x;
    }
  }
  auto image = counted_image<Eigen::Tensor<Eigen::bfloat16, 4, Eigen::RowMajor>>();
  Eigen::Tensor<float, 2> grad_boxes(1, 4);
  ASSERT_TRUE(cnr::crop_and_resize_grad_boxes(cnr::as_view(grads), cnr::as_view(image), cnr::as_view(boxes),
                                              cnr::as_view(box_indices), cnr::as_view(grad_boxes)));
  EXPECT_EQ(grad_boxes(0, 1), grad_boxes(0, 3));
}

TEST(EigenTensors, AreRefusedWithTheNumbersInTheText) {
  const auto image = counted_image<Eigen::Tensor<float, 4>>();
  const auto boxes = one_box<Eigen::Tensor<float, 2>>();
  Eigen::Tensor<std::int32_t, 1> box_indices(1);
  box_indices(0) = 42;
  try {
    const auto crops = cnr::crop_and_resize(image, boxes, box_indices, cnr::crop_size{3, 3});
    FAIL() << "not refused";
  } catch (const std::out_of_range& error) {
    EXPECT_NE(std::string(error.what()).find("42"), std::string::npos) << error.what();
  }
}

TEST(EigenTensors, AreRefusedWhereTheIndexTypeIsTooNarrowForTheCrops) {
  const auto image = counted_image<Eigen::Tensor<float, 4, Eigen::RowMajor, int>>();
  const auto boxes = one_box<Eigen::Tensor<float, 2>>();
  Eigen::Tensor<std::int32_t, 1> box_indices(1);
  box_indices(0) = 0;
  EXPECT_THROW(cnr::crop_and_resize(image, boxes, box_indices, cnr::crop_size{65536, 65536}), std::invalid_argument);
}

}  // namespace
