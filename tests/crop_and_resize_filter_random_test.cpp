// SPDX-License-Identifier: MIT
//
// Random calls with filters, beside the same in double: the library's filters and those of users, images of most
// element types, every layout, mode and border, factors from 1/50 to 10,000. The floats of the scalar loops have to be
// within the error bound. Whatever the target, the layouts, the executor and the type of crops, the bytes are those of
// these floats.

#include "support/bits.hpp"
#include "support/destinations.hpp"
#include "support/elements.hpp"
#include "support/guarded.hpp"
#include "support/layouts.hpp"
#include "support/own_filters.hpp"
#include "support/random_call.hpp"
#include "support/random_options.hpp"
#include "support/reference_destination.hpp"
#include "support/reference_filter.hpp"
#include "support/repeat.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/filter.hpp>
#include <crop_and_resize/normalized.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <random>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using support::any_filter;
using support::call_plan;
using support::guarded;
using support::one_in;
using support::parabola;
using support::pick;
using support::random_engine;

/// What an output may differ by, as a share of the sum of its terms' magnitudes.
constexpr double error_bound = 2e-6;

/// Any element that sums of thousands can be made of, near the ends of a type's range, too, where that is finite.
template <class T>
T random_finite_element(random_engine& random) {
  if constexpr (std::is_floating_point<T>::value || std::is_same<T, cnr::half>::value ||
                std::is_same<T, cnr::bfloat16>::value) {
    const auto number = static_cast<float>(static_cast<std::int32_t>(random() >> 32U));
    const float everyday = std::ldexp(number, -24 - static_cast<int>(random() & 7U));
    if constexpr (std::is_floating_point<T>::value) {
      return static_cast<T>(everyday);
    } else {
      return reference::destination<T>::from(everyday);
    }
  } else {
    return support::random_element<T>(random);
  }
}

// Random filters.

template <class Filter>
Filter random_filter(random_engine& /*random*/) {
  return {};
}
template <>
cnr::cubic random_filter(random_engine& random) {
  constexpr float slopes[] = {-0.5F, -0.75F, -1, 0};
  return {slopes[pick(random, 0, 3)]};
}
template <>
cnr::roi_align random_filter(random_engine& random) {
  constexpr int ratios[] = {0, 0, -1, 1, 2, 2, 3, 7};
  return {ratios[pick(random, 0, 7)]};
}
template <>
any_filter random_filter(random_engine& random) {
  return {static_cast<any_filter::kind>(pick(random, 0, any_filter::count - 1)), one_in(random, 2) ? -0.5F : -0.75F};
}

std::string describe(const any_filter& filter) { return "any_filter " + std::to_string(filter.chosen); }
std::string describe(const cnr::cubic& filter) { return "cubic " + std::to_string(filter.a); }
std::string describe(const cnr::roi_align& filter) { return "roi_align " + std::to_string(filter.sampling_ratio); }
template <class Filter>
std::string describe(const Filter& /*filter*/) {
  return "another filter";
}

// Random calls.

/// Sizes around those of vectors, chunks and blocks; images that are long along one axis, where many pixels are one
/// output.
void pick_extents(random_engine& random, call_plan& plan) {
  constexpr std::ptrdiff_t channel_counts[] = {1, 1, 1, 2, 3, 3, 3, 4, 5, 8, 15, 16, 17, 32, 33, 64};
  std::ptrdiff_t channels = one_in(random, 4) ? pick(random, 1, 70) : channel_counts[pick(random, 0, 15)];
  const auto small = [&](std::ptrdiff_t most) { return one_in(random, 8) ? 1 : pick(random, 1, most); };
  std::ptrdiff_t num_boxes = pick(random, 1, 2);
  std::array<std::ptrdiff_t, 2> image{{small(45), small(60)}};
  std::array<std::ptrdiff_t, 2> crop{{small(16), small(24)}};
  const bool is_tall = one_in(random, 2);
  const std::size_t along = is_tall ? 0 : 1;
  switch (pick(random, 0, 8)) {
    case 0:
    case 1:  // shrunk strongly along an axis
      channels = pick(random, 1, 4);
      image[along] = pick(random, 100, one_in(random, 4) ? 3000 : 500);
      image[1 - along] = pick(random, 1, 8);
      crop[along] = pick(random, 1, 8);
      crop[1 - along] = pick(random, 1, 8);
      break;
    case 2:  // many channels of strongly shrunk images
      channels = pick(random, 8, 70);
      image = {{pick(random, 1, 3), pick(random, 1, 3)}};
      image[along] = pick(random, 40, 170);
      crop = {{pick(random, 1, 4), pick(random, 1, 4)}};
      break;
    case 3:  // wide crops
      channels = pick(random, 1, 4);
      num_boxes = 1;
      image = {{pick(random, 1, 12), pick(random, 1, 60)}};
      crop = {{pick(random, 1, 6), pick(random, 100, one_in(random, 3) ? 1300 / channels : 300)}};
      break;
    case 4:  // wide images
      channels = pick(random, 1, 4);
      image = {{pick(random, 1, 30), pick(random, 100, 400)}};
      crop = {{pick(random, 1, 9), pick(random, 10, 60)}};
      break;
    case 5: {  // steps of whole numbers, where boxes are whole images
      const std::ptrdiff_t factor = pick(random, 1, 20);
      const std::ptrdiff_t corner = one_in(random, 3) ? 1 : 0;
      crop = {{pick(random, 1, 8), pick(random, 1, 30)}};
      image = {{(crop[0] - corner) * factor + corner, (crop[1] - corner) * factor + corner}};
      break;
    }
    case 6:  // more outputs than blocks of pixels and runs of planes have room for
      num_boxes = 1;
      image = {{pick(random, 1, 12), pick(random, 1, 40)}};
      if (one_in(random, 2)) {
        channels = one_in(random, 2) ? 64 * pick(random, 1, 2) : pick(random, 60, 130);
        crop = {{pick(random, 1, 2), pick(random, 15, 40)}};
      } else {
        channels = pick(random, 4, 20);
        crop = {{pick(random, 15, 40), pick(random, 10, 32)}};
      }
      break;
    default:
      break;
  }
  plan.image_extents = {{one_in(random, 3) ? 2 : 1, image[0], image[1], channels}};
  plan.crops_extents = {{num_boxes, crop[0], crop[1], channels}};
}

/// A bound such that most boxes are on the image, some of them on whole pixels, and some far larger than the image.
reference::bounds bounds_for_filters(random_engine& random, const cnr::options& settings, std::ptrdiff_t extent) {
  const float unit = reference::in_pixels(settings.boxes) ? static_cast<float>(extent) : 1;
  const auto between = [&](float low, float high) {
    return std::uniform_real_distribution<float>(low, high)(random) * unit;
  };
  const bool is_flipped = one_in(random, 6);
  reference::bounds made{0, unit};
  switch (pick(random, 0, 9)) {
    case 0:
    case 1:
      break;
    case 2:
    case 3:
      made = support::random_bounds(random, settings, extent);
      break;
    case 4: {  // the middle of the image, from far away
      const float reach = one_in(random, 3) ? between(10, 5000 / static_cast<float>(extent) + 20) : between(0, 3);
      made = {unit / 2 - reach, unit / 2 + reach};
      break;
    }
    case 5:  // tiny
      made.low = between(-0.1F, 1.1F);
      made.high = made.low + between(0, 0.05F);
      break;
    case 6:  // touches the image
      made = one_in(random, 2) ? reference::bounds{unit, unit + between(0, 1)} : reference::bounds{-between(0, 1), 0};
      break;
    default:
      made = {between(-0.2F, 0.6F), between(0.4F, 1.2F)};
  }
  if (is_flipped) std::swap(made.low, made.high);
  return made;
}

std::array<float, 4> box_for_filters(random_engine& random, const cnr::options& settings, std::ptrdiff_t height,
                                     std::ptrdiff_t width) {
  const auto y = bounds_for_filters(random, settings, height);
  const auto x = bounds_for_filters(random, settings, width);
  switch (settings.boxes) {
    case cnr::box_format::xyxy:
    case cnr::box_format::xyxy_pixels:
      return {{x.low, y.low, x.high, y.high}};
    case cnr::box_format::xywh_pixels:
      return {{x.low, y.low, std::isfinite(x.high - x.low) ? x.high - x.low : 1,
               std::isfinite(y.high - y.low) ? y.high - y.low : 1}};
    default:
      return {{y.low, x.low, y.high, x.high}};
  }
}

call_plan random_plan(random_engine& random, bool is_roi_align) {
  call_plan plan;
  pick_extents(random, plan);
  plan.settings = support::random_options(random);
  if (is_roi_align) plan.settings.coordinates = cnr::coordinate_mode::half_pixel;
  support::pick_normalization(random, plan);
  support::pick_layout_and_executor(random, plan);
  return plan;
}

/// A batch of images, and the same in dense memory. Boxes belong to images of the batch, or to parts of these.
template <class T>
class filter_inputs {
 public:
  filter_inputs(random_engine& random, const call_plan& plan)
      : layout_(support::lay_out(plan.image_kind, plan.image_extents)),
        extents_(plan.image_extents),
        num_boxes_(plan.crops_extents[0]),
        pixels_(static_cast<std::size_t>(layout_.size), plan.side),
        corners_(static_cast<std::size_t>(num_boxes_) * 4, plan.side),
        indices_(static_cast<std::size_t>(num_boxes_), plan.side) {
    support::make_unused_strides_wild(random, extents_, layout_);
    for (T& pixel : pixels_) pixel = random_finite_element<T>(random);
    for (std::int32_t& index : indices_) index = static_cast<std::int32_t>(pick(random, 0, extents_[0] - 1));
    is_list_ = one_in(random, 4);
    for (std::ptrdiff_t i = 0; i < extents_[0]; ++i) {
      std::array<std::ptrdiff_t, 4> extents{{1, extents_[1], extents_[2], extents_[3]}};
      auto view = reference::image_of_batch<T>(image(), static_cast<std::int32_t>(i));
      if (is_list_) {
        extents = {{1, pick(random, (extents[1] + 1) / 2, extents[1]), pick(random, (extents[2] + 1) / 2, extents[2]),
                    extents[3]}};
        view = {&view(0, extents_[1] - extents[1], extents_[2] - extents[2], 0), extents, view.strides()};
      }
      views_.push_back(view);
    }
    for (std::ptrdiff_t n = 0; n < num_boxes_; ++n) {
      const auto of_box = image_of(n);
      const auto box = box_for_filters(random, plan.settings, of_box.extent(1), of_box.extent(2));
      for (std::ptrdiff_t i = 0; i < 4; ++i) corners_.data()[4 * n + i] = box[static_cast<std::size_t>(i)];
    }
  }

  bool is_list() const { return is_list_; }
  cnr::image_view<T> image() { return {pixels_.data() + layout_.first, extents_, layout_.strides}; }
  cnr::images_view<T> images() const { return {views_.data(), {{static_cast<std::ptrdiff_t>(views_.size())}}}; }
  cnr::boxes_view boxes() { return {corners_.data(), {num_boxes_, 4}}; }
  cnr::box_indices_view box_indices() { return {indices_.data(), {{num_boxes_}}}; }
  /// The image that box n is cut from, a batch of one.
  cnr::image_view<T> image_of(std::ptrdiff_t n) { return views_[static_cast<std::size_t>(box_indices()(n))]; }
  std::string description() {
    return std::string(is_list_ ? ", images" : ", batch") + ", boxes " +
           ::testing::PrintToString(std::vector<float>(corners_.begin(), corners_.end()));
  }

 private:
  support::layout<4> layout_;
  std::array<std::ptrdiff_t, 4> extents_;
  std::ptrdiff_t num_boxes_;
  guarded<T> pixels_;
  guarded<float> corners_;
  guarded<std::int32_t> indices_;
  bool is_list_ = false;
  std::vector<cnr::image_view<T>> views_;
};

/// The floats that the scalar loops make of dense copies of the images, box by box.
template <class T, class Filter>
std::vector<float> scalar_floats(const call_plan& plan, filter_inputs<T>& inputs, const Filter& filter) {
  std::vector<float> floats(static_cast<std::size_t>(plan.outputs()), -1);
  auto extents = plan.crops_extents;
  extents[0] = 1;
  const std::ptrdiff_t size = extents[1] * extents[2] * extents[3];
  const std::int32_t zero = 0;
  for (std::ptrdiff_t n = 0; n < plan.crops_extents[0]; ++n) {
    const auto image = inputs.image_of(n);
    std::vector<T> pixels;
    reference::for_each_output(image.extents(), [&](std::ptrdiff_t b, std::ptrdiff_t y, std::ptrdiff_t x,
                                                    std::ptrdiff_t c) { pixels.push_back(image(b, y, x, c)); });
    const cnr::image_view<T> dense(pixels.data(), image.extents());
    const cnr::boxes_view box(&inputs.boxes()(n, 0), {1, 4});
    const cnr::crops_view<float> crop(floats.data() + n * size, extents);
    using destination = cnr::detail::plain_destination<float>;
    const cnr::detail::forward_arguments<T, Filter, destination> arguments{
        {dense, box, {&zero, {{1}}}, cnr::detail::used_options(filter, plan.settings), false, false},
        crop,
        filter,
        destination{}};
    const cnr::detail::partition whole(cnr::detail::task{{0, 1}, {0, extents[1]}});
    cnr::detail::resample_tasks(cnr::target::scalar, arguments, whole, {0, 1});
  }
  return floats;
}

/// Whether the plain reference can follow: bins of roi_align that are far larger than the image have too many samples.
template <class T, class Filter>
bool is_comparable(const call_plan& plan, filter_inputs<T>& inputs, const Filter& /*filter*/) {
  if (!std::is_same<Filter, cnr::roi_align>::value) return true;
  for (std::ptrdiff_t n = 0; n < plan.crops_extents[0]; ++n) {
    for (const bool along_x : {false, true}) {
      const std::ptrdiff_t extent = inputs.image_of(n).extent(along_x ? 2 : 1);
      const auto box = reference::bounds_of(inputs.boxes(), n, plan.settings.boxes, along_x);
      const float size = std::fabs(reference::bound_in_pixels(box.high - box.low, extent, plan.settings));
      if (std::isfinite(size) && size > 20000) return false;
    }
  }
  return true;
}

/// The greatest error, as a share of the sum of the magnitudes.
template <class T, class Filter, class Description>
double check_errors(const call_plan& plan, filter_inputs<T>& inputs, const Filter& filter,
                    const std::vector<float>& floats, const Description& description) {
  const auto expected = reference::filter_each<T>([&](std::ptrdiff_t n) { return inputs.image_of(n); }, inputs.boxes(),
                                                  plan.crops_extents, reference::in_double(filter), plan.settings);
  double greatest = 0;
  for (std::size_t i = 0; i < floats.size() && !::testing::Test::HasFailure(); ++i) {
    if (expected[i].outside) {
      EXPECT_TRUE(support::same(floats[i], plan.settings.extrapolation_value))
          << "output " << i << " is outside, and " << support::hex(floats[i]) << "; " << description();
      continue;
    }
    const double error = std::fabs(static_cast<double>(floats[i]) - expected[i].value);
    // Denormal results are rounded to a fixed step.
    EXPECT_LE(error, error_bound * expected[i].magnitudes + 1e-44)
        << "output " << i << ": expected " << expected[i].value << " of " << expected[i].magnitudes << ", got "
        << support::hex(floats[i]) << "; " << description();
    if (expected[i].magnitudes > 0) greatest = std::max(greatest, error / expected[i].magnitudes);
  }
  return greatest;
}

/// @param crops  a crops_view or normalized_crops
template <class T, class Filter, class Crops>
cnr::result run(random_engine& random, const call_plan& plan, filter_inputs<T>& inputs, const Filter& filter,
                const Crops& crops) {
  support::chosen_executor executor(plan.executor, random);
  if (inputs.is_list()) {
    return cnr::crop_and_resize(inputs.images(), inputs.boxes(), inputs.box_indices(), crops, filter, plan.settings,
                                executor);
  }
  if (plan.executor == support::execution::serial) {
    return cnr::crop_and_resize(inputs.image(), inputs.boxes(), inputs.box_indices(), crops, filter, plan.settings);
  }
  return cnr::crop_and_resize(inputs.image(), inputs.boxes(), inputs.box_indices(), crops, filter, plan.settings,
                              executor);
}

/// As run, with non-temporal stores, which calls use where crops are larger than these.
template <class T, class Out, class Filter>
void run_streaming(const call_plan& plan, filter_inputs<T>& inputs, const Filter& filter,
                   const cnr::crops_view<Out>& crops) {
  using destination = cnr::detail::plain_destination<Out>;
  const cnr::detail::forward_arguments<T, Filter, destination> arguments{
      {inputs.image(), inputs.boxes(), inputs.box_indices(), cnr::detail::used_options(filter, plan.settings), true,
       false},
      crops,
      filter,
      destination{}};
  const cnr::detail::partition whole(cnr::detail::task{{0, crops.extent(0)}, {0, crops.extent(1)}});
  cnr::detail::resample_tasks(cnr::active_target(), arguments, whole, {0, 1});
}

/// How much was compared, and how close it was.
struct comparison {
  std::ptrdiff_t outputs = 0;
  double greatest_error = 0;
};

/// One random call.
template <class T, class Out, class Filter>
void check_one(random_engine& random, comparison& found) {
  const call_plan plan = random_plan(random, std::is_same<Filter, cnr::roi_align>::value);
  const auto filter = random_filter<Filter>(random);
  filter_inputs<T> inputs(random, plan);
  const auto description = [&] { return plan.description() + inputs.description() + ", " + describe(filter); };
  const std::vector<float> floats = scalar_floats(plan, inputs, filter);
  if (is_comparable(plan, inputs, filter)) {
    found.greatest_error = std::max(found.greatest_error, check_errors(plan, inputs, filter, floats, description));
  }
  found.outputs += plan.outputs();

  const cnr::crops_view<const float> view(floats.data(), plan.crops_extents);
  support::call_outputs<Out> outputs(random, plan);
  cnr::result done{cnr::errc::ok, -1};
  if (plan.is_normalized) {
    support::channel_numbers scale(random, plan.channels(), plan.scale_stride, plan.side);
    support::channel_numbers bias(random, plan.channels(), plan.bias_stride, plan.side);
    reference::convert<Out>(view, outputs.expected(), scale.view(), bias.view());
    done = run(random, plan, inputs, filter, cnr::normalized(outputs.crops(), scale.view(), bias.view()));
  } else {
    reference::convert<Out>(view, outputs.expected());
    if (!inputs.is_list() && one_in(random, 5)) {
      run_streaming<T, Out>(plan, inputs, filter, outputs.crops());
    } else {
      done = run(random, plan, inputs, filter, outputs.crops());
    }
  }
  EXPECT_TRUE(done) << done.message() << "; " << description();
  outputs.check(description);
}

/// Calls one of the functions at a time.
template <class Function>
void repeat(std::ptrdiff_t calls, std::initializer_list<Function> functions) {
  comparison found;
  support::repeat(calls, [&](random_engine& random) {
    const auto number = pick(random, 0, static_cast<std::ptrdiff_t>(functions.size()) - 1);
    functions.begin()[number](random, found);
  });
  std::printf("%td outputs compared, error at most %.2g of the magnitudes\n", found.outputs, found.greatest_error);
}

using checker = void (*)(random_engine&, comparison&);

TEST(CropAndResizeFilter, EqualsTheReferenceForEachFilterOfTheLibrary) {
  repeat<checker>(400, {check_one<std::uint8_t, float, cnr::area>, check_one<std::uint8_t, float, cnr::triangle>,
                        check_one<std::uint8_t, float, cnr::cubic>, check_one<std::uint8_t, float, cnr::lanczos3>,
                        check_one<std::uint8_t, float, cnr::roi_align>, check_one<float, float, cnr::roi_align>});
}

TEST(CropAndResizeFilter, EqualsTheReferenceForFiltersOfUsers) {
  repeat<checker>(200, {check_one<std::uint8_t, float, parabola>, check_one<float, float, any_filter>});
}

TEST(CropAndResizeFilter, EqualsTheReferenceForEachTypeOfImage) {
  repeat<checker>(400, {check_one<std::int8_t, float, any_filter>, check_one<std::uint16_t, float, any_filter>,
                        check_one<std::int16_t, float, any_filter>, check_one<std::int32_t, float, any_filter>,
                        check_one<std::int64_t, float, any_filter>, check_one<cnr::half, float, any_filter>,
                        check_one<cnr::bfloat16, float, any_filter>, check_one<double, float, any_filter>,
                        check_one<support::pixel10, float, any_filter>});
}

TEST(CropAndResizeFilter, ConvertsToEachTypeOfCropsAsFloats) {
  repeat<checker>(300, {check_one<std::uint8_t, std::uint8_t, any_filter>, check_one<float, cnr::half, any_filter>,
                        check_one<std::uint8_t, double, any_filter>, check_one<float, std::int16_t, any_filter>,
                        check_one<std::uint8_t, support::fixed24, any_filter>});
}

}  // namespace
