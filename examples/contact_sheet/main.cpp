// SPDX-License-Identifier: MIT
//
// contact_sheet: cuts boxes out of a photograph with crop_and_resize, and shows them beside it in one PNG. See --help.

#include "../shared/picture.hpp"
#include "../shared/png.hpp"
#include "../shared/program.hpp"
#include "../shared/read_picture.hpp"
#include "crops.hpp"
#include "options.hpp"
#include "sheet.hpp"

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace {

void hint_at_boxes_outside(const pictures::picture& photograph, const contact_sheet::options& settings) {
  const std::ptrdiff_t count = contact_sheet::count_outside(photograph, settings);
  if (count == 0) return;
  (void)std::fprintf(stderr,
                     "contact_sheet: hint: %td %s wholly outside the photograph; are their numbers in pixels? see "
                     "--box-format\n",
                     count, count == 1 ? "box is" : "boxes are");
}

void run(const contact_sheet::options& settings) {
  const std::string input = settings.input.empty() ? EXAMPLES_PHOTOGRAPH : settings.input;
  pictures::refuse_to_overwrite(input, settings.output, "sheet");
  const pictures::picture photograph = pictures::read_picture(input);
  const pictures::picture sheet = make_sheet(photograph, settings);
  pictures::write_png(settings.output, sheet);
  hint_at_boxes_outside(photograph, settings);
  const std::size_t crops = settings.requests.size();
  pictures::print("wrote " + settings.output + ": " + std::to_string(sheet.width) + "x" + std::to_string(sheet.height) +
                  " pixels, " + std::to_string(crops) + (crops == 1 ? " crop\n" : " crops\n"));
}

}  // namespace

int main(int argc, char** argv) {
  return pictures::run_program("contact_sheet", argc, argv, [](const std::vector<std::string>& arguments) {
    const contact_sheet::options settings = contact_sheet::parse_options(arguments);
    if (settings.help.empty()) {
      run(settings);
    } else {
      pictures::print(settings.help);
    }
  });
}
