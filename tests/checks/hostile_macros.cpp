// SPDX-License-Identifier: MIT
//
// Other people's headers define macros with everyday names. The library must not use these names; here, whichever it
// uses turns into something that does not compile. The headers that the library itself includes come first, as they
// are not ours to harden.

#include "dependencies.hpp"

// windows.h
#define min(a, b) @
#define max(a, b) @
#define near @
#define far @
#define small @
#define interface @
#define IN @
#define OUT @
#define OPTIONAL @
#define CONST @
#define ERROR @
#define DELETE @
#define Yield() @
// X.h and Xlib.h
#define None @
#define Success @
#define Always @
#define Bool @
#define Status @
// complex.h, sys/sysmacros.h, AssertMacros.h of macOS, gettext, GCC's GNU mode
#define I @
#define major(device) @
#define minor(device) @
#define check(assertion) @
#define verify(assertion) @
#define require(assertion, label) @
#define _(text) @
#define linux @
#define unix @
// Qt without QT_NO_KEYWORDS
#define slots @
#define signals @
#define emit @
#define foreach @
#define forever @

#include "all_headers.hpp"
