// SPDX-License-Identifier: MIT
//
// The command line: what to cut out of which photograph, and how a network wants it.

#ifndef NETWORK_INPUT_OPTIONS_HPP
#define NETWORK_INPUT_OPTIONS_HPP

#include <crop_and_resize/options.hpp>

#include <array>
#include <string>
#include <vector>

namespace network_input {

enum class element { float32, float16 };

struct options {
  /// x, y, width, height in pixels of the photograph, which begins at (0, 0).
  std::vector<std::array<float, 4>> boxes;
  cnr::crop_size crop{224, 224};
  /// Whether boxes keep their proportions, with padding around them.
  bool is_letterboxed = false;
  /// Whether the elements are (byte / 255 - mean) / deviation; else they are as large as bytes are.
  bool is_normalised = true;
  std::array<double, 3> mean{{0.485, 0.456, 0.406}};
  std::array<double, 3> deviation{{0.229, 0.224, 0.225}};
  /// What is outside of the photograph, and the padding; 0 to 255.
  float fill = 114;
  element type = element::float32;
  std::string input;
  std::string output = "network_input.npy";
  std::string picture = "network_input.png";
  /// The text of --help, if the arguments ask for it.
  std::string help;
};

/// @throws an exception that says what is wrong, in one line
options parse_options(const std::vector<std::string>& arguments);

}  // namespace network_input

#endif  // NETWORK_INPUT_OPTIONS_HPP
