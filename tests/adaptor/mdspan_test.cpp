// SPDX-License-Identifier: MIT
//
// Views of multidimensional spans: of a class that has the members of std::mdspan, and of std::mdspan itself where the
// standard library has it. mdspan_standard.cpp is a program for the library that does.

#include "support/prebuilt.hpp"

#include <crop_and_resize/adaptor/mdspan.hpp>
#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace {

template <class T>
struct plain_accessor {
  using reference = T&;
};

/// Strides that may not exist, as in layouts of users.
template <class Index, std::size_t Rank>
struct strided_mapping {
  Index stride(std::size_t axis) const { return strides[axis]; }
  bool is_strided() const { return has_strides; }

  std::array<Index, Rank> strides;
  bool has_strides = true;
};

/// The members of std::mdspan that adaptors may rely on.
template <class T, class Index, std::size_t Rank>
class span_like {
 public:
  using element_type = T;
  using layout_type = strided_mapping<Index, Rank>;
  using accessor_type = plain_accessor<T>;
  using reference = T&;

  span_like(T* data, std::array<Index, Rank> extents, strided_mapping<Index, Rank> mapping)
      : data_(data), extents_(extents), mapping_(mapping) {}

  static constexpr std::size_t rank() { return Rank; }
  Index extent(std::size_t axis) const { return extents_[axis]; }
  const strided_mapping<Index, Rank>& mapping() const { return mapping_; }
  T* data_handle() const { return data_; }

 private:
  T* data_;
  std::array<Index, Rank> extents_;
  strided_mapping<Index, Rank> mapping_;
};

TEST(Mdspan, IsSeenWithItsExtentsAndStrides) {
  std::array<int, 100> elements{};
  const span_like<int, std::int16_t, 3> span(&elements[9], {{2, 3, 4}}, {{{50, 10, -2}}});
  const auto view = cnr::as_view(span);
  static_assert(std::is_same<decltype(view), const cnr::tensor_view<int, 3>>::value, "mutable");
  EXPECT_EQ(view.data(), &elements[9]);
  EXPECT_EQ(view.extents(), (std::array<std::ptrdiff_t, 3>{{2, 3, 4}}));
  EXPECT_EQ(view.strides(), (std::array<std::ptrdiff_t, 3>{{50, 10, -2}}));
  const span_like<const float, std::size_t, 1> read_only(nullptr, {{0}}, {{{1}}});
  static_assert(std::is_same<decltype(cnr::as_view(read_only)), cnr::tensor_view<const float, 1>>::value, "read-only");
  EXPECT_EQ(cnr::as_view(read_only).extent(0), 0);
}

TEST(Mdspan, HasNoNumbersThatPtrdiffCannotHold) {
  const span_like<float, std::uint64_t, 1> span(nullptr, {{UINT64_MAX}}, {{{UINT64_MAX}}});
  EXPECT_EQ(cnr::as_view(span).extent(0), PTRDIFF_MIN);
  EXPECT_EQ(cnr::as_view(span).stride(0), PTRDIFF_MIN);
}

TEST(Mdspan, WithoutStridesOrWithTooLargeNumbersIsRefused) {
  std::array<float, 4> pixels{};
  std::array<float, 4> output{};
  const float box[] = {0, 0, 1, 1};
  const auto call = [&](const span_like<float, std::uint64_t, 4>& span) {
    return cnr::crop_and_resize(cnr::as_view(span), {box, {1, 4}}, cnr::first_image(1), {output.data(), {1, 2, 2, 1}})
        .code;
  };
  EXPECT_EQ(call({pixels.data(), {{1, 2, 2, 1}}, {{{4, 2, 1, 1}}, true}}), cnr::errc::ok);
  EXPECT_EQ(call({pixels.data(), {{1, 2, 2, 1}}, {{{4, 2, 1, 1}}, false}}), cnr::errc::image_extent_negative);
  EXPECT_EQ(call({pixels.data(), {{UINT64_MAX, 2, 2, 1}}, {{{4, 2, 1, 1}}}}), cnr::errc::image_extent_negative);
  EXPECT_EQ(call({pixels.data(), {{1, 2, 2, 1}}, {{{4, UINT64_MAX, 1, 1}}}}), cnr::errc::image_too_large);
}

}  // namespace
