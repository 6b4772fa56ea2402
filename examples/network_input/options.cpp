// SPDX-License-Identifier: MIT
//
// Describes the command line to CLI11, which parses it.

#include "options.hpp"

#include "../shared/arguments.hpp"
#include "../shared/failure.hpp"

#include <array>
#include <string>
#include <vector>

namespace network_input {

using pictures::failure;

namespace {

/// Chosen for the bundled photograph: the face, an emblem, and the model of the shuttle, which reaches to the edge.
constexpr std::array<std::array<float, 4>, 3> default_boxes{{
    {{166, 16, 125, 160}},
    {{127, 342, 89, 89}},
    {{320, 97, 192, 160}},
}};

/// Three numbers, for red, green and blue.
CLI::Option* add_channels(CLI::App& app, const std::string& name, std::array<double, 3>& numbers,
                          const std::string& help) {
  return app.add_option(name, numbers, help)->delimiter(',')->check(pictures::is_finite())->type_name("R,G,B");
}

CLI::Option* add_file(CLI::App& app, const std::string& name, std::string& path, const std::string& help) {
  return app.add_option(name, path, help)->check(pictures::is_named())->type_name("FILE")->capture_default_str();
}

void check_box(const std::array<float, 4>& box) {
  if (!(box[2] > 0 && box[3] > 0)) throw failure("--box: width and height must be above 0");
}

}  // namespace

options parse_options(const std::vector<std::string>& arguments) {
  options parsed;
  CLI::App app(
      "Cuts boxes out of a photograph, resizes and normalises them, and writes them as a NumPy file of shape\n"
      "(boxes, 3, height, width), RGB; and as a PNG that shows what is in that file.",
      "network_input");
  app.add_option("INPUT", parsed.input, "a PNG or JPEG file; without it, the photograph that comes with the library")
      ->check(pictures::is_named());
  pictures::add_boxes(app, "--box", parsed.boxes,
                      "a box in pixels; may reach outside; may be repeated. Without any, three boxes\n"
                      "chosen for the bundled photograph")
      ->check(pictures::is_finite())
      ->type_name("X,Y,WIDTH,HEIGHT");
  pictures::add_size(app, "--crop", parsed.crop, "height and width of every crop in pixels");
  app.add_flag("--letterbox", parsed.is_letterboxed, "keep the proportions of each box, with padding around it")
      ->disable_flag_override();
  app.add_option("--fill", parsed.fill,
                 "what the padding and the parts outside the photograph are filled with before\n"
                 "they are normalised, 0 black to 255 white")
      ->check(pictures::is_finite())
      ->type_name("VALUE")
      ->capture_default_str();
  add_channels(app, "--mean", parsed.mean, "the mean of each channel, 1 being white")->default_str("0.485,0.456,0.406");
  add_channels(app, "--std", parsed.deviation, "the standard deviation of each channel")
      ->check(pictures::is_above_zero())
      ->default_str("0.229,0.224,0.225");
  bool is_raw = false;
  app.add_flag("--raw", is_raw, "do not normalise: 0 is black and 255 white")->disable_flag_override();
  pictures::add_choice<element>(app, "--type", parsed.type,
                                {{"float32", element::float32}, {"float16", element::float16}}, "float32 or float16");
  add_file(app, "--output", parsed.output, "where to write the crops");
  add_file(app, "--picture", parsed.picture, "where to write the picture of them");
  app.footer("The exit status is 0 on success, and 2 after an error, which is reported in one line on standard error.");

  parsed.help = pictures::parse(app, arguments);
  parsed.is_normalised = !is_raw;
  for (const auto& box : parsed.boxes) check_box(box);
  if (parsed.boxes.empty()) parsed.boxes.assign(default_boxes.begin(), default_boxes.end());
  return parsed;
}

}  // namespace network_input
