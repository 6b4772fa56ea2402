// SPDX-License-Identifier: MIT
//
// What AddressSanitizer asks programs for, when one starts. No inline function: nothing calls it, so that compilers
// would leave it out.

// NOLINTBEGIN(bugprone-*,cert-*,readability-identifier-naming)
extern "C" const char* __asan_default_options();

/// Little freed storage is kept, as new pages take longer than those that are used again, and no input reads what an
/// earlier one freed.
const char* __asan_default_options() {
  return "quarantine_size_mb=1:thread_local_quarantine_size_kb=64:malloc_context_size=4";
}
// NOLINTEND(bugprone-*,cert-*,readability-identifier-naming)
