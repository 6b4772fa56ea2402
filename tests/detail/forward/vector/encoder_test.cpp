// SPDX-License-Identifier: MIT
//
// How rows of floats become elements of the crops on each target that this processor has: every type of destination,
// plain and normalised, beside the plain reference, for numbers around those where rounding and clamping change. No
// scale or bias beside those of the channels is read, and nothing after the last element is written.

#include "support/bits.hpp"
#include "support/destinations.hpp"
#include "support/elements.hpp"
#include "support/guarded.hpp"
#include "support/reference.hpp"
#include "support/repeat.hpp"
#include "support/target_tests.hpp"

#include <crop_and_resize/detail/forward/vector.hpp>
#include <crop_and_resize/element.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#define CNR_DETAIL_TARGET_INCLUDE "detail/forward/vector/encoders.inl"
#include <crop_and_resize/detail/simd/for_each_target.inl>
#undef CNR_DETAIL_TARGET_INCLUDE

namespace {

using support::one_in;
using support::pick;
using support::random_engine;

/// Any float, or one that is near a whole number, halfway between two, or near a limit of an integer type.
[[maybe_unused]] float random_float(random_engine& random) {
  const auto sign = one_in(random, 2) ? -1.0F : 1.0F;
  switch (pick(random, 0, 3)) {
    case 0:
      return support::random_element<float>(random);
    case 1:
      return sign * static_cast<float>(pick(random, 0, 600)) / 2;
    case 2: {
      const float limit = std::ldexp(1.0F, static_cast<int>(pick(random, 6, 33)));
      if (one_in(random, 3)) return sign * (limit - 0.5F);
      return sign * (one_in(random, 2) ? limit : std::nextafter(limit, one_in(random, 2) ? 0.0F : HUGE_VALF));
    }
    default:
      return sign *
             std::ldexp(static_cast<float>(pick(random, 1 << 22, 1 << 24)), static_cast<int>(pick(random, -26, 9)));
  }
}

[[maybe_unused]] std::vector<float> random_row(random_engine& random, std::ptrdiff_t count) {
  std::vector<float> row(static_cast<std::size_t>(count));
  for (float& each : row) each = random_float(random);
  return row;
}

/// Few mostly, and around whole vectors.
template <class V>
std::ptrdiff_t random_count(random_engine& random) {
  return pick(random, 1, one_in(random, 4) ? V::outputs_of_chunk : 5 * V::floats_in_vector);
}

/// The elements of a row that ends at a page that may not be touched.
template <class Out>
class encoded {
 public:
  explicit encoded(std::size_t count) : count_(count), bytes_(count * sizeof(Out), support::flush::with_end) {}

  unsigned char* data() { return bytes_.data(); }

  /// Whether element `i` is what `value` becomes.
  void compare(std::size_t i, float value) {
    Out actual;
    std::memcpy(&actual, bytes_.data() + i * sizeof(Out), sizeof actual);
    const Out expected = reference::destination<Out>::from(value);
    ASSERT_TRUE(support::same_element(actual, expected))
        << "element " << i << " of " << count_ << ", " << support::hex(value) << ": expected "
        << support::bytes_of(expected) << "got " << support::bytes_of(actual);
  }

 private:
  std::size_t count_;
  support::guarded<unsigned char> bytes_;
};

template <class V, class Out>
void check_conversion(random_engine& random) {
  const std::vector<float> row = random_row(random, random_count<V>(random));
  encoded<Out> made(row.size());
  V::template convert<Out>(row.data(), static_cast<std::ptrdiff_t>(row.size()), made.data());
  for (std::size_t i = 0; i < row.size() && !testing::Test::HasFatalFailure(); ++i) made.compare(i, row[i]);
}

/// A number for each channel. The last one ends at a page that may not be touched.
struct factors {
  factors(random_engine& random, std::ptrdiff_t channels) : factors(random, channels, pick(random, 0, 2)) {}

  factors(random_engine& random, std::ptrdiff_t channels, std::ptrdiff_t stride)
      : numbers(static_cast<std::size_t>((channels - 1) * stride + 1), support::flush::with_end),
        view(numbers.data(), {channels}, {stride}) {
    for (float& each : numbers) each = static_cast<float>(pick(random, -64, 64)) / 16;
  }

  support::guarded<float> numbers;
  cnr::channels_view view;
};

template <class V, class Out>
void check_normalization(random_engine& random) {
  // More channels than a chunk has outputs, too. Then a row ends with the last channel at the latest.
  const bool are_many = one_in(random, 3);
  const std::ptrdiff_t channels = are_many ? V::outputs_of_chunk + pick(random, 1, 40) : pick(random, 1, 70);
  const std::ptrdiff_t first =
      one_in(random, 2) ? std::max<std::ptrdiff_t>(channels - pick(random, 1, 2), 0) : pick(random, 0, channels - 1);
  const bool is_plane = one_in(random, 3);
  const std::ptrdiff_t most = are_many && !is_plane ? channels - first : V::outputs_of_chunk - (are_many ? 0 : first);
  const std::ptrdiff_t count = std::min(random_count<V>(random), most);
  const std::vector<float> row = random_row(random, count);
  const factors scale(random, channels);
  const factors bias(random, channels);
  encoded<Out> made(row.size());
  V::template normalize<Out>({scale.view, bias.view}, channels, first, is_plane, row.data(), count, made.data());
  for (std::ptrdiff_t i = 0; i < count && !testing::Test::HasFatalFailure(); ++i) {
    const std::ptrdiff_t channel = is_plane ? first : (first + i) % channels;
    const float value = row[static_cast<std::size_t>(i)];
    made.compare(static_cast<std::size_t>(i),
                 reference::plus(reference::times(value, scale.view(channel)), bias.view(channel)));
  }
}

template <class V, class Out>
void check_type() {
  support::repeat(500, [](random_engine& random) {
    check_conversion<V, Out>(random);
    check_normalization<V, Out>(random);
  });
}

/// Before main, as GoogleTest's own macros add theirs.
// NOLINTNEXTLINE(cert-err58-cpp): what cannot be added ends the process, as it should
[[maybe_unused]] const bool has_added_tests = support::for_each_vector_target([](auto tag) {
  using V = decltype(encoders_of(tag));
  support::add_tests("Encoder", tag.id,
                     {{"GivesWhatTheReferenceGivesInFloat", check_type<V, float>},
                      {"GivesWhatTheReferenceGivesInDouble", check_type<V, double>},
                      {"GivesWhatTheReferenceGivesInHalf", check_type<V, cnr::half>},
                      {"GivesWhatTheReferenceGivesInBfloat16", check_type<V, cnr::bfloat16>},
                      {"GivesWhatTheReferenceGivesInUint8", check_type<V, std::uint8_t>},
                      {"GivesWhatTheReferenceGivesInInt8", check_type<V, std::int8_t>},
                      {"GivesWhatTheReferenceGivesInUint16", check_type<V, std::uint16_t>},
                      {"GivesWhatTheReferenceGivesInInt16", check_type<V, std::int16_t>},
                      {"GivesWhatTheReferenceGivesInInt32", check_type<V, std::int32_t>}});
});

}  // namespace
