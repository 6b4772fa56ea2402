// SPDX-License-Identifier: MIT
//
// Around an #include, #pragma pack would reach the library's types, which other files have without it.
// expect: types are packed here
// not precompiled

#if defined(CNR_WRONG)
#pragma pack(push, 1)
#endif
#include <crop_and_resize/crop_and_resize.hpp>
#if defined(CNR_WRONG)
#pragma pack(pop)
#endif
