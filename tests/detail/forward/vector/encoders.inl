// SPDX-License-Identifier: MIT
//
// The encoders of destinations, given rows of floats. Included in the namespace of each target.

struct encoders {
  static constexpr std::ptrdiff_t floats_in_vector = width;
  static constexpr std::ptrdiff_t outputs_of_chunk = max_outputs;

  /// Encodes `count` floats.
  template <class Out>
  static void convert(const float* from, std::ptrdiff_t count, unsigned char* to) noexcept {
    const row_encoder_for<plain_destination<Out>> encoder({}, 1, count);
    encoder.encode(from, count, {0, true}, to);
  }

  /// Encodes `count` floats after scale and bias. The outputs are of channel `first`, or of it and those after it.
  template <class Out>
  static void normalize(const normalized_destination<Out>& destination, std::ptrdiff_t channels, std::ptrdiff_t first,
                        bool is_plane, const float* from, std::ptrdiff_t count, unsigned char* to) noexcept {
    const row_encoder_for<normalized_destination<Out>> encoder(destination, channels,
                                                               minimum(first + count, max_outputs));
    encoder.encode(from, count, {first, is_plane}, to);
  }
};
encoders encoders_of(tag);
