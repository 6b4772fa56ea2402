// SPDX-License-Identifier: MIT
//
// The Eigen adaptor: views of tensors, maps, matrices and parts of them, Eigen's own element types, and the calls that
// write and return tensors.

#include "support/dlpack_members.hpp"
#include "support/prebuilt.hpp"
#include "support/prebuilt_grad.hpp"

#include <crop_and_resize/adaptor/dlpack.hpp>
#include <crop_and_resize/adaptor/eigen.hpp>
#include <crop_and_resize/adaptor/mdspan.hpp>
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

/// Every element of a view beside that of an Eigen expression, which Eigen evaluates.
template <class T, class Expression>
void expect_same(const cnr::tensor_view<T, 4>& view, const Expression& expression) {
  const Eigen::Tensor<std::remove_const_t<T>, 4, Eigen::internal::traits<Expression>::Layout> elements = expression;
  for (std::size_t axis = 0; axis < 4; ++axis) {
    ASSERT_EQ(view.extent(axis), elements.dimension(axis));
  }
  for (std::ptrdiff_t n = 0; n < view.extent(0); ++n) {
    for (std::ptrdiff_t y = 0; y < view.extent(1); ++y) {
      for (std::ptrdiff_t x = 0; x < view.extent(2); ++x) {
        for (std::ptrdiff_t c = 0; c < view.extent(3); ++c) ASSERT_EQ(view(n, y, x, c), elements(n, y, x, c));
      }
    }
  }
}

template <class Tensor>
class EigenSlices : public ::testing::Test {};

using sliced_types = ::testing::Types<Eigen::Tensor<int, 4, Eigen::RowMajor>, Eigen::Tensor<int, 4, Eigen::ColMajor>>;

struct order_names {
  template <class Tensor>
  static std::string GetName(int index) {
    return index == 0 ? "rows" : "columns";
  }
};

TYPED_TEST_SUITE(EigenSlices, sliced_types, order_names);

TYPED_TEST(EigenSlices, ShowTheElementsThatEigenEvaluates) {
  using index4 = Eigen::array<Eigen::Index, 4>;
  TypeParam tensor(3, 7, 8, 4);
  for (Eigen::Index i = 0; i < tensor.size(); ++i) tensor.data()[i] = static_cast<int>(i);
  const Eigen::TensorMap<TypeParam> map(tensor.data(), tensor.dimensions());
  const TypeParam& unchanged = tensor;

  const auto slice = tensor.slice(index4{{1, 2, 3, 1}}, index4{{2, 4, 5, 2}});
  static_assert(std::is_same<decltype(cnr::as_view(slice)), cnr::tensor_view<int, 4>>::value, "mutable");
  expect_same(cnr::as_view(slice), slice);
  expect_same(cnr::as_view(map.slice(index4{{0, 0, 1, 0}}, index4{{3, 7, 7, 1}})),
              map.slice(index4{{0, 0, 1, 0}}, index4{{3, 7, 7, 1}}));
  const auto nothing = tensor.slice(index4{{3, 7, 8, 4}}, index4{{0, 0, 0, 0}});
  EXPECT_EQ(cnr::as_view(nothing).data(), tensor.data());

  // Forward and backward, with bounds beyond the tensor, and with a step that does not divide the length.
  const auto strided = unchanged.stridedSlice(index4{{2, 1, 9, 3}}, index4{{-5, 7, 1, 4}}, index4{{-1, 2, -3, 1}});
  static_assert(std::is_same<decltype(cnr::as_view(strided)), cnr::tensor_view<const int, 4>>::value, "read-only");
  expect_same(cnr::as_view(strided), strided);
  EXPECT_EQ(cnr::as_view(strided).extents(), (std::array<std::ptrdiff_t, 4>{{3, 3, 2, 1}}));
  const auto backward = tensor.stridedSlice(index4{{0, 5, 0, 0}}, index4{{3, 5, 8, 4}}, index4{{1, 1, 1, 1}});
  EXPECT_EQ(cnr::as_view(backward).extent(1), 0);

  const auto every_third = tensor.stride(index4{{2, 3, 1, 4}});
  expect_same(cnr::as_view(every_third), every_third);
}

TEST(EigenTensors, AreWrittenInPlace) {
  const auto image = counted_image<Eigen::Tensor<std::uint8_t, 4, Eigen::RowMajor>>();
  const auto boxes = one_box<Eigen::Tensor<float, 2>>();
  Eigen::Tensor<std::int32_t, 1> box_indices(1);
  box_indices(0) = 0;
  const auto expect_written = [&](auto&& crops, const auto& look) {
    const cnr::result done = cnr::crop_and_resize(image, boxes, box_indices, crops);
    ASSERT_TRUE(done) << done.message();
    expect_crop(look);
  };
  Eigen::Tensor<float, 4> columns(1, 3, 3, 1);
  expect_written(columns, columns);
  Eigen::Tensor<double, 4, Eigen::RowMajor> doubles(1, 3, 3, 1);
  expect_written(Eigen::TensorMap<Eigen::Tensor<double, 4, Eigen::RowMajor>>(doubles.data(), 1, 3, 3, 1), doubles);
  Eigen::TensorFixedSize<float, Eigen::Sizes<1, 3, 3, 1>, Eigen::RowMajor> fixed;
  expect_written(fixed, fixed);

  // A part of a larger tensor, in the middle of its rows and channels; nothing around it changes.
  Eigen::Tensor<float, 4, Eigen::RowMajor> canvas(2, 5, 6, 3);
  canvas.setConstant(-1);
  using index4 = Eigen::array<Eigen::Index, 4>;
  const auto part = canvas.slice(index4{{1, 1, 2, 1}}, index4{{1, 3, 3, 1}});
  ASSERT_TRUE(cnr::crop_and_resize(image, boxes, box_indices, part));
  expect_crop(Eigen::Tensor<float, 4, Eigen::RowMajor>(part));
  const Eigen::Tensor<float, 0, Eigen::RowMajor> sum = (canvas + canvas.constant(1)).sum();
  EXPECT_EQ(sum(), 9 + 1 + 2 + 3 + 6 + 7 + 8 + 11 + 12 + 13) << "something around the part was written";
}

TEST(EigenTensors, AreCroppedTogetherWithViews) {
  auto image = counted_image<Eigen::Tensor<float, 4, Eigen::RowMajor>>();
  const auto boxes = one_box<Eigen::Tensor<float, 2>>();
  Eigen::Tensor<float, 4> crops(1, 3, 3, 1);
  ASSERT_TRUE(cnr::crop_and_resize(image, boxes, cnr::first_image(1), crops, cnr::nearest{}));
  expect_crop(crops);
  ASSERT_TRUE(cnr::crop_and_resize(cnr::as_view(image), cnr::as_view(boxes), cnr::first_image(1), crops.setZero()));
  expect_crop(crops);
  const float scale = 2;
  const float bias = 1;
  const auto destination = cnr::normalized(cnr::as_view(crops), {&scale, {1}}, {&bias, {1}});
  ASSERT_TRUE(cnr::crop_and_resize(image, boxes, cnr::first_image(1), destination));
  EXPECT_EQ(crops(0, 2, 2, 0), 27);
  expect_crop(cnr::crop_and_resize(image, boxes, cnr::first_image(1), cnr::crop_size{3, 3}));
  crops.resize(1, 3, 3, 2);
  EXPECT_EQ(cnr::crop_and_resize(image, boxes, cnr::first_image(1), crops).code, cnr::errc::crops_channels_mismatch);
}

TEST(EigenTensorFixedSize, IsCropped) {
  Eigen::TensorFixedSize<std::uint8_t, Eigen::Sizes<1, 5, 5, 1>, Eigen::RowMajor> image;
  for (int i = 0; i < 25; ++i) image.data()[i] = static_cast<std::uint8_t>(i);
  Eigen::TensorFixedSize<float, Eigen::Sizes<1, 4>> boxes;
  boxes.setValues({{0, 0.25F, 0.5F, 0.75F}});
  Eigen::TensorFixedSize<std::int32_t, Eigen::Sizes<1>> box_indices;
  box_indices.setZero();
  expect_crop(cnr::crop_and_resize(image, boxes, box_indices, cnr::crop_size{3, 3}));
  const auto& unchanged = image;
  static_assert(std::is_same<decltype(cnr::as_view(unchanged)), cnr::tensor_view<const std::uint8_t, 4>>::value,
                "read-only");
}

/// Every element of a view of one image beside those of a matrix that Eigen makes of the expression.
template <class T, class Expression>
void expect_same_rows(const cnr::tensor_view<T, 4>& image, const Eigen::DenseBase<Expression>& expression) {
  const Eigen::Array<int, Eigen::Dynamic, Eigen::Dynamic> elements = expression;
  ASSERT_EQ(image.extents(), (std::array<std::ptrdiff_t, 4>{{1, elements.rows(), elements.cols(), 1}}));
  for (Eigen::Index row = 0; row < elements.rows(); ++row) {
    for (Eigen::Index column = 0; column < elements.cols(); ++column) {
      ASSERT_EQ(image(0, row, column, 0), elements(row, column)) << row << ", " << column;
    }
  }
}

template <class Matrix>
class EigenParts : public ::testing::Test {};

using matrix_types = ::testing::Types<Eigen::Array<int, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>,
                                      Eigen::Array<int, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>>;

TYPED_TEST_SUITE(EigenParts, matrix_types, order_names);

template <class Matrix>
auto image_of_ref(Eigen::Ref<Matrix, 0, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>> ref) {
  return cnr::as_image(ref);
}

TYPED_TEST(EigenParts, ShowTheElementsThatEigenEvaluates) {
  TypeParam matrix(7, 9);
  for (Eigen::Index i = 0; i < matrix.size(); ++i) matrix.data()[i] = static_cast<int>(i);
  const TypeParam& unchanged = matrix;
  const auto read_only = [](const auto& view) { return std::is_same<decltype(view(0, 0, 0, 0)), const int&>::value; };

  expect_same_rows(cnr::as_image(matrix.block(1, 2, 4, 5)), matrix.block(1, 2, 4, 5));
  expect_same_rows(cnr::as_image(unchanged.template block<2, 3>(5, 6)), matrix.block(5, 6, 2, 3));
  EXPECT_FALSE(read_only(cnr::as_image(matrix.block(1, 2, 4, 5))));
  EXPECT_TRUE(read_only(cnr::as_image(unchanged.block(1, 2, 4, 5))));
  expect_same_rows(cnr::as_image(matrix.block(1, 1, 6, 8).block(2, 3, 4, 5)), matrix.block(3, 4, 4, 5));
  expect_same_rows(cnr::as_image(matrix.row(3)), matrix.row(3));
  expect_same_rows(cnr::as_image(matrix.transpose()), matrix.transpose());
  expect_same_rows(image_of_ref<TypeParam>(matrix.block(2, 1, 3, 7)), matrix.block(2, 1, 3, 7));
  const Eigen::Ref<const TypeParam> whole(matrix);
  expect_same_rows(cnr::as_image(whole), matrix);
  EXPECT_TRUE(read_only(cnr::as_image(whole)));

  const auto sliced = matrix(Eigen::seq(1, Eigen::last, 2), Eigen::seq(8, 0, Eigen::fix<-3>));
  expect_same_rows(cnr::as_image(sliced), sliced);
  EXPECT_FALSE(read_only(cnr::as_image(sliced)));
  expect_same_rows(cnr::as_image(unchanged(Eigen::all, Eigen::seqN(1, 3, 3))),
                   matrix(Eigen::all, Eigen::seqN(1, 3, 3)));
  EXPECT_TRUE(read_only(cnr::as_image(unchanged(Eigen::all, Eigen::seqN(1, 3, 3)))));
  const auto of_block = matrix.block(1, 1, 6, 8)(Eigen::seqN(0, 3, 2), Eigen::all);
  expect_same_rows(cnr::as_image(of_block), of_block);
  EXPECT_EQ(cnr::as_image(matrix(Eigen::seqN(0, 0), Eigen::seqN(0, 3, 2))).extent(1), 0);
}

/// Whether cnr::as_image takes a part.
template <class Part, class = void>
struct is_taken : std::false_type {};
template <class Part>
struct is_taken<Part, std::void_t<decltype(cnr::as_image(std::declval<const Part&>()))>> : std::true_type {};

TEST(EigenParts, AreNotTakenWhereNoStrideLeadsFromRowToRow) {
  Eigen::ArrayXXi matrix = Eigen::ArrayXXi::Zero(4, 4);
  const auto is_part = [](const auto& part) { return is_taken<std::decay_t<decltype(part)>>::value; };
  EXPECT_TRUE(is_part(matrix(Eigen::seq(0, 3, 2), Eigen::seqN(3, 2, Eigen::fix<-2>))));
  EXPECT_TRUE(is_part(matrix(Eigen::seq(0, 3, 2), 1)));
  EXPECT_FALSE(is_part(matrix(std::vector<int>{0, 1, 3}, Eigen::seq(0, 3))));
  EXPECT_FALSE(is_part(matrix(Eigen::seq(0, 3), std::array<int, 2>{{3, 0}})));
}

TEST(EigenParts, AreWrittenInPlace) {
  const auto image = counted_image<Eigen::Tensor<std::uint8_t, 4, Eigen::RowMajor>>();
  const auto box = one_box<Eigen::Tensor<float, 2>>();
  Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic> canvas(6, 8);
  canvas.setConstant(-1);
  const auto part = canvas(Eigen::seqN(1, 3), Eigen::seqN(0, 3, 3));
  ASSERT_TRUE(cnr::crop_and_resize(cnr::as_view(image), cnr::as_view(box), cnr::first_image(1), cnr::as_image(part)));
  expect_crop(cnr::as_image(part).permuted({0, 1, 2, 3}));
  EXPECT_EQ((canvas.array() + 1).sum(), 9 + 1 + 2 + 3 + 6 + 7 + 8 + 11 + 12 + 13) << "something else was written";
  canvas.setConstant(-1);
  ASSERT_TRUE(cnr::crop_and_resize(image, box, cnr::first_image(1), cnr::as_image(canvas.block<3, 3>(2, 4))));
  EXPECT_EQ(canvas(4, 6), 13);
  EXPECT_EQ((canvas.array() + 1).sum(), 9 + 1 + 2 + 3 + 6 + 7 + 8 + 11 + 12 + 13) << "something else was written";
}

TEST(EigenAdaptor, LeavesThatOfOtherLibrariesAsItIs) {
  std::array<float, 6> elements{};
  std::array<std::int64_t, 2> shape{{2, 3}};
  support::dl_tensor tensor{elements.data(), {1, 0}, 2, {2, 32, 1}, shape.data(), nullptr, 0};
  EXPECT_EQ(cnr::as_image<float>(tensor).data(), elements.data());
  EXPECT_EQ((cnr::as_view<const float, 2>(tensor).extent(1)), 3);
  tensor.dtype = {2, 16, 1};
  EXPECT_EQ(cnr::as_image<cnr::half>(tensor).extent(2), 3);
  EXPECT_EQ(cnr::as_image<Eigen::half>(tensor).extent(2), 3);
}

}  // namespace
