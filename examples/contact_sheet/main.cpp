// SPDX-License-Identifier: MIT
//
// contact_sheet: cuts boxes out of a photograph with crop_and_resize, and shows them beside it in one PNG. See --help.

#include "../shared/failure.hpp"
#include "../shared/picture.hpp"
#include "../shared/png.hpp"
#include "options.hpp"
#include "sheet.hpp"

#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <system_error>
#include <vector>

namespace {

/// @throws pictures::failure if it cannot be written, a full disk included
void print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) == EOF || std::fflush(stdout) == EOF) {
    throw pictures::failure("cannot write to standard output");
  }
}

void refuse_to_overwrite(const std::string& input, const std::string& output) {
  std::error_code ignored;
  if (std::filesystem::equivalent(input, output, ignored)) {
    throw pictures::failure("the sheet would overwrite the photograph '" + input + "'");
  }
}

void run(const contact_sheet::options& settings) {
  const std::string input = settings.input.empty() ? EXAMPLES_PHOTOGRAPH : settings.input;
  refuse_to_overwrite(input, settings.output);
  const pictures::picture sheet = make_sheet(pictures::read_png(input), settings);
  pictures::write_png(settings.output, sheet);
  const std::size_t crops = settings.requests.size();
  print("wrote " + settings.output + ": " + std::to_string(sheet.width) + "x" + std::to_string(sheet.height) +
        " pixels, " + std::to_string(crops) + (crops == 1 ? " crop\n" : " crops\n"));
}

int refuse(const char* reason) {
  (void)std::fprintf(stderr, "contact_sheet: %s\n", reason);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    const contact_sheet::options settings = contact_sheet::parse_options(arguments);
    if (settings.help) {
      print(contact_sheet::usage());
    } else {
      run(settings);
    }
    return 0;
  } catch (const std::bad_alloc&) {
    return refuse("not enough memory");
  } catch (const std::exception& error) {
    return refuse(error.what());
  }
}
