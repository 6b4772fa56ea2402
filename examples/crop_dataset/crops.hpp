// SPDX-License-Identifier: MIT
//
// Where the program calls the library.

#ifndef CROP_DATASET_CROPS_HPP
#define CROP_DATASET_CROPS_HPP

#include "../shared/picture.hpp"
#include "options.hpp"

#include <crop_and_resize/preprocess.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <string>

namespace crop_dataset {

/// Cuts boxes out of pictures as the options say. Its functions may be called from several threads at once.
class cutter {
 public:
  explicit cutter(const options& settings);

  /// The bytes of one crop.
  std::size_t crop_bytes() const;

  /// What a file of `count` crops begins with.
  std::string header(std::size_t count) const;

  /// The crops of all boxes, one after the other.
  /// @throws failure for what the library refuses, with its reason
  void cut(const pictures::picture& from, cnr::boxes_view boxes, unsigned char* crops) const;

 private:
  std::array<std::ptrdiff_t, 4> extents(std::ptrdiff_t count) const;

  options settings_;
  cnr::channel_normalization<3> numbers_;
};

}  // namespace crop_dataset

#endif  // CROP_DATASET_CROPS_HPP
