// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How a validated forward call is carried out: it is cut into tasks, an executor runs them, and each goes to the
// kernels of the target that the process runs on.

#ifndef CROP_AND_RESIZE_DETAIL_FORWARD_RUN_HPP
#define CROP_AND_RESIZE_DETAIL_FORWARD_RUN_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/forward/arguments.hpp>
#include <crop_and_resize/detail/forward/blocks.hpp>
#include <crop_and_resize/detail/forward/filter_scalar.hpp>
#include <crop_and_resize/detail/forward/scalar.hpp>
#include <crop_and_resize/detail/forward/vector.hpp>
#include <crop_and_resize/detail/parallel/cost.hpp>
#include <crop_and_resize/detail/parallel/partition.hpp>
#include <crop_and_resize/detail/simd/targets.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/executor.hpp>
#include <crop_and_resize/filter.hpp>
#include <crop_and_resize/normalized.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/target.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

CNR_DETAIL_NAMESPACE_BEGIN

/// Whether a call runs on the kernels in blocks, as vectors do not know its elements or its sampler.
template <class Arguments>
constexpr bool runs_blocks() noexcept {
  using sampler = typename Arguments::sampler_type;
  if constexpr (has_vector_kernels<Arguments>::value || runs_filter<sampler>::value) {
    return false;
  } else {
    return has_block_kernels<sampler>::value;
  }
}

/// The target whose kernels a call runs on: scalar where there are no others for its elements or its sampler.
template <class Arguments>
target kernel_target() noexcept {
  return has_vector_kernels<Arguments>::value || runs_blocks<Arguments>() ? active_target() : target::scalar;
}

/// The tasks in `numbers`, on target `on`.
///
/// Each target's namespace declares `forward_kernels_of(tag)`, which returns its class of kernels. It serves decltype
/// alone, here: it is never defined, and argument-dependent lookup finds the declaration of the tag's target.
template <class Arguments>
void resample_tasks(target on, const Arguments& arguments, const partition& tasks,
                    const index_range& numbers) noexcept {
  constexpr bool is_filtered = runs_filter<typename Arguments::sampler_type>::value;
  if constexpr (is_filtered && has_vector_kernels<Arguments>::value) {
    dispatch(on, compiled_targets{},
             [&](auto tag) noexcept { decltype(filter_kernels_of(tag))::resample(arguments, tasks, numbers); });
  } else if constexpr (is_filtered) {
    scalar::filter_kernels::resample(arguments, tasks, numbers);
  } else if constexpr (has_vector_kernels<Arguments>::value) {
    dispatch(on, compiled_targets{},
             [&](auto tag) noexcept { decltype(forward_kernels_of(tag))::resample(arguments, tasks, numbers); });
  } else if constexpr (runs_blocks<Arguments>()) {
    dispatch(on, compiled_targets{},
             [&](auto tag) noexcept { decltype(block_kernels_of(tag))::resample(arguments, tasks, numbers); });
  } else {
    scalar::forward_kernels::resample(arguments, tasks, numbers);
  }
}

/// Runs `body` on the items [0, count) by the executor, or in place where there is only one. `cost` is one item's, in
/// cycles.
template <class Executor, class Body>
void parallel_for(Executor& executor, std::ptrdiff_t count, double cost,
                  const Body& body) noexcept(is_serial<Executor>::value) {
  if (count == 1) {
    body(std::ptrdiff_t{0}, std::ptrdiff_t{1});
  } else if constexpr (is_serial<Executor>::value) {
    executor(count, cost, body);
  } else {
    const executor_body erased(body);
    executor(count, cost, erased);
  }
}

/// Calls `function` with the sampler, or with the one that a method names. The return type of `function` must be
/// written out: deducing it would compile the function for bilinear where it is not called.
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

/// What a call costs on target `on`.
template <class Arguments, class Image, class Crops>
cost_estimate estimate_cost(target on, const Image& image, const Crops& crops) noexcept {
  constexpr std::size_t size = sizeof(typename Arguments::element_type);
  if constexpr (runs_filter<typename Arguments::sampler_type>::value) {
    return estimate_filter_cost(on == target::scalar, image.extents(), crops.extents());
  } else {
    constexpr std::size_t taps = taps_of<typename Arguments::sampler_type>::count;
    if (on == target::scalar) return estimate_scalar_cost(taps, crops.extents());
    if constexpr (runs_blocks<Arguments>()) return estimate_block_cost(taps, crops.extents());
    return estimate_vector_cost(size, taps, image.extents(), crops.extents(),
                                memory_layout_of(image.extents(), image.strides(), crops.extents(), crops.strides()));
  }
}

/// reads_from_memory of a call. Filters read rows of the image from end to end, which processors foresee.
template <class T, class Sampler>
bool reads_from_memory_with(const extents_4d& image, const extents_4d& crops) noexcept {
  if constexpr (runs_filter<Sampler>::value) {
    return false;
  } else {
    return reads_from_memory(sizeof(T), taps_of<Sampler>::count, image, crops);
  }
}

/// The target for a call whose best one is `on`: one with shorter vectors for pixels of few channels, where these are
/// computed by vectors of channels. So they are where crops are small pixels (see forward/kernel_choice.hpp) or have
/// too few to pay for a plan of AVX-512, where an image is stored by columns of pixels, and where pixels of the crops
/// are apart.
/// @param element_size  of the image: windows have more elements of fewer bytes
CNR_DETAIL_COLD inline target target_for_pixels(target on, std::size_t element_size, const extents_4d& image,
                                                const extents_4d& image_strides, const extents_4d& crops,
                                                const extents_4d& crops_strides) noexcept {
  // Pixels of a crop that do not pay for a plan (benchmarks/README.md, small crops and layouts). Windows of shorter
  // elements than floats have more of them.
  const std::ptrdiff_t max_pixels = element_size < 4 ? 36 : 100;
  constexpr std::ptrdiff_t max_pixels_of_planes = 256;
  // As planes, from so many channels on they nearly fill a vector of AVX-512.
  constexpr std::ptrdiff_t most_of_vector = avx2_width + avx2_width / 2;
  // Bytes of the image's elements for a channel of a crop that scanlines store by parts, or transpose. Shorter elements
  // than floats count as these.
  constexpr std::ptrdiff_t max_slow_size = 4096;
  if (image_strides[3] != 1) return on;
  const std::ptrdiff_t pixels = crops[1] * crops[2];
  const bool are_pixels = crops_strides[3] == 1;
  const bool are_planes = crops_strides[2] == 1;
  if (pixels <= max_small_pixels) return are_pixels ? with_short_vectors(on, crops[3], 2) : on;
  const bool are_columns = image[1] > 1 && image[2] > 1 && magnitude(image_strides[1]) < magnitude(image_strides[2]);
  const bool are_apart = are_pixels && crops_strides[2] != crops[3];
  const bool are_slow = are_apart || (are_columns && are_pixels);
  // Pixels of a crop up to which AVX2 is faster from a whole vector of channels on.
  std::ptrdiff_t most = are_slow ? max_slow_size / maximum(static_cast<std::ptrdiff_t>(element_size), 4) : 0;
  if (are_columns && (are_apart || are_planes)) most = pixels;
  if (are_pixels || are_planes) most = maximum(most, max_pixels);
  if (pixels <= most) return with_short_vectors(on, crops[3]);
  if (element_size < 4 || !are_planes || pixels > max_pixels_of_planes) return on;
  return with_short_vectors(on, crops[3], most_of_vector);
}

/// kernel_target of a call, or one that suits its pixels better.
template <class Arguments>
target target_for(const Arguments& arguments) noexcept {
  const target on = detail::kernel_target<Arguments>();
  if constexpr (has_vector_kernels<Arguments>::value && !runs_filter<typename Arguments::sampler_type>::value) {
    const auto& image = arguments.image;
    const auto& crops = arguments.crops;
    return detail::target_for_pixels(on, sizeof(typename Arguments::element_type), image.extents(), image.strides(),
                                     crops.extents(), crops.strides());
  }
  return on;
}

/// Cuts the call into tasks and runs them. Precondition: the arguments are valid.
template <class Arguments, class Executor>
void run_tasks(const Arguments& arguments, Executor& executor) noexcept(is_serial<Executor>::value) {
  const auto& crops = arguments.crops.extents();
  if (any_zero(crops)) return;
  const target on = detail::target_for(arguments);
  if constexpr (is_serial<Executor>::value) {
    detail::resample_tasks(on, arguments, partition(task{{0, crops[0]}, {0, crops[1]}}), {0, 1});
  } else {
    const cost_estimate cost = detail::estimate_cost<Arguments>(on, arguments.image, arguments.crops);
    const partition tasks(crops[0], crops[1], cost, task_cycles);
    const auto body = [&arguments, &tasks, on](std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
      detail::resample_tasks(on, arguments, tasks, {begin, end});
    };
    detail::parallel_for(executor, tasks.count(), tasks.cost(), body);
  }
}

/// Whether crops are written with non-temporal stores, which need elements at multiples of their size.
template <class Out>
bool should_stream(const crops_view<Out>& crops) noexcept {
  return is_worth_streaming(sizeof(Out), crops.extents()) &&
         reinterpret_cast<std::uintptr_t>(crops.data()) % sizeof(Out) == 0;
}

/// Whether the extrapolation value is written so, too. Nothing is computed meanwhile, so that it pays only where the
/// caches do not hold the crops.
template <class Out>
bool should_stream_extrapolated(const crops_view<Out>& crops) noexcept {
  return detail::should_stream(crops) && exceeds_caches(sizeof(Out), crops.extents());
}

/// The options that a sampler uses. To roi_align, no output is outside the image.
template <class Sampler>
CNR_DETAIL_ALWAYS_INLINE options used_options([[maybe_unused]] const Sampler& sampler,
                                              const options& settings) noexcept {
  options used = settings;
  if constexpr (std::is_same<Sampler, roi_align>::value) {
    used.border = border_mode::replicate;
    used.extrapolation_value = 0;
  }
  return used;
}

/// Runs a call with the sampler, or with the one that a method names. Precondition: the arguments are valid.
template <class T, class Destination, class Sampler, class Executor>
void run(const image_view<T>& image, const boxes_view& boxes, const box_indices_view& box_indices,
         const crops_view<typename Destination::element_type>& crops, const Destination& destination,
         const Sampler& sampler, const options& settings, Executor& executor) noexcept(is_serial<Executor>::value) {
  const bool streams = detail::should_stream(crops);
  const bool streams_extrapolated = detail::should_stream_extrapolated(crops);
  detail::with_sampler(sampler, [&](const auto& chosen) noexcept(is_serial<Executor>::value) -> void {
    using chosen_sampler = std::decay_t<decltype(chosen)>;
    const bool prefetches = detail::reads_from_memory_with<T, chosen_sampler>(image.extents(), crops.extents());
    const forward_arguments<T, chosen_sampler, Destination> arguments{
        {image, boxes, box_indices, detail::used_options(chosen, settings), streams, prefetches, streams_extrapolated},
        crops,
        chosen,
        destination};
    detail::run_tasks(arguments, executor);
  });
}

/// The validated arguments of a call for images of different sizes.
template <class T, class Sampler, class Destination>
struct images_arguments {
  using of_image = forward_arguments<T, Sampler, Destination>;

  /// The arguments of a call whose boxes all belong to one image.
  /// @param image_number  of that image
  /// @param num_boxes     of that image, or of a part of them
  of_image for_image(std::ptrdiff_t image_number, std::ptrdiff_t num_boxes) const noexcept {
    const image_view<T>& image = images(image_number);
    // With a stride of 0, every box index stands for this image.
    const image_view<T> repeated(image.data(), image.extents(), {0, image.stride(1), image.stride(2), image.stride(3)});
    extents_4d crops_of_image = crops.extents();
    crops_of_image[0] = num_boxes;
    const bool prefetches = detail::reads_from_memory_with<T, Sampler>(image.extents(), crops_of_image);
    return {{repeated, boxes, box_indices, settings, streams, prefetches, streams_extrapolated},
            crops,
            sampler,
            destination};
  }

  images_view<T> images;
  boxes_view boxes;
  box_indices_view box_indices;
  options settings;
  bool streams;
  bool streams_extrapolated;
  crops_view<typename Destination::element_type> crops;
  Sampler sampler;
  Destination destination;
};

/// The tasks in `numbers`, on target `on`: image by image, as far as consecutive boxes share one.
template <class Arguments>
void resample_images(target on, const Arguments& arguments, const partition& tasks,
                     const index_range& numbers) noexcept {
  for (std::ptrdiff_t number = numbers.begin; number < numbers.end; ++number) {
    const task each = tasks[number];
    std::ptrdiff_t end = each.boxes.begin;
    while (end < each.boxes.end) {
      const std::ptrdiff_t begin = end;
      const std::ptrdiff_t image = arguments.box_indices(begin);
      while (end < each.boxes.end && arguments.box_indices(end) == image) ++end;
      const partition of_image(task{{begin, end}, each.rows});
      detail::resample_tasks(on, arguments.for_image(image, end - begin), of_image, {0, 1});
    }
  }
}

/// What boxes cost on average: the mean of at most 1024 boxes, which are spread evenly over all of them.
template <class Arguments>
cost_estimate estimate_mean_cost(target on, const Arguments& arguments) noexcept {
  constexpr std::ptrdiff_t max_samples = 1024;
  using of_image = typename Arguments::of_image;
  const auto& crops = arguments.crops.extents();
  const std::ptrdiff_t step = divide_up(crops[0], max_samples);
  cost_estimate sum{0, 0};
  const auto samples = static_cast<double>(divide_up(crops[0], step));
  for (std::ptrdiff_t box = 0; box < crops[0]; box += step) {
    const auto& image = arguments.images(arguments.box_indices(box));
    const cost_estimate cost = detail::estimate_cost<of_image>(on, image, arguments.crops);
    sum = {sum.set_up + cost.set_up, sum.row + cost.row};
  }
  return {sum.set_up / samples, sum.row / samples};
}

/// Cuts a call for images of different sizes into tasks and runs them. Precondition: the arguments are valid.
///
/// Boxes differ in cost: whether an image comes out of memory, and how far it is enlarged, makes up to six times the
/// time. Tasks have as many boxes each, so that no prefix of costs need be stored. Their cost is the mean, and they are
/// interleaved: see partition.
template <class Arguments, class Executor>
void run_images_tasks(const Arguments& arguments, Executor& executor) noexcept(is_serial<Executor>::value) {
  const auto& crops = arguments.crops.extents();
  if (any_zero(crops)) return;
  const target on = detail::kernel_target<typename Arguments::of_image>();
  constexpr bool cuts = !is_serial<Executor>::value;
  const cost_estimate cost = cuts ? detail::estimate_mean_cost(on, arguments) : cost_estimate{1, 1};
  partition tasks(crops[0], crops[1], cost, cuts ? task_cycles : unlimited_cycles);
  tasks.interleave();
  const auto body = [&arguments, &tasks, on](std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
    detail::resample_images(on, arguments, tasks, {begin, end});
  };
  detail::parallel_for(executor, tasks.count(), tasks.cost(), body);
}

/// Runs a call for images of different sizes. Precondition: the arguments are valid.
template <class T, class Destination, class Sampler, class Executor>
void run(const images_view<T>& images, const boxes_view& boxes, const box_indices_view& box_indices,
         const crops_view<typename Destination::element_type>& crops, const Destination& destination,
         const Sampler& sampler, const options& settings, Executor& executor) noexcept(is_serial<Executor>::value) {
  const bool streams = detail::should_stream(crops);
  detail::with_sampler(sampler, [&](const auto& chosen) noexcept(is_serial<Executor>::value) -> void {
    detail::run_images_tasks(
        images_arguments<T, std::decay_t<decltype(chosen)>, Destination>{
            images, boxes, box_indices, detail::used_options(chosen, settings), streams,
            detail::should_stream_extrapolated(crops), crops, chosen, destination},
        executor);
  });
}

/// Says what is wrong with an element type of images or of crops, or with a sampler; true where nothing is.
template <class T, class Out, class Sampler>
constexpr bool require_supported() noexcept {
  static_assert(
      is_element<T>::value,
      "crop_and_resize: images of this element type are not supported; specialise cnr::element_traits for it");
  static_assert(!std::is_const<Out>::value, "crop_and_resize: crops must be a view of mutable elements");
  static_assert(std::is_const<Out>::value || is_crops_element<Out>::value,
                "crop_and_resize: crops of this element type are not supported; specialise cnr::element_traits for it, "
                "with a function from_float");
  constexpr bool can_sample =
      std::is_same<Sampler, method>::value || is_sampler<Sampler>::value || is_filter<Sampler>::value;
  static_assert(
      can_sample,
      "crop_and_resize: the fifth argument is a method, a sampler, a class like cnr::bilinear, or a filter, a "
      "class like cnr::triangle");
  return is_element<T>::value && is_crops_element<Out>::value && can_sample;
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_FORWARD_RUN_HPP
