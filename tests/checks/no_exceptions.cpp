// SPDX-License-Identifier: MIT
//
// A program for compilers told to leave out exceptions and run-time type information. The overloads that throw must not
// be there, and the others must work.

#include "dense_call.hpp"

#include <crop_and_resize/crop_and_resize_grad.hpp>
#include <crop_and_resize/describe.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <type_traits>
#include <utility>

#if defined(__cpp_exceptions) || defined(__cpp_rtti)
#error "this is to be compiled with -fno-exceptions -fno-rtti"
#endif

namespace {

template <class Size, class = void>
struct allocates : std::false_type {};
template <class Size>
struct allocates<Size, std::void_t<decltype(cnr::crop_and_resize<std::uint8_t>(
                           std::declval<cnr::image_view<std::uint8_t>>(), std::declval<cnr::boxes_view>(),
                           std::declval<cnr::box_indices_view>(), std::declval<Size>()))>> : std::true_type {};
static_assert(allocates<cnr::crops_view<float>>::value, "the question is asked wrongly");
static_assert(!allocates<cnr::crop_size>::value, "the overload that throws is declared");

}  // namespace

int main() {
  checks::dense_call<std::uint8_t> call;
  if (!cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops(), cnr::method::nearest)) {
    std::puts("a good call was refused");
    return 1;
  }
  if (call.output[0] != 1.0F) {
    std::printf("the first pixel is %g, not 1\n", static_cast<double>(call.output[0]));
    return 1;
  }
  checks::dense_call<float> to_differentiate;
  if (!cnr::crop_and_resize_grad_image(to_differentiate.grads(), call.boxes(), call.box_indices(),
                                       to_differentiate.grad_image()) ||
      !cnr::crop_and_resize_grad_boxes(call.grads(), call.image(), call.boxes(), call.box_indices(),
                                       call.grad_boxes())) {
    std::puts("a good call for a gradient was refused");
    return 1;
  }
  call.indices[0] = 7;
  const cnr::result refused = cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops());
  if (refused.code != cnr::errc::box_index_out_of_range) {
    std::printf("a box index out of range was answered with: %s\n", refused.message());
    return 1;
  }
  char text[128];
  cnr::describe(refused, text, sizeof(text), call.image(), call.boxes(), call.box_indices(), call.crops());
  if (std::strstr(text, "box_indices[0] = 7") == nullptr) {
    std::printf("a box index of 7 was described as: %s\n", text);
    return 1;
  }
  return 0;
}
