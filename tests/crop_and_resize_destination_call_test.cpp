// SPDX-License-Identifier: MIT
//
// Every way to spell a call into crops of another type than float, plain and normalised, and what it gives.

#include "support/counted_image.hpp"
#include "support/destinations.hpp"
#include "support/guarded.hpp"
#include "support/own_sampler.hpp"
#include "support/prebuilt.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/normalized.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

/// An element type of images and of crops that is in memory as an std::int64_t, which is one of images alone.
struct whole_number {
  std::int64_t value;
};
template <>
struct cnr::element_traits<whole_number> {
  static constexpr element_format format = element_format::int64;
  static float to_float(const whole_number& number) noexcept { return static_cast<float>(number.value); }
  static whole_number from_float(float value) noexcept { return {static_cast<std::int64_t>(value)}; }
};

namespace {

using support::counted_image;

/// A counted image whose crop of 3x3 goes into elements of another type.
template <class Out>
struct converted_crop : counted_image {
  cnr::crops_view<Out> destination() { return {elements.data(), {1, 3, 3, 1}}; }

  std::array<Out, 9> elements{};
  std::array<float, 1> scale{{2}};
  std::array<float, 1> bias{{-3}};
};

template <class Out>
class EveryDestination : public ::testing::Test {};

TYPED_TEST_SUITE(EveryDestination, support::destination_types, support::destination_type_names);

TYPED_TEST(EveryDestination, IsDeducedFromCropsAndHoldsTheConvertedFloats) {
  converted_crop<TypeParam> data;
  ASSERT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.destination()));
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_TRUE(
        support::same_element(data.elements[i], reference::destination<TypeParam>::from(counted_image::expected[i])));
  }
}

TYPED_TEST(EveryDestination, IsNormalisedChannelByChannel) {
  converted_crop<TypeParam> data;
  ASSERT_TRUE(
      cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(),
                           cnr::normalized(data.destination(), {data.scale.data(), {{1}}}, {data.bias.data(), {{1}}})));
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_TRUE(support::same_element(data.elements[i],
                                      reference::destination<TypeParam>::from(2 * counted_image::expected[i] - 3)));
  }
}

TYPED_TEST(EveryDestination, IsThatOfATensorThatIsAllocated) {
  counted_image data;
  const cnr::image_view<std::uint8_t> image = data.image();
  const cnr::tensor<TypeParam, 4> crops = cnr::crop_and_resize<std::uint8_t, TypeParam>(
      image, data.boxes(), data.box_indices(), cnr::crop_size{3, 3}, cnr::method::nearest, cnr::options{7});
  ASSERT_EQ(crops.extents(), (std::array<std::ptrdiff_t, 4>{{1, 3, 3, 1}}));
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_TRUE(
        support::same_element(crops.data()[i], reference::destination<TypeParam>::from(counted_image::expected[i])));
  }
}

TYPED_TEST(EveryDestination, GetsTheExtrapolationValueTheSameWay) {
  converted_crop<TypeParam> data;
  data.box = {2, 2, 3, 3};
  const cnr::options settings{10.5F};
  ASSERT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.destination(), cnr::bilinear{},
                                   settings));
  for (const TypeParam& element : data.elements) {
    EXPECT_TRUE(support::same_element(element, reference::destination<TypeParam>::from(10.5F)));
  }
  ASSERT_TRUE(
      cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(),
                           cnr::normalized(data.destination(), {data.scale.data(), {{1}}}, {data.bias.data(), {{1}}}),
                           cnr::nearest{}, settings));
  for (const TypeParam& element : data.elements) {
    EXPECT_TRUE(support::same_element(element, reference::destination<TypeParam>::from(18)));
  }
}

TYPED_TEST(EveryDestination, IsWrittenByASamplerOfTheCallersOwn) {
  converted_crop<TypeParam> data;
  ASSERT_TRUE(
      cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.destination(), support::three_taps{0}));
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_TRUE(
        support::same_element(data.elements[i], reference::destination<TypeParam>::from(counted_image::expected[i])));
  }
}

TEST(Destination, IsFloatForBraces) {
  counted_image data;
  EXPECT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), {data.crop.data(), {1, 3, 3, 1}}));
  EXPECT_EQ(data.crop, counted_image::expected);
  const std::array<float, 1> scale{{2}};
  const std::array<float, 1> bias{{1}};
  EXPECT_TRUE(
      cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(),
                           cnr::normalized({data.crop.data(), {1, 3, 3, 1}}, {scale.data(), {1}}, {bias.data(), {1}})));
  EXPECT_EQ(data.crop, (std::array<float, 9>{{3, 5, 7, 13, 15, 17, 23, 25, 27}}));
}

TEST(Destination, IsTheSecondTemplateArgumentAndTheSamplerTheThird) {
  converted_crop<std::int16_t> data;
  const cnr::image_view<std::uint8_t> image = data.image();
  EXPECT_TRUE((cnr::crop_and_resize<std::uint8_t, std::int16_t>(image, data.boxes(), data.box_indices(),
                                                                {data.elements.data(), {1, 3, 3, 1}})));
  EXPECT_EQ(data.elements[8], 13);
  EXPECT_TRUE((cnr::crop_and_resize<std::uint8_t, std::int16_t, cnr::nearest, cnr::serial>(
      image, data.boxes(), data.box_indices(), data.destination(), {}, {}, {})));
  EXPECT_EQ(data.elements[0], 1);
  const auto crops = cnr::crop_and_resize<std::uint8_t, std::int32_t, cnr::nearest, cnr::serial>(
      image, data.boxes(), data.box_indices(), cnr::crop_size{3, 3});
  static_assert(std::is_same<decltype(crops), const cnr::tensor<std::int32_t, 4>>::value, "Out is said");
  EXPECT_EQ(crops(0, 2, 2, 0), 13);
}

TEST(Destination, OfAnAllocatedTensorIsFloatWhereItIsNotSaid) {
  counted_image data;
  auto crops = cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), cnr::crop_size{3, 3});
  static_assert(std::is_same<decltype(crops), cnr::tensor<float, 4>>::value, "float");
  EXPECT_EQ(crops(0, 2, 2, 0), 13);
}

TEST(Destination, TakesImagesOfMutableAndConstElements) {
  converted_crop<double> data;
  const cnr::image_view<std::uint8_t> constant = data.image();
  const auto normalised = cnr::normalized(data.destination(), {data.scale.data(), {{1}}}, {data.bias.data(), {{1}}});
  EXPECT_TRUE(cnr::crop_and_resize(constant, data.boxes(), data.box_indices(), normalised));
  EXPECT_EQ(data.elements[8], 23);
  data.elements = {};
  EXPECT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), normalised, cnr::nearest{},
                                   cnr::options{}, cnr::serial{}));
  EXPECT_EQ(data.elements[8], 23);
}

TEST(Destination, IsWrittenWithoutExceptionsWithSerial) {
  converted_crop<cnr::half> data;
  const cnr::image_view<std::uint8_t> image = data.image();
  const cnr::tensor_view<std::uint8_t, 4> mutable_image = data.image();
  const auto boxes = data.boxes();
  const auto box_indices = data.box_indices();
  const auto crops = data.destination();
  static_assert(noexcept(cnr::crop_and_resize(image, boxes, box_indices, crops)), "plain");
  static_assert(noexcept(cnr::crop_and_resize(mutable_image, boxes, box_indices, crops, cnr::nearest{})), "plain");
  const auto normalised = cnr::normalized(crops, {data.scale.data(), {{1}}}, {data.bias.data(), {{1}}});
  static_assert(noexcept(cnr::crop_and_resize(image, boxes, box_indices, normalised)), "normalised");
  static_assert(noexcept(cnr::crop_and_resize(mutable_image, boxes, box_indices, normalised)), "normalised");
  EXPECT_TRUE(cnr::crop_and_resize(image, boxes, box_indices, normalised));
}

TEST(Destination, OfBytesRoundsHalvesToEvenAndClamps) {
  const std::array<float, 8> pixels{{0.5F, 1.5F, 2.5F, 254.5F, 255.5F, -0.75F, 1e10F, std::nanf("")}};
  const std::array<float, 4> box{{0, 0, 0, 1}};
  const std::int32_t zero = 0;
  std::array<std::uint8_t, 8> bytes{};
  ASSERT_TRUE(cnr::crop_and_resize<float>({pixels.data(), {1, 1, 8, 1}}, {box.data(), {1, 4}}, {&zero, {1}},
                                          cnr::crops_view<std::uint8_t>(bytes.data(), {1, 1, 8, 1}), cnr::nearest{}));
  EXPECT_EQ(bytes, (std::array<std::uint8_t, 8>{{0, 2, 2, 254, 255, 0, 255, 0}}));
}

TEST(Destination, OfDoublesHoldsFloatsForImagesOfDoublesToo) {
  std::array<double, 60> elements{};
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = 1.0 / static_cast<double>(i + 3);
  const std::array<float, 4> whole{{0, 0, 1, 1}};
  std::array<double, 60> output{};
  for (const std::ptrdiff_t channels : {1, 3, 4}) {
    const std::array<std::ptrdiff_t, 4> extents{{1, 1, 60 / channels, channels}};
    ASSERT_TRUE(cnr::crop_and_resize(cnr::image_view<double>(elements.data(), extents), {whole.data(), {1, 4}},
                                     cnr::first_image(1), cnr::crops_view<double>(output.data(), extents),
                                     cnr::nearest{}));
    for (std::size_t i = 0; i < output.size(); ++i) {
      EXPECT_EQ(output[i], static_cast<double>(static_cast<float>(elements[i]))) << i << " of " << channels;
    }
  }
}

TEST(Destination, OfInt32EndsAtItsLargestNumber) {
  const std::array<float, 6> pixels{{0x1p31F, 2147483520.0F, -0x1p31F, -3e9F, std::nanf(""), 16777216.0F}};
  const std::array<float, 4> box{{0, 0, 0, 1}};
  const std::int32_t zero = 0;
  std::array<std::int32_t, 6> numbers{};
  ASSERT_TRUE(cnr::crop_and_resize<float>({pixels.data(), {1, 1, 6, 1}}, {box.data(), {1, 4}}, {&zero, {1}},
                                          cnr::crops_view<std::int32_t>(numbers.data(), {1, 1, 6, 1}), cnr::nearest{}));
  constexpr std::int32_t lowest = std::numeric_limits<std::int32_t>::min();
  EXPECT_EQ(numbers, (std::array<std::int32_t, 6>{{2147483647, 2147483520, lowest, lowest, 0, 16777216}}));
}

TEST(Destination, MayHaveAFormatThatTheVectorLoopsOnlyRead) {
  converted_crop<whole_number> data;
  ASSERT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.destination()));
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(data.elements[i].value, static_cast<std::int64_t>(counted_image::expected[i]));
  }
}

TEST(Destination, NormalisedIsNotFused) {
  const float pixel = 1 + 0x1p-12F;
  const float scale = 1 + 0x1p-12F;
  const float bias = -1 - 0x1p-11F;
  const std::array<float, 4> box{};
  const std::int32_t zero = 0;
  for (const std::ptrdiff_t channels : {1, 3, 40}) {
    const std::ptrdiff_t width = 33;
    std::vector<float> crop(static_cast<std::size_t>(width * channels), -1.0F);
    ASSERT_TRUE(cnr::crop_and_resize<float>(
        {&pixel, {1, 1, 1, channels}, {0, 0, 0, 0}}, {box.data(), {1, 4}}, {&zero, {1}},
        cnr::normalized({crop.data(), {1, 1, width, channels}}, {&scale, {channels}, {0}}, {&bias, {channels}, {0}})));
    for (const float output : crop) EXPECT_EQ(output, 0);
  }
}

TEST(Destination, AcceptsNoBoxesAndNoChannels) {
  converted_crop<cnr::half> data;
  const cnr::crops_view<cnr::half> no_crops(nullptr, {0, 3, 3, 1});
  EXPECT_TRUE(cnr::crop_and_resize(data.image(), {nullptr, {0, 4}}, {nullptr, {0}}, no_crops));
  EXPECT_TRUE(cnr::crop_and_resize(data.image(), {nullptr, {0, 4}}, {nullptr, {0}},
                                   cnr::normalized(no_crops, {data.scale.data(), {{1}}}, {data.bias.data(), {{1}}})));
  EXPECT_TRUE(cnr::crop_and_resize<std::uint8_t>(
      {nullptr, {1, 5, 5, 0}}, data.boxes(), data.box_indices(),
      cnr::normalized(cnr::crops_view<cnr::half>(nullptr, {1, 3, 3, 0}), {nullptr, {0}}, {nullptr, {0}})));
}

// A row of outputs is encoded in parts where channels are very many. The last part can be short.
TEST(Destination, ReadsNoScaleOrBiasAfterTheLastOfVeryManyChannels) {
  const std::array<float, 4> box{{2, 0, 0, 1}};  // of two rows, the first is extrapolated
  const std::int32_t zero = 0;
  for (std::ptrdiff_t channels = 766; channels < 788; ++channels) {
    const auto count = static_cast<std::size_t>(channels);
    support::guarded<float> scale(count, support::flush::with_end);
    support::guarded<float> bias(count, support::flush::with_end);
    for (std::size_t c = 0; c < count; ++c) {
      scale.data()[c] = 1;
      bias.data()[c] = static_cast<float>(c);
    }
    const std::vector<std::uint8_t> pixels(2 * count, 3);
    // A gap after each pixel, so that no row of pixels is one part.
    std::vector<float> crop(4 * (count + 1), -1.0F);
    const cnr::crops_view<float> crops(crop.data(), {1, 2, 2, channels}, {0, 2 * (channels + 1), channels + 1, 1});
    ASSERT_TRUE(cnr::crop_and_resize<std::uint8_t>(
        {pixels.data(), {1, 2, 1, channels}}, {box.data(), {1, 4}}, {&zero, {1}},
        cnr::normalized(crops, {scale.data(), {channels}}, {bias.data(), {channels}}), cnr::bilinear{},
        cnr::options{10}));
    for (std::ptrdiff_t c = 0; c < channels; ++c) {
      ASSERT_EQ(crops(0, 0, 1, c), 10 + static_cast<float>(c)) << channels;
      ASSERT_EQ(crops(0, 1, 0, c), 3 + static_cast<float>(c)) << channels;
    }
  }
}

/// An element type of the compiler's own.
template <class Out>
[[maybe_unused]] void check_compilers_own() {
  converted_crop<Out> data;
  const float scale = 1.0F / 3;
  const float bias = -1000;
  ASSERT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(),
                                   cnr::normalized(data.destination(), {&scale, {1}}, {&bias, {1}})));
  for (std::size_t i = 0; i < 9; ++i) {
    const float expected = reference::plus(reference::times(counted_image::expected[i], scale), bias);
    EXPECT_TRUE(support::same_element(data.elements[i], reference::destination<Out>::from(expected)));
  }
  ASSERT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.destination()));
  EXPECT_EQ(static_cast<float>(data.elements[8]), 13.0F);
}

#if CNR_DETAIL_HAS_FLOAT16
TEST(Destination, MayBeTheCompilersHalf) { check_compilers_own<_Float16>(); }
#endif
#if defined(__STDCPP_FLOAT16_T__)
TEST(Destination, MayBeTheStandardsHalf) { check_compilers_own<decltype(0.0f16)>(); }
#endif
#if defined(__STDCPP_BFLOAT16_T__)
TEST(Destination, MayBeTheStandardsBfloat16) { check_compilers_own<decltype(0.0bf16)>(); }
#endif

}  // namespace
