// SPDX-License-Identifier: MIT
//
// The loops that prebuilt.hpp declares, for bilinear.

#include "support/prebuilt.hpp"

CNR_TEST_LOOPS(CNR_DEFINE_KERNELS, cnr::bilinear)
