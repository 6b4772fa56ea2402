// SPDX-License-Identifier: MIT
//
// PNG files through libpng's simplified interface, which reports errors by return value: no longjmp ever crosses a C++
// object here.

#include "png.hpp"

#include "failure.hpp"
#include "output_file.hpp"

#include <png.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

namespace pictures {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t most_pixels = 250'000'000;

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

[[noreturn]] void refuse_input(const std::string& path, const std::string& reason) {
  throw failure("cannot read '" + path + "': " + reason);
}

/// libpng calls every failure to read a read error, be it of the disk or the end of a truncated file.
[[noreturn]] void refuse_contents(const std::string& path, std::FILE* file, const png_image& image) {
  if (std::feof(file) != 0) refuse_input(path, "not a complete PNG file, it ends too early");
  refuse_input(path, std::string("libpng reports: ") + static_cast<const char*>(image.message));
}

}  // namespace

picture read_png(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) refuse_input(path, "it is a directory, not a PNG file");
  const file_handle file(std::fopen(path.c_str(), "rb"));
  if (!file) refuse_input(path, std::strerror(errno));

  codec source;
  png_image& image = source.image;
  if (png_image_begin_read_from_stdio(&image, file.get()) == 0) refuse_contents(path, file.get(), image);
  if (std::uint64_t{image.height} * image.width > most_pixels) {
    refuse_input(path, std::to_string(image.width) + "x" + std::to_string(image.height) +
                           " pixels are more than the 250 megapixels that fit");
  }

  image.format = PNG_FORMAT_RGB;
  // Without it, 16-bit files that do not name their colour space are taken to be linear, and brightened.
  image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  const png_color white{255, 255, 255};
  picture pixels(static_cast<std::ptrdiff_t>(image.height), static_cast<std::ptrdiff_t>(image.width));
  if (png_image_finish_read(&image, &white, pixels.bytes.data(), 0, nullptr) == 0) {
    refuse_contents(path, file.get(), image);
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
