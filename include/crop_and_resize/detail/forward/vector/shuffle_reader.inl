// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The reader that finds elements in the image's own rows, by table lookups. avx512vbmi compiles this file once more,
// over lookups of its own.

#ifndef CNR_DETAIL_TARGET_INCLUDE  // opened alone, as by an editor
#include <crop_and_resize/detail/forward/vector/gather_plan.inl>

#include <crop_and_resize/detail/forward/window_rows.hpp>
#endif

template <class Format, class Sampler>
class shuffle_reader : private window_rows {
 public:
  using of_compact_rows = shuffle_reader;

  bool prepare(const located_taps& taps, std::ptrdiff_t outputs, const scanline& along,
               const plane_set& planes_read) noexcept {
    weights = taps.weight;
    size = along.size;
    planes = planes_read;
    count = outputs;
    return plan_windows<Format, Sampler>(taps, outputs, 0, along.size, plan_) && plan_.tables <= most_tables;
  }

  bound_reader bind() noexcept {
    write_function* write = nullptr;
    with_tables<most_tables>(plan_, [&](auto tables) noexcept {
      read = &shuffle_reader::template read_row<tables()>;
      if constexpr (Sampler::taps > 1) {
        mix = &shuffle_reader::template mix_rows<tables()>;
        write = &mix_planes;
      }
    });
    // Halves take longest to convert. Floats that one permutation finds take least, and then other elements.
    constexpr bool are_halves = std::is_same<Format, format<element_format::float16>>::value;
    constexpr std::ptrdiff_t of_floats = is_permutation && Format::size == 4 ? 8 : 4;
    static constexpr repeated_rows repeated{are_halves ? 3 : of_floats, is_permutation && !are_halves};
    return window_rows::bind(target_functions, std::ptrdiff_t{table_size} * plan_.tables, repeated, write);
  }

 private:
  /// Tables of 16 bytes have indices of their own for single bytes, so that four of them take longer than to copy each
  /// column, or to load it by corner_reader.
  static constexpr int most_tables = Format::size == 1 && Sampler::taps > 1 && table_size == 16 ? 2 : max_tables;

  /// Whether an instruction permutes all elements of one or two tables: with AVX-512, of bytes with VBMI.
  static constexpr bool is_permutation =
      table_size == max_table_size && (Format::size > 1 || std::is_base_of<format_of_uint8<3>, Format>::value ||
                                       std::is_base_of<format_of_int8<3>, Format>::value);

  template <int Tables>
  static void read_row(void* reader, const unsigned char* row, const unsigned char* /*later*/, float* out) noexcept {
    const auto& self = static_cast<const shuffle_reader&>(*static_cast<const window_rows*>(reader));
    // As store_vectors. Loops are written out here: a lambda for each number of tables takes longer to compile.
    const std::ptrdiff_t last = self.count - width;
    std::ptrdiff_t start = 0;
    for (std::ptrdiff_t vector = 0;; ++vector) {
      const vector_plan<Format, Tables, Sampler> columns(self.plan_, self.weights, vector, start);
      const floats value = columns.sample(row);
      if (last < 0) {
        store_n(out, value, self.count);
        return;
      }
      store(out + start, value);
      if (start == last) return;
      start = minimum(start + width, last);
    }
  }

  template <int Tables>
  static void mix_rows(const window_rows& reader, const mixed_rows& mixed, bool are_narrow) noexcept {
    using plan_of_columns = vector_plan<Format, Tables, Sampler>;
    const auto& self = static_cast<const shuffle_reader&>(reader);
    const mixed_rows of = mixed;
    output_rows rows = of.rows;
    rows.image += of.image_offset;
    const std::ptrdiff_t outputs = self.count;
    if (!are_narrow) {
      const std::ptrdiff_t last = outputs - width;
      float* out = of.out;
      for (std::size_t i = of.first; i < of.end; ++i, out += of.pitch) {
        const floats weight = broadcast(rows.taps.weight[i]);
        const unsigned char* const top = rows.top(i);
        const unsigned char* const bottom = rows.bottom(i);
        std::ptrdiff_t start = 0;
        for (std::ptrdiff_t vector = 0;; ++vector) {
          const plan_of_columns columns(self.plan_, self.weights, vector, start);
          const floats value = Sampler::mix(columns.sample(top), columns.sample(bottom), weight);
          if (last < 0) {
            store_n(out, value, outputs);
            break;
          }
          store(out + start, value);
          if (start == last) break;
          start = minimum(start + width, last);
        }
      }
      return;
    }
    // The plan of a vector stays in registers from row to row.
    const unsigned char* const image = rows.image;
    for (std::ptrdiff_t vector = 0; vector * width < outputs; ++vector) {
      const std::ptrdiff_t start = vector_start(vector, outputs);
      plan_of_columns columns(self.plan_, self.weights, vector, start);
      // Copies, as outputs might be stored over the plan for all that the compiler knows. By vectors, as processors
      // wait before they load what was stored in parts.
      std::array<std::uint32_t, static_cast<std::size_t>(windows)> offsets;
      std::array<bytes, static_cast<std::size_t>(plan_of_columns::size) / sizeof(bytes)> indices;
      std::memcpy(offsets.data(), columns.offsets, sizeof offsets);
      for (std::size_t i = 0; i < indices.size(); ++i) {
        indices[i] = load_as<bytes>(columns.indices + static_cast<std::ptrdiff_t>(i * sizeof(bytes)));
      }
      if constexpr (windows == 1) {
        // Rows begin at the window, so that no offset is added in each of them.
        rows.image = image + offsets[0];
        offsets[0] = 0;
      }
      columns.offsets = offsets.data();
      columns.indices = reinterpret_cast<const unsigned char*>(indices.data());
      float* to = of.out + start;
      for (std::size_t i = of.first; i < of.end; ++i, to += of.pitch) {
        const floats weight = broadcast(rows.taps.weight[i]);
        store(to, Sampler::mix(columns.sample(rows.top(i)), columns.sample(rows.bottom(i)), weight));
      }
    }
  }

  gather_plan plan_;
};
