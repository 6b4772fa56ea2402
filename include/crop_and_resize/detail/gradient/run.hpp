// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How validated calls for gradients are carried out: they are cut into tasks, an executor runs them, and each goes to
// the kernels of the target that the process runs on.

#ifndef CROP_AND_RESIZE_DETAIL_GRADIENT_RUN_HPP
#define CROP_AND_RESIZE_DETAIL_GRADIENT_RUN_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/forward/run.hpp>
#include <crop_and_resize/detail/gradient/boxes.hpp>
#include <crop_and_resize/detail/gradient/image.hpp>
#include <crop_and_resize/detail/gradient/scalar.hpp>
#include <crop_and_resize/detail/gradient/scatter_geometry.hpp>
#include <crop_and_resize/detail/gradient/small_boxes.hpp>
#include <crop_and_resize/detail/gradient/vector.hpp>
#include <crop_and_resize/detail/gradient/zero_rows.hpp>
#include <crop_and_resize/detail/parallel/cost.hpp>
#include <crop_and_resize/detail/parallel/even_split.hpp>
#include <crop_and_resize/detail/simd/targets.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/executor.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/target.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

CNR_DETAIL_NAMESPACE_BEGIN

/// Whether the gradients of a crop are so few that its box takes longer to set up than to add them. Pixels of many
/// packed channels are added by vectors, for which less has to be set up. Elements of 16 bits are slow in scalar loops.
template <class G, class Sampler>
bool are_small_grads(const grad_image_arguments<G, Sampler>& arguments) noexcept {
  constexpr std::ptrdiff_t of_scalar_loops = sizeof(G) == 2 ? 4 : max_small_grads;
  const bool are_vectors =
      arguments.grads.extent(3) >= avx2_width && arguments.grads.stride(3) == 1 && arguments.grad_image.stride(3) == 1;
  return small_crops::have_at_most(are_vectors ? minimum(of_scalar_loops, 16) : of_scalar_loops,
                                   arguments.grads.extents());
}

/// Computes rows of the image's gradient, on target `on`. Rows are numbered through the batch.
template <class G, class Sampler>
void scatter_rows_on(target on, const grad_image_arguments<G, Sampler>& arguments, const index_range& rows) noexcept {
  if (detail::are_small_grads(arguments)) {
    detail::zero_rows(arguments.grad_image, rows);
    return detail::scatter_small(arguments, rows);
  }
  dispatch(on, compiled_targets{},
           [&](auto tag) noexcept { decltype(gradient_kernels_of(tag))::scatter_rows(arguments, rows); });
}

/// Estimated cycles of a call, and how many tasks it should be cut into.
struct work {
  double cycles;
  double tasks;
};

/// How much of its image's height a box covers on average.
inline double mean_height(const boxes_view& boxes) noexcept {
  double sum = 0;
  for (std::ptrdiff_t box = 0; box < boxes.extent(0); ++box) {
    const double height = static_cast<double>(boxes(box, 2)) - static_cast<double>(boxes(box, 0));
    const double upright = height < 0 ? -height : height;
    sum += upright < 1 ? upright : 1;
  }
  return sum / static_cast<double>(maximum(boxes.extent(0), 1));
}

/// A box that spans several tasks is set up once in each. A row of its crop between two rows of the image that belong
/// to different tasks is read twice. The number of tasks is limited so that set-up stays below 1/8 of the time, and so
/// that few rows are read twice.
///
/// The numbers are rough. On Zen 4, an increment takes 0.3 cycles with many channels and 0.9 with one channel; in
/// scalar loops it takes more. benchmarks/README.md has what two threads gain.
template <class G, class Sampler>
work estimate_work(const grad_image_arguments<G, Sampler>& arguments) noexcept {
  constexpr double per_increment = 1;
  constexpr double per_zero = 0.1;
  constexpr double per_box = 300;
  constexpr double per_planned = 20;
  constexpr double min_rows = 8;
  constexpr double taps = taps_of<Sampler>::count * taps_of<Sampler>::count;
  const image_view<float>& grads = arguments.grads;
  const tensor_view<G, 4>& grad_image = arguments.grad_image;
  const auto boxes = static_cast<double>(grads.extent(0));
  const auto images = static_cast<double>(grad_image.extent(0));
  const double cycles =
      element_count(grads.extents()) * taps * per_increment + element_count(grad_image.extents()) * per_zero;
  const std::ptrdiff_t channels = grads.extent(3) < 16 ? grads.extent(3) : 1;  // many channels are planned as one
  const bool has_plans = is_worth_a_plan<G>(grads.extent(1), grads.extent(2), grads.extent(3));
  const double planned = has_plans ? static_cast<double>(grads.extent(2)) * static_cast<double>(channels) : 0;
  // Set-up takes so long for each task that an image is cut into: a box spans as many of them as its height says.
  const double set_up = boxes * (per_box + per_planned * planned) * mean_height(arguments.boxes);
  const double by_set_up = images * cycles / (8 * set_up + 1);
  const double by_rows = images * static_cast<double>(grad_image.extent(1)) / min_rows;
  const double by_cycles = cycles / task_cycles;
  const double fewer = by_set_up < by_rows ? by_set_up : by_rows;
  return {cycles, by_cycles < fewer ? by_cycles : fewer};
}

/// Whether each vector of AVX-512 of elements of an image's packed pixels crosses two cache lines. It is as long as a
/// line, unless elements have 16 bits. Processors are slow to load what such a vector has just stored.
template <class G>
bool crosses_lines(const tensor_view<G, 4>& image) noexcept {
  constexpr std::uintptr_t line = 64;
  const auto address = reinterpret_cast<std::uintptr_t>(image.data());
  return sizeof(G) > 2 && (address % line != 0 || image.stride(2) % static_cast<std::ptrdiff_t>(line / sizeof(G)) != 0);
}

/// The target for a call whose best one is `on`: one of shorter vectors where those of AVX-512 are added to the image
/// slowly, as the channels of a pixel leave a part of one, or as pixels begin anywhere in a cache line. Planes are
/// taken by pixels where no plan pays.
template <class G, class Sampler>
target target_for_grad_image(target on, const grad_image_arguments<G, Sampler>& arguments) noexcept {
  const image_view<float>& grads = arguments.grads;
  const std::ptrdiff_t channels = grads.extent(3);
  if (arguments.grad_image.stride(3) == 1) {
    const bool is_slow = channels % avx512_width != 0 || detail::crosses_lines(arguments.grad_image);
    // A part of a vector beside whole ones counts as the whole vector of AVX2 that it may be.
    return with_short_vectors(on, channels >= avx512_width && is_slow ? avx2_width : channels);
  }
  const bool has_plans = is_worth_a_plan<G>(grads.extent(1), grads.extent(2), channels);
  return has_plans ? on : with_short_vectors(on, channels);
}

/// Precondition: the arguments are valid.
template <class G, class Sampler, class Executor>
void run_grad_image(const grad_image_arguments<G, Sampler>& arguments,
                    Executor& executor) noexcept(is_serial<Executor>::value) {
  if (any_zero(arguments.grad_image.extents())) return;
  const target on = detail::target_for_grad_image(active_target(), arguments);
  const work all = is_serial<Executor>::value ? work{0, 1} : detail::estimate_work(arguments);
  const std::ptrdiff_t rows = arguments.grad_image.extent(0) * arguments.grad_image.extent(1);
  const even_split tasks = even_split::into(all.tasks, rows);
  const auto body = [&arguments, &tasks, on](std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
    if (begin >= end) return;
    detail::scatter_rows_on(on, arguments, {tasks[begin].begin, tasks[end - 1].end});
  };
  detail::parallel_for(executor, tasks.count(), all.cycles / static_cast<double>(tasks.count()), body);
}

/// Runs a call with the sampler, or with the one that a method names. Precondition: the arguments are valid.
template <class G, class Sampler, class Executor>
void run_grad_image(const image_view<float>& grads, const boxes_view& boxes, const box_indices_view& box_indices,
                    const tensor_view<G, 4>& grad_image, const Sampler& sampler,
                    Executor& executor) noexcept(is_serial<Executor>::value) {
  with_sampler(sampler, [&](const auto& chosen) noexcept(is_serial<Executor>::value) -> void {
    detail::run_grad_image(
        grad_image_arguments<G, std::decay_t<decltype(chosen)>>{grads, boxes, box_indices, grad_image, chosen},
        executor);
  });
}

/// The sums of one strip, on target `on`. Strips are numbered through the crops.
template <class T>
bound_sums sum_strip_on(target on, const grad_boxes_arguments<T>& arguments, std::ptrdiff_t number) noexcept {
  const even_split strips = strips_of_crop(arguments.grads.extent(1));
  const std::ptrdiff_t box = number / strips.count();
  const index_range strip = strips[number % strips.count()];
  bound_sums sums{};
  dispatch(on, compiled_targets{},
           [&](auto tag) noexcept { sums = decltype(gradient_kernels_of(tag))::sum_strip(arguments, box, strip); });
  return sums;
}

/// Writes the gradient of one box. `sums_of(number)` gives the sums of a strip.
template <class T, class Sums>
void write_grad_box(const grad_boxes_arguments<T>& arguments, std::ptrdiff_t box, const Sums& sums_of) noexcept {
  const std::ptrdiff_t strips = strips_of_crop(arguments.grads.extent(1)).count();
  bound_sums total{};
  for (std::ptrdiff_t strip = box * strips; strip < (box + 1) * strips; ++strip) {
    const bound_sums& sums = sums_of(strip);
    for (std::size_t bound = 0; bound < total.size(); ++bound) total[bound] += sums[bound];
  }
  for (std::size_t bound = 0; bound < total.size(); ++bound) {
    arguments.grad_boxes(box, bound) = static_cast<float>(total[bound]);
  }
}

/// A call with at most so many strips is cut between strips, so that few boxes keep many threads busy. Their sums take
/// 8 KiB of stack.
constexpr std::ptrdiff_t max_single_strips = 256;

/// Runs a call with at most max_single_strips strips. A task is a range of strips.
template <class T, class Executor>
void run_strips(const grad_boxes_arguments<T>& arguments, target on, double cycles, Executor& executor) {
  std::array<bound_sums, static_cast<std::size_t>(max_single_strips)> sums;
  const std::ptrdiff_t boxes = arguments.grads.extent(0);
  const std::ptrdiff_t strips = boxes * strips_of_crop(arguments.grads.extent(1)).count();
  const even_split tasks = even_split::into(cycles / task_cycles, strips);
  const auto body = [&arguments, &tasks, &sums, on](std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
    if (begin >= end) return;
    for (std::ptrdiff_t strip = tasks[begin].begin; strip < tasks[end - 1].end; ++strip) {
      sums[static_cast<std::size_t>(strip)] = detail::sum_strip_on(on, arguments, strip);
    }
  };
  detail::parallel_for(executor, tasks.count(), cycles / static_cast<double>(tasks.count()), body);
  for (std::ptrdiff_t box = 0; box < boxes; ++box) {
    detail::write_grad_box(arguments, box, [&](std::ptrdiff_t strip) noexcept -> const bound_sums& {
      return sums[static_cast<std::size_t>(strip)];
    });
  }
}

/// The target for a call whose best one is `on`: one of shorter vectors for planes that compete for the same few lines
/// of the first-level cache, as they are whole pages apart, and of which a crop's rows fill half a vector of AVX-512 at
/// most. So half as many planes are read at a time. Planes out of memory are as fast either way.
template <class T>
target target_for_grad_boxes(target on, const grad_boxes_arguments<T>& arguments) noexcept {
  constexpr std::ptrdiff_t page = 4096;
  constexpr double max_image_size = 1 << 24;
  const image_view<float>& grads = arguments.grads;
  const auto& image = arguments.image;
  if (sizeof(T) != sizeof(float) || grads.extent(3) < avx512_width || grads.extent(2) > avx2_width) return on;
  const bool are_planes = grads.stride(2) == 1 && image.stride(2) == 1;
  const bool share_sets = image.stride(3) * static_cast<std::ptrdiff_t>(sizeof(T)) % page == 0;
  const bool are_small = element_count(image.extents()) * sizeof(T) <= max_image_size;
  return are_planes && share_sets && are_small ? with_short_vectors(on, avx2_width) : on;
}

/// Precondition: the arguments are valid.
template <class T, class Executor>
void run_grad_boxes(const grad_boxes_arguments<T>& arguments, Executor& executor) noexcept(is_serial<Executor>::value) {
  const std::ptrdiff_t boxes = arguments.grads.extent(0);
  if (boxes == 0) return;
  const target on = detail::target_for_grad_boxes(active_target(), arguments);
  // Rough numbers. With AVX2, a gradient takes 1.6 cycles with many channels and 4.7 with three.
  constexpr double per_output = 8;
  constexpr double per_box = 300;
  const double cycles = element_count(arguments.grads.extents()) * per_output + static_cast<double>(boxes) * per_box;
  if constexpr (!is_serial<Executor>::value) {
    const bool is_large = cycles > 2 * task_cycles;
    if (is_large && boxes * strips_of_crop(arguments.grads.extent(1)).count() <= max_single_strips) {
      return detail::run_strips(arguments, on, cycles, executor);
    }
  }
  const even_split tasks = even_split::into(is_serial<Executor>::value ? 1 : cycles / task_cycles, boxes);
  const auto body = [&arguments, &tasks, on](std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
    if (begin >= end) return;
    const index_range of_task{tasks[begin].begin, tasks[end - 1].end};
    if (detail::are_small_grads(arguments)) return detail::write_small_grad_boxes(arguments, of_task);
    for (std::ptrdiff_t box = of_task.begin; box < of_task.end; ++box) {
      detail::write_grad_box(arguments, box,
                             [&](std::ptrdiff_t strip) noexcept { return detail::sum_strip_on(on, arguments, strip); });
    }
  };
  detail::parallel_for(executor, tasks.count(), cycles / static_cast<double>(tasks.count()), body);
}

/// Says what is wrong with a gradient's element type or a sampler; true where nothing is.
template <class G, class Sampler>
constexpr bool require_grad_image_supported() noexcept {
  constexpr bool is_method = std::is_same<Sampler, method>::value || std::is_same<Sampler, bilinear>::value ||
                             std::is_same<Sampler, nearest>::value;
  static_assert(is_grad_element<G>::value,
                "crop_and_resize_grad_image: grad_image must be a 4-D view of mutable half, bfloat16, float or double");
  static_assert(is_method, "crop_and_resize_grad_image: the fifth argument is bilinear, nearest or a method");
  return is_grad_element<G>::value && is_method;
}

/// Says what is wrong with an image's element type; true where nothing is.
template <class T>
constexpr bool require_grad_boxes_supported() noexcept {
  static_assert(is_element<T>::value,
                "crop_and_resize_grad_boxes: images of this element type are not supported; specialise "
                "cnr::element_traits for it");
  return is_element<T>::value;
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GRADIENT_RUN_HPP
