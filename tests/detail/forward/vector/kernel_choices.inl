// SPDX-License-Identifier: MIT
//
// Which kernel a target takes for the tensors of a call. Included in the namespace of each target.

struct kernel_choices {
  static constexpr std::ptrdiff_t floats_in_vector = width;
  static constexpr std::ptrdiff_t floats_in_window = width / windows;
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

  /// How many columns of the image a box's columns are apart at most, where it goes by vectors.
  template <class Arguments>
  static float max_step(const Arguments& typed) noexcept {
    const vector_call call = call_of(typed);
    const chosen_kernel chosen(call);
    return max_vector_step(call, chosen.layout, chosen.which);
  }

  /// The kernel for the first box.
  template <class Arguments>
  static kernel of_box(const Arguments& typed) noexcept {
    const vector_call call = call_of(typed);
    const chosen_kernel chosen(call);
    return box_kernels(call, chosen.layout, chosen.which)[0];
  }

  /// The most columns of a chunk of the first box where the call is computed transposed, which are rows of the crop. 0
  /// where it is not.
  template <class Arguments>
  static std::ptrdiff_t transposed(const Arguments& typed) noexcept {
    vector_call call = call_of(typed);
    if (kernel_for(call, layout_of(call)) != kernel::scanlines || !are_all_columns(call)) return 0;
    call.transpose();
    const chosen_kernel chosen(call);
    if (!computes_transposed(call, chosen.layout, chosen.which)) return 0;
    if (chosen.which == kernel::plane_runs) return max_run;
    const auto geometry = byte_geometry::transposed(call, 0, {0, call.crops.extent(2)});
    return transposed_capacity(call, chosen.layout, geometry.x);
  }

  /// Whether the first box goes by scanlines, even though its call goes by pixels.
  template <class Arguments>
  static bool is_by_scanlines(const Arguments& typed) noexcept {
    const vector_call call = call_of(typed);
    const byte_geometry geometry(call, 0, {0, call.crops.extent(1)});
    return is_faster_by_scanlines(call, geometry, layout_of(call));
  }

  /// Whether there are vectors of channels of half the width for boxes of elements of a type.
  template <class T, class Sampler>
  static constexpr bool may_be_by_short_pixels() noexcept {
    return has_short_pixels<format_of<T>::value, vector_sampler<Sampler>>;
  }

  /// Whether corner_reader, or windows of vectors of half the width, read elements of a type for a sampler.
  template <class T, class Sampler>
  static constexpr bool has_corners() noexcept {
    return corners_function_of<format<format_of<T>::value>, vector_sampler<Sampler>>() != nullptr;
  }
  template <class T, class Sampler>
  static constexpr bool has_short_windows() noexcept {
    return near_short_function_of<format<format_of<T>::value>, vector_sampler<Sampler>>() != nullptr;
  }

  /// Whether the first box goes by them, where there are some.
  template <class Arguments>
  static bool is_by_short_pixels(const Arguments& typed) noexcept {
    vector_call call = call_of(typed);
    call.resample_short = [](const void*, const partition&, const index_range&) noexcept {};
    const chosen_kernel chosen(call);
    return box_kernels(call, chosen.layout, chosen.which)[0] == kernel::short_pixels;
  }

  /// Whether the first box finds the elements of a row by windows of four floats, if its own windows do not reach.
  template <class Arguments>
  static bool is_by_short_windows(const Arguments& typed) noexcept {
    const vector_call call = call_of(typed);
    const byte_geometry geometry(call, 0, {0, call.crops.extent(1)});
    return are_short_windows_faster(call, geometry, layout_of(call).along);
  }

  /// Whether the first box does so because its rows are too short for its own windows, and far apart.
  template <class Arguments>
  static bool has_far_short_rows(const Arguments& typed) noexcept {
    const vector_call call = call_of(typed);
    const byte_geometry geometry(call, 0, {0, call.crops.extent(1)});
    return are_short_rows_far(geometry, layout_of(call).along);
  }

  /// Whether a filter reads some planes of the image together.
  template <class Arguments>
  static bool filters_planes(const Arguments& typed) noexcept {
    using element = typename Arguments::element_type;
    return (are_filtered_planes)(vector_arguments<element>(typed, typed, target_functions, nullptr));
  }

 private:
  template <class Arguments>
  static vector_call call_of(const Arguments& typed) noexcept {
    constexpr element_format stored = format_of<typename Arguments::element_type>::value;
    using sampler = vector_sampler<typename Arguments::sampler_type>;
    return {typed, kernels_of<near_reader<format<stored>, sampler>, stored, sampler>, nullptr, nullptr};
  }
};
kernel_choices kernel_choices_of(tag);
