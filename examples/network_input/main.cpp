// SPDX-License-Identifier: MIT
//
// network_input: boxes of a photograph as the input of a network, normalised floats or halves, NCHW, in a NumPy file.
// See --help.

#include "../shared/npy.hpp"
#include "../shared/picture.hpp"
#include "../shared/png.hpp"
#include "../shared/program.hpp"
#include "../shared/read_picture.hpp"
#include "inputs.hpp"
#include "options.hpp"

#include <crop_and_resize/element.hpp>
#include <crop_and_resize/tensor.hpp>

#include <string>
#include <vector>

namespace {

template <class Out>
void write(const pictures::picture& photograph, const network_input::options& settings, const char* type) {
  const cnr::tensor<Out, 4> inputs = network_input::make_inputs<Out>(photograph, settings);
  pictures::write_npy(settings.output, inputs);
  pictures::write_png(settings.picture, network_input::show(inputs, settings));
  std::string shape;
  for (const std::ptrdiff_t extent : inputs.extents()) shape += (shape.empty() ? "" : "x") + std::to_string(extent);
  pictures::print("wrote " + settings.output + ": " + shape + " " + type + ", and " + settings.picture + "\n");
}

void run(const network_input::options& settings) {
  const std::string input = settings.input.empty() ? EXAMPLES_PHOTOGRAPH : settings.input;
  pictures::refuse_to_overwrite(input, settings.output, "output");
  pictures::refuse_to_overwrite(input, settings.picture, "picture");
  const pictures::picture photograph = pictures::read_picture(input);
  if (settings.type == network_input::element::float16) {
    write<cnr::half>(photograph, settings, "float16");
  } else {
    write<float>(photograph, settings, "float32");
  }
}

}  // namespace

int main(int argc, char** argv) {
  return pictures::run_program("network_input", argc, argv, [](const std::vector<std::string>& arguments) {
    const network_input::options settings = network_input::parse_options(arguments);
    if (settings.help.empty()) {
      run(settings);
    } else {
      pictures::print(settings.help);
    }
  });
}
