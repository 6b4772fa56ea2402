// SPDX-License-Identifier: MIT
//
// crop_dataset: boxes of many images as shards of crops, by all cores of a machine, or by the ranks of mpirun. See
// --help.

#include "../shared/program.hpp"
#include "dataset.hpp"
#include "manifest.hpp"
#include "options.hpp"
#include "ranks.hpp"

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace {

std::string count_of(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

void run(const crop_dataset::options& settings, const crop_dataset::ranks& all) {
  const crop_dataset::manifest list = crop_dataset::read_manifest(settings);
  const crop_dataset::summary done = settings.is_check ? crop_dataset::check_images(list, settings, all)
                                                       : crop_dataset::make_dataset(list, settings, all);
  const std::string who = all.count() == 1 ? "" : "rank " + std::to_string(all.rank()) + " ";
  const std::string unreadable =
      done.unreadable_images == 0 ? "" : "; " + count_of(done.unreadable_images, "image") + " cannot be read";
  if (settings.is_check) {
    pictures::print(who + "read " + count_of(done.images, "image") + unreadable + "\n");
  } else {
    pictures::print(who + "wrote " + std::to_string(done.shards) + " of " + count_of(done.all_shards, "shard") + ": " +
                    count_of(done.crops, "crop") + " of " + count_of(done.images, "image") + unreadable + "\n");
  }
  if (done.boxes_outside > 0) {
    (void)std::fprintf(stderr, "crop_dataset: hint: %zu %s wholly outside; is --box-format right?\n",
                       done.boxes_outside, done.boxes_outside == 1 ? "box is" : "boxes are");
  }
}

}  // namespace

int main(int argc, char** argv) {
  return pictures::run_program("crop_dataset", argc, argv, [](const std::vector<std::string>& arguments) {
    const crop_dataset::ranks all;
    const crop_dataset::options settings = crop_dataset::parse_options(arguments);
    if (settings.help.empty()) {
      run(settings, all);
    } else {
      pictures::print(settings.help);
    }
  });
}
