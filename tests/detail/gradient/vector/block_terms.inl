// SPDX-License-Identifier: MIT
//
// How the terms of many planes are found. Included in the namespace of each target.

struct block_term_choices {
  static constexpr std::ptrdiff_t floats_in_vector = width;

  /// Whether the elements of a chunk of columns are found in windows. False where it does not go block by block, too.
  template <class T>
  static bool has_windows(const grad_boxes_arguments<T>& arguments, const chunk_of_columns& chunk) noexcept {
    block_terms<T> terms(arguments);
    return terms.prepare(chunk) && terms.has_windows();
  }
};
block_term_choices block_term_choices_of(tag);
