// SPDX-License-Identifier: MIT
//
// What users reported of other implementations of this operation, each report a test of what this library does with the
// same arguments. README.md beside this file has the table. Named TensorFlow_42129 and so on: project and number of the
// issue, the pull request or the CVE. Of reports about GPUs there is nothing here.

#include "support/bits.hpp"
#include "support/counted_image.hpp"
#include "support/executors.hpp"
#include "support/prebuilt.hpp"
#include "support/prebuilt_grad.hpp"
#include "support/reference.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/crop_and_resize_grad.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace {

using support::counted_image;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float huge = std::numeric_limits<float>::max();

/// Crops boxes out of a 1-channel image, all of image 0; -7 is the extrapolation value.
template <class T>
std::vector<float> crops_of(const std::vector<T>& pixels, std::ptrdiff_t height, std::ptrdiff_t width,
                            const std::vector<float>& boxes, cnr::crop_size size, cnr::method method) {
  const auto num_boxes = static_cast<std::ptrdiff_t>(boxes.size()) / 4;
  const std::vector<std::int32_t> box_indices(boxes.size() / 4, 0);
  std::vector<float> crops(boxes.size() / 4 * static_cast<std::size_t>(size.height * size.width));
  const cnr::result done = cnr::crop_and_resize<T>(
      {pixels.data(), {1, height, width, 1}}, {boxes.data(), {num_boxes, 4}}, {box_indices.data(), {num_boxes}},
      {crops.data(), {num_boxes, size.height, size.width, 1}}, method, cnr::options{-7});
  EXPECT_TRUE(done) << done.message();
  return crops;
}

template <class T>
std::vector<T> counted(std::size_t count) {
  std::vector<T> pixels(count);
  for (std::size_t i = 0; i < count; ++i) pixels[i] = static_cast<T>(i);
  return pixels;
}

constexpr std::array<cnr::method, 2> methods{{cnr::method::bilinear, cnr::method::nearest}};

// A box of 1e40, which is infinite as a float, made TensorFlow read where it pointed.
TEST(PeerReports, TensorFlow_42129_CVE_2020_15266_AnInfiniteBoxIsRefused) {
  const std::array<float, 2> pixels{};
  const std::int32_t second_image = 1;
  for (const float bad : {infinity, -infinity}) {
    for (std::size_t i = 0; i < 4; ++i) {
      std::array<float, 4> box{};
      box[i] = bad;
      float crop = -1;
      const cnr::result done = cnr::crop_and_resize<float>({pixels.data(), {2, 1, 1, 1}}, {box.data(), {1, 4}},
                                                           {&second_image, {1}}, {&crop, {1, 1, 1, 1}});
      EXPECT_EQ(done.code, cnr::errc::box_not_finite);
      EXPECT_EQ(done.index, 0);
      EXPECT_EQ(crop, -1);
    }
  }
}

// Finite boxes whose scale overflows make the coordinate NaN, which passes TensorFlow's comparisons.
TEST(PeerReports, TensorFlow_100375_HugeFiniteBoxesExtrapolate) {
  const auto pixels = counted<float>(35);
  for (const cnr::method method : methods) {
    for (const auto& box : {std::vector<float>{-huge, 0, huge, 1}, std::vector<float>{0, -huge, 1, huge},
                            std::vector<float>{-3e38F, -3e38F, 3e38F, 3e38F},
                            std::vector<float>{huge, huge, huge, huge}, std::vector<float>{1e38F, 0, -1e38F, 1}}) {
      for (const float output : crops_of(pixels, 5, 7, box, {4, 6}, method)) EXPECT_EQ(output, -7);
      for (const float output : crops_of(pixels, 5, 7, box, {2, 600}, method)) EXPECT_EQ(output, -7);
    }
  }
}

// NaN failed neither of the comparisons of ONNX Runtime and TensorFlow, and became an index. ONNX Runtime 1.32
// extrapolates it.
TEST(PeerReports, OnnxRuntime_29605_ABoxThatIsNotANumberIsRefused) {
  for (std::size_t i = 0; i < 4; ++i) {
    counted_image data;
    data.box[i] = std::nanf("");
    const cnr::result done = cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.crops());
    EXPECT_EQ(done.code, cnr::errc::box_not_finite);
    EXPECT_EQ(data.crop, counted_image::untouched);
  }
}

// The estimated cost of a crop overflowed an int, and with it the partition into work for threads.
TEST(PeerReports, TensorFlow_CVE_2022_23587_TheCostOfALargeCropDoesNotOverflow) {
  const std::ptrdiff_t large = sizeof(std::ptrdiff_t) == 8 ? INT32_MAX : 16384;
  const cnr::detail::partition tasks(3, large, {150, 8.0 * static_cast<double>(large / 8)}, 50e3);
  EXPECT_GT(tasks.cost(), 0);
  EXPECT_TRUE(std::isfinite(tasks.cost()));
  EXPECT_EQ(tasks[0].rows.begin, 0);
  EXPECT_EQ(tasks[tasks.count() - 1].rows.end, large);
  EXPECT_EQ(tasks[tasks.count() - 1].boxes.end, 3);
}

// Crop sizes whose product is negative as an int were an abort, the ones of this test among them.
TEST(PeerReports, TensorFlow_CropSizesWhoseProductOverflowsAreRefused) {
  const counted_image data;
  EXPECT_THROW(static_cast<void>(cnr::crop_and_resize(counted_image().image(), data.boxes(), data.box_indices(),
                                                      cnr::crop_size{2065374891, 1145309325})),
               std::invalid_argument);
  for (const cnr::crop_size size : {cnr::crop_size{0, 3}, cnr::crop_size{3, 0}, cnr::crop_size{-1, 3}}) {
    counted_image image;
    EXPECT_THROW(static_cast<void>(cnr::crop_and_resize(image.image(), data.boxes(), data.box_indices(), size)),
                 std::invalid_argument);
  }
}

// Without boxes, TensorFlow did not look at the other shapes, and aborted on them later.
TEST(PeerReports, TensorFlow_57754_58177_65629_65721_123397_ShapesAreCheckedWithoutBoxesToo) {
  counted_image data;
  const auto answer = [&](const cnr::boxes_view& boxes, const cnr::box_indices_view& box_indices) {
    return cnr::crop_and_resize(data.image(), boxes, box_indices, {data.crop.data(), {0, 3, 3, 1}}).code;
  };
  EXPECT_EQ(answer({nullptr, {0, 4}}, {nullptr, {0}}), cnr::errc::ok);
  EXPECT_EQ(answer({nullptr, {0, 0}}, {nullptr, {0}}), cnr::errc::boxes_not_of_four);
  EXPECT_EQ(answer({nullptr, {4, 0}}, {nullptr, {8}}), cnr::errc::boxes_not_of_four);
  EXPECT_EQ(answer({nullptr, {0, 4}}, {nullptr, {1}}), cnr::errc::box_indices_mismatch);
  EXPECT_EQ(data.crop, counted_image::untouched);
  // A wrong number of axes does not compile.
  static_assert(!std::is_convertible<cnr::tensor_view<const float, 1>, cnr::boxes_view>::value, "rank 1");
  static_assert(!std::is_convertible<cnr::tensor_view<const std::int32_t, 2>, cnr::box_indices_view>::value, "rank 2");
}

// A shape inside of an image without rows, columns or channels, or a batch without images.
TEST(PeerReports, TensorFlow_69778_EmptyImagesAreRefusedOrHaveNothingToDo) {
  counted_image data;
  const auto answer = [&](const std::array<std::ptrdiff_t, 4>& extents, std::ptrdiff_t channels) {
    return cnr::crop_and_resize<std::uint8_t>({data.pixels.data(), extents}, data.boxes(), data.box_indices(),
                                              {data.crop.data(), {1, 3, 3, channels}})
        .code;
  };
  EXPECT_EQ(answer({1, 0, 5, 1}, 1), cnr::errc::image_size_out_of_range);
  EXPECT_EQ(answer({1, 5, 0, 1}, 1), cnr::errc::image_size_out_of_range);
  EXPECT_EQ(answer({0, 5, 5, 1}, 1), cnr::errc::box_index_out_of_range);
  EXPECT_EQ(answer({1, 5, 5, 0}, 0), cnr::errc::ok);
  EXPECT_EQ(data.crop, counted_image::untouched);
}

// crop_size was read past its end where it had one element. Here it is two numbers; left out, they are 0.
TEST(PeerReports, OnnxRuntime_28766_ACropSizeIsTwoNumbers) {
  static_assert(sizeof(cnr::crop_size) == 2 * sizeof(std::ptrdiff_t), "height and width");
  counted_image data;
  EXPECT_THROW(
      static_cast<void>(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), cnr::crop_size{})),
      std::invalid_argument);
}

// Indices went through int8 on their way, so that image 128 and those after it were others.
TEST(PeerReports, LongcwRoIAlign_25_BoxIndicesReachEveryImageOfALargeBatch) {
  const auto pixels = counted<std::int32_t>(70000);
  const std::vector<std::int32_t> box_indices{0, 127, 128, 255, 256, 32768, 65536, 69999};
  const std::vector<float> boxes(box_indices.size() * 4, 0.0F);
  std::vector<float> crops(box_indices.size());
  ASSERT_TRUE(cnr::crop_and_resize<std::int32_t>({pixels.data(), {70000, 1, 1, 1}}, {boxes.data(), {8, 4}},
                                                 {box_indices.data(), {8}}, {crops.data(), {8, 1, 1, 1}}));
  for (std::size_t i = 0; i < crops.size(); ++i) EXPECT_EQ(crops[i], static_cast<float>(box_indices[i]));
}

// Each box names its image: neither the box's number nor the number of boxes an image has does.
TEST(PeerReports, TensorFlow_29672_BoxesOfImagesInAnyOrder) {
  const auto pixels = counted<float>(3);
  const std::vector<std::int32_t> box_indices{2, 0, 2, 1, 0};
  const std::vector<float> boxes(20, 0.0F);
  std::vector<float> crops(5);
  ASSERT_TRUE(cnr::crop_and_resize<float>({pixels.data(), {3, 1, 1, 1}}, {boxes.data(), {5, 4}},
                                          {box_indices.data(), {5}}, {crops.data(), {5, 1, 1, 1}}));
  EXPECT_EQ(crops, (std::vector<float>{2, 0, 2, 1, 0}));
}

// An index outside the batch gave a crop of zeros (MNN), or was found in the middle of the work (MindSpore).
TEST(PeerReports, MNN_AndMindSpore_ABoxIndexOutsideTheBatchIsRefusedBeforeAnythingIsWritten) {
  counted_image data;
  std::array<float, 18> crops{};
  crops.fill(-1);
  const std::array<float, 18> untouched = crops;
  const std::array<float, 8> boxes{};
  for (const std::int32_t bad : {1, -1, INT32_MAX, INT32_MIN}) {
    const std::array<std::int32_t, 2> box_indices{{0, bad}};
    const cnr::result done = cnr::crop_and_resize(data.image(), {boxes.data(), {2, 4}}, {box_indices.data(), {2}},
                                                  {crops.data(), {2, 3, 3, 1}});
    EXPECT_EQ(done.code, cnr::errc::box_index_out_of_range);
    EXPECT_EQ(done.index, 1);
    EXPECT_EQ(crops, untouched);
  }
}

// TensorFlow.js' wasm backend copies rows of whole pixels from the wrong column: 0 1 2, 5 6 7, 10 11 12.
TEST(PeerReports, TensorFlowJs_ACropOfWholePixelsBeginsAtItsFirstColumn) {
  for (const cnr::method method : methods) {
    counted_image data;
    ASSERT_TRUE(cnr::crop_and_resize(data.image(), data.boxes(), data.box_indices(), data.crops(), method));
    EXPECT_EQ(data.crop, (std::array<float, 9>{{1, 2, 3, 6, 7, 8, 11, 12, 13}}));
  }
}

// A crop that neither enlarges nor shrinks changed the pixels.
TEST(PeerReports, TensorFlowJs_1325_ACropOfTheImagesOwnSizeKeepsItsPixels) {
  // Powers of two and one: rounding moves no coordinate of these.
  const auto pixels = counted<std::uint16_t>(std::size_t{33} * 65);
  const std::vector<float> expected(pixels.begin(), pixels.end());
  for (const cnr::method method : methods) {
    EXPECT_EQ(crops_of(pixels, 33, 65, {0, 0, 1, 1}, {33, 65}, method), expected);
  }
}

// The last row of a whole image's crop can be extrapolated, as rounding carries it past the image by a bit. TensorFlow
// does it, so it is done here; which sizes do is told by two roundings.
TEST(PeerReports, TensorFlowJs_6624_8231_TheLastRowBleedsExactlyWhereTensorFlowsDoes) {
  int bleeding = 0;
  for (std::ptrdiff_t height = 2; height < 40; ++height) {
    for (std::ptrdiff_t crop_height = 2; crop_height < 40; ++crop_height) {
      const std::vector<std::uint8_t> pixels(static_cast<std::size_t>(height), 9);
      const auto crop = crops_of(pixels, height, 1, {0, 0, 1, 1}, {crop_height, 1}, cnr::method::bilinear);
      const float scale = static_cast<float>(height - 1) / static_cast<float>(crop_height - 1);
      const bool expected =
          reference::times(static_cast<float>(crop_height - 1), scale) > static_cast<float>(height - 1);
      EXPECT_EQ(crop.back() == -7, expected) << height << " to " << crop_height;
      EXPECT_EQ(crop[crop.size() - 2], 9) << height << " to " << crop_height;
      bleeding += expected ? 1 : 0;
    }
  }
  EXPECT_GT(bleeding, 10);
}

// Half-pixel centres, aligned corners and RoIAlign's bins are three sets of numbers. This is the second.
TEST(PeerReports, TensorFlow_26278_Tensorpack_542_LongcwRoIAlign_1_Onnx_3428_CornersAreAligned) {
  const std::vector<float> row{0, 10, 20, 30};
  EXPECT_EQ(crops_of(row, 1, 4, {0, 0, 1, 1}, {1, 7}, cnr::method::bilinear),
            (std::vector<float>{0, 5, 10, 15, 20, 25, 30}))
      << "half-pixel centres would give 0, 3.57, ...";
  // tensorpack's arithmetic for RoIAlign: a box of pixel edges [1, 3) in two bins has its samples at 1.0 and 2.0 then.
  EXPECT_EQ(crops_of(row, 1, 4, {0, 1.0F / 3, 0, 2.0F / 3}, {1, 2}, cnr::method::bilinear),
            (std::vector<float>{10, 20}));
}

// `+ (height - 1)` stood where a product is meant, for crops of one row.
TEST(PeerReports, MindSpore_ACropOfOneRowIsTheMiddleOfTheBox) {
  const auto pixels = counted<float>(9);
  for (const cnr::method method : methods) {
    EXPECT_EQ(crops_of(pixels, 9, 1, {0.25F, 0, 0.75F, 0}, {1, 1}, method), (std::vector<float>{4}));
    EXPECT_EQ(crops_of(pixels, 1, 9, {0, 0, 0, 0.5F}, {1, 1}, method), (std::vector<float>{2}));
  }
}

// Box corners were rounded to whole pixels first.
TEST(PeerReports, ArmComputeLibrary_BoxesBetweenPixelsAreNotRounded) {
  const auto pixels = counted<float>(5);
  EXPECT_EQ(crops_of(pixels, 1, 5, {0, 0.0625F, 0, 0.6875F}, {1, 3}, cnr::method::bilinear),
            (std::vector<float>{0.25F, 1.5F, 2.75F}));
}

// a * (1 - t) + b * t is not a + (b - a) * t in float: of two equal pixels it makes a third.
TEST(PeerReports, TVM_MixingEqualPixelsGivesThatPixel) {
  const std::vector<float> pixels(2, 0.1F);
  int unequal = 0;
  for (int i = 0; i <= 1000; ++i) {
    const float t = static_cast<float>(i) / 1000;
    const auto crop = crops_of(pixels, 1, 2, {0, t, 0, t}, {1, 1}, cnr::method::bilinear);
    EXPECT_EQ(crop[0], 0.1F) << t;
    unequal += reference::plus(reference::times(0.1F, reference::minus(1, t)), reference::times(0.1F, t)) != 0.1F;
  }
  EXPECT_GT(unequal, 0) << "the other formula would have passed as well";
}

// ONNX Runtime computes the last coordinate as the box's bound itself, so its last row never bleeds; TensorFlow's does.
TEST(PeerReports, OnnxRuntime_EndsOfABoxAreComputedLikeEveryOtherCoordinate) {
  const std::vector<std::uint8_t> pixels(8, 9);
  bool found = false;
  for (std::ptrdiff_t crop_height = 2; crop_height < 200 && !found; ++crop_height) {
    const auto steps = static_cast<float>(crop_height - 1);
    if (!(reference::times(steps, 7.0F / steps) > 7)) continue;
    found = true;
    EXPECT_EQ(crops_of(pixels, 8, 1, {0, 0, 1, 1}, {crop_height, 1}, cnr::method::nearest).back(), -7);
  }
  EXPECT_TRUE(found);
}

// ONNX Runtime's Resize with tf_crop_and_resize ignores the box along an axis where the crop is as large as the image.
TEST(PeerReports, OnnxRuntime_5303_ABoxCountsWhereTheCropIsAsLargeAsTheImage) {
  const auto pixels = counted<std::uint8_t>(9);
  const std::vector<float> expected{2, 2.5F, 3, 3.5F, 4, 4.5F, 5, 5.5F, 6};
  EXPECT_EQ(crops_of(pixels, 9, 1, {0.25F, 0, 0.75F, 0}, {9, 1}, cnr::method::bilinear), expected);
  EXPECT_EQ(crops_of(pixels, 1, 9, {0, 0.25F, 0, 0.75F}, {1, 9}, cnr::method::bilinear), expected);
}

// uint8 images had to be converted by the caller; crops are float whatever the image is.
TEST(PeerReports, TensorFlow_9020_Uint8ImagesAreTakenAsTheyAre) {
  const std::vector<std::uint8_t> pixels{0, 255};
  EXPECT_EQ(crops_of(pixels, 1, 2, {0, 0, 0, 1}, {1, 3}, cnr::method::bilinear), (std::vector<float>{0, 127.5F, 255}));
}

// NCHW images had to be transposed before and after, at a cost above that of the crops.
TEST(PeerReports, TensorFlow_21863_22016_34632_PlanesAreCroppedWhereTheyLie) {
  constexpr std::ptrdiff_t channels = 3;
  constexpr std::ptrdiff_t height = 6;
  constexpr std::ptrdiff_t width = 7;
  std::vector<float> planes(channels * height * width);
  std::iota(planes.begin(), planes.end(), 0.0F);
  std::vector<float> pixels(planes.size());
  for (std::size_t i = 0; i < planes.size(); ++i)
    pixels[i % (height * width) * channels + i / (height * width)] = planes[i];
  const std::array<float, 4> box{{0.9F, 0.1F, 0.2F, 1.1F}};
  const std::int32_t zero = 0;
  std::vector<float> cropped_planes(channels * 4 * 5);
  std::vector<float> cropped_pixels(cropped_planes.size());
  const cnr::image_view<float> nchw(planes.data(), {1, channels, height, width});
  const cnr::crops_view<float> crops_nchw(cropped_planes.data(), {1, channels, 4, 5});
  ASSERT_TRUE(cnr::crop_and_resize(nchw.permuted({0, 2, 3, 1}), {box.data(), {1, 4}}, {&zero, {1}},
                                   crops_nchw.permuted({0, 2, 3, 1})));
  ASSERT_TRUE(cnr::crop_and_resize<float>({pixels.data(), {1, height, width, channels}}, {box.data(), {1, 4}},
                                          {&zero, {1}}, {cropped_pixels.data(), {1, 4, 5, channels}}));
  for (std::size_t i = 0; i < cropped_planes.size(); ++i) {
    EXPECT_TRUE(support::same(cropped_planes[i], cropped_pixels[i % 20 * channels + i / 20])) << i;
  }
}

// A letterbox: the picture keeps its shape in the middle of a larger one, and the bars are left as they were.
TEST(PeerReports, FastImageResize_13_ALetterboxIsAViewOfTheMiddle) {
  const auto pixels = counted<std::uint8_t>(6);
  std::vector<float> output(6 * 6, 114);
  const std::array<float, 4> whole{{0, 0, 1, 1}};
  const std::int32_t zero = 0;
  // Rows 1 to 3 of six: 2x6 pixels become 3x6.
  const cnr::crops_view<float> middle(output.data() + 6, {1, 3, 6, 1}, {0, 6, 1, 1});
  ASSERT_TRUE(cnr::crop_and_resize<std::uint8_t>({pixels.data(), {1, 2, 3, 1}}, {whole.data(), {1, 4}}, {&zero, {1}},
                                                 middle, cnr::nearest{}));
  for (std::size_t i = 0; i < output.size(); ++i) EXPECT_EQ(output[i] == 114, i < 6 || i >= 24) << i;
}

// A box of NaN, looked up in the image, ended the process in the gradient with regard to the boxes.
TEST(PeerReports, TensorFlow_94122_124955_GradientsOfABoxThatIsNotANumberAreRefused) {
  const auto pixels = counted<float>(35);
  const std::array<float, 6> grads{};
  const std::array<std::int32_t, 2> box_indices{};
  for (const float bad : {std::nanf(""), infinity, -infinity}) {
    for (std::size_t i = 4; i < 8; ++i) {
      std::array<float, 8> boxes{0, 0, 1, 1, 0, 0, 1, 1};
      boxes[i] = bad;
      std::array<float, 8> by_boxes;
      by_boxes.fill(-1);
      std::array<float, 35> by_pixels;
      by_pixels.fill(-1);
      const cnr::result refused_boxes = cnr::crop_and_resize_grad_boxes<float>(
          {grads.data(), {2, 1, 3, 1}}, {pixels.data(), {1, 5, 7, 1}}, {boxes.data(), {2, 4}},
          {box_indices.data(), {2}}, {by_boxes.data(), {2, 4}});
      const cnr::result refused_image =
          cnr::crop_and_resize_grad_image<float>({grads.data(), {2, 1, 3, 1}}, {boxes.data(), {2, 4}},
                                                 {box_indices.data(), {2}}, {by_pixels.data(), {1, 5, 7, 1}});
      for (const cnr::result& refused : {refused_boxes, refused_image}) {
        EXPECT_EQ(refused.code, cnr::errc::box_not_finite);
        EXPECT_EQ(refused.index, 1);
      }
      for (const float element : by_boxes) EXPECT_EQ(element, -1);
      for (const float element : by_pixels) EXPECT_EQ(element, -1);
    }
  }
}

// Threads added to the same pixels in the order in which they came, so that no two runs were equal.
TEST(PeerReports, TensorFlow_42033_GradientsAreTheSameInEveryRunOnAnyNumberOfThreads) {
  constexpr std::size_t num_boxes = 40;
  std::vector<float> boxes;
  for (std::size_t box = 0; box < num_boxes; ++box) {
    const float shift = 0.02F * static_cast<float>(box);
    boxes.insert(boxes.end(), {shift - 0.3F, 0.9F - shift, shift + 0.3F, 0.2F});
  }
  const std::vector<std::int32_t> box_indices(num_boxes, 0);
  std::vector<float> grads(num_boxes * 31 * 31 * 3);
  for (std::size_t i = 0; i < grads.size(); ++i) grads[i] = 1 / static_cast<float>(i % 1001 + 1);  // sums are inexact
  const auto gradients_by = [&](const auto& executor) {
    std::vector<float> by_pixels(64 * 64 * 3);
    const cnr::result done = cnr::crop_and_resize_grad_image<float>(
        {grads.data(), {num_boxes, 31, 31, 3}}, {boxes.data(), {num_boxes, 4}}, {box_indices.data(), {num_boxes}},
        {by_pixels.data(), {1, 64, 64, 3}}, cnr::bilinear{}, executor);
    EXPECT_TRUE(done) << done.message();
    return by_pixels;
  };
  const std::vector<float> expected = gradients_by(cnr::serial{});
  for (std::uint64_t run = 0; run < 20; ++run) {
    EXPECT_EQ(gradients_by(support::splitting_executor(1 + run % 8, run)), expected);
  }
}

// TensorFlow flushes denormal numbers to zero, so that its coordinates are 0 here and on the image. These are not: the
// first box is denormal itself, and the other's step is, a third of its width.
TEST(PeerReports, TensorFlow_NegativeDenormalCoordinatesAreOutside) {
  const std::vector<float> pixels{1, 2};
  for (const cnr::method method : methods) {
    for (const float end : {-1e-38F, -3e-38F}) {
      EXPECT_EQ(crops_of(pixels, 1, 2, {0, 0, 0, end}, {1, 4}, method), (std::vector<float>{1, -7, -7, -7})) << end;
      EXPECT_EQ(crops_of(pixels, 2, 1, {0, 0, end, 0}, {4, 1}, method), (std::vector<float>{1, -7, -7, -7})) << end;
    }
  }
}

}  // namespace
