// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Blocks of elements and of weights, for blocks.inl: how elements of any type become floats, and two pixels at once get
// the weight of each.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/kernels.inl>

#include <crop_and_resize/detail/geometry/tap_arrays.hpp>
#define CNR_DETAIL_KEEP_LOOP
#endif

/// Room for a row of a chunk: the rows of all taps and that of the crop take 16 KiB.
template <std::ptrdiff_t Count>
constexpr std::ptrdiff_t block_row_room = 4096 / (Count + 1) / 8 * 8;

/// Whether blocks of elements are converted where they are mixed. Of the others, rows are converted first: compilers
/// store short vectors of them, for which processors wait where a long one is loaded next.
template <class T>
constexpr bool loads_blocks =
    position_block % width == 0 && sizeof(T) <= 4 && (format_of<T>::value != element_format::other || sizeof(T) == 4);

/// Channels of a narrow pixel, at most. Two such pixels are mixed at once.
constexpr std::ptrdiff_t max_narrow = position_block / 2;

/// Whether the elements of narrow pixels are converted where they are mixed, though loads_blocks is false: what is
/// stored then is as long as what is loaded.
template <class T>
constexpr bool loads_narrow_pixels = !loads_blocks<T> && position_block % width == 0 && sizeof(T) <= 2;

/// Elements that are read of a narrow pixel and after it. Where compilers convert 16 bytes, they make vectors of four
/// floats. Of shorter elements they would make shorter vectors. They leave out what is not used.
template <class T>
constexpr std::ptrdiff_t narrow_elements =
    loads_blocks<T> ? position_block : maximum(max_narrow, 16 / static_cast<std::ptrdiff_t>(sizeof(T)));

/// Makes floats of `Elements` elements that are side by side. Reads and writes up to a block, or narrow_elements of a
/// narrow pixel.
template <std::ptrdiff_t Elements, class T>
CNR_DETAIL_ALWAYS_INLINE void load_block(const T* from, float* CNR_DETAIL_RESTRICT to) noexcept {
  constexpr element_format stored = format_of<T>::value;
  constexpr bool is_short_of_floats = stored == element_format::float32 && Elements < position_block;
  if constexpr (loads_blocks<T> && stored != element_format::other && !is_short_of_floats) {
    for_each_index(constant<position_block / width>{}, [=](std::ptrdiff_t vector) noexcept {
      store(to + vector * width, format<stored>::load(from + vector * width));
    });
  } else {
    constexpr std::ptrdiff_t loaded = loads_narrow_pixels<T> ? narrow_elements<T> : Elements;
    CNR_DETAIL_KEEP_LOOP
    for (std::ptrdiff_t i = 0; i < loaded; ++i) to[i] = element_traits<T>::to_float(from[i]);
  }
}

/// The weights of two columns, each for one half of a block.
template <class Weight>
class weights_of_pair {
 public:
  CNR_DETAIL_ALWAYS_INLINE weights_of_pair(const Weight& first, const Weight& second) noexcept
      : weights_{first, second} {}
  CNR_DETAIL_ALWAYS_INLINE const Weight& operator[](std::ptrdiff_t place) const noexcept {
    return weights_[place / max_narrow];
  }

 private:
  Weight weights_[2];
};

/// Writes two numbers, each for one half of a block.
CNR_DETAIL_ALWAYS_INLINE void spread_pair(float first, float second, float* numbers) noexcept {
  for_each_index(constant<position_block / width>{}, [=](std::ptrdiff_t vector) noexcept {
    const auto is_first = iota() + static_cast<std::uint32_t>(vector * width) < static_cast<std::uint32_t>(max_narrow);
    store(numbers + vector * width, is_first ? broadcast(first) : broadcast(second));
  });
}

template <>
class weights_of_pair<float> {
 public:
  CNR_DETAIL_ALWAYS_INLINE weights_of_pair(float first, float second) noexcept {
    spread_pair(first, second, &numbers_[0]);
  }
  CNR_DETAIL_ALWAYS_INLINE float operator[](std::ptrdiff_t place) const noexcept { return numbers_[place]; }

 private:
  alignas(32) float numbers_[position_block];
};

template <std::size_t Count>
class weights_of_pair<std::array<float, Count>> {
 public:
  using weight = std::array<float, Count>;
  CNR_DETAIL_ALWAYS_INLINE weights_of_pair(const weight& first, const weight& second) noexcept {
    for (std::size_t i = 0; i < Count; ++i) spread_pair(first[i], second[i], numbers_[i]);
  }
  CNR_DETAIL_ALWAYS_INLINE weight operator[](std::ptrdiff_t place) const noexcept {
    return all(place, std::make_index_sequence<Count>{});
  }

 private:
  template <std::size_t... Index>
  CNR_DETAIL_ALWAYS_INLINE weight all(std::ptrdiff_t place, std::index_sequence<Index...> /*numbers*/) const noexcept {
    return {{numbers_[Index][place]...}};
  }

  alignas(32) float numbers_[Count][position_block];
};

/// The most elements of a row that are converted before they are mixed, and how many floats more are read after them.
constexpr std::ptrdiff_t max_line = 2048;
constexpr std::ptrdiff_t after_line = maximum(4 * width, position_block);

/// Makes floats of elements that are side by side, and zeros after them.
template <class T>
CNR_DETAIL_NOINLINE void convert_elements(const T* from, std::ptrdiff_t count, float* CNR_DETAIL_RESTRICT to) noexcept {
  constexpr std::ptrdiff_t at_once = 16;
  for (std::ptrdiff_t next = 0; next < count; next += at_once) {
    if (count < at_once) {
      for (std::ptrdiff_t i = 0; i < count; ++i) to[i] = element_traits<T>::to_float(from[i]);
    } else {
      const std::ptrdiff_t first = minimum(next, count - at_once);
      CNR_DETAIL_KEEP_LOOP
      for (std::ptrdiff_t i = 0; i < at_once; ++i) to[first + i] = element_traits<T>::to_float(from[first + i]);
    }
  }
  (fill)(to + count, after_line, 0.0F);
}
