// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// usage: shrink [PICTURE [OUTPUT]]
// Shrinks a photograph strongly, by each sampler and filter, and writes a picture of the results side by side. Each
// pixel of a result is a square there.

#include "../shared/canvas.hpp"
#include "../shared/picture.hpp"
#include "../shared/png.hpp"
#include "../shared/program.hpp"
#include "../shared/read_picture.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using pictures::picture;

constexpr std::ptrdiff_t side = 56;    // of a result
constexpr std::ptrdiff_t square = 4;   // side of a pixel in the picture
constexpr std::ptrdiff_t margin = 12;  // between results
constexpr float whole[] = {0, 0, 1, 1};

/// A whole picture in another size, with pixels of bytes.
template <class Sampler>
picture resized(const picture& from, cnr::crop_size size, const Sampler& sampler) {
  picture result(size.height, size.width);
  cnr::options settings;
  settings.coordinates = cnr::coordinate_mode::half_pixel;
  const cnr::crops_view<std::uint8_t> crops(result.bytes.data(), {1, size.height, size.width, picture::channels});
  const cnr::result done =
      cnr::crop_and_resize(from.view(), {whole, {1, 4}}, cnr::first_image(1), crops, sampler, settings);
  if (!done) throw pictures::failure(done.message());
  return result;
}

/// A sheet to which results are added from left to right, with numbers from 1.
class sheet {
 public:
  explicit sheet(std::ptrdiff_t count)
      : canvas_(side * square + 2 * margin, count * (side * square + margin) + margin, {{34, 38, 46}}) {}

  void add(const picture& result) {
    const cnr::crop_size enlarged{side * square, side * square};
    canvas_.paste(resized(result, enlarged, cnr::nearest{}), margin, left_);
    canvas_.number_tab(++number_, margin, left_, {{255, 214, 64}});
    left_ += enlarged.width + margin;
  }

  const picture& pixels() const { return canvas_.pixels(); }

 private:
  pictures::canvas canvas_;
  std::ptrdiff_t left_ = margin;
  std::size_t number_ = 0;
};

void run(const std::vector<std::string>& arguments) {
  if (arguments.size() > 2) throw pictures::failure("usage: shrink [PICTURE [OUTPUT]]");
  const std::string input = arguments.empty() ? EXAMPLES_PHOTOGRAPH : arguments[0];
  const std::string output = arguments.size() < 2 ? "shrink.png" : arguments[1];
  pictures::refuse_to_overwrite(input, output, "picture");
  const picture photograph = pictures::read_picture(input);
  constexpr cnr::crop_size small{side, side};
  sheet results(5);
  results.add(resized(photograph, small, cnr::nearest{}));
  results.add(resized(photograph, small, cnr::bilinear{}));
  results.add(resized(photograph, small, cnr::triangle{}));
  results.add(resized(photograph, small, cnr::area{}));
  results.add(resized(photograph, small, cnr::lanczos3{}));
  pictures::write_png(output, results.pixels());
  pictures::print("wrote " + output + ": 1 nearest, 2 bilinear, 3 triangle, 4 area, 5 lanczos3\n");
}

}  // namespace

int main(int argc, char** argv) { return pictures::run_program("shrink", argc, argv, run); }
