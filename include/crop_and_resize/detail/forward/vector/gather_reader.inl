// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The reader for elements that are far apart: it copies them one by one, and does the arithmetic in vectors.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/corner_reader.inl>

#include <crop_and_resize/detail/forward/compact_rows.hpp>
#endif

template <class Format, class Sampler>
class gather_reader {
 public:
  /// Always true.
  bool prepare(const located_taps& taps, std::ptrdiff_t count, const scanline& along,
               const plane_set& planes) noexcept {
    taps_ = taps;
    count_ = count;
    planes_ = planes;
    channels_ = (gathers_pixels)(bytes_of<Format>, Sampler::taps, along) ? along.channels : 1;
    // What a vector reads after the last output.
    const std::ptrdiff_t whole = (count + width - 1) / width * width;
    for (auto& elements : elements_) {
      std::memset(elements.data() + count, 0, static_cast<std::size_t>((whole - count) * bytes_of<Format>));
    }
    return true;
  }

  bound_reader bind() noexcept { return {this, &gather_reader::read, nullptr, planes_}; }

 private:
  static void read(void* reader, const unsigned char* row, const unsigned char* later, float* out) noexcept {
    auto& self = *static_cast<gather_reader*>(reader);
    for (std::ptrdiff_t plane = 0; plane < self.planes_.count; ++plane) {
      const unsigned char* const source = row + plane * self.planes_.stride;
      const unsigned char* const ahead = later + plane * self.planes_.stride;
      for (std::size_t tap = 0; tap < Sampler::taps; ++tap)
        self.gather(source, ahead, self.taps_.tap[tap], self.elements_[tap]);
      store_vectors(self.count_, out + plane * self.planes_.pitch, [&](std::ptrdiff_t, std::ptrdiff_t start) noexcept {
        const floats first = load_elements<Format>(self.copied(0, start));
        if constexpr (Sampler::taps == 1) {
          return first;
        } else {
          return Sampler::mix(first, load_elements<Format>(self.copied(1, start)), load(self.taps_.weight + start));
        }
      });
    }
  }

  using element_room = whole_vectors<std::array<unsigned char, static_cast<std::size_t>(bytes_of<Format>)>>;

  const unsigned char* copied(std::size_t tap, std::ptrdiff_t start) const noexcept {
    return elements_[tap][static_cast<std::size_t>(start)].data();
  }

  /// Copies the elements at `offsets`. `ahead` is a row that will be read soon: far elements have cache lines of their
  /// own, and processors do not foresee those of the next row.
  void gather(const unsigned char* source, const unsigned char* ahead, const std::uint32_t* offsets,
              element_room& elements) const noexcept {
    if constexpr (bytes_of<Format> == 8) {
      if (channels_ == 2) return gather_pixels<2>(source, ahead, offsets, elements);
      if (channels_ == 3) return gather_pixels<3>(source, ahead, offsets, elements);
      if (channels_ == 4) return gather_pixels<4>(source, ahead, offsets, elements);
    }
    gather_pixels<1>(source, ahead, offsets, elements);
  }

  /// Copies pixels of so many channels, whose first ones are at some of the `offsets`.
  template <std::size_t Channels>
  CNR_DETAIL_ALWAYS_INLINE void gather_pixels(const unsigned char* source, const unsigned char* ahead,
                                              const std::uint32_t* offsets, element_room& elements) const noexcept {
    const auto count = static_cast<std::size_t>(count_);
    for (std::size_t i = 0; i < count; i += Channels) {
      prefetch_l2(ahead + offsets[i]);
      std::memcpy(elements[i].data(), source + offsets[i], Channels * elements[i].size());
    }
  }

  located_taps taps_;
  std::ptrdiff_t count_;
  std::ptrdiff_t channels_;  // that are copied at once
  plane_set planes_;
  alignas(64) std::array<element_room, Sampler::taps> elements_;
};
