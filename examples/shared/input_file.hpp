// SPDX-License-Identifier: MIT
//
// What the readers of all kinds of pictures share: opening a file, its size, and refusals that name it.

#ifndef PICTURES_INPUT_FILE_HPP
#define PICTURES_INPUT_FILE_HPP

#include "output_file.hpp"

#include <cstdint>
#include <cstdio>
#include <string>

namespace pictures {

/// @throws failure, always
[[noreturn]] void refuse_input(const std::string& path, const std::string& reason);

/// @throws failure if the file cannot be opened, or is a directory
file_handle open_input(const std::string& path);

/// @throws failure for more than 250 megapixels
void check_pixels(const std::string& path, std::uint64_t height, std::uint64_t width);

}  // namespace pictures

#endif  // PICTURES_INPUT_FILE_HPP
