// SPDX-License-Identifier: MIT
//
// The loops that prebuilt.hpp declares, for nearest.

#include "support/prebuilt.hpp"

CNR_TEST_LOOPS(CNR_DEFINE_KERNELS, cnr::nearest)
