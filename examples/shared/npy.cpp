// SPDX-License-Identifier: MIT
//
// Version 1.0 of the format, which numpy.lib.format documents: ten bytes, a Python dictionary as text, which is padded
// so that the elements begin at a multiple of 64 or more, and the elements.

#include "npy.hpp"

#include "output_file.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

namespace pictures {
namespace {

char byte_order() {
  const std::uint16_t one = 1;
  unsigned char first = 0;
  std::memcpy(&first, &one, 1);
  return first == 1 ? '<' : '>';
}

void write(const std::string& path, const std::string& start, const void* elements, std::size_t size) {
  output_file file(path);
  if (std::fwrite(start.data(), 1, start.size(), file.get()) != start.size() ||
      std::fwrite(elements, 1, size, file.get()) != size) {
    refuse_output(path, std::strerror(errno));
  }
  file.finish();
}

}  // namespace

std::string npy_header(const std::array<std::ptrdiff_t, 4>& extents, const std::string& type, std::size_t alignment) {
  std::string shape;
  for (const std::ptrdiff_t extent : extents) shape += (shape.empty() ? "" : ", ") + std::to_string(extent);
  std::string text = std::string("{'descr': '") + (type == "u1" ? '|' : byte_order()) + type +
                     "', 'fortran_order': False, 'shape': (" + shape + "), }";
  constexpr std::size_t before = 10;
  const std::size_t length = (before + text.size() + 1 + alignment - 1) / alignment * alignment - before;
  text.resize(length - 1, ' ');
  text += '\n';
  // The length has two bytes, the lower one first.
  const std::string lengths{static_cast<char>(length % 256), static_cast<char>(length / 256)};
  return std::string("\x93NUMPY\x01") + '\0' + lengths + text;
}

void write_npy(const std::string& path, const cnr::tensor<float, 4>& elements) {
  write(path, npy_header(elements.extents(), "f4"), elements.data(), elements.size() * sizeof(float));
}

void write_npy(const std::string& path, const cnr::tensor<cnr::half, 4>& elements) {
  write(path, npy_header(elements.extents(), "f2"), elements.data(), elements.size() * sizeof(cnr::half));
}

}  // namespace pictures
