// SPDX-License-Identifier: MIT
//
// output_file: a file that is written as a whole or not at all.

#ifndef PICTURES_OUTPUT_FILE_HPP
#define PICTURES_OUTPUT_FILE_HPP

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace pictures {

struct close_file {
  void operator()(std::FILE* file) const { (void)std::fclose(file); }
};
using file_handle = std::unique_ptr<std::FILE, close_file>;

/// @throws failure, always
[[noreturn]] void refuse_output(const std::string& path, const std::string& reason);

/// A file beside the target, to be renamed to it once complete. A rename within one folder happens as a whole or not at
/// all, and a file that was not renamed is removed. Every error is thrown as a failure.
class output_file {
 public:
  explicit output_file(const std::string& path);
  output_file(const output_file&) = delete;
  output_file(output_file&&) = delete;
  output_file& operator=(const output_file&) = delete;
  output_file& operator=(output_file&&) = delete;
  ~output_file();

  std::FILE* get() const { return file_.get(); }

  /// Renames the file.
  void finish();

 private:
  std::string name_;
  std::filesystem::path target_;
  std::filesystem::path path_;
  file_handle file_;
  bool finished_ = false;
};

}  // namespace pictures

#endif  // PICTURES_OUTPUT_FILE_HPP
