// SPDX-License-Identifier: MIT
//
// Without OpenMP its executor would run everything on one thread, and nobody would know why.
// expect: compile with OpenMP

#if defined(CNR_WRONG)
#include <crop_and_resize/adaptor/openmp.hpp>
#else
#include <crop_and_resize/executor.hpp>
#endif
