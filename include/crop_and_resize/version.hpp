// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The version of crop_and_resize. The build files read it from this header.

#ifndef CROP_AND_RESIZE_VERSION_HPP
#define CROP_AND_RESIZE_VERSION_HPP

#define CNR_VERSION_MAJOR 0
#define CNR_VERSION_MINOR 1
#define CNR_VERSION_PATCH 0

/// The version as a number that grows with it: 10203 is 1.2.3.
#define CNR_VERSION (CNR_VERSION_MAJOR * 10000 + CNR_VERSION_MINOR * 100 + CNR_VERSION_PATCH)

#define CNR_DETAIL_QUOTE(tokens) #tokens
#define CNR_DETAIL_VERSION_TEXT(major, minor, patch) \
  CNR_DETAIL_QUOTE(major) "." CNR_DETAIL_QUOTE(minor) "." CNR_DETAIL_QUOTE(patch)

/// The version as a string literal: "1.2.3".
#define CNR_VERSION_STRING CNR_DETAIL_VERSION_TEXT(CNR_VERSION_MAJOR, CNR_VERSION_MINOR, CNR_VERSION_PATCH)

#endif  // CROP_AND_RESIZE_VERSION_HPP
