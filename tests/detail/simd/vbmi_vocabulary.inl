// SPDX-License-Identifier: MIT
//
// The vocabulary of avx512vbmi: that of avx512, except for lookups of single bytes.

#include "detail/simd/lookups.inl"

struct vocabulary : avx512::vocabulary {
  template <class T>
  using lookups = std::conditional_t<sizeof(T) == 1, element_lookups<T>, avx512::element_lookups<T>>;
};
vocabulary vocabulary_of(tag);
