// SPDX-License-Identifier: MIT
//
// Images of different sizes, strides and places in one call: each box's crop has the bytes of a call for its image
// alone, whatever the executor, the options and the destination. And what is wrong with such images.

#include "detail/geometry/plain_axis.hpp"
#include "support/destinations.hpp"
#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/executors.hpp"
#include "support/prebuilt.hpp"
#include "support/seed.hpp"
#include "support/storage.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace {

using support::one_in;
using support::pick;
using support::random_engine;
using extents = std::array<std::ptrdiff_t, 4>;

/// Images in random layouts, and the views of them.
template <class T>
struct image_set {
  image_set(random_engine& random, std::ptrdiff_t count, std::ptrdiff_t channels) {
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const extents size{{1, pick(random, 1, 30), pick(random, 1, one_in(random, 20) ? 900 : 40), channels}};
      owners.push_back(std::make_unique<support::storage<T, 4>>(size, support::random_layout(random, size, true)));
      for (T& element : owners.back()->elements()) element = support::random_element<T>(random);
      views.push_back(owners.back()->view());
    }
  }
  cnr::images_view<T> view() const { return {views.data(), {{static_cast<std::ptrdiff_t>(views.size())}}}; }

  std::vector<std::unique_ptr<support::storage<T, 4>>> owners;
  std::vector<cnr::image_view<T>> views;
};

/// Boxes of such images, of which every second one has the image of the one before it.
struct box_set {
  template <class T>
  box_set(random_engine& random, const image_set<T>& images, std::ptrdiff_t count, const cnr::options& settings) {
    const bool is_yx = settings.boxes == cnr::box_format::yxyx || settings.boxes == cnr::box_format::yxyx_pixels;
    for (std::ptrdiff_t n = 0; n < count; ++n) {
      const std::ptrdiff_t last = static_cast<std::ptrdiff_t>(images.views.size()) - 1;
      if (n == 0 || one_in(random, 2)) index = static_cast<std::int32_t>(pick(random, 0, last));
      indices.push_back(index);
      for (std::size_t i = 0; i < 4; ++i) {
        const bool is_y = (i % 2 == 0) == is_yx;
        numbers.push_back(plain::random_bound(
            random, images.views[static_cast<std::size_t>(index)].extent(is_y ? 1U : 2U), settings));
      }
    }
  }
  std::ptrdiff_t count() const { return static_cast<std::ptrdiff_t>(indices.size()); }
  cnr::boxes_view view(std::ptrdiff_t first, std::ptrdiff_t size) const {
    return {numbers.data() + first * 4, {size, 4}};
  }

  std::int32_t index = 0;
  std::vector<float> numbers;
  std::vector<std::int32_t> indices;
};

/// Compares a call with one call for each box. `destination_of` makes the destination for a view of crops.
template <class T, class DestinationOf>
void check_call(random_engine& random, const DestinationOf& destination_of) {
  using out = typename DestinationOf::element_type;
  const std::ptrdiff_t channels = one_in(random, 4) ? pick(random, 8, 40) : pick(random, 1, 5);
  const image_set<T> images(random, pick(random, 1, 6), channels);
  cnr::options settings = plain::random_options(random);
  settings.extrapolation_value = 0.5F;
  const box_set boxes(random, images, pick(random, 1, one_in(random, 10) ? 200 : 9), settings);
  const extents size{{boxes.count(), pick(random, 1, 12), pick(random, 1, 20), channels}};
  const auto place = support::random_layout(random, size, false);
  support::storage<out, 4> expected(size, place);
  support::storage<out, 4> actual(size, place);
  const auto sampler = one_in(random, 2) ? cnr::method::nearest : cnr::method::bilinear;

  const cnr::crops_view<out> all = expected.view();
  for (std::ptrdiff_t n = 0; n < boxes.count(); ++n) {
    const std::int32_t zero = 0;
    const cnr::crops_view<out> crop(all.data() + n * (size[0] > 1 ? all.stride(0) : 0), {1, size[1], size[2], size[3]},
                                    all.strides());
    const auto& image = images.views[static_cast<std::size_t>(boxes.indices[static_cast<std::size_t>(n)])];
    ASSERT_TRUE(
        cnr::crop_and_resize<T>(image, boxes.view(n, 1), {&zero, {{1}}}, destination_of(crop), sampler, settings));
  }

  const auto destination = destination_of(actual.view());
  const cnr::box_indices_view indices(boxes.indices.data(), {{boxes.count()}});
  cnr::result done;
  if (one_in(random, 3)) {
    done = cnr::crop_and_resize(images.view(), boxes.view(0, boxes.count()), indices, destination, sampler, settings);
  } else if (one_in(random, 2)) {
    support::shuffling_executor executor(random);
    done = cnr::crop_and_resize<T>(images.view(), boxes.view(0, boxes.count()), indices, destination, sampler, settings,
                                   executor);
  } else {
    done = cnr::crop_and_resize(images.view(), boxes.view(0, boxes.count()), indices, destination, sampler, settings,
                                support::splitting_executor(3, random()));
  }
  ASSERT_TRUE(done) << done.message() << " at " << done.index;
  for (std::size_t i = 0; i < expected.elements().size(); ++i) {
    if (support::same_element(expected.elements()[i], actual.elements()[i])) continue;
    FAIL() << "element " << i << " of " << expected.elements().size();
  }
}

template <class Out>
struct plain_crops {
  using element_type = Out;
  cnr::crops_view<Out> operator()(const cnr::crops_view<Out>& crops) const { return crops; }
};

/// One scale and one bias for all channels.
struct normalized_crops {
  using element_type = float;
  cnr::normalized_crops<float> operator()(const cnr::crops_view<float>& crops) const {
    return cnr::normalized(crops, {&scale, {{crops.extent(3)}}, {{0}}}, {&bias, {{crops.extent(3)}}, {{0}}});
  }
  float scale = 0.25F;
  float bias = -3;
};

template <class T>
class CropAndResizeImages : public ::testing::Test {};

TYPED_TEST_SUITE(CropAndResizeImages, support::element_types, support::element_names);

TYPED_TEST(CropAndResizeImages, HaveTheBytesOfACallForEachBox) {
  auto random = support::seeded_engine();
  for (std::ptrdiff_t rounds = support::effort(200); rounds > 0 && !testing::Test::HasFatalFailure(); --rounds) {
    check_call<TypeParam>(random, plain_crops<float>{});
  }
}

TEST(CropAndResizeImagesInto, EveryKindOfDestination) {
  auto random = support::seeded_engine();
  for (std::ptrdiff_t rounds = support::effort(100); rounds > 0 && !testing::Test::HasFatalFailure(); --rounds) {
    check_call<std::uint8_t>(random, plain_crops<std::uint8_t>{});
    check_call<float>(random, plain_crops<cnr::half>{});
    check_call<std::uint8_t>(random, normalized_crops{});
  }
}

/// A call for two images, for tests to spoil.
struct two_images {
  std::array<float, 6> first{{1, 2, 3, 4, 5, 6}};
  std::array<float, 2> second{{7, 8}};
  std::array<cnr::image_view<float>, 2> views{{{first.data(), {{1, 2, 3, 1}}}, {second.data(), {{1, 2, 1, 1}}}}};
  std::array<float, 8> numbers{{0, 0, 1, 1, 0, 0, 1, 1}};
  std::array<std::int32_t, 2> indices{{1, 0}};
  std::array<float, 4> out{{-1, -1, -1, -1}};
  cnr::tensor_view<cnr::image_view<float>, 1> images{views.data(), {{2}}};

  cnr::result call(const cnr::options& settings = {}, cnr::method method = cnr::method::bilinear) {
    const cnr::boxes_view boxes(numbers.data(), {2, 4});
    const cnr::box_indices_view box_indices(indices.data(), {{2}});
    return cnr::crop_and_resize(images, boxes, box_indices, cnr::crops_view<float>(out.data(), {2, 2, 1, 1}), method,
                                settings);
  }
  void expect_error(cnr::errc code, std::ptrdiff_t index) {
    const cnr::result done = call();
    EXPECT_EQ(done.code, code) << done.message();
    EXPECT_EQ(done.index, index);
    EXPECT_EQ(out, (std::array<float, 4>{{-1, -1, -1, -1}})) << "nothing is written";
  }
};

TEST(CropAndResizeImagesInBraces, AreToldFromAnImage) {
  two_images of;
  const cnr::image_view<float>* const frames = of.views.data();
  ASSERT_TRUE(cnr::crop_and_resize<float>({frames, {2}}, {of.numbers.data(), {2, 4}}, {of.indices.data(), {2}},
                                          {of.out.data(), {2, 2, 1, 1}}));
  EXPECT_EQ(of.out, (std::array<float, 4>{{7, 8, 2, 5}}));
}

TEST(ErrorOfImages, IsNotGivenToTheUnspoiledCall) {
  two_images good;
  EXPECT_TRUE(good.call());
  EXPECT_EQ(good.out, (std::array<float, 4>{{7, 8, 2, 5}}));
}

TEST(ErrorOfImages, NamesTheImage) {
  two_images bad;
  bad.views[1] = {bad.second.data(), {{2, 1, 1, 1}}};
  bad.expect_error(cnr::errc::images_batch_not_one, 1);
  bad.views[1] = {bad.second.data(), {{0, 1, 1, 1}}};
  bad.expect_error(cnr::errc::images_batch_not_one, 1);
  bad.views[1] = {bad.second.data(), {{1, 1, 1, 2}}};
  bad.expect_error(cnr::errc::images_channels_mismatch, 1);
  bad.views[1] = {bad.second.data(), {{1, 1, 1, -1}}};
  bad.expect_error(cnr::errc::image_extent_negative, 1);
  bad.views[1] = {bad.second.data(), {{1, 0, 1, 1}}};
  bad.expect_error(cnr::errc::image_size_out_of_range, 1);
  bad.views[1] = {nullptr, {{1, 2, 1, 1}}};
  bad.expect_error(cnr::errc::image_null, 1);
  bad.views[1] = {bad.second.data(), {{1, 2, 1, 1}}, {{1, std::numeric_limits<std::ptrdiff_t>::max(), 1, 1}}};
  bad.expect_error(cnr::errc::image_too_large, 1);
  bad.views[0] = {bad.first.data(), {{3, 2, 1, 1}}};
  bad.expect_error(cnr::errc::images_batch_not_one, 0);
}

TEST(ErrorOfImages, NamesTheView) {
  two_images bad;
  bad.images = {nullptr, {{2}}};
  bad.expect_error(cnr::errc::images_null, -1);
  bad.images = {bad.views.data(), {{-1}}};
  bad.expect_error(cnr::errc::images_extent_negative, -1);
  bad.images = {bad.views.data(), {{2}}, {{std::numeric_limits<std::ptrdiff_t>::max()}}};
  bad.expect_error(cnr::errc::images_too_large, -1);
}

TEST(ErrorOfImages, NamesTheBoxWhoseImageThereIsNot) {
  two_images bad;
  bad.indices[1] = 2;
  bad.expect_error(cnr::errc::box_index_out_of_range, 1);
  bad.indices[1] = -1;
  bad.expect_error(cnr::errc::box_index_out_of_range, 1);
  bad.indices[1] = 0;
  bad.images = {nullptr, {{0}}};
  bad.expect_error(cnr::errc::box_index_out_of_range, 0);
  two_images infinite;
  infinite.numbers[6] = HUGE_VALF;
  infinite.expect_error(cnr::errc::box_not_finite, 1);
}

TEST(ErrorOfImages, ComesAfterThoseOfMethodAndOptionsAndBeforeThoseOfCrops) {
  two_images bad;
  bad.views[1] = {nullptr, {{2, 2, 1, 1}}};
  cnr::options unknown;
  unknown.border = static_cast<cnr::border_mode>(9);
  EXPECT_EQ(bad.call(unknown, static_cast<cnr::method>(9)).code, cnr::errc::unknown_method);
  EXPECT_EQ(bad.call(unknown).code, cnr::errc::unknown_border);
  EXPECT_EQ(bad.call().code, cnr::errc::images_batch_not_one);
  bad.views[0] = {bad.first.data(), {{1, 2, 1, 3}}};
  bad.views[1] = {bad.second.data(), {{1, 1, 1, 3}}};
  EXPECT_EQ(bad.call().code, cnr::errc::crops_channels_mismatch);
  bad.views[1] = {nullptr, {{1, 1, 1, 3}}};
  EXPECT_EQ(bad.call().code, cnr::errc::crops_channels_mismatch) << "shapes before data pointers";
}

TEST(CropAndResizeImagesLegal, AreNoImagesAndNoBoxes) {
  const cnr::images_view<float> none;
  const cnr::crops_view<float> crops(nullptr, {0, 2, 2, 3});
  EXPECT_TRUE(cnr::crop_and_resize<float>(none, {nullptr, {0, 4}}, {nullptr, {{0}}}, crops));
}

TEST(CropAndResizeImagesLegal, AreInBracesWhereTheCallNamesTheirType) {
  const std::array<float, 2> pixels{{3, 5}};
  std::array<cnr::image_view<float>, 2> views{{{pixels.data(), {1, 1, 1, 1}}, {pixels.data() + 1, {1, 1, 1, 1}}}};
  const std::array<float, 8> corners{};
  const std::array<std::int32_t, 2> indices{{1, 0}};
  std::array<float, 2> out{};
  ASSERT_TRUE(cnr::crop_and_resize<float>({views.data(), {2}}, {corners.data(), {2, 4}}, {indices.data(), {2}},
                                          {out.data(), {2, 1, 1, 1}}));
  EXPECT_EQ(out, (std::array<float, 2>{{5, 3}}));
}

/// Records how a call is cut.
struct recording_executor {
  template <class Body>
  void operator()(std::ptrdiff_t items, double item_cost, const Body& body) {
    count = items;
    cost = item_cost;
    body(std::ptrdiff_t{0}, items);
  }
  std::ptrdiff_t count = 0;
  double cost = 0;
};

TEST(CropAndResizeImagesLegal, HaveTheMeanOfTheBoxesCosts) {
  // Crops of one image that fits the caches, of one that does not, and of both in turn.
  std::vector<float> pixels(std::size_t{1} << 24U);
  const std::array<cnr::image_view<float>, 2> images{
      {{pixels.data(), {1, 64, 64, 1}}, {pixels.data(), {1, 4096, 4096, 1}}}};
  constexpr std::ptrdiff_t num_boxes = 64;
  std::vector<float> numbers(static_cast<std::size_t>(num_boxes) * 4, 0.25F);
  std::vector<float> out(static_cast<std::size_t>(num_boxes) * 64 * 64);
  std::vector<std::int32_t> indices(static_cast<std::size_t>(num_boxes));
  const auto cost_of = [&](std::int32_t even, std::int32_t odd) {
    for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = i % 2 == 0 ? even : odd;
    recording_executor executor;
    EXPECT_TRUE(cnr::crop_and_resize<float>(cnr::images_view<float>(images.data(), {{2}}),
                                            {numbers.data(), {num_boxes, 4}}, {indices.data(), {{num_boxes}}},
                                            cnr::crops_view<float>(out.data(), {num_boxes, 64, 64, 1}), cnr::bilinear{},
                                            {}, executor));
    return executor.cost * static_cast<double>(executor.count);
  };
  const double small = cost_of(0, 0);
  const double large = cost_of(1, 1);
  EXPECT_GE(large, small);
  EXPECT_NEAR(cost_of(0, 1), (small + large) / 2, 0.1 * large);
}

}  // namespace
