// SPDX-License-Identifier: MIT
//
// Finding elements in windows, from arrays to arrays. See vocabulary.inl.

/// Elements of type T: how pairs of them, or single ones, are found in windows of `Tables` tables.
template <class T>
struct element_lookups {
  using stored = format<format_of<T>::value>;

  /// Bytes of the indices of a vector, for elements of at most 2 bytes those of pairs.
  static constexpr std::ptrdiff_t index_bytes(int tables) noexcept { return index_size<stored::size>(tables); }

  /// `first` gets the left elements, `second` the right ones, and `difference` the right less the left ones.
  /// @param left, right  bytes from the beginnings of the windows
  /// @param indices      room for index_bytes(Tables)
  template <int Tables>
  static void find(const unsigned char* row, const std::uint32_t* offsets, const std::uint32_t* left,
                   const std::uint32_t* right, unsigned char* indices, float* first, float* second,
                   float* difference) noexcept {
    const auto lefts = load_as<integers>(left);
    const auto rights = load_as<integers>(right);
    if constexpr (sizeof(T) < 4) {
      store_indices<stored::size>(indices, pair_indices<stored>(lefts, rights), Tables);
      const integers picked = table_lookup<stored, Tables>(row, offsets, indices);
      store(first, stored::left(picked));
      store(second, stored::right(picked));
      store(difference, stored::difference(picked));
    } else {
      store_indices<stored::size>(indices, single_indices<stored>(lefts), Tables);
      store(first, stored::left(table_lookup<stored, Tables>(row, offsets, indices)));
      store_indices<stored::size>(indices, single_indices<stored>(rights), Tables);
      store(second, stored::left(table_lookup<stored, Tables>(row, offsets, indices)));
      store(difference, load(second) - load(first));
    }
  }
};
