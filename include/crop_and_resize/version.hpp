// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The version of crop_and_resize. The build files read it from this header.

#ifndef CROP_AND_RESIZE_VERSION_HPP
#define CROP_AND_RESIZE_VERSION_HPP

#define CNR_VERSION_MAJOR 0
#define CNR_VERSION_MINOR 1
#define CNR_VERSION_PATCH 0

#endif  // CROP_AND_RESIZE_VERSION_HPP
