// SPDX-License-Identifier: MIT
//
// Rows of strands whose elements are picked as they are in memory: what avx512vbmi.hpp has in its own way.

/// Rows of a strand whose elements are picked as they are in memory.
template <class Element, class Format, bool IsNearest>
class direct_rows {
 public:
  using element = Element;
  static constexpr bool reads_two = true;

  /// False where the taps are too far apart.
  bool prepare(const located_taps<>& taps, std::ptrdiff_t count, const strand& along,
               const plane_set& planes) noexcept {
    weights_ = taps.weight.data();
    size_ = along.size;
    low_ = along.low;
    planes_ = planes;
    return make_plan<Format, IsNearest>(taps, count, 0, along.size, plan_);
  }

  const plane_set& planes() const noexcept { return planes_; }

  /// One row, interpolated horizontally.
  void interpolate(const element* row, const element* /*later*/, float* out) noexcept {
    with_parts(plan_, [&](auto parts) noexcept {
      short_row copy;
      for (std::ptrdiff_t plane = 0; plane < planes_.count; ++plane) {
        const unsigned char* const source = readable(row + plane * planes_.stride, copy);
        store_groups(plan_.count, out + plane * planes_.pitch,
                     [&](std::ptrdiff_t group, std::ptrdiff_t start) noexcept {
                       return group_plan<Format, parts(), IsNearest>(plan_, weights_, group, start).sample(source);
                     });
      }
    });
  }

  /// Pairs of rows, interpolated horizontally and mixed, for each row of a run.
  void interpolate_pairs(const row_run<element>& rows) noexcept {
    with_parts(plan_, [&](auto parts) noexcept {
      if (is_narrow(rows)) return interpolate_narrow_pairs<parts()>(rows);
      short_row copy_of_top;
      short_row copy_of_bottom;
      for (std::size_t i = 0; i < rows.count; ++i) {
        const floats y_weight = broadcast(rows.taps.weight[i]);
        float* const out = rows.begin(i);
        for (std::ptrdiff_t plane = 0; plane < planes_.count; ++plane) {
          const unsigned char* const above = readable(rows.top(i) + plane * planes_.stride, copy_of_top);
          const unsigned char* const below = readable(rows.bottom(i) + plane * planes_.stride, copy_of_bottom);
          store_groups(plan_.count, out + plane * planes_.pitch,
                       [&](std::ptrdiff_t group, std::ptrdiff_t start) noexcept {
                         const group_plan<Format, parts(), IsNearest> columns(plan_, weights_, group, start);
                         return mix(columns.sample(above), columns.sample(below), y_weight);
                       });
        }
        rows.end(i);
      }
    });
  }

 private:
  using short_row = std::array<unsigned char, static_cast<std::size_t>(part_size* strand_plan::max_parts)>;

  /// Whether the rows are so narrow that they had better be gone through once for each group of outputs.
  bool is_narrow(const row_run<element>& rows) const noexcept {
    return plan_.count >= width && plan_.count <= 4 * width && rows.out.staging == nullptr &&
           size_ >= part_size * plan_.parts;
  }

  /// Group by group: what a group is made from stays in registers from row to row.
  template <int Parts>
  CNR_DETAIL_ALWAYS_INLINE void interpolate_narrow_pairs(const row_run<element>& rows) noexcept {
    using group_of_rows = group_plan<Format, Parts, IsNearest>;
    for (std::ptrdiff_t group = 0; group * width < plan_.count; ++group) {
      const std::ptrdiff_t start = group_start(group, plan_.count);
      group_of_rows columns(plan_, weights_, group, start);
      // Copies, as outputs might be stored over the plan for all that the compiler knows.
      std::array<std::uint32_t, static_cast<std::size_t>(lanes)> offsets;
      alignas(64) std::array<unsigned char, static_cast<std::size_t>(group_of_rows::size)> indices;
      std::memcpy(offsets.data(), columns.offsets, sizeof offsets);
      std::memcpy(indices.data(), columns.indices, sizeof indices);
      columns.offsets = offsets.data();
      columns.indices = indices.data();
      for (std::size_t i = 0; i < rows.count; ++i) {
        const auto* const above = reinterpret_cast<const unsigned char*>(rows.top(i)) + low_;
        const auto* const below = reinterpret_cast<const unsigned char*>(rows.bottom(i)) + low_;
        store(rows.begin(i) + start, mix(columns.sample(above), columns.sample(below), broadcast(rows.taps.weight[i])));
      }
    }
  }

  /// The strand's part of a row, or a copy of it where the row has not enough bytes for a window.
  const unsigned char* readable(const element* row, short_row& copy) const noexcept {
    const auto* const source = reinterpret_cast<const unsigned char*>(row) + low_;
    if (size_ >= part_size * plan_.parts) return source;
    copy.fill(0);
    std::memcpy(copy.data(), source, static_cast<std::size_t>(size_));
    return copy.data();
  }

  const float* weights_;
  std::int32_t size_;
  std::int32_t low_;
  plane_set planes_;
  strand_plan plan_;
};
