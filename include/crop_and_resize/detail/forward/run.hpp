// SPDX-License-Identifier: MIT
//
// How a validated call is carried out: it is cut into pieces, and an executor runs these.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_RUN_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_RUN_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/forward/dispatch.hpp>
#include <crop_and_resize/detail/forward/scalar.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/executor.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/target.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace cnr {
inline namespace v0 {
namespace detail {
inline namespace CNR_DETAIL_BASELINE {

/// Whether a tensor takes so much memory, or more.
template <class T>
constexpr bool takes_mebibytes(double count, const std::array<std::ptrdiff_t, 4>& extents) noexcept {
  return sizeof(T) * element_count(extents) >= count * (1 << 20);
}

/// Whether an image is larger than most processors' last-level cache, or than a program's share of it.
template <class T>
constexpr bool exceeds_caches(const std::array<std::ptrdiff_t, 4>& image) noexcept {
  return takes_mebibytes<T>(32, image);
}

/// What the loops cost that a target has for these elements and this sampler. The numbers are measured.
template <class T, class Sampler>
cost_estimate estimate_cost(target on, const image_view<T>& image, const crops_view<float>& crops) noexcept {
  constexpr std::size_t taps = taps_of<Sampler>::count;
  const auto columns = static_cast<double>(crops.extent(2));
  const double outputs = columns * static_cast<double>(crops.extent(3));
  if (on == target::scalar || !is_vectorised<T, Sampler>::value) {
    return {150 + 8 * columns, 30 + (0.7 + 1.3 * static_cast<double>(taps * taps)) * outputs};
  }
  // A few channels are planned output by output, many only pixel by pixel.
  const double planned = crops.extent(3) < 16 ? outputs : columns;
  // Crops that are higher than their image repeat its rows, which are mixed along x but once.
  const double repetitions = static_cast<double>(crops.extent(1)) / static_cast<double>(image.extent(1));
  const double along_x = repetitions > 1 ? 0.7 / repetitions : 0.7;
  const double from_memory = exceeds_caches<T>(image.extents()) ? 2.5 : 0;
  return {350 + 3 * planned, 30 + ((taps == 1 ? 0.9 : 0.5 + along_x) + from_memory) * outputs};
}

/// Whether crops had better not push everything else out of the caches: from about this size on, that is faster even if
/// all of them are read right afterwards (benchmarks/README.md).
inline bool should_stream(const crops_view<float>& crops) noexcept {
  return takes_mebibytes<float>(16, crops.extents()) &&
         reinterpret_cast<std::uintptr_t>(crops.data()) % sizeof(float) == 0;
}

/// Whether an image is so large, and so little of it is read more than once, that it comes out of memory. Where the
/// caches have it, to ask for what is read next costs more than it saves.
template <class T, class Sampler>
constexpr bool should_prefetch(const std::array<std::ptrdiff_t, 4>& image,
                               const std::array<std::ptrdiff_t, 4>& crops) noexcept {
  constexpr auto taps = static_cast<double>(taps_of<Sampler>::count);
  return exceeds_caches<T>(image) && taps * taps * element_count(crops) < element_count(image);
}

/// Cycles of the pieces that a call is cut into: long enough that handing one to another thread and setting it up costs
/// little in comparison.
constexpr double task_cycles = 50e3;
constexpr double unlimited = 1e300;

/// Has the executor run the items [0, count), unless there is only one. `cost` is that of one item, in cycles.
template <class Executor, class Body>
void parallel_for(Executor& executor, std::ptrdiff_t count, double cost,
                  const Body& body) noexcept(is_serial<Executor>::value) {
  if (count == 1) {
    body(std::ptrdiff_t{0}, std::ptrdiff_t{1});
  } else {
    executor(count, cost, body);
  }
}

/// Calls `function` with the sampler, or with the one that a method names. Its return type must be written out:
/// deducing it would compile the function for bilinear where that is not called.
template <class Sampler, class Function>
void with_sampler(const Sampler& sampler, const Function& function) noexcept(noexcept(function(bilinear{}))) {
  if constexpr (!std::is_same<Sampler, method>::value) {
    function(sampler);
  } else if (sampler == method::nearest) {
    function(nearest{});
  } else {
    function(bilinear{});
  }
}

/// Precondition: the arguments are valid.
template <class T, class Sampler, class Executor>
void run(const forward_arguments<T, Sampler>& arguments, Executor& executor) noexcept(is_serial<Executor>::value) {
  if (any_zero(arguments.crops.extents())) return;
  const target on = active_target();
  const cost_estimate cost = estimate_cost<T, Sampler>(on, arguments.image, arguments.crops);
  const partition tasks(arguments.crops, cost, is_serial<Executor>::value ? unlimited : task_cycles);
  const auto body = [&arguments, &tasks, on](std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
    resample_tasks(on, arguments, tasks, begin, end);
  };
  parallel_for(executor, tasks.count(), tasks.cost(), body);
}

/// run with the sampler, or with the one that a method names.
template <class T, class Sampler, class Executor>
void run(const image_view<T>& image, const boxes_view& boxes, const box_indices_view& box_indices,
         const crops_view<float>& crops, const Sampler& sampler, float extrapolation_value,
         Executor& executor) noexcept(is_serial<Executor>::value) {
  with_sampler(sampler, [&](const auto& chosen) noexcept(is_serial<Executor>::value) -> void {
    using chosen_sampler = std::decay_t<decltype(chosen)>;
    run(forward_arguments<T, chosen_sampler>{image, boxes, box_indices, crops, chosen, extrapolation_value,
                                             should_stream(crops),
                                             should_prefetch<T, chosen_sampler>(image.extents(), crops.extents())},
        executor);
  });
}

/// Says what is wrong with an image's element type or a sampler; true where nothing is.
template <class T, class Sampler>
constexpr bool require_supported() noexcept {
  static_assert(
      is_element<T>::value,
      "crop_and_resize: images of this element type are not supported; specialise cnr::element_traits for it");
  static_assert(std::is_same<Sampler, method>::value || is_sampler<Sampler>::value,
                "crop_and_resize: the fifth argument is a method or a sampler, a class like cnr::bilinear");
  return is_element<T>::value && (std::is_same<Sampler, method>::value || is_sampler<Sampler>::value);
}

}  // namespace CNR_DETAIL_BASELINE

/// Whether `Crops` can stand where a call takes its crops or their size.
template <class Crops>
struct is_crops : std::integral_constant<bool, std::is_convertible<Crops, crops_view<float>>::value ||
                                                   std::is_convertible<Crops, crop_size>::value> {};

template <class Box, class Index, class Crops>
struct are_operands
    : std::integral_constant<bool, std::is_same<const Box, const float>::value &&
                                       std::is_same<const Index, const std::int32_t>::value && is_crops<Crops>::value> {
};

}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_RUN_HPP
