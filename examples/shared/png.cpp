// SPDX-License-Identifier: MIT
//
// PNG files through libpng's simplified interface, which reports errors by return value: no longjmp ever crosses a C++
// object here.

#include "png.hpp"

#include "input_file.hpp"
#include "output_file.hpp"

#include <png.h>

#include <cstddef>
#include <cstdio>
#include <string>

namespace pictures {
namespace {

/// libpng's description of an image, with whatever libpng has allocated for it.
struct codec {
  codec() { image.version = PNG_IMAGE_VERSION; }
  codec(const codec&) = delete;
  codec(codec&&) = delete;
  codec& operator=(const codec&) = delete;
  codec& operator=(codec&&) = delete;
  ~codec() { png_image_free(&image); }

  png_image image{};
};

/// libpng calls every failure to read a read error, be it of the disk or the end of a truncated file.
[[noreturn]] void refuse_contents(const std::string& path, std::FILE* file, const png_image& image) {
  if (std::feof(file) != 0) refuse_input(path, "not a complete PNG file, it ends too early");
  refuse_input(path, std::string("libpng reports: ") + static_cast<const char*>(image.message));
}

}  // namespace

picture read_png(const std::string& path, std::FILE* file) {
  codec source;
  png_image& image = source.image;
  if (png_image_begin_read_from_stdio(&image, file) == 0) refuse_contents(path, file, image);
  check_pixels(path, image.height, image.width);

  image.format = PNG_FORMAT_RGB;
  // Without it, 16-bit files that do not name their colour space are taken to be linear, and brightened.
  image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  const png_color white{255, 255, 255};
  picture pixels(static_cast<std::ptrdiff_t>(image.height), static_cast<std::ptrdiff_t>(image.width));
  if (png_image_finish_read(&image, &white, pixels.bytes.data(), 0, nullptr) == 0) {
    refuse_contents(path, file, image);
  }
  return pixels;
}

void write_png(const std::string& path, const picture& pixels) {
  output_file file(path);
  codec sink;
  sink.image.width = static_cast<png_uint_32>(pixels.width);
  sink.image.height = static_cast<png_uint_32>(pixels.height);
  sink.image.format = PNG_FORMAT_RGB;
  if (png_image_write_to_stdio(&sink.image, file.get(), 0, pixels.bytes.data(), 0, nullptr) == 0) {
    refuse_output(path, std::string("libpng reports: ") + static_cast<const char*>(sink.image.message));
  }
  file.finish();
}

}  // namespace pictures
