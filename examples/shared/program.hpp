// SPDX-License-Identifier: MIT
//
// What every program here does around its own work: its arguments as strings, and one line on standard error with exit
// status 2 for whatever goes wrong.

#ifndef PICTURES_PROGRAM_HPP
#define PICTURES_PROGRAM_HPP

#include "failure.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <system_error>
#include <vector>

namespace pictures {

/// @throws failure if it cannot be written, a full disk included
inline void print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) == EOF || std::fflush(stdout) == EOF) {
    throw failure("cannot write to standard output");
  }
}

/// @param what is about to be written to `output`, for the refusal
/// @throws failure if both are one file
inline void refuse_to_overwrite(const std::string& input, const std::string& output, const char* what) {
  std::error_code ignored;
  if (std::filesystem::equivalent(input, output, ignored)) {
    throw failure(std::string("the ") + what + " would overwrite the photograph '" + input + "'");
  }
}

/// Calls `work` with the arguments, and returns the exit status of the program of that name.
template <class Work>
int run_program(const char* name, int argc, char** argv, const Work& work) {
  const auto refuse = [name](const char* reason) {
    (void)std::fprintf(stderr, "%s: %s\n", name, reason);
    return 2;
  };
  try {
    work(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
    return 0;
  } catch (const std::bad_alloc&) {
    return refuse("not enough memory");
  } catch (const std::exception& error) {
    return refuse(error.what());
  }
}

}  // namespace pictures

#endif  // PICTURES_PROGRAM_HPP
