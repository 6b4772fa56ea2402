// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The reader for elements that are far apart: it copies them one by one, and does the arithmetic in vectors.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/compact_reader.inl>
#endif

template <class Format, class Sampler>
class gather_reader {
 public:
  /// Always true.
  bool prepare(const located_taps& taps, std::ptrdiff_t count, const scanline& /*along*/,
               const plane_set& planes) noexcept {
    taps_ = taps;
    count_ = count;
    planes_ = planes;
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

  /// Copies the elements at `offsets`, rounded up to whole vectors: after the last output, its taps repeat.
  /// `ahead` is a row that will be read soon: far elements have cache lines of their own, and processors do not foresee
  /// those of the next row.
  void gather(const unsigned char* source, const unsigned char* ahead, const std::uint32_t* offsets,
              element_room& elements) const noexcept {
    const std::ptrdiff_t whole = (count_ + width - 1) / width * width;
    for (std::size_t i = 0; i < static_cast<std::size_t>(whole); ++i) {
      prefetch_l2(ahead + offsets[i]);
      std::memcpy(elements[i].data(), source + offsets[i], elements[i].size());
    }
  }

  located_taps taps_;
  std::ptrdiff_t count_;
  plane_set planes_;
  alignas(64) std::array<element_room, Sampler::taps> elements_;
};
