// SPDX-License-Identifier: MIT
//
// The command line: what to cut out of which photograph, and where to put the sheet.

#ifndef CONTACT_SHEET_OPTIONS_HPP
#define CONTACT_SHEET_OPTIONS_HPP

#include <crop_and_resize/options.hpp>
#include <crop_and_resize/sampler.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace contact_sheet {

/// One crop to make.
struct request {
  /// Four numbers as the box format says.
  std::array<float, 4> box;
  /// Counts the boxes from 1. Requests of the same box have the same number, and are neighbours.
  std::size_t number;
  cnr::method method;
};

struct options {
  std::vector<request> requests;
  cnr::box_format box_format = cnr::box_format::yxyx;
  cnr::crop_size crop{152, 152};
  float extrapolation_value = 128;
  std::string input;
  std::string output = "contact_sheet.png";
  /// The text of --help, if the arguments ask for it.
  std::string help;
};

/// Box coordinates need only be numbers here: which ones are admissible is the library's to say.
/// @throws an exception that says what is wrong, in one line
options parse_options(const std::vector<std::string>& arguments);

}  // namespace contact_sheet

#endif  // CONTACT_SHEET_OPTIONS_HPP
