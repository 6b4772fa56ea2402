// SPDX-License-Identifier: MIT
//
// The reader that finds elements in the image's own rows, by table lookups. avx512vbmi compiles this file once more,
// over lookups of its own.

template <class Format, class Sampler>
class shuffle_reader {
 public:
  static constexpr bool mixes_pairs = Sampler::taps == 2;

  bool prepare(const tap_table<Sampler>& taps, std::ptrdiff_t count, const scanline& along,
               const plane_set& planes) noexcept {
    weights_ = taps.weight.data();
    size_ = along.size;
    planes_ = planes;
    return make_plan<Format>(taps, count, 0, along.size, plan_);
  }

  static void read(void* reader, const unsigned char* row, const unsigned char* /*later*/, float* out) noexcept {
    auto& self = *static_cast<shuffle_reader*>(reader);
    with_tables(self.plan_, [&](auto tables) noexcept {
      short_row copy;
      for (std::ptrdiff_t plane = 0; plane < self.planes_.count; ++plane) {
        const unsigned char* const source = self.readable(row + plane * self.planes_.stride, copy);
        store_vectors(
            self.plan_.count, out + plane * self.planes_.pitch,
            [&](std::ptrdiff_t vector, std::ptrdiff_t start) noexcept {
              return vector_plan<Format, tables(), Sampler>(self.plan_, self.weights_, vector, start).sample(source);
            });
      }
    });
  }

  /// Rows of the crop, each mixed of a pair of source rows.
  static void mix_pairs(void* reader, const output_rows<Sampler>& rows) noexcept {
    auto& self = *static_cast<shuffle_reader*>(reader);
    with_tables(self.plan_, [&](auto tables) noexcept {
      if (self.is_narrow(rows)) return self.template mix_narrow_pairs<tables()>(rows);
      short_row copy_of_top;
      short_row copy_of_bottom;
      for (std::size_t i = 0; i < rows.count; ++i) {
        const floats y_weight = broadcast(rows.taps.weight[i]);
        float* const out = rows.begin(i);
        for (std::ptrdiff_t plane = 0; plane < self.planes_.count; ++plane) {
          const unsigned char* const top = self.readable(rows.top(i) + plane * self.planes_.stride, copy_of_top);
          const unsigned char* const bottom =
              self.readable(rows.bottom(i) + plane * self.planes_.stride, copy_of_bottom);
          store_vectors(self.plan_.count, out + plane * self.planes_.pitch,
                        [&](std::ptrdiff_t vector, std::ptrdiff_t start) noexcept {
                          const vector_plan<Format, tables(), Sampler> columns(self.plan_, self.weights_, vector,
                                                                               start);
                          return Sampler::mix(columns.sample(top), columns.sample(bottom), y_weight);
                        });
        }
        rows.end(i);
      }
    });
  }

 private:
  using short_row = std::array<unsigned char, static_cast<std::size_t>(table_size* gather_plan::max_tables)>;

  /// Whether the rows are so narrow that it is faster to go through them once for each vector of outputs.
  bool is_narrow(const output_rows<Sampler>& rows) const noexcept {
    return plan_.count >= width && plan_.count <= 4 * width && rows.out.staging == nullptr &&
           size_ >= table_size * plan_.tables;
  }

  /// Vector by vector: the plan of a vector stays in registers from row to row.
  template <int Tables>
  CNR_DETAIL_ALWAYS_INLINE void mix_narrow_pairs(const output_rows<Sampler>& rows) noexcept {
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
      for (std::size_t i = 0; i < rows.count; ++i) {
        const unsigned char* const top = rows.top(i);
        const unsigned char* const bottom = rows.bottom(i);
        store(rows.begin(i) + start,
              Sampler::mix(columns.sample(top), columns.sample(bottom), broadcast(rows.taps.weight[i])));
      }
    }
  }

  /// The scanline's bytes of a row, or a copy of them where the row has not enough bytes for a window.
  const unsigned char* readable(const unsigned char* row, short_row& copy) const noexcept {
    if (size_ >= table_size * plan_.tables) return row;
    copy.fill(0);
    std::memcpy(copy.data(), row, static_cast<std::size_t>(size_));
    return copy.data();
  }

  const float* weights_;
  std::int32_t size_;
  plane_set planes_;
  gather_plan plan_;
};
