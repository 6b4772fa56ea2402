// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// A row of floats -> outputs of one row of a crop, for blocks.inl.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/block_reader.inl>
#endif

/// Writes rows of outputs: some channels of pixels, or of one plane.
template <class Arguments>
class block_writer {
 public:
  using output = typename Arguments::output_type;

  /// Whether rows are written without conversion.
  static constexpr bool is_float = std::is_same<typename Arguments::destination_type, plain_destination<float>>::value;

  block_writer(const Arguments& arguments, std::ptrdiff_t columns, std::ptrdiff_t first_channel,
               std::ptrdiff_t channels) noexcept
      : arguments_(arguments), columns_(columns), first_channel_(first_channel), channels_(channels) {}

  /// Whether the outputs of a row are side by side in the crop.
  bool is_row_packed() const noexcept {
    const auto& crops = arguments_.crops;
    const bool channels_packed = channels_ == 1 || crops.stride(3) == 1;
    return channels_packed && (columns_ == 1 || crops.stride(2) == channels_);
  }

  /// Writes one row of the crop.
  CNR_DETAIL_NOINLINE void write_row(const float* from, bool is_packed, output* to) const noexcept {
    const auto& crops = arguments_.crops;
    if (is_packed && (is_plain || channels_ == 1)) {
      write_packed<0>(from, columns_ * channels_, first_channel_, to);
    } else if (channels_ > 1 && crops.stride(2) == 1 && columns_ >= width) {
      write_planes(from, to);
    } else if (channels_ > 1 && crops.stride(3) == 1) {
      for (std::ptrdiff_t column = 0; column < columns_; ++column) {
        write_packed<1>(from + column * channels_, channels_, first_channel_, to + column * crops.stride(2));
      }
    } else {
      for (std::ptrdiff_t channel = 0; channel < channels_; ++channel) {
        for (std::ptrdiff_t column = 0; column < columns_; ++column) {
          arguments_.write(from[column * channels_ + channel], first_channel_ + channel,
                           to + column * crops.stride(2) + channel * crops.stride(3));
        }
      }
    }
  }

  /// write_row with non-temporal stores.
  CNR_DETAIL_NOINLINE void stream_row(const float* from, std::ptrdiff_t size, output* to) const noexcept {
    if constexpr (is_float) {
      stream_bytes(reinterpret_cast<unsigned char*>(to), reinterpret_cast<const unsigned char*>(from),
                   size * static_cast<std::ptrdiff_t>(sizeof(float)));
    } else {
      write_row(from, true, to);
    }
  }

 private:
  static constexpr std::ptrdiff_t block = position_block;
  static constexpr bool is_plain = std::is_same<typename Arguments::destination_type, plain_destination<output>>::value;

  /// Writes outputs that are packed on both sides.
  /// @param step  1 where channels follow one another, 0 where all are of one channel
  template <std::ptrdiff_t Step>
  CNR_DETAIL_ALWAYS_INLINE void write_packed(const float* from, std::ptrdiff_t size, std::ptrdiff_t channel,
                                             output* CNR_DETAIL_RESTRICT to) const noexcept {
    const Arguments& arguments = arguments_;
    std::ptrdiff_t next = 0;
    for (; next + block <= size; next += block) {
      CNR_DETAIL_KEEP_LOOP
      for (std::ptrdiff_t i = 0; i < block; ++i) {
        arguments.write(from[next + i], channel + (next + i) * Step, to + next + i);
      }
    }
    for (; next < size; ++next) arguments.write(from[next], channel + next * Step, to + next);
  }

  /// Writes pixels, at least a vector of them, to a crop whose columns are packed.
  CNR_DETAIL_NOINLINE void write_planes(const float* from, output* to) const noexcept {
    const std::ptrdiff_t stride = arguments_.crops.stride(3);
    if constexpr (is_float) {
      sort_into_planes(from, to, stride);
    } else {
      constexpr std::ptrdiff_t room = block_row_room<tap_arrays<typename Arguments::sampler_type>::count>;
      alignas(64) float planes[static_cast<std::size_t>(room + block)];
      sort_into_planes(from, planes, columns_);
      for (std::ptrdiff_t i = 0; i < channels_; ++i) {
        write_packed<0>(planes + i * columns_, columns_, first_channel_ + i, to + i * stride);
      }
    }
  }
  CNR_DETAIL_ALWAYS_INLINE void sort_into_planes(const float* from, float* to, std::ptrdiff_t stride) const noexcept {
    if (channels_ > max_rearranged) {
      deinterleave_many(from, channels_, columns_, channels_, to, stride);
    } else {
      with_channel_count(channels_, [&](auto known) noexcept { deinterleave<known()>(from, columns_, to, stride); });
    }
  }

  const Arguments& arguments_;
  std::ptrdiff_t columns_;
  std::ptrdiff_t first_channel_;
  std::ptrdiff_t channels_;
};
