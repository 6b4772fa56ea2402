// SPDX-License-Identifier: MIT
//
// Which kernel and which arrangement a call gets on each target that this processor has. The results do not tell, as
// all kernels compute the same bytes; how long they take would.

#include "support/target_tests.hpp"

#include <crop_and_resize/detail/forward/arguments.hpp>
#include <crop_and_resize/detail/forward/vector.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#define CNR_DETAIL_TARGET_INCLUDE "detail/forward/vector/kernel_choices.inl"
#include <crop_and_resize/detail/simd/for_each_target.inl>
#undef CNR_DETAIL_TARGET_INCLUDE

namespace {

using extents = std::array<std::ptrdiff_t, 4>;

/// Strides of a dense tensor whose channels are packed, or are planes.
extents interleaved(const extents& e) { return {{e[1] * e[2] * e[3], e[2] * e[3], e[3], 1}}; }
extents planar(const extents& e) { return {{e[1] * e[2] * e[3], e[2], 1, e[1] * e[2]}}; }

/// Strides of a dense tensor whose columns are packed: planes, or pixels.
extents column_major(const extents& e) { return {{e[1] * e[2] * e[3], 1, e[1], e[1] * e[2]}}; }
extents transposed(const extents& e) { return {{e[1] * e[2] * e[3], e[3], e[1] * e[3], 1}}; }

/// A call of any addresses: only extents and strides are looked at.
template <class T>
struct call {
  extents image;
  extents image_strides;
  extents crops;
  extents crops_strides;
  bool streams = false;

  /// Dense tensors, image and crops each interleaved or planar.
  static call dense(std::ptrdiff_t channels, bool is_image_planar, bool are_crops_planar,
                    std::ptrdiff_t crop_width = 20) {
    const extents image{{2, 30, 40, channels}};
    const extents crops{{3, 10, crop_width, channels}};
    return {image, is_image_planar ? planar(image) : interleaved(image), crops,
            are_crops_planar ? planar(crops) : interleaved(crops)};
  }

  template <class V>
  typename V::choice choice() const {
    const cnr::detail::forward_arguments<T, cnr::bilinear> arguments{
        {{nullptr, image, image_strides}, {}, {}, {}, streams, false}, {nullptr, crops, crops_strides}, {}, {}};
    return V::of(arguments);
  }

  template <class V>
  float max_step() const {
    const cnr::detail::forward_arguments<T, cnr::bilinear> arguments{
        {{nullptr, image, image_strides}, {}, {}, {}, streams, false}, {nullptr, crops, crops_strides}, {}, {}};
    return V::max_step(arguments);
  }

  /// The kernel for a box in which columns of the crops are so many columns of the image apart.
  template <class V>
  typename V::family of_box(std::ptrdiff_t step) const {
    const std::array<float, 4> corners{{0, 0, 1, static_cast<float>(step * (crops[2] - 1))}};
    cnr::options in_pixels;
    in_pixels.boxes = cnr::box_format::yxyx_pixels;
    const cnr::detail::forward_arguments<T, cnr::bilinear> arguments{
        {{nullptr, image, image_strides}, {corners.data(), {1, 4}}, cnr::first_image(1), in_pixels, streams, false},
        {nullptr, crops, crops_strides},
        {},
        {}};
    return V::of_box(arguments);
  }

  /// The most columns of a chunk, for a box of the whole image, where the call is transposed.
  template <class V>
  std::ptrdiff_t transposed() const {
    const std::array<float, 4> corners{{0, 0, 1, 1}};
    const cnr::detail::forward_arguments<T, cnr::bilinear> arguments{
        {{nullptr, image, image_strides}, {corners.data(), {1, 4}}, cnr::first_image(1), {}, streams, false},
        {nullptr, crops, crops_strides},
        {},
        {}};
    return V::transposed(arguments);
  }

  template <class V>
  bool filters_planes() const {
    const cnr::detail::forward_arguments<T, cnr::bilinear> arguments{
        {{nullptr, image, image_strides}, {}, {}, {}, streams, false}, {nullptr, crops, crops_strides}, {}, {}};
    return V::filters_planes(arguments);
  }

  /// Whether a box whose columns are so many columns of the image apart finds its elements by short windows.
  template <class V>
  bool is_by_short_windows(float step) const {
    const std::array<float, 4> corners{{0, 0, 1, step * static_cast<float>(crops[2] - 1)}};
    cnr::options in_pixels;
    in_pixels.boxes = cnr::box_format::yxyx_pixels;
    const cnr::detail::forward_arguments<T, cnr::nearest> arguments{
        {{nullptr, image, image_strides}, {corners.data(), {1, 4}}, cnr::first_image(1), in_pixels, streams, false},
        {nullptr, crops, crops_strides},
        {},
        {}};
    return V::is_by_short_windows(arguments);
  }

  /// Whether a box goes by vectors of half the width.
  template <class V>
  bool is_by_short_pixels(const std::array<float, 4>& corners, cnr::box_format format, bool is_in_memory) const {
    cnr::options settings;
    settings.boxes = format;
    const cnr::detail::forward_arguments<T, cnr::bilinear> arguments{{{nullptr, image, image_strides},
                                                                      {corners.data(), {1, 4}},
                                                                      cnr::first_image(1),
                                                                      settings,
                                                                      streams,
                                                                      is_in_memory},
                                                                     {nullptr, crops, crops_strides},
                                                                     {},
                                                                     {}};
    return V::is_by_short_pixels(arguments);
  }
  /// Whether a box whose rows and columns are so many of the image's apart goes by vectors of half the width.
  template <class V>
  bool is_by_short_pixels(float row_step, float column_step, bool is_in_memory) const {
    return is_by_short_pixels<V>(
        {{0, 0, row_step * static_cast<float>(crops[1] - 1), column_step * static_cast<float>(crops[2] - 1)}},
        cnr::box_format::yxyx_pixels, is_in_memory);
  }

  /// Whether a box of the whole image has rows that are short and far apart.
  template <class V>
  bool has_far_short_rows() const {
    const std::array<float, 4> corners{{0, 0, 1, 1}};
    const cnr::detail::forward_arguments<T, cnr::bilinear> arguments{
        {{nullptr, image, image_strides}, {corners.data(), {1, 4}}, cnr::first_image(1), {}, streams, false},
        {nullptr, crops, crops_strides},
        {},
        {}};
    return V::has_far_short_rows(arguments);
  }

  /// Whether a box of the whole image goes by scanlines, even though the call goes by pixels.
  template <class V>
  bool is_by_scanlines() const {
    const std::array<float, 4> corners{{0, 0, 1, 1}};
    const cnr::detail::forward_arguments<T, cnr::bilinear> arguments{
        {{nullptr, image, image_strides}, {corners.data(), {1, 4}}, cnr::first_image(1), {}, streams, false},
        {nullptr, crops, crops_strides},
        {},
        {}};
    return V::is_by_scanlines(arguments);
  }
};

/// Scanlines of so many channels, in so many passes over so many planes at a time.
template <class V>
void expect_scanlines(const typename V::choice& actual, typename V::order order, std::ptrdiff_t channels,
                      std::ptrdiff_t passes, std::ptrdiff_t planes, std::ptrdiff_t max_columns = V::outputs_of_chunk) {
  EXPECT_EQ(actual.chosen, V::family::scanlines);
  EXPECT_EQ(actual.layout.order, order);
  EXPECT_EQ(actual.layout.along.channels, channels);
  EXPECT_EQ(actual.layout.passes, passes);
  EXPECT_EQ(actual.layout.planes.count, planes);
  EXPECT_EQ(actual.layout.planes.pitch, V::outputs_of_chunk / planes);
  EXPECT_EQ(actual.layout.channels, channels * planes);
  EXPECT_EQ(actual.layout.capacity, std::min(max_columns, V::outputs_of_chunk / (channels * planes)));
}

template <class V>
void many_packed_channels_go_pixel_by_pixel() {
  const std::ptrdiff_t vector = V::floats_in_vector;
  EXPECT_EQ(call<float>::dense(vector, false, false).template choice<V>().chosen, V::family::pixels);
  EXPECT_EQ(call<std::uint8_t>::dense(1000, false, false).template choice<V>().chosen, V::family::pixels);
  EXPECT_EQ(call<float>::dense(vector - 1, false, false).template choice<V>().chosen, V::family::scanlines);
  EXPECT_EQ(call<float>::dense(vector, false, true).template choice<V>().chosen, V::family::planes);
  EXPECT_EQ(call<float>::dense(1000, false, true).template choice<V>().chosen, V::family::planes);
  auto one_column = call<float>::dense(vector, false, true, 1);
  one_column.crops_strides[2] = -77;
  EXPECT_EQ(one_column.template choice<V>().chosen, V::family::planes);
  auto columns = call<float>::dense(vector, false, true);
  columns.crops_strides = column_major(columns.crops);
  EXPECT_EQ(columns.template choice<V>().chosen, V::family::planes);
  auto gaps = call<float>::dense(vector, false, true);
  gaps.crops_strides[2] = 2;
  EXPECT_EQ(gaps.template choice<V>().chosen, V::family::scanlines);
}

template <class V>
void boxes_of_few_channels_go_by_scanlines_where_rows_repeat() {
  const std::ptrdiff_t vector = V::floats_in_vector;
  const auto is_by_scanlines = [](auto each, std::ptrdiff_t height) {
    each.crops[1] = height;
    return each.template is_by_scanlines<V>();
  };
  const auto floats = call<float>::dense(vector, false, false, 100);
  EXPECT_TRUE(is_by_scanlines(floats, 60));
  EXPECT_TRUE(is_by_scanlines(floats, 59));
  EXPECT_FALSE(is_by_scanlines(floats, 58));  // half of a row of the image and more from one row to the next
  EXPECT_FALSE(is_by_scanlines(call<double>::dense(vector, false, false, 100), 60));
  EXPECT_FALSE(is_by_scanlines(call<float>::dense(2 * vector, false, false, 100), 60));
  EXPECT_TRUE(is_by_scanlines(call<float>::dense(vector, false, true, 100), 60));
  EXPECT_FALSE(is_by_scanlines(call<std::uint8_t>::dense(2 * vector - 1, false, true, 100), 60));
  EXPECT_TRUE(is_by_scanlines(call<std::uint8_t>::dense(2 * vector - 1, false, false, 100), 60));
  EXPECT_FALSE(is_by_scanlines(call<std::uint8_t>::dense(2 * vector, false, false, 100), 60));
  const std::ptrdiff_t and_a_half = vector + vector / 2;
  EXPECT_TRUE(is_by_scanlines(call<float>::dense(and_a_half, false, true, 100), 60));
  EXPECT_FALSE(is_by_scanlines(call<float>::dense(and_a_half + 1, false, true, 100), 60));
  // Windows of vectors that do not begin with pixels, and of columns that are three apart.
  EXPECT_EQ(is_by_scanlines(call<float>::dense(vector + 1, false, false, 100), 60), vector != 8);
  EXPECT_FALSE(is_by_scanlines(call<float>::dense(vector + 1, false, false, 14), 60));
  auto far_apart = floats;
  far_apart.image_strides[2] = std::ptrdiff_t{1} << 30;
  EXPECT_FALSE(is_by_scanlines(far_apart, 60));
  // Windows of bytes are small.
  EXPECT_TRUE(is_by_scanlines(call<std::uint8_t>::dense(vector, false, false, 10), 16));
  EXPECT_FALSE(is_by_scanlines(call<std::uint8_t>::dense(vector, false, false, 10), 15));
  EXPECT_FALSE(is_by_scanlines(call<std::uint8_t>::dense(vector, false, true, 10), 16));
  EXPECT_FALSE(is_by_scanlines(call<std::uint8_t>::dense(vector + 1, false, false, 2), 16));
  EXPECT_EQ(is_by_scanlines(call<std::uint8_t>::dense(vector + 1, false, false, 14), 16), vector != 8);
  EXPECT_TRUE(is_by_scanlines(call<std::uint8_t>::dense(and_a_half, false, false, 100), 16));
  EXPECT_FALSE(is_by_scanlines(call<std::uint8_t>::dense(and_a_half + 1, false, false, 100), 16));
}

// Four outputs of a single channel read four columns. Those of more channels read two, for which floats alone are worth
// a window.
template <class V>
void single_elements_are_found_by_short_windows_as_far_as_they_reach() {
  const auto bytes = call<std::uint8_t>::dense(1, false, false);
  EXPECT_TRUE(bytes.template is_by_short_windows<V>(21));
  EXPECT_FALSE(bytes.template is_by_short_windows<V>(22));
  EXPECT_TRUE(call<std::int16_t>::dense(1, false, false).template is_by_short_windows<V>(10));
  EXPECT_FALSE(call<std::int16_t>::dense(1, false, false).template is_by_short_windows<V>(11));
  EXPECT_TRUE(call<float>::dense(1, false, false).template is_by_short_windows<V>(5));
  EXPECT_FALSE(call<float>::dense(1, false, false).template is_by_short_windows<V>(6));
  EXPECT_TRUE(call<float>::dense(3, false, false).template is_by_short_windows<V>(4));
  EXPECT_TRUE(call<float>::dense(3, false, false).template is_by_short_windows<V>(4.625F));
  EXPECT_FALSE(call<float>::dense(3, false, false).template is_by_short_windows<V>(4.75F));
  EXPECT_FALSE(call<std::uint8_t>::dense(3, false, false).template is_by_short_windows<V>(1));
  EXPECT_TRUE(call<std::uint8_t>::dense(3, true, true).template is_by_short_windows<V>(21));
  // Of images that may be in memory, columns are copied.
  auto large = bytes;
  large.image = {{1, 4096, 4096, 1}};
  large.image_strides = interleaved(large.image);
  EXPECT_FALSE(large.template is_by_short_windows<V>(21));
  large.image[1] = 4095;
  EXPECT_TRUE(large.template is_by_short_windows<V>(21));
}

// A window of four outputs has to end with the row: two columns, and what columns of the crop are apart.
template <class V>
void rows_that_are_short_and_far_apart_are_not_copied() {
  const auto has_far_short_rows = [](std::ptrdiff_t height, std::ptrdiff_t width, std::ptrdiff_t crop_width) {
    auto each = call<float>::dense(1, false, false, crop_width);
    each.image = {{1, height, width, 1}};
    each.image_strides = interleaved(each.image);
    return each.template has_far_short_rows<V>();
  };
  EXPECT_TRUE(has_far_short_rows(8 * 9 + 1, 7, 28));
  EXPECT_FALSE(has_far_short_rows(8 * 9, 7, 28));
  EXPECT_TRUE(has_far_short_rows(200, 4, 28));
  EXPECT_FALSE(has_far_short_rows(200, 3, 28));
  EXPECT_TRUE(has_far_short_rows(200, 7, 10));
  EXPECT_FALSE(has_far_short_rows(200, 7, 9));
}

// From a step of 1.5 columns and from 3 MiB under a box on. A step of one along both axes has 625 KiB here.
template <class V>
void far_pixels_out_of_memory_go_by_shorter_vectors() {
  const auto pixels = [](std::ptrdiff_t channels) {
    auto each = call<float>::dense(channels, false, false);
    each.image = {{1, 9000, 1000, channels}};
    each.image_strides = interleaved(each.image);
    each.crops = {{1, 1600 / channels, 100, channels}};
    each.crops_strides = interleaved(each.crops);
    return each;
  };
  const auto of_half_a_vector = pixels(V::floats_in_vector / 2);
  EXPECT_TRUE(of_half_a_vector.template is_by_short_pixels<V>(3, 2, true));
  EXPECT_FALSE(of_half_a_vector.template is_by_short_pixels<V>(3, 2, false));
  EXPECT_FALSE(of_half_a_vector.template is_by_short_pixels<V>(2, 2, true));
  EXPECT_TRUE(of_half_a_vector.template is_by_short_pixels<V>(1, 5, true));
  EXPECT_TRUE(of_half_a_vector.template is_by_short_pixels<V>(10, 1.5F, true));
  EXPECT_FALSE(of_half_a_vector.template is_by_short_pixels<V>(10, 1.375F, true));
  auto of_one_mebibyte = of_half_a_vector;
  of_one_mebibyte.crops = {{1, 4096 / of_half_a_vector.crops[3], 64, of_half_a_vector.crops[3]}};
  of_one_mebibyte.crops_strides = interleaved(of_one_mebibyte.crops);
  EXPECT_TRUE(of_one_mebibyte.template is_by_short_pixels<V>(2, 1.5F, true));
  // A whole image, whose rows are farther apart than its columns.
  auto tall = of_half_a_vector;
  tall.image[2] = 300;
  tall.image_strides = interleaved(tall.image);
  EXPECT_TRUE(tall.template is_by_short_pixels<V>({{0, 0, 1, 1}}, cnr::box_format::yxyx, true));
  EXPECT_FALSE(pixels(V::floats_in_vector / 2 - 1).template is_by_short_pixels<V>(3, 4, true));
  EXPECT_FALSE(pixels(V::floats_in_vector).template is_by_short_pixels<V>(3, 4, true));
  auto into_planes = of_half_a_vector;
  into_planes.crops_strides = planar(into_planes.crops);
  EXPECT_FALSE(into_planes.template is_by_short_pixels<V>(3, 4, true));
  auto reversed = of_half_a_vector;
  reversed.image_strides[3] = -1;
  EXPECT_FALSE(reversed.template is_by_short_pixels<V>(3, 4, true));
  // AVX-512 has those of AVX2, for elements of four bytes.
  constexpr bool has_short = V::floats_in_vector == 16 && CNR_DETAIL_AVX2_TARGET != 0;
  EXPECT_EQ((V::template may_be_by_short_pixels<float, cnr::bilinear>()), has_short);
  EXPECT_EQ((V::template may_be_by_short_pixels<std::int32_t, cnr::nearest>()), has_short);
  EXPECT_FALSE((V::template may_be_by_short_pixels<cnr::half, cnr::bilinear>()));
  EXPECT_FALSE((V::template may_be_by_short_pixels<double, cnr::bilinear>()));
}

template <class V>
void some_elements_have_readers_of_their_own() {
  EXPECT_TRUE((V::template has_corners<float, cnr::bilinear>()));
  EXPECT_TRUE((V::template has_corners<std::uint8_t, cnr::bilinear>()));
  EXPECT_TRUE((V::template has_corners<std::int8_t, cnr::bilinear>()));
  EXPECT_FALSE((V::template has_corners<std::int16_t, cnr::bilinear>()));
  EXPECT_FALSE((V::template has_corners<std::int32_t, cnr::bilinear>()));
  EXPECT_FALSE((V::template has_corners<double, cnr::bilinear>()));
  EXPECT_FALSE((V::template has_corners<float, cnr::nearest>()));
  // AVX-512 has windows of AVX2, for elements that these look up.
  constexpr bool has_short = V::floats_in_vector == 16 && CNR_DETAIL_AVX2_TARGET != 0;
  EXPECT_EQ((V::template has_short_windows<std::uint8_t, cnr::bilinear>()), has_short);
  EXPECT_EQ((V::template has_short_windows<cnr::half, cnr::nearest>()), has_short);
  EXPECT_EQ((V::template has_short_windows<float, cnr::nearest>()), has_short);
  EXPECT_FALSE((V::template has_short_windows<double, cnr::nearest>()));
}

template <class V>
void scanlines_take_channels_together_that_are_packed_on_both_sides() {
  for (const std::ptrdiff_t channels : {std::ptrdiff_t{1}, std::ptrdiff_t{3}, V::floats_in_vector - 1}) {
    expect_scanlines<V>(call<float>::dense(channels, false, false).template choice<V>(), V::order::contiguous, channels,
                        1, 1);
  }
  // In reverse order on the image's side, where pixels cannot be read as vectors.
  for (const std::ptrdiff_t channels : {std::ptrdiff_t{64}, std::ptrdiff_t{65}}) {
    auto reversed = call<std::uint8_t>::dense(channels, false, false);
    reversed.image_strides[3] = -1;
    const auto actual = reversed.template choice<V>();
    if (channels == 64) expect_scanlines<V>(actual, V::order::contiguous, 64, 1, 1);
    if (channels == 65) expect_scanlines<V>(actual, V::order::interleave, 1, 2, 33);
  }
}

template <class V>
void channels_are_rearranged() {
  for (const std::ptrdiff_t channels : {2, 3, 4, 5, 15}) {
    if (channels < V::floats_in_vector) {
      expect_scanlines<V>(call<float>::dense(channels, false, true).template choice<V>(), V::order::deinterleave,
                          channels, 1, 1);
    }
    const auto interleave = call<float>::dense(channels, true, false, 50).template choice<V>();
    expect_scanlines<V>(interleave, V::order::interleave, 1, 1, channels);
    EXPECT_EQ(interleave.layout.planes.stride, std::ptrdiff_t{sizeof(float)} * 30 * 40);
  }
  // As many planes at a time as there is room for in rows of 50, or eight.
  expect_scanlines<V>(call<float>::dense(45, true, false, 50).template choice<V>(), V::order::interleave, 1, 3, 15);
  expect_scanlines<V>(call<float>::dense(45, true, false, 200).template choice<V>(), V::order::interleave, 1, 6, 8);
  // All of them where rows are streamed.
  auto streamed = call<float>::dense(20, true, false, 200);
  streamed.streams = true;
  expect_scanlines<V>(streamed.template choice<V>(), V::order::interleave, 1, 1, 20);
  const std::ptrdiff_t all = V::outputs_of_chunk / V::floats_in_vector;
  streamed = call<float>::dense(all, true, false, 200);
  streamed.streams = true;
  expect_scanlines<V>(streamed.template choice<V>(), V::order::interleave, 1, 1, all);
  // In reverse order on the image's side, where pixels cannot be read as vectors.
  const std::ptrdiff_t most = std::min<std::ptrdiff_t>(V::outputs_of_chunk / V::floats_in_vector, 64);
  for (const std::ptrdiff_t channels : {most, most + 1}) {
    auto reversed = call<std::uint8_t>::dense(channels, false, true);
    reversed.image_strides[3] = -1;
    const auto actual = reversed.template choice<V>();
    if (channels == most) expect_scanlines<V>(actual, V::order::deinterleave, most, 1, 1);
    if (channels > most) expect_scanlines<V>(actual, V::order::contiguous, 1, channels, 1);
  }
}

template <class V>
void planes_go_one_by_one() {
  expect_scanlines<V>(call<float>::dense(1, true, true).template choice<V>(), V::order::contiguous, 1, 1, 1);
  expect_scanlines<V>(call<float>::dense(3, true, true).template choice<V>(), V::order::contiguous, 1, 3, 1);
  auto gaps = call<float>::dense(1, false, false);
  gaps.crops_strides[2] = 2;
  expect_scanlines<V>(gaps.template choice<V>(), V::order::strided, 1, 1, 1);
}

/// Whether crops are computed by runs, or else by other vector kernels.
template <class V, class T>
bool are_runs(const call<T>& each) {
  const auto chosen = each.template choice<V>().chosen;
  EXPECT_TRUE(chosen != V::family::scalar);
  return chosen == V::family::plane_runs;
}

template <class V>
void planes_of_narrow_crops_are_taken_by_runs() {
  const std::ptrdiff_t of_vectors = 3 * V::floats_in_vector - 1;
  for (const bool are_crops_planar : {false, true}) {
    const std::ptrdiff_t most = std::min<std::ptrdiff_t>(of_vectors, are_crops_planar ? 23 : 31);
    EXPECT_TRUE(are_runs<V>(call<float>::dense(5, true, are_crops_planar, most)));
    EXPECT_FALSE(are_runs<V>(call<float>::dense(5, true, are_crops_planar, most + 1)));
    EXPECT_FALSE(are_runs<V>(call<float>::dense(4, true, are_crops_planar, most)));
    EXPECT_TRUE(are_runs<V>(call<float>::dense(5, true, are_crops_planar, 3)));
    EXPECT_FALSE(are_runs<V>(call<float>::dense(5, false, are_crops_planar, most)));
  }
  // Of bytes, the more planes the wider.
  for (const std::ptrdiff_t channels : {16, 17}) {
    const std::ptrdiff_t most = std::min<std::ptrdiff_t>(of_vectors, channels == 16 ? 11 : 2 * V::floats_in_vector - 1);
    EXPECT_TRUE(are_runs<V>(call<std::uint8_t>::dense(channels, true, true, most)));
    EXPECT_FALSE(are_runs<V>(call<std::uint8_t>::dense(channels, true, true, most + 1)));
  }
  // More channels than a chunk has room for are planes of crops of any width,
  const std::ptrdiff_t interleaved = V::outputs_of_chunk / V::floats_in_vector;
  EXPECT_FALSE(are_runs<V>(call<float>::dense(interleaved, true, false, 1000)));
  EXPECT_TRUE(are_runs<V>(call<float>::dense(interleaved + 1, true, false, 1000)));
  EXPECT_FALSE(are_runs<V>(call<float>::dense(interleaved + 1, true, true, 1000)));
  // unless rows of the image are near, and pixels are not whole KiB apart.
  for (const std::ptrdiff_t channels : {interleaved + 1, std::ptrdiff_t{256}}) {
    auto dense_rows = call<float>::dense(channels, true, false, 1024);
    dense_rows.image[1] = 2 * dense_rows.crops[1];
    EXPECT_EQ(are_runs<V>(dense_rows), channels == 256);
  }
  const std::ptrdiff_t narrow = std::min<std::ptrdiff_t>(of_vectors, 23);
  // Columns that are packed on neither side.
  auto apart = call<float>::dense(5, true, true, narrow);
  apart.crops_strides[2] = 2;
  EXPECT_FALSE(are_runs<V>(apart));
  auto mirrored = call<float>::dense(5, true, true, narrow);
  mirrored.image_strides[2] = -1;
  EXPECT_FALSE(are_runs<V>(mirrored));
  // The stride of a single column does not matter.
  auto one_column = mirrored;
  one_column.image[2] = 1;
  EXPECT_TRUE(are_runs<V>(one_column));
  // Offsets in a plane are numbers of 32 bits.
  auto tall = call<float>::dense(5, true, true, narrow);
  tall.image_strides[1] = ((std::ptrdiff_t{1} << 28) - tall.image[2]) / (tall.image[1] - 1);
  EXPECT_TRUE(are_runs<V>(tall));
  tall.image_strides[1] += 1;
  EXPECT_FALSE(are_runs<V>(tall));
  tall.image[0] = 1;
  EXPECT_FALSE(are_runs<V>(tall));
  auto two_rows = tall;
  two_rows.image[1] = 2;
  two_rows.image_strides[1] = std::ptrdiff_t{1} << 28;
  EXPECT_FALSE(are_runs<V>(two_rows));
  two_rows.image[2] = 1;
  EXPECT_FALSE(are_runs<V>(two_rows));
  // Planes of images that are in memory, here 32 MiB, go by runs into wider crops, unless these are pixels.
  for (const std::ptrdiff_t height : {1023, 1024}) {
    for (const bool are_crops_planar : {false, true}) {
      auto large = call<float>::dense(8, true, are_crops_planar, of_vectors);
      large.image = {{1, height, 1024, 8}};
      large.image_strides = planar(large.image);
      const bool is_narrow = of_vectors < (are_crops_planar ? 24 : 32);
      EXPECT_EQ(are_runs<V>(large), is_narrow || (are_crops_planar && height == 1024));
    }
  }
}

template <class V>
void the_stride_of_a_single_column_does_not_matter() {
  auto one_column = call<float>::dense(3, false, false, 1);
  one_column.crops_strides[2] = -77;
  expect_scanlines<V>(one_column.template choice<V>(), V::order::contiguous, 3, 1, 1);
  auto planes = call<float>::dense(3, false, true, 1);
  planes.crops_strides[2] = -77;
  expect_scanlines<V>(planes.template choice<V>(), V::order::deinterleave, 3, 1, 1);
  auto one_channel = call<float>::dense(1, false, false);
  one_channel.crops_strides[3] = -77;
  expect_scanlines<V>(one_channel.template choice<V>(), V::order::contiguous, 1, 1, 1);
}

template <class V>
void images_that_vectors_cannot_index_go_to_the_scalar_loops() {
  for (const std::size_t axis : {std::size_t{1}, std::size_t{2}}) {
    auto large = call<std::uint8_t>::dense(1, false, false);
    large.image_strides = {{0, 0, 0, 1}};
    large.image[axis] = std::ptrdiff_t{1} << 24;
    EXPECT_EQ(large.template choice<V>().chosen, V::family::scanlines);
    large.image[axis] += 1;
    EXPECT_EQ(large.template choice<V>().chosen, V::family::scalar);
  }
  auto far_apart = call<float>::dense(3, false, false);
  far_apart.image_strides[2] = std::ptrdiff_t{1} << 30;
  EXPECT_EQ(far_apart.template choice<V>().chosen, V::family::scalar);
}

/// What becomes of a call with crops of these extents, whose image and crops are both planes or both interleaved.
template <class V, class T>
auto kernel_of_crops(std::ptrdiff_t channels, bool are_planes, std::ptrdiff_t height, std::ptrdiff_t width) {
  auto each = call<T>::dense(channels, are_planes, are_planes);
  each.crops = {{3, height, width, channels}};
  each.crops_strides = are_planes ? planar(each.crops) : interleaved(each.crops);
  return each.template choice<V>().chosen;
}

template <class V>
void tiny_crops_and_narrow_rows_go_to_the_scalar_loops() {
  EXPECT_EQ((kernel_of_crops<V, float>(3, false, 5, 1)), V::family::scalar);  // 15 outputs
  EXPECT_EQ((kernel_of_crops<V, std::uint8_t>(3, false, 6, 1)), V::family::scanlines);
  EXPECT_EQ((kernel_of_crops<V, double>(1, false, 4, 4)), V::family::scalar);
  EXPECT_EQ((kernel_of_crops<V, double>(1, false, 1, 17)), V::family::scanlines);
  EXPECT_EQ((kernel_of_crops<V, std::uint8_t>(1, false, 4096, 2)), V::family::scalar);
  EXPECT_EQ((kernel_of_crops<V, std::uint8_t>(1, false, 4096, 3)), V::family::scanlines);
  EXPECT_EQ((kernel_of_crops<V, std::uint8_t>(2, false, 4096, 1)), V::family::scalar);
  EXPECT_EQ((kernel_of_crops<V, std::uint8_t>(3, false, 4096, 1)), V::family::scanlines);
  EXPECT_EQ((kernel_of_crops<V, float>(4, true, 100, 2)), V::family::scalar);
  EXPECT_EQ((kernel_of_crops<V, float>(4, true, 100, 3)), V::family::scanlines);
  // Of several channels, pixels count. They are computed faster without a plan where nothing is converted,
  EXPECT_EQ((kernel_of_crops<V, float>(3, false, 9, 1)), V::family::scalar);
  EXPECT_EQ((kernel_of_crops<V, float>(3, false, 10, 1)), V::family::scanlines);
  EXPECT_EQ((kernel_of_crops<V, float>(2, false, 1, 9)), V::family::scalar);
  EXPECT_EQ((kernel_of_crops<V, float>(2, false, 1, 10)), V::family::scanlines);
  if (V::floats_in_vector > 7) {
    EXPECT_EQ((kernel_of_crops<V, float>(7, false, 9, 1)), V::family::scalar);
  }
  if (V::floats_in_vector > 8) {
    EXPECT_EQ((kernel_of_crops<V, float>(8, false, 9, 1)), V::family::scanlines);
  }
  auto one_column = call<float>::dense(3, false, false, 1);
  one_column.image[2] = 1;
  one_column.crops[1] = 9;
  EXPECT_EQ(one_column.template choice<V>().chosen, V::family::scalar);
  // and from pixels to planes, and planes to pixels,
  const auto rearranged = [](auto each, std::ptrdiff_t width) {
    each.crops[1] = 1;
    each.crops[2] = width;
    return each.template choice<V>().chosen;
  };
  EXPECT_EQ(rearranged(call<std::uint8_t>::dense(3, false, true), 9), V::family::scalar);
  EXPECT_EQ(rearranged(call<std::uint8_t>::dense(3, false, true), 10), V::family::scanlines);
  EXPECT_EQ(rearranged(call<std::uint8_t>::dense(4, true, false), 36), V::family::scalar);
  EXPECT_EQ(rearranged(call<std::uint8_t>::dense(4, true, false), 37), V::family::scanlines);
  EXPECT_EQ(rearranged(call<float>::dense(4, true, false), 64), V::family::scalar);
  EXPECT_EQ(rearranged(call<float>::dense(4, true, false), 65), V::family::scanlines);
  // but not where the scalar loops would wait for the image: here, 8 MiB.
  auto large = call<float>::dense(4, true, false);
  large.image = {{1, 512, 1024, 4}};
  large.image_strides = planar(large.image);
  EXPECT_EQ(rearranged(large, 16), V::family::scalar);
  EXPECT_EQ(rearranged(large, 17), V::family::scanlines);
  large.image[1] = 511;
  EXPECT_EQ(rearranged(large, 17), V::family::scalar);
  // All planes of a crop share a plan.
  EXPECT_EQ((kernel_of_crops<V, float>(4, true, 1, 16)), V::family::scalar);
  EXPECT_EQ((kernel_of_crops<V, float>(4, true, 1, 17)), V::family::scanlines);
  EXPECT_EQ((kernel_of_crops<V, float>(5, true, 2, 2)), V::family::scalar);
  EXPECT_EQ((kernel_of_crops<V, float>(5, true, 5, 5)), V::family::scalar);
  EXPECT_EQ((kernel_of_crops<V, float>(16, true, 5, 5)), V::family::scalar);
  EXPECT_EQ((kernel_of_crops<V, float>(16, true, 13, 2)), V::family::plane_runs);
  EXPECT_EQ((kernel_of_crops<V, float>(17, true, 4, 4)), V::family::scalar);
  EXPECT_EQ((kernel_of_crops<V, float>(17, true, 17, 1)), V::family::plane_runs);
  // The scalar loops are slow with half.
  EXPECT_EQ((kernel_of_crops<V, cnr::half>(4, true, 1, 1)), V::family::scalar);
  EXPECT_EQ((kernel_of_crops<V, cnr::half>(5, true, 1, 1)), V::family::plane_runs);
  EXPECT_EQ((kernel_of_crops<V, cnr::half>(1, false, 4096, 2)), V::family::scanlines);
  EXPECT_EQ((kernel_of_crops<V, cnr::half>(1, false, 1, 5)), V::family::scanlines);
}

template <class V>
void boxes_of_far_columns_go_to_the_scalar_loops() {
  constexpr auto any = static_cast<float>(cnr::detail::max_extent);
  const auto max_step_of = [](auto each, std::ptrdiff_t height, std::ptrdiff_t width) {
    each.crops[1] = height;
    each.crops[2] = width;
    return each.template max_step<V>();
  };
  const auto max_step = [&](const auto& each, std::ptrdiff_t size) { return max_step_of(each, size, size); };
  // Four tables for each window of outputs.
  EXPECT_EQ(max_step(call<float>::dense(1, false, false), 10), 4);
  EXPECT_EQ(max_step(call<float>::dense(3, false, false), 10), 4);
  EXPECT_EQ(max_step(call<float>::dense(1, false, false), 11), any);
  EXPECT_EQ(max_step(call<float>::dense(1, false, false), 9), 4);
  EXPECT_EQ(max_step_of(call<float>::dense(1, false, false), 11, 10), any);
  EXPECT_EQ(max_step_of(call<float>::dense(1, false, false), 10, 11), any);
  // Columns that are packed, and vectors of channels, are near.
  auto of_columns = call<float>::dense(1, false, false);
  of_columns.image_strides = column_major(of_columns.image);
  EXPECT_EQ(max_step(of_columns, 10), any);
  EXPECT_EQ(max_step(call<float>::dense(16, false, false), 10), any);
  EXPECT_EQ(max_step(call<std::uint8_t>::dense(3, false, false), 4), 16);
  EXPECT_EQ(max_step(call<std::uint8_t>::dense(3, false, false), 5), any);
  // Planes that become pixels.
  EXPECT_EQ(max_step(call<float>::dense(3, true, false), 20), 4);
  EXPECT_EQ(max_step(call<float>::dense(3, true, false), 21), any);
  EXPECT_EQ(max_step(call<std::uint8_t>::dense(3, true, false), 20), any);
  auto large = call<float>::dense(1, false, false);
  large.image = {{1, 512, 512, 1}};
  EXPECT_EQ(max_step(large, 10), any);
  // Runs.
  EXPECT_EQ(max_step(call<float>::dense(16, true, true), 10), 8);
  EXPECT_EQ(max_step(call<float>::dense(17, true, true), 10), any);
  EXPECT_EQ(max_step(call<cnr::half>::dense(16, true, true), 10), any);
}

// Windows of 16 bytes have two tables, and longer ones four.
template <class V>
void corners_are_read_where_windows_reach_no_further() {
  const auto max_step = [](const auto& each) { return each.template choice<V>().layout.max_window_step; };
  const bool is_short = V::floats_in_window == 4;
  EXPECT_EQ(max_step(call<float>::dense(1, false, false)), is_short ? 24 / 12.0F : 248 / 60.0F);
  EXPECT_EQ(max_step(call<std::uint8_t>::dense(1, false, false)), is_short ? 30 / 3.0F : 254 / 15.0F);
  EXPECT_EQ(max_step(call<std::uint8_t>::dense(3, false, false)), is_short ? 84 / 9.0F : 756 / 45.0F);
  EXPECT_EQ(max_step(call<std::uint8_t>::dense(5, false, true)), is_short ? 130 / 25.0F : 1250 / 75.0F);
}

template <class V>
void boxes_of_planes_with_far_columns_go_by_scanlines_as_far_as_windows_reach() {
  const auto of_box = [](auto each, std::ptrdiff_t step, std::ptrdiff_t crop_width = 10, bool are_crops_planar = true) {
    each.image = {{1, 30, 400, each.image[3]}};
    each.image_strides = planar(each.image);
    each.crops = {{1, 12, crop_width, each.image[3]}};
    each.crops_strides = are_crops_planar ? planar(each.crops) : interleaved(each.crops);
    return each.template of_box<V>(step);
  };
  const auto bytes = call<std::uint8_t>::dense(16, true, true);
  const std::ptrdiff_t last = 16 * V::floats_in_window / std::min(V::floats_in_window, std::ptrdiff_t{10});
  EXPECT_EQ(of_box(bytes, 8), V::family::plane_runs);
  EXPECT_EQ(of_box(bytes, 9), V::family::scanlines);
  EXPECT_EQ(of_box(bytes, 9, 10, false), V::family::scanlines);
  EXPECT_EQ(of_box(bytes, last), V::family::scanlines);
  EXPECT_EQ(of_box(bytes, last + 1), V::family::scalar);
  EXPECT_EQ(of_box(bytes, 9, 6), V::family::scanlines);
  EXPECT_EQ(of_box(bytes, 9, 5), V::family::scalar);
  // Windows of 16 bits are half as wide.
  const auto shorts = call<std::int16_t>::dense(5, true, true);
  EXPECT_EQ(of_box(shorts, last / 2), last / 2 > 8 ? V::family::scanlines : V::family::plane_runs);
  EXPECT_EQ(of_box(shorts, last / 2 + 1), V::family::scalar);
  EXPECT_EQ(of_box(call<float>::dense(16, true, true), 8), V::family::plane_runs);
  EXPECT_EQ(of_box(call<float>::dense(16, true, true), 9), V::family::scalar);
  EXPECT_EQ(of_box(call<std::uint8_t>::dense(17, true, true), 9, 6), V::family::plane_runs);
  EXPECT_EQ(of_box(call<cnr::half>::dense(16, true, true), 9), V::family::plane_runs);
}

template <class V>
void boxes_of_few_pixels_are_located_together() {
  EXPECT_EQ((kernel_of_crops<V, float>(1, false, 2, 2)), V::family::scalar);
  EXPECT_EQ((kernel_of_crops<V, float>(2, false, 2, 2)), V::family::small_pixels);
  EXPECT_EQ((kernel_of_crops<V, cnr::half>(1, false, 4, 1)), V::family::small_pixels);
  EXPECT_EQ((kernel_of_crops<V, float>(V::floats_in_vector, false, 1, 4)), V::family::small_pixels);
  EXPECT_EQ((kernel_of_crops<V, float>(V::floats_in_vector, false, 1, 5)), V::family::pixels);
  auto streamed = call<float>::dense(64, false, false);
  streamed.crops = {{3, 2, 2, 64}};
  streamed.crops_strides = interleaved(streamed.crops);
  streamed.streams = true;
  EXPECT_EQ(streamed.template choice<V>().chosen, V::family::small_pixels);
}

template <class V>
void columns_of_images_are_read_where_they_are_packed() {
  const auto tall = [](std::ptrdiff_t channels, bool are_crops_planar, bool are_pixels) {
    auto made = call<float>::dense(channels, true, are_crops_planar);
    made.image_strides = are_pixels ? transposed(made.image) : column_major(made.image);
    return made.template choice<V>();
  };
  expect_scanlines<V>(tall(1, false, false), V::order::contiguous, 1, 1, 1, 384);
  expect_scanlines<V>(tall(3, true, false), V::order::contiguous, 1, 3, 1, 384);
  expect_scanlines<V>(tall(3, true, true), V::order::contiguous, 1, 3, 1, 384);
  const auto planes = tall(3, false, false);
  expect_scanlines<V>(planes, V::order::interleave, 1, 1, 3, 128);
  EXPECT_EQ(planes.layout.runs.count, 3);
  const auto pixels = tall(3, false, true);
  expect_scanlines<V>(pixels, V::order::interleave, 1, 1, 3, 256);
  EXPECT_EQ(pixels.layout.runs.count, 1);
  EXPECT_EQ(call<float>::dense(3, true, false).template choice<V>().layout.runs.count, 0);
}

template <class V>
void packed_columns_of_crops_are_transposed() {
  const auto tall = [](std::ptrdiff_t channels, bool is_image_planar) {
    auto made = call<float>::dense(channels, is_image_planar, true);
    made.crops_strides = column_major(made.crops);
    return made.template choice<V>();
  };
  const auto expect = [](const typename V::choice& actual, std::ptrdiff_t channels, std::ptrdiff_t passes) {
    EXPECT_EQ(actual.layout.order, V::order::by_columns);
    EXPECT_EQ(actual.layout.along.channels, channels);
    EXPECT_EQ(actual.layout.passes, passes);
    EXPECT_EQ(actual.layout.capacity, 48 / channels);
  };
  expect(tall(1, false), 1, 1);
  expect(tall(3, true), 1, 3);
  expect(tall(3, false), 3, 1);
  expect(tall(16, false), 16, 1);
  expect(tall(17, false), 1, 17);
}

/// The most columns of a chunk of a transposed call for a box of the whole image, or 0.
template <class V, class T>
std::ptrdiff_t transposed_columns(std::ptrdiff_t channels, bool is_image_planar, bool are_crops_planar,
                                  std::ptrdiff_t image_height, std::ptrdiff_t crop_height) {
  const std::array<float, 4> corners{{0, 0, 1, 1}};
  const extents image{{1, image_height, 40, channels}};
  const extents crops{{1, crop_height, 20, channels}};
  const cnr::detail::forward_arguments<T, cnr::bilinear> arguments{
      {{nullptr, image, is_image_planar ? column_major(image) : transposed(image)},
       {corners.data(), {1, 4}},
       cnr::first_image(1),
       {},
       false,
       false},
      {nullptr, crops, are_crops_planar ? column_major(crops) : transposed(crops)},
      {},
      {}};
  return V::transposed(arguments);
}

template <class V>
void calls_of_packed_columns_are_transposed() {
  // Planes, of a single channel and of some, and pixels; by runs where columns of the crops are short.
  EXPECT_EQ((transposed_columns<V, std::uint8_t>(1, true, true, 100, 100)), 384);
  EXPECT_EQ((transposed_columns<V, double>(3, true, true, 100, 100)), 384);
  EXPECT_EQ((transposed_columns<V, float>(3, false, false, 100, 100)), 128);
  EXPECT_EQ((transposed_columns<V, float>(3, true, false, 100, 100)), 256);
  EXPECT_EQ((transposed_columns<V, float>(3, false, true, 100, 100)), 128);
  EXPECT_EQ((transposed_columns<V, float>(5, true, true, 40, 3 * V::floats_in_vector - 1)), 256);
  EXPECT_EQ((transposed_columns<V, float>(5, true, true, 40, 3 * V::floats_in_vector)), 384);
  // Many planes into crops of pixels that are larger than a first-level cache.
  EXPECT_NE((transposed_columns<V, float>(64, true, false, 100, 100)), 0);
  // A vector of AVX-512 of an image column at least.
  EXPECT_EQ((transposed_columns<V, float>(1, true, true, 16, 100)), 384);
  EXPECT_EQ((transposed_columns<V, float>(1, true, true, 15, 100)), 0);
  // Chunks read at most 1536 elements of a column. From 32 on for each output, the image's rows are read.
  EXPECT_EQ((transposed_columns<V, float>(1, true, true, 10 * 99 + 1, 100)), 153);
  EXPECT_EQ((transposed_columns<V, float>(1, true, true, 32 * 99 + 1, 100)), 47);
  EXPECT_EQ((transposed_columns<V, float>(1, true, true, 33 * 99 + 1, 100)), 0);
  // A chunk of pixels has at least eight.
  EXPECT_EQ((transposed_columns<V, float>(3, false, false, 30 * 99 + 1, 100)), 16);
  // There is room for 16 columns that are 95 elements apart: four columns more may be read, as coordinates are rounded.
  EXPECT_EQ((transposed_columns<V, float>(3, false, false, 95 * 33 + 1, 100)), 16);
  EXPECT_EQ((transposed_columns<V, float>(3, false, false, 95 * 33 + 7, 100)), 15);
  EXPECT_EQ((transposed_columns<V, float>(2, false, true, 32 * 99 + 1, 100)), 23);
  if (V::floats_in_vector > 7) {
    EXPECT_EQ((transposed_columns<V, float>(7, false, false, 32 * 99 + 1, 100)), 0);
  }
  // Not where either has packed rows.
  auto mixed = call<float>::dense(3, true, true);
  mixed.image_strides = column_major(mixed.image);
  EXPECT_EQ(mixed.template transposed<V>(), 0);
  std::swap(mixed.image_strides, mixed.crops_strides);
  mixed.image_strides = planar(mixed.image);
  mixed.crops_strides = column_major(mixed.crops);
  EXPECT_EQ(mixed.template transposed<V>(), 0);
  // Nor where columns of the image have elements between theirs, or channels are in another order.
  auto sparse = call<float>::dense(1, true, true, 20);
  sparse.crops_strides = column_major(sparse.crops);
  sparse.image_strides = {{9999, 4, 200, 1}};
  EXPECT_NE(sparse.template transposed<V>(), 0);
  sparse.image_strides = {{9999, 5, 200, 1}};
  EXPECT_EQ(sparse.template transposed<V>(), 0);
  // The stride of a single column does not matter.
  auto one_column = call<float>::dense(1, true, true, 20);
  one_column.crops_strides = column_major(one_column.crops);
  one_column.image[2] = 1;
  one_column.image_strides = {{30, 1, 0, 30}};
  EXPECT_NE(one_column.template transposed<V>(), 0);
  auto one_column_of_pixels = call<float>::dense(3, false, false);
  one_column_of_pixels.image[2] = 1;
  one_column_of_pixels.image_strides = {{90, 3, 0, 1}};
  one_column_of_pixels.crops_strides = transposed(one_column_of_pixels.crops);
  EXPECT_NE(one_column_of_pixels.template transposed<V>(), 0);
  auto reversed = call<float>::dense(3, false, false);
  reversed.image_strides = transposed(reversed.image);
  reversed.image_strides[3] = -1;
  reversed.crops_strides = transposed(reversed.crops);
  EXPECT_EQ(reversed.template transposed<V>(), 0);
}

template <class V>
void large_crops_of_pixels_are_not_written_plane_by_plane() {
  // Planes with gaps between the image's columns, and columns of pixels in the crops: 12 and 48 KiB.
  const auto chosen = [](std::ptrdiff_t height, std::ptrdiff_t channels = 16) {
    auto made = call<float>::dense(channels, true, false, 48);
    made.image_strides = {{channels * 2400, 80, 2, 2400}};
    made.crops[1] = height;
    made.crops_strides = transposed(made.crops);
    return made.template choice<V>();
  };
  expect_scanlines<V>(chosen(4), V::order::strided, 1, 16, 1);
  EXPECT_EQ(chosen(8).chosen, V::family::scanlines);
  EXPECT_EQ(chosen(16).chosen, V::family::scalar);
  EXPECT_EQ(chosen(16, 17).chosen, V::family::scalar);
  // Pixels of less than a cache line.
  EXPECT_EQ(chosen(20, 15).chosen, V::family::scanlines);
}

template <class V>
void pixels_with_gaps_are_stored_whole() {
  auto gaps = call<float>::dense(3, false, false);
  gaps.crops_strides = {{800, 80, 4, 1}};
  expect_scanlines<V>(gaps.template choice<V>(), V::order::strided, 3, 1, 1);
  gaps.crops_strides = transposed(gaps.crops);
  expect_scanlines<V>(gaps.template choice<V>(), V::order::strided, 3, 1, 1);
  auto pairs = call<float>::dense(2, false, false);
  pairs.crops_strides = {{800, 80, 4, 1}};
  expect_scanlines<V>(pairs.template choice<V>(), V::order::strided, 2, 1, 1);
}

template <class V>
void streams_are_for_rows_of_eight_cache_lines() {
  const auto streams = [](call<float> each) {
    each.streams = true;
    return each.template choice<V>().layout.streams;
  };
  EXPECT_TRUE(streams(call<float>::dense(1, false, false, 128)));
  EXPECT_FALSE(streams(call<float>::dense(1, false, false, 127)));
  EXPECT_TRUE(streams(call<float>::dense(2, false, false, 64)));
  EXPECT_FALSE(streams(call<float>::dense(2, false, false, 63)));
  EXPECT_TRUE(streams(call<float>::dense(2, true, false, 64)));
  EXPECT_FALSE(streams(call<float>::dense(2, true, false, 63)));
  // Rows of planes are as long as the crop is wide.
  EXPECT_TRUE(streams(call<float>::dense(2, false, true, 128)));
  EXPECT_FALSE(streams(call<float>::dense(2, false, true, 127)));
  EXPECT_TRUE(streams(call<float>::dense(5, true, true, 128)));
  EXPECT_FALSE(streams(call<float>::dense(5, true, true, 127)));
  // Pixels are written as a whole, or not streamed.
  EXPECT_TRUE(streams(call<float>::dense(5, true, false, 1000)));
  EXPECT_FALSE(streams(call<float>::dense(200, true, false, 1000)));
  // Outputs that are not packed are stored one by one.
  auto gaps = call<float>::dense(1, false, false, 1000);
  gaps.crops_strides[2] = 2;
  EXPECT_FALSE(streams(gaps));
  EXPECT_FALSE(call<float>::dense(1, false, false, 128).template choice<V>().layout.streams);
}

template <class V>
void planes_are_filtered_four_or_more_together() {
  EXPECT_TRUE(call<float>::dense(4, true, true).template filters_planes<V>());
  EXPECT_TRUE(call<std::uint8_t>::dense(4, true, false).template filters_planes<V>());
  EXPECT_FALSE(call<float>::dense(3, true, true).template filters_planes<V>());
  EXPECT_FALSE(call<float>::dense(4, false, true).template filters_planes<V>());
  auto narrow = call<float>::dense(4, true, true);
  narrow.image[2] = V::floats_in_vector;
  EXPECT_TRUE(narrow.template filters_planes<V>());
  narrow.image[2] = V::floats_in_vector - 1;
  EXPECT_FALSE(narrow.template filters_planes<V>());
  auto gaps = call<float>::dense(4, true, true);
  gaps.image_strides[2] = 2;
  EXPECT_FALSE(gaps.template filters_planes<V>());
  gaps = call<float>::dense(4, true, true);
  gaps.crops_strides[2] = 2;
  EXPECT_FALSE(gaps.template filters_planes<V>());
}

/// Before main, as GoogleTest's own macros add theirs.
// NOLINTNEXTLINE(cert-err58-cpp): what cannot be added ends the process, as it should
[[maybe_unused]] const bool has_added_tests = support::for_each_vector_target([](auto tag) {
  using V = decltype(kernel_choices_of(tag));
  support::add_tests(
      "KernelChoice", tag.id,
      {{"ManyPackedChannelsGoPixelByPixel", many_packed_channels_go_pixel_by_pixel<V>},
       {"ScanlinesTakeChannelsTogetherThatArePackedOnBothSides",
        scanlines_take_channels_together_that_are_packed_on_both_sides<V>},
       {"SingleElementsAreFoundByShortWindowsAsFarAsTheyReach",
        single_elements_are_found_by_short_windows_as_far_as_they_reach<V>},
       {"RowsThatAreShortAndFarApartAreNotCopied", rows_that_are_short_and_far_apart_are_not_copied<V>},
       {"FarPixelsOutOfMemoryGoByShorterVectors", far_pixels_out_of_memory_go_by_shorter_vectors<V>},
       {"SomeElementsHaveReadersOfTheirOwn", some_elements_have_readers_of_their_own<V>},
       {"BoxesOfFewChannelsGoByScanlinesWhereRowsRepeat", boxes_of_few_channels_go_by_scanlines_where_rows_repeat<V>},
       {"ChannelsAreRearranged", channels_are_rearranged<V>},
       {"PlanesGoOneByOne", planes_go_one_by_one<V>},
       {"PlanesOfNarrowCropsAreTakenByRuns", planes_of_narrow_crops_are_taken_by_runs<V>},
       {"TheStrideOfASingleColumnDoesNotMatter", the_stride_of_a_single_column_does_not_matter<V>},
       {"ImagesThatVectorsCannotIndexGoToTheScalarLoops", images_that_vectors_cannot_index_go_to_the_scalar_loops<V>},
       {"TinyCropsAndNarrowRowsGoToTheScalarLoops", tiny_crops_and_narrow_rows_go_to_the_scalar_loops<V>},
       {"BoxesOfFarColumnsGoToTheScalarLoops", boxes_of_far_columns_go_to_the_scalar_loops<V>},
       {"CornersAreReadWhereWindowsReachNoFurther", corners_are_read_where_windows_reach_no_further<V>},
       {"BoxesOfPlanesWithFarColumnsGoByScanlinesAsFarAsWindowsReach",
        boxes_of_planes_with_far_columns_go_by_scanlines_as_far_as_windows_reach<V>},
       {"BoxesOfFewPixelsAreLocatedTogether", boxes_of_few_pixels_are_located_together<V>},
       {"ColumnsOfImagesAreReadWhereTheyArePacked", columns_of_images_are_read_where_they_are_packed<V>},
       {"PackedColumnsOfCropsAreTransposed", packed_columns_of_crops_are_transposed<V>},
       {"CallsOfPackedColumnsAreTransposed", calls_of_packed_columns_are_transposed<V>},
       {"LargeCropsOfPixelsAreNotWrittenPlaneByPlane", large_crops_of_pixels_are_not_written_plane_by_plane<V>},
       {"PlanesAreFilteredFourOrMoreTogether", planes_are_filtered_four_or_more_together<V>},
       {"PixelsWithGapsAreStoredWhole", pixels_with_gaps_are_stored_whole<V>},
       {"StreamsAreForRowsOfEightCacheLines", streams_are_for_rows_of_eight_cache_lines<V>}});
});

}  // namespace
