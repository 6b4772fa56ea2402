// SPDX-License-Identifier: MIT
//
// fast-cpp-csv-parser reads the lines, and says where one is wrong.

#include "manifest.hpp"

#include "../shared/failure.hpp"
#include "../shared/input_file.hpp"

// The file is read before any other work begins: no need for a thread.
#define CSV_IO_NO_THREAD
#if defined(__GNUC__) && !defined(__clang__)
// The parser sets the last byte after strncpy, which GCC does not see.
#pragma GCC diagnostic ignored "-Wstringop-truncation"
#endif
#if __has_include(<libfccp/csv.h>)
#include <libfccp/csv.h>
#else
#include <fast-cpp-csv-parser/csv.h>
#endif

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crop_dataset {

using pictures::failure;

namespace {

/// The 64-bit FNV-1a hash of bytes, and their number.
class digest {
 public:
  void add(const char* bytes, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) hash_ = (hash_ ^ static_cast<unsigned char>(bytes[i])) * 0x100000001b3U;
    count_ += count;
  }

  std::string text() const {
    std::array<char, 64> written{};
    (void)std::snprintf(written.data(), written.size(), "%016llx %llu", static_cast<unsigned long long>(hash_),
                        static_cast<unsigned long long>(count_));
    return written.data();
  }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325U;
  std::uint64_t count_ = 0;
};

/// The parser's own source takes an error of the disk for the end of the file.
class checked_source : public io::ByteSourceBase {
 public:
  checked_source(std::string path, digest& sum)
      : path_(std::move(path)), file_(pictures::open_input(path_)), sum_(sum) {}

  int read(char* buffer, int size) override {
    const std::size_t count = std::fread(buffer, 1, static_cast<std::size_t>(size), file_.get());
    if (std::ferror(file_.get()) != 0) pictures::refuse_input(path_, std::strerror(errno));
    // The parser would take what follows one for the end of the line. A file of UTF-16 is full of them, and so is what
    // a crash of the system leaves of a file.
    if (std::memchr(buffer, '\0', count) != nullptr)
      pictures::refuse_input(path_, "it has a NUL byte, so it is no text");
    sum_.add(buffer, count);
    return static_cast<int>(count);
  }

 private:
  std::string path_;
  pictures::file_handle file_;
  digest& sum_;
};

using reader = io::CSVReader<5, io::trim_chars<' ', '\t'>, io::double_quote_escape<',', '"'>, io::throw_on_overflow,
                             io::empty_line_comment>;

float to_coordinate(const char* text, const char* column, const std::string& path, unsigned line) {
  char* end = nullptr;
  const float number = std::strtof(text, &end);
  if (end == text || *end != '\0' || !std::isfinite(number)) {
    throw failure("'" + path + "', line " + std::to_string(line) + ": " + column + " is '" + text +
                  "', not a finite number");
  }
  return number;
}

/// Rows in the order of the file, each with the number of its image.
struct unsorted {
  std::vector<row> rows;
  std::vector<std::uint32_t> images;
};

unsorted read_rows(reader& lines, const options& settings, const std::array<std::string, 4>& columns,
                   std::vector<std::string>& images) {
  unsorted result;
  std::unordered_map<std::string, std::uint32_t> numbers;
  std::string name;
  std::uint32_t last = 0;
  char* image = nullptr;
  std::array<char*, 4> box{};
  while (lines.read_row(image, box[0], box[1], box[2], box[3])) {
    const unsigned line = lines.get_file_line();
    if (*image == '\0') {
      throw failure("'" + settings.manifest + "', line " + std::to_string(line) + ": the image has no name");
    }
    if (result.rows.size() >= std::numeric_limits<std::uint32_t>::max()) {
      throw failure("'" + settings.manifest + "' has more than 4 billion boxes: cut it up");
    }
    row next{{}, line};
    for (std::size_t i = 0; i < 4; ++i) {
      next.box[i] = to_coordinate(box[i], columns[i].c_str(), settings.manifest, line);
    }
    // Boxes of one image most often follow one another.
    if (result.rows.empty() || images[last] != image) {
      name = image;
      const auto [place, is_new] = numbers.emplace(name, static_cast<std::uint32_t>(images.size()));
      if (is_new) images.push_back(name);
      last = place->second;
    }
    result.rows.push_back(next);
    result.images.push_back(last);
  }
  return result;
}

/// Counting sort by image; stable.
void sort_by_image(const unsorted& given, manifest& list) {
  list.starts.assign(list.images.size() + 1, 0);
  for (const std::uint32_t image : given.images) ++list.starts[image + 1];
  for (std::size_t i = 1; i < list.starts.size(); ++i) list.starts[i] += list.starts[i - 1];
  std::vector<std::size_t> next = list.starts;
  list.rows.resize(given.rows.size());
  for (std::size_t i = 0; i < given.rows.size(); ++i) list.rows[next[given.images[i]]++] = given.rows[i];
}

}  // namespace

std::array<std::string, 4> box_columns(cnr::box_format format) {
  switch (format) {
    case cnr::box_format::xywh_pixels:
      return {{"x", "y", "width", "height"}};
    case cnr::box_format::xyxy:
    case cnr::box_format::xyxy_pixels:
      return {{"x1", "y1", "x2", "y2"}};
    default:
      return {{"y1", "x1", "y2", "x2"}};
  }
}

manifest read_manifest(const options& settings) {
  digest sum;
  reader lines(settings.manifest, std::make_unique<checked_source>(settings.manifest, sum));
  const std::array<std::string, 4> columns = box_columns(settings.rules.boxes);
  if (settings.has_header) {
    lines.read_header(io::ignore_extra_column, "image", columns[0], columns[1], columns[2], columns[3]);
  }
  manifest list;
  sort_by_image(read_rows(lines, settings, columns, list.images), list);
  if (list.rows.empty()) throw failure("'" + settings.manifest + "' has no boxes");
  list.digest = sum.text();
  return list;
}

std::vector<std::vector<image_rows>> split_into_shards(const manifest& list, std::size_t crops_per_shard) {
  std::vector<std::vector<image_rows>> shards;
  std::size_t room = 0;
  for (std::size_t image = 0; image < list.images.size(); ++image) {
    const std::size_t last = list.starts[image + 1];
    for (std::size_t first = list.starts[image]; first < last;) {
      // A new shard where what is left of the image does not fit, be it the whole image or not.
      if (last - first > room) {
        shards.emplace_back();
        room = crops_per_shard;
      }
      const std::size_t count = std::min(room, last - first);
      shards.back().push_back({image, first, first + count});
      room -= count;
      first += count;
    }
  }
  return shards;
}

}  // namespace crop_dataset
