// SPDX-License-Identifier: MIT
//
// The loops that prebuilt_grad.hpp declares.

#include "support/prebuilt_grad.hpp"

CNR_TEST_GRAD_LOOPS(CNR_DEFINE_GRAD_IMAGE_KERNELS, CNR_DEFINE_GRAD_BOXES_KERNELS)
