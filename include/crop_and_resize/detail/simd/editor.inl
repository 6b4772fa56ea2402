// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// What a file of kernels lacks when it is compiled alone, as by an editor: a target. This gives it the emulated one.
// Such a file first includes the file of kernels that comes before it, and the first of them includes this one. They
// are then compiled at global scope, so that no file has to close a namespace at its end. There a name of theirs does
// not hide one of cnr or cnr::detail: it is ambiguous.

#ifndef CNR_DETAIL_TARGET_INCLUDE
#define CNR_DETAIL_TARGET_INCLUDE
#define CNR_DETAIL_EMULATED_TARGET 1
#define CNR_DETAIL_SHORT_VECTORS  // the kernels are at global scope

#include <crop_and_resize/detail/simd/emulated.hpp>

using namespace cnr;
using namespace cnr::detail;
using namespace cnr::detail::emulated;

#endif
