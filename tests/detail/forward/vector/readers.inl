// SPDX-License-Identifier: MIT
//
// The readers of rows. Included in the namespace of each target.

#include "detail/forward/vector/row_readers.inl"

struct readers {
  static constexpr std::ptrdiff_t floats_in_vector = width;
  static constexpr std::ptrdiff_t windows_of_vector = windows;
  static constexpr std::ptrdiff_t outputs_of_chunk = max_outputs;
  static constexpr std::ptrdiff_t bytes_of_table = table_size;
  static constexpr std::ptrdiff_t elements_converted = max_converted;

  template <class T, class Sampler>
  using shuffle = row_reader<Sampler, shuffle_reader<format<format_of<T>::value>, vector_sampler<Sampler>>>;
  template <class T, class Sampler>
  using convert = row_reader<Sampler, convert_reader<format<format_of<T>::value>, vector_sampler<Sampler>>>;
  template <class T, class Sampler>
  using compact = row_reader<Sampler, compact_reader<format<format_of<T>::value>,
                                                     near_reader<format<format_of<T>::value>, vector_sampler<Sampler>>,
                                                     vector_sampler<Sampler>>>;
  template <bool FromMemory>
  struct chosen_corner_reader : corner_reader<vector_sampler<bilinear>> {
    chosen_corner_reader() noexcept : corner_reader<vector_sampler<bilinear>>(FromMemory) {}
  };
  template <bool FromMemory>
  using corner = row_reader<bilinear, chosen_corner_reader<FromMemory>>;
  template <class T, class Sampler>
  using gather = row_reader<Sampler, gather_reader<format<format_of<T>::value>, vector_sampler<Sampler>>>;
};
readers readers_of(tag);
