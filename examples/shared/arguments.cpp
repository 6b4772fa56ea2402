// SPDX-License-Identifier: MIT
//
// Reads arguments by the C library's rules for numbers, but refuses what has spaces before it or anything after it.

#include "arguments.hpp"

#include "failure.hpp"

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

namespace pictures {
namespace {

constexpr std::ptrdiff_t longest_side = 32768;

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

/// The whole of the text as a number; infinities, NaN and what overflows to an infinity included.
template <class Number, class Parse>
std::optional<Number> to_number(const std::string& text, const Parse& parse) {
  if (text.empty() || std::isspace(static_cast<unsigned char>(text.front())) != 0) return std::nullopt;
  char* end = nullptr;
  const Number number = parse(text.c_str(), &end);
  if (end != text.c_str() + text.size()) return std::nullopt;
  return number;
}

template <class Number, class Parse>
std::vector<Number> parse_numbers(const std::string& option, const std::string& text, std::size_t count,
                                  const std::string& expected, const Parse& parse) {
  const std::vector<std::string> parts = split(text, ',');
  if (parts.size() != count) refuse_value(option, text, "expected " + expected);
  std::vector<Number> numbers;
  numbers.reserve(count);
  for (const std::string& part : parts) {
    const auto number = to_number<Number>(part, parse);
    if (!number) refuse_value(option, text, "'" + part + "' is not a number");
    numbers.push_back(*number);
  }
  return numbers;
}

}  // namespace

argument_reader::argument_reader(std::vector<std::string> arguments) : arguments_(std::move(arguments)) {}

bool argument_reader::next() {
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

bool argument_reader::is_option() const { return name_.size() > 1 && name_.front() == '-'; }

std::string argument_reader::value() {
  if (attached_) return *attached_;
  if (position_ == arguments_.size()) throw failure("option " + name_ + " needs a value; see --help");
  return arguments_[position_++];
}

void refuse_value(const std::string& option, const std::string& text, const std::string& reason) {
  throw failure(option + " " + text + ": " + reason);
}

std::string file_name(const std::string& path, const char* what) {
  if (path.empty()) throw failure(std::string("the name of the ") + what + " is empty");
  return path;
}

cnr::crop_size parse_size(const std::string& option, const std::string& text) {
  const std::vector<std::string> sides = split(text, 'x');
  const auto height = to_side(sides.front());
  const auto width = to_side(sides.back());
  if (sides.size() != 2 || !height || !width) {
    refuse_value(option, text, "expected HEIGHTxWIDTH in pixels, like 96x128");
  }
  for (const std::ptrdiff_t side : {*height, *width}) {
    if (side < 1 || side > longest_side) {
      refuse_value(option, text, "height and width must lie in [1, " + std::to_string(longest_side) + "]");
    }
  }
  return {*height, *width};
}

std::vector<float> parse_floats(const std::string& option, const std::string& text, std::size_t count,
                                const std::string& expected) {
  return parse_numbers<float>(option, text, count, expected, std::strtof);
}

std::vector<double> parse_doubles(const std::string& option, const std::string& text, std::size_t count,
                                  const std::string& expected) {
  return parse_numbers<double>(option, text, count, expected, std::strtod);
}

float parse_finite(const std::string& option, const std::string& text) {
  const auto number = to_number<float>(text, std::strtof);
  if (!number || !std::isfinite(*number)) refuse_value(option, text, "expected a finite number");
  return *number;
}

}  // namespace pictures
