// SPDX-License-Identifier: MIT
//
// Each function of a target's vocabulary, from arrays to arrays. Included in the namespace of each target, where the
// compiler may use that instruction set: a call from outside passes no vectors, and needs no templates of others.

#include "detail/simd/lookups.inl"

struct vocabulary {
  template <class T>
  using lookups = element_lookups<T>;

  static constexpr auto floats_in_vector = static_cast<std::size_t>(width);
  static constexpr auto windows_of_vector = static_cast<std::size_t>(windows);
  static constexpr auto bytes_of_table = static_cast<std::size_t>(table_size);

  static void load_and_store(const float* from, float* to) noexcept { store(to, load(from)); }
  static void load_and_store_bytes(const unsigned char* from, unsigned char* to) noexcept {
    store_as(to, load_as<bytes>(from));
  }
  static void broadcast_float(float x, float* to) noexcept { store(to, broadcast(x)); }
  static void broadcast_integer(std::uint32_t x, std::uint32_t* to) noexcept { store_as(to, broadcast(x)); }
  static void multiply_and_add(const float* a, const float* b, const float* c, float* to) noexcept {
    store(to, unfused_multiply(load(a), load(b)) + load(c));
  }
  static void smaller(const std::uint32_t* a, const std::uint32_t* b, std::uint32_t* to) noexcept {
    store_as(to, minimum(load_as<integers>(a), load_as<integers>(b)));
  }
  static void greater(const std::uint32_t* a, const std::uint32_t* b, std::uint32_t* to) noexcept {
    store_as(to, maximum(load_as<integers>(a), load_as<integers>(b)));
  }
  static void smaller_floats(const float* a, const float* b, float* to) noexcept {
    store(to, minimum(load(a), load(b)));
  }
  static void greater_floats(const float* a, const float* b, float* to) noexcept {
    store(to, maximum(load(a), load(b)));
  }
  static void integers_to_floats(const std::uint32_t* from, float* to) noexcept {
    store(to, to_floats(load_as<integers>(from)));
  }
  static void signed_to_floats(const std::int32_t* from, float* to) noexcept {
    store(to, to_floats(load_as<signed_integers>(from)));
  }
  static void signed_and_back(const std::uint32_t* from, std::uint32_t* to) noexcept {
    store_as(to, as_unsigned(as_signed(load_as<integers>(from))));
  }
  static void shift_signed(const std::uint32_t* from, std::uint32_t* to) noexcept {
    store_as(to, as_unsigned(as_signed(load_as<integers>(from)) >> 24));
  }
  static void truncate_floats(const float* from, std::uint32_t* to) noexcept { store_as(to, truncate(load(from))); }
  static void clamp_floats(const float* from, float low, float high, float* to) noexcept {
    store(to, clamp(load(from), broadcast(low), broadcast(high)));
  }
  static void number(std::uint32_t* to) noexcept { store_as(to, iota()); }
  static void store_first(float* to, const float* from, std::ptrdiff_t count) noexcept {
    store_n(to, load(from), count);
  }
  static void load_some(const unsigned char* from, std::ptrdiff_t count, unsigned char* to) noexcept {
    store_as(to, load_n(from, count));
  }
  /// Each half and the lower bytes of the floats' bits, too: vectors of all sizes.
  static void stream_smaller(unsigned char* lower_halves, unsigned char* lowest_bytes, const float* from) noexcept {
    const auto bits = reinterpret_cast<integers>(load(from));
    stream(lower_halves, narrow(bits));
    stream(lowest_bytes, narrow_to_bytes(bits));
    fence();
  }
  static void stream_all(float* to, const float* from) noexcept {
    stream(to, load(from));
    fence();
  }
  static void window_firsts(const std::uint32_t* from, std::uint32_t* to) noexcept {
    store_window_firsts(to, load_as<integers>(from));
  }
  static void window_minima(const std::uint32_t* from, std::uint32_t* to) noexcept {
    store_window_firsts(to, min_in_window(load_as<integers>(from)));
  }
  static void window_maxima(const std::uint32_t* from, std::uint32_t* to) noexcept {
    store_window_firsts(to, max_in_window(load_as<integers>(from)));
  }
  static std::uint32_t greatest_first(const std::uint32_t* from) noexcept {
    return max_of_windows(load_as<integers>(from));
  }
  static void spread_windows(const std::uint32_t* from, std::uint32_t* to) noexcept {
    store_as(to, broadcast_windows(from));
  }
  static void halves_to_floats(const std::uint16_t* from, float* to) noexcept {
    store(to, from_halves(load_as<decltype(to_halves(floats{}))>(from)));
  }
  static void floats_to_halves(const float* from, std::uint16_t* to) noexcept { store_as(to, to_halves(load(from))); }
  static void lower_words(const std::uint32_t* from, std::uint16_t* to) noexcept {
    store_as(to, narrow(load_as<integers>(from)));
  }
  static void lower_bytes(const std::uint32_t* from, std::uint8_t* to) noexcept {
    store_as(to, narrow_to_bytes(load_as<integers>(from)));
  }
  static void nearest_integers(const float* from, std::int32_t* to) noexcept { store_as(to, to_nearest(load(from))); }
  static void to_doubles(const float* from, double* to) noexcept {
    store_as(to, low_doubles(load(from)));
    store_as(to + width / 2, high_doubles(load(from)));
  }

  template <std::size_t Vectors>
  static void permute_vectors(const float* from, const std::uint32_t* indices, float* to) noexcept {
    std::array<floats, Vectors> vectors;
    for (std::size_t i = 0; i < Vectors; ++i) vectors[i] = load(from + i * floats_in_vector);
    store(to, permute(vectors, load_as<integers>(indices)));
  }

  static void load_all_lanes(const float* from, std::ptrdiff_t stride, float* to) noexcept {
    store(to, load_lanes(from, stride));
  }
  static void load_all_lanes_at(const float* from, const std::uint32_t* offsets, std::ptrdiff_t pitch,
                                float* to) noexcept {
    store(to, load_lanes_at(reinterpret_cast<const unsigned char*>(from), offsets, pitch));
  }
  static void load_all_pairs_at(const float* from, const std::uint32_t* offsets, float* to) noexcept {
    store(to, load_pairs_at(reinterpret_cast<const unsigned char*>(from), offsets));
  }
  static void load_all_integers_at(const unsigned char* from, const std::uint32_t* offsets,
                                   std::uint32_t* to) noexcept {
    store_as(to, load_integers_at(from, offsets));
  }
  static void load_all_half_lanes_at(const unsigned char* from, const std::uint32_t* offsets, std::ptrdiff_t pitch,
                                     std::uint32_t* to) noexcept {
    store_as(to, load_half_lanes_at(from, offsets, pitch));
  }
  static void shuffle_all_lanes(const unsigned char* lanes, const unsigned char* indices, unsigned char* to) noexcept {
    store_as(to, shuffle(load_as<bytes>(lanes), load_as<bytes>(indices)));
  }
  static void alternate_all_elements(const float* from, float* to) noexcept {
    const std::array<floats, 2> found = alternate_elements(load(from), load(from + floats_in_vector));
    for (std::size_t i = 0; i < 2; ++i) store(to + i * floats_in_vector, found[i]);
  }
  static void store_all_lanes(float* to, std::ptrdiff_t stride, const float* from) noexcept {
    store_lanes(to, stride, load(from));
  }
  static void transpose_all_lanes(const float* from, float* to) noexcept {
    std::array<floats, 4> vectors;
    for (std::size_t i = 0; i < 4; ++i) vectors[i] = load(from + i * floats_in_vector);
    transpose_lanes(vectors);
    for (std::size_t i = 0; i < 4; ++i) store(to + i * floats_in_vector, vectors[i]);
  }
  /// True where the target has both functions. (A template, so that others need not declare them.)
  template <class Floats = floats>
  static bool blend_and_subtract(const float* a, const std::uint32_t* b, std::uint64_t mask, const float* c,
                                 float* blended, float* difference) noexcept {
    if constexpr (fuses_byte_products) {
      store(blended, blend_bytes(load_as<Floats>(a), load_as<integers>(b), in_mask_register(mask)));
      store(difference, multiply_subtract(load_as<Floats>(a), load(a + floats_in_vector), load(c)));
    }
    return fuses_byte_products;
  }
  static void transpose_vectors(const float* from, float* to) noexcept {
    std::array<floats, floats_in_vector> vectors;
    for (std::size_t i = 0; i < floats_in_vector; ++i) vectors[i] = load(from + i * floats_in_vector);
    transpose(vectors);
    for (std::size_t i = 0; i < floats_in_vector; ++i) store(to + i * floats_in_vector, vectors[i]);
  }

  template <class T>
  static void load_elements(const T* from, float* to) noexcept {
    store(to, format<format_of<T>::value>::load(from));
  }
  template <class T>
  static void round_and_store(const float* from, T* to) noexcept {
    using stored = format<format_of<T>::value>;
    stored::store(to, stored::round(load(from)));
  }
};
vocabulary vocabulary_of(tag);
