// SPDX-License-Identifier: MIT
//
// How tests look at the exceptions that tell what is wrong with an argument.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_REFUSAL_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_REFUSAL_HPP

#include <stdexcept>
#include <string>

namespace support {

/// What a function says in the std::invalid_argument that it throws; nothing if it throws none.
template <class Function>
std::string refusal(const Function& function) {
  try {
    function();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_REFUSAL_HPP
