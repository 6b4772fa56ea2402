// SPDX-License-Identifier: MIT
//
// contact_sheet: cuts boxes out of a photograph with crop_and_resize, and shows them beside it in one PNG. See --help.

#include "../shared/picture.hpp"
#include "../shared/png.hpp"
#include "../shared/program.hpp"
#include "options.hpp"
#include "sheet.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace {

void run(const contact_sheet::options& settings) {
  const std::string input = settings.input.empty() ? EXAMPLES_PHOTOGRAPH : settings.input;
  pictures::refuse_to_overwrite(input, settings.output, "sheet");
  const pictures::picture sheet = make_sheet(pictures::read_png(input), settings);
  pictures::write_png(settings.output, sheet);
  const std::size_t crops = settings.requests.size();
  pictures::print("wrote " + settings.output + ": " + std::to_string(sheet.width) + "x" + std::to_string(sheet.height) +
                  " pixels, " + std::to_string(crops) + (crops == 1 ? " crop\n" : " crops\n"));
}

}  // namespace

int main(int argc, char** argv) {
  return pictures::run_program("contact_sheet", argc, argv, [](const std::vector<std::string>& arguments) {
    const contact_sheet::options settings = contact_sheet::parse_options(arguments);
    if (settings.help) {
      pictures::print(contact_sheet::usage());
    } else {
      run(settings);
    }
  });
}
