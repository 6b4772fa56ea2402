// SPDX-License-Identifier: MIT
//
// A file of arrays, little-endian, one after the other, as support/generator.py writes it. Everything that is wrong
// with the file is thrown as std::runtime_error with the file's name.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_BLOB_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_BLOB_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <ios>
#include <iterator>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace support {

/// All of a file.
inline std::string file_contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class blob {
 public:
  explicit blob(std::string path) : path_(std::move(path)), bytes_(file_contents(path_)) {}

  const std::string& path() const { return path_; }
  std::size_t size() const { return bytes_.size(); }

  /// FNV-1a.
  std::uint64_t hash() const {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char byte : bytes_) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
    return hash;
  }

  /// `number` elements from `offset` on.
  template <class Element>
  std::vector<Element> read(std::size_t offset, std::size_t number) const {
    static_assert(std::is_trivially_copyable<Element>::value && sizeof(Element) <= 8, "blob: not a plain number");
    if (offset > bytes_.size() || (bytes_.size() - offset) / sizeof(Element) < number) {
      throw std::runtime_error(path_ + " is too short for " + std::to_string(number) + " elements at byte " +
                               std::to_string(offset));
    }
    std::vector<Element> elements(number);
    for (std::size_t i = 0; i < number; ++i) elements[i] = element<Element>(offset + i * sizeof(Element));
    return elements;
  }

 private:
  /// Assembled from its bytes, the lowest first, so that the order of the host's own does not matter.
  template <class Element>
  Element element(std::size_t offset) const {
    using half_word = std::conditional_t<sizeof(Element) == 2, std::uint16_t, std::uint32_t>;
    using word = std::conditional_t<sizeof(Element) == 8, std::uint64_t, half_word>;
    using bits_type = std::conditional_t<sizeof(Element) == 1, std::uint8_t, word>;
    static_assert(sizeof(bits_type) == sizeof(Element), "blob: an element has 1, 2, 4 or 8 bytes");
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < sizeof(Element); ++i) {
      all |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes_[offset + i])) << (8 * i);
    }
    const auto bits = static_cast<bits_type>(all);
    Element result;
    std::memcpy(&result, &bits, sizeof result);
    return result;
  }

  std::string path_;
  std::string bytes_;
};

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_BLOB_HPP
