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
    const vector_call call = call_of(typed);
    const scanline_layout layout = layout_of(call);
    return {kernel_for(call, layout), layout};
  }

  /// Whether a call that goes by pixels has its boxes located together.
  template <class Arguments>
  static bool is_located_together(const Arguments& typed) noexcept {
    return are_small_pixels(call_of(typed));
  }

  /// Whether the first box goes by scanlines, even though its call goes by pixels.
  template <class Arguments>
  static bool is_by_scanlines(const Arguments& typed) noexcept {
    const vector_call call = call_of(typed);
    const byte_geometry geometry(call, 0, {0, call.crops.extent(1)});
    return is_faster_by_scanlines(call, geometry, layout_of(call));
  }

 private:
  template <class Arguments>
  static vector_call call_of(const Arguments& typed) noexcept {
    constexpr element_format stored = format_of<typename Arguments::element_type>::value;
    using sampler = vector_sampler<typename Arguments::sampler_type>;
    return {typed, kernels_of<near_reader<stored, sampler>, stored, sampler>, nullptr, nullptr};
  }
};
kernel_choices kernel_choices_of(tag);
