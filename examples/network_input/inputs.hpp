// SPDX-License-Identifier: MIT
//
// Where the program calls the library: boxes of a photograph to the tensor that a network takes. And the way back, to
// see what is in such a tensor.

#ifndef NETWORK_INPUT_INPUTS_HPP
#define NETWORK_INPUT_INPUTS_HPP

#include "../shared/picture.hpp"
#include "options.hpp"

#include <crop_and_resize/tensor.hpp>

namespace network_input {

/// [boxes, 3, height, width], as networks that take NCHW have it.
/// @tparam Out float or cnr::half
/// @throws failure for what the library refuses, with the library's reason, and for more than 2^28 elements
template <class Out>
cnr::tensor<Out, 4> make_inputs(const pictures::picture& photograph, const options& settings);

/// The crops of such a tensor side by side, as bytes again.
template <class Out>
pictures::picture show(const cnr::tensor<Out, 4>& inputs, const options& settings);

}  // namespace network_input

#endif  // NETWORK_INPUT_INPUTS_HPP
