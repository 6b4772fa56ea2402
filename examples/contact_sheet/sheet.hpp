// SPDX-License-Identifier: MIT
//
// The contact sheet: the photograph with the boxes drawn into it and, beside it, the crops.

#ifndef CONTACT_SHEET_SHEET_HPP
#define CONTACT_SHEET_SHEET_HPP

#include "../shared/picture.hpp"
#include "options.hpp"

namespace contact_sheet {

using pictures::picture;

/// Cuts what was requested out of the photograph and lays it all out. A box and its crops have the same colour and
/// number; the number stands at the corner (y1, x1) of the box, which is the upper left corner of the crop.
///
/// The photograph is shown as high as the grid of crops, but at least 400 pixels high and at most 2:1 wide.
///
/// @throws failure for a box that the library refuses, and for a sheet of more than 50 megapixels
picture make_sheet(const picture& photograph, const options& settings);

}  // namespace contact_sheet

#endif  // CONTACT_SHEET_SHEET_HPP
