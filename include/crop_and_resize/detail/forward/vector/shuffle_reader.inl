// SPDX-License-Identifier: MIT
//
// Rows of strands whose elements are picked as they are in memory: what avx512vbmi.hpp has in its own way.

/// Rows of a strand whose elements are picked as they are in memory.
template <class Element, class Format, bool IsNearest>
class shuffle_reader {
 public:
  using element = Element;
  static constexpr bool reads_two = true;

  /// False where the taps are too far apart.
  bool prepare(const tap_table<>& taps, std::ptrdiff_t count, const scanline& along, const plane_set& planes) noexcept {
    weights_ = taps.weight.data();
    size_ = along.size;
    low_ = along.low;
    planes_ = planes;
    return make_plan<Format, IsNearest>(taps, count, 0, along.size, plan_);
  }

  const plane_set& planes() const noexcept { return planes_; }

  /// One row, interpolated horizontally.
  void interpolate(const element* row, const element* /*later*/, float* out) noexcept {
    with_tables(plan_, [&](auto tables) noexcept {
      short_row copy;
      for (std::ptrdiff_t plane = 0; plane < planes_.count; ++plane) {
        const unsigned char* const source = readable(row + plane * planes_.stride, copy);
        store_vectors(plan_.count, out + plane * planes_.pitch,
                      [&](std::ptrdiff_t vector, std::ptrdiff_t start) noexcept {
                        return vector_plan<Format, tables(), IsNearest>(plan_, weights_, vector, start).sample(source);
                      });
      }
    });
  }

  /// Pairs of rows, interpolated horizontally and mixed, for each row of a run.
  void interpolate_pairs(const output_rows<element>& rows) noexcept {
    with_tables(plan_, [&](auto tables) noexcept {
      if (is_narrow(rows)) return interpolate_narrow_pairs<tables()>(rows);
      short_row copy_of_top;
      short_row copy_of_bottom;
      for (std::size_t i = 0; i < rows.count; ++i) {
        const floats y_weight = broadcast(rows.taps.weight[i]);
        float* const out = rows.begin(i);
        for (std::ptrdiff_t plane = 0; plane < planes_.count; ++plane) {
          const unsigned char* const top = readable(rows.top(i) + plane * planes_.stride, copy_of_top);
          const unsigned char* const bottom = readable(rows.bottom(i) + plane * planes_.stride, copy_of_bottom);
          store_vectors(plan_.count, out + plane * planes_.pitch,
                        [&](std::ptrdiff_t vector, std::ptrdiff_t start) noexcept {
                          const vector_plan<Format, tables(), IsNearest> columns(plan_, weights_, vector, start);
                          return mix(columns.sample(top), columns.sample(bottom), y_weight);
                        });
        }
        rows.end(i);
      }
    });
  }

 private:
  using short_row = std::array<unsigned char, static_cast<std::size_t>(table_size* gather_plan::max_tables)>;

  /// Whether the rows are so narrow that they had better be gone through once for each group of outputs.
  bool is_narrow(const output_rows<element>& rows) const noexcept {
    return plan_.count >= width && plan_.count <= 4 * width && rows.out.staging == nullptr &&
           size_ >= table_size * plan_.tables;
  }

  /// Group by group: what a group is made from stays in registers from row to row.
  template <int Tables>
  CNR_DETAIL_ALWAYS_INLINE void interpolate_narrow_pairs(const output_rows<element>& rows) noexcept {
    using vector_of_rows = vector_plan<Format, Tables, IsNearest>;
    for (std::ptrdiff_t vector = 0; vector * width < plan_.count; ++vector) {
      const std::ptrdiff_t start = vector_start(vector, plan_.count);
      vector_of_rows columns(plan_, weights_, vector, start);
      // Copies, as outputs might be stored over the plan for all that the compiler knows.
      std::array<std::uint32_t, static_cast<std::size_t>(windows)> offsets;
      alignas(64) std::array<unsigned char, static_cast<std::size_t>(vector_of_rows::size)> indices;
      std::memcpy(offsets.data(), columns.offsets, sizeof offsets);
      std::memcpy(indices.data(), columns.indices, sizeof indices);
      columns.offsets = offsets.data();
      columns.indices = indices.data();
      for (std::size_t i = 0; i < rows.count; ++i) {
        const auto* const top = reinterpret_cast<const unsigned char*>(rows.top(i)) + low_;
        const auto* const bottom = reinterpret_cast<const unsigned char*>(rows.bottom(i)) + low_;
        store(rows.begin(i) + start, mix(columns.sample(top), columns.sample(bottom), broadcast(rows.taps.weight[i])));
      }
    }
  }

  /// The strand's part of a row, or a copy of it where the row has not enough bytes for a window.
  const unsigned char* readable(const element* row, short_row& copy) const noexcept {
    const auto* const source = reinterpret_cast<const unsigned char*>(row) + low_;
    if (size_ >= table_size * plan_.tables) return source;
    copy.fill(0);
    std::memcpy(copy.data(), source, static_cast<std::size_t>(size_));
    return copy.data();
  }

  const float* weights_;
  std::int32_t size_;
  std::int32_t low_;
  plane_set planes_;
  gather_plan plan_;
};
