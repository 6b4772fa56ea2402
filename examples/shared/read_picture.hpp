// SPDX-License-Identifier: MIT
//
// Reading a picture from a file of any kind that the programs take.

#ifndef PICTURES_READ_PICTURE_HPP
#define PICTURES_READ_PICTURE_HPP

#include "picture.hpp"

#include <string>

namespace pictures {

/// Reads a PNG or JPEG file as 8-bit RGB. The first bytes of the file say what it is, not its name.
/// @throws failure for a file that cannot be read, is neither, is damaged or has more than 250 megapixels
picture read_picture(const std::string& path);

}  // namespace pictures

#endif  // PICTURES_READ_PICTURE_HPP
