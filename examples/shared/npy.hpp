// SPDX-License-Identifier: MIT
//
// Writes files that numpy.load reads.

#ifndef PICTURES_NPY_HPP
#define PICTURES_NPY_HPP

#include <crop_and_resize/element.hpp>
#include <crop_and_resize/tensor.hpp>

#include <array>
#include <cstddef>
#include <string>

namespace pictures {

/// What such a file begins with, before the elements in C order and in the processor's order of bytes.
/// @param type      "f4", "f2" or "u1", as NumPy names types
/// @param alignment the elements begin at a multiple of it: of 64, up to 32768
std::string npy_header(const std::array<std::ptrdiff_t, 4>& extents, const std::string& type,
                       std::size_t alignment = 64);

/// An array of float32 or of float16, replacing the file of that name. The file is left as it was if anything goes
/// wrong.
/// @throws failure if the file cannot be written, or is something else than a regular file
void write_npy(const std::string& path, const cnr::tensor<float, 4>& elements);
void write_npy(const std::string& path, const cnr::tensor<cnr::half, 4>& elements);

}  // namespace pictures

#endif  // PICTURES_NPY_HPP
