// SPDX-License-Identifier: MIT
//
// Parses the command line. Every refusal names the argument it is about.

#include "options.hpp"

#include "../shared/arguments.hpp"
#include "../shared/failure.hpp"

#include <array>
#include <cmath>
#include <cstddef>
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

std::array<float, 4> parse_box(const std::string& text) {
  const std::vector<float> numbers =
      pictures::parse_floats("--box", text, 4, "four numbers, x,y,width,height, like 166,16,125,160");
  for (const float number : numbers) {
    if (!std::isfinite(number)) pictures::refuse_value("--box", text, "expected finite numbers");
  }
  if (numbers[2] <= 0 || numbers[3] <= 0) pictures::refuse_value("--box", text, "width and height must be above 0");
  return {{numbers[0], numbers[1], numbers[2], numbers[3]}};
}

/// A number for each channel.
std::array<double, 3> parse_channels(const std::string& option, const std::string& text) {
  const std::vector<double> numbers =
      pictures::parse_doubles(option, text, 3, "three numbers, for red, green and blue, like 0.485,0.456,0.406");
  for (const double number : numbers) {
    if (!std::isfinite(number)) pictures::refuse_value(option, text, "expected finite numbers");
  }
  return {{numbers[0], numbers[1], numbers[2]}};
}

std::array<double, 3> parse_deviation(const std::string& option, const std::string& text) {
  const std::array<double, 3> deviation = parse_channels(option, text);
  for (const double number : deviation) {
    if (number <= 0) pictures::refuse_value(option, text, "a standard deviation is above 0");
  }
  return deviation;
}

element parse_type(const std::string& text) {
  if (text == "float32") return element::float32;
  if (text == "float16") return element::float16;
  pictures::refuse_value("--type", text, "expected float32 or float16");
}

}  // namespace

std::string usage() {
  return "usage: network_input [OPTION]... [INPUT.png]\n"
         "\n"
         "Cuts boxes out of a photograph, resizes and normalises them, and writes them as a NumPy file of shape\n"
         "(boxes, 3, height, width), RGB; and as a PNG that shows what is in that file. Without INPUT.png, the\n"
         "photograph that comes with the library is taken.\n"
         "\n"
         "  --box X,Y,WIDTH,HEIGHT  a box in pixels; may reach outside; may be repeated. Without any, three boxes "
         "chosen\n"
         "                          for the bundled photograph\n"
         "  --crop HxW              height and width of every crop in pixels (default 224x224)\n"
         "  --letterbox             keep the proportions of each box, with padding around it\n"
         "  --fill VALUE            what the padding and the parts outside the photograph are filled with before they\n"
         "                          are normalised, 0 black to 255 white (default 114)\n"
         "  --mean R,G,B            the mean of each channel, 1 being white (default 0.485,0.456,0.406)\n"
         "  --std R,G,B             the standard deviation of each channel (default 0.229,0.224,0.225)\n"
         "  --raw                   do not normalise: 0 is black and 255 white\n"
         "  --type TYPE             float32 or float16 (default float32)\n"
         "  --output FILE           where to write the crops (default network_input.npy)\n"
         "  --picture FILE          where to write the picture of them (default network_input.png)\n"
         "  --help                  print this text\n"
         "\n"
         "The exit status is 0 on success, and 2 after an error, which is reported in one line on standard error.\n";
}

options parse_options(const std::vector<std::string>& arguments) {
  options parsed;
  pictures::argument_reader reader(arguments);
  while (reader.next()) {
    const std::string& name = reader.name();
    if (!reader.is_option()) {
      if (!parsed.input.empty()) throw failure("one photograph at a time: '" + parsed.input + "' or '" + name + "'?");
      parsed.input = pictures::file_name(name, "photograph");
    } else if (name == "--box") {
      parsed.boxes.push_back(parse_box(reader.value()));
    } else if (name == "--crop") {
      parsed.crop = pictures::parse_size(name, reader.value());
    } else if (name == "--fill") {
      parsed.fill = pictures::parse_finite(name, reader.value());
    } else if (name == "--mean") {
      parsed.mean = parse_channels(name, reader.value());
    } else if (name == "--std") {
      parsed.deviation = parse_deviation(name, reader.value());
    } else if (name == "--type") {
      parsed.type = parse_type(reader.value());
    } else if (name == "--output") {
      parsed.output = pictures::file_name(reader.value(), "output file");
    } else if (name == "--picture") {
      parsed.picture = pictures::file_name(reader.value(), "picture");
    } else if (name == "--letterbox" && !reader.has_attached_value()) {
      parsed.is_letterboxed = true;
    } else if (name == "--raw" && !reader.has_attached_value()) {
      parsed.is_normalised = false;
    } else if (name == "--help" && !reader.has_attached_value()) {
      parsed.help = true;
    } else {
      throw failure("unknown option '" + name + "'; see --help");
    }
  }
  if (parsed.boxes.empty()) parsed.boxes.assign(default_boxes.begin(), default_boxes.end());
  return parsed;
}

}  // namespace network_input
