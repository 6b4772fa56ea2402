// SPDX-License-Identifier: MIT
//
// Devices and the like are refused, since renaming a file onto one would replace it.

#include "output_file.hpp"

#include "failure.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>
#include <system_error>

namespace pictures {
namespace {

namespace fs = std::filesystem;

/// Where the bytes go: a symbolic link is followed to its target.
fs::path destination(const std::string& path) {
  const fs::file_status status = fs::status(path);
  if (fs::is_directory(status)) refuse_output(path, "it is a directory");
  if (fs::exists(status) && !fs::is_regular_file(status)) refuse_output(path, "it is not a regular file");
  return fs::exists(status) ? fs::canonical(path) : fs::path(path);
}

}  // namespace

void refuse_output(const std::string& path, const std::string& reason) {
  throw failure("cannot write '" + path + "': " + reason);
}

output_file::output_file(const std::string& path) try
    : name_(path),
      target_(destination(path)),
      path_(target_.string() + "." + std::to_string(std::random_device{}()) + ".part"),
      file_(std::fopen(path_.string().c_str(), "wbx")) {
  if (!file_) refuse_output(path, std::strerror(errno));
} catch (const std::system_error& error) {
  refuse_output(path, error.code().message());
}

output_file::~output_file() {
  if (finished_) return;
  file_.reset();
  std::error_code ignored;
  fs::remove(path_, ignored);
}

void output_file::finish() {
  // The last bytes are written only now, and a full disk may show only now.
  if (std::fclose(file_.release()) != 0) refuse_output(name_, std::strerror(errno));
  std::error_code error;
  fs::rename(path_, target_, error);
  if (error) refuse_output(name_, error.message());
  finished_ = true;
}

}  // namespace pictures
