// SPDX-License-Identifier: MIT
//
// Fuzzed manifests of examples/crop_dataset: any bytes are refused in one line or read as something that is in order,
// and a manifest that is written out of known rows gives these rows. Either is then split into shards.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_MANIFEST_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_MANIFEST_HPP

#include "../../examples/crop_dataset/manifest.hpp"
#include "fuzz/bytes.hpp"
#include "fuzz/memory_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace fuzz {

using crop_dataset::image_rows;
using crop_dataset::manifest;

/// A row as it is in the file.
struct manifest_row {
  std::string image;
  std::array<float, 4> box;
  std::size_t line;
};

struct written_manifest {
  std::string text;
  std::vector<manifest_row> rows;
};

inline std::string digest_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char each : text) {
    hash ^= static_cast<unsigned char>(each);
    hash *= 0x100000001b3U;
  }
  std::array<char, 64> digits{};
  (void)std::snprintf(digits.data(), digits.size(), "%016llx %zu", static_cast<unsigned long long>(hash), text.size());
  return digits.data();
}

/// A field in quotes, in which each quote is doubled.
inline std::string in_quotes(const std::string& field) {
  std::string result = "\"";
  for (const char each : field) result += each == '"' ? std::string("\"\"") : std::string(1, each);
  return result + "\"";
}

inline std::string pick_number(bytes& input, float& number) {
  const float everyday[] = {0, 1, -1, 0.5F, 1e30F, 1e-40F};
  number = input.flag() ? everyday[input.pick(0, 5)] : input.any_float();
  if (!std::isfinite(number)) number = 7;
  std::array<char, 64> text{};
  (void)std::snprintf(text.data(), text.size(), input.flag() ? "%.9g" : "%.9e", static_cast<double>(number));
  return input.rarely(4) ? std::string(" ") + text.data() + "\t" : text.data();
}

/// Rows with names of every kind, in columns of any order where a header tells it.
inline written_manifest write_manifest(bytes& input, const crop_dataset::options& settings) {
  const std::string names[] = {"a.png", "b.jpg", "with space", "com,ma", "quo\"te", "\"", "\xc3\xa9", "x/../y", "#no"};
  const char* const line_end = input.flag() ? "\n" : "\r\n";
  const std::array<std::string, 4> columns = crop_dataset::box_columns(settings.rules.boxes);
  std::array<std::size_t, 6> order{{0, 1, 2, 3, 4, 5}};  // 0 the image, 1 to 4 the box, 5 one that is ignored
  const std::size_t fields = settings.has_header ? 6 : 5;
  for (std::size_t i = 0; i + 1 < fields && settings.has_header; ++i) {
    std::swap(order[i],
              order[i + static_cast<std::size_t>(input.pick(0, static_cast<std::ptrdiff_t>(fields - 1 - i)))]);
  }
  written_manifest made;
  std::size_t line = 0;
  const auto add_line = [&](const std::string& text) {
    made.text += text + line_end;
    ++line;
  };
  const auto joined = [&](const std::array<std::string, 6>& by_meaning) {
    std::string text;
    for (std::size_t i = 0; i < fields; ++i) text += (i > 0 ? "," : "") + by_meaning[order[i]];
    return text;
  };
  if (settings.has_header) add_line(joined({{"image", columns[0], columns[1], columns[2], columns[3], "note"}}));
  for (std::ptrdiff_t count = input.pick(1, 12); count > 0; --count) {
    if (input.rarely(8)) add_line("");
    manifest_row row{names[input.pick(0, 8)], {}, line + 1};
    std::array<std::string, 6> texts;
    const bool is_plain = row.image.find_first_of(",\"") == std::string::npos;
    texts[0] = is_plain && input.flag() ? row.image : in_quotes(row.image);
    for (std::size_t i = 0; i < 4; ++i) texts[i + 1] = pick_number(input, row.box[i]);
    texts[5] = "\"any, thing\"";
    add_line(joined(texts));
    made.rows.push_back(row);
  }
  if (input.flag()) made.text.resize(made.text.size() - std::strlen(line_end));
  return made;
}

/// What is not in order in a manifest that was read.
inline std::string check_order(const manifest& list) {
  if (list.rows.empty() || list.starts.size() != list.images.size() + 1) return "no rows, or other starts than images";
  if (list.starts.front() != 0 || list.starts.back() != list.rows.size()) return "starts that leave out rows";
  for (std::size_t i = 0; i < list.images.size(); ++i) {
    if (list.images[i].empty()) return "an image without a name";
    if (std::count(list.images.begin(), list.images.end(), list.images[i]) != 1) return "an image that is there twice";
    if (list.starts[i] >= list.starts[i + 1]) return "an image without rows";
    for (std::size_t row = list.starts[i]; row < list.starts[i + 1]; ++row) {
      if (row > list.starts[i] && list.rows[row].line <= list.rows[row - 1].line) return "rows in another order";
      for (const float number : list.rows[row].box) {
        if (!std::isfinite(number)) return "a number that is not finite";
      }
    }
  }
  return {};
}

inline std::string check_rows(const manifest& list, const std::vector<manifest_row>& rows) {
  std::vector<std::string> images;
  for (const manifest_row& row : rows) {
    if (std::find(images.begin(), images.end(), row.image) == images.end()) images.push_back(row.image);
  }
  if (list.images != images) return "other images than were written";
  std::size_t next = 0;
  for (const std::string& image : images) {
    for (const manifest_row& row : rows) {
      if (row.image != image) continue;
      const crop_dataset::row& found = list.rows[next++];
      if (found.line != row.line) return "a row of line " + std::to_string(row.line) + " is said to be of another";
      if (std::memcmp(found.box.data(), row.box.data(), sizeof row.box) != 0) return "other numbers than were written";
    }
  }
  return next == list.rows.size() ? "" : "more rows than were written";
}

/// Each row is in one shard, in their order; no shard has too many; and images are spread only that no shard can hold.
inline std::string check_shards(const manifest& list, std::size_t crops_per_shard) {
  std::size_t next = 0;
  for (const std::vector<image_rows>& shard : crop_dataset::split_into_shards(list, crops_per_shard)) {
    std::size_t crops = 0;
    for (const image_rows& rows : shard) {
      if (rows.first != next || rows.last <= rows.first) return "shards in another order";
      const std::size_t first = list.starts[rows.image];
      const std::size_t last = list.starts[rows.image + 1];
      if (rows.first < first || rows.last > last) return "a shard with rows of another image";
      const bool is_whole = rows.first == first && rows.last == last;
      if (!is_whole && last - first <= crops_per_shard) return "an image that is spread";
      next = rows.last;
      crops += rows.count();
    }
    if (crops == 0 || crops > crops_per_shard) return "a shard of " + std::to_string(crops) + " crops";
  }
  return next == list.rows.size() ? "" : "shards that leave out rows";
}

/// What was wrong with the manifest that these bytes make; nothing if all was right.
inline std::string check_manifest(const std::uint8_t* data, std::size_t size) {
  bytes input(data, size);
  crop_dataset::options settings;
  settings.rules.boxes = static_cast<cnr::box_format>(input.pick(0, 4));
  settings.has_header = input.flag();
  const auto crops_per_shard = static_cast<std::size_t>(input.pick(1, 9));
  written_manifest made;
  const bool is_raw = input.flag();
  if (is_raw) {
    made.text.assign(reinterpret_cast<const char*>(data) + std::min<std::size_t>(size, 4),
                     size - std::min<std::size_t>(size, 4));
  } else {
    made = write_manifest(input, settings);
  }
  const memory_file file(made.text.data(), made.text.size());
  settings.manifest = file.path();
  manifest list;
  try {
    list = crop_dataset::read_manifest(settings);
  } catch (const std::exception& error) {
    const std::string text = error.what();
    if (!is_raw) return "refused although right: " + text;
    return text.empty() || text.find('\n') != std::string::npos ? "a refusal that is not one line: " + text : "";
  }
  if (list.digest != digest_of(made.text)) return "another digest";
  std::string failure = check_order(list);
  if (failure.empty() && !is_raw) failure = check_rows(list, made.rows);
  return failure.empty() ? check_shards(list, crops_per_shard) : failure;
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_MANIFEST_HPP
