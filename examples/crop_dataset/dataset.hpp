// SPDX-License-Identifier: MIT
//
// Makes a dataset, or what is missing of it.

#ifndef CROP_DATASET_DATASET_HPP
#define CROP_DATASET_DATASET_HPP

#include "manifest.hpp"
#include "options.hpp"
#include "ranks.hpp"

#include <cstddef>

namespace crop_dataset {

/// What this process has done.
struct summary {
  std::size_t shards = 0;
  std::size_t all_shards = 0;
  std::size_t crops = 0;
  std::size_t images = 0;
  std::size_t unreadable_images = 0;
  /// Boxes that are wholly outside their images.
  std::size_t boxes_outside = 0;
};

/// Returns when all shards are done, by whichever process. Names images that cannot be read on standard error.
/// @throws an exception that says in one line why the work cannot go on
summary make_dataset(const manifest& list, const options& settings, const ranks& all);

/// Decodes this process's share of the images, and names those that cannot be read on standard error.
summary check_images(const manifest& list, const options& settings, const ranks& all);

}  // namespace crop_dataset

#endif  // CROP_DATASET_DATASET_HPP
