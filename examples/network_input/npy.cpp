// SPDX-License-Identifier: MIT
//
// Version 1.0 of the format, which numpy.lib.format documents: ten bytes, a Python dictionary as text, which is padded
// so that the elements begin at a multiple of 64, and the elements.

#include "npy.hpp"

#include "../shared/output_file.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

namespace network_input {
namespace {

char byte_order() {
  const std::uint16_t one = 1;
  unsigned char first = 0;
  std::memcpy(&first, &one, 1);
  return first == 1 ? '<' : '>';
}

std::string header(const cnr::tensor<float, 4>::extents_type& extents, const char* type) {
  std::string shape;
  for (const std::ptrdiff_t extent : extents) shape += (shape.empty() ? "" : ", ") + std::to_string(extent);
  std::string text =
      std::string("{'descr': '") + byte_order() + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
  constexpr std::size_t before = 10;
  constexpr std::size_t alignment = 64;
  const std::size_t length = (before + text.size() + 1 + alignment - 1) / alignment * alignment - before;
  text.resize(length - 1, ' ');
  text += '\n';
  // The length has two bytes, the lower one first.
  const std::string lengths{static_cast<char>(length % 256), static_cast<char>(length / 256)};
  return std::string("\x93NUMPY\x01") + '\0' + lengths + text;
}

void write(const std::string& path, const std::string& start, const void* elements, std::size_t size) {
  pictures::output_file file(path);
  if (std::fwrite(start.data(), 1, start.size(), file.get()) != start.size() ||
      std::fwrite(elements, 1, size, file.get()) != size) {
    pictures::refuse_output(path, std::strerror(errno));
  }
  file.finish();
}

}  // namespace

void write_npy(const std::string& path, const cnr::tensor<float, 4>& elements) {
  write(path, header(elements.extents(), "f4"), elements.data(), elements.size() * sizeof(float));
}

void write_npy(const std::string& path, const cnr::tensor<cnr::half, 4>& elements) {
  write(path, header(elements.extents(), "f2"), elements.data(), elements.size() * sizeof(cnr::half));
}

}  // namespace network_input
