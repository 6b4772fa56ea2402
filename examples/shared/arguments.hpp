// SPDX-License-Identifier: MIT
//
// What the programs' command lines have in common: a reader that tells options from operands, and the numbers and sizes
// in their values. Every refusal names the argument it is about.

#ifndef PICTURES_ARGUMENTS_HPP
#define PICTURES_ARGUMENTS_HPP

#include <crop_and_resize/options.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace pictures {

/// The arguments, one after the other. `--name=value` is read like `--name value`.
class argument_reader {
 public:
  explicit argument_reader(std::vector<std::string> arguments);

  /// Moves on to the next option or operand; false at the end.
  bool next();

  bool is_option() const;
  const std::string& name() const { return name_; }
  bool has_attached_value() const { return attached_.has_value(); }

  /// @throws failure if there is none
  std::string value();

 private:
  std::vector<std::string> arguments_;
  std::size_t position_ = 0;
  std::string name_;
  std::optional<std::string> attached_;
};

/// @throws failure, always: "OPTION TEXT: reason"
[[noreturn]] void refuse_value(const std::string& option, const std::string& text, const std::string& reason);

/// The name of a file. `what` says which, for the refusal of an empty one.
/// @throws failure if it is empty
std::string file_name(const std::string& path, const char* what);

/// HEIGHTxWIDTH.
/// @param option names the argument in refusals
/// @throws failure if the text is something else, or a side is not in [1, 32768]
cnr::crop_size parse_size(const std::string& option, const std::string& text);

/// `count` numbers with commas between them; infinities, NaN and what overflows to an infinity included.
/// @param expected what a refusal says was expected: "four numbers, like 1,2,3,4"
/// @throws failure if the text is something else
std::vector<float> parse_floats(const std::string& option, const std::string& text, std::size_t count,
                                const std::string& expected);
std::vector<double> parse_doubles(const std::string& option, const std::string& text, std::size_t count,
                                  const std::string& expected);

/// A finite number.
/// @throws failure if the text is something else
float parse_finite(const std::string& option, const std::string& text);

}  // namespace pictures

#endif  // PICTURES_ARGUMENTS_HPP
