// SPDX-License-Identifier: MIT
//
// Every call, of element types that no other file can have: the compiler then inlines whatever is called but once, and
// what it inlines into a kernel it may compile for the kernel's processor. Nearest, which multiplies coordinates alone,
// is called for one type. Images of int64 and double are left out: they differ from others only in how they are
// loaded, by the processor's conversions. See fused.sh.

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <cstdint>

namespace {

template <class T>
struct own {
  T stored;
};

}  // namespace

template <class T>
struct cnr::element_traits<own<T>> {
  static constexpr element_format format = element_traits<T>::format;
  static float to_float(const own<T>& element) noexcept { return element_traits<T>::to_float(element.stored); }
  static own<T> from_float(float value) noexcept { return {element_traits<T>::from_float(value)}; }
};

#define CHECK_FORWARD_OF(name, type)                                                                                \
  cnr::result crop_##name(cnr::image_view<float> grads, const void* image, cnr::boxes_view boxes,                   \
                          cnr::box_indices_view box_indices, cnr::crops_view<float> crops,                          \
                          cnr::tensor_view<float, 2> grad_boxes);                                                   \
  cnr::result crop_##name(cnr::image_view<float> grads, const void* image, cnr::boxes_view boxes,                   \
                          cnr::box_indices_view box_indices, cnr::crops_view<float> crops,                          \
                          cnr::tensor_view<float, 2> grad_boxes) {                                                  \
    const cnr::image_view<own<type>> own_image(static_cast<const own<type>*>(image), {1, 50, 60, crops.extent(3)}); \
    const cnr::result done = cnr::crop_and_resize(own_image, boxes, box_indices, crops);                            \
    return done ? cnr::crop_and_resize_grad_boxes(grads, own_image, boxes, box_indices, grad_boxes) : done;         \
  }

CHECK_FORWARD_OF(uint8, std::uint8_t)
CHECK_FORWARD_OF(float16, cnr::half)
CHECK_FORWARD_OF(float32, float)

cnr::result crop_nearest(const void* image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                         cnr::crops_view<float> crops);
cnr::result crop_nearest(const void* image, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                         cnr::crops_view<float> crops) {
  const cnr::image_view<own<std::uint8_t>> own_image(static_cast<const own<std::uint8_t>*>(image), {1, 50, 60, 3});
  return cnr::crop_and_resize(own_image, boxes, box_indices, crops, cnr::nearest{});
}

#define CHECK_DESTINATION_OF(name, type)                                                                    \
  cnr::result normalize_##name(const void* image, cnr::boxes_view boxes, cnr::box_indices_view box_indices, \
                               void* crops, cnr::channels_view scale, cnr::channels_view bias);             \
  cnr::result normalize_##name(const void* image, cnr::boxes_view boxes, cnr::box_indices_view box_indices, \
                               void* crops, cnr::channels_view scale, cnr::channels_view bias) {            \
    const cnr::image_view<own<std::uint8_t>> own_image(static_cast<const own<std::uint8_t>*>(image),        \
                                                       {1, 50, 60, scale.extent(0)});                       \
    const cnr::crops_view<own<type>> own_crops(static_cast<own<type>*>(crops),                              \
                                               {boxes.extent(0), 14, 14, scale.extent(0)});                 \
    return cnr::crop_and_resize(own_image, boxes, box_indices, cnr::normalized(own_crops, scale, bias));    \
  }

CHECK_DESTINATION_OF(float32, float)
CHECK_DESTINATION_OF(float16, cnr::half)
CHECK_DESTINATION_OF(uint8, std::uint8_t)
CHECK_DESTINATION_OF(int32, std::int32_t)

#define CHECK_GRAD_IMAGE_OF(name, type)                                                                                \
  cnr::result grad_##name(cnr::image_view<float> grads, cnr::boxes_view boxes, cnr::box_indices_view box_indices,      \
                          void* grad_image);                                                                           \
  cnr::result grad_##name(cnr::image_view<float> grads, cnr::boxes_view boxes, cnr::box_indices_view box_indices,      \
                          void* grad_image) {                                                                          \
    const cnr::tensor_view<own<type>, 4> own_grads(static_cast<own<type>*>(grad_image), {1, 50, 60, grads.extent(3)}); \
    return cnr::crop_and_resize_grad_image(grads, boxes, box_indices, own_grads);                                      \
  }

CHECK_GRAD_IMAGE_OF(float16, cnr::half)
CHECK_GRAD_IMAGE_OF(float32, float)
CHECK_GRAD_IMAGE_OF(float64, double)

cnr::result grad_nearest(cnr::image_view<float> grads, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                         void* grad_image);
cnr::result grad_nearest(cnr::image_view<float> grads, cnr::boxes_view boxes, cnr::box_indices_view box_indices,
                         void* grad_image) {
  const cnr::tensor_view<own<float>, 4> own_grads(static_cast<own<float>*>(grad_image), {1, 50, 60, 3});
  return cnr::crop_and_resize_grad_image(grads, boxes, box_indices, own_grads, cnr::nearest{});
}
