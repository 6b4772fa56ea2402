// SPDX-License-Identifier: MIT
//
// Which kernel a target takes for the tensors of a call. Included in the namespace of each target.

struct kernel_choices {
  static constexpr std::ptrdiff_t floats_in_vector = width;
  static constexpr std::ptrdiff_t outputs_of_chunk = max_outputs;

  using order = arrangement;
  using family = kernel;

  struct choice {
    kernel chosen;
    scanline_layout layout;
  };

  template <class Arguments>
  static choice of(const Arguments& typed) noexcept {
    const erased_arguments<Arguments> arguments(typed, nullptr);
    const scanline_layout layout = (layout_of)(arguments);
    return {(kernel_for)(arguments, layout), layout};
  }
};
kernel_choices kernel_choices_of(tag);
