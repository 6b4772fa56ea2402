// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The reader that finds elements in the image's own rows, by table lookups. avx512vbmi compiles this file once more,
// over lookups of its own.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/gather_plan.inl>
#endif

template <class Format, class Sampler>
class shuffle_reader {
 public:
  using of_compact_rows = shuffle_reader;

  bool prepare(const located_taps& taps, std::ptrdiff_t count, const scanline& along,
               const plane_set& planes) noexcept {
    weights_ = taps.weight;
    size_ = along.size;
    planes_ = planes;
    return make_plan<Format, Sampler>(taps, count, 0, along.size, plan_);
  }

  /// Has the weights come from another table than that of `prepare`.
  void take_weights(const located_taps& taps) noexcept { weights_ = taps.weight; }

  bound_reader bind() noexcept {
    bound_reader bound{this, nullptr, nullptr, planes_};
    with_tables(plan_, [&](auto tables) noexcept {
      bound.read = &shuffle_reader::template read<tables()>;
      bound.write = &shuffle_reader::template write<tables()>;
    });
    return bound;
  }

 private:
  using short_row = std::array<unsigned char, static_cast<std::size_t>(table_size* max_tables)>;

  template <int Tables>
  static void read(void* reader, const unsigned char* row, const unsigned char* /*later*/, float* out) noexcept {
    static_cast<const shuffle_reader*>(reader)->template read_row<Tables>(row, out);
  }

  /// Flattened, as GCC 12 otherwise calls the lambda for each row.
  template <int Tables>
  CNR_DETAIL_FLATTEN static void write(void* reader, const output_rows& rows) noexcept {
    const auto& self = *static_cast<const shuffle_reader*>(reader);
    if constexpr (Sampler::taps == 1) {
      copy_rows(rows, self.plan_.count, [&](const unsigned char* row, const unsigned char*, float* out) noexcept {
        self.template read_row<Tables>(row, out);
      });
    } else if (self.is_narrow(rows)) {
      self.template mix_narrow_pairs<Tables>(rows);
    } else {
      self.template mix_pairs<Tables>(rows);
    }
  }

  template <int Tables>
  CNR_DETAIL_ALWAYS_INLINE void read_row(const unsigned char* row, float* out) const noexcept {
    alignas(64) short_row copy;
    for (std::ptrdiff_t plane = 0; plane < planes_.count; ++plane) {
      const unsigned char* const source = readable(row + plane * planes_.stride, copy);
      store_vectors(plan_.count, out + plane * planes_.pitch,
                    [&](std::ptrdiff_t vector, std::ptrdiff_t start) noexcept {
                      return columns<Tables>(vector, start).sample(source);
                    });
    }
  }

  /// Rows of the crop, each mixed of a pair of source rows.
  template <int Tables>
  CNR_DETAIL_ALWAYS_INLINE void mix_pairs(const output_rows& rows) const noexcept {
    alignas(64) short_row copy_of_top;
    alignas(64) short_row copy_of_bottom;
    for (std::size_t i = 0; i < rows.count; ++i) {
      const floats y_weight = broadcast(rows.taps.weight[i]);
      float* const out = rows.begin(i);
      for (std::ptrdiff_t plane = 0; plane < planes_.count; ++plane) {
        const unsigned char* const top = readable(rows.top(i) + plane * planes_.stride, copy_of_top);
        const unsigned char* const bottom = readable(rows.bottom(i) + plane * planes_.stride, copy_of_bottom);
        store_vectors(plan_.count, out + plane * planes_.pitch,
                      [&](std::ptrdiff_t vector, std::ptrdiff_t start) noexcept {
                        const auto plan = columns<Tables>(vector, start);
                        return Sampler::mix(plan.sample(top), plan.sample(bottom), y_weight);
                      });
      }
      rows.end(i);
    }
  }

  template <int Tables>
  CNR_DETAIL_ALWAYS_INLINE vector_plan<Format, Tables, Sampler> columns(std::ptrdiff_t vector,
                                                                        std::ptrdiff_t start) const noexcept {
    return {plan_, weights_, vector, start};
  }

  /// Whether the rows are so narrow that it is faster to go through them once for each vector of outputs.
  bool is_narrow(const output_rows& rows) const noexcept {
    return plan_.count >= width && plan_.count <= 4 * width && rows.out.takes_contiguous_rows() &&
           size_ >= table_size * plan_.tables;
  }

  template <int Tables>
  CNR_DETAIL_ALWAYS_INLINE void mix_narrow_pairs(const output_rows& rows) const noexcept {
    const auto count = static_cast<std::size_t>(rows.out.rows_at_once(static_cast<std::ptrdiff_t>(rows.count)));
    for (std::size_t first = 0; first < rows.count; first += count) {
      mix_narrow_block<Tables>(rows, first, first + count < rows.count ? first + count : rows.count);
    }
  }

  /// Vector by vector: the plan of a vector stays in registers from row to row.
  template <int Tables>
  CNR_DETAIL_ALWAYS_INLINE void mix_narrow_block(const output_rows& rows, std::size_t first,
                                                 std::size_t end) const noexcept {
    const auto first_row = rows.first + static_cast<std::ptrdiff_t>(first);
    float* const out = rows.out.begin(first_row);
    const std::ptrdiff_t pitch = rows.out.row_pitch();
    using columns_plan = vector_plan<Format, Tables, Sampler>;
    for (std::ptrdiff_t vector = 0; vector * width < plan_.count; ++vector) {
      const std::ptrdiff_t start = vector_start(vector, plan_.count);
      columns_plan columns(plan_, weights_, vector, start);
      // Copies, as outputs might be stored over the plan for all that the compiler knows.
      std::array<std::uint32_t, static_cast<std::size_t>(windows)> offsets;
      alignas(64) std::array<unsigned char, static_cast<std::size_t>(columns_plan::size)> indices;
      std::memcpy(offsets.data(), columns.offsets, sizeof offsets);
      std::memcpy(indices.data(), columns.indices, sizeof indices);
      columns.offsets = offsets.data();
      columns.indices = indices.data();
      float* to = out + start;
      for (std::size_t i = first; i < end; ++i, to += pitch) {
        const unsigned char* const top = rows.top(i);
        const unsigned char* const bottom = rows.bottom(i);
        store(to, Sampler::mix(columns.sample(top), columns.sample(bottom), broadcast(rows.taps.weight[i])));
      }
    }
    rows.out.end_rows(first_row, static_cast<std::ptrdiff_t>(end - first));
  }

  /// The scanline's bytes of a row, or a copy of them where the row has not enough bytes for a window.
  const unsigned char* readable(const unsigned char* row, short_row& copy) const noexcept {
    const std::ptrdiff_t window = std::ptrdiff_t{table_size} * plan_.tables;
    if (size_ >= window) return row;
    copy_padded(row, size_, copy.data(), window);
    return copy.data();
  }

  const float* weights_;
  std::int32_t size_;
  plane_set planes_;
  gather_plan plan_;
};
