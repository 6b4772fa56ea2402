// SPDX-License-Identifier: MIT
//
// Each function of the vector vocabulary, on each target that this processor has, against a plain loop that says what
// the function is to give: on random numbers and on the awkward ones, at any address, and with memory that may not be
// touched on either side. The emulated target's comments say the same in words.

#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/guarded.hpp"
#include "support/reference.hpp"
#include "support/reference_grad.hpp"
#include "support/repeat.hpp"
#include "support/seed.hpp"
#include "support/target_tests.hpp"

#include <crop_and_resize/detail/simd/vocabulary.hpp>
#include <crop_and_resize/element.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#define CNR_DETAIL_TARGET_INCLUDE "detail/simd/vocabulary.inl"
#define CNR_DETAIL_VBMI_INCLUDE "detail/simd/vbmi_vocabulary.inl"
#include <crop_and_resize/detail/simd/for_each_target.inl>
#undef CNR_DETAIL_VBMI_INCLUDE
#undef CNR_DETAIL_TARGET_INCLUDE

namespace {

using support::flush;
using support::guarded;
using support::one_in;
using support::pick;
using support::random_element;
using support::random_engine;
using support::same;

template <class V, class T>
using vector_of = std::array<T, V::floats_in_vector>;

constexpr float infinity = std::numeric_limits<float>::infinity();

/// Any float, one in four of them an awkward one.
float any_float(random_engine& random) {
  constexpr std::array<float, 12> awkward{{0.0F, -0.0F, infinity, -infinity, std::numeric_limits<float>::quiet_NaN(),
                                           std::numeric_limits<float>::denorm_min(), -0x1p-130F, 0x1p-126F,
                                           std::numeric_limits<float>::max(), -1.0F, 0x1p24F, 1.0F + 0x1p-23F}};
  if (!one_in(random, 4)) return random_element<float>(random);
  return awkward[static_cast<std::size_t>(pick(random, 0, 11))];
}

/// Any number, one in four of them an awkward one.
std::uint32_t any_integer(random_engine& random) {
  constexpr std::array<std::uint32_t, 8> awkward{
      {0, 1, 0x7fffffffU, 0x80000000U, 0x80000001U, 0xffffffffU, 0xfffffffeU, 0x00ffffffU}};
  if (!one_in(random, 4)) return random_element<std::uint32_t>(random);
  return awkward[static_cast<std::size_t>(pick(random, 0, 7))];
}

template <class V>
vector_of<V, float> any_floats(random_engine& random) {
  vector_of<V, float> all;
  for (float& each : all) each = any_float(random);
  return all;
}
template <class V>
vector_of<V, std::uint32_t> any_integers(random_engine& random) {
  vector_of<V, std::uint32_t> all;
  for (std::uint32_t& each : all) each = any_integer(random);
  return all;
}

[[maybe_unused]] std::int32_t with_sign(std::uint32_t x) {
  std::int32_t signed_x = 0;
  std::memcpy(&signed_x, &x, sizeof x);
  return signed_x;
}

/// Calls `check(random)` many times, until one fails.
template <class Check>
void repeat(const Check& check) {
  support::repeat(2000, check);
}

// ASSERT_EQ and its like would take most of the time.
template <class T>
void expect_equal(const T& actual, const T& expected, std::size_t place) {
  if (actual != expected) ADD_FAILURE() << actual << " instead of " << expected << " at " << place;
}
template <class Number>
void expect_same(Number actual, Number expected, std::size_t place) {
  if (!same(actual, expected)) {
    ADD_FAILURE() << support::hex(actual) << " instead of " << support::hex(expected) << " at " << place;
  }
}

// Memory: nothing beyond a vector is read or written, at any address.

template <class V>
void load_and_store_reach_a_vector_at_any_address() {
  constexpr std::size_t size = 4 * V::floats_in_vector;
  for (const flush side : {flush::with_start, flush::with_end}) {
    guarded<unsigned char> from(size, side);
    guarded<unsigned char> to(size, side);
    repeat([&](random_engine& random) {
      for (unsigned char& byte : from) byte = random_element<unsigned char>(random);
      V::load_and_store_bytes(from.data(), to.data());
      EXPECT_TRUE(std::equal(from.begin(), from.end(), to.begin()));
      std::fill(to.begin(), to.end(), static_cast<unsigned char>(0));
      V::load_and_store(reinterpret_cast<const float*>(from.data()), reinterpret_cast<float*>(to.data()));
      EXPECT_TRUE(std::equal(from.begin(), from.end(), to.begin()));
    });
  }
  repeat([](random_engine& random) {
    std::array<unsigned char, 3 * size> from;
    for (unsigned char& byte : from) byte = random_element<unsigned char>(random);
    auto expected = from;
    std::reverse(expected.begin(), expected.end());
    auto to = expected;
    const std::ptrdiff_t source = pick(random, 0, 2 * size);
    const std::ptrdiff_t target = pick(random, 0, 2 * size);
    std::copy_n(from.begin() + source, size, expected.begin() + target);
    V::load_and_store_bytes(from.data() + source, to.data() + target);
    EXPECT_EQ(to, expected);
  });
}

template <class V>
void load_n_reads_so_many_bytes() {
  constexpr std::ptrdiff_t size = 4 * V::floats_in_vector;
  for (std::ptrdiff_t count = 1; count <= size; ++count) {
    for (const flush side : {flush::with_start, flush::with_end}) {
      guarded<unsigned char> from(static_cast<std::size_t>(count), side);
      for (std::ptrdiff_t i = 0; i < count; ++i) from.data()[i] = static_cast<unsigned char>(i + 1);
      std::array<unsigned char, static_cast<std::size_t>(size)> actual;
      V::load_some(from.data(), count, actual.data());
      for (std::ptrdiff_t i = 0; i < size; ++i) {
        const auto at = static_cast<std::size_t>(i);
        expect_equal<unsigned>(actual[at], i < count ? static_cast<unsigned>(i + 1) : 0, at);
      }
    }
  }
}

template <class V>
void store_n_writes_so_many_floats() {
  for (std::size_t count = 0; count < V::floats_in_vector; ++count) {
    for (const flush side : {flush::with_start, flush::with_end}) {
      guarded<float> to(count, side);
      repeat([&](random_engine& random) {
        const auto from = any_floats<V>(random);
        V::store_first(to.data(), from.data(), static_cast<std::ptrdiff_t>(count));
        for (std::size_t i = 0; i < count; ++i) expect_same(to.data()[i], from[i], i);
      });
    }
    repeat([&](random_engine& random) {
      const auto from = any_floats<V>(random);
      std::array<float, 3 * V::floats_in_vector> to;
      to.fill(-7.5F);
      const auto first = static_cast<std::size_t>(pick(random, 0, 2 * V::floats_in_vector));
      V::store_first(to.data() + first, from.data(), static_cast<std::ptrdiff_t>(count));
      for (std::size_t i = 0; i < to.size(); ++i) {
        expect_same(to[i], i >= first && i - first < count ? from[i - first] : -7.5F, i);
      }
    });
  }
}

template <class V>
void stream_writes_an_aligned_vector() {
  repeat([](random_engine& random) {
    const auto from = any_floats<V>(random);
    alignas(64) std::array<float, 3 * V::floats_in_vector> to;
    to.fill(-7.5F);
    V::stream_all(to.data() + V::floats_in_vector, from.data());
    for (std::size_t i = 0; i < to.size(); ++i) {
      const std::size_t at = i - V::floats_in_vector;
      expect_same(to[i], at < V::floats_in_vector ? from[at] : -7.5F, i);
    }
  });
}

// Arithmetic: every step is rounded.

template <class V>
void broadcast_fills_a_vector() {
  repeat([](random_engine& random) {
    const float number = any_float(random);
    const std::uint32_t integer = any_integer(random);
    vector_of<V, float> numbers;
    vector_of<V, std::uint32_t> integers;
    V::broadcast_float(number, numbers.data());
    V::broadcast_integer(integer, integers.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      expect_same(numbers[i], number, i);
      expect_equal(integers[i], integer, i);
    }
  });
}

template <class V>
void unfused_multiply_rounds_before_an_addition() {
  repeat([](random_engine& random) {
    const auto a = any_floats<V>(random);
    const auto b = any_floats<V>(random);
    auto c = any_floats<V>(random);
    // What rounding leaves is all that is left if the sum cancels the product.
    for (std::size_t i = 0; i < V::floats_in_vector; i += 2) c[i] = -reference::times(a[i], b[i]);
    vector_of<V, float> actual;
    V::multiply_and_add(a.data(), b.data(), c.data(), actual.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      expect_same(actual[i], reference::plus(reference::times(a[i], b[i]), c[i]), i);
    }
  });
}

template <class V>
void minimum_and_maximum_have_no_sign() {
  repeat([](random_engine& random) {
    const auto a = any_integers<V>(random);
    const auto b = any_integers<V>(random);
    vector_of<V, std::uint32_t> smaller;
    vector_of<V, std::uint32_t> greater;
    V::smaller(a.data(), b.data(), smaller.data());
    V::greater(a.data(), b.data(), greater.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      expect_equal(smaller[i], std::min(a[i], b[i]), i);
      expect_equal(greater[i], std::max(a[i], b[i]), i);
    }
  });
}

template <class V>
void minimum_and_maximum_are_the_second_float_where_none_is_less() {
  repeat([](random_engine& random) {
    auto a = any_floats<V>(random);
    auto b = any_floats<V>(random);
    // Zeros of both signs are equal, and NaN is neither less nor greater.
    a[0] = 0.0F;
    b[0] = -0.0F;
    a[1] = -0.0F;
    b[1] = 0.0F;
    a[2] = std::numeric_limits<float>::quiet_NaN();
    b[3] = std::numeric_limits<float>::quiet_NaN();
    vector_of<V, float> smaller;
    vector_of<V, float> greater;
    V::smaller_floats(a.data(), b.data(), smaller.data());
    V::greater_floats(a.data(), b.data(), greater.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      expect_same(smaller[i], a[i] < b[i] ? a[i] : b[i], i);
      expect_same(greater[i], a[i] > b[i] ? a[i] : b[i], i);
    }
  });
}

template <class V>
void signs_are_read_off_the_bits() {
  repeat([](random_engine& random) {
    const auto from = any_integers<V>(random);
    vector_of<V, std::uint32_t> unchanged;
    vector_of<V, std::uint32_t> shifted;
    V::signed_and_back(from.data(), unchanged.data());
    V::shift_signed(from.data(), shifted.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      expect_equal(unchanged[i], from[i], i);
      expect_equal(shifted[i], (from[i] >> 24U) | ((from[i] >> 31U) * 0xffffff00U), i);
    }
  });
}

template <class V>
void to_floats_rounds_to_nearest() {
  repeat([](random_engine& random) {
    const auto from = any_integers<V>(random);
    vector_of<V, std::int32_t> signs;
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) signs[i] = with_sign(from[i]);
    vector_of<V, float> of_integers;
    vector_of<V, float> of_signed;
    V::integers_to_floats(from.data(), of_integers.data());
    V::signed_to_floats(signs.data(), of_signed.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      expect_same(of_integers[i], static_cast<float>(signs[i]), i);
      expect_same(of_signed[i], static_cast<float>(signs[i]), i);
    }
  });
}

template <class V>
void truncate_rounds_towards_zero() {
  repeat([](random_engine& random) {
    vector_of<V, float> from;
    for (float& each : from) {
      // In [0, 2^31), of any magnitude, and what is next to whole numbers.
      const auto whole = static_cast<float>(any_integer(random) >> 8U >> pick(random, 0, 23));
      each = one_in(random, 2) ? std::nextafter(whole, one_in(random, 2) ? 0.0F : infinity) : whole * 0x1.8p-1F;
      if (one_in(random, 4)) each = std::min(each * 0x1p7F, 0x1.fffffep30F);
    }
    vector_of<V, std::uint32_t> actual;
    V::truncate_floats(from.data(), actual.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      expect_equal(actual[i], static_cast<std::uint32_t>(static_cast<std::int32_t>(from[i])), i);
    }
  });
}

template <class V>
void clamp_keeps_what_equals_a_bound() {
  repeat([](random_engine& random) {
    const float low = one_in(random, 4) ? 0.0F : std::fabs(random_element<float>(random));
    const float high = one_in(random, 4) ? low : low + std::fabs(random_element<float>(random));
    if (!std::isfinite(low) || !std::isfinite(high)) return;
    auto from = any_floats<V>(random);
    for (float& each : from) {
      if (std::isnan(each)) each = -0.0F;
    }
    from[0] = -0.0F;
    from[1] = high;
    from[2] = std::nextafter(high, infinity);
    from[3] = std::nextafter(low, -infinity);
    vector_of<V, float> actual;
    V::clamp_floats(from.data(), low, high, actual.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      const bool is_within = from[i] >= low && from[i] <= high;
      expect_same(actual[i], is_within ? from[i] : (from[i] < low ? low : high), i);
    }
  });
}

// Windows, and the order of elements.

template <class V>
void iota_counts_from_zero() {
  vector_of<V, std::uint32_t> actual;
  V::number(actual.data());
  for (std::size_t i = 0; i < V::floats_in_vector; ++i) EXPECT_EQ(actual[i], i);
}

template <class V>
void windows_have_a_least_a_greatest_and_a_first_element() {
  constexpr std::size_t of_window = V::floats_in_vector / V::windows_of_vector;
  guarded<std::uint32_t> firsts(V::windows_of_vector, flush::with_end);
  guarded<std::uint32_t> minima(V::windows_of_vector, flush::with_end);
  guarded<std::uint32_t> maxima(V::windows_of_vector, flush::with_start);
  repeat([&](random_engine& random) {
    const auto from = any_integers<V>(random);
    V::window_firsts(from.data(), firsts.data());
    V::window_minima(from.data(), minima.data());
    V::window_maxima(from.data(), maxima.data());
    std::uint32_t greatest = 0;
    for (std::size_t window = 0; window < V::windows_of_vector; ++window) {
      const auto* const first = from.data() + window * of_window;
      expect_equal(firsts.data()[window], *first, window);
      expect_equal(minima.data()[window], *std::min_element(first, first + of_window), window);
      expect_equal(maxima.data()[window], *std::max_element(first, first + of_window), window);
      greatest = std::max(greatest, *first);
    }
    EXPECT_EQ(V::greatest_first(from.data()), greatest);
  });
}

template <class V>
void broadcast_windows_fills_each_window() {
  guarded<std::uint32_t> from(V::windows_of_vector, flush::with_end);
  repeat([&](random_engine& random) {
    for (std::uint32_t& each : from) each = any_integer(random);
    vector_of<V, std::uint32_t> actual;
    V::spread_windows(from.data(), actual.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      expect_equal(actual[i], from.data()[i * V::windows_of_vector / V::floats_in_vector], i);
    }
  });
}

template <class V, std::size_t Vectors>
void check_permute() {
  constexpr std::size_t numbers = Vectors * V::floats_in_vector;
  repeat([](random_engine& random) {
    std::array<float, numbers> from;
    for (float& each : from) each = any_float(random);
    vector_of<V, float> actual;
    // Each index in each place.
    for (std::size_t first = 0; first < numbers; ++first) {
      vector_of<V, std::uint32_t> indices;
      for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
        indices[i] = static_cast<std::uint32_t>((first + i * 7) % numbers);
      }
      // One beyond the vectors gives anything, but spoils no other.
      const auto beyond = static_cast<std::size_t>(pick(random, 0, 3 * V::floats_in_vector));
      if (beyond < V::floats_in_vector) indices[beyond] = any_integer(random) | 0x80000000U;
      V::template permute_vectors<Vectors>(from.data(), indices.data(), actual.data());
      for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
        if (i != beyond) expect_same(actual[i], from[indices[i]], i);
      }
    }
  });
}
template <class V>
void permute_finds_elements_of_1_to_4_vectors() {
  check_permute<V, 1>();
  check_permute<V, 2>();
  check_permute<V, 3>();
  check_permute<V, 4>();
}

template <class V>
void lanes_are_4_floats_a_stride_apart() {
  constexpr std::size_t lanes = V::floats_in_vector / 4;
  repeat([](random_engine& random) {
    const auto stride = static_cast<std::size_t>(pick(random, 0, 20));
    const std::size_t size = (lanes - 1) * stride + 4;
    const flush side = one_in(random, 2) ? flush::with_start : flush::with_end;
    guarded<float> from(size, side);
    for (float& each : from) each = any_float(random);
    vector_of<V, float> loaded;
    V::load_all_lanes(from.data(), static_cast<std::ptrdiff_t>(stride), loaded.data());
    for (std::size_t i = 0; i < loaded.size(); ++i) expect_same(loaded[i], from.data()[i / 4 * stride + i % 4], i);
    guarded<float> to(size, side);
    std::fill(to.begin(), to.end(), -7.5F);
    const auto stored = any_floats<V>(random);
    std::vector<float> expected(to.begin(), to.end());
    for (std::size_t i = 0; i < stored.size(); ++i) expected[i / 4 * stride + i % 4] = stored[i];
    V::store_all_lanes(to.data(), static_cast<std::ptrdiff_t>(stride), stored.data());
    for (std::size_t i = 0; i < size; ++i) expect_same(to.data()[i], expected[i], i);
  });
}

template <class V>
void lanes_and_pairs_are_loaded_from_anywhere() {
  constexpr std::size_t lanes = V::floats_in_vector / 4;
  repeat([](random_engine& random) {
    const auto pitch = static_cast<std::size_t>(pick(random, 1, 4));
    const auto size = static_cast<std::size_t>(pick(random, 4, 40));
    guarded<float> from(size, one_in(random, 2) ? flush::with_start : flush::with_end);
    for (float& each : from) each = any_float(random);
    // The offsets of what is not loaded are beyond all memory.
    std::array<std::uint32_t, 4 * lanes> offsets;
    const auto pick_offset = [&](std::size_t elements) {
      return static_cast<std::uint32_t>(4 * pick(random, 0, static_cast<std::ptrdiff_t>(size - elements)));
    };
    vector_of<V, float> loaded;
    offsets.fill(UINT32_MAX);
    for (std::size_t lane = 0; lane < lanes; ++lane) offsets[lane * pitch] = pick_offset(4);
    V::load_all_lanes_at(from.data(), offsets.data(), static_cast<std::ptrdiff_t>(pitch), loaded.data());
    for (std::size_t i = 0; i < loaded.size(); ++i) {
      expect_same(loaded[i], from.data()[offsets[i / 4 * pitch] / 4 + i % 4], i);
    }
    offsets.fill(UINT32_MAX);
    for (std::size_t i = 0; i < 2 * lanes; ++i) offsets[i / 2 * 4 + i % 2] = pick_offset(2);
    V::load_all_pairs_at(from.data(), offsets.data(), loaded.data());
    for (std::size_t i = 0; i < loaded.size(); ++i) {
      expect_same(loaded[i], from.data()[offsets[i / 4 * 4 + i % 4 / 2] / 4 + i % 2], i);
    }
  });
}

template <class V>
void bytes_are_loaded_from_anywhere() {
  constexpr std::size_t lanes = V::floats_in_vector / 4;
  repeat([](random_engine& random) {
    const auto pitch = static_cast<std::size_t>(pick(random, 1, 4));
    const auto size = static_cast<std::size_t>(pick(random, 8, 80));
    guarded<unsigned char> from(size, one_in(random, 2) ? flush::with_start : flush::with_end);
    for (unsigned char& each : from) each = static_cast<unsigned char>(random());
    const auto pick_offset = [&](std::size_t bytes) {
      return static_cast<std::uint32_t>(pick(random, 0, static_cast<std::ptrdiff_t>(size - bytes)));
    };
    vector_of<V, std::uint32_t> loaded;
    const auto expect_bytes = [&](std::size_t i, std::size_t offset) {
      std::uint32_t expected = 0;
      std::memcpy(&expected, from.data() + offset, sizeof expected);
      EXPECT_EQ(loaded[i], expected) << "at " << i;
    };
    vector_of<V, std::uint32_t> each_offset;
    for (std::uint32_t& each : each_offset) each = pick_offset(4);
    V::load_all_integers_at(from.data(), each_offset.data(), loaded.data());
    for (std::size_t i = 0; i < loaded.size(); ++i) expect_bytes(i, each_offset[i]);
    // The offsets of what is not loaded are beyond all memory.
    std::array<std::uint32_t, 4 * lanes> offsets;
    offsets.fill(UINT32_MAX);
    for (std::size_t lane = 0; lane < lanes; ++lane) offsets[lane * pitch] = pick_offset(8);
    V::load_all_half_lanes_at(from.data(), offsets.data(), static_cast<std::ptrdiff_t>(pitch), loaded.data());
    for (std::size_t i = 0; i < loaded.size(); ++i) expect_bytes(i, offsets[i / 4 * pitch] + i % 2 * 4);
  });
}

template <class V>
void shuffle_finds_bytes_of_a_lane() {
  constexpr std::size_t size = 4 * V::floats_in_vector;
  repeat([](random_engine& random) {
    std::array<unsigned char, size> from;
    std::array<unsigned char, size> indices;
    for (unsigned char& each : from) each = static_cast<unsigned char>(random());
    for (unsigned char& each : indices) each = static_cast<unsigned char>(random() % 16);
    std::array<unsigned char, size> found;
    V::shuffle_all_lanes(from.data(), indices.data(), found.data());
    for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(found[i], from[i / 16 * 16 + indices[i]]) << "at " << i;
  });
}

template <class V>
void alternate_elements_takes_pairs_apart() {
  constexpr std::size_t size = V::floats_in_vector;
  repeat([](random_engine& random) {
    std::array<float, 2 * size> from;
    for (float& each : from) each = any_float(random);
    std::array<float, 2 * size> actual;
    V::alternate_all_elements(from.data(), actual.data());
    for (std::size_t i = 0; i < actual.size(); ++i) {
      const std::size_t place = i % size;
      const std::size_t of_lane = place / 4 * 4 + place % 2 * 2 + i / size;
      expect_same(actual[i], from[place % 4 / 2 * size + of_lane], i);
    }
  });
}

template <class V>
void bytes_are_blended_and_products_fused() {
  constexpr std::size_t size = V::floats_in_vector;
  repeat([](random_engine& random) {
    std::array<float, 2 * size> a;
    std::array<float, size> c;
    std::array<std::uint32_t, size> b;
    for (float& each : a) each = any_float(random);
    for (float& each : c) each = any_float(random);
    for (std::uint32_t& each : b) each = static_cast<std::uint32_t>(random());
    const std::uint64_t mask = std::uint64_t{random()} << 32U ^ std::uint64_t{random()};
    std::array<float, size> blended{};
    std::array<float, size> difference{};
    if (!V::blend_and_subtract(a.data(), b.data(), mask, c.data(), blended.data(), difference.data())) return;
    for (std::size_t i = 0; i < size; ++i) {
      std::array<unsigned char, 4> bytes;
      std::array<unsigned char, 4> others;
      std::memcpy(bytes.data(), &a[i], sizeof bytes);
      std::memcpy(others.data(), &b[i], sizeof others);
      for (std::size_t byte = 0; byte < 4; ++byte) {
        if ((mask >> (4 * i + byte) & 1U) != 0) bytes[byte] = others[byte];
      }
      EXPECT_EQ(std::memcmp(bytes.data(), &blended[i], sizeof bytes), 0) << i;
      expect_same(difference[i], std::fma(a[i], a[size + i], -c[i]), i);
    }
  });
}

template <class V>
void transpose_lanes_exchanges_vectors_and_places_in_lanes() {
  constexpr std::size_t size = V::floats_in_vector;
  repeat([](random_engine& random) {
    std::array<float, 4 * size> from;
    for (float& each : from) each = any_float(random);
    std::array<float, 4 * size> actual;
    V::transpose_all_lanes(from.data(), actual.data());
    for (std::size_t i = 0; i < actual.size(); ++i) {
      const std::size_t place = i % size;
      expect_same(actual[i], from[place % 4 * size + place - place % 4 + i / size], i);
    }
  });
}

template <class V>
void transpose_exchanges_vectors_and_places() {
  constexpr std::size_t size = V::floats_in_vector;
  repeat([](random_engine& random) {
    std::array<float, size * size> from;
    for (float& each : from) each = any_float(random);
    std::array<float, size * size> actual;
    V::transpose_vectors(from.data(), actual.data());
    for (std::size_t i = 0; i < actual.size(); ++i) expect_same(actual[i], from[i % size * size + i / size], i);
  });
}

// Conversions.

template <class V>
void halves_become_floats() {
  vector_of<V, std::uint16_t> from;
  vector_of<V, float> actual;
  for (std::uint32_t first = 0; first < 0x10000U; first += V::floats_in_vector) {
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) from[i] = static_cast<std::uint16_t>(first + i);
    V::halves_to_floats(from.data(), actual.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      expect_same(actual[i], reference::half_value(from[i]), from[i]);
    }
  }
}

/// The half of no sign nearest to a float of none; of two, the even one. NaN is for the caller.
[[maybe_unused]] std::uint16_t nearest_half(float magnitude) {
  // Halves are ordered as their bits are. As if there were one beyond the greatest, its bits are infinity's.
  const auto value = [](std::uint32_t bits) {
    return bits < 0x7c00U ? static_cast<double>(reference::half_value(static_cast<std::uint16_t>(bits))) : 65536.0;
  };
  std::uint32_t low = 0;
  std::uint32_t high = 0x7c00U;
  while (high - low > 1) {
    const std::uint32_t middle = (low + high) / 2;
    (value(middle) <= static_cast<double>(magnitude) ? low : high) = middle;
  }
  const double below = static_cast<double>(magnitude) - value(low);
  const double above = value(high) - static_cast<double>(magnitude);
  const bool is_high = below > above || (!(below < above) && (high & 1U) == 0);
  return static_cast<std::uint16_t>(is_high ? high : low);
}

template <class V>
void floats_become_the_nearest_halves() {
  repeat([](random_engine& random) {
    vector_of<V, float> from;
    for (float& each : from) {
      each = any_float(random);
      if (one_in(random, 4)) continue;
      // Half of the way from one half to the next, and a bit beside it.
      const auto bits = static_cast<std::uint16_t>(pick(random, 0, 0x7bff));
      const float above = bits == 0x7bffU ? 65536.0F : reference::half_value(static_cast<std::uint16_t>(bits + 1));
      each = (reference::half_value(bits) + above) / 2;
      if (one_in(random, 2)) each = std::nextafter(each, one_in(random, 2) ? 0.0F : infinity);
      if (one_in(random, 2)) each = -each;
    }
    vector_of<V, std::uint16_t> actual;
    V::floats_to_halves(from.data(), actual.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      if (std::isnan(from[i])) {
        EXPECT_GT(actual[i] & 0x7fffU, 0x7c00U) << i;
        continue;
      }
      const unsigned sign = std::signbit(from[i]) ? 0x8000U : 0;
      expect_equal<unsigned>(actual[i], sign | nearest_half(std::fabs(from[i])), i);
    }
  });
}

template <class V>
void narrow_keeps_the_lower_words() {
  repeat([](random_engine& random) {
    const auto from = any_integers<V>(random);
    vector_of<V, std::uint16_t> actual;
    V::lower_words(from.data(), actual.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) expect_equal<unsigned>(actual[i], from[i] & 0xffffU, i);
  });
}

template <class V>
void narrow_to_bytes_keeps_the_lowest_bytes() {
  repeat([](random_engine& random) {
    const auto from = any_integers<V>(random);
    vector_of<V, std::uint8_t> actual;
    V::lower_bytes(from.data(), actual.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) expect_equal<unsigned>(actual[i], from[i] & 0xffU, i);
  });
}

template <class V>
void floats_become_the_nearest_integers() {
  repeat([](random_engine& random) {
    vector_of<V, float> from;
    for (float& each : from) {
      // Of any magnitude, many of them between two whole numbers.
      const float scale = std::ldexp(1.0F, static_cast<int>(pick(random, -3, 24)));
      each = static_cast<float>(pick(random, -127, 127)) * scale / 2;
      if (one_in(random, 4)) each = std::nextafter(each, one_in(random, 2) ? -infinity : infinity);
      if (one_in(random, 8)) each = one_in(random, 2) ? -0x1p31F : 0x1.fffffep30F;
    }
    vector_of<V, std::int32_t> actual;
    V::nearest_integers(from.data(), actual.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      const auto value = static_cast<double>(from[i]);
      double nearest = std::floor(value + 0.5);
      if (nearest - value == 0.5 && std::fmod(nearest, 2) != 0) nearest -= 1;
      expect_equal<double>(static_cast<double>(actual[i]), nearest, i);
    }
  });
}

template <class V>
void stream_writes_smaller_vectors() {
  guarded<std::uint16_t> halves(V::floats_in_vector, flush::with_end);
  guarded<std::uint8_t> low_bytes(V::floats_in_vector, flush::with_end);
  repeat([&](random_engine& random) {
    const auto from = any_integers<V>(random);
    vector_of<V, float> floats;
    std::memcpy(floats.data(), from.data(), sizeof from);
    V::stream_smaller(reinterpret_cast<unsigned char*>(halves.data()), low_bytes.data(), floats.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      expect_equal<unsigned>(halves.data()[i], from[i] & 0xffffU, i);
      expect_equal<unsigned>(low_bytes.data()[i], from[i] & 0xffU, i);
    }
  });
}

template <class V>
void halves_of_vectors_become_doubles() {
  repeat([](random_engine& random) {
    const auto from = any_floats<V>(random);
    vector_of<V, double> actual;
    V::to_doubles(from.data(), actual.data());
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) expect_same(actual[i], static_cast<double>(from[i]), i);
  });
}

template <class V, class T>
void check_loads_of() {
  for (const flush side : {flush::with_start, flush::with_end}) {
    guarded<T> from(V::floats_in_vector, side);
    repeat([&](random_engine& random) {
      for (T& each : from) each = random_element<T>(random);
      vector_of<V, float> actual;
      V::load_elements(from.data(), actual.data());
      for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
        expect_same(actual[i], reference::element<T>::value(from.data()[i]), i);
      }
    });
  }
}
template <class V>
void elements_of_every_format_are_loaded() {
  check_loads_of<V, std::uint8_t>();
  check_loads_of<V, std::int8_t>();
  check_loads_of<V, std::uint16_t>();
  check_loads_of<V, std::int16_t>();
  check_loads_of<V, std::int32_t>();
  check_loads_of<V, std::int64_t>();
  check_loads_of<V, cnr::half>();
  check_loads_of<V, cnr::bfloat16>();
  check_loads_of<V, float>();
  check_loads_of<V, double>();
}

template <class V, class T>
void check_stores_of() {
  for (const flush side : {flush::with_start, flush::with_end}) {
    guarded<T> to(V::floats_in_vector, side);
    repeat([&](random_engine& random) {
      vector_of<V, float> from;
      for (float& each : from) {
        each = any_float(random);
        if (one_in(random, 4)) continue;
        // Between two neighbours of the format, often half of the way.
        const float low = reference::element<T>::value(random_element<T>(random));
        const float step = std::nextafter(std::fabs(low), infinity) - std::fabs(low);
        each = low + step * static_cast<float>(pick(random, 0, 16) * (1 << 12));
      }
      V::round_and_store(from.data(), to.data());
      for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
        expect_same(reference::element<T>::value(to.data()[i]), reference::sum<T>::round(from[i]), i);
      }
    });
  }
}
template <class V>
void floats_are_rounded_to_every_format_of_gradients_and_stored() {
  check_stores_of<V, cnr::half>();
  check_stores_of<V, cnr::bfloat16>();
  check_stores_of<V, float>();
}

// Picking elements out of windows: that whatever pair_indices or single_indices make of places in the windows, and
// store_indices of that, table_lookup finds by it.

/// Pairs of elements of T in windows of `Tables` tables, looked up and compared.
template <class V, class T, int Tables>
class lookups {
 public:
  static constexpr std::size_t window_bytes = Tables * V::bytes_of_table;
  static constexpr std::size_t elements_of_window = window_bytes / sizeof(T);
  using pairs = std::array<std::pair<std::size_t, std::size_t>, V::floats_in_vector>;

  /// `row` has random elements, whose first and last windows are used.
  lookups(random_engine& random, flush side)
      : row_(elements_of_window + static_cast<std::size_t>(pick(random, 0, 40)), side) {
    for (T& each : row_) each = random_element<T>(random);
    const auto room = static_cast<std::size_t>(row_.end() - row_.begin()) - elements_of_window;
    for (std::size_t& each : window_)
      each = static_cast<std::size_t>(pick(random, 0, static_cast<std::ptrdiff_t>(room)));
    window_[static_cast<std::size_t>(pick(random, 0, V::windows_of_vector - 1))] = side == flush::with_start ? 0 : room;
  }

  /// Element `at` of the window that the vector's element i is in.
  T& element(std::size_t i, std::size_t at) {
    return row_.data()[window_[i * V::windows_of_vector / V::floats_in_vector] + at];
  }

  void check(const pairs& elements) {
    std::array<std::uint32_t, V::windows_of_vector> offsets;
    for (std::size_t i = 0; i < offsets.size(); ++i) offsets[i] = static_cast<std::uint32_t>(window_[i] * sizeof(T));
    vector_of<V, std::uint32_t> left;
    vector_of<V, std::uint32_t> right;
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      left[i] = static_cast<std::uint32_t>(elements[i].first * sizeof(T));
      right[i] = static_cast<std::uint32_t>(elements[i].second * sizeof(T));
    }
    using tested = typename V::template lookups<T>;
    constexpr auto index_bytes = static_cast<std::size_t>(tested::index_bytes(Tables));
    static_assert(index_bytes <= 4 * 64 * 4, "a plan has room for that many");
    std::array<unsigned char, index_bytes + 2> indices;
    indices.front() = indices.back() = 0xa5;
    vector_of<V, float> first;
    vector_of<V, float> second;
    vector_of<V, float> difference;
    tested::template find<Tables>(reinterpret_cast<const unsigned char*>(row_.data()), offsets.data(), left.data(),
                                  right.data(), indices.data() + 1, first.data(), second.data(), difference.data());
    EXPECT_EQ(indices.front(), 0xa5);
    EXPECT_EQ(indices.back(), 0xa5);
    for (std::size_t i = 0; i < V::floats_in_vector; ++i) {
      const float left_value = reference::element<T>::value(element(i, elements[i].first));
      const float right_value = reference::element<T>::value(element(i, elements[i].second));
      expect_same(first[i], left_value, i);
      expect_same(second[i], right_value, i);
      expect_same(difference[i], reference::minus(right_value, left_value), i);
    }
  }

 private:
  guarded<T> row_;
  std::array<std::size_t, V::windows_of_vector> window_;
};

/// Each pair of places in a window, in turns in each element of a vector.
template <class V, class T, int Tables>
void check_all_places(random_engine& random) {
  using tested = lookups<V, T, Tables>;
  constexpr std::size_t places = tested::elements_of_window;
  for (const flush side : {flush::with_start, flush::with_end}) {
    tested windows(random, side);
    typename tested::pairs elements;
    for (std::size_t number = 0; number < places * places && !testing::Test::HasFailure();) {
      for (auto& each : elements) {
        each = {number / places % places, number % places};
        ++number;
      }
      windows.check(elements);
    }
  }
}

template <class V, class T>
void check_lookups_of() {
  auto random = support::seeded_engine();
  check_all_places<V, T, 1>(random);
  check_all_places<V, T, 2>(random);
  check_all_places<V, T, 4>(random);
}

template <class V>
void lookups_find_pairs_of_bytes() {
  check_lookups_of<V, std::uint8_t>();
  check_lookups_of<V, std::int8_t>();
}
template <class V>
void lookups_find_pairs_of_words() {
  check_lookups_of<V, std::uint16_t>();
  check_lookups_of<V, std::int16_t>();
  check_lookups_of<V, cnr::half>();
  check_lookups_of<V, cnr::bfloat16>();
}
template <class V>
void lookups_find_single_elements() {
  check_lookups_of<V, std::int32_t>();
  check_lookups_of<V, float>();
}

/// Each value of T, of 1 or 2 bytes, as the left and as the right element; of 1 byte, each pair of values.
template <class V, class T>
void check_values_of() {
  using word = std::conditional_t<sizeof(T) == 1, std::uint8_t, std::uint16_t>;
  using tested = lookups<V, T, 1>;
  constexpr std::size_t of_window = V::floats_in_vector / V::windows_of_vector;
  static_assert(2 * of_window <= tested::elements_of_window, "elements of a window have places of their own");
  auto random = support::seeded_engine();
  tested row(random, flush::with_end);
  typename tested::pairs elements;
  for (std::size_t i = 0; i < V::floats_in_vector; ++i) elements[i] = {i % of_window * 2, i % of_window * 2 + 1};
  const auto put = [&](std::size_t i, std::size_t place, std::uint32_t bits) {
    const auto value = static_cast<word>(bits);
    std::memcpy(static_cast<void*>(&row.element(i, place)), &value, sizeof value);
  };
  // Windows may overlap, so only those of one are put at a time.
  for (std::size_t window = 0; window < V::windows_of_vector; ++window) {
    const std::size_t first = window * of_window;
    for (std::uint32_t number = 0; number < 0x10000U && !testing::Test::HasFailure();) {
      for (std::size_t i = first; i < first + of_window; ++i, ++number) {
        put(i, elements[i].first, number);
        put(i, elements[i].second, sizeof(T) == 1 ? number >> 8U : static_cast<std::uint32_t>(random()));
      }
      row.check(elements);
      for (auto& each : elements) std::swap(each.first, each.second);
      row.check(elements);
    }
  }
}
template <class V>
void lookups_find_elements_of_any_value() {
  check_values_of<V, std::uint8_t>();
  check_values_of<V, std::int8_t>();
  check_values_of<V, std::uint16_t>();
  check_values_of<V, std::int16_t>();
  check_values_of<V, cnr::half>();
  check_values_of<V, cnr::bfloat16>();
}

/// Before main, as GoogleTest's own macros add theirs.
// NOLINTNEXTLINE(cert-err58-cpp): what cannot be added ends the process, as it should
[[maybe_unused]] const bool has_added_tests = support::for_each_vector_target([](auto tag) {
  using V = decltype(vocabulary_of(tag));
  support::add_tests(
      "Conformance", tag.id,
      {{"LoadAndStoreReachAVectorAtAnyAddress", load_and_store_reach_a_vector_at_any_address<V>},
       {"LoadNReadsSoManyBytes", load_n_reads_so_many_bytes<V>},
       {"StoreNWritesSoManyFloats", store_n_writes_so_many_floats<V>},
       {"StreamWritesAnAlignedVector", stream_writes_an_aligned_vector<V>},
       {"StreamWritesSmallerVectors", stream_writes_smaller_vectors<V>},
       {"BroadcastFillsAVector", broadcast_fills_a_vector<V>},
       {"UnfusedMultiplyRoundsBeforeAnAddition", unfused_multiply_rounds_before_an_addition<V>},
       {"MinimumAndMaximumHaveNoSign", minimum_and_maximum_have_no_sign<V>},
       {"MinimumAndMaximumAreTheSecondFloatWhereNoneIsLess",
        minimum_and_maximum_are_the_second_float_where_none_is_less<V>},
       {"SignsAreReadOffTheBits", signs_are_read_off_the_bits<V>},
       {"ToFloatsRoundsToNearest", to_floats_rounds_to_nearest<V>},
       {"TruncateRoundsTowardsZero", truncate_rounds_towards_zero<V>},
       {"ClampKeepsWhatEqualsABound", clamp_keeps_what_equals_a_bound<V>},
       {"IotaCountsFromZero", iota_counts_from_zero<V>},
       {"WindowsHaveALeastAGreatestAndAFirstElement", windows_have_a_least_a_greatest_and_a_first_element<V>},
       {"BroadcastWindowsFillsEachWindow", broadcast_windows_fills_each_window<V>},
       {"PermuteFindsElementsOf1To4Vectors", permute_finds_elements_of_1_to_4_vectors<V>},
       {"LanesAre4FloatsAStrideApart", lanes_are_4_floats_a_stride_apart<V>},
       {"LanesAndPairsAreLoadedFromAnywhere", lanes_and_pairs_are_loaded_from_anywhere<V>},
       {"BytesAreLoadedFromAnywhere", bytes_are_loaded_from_anywhere<V>},
       {"ShuffleFindsBytesOfALane", shuffle_finds_bytes_of_a_lane<V>},
       {"AlternateElementsTakesPairsApart", alternate_elements_takes_pairs_apart<V>},
       {"BytesAreBlendedAndProductsFused", bytes_are_blended_and_products_fused<V>},
       {"TransposeLanesExchangesVectorsAndPlacesInLanes", transpose_lanes_exchanges_vectors_and_places_in_lanes<V>},
       {"TransposeExchangesVectorsAndPlaces", transpose_exchanges_vectors_and_places<V>},
       {"HalvesBecomeFloats", halves_become_floats<V>},
       {"FloatsBecomeTheNearestHalves", floats_become_the_nearest_halves<V>},
       {"NarrowKeepsTheLowerWords", narrow_keeps_the_lower_words<V>},
       {"NarrowToBytesKeepsTheLowestBytes", narrow_to_bytes_keeps_the_lowest_bytes<V>},
       {"FloatsBecomeTheNearestIntegers", floats_become_the_nearest_integers<V>},
       {"HalvesOfVectorsBecomeDoubles", halves_of_vectors_become_doubles<V>},
       {"ElementsOfEveryFormatAreLoaded", elements_of_every_format_are_loaded<V>},
       {"FloatsAreRoundedToEveryFormatOfGradientsAndStored",
        floats_are_rounded_to_every_format_of_gradients_and_stored<V>},
       {"LookupsFindPairsOfBytes", lookups_find_pairs_of_bytes<V>},
       {"LookupsFindPairsOfWords", lookups_find_pairs_of_words<V>},
       {"LookupsFindSingleElements", lookups_find_single_elements<V>},
       {"LookupsFindElementsOfAnyValue", lookups_find_elements_of_any_value<V>}});
});

}  // namespace
