// SPDX-License-Identifier: MIT
//
// Describes the command line to CLI11, which parses it.

#include "options.hpp"

#include "../shared/arguments.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace contact_sheet {

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

options parse_options(const std::vector<std::string>& arguments) {
  options parsed;
  cnr::method method = cnr::method::bilinear;
  std::vector<std::array<float, 4>> boxes;

  CLI::App app(
      "Cuts boxes out of a photograph, resizes each to one size, and writes a PNG that shows the photograph with\n"
      "the boxes and, beside it, the crops.",
      "contact_sheet");
  app.add_option("INPUT", parsed.input, "a PNG or JPEG file; without it, the photograph that comes with the library")
      ->check(pictures::is_named());
  pictures::add_size(app, "--crop", parsed.crop, "height and width of every crop in pixels");
  pictures::add_choice<cnr::method>(app, "--method", method,
                                    {{"bilinear", cnr::method::bilinear}, {"nearest", cnr::method::nearest}},
                                    "bilinear or nearest");
  pictures::add_boxes(app, "--box", boxes,
                      "a box: Y1,X1,Y2,X2, 0 being the first row or column of pixels and 1 the last\n"
                      "one, or as --box-format says; y1 > y2 flips it upside down, x1 > x2 left to\n"
                      "right; may reach outside; may be repeated. Without any, eight boxes chosen for\n"
                      "the bundled photograph, the last of them with both methods")
      ->type_name("A,B,C,D");
  // Without boxes of the user's, the format would say what the ones below are not in.
  pictures::add_box_format(app, "--box-format", parsed.box_format)->needs("--box");
  app.add_option("--extrapolation", parsed.extrapolation_value,
                 "what the parts outside the photograph are filled with, 0 black to 255 white")
      ->check(pictures::is_finite())
      ->type_name("VALUE")
      ->capture_default_str();
  app.add_option("--output", parsed.output, "where to write the sheet")
      ->check(pictures::is_named())
      ->type_name("FILE")
      ->capture_default_str();
  app.footer("The exit status is 0 on success, and 2 after an error, which is reported in one line on standard error.");

  parsed.help = pictures::parse(app, arguments);
  parsed.requests = make_requests(boxes, method);
  return parsed;
}

}  // namespace contact_sheet
