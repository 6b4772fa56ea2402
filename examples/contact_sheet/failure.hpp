// SPDX-License-Identifier: MIT
//
// failure: what the program throws for anything that its user can put right. Its text is one line for standard error.

#ifndef CONTACT_SHEET_FAILURE_HPP
#define CONTACT_SHEET_FAILURE_HPP

#include <stdexcept>

namespace contact_sheet {

class failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace contact_sheet

#endif  // CONTACT_SHEET_FAILURE_HPP
