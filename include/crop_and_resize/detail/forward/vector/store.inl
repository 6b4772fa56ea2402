// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// How vectors of outputs are stored: packed, with non-temporal stores, or as much of a vector as there are outputs.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/geometry/vector/tap_table.inl>

#include <crop_and_resize/detail/forward/scalar.hpp>
#include <crop_and_resize/detail/forward/vector_target.hpp>
#endif

/// The first output of vector number `vector` of `count` outputs. The last vector overlaps the one before it, so that
/// all are whole.
CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t vector_start(std::ptrdiff_t vector, std::ptrdiff_t count) noexcept {
  return vector * width + width <= count || count < width ? vector * width : count - width;
}

/// Calls `function(vector, start)` with the number and the first output of each vector of `count` outputs.
template <class Function>
CNR_DETAIL_ALWAYS_INLINE void for_each_vector(std::ptrdiff_t count, const Function& function) noexcept {
  for (std::ptrdiff_t vector = 0; vector * width < count; ++vector) function(vector, vector_start(vector, count));
}

/// Stores the first `count` outputs of a vector, or all of it.
CNR_DETAIL_ALWAYS_INLINE void store_up_to(float* to, floats value, std::ptrdiff_t count) noexcept {
  if (count >= width) {
    store(to, value);
  } else if (count > 0) {
    store_n(to, value, count);
  }
}

/// Stores what `vector_at(vector, start)` gives for each vector of `count` outputs, and nothing beyond these. Without
/// outputs it is called once, and nothing is stored.
template <class VectorAt>
CNR_DETAIL_ALWAYS_INLINE void store_vectors(std::ptrdiff_t count, float* out, const VectorAt& vector_at) noexcept {
  const std::ptrdiff_t last = count - width;
  std::ptrdiff_t start = 0;
  for (std::ptrdiff_t vector = 0;; ++vector) {
    const floats value = vector_at(vector, start);
    if (last < 0) {
      store_n(out, value, count);
      return;
    }
    store(out + start, value);
    if (start == last) return;
    start = minimum(start + width, last);
  }
}

/// Outputs before the first one whose address is a multiple of `count` of them.
CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t unaligned_head(const float* out, std::ptrdiff_t count) noexcept {
  // What is missing to 2^64, without a difference that wraps around: -fsanitize=integer stops at these.
  const std::uintptr_t negative = ~reinterpret_cast<std::uintptr_t>(out) + 1;
  return static_cast<std::ptrdiff_t>(negative / sizeof(float) % static_cast<std::uintptr_t>(count));
}

/// Writes `value` to `count` packed outputs. Not inlined: it is called in several places.
CNR_DETAIL_NOINLINE inline void fill(float* out, std::ptrdiff_t count, float value) noexcept {
  const floats values = broadcast(value);
  store_vectors(count, out, [=](std::ptrdiff_t, std::ptrdiff_t) noexcept { return values; });
}

/// Writes `value` to `count` packed outputs, to whole cache lines by non-temporal stores if `streams`.
CNR_DETAIL_ALWAYS_INLINE void fill(float* out, std::ptrdiff_t count, float value, bool streams) noexcept {
  const std::ptrdiff_t head = streams ? minimum(unaligned_head(out, cache_line_floats), count) : count;
  const std::ptrdiff_t end = head + (count - head) / cache_line_floats * cache_line_floats;
  fill(out, head, value);
  for (std::ptrdiff_t i = head; i < end; i += width) stream(out + i, broadcast(value));
  fill(out + end, count - end, value);
}

/// Copies the first `size` bytes of rows, and writes zeros after them: rows of `pitch` bytes. The last one is rounded
/// up to whole vectors. By whole vectors, as processors wait before they load what was stored in parts. Precondition:
/// `pitch` is at most a vector, or whole vectors.
CNR_DETAIL_NOINLINE inline void copy_padded(const unsigned char* from, std::ptrdiff_t stride, std::ptrdiff_t count,
                                            std::ptrdiff_t size, unsigned char* to, std::ptrdiff_t pitch) noexcept {
  constexpr auto step = static_cast<std::ptrdiff_t>(sizeof(bytes));
  for (std::ptrdiff_t begin = 0; begin < pitch; begin += step) {
    const std::ptrdiff_t bytes_left = minimum(size - begin, step);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      store_as(to + i * pitch + begin, bytes_left > 0 ? load_n(from + i * stride + begin, bytes_left) : bytes{});
    }
  }
}

/// Copies bytes with non-temporal stores.
CNR_DETAIL_NOINLINE inline void stream_bytes(unsigned char* to, const unsigned char* from,
                                             std::ptrdiff_t size) noexcept {
  constexpr auto line = static_cast<std::ptrdiff_t>(cache_line_size);
  constexpr auto step = static_cast<std::ptrdiff_t>(sizeof(floats));
  // What is missing to 2^64, without a difference that wraps around: -fsanitize=integer stops at these.
  const std::uintptr_t negative = ~reinterpret_cast<std::uintptr_t>(to) + 1;
  const std::ptrdiff_t head = minimum(static_cast<std::ptrdiff_t>(negative % cache_line_size), size);
  const std::ptrdiff_t end = head + (size - head) / line * line;
  std::memcpy(to, from, static_cast<std::size_t>(head));
  for (std::ptrdiff_t i = head; i < end; i += line) {
    // The line's vectors.
    for_each_index(constant<line / step>{}, [=](std::ptrdiff_t vector) noexcept {
      stream(to + i + vector * step, (load_as<floats>)(from + i + vector * step));
    });
  }
  std::memcpy(to + end, from + end, static_cast<std::size_t>(size - end));
}
