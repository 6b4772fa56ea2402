// SPDX-License-Identifier: MIT
//
// Reads the golden data: calls of tf.image.crop_and_resize and its gradients with what TensorFlow answered. generate.py
// writes them and explains their format. Everything that is wrong with the files is thrown as std::runtime_error with
// the file's name.

#ifndef CROP_AND_RESIZE_TESTS_GOLDEN_GOLDEN_HPP
#define CROP_AND_RESIZE_TESTS_GOLDEN_GOLDEN_HPP

#include "support/blob.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ios>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace golden {

using extents = std::array<std::ptrdiff_t, 4>;

/// The number of elements of a tensor.
inline std::size_t count(const extents& shape) {
  std::size_t product = 1;
  for (const std::ptrdiff_t extent : shape) product *= static_cast<std::size_t>(extent);
  return product;
}

/// One call. The offsets are those of the arrays in the blob.
struct crop_case {
  std::string name;
  std::string type;
  std::string method;
  float extrapolation_value;
  extents image_extents;
  extents crops_extents;
  std::size_t image;
  std::size_t boxes;
  std::size_t box_indices;
  std::size_t crops;

  std::size_t num_boxes() const { return static_cast<std::size_t>(crops_extents[0]); }
};

/// TensorFlow's resize with align_corners=True for the call of that name, in the shape of its crops.
struct resize_case {
  std::string name;
  std::size_t resized;
};

/// For each pair of extents in [first, last], that of the image outermost: how many rows of the whole image's crop
/// TensorFlow extrapolates.
struct bleed_table {
  std::ptrdiff_t first = 0;
  std::ptrdiff_t last = -1;
  std::size_t counts = 0;
};

/// One gradient, with regard to the image or to the boxes. Of the offsets, some are of one of these only.
struct grad_case {
  std::string name;
  std::string type;
  std::string method;
  extents image_extents;
  extents grads_extents;
  std::size_t grads;
  std::size_t boxes;
  std::size_t box_indices;
  std::size_t grad_image;
  std::size_t image;
  std::size_t grad_boxes;
  std::size_t magnitudes;  // the sum of those of the terms of each of grad_boxes

  std::size_t num_boxes() const { return static_cast<std::size_t>(grads_extents[0]); }
};

class data {
 public:
  /// Reads golden.txt and golden.bin in `folder`.
  explicit data(const std::string& folder) : list_(folder + "/golden.txt"), blob_(folder + "/golden.bin") {
    std::istringstream lines(support::file_contents(list_));
    std::string line;
    while (std::getline(lines, line)) {
      ++line_;
      parse(line);
    }
    if (!complete_) fail("ends without its line of totals");
  }

  const std::vector<crop_case>& crops() const { return crops_; }
  const std::vector<resize_case>& resizes() const { return resizes_; }
  const bleed_table& bleeds() const { return bleeds_; }
  const std::vector<grad_case>& grad_images() const { return grad_images_; }
  const std::vector<grad_case>& grad_boxes() const { return grad_boxes_; }

  /// The call of that name.
  const crop_case& find(const std::string& name) const {
    for (const crop_case& each : crops_) {
      if (each.name == name) return each;
    }
    throw std::runtime_error(list_ + ": there is no case " + name);
  }

  /// `number` elements from `offset` on.
  template <class Element>
  std::vector<Element> read(std::size_t offset, std::size_t number) const {
    return blob_.read<Element>(offset, number);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(list_ + ", line " + std::to_string(line_) + ": " + what);
  }

  void parse(const std::string& line) {
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    if (kind.empty() || kind == "#") return;
    if (complete_) fail("goes on behind the totals");
    if (kind == "crop") {
      parse_crop(words);
    } else if (kind == "resize") {
      resize_case each{};
      words >> each.name >> each.resized;
      resizes_.push_back(each);
    } else if (kind == "bleed") {
      words >> bleeds_.first >> bleeds_.last >> bleeds_.counts;
    } else if (kind == "grad_image") {
      parse_grad(words, grad_images_);
      words >> grad_images_.back().grad_image;
    } else if (kind == "grad_boxes") {
      parse_grad(words, grad_boxes_);
      words >> grad_boxes_.back().image >> grad_boxes_.back().grad_boxes >> grad_boxes_.back().magnitudes;
    } else if (kind == "total") {
      parse_total(words);
    } else {
      fail("does not know " + kind);
    }
    std::string rest;
    if (!words || words >> rest) fail("has not the words that a line of " + kind + " has");
  }

  void parse_crop(std::istringstream& words) {
    crop_case each{};
    std::uint32_t bits = 0;
    extents& image = each.image_extents;
    extents& crops = each.crops_extents;
    words >> each.name >> each.type >> each.method >> std::hex >> bits >> std::dec;
    words >> image[0] >> image[1] >> image[2] >> image[3] >> crops[0] >> crops[1] >> crops[2];
    words >> each.image >> each.boxes >> each.box_indices >> each.crops;
    crops[3] = image[3];
    std::memcpy(&each.extrapolation_value, &bits, sizeof bits);
    outputs_ += count(crops);
    crops_.push_back(each);
  }

  static void parse_grad(std::istringstream& words, std::vector<grad_case>& cases) {
    grad_case each{};
    extents& image = each.image_extents;
    extents& grads = each.grads_extents;
    words >> each.name >> each.type >> each.method;
    words >> image[0] >> image[1] >> image[2] >> image[3] >> grads[0] >> grads[1] >> grads[2];
    words >> each.grads >> each.boxes >> each.box_indices;
    grads[3] = image[3];
    cases.push_back(each);
  }

  void parse_total(std::istringstream& words) {
    std::size_t crops = 0;
    std::size_t outputs = 0;
    std::size_t bytes = 0;
    std::uint64_t hash = 0;
    words >> crops >> outputs >> bytes >> std::hex >> hash;
    if (crops != crops_.size() || outputs != outputs_) fail("does not have the totals of the lines before it");
    if (bytes != blob_.size() || hash != blob_.hash()) fail("does not describe the bytes of " + blob_.path());
    complete_ = true;
  }

  std::string list_;
  support::blob blob_;
  std::size_t line_ = 0;
  std::size_t outputs_ = 0;
  bool complete_ = false;
  std::vector<crop_case> crops_;
  std::vector<resize_case> resizes_;
  bleed_table bleeds_;
  std::vector<grad_case> grad_images_;
  std::vector<grad_case> grad_boxes_;
};

}  // namespace golden

#endif  // CROP_AND_RESIZE_TESTS_GOLDEN_GOLDEN_HPP
