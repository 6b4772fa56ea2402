// SPDX-License-Identifier: MIT
//
// Which outputs of a sampler of the caller's own are found by table lookups. Included in the namespace of each target.

struct block_lookup_choices {
  /// The tables of a window of outputs, 0 where there are no lookups.
  /// @param x         whose columns are read, from the first to the last one
  /// @param channels  of each column, side by side
  /// @param readable  elements of a row
  template <class T, class Sampler>
  static int tables(const axis& x, std::ptrdiff_t columns, std::ptrdiff_t channels, std::ptrdiff_t readable) noexcept {
    using lookups = block_lookups<T, Sampler>;
    if constexpr (lookups::are_possible) {
      tap_arrays<Sampler> taps;
      taps.build(Sampler{}, x, {0, columns}, max_extent, channels);
      lookups of_columns;
      of_columns.build(taps, channels, {0, readable});
      return of_columns.tables();
    } else {
      return -1;
    }
  }
};
block_lookup_choices block_lookup_choices_of(tag);
