// SPDX-License-Identifier: MIT
//
// Crops too large for the caches are written past them, by other instructions: they hold what the same boxes give one
// by one, at every alignment, and nothing beside them is touched.

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/prebuilt.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/normalized.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ostream>
#include <random>
#include <vector>

namespace {

struct shape {
  std::ptrdiff_t image_height, image_width, channels, crop_height, crop_width;
};

void PrintTo(const shape& s, std::ostream* out) {
  *out << s.image_height << 'x' << s.image_width << 'x' << s.channels << " to " << s.crop_height << 'x' << s.crop_width;
}

/// Room for `count` floats that begin `offset` bytes after a multiple of a cache line, and for a margin on both sides.
/// All of it is `untouched` at first.
class crops_buffer {
 public:
  static constexpr float untouched = 12345.678F;
  static constexpr std::size_t line = 64;    // bytes
  static constexpr std::size_t margin = 64;  // floats

  crops_buffer(std::size_t count, std::size_t offset) : floats_(count + 2 * margin + line / sizeof(float), untouched) {
    const auto address = reinterpret_cast<std::uintptr_t>(floats_.data() + margin);
    first_ = margin + (offset - address) % line / sizeof(float);
    end_ = first_ + count;
  }

  float* data() { return floats_.data() + first_; }

  /// The number of floats beside the crops that are not what they were.
  std::ptrdiff_t touched_beside() const {
    std::ptrdiff_t touched = 0;
    for (std::size_t i = 0; i < floats_.size(); ++i) {
      if ((i < first_ || i >= end_) && !support::same(floats_[i], untouched)) ++touched;
    }
    return touched;
  }

 private:
  std::vector<float> floats_;
  std::size_t first_ = 0;
  std::size_t end_ = 0;
};

enum class layout {
  interleaved,
  padded,    // interleaved, with a gap after each row
  apart,     // interleaved, with a gap after each pixel
  reversed,  // interleaved, the last channel first
  planar,
};

constexpr std::ptrdiff_t gap = 4;

/// A view of a tensor that is NHWC in any case.
template <class T>
cnr::tensor_view<T, 4> view_of(T* data, layout order, const std::array<std::ptrdiff_t, 4>& extents) {
  if (order == layout::interleaved) return {data, extents};
  if (order == layout::padded) {
    const std::ptrdiff_t row = extents[2] * extents[3] + gap;
    return {data, extents, {{extents[1] * row, row, extents[3], 1}}};
  }
  if (order == layout::apart) {
    const std::ptrdiff_t pixel = extents[3] + gap;
    return {data, extents, {{extents[1] * extents[2] * pixel, extents[2] * pixel, pixel, 1}}};
  }
  if (order == layout::reversed) {
    const std::ptrdiff_t row = extents[2] * extents[3];
    return {data + extents[3] - 1, extents, {{extents[1] * row, row, extents[3], -1}}};
  }
  const std::array<std::ptrdiff_t, 4> stored{{extents[0], extents[3], extents[1], extents[2]}};
  return cnr::tensor_view<T, 4>(data, stored).permuted({0, 2, 3, 1});
}

/// The operands of a call, except its crops.
template <class T>
struct operands {
  operands(const shape& s, std::ptrdiff_t number_of_boxes, layout of_image = layout::interleaved,
           layout of_crops = layout::interleaved)
      : image_order(of_image),
        crops_order(of_crops),
        num_boxes(number_of_boxes),
        image_extents{{1, s.image_height, s.image_width, s.channels}},
        crop_extents{{1, s.crop_height, s.crop_width, s.channels}},
        crop_size(s.crop_height * (s.crop_width * (s.channels + (of_crops == layout::apart ? gap : 0)) +
                                   (of_crops == layout::padded ? gap : 0))),
        pixels(static_cast<std::size_t>(s.image_height * s.image_width * s.channels)),
        boxes(static_cast<std::size_t>(num_boxes) * 4),
        box_indices(static_cast<std::size_t>(num_boxes), 0) {
    auto random = support::seeded_engine();
    for (T& pixel : pixels) pixel = support::random_element<T>(random);
    std::uniform_real_distribution<float> bound(-0.2F, 1.2F);
    for (float& each : boxes) each = bound(random);
  }

  cnr::image_view<T> image() const { return view_of(pixels.data(), image_order, image_extents); }
  cnr::crops_view<float> crops(float* data, std::ptrdiff_t count) const {
    return view_of(data, crops_order, {{count, crop_extents[1], crop_extents[2], crop_extents[3]}});
  }
  std::size_t outputs() const { return static_cast<std::size_t>(num_boxes * crop_size); }

  /// The number of outputs that differ from those of calls of one box each, and of floats in gaps that were touched.
  template <class Sampler>
  std::ptrdiff_t differing(const float* crops_data, const Sampler& sampler) const {
    std::vector<float> expected(static_cast<std::size_t>(crop_size), crops_buffer::untouched);
    std::ptrdiff_t count = 0;
    for (std::ptrdiff_t box = 0; box < num_boxes; ++box) {
      EXPECT_TRUE(cnr::crop_and_resize(image(), {&boxes[static_cast<std::size_t>(4 * box)], {1, 4}},
                                       {box_indices.data(), {1}}, crops(expected.data(), 1), sampler, settings));
      for (std::ptrdiff_t i = 0; i < crop_size; ++i) {
        const float actual = crops_data[box * crop_size + i];
        if (!support::same(expected[static_cast<std::size_t>(i)], actual)) ++count;
      }
    }
    return count;
  }

  static constexpr cnr::options settings{7};
  layout image_order;
  layout crops_order;
  std::ptrdiff_t num_boxes;
  std::array<std::ptrdiff_t, 4> image_extents;
  std::array<std::ptrdiff_t, 4> crop_extents;
  std::ptrdiff_t crop_size;
  std::vector<T> pixels;
  std::vector<float> boxes;
  std::vector<std::int32_t> box_indices;
};

/// A call into crops that are as large as it takes.
template <class T, class Sampler>
void check_large_call(const shape& s, std::size_t offset, const Sampler& sampler) {
  const operands<T> call(s, (std::ptrdiff_t{4} << 20) / (s.crop_height * s.crop_width * s.channels) + 1);
  crops_buffer crops(call.outputs(), offset);
  ASSERT_TRUE(cnr::crop_and_resize(call.image(), {call.boxes.data(), {call.num_boxes, 4}},
                                   {call.box_indices.data(), {call.num_boxes}},
                                   call.crops(crops.data(), call.num_boxes), sampler, call.settings));
  EXPECT_EQ(call.differing(crops.data(), sampler), 0);
  EXPECT_EQ(crops.touched_beside(), 0);
}

TEST(CropAndResizeLargeCrops, EqualBoxByBox) {
  check_large_call<std::uint8_t>({20, 30, 3, 200, 300}, 4, cnr::bilinear{});
  check_large_call<float>({12, 9, 64, 7, 7}, 0, cnr::nearest{});
  check_large_call<cnr::half>({5, 6, 401, 3, 4}, 60, cnr::bilinear{});
}

/// A call whose use of memory is given, into crops that begin `offset` bytes after a multiple of a cache line.
template <class T, class Sampler>
void check_small_call(const operands<T>& each, std::size_t offset, const Sampler& sampler, bool streams,
                      bool prefetches) {
  crops_buffer crops(each.outputs(), offset);
  ASSERT_EQ(reinterpret_cast<std::uintptr_t>(crops.data()) % crops_buffer::line, offset);
  const cnr::detail::forward_arguments<T, Sampler> arguments{{each.image(),
                                                              {each.boxes.data(), {each.num_boxes, 4}},
                                                              {each.box_indices.data(), {each.num_boxes}},
                                                              each.settings,
                                                              streams,
                                                              prefetches,
                                                              streams},
                                                             each.crops(crops.data(), each.num_boxes),
                                                             sampler,
                                                             {}};
  const cnr::detail::partition one_task(each.num_boxes, arguments.crops.extent(1), {300, 100},
                                        cnr::detail::unlimited_cycles);
  cnr::detail::resample_tasks(cnr::active_target(), arguments, one_task, {0, one_task.count()});
  EXPECT_EQ(each.differing(crops.data(), sampler), 0) << "crops " << offset << " bytes after a cache line begins";
  EXPECT_EQ(crops.touched_beside(), 0) << "crops " << offset << " bytes after a cache line begins";
}

TEST(CropAndResizePrefetches, OutOfLargeImagesOfWhichLittleIsReadAgain) {
  using extents = std::array<std::ptrdiff_t, 4>;
  constexpr extents large{{64, 128, 16, 64}};  // 32 MiB of float
  constexpr extents smaller{{64, 128, 16, 63}};
  EXPECT_TRUE((cnr::detail::reads_from_memory(sizeof(float), 2, large, extents{{1, 1, 1, 64}})));
  EXPECT_FALSE((cnr::detail::reads_from_memory(sizeof(float), 2, smaller, extents{{1, 1, 1, 63}})));
  EXPECT_FALSE((cnr::detail::reads_from_memory(sizeof(cnr::half), 2, large, extents{{1, 1, 1, 64}})));
  // Bilinear reads four elements for each output.
  EXPECT_FALSE((cnr::detail::reads_from_memory(sizeof(float), 2, large, extents{{64, 128, 4, 64}})));
  EXPECT_TRUE((cnr::detail::reads_from_memory(sizeof(float), 2, large, extents{{64, 128, 3, 64}})));
  EXPECT_TRUE((cnr::detail::reads_from_memory(sizeof(float), 1, large, extents{{64, 128, 15, 64}})));
  EXPECT_FALSE((cnr::detail::reads_from_memory(sizeof(float), 1, large, extents{{64, 128, 16, 64}})));
}

// Images of 9 MiB, which calls themselves do not prefetch: so other kernels say what is expected.
TEST(CropAndResizePrefetches, FarPixelsOfHalfAVectorEqualBoxByBox) {
  for (const std::ptrdiff_t channels : {8, 12, 15}) {
    const operands<float> each({600, 4000 / channels, channels, 50, 40}, 6);
    for (const bool streams : {false, true}) check_small_call(each, 0, cnr::bilinear{}, streams, true);
    check_small_call(each, 4, cnr::nearest{}, false, true);
  }
}

TEST(CropsAreStreamed, CropsOf16MiBThatLieOnFloats) {
  alignas(float) std::array<unsigned char, 2 * sizeof(float)> bytes{};
  const auto crops_at = [&](std::size_t offset, std::ptrdiff_t count) {
    return cnr::crops_view<float>(reinterpret_cast<float*>(bytes.data() + offset), {count, 64, 64, 64});
  };
  EXPECT_TRUE(cnr::detail::should_stream(crops_at(0, 16)));
  EXPECT_TRUE(cnr::detail::should_stream(crops_at(sizeof(float), 16)));
  EXPECT_FALSE(cnr::detail::should_stream(crops_at(0, 15)));
  EXPECT_FALSE(cnr::detail::should_stream(crops_at(2, 16)));
}

TEST(ExtrapolationIsStreamed, InCropsOf32MiBThatLieOnFloats) {
  alignas(float) std::array<unsigned char, 2 * sizeof(float)> bytes{};
  const auto crops_at = [&](std::size_t offset, std::ptrdiff_t count) {
    return cnr::crops_view<float>(reinterpret_cast<float*>(bytes.data() + offset), {count, 64, 64, 64});
  };
  EXPECT_TRUE(cnr::detail::should_stream_extrapolated(crops_at(sizeof(float), 32)));
  EXPECT_FALSE(cnr::detail::should_stream_extrapolated(crops_at(0, 31)));
  EXPECT_FALSE(cnr::detail::should_stream_extrapolated(crops_at(2, 32)));
}

class CropAndResizeStreaming : public ::testing::TestWithParam<shape> {};

template <class T>
void check_alignments(const operands<T>& each) {
  // Slow machines take every third of them.
  const std::size_t step = support::effort(100) < 100 ? 3 * sizeof(float) : sizeof(float);
  for (std::size_t offset = 0; offset < crops_buffer::line; offset += step) {
    for (const bool prefetches : {false, true}) {
      check_small_call(each, offset, cnr::bilinear{}, true, prefetches);
      check_small_call(each, offset, cnr::nearest{}, true, prefetches);
    }
    check_small_call(each, offset, cnr::bilinear{}, false, true);
    check_small_call(each, offset, cnr::nearest{}, false, true);
  }
}

TEST_P(CropAndResizeStreaming, EqualsBoxByBoxAtEveryAlignment) {
  check_alignments(operands<std::uint8_t>(GetParam(), 3));
  check_alignments(operands<float>(GetParam(), 3));
  check_alignments(operands<double>(GetParam(), 3));
  check_alignments(operands<cnr::half>(GetParam(), 3));
}

// Runs of pixels that end with each row, some of them at a line and some not.
TEST(CropAndResizeStreamingPaddedRows, EqualBoxByBoxAtEveryAlignment) {
  for (const std::ptrdiff_t channels : {16, 20, 64, 401}) {
    check_alignments(operands<float>({12, 9, channels, 7, 5}, 3, layout::interleaved, layout::padded));
  }
}

TEST(CropAndResizeStreamingPixelsApart, EqualBoxByBox) {
  const operands<float> each({12, 9, 20, 7, 5}, 3, layout::interleaved, layout::apart);
  for (const std::size_t offset : {std::size_t{0}, std::size_t{4}}) {
    check_small_call(each, offset, cnr::bilinear{}, true, false);
    check_small_call(each, offset, cnr::nearest{}, true, false);
  }
}

// Scanlines of as many channels as they interleave, in crops narrower than a vector.
TEST(CropAndResizeStreamingReversedChannels, EqualBoxByBoxAtEveryAlignment) {
  for (const std::ptrdiff_t channels : {33, 64}) {
    check_alignments(operands<float>({12, 9, channels, 7, 5}, 3, layout::reversed, layout::interleaved));
  }
}

TEST(CropAndResizeStreamingPlanes, EqualBoxByBoxAtEveryAlignment) {
  for (const std::ptrdiff_t channels : {2, 3, 4}) {
    const shape s{20, 30, channels, 3, 331};
    check_alignments(operands<std::uint8_t>(s, 3, layout::interleaved, layout::planar));
    check_alignments(operands<float>(s, 3, layout::interleaved, layout::planar));
    check_alignments(operands<std::uint8_t>(s, 3, layout::planar, layout::interleaved));
    check_alignments(operands<float>(s, 3, layout::planar, layout::interleaved));
    check_alignments(operands<float>(s, 3, layout::planar, layout::planar));
  }
}

// Of more channels than are rearranged by a function of their own: few and many, in planes that touch and in planes
// that are written in several parts.
TEST(CropAndResizeStreamingPlanes, OfManyChannelsEqualBoxByBoxAtEveryAlignment) {
  for (const shape& s : {shape{12, 9, 5, 2, 140}, shape{12, 9, 21, 9, 9}, shape{5, 6, 35, 2, 235}}) {
    check_alignments(operands<float>(s, 2, layout::interleaved, layout::planar));
    check_alignments(operands<float>(s, 2, layout::planar, layout::interleaved));
  }
}

/// Elements of another type than floats, of boxes that are partly on the image, or not at all.
template <class Out>
void check_extrapolated(const shape& s, layout of_crops, std::size_t offset) {
  const operands<std::uint8_t> each(s, 4, layout::interleaved, of_crops);
  auto boxes = each.boxes;
  for (std::size_t i = 0; i < 4; ++i) boxes[i] = i % 2 == 0 ? -0.5F : 0.75F;  // the last part of it is on the image
  for (std::size_t i = 4; i < 8; ++i) boxes[i] = 2;
  std::vector<float> factors(static_cast<std::size_t>(s.channels));
  for (std::size_t i = 0; i < factors.size(); ++i) factors[i] = static_cast<float>(i % 7) - 2.5F;
  const auto normalized_at = [&](std::vector<Out>& data) {
    const auto crops = view_of(data.data() + offset, of_crops, {{4, s.crop_height, s.crop_width, s.channels}});
    return cnr::normalized(crops, {factors.data(), {s.channels}}, {factors.data(), {s.channels}});
  };
  const auto untouched = cnr::element_traits<Out>::from_float(77);
  std::vector<Out> expected(each.outputs() + offset + 1, untouched);
  std::vector<Out> actual = expected;
  const cnr::boxes_view boxes_of_call(boxes.data(), {4, 4});
  const cnr::box_indices_view box_indices(each.box_indices.data(), {4});
  ASSERT_TRUE(cnr::crop_and_resize(each.image(), boxes_of_call, box_indices, normalized_at(expected), cnr::bilinear{},
                                   each.settings));
  using destination = cnr::detail::normalized_destination<Out>;
  const auto streamed = normalized_at(actual);
  const cnr::detail::forward_arguments<std::uint8_t, cnr::bilinear, destination> arguments{
      {each.image(), boxes_of_call, box_indices, each.settings, true, false, true},
      streamed.crops,
      {},
      destination{streamed.scale, streamed.bias}};
  const cnr::detail::partition one_task(4, s.crop_height, {300, 100}, cnr::detail::unlimited_cycles);
  cnr::detail::resample_tasks(cnr::active_target(), arguments, one_task, {0, one_task.count()});
  EXPECT_EQ(std::memcmp(actual.data(), expected.data(), expected.size() * sizeof(Out)), 0)
      << ::testing::PrintToString(s) << ", layout " << static_cast<int>(of_crops) << ", offset " << offset;
}

TEST(CropAndResizeStreamingExtrapolation, EqualsOrdinaryStores) {
  for (const std::size_t offset : {0U, 1U, 13U}) {
    for (const layout of_crops : {layout::interleaved, layout::padded, layout::reversed, layout::planar}) {
      check_extrapolated<cnr::half>({12, 9, 3, 7, 150}, of_crops, offset);
      check_extrapolated<std::int8_t>({12, 9, 40, 7, 30}, of_crops, offset);
      check_extrapolated<std::int32_t>({12, 9, 1, 7, 900}, of_crops, offset);
      check_extrapolated<std::int32_t>({5, 6, 800, 3, 2}, of_crops, offset);
    }
  }
}

TEST(CropAndResizeStreamingSmallPlanes, EqualBoxByBoxAtEveryAlignment) {
  for (const std::ptrdiff_t channels : {5, 16, 37}) {
    for (const layout of_crops : {layout::planar, layout::interleaved}) {
      check_alignments(operands<std::uint8_t>({20, 30, channels, 7, 7}, 3, layout::planar, of_crops));
      check_alignments(operands<float>({20, 30, channels, 14, 14}, 3, layout::planar, of_crops));
    }
  }
}

// Rows of pixels of few channels and of many, of whole vectors and of whole lines among these; more rows, and more
// columns, than are located at a time.
INSTANTIATE_TEST_SUITE_P(Shapes, CropAndResizeStreaming,
                         ::testing::Values(shape{30, 40, 1, 17, 15}, shape{9, 7, 1, 5, 900}, shape{90, 70, 3, 61, 67},
                                           shape{20, 30, 3, 20, 300}, shape{12, 9, 20, 14, 14}, shape{12, 9, 64, 7, 7},
                                           shape{5, 6, 400, 4, 3}, shape{5, 6, 401, 3, 4}, shape{5, 6, 512, 4, 4},
                                           shape{5, 6, 750, 3, 4}, shape{5, 6, 20, 140, 3}, shape{5, 6, 20, 2, 800}));

}  // namespace
