// SPDX-License-Identifier: MIT
//
// failure: what the program throws for anything that its user can put right. Its text is one line for standard error.

#ifndef PICTURES_FAILURE_HPP
#define PICTURES_FAILURE_HPP

#include <stdexcept>

namespace pictures {

class failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace pictures

#endif  // PICTURES_FAILURE_HPP
