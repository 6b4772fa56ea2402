// SPDX-License-Identifier: MIT
//
// Crops of every type that are too large for the caches are written past them, by other instructions: they hold what
// the same boxes give one by one, at several alignments, and nothing beside them or between their rows is touched.

#include "support/destinations.hpp"
#include "support/elements.hpp"
#include "support/executors.hpp"
#include "support/guarded.hpp"
#include "support/prebuilt.hpp"
#include "support/reference.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/normalized.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

namespace {

using support::pick;
using support::random_engine;

/// Where crops are streamed from; those of these tests are a little larger.
constexpr std::ptrdiff_t streamed_bytes = std::ptrdiff_t{16} << 20;

enum class layout { interleaved, padded, reversed, planar, mirrored_planes };

/// A view of a tensor that is NHWC in any case. Padded rows are followed by three elements.
template <class T>
cnr::tensor_view<T, 4> view_of(T* data, layout order, const std::array<std::ptrdiff_t, 4>& extents) {
  const auto [count, height, width, channels] = extents;
  const std::ptrdiff_t row = width * channels;
  const std::ptrdiff_t plane = height * width;
  switch (order) {
    case layout::padded:
      return {data, extents, {{height * (row + 3), row + 3, channels, 1}}};
    case layout::reversed:
      return {data + channels - 1, extents, {{height * row, row, channels, -1}}};
    case layout::planar:
      return {data, extents, {{channels * plane, width, 1, plane}}};
    case layout::mirrored_planes:
      return {data + (channels - 1) * plane, extents, {{channels * plane, width, 1, -plane}}};
    default:
      return {data, extents};
  }
}

struct shape {
  std::ptrdiff_t image_height, image_width, channels, crop_height, crop_width;
  layout of_crops;
};

/// @tparam T    of the image
/// @tparam Out  of the crops
template <class T, class Out>
class large_call {
 public:
  large_call(random_engine& random, const shape& chosen)
      : of_crops_(chosen.of_crops),
        image_extents_{{2, chosen.image_height, chosen.image_width, chosen.channels}},
        crop_extents_{{1, chosen.crop_height, chosen.crop_width, chosen.channels}},
        crop_size_(chosen.crop_height * (chosen.crop_width * chosen.channels + (of_crops_ == layout::padded ? 3 : 0))),
        num_boxes_(streamed_bytes / static_cast<std::ptrdiff_t>(sizeof(Out)) /
                       (chosen.crop_height * chosen.crop_width * chosen.channels) +
                   1),
        pixels_(static_cast<std::size_t>(2 * chosen.image_height * chosen.image_width * chosen.channels)),
        scale_(static_cast<std::size_t>(chosen.channels)),
        bias_(static_cast<std::size_t>(chosen.channels)) {
    for (T& pixel : pixels_) pixel = support::random_element<T>(random);
    std::uniform_real_distribution<float> bound(-0.1F, 1.1F);
    for (std::ptrdiff_t box = 0; box < num_boxes_; ++box) {
      corners_.insert(corners_.end(), {bound(random), bound(random), bound(random), bound(random)});
      indices_.push_back(static_cast<std::int32_t>(pick(random, 0, 1)));
    }
    std::uniform_real_distribution<float> factor(-2, 2);
    for (float& number : scale_) number = factor(random);
    for (float& number : bias_) number = factor(random);
  }

  /// Makes the call with its crops `offset` elements from where the buffer begins, and compares them.
  template <class Executor>
  void check(std::size_t offset, cnr::method method, bool is_normalized, Executor&& executor) const {
    constexpr std::size_t margin = 64;
    const auto untouched = support::untouched_element<Out>();
    std::vector<Out> buffer(static_cast<std::size_t>(num_boxes_ * crop_size_) + 2 * margin, untouched);
    Out* const first = buffer.data() + margin + offset;
    call(0, num_boxes_, first, method, is_normalized, executor);
    std::vector<Out> expected(static_cast<std::size_t>(crop_size_), untouched);
    std::ptrdiff_t differing = 0;
    for (std::ptrdiff_t box = 0; box < num_boxes_; ++box) {
      call(box, 1, expected.data(), method, is_normalized, cnr::serial{});
      const Out* const actual = first + box * crop_size_;
      if (std::memcmp(actual, expected.data(), expected.size() * sizeof(Out)) == 0) continue;
      // NaN has many bytes.
      for (std::size_t i = 0; i < expected.size(); ++i)
        differing += support::same_element(actual[i], expected[i]) ? 0 : 1;
    }
    EXPECT_EQ(differing, 0) << "of " << num_boxes_ * crop_size_ << " elements at " << offset << ", layout "
                            << static_cast<int>(of_crops_) << (is_normalized ? ", normalised" : ", plain")
                            << ", method " << static_cast<int>(method);
    Out* const end = first + num_boxes_ * crop_size_;
    std::ptrdiff_t touched = 0;
    for (Out* each = buffer.data(); each < first; ++each) touched += support::same_element(*each, untouched) ? 0 : 1;
    for (Out* each = end; each < buffer.data() + buffer.size(); ++each) {
      touched += support::same_element(*each, untouched) ? 0 : 1;
    }
    EXPECT_EQ(touched, 0) << "beside the crops";
  }

 private:
  template <class Executor>
  void call(std::ptrdiff_t first_box, std::ptrdiff_t count, Out* data, cnr::method method, bool is_normalized,
            Executor&& executor) const {
    const cnr::image_view<T> image(pixels_.data(), image_extents_);
    const cnr::boxes_view boxes(corners_.data() + 4 * first_box, {count, 4});
    const cnr::box_indices_view box_indices(indices_.data() + first_box, {count});
    const auto crops = view_of(data, of_crops_, {{count, crop_extents_[1], crop_extents_[2], crop_extents_[3]}});
    const cnr::options settings{7};
    const cnr::result done = is_normalized
                                 ? cnr::crop_and_resize(image, boxes, box_indices,
                                                        cnr::normalized(crops, {scale_.data(), {crop_extents_[3]}},
                                                                        {bias_.data(), {crop_extents_[3]}}),
                                                        method, settings, executor)
                                 : cnr::crop_and_resize(image, boxes, box_indices, crops, method, settings, executor);
    ASSERT_TRUE(done) << done.message();
  }

  layout of_crops_;
  std::array<std::ptrdiff_t, 4> image_extents_;
  std::array<std::ptrdiff_t, 4> crop_extents_;
  std::ptrdiff_t crop_size_;
  std::ptrdiff_t num_boxes_;
  std::vector<T> pixels_;
  std::vector<float> scale_;
  std::vector<float> bias_;
  std::vector<float> corners_;
  std::vector<std::int32_t> indices_;
};

template <class Out>
class LargeCropsOfEveryDestination : public ::testing::Test {};

TYPED_TEST_SUITE(LargeCropsOfEveryDestination, support::destination_types, support::destination_type_names);

/// How one call is made, at random.
template <class Call>
void check_in_any_way(random_engine& random, const Call& call) {
  const auto offset = static_cast<std::size_t>(pick(random, 0, 63));
  const auto method = support::one_in(random, 4) ? cnr::method::nearest : cnr::method::bilinear;
  const bool is_normalized = support::one_in(random, 2);
  if (support::one_in(random, 2)) {
    call.check(offset, method, is_normalized, cnr::serial{});
  } else {
    call.check(offset, method, is_normalized, support::splitting_executor(2, random()));
  }
}

layout random_layout(random_engine& random) { return static_cast<layout>(pick(random, 0, 4)); }

TYPED_TEST(LargeCropsOfEveryDestination, OfFewChannelsEqualBoxByBox) {
  auto random = support::seeded_engine();
  for (int i = 0; i < 2; ++i) {
    const std::ptrdiff_t channels = support::one_in(random, 2) ? 3 : pick(random, 1, 5);
    const shape photo{90, 120, channels, pick(random, 90, 120), pick(random, 150, 230), random_layout(random)};
    check_in_any_way(random, large_call<std::uint8_t, TypeParam>(random, photo));
  }
}

// Wide enough for elements of one byte to be streamed, too.
TYPED_TEST(LargeCropsOfEveryDestination, OfFewChannelsInPlanesEqualBoxByBox) {
  auto random = support::seeded_engine();
  const shape planes{9, 120, pick(random, 2, 4), 9, pick(random, 520, 600), layout::planar};
  check_in_any_way(random, large_call<std::uint8_t, TypeParam>(random, planes));
}

TYPED_TEST(LargeCropsOfEveryDestination, OfManyChannelsEqualBoxByBox) {
  auto random = support::seeded_engine();
  // Their rows end at a line of the cache, or not.
  const std::ptrdiff_t channels = support::one_in(random, 2) ? 64 : pick(random, 20, 70);
  const shape features{12, 9, channels, pick(random, 5, 9), pick(random, 5, 9), random_layout(random)};
  check_in_any_way(random, large_call<float, TypeParam>(random, features));
}

using extents = std::array<std::ptrdiff_t, 4>;

// Eight bytes of each output: a block has more planes than are written past the caches at a time.
TEST(CropAndResizeStreamed, MayBeManyPlanesOfDoubles) {
  for (const std::ptrdiff_t channels : {16, 24, 70}) {
    for (const std::ptrdiff_t width : {64, 112, 224, 300}) {
      const extents size{{1, 5, 7, channels}};
      std::vector<float> pixels(static_cast<std::size_t>(5 * 7 * channels));
      float number = 0;
      for (float& pixel : pixels) pixel = ++number;
      const cnr::image_view<float> image(pixels.data(), size);
      const std::array<float, 4> values{{0, 0.1F, 0.9F, 1}};
      const cnr::boxes_view boxes(values.data(), {1, 4});
      const extents crops{{1, 3, width, channels}};
      const extents strides{{0, width, 1, 3 * width}};
      const auto count = static_cast<std::size_t>(3 * width * channels);
      std::vector<float> expected(count);
      support::guarded<double> actual(count, support::flush::with_end);
      std::vector<float> scale(static_cast<std::size_t>(channels));
      for (std::size_t i = 0; i < scale.size(); ++i) scale[i] = static_cast<float>(i + 1);
      constexpr float bias = 0.5F;
      using destination = cnr::detail::normalized_destination<double>;
      const destination into{{scale.data(), {{channels}}}, {&bias, {{channels}}, {{0}}}};
      const cnr::detail::forward_arguments<float, cnr::bilinear, destination> arguments{
          {image, boxes, cnr::first_image(1), {}, true, false}, {actual.data(), crops, strides}, {}, into};
      const cnr::detail::partition whole(cnr::detail::task{{0, 1}, {0, 3}});
      cnr::detail::resample_tasks(cnr::active_target(), arguments, whole, {0, 1});
      reference::crop_and_resize<float>(image, boxes, cnr::first_image(1),
                                        cnr::crops_view<float>(expected.data(), crops, strides), false, 0);
      for (std::size_t i = 0; i < count; ++i) {
        expected[i] = cnr::unfused_multiply(expected[i], scale[i / static_cast<std::size_t>(3 * width)]) + bias;
      }
      EXPECT_TRUE(std::equal(expected.begin(), expected.end(), actual.begin())) << channels << " channels, " << width;
    }
  }
}

// Planes that begin within a cache line, or end within one, are not written past the caches as they are.
TEST(CropAndResizeStreamed, MayBePlanesThatAreNoWholeCacheLines) {
  std::vector<float> pixels(5 * 7 * 3);
  float number = 0;
  for (float& pixel : pixels) pixel = ++number;
  const cnr::image_view<float> image(pixels.data(), {1, 5, 7, 3});
  const std::array<float, 4> values{{0, 0.1F, 0.9F, 1}};
  const cnr::boxes_view boxes(values.data(), {1, 4});
  for (const std::ptrdiff_t width : {512, 513, 514}) {
    const extents crops{{1, 1, width, 3}};
    const extents strides{{0, width, 1, width}};
    const auto count = static_cast<std::size_t>(3 * width);
    std::vector<float> expected(count);
    alignas(64) std::array<std::uint8_t, 3 * 514> actual{};
    using destination = cnr::detail::plain_destination<std::uint8_t>;
    const cnr::detail::forward_arguments<float, cnr::bilinear, destination> arguments{
        {image, boxes, cnr::first_image(1), {}, true, false}, {actual.data(), crops, strides}, {}, {}};
    const cnr::detail::partition whole(cnr::detail::task{{0, 1}, {0, 1}});
    cnr::detail::resample_tasks(cnr::active_target(), arguments, whole, {0, 1});
    reference::crop_and_resize<float>(image, boxes, cnr::first_image(1),
                                      cnr::crops_view<float>(expected.data(), crops, strides), false, 0);
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_EQ(actual[i], cnr::element_traits<std::uint8_t>::from_float(expected[i])) << width << ", number " << i;
    }
  }
}

}  // namespace
