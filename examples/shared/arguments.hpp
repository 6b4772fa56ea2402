// SPDX-License-Identifier: MIT
//
// What the programs' command lines have in common, on top of CLI11: options for sizes, boxes and their formats, and
// what CLI11 takes for numbers but nobody means. Every refusal is an exception that names the option.

#ifndef PICTURES_ARGUMENTS_HPP
#define PICTURES_ARGUMENTS_HPP

#include <crop_and_resize/options.hpp>

#include <CLI/CLI.hpp>

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace pictures {

/// The number that a whole text is; infinities, NaN and what overflows to an infinity included.
inline std::optional<double> to_number(const std::string& text) {
  // The C library skips spaces before a number.
  if (text.empty() || std::isspace(static_cast<unsigned char>(text.front())) != 0) return std::nullopt;
  double number = 0;
  return CLI::detail::lexical_cast(text, number) ? std::optional(number) : std::nullopt;
}

/// A check of a value. `holds` says whether the text is one; `expected` follows the text in the refusal.
template <class Holds>
CLI::Validator check_that(const Holds& holds, const std::string& expected) {
  const auto check = [holds, expected](const std::string& text) {
    return holds(text) ? std::string() : "'" + text + "' " + expected;
  };
  return CLI::Validator(check, "");
}

inline CLI::Validator is_number() {
  return check_that([](const std::string& text) { return to_number(text).has_value(); }, "is not a number");
}

inline CLI::Validator is_finite() {
  const auto holds = [](const std::string& text) {
    const auto number = to_number(text);
    return number && std::isfinite(static_cast<float>(*number));
  };
  return check_that(holds, "is not a finite number");
}

inline CLI::Validator is_above_zero() {
  return check_that([](const std::string& text) { return to_number(text).value_or(0) > 0; }, "is not above 0");
}

/// A whole number in decimal digits: CLI11 reads 010 as octal.
inline CLI::Validator is_whole_number(std::ptrdiff_t least, std::ptrdiff_t most) {
  const auto holds = [least, most](const std::string& text) {
    std::ptrdiff_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && (text == "0" || text.front() != '0') &&
           number >= least && number <= most;
  };
  return check_that(holds, "is not a whole number in [" + std::to_string(least) + ", " + std::to_string(most) + "]");
}

inline CLI::Validator is_named() {
  return check_that([](const std::string& text) { return !text.empty(); }, "is no name of a file");
}

/// HEIGHTxWIDTH, each side in [1, 32768].
inline CLI::Option* add_size(CLI::App& app, const std::string& name, cnr::crop_size& size, const std::string& help) {
  const auto set = [&size](const std::array<std::ptrdiff_t, 2>& sides) { size = {sides[0], sides[1]}; };
  return app.add_option_function<std::array<std::ptrdiff_t, 2>>(name, set, help)
      ->delimiter('x')
      ->check(is_whole_number(1, 32768))
      ->type_name("HxW")
      ->default_str(std::to_string(size.height) + "x" + std::to_string(size.width));
}

/// Four numbers with commas between them. The option may be repeated.
inline CLI::Option* add_boxes(CLI::App& app, const std::string& name, std::vector<std::array<float, 4>>& boxes,
                              const std::string& help) {
  const auto add = [&boxes](const std::array<float, 4>& box) { boxes.push_back(box); };
  return app.add_option_function<std::array<float, 4>>(name, add, help)
      ->delimiter(',')
      ->trigger_on_parse()
      ->check(is_number());
}

/// One of several words, each of which stands for a value.
template <class Value>
CLI::Option* add_choice(CLI::App& app, const std::string& name, Value& chosen,
                        const std::map<std::string, Value>& values, const std::string& help) {
  std::string words;
  std::string initial;
  for (const auto& [word, value] : values) {
    words += (words.empty() ? "" : ", ") + word;
    if (value == chosen) initial = word;
  }
  const auto set = [&chosen, values](const std::string& word) { chosen = values.at(word); };
  return app.add_option_function<std::string>(name, set, help)
      ->check(check_that([values](const std::string& word) { return values.count(word) != 0; }, "is none of " + words))
      ->type_name("WORD")
      ->default_str(initial);
}

inline const std::map<std::string, cnr::box_format>& box_formats() {
  static const std::map<std::string, cnr::box_format> formats{{"yxyx", cnr::box_format::yxyx},
                                                              {"xyxy", cnr::box_format::xyxy},
                                                              {"yxyx_pixels", cnr::box_format::yxyx_pixels},
                                                              {"xyxy_pixels", cnr::box_format::xyxy_pixels},
                                                              {"xywh_pixels", cnr::box_format::xywh_pixels}};
  return formats;
}

inline CLI::Option* add_box_format(CLI::App& app, const std::string& name, cnr::box_format& format) {
  return add_choice(app, name, format, box_formats(),
                    "what the numbers of a box are: yxyx, xyxy, yxyx_pixels, xyxy_pixels, or\n"
                    "xywh_pixels, which is X,Y,WIDTH,HEIGHT");
}

/// Parses the arguments, and returns the text of --help where they ask for it, else nothing.
/// @throws CLI::ParseError, whose text is one line
inline std::string parse(CLI::App& app, const std::vector<std::string>& arguments) {
  app.get_formatter()->column_width(32);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    return {};
  } catch (const CLI::CallForHelp&) {
    return app.help();
  }
}

}  // namespace pictures

#endif  // PICTURES_ARGUMENTS_HPP
