// SPDX-License-Identifier: MIT
//
// Describes the command line to CLI11, which parses it.

#include "options.hpp"

#include "../shared/arguments.hpp"
#include "../shared/failure.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

namespace crop_dataset {
namespace {

const std::map<std::string, sampling> samplings{{"bilinear", sampling::bilinear}, {"nearest", sampling::nearest},
                                                {"area", sampling::area},         {"triangle", sampling::triangle},
                                                {"cubic", sampling::cubic},       {"lanczos3", sampling::lanczos3}};
const std::map<std::string, element> types{
    {"float32", element::float32}, {"float16", element::float16}, {"uint8", element::uint8}};
const std::map<std::string, layout> layouts{{"nhwc", layout::nhwc}, {"nchw", layout::nchw}};
const std::map<std::string, cnr::coordinate_mode> coordinate_modes{
    {"align_corners", cnr::coordinate_mode::align_corners},
    {"clamped_corners", cnr::coordinate_mode::clamped_corners},
    {"half_pixel", cnr::coordinate_mode::half_pixel}};
const std::map<std::string, cnr::border_mode> borders{{"extrapolate", cnr::border_mode::extrapolate},
                                                      {"replicate", cnr::border_mode::replicate},
                                                      {"isolate", cnr::border_mode::isolate}};

/// One number for each channel.
CLI::Option* add_channels(CLI::App& app, const std::string& name, std::array<double, 3>& numbers,
                          const std::string& help) {
  return app.add_option(name, numbers, help)->delimiter(',')->check(pictures::is_finite())->type_name("R,G,B");
}

CLI::Option* add_count(CLI::App& app, const std::string& name, std::ptrdiff_t& count, std::ptrdiff_t most,
                       const std::string& help) {
  return app.add_option(name, count, help)->check(pictures::is_whole_number(1, most))->type_name("N");
}

}  // namespace

options parse_options(const std::vector<std::string>& arguments) {
  options parsed;
  CLI::App app(
      "Cuts the boxes of a manifest out of their images, resizes them to one size, and writes them as shards: NumPy\n"
      "files of crops, each with an index, a CSV file that says which crop is which. A run that ends early is gone on\n"
      "with by the next one. Started by mpirun, the ranks share the work.",
      "crop_dataset");
  app.add_option("MANIFEST", parsed.manifest,
                 "a CSV file. Its first line names the columns: image, and y1, x1, y2, x2, or for\n"
                 "xywh_pixels x, y, width, height; in any order, others are ignored. Each further\n"
                 "line has a PNG or JPEG file and a box of it")
      ->required()
      ->check(pictures::is_named())
      ->type_name("");
  CLI::Option* const output =
      app.add_option("OUTPUT", parsed.output, "the folder to write to, which is made if needed");
  output->check(pictures::is_named())->type_name("");
  app.add_option("--images", parsed.images, "the folder that images are named from (default: the manifest's)")
      ->check(pictures::is_named())
      ->type_name("FOLDER");
  bool is_bare = false;
  app.add_flag("--no-header", is_bare,
               "the manifest has no line of names: its columns are the image, and the four\n"
               "numbers in the order of the box format")
      ->disable_flag_override();
  pictures::add_box_format(app, "--box-format", parsed.rules.boxes);
  pictures::add_size(app, "--crop", parsed.crop, "height and width of every crop in pixels");
  pictures::add_choice(app, "--sampler", parsed.sampling, samplings,
                       "bilinear, nearest, or a filter for crops that are smaller than their boxes:\n"
                       "area, triangle, cubic, lanczos3");
  pictures::add_choice(app, "--coordinates", parsed.rules.coordinates, coordinate_modes,
                       "align_corners, clamped_corners or half_pixel");
  pictures::add_choice(app, "--border", parsed.rules.border, borders, "extrapolate, replicate or isolate");
  app.add_option("--extrapolation", parsed.rules.extrapolation_value,
                 "what is outside the image, before it is normalised, 0 black to 255 white")
      ->check(pictures::is_finite())
      ->type_name("VALUE")
      ->capture_default_str();
  pictures::add_choice(app, "--type", parsed.type, types, "float32, float16 or uint8");
  pictures::add_choice(app, "--layout", parsed.layout, layouts, "nhwc or nchw");
  CLI::Option* const mean =
      add_channels(app, "--mean", parsed.mean, "the mean of each channel, 1 being white, to normalise by");
  CLI::Option* const deviation =
      add_channels(app, "--std", parsed.deviation, "the standard deviation of each channel, to normalise by");
  deviation->check(pictures::is_above_zero())->needs(mean);
  mean->needs(deviation);
  add_count(app, "--shard-size", parsed.crops_per_shard, 100'000'000, "the number of crops in a shard")
      ->capture_default_str();
  add_count(app, "--threads", parsed.threads, 4096, "threads of this process (default: one for each core it has)");
  CLI::Option* const check =
      app.add_flag("--check", parsed.is_check, "only decode all images, and name those that cannot be read");
  check->disable_flag_override()->excludes(output);
  app.add_flag("--quiet", parsed.is_quiet, "do not tell how the work proceeds")->disable_flag_override();
  app.footer(
      "Crops of an image that cannot be read are zeros, and the index says why.\n"
      "The exit status is 0 on success, and 2 after an error, which is reported in one line on standard error.");

  parsed.help = pictures::parse(app, arguments);
  if (!parsed.help.empty()) return parsed;
  if (parsed.output.empty() && !parsed.is_check) throw CLI::RequiredError("OUTPUT");
  parsed.has_header = !is_bare;
  parsed.is_normalised = deviation->count() > 0;
  // Else a mistake in it would make a dataset of zeros.
  std::error_code ignored;
  if (!parsed.images.empty() && !std::filesystem::is_directory(parsed.images, ignored)) {
    throw pictures::failure("--images: '" + parsed.images + "' is no folder");
  }
  if (parsed.images.empty()) parsed.images = std::filesystem::path(parsed.manifest).parent_path().string();
  return parsed;
}

namespace {

template <class Value>
std::string word_of(Value value, const std::map<std::string, Value>& words) {
  for (const auto& [word, meaning] : words) {
    if (meaning == value) return word;
  }
  return {};
}

}  // namespace

std::string describe(const options& settings, const std::string& manifest_digest) {
  std::ostringstream text;
  text.precision(17);
  text << "manifest " << manifest_digest << "\nheader " << settings.has_header << "\nbox-format "
       << word_of(settings.rules.boxes, pictures::box_formats()) << "\ncrop " << settings.crop.height << 'x'
       << settings.crop.width << "\nsampler " << word_of(settings.sampling, samplings) << "\ncoordinates "
       << word_of(settings.rules.coordinates, coordinate_modes) << "\nborder "
       << word_of(settings.rules.border, borders) << "\nextrapolation " << settings.rules.extrapolation_value
       << "\ntype " << word_of(settings.type, types) << "\nlayout " << word_of(settings.layout, layouts)
       << "\nnormalised " << settings.is_normalised << "\nmean";
  for (const double number : settings.mean) text << ' ' << number;
  text << "\nstd";
  for (const double number : settings.deviation) text << ' ' << number;
  text << "\nshard-size " << settings.crops_per_shard << '\n';
  return text.str();
}

}  // namespace crop_dataset
