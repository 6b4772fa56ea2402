// SPDX-License-Identifier: MIT
//
// Reading and writing JPEG files with libjpeg, or with libjpeg-turbo, which has the same interface.

#ifndef PICTURES_JPEG_HPP
#define PICTURES_JPEG_HPP

#include "picture.hpp"

#include <cstdio>
#include <string>

namespace pictures {

/// Reads a JPEG file as 8-bit RGB: gray is expanded, and CMYK multiplied out, without a colour profile. The orientation
/// that a camera noted in the file is not applied.
/// @param path names the file in refusals
/// @param file at its beginning
/// @throws failure for a file that is damaged, ends too early or has more than 250 megapixels
picture read_jpeg(const std::string& path, std::FILE* file);

/// Writes a JPEG file of the given quality, 1 to 100, replacing the file of that name, which is left as it was if
/// anything goes wrong.
/// @throws failure if the file cannot be written, or is something else than a regular file
void write_jpeg(const std::string& path, const picture& pixels, int quality);

}  // namespace pictures

#endif  // PICTURES_JPEG_HPP
