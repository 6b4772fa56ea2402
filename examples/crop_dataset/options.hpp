// SPDX-License-Identifier: MIT
//
// The command line: which crops to make, and of what.

#ifndef CROP_DATASET_OPTIONS_HPP
#define CROP_DATASET_OPTIONS_HPP

#include <crop_and_resize/options.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace crop_dataset {

enum class element { float32, float16, uint8 };
enum class layout { nhwc, nchw };
enum class sampling { bilinear, nearest, area, triangle, cubic, lanczos3 };

struct options {
  std::string manifest;
  /// The folder of the shards; empty if only the images are to be checked.
  std::string output;
  /// The folder that names of images begin in.
  std::string images;
  /// Whether the first line of the manifest names its columns.
  bool has_header = true;
  cnr::options rules;
  cnr::crop_size crop{224, 224};
  crop_dataset::sampling sampling = sampling::bilinear;
  element type = element::float32;
  crop_dataset::layout layout = layout::nhwc;
  /// Whether elements are (byte / 255 - mean) / deviation; else they are as large as bytes are.
  bool is_normalised = false;
  std::array<double, 3> mean{{0, 0, 0}};
  std::array<double, 3> deviation{{1, 1, 1}};
  std::ptrdiff_t crops_per_shard = 4096;
  /// 0: as many as there are cores for this process.
  std::ptrdiff_t threads = 0;
  bool is_check = false;
  bool is_quiet = false;
  /// The text of --help, if the arguments ask for it.
  std::string help;
};

/// @throws an exception that says what is wrong, in one line
options parse_options(const std::vector<std::string>& arguments);

/// The options that the bytes of a dataset depend on, and what the manifest holds, as text: what two runs into one
/// folder must have in common.
std::string describe(const options& settings, const std::string& manifest_digest);

}  // namespace crop_dataset

#endif  // CROP_DATASET_OPTIONS_HPP
