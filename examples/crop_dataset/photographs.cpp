// SPDX-License-Identifier: MIT
//
// A helper of the test and the benchmark: photographs PICTURE FOLDER COUNT HEIGHTxWIDTH BOXES writes that many JPEG
// files of this size, 00000.jpg and so on, each another part of the picture, mirrored or not, with noise as a camera's,
// and FOLDER/manifest.csv with that many boxes of each, normalised. The same arguments give the same bytes.

#include "../shared/failure.hpp"
#include "../shared/jpeg.hpp"
#include "../shared/picture.hpp"
#include "../shared/program.hpp"
#include "../shared/read_picture.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace {

using pictures::picture;

/// In [0, 1), the same with every library.
float uniform(std::minstd_rand& random) { return static_cast<float>(random() % 65536) / 65536; }

/// A box of side [smallest, largest] anywhere within the image.
std::array<float, 4> random_box(std::minstd_rand& random, float smallest, float largest) {
  const float height = smallest + (largest - smallest) * uniform(random);
  const float width = smallest + (largest - smallest) * uniform(random);
  const float y = (1 - height) * uniform(random);
  const float x = (1 - width) * uniform(random);
  return {{y, x, y + height, x + width}};
}

picture vary(const picture& from, cnr::crop_size size, std::minstd_rand& random) {
  std::array<float, 4> box = random_box(random, 0.5F, 0.95F);
  if (random() % 2 == 0) std::swap(box[1], box[3]);
  picture result(size.height, size.width);
  const cnr::crops_view<std::uint8_t> crops(result.bytes.data(), {1, size.height, size.width, picture::channels});
  const cnr::result done =
      cnr::crop_and_resize(from.view(), {box.data(), {1, 4}}, cnr::first_image(1), crops, cnr::bilinear{});
  if (!done) throw pictures::failure(done.message());
  for (std::uint8_t& byte : result.bytes) {
    byte = static_cast<std::uint8_t>(std::clamp(byte + static_cast<int>(random() / 256 % 17) - 8, 0, 255));
  }
  return result;
}

void run(const std::vector<std::string>& arguments) {
  if (arguments.size() != 5) throw pictures::failure("usage: photographs PICTURE FOLDER COUNT HEIGHTxWIDTH BOXES");
  const picture from = pictures::read_picture(arguments[0]);
  const std::string& folder = arguments[1];
  const long count = std::strtol(arguments[2].c_str(), nullptr, 10);
  char* end = nullptr;
  const long height = std::strtol(arguments[3].c_str(), &end, 10);
  const long width = std::strtol(end + (*end == 'x' ? 1 : 0), nullptr, 10);
  const long boxes = std::strtol(arguments[4].c_str(), nullptr, 10);

  std::ofstream manifest(folder + "/manifest.csv");
  manifest << "image,y1,x1,y2,x2\n";
  std::minstd_rand random(1);
  for (long i = 0; i < count; ++i) {
    std::array<char, 32> name{};
    (void)std::snprintf(name.data(), name.size(), "%05ld.jpg", i);
    pictures::write_jpeg(folder + "/" + name.data(), vary(from, {height, width}, random), 95);
    for (long k = 0; k < boxes; ++k) {
      const std::array<float, 4> box = random_box(random, 0.1F, 0.3F);
      manifest << name.data() << ',' << box[0] << ',' << box[1] << ',' << box[2] << ',' << box[3] << '\n';
    }
  }
  if (!manifest.flush()) throw pictures::failure("cannot write the manifest");
}

}  // namespace

int main(int argc, char** argv) { return pictures::run_program("photographs", argc, argv, run); }
