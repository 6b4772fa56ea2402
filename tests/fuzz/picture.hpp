// SPDX-License-Identifier: MIT
//
// Fuzzed files of pictures, as the examples read them: any bytes are refused with a reason in one line, or are a
// picture whose size and pixels are the same each time.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_PICTURE_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_PICTURE_HPP

#include "../../examples/shared/failure.hpp"
#include "../../examples/shared/picture.hpp"
#include "../../examples/shared/read_picture.hpp"
#include "fuzz/memory_file.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace fuzz {

/// Whether a header may say that there are more pixels than a test has time for, but not more than are refused.
inline bool is_large_picture(const std::uint8_t* data, std::size_t size) {
  const auto number = [data](std::size_t at, int count) {
    std::uint64_t result = 0;
    for (int i = 0; i < count; ++i) result = result << 8U | data[at + static_cast<std::size_t>(i)];
    return result;
  };
  const auto is_large = [](std::uint64_t pixels) { return pixels > 1 << 18 && pixels <= 250'000'000; };
  if (size >= 24 && data[0] == 0x89 && is_large(number(16, 4) * number(20, 4))) return true;
  // JPEG: wherever a marker of a frame may be.
  for (std::size_t i = 0; i + 8 < size; ++i) {
    if (data[i] == 0xff && data[i + 1] >= 0xc0 && data[i + 1] <= 0xcf &&
        is_large(number(i + 5, 2) * number(i + 7, 2))) {
      return true;
    }
  }
  return false;
}

/// A picture, or the text of its refusal.
inline std::string read_or_refusal(const std::string& path, pictures::picture& result) {
  try {
    result = pictures::read_picture(path);
  } catch (const pictures::failure& refused) {
    return refused.what();
  }
  return {};
}

/// What was wrong with what these bytes are read as; nothing if all was right.
inline std::string check_picture(const std::uint8_t* data, std::size_t size) {
  if (is_large_picture(data, size)) return {};
  const memory_file file(data, size);
  pictures::picture once(0, 0);
  pictures::picture again(0, 0);
  const std::string refusal = read_or_refusal(file.path(), once);
  if (refusal != read_or_refusal(file.path(), again)) return "another answer the second time";
  if (!refusal.empty()) {
    const bool is_named = refusal.find("'" + file.path() + "'") != std::string::npos;
    return is_named && refusal.find('\n') == std::string::npos ? "" : "a refusal of another form: " + refusal;
  }
  if (once.height < 1 || once.width < 1) return "a picture without pixels";
  if (once.bytes.size() != static_cast<std::size_t>(once.height * once.width * 3)) return "a picture of another size";
  return once.bytes == again.bytes && once.height == again.height ? "" : "other pixels the second time";
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_PICTURE_HPP
