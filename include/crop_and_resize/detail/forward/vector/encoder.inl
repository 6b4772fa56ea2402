// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How rows of floats become elements of the crops: in vectors what destination.hpp says of one float. The kernels know
// nothing of the destination but a row_encoder, so that all destinations share them.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/rearrange.inl>

#include <crop_and_resize/detail/forward/arguments.hpp>
#include <crop_and_resize/detail/forward/encoded_rows.hpp>
#include <crop_and_resize/detail/forward/extrapolate.hpp>
#include <crop_and_resize/detail/forward/row_writer.hpp>
#endif

/// `value`, and 0 for NaN.
CNR_DETAIL_ALWAYS_INLINE floats zero_if_nan(floats value) noexcept {
  return value == value ? value : floats{};  // NOLINT(misc-redundant-expression): NaN differs from itself
}

/// The numbers of at most 16 bits in the range of an integer format that are nearest to floats, in the lower bits.
template <class Integer>
CNR_DETAIL_ALWAYS_INLINE integers nearest_short_integers(floats value) noexcept {
  constexpr bool is_signed = std::is_signed<Integer>::value;
  constexpr int value_bits = 8 * static_cast<int>(sizeof(Integer)) - (is_signed ? 1 : 0);
  const floats lowest = broadcast(is_signed ? -static_cast<float>(1U << value_bits) : 0.0F);
  const floats highest = broadcast(static_cast<float>((1U << value_bits) - 1));
  // Unsigned numbers have 0 for NaN as they are: it is not greater than the lowest.
  const floats number = is_signed ? zero_if_nan(value) : value;
  const floats clamped = minimum(maximum(number, lowest), highest);
  // Floats in [2^23, 2^24) are whole numbers. So this sum is rounded to one, and its lower bits are that number's.
  return reinterpret_cast<integers>(clamped + broadcast(0x1.8p23F));
}

/// float_to_int32 of each float.
CNR_DETAIL_ALWAYS_INLINE signed_integers nearest_int32s(floats value) noexcept {
  const floats limit = broadcast(0x1p31F);
  const floats highest = broadcast(0x1.fffffep30F);
  // Clamped, as conversions of what is out of range are invalid. NaN becomes the highest, and then 0.
  const signed_integers nearest = to_nearest(maximum(minimum(value, highest), -limit));
  const auto is_number = value == value;  // NOLINT(misc-redundant-expression): NaN differs from itself
  return value >= limit ? signed_integers{} + INT32_MAX : nearest & is_number;
}

/// Stores a vector, with a non-temporal store if `Streams`.
template <bool Streams, class Vector>
CNR_DETAIL_ALWAYS_INLINE void put_vector(unsigned char* to, const Vector& value) noexcept {
  if constexpr (Streams) {
    stream(to, value);
  } else {
    store_as(to, value);
  }
}

/// Stores a vector of floats as from_float of an element type of this format makes elements of them.
template <element_format Stored, bool Streams = false>
CNR_DETAIL_ALWAYS_INLINE void store_nearest(unsigned char* to, floats value) noexcept {
  if constexpr (Stored == element_format::float32) {
    put_vector<Streams>(to, value);
  } else if constexpr (Stored == element_format::float16) {
    put_vector<Streams>(to, to_halves(value));
  } else if constexpr (Stored == element_format::bfloat16) {
    put_vector<Streams>(to, narrow(reinterpret_cast<integers>(format<Stored>::round(value)) >> 16U));
  } else if constexpr (Stored == element_format::float64) {
    put_vector<Streams>(to, low_doubles(value));
    put_vector<Streams>(to + sizeof(long_floats), high_doubles(value));
  } else if constexpr (Stored == element_format::uint8) {
    put_vector<Streams>(to, narrow_to_bytes(nearest_short_integers<std::uint8_t>(value)));
  } else if constexpr (Stored == element_format::int8) {
    put_vector<Streams>(to, narrow_to_bytes(nearest_short_integers<std::int8_t>(value)));
  } else if constexpr (Stored == element_format::uint16) {
    put_vector<Streams>(to, narrow(nearest_short_integers<std::uint16_t>(value)));
  } else if constexpr (Stored == element_format::int16) {
    put_vector<Streams>(to, narrow(nearest_short_integers<std::int16_t>(value)));
  } else {
    static_assert(Stored == element_format::int32, "crops have elements of at most 32 bits, or doubles");
    put_vector<Streams>(to, nearest_int32s(value));
  }
}

/// Stores the elements of `count` floats.
/// @param transform  what is stored of a vector: `transform(vector, start)`, with the number of its first output
template <class Element, class Transform>
CNR_DETAIL_ALWAYS_INLINE void encode_vectors(const float* from, std::ptrdiff_t count, unsigned char* to,
                                             const Transform& transform) noexcept {
  constexpr element_format stored = format_of<Element>::value;
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(Element));
  if (count < width) {
    floats few = {};
    std::memcpy(&few, from, static_cast<std::size_t>(count) * sizeof(float));
    std::array<unsigned char, static_cast<std::size_t>(width) * sizeof(Element)> encoded;
    store_nearest<stored>(encoded.data(), transform(few, std::ptrdiff_t{0}));
    std::memcpy(to, encoded.data(), static_cast<std::size_t>(count) * sizeof(Element));
    return;
  }
  // Captured by value: what is captured by reference is read again after each store.
  const auto encode_from = [=](std::ptrdiff_t start) noexcept {
    store_nearest<stored>(to + start * size, transform(load(from + start), start));
  };
  std::ptrdiff_t start = 0;
  for (; start + 2 * width <= count; start += 2 * width) {
    encode_from(start);
    encode_from(start + width);
  }
  if (start + width < count) encode_from(start);
  encode_from(count - width);
}

/// Sorts interleaved pixels into planes, and stores their elements, with non-temporal stores if `Streams`.
/// @param count         pixels, at least `width`
/// @param plane_stride  in bytes
/// @param transform_of  `transform_of(channel)` is what encode_vectors needs for a plane
template <class Element, std::ptrdiff_t Channels, bool Streams, class TransformOf>
CNR_DETAIL_ALWAYS_INLINE void deinterleave_encoded(const float* pixels, std::ptrdiff_t count, unsigned char* to,
                                                   std::ptrdiff_t plane_stride,
                                                   const TransformOf& transform_of) noexcept {
  constexpr constant<Channels> channels{};
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(Element));
  std::array<decltype(transform_of(std::ptrdiff_t{})), static_cast<std::size_t>(Channels)> transforms{};
  for_each_index(channels,
                 [&](std::ptrdiff_t i) noexcept { transforms[static_cast<std::size_t>(i)] = transform_of(i); });
  for (std::ptrdiff_t next = 0; next < count; next += width) {
    const std::ptrdiff_t start = minimum(next, count - width);
    std::array<floats, static_cast<std::size_t>(Channels)> vectors;
    for_each_index(channels, [&](std::ptrdiff_t i) noexcept {
      vectors[static_cast<std::size_t>(i)] = load(pixels + start * Channels + i * width);
    });
    // All vectors come before the stores. Captured by value, they would have padding after them, which GCC 12 clears
    // with -ftrivial-auto-var-init while something else is in its place.
    std::array<floats, static_cast<std::size_t>(Channels)> planes;
    for_each_index(channels, [&](std::ptrdiff_t channel) noexcept {
      const integers indices = iota() * static_cast<std::uint32_t>(Channels) + static_cast<std::uint32_t>(channel);
      const auto i = static_cast<std::size_t>(channel);
      planes[i] = transforms[i](permute(vectors, indices), start);
    });
    for_each_index(channels, [&](std::ptrdiff_t channel) noexcept {
      store_nearest<format_of<Element>::value, Streams>(to + channel * plane_stride + start * size,
                                                        planes[static_cast<std::size_t>(channel)]);
    });
  }
}

/// Calls `function` with the number of channels, 2 to 4, as a constant.
template <class Function>
CNR_DETAIL_ALWAYS_INLINE void with_channel_count(std::ptrdiff_t channels, const Function& function) noexcept {
  if (channels == 2) {
    function(constant<2>{});
  } else if (channels == 3) {
    function(constant<3>{});
  } else {
    function(constant<4>{});
  }
}

/// deinterleave_encoded of 2 to max_rearranged channels.
template <class Element, class TransformOf>
CNR_DETAIL_ALWAYS_INLINE void encode_as_planes(const float* pixels, std::ptrdiff_t count, std::ptrdiff_t channels,
                                               unsigned char* to, std::ptrdiff_t plane_stride, bool streams,
                                               const TransformOf& transform_of) noexcept {
  with_channel_count(channels, [&](auto known) noexcept {
    if (streams) {
      deinterleave_encoded<Element, known(), true>(pixels, count, to, plane_stride, transform_of);
    } else {
      deinterleave_encoded<Element, known(), false>(pixels, count, to, plane_stride, transform_of);
    }
  });
}

/// The transform of one plane of a normalised destination.
struct plane_factors {
  floats scale;
  floats bias;
  CNR_DETAIL_ALWAYS_INLINE floats operator()(floats value, std::ptrdiff_t /*start*/) const noexcept {
    return unfused_multiply(value, scale) + bias;
  }
};

/// The encoder for a destination class. Its constructor takes the destination, the number of channels and the number of
/// outputs of a crop, or max_outputs where there are more. `transform(first, count, room)` is what encode_vectors needs
/// for some channels of a pixel.
template <class Destination>
class row_encoder_for;

/// The transform of a destination that only converts.
struct unchanged {
  CNR_DETAIL_ALWAYS_INLINE floats operator()(floats value, std::ptrdiff_t /*start*/) const noexcept { return value; }
};

template <class Out>
class row_encoder_for<plain_destination<Out>> : public row_encoder {
 public:
  using element_type = Out;
  struct factors_room {};

  row_encoder_for(const plain_destination<Out>& /*destination*/, std::ptrdiff_t /*channels*/,
                  std::ptrdiff_t /*outputs*/) noexcept
      : row_encoder(target_functions, sizeof(Out), &row_encoder_for::encode_floats, &row_encoder_for::encode_pixels) {}

  CNR_DETAIL_ALWAYS_INLINE unchanged transform(std::ptrdiff_t /*first*/, std::ptrdiff_t /*count*/,
                                               factors_room& /*room*/) const noexcept {
    return {};
  }

 private:
  static void encode_floats(const row_encoder& encoder, const float* from, std::ptrdiff_t count,
                            const channel_run& channels, unsigned char* to) noexcept {
    const auto& self = static_cast<const row_encoder_for&>(encoder);
    factors_room room;
    encode_vectors<Out>(from, count, to, self.transform(channels.first, count, room));
  }
  static void encode_pixels(const row_encoder& /*encoder*/, const float* pixels, std::ptrdiff_t count,
                            std::ptrdiff_t channels, unsigned char* to, std::ptrdiff_t plane_stride,
                            bool streams) noexcept {
    encode_as_planes<Out>(pixels, count, channels, to, plane_stride, streams,
                          [](std::ptrdiff_t) noexcept { return unchanged{}; });
  }
};

/// One factor, the scale or the bias, of each of many consecutive outputs.
class output_factors {
 public:
  using room = whole_vectors<float>;

  /// @param outputs  how many are needed, at most max_outputs
  output_factors(const channels_view& factors, std::ptrdiff_t channels, std::ptrdiff_t outputs) noexcept
      : factors_(factors), channels_(channels) {
    const std::ptrdiff_t given = minimum(channels, max_outputs);
    for (std::ptrdiff_t i = 0; i < given; ++i) all_[static_cast<std::size_t>(i)] = factors(i);
    // A run of whole pixels repeats, so copies of it double it. Whole vectors are read.
    const std::ptrdiff_t needed = minimum(outputs + width, static_cast<std::ptrdiff_t>(all_.size()));
    for (std::ptrdiff_t count = given; count < needed;) {
      const std::ptrdiff_t copied = minimum(count, needed - count);
      std::memcpy(&all_[static_cast<std::size_t>(count)], all_.data(),
                  static_cast<std::size_t>(copied) * sizeof(float));
      count += copied;
    }
  }

  /// Whether those of all channels are kept, so that none are copied.
  CNR_DETAIL_ALWAYS_INLINE bool are_kept() const noexcept { return channels_ <= max_outputs; }

  /// Those of `count` outputs, at most max_outputs, from channel `first` on, side by side.
  CNR_DETAIL_ALWAYS_INLINE const float* from(std::ptrdiff_t first, std::ptrdiff_t count, float* copies) const noexcept {
    if (channels_ <= max_outputs) return all_.data() + first;
    return of_many(first, count, copies);
  }
  CNR_DETAIL_ALWAYS_INLINE floats of_plane(std::ptrdiff_t channel) const noexcept {
    return broadcast(factors_(channel));
  }

 private:
  CNR_DETAIL_NOINLINE const float* of_many(std::ptrdiff_t first, std::ptrdiff_t count, float* copies) const noexcept {
    // Of fewer, a whole vector is read, which must not go past the caller's last number.
    if (factors_.stride(0) == 1 && count >= width) return factors_.data() + first;
    if (factors_.stride(0) == 0) return all_.data();
    for (std::ptrdiff_t i = 0; i < count; ++i) copies[i] = factors_(first + i);
    for (std::ptrdiff_t i = count; i < width; ++i) copies[i] = 0;
    return copies;
  }

  channels_view factors_;
  std::ptrdiff_t channels_;
  alignas(64) whole_vectors<float> all_;
};

template <class Out>
class row_encoder_for<normalized_destination<Out>> : public row_encoder {
 public:
  using element_type = Out;
  struct factors_room {
    output_factors::room scale;
    output_factors::room bias;
  };

  row_encoder_for(const normalized_destination<Out>& destination, std::ptrdiff_t channels,
                  std::ptrdiff_t outputs) noexcept
      : row_encoder(target_functions, sizeof(Out), &row_encoder_for::encode_floats, &row_encoder_for::encode_pixels),
        scale_(destination.scale, channels, outputs),
        bias_(destination.bias, channels, outputs) {}

  template <class Room>
  CNR_DETAIL_ALWAYS_INLINE auto transform(std::ptrdiff_t first, std::ptrdiff_t count, Room& room) const noexcept {
    return [scale = scale_.from(first, count, room.scale.data()), bias = bias_.from(first, count, room.bias.data())](
               floats value, std::ptrdiff_t start) noexcept {
      return unfused_multiply(value, load(scale + start)) + load(bias + start);
    };
  }

 private:
  static void encode_floats(const row_encoder& encoder, const float* from, std::ptrdiff_t count,
                            const channel_run& channels, unsigned char* to) noexcept {
    const auto& self = static_cast<const row_encoder_for&>(encoder);
    if (channels.is_plane) {
      return encode_vectors<Out>(from, count, to, self.of_plane(channels.first));
    }
    // Of more channels than are kept, the factors are copied for a few outputs at a time.
    constexpr std::ptrdiff_t few = 128;
    struct {
      std::array<float, static_cast<std::size_t>(few)> scale;
      std::array<float, static_cast<std::size_t>(few)> bias;
    } room;
    const std::ptrdiff_t at_once = self.scale_.are_kept() ? count : few;
    for (std::ptrdiff_t i = 0; i < count; i += at_once) {
      const std::ptrdiff_t some = minimum(at_once, count - i);
      encode_vectors<Out>(from + i, some, to + i * static_cast<std::ptrdiff_t>(sizeof(Out)),
                          self.transform(channels.first + i, some, room));
    }
  }

  static void encode_pixels(const row_encoder& encoder, const float* pixels, std::ptrdiff_t count,
                            std::ptrdiff_t channels, unsigned char* to, std::ptrdiff_t plane_stride,
                            bool streams) noexcept {
    const auto& self = static_cast<const row_encoder_for&>(encoder);
    encode_as_planes<Out>(pixels, count, channels, to, plane_stride, streams,
                          [&](std::ptrdiff_t channel) noexcept { return self.of_plane(channel); });
  }
  CNR_DETAIL_ALWAYS_INLINE plane_factors of_plane(std::ptrdiff_t channel) const noexcept {
    return {scale_.of_plane(channel), bias_.of_plane(channel)};
  }

  output_factors scale_;
  output_factors bias_;
};

/// Calls `function` with the encoder for the destination of a call, or with null for plain floats.
template <class Arguments, class Function>
CNR_DETAIL_ALWAYS_INLINE void with_encoder(const Arguments& arguments, const Function& function) noexcept {
  using destination = typename Arguments::destination_type;
  if constexpr (std::is_same<destination, plain_destination<float>>::value) {
    function(static_cast<const row_encoder*>(nullptr));
  } else {
    const auto& crops = arguments.crops;
    const std::ptrdiff_t outputs = minimum(crops.extent(1) * crops.extent(2) * crops.extent(3), max_outputs);
    const row_encoder_for<destination> encoder(arguments.destination, crops.extent(3), outputs);
    function(static_cast<const row_encoder*>(&encoder));
  }
}
