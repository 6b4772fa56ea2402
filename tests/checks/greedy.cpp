// SPDX-License-Identifier: MIT
//
// Element types, a sampler and an executor from a namespace that has functions of all names that the library's own
// functions have. An unqualified call of one of these, with an argument of such a type, also looks into that namespace:
// at best it is ambiguous, at worst it calls the stranger. Here it is enough that one is looked at: greedy_names.hpp,
// which greedy.sh writes, declares each so that this does not compile. The types have no default constructor either.

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace greedy {

/// What the functions that no call may find return, each for its own name: to see whether a function suits a call, the
/// compiler has to look inside.
template <class Name, class... Arguments>
struct found_by_an_unqualified_call {
  static_assert(sizeof...(Arguments) == SIZE_MAX, "an unqualified call looks into the namespaces of its arguments");
  using type = void;
};

#include "greedy_names.hpp"

/// A number of any format.
template <class Number>
struct own {
  explicit own(Number number) noexcept : stored(number) {}

  Number stored;
};

struct own_sampler;
struct own_executor;

}  // namespace greedy

#include <crop_and_resize/crop_and_resize_grad.hpp>

template <class Number>
struct cnr::element_traits<greedy::own<Number>> {
  static constexpr element_format format = element_traits<Number>::format;
  static float to_float(const greedy::own<Number>& element) noexcept {
    return element_traits<Number>::to_float(element.stored);
  }
  static greedy::own<Number> from_float(float value) noexcept {
    return greedy::own<Number>(element_traits<Number>::from_float(value));
  }
};

/// One that the vector kernels do not know.
template <>
struct cnr::element_traits<greedy::own<bool>> {
  static float to_float(const greedy::own<bool>& element) noexcept { return element.stored ? 1.0F : 0.0F; }
  static greedy::own<bool> from_float(float value) noexcept { return greedy::own<bool>(value != 0); }
};

struct greedy::own_sampler {
  cnr::taps<2, float> locate(float coordinate, std::int64_t extent) const noexcept {
    return cnr::bilinear{}.locate(coordinate, extent);
  }
  float mix(const std::array<float, 2>& elements, float weight) const noexcept {
    return cnr::bilinear{}.mix(elements, weight);
  }
};

struct greedy::own_executor {
  template <class Body>
  void operator()(std::ptrdiff_t count, double /*cost*/, const Body& body) const {
    const auto work = [&body](std::ptrdiff_t item) { body(item, item + 1); };
    for (std::ptrdiff_t item = 0; item < count; ++item) work(item);
  }
};

namespace checks {

using cnr::box_indices_view;
using cnr::boxes_view;
using cnr::crops_view;
using cnr::tensor_view;

template <class T>
void call(const tensor_view<T, 4>& image, boxes_view of, box_indices_view from, crops_view<float> to,
          tensor_view<float, 2> grad_boxes) {
  static_cast<void>(cnr::crop_and_resize(image, of, from, to));
  static_cast<void>(cnr::crop_and_resize<T>(image, of, from, to, cnr::nearest{}, {}, greedy::own_executor{}));
  static_cast<void>(cnr::crop_and_resize(image, of, from, to, greedy::own_sampler{}));
  static_cast<void>(cnr::crop_and_resize(image, of, from, cnr::crop_size{2, 2}, cnr::method::nearest));
  static_cast<void>(cnr::crop_and_resize_grad_boxes(to, image, of, from, grad_boxes, greedy::own_executor{}));
  if constexpr (cnr::detail::is_grad_element<T>::value) {
    static_cast<void>(cnr::crop_and_resize_grad_image(to, of, from, image));
    static_cast<void>(
        cnr::crop_and_resize_grad_image(to, of, from, image, cnr::method::nearest, greedy::own_executor{}));
  }
}

template <class T>
void call_into(const tensor_view<T, 4>& image, boxes_view of, box_indices_view from, crops_view<T> to,
               cnr::channels_view scale, cnr::channels_view bias, cnr::images_view<T> images) {
  static_cast<void>(cnr::crop_and_resize(image, of, from, to));
  static_cast<void>(cnr::crop_and_resize(image, of, from, to, greedy::own_sampler{}, {}, greedy::own_executor{}));
  const auto normalized = cnr::normalized(to, scale, bias);
  static_cast<void>(cnr::crop_and_resize(image, of, from, normalized, cnr::nearest{}, {}, greedy::own_executor{}));
  static_cast<void>(cnr::crop_and_resize(image, of, from, normalized, greedy::own_sampler{}));
  static_cast<void>(cnr::crop_and_resize(images, of, from, to, cnr::nearest{}, {}, greedy::own_executor{}));
  static_cast<void>(cnr::crop_and_resize(images, of, from, normalized, cnr::nearest{}));
}

#if defined(CHECK_BLINDNESS)
// What the check is for.
void stranger(float value);
template <class T>
void guilty(const T& element) {
  stranger(element);
}
template void guilty(const greedy::own<float>&);
#else
#define CHECK_CALLS_OF(type)                                                                                    \
  template void call(const tensor_view<greedy::own<type>, 4>&, boxes_view, box_indices_view, crops_view<float>, \
                     tensor_view<float, 2>);
CHECK_CALLS_OF(std::uint8_t)
CHECK_CALLS_OF(std::uint16_t)
CHECK_CALLS_OF(std::int8_t)
CHECK_CALLS_OF(std::int16_t)
CHECK_CALLS_OF(std::int32_t)
CHECK_CALLS_OF(std::int64_t)
CHECK_CALLS_OF(cnr::half)
CHECK_CALLS_OF(cnr::bfloat16)
CHECK_CALLS_OF(float)
CHECK_CALLS_OF(double)
CHECK_CALLS_OF(bool)

#define CHECK_CALLS_INTO(type)                                                                    \
  template void call_into(const tensor_view<greedy::own<type>, 4>&, boxes_view, box_indices_view, \
                          crops_view<greedy::own<type>>, cnr::channels_view, cnr::channels_view,  \
                          cnr::images_view<greedy::own<type>>);
CHECK_CALLS_INTO(std::uint8_t)
CHECK_CALLS_INTO(cnr::half)
CHECK_CALLS_INTO(cnr::bfloat16)
CHECK_CALLS_INTO(std::int16_t)
CHECK_CALLS_INTO(std::int32_t)
CHECK_CALLS_INTO(float)
CHECK_CALLS_INTO(double)
CHECK_CALLS_INTO(bool)
#endif

}  // namespace checks
