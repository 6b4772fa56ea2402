// SPDX-License-Identifier: MIT
//
// How much of the stack calls use: each runs in a thread whose stack has been painted, and then the paint is looked at.
// The stack has 128 KiB, which is what some systems give to threads, and a page before it that may not be touched.

#include "support/guarded.hpp"
#include "support/own_sampler.hpp"
#include "support/prebuilt.hpp"
#include "support/prebuilt_grad.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/crop_and_resize_grad.hpp>
#include <crop_and_resize/filter.hpp>
#include <crop_and_resize/normalized.hpp>
#include <crop_and_resize/preprocess.hpp>

#include <gtest/gtest.h>

#include <pthread.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

namespace {

// What is promised of optimised code. Without optimisation, parts of expressions have places of their own, of some 10
// KB in all.
#if defined(__OPTIMIZE__)
constexpr std::size_t limit = std::size_t{64} << 10U;
#else
constexpr std::size_t limit = std::size_t{96} << 10U;
#endif

/// Bytes from the stack's painted end that hold something else after `function` has run in a thread.
std::size_t stack_after(const std::function<void()>& function) {
  constexpr std::size_t size = std::size_t{128} << 10U;
  constexpr unsigned char paint = 0xa5;
  static support::guarded<unsigned char> memory(size, support::flush::with_start);
  unsigned char* const stack = memory.data();
  std::fill_n(stack, size, paint);
  pthread_attr_t attributes;
  EXPECT_EQ(pthread_attr_init(&attributes), 0);
  EXPECT_EQ(pthread_attr_setstack(&attributes, stack, size), 0);
  pthread_t thread{};
  const auto run = [](void* called) -> void* {
    (*static_cast<const std::function<void()>*>(called))();
    return nullptr;
  };
  std::function<void()> copy = function;
  EXPECT_EQ(pthread_create(&thread, &attributes, run, &copy), 0);
  EXPECT_EQ(pthread_join(thread, nullptr), 0);
  pthread_attr_destroy(&attributes);
  return static_cast<std::size_t>(stack + size -
                                  std::find_if(stack, stack + size, [](unsigned char byte) { return byte != paint; }));
}

/// Bytes of the stack that `function` uses, beside those of the thread itself.
std::size_t stack_of(const std::function<void()>& function) {
  static const std::size_t of_thread = stack_after([] {});
  return stack_after(function) - of_thread;
}

enum class order { pixels, planes, columns };
constexpr const char* order_names[] = {"pixels", "planes", "columns"};

std::array<std::ptrdiff_t, 4> strides_of(order chosen, const std::array<std::ptrdiff_t, 4>& extents) {
  const std::ptrdiff_t height = extents[1];
  const std::ptrdiff_t width = extents[2];
  const std::ptrdiff_t channels = extents[3];
  if (chosen == order::pixels) return {{height * width * channels, width * channels, channels, 1}};
  if (chosen == order::planes) return {{height * width * channels, width, 1, height * width}};
  return {{height * width * channels, 1, height, height * width}};
}

/// The sizes and layouts of a call, which choose its kernel.
struct shape {
  std::ptrdiff_t channels;
  std::array<std::ptrdiff_t, 2> image;
  std::array<std::ptrdiff_t, 2> crop;
  order image_order;
  order crop_order;
};

std::string describe(const shape& made) {
  return std::to_string(made.channels) + " channels, " + std::to_string(made.image[0]) + " x " +
         std::to_string(made.image[1]) + " to " + std::to_string(made.crop[0]) + " x " + std::to_string(made.crop[1]) +
         ", " + order_names[static_cast<int>(made.image_order)] + " to " +
         order_names[static_cast<int>(made.crop_order)];
}

std::vector<shape> all_shapes() {
  std::vector<shape> shapes;
  for (const std::ptrdiff_t channels : {1, 3, 8, 20, 64}) {
    const std::ptrdiff_t wide = 300 / channels + 3;
    for (const order image : {order::pixels, order::planes, order::columns}) {
      for (const order crop : {order::pixels, order::planes}) {
        shapes.push_back({channels, {{60, 70}}, {{9, 9}}, image, crop});
        shapes.push_back({channels, {{60, 100}}, {{20, wide}}, image, crop});
        if (channels <= 3) shapes.push_back({channels, {{200, 500}}, {{6, 14}}, image, crop});
      }
    }
    shapes.push_back({channels, {{60, 70}}, {{20, 30}}, order::pixels, order::columns});
    shapes.push_back({channels, {{60, 70}}, {{9, 9}}, order::columns, order::columns});
    shapes.push_back({channels, {{500, 40}}, {{wide, 20}}, order::columns, order::columns});
  }
  return shapes;
}

/// Two boxes, the first of which is partly outside the image.
constexpr std::array<float, 8> boxes{{-0.1F, 0.05F, 0.9F, 0.95F, 0, 0, 1, 1}};

/// The most that any shape uses, plain and normalised.
template <class T, class Out, class Sampler>
void expect_little_stack(const char* name, const Sampler& sampler) {
  std::size_t most = 0;
  for (const shape& made : all_shapes()) {
    const std::array<std::ptrdiff_t, 4> image_extents{{1, made.image[0], made.image[1], made.channels}};
    const std::array<std::ptrdiff_t, 4> crops_extents{{2, made.crop[0], made.crop[1], made.channels}};
    std::vector<T> pixels(static_cast<std::size_t>(made.image[0] * made.image[1] * made.channels));
    std::vector<Out> outputs(static_cast<std::size_t>(2 * made.crop[0] * made.crop[1] * made.channels));
    const cnr::image_view<T> image(pixels.data(), image_extents, strides_of(made.image_order, image_extents));
    const cnr::crops_view<Out> crops(outputs.data(), crops_extents, strides_of(made.crop_order, crops_extents));
    const cnr::boxes_view two(boxes.data(), {2, 4});
    cnr::options settings;
    settings.coordinates = cnr::coordinate_mode::half_pixel;
    const float number = 1.5F;
    const cnr::channels_view repeated(&number, {{made.channels}}, {{0}});
    bool is_done = false;
    const std::size_t plain = stack_of([&] {
      is_done = static_cast<bool>(cnr::crop_and_resize(image, two, cnr::first_image(2), crops, sampler, settings));
    });
    EXPECT_TRUE(is_done);
    const std::size_t normalised = stack_of([&] {
      is_done = static_cast<bool>(cnr::crop_and_resize(image, two, cnr::first_image(2),
                                                       cnr::normalized(crops, repeated, repeated), sampler, settings));
    });
    EXPECT_TRUE(is_done);
    EXPECT_LT(std::max(plain, normalised), limit) << name << ": " << describe(made);
    most = std::max(most, std::max(plain, normalised));
  }
  EXPECT_GT(most, std::size_t{100}) << "nothing was painted over";
  std::printf("%s: at most %zu bytes\n", name, most);
}

TEST(Stack, IsLittleForSamplers) {
  expect_little_stack<std::uint8_t, float>("bilinear, uint8 to float", cnr::bilinear{});
  expect_little_stack<double, double>("bilinear, double to double", cnr::bilinear{});
  expect_little_stack<float, cnr::half>("bilinear, float to half", cnr::bilinear{});
  expect_little_stack<std::uint8_t, std::uint8_t>("bilinear, uint8 to uint8", cnr::bilinear{});
  expect_little_stack<cnr::half, float>("nearest, half to float", cnr::nearest{});
  expect_little_stack<float, double>("nearest, float to double", cnr::nearest{});
}

TEST(Stack, IsLittleForSamplersOfUsers) {
  expect_little_stack<std::uint8_t, float>("three taps, uint8 to float", support::three_taps{});
}

TEST(Stack, IsLittleForFilters) {
  expect_little_stack<std::uint8_t, std::uint8_t>("lanczos3, uint8 to uint8", cnr::lanczos3{});
  expect_little_stack<double, double>("triangle, double to double", cnr::triangle{});
  expect_little_stack<float, float>("roi_align, float to float", cnr::roi_align{2});
}

TEST(Stack, IsLittleForGradients) {
  std::size_t most = 0;
  for (const shape& made : all_shapes()) {
    const std::array<std::ptrdiff_t, 4> image_extents{{1, made.image[0], made.image[1], made.channels}};
    const std::array<std::ptrdiff_t, 4> grads_extents{{2, made.crop[0], made.crop[1], made.channels}};
    std::vector<float> pixels(static_cast<std::size_t>(made.image[0] * made.image[1] * made.channels));
    std::vector<float> numbers(static_cast<std::size_t>(2 * made.crop[0] * made.crop[1] * made.channels));
    std::array<float, 8> of_boxes{};
    const cnr::tensor_view<float, 4> image(pixels.data(), image_extents, strides_of(made.image_order, image_extents));
    const cnr::tensor_view<const float, 4> grads(numbers.data(), grads_extents,
                                                 strides_of(made.crop_order, grads_extents));
    const cnr::boxes_view two(boxes.data(), {2, 4});
    bool is_done = false;
    const auto of_image = [&](const auto& sampler) {
      return stack_of([&] {
        is_done = static_cast<bool>(cnr::crop_and_resize_grad_image(grads, two, cnr::first_image(2), image, sampler));
      });
    };
    const std::size_t bilinear = of_image(cnr::bilinear{});
    EXPECT_TRUE(is_done);
    const std::size_t nearest = of_image(cnr::nearest{});
    EXPECT_TRUE(is_done);
    const std::size_t of_box = stack_of([&] {
      is_done = static_cast<bool>(cnr::crop_and_resize_grad_boxes(grads, cnr::image_view<float>(image), two,
                                                                  cnr::first_image(2), {of_boxes.data(), {2, 4}}));
    });
    EXPECT_TRUE(is_done);
    EXPECT_LT(std::max(std::max(bilinear, nearest), of_box), limit) << describe(made);
    most = std::max(most, std::max(std::max(bilinear, nearest), of_box));
  }
  std::printf("gradients: at most %zu bytes\n", most);
}

TEST(Stack, IsLittleForPreprocessing) {
  cnr::box_numbers box{};
  const std::size_t used = stack_of([&] {
    cnr::options settings;
    settings.coordinates = cnr::coordinate_mode::half_pixel;
    settings.boxes = cnr::box_format::xyxy_pixels;
    const auto fit = cnr::make_letterbox(cnr::image_size{1080, 1920}, cnr::crop_size{640, 640});
    box = cnr::crop_to_image(fit, settings).box(cnr::whole_crop_box(fit, settings), cnr::box_format::xyxy_pixels);
  });
  EXPECT_GT(box[2], box[0]);
  EXPECT_LT(used, limit);
}

// The paint must show what is used.
TEST(Stack, IsSeen) {
  const std::size_t used = stack_of([] {
    std::array<unsigned char, 100000> room;
    for (volatile unsigned char& byte : room) byte = 1;
  });
  EXPECT_GT(used, std::size_t{99000});  // the thread itself uses some
  EXPECT_LT(used, std::size_t{200000});
}

}  // namespace
