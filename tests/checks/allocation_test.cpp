// SPDX-License-Identifier: MIT
//
// Calls that write into crops of the caller's allocate nothing, whatever the element type, the method and the size. The
// program's operators new count.

#include "support/prebuilt.hpp"
#include "support/prebuilt_grad.hpp"

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <vector>

namespace {

std::atomic<long> allocations{0};

void* allocate(std::size_t size) {
  ++allocations;
  if (void* const place = std::malloc(size == 0 ? 1 : size)) return place;
  throw std::bad_alloc();
}

void* allocate(std::size_t size, std::align_val_t alignment) {
  ++allocations;
  const auto unit = static_cast<std::size_t>(alignment);
  if (void* const place = std::aligned_alloc(unit, (size + unit - 1) / unit * unit)) return place;
  throw std::bad_alloc();
}

}  // namespace

// The nothrow forms call these, by default. So do the array forms, but not under AddressSanitizer, which has its own.
void* operator new(std::size_t size) { return allocate(size); }
void* operator new(std::size_t size, std::align_val_t alignment) { return allocate(size, alignment); }
void* operator new[](std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size, std::align_val_t alignment) { return allocate(size, alignment); }
void operator delete(void* place) noexcept { std::free(place); }
void operator delete(void* place, std::size_t /*size*/) noexcept { std::free(place); }
void operator delete(void* place, std::align_val_t /*alignment*/) noexcept { std::free(place); }
void operator delete(void* place, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept { std::free(place); }
void operator delete[](void* place) noexcept { std::free(place); }
void operator delete[](void* place, std::size_t /*size*/) noexcept { std::free(place); }
void operator delete[](void* place, std::align_val_t /*alignment*/) noexcept { std::free(place); }
void operator delete[](void* place, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept { std::free(place); }

namespace {

struct shape {
  std::ptrdiff_t batch, height, width, channels, num_boxes, crop_height, crop_width;
};

/// The operands of a call, allocated before the counting starts.
template <class T>
struct operands {
  explicit operands(const shape& shape)
      : extents{{shape.batch, shape.height, shape.width, shape.channels}},
        crop_extents{{shape.num_boxes, shape.crop_height, shape.crop_width, shape.channels}},
        pixels(product(extents)),
        output(product(crop_extents)),
        indices(static_cast<std::size_t>(shape.num_boxes)) {
    for (std::ptrdiff_t box = 0; box < shape.num_boxes; ++box) {
      const float shift = 0.01F * static_cast<float>(box);
      corners.insert(corners.end(), {shift, 0.9F - shift, 1.1F - shift, shift});
    }
  }

  static std::size_t product(const std::array<std::ptrdiff_t, 4>& extents) {
    return static_cast<std::size_t>(extents[0] * extents[1] * extents[2] * extents[3]);
  }

  cnr::image_view<T> image() const { return {pixels.data(), extents}; }
  cnr::boxes_view boxes() const { return {corners.data(), {crop_extents[0], 4}}; }
  cnr::box_indices_view box_indices() const { return {indices.data(), {crop_extents[0]}}; }
  cnr::crops_view<float> crops() { return {output.data(), crop_extents}; }

  std::array<std::ptrdiff_t, 4> extents;
  std::array<std::ptrdiff_t, 4> crop_extents;
  std::vector<T> pixels;
  std::vector<float> output;
  std::vector<std::int32_t> indices;
  std::vector<float> corners;
};

/// The allocations that `call` makes.
template <class Call>
long count_allocations(const Call& call) {
  const long before = allocations;
  call();
  return allocations - before;
}

struct one_by_one {
  template <class Body>
  void operator()(std::ptrdiff_t count, double /*cost*/, const Body& body) const {
    for (std::ptrdiff_t item = 0; item < count; ++item) body(item, item + 1);
  }
};

template <class T>
class Allocation : public ::testing::Test {};

using element_types = ::testing::Types<std::uint8_t, std::uint16_t, std::int8_t, std::int16_t, std::int32_t,
                                       std::int64_t, cnr::half, cnr::bfloat16, float, double>;

// Without a class that names the types, CTest shows the types themselves. The comma stands for its absence.
TYPED_TEST_SUITE(Allocation, element_types, );

// Packed pixels, many channels, crops wider than a plan and so large that they are cut into many pieces, no boxes.
constexpr std::array<shape, 6> shapes{{{2, 31, 37, 1, 5, 40, 40},
                                       {2, 31, 37, 3, 5, 40, 40},
                                       {1, 9, 8, 64, 7, 14, 14},
                                       {1, 50, 60, 4, 1, 3, 3000},
                                       {1, 100, 100, 3, 1, 500, 400},
                                       {1, 5, 5, 3, 0, 7, 7}}};

TYPED_TEST(Allocation, ACallIntoTheCallersCropsAllocatesNothing) {
  for (const shape& shape : shapes) {
    operands<TypeParam> call(shape);
    const auto expect_none = [&call](auto sampler) {
      EXPECT_EQ(count_allocations([&] {
                  const bool done = static_cast<bool>(
                      cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops(), sampler));
                  if (!done) std::abort();
                }),
                0);
    };
    expect_none(cnr::bilinear{});
    expect_none(cnr::nearest{});
    expect_none(cnr::method::bilinear);
    expect_none(cnr::method::nearest);
  }
}

TYPED_TEST(Allocation, ACallOverStridedViewsAllocatesNothing) {
  operands<TypeParam> call({2, 31, 37, 3, 5, 40, 40});
  // Width and height swapped, on both sides.
  EXPECT_EQ(count_allocations([&call] {
              const bool done =
                  static_cast<bool>(cnr::crop_and_resize(call.image().permuted({0, 2, 1, 3}), call.boxes(),
                                                         call.box_indices(), call.crops().permuted({0, 2, 1, 3})));
              if (!done) std::abort();
            }),
            0);
}

TEST(AllocationForDestinations, ACallIntoNormalisedHalvesAllocatesNothing) {
  for (const shape& shape : shapes) {
    operands<std::uint8_t> call(shape);
    std::vector<cnr::half> halves(call.output.size());
    const std::vector<float> factors(static_cast<std::size_t>(shape.channels), 0.5F);
    const cnr::crops_view<cnr::half> crops(halves.data(), call.crop_extents);
    const cnr::channels_view scale(factors.data(), {shape.channels});
    EXPECT_EQ(count_allocations([&] {
                const bool done =
                    cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), crops) &&
                    cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(),
                                         cnr::normalized(crops, scale, scale), cnr::method::bilinear, {}, one_by_one{});
                if (!done) std::abort();
              }),
              0);
  }
}

// Shrunk by more than the room for weights is for, too.
TEST(AllocationForDestinations, ACallWithAFilterAllocatesNothing) {
  constexpr std::array<shape, 3> strongly_shrunk{
      {{1, 3000, 7, 3, 2, 1, 2}, {1, 7, 9000, 1, 1, 3, 1}, {1, 90, 90, 64, 3, 2, 2}}};
  const auto expect_none = [](const shape& shape, auto filter) {
    operands<std::uint8_t> call(shape);
    const cnr::options settings{0, cnr::coordinate_mode::half_pixel};
    EXPECT_EQ(count_allocations([&] {
                const bool done = cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops(),
                                                       filter, settings) &&
                                  cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops(),
                                                       filter, settings, one_by_one{});
                if (!done) std::abort();
              }),
              0);
  };
  for (const auto& each :
       {shapes[0], shapes[2], shapes[3], shapes[5], strongly_shrunk[0], strongly_shrunk[1], strongly_shrunk[2]}) {
    expect_none(each, cnr::lanczos3{});
    expect_none(each, cnr::roi_align{});
  }
}

TEST(AllocationForDestinations, ACallForImagesOfDifferentSizesAllocatesNothing) {
  for (const shape& shape : shapes) {
    operands<std::uint8_t> call(shape);
    const auto [batch, height, width, channels] = call.extents;
    const std::array<cnr::image_view<std::uint8_t>, 2> images{
        {{call.pixels.data(), {1, height, width, channels}}, {call.pixels.data(), {1, height / 2, width, channels}}}};
    EXPECT_EQ(count_allocations([&] {
                const cnr::images_view<std::uint8_t> both(images.data(), {2});
                const bool done = cnr::crop_and_resize(both, call.boxes(), call.box_indices(), call.crops()) &&
                                  cnr::crop_and_resize(
                                      both, call.boxes(), call.box_indices(), call.crops(), cnr::nearest{},
                                      {0, cnr::coordinate_mode::half_pixel, cnr::border_mode::isolate}, one_by_one{});
                if (!done) std::abort();
              }),
              0);
  }
}

TYPED_TEST(Allocation, ACallThroughAnExecutorAllocatesNothing) {
  operands<TypeParam> call({1, 100, 100, 3, 1, 500, 400});
  EXPECT_EQ(count_allocations([&call] {
              const bool done = static_cast<bool>(cnr::crop_and_resize(
                  call.image(), call.boxes(), call.box_indices(), call.crops(), cnr::bilinear{}, {}, one_by_one{}));
              if (!done) std::abort();
            }),
            0);
}

TYPED_TEST(Allocation, AGradientAllocatesNothing) {
  for (const shape& shape : shapes) {
    operands<TypeParam> call(shape);
    operands<float> image(shape);
    std::vector<float> by_boxes(call.corners.size());
    const auto grads = cnr::image_view<float>(call.crops());
    const cnr::tensor_view<float, 4> grad_image(image.pixels.data(), call.extents);
    const cnr::tensor_view<float, 2> grad_boxes(by_boxes.data(), call.boxes().extents());
    EXPECT_EQ(count_allocations([&] {
                const bool done =
                    cnr::crop_and_resize_grad_image(grads, call.boxes(), call.box_indices(), grad_image) &&
                    cnr::crop_and_resize_grad_image(grads, call.boxes(), call.box_indices(), grad_image, cnr::nearest{},
                                                    one_by_one{}) &&
                    cnr::crop_and_resize_grad_boxes(grads, call.image(), call.boxes(), call.box_indices(),
                                                    grad_boxes) &&
                    cnr::crop_and_resize_grad_boxes(grads, call.image(), call.boxes(), call.box_indices(), grad_boxes,
                                                    one_by_one{});
                if (!done) std::abort();
              }),
              0);
  }
}

TYPED_TEST(Allocation, ARefusalAllocatesNothing) {
  operands<TypeParam> call({1, 31, 37, 3, 5, 40, 40});
  call.indices[3] = 1;
  EXPECT_EQ(count_allocations([&call] {
              const cnr::result refused =
                  cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops());
              if (refused.code != cnr::errc::box_index_out_of_range || refused.message() == nullptr) std::abort();
            }),
            0);
}

TYPED_TEST(Allocation, ACallThatReturnsTheCropsAllocatesThemAndNothingElse) {
  operands<TypeParam> call({1, 31, 37, 3, 5, 40, 40});
  EXPECT_EQ(count_allocations([&call] {
              const auto crops =
                  cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), cnr::crop_size{20, 20});
              if (crops.data() == nullptr) std::abort();
            }),
            1);
}

}  // namespace
