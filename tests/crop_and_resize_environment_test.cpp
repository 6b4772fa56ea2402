// SPDX-License-Identifier: MIT
//
// A thread whose caller has set another rounding mode, or has denormal numbers flushed: the numbers are not promised
// then, but nothing is read or written outside, and every output is written.

#include "support/elements.hpp"
#include "support/guarded.hpp"
#include "support/prebuilt.hpp"
#include "support/prebuilt_grad.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cfenv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace {

using support::pick;

/// The rounding mode, and on x86 flush-to-zero and denormals-are-zero, of this thread while it lives.
class environment {
 public:
  explicit environment(int rounding) : before_(std::fegetround()) {
    std::fesetround(rounding);
#if defined(__SSE2__)
    control_before_ = _mm_getcsr();
    constexpr unsigned flush_to_zero = 0x8000;
    constexpr unsigned denormals_are_zero = 0x0040;
    _mm_setcsr(control_before_ | flush_to_zero | denormals_are_zero);
#endif
  }
  ~environment() {
#if defined(__SSE2__)
    _mm_setcsr(control_before_);
#endif
    std::fesetround(before_);
  }
  environment(const environment&) = delete;
  environment& operator=(const environment&) = delete;

 private:
  int before_;
#if defined(__SSE2__)
  unsigned control_before_ = 0;
#endif
};

/// Shapes and a box with bounds on and next to the image's edges, where a rounding more or less steps outside.
struct edge_case {
  explicit edge_case(support::random_engine& random)
      : image{{1, pick(random, 1, 30), pick(random, 1, 300), pick(random, 1, 5)}},
        crop{{1, pick(random, 1, 12), pick(random, 1, 300), image[3]}},
        side(support::one_in(random, 2) ? support::flush::with_start : support::flush::with_end),
        method(support::one_in(random, 2) ? cnr::method::nearest : cnr::method::bilinear) {
    for (float& bound : box) {
      const float bounds[] = {0,
                              1,
                              -0.0F,
                              std::nextafter(1.0F, 2.0F),
                              std::nextafter(1.0F, 0.0F),
                              0.5F,
                              1.5F,
                              -std::numeric_limits<float>::denorm_min(),
                              std::numeric_limits<float>::max(),
                              -1};
      bound = bounds[pick(random, 0, 9)];
    }
  }

  using extents = std::array<std::ptrdiff_t, 4>;

  static std::size_t size_of(const extents& of) { return static_cast<std::size_t>(of[1] * of[2] * of[3]); }
  cnr::boxes_view boxes() const { return {box.data(), {1, 4}}; }
  cnr::box_indices_view box_indices() const { return {&box_index, {1}}; }

  extents image;
  extents crop;
  support::flush side;
  cnr::method method;
  std::array<float, 4> box{};
  std::int32_t box_index = 0;
};

template <class T>
void expect_contained(support::random_engine& random, int rounding) {
  const edge_case made(random);
  support::guarded<T> pixels(edge_case::size_of(made.image), made.side);
  for (T& pixel : pixels) pixel = static_cast<T>(pick(random, 1, 100));
  support::guarded<float> crops(edge_case::size_of(made.crop), made.side);
  for (float& output : crops) output = std::nanf("");
  bool done = false;
  {
    const environment changed(rounding);
    done = static_cast<bool>(cnr::crop_and_resize<T>({pixels.data(), made.image}, made.boxes(), made.box_indices(),
                                                     {crops.data(), made.crop}, made.method));
  }
  ASSERT_TRUE(done);
  for (const float output : crops) ASSERT_TRUE(output >= 0 && output < 100.001F) << output;
}

/// expect_contained for both gradients, which share the memory of what they read and write.
template <class G>
void expect_gradients_contained(support::random_engine& random, int rounding) {
  const edge_case made(random);
  support::guarded<G> pixels(edge_case::size_of(made.image), made.side);
  for (G& pixel : pixels) pixel = std::numeric_limits<G>::quiet_NaN();
  support::guarded<float> grads(edge_case::size_of(made.crop), made.side);
  for (float& grad : grads) grad = 1;
  support::guarded<float> by_bounds(4, made.side);
  for (float& grad : by_bounds) grad = std::nanf("");
  bool done = false;
  {
    const environment changed(rounding);
    done = cnr::crop_and_resize_grad_image<G>({grads.data(), made.crop}, made.boxes(), made.box_indices(),
                                              {pixels.data(), made.image}, made.method) &&
           cnr::crop_and_resize_grad_boxes<G>({grads.data(), made.crop}, {pixels.data(), made.image}, made.boxes(),
                                              made.box_indices(), {by_bounds.data(), {1, 4}});
  }
  ASSERT_TRUE(done);
  // Gradients of 1 add up to at most their number, except for rounding.
  const double most = 1.001 * static_cast<double>(edge_case::size_of(made.crop));
  for (const G grad : pixels) ASSERT_TRUE(grad >= 0 && grad <= most) << grad;
  for (const float grad : by_bounds) ASSERT_TRUE(std::isfinite(grad)) << grad;
}

TEST(CropAndResizeInAnyEnvironment, StaysInsideItsMemoryAndWritesEveryOutput) {
  auto random = support::seeded_engine();
  for (const int rounding : {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
    for (int call = 0; call < 150 && !HasFailure(); ++call) {
      expect_contained<std::uint8_t>(random, rounding);
      expect_contained<float>(random, rounding);
      expect_contained<std::int16_t>(random, rounding);
    }
  }
}

TEST(GradientsInAnyEnvironment, StayInsideTheirMemoryAndWriteAll) {
  auto random = support::seeded_engine();
  for (const int rounding : {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
    for (int call = 0; call < 150 && !HasFailure(); ++call) {
      expect_gradients_contained<float>(random, rounding);
      expect_gradients_contained<double>(random, rounding);
    }
  }
}

TEST(CropAndResizeInAnyEnvironment, RefusesWhatItRefusesInItsOwn) {
  const std::uint8_t pixel = 1;
  const std::int32_t zero = 0;
  float crop = 0;
  const float inf = std::numeric_limits<float>::infinity();
  for (const float bad : {inf, -inf, std::nanf("")}) {
    const float box[4] = {0, bad, 1, 1};
    const environment changed(FE_UPWARD);
    const cnr::result done =
        cnr::crop_and_resize<std::uint8_t>({&pixel, {1, 1, 1, 1}}, {box, {1, 4}}, {&zero, {1}}, {&crop, {1, 1, 1, 1}});
    EXPECT_EQ(done.code, cnr::errc::box_not_finite);
  }
}

}  // namespace
