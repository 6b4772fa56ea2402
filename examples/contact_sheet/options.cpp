// SPDX-License-Identifier: MIT
//
// Parses the command line. Every refusal names the argument it is about.

#include "options.hpp"

#include "../shared/failure.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace contact_sheet {

using pictures::failure;

namespace {

constexpr std::ptrdiff_t longest_side = 32768;

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

/// The whole of the text as a number; infinities, NaN and what overflows to an infinity included.
std::optional<float> to_float(const std::string& text) {
  if (text.empty() || std::isspace(static_cast<unsigned char>(text.front())) != 0) return std::nullopt;
  char* end = nullptr;
  const float number = std::strtof(text.c_str(), &end);
  if (end != text.c_str() + text.size()) return std::nullopt;
  return number;
}

/// A whole number without spaces or a plus sign. One that overflows is as good as any other that is too big.
std::optional<std::ptrdiff_t> to_side(std::string_view text) {
  std::ptrdiff_t side = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), side);
  if (text.empty() || error == std::errc::invalid_argument || end != text.data() + text.size()) return std::nullopt;
  return error == std::errc::result_out_of_range ? longest_side + 1 : side;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts{""};
  for (const char character : text) {
    if (character == separator) {
      parts.emplace_back();
    } else {
      parts.back() += character;
    }
  }
  return parts;
}

cnr::crop_size parse_crop(const std::string& text) {
  const std::vector<std::string> sides = split(text, 'x');
  const auto height = to_side(sides.front());
  const auto width = to_side(sides.back());
  if (sides.size() != 2 || !height || !width) {
    throw failure("--crop " + text + ": expected HEIGHTxWIDTH in pixels, like 96x128");
  }
  for (const std::ptrdiff_t side : {*height, *width}) {
    if (side < 1 || side > longest_side) {
      throw failure("--crop " + text + ": height and width must lie in [1, " + std::to_string(longest_side) + "]");
    }
  }
  return {*height, *width};
}

std::array<float, 4> parse_box(const std::string& text) {
  const std::vector<std::string> coordinates = split(text, ',');
  if (coordinates.size() != 4) {
    throw failure("--box " + text + ": expected four numbers, y1,x1,y2,x2, like 0.1,0.2,0.5,0.6");
  }
  std::array<float, 4> box{};
  for (std::size_t i = 0; i < box.size(); ++i) {
    const auto number = to_float(coordinates[i]);
    if (!number) throw failure("--box " + text + ": '" + coordinates[i] + "' is not a number");
    box[i] = *number;
  }
  return box;
}

cnr::method parse_method(const std::string& text) {
  const cnr::method method = cnr::to_method(text);
  if (method != cnr::method::bilinear && method != cnr::method::nearest) {
    throw failure("--method " + text + ": expected bilinear or nearest");
  }
  return method;
}

float parse_extrapolation(const std::string& text) {
  const auto number = to_float(text);
  if (!number || !std::isfinite(*number)) throw failure("--extrapolation " + text + ": expected a finite number");
  return *number;
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

/// The arguments, one after the other. `--name=value` is read like `--name value`.
class argument_reader {
 public:
  explicit argument_reader(std::vector<std::string> arguments) : arguments_(std::move(arguments)) {}

  /// Moves on to the next option or operand; false at the end.
  bool next() {
    if (position_ == arguments_.size()) return false;
    name_ = arguments_[position_++];
    attached_.reset();
    const std::size_t equals = name_.find('=');
    if (is_option() && equals != std::string::npos) {
      attached_ = name_.substr(equals + 1);
      name_.resize(equals);
    }
    return true;
  }

  bool is_option() const { return name_.size() > 1 && name_.front() == '-'; }
  const std::string& name() const { return name_; }
  bool has_attached_value() const { return attached_.has_value(); }

  std::string value() {
    if (attached_) return *attached_;
    if (position_ == arguments_.size()) throw failure("option " + name_ + " needs a value; see --help");
    return arguments_[position_++];
  }

 private:
  std::vector<std::string> arguments_;
  std::size_t position_ = 0;
  std::string name_;
  std::optional<std::string> attached_;
};

std::string operand(const std::string& path, const char* what) {
  if (path.empty()) throw failure(std::string("the name of the ") + what + " is empty");
  return path;
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

  argument_reader reader(arguments);
  while (reader.next()) {
    const std::string& name = reader.name();
    if (!reader.is_option()) {
      if (!parsed.input.empty()) throw failure("one photograph at a time: '" + parsed.input + "' or '" + name + "'?");
      parsed.input = operand(name, "photograph");
    } else if (name == "--crop") {
      parsed.crop = parse_crop(reader.value());
    } else if (name == "--method") {
      method = parse_method(reader.value());
    } else if (name == "--box") {
      boxes.push_back(parse_box(reader.value()));
    } else if (name == "--extrapolation") {
      parsed.extrapolation_value = parse_extrapolation(reader.value());
    } else if (name == "--output") {
      parsed.output = operand(reader.value(), "output file");
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
