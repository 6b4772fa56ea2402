// SPDX-License-Identifier: MIT
//
// A file of a consumer's program: a function of the namespace BUILD_PART that returns a hash of what the library
// computes for calls of every family, which no flag of a compiler may change. With BUILD_IMPORT, it knows the library
// by the module of module.cppm alone. See ../builds.sh.

#if defined(BUILD_IMPORT)
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <vector>
import crops_of_somebody;
#else
#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <vector>
#endif

namespace BUILD_PART {
namespace {

struct shape {
  std::array<std::ptrdiff_t, 2> image;
  std::ptrdiff_t channels;
  std::array<std::ptrdiff_t, 2> crop;
  bool are_image_planes, are_crop_planes;
};

// One for each kernel: scanlines of few channels, pixels of many, planes, runs of planes, crops of few outputs.
constexpr shape shapes[] = {{{{40, 50}}, 3, {{23, 37}}, false, false},  {{{9, 70}}, 1, {{12, 90}}, false, false},
                            {{{30, 200}}, 4, {{8, 6}}, false, true},    {{{12, 15}}, 37, {{7, 7}}, false, false},
                            {{{12, 15}}, 64, {{14, 14}}, false, true},  {{{20, 25}}, 5, {{9, 33}}, true, true},
                            {{{20, 25}}, 24, {{5, 6}}, true, false},    {{{17, 19}}, 3, {{2, 2}}, false, false},
                            {{{300, 400}}, 3, {{11, 17}}, false, true}, {{{40, 50}}, 20, {{1, 1}}, false, false}};

template <class T>
cnr::tensor_view<T, 4> view(T* data, const std::array<std::ptrdiff_t, 4>& e, bool are_planes) {
  if (!are_planes) return {data, e};
  return cnr::tensor_view<T, 4>(data, {e[0], e[3], e[1], e[2]}).permuted({0, 2, 3, 1});
}

template <class T>
T element(std::uint32_t random) {
  return cnr::element_traits<T>::from_float(static_cast<float>(random >> 25U) * 1.75F);
}

void require(const cnr::result& done) {
  if (!done) std::terminate();
}

/// The operands of a call, and the hash (FNV-1a) of what calls made of them.
class calls {
 public:
  template <class T, class Out, class Call>
  void add(const Call& call) {
    for (const shape& of : shapes) {
      const std::array<std::ptrdiff_t, 4> image_extents{{2, of.image[0], of.image[1], of.channels}};
      const std::array<std::ptrdiff_t, 4> crop_extents{{3, of.crop[0], of.crop[1], of.channels}};
      std::vector<T> pixels(size(image_extents));
      std::vector<Out> outputs(size(crop_extents));
      std::uint32_t random = 12345;
      for (T& pixel : pixels) {
        random = random * 1664525U + 1013904223U;
        pixel = element<T>(random);
      }
      call(view(pixels.data(), image_extents, of.are_image_planes),
           view(outputs.data(), crop_extents, of.are_crop_planes));
      for (const Out& output : outputs) add(output);
      if (is_gradient_) {
        for (const T& pixel : pixels) add(pixel);
      }
    }
  }

  void add_gradients() {
    is_gradient_ = true;
    add<float, float>([this](const cnr::tensor_view<float, 4>& image, const cnr::tensor_view<float, 4>& grads) {
      std::uint32_t random = 99;
      for (std::ptrdiff_t i = 0; i < grads.extent(0) * grads.extent(1) * grads.extent(2) * grads.extent(3); ++i) {
        random = random * 1664525U + 1013904223U;
        grads.data()[i] = element<float>(random) - 100;  // the crops are dense
      }
      std::array<float, 12> by_corners{};
      require(cnr::crop_and_resize_grad_boxes(grads, image, boxes(), indices(), {by_corners.data(), {3, 4}}));
      for (const float number : by_corners) add(number);
      require(cnr::crop_and_resize_grad_image(grads, boxes(), indices(), image));
    });
    is_gradient_ = false;
  }

  cnr::boxes_view boxes() const { return {corners_.data(), {3, 4}}; }
  cnr::boxes_view pixel_boxes() const { return {pixel_corners_.data(), {3, 4}}; }
  cnr::box_indices_view indices() const { return {indices_.data(), {3}}; }
  std::uint64_t value() const { return value_; }

 private:
  static std::size_t size(const std::array<std::ptrdiff_t, 4>& extents) {
    return static_cast<std::size_t>(extents[0] * extents[1] * extents[2] * extents[3]);
  }

  template <class T>
  void add(const T& number) {
    const float value = cnr::element_traits<T>::to_float(number);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    value_ = (value_ ^ bits) * 1099511628211U;
  }

  // One is flipped, one reaches outside.
  std::array<float, 12> corners_{{0, 0, 1, 1, 0.9F, 0.8F, 0.1F, 0.15F, -0.3F, 0.2F, 0.7F, 1.4F}};
  std::array<float, 12> pixel_corners_{{0, 0, 15, 9, 2.5F, 1.25F, 13, 8, -3, 2, 7, 14}};
  std::array<std::int32_t, 3> indices_{{0, 1, 0}};
  bool is_gradient_ = false;
  std::uint64_t value_ = 14695981039346656037U;
};

}  // namespace

std::uint64_t hash();
std::uint64_t hash() {
  calls all;
  const cnr::options half_pixel{-1.5F, cnr::coordinate_mode::half_pixel, cnr::border_mode::isolate};
  all.add<std::uint8_t, float>([&](const auto& image, const auto& crops) {
    require(cnr::crop_and_resize(image, all.boxes(), all.indices(), crops, cnr::bilinear{}, cnr::options{-1.5F}));
  });
  const std::array<float, 2> numbers{{0.3F, -1.7F}};
  all.add<cnr::half, std::uint8_t>([&](const auto& image, const auto& crops) {
    const cnr::channels_view scale(&numbers[0], {{crops.extent(3)}}, {{0}});
    const cnr::channels_view bias(&numbers[1], {{crops.extent(3)}}, {{0}});
    require(cnr::crop_and_resize(image, all.boxes(), all.indices(), cnr::normalized(crops, scale, bias), cnr::nearest{},
                                 half_pixel));
  });
  all.add<std::uint8_t, cnr::half>([&](const auto& image, const auto& crops) {
    require(cnr::crop_and_resize(image, all.boxes(), all.indices(), crops, cnr::lanczos3{}, half_pixel));
  });
  all.add<float, float>([&](const auto& image, const auto& crops) {
    cnr::options settings = half_pixel;
    settings.boxes = cnr::box_format::xyxy_pixels;
    require(cnr::crop_and_resize(image, all.pixel_boxes(), all.indices(), crops, cnr::roi_align{2}, settings));
  });
  all.add_gradients();
  return all.value();
}

}  // namespace BUILD_PART
