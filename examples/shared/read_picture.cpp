// SPDX-License-Identifier: MIT
//
// Tells PNG and JPEG files by the bytes that each must begin with.

#include "read_picture.hpp"

#include "failure.hpp"
#include "input_file.hpp"
#include "jpeg.hpp"
#include "png.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace pictures {
namespace {

constexpr std::uint64_t most_pixels = 250'000'000;
constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n";
constexpr std::string_view jpeg_signature = "\xff\xd8\xff";

}  // namespace

void refuse_input(const std::string& path, const std::string& reason) {
  throw failure("cannot read '" + path + "': " + reason);
}

file_handle open_input(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) refuse_input(path, "it is a directory, not a picture");
  file_handle file(std::fopen(path.c_str(), "rb"));
  if (!file) refuse_input(path, std::strerror(errno));
  return file;
}

void check_pixels(const std::string& path, std::uint64_t height, std::uint64_t width) {
  if (height * width <= most_pixels) return;
  refuse_input(
      path, std::to_string(width) + "x" + std::to_string(height) + " pixels are more than the 250 megapixels that fit");
}

picture read_picture(const std::string& path) {
  const file_handle file = open_input(path);
  std::array<char, png_signature.size()> start{};
  const std::size_t size = std::fread(start.data(), 1, start.size(), file.get());
  if (std::ferror(file.get()) != 0) refuse_input(path, std::strerror(errno));
  const std::string_view found(start.data(), size);
  std::rewind(file.get());
  if (found == png_signature) return read_png(path, file.get());
  if (found.substr(0, jpeg_signature.size()) == jpeg_signature) return read_jpeg(path, file.get());
  refuse_input(path, found.empty() ? "it is empty" : "it is neither a PNG nor a JPEG file");
}

}  // namespace pictures
