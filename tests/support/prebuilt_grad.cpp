// SPDX-License-Identifier: MIT
//
// The loops that prebuilt_grad.hpp declares.

#include "support/prebuilt_grad.hpp"

CNR_TEST_GRAD_LOOPS()
