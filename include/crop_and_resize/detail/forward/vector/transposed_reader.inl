// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The vectors of the reader for transposed calls: two rows are mixed to a row of floats, in which the elements of the
// outputs are found. See transposed_rows.hpp.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/column_reader.inl>

#include <crop_and_resize/detail/forward/transposed_rows.hpp>
#endif

/// Mixes elements of two rows to floats, or converts those of the first one: see vector_kernels.
template <class Format, class Sampler>
void mix_row_pair(const unsigned char* top, const unsigned char* bottom, float weight, std::ptrdiff_t count,
                  float* out) noexcept {
  const floats weights = broadcast(weight);
  for_each_vector(count, [=](std::ptrdiff_t, std::ptrdiff_t start) noexcept {
    const std::ptrdiff_t offset = start * bytes_of<Format>;
    floats value = load_elements<Format>(top + offset);
    if constexpr (Sampler::taps > 1) value = Sampler::mix(value, load_elements<Format>(bottom + offset), weights);
    store(out + start, value);
  });
}

/// The outputs of a row whose windows have so many vectors.
template <class Sampler, std::ptrdiff_t Vectors>
CNR_DETAIL_ALWAYS_INLINE void find_in_windows(const mixed_row_plan& plan, const float* row, float* out) noexcept {
  const mixed_row_plan* const of = &plan;
  store_vectors(plan.outputs, out, [=](std::ptrdiff_t vector, std::ptrdiff_t) noexcept {
    const float* const from = row + of->start[static_cast<std::size_t>(vector)];
    std::array<floats, static_cast<std::size_t>(Vectors)> window;
    for_each_index(constant<Vectors>{},
                   [&](std::ptrdiff_t i) noexcept { window[static_cast<std::size_t>(i)] = load(from + i * width); });
    const std::ptrdiff_t at = vector * width;
    floats value = permute(window, load_as<integers>(of->taps.tap[0].data() + at));
    if constexpr (Sampler::taps > 1) {
      const floats next = permute(window, load_as<integers>(of->taps.tap[1].data() + at));
      value = Sampler::mix(value, next, load(of->taps.weight.data() + at));
    }
    return value;
  });
}

/// The outputs of a row, found in a row of floats: see vector_kernels.
template <class Sampler>
void find_mixed(const mixed_row_plan& plan, const float* row, float* out) noexcept {
  if (plan.reach > 2 * width) return find_in_windows<Sampler, 4>(plan, row, out);
  if (plan.reach > 0) return find_in_windows<Sampler, 2>(plan, row, out);
  const std::ptrdiff_t channels = plan.channels;
  std::size_t pixel = 0;
  for (std::ptrdiff_t left = plan.outputs; left > 0; left -= channels, out += channels, ++pixel) {
    floats value = load(row + plan.taps.tap[0][pixel]);
    if constexpr (Sampler::taps > 1) {
      value = Sampler::mix(value, load(row + plan.taps.tap[1][pixel]), broadcast(plan.taps.weight[pixel]));
    }
    // What is stored after the pixel is overwritten by the next one.
    store_up_to(out, value, left);
  }
}
