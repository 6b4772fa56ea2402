// SPDX-License-Identifier: MIT
//
// The library's workloads under Google Benchmark, on one thread. The time that memset takes to fill its output follows
// each workload; an output that is written past the caches can take less. CNR_TARGET caps the target; the label tells
// it.

#include <crop_and_resize/crop_and_resize.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace {

struct workload {
  const char* name;
  std::array<std::ptrdiff_t, 4> image;  // batch, height, width, channels
  std::ptrdiff_t num_boxes;
  std::array<float, 2> side;  // of the boxes, uniform in this range
  std::ptrdiff_t crop;        // height and width
  cnr::method method;
};

constexpr workload photo{"photo_u8x3", {{1, 1080, 1920, 3}}, 32, {{0.1F, 0.3F}}, 224, cnr::method::bilinear};
constexpr workload photo_near{"photo_u8x3_near", {{1, 1080, 1920, 3}}, 32, {{0.1F, 0.3F}}, 224, cnr::method::nearest};
constexpr workload features{"features_f32x256", {{1, 50, 50, 256}}, 300, {{0.1F, 0.5F}}, 14, cnr::method::bilinear};
constexpr workload features_1000{"features_f32x256_1000", {{1, 50, 50, 256}}, 1000, {{0.1F, 0.5F}}, 7,
                                 cnr::method::bilinear};
constexpr workload gray{"gray_f32x1", {{1, 512, 512, 1}}, 64, {{0.1F, 0.4F}}, 128, cnr::method::bilinear};
constexpr workload rgb{"rgb_f32x3", {{1, 512, 512, 3}}, 64, {{0.1F, 0.4F}}, 128, cnr::method::bilinear};
constexpr workload mask{"mask_i32x1_near", {{1, 1024, 1024, 1}}, 64, {{0.1F, 0.4F}}, 128, cnr::method::nearest};
constexpr workload features_half{"features_f16x256",   {{1, 50, 50, 256}}, 300, {{0.1F, 0.5F}}, 14,
                                 cnr::method::bilinear};
constexpr workload whole{"whole_u8x3", {{1, 1080, 1920, 3}}, 1, {{1, 1}}, 640, cnr::method::bilinear};
constexpr workload upsample{"upsample_f32x3", {{64, 32, 32, 3}}, 64, {{1, 1}}, 256, cnr::method::bilinear};
constexpr workload tiny{"tiny_u8x3", {{1, 480, 640, 3}}, 10000, {{0.02F, 0.1F}}, 8, cnr::method::bilinear};
constexpr workload batch{"batch_f32x64", {{64, 128, 128, 64}}, 64, {{0.3F, 0.9F}}, 28, cnr::method::bilinear};

std::size_t count(const std::array<std::ptrdiff_t, 4>& extents) {
  std::ptrdiff_t product = 1;
  for (const std::ptrdiff_t extent : extents) product *= extent;
  return static_cast<std::size_t>(product);
}

std::array<std::ptrdiff_t, 4> crops_extents(const workload& work) {
  return {{work.num_boxes, work.crop, work.crop, work.image[3]}};
}

template <class T>
T random_element(std::mt19937& random) {
  if constexpr (std::is_same<T, cnr::half>::value) {
    return {static_cast<std::uint16_t>(0x3c00U | (random() & 0x3ffU))};  // in [1, 2)
  } else if constexpr (std::is_floating_point<T>::value) {
    return std::normal_distribution<T>()(random);
  } else {
    return static_cast<T>(random() & 0xffU);
  }
}

/// Boxes inside the image, four numbers each.
std::vector<float> random_boxes(const workload& work, std::mt19937& random) {
  std::uniform_real_distribution<float> side(work.side[0], work.side[1]);
  std::uniform_real_distribution<float> place(0, 1);
  std::vector<float> boxes;
  for (std::ptrdiff_t box = 0; box < work.num_boxes; ++box) {
    const std::array<float, 2> sides{{side(random), side(random)}};
    const std::array<float, 2> corner{{place(random) * (1 - sides[0]), place(random) * (1 - sides[1])}};
    boxes.insert(boxes.end(), {corner[0], corner[1], corner[0] + sides[0], corner[1] + sides[1]});
  }
  return boxes;
}

template <class T>
void run(benchmark::State& state, const workload& work) {
  std::mt19937 random(1);
  std::vector<T> image(count(work.image));
  for (T& element : image) element = random_element<T>(random);
  const std::vector<float> boxes = random_boxes(work, random);
  std::vector<std::int32_t> box_indices(static_cast<std::size_t>(work.num_boxes));
  for (std::size_t box = 0; box < box_indices.size(); ++box) {
    box_indices[box] = static_cast<std::int32_t>(static_cast<std::ptrdiff_t>(box) % work.image[0]);
  }
  std::vector<float> crops(count(crops_extents(work)));
  for (auto _ : state) {
    const cnr::result done = cnr::crop_and_resize<T>({image.data(), work.image}, {boxes.data(), {work.num_boxes, 4}},
                                                     {box_indices.data(), {work.num_boxes}},
                                                     {crops.data(), crops_extents(work)}, work.method);
    if (!done) state.SkipWithError(done.message());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(crops.size()));
  state.SetLabel(cnr::to_string(cnr::active_target()));
}

void fill(benchmark::State& state, const workload& work) {
  std::vector<float> crops(count(crops_extents(work)));
  for (auto _ : state) {
    std::memset(crops.data(), 1, crops.size() * sizeof(float));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(crops.size()));
}

template <class T>
void add(const workload& work) {
  const std::string name = work.name;
  benchmark::RegisterBenchmark(name.c_str(), [&work](benchmark::State& state) {
    run<T>(state, work);
  })->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark((name + "/fill").c_str(), [&work](benchmark::State& state) {
    fill(state, work);
  })->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  add<std::uint8_t>(photo);
  add<std::uint8_t>(photo_near);
  add<float>(features);
  add<float>(features_1000);
  add<float>(gray);
  add<float>(rgb);
  add<std::int32_t>(mask);
  add<cnr::half>(features_half);
  add<std::uint8_t>(whole);
  add<float>(upsample);
  add<std::uint8_t>(tiny);
  add<float>(batch);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
