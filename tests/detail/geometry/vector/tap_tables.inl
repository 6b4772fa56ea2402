// SPDX-License-Identifier: MIT
//
// Tap tables as tests make them. Included in the namespace of each target.

struct tap_tables {
  static constexpr std::ptrdiff_t floats_in_vector = width;
  static constexpr std::ptrdiff_t capacity = max_outputs;
  static constexpr std::ptrdiff_t channels_capacity = max_interleaved;
  static constexpr std::ptrdiff_t extent_capacity = max_extent;

  template <class Sampler>
  using table = tap_table<vector_sampler<Sampler>>;
  using layout = scanline;

  template <class T>
  static layout layout_of(const image_view<T>& image, std::ptrdiff_t channels) noexcept {
    return scanline_of(image, channels);
  }

  /// One output for each of the positions [first, first + count).
  template <class Sampler>
  static void locate(const axis& x, std::ptrdiff_t first, std::ptrdiff_t count, table<Sampler>& taps) noexcept {
    locate_taps(x, first, count, one_channel{}, count, taps);
  }

  /// As many outputs for each of the positions as there are channels.
  template <class Sampler>
  static void locate(const axis& x, std::ptrdiff_t first, std::ptrdiff_t count, const layout& along,
                     table<Sampler>& taps) noexcept {
    locate_taps(x, first, count, interleaved_channels(along), count * along.channels, taps);
  }

  /// One output for each coordinate; whole vectors of these are read.
  template <class Sampler>
  static void locate_all(const float* coordinates, std::ptrdiff_t count, std::ptrdiff_t image_extent,
                         table<Sampler>& taps) noexcept {
    (locate_coordinates<vector_sampler<Sampler>>)(coordinates, count, image_extent,
                                                  {{{taps.tap.front().data(), taps.tap.back().data()}},
                                                   taps.weight.data()});
  }
};
tap_tables tap_tables_of(tag);
