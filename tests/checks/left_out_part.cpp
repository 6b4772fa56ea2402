// SPDX-License-Identifier: MIT
//
// One part of a program whose parts leave out different targets: CHECK_PART, a function of its own.

#include "left_out.hpp"

#include "dense_call.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <exception>

namespace {

/// Bilinear's bytes from a sampler that the library does not know, so that it runs in blocks.
struct own_sampler : cnr::bilinear {
  float mix(const std::array<float, 2>& elements, float weight) const noexcept {
    return elements[0] + cnr::unfused_multiply(elements[1] - elements[0], weight);
  }
};

template <class... Tags>
constexpr std::uint32_t bits_of(cnr::detail::target_list<Tags...> /*targets*/) {
  return ((std::uint32_t{1} << static_cast<unsigned>(Tags::id)) | ...);
}

template <class Sampler>
std::uint64_t crops_with(Sampler sampler) {
  checks::dense_call<std::uint8_t> call;
  if (!cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops(), sampler)) std::terminate();
  std::uint64_t hash = 14695981039346656037U;
  for (const float crop : call.output) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &crop, sizeof bits);
    hash = (hash ^ bits) * 1099511628211U;
  }
  return hash;
}

}  // namespace

checks::part_targets CHECK_PART();
checks::part_targets CHECK_PART() {
  const std::uint64_t crops = crops_with(cnr::bilinear{});
  if (crops_with(own_sampler{}) != crops) std::terminate();
  return {bits_of(cnr::detail::compiled_targets{}), static_cast<int>(cnr::active_target()), crops};
}
