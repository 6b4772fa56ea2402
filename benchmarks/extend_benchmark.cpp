// SPDX-License-Identifier: MIT
//
// Samplers and element types of a caller's own beside the built-in ones, on one thread. Prints a table in Markdown: the
// built-in sampler's nanoseconds an output, and how many times as long the others take. The calls take turns, and
// medians of ratios of the processor's time count. CNR_TARGET caps the target. An argument chooses the workloads whose
// names contain it.

#include "../examples/snippets/catmull_rom.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <random>
#include <vector>

namespace {

/// bilinear, as a caller writes it.
struct own_bilinear {
  cnr::taps<2, float> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    return {{floor, floor + 1}, coordinate - static_cast<float>(floor)};
  }
  float mix(const std::array<float, 2>& elements, float weight) const noexcept {
    return elements[0] + cnr::unfused_multiply(elements[1] - elements[0], weight);
  }
};

/// An element of a caller's own, which has no format.
template <class T>
struct own_element {
  T stored;
};

}  // namespace

template <class T>
struct cnr::element_traits<own_element<T>> {
  static float to_float(const own_element<T>& element) noexcept { return static_cast<float>(element.stored); }
};

namespace {

struct workload {
  const char* name;
  std::array<std::ptrdiff_t, 4> image;  // batch, height, width, channels
  std::ptrdiff_t num_boxes;
  std::array<float, 2> side;  // of the boxes, uniform in this range
  std::ptrdiff_t crop;        // height and width
  bool is_planar;             // NCHW, image and crops
};

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// A view of dense elements, [batch, height, width, channels], that are in that order or in planes.
template <class T>
cnr::tensor_view<T, 4> view_of(std::vector<T>& elements, const std::array<std::ptrdiff_t, 4>& extents, bool is_planar) {
  if (!is_planar) return {elements.data(), extents};
  const cnr::tensor_view<T, 4> planes(elements.data(), {extents[0], extents[3], extents[1], extents[2]});
  return planes.permuted({0, 2, 3, 1});
}

std::size_t count(const std::array<std::ptrdiff_t, 4>& extents) {
  return static_cast<std::size_t>(extents[0] * extents[1] * extents[2] * extents[3]);
}

template <class T>
void measure(const workload& work) {
  constexpr std::size_t rounds = 31;
  std::mt19937 random(1);
  std::vector<T> elements(count(work.image));
  for (T& element : elements) element = static_cast<T>(random() & 0xffU);
  std::vector<own_element<T>> own_elements;
  own_elements.reserve(elements.size());
  for (const T element : elements) own_elements.push_back({element});
  std::uniform_real_distribution<float> side(work.side[0], work.side[1]);
  std::uniform_real_distribution<float> place(0, 1);
  std::vector<float> corners;
  for (std::ptrdiff_t box = 0; box < work.num_boxes; ++box) {
    const std::array<float, 2> sides{{side(random), side(random)}};
    const std::array<float, 2> corner{{place(random) * (1 - sides[0]), place(random) * (1 - sides[1])}};
    corners.insert(corners.end(), {corner[0], corner[1], corner[0] + sides[0], corner[1] + sides[1]});
  }
  const std::array<std::ptrdiff_t, 4> crops_extents{{work.num_boxes, work.crop, work.crop, work.image[3]}};
  std::vector<float> outputs(count(crops_extents));
  const cnr::boxes_view boxes(corners.data(), {work.num_boxes, 4});
  const auto box_indices = cnr::first_image(work.num_boxes);
  const auto crops = view_of(outputs, crops_extents, work.is_planar);

  // At least a million outputs at a time, whatever the size of a call.
  const auto repeats = std::max<std::size_t>(1, 1000000 / outputs.size());
  const auto seconds = [&](const auto& image, const auto& sampler) {
    const double start = processor_seconds();
    for (std::size_t i = 0; i < repeats; ++i) {
      const cnr::result done = cnr::crop_and_resize(image, boxes, box_indices, crops, sampler);
      if (!done) std::puts(done.message());
    }
    return (processor_seconds() - start) / static_cast<double>(repeats);
  };
  const auto image = view_of(elements, work.image, work.is_planar);
  const auto own_image = view_of(own_elements, work.image, work.is_planar);
  std::vector<double> times;
  std::array<std::vector<double>, 3> ratios;  // each to the built-in sampler's time of the same round
  for (std::size_t round = 0; round < rounds; ++round) {
    times.push_back(seconds(image, cnr::bilinear{}));
    ratios[0].push_back(seconds(image, own_bilinear{}) / times.back());
    ratios[1].push_back(seconds(image, catmull_rom{}) / times.back());
    ratios[2].push_back(seconds(own_image, cnr::bilinear{}) / times.back());
  }
  const auto median = [](std::vector<double>& of) {
    std::nth_element(of.begin(), of.begin() + rounds / 2, of.end());
    return of[rounds / 2];
  };
  std::printf("| %s | %.2f | %.2f | %.2f | %.2f |\n", work.name,
              1e9 * median(times) / static_cast<double>(outputs.size()), median(ratios[0]), median(ratios[1]),
              median(ratios[2]));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const char* const part = argc > 1 ? argv[1] : "";
  std::printf("Target %s\n\n", cnr::to_string(cnr::active_target()));
  std::puts("| workload | bilinear, ns | own bilinear | own bicubic | own element |");
  std::puts("|---|---|---|---|---|");
  const auto measure_if_wanted = [part](auto element, const workload& work) {
    if (std::strstr(work.name, part) != nullptr) measure<decltype(element)>(work);
  };
  constexpr std::uint8_t uint8{};
  constexpr float float32{};
  measure_if_wanted(uint8, {"uint8 x 3, 14x14", {{1, 480, 640, 3}}, 1000, {{0.02F, 0.1F}}, 14, false});
  measure_if_wanted(uint8, {"uint8 x 3, 112x112", {{1, 1080, 1920, 3}}, 64, {{0.1F, 0.3F}}, 112, false});
  measure_if_wanted(uint8, {"uint8 x 3, 224x224", {{1, 1080, 1920, 3}}, 32, {{0.1F, 0.3F}}, 224, false});
  measure_if_wanted(uint8, {"uint8 x 1, 14x14", {{1, 480, 640, 1}}, 1000, {{0.02F, 0.1F}}, 14, false});
  measure_if_wanted(uint8, {"uint8 x 1, 112x112", {{1, 1080, 1920, 1}}, 64, {{0.1F, 0.3F}}, 112, false});
  measure_if_wanted(uint8, {"uint8 x 1, 224x224", {{1, 1080, 1920, 1}}, 32, {{0.1F, 0.3F}}, 224, false});
  measure_if_wanted(float32, {"float x 1, 14x14", {{1, 480, 640, 1}}, 1000, {{0.02F, 0.1F}}, 14, false});
  measure_if_wanted(float32, {"float x 1, 112x112", {{1, 512, 512, 1}}, 64, {{0.1F, 0.4F}}, 112, false});
  measure_if_wanted(float32, {"float x 1, 224x224", {{1, 512, 512, 1}}, 32, {{0.1F, 0.4F}}, 224, false});
  measure_if_wanted(float32, {"float x 3, 14x14", {{1, 480, 640, 3}}, 1000, {{0.02F, 0.1F}}, 14, false});
  measure_if_wanted(float32, {"float x 3, 112x112", {{1, 512, 512, 3}}, 64, {{0.1F, 0.4F}}, 112, false});
  measure_if_wanted(float32, {"float x 3, 224x224", {{1, 512, 512, 3}}, 32, {{0.1F, 0.4F}}, 224, false});
  measure_if_wanted(float32, {"float x 64, 14x14", {{1, 50, 50, 64}}, 300, {{0.1F, 0.5F}}, 14, false});
  measure_if_wanted(float32, {"float x 64, 112x112", {{1, 100, 100, 64}}, 8, {{0.3F, 0.9F}}, 112, false});
  measure_if_wanted(float32, {"float x 64, 224x224", {{1, 100, 100, 64}}, 2, {{0.3F, 0.9F}}, 224, false});
  measure_if_wanted(uint8, {"uint8 x 3, 14x14, NCHW", {{1, 480, 640, 3}}, 1000, {{0.02F, 0.1F}}, 14, true});
  measure_if_wanted(uint8, {"uint8 x 3, 224x224, NCHW", {{1, 1080, 1920, 3}}, 16, {{0.1F, 0.3F}}, 224, true});
  measure_if_wanted(float32, {"float x 64, 14x14, NCHW", {{1, 50, 50, 64}}, 300, {{0.1F, 0.5F}}, 14, true});
}
