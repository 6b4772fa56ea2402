// SPDX-License-Identifier: MIT
//
// The readers of avx512vbmi: those of avx512, except for lookups of single bytes.

#include "detail/forward/vector/row_readers.inl"

struct readers : avx512::readers {
  template <class T, class Sampler>
  using shuffle =
      std::conditional_t<sizeof(T) == 1,
                         row_reader<Sampler, shuffle_reader<format<format_of<T>::value>, vector_sampler<Sampler>>>,
                         avx512::readers::shuffle<T, Sampler>>;
};
readers readers_of(tag);
