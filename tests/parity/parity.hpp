// SPDX-License-Identifier: MIT
//
// Reads the parity data: calls of other libraries with what these answered, and the options of cnr::crop_and_resize
// that stand for each. generate.py and generate_filters.py write them and explain their format. Everything that is
// wrong with the files is thrown as std::runtime_error with the file's name.

#ifndef CROP_AND_RESIZE_TESTS_PARITY_PARITY_HPP
#define CROP_AND_RESIZE_TESTS_PARITY_PARITY_HPP

#include "support/blob.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ios>
#include <map>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace parity {

/// Height, width, channels; elements of uint8.
struct picture {
  std::array<std::ptrdiff_t, 3> extents;
  std::vector<std::uint8_t> elements;
};

/// One call and the peer's crops. The names of the options are those of the library's enumerators.
struct peer_case {
  std::string peer;
  std::string image;
  std::string method;  // or a filter, with its number after a colon
  std::string coordinates;
  std::string border;
  std::string box_format;
  float extrapolation_value;
  std::array<std::ptrdiff_t, 4> crops_extents;  // [num_boxes, crop_height, crop_width, channels]
  std::vector<float> boxes;
  std::vector<float> crops;  // in the order of crops_extents; if it is normalised, [num_boxes, channels, ...]
  bool is_normalised;
  std::vector<float> scale;  // of each channel, if it is normalised
  std::vector<float> bias;
};

class data {
 public:
  /// Reads `name`.txt and `name`.bin in `folder`.
  explicit data(const std::string& folder, const std::string& name = "parity")
      : list_(folder + "/" + name + ".txt"), blob_(folder + "/" + name + ".bin") {
    std::istringstream lines(support::file_contents(list_));
    std::string line;
    while (std::getline(lines, line)) {
      ++line_;
      parse(line);
    }
    if (!complete_) fail("ends without its line of totals");
  }

  const std::vector<peer_case>& cases() const { return cases_; }

  /// The picture of that name.
  const picture& image(const std::string& name) const {
    const auto found = images_.find(name);
    if (found == images_.end()) throw std::runtime_error(list_ + ": there is no image " + name);
    return found->second;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(list_ + ", line " + std::to_string(line_) + ": " + what);
  }

  template <std::size_t Rank>
  static std::size_t count(const std::array<std::ptrdiff_t, Rank>& extents) {
    std::size_t product = 1;
    for (const std::ptrdiff_t extent : extents) product *= static_cast<std::size_t>(extent);
    return product;
  }

  void parse(const std::string& line) {
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    if (kind.empty() || kind == "#") return;
    if (complete_) fail("goes on after the totals");
    if (kind == "image") {
      parse_image(words);
    } else if (kind == "crop" || kind == "blob") {
      parse_case(words, kind == "blob");
    } else if (kind == "total") {
      parse_total(words);
    } else {
      fail("does not know " + kind);
    }
    std::string rest;
    if (!words || words >> rest) fail("has not the words that a line of " + kind + " has");
  }

  void parse_image(std::istringstream& words) {
    std::string name;
    std::string source;
    std::uint32_t number = 0;
    picture each{};
    words >> name >> each.extents[0] >> each.extents[1] >> each.extents[2] >> source >> number;
    if (!words) return;
    if (source == "stored") {
      each.elements = blob_.read<std::uint8_t>(number, count(each.extents));
    } else if (source == "noise") {
      std::mt19937 random(number);
      each.elements.resize(count(each.extents));
      for (std::uint8_t& element : each.elements) element = static_cast<std::uint8_t>(random() >> 24U);
    } else {
      fail("does not know a source " + source);
    }
    images_.emplace(name, each);
  }

  void parse_case(std::istringstream& words, bool is_normalised) {
    peer_case each{};
    std::uint32_t bits = 0;
    std::size_t boxes = 0;
    std::size_t crops = 0;
    std::array<std::ptrdiff_t, 4>& extents = each.crops_extents;
    words >> each.peer >> each.image >> each.method >> each.coordinates >> each.border >> each.box_format;
    words >> std::hex >> bits >> std::dec >> extents[0] >> extents[1] >> extents[2] >> boxes >> crops;
    if (!words) return;
    extents[3] = image(each.image).extents[2];
    std::memcpy(&each.extrapolation_value, &bits, sizeof bits);
    each.boxes = blob_.read<float>(boxes, 4 * static_cast<std::size_t>(extents[0]));
    each.crops = blob_.read<float>(crops, count(extents));
    each.is_normalised = is_normalised;
    if (is_normalised) {
      std::size_t scale = 0;
      std::size_t bias = 0;
      words >> scale >> bias;
      each.scale = blob_.read<float>(scale, static_cast<std::size_t>(extents[3]));
      each.bias = blob_.read<float>(bias, static_cast<std::size_t>(extents[3]));
    }
    outputs_ += each.crops.size();
    cases_.push_back(each);
  }

  void parse_total(std::istringstream& words) {
    std::size_t cases = 0;
    std::size_t outputs = 0;
    std::size_t bytes = 0;
    std::uint64_t hash = 0;
    words >> cases >> outputs >> bytes >> std::hex >> hash;
    if (cases != cases_.size() || outputs != outputs_) fail("does not have the totals of the lines before it");
    if (bytes != blob_.size() || hash != blob_.hash()) fail("does not describe the bytes of " + blob_.path());
    complete_ = true;
  }

  std::string list_;
  support::blob blob_;
  std::size_t line_ = 0;
  std::size_t outputs_ = 0;
  bool complete_ = false;
  std::map<std::string, picture> images_;
  std::vector<peer_case> cases_;
};

}  // namespace parity

#endif  // CROP_AND_RESIZE_TESTS_PARITY_PARITY_HPP
