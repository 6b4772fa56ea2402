// SPDX-License-Identifier: MIT
//
// Writes files that numpy.load reads.

#ifndef NETWORK_INPUT_NPY_HPP
#define NETWORK_INPUT_NPY_HPP

#include <crop_and_resize/element.hpp>
#include <crop_and_resize/tensor.hpp>

#include <string>

namespace network_input {

/// An array of float32 or of float16, in the processor's order of bytes, replacing the file of that name. The file is
/// left as it was if anything goes wrong.
/// @throws failure if the file cannot be written, or is something else than a regular file
void write_npy(const std::string& path, const cnr::tensor<float, 4>& elements);
void write_npy(const std::string& path, const cnr::tensor<cnr::half, 4>& elements);

}  // namespace network_input

#endif  // NETWORK_INPUT_NPY_HPP
