// SPDX-License-Identifier: MIT
//
// Where the program calls the library: boxes of a picture, resized, as pictures.

#ifndef CONTACT_SHEET_CROPS_HPP
#define CONTACT_SHEET_CROPS_HPP

#include "../shared/picture.hpp"
#include "options.hpp"

#include <cstddef>
#include <vector>

namespace contact_sheet {

using pictures::picture;

/// One crop for each request, in their order.
/// @throws failure for a box that the library refuses, with the library's reason
std::vector<picture> cut(const picture& photograph, const options& settings);

/// The number of boxes that are wholly outside the photograph. A box that is shown by both methods counts once.
std::ptrdiff_t count_outside(const picture& photograph, const options& settings);

/// The whole picture at another size. Pixels are sampled, not averaged, as crop_and_resize does.
picture resize(const picture& original, std::ptrdiff_t height, std::ptrdiff_t width);

}  // namespace contact_sheet

#endif  // CONTACT_SHEET_CROPS_HPP
