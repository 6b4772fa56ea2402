// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The reader for images whose columns, not rows, are packed: column-major and transposed ones. The elements of a row
// are far apart, but those below one another are neighbours. So pieces of columns are loaded and mixed along x, and the
// results are transposed in registers: they become source rows that are mixed along x, as other readers make them. The
// order of sums and products is that of all readers.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/gather_reader.inl>

#include <crop_and_resize/detail/geometry/column_runs.hpp>
#endif

template <class Element, class Format, class Sampler>
class column_reader {
 public:
  /// @param count  columns of a chunk, at most max_columns()
  column_reader(const column_runs& runs, const tap_table<Sampler>& taps, std::ptrdiff_t count,
                const plane_set& planes) noexcept
      : runs_(runs), taps_(taps), count_(count), pitch_((count + width - 1) / width * width), planes_(planes) {}

  bound_reader<Sampler> bind() noexcept {
    bound_reader<Sampler> bound{this, nullptr, nullptr, planes_};
    if constexpr (Sampler::taps == 1) {
      bound.write = &column_reader::write;
    } else {
      bound.locate = &column_reader::locate;
      bound.source_pitch = plane_pitch();
    }
    return bound;
  }

 private:
  static constexpr auto element_size = static_cast<std::ptrdiff_t>(sizeof(Element));

  static void write(void* reader, const output_rows<Sampler>& rows) noexcept {
    const auto& self = *static_cast<const column_reader*>(reader);
    const std::ptrdiff_t plane_pitch = self.plane_pitch();
    for (std::size_t i = 0; i < rows.count; ++i) {
      const float* const row = locate(reader, rows, i).top;
      float* const out = rows.begin(i);
      for (std::ptrdiff_t plane = 0; plane < self.planes_.count; ++plane) {
        std::memcpy(out + plane * self.planes_.pitch, row + plane * plane_pitch,
                    static_cast<std::size_t>(self.count_) * sizeof(float));
      }
      rows.end(i);
    }
  }

  static source_pair locate(void* reader, const output_rows<Sampler>& rows, std::size_t i) noexcept {
    auto& self = *static_cast<column_reader*>(reader);
    const column_runs& runs = self.runs_;
    const std::uint32_t* const top = rows.taps.tap[0].data();
    const std::uint32_t* const bottom = rows.taps.tap[Sampler::taps - 1].data();
    const index_range wanted = runs.between(top[i], bottom[i]);
    if (i == 0 || wanted.begin < self.piece_.elements.begin || wanted.end > self.piece_.elements.end) {
      const unsigned char* const image = rows.image - runs.first * element_size;
      const auto address = reinterpret_cast<std::uintptr_t>(image) / sizeof(Element);
      runs.move(self.piece_, top, bottom, i, rows.count, self.pitch_, address);
      for (std::ptrdiff_t run = 0; run < runs.count; ++run) {
        self.mix_columns(image + run * self.planes_.stride, self.rows_.data() + run * self.run_pitch());
      }
    }
    const auto row_of = [&](std::uint32_t row) noexcept {
      return self.rows_.data() + (runs.element(row) - self.piece_.elements.begin) * self.pitch_;
    };
    return {row_of(top[i]), row_of(bottom[i])};
  }

  /// From plane to plane of the rows that are kept, and from run to run.
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t plane_pitch() const noexcept {
    return runs_.count > 1 ? run_pitch() : runs_.plane_step * pitch_;
  }
  CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t run_pitch() const noexcept { return runs_.max_piece(pitch_) * pitch_; }

  /// Mixes the piece of each column along x, and transposes what comes of it.
  /// @param image  element 0 of the run in the image's first column that may be read
  CNR_DETAIL_NOINLINE void mix_columns(const unsigned char* image, float* out) const noexcept {
    const std::ptrdiff_t size = piece_.elements.size();
    const std::ptrdiff_t ahead = piece_.ahead * element_size;
    constexpr std::ptrdiff_t block = column_runs::granularity;
    alignas(64) std::array<float, static_cast<std::size_t>(width * block)> mixed;
    for (std::ptrdiff_t column = 0; column < count_; column += width) {
      for (std::ptrdiff_t next = 0; next < size; next += block) {
        const std::ptrdiff_t start = minimum(next, size - block);
        const unsigned char* const source = image + (piece_.elements.begin + start) * element_size;
        for (std::ptrdiff_t i = 0; i < width; ++i) {
          const auto at = static_cast<std::size_t>(column + i);
          const unsigned char* const left = source + taps_.tap[0][at];
          const unsigned char* const right = source + taps_.tap[Sampler::taps - 1][at];
          if (ahead != 0) {
            prefetch_l2(left + ahead);
            prefetch_l2(right + ahead);
          }
          for_each_index(constant<block / width>{}, [&](std::ptrdiff_t vector) noexcept {
            const auto load_from = [&](const unsigned char* from) noexcept {
              return Format::load(reinterpret_cast<const Element*>(from) + vector * width);
            };
            floats value = load_from(left);
            if constexpr (Sampler::taps > 1) value = Sampler::mix(value, load_from(right), broadcast(taps_.weight[at]));
            store(&mixed[static_cast<std::size_t>(i * block + vector * width)], value);
          });
        }
        deinterleave_many(mixed.data(), block, width, block, out + start * pitch_ + column, pitch_);
      }
    }
  }

  const column_runs& runs_;
  const tap_table<Sampler>& taps_;
  std::ptrdiff_t count_;
  std::ptrdiff_t pitch_;  // of the rows that are kept, in floats
  plane_set planes_;
  run_piece piece_{};
  alignas(64) std::array<float, static_cast<std::size_t>(column_runs::capacity)> rows_;
};
