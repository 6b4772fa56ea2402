// SPDX-License-Identifier: MIT
//
// A plug-in, or with CHECK_PROGRAM the program that loads two of them, each built from its own copy of the library. The
// sum that a plug-in returns says where its copy rounds a coordinate up.

#if !defined(CHECK_PROGRAM)

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <array>
#include <cstdint>
#include <exception>

extern "C" int sum_of_crop() noexcept;
extern "C" int sum_of_crop() noexcept {
  const std::array<float, 2> image{0, 1};
  const std::array<float, 4> box{0, 0, 1, 1};
  const std::int32_t index = 0;
  const cnr::image_view<float> view(image.data(), {1, 1, 2, 1});
  try {
    const cnr::tensor<float, 4> crop =
        cnr::crop_and_resize(view, {box.data(), {1, 4}}, {&index, {1}}, cnr::crop_size{1, 11}, cnr::method::nearest);
    std::array<float, 4> grad_box{};
    std::array<float, 2> grad_image{};
    const bool done = cnr::crop_and_resize_grad_image(crop.view(), {box.data(), {1, 4}}, {&index, {1}},
                                                      cnr::tensor_view<float, 4>(grad_image.data(), {1, 1, 2, 1})) &&
                      cnr::crop_and_resize_grad_boxes(crop.view(), view, {box.data(), {1, 4}}, {&index, {1}},
                                                      {grad_box.data(), {1, 4}});
    float sum = 0;
    for (std::ptrdiff_t column = 0; column < 11; ++column) sum += crop(0, 0, column, 0);
    return done ? static_cast<int>(sum) : -1;
  } catch (const std::exception&) {
    return -1;
  }
}

#else

#include <dlfcn.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

// usage: program local|global PLUGIN SUM [PLUGIN SUM]...
// Loads the plug-ins one after the other, each by itself or for all that come after it to see, then calls each of them,
// then unloads each.
int main(int count, char** words) {
  constexpr std::size_t most = 4;
  std::array<void*, most> handles{};
  bool is_right = true;
  const int scope = std::strcmp(words[1], "global") == 0 ? RTLD_GLOBAL : RTLD_LOCAL;
  const std::size_t plugins = static_cast<std::size_t>(count - 2) / 2;
  for (std::size_t i = 0; i < plugins && i < most; ++i) {
    handles[i] = dlopen(words[2 + 2 * i], RTLD_NOW | scope);
    if (handles[i] == nullptr) {
      std::puts(dlerror());
      return 2;
    }
  }
  for (std::size_t i = 0; i < plugins; ++i) {
    const auto call = reinterpret_cast<int (*)()>(dlsym(handles[i], "sum_of_crop"));
    const int sum = call();
    std::printf("%s: %d, expected %s\n", words[2 + 2 * i], sum, words[3 + 2 * i]);
    is_right = sum == std::atoi(words[3 + 2 * i]) && is_right;
  }
  for (std::size_t i = 0; i < plugins; ++i) dlclose(handles[i]);
  for (std::size_t i = 0; i < plugins; ++i) {
    const bool is_unloaded = dlopen(words[2 + 2 * i], RTLD_NOW | RTLD_NOLOAD) == nullptr;
    if (!is_unloaded) std::printf("%s stays after it was unloaded\n", words[2 + 2 * i]);
    is_right = is_unloaded && is_right;
  }
  return is_right ? 0 : 1;
}

#endif
