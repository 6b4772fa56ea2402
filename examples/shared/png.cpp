// SPDX-License-Identifier: MIT
//
// PNG files through libpng's simplified interface, which reports errors by return value: no longjmp ever crosses a C++
// object here.

#include "png.hpp"

#include "failure.hpp"

#include <png.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <system_error>

namespace pictures {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t most_pixels = 250'000'000;

struct close_file {
  void operator()(std::FILE* file) const { (void)std::fclose(file); }
};
using file_handle = std::unique_ptr<std::FILE, close_file>;

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

[[noreturn]] void refuse_output(const std::string& path, const std::string& reason) {
  throw failure("cannot write '" + path + "': " + reason);
}

/// libpng calls every failure to read a read error, be it of the disk or the end of a truncated file.
[[noreturn]] void refuse_contents(const std::string& path, std::FILE* file, const png_image& image) {
  if (std::feof(file) != 0) refuse_input(path, "not a complete PNG file, it ends too early");
  refuse_input(path, std::string("libpng reports: ") + static_cast<const char*>(image.message));
}

/// A file beside the target, to be renamed to it once complete. A rename within one folder happens as a whole or not at
/// all, and a file that was not renamed is removed.
class unfinished_file {
 public:
  explicit unfinished_file(const fs::path& target)
      : target_(target), path_(target.string() + "." + std::to_string(std::random_device{}()) + ".part") {
    file_.reset(std::fopen(path_.string().c_str(), "wbx"));
    if (!file_) throw std::system_error(errno, std::generic_category());
  }
  unfinished_file(const unfinished_file&) = delete;
  unfinished_file(unfinished_file&&) = delete;
  unfinished_file& operator=(const unfinished_file&) = delete;
  unfinished_file& operator=(unfinished_file&&) = delete;
  ~unfinished_file() {
    if (finished_) return;
    file_.reset();
    std::error_code ignored;
    fs::remove(path_, ignored);
  }

  std::FILE* get() const { return file_.get(); }

  void finish() {
    // The last bytes are written only now, and a full disk may show only now.
    if (std::fclose(file_.release()) != 0) throw std::system_error(errno, std::generic_category());
    fs::rename(path_, target_);
    finished_ = true;
  }

 private:
  fs::path target_;
  fs::path path_;
  file_handle file_;
  bool finished_ = false;
};

/// Where the bytes go: behind a symbolic link, to its target. Devices and the like are refused, since renaming a file
/// onto one would replace it.
fs::path destination(const std::string& path) {
  const fs::file_status status = fs::status(path);
  if (fs::is_directory(status)) refuse_output(path, "it is a directory");
  if (fs::exists(status) && !fs::is_regular_file(status)) refuse_output(path, "it is not a regular file");
  return fs::exists(status) ? fs::canonical(path) : fs::path(path);
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

void write_png(const std::string& path, const picture& pixels) try {
  unfinished_file file(destination(path));
  codec sink;
  sink.image.width = static_cast<png_uint_32>(pixels.width);
  sink.image.height = static_cast<png_uint_32>(pixels.height);
  sink.image.format = PNG_FORMAT_RGB;
  if (png_image_write_to_stdio(&sink.image, file.get(), 0, pixels.bytes.data(), 0, nullptr) == 0) {
    refuse_output(path, std::string("libpng reports: ") + static_cast<const char*>(sink.image.message));
  }
  file.finish();
} catch (const std::system_error& error) {
  refuse_output(path, error.code().message());
}

}  // namespace pictures
