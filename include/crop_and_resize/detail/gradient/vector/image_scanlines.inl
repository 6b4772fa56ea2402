// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The gradient with regard to the image, for few channels and for planes: vectors of an image row's elements gather
// their gradients from a row of the crop.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/gradient/vector/scatter_plan.inl>
#endif

/// Planes of an image and of a crop.
template <class G>
struct plane_range {
  std::ptrdiff_t count;
  G* image;  // element (0, 0) of the first plane in the box's image
  std::ptrdiff_t image_stride;
  const float* crop;  // that of its gradients
  std::ptrdiff_t crop_stride;
  std::ptrdiff_t row_size;  // gradients of a row of the crop
  bool are_rows_packed;     // one after the other
};

/// A row of a crop: the rows of the image that it reaches in the first plane, and those to prefetch.
template <class G, class Sampler>
struct located_row {
  reached_rows<G, Sampler> reached;
  std::array<G*, 2> fresh;  // those of them that the row before does not reach; one of them twice
};

/// Locates a row of a crop. `before` is the row before it, or has no rows.
template <class G, class Sampler>
located_row<G, Sampler> locate_row(const scatter_geometry<G, Sampler>& of_box, G* image, std::ptrdiff_t row,
                                   const reached_rows<G, Sampler>& before) noexcept {
  located_row<G, Sampler> located{detail::find_reached_rows(of_box.arguments, of_box.y, image, row, of_box.image_rows),
                                  {}};
  const reached_rows<G, Sampler>& reached = located.reached;
  located.fresh = {{image, image}};
  if (reached.count > 0) located.fresh = {{reached.row.front(), reached.row[reached.count - 1]}};
  for (std::size_t i = 0; i < before.count; ++i) {
    if (located.fresh[0] == before.row[i]) located.fresh[0] = located.fresh[1];
    if (located.fresh[1] == before.row[i]) located.fresh[1] = located.fresh[0];
  }
  return located;
}

/// Adds a row of gradients to what it reaches of an image, in one plane or in max_planes_at_once.
/// @param offset  from the rows of the first plane to those of this one
/// @param next    rows that are added to soon
template <class G, class Sampler>
CNR_DETAIL_ALWAYS_INLINE void scatter_planned_row(const scatter_plan<Sampler>& plan, const row_of_planes& grads,
                                                  std::ptrdiff_t planes, const reached_rows<G, Sampler>& reached,
                                                  std::ptrdiff_t offset, std::ptrdiff_t image_stride,
                                                  const std::array<G*, 2>& next) noexcept {
  typename scatter_plan<Sampler>::short_rows copies;
  row_of_planes from = plan.readable(grads, planes, copies);
  constexpr std::size_t taps = taps_of<Sampler>::count;
  if (reached.count == taps && (taps == 1 || reached.row.front() != reached.row.back())) {
    rows_of_planes<G, taps> to{reached.row, reached.share, next, image_stride};
    for (G*& row : to.row) row += offset;
    if (planes == 1) return plan.template add<1>(from, to);
    return plan.template add<max_planes_at_once>(from, to);
  }
  // At a whole coordinate, both are one row, whose second increments are 0, or NaN for an infinite gradient.
  for (std::size_t tap = 0; tap < reached.count; ++tap) {
    for (std::ptrdiff_t plane = 0; plane < planes; ++plane) {
      row_of_planes of_one = from;
      of_one.first += plane * from.plane_stride;
      G* const row = reached.row[tap] + (offset + plane * image_stride);
      plan.template add<1>(of_one, rows_of_planes<G, 1>{{{row}}, {{reached.share[tap]}}, next, image_stride});
    }
  }
}

/// Adds the gradients that a plan holds, of all planes of a crop: some planes at a time, which share what is looked up
/// in the plan. These are added to row by row, as the rows of one plane are near one another.
template <class G, class Sampler>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): loops within loops, in the order of memory
void scatter_planned(const scatter_geometry<G, Sampler>& of_box, const scatter_plan<Sampler>& plan,
                     const plane_range<G>& planes) noexcept {
  constexpr std::ptrdiff_t max_located = 32;
  // To add to so many elements of each plane takes about as long as to fetch others from the caches. Memory is slower:
  // of an image that is not in the caches, the next planes are prefetched a whole crop earlier.
  constexpr std::ptrdiff_t elements_ahead = 192;
  const bool is_far = takes_mebibytes(32, sizeof(G), of_box.arguments.grad_image.extents());
  if (plan.size() == 0) return;
  const std::ptrdiff_t row_stride = of_box.arguments.grads.stride(1);
  const std::ptrdiff_t grads_rows = of_box.arguments.grads.extent(1);
  const plane_range<G> of = planes;
  std::array<located_row<G, Sampler>, static_cast<std::size_t>(max_located) + 1> located;
  for (std::ptrdiff_t first = of_box.rows.begin; first < of_box.rows.end; first += max_located) {
    const std::ptrdiff_t count = minimum(of_box.rows.end - first, max_located);
    reached_rows<G, Sampler> before;
    // One more, which is prefetched; the last one of all twice.
    for (std::ptrdiff_t i = 0; i <= count; ++i) {
      const std::ptrdiff_t row = minimum(first + i, of_box.rows.end - 1);
      located[static_cast<std::size_t>(i)] = (locate_row)(of_box, of.image, row, before);
      before = located[static_cast<std::size_t>(i)].reached;
    }
    const std::ptrdiff_t near_row = minimum(divide_up(elements_ahead, plan.size()), count);
    for (std::ptrdiff_t plane = 0; plane < of.count;) {
      const bool is_one = of.count - plane < max_planes_at_once;
      const std::ptrdiff_t planes_now = is_one ? 1 : max_planes_at_once;
      const std::ptrdiff_t offset = plane * of.image_stride;
      // Rows are prefetched some rows earlier. After the last row of these planes come the first ones of the next.
      const bool has_next = plane + 2 * planes_now <= of.count;
      const std::ptrdiff_t offset_of_next = has_next ? offset + planes_now * of.image_stride : offset;
      const std::ptrdiff_t ahead = is_far && has_next ? count : near_row;
      for (std::ptrdiff_t i = 0; i < count; ++i) {
        const located_row<G, Sampler>& row = located[static_cast<std::size_t>(i)];
        std::ptrdiff_t soon = i + ahead;
        std::ptrdiff_t offset_of_soon = offset;
        if (soon >= count) {
          soon = has_next ? soon - count : count;
          offset_of_soon = offset_of_next;
        }
        std::array<G*, 2> next = located[static_cast<std::size_t>(soon)].fresh;
        for (G*& to : next) to += offset_of_soon;
        const row_of_planes grads{of.crop + (plane * of.crop_stride + (first + i) * row_stride), of.crop_stride,
                                  of.are_rows_packed ? (grads_rows - first - i) * of.row_size : of.row_size};
        if (!is_one) {
          for (std::ptrdiff_t j = 0; j < planes_now; ++j) prefetch_later_grads(grads.first + j * of.crop_stride);
        }
        (scatter_planned_row)(plan, grads, planes_now, row.reached, offset, of.image_stride, next);
      }
      plane += planes_now;
    }
  }
}

/// Adds the gradients of a crop to an image, both of which have `channels` interleaved channels in each of their
/// planes. False, and nothing is added, if a plan is not possible or not worth its time.
///
/// Not inlined: a plan takes 40 KiB of the stack.
/// @param image_stride  from plane to plane, as grads_stride
template <class G, class Sampler>
CNR_DETAIL_NOINLINE bool scatter_scanlines(const scatter_geometry<G, Sampler>& of_box, std::ptrdiff_t channels,
                                           std::ptrdiff_t planes, std::ptrdiff_t image_stride,
                                           std::ptrdiff_t grads_stride) noexcept {
  using plan_of_box = scatter_plan<Sampler>;
  const std::ptrdiff_t crop_columns = of_box.arguments.grads.extent(2);
  const std::ptrdiff_t image_columns = of_box.arguments.grad_image.extent(2);
  const index_range inside = of_box.x.inside(crop_columns);
  // Nothing is added then, and coordinates may be NaN.
  if (inside.size() == 0) return true;
  // All planes share the plan. Many of them are worth one for any crop.
  const bool are_many_planes = planes >= width;
  if (!are_many_planes && !is_worth_a_plan<G>(of_box.rows.size() * planes, inside.size(), channels * planes))
    return false;
  if (image_columns * channels < width || crop_columns > max_extent) return false;
  // There must be room for a single column of the image, whose channels may be in two vectors. 1 / step columns of the
  // crop fit between neighbours; half as many and four more are allowed for, as coordinates are rounded.
  const float step = of_box.x.step();
  constexpr auto max_per_tap = static_cast<float>(plan_of_box::max_gathers / (2 * taps_of<Sampler>::count));
  if (!(1.5F <= (max_per_tap - 4) * step)) return false;
  plan_of_box plan(of_box.x, channels, image_columns, crop_columns);
  const auto first = static_cast<std::ptrdiff_t>(of_box.x.coordinate(inside.begin));
  const auto last = static_cast<std::ptrdiff_t>(of_box.x.coordinate(inside.end - 1));
  const std::ptrdiff_t end = minimum(maximum(first, last) + 2, image_columns);
  index_range columns{minimum(first, last), end};
  const std::ptrdiff_t row_size = crop_columns * channels;
  const plane_range<G> of_planes{planes,
                                 of_box.image,
                                 image_stride,
                                 of_box.crop,
                                 grads_stride,
                                 row_size,
                                 of_box.arguments.grads.stride(1) == row_size};
  while (columns.begin < columns.end) {
    const std::ptrdiff_t count = columns.size();
    if (!plan.build(columns)) {
      columns.end -= (count + 1) / 2;  // ends the loop where a compiler was told to be inexact
      continue;
    }
    (scatter_planned)(of_box, plan, of_planes);
    columns = {columns.end, minimum(columns.end + count, end)};
  }
  return true;
}
