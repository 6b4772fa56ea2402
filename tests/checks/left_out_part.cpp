// SPDX-License-Identifier: MIT
//
// One part of a program whose parts leave out different targets: CHECK_PART, a function of its own.

#include "left_out.hpp"

#include "dense_call.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <array>
#include <cstddef>
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

std::uint64_t hash_of(const float* numbers, std::size_t count) {
  std::uint64_t hash = 14695981039346656037U;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, numbers + i, sizeof bits);
    hash = (hash ^ bits) * 1099511628211U;
  }
  return hash;
}

void require(const cnr::result& done) {
  if (!done) std::terminate();
}

template <class Sampler>
std::uint64_t crops_with(Sampler sampler) {
  checks::dense_call<std::uint8_t> call;
  require(cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops(), sampler));
  return hash_of(call.output.data(), call.output.size());
}

/// Calls that AVX-512 leaves to the shorter vectors of AVX2, if these are there: small pixels, and gradients of pixels
/// of few channels.
template <std::ptrdiff_t Channels>
std::uint64_t short_vectors() {
  constexpr auto image_size = std::size_t{7} * 6 * Channels;
  constexpr auto crops_size = std::size_t{3} * 2 * 2 * Channels;
  const checks::dense_call<std::uint8_t> call;
  const std::array<std::int32_t, 3> indices{};
  const cnr::box_indices_view box_indices(indices.data(), {3});
  std::array<float, image_size> image;
  for (std::size_t i = 0; i < image_size; ++i) image[i] = static_cast<float>(i % 127);
  std::array<float, crops_size + image_size> results{};
  const std::array<std::ptrdiff_t, 4> of_crops{{3, 2, 2, Channels}};
  require(cnr::crop_and_resize(cnr::image_view<float>(image.data(), {1, 7, 6, Channels}), call.boxes(), box_indices,
                               cnr::crops_view<float>(results.data(), of_crops)));
  require(cnr::crop_and_resize_grad_image(cnr::image_view<float>(results.data(), of_crops), call.boxes(), box_indices,
                                          cnr::tensor_view<float, 4>(results.data() + crops_size, {1, 7, 6, Channels}),
                                          cnr::bilinear{}));
  return hash_of(results.data(), results.size());
}

}  // namespace

checks::part_targets CHECK_PART();
checks::part_targets CHECK_PART() {
  const std::uint64_t crops = crops_with(cnr::bilinear{});
  if (crops_with(own_sampler{}) != crops) std::terminate();
  const std::uint64_t of_short = short_vectors<3>() ^ short_vectors<12>() * 3 ^ short_vectors<20>() * 5;
  return {bits_of(cnr::detail::compiled_targets{}), static_cast<int>(cnr::active_target()), crops + of_short};
}
