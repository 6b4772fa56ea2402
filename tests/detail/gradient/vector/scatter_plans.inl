// SPDX-License-Identifier: MIT
//
// Scatter plans as tests make them. Included in the namespace of each target.

struct scatter_plans {
  static constexpr std::ptrdiff_t floats_in_vector = width;
  static constexpr std::ptrdiff_t columns_located = max_outputs;
  static constexpr auto gathers = static_cast<std::ptrdiff_t>(scatter_plan<bilinear>::max_gathers);

  /// Adds a row of gradients to what some columns of one or two rows of an image are. False if there is no plan for
  /// that.
  template <class Sampler, std::size_t Count>
  static bool add(const axis& x, std::ptrdiff_t channels, std::ptrdiff_t image_columns, std::ptrdiff_t crop_columns,
                  const index_range& columns, const float* grads, const std::array<float*, Count>& rows,
                  const std::array<float, Count>& shares) noexcept {
    scatter_plan<Sampler> plan(x, channels, image_columns, crop_columns);
    if (!plan.build(columns)) return false;
    typename scatter_plan<Sampler>::short_rows copies;
    const row_of_planes from = plan.readable({grads, 0, crop_columns * channels}, 1, copies);
    plan.template add<1>(from, rows_of_planes<float, Count>{rows, shares, {{rows[0], rows[0]}}, 0});
    return true;
  }

  /// Whether the vector kernel takes a call with one box, of interleaved channels. If so, it has added the gradients.
  static bool adds(const grad_image_arguments<float, bilinear>& arguments) noexcept {
    const scatter_geometry<float, bilinear> of_box(arguments, 0, {0, arguments.grad_image.extent(1)});
    return (scatter_scanlines)(of_box, arguments.grads.extent(3), 1, 0, 0);
  }
  /// The same, of channels that are planes.
  static bool adds_planes(const grad_image_arguments<float, bilinear>& arguments) noexcept {
    const scatter_geometry<float, bilinear> of_box(arguments, 0, {0, arguments.grad_image.extent(1)});
    return (scatter_scanlines)(of_box, 1, arguments.grads.extent(3), arguments.grad_image.stride(3),
                               arguments.grads.stride(3));
  }
};
scatter_plans scatter_plans_of(tag);
