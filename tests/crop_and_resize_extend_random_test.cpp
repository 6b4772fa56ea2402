// SPDX-License-Identifier: MIT
//
// Random calls with samplers, elements and destinations of the caller's own beside the plain reference: from one tap to
// six, near one another and far apart, with weights of every kind; every layout, option and executor; sizes around
// those of blocks and chunks.

#include "support/destinations.hpp"
#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/random_call.hpp"
#include "support/random_options.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace support {

/// A byte that is 0 where it is white. Pixels of few of them are read 16 bytes at a time.
struct inverted_byte {
  std::uint8_t stored;
};

/// 8 bytes, of which a row is converted before it is mixed.
struct fixed_point {
  std::int64_t stored;
};

}  // namespace support

template <>
struct cnr::element_traits<support::inverted_byte> {
  static float to_float(const support::inverted_byte& element) noexcept {
    return 255 - static_cast<float>(element.stored);
  }
};

template <>
struct cnr::element_traits<support::fixed_point> {
  static float to_float(const support::fixed_point& element) noexcept {
    return static_cast<float>(element.stored) / 65536;
  }
};

namespace reference {

template <>
struct element<support::inverted_byte> {
  static float value(support::inverted_byte source) { return static_cast<float>(255 - source.stored); }
};

template <>
struct element<support::fixed_point> {
  static float value(support::fixed_point source) { return static_cast<float>(source.stored) / 65536; }
};

}  // namespace reference

namespace {

using support::call_plan;
using support::one_in;
using support::pick;
using support::random_engine;

/// A weighted sum of taps that are `step` pixels apart. The weights are exact, so that no compiler can compute others.
template <std::size_t Count>
struct weighted_sum {
  std::int64_t step = 1;

  cnr::taps<Count, std::array<float, Count>> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    const float fraction = coordinate - static_cast<float>(floor);
    cnr::taps<Count, std::array<float, Count>> located{};
    for (std::size_t i = 0; i < Count; ++i) {
      located.index[i] = floor + (static_cast<std::int64_t>(i) - static_cast<std::int64_t>(Count / 2)) * step;
      located.weight[i] = i % 3 == 0 ? fraction : i % 3 == 1 ? 1 - fraction : -0.25F;
    }
    return located;
  }

  float mix(const std::array<float, Count>& elements, const std::array<float, Count>& weights) const noexcept {
    float sum = 0;
    for (std::size_t i = 0; i < Count; ++i) sum += cnr::unfused_multiply(elements[i], weights[i]);
    return sum;
  }
};

/// Without weights, and with the taps in the other order.
struct larger_of_two {
  cnr::taps<2, cnr::no_weight> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    return {{floor + 1, floor}, {}};
  }
  float mix(const std::array<float, 2>& elements, cnr::no_weight /*weight*/) const noexcept {
    return elements[0] > elements[1] ? elements[0] : elements[1];
  }
};

/// A weight that is no float, and a tap that is taken from the other end of the axis.
struct checkered {
  struct square {
    float fraction;
    bool is_odd;
  };
  cnr::taps<3, square> locate(float coordinate, std::int64_t extent) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    return {{floor, extent - floor, floor + 1}, {coordinate - static_cast<float>(floor), floor % 2 != 0}};
  }
  float mix(const std::array<float, 3>& elements, const square& at) const noexcept {
    return at.is_odd ? elements[1] : elements[0] + cnr::unfused_multiply(elements[2] - elements[0], at.fraction);
  }
};

/// Sizes around those of blocks of 8 and of chunks, which hold 100 columns and more.
call_plan random_plan(random_engine& random) {
  constexpr std::ptrdiff_t counts[] = {1, 1, 1, 2, 3, 3, 4, 5, 7, 8, 9, 15, 16, 17, 63, 64, 65, 130};
  constexpr std::ptrdiff_t widths[] = {1, 2, 4, 5, 7, 8, 9, 14, 16, 17, 31, 100, 300, 900};
  call_plan plan;
  const std::ptrdiff_t channels = counts[pick(random, 0, 17)];
  plan.image_extents = {
      {one_in(random, 3) ? 2 : 1, pick(random, 1, 40), pick(random, 1, channels > 9 ? 20 : 120), channels}};
  plan.crops_extents = {
      {pick(random, 0, 3), pick(random, 1, 20), widths[pick(random, 0, channels > 9 ? 9 : 13)], channels}};
  if (one_in(random, 20)) plan.crops_extents[1] = pick(random, 150, 500);
  if (one_in(random, 3)) plan.settings = support::random_options(random);
  plan.settings.extrapolation_value = support::random_extrapolation_value(random);
  support::pick_normalization(random, plan);
  support::pick_layout_and_executor(random, plan);
  // Whole blocks of channels are read of pixels that have fewer, except where memory ends.
  if (one_in(random, 6)) {
    plan.image_kind = one_in(random, 2) ? support::kind::mirrored_columns : support::kind::padded_pixels;
    plan.side = support::flush::with_end;
  }
  return plan;
}

/// One random call; returns the number of outputs compared.
template <class T, class Out, class Sampler>
std::ptrdiff_t check_one(random_engine& random, const Sampler& sampler) {
  const call_plan plan = random_plan(random);
  support::call_inputs<T> inputs(random, plan);
  support::call_outputs<Out> outputs(random, plan);
  inputs.sample_by(sampler, plan.settings);
  support::chosen_executor executor(plan.executor, random);
  cnr::result done;
  if (plan.is_normalized) {
    reference::convert<Out>(inputs.floats(), outputs.expected(), inputs.scale(), inputs.bias());
    done = cnr::crop_and_resize(inputs.image(), inputs.boxes(), inputs.box_indices(),
                                cnr::normalized(outputs.crops(), inputs.scale(), inputs.bias()), sampler, plan.settings,
                                executor);
  } else {
    reference::convert<Out>(inputs.floats(), outputs.expected());
    done = cnr::crop_and_resize(inputs.image(), inputs.boxes(), inputs.box_indices(), outputs.crops(), sampler,
                                plan.settings, executor);
  }
  EXPECT_TRUE(done) << done.message() << "; " << plan.description() << inputs.description();
  outputs.check([&] { return plan.description() + inputs.description(); });
  return plan.outputs();
}

template <class T, class Out, class Sampler>
void check_many(random_engine& random, const Sampler& sampler) {
  std::ptrdiff_t compared = 0;
  for (std::ptrdiff_t calls = support::effort(100); calls > 0 && !::testing::Test::HasFailure(); --calls) {
    compared += check_one<T, Out>(random, sampler);
  }
  std::printf("%td outputs compared\n", compared);
}

TEST(OwnSamplerRandom, EqualsTheReferenceWithOneToSixTaps) {
  auto random = support::seeded_engine();
  check_many<std::uint8_t, float>(random, weighted_sum<1>{});
  check_many<float, float>(random, weighted_sum<2>{});
  check_many<std::uint8_t, std::uint8_t>(random, weighted_sum<4>{});
  check_many<cnr::half, float>(random, weighted_sum<5>{});
  check_many<double, float>(random, weighted_sum<6>{});
}

TEST(OwnSamplerRandom, EqualsTheReferenceWithTapsThatAreFarApart) {
  auto random = support::seeded_engine();
  check_many<float, float>(random, weighted_sum<2>{11});
  check_many<cnr::half, float>(random, weighted_sum<5>{-9});
}

TEST(OwnSamplerRandom, EqualsTheReferenceWithOtherWeights) {
  auto random = support::seeded_engine();
  check_many<std::uint16_t, float>(random, larger_of_two{});
  check_many<float, float>(random, checkered{});
}

TEST(OwnElementsRandom, EqualTheReference) {
  auto random = support::seeded_engine();
  check_many<support::pixel10, float>(random, cnr::bilinear{});
  check_many<support::inverted_byte, float>(random, weighted_sum<2>{});
  check_many<support::fixed_point, float>(random, cnr::bilinear{});
  check_many<support::pixel10, support::fixed24>(random, cnr::nearest{});
  check_many<std::uint8_t, support::fixed24>(random, cnr::bilinear{});
}

}  // namespace
