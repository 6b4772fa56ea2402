// SPDX-License-Identifier: MIT
//
// Calls that write into crops of the caller's, and gradients, on the calling thread: of one element type of each kind
// of loops, narrow, wide, to be converted, and the loops' own. symbols.sh looks at what the object file asks the linker
// for. Such calls throw nothing, which the compiler is asked here.

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <cstdint>

#define CHECK_CALL(name, T)                                                                                            \
  extern "C" int name(cnr::image_view<T> image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,              \
                      cnr::crops_view<float> crops, cnr::method method) {                                              \
    static_assert(noexcept(cnr::crop_and_resize<T>(image, boxes, box_indices, crops)), #name);                         \
    static_assert(noexcept(cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::nearest{})), #name);            \
    static_assert(noexcept(cnr::crop_and_resize(image, boxes, box_indices, crops, method, {}, cnr::serial{})), #name); \
    const cnr::result direct = cnr::crop_and_resize(image, boxes, box_indices, crops);                                 \
    const cnr::result chosen = cnr::crop_and_resize(image, boxes, box_indices, crops, method, {}, cnr::serial{});      \
    return direct && chosen ? direct.message()[0] : chosen.message()[0];                                               \
  }

CHECK_CALL(crop_uint8, std::uint8_t)
CHECK_CALL(crop_int64, std::int64_t)
CHECK_CALL(crop_half, cnr::half)
CHECK_CALL(crop_float, float)

#define CHECK_GRAD_IMAGE(name, G)                                                                                   \
  extern "C" int name(cnr::image_view<float> grads, cnr::boxes_view boxes, cnr::box_indices_view box_indices,       \
                      cnr::tensor_view<G, 4> grad_image, cnr::method method) {                                      \
    static_assert(noexcept(cnr::crop_and_resize_grad_image(grads, boxes, box_indices, grad_image, method)), #name); \
    return cnr::crop_and_resize_grad_image(grads, boxes, box_indices, grad_image, method).message()[0];             \
  }

CHECK_GRAD_IMAGE(grad_image_half, cnr::half)
CHECK_GRAD_IMAGE(grad_image_double, double)

#define CHECK_GRAD_BOXES(name, T)                                                                                  \
  extern "C" int name(cnr::image_view<float> grads, cnr::image_view<T> image, cnr::boxes_view boxes,               \
                      cnr::box_indices_view box_indices, cnr::tensor_view<float, 2> grad_boxes) {                  \
    static_assert(noexcept(cnr::crop_and_resize_grad_boxes(grads, image, boxes, box_indices, grad_boxes)), #name); \
    return cnr::crop_and_resize_grad_boxes(grads, image, boxes, box_indices, grad_boxes).message()[0];             \
  }

CHECK_GRAD_BOXES(grad_boxes_uint8, std::uint8_t)
CHECK_GRAD_BOXES(grad_boxes_double, double)
