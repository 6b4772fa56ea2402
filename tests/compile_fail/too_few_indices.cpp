// SPDX-License-Identifier: MIT
//
// An element is at as many indices as the view has axes; fewer do not name a part of it.
// expect: a tensor_view takes one index per axis

#include <crop_and_resize/crop_and_resize.hpp>

float element(cnr::tensor_view<const float, 2> view) {
#if defined(CNR_WRONG)
  return view(1);
#else
  return view(1, 0);
#endif
}
