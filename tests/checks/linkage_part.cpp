// SPDX-License-Identifier: MIT
//
// One part of a program whose parts are built with different flags: CHECK_PART, a function of its own that uses the
// library in every way it offers and returns a hash of all crops. The bits must not depend on the flags.

#include "dense_call.hpp"

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <limits>

namespace {

/// FNV-1a over 32-bit words.
class hash {
 public:
  void add(const float* numbers, std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
      std::uint32_t bits = 0;
      std::memcpy(&bits, &numbers[i], sizeof bits);
      value_ = (value_ ^ bits) * 1099511628211U;
    }
  }
  std::uint64_t value() const noexcept { return value_; }

 private:
  std::uint64_t value_ = 14695981039346656037U;
};

/// An executor that hands out the items one by one.
struct one_by_one {
  template <class Body>
  void operator()(std::ptrdiff_t count, double /*cost*/, const Body& body) const {
    for (std::ptrdiff_t item = 0; item < count; ++item) body(item, item + 1);
  }
};

template <class T, class Sampler>
void add_crops(Sampler sampler, hash& hash) {
  checks::dense_call<T> call;
  const cnr::options settings{-1.5F};
  if (!cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops(), sampler, settings)) {
    std::terminate();
  }
  hash.add(call.output.data(), call.output.size());
  if (!cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops(), sampler, settings,
                            one_by_one{})) {
    std::terminate();
  }
  hash.add(call.output.data(), call.output.size());
  const cnr::tensor<float, 4> owned = cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(),
                                                           cnr::crop_size{9, 11}, sampler, settings, one_by_one{});
  hash.add(owned.data(), owned.size());
}

/// Normalised crops of another type, in another mode, of a batch and of images of different sizes.
template <class T, class Out>
void add_normalized_crops(hash& hash) {
  checks::dense_call<T> call;
  std::array<Out, checks::dense_call<T>::output_size> elements{};
  const std::array<float, 3> scale{{0.3F, -1.7F, 0.009F}};
  const std::array<float, 3> bias{{-2.1F, 0.7F, 1e-3F}};
  const auto crops = cnr::normalized(cnr::crops_view<Out>(elements.data(), call.crops().extents()), {scale.data(), {3}},
                                     {bias.data(), {3}});
  cnr::options settings{-1.5F, cnr::coordinate_mode::half_pixel, cnr::border_mode::isolate};
  const auto add = [&](const cnr::result& done) {
    if (!done) std::terminate();
    for (const Out& element : elements) {
      const float number = cnr::element_traits<Out>::to_float(element);
      hash.add(&number, 1);
    }
  };
  add(cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), crops, cnr::bilinear{}, settings));
  const std::array<cnr::image_view<T>, 2> images{
      {{call.pixels.data(), {1, 7, 6, 3}}, {call.pixels.data() + 5, {1, 3, 13, 3}}}};
  settings.coordinates = cnr::coordinate_mode::clamped_corners;
  settings.border = cnr::border_mode::replicate;
  add(cnr::crop_and_resize(cnr::images_view<T>(images.data(), {2}), call.boxes(), call.box_indices(), crops,
                           cnr::bilinear{}, settings, one_by_one{}));
}

/// Through pointers, which always_inline does not keep from becoming shared functions.
template <class T>
void add_by_address(hash& hash) {
  using function = cnr::result (*)(cnr::image_view<T>, cnr::boxes_view, cnr::box_indices_view, cnr::crops_view<float>,
                                   cnr::bilinear, const cnr::options&, cnr::serial&&);
  using grad_function = cnr::result (*)(cnr::image_view<float>, cnr::image_view<T>, cnr::boxes_view,
                                        cnr::box_indices_view, cnr::tensor_view<float, 2>, cnr::serial&&);
  const volatile function call_crops = &cnr::crop_and_resize<T, float, cnr::bilinear, cnr::serial>;
  const volatile grad_function call_grads = &cnr::crop_and_resize_grad_boxes<T, cnr::serial>;
  checks::dense_call<T> call;
  if (!call_crops(call.image(), call.boxes(), call.box_indices(), call.crops(), {}, {}, {}) ||
      !call_grads(call.grads(), call.image(), call.boxes(), call.box_indices(), call.grad_boxes(), {})) {
    std::terminate();
  }
  hash.add(call.output.data(), call.output.size());
  hash.add(call.by_corners.data(), call.by_corners.size());
}

/// The gradients, of crops that are there already; that with regard to the image where the type has one.
template <class T>
void add_grads(hash& hash) {
  checks::dense_call<T> call;
  if (!cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops())) std::terminate();
  if constexpr (cnr::detail::is_grad_element<T>::value) {
    if (!cnr::crop_and_resize_grad_image(call.grads(), call.boxes(), call.box_indices(), call.grad_image())) {
      std::terminate();
    }
    for (const T& element : call.by_pixels) {
      const float value = cnr::element_traits<T>::to_float(element);
      hash.add(&value, 1);
    }
  }
  if (!cnr::crop_and_resize_grad_boxes(call.grads(), call.image(), call.boxes(), call.box_indices(), call.grad_boxes(),
                                       one_by_one{})) {
    std::terminate();
  }
  hash.add(call.by_corners.data(), call.by_corners.size());
}

/// Refusals count, too: the length of the text of the exception stands for it.
void add_refusal(hash& hash) {
  checks::dense_call<float> call;
  call.corners[5] = std::numeric_limits<float>::infinity();
  try {
    const auto crops = cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), cnr::crop_size{2, 2});
    std::terminate();
  } catch (const std::exception& refusal) {
    const auto length = static_cast<float>(std::strlen(refusal.what()));
    hash.add(&length, 1);
  }
}

template <class T>
void add_all(hash& hash) {
  add_crops<T>(cnr::bilinear{}, hash);
  add_crops<T>(cnr::nearest{}, hash);
  add_crops<T>(cnr::to_method("bilinear"), hash);
  add_crops<T>(cnr::to_method("nearest"), hash);
  add_by_address<T>(hash);
  add_grads<T>(hash);
}

}  // namespace

std::uint64_t CHECK_PART();
std::uint64_t CHECK_PART() {
  hash hash;
  add_all<std::uint8_t>(hash);
  add_all<cnr::half>(hash);
  add_normalized_crops<std::uint8_t, cnr::half>(hash);
  add_normalized_crops<std::uint8_t, float>(hash);
  add_refusal(hash);
  return hash.value();
}
