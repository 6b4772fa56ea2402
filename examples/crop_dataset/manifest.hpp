// SPDX-License-Identifier: MIT
//
// The manifest: boxes of images, in the order in which they are cut.

#ifndef CROP_DATASET_MANIFEST_HPP
#define CROP_DATASET_MANIFEST_HPP

#include "options.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crop_dataset {

struct row {
  /// Four numbers as the box format says, all of them finite.
  std::array<float, 4> box;
  /// Of the manifest, from 1 on.
  std::uint32_t line;
};

/// Rows [first, last) of a manifest, all of one image.
struct image_rows {
  std::size_t image;
  std::size_t first;
  std::size_t last;

  std::size_t count() const { return last - first; }
};

struct manifest {
  /// The names of the images, in the order in which they appear first.
  std::vector<std::string> images;
  /// Those of the first image, then those of the second, and so on; of one image in their order in the file.
  std::vector<row> rows;
  /// Image i has rows [starts[i], starts[i + 1]).
  std::vector<std::size_t> starts;
  /// A hash of the file's bytes, and their number.
  std::string digest;
};

/// The names of the four columns of a box.
std::array<std::string, 4> box_columns(cnr::box_format format);

/// @throws an exception that names the file and the line if the file cannot be read, or is not what usage says
manifest read_manifest(const options& settings);

/// The shards of a dataset: each has whole images as long as they fit. Only the boxes of an image that has more than a
/// shard holds are spread over several.
std::vector<std::vector<image_rows>> split_into_shards(const manifest& list, std::size_t crops_per_shard);

}  // namespace crop_dataset

#endif  // CROP_DATASET_MANIFEST_HPP
