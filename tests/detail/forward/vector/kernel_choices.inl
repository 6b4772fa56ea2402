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

  /// Whether a call that goes by pixels has its boxes located together.
  template <class Arguments>
  static bool is_located_together(const Arguments& typed) noexcept {
    return (are_small_pixels)(erased_arguments<Arguments>(typed, nullptr));
  }

  /// Whether the first box goes by scanlines, even though its call goes by pixels.
  template <class Arguments>
  static bool is_by_scanlines(const Arguments& typed) noexcept {
    const erased_arguments<Arguments> arguments(typed, nullptr);
    const typename call_traits<erased_arguments<Arguments>>::geometry geometry(arguments, 0,
                                                                               {0, arguments.crops.extent(1)});
    return (is_faster_by_scanlines)(arguments, geometry, (layout_of)(arguments));
  }
};
kernel_choices kernel_choices_of(tag);
