// SPDX-License-Identifier: MIT
//
// A random call of crop_and_resize, and how it is checked: into crops of any type, normalised or not, with any options,
// sampler and executor, beside the plain reference. All memory is flush against pages that may not be touched, and
// every byte of the output's buffer is compared, gaps between crops included.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_RANDOM_CALL_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_RANDOM_CALL_HPP

#include "support/destinations.hpp"
#include "support/elements.hpp"
#include "support/executors.hpp"
#include "support/guarded.hpp"
#include "support/layouts.hpp"
#include "support/own_sampler.hpp"
#include "support/prebuilt.hpp"
#include "support/random_options.hpp"
#include "support/reference.hpp"
#include "support/reference_destination.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/normalized.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

namespace support {

enum class sampling { bilinear, nearest, own };
enum class execution { serial, shuffled, threads };

/// Runs a call as it is told to when it is made, so that one type of executor serves all calls.
class chosen_executor {
 public:
  chosen_executor(execution chosen, random_engine& random) : chosen_(chosen), random_(random) {}

  template <class Body>
  void operator()(std::ptrdiff_t count, double cost, const Body& body) {
    if (chosen_ == execution::threads) return splitting_executor(2, random_())(count, cost, body);
    if (chosen_ == execution::shuffled) return shuffling_executor(random_)(count, cost, body);
    body(std::ptrdiff_t{0}, count);
  }

 private:
  execution chosen_;
  random_engine& random_;
};

/// A call, except for its elements and their types.
struct call_plan {
  std::array<std::ptrdiff_t, 4> image_extents{};
  std::array<std::ptrdiff_t, 4> crops_extents{};
  kind image_kind = kind::interleaved;
  kind crops_kind = kind::interleaved;
  cnr::options settings;
  sampling sampler = sampling::bilinear;
  bool is_normalized = false;
  std::ptrdiff_t scale_stride = 1;
  std::ptrdiff_t bias_stride = 1;
  execution executor = execution::serial;
  flush side = flush::with_end;

  std::ptrdiff_t channels() const { return image_extents[3]; }
  std::ptrdiff_t outputs() const { return crops_extents[0] * crops_extents[1] * crops_extents[2] * crops_extents[3]; }
  std::string description() const {
    constexpr const char* samplers[] = {"bilinear", "nearest", "own sampler"};
    std::ostringstream text;
    text << "image " << ::testing::PrintToString(image_extents) << " of kind " << static_cast<int>(image_kind)
         << ", crops " << ::testing::PrintToString(crops_extents) << " of kind " << static_cast<int>(crops_kind) << ", "
         << samplers[static_cast<int>(sampler)] << ", " << describe(settings) << ", executor "
         << static_cast<int>(executor);
    if (is_normalized) text << ", normalised with strides " << scale_stride << " and " << bias_stride;
    return text.str();
  }
};

/// How a call goes about memory and threads.
inline void pick_layout_and_executor(random_engine& random, call_plan& plan) {
  plan.image_kind = one_in(random, 3)   ? kind::interleaved
                    : one_in(random, 3) ? kind::planar
                                        : random_image_kind(random);
  plan.crops_kind = one_in(random, 3)   ? kind::interleaved
                    : one_in(random, 3) ? kind::planar
                                        : random_crops_kind(random);
  plan.side = one_in(random, 2) ? flush::with_start : flush::with_end;
  plan.executor = one_in(random, 20) ? execution::threads : one_in(random, 2) ? execution::shuffled : execution::serial;
}

/// A scale or bias of a channel: everyday ones, such as make ties, denormal and infinite halves, and any number.
inline float random_factor(random_engine& random) {
  const float factors[] = {1,
                           0.5F,
                           1.0F / 255,
                           1 / (255 * 0.229F),
                           256,
                           0x1p-20F,
                           -2,
                           0,
                           random_element<float>(random),
                           random_element<float>(random)};
  return factors[pick(random, 0, 9)];
}

inline void pick_normalization(random_engine& random, call_plan& plan) {
  constexpr std::ptrdiff_t strides[] = {1, 1, 0, -1, 2, -3};
  plan.is_normalized = one_in(random, 2);
  plan.scale_stride = strides[pick(random, 0, 5)];
  plan.bias_stride = strides[pick(random, 0, 5)];
}

/// A number for each channel, in memory of its own.
class channel_numbers {
 public:
  channel_numbers(random_engine& random, std::ptrdiff_t channels, std::ptrdiff_t stride, flush side)
      : numbers_(static_cast<std::size_t>(1 + (channels - 1) * (stride < 0 ? -stride : stride)), side),
        channels_(channels),
        stride_(stride) {
    const bool is_same = one_in(random, 3);
    const float every = random_factor(random);
    for (float& number : numbers_) number = is_same ? every : random_factor(random);
  }

  cnr::tensor_view<const float, 1> view() {
    const float* const first = stride_ < 0 ? numbers_.end() - 1 : numbers_.begin();
    // The stride of a single number is never used.
    return {first, {{channels_}}, {{channels_ == 1 ? PTRDIFF_MIN : stride_}}};
  }

 private:
  guarded<float> numbers_;
  std::ptrdiff_t channels_;
  std::ptrdiff_t stride_;
};

/// What a call reads, and the floats that it has to find.
template <class T>
class call_inputs {
 public:
  call_inputs(random_engine& random, const call_plan& plan)
      : image_layout_(wild(random, plan.image_extents, lay_out(plan.image_kind, plan.image_extents))),
        image_extents_(plan.image_extents),
        num_boxes_(plan.crops_extents[0]),
        pixels_(static_cast<std::size_t>(image_layout_.size), plan.side),
        corners_(static_cast<std::size_t>(num_boxes_) * 4, plan.side),
        indices_(static_cast<std::size_t>(num_boxes_), plan.side),
        scale_(random, plan.channels(), plan.scale_stride, plan.side),
        bias_(random, plan.channels(), plan.bias_stride, plan.side),
        floats_(static_cast<std::size_t>(plan.outputs())),
        floats_extents_(plan.crops_extents) {
    for (T& pixel : pixels_) pixel = random_element<T>(random);
    for (std::ptrdiff_t box = 0; box < num_boxes_; ++box) {
      const auto numbers = random_box(random, plan.settings, image_extents_[1], image_extents_[2]);
      for (std::size_t i = 0; i < 4; ++i) corners_.data()[4 * static_cast<std::size_t>(box) + i] = numbers[i];
    }
    for (std::int32_t& index : indices_) index = static_cast<std::int32_t>(pick(random, 0, image_extents_[0] - 1));
    compute_floats(plan);
  }

  cnr::image_view<T> image() { return {pixels_.data() + image_layout_.first, image_extents_, image_layout_.strides}; }
  cnr::boxes_view boxes() { return {corners_.data(), {num_boxes_, 4}}; }
  cnr::box_indices_view box_indices() { return {indices_.data(), {{num_boxes_}}}; }
  cnr::tensor_view<const float, 1> scale() { return scale_.view(); }
  cnr::tensor_view<const float, 1> bias() { return bias_.view(); }
  cnr::crops_view<const float> floats() const { return {floats_.data(), floats_extents_}; }

  /// Makes the floats that a call with this sampler has to find.
  template <class Sampler>
  void sample_by(const Sampler& sampler, const cnr::options& settings) {
    reference::crop_and_resize<T>(image(), boxes(), box_indices(), {floats_.data(), floats_extents_},
                                  reference::by_sampler<Sampler>{sampler}, settings);
  }

  std::string description() {
    return ", boxes " + ::testing::PrintToString(std::vector<float>(corners_.begin(), corners_.end()));
  }

 private:
  static layout<4> wild(random_engine& random, const std::array<std::ptrdiff_t, 4>& extents, layout<4> made) {
    make_unused_strides_wild(random, extents, made);
    return made;
  }

  void compute_floats(const call_plan& plan) {
    const cnr::crops_view<float> crops(floats_.data(), floats_extents_);
    if (plan.sampler == sampling::own) {
      sample_by(three_taps{}, plan.settings);
    } else {
      reference::crop_and_resize<T>(image(), boxes(), box_indices(), crops,
                                    reference::by_method{plan.sampler == sampling::nearest}, plan.settings);
    }
  }

  layout<4> image_layout_;
  std::array<std::ptrdiff_t, 4> image_extents_;
  std::ptrdiff_t num_boxes_;
  guarded<T> pixels_;
  guarded<float> corners_;
  guarded<std::int32_t> indices_;
  channel_numbers scale_;
  channel_numbers bias_;
  std::vector<float> floats_;
  std::array<std::ptrdiff_t, 4> floats_extents_;
};

/// What a call writes, and what it has to write.
template <class Out>
class call_outputs {
 public:
  call_outputs(random_engine& random, const call_plan& plan)
      : layout_(lay_out(plan.crops_kind, plan.crops_extents)),
        extents_(plan.crops_extents),
        actual_(static_cast<std::size_t>(layout_.size), plan.side),
        expected_(static_cast<std::size_t>(layout_.size), untouched_element<Out>()) {
    make_unused_strides_wild(random, extents_, layout_);
    for (Out& element : actual_) element = untouched_element<Out>();
  }

  cnr::crops_view<Out> crops() { return {actual_.data() + layout_.first, extents_, layout_.strides}; }
  cnr::crops_view<Out> expected() { return {expected_.data() + layout_.first, extents_, layout_.strides}; }

  /// Fails where a byte of the buffer is another one than expected.
  template <class Description>
  void check(const Description& description) {
    std::ptrdiff_t differing = 0;
    std::string first;
    for (std::size_t i = 0; i < expected_.size(); ++i) {
      if (same_element(expected_[i], actual_.data()[i])) continue;
      if (++differing > 1) continue;
      first = "element " + std::to_string(i) + ": expected bytes " + bytes_of(expected_[i]) + "got " +
              bytes_of(actual_.data()[i]);
    }
    EXPECT_EQ(differing, 0) << "of " << expected_.size() << "; " << first << "; " << description();
  }

 private:
  layout<4> layout_;
  std::array<std::ptrdiff_t, 4> extents_;
  guarded<Out> actual_;
  std::vector<Out> expected_;
};

/// Whether calls with a sampler of the user's own are compiled for images of T: for one type with vector kernels and
/// one without.
template <class T>
constexpr bool has_own_sampler() {
  return std::is_same<T, std::uint8_t>::value || std::is_same<T, pixel10>::value;
}

/// @param HasOwnSampler  whether the plan may ask for the user's sampler, whose loops then are compiled
/// @param crops          a crops_view or normalized_crops
template <bool HasOwnSampler, class T, class Crops>
cnr::result run(random_engine& random, const call_plan& plan, call_inputs<T>& inputs, const Crops& crops) {
  chosen_executor executor(plan.executor, random);
  if constexpr (HasOwnSampler) {
    if (plan.sampler == sampling::own) {
      return cnr::crop_and_resize(inputs.image(), inputs.boxes(), inputs.box_indices(), crops, three_taps{},
                                  plan.settings, executor);
    }
  }
  const cnr::method method = plan.sampler == sampling::nearest ? cnr::method::nearest : cnr::method::bilinear;
  if (plan.executor == execution::serial) {
    return cnr::crop_and_resize(inputs.image(), inputs.boxes(), inputs.box_indices(), crops, method, plan.settings);
  }
  return cnr::crop_and_resize(inputs.image(), inputs.boxes(), inputs.box_indices(), crops, method, plan.settings,
                              executor);
}

/// Makes the call and compares. Returns the number of outputs.
template <class T, class Out, bool HasOwnSampler = has_own_sampler<T>()>
std::ptrdiff_t check_call(random_engine& random, const call_plan& plan) {
  call_inputs<T> inputs(random, plan);
  call_outputs<Out> outputs(random, plan);
  cnr::result done;
  if (plan.is_normalized) {
    reference::convert<Out>(inputs.floats(), outputs.expected(), inputs.scale(), inputs.bias());
    done = run<HasOwnSampler>(random, plan, inputs, cnr::normalized(outputs.crops(), inputs.scale(), inputs.bias()));
  } else {
    reference::convert<Out>(inputs.floats(), outputs.expected());
    done = run<HasOwnSampler>(random, plan, inputs, outputs.crops());
  }
  EXPECT_TRUE(done) << done.message() << "; " << plan.description() << inputs.description();
  outputs.check([&] { return plan.description() + inputs.description(); });
  return plan.outputs();
}

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_RANDOM_CALL_HPP
