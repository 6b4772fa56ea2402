// SPDX-License-Identifier: MIT
//
// How elements become floats: all 16-bit patterns one by one, wide integers and doubles at the edges of float's
// precision.

#include "support/bits.hpp"
#include "support/reference.hpp"

#include <crop_and_resize/element.hpp>

#include <gtest/gtest.h>

#include <complex>
#include <cstdint>
#include <cstring>
#include <limits>

namespace {

template <class T>
float to_float(T element) {
  return cnr::element_traits<T>::to_float(element);
}

TEST(Element, ConvertsEveryHalfExactly) {
  for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
    const auto word = static_cast<std::uint16_t>(bits);
    ASSERT_TRUE(support::same(to_float(cnr::half{word}), reference::half_value(word))) << std::hex << bits;
  }
}

TEST(Element, ConvertsEveryBfloat16Exactly) {
  for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
    const auto word = static_cast<std::uint16_t>(bits);
    ASSERT_TRUE(support::same(to_float(cnr::bfloat16{word}), reference::bfloat16_value(word))) << std::hex << bits;
  }
}

#if CNR_DETAIL_HAS_FLOAT16
TEST(Element, ConvertsTheCompilersHalfAsItsOwn) {
  for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
    const auto word = static_cast<std::uint16_t>(bits);
    _Float16 element;
    std::memcpy(&element, &word, sizeof element);
    ASSERT_TRUE(support::same(to_float(element), reference::half_value(word))) << std::hex << bits;
  }
}
#endif

#if defined(__STDCPP_BFLOAT16_T__)
TEST(Element, ConvertsTheCompilersBfloat16AsItsOwn) {
  for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
    const auto word = static_cast<std::uint16_t>(bits);
    decltype(0.0bf16) element;
    std::memcpy(&element, &word, sizeof element);
    ASSERT_TRUE(support::same(to_float(element), reference::bfloat16_value(word))) << std::hex << bits;
  }
}
#endif

TEST(Element, RoundsWideIntegersOnceToTheNearestEven) {
  EXPECT_EQ(to_float(std::int32_t{16777217}), 16777216.0F);
  EXPECT_EQ(to_float(std::int32_t{16777219}), 16777220.0F);
  EXPECT_EQ(to_float(std::numeric_limits<std::int32_t>::max()), 2147483648.0F);
  EXPECT_EQ(to_float(std::numeric_limits<std::int64_t>::min()), -0x1p63F);
  EXPECT_EQ(to_float(std::numeric_limits<std::int64_t>::max()), 0x1p63F);
  // Through double, this rounds down to a tie, and then down again.
  const std::int64_t just_above_a_tie = (std::int64_t{1} << 62) + (std::int64_t{1} << 38) + 1;
  EXPECT_EQ(to_float(just_above_a_tie), 0x1.000002p62F);
}

TEST(Element, RoundsDoublesToTheNearestFloat) {
  EXPECT_EQ(to_float(1.0 + 0x1p-24), 1.0F);
  EXPECT_EQ(to_float(1.0 + 0x1p-24 + 0x1p-50), 1.0F + 0x1p-23F);
  EXPECT_EQ(to_float(1e300), std::numeric_limits<float>::infinity());
  EXPECT_TRUE(support::same(to_float(-1e-300), -0.0F));
}

TEST(Element, KeepsSmallIntegers) {
  EXPECT_EQ(to_float(std::uint8_t{255}), 255.0F);
  EXPECT_EQ(to_float(std::int8_t{-128}), -128.0F);
  EXPECT_EQ(to_float(std::uint16_t{65535}), 65535.0F);
  EXPECT_EQ(to_float(std::int16_t{-32768}), -32768.0F);
}

struct stranger {};

TEST(Element, IsOneOfTheTypesThatTensorFlowTakesOrBfloat16) {
  static_assert(cnr::detail::is_element<std::uint8_t>::value && cnr::detail::is_element<std::int8_t>::value, "bytes");
  static_assert(cnr::detail::is_element<long>::value && cnr::detail::is_element<long long>::value, "both of 64 bits");
  static_assert(!cnr::detail::is_element<bool>::value, "bool is no number of pixels");
  static_assert(!cnr::detail::is_element<char>::value, "char has a sign on some platforms only");
  static_assert(!cnr::detail::is_element<std::uint32_t>::value, "not TensorFlow's");
  static_assert(!cnr::detail::is_element<long double>::value, "not TensorFlow's");
  static_assert(!cnr::detail::is_element<std::complex<float>>::value, "not TensorFlow's");
  static_assert(!cnr::detail::is_element<stranger>::value, "without traits");
}

}  // namespace
