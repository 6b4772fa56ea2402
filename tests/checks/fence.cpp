// SPDX-License-Identifier: MIT
//
// Non-temporal stores are ordered by nothing but a fence: without one, a thread that is told that a task is done may
// read what was there before. fence.sh builds this from assembly in which every non-temporal store sets the two flags
// below, and every fence clears the first. Whenever a task of a large call ends, all of its stores must have been
// fenced.

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/target.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

extern "C" {
extern volatile unsigned char check_is_unfenced;
extern volatile unsigned char check_has_streamed;
volatile unsigned char check_is_unfenced = 0;
volatile unsigned char check_has_streamed = 0;
}

namespace {

/// Looks at the end of each task.
struct looking_executor {
  template <class Body>
  void operator()(std::ptrdiff_t count, double /*cost*/, const Body& body) const {
    for (std::ptrdiff_t i = 0; i < count; i += 3) {
      body(i, i + 3 < count ? i + 3 : count);
      *found_unfenced = *found_unfenced || check_is_unfenced != 0;
    }
  }
  bool* found_unfenced;
};

/// A caller's sampler: the mean of an element and the next one.
struct own_sampler {
  cnr::taps<2, cnr::no_weight> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    return {{floor, floor + 1}, {}};
  }
  float mix(const std::array<float, 2>& elements, cnr::no_weight /*weight*/) const noexcept {
    return elements[0] * 0.5F + elements[1] * 0.5F;
  }
};

/// How a tensor is stored: NHWC, NCHW, or NCWH, in which columns are packed.
enum class order { pixels, planes, columns };
constexpr order pixels = order::pixels;
constexpr order planes = order::planes;
constexpr order columns = order::columns;

struct shape {
  const char* name;
  std::array<std::ptrdiff_t, 3> image;  // height, width, channels
  std::array<std::ptrdiff_t, 2> crop;
  order of_image, of_crop;
  float shift;  // of the box; from 2 on, it is outside the image
};

constexpr shape shapes[] = {
    {"scanlines", {{40, 50, 3}}, {{100, 120}}, pixels, pixels, 0},
    {"scanlines, shrunk", {{400, 500, 3}}, {{20, 70}}, pixels, pixels, 0},
    {"scanlines into planes", {{40, 50, 3}}, {{100, 120}}, pixels, planes, 0},
    {"planes", {{40, 50, 3}}, {{100, 120}}, planes, planes, 0},
    {"planes into pixels", {{40, 50, 3}}, {{100, 120}}, planes, pixels, 0},
    {"pixels", {{20, 20, 64}}, {{14, 14}}, pixels, pixels, 0},
    {"pixels of odd size", {{20, 20, 65}}, {{14, 14}}, pixels, pixels, 0},
    {"pixels into planes", {{20, 20, 64}}, {{14, 14}}, pixels, planes, 0},
    {"runs of planes", {{20, 20, 32}}, {{7, 7}}, planes, planes, 0},
    {"runs of planes into pixels", {{20, 20, 32}}, {{7, 7}}, planes, pixels, 0},
    {"columns", {{40, 50, 3}}, {{96, 128}}, columns, columns, 0},
    {"runs of columns", {{20, 20, 32}}, {{16, 8}}, columns, columns, 0},
    {"columns into planes", {{40, 50, 3}}, {{96, 128}}, columns, planes, 0},
    {"single pixels", {{20, 20, 64}}, {{1, 1}}, pixels, pixels, 0},
    {"few outputs", {{20, 20, 3}}, {{2, 2}}, pixels, pixels, 0},
    {"outside", {{40, 50, 3}}, {{100, 120}}, pixels, pixels, 2},
    {"pixels outside", {{20, 20, 64}}, {{14, 14}}, pixels, pixels, 2},
    {"partly outside", {{40, 50, 3}}, {{100, 120}}, pixels, pixels, 0.5F},
};

template <class T>
cnr::tensor_view<T, 4> view(T* data, const std::array<std::ptrdiff_t, 4>& e, order stored) {
  if (stored == pixels) return {data, e};
  if (stored == planes) return cnr::tensor_view<T, 4>(data, {e[0], e[3], e[1], e[2]}).permuted({0, 2, 3, 1});
  return cnr::tensor_view<T, 4>(data, {e[0], e[3], e[2], e[1]}).permuted({0, 3, 2, 1});
}

constexpr std::size_t output_bytes = std::size_t{34} << 20U;  // more than from where on all streams

/// Calls of all shapes; prints what is wrong. `call(image, crops, boxes, box_indices, executor)`.
template <class T, class Out, class Call>
bool check(const char* kind, std::vector<unsigned char>& memory, const Call& call) {
  std::ptrdiff_t streamed = 0;
  bool is_right = true;
  for (const shape& of : shapes) {
    const std::ptrdiff_t crop = of.crop[0] * of.crop[1] * of.image[2];
    const auto number = static_cast<std::ptrdiff_t>(output_bytes / sizeof(Out)) / crop;
    const std::array<std::ptrdiff_t, 4> image_extents{{1, of.image[0], of.image[1], of.image[2]}};
    const std::vector<T> elements(static_cast<std::size_t>(of.image[0] * of.image[1] * of.image[2]), T{7});
    std::vector<float> boxes;
    for (std::ptrdiff_t i = 0; i < number; ++i) {
      for (const float bound : {0.1F, 0.05F, 0.9F, 0.95F}) boxes.push_back(bound + of.shift);
    }
    bool found_unfenced = false;
    check_is_unfenced = 0;
    check_has_streamed = 0;
    const cnr::result done =
        call(view(elements.data(), image_extents, of.of_image),
             view(reinterpret_cast<Out*>(memory.data()), {number, of.crop[0], of.crop[1], of.image[2]}, of.of_crop),
             cnr::boxes_view(boxes.data(), {number, 4}), cnr::first_image(number), looking_executor{&found_unfenced});
    if (check_has_streamed != 0) ++streamed;
    if (!done || found_unfenced || check_is_unfenced != 0) {
      std::printf("%s, %s: %s\n", kind, of.name, done ? "stores are not fenced where a task ends" : done.message());
      is_right = false;
    }
  }
  std::printf("%s: %td of %zu calls stream\n", kind, streamed, sizeof shapes / sizeof shapes[0]);
  // Else there was nothing to see.
  return is_right && (streamed >= 3 || cnr::active_target() == cnr::target::scalar);
}

}  // namespace

// With an argument, it makes the first kind of calls alone.
int main(int words, char** /*word*/) {
  std::vector<unsigned char> memory(output_bytes);
  const float number = 0.5F;
  bool is_right = check<float, float>(
      "bilinear", memory,
      [](const auto& image, const auto& crops, const auto& boxes, const auto& indices, const auto& executor) {
        return cnr::crop_and_resize(image, boxes, indices, crops, cnr::bilinear{}, cnr::options{1}, executor);
      });
  if (words > 1) return is_right ? 0 : 1;
  is_right =
      check<float, cnr::half>(
          "bilinear, normalised to half", memory,
          [&](const auto& image, const auto& crops, const auto& boxes, const auto& indices, const auto& executor) {
            const cnr::channels_view repeated(&number, {{crops.extent(3)}}, {{0}});
            return cnr::crop_and_resize(image, boxes, indices, cnr::normalized(crops, repeated, repeated),
                                        cnr::bilinear{}, cnr::options{1}, executor);
          }) &&
      is_right;
  is_right =
      check<float, float>(
          "triangle", memory,
          [](const auto& image, const auto& crops, const auto& boxes, const auto& indices, const auto& executor) {
            return cnr::crop_and_resize(image, boxes, indices, crops, cnr::triangle{}, cnr::options{1}, executor);
          }) &&
      is_right;
  is_right =
      check<float, float>(
          "sampler of a caller's", memory,
          [](const auto& image, const auto& crops, const auto& boxes, const auto& indices, const auto& executor) {
            return cnr::crop_and_resize(image, boxes, indices, crops, own_sampler{}, cnr::options{1}, executor);
          }) &&
      is_right;
  return is_right ? 0 : 1;
}
