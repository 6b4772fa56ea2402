// SPDX-License-Identifier: MIT
//
// Gather plans for elements of type T as tests make them. See gather_plans.inl.

template <class T, class Sampler>
class plan_of {
 public:
  /// Bytes of an element in the row that a plan is for: those of 8 bytes were converted to float.
  static constexpr std::size_t element_size = sizeof(T) < 8 ? sizeof(T) : sizeof(float);

  tap_table<vector_sampler<Sampler>> taps;
  gather_plan plan;
  std::array<unsigned char, 256> after_plan;

  /// @param first     where the row begins, as the taps count
  /// @param row_size  bytes of the row
  bool make(std::ptrdiff_t count, std::uint32_t first, std::int32_t row_size) noexcept {
    return make_plan<stored, sizeof(T) / element_size>(taps, count, first, row_size, plan);
  }

  /// The outputs out of a row, as many as were planned.
  void sample(const unsigned char* row, float* out) const noexcept {
    with_tables(plan, [&](auto tables) noexcept {
      store_vectors(plan.count, out, [&](std::ptrdiff_t vector, std::ptrdiff_t start) noexcept {
        const vector_plan<stored, tables(), vector_sampler<Sampler>> part(plan, taps.weight.data(), vector, start);
        return part.sample(row);
      });
    });
  }

 private:
  using stored = format<(sizeof(T) < 8 ? format_of<T>::value : element_format::float32)>;
};
