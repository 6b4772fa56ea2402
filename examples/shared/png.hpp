// SPDX-License-Identifier: MIT
//
// Reading and writing PNG files with libpng.

#ifndef PICTURES_PNG_HPP
#define PICTURES_PNG_HPP

#include "picture.hpp"

#include <cstdio>
#include <string>

namespace pictures {

/// Reads a PNG of any kind as 8-bit RGB: gray and palette are expanded, 16 bits rounded to 8, and what is transparent
/// is laid over white.
/// @param path names the file in refusals
/// @param file at its beginning
/// @throws failure for a file that cannot be read, is no PNG, is damaged or has more than 250 megapixels
picture read_png(const std::string& path, std::FILE* file);

/// Writes an 8-bit RGB PNG, replacing the file of that name, which is left as it was if anything goes wrong.
/// @throws failure if the file cannot be written, or is something else than a regular file
void write_png(const std::string& path, const picture& pixels);

}  // namespace pictures

#endif  // PICTURES_PNG_HPP
