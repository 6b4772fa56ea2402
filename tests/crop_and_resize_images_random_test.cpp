// SPDX-License-Identifier: MIT
//
// Images of different sizes and layouts in one call: box_indices pick from a list of views. Random calls beside the
// plain reference, and every spelling of the call.

#include "support/destinations.hpp"
#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/guarded.hpp"
#include "support/layouts.hpp"
#include "support/random_call.hpp"
#include "support/random_options.hpp"
#include "support/reference.hpp"
#include "support/reference_destination.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/normalized.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

namespace {

using support::call_plan;
using support::guarded;
using support::one_in;
using support::pick;
using support::random_engine;

/// Some images of as many channels, each in memory of its own, and a list of their views, whose stride is not 1.
template <class T>
class image_list {
 public:
  image_list(random_engine& random, std::ptrdiff_t count, std::ptrdiff_t channels, support::flush side)
      : stride_(one_in(random, 2) ? 1 : -2), views_(static_cast<std::size_t>(2 * count)) {
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const std::array<std::ptrdiff_t, 4> extents{
          {1, pick(random, 1, 50), pick(random, 1, one_in(random, 4) ? 900 : 60), channels}};
      auto made = support::lay_out(support::random_image_kind(random), extents);
      support::make_unused_strides_wild(random, extents, made);
      memory_.push_back(std::make_unique<guarded<T>>(static_cast<std::size_t>(made.size), side));
      for (T& pixel : *memory_.back()) pixel = support::random_element<T>(random);
      const std::ptrdiff_t place = stride_ > 0 ? i : 2 * count - 1 + stride_ * i;
      views_[static_cast<std::size_t>(place)] = {memory_.back()->data() + made.first, extents, made.strides};
    }
    first_ = stride_ > 0 ? views_.data() : views_.data() + 2 * count - 1;
    count_ = count;
  }

  cnr::images_view<T> view() const { return {first_, {{count_}}, {{stride_}}}; }

 private:
  std::ptrdiff_t stride_;
  std::vector<std::unique_ptr<guarded<T>>> memory_;
  std::vector<cnr::image_view<T>> views_;
  const cnr::image_view<T>* first_ = nullptr;
  std::ptrdiff_t count_ = 0;
};

/// @param crops  a crops_view or normalized_crops
template <class T, class Crops>
cnr::result run(random_engine& random, const call_plan& plan, cnr::images_view<T> images, cnr::boxes_view boxes,
                cnr::box_indices_view box_indices, const Crops& crops) {
  const cnr::method method = plan.sampler == support::sampling::nearest ? cnr::method::nearest : cnr::method::bilinear;
  if (plan.executor == support::execution::serial) {
    return cnr::crop_and_resize(images, boxes, box_indices, crops, method, plan.settings);
  }
  support::chosen_executor executor(plan.executor, random);
  return cnr::crop_and_resize(images, boxes, box_indices, crops, method, plan.settings, executor);
}

/// One random call; returns the number of outputs compared.
template <class T, class Out>
std::ptrdiff_t check_one(random_engine& random) {
  call_plan plan;
  const std::ptrdiff_t channel_counts[] = {1, 1, 2, 3, 3, 4, 5, 17, 33, 64};
  const std::ptrdiff_t channels = channel_counts[pick(random, 0, 9)];
  const std::ptrdiff_t num_boxes = pick(random, 0, 7);
  const std::ptrdiff_t num_images = pick(random, 1, 5);
  plan.image_extents[3] = channels;
  plan.crops_extents = {{num_boxes, pick(random, 1, 30), pick(random, 1, 40), channels}};
  if (one_in(random, 2)) plan.settings = support::random_options(random);
  plan.sampler = one_in(random, 3) ? support::sampling::nearest : support::sampling::bilinear;
  support::pick_normalization(random, plan);
  support::pick_layout_and_executor(random, plan);

  const image_list<T> images(random, num_images, channels, plan.side);
  guarded<std::int32_t> indices(static_cast<std::size_t>(num_boxes), plan.side);
  guarded<float> corners(static_cast<std::size_t>(num_boxes) * 4, plan.side);
  for (std::ptrdiff_t n = 0; n < num_boxes; ++n) {
    indices.data()[n] = static_cast<std::int32_t>(pick(random, 0, num_images - 1));
    const auto image = images.view()(indices.data()[n]);
    const auto box = support::random_box(random, plan.settings, image.extent(1), image.extent(2));
    for (std::ptrdiff_t i = 0; i < 4; ++i) corners.data()[4 * n + i] = box[static_cast<std::size_t>(i)];
  }
  const cnr::boxes_view boxes(corners.data(), {num_boxes, 4});
  const cnr::box_indices_view box_indices(indices.data(), {{num_boxes}});

  std::vector<float> floats(static_cast<std::size_t>(plan.outputs()));
  reference::crop_and_resize_each<T>([&](std::ptrdiff_t n) { return images.view()(box_indices(n)); }, boxes,
                                     {floats.data(), plan.crops_extents},
                                     reference::by_method{plan.sampler == support::sampling::nearest}, plan.settings);
  support::call_outputs<Out> outputs(random, plan);
  support::channel_numbers scale(random, channels, plan.scale_stride, plan.side);
  support::channel_numbers bias(random, channels, plan.bias_stride, plan.side);
  cnr::result done;
  if (plan.is_normalized) {
    reference::convert<Out>({floats.data(), plan.crops_extents}, outputs.expected(), scale.view(), bias.view());
    done = run(random, plan, images.view(), boxes, box_indices,
               cnr::normalized(outputs.crops(), scale.view(), bias.view()));
  } else {
    reference::convert<Out>({floats.data(), plan.crops_extents}, outputs.expected());
    done = run(random, plan, images.view(), boxes, box_indices, outputs.crops());
  }
  EXPECT_TRUE(done) << done.message() << "; " << plan.description();
  outputs.check([&] { return plan.description(); });
  return plan.outputs();
}

template <class T>
class ImagesOfDifferentSizes : public ::testing::Test {};

using image_types = ::testing::Types<std::uint8_t, cnr::half, float, support::pixel10>;
// Without a class that names the types, the comma stands for its absence.
TYPED_TEST_SUITE(ImagesOfDifferentSizes, image_types, );

TYPED_TEST(ImagesOfDifferentSizes, OfDifferentSizesEqualTheReferenceInEveryByte) {
  auto random = support::seeded_engine();
  const std::ptrdiff_t wanted_calls = support::effort(200);
  std::ptrdiff_t compared = 0;
  for (std::ptrdiff_t call = 0; call < wanted_calls && !this->HasFailure(); ++call) {
    compared += one_in(random, 2)   ? check_one<TypeParam, float>(random)
                : one_in(random, 2) ? check_one<TypeParam, std::uint8_t>(random)
                                    : check_one<TypeParam, cnr::half>(random);
  }
  std::printf("%td outputs of %td calls compared\n", compared, wanted_calls);
}

/// Two images: a row of three pixels, and a column of two.
struct two_images {
  std::array<std::uint8_t, 3> row{{10, 20, 30}};
  std::array<std::uint8_t, 2> column{{40, 60}};
  std::array<cnr::image_view<std::uint8_t>, 2> views{{{row.data(), {1, 1, 3, 1}}, {column.data(), {1, 2, 1, 1}}}};
  std::array<float, 8> corners{{0, 0, 1, 1, 0, 0, 1, 1}};
  std::array<std::int32_t, 2> indices{{1, 0}};
  std::array<float, 12> output{{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}};
  const std::array<float, 12> untouched = output;
  const std::array<float, 12> expected{{40, 40, 50, 50, 60, 60, 10, 30, 10, 30, 10, 30}};

  two_images() = default;
  two_images(const two_images&) = delete;
  two_images& operator=(const two_images&) = delete;

  cnr::images_view<std::uint8_t> images() const { return {views.data(), {{2}}}; }
  cnr::boxes_view boxes() const { return {corners.data(), {2, 4}}; }
  cnr::box_indices_view box_indices() const { return {indices.data(), {{2}}}; }
  cnr::crops_view<float> crops() { return {output.data(), {2, 3, 2, 1}}; }
  cnr::result call() { return cnr::crop_and_resize(images(), boxes(), box_indices(), crops()); }
};

TEST(ImagesOfDifferentSizes, ArePickedByBoxIndices) {
  two_images data;
  EXPECT_TRUE(data.call());
  EXPECT_EQ(data.output, data.expected);
}

TEST(ImagesOfDifferentSizes, AreTakenInEverySpellingOfTheCall) {
  two_images data;
  const auto images = data.images();
  // Views of the caller's own that are not const.
  const cnr::tensor_view<cnr::image_view<std::uint8_t>, 1> mutable_list(data.views.data(), {{2}});
  EXPECT_TRUE(cnr::crop_and_resize(mutable_list, data.boxes(), data.box_indices(), data.crops()));
  EXPECT_EQ(data.output, data.expected);
  // Braces, with the element type named.
  data.output = data.untouched;
  EXPECT_TRUE(cnr::crop_and_resize<std::uint8_t>(images, {data.corners.data(), {2, 4}}, {data.indices.data(), {2}},
                                                 {data.output.data(), {2, 3, 2, 1}}));
  EXPECT_EQ(data.output, data.expected);
  // A method, options and an executor.
  data.output = data.untouched;
  EXPECT_TRUE(cnr::crop_and_resize(images, data.boxes(), data.box_indices(), data.crops(), cnr::method::bilinear,
                                   cnr::options{1}, cnr::serial{}));
  EXPECT_EQ(data.output, data.expected);
  const auto lambda = [](std::ptrdiff_t count, double, const auto& body) { body(0, count); };
  data.output = data.untouched;
  EXPECT_TRUE(
      cnr::crop_and_resize(images, data.boxes(), data.box_indices(), data.crops(), cnr::bilinear{}, {}, lambda));
  EXPECT_EQ(data.output, data.expected);
  const auto boxes = data.boxes();
  const auto box_indices = data.box_indices();
  const auto crops = data.crops();
  static_assert(noexcept(cnr::crop_and_resize(images, boxes, box_indices, crops)), "serial does not throw");
  EXPECT_TRUE(cnr::crop_and_resize(images, boxes, box_indices, crops));
}

TEST(ImagesOfDifferentSizes, AreCutIntoCropsOfEveryKind) {
  two_images data;
  std::array<std::int16_t, 12> whole{};
  EXPECT_TRUE(cnr::crop_and_resize(data.images(), data.boxes(), data.box_indices(),
                                   cnr::crops_view<std::int16_t>(whole.data(), {2, 3, 2, 1}), cnr::nearest{}));
  EXPECT_EQ(whole, (std::array<std::int16_t, 12>{{40, 40, 60, 60, 60, 60, 10, 30, 10, 30, 10, 30}}));
  const float scale = 0.5F;
  const float bias = -5;
  EXPECT_TRUE(cnr::crop_and_resize(data.images(), data.boxes(), data.box_indices(),
                                   cnr::normalized(data.crops(), {&scale, {{1}}}, {&bias, {{1}}})));
  for (std::size_t i = 0; i < 12; ++i) EXPECT_EQ(data.output[i], data.expected[i] / 2 - 5);
}

}  // namespace
