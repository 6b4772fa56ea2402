// SPDX-License-Identifier: MIT
//
// Parses the command line. Every refusal names the argument it is about.

#include "options.hpp"

#include "../shared/arguments.hpp"
#include "../shared/failure.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace contact_sheet {

using pictures::failure;

namespace {

/// Chosen for the bundled photograph: three boxes as they are, three flipped, one that reaches outside, and an eye to
/// enlarge. Boxes 2 and 4 show the same emblem, once mirrored.
constexpr std::array<std::array<float, 4>, 8> default_boxes{{
    {0.020F, 0.285F, 0.342F, 0.607F},
    {0.668F, 0.248F, 0.842F, 0.422F},
    {0.640F, 0.525F, 0.760F, 0.645F},
    {0.650F, 0.440F, 0.860F, 0.230F},
    {0.560F, 0.625F, 0.190F, 0.995F},
    {0.995F, 0.990F, 0.650F, 0.535F},
    {-0.100F, -0.100F, 0.290F, 0.240F},
    {0.176F, 0.368F, 0.216F, 0.408F},
}};

/// The method whose crop stands beside the other one's, for the last of the default boxes.
constexpr cnr::method other(cnr::method method) {
  return method == cnr::method::nearest ? cnr::method::bilinear : cnr::method::nearest;
}

std::array<float, 4> parse_box(const std::string& text) {
  const std::vector<float> numbers =
      pictures::parse_floats("--box", text, 4, "four numbers, y1,x1,y2,x2, like 0.1,0.2,0.5,0.6");
  return {{numbers[0], numbers[1], numbers[2], numbers[3]}};
}

cnr::method parse_method(const std::string& text) {
  const cnr::method method = cnr::to_method(text);
  if (method != cnr::method::bilinear && method != cnr::method::nearest) {
    throw failure("--method " + text + ": expected bilinear or nearest");
  }
  return method;
}

std::vector<request> make_requests(const std::vector<std::array<float, 4>>& boxes, cnr::method method) {
  std::vector<request> requests;
  requests.reserve(std::max(boxes.size(), default_boxes.size() + 1));
  for (const auto& box : boxes) requests.push_back({box, requests.size() + 1, method});
  if (!requests.empty()) return requests;

  for (const auto& box : default_boxes) requests.push_back({box, requests.size() + 1, method});
  request again = requests.back();
  again.method = other(method);
  requests.push_back(again);
  return requests;
}

}  // namespace

std::string usage() {
  return "usage: contact_sheet [OPTION]... [INPUT.png]\n"
         "\n"
         "Cuts boxes out of a photograph, resizes each to one size, and writes a PNG that shows the photograph with "
         "the\n"
         "boxes and, beside it, the crops. Without INPUT.png, the photograph that comes with the library is taken.\n"
         "\n"
         "  --crop HxW             height and width of every crop in pixels (default 152x152)\n"
         "  --method METHOD        bilinear or nearest (default bilinear)\n"
         "  --box Y1,X1,Y2,X2      a box, 0 being the first row or column of pixels and 1 the last one; y1 > y2 flips\n"
         "                         it upside down, x1 > x2 left to right; may reach outside; may be repeated.\n"
         "                         Without any, eight boxes chosen for the bundled photograph, the last of them\n"
         "                         with both methods\n"
         "  --extrapolation VALUE  what the parts outside the photograph are filled with, 0 black to 255 white\n"
         "                         (default 128)\n"
         "  --output FILE          where to write the sheet (default contact_sheet.png)\n"
         "  --help                 print this text\n"
         "\n"
         "The exit status is 0 on success, and 2 after an error, which is reported in one line on standard error.\n";
}

options parse_options(const std::vector<std::string>& arguments) {
  options parsed;
  cnr::method method = cnr::method::bilinear;
  std::vector<std::array<float, 4>> boxes;

  pictures::argument_reader reader(arguments);
  while (reader.next()) {
    const std::string& name = reader.name();
    if (!reader.is_option()) {
      if (!parsed.input.empty()) throw failure("one photograph at a time: '" + parsed.input + "' or '" + name + "'?");
      parsed.input = pictures::file_name(name, "photograph");
    } else if (name == "--crop") {
      parsed.crop = pictures::parse_size(name, reader.value());
    } else if (name == "--method") {
      method = parse_method(reader.value());
    } else if (name == "--box") {
      boxes.push_back(parse_box(reader.value()));
    } else if (name == "--extrapolation") {
      parsed.extrapolation_value = pictures::parse_finite(name, reader.value());
    } else if (name == "--output") {
      parsed.output = pictures::file_name(reader.value(), "output file");
    } else if (name == "--help" && !reader.has_attached_value()) {
      parsed.help = true;
    } else {
      throw failure("unknown option '" + name + "'; see --help");
    }
  }
  parsed.requests = make_requests(boxes, method);
  return parsed;
}

}  // namespace contact_sheet
