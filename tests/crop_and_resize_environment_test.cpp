// SPDX-License-Identifier: MIT
//
// A thread whose caller has set another rounding mode, or has denormal numbers flushed: the numbers are not promised
// then, but nothing is read or written outside, and every output is written.

#include "support/elements.hpp"
#include "support/guarded.hpp"
#include "support/prebuilt.hpp"
#include "support/seed.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

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

/// A call with bounds on and next to the image's edges, where a rounding more or less steps outside.
template <class T>
void expect_contained(support::random_engine& random, int rounding) {
  const std::ptrdiff_t channels = pick(random, 1, 5);
  const std::ptrdiff_t height = pick(random, 1, 30);
  const std::ptrdiff_t width = pick(random, 1, 300);
  const std::ptrdiff_t crop_height = pick(random, 1, 12);
  const std::ptrdiff_t crop_width = pick(random, 1, 300);
  const auto side = support::one_in(random, 2) ? support::flush::with_start : support::flush::with_end;
  support::guarded<T> pixels(static_cast<std::size_t>(height * width * channels), side);
  for (T& pixel : pixels) pixel = static_cast<T>(pick(random, 1, 100));
  support::guarded<float> crops(static_cast<std::size_t>(crop_height * crop_width * channels), side);
  for (float& output : crops) output = std::nanf("");
  float box[4];
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
  const std::int32_t zero = 0;
  const auto method = support::one_in(random, 2) ? cnr::method::nearest : cnr::method::bilinear;
  bool done = false;
  {
    const environment changed(rounding);
    done = static_cast<bool>(cnr::crop_and_resize<T>({pixels.data(), {1, height, width, channels}}, {box, {1, 4}},
                                                     {&zero, {1}},
                                                     {crops.data(), {1, crop_height, crop_width, channels}}, method));
  }
  ASSERT_TRUE(done);
  for (const float output : crops) ASSERT_TRUE(output >= 0 && output < 100.001F) << output;
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
