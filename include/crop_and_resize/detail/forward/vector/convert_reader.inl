// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The reader for elements that are wider than a float: it converts all elements between the first and the last that an
// output reads, and then finds those of each output among the floats.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/shuffle_reader.inl>
#endif

/// The most elements of a source row that are converted.
constexpr std::ptrdiff_t max_converted = 3072;

/// @tparam MaxConverted  the most elements of a row
template <class Format, class Sampler, std::ptrdiff_t MaxConverted = max_converted>
class convert_reader {
 public:
  /// The reader of compact rows, which have two elements for each output. Beside their buffer, there is less room.
  using of_compact_rows = convert_reader<Format, Sampler, 2 * max_outputs>;

  bool prepare(const located_taps& taps, std::ptrdiff_t count, const scanline& /*along*/,
               const plane_set& planes) noexcept {
    constexpr auto ratio = static_cast<std::uint32_t>(bytes_of<Format> / 4);
    constexpr auto size = static_cast<std::uint32_t>(bytes_of<Format>);
    weights_ = taps.weight;
    planes_ = planes;
    integers lowest = broadcast(UINT32_MAX);
    integers highest = {};
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); i += width) {
      const auto first = load_as<integers>(&taps.tap[0][i]);
      const auto second = load_as<integers>(&taps.tap[1][i]);
      lowest = minimum(lowest, minimum(first, second));
      highest = maximum(highest, maximum(first, second));
    }
    std::uint32_t low = lowest[0];
    std::uint32_t high = highest[0];
    for (std::ptrdiff_t i = 1; i < width; ++i) {
      low = lowest[i] < low ? lowest[i] : low;
      high = highest[i] > high ? highest[i] : high;
    }
    if (high - low > (MaxConverted - 1) * size) return false;
    first_ = low;
    count_ = static_cast<std::int32_t>((high - low) / size) + 1;
    return plan_windows<float_format, Sampler, ratio>(taps, count, low, count_ * 4, plan_);
  }

  bound_reader bind() noexcept { return {this, &convert_reader::read, nullptr, planes_}; }

 private:
  using float_format = format<element_format::float32>;

  /// An element as a float.
  CNR_DETAIL_ALWAYS_INLINE static float to_float(const unsigned char* from) noexcept {
    wide_element<Format> element;
    std::memcpy(&element, from, sizeof element);
    return static_cast<float>(element);
  }

  static void read(void* reader, const unsigned char* row, const unsigned char* later, float* out) noexcept {
    const auto& self = *static_cast<const convert_reader*>(reader);
    for (std::ptrdiff_t plane = 0; plane < self.planes_.count; ++plane) {
      self.read_plane(row + plane * self.planes_.stride, later + plane * self.planes_.stride,
                      out + plane * self.planes_.pitch);
    }
  }

  /// Not inlined: its buffer is on the stack only while nothing deeper is.
  CNR_DETAIL_NOINLINE void read_plane(const unsigned char* row, const unsigned char* later, float* out) const noexcept {
    std::array<float, static_cast<std::size_t>(MaxConverted)> converted;
    const unsigned char* const source = row + first_;
    const unsigned char* const ahead = later + first_;
    constexpr auto cache_line = static_cast<std::ptrdiff_t>(cache_line_size);
    std::int32_t i = 0;
    for (; i + width <= count_; i += width) {
      // Rows of wide elements are long, and processors do not foresee the next one.
      for (std::ptrdiff_t at = 0; at < width * bytes_of<Format>; at += cache_line) {
        prefetch_l2(ahead + i * bytes_of<Format> + at);
      }
      store(&converted[static_cast<std::size_t>(i)], load_elements<Format>(source + i * bytes_of<Format>));
    }
    for (; i < count_; ++i) converted[static_cast<std::size_t>(i)] = to_float(source + i * bytes_of<Format>);
    // A window is longer than a short row. Elements after the row's are looked up by no index.
    for (; i < table_size / 4 * plan_.tables; ++i) converted[static_cast<std::size_t>(i)] = 0;
    const auto* const floats_read = reinterpret_cast<const unsigned char*>(converted.data());
    with_tables(plan_, [&](auto tables) noexcept {
      store_vectors(plan_.count, out, [&](std::ptrdiff_t vector, std::ptrdiff_t start) noexcept {
        return vector_plan<float_format, tables(), Sampler>(plan_, weights_, vector, start).sample(floats_read);
      });
    });
  }

  const float* weights_;
  std::uint32_t first_;  // bytes from the first that may be read
  std::int32_t count_;
  plane_set planes_;
  gather_plan plan_;
};
