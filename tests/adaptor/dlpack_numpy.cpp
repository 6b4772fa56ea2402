// SPDX-License-Identifier: MIT
//
// A shared library for dlpack_numpy.py: what the adaptor sees of tensors that another program made.

#include "support/dlpack_members.hpp"

#include <crop_and_resize/adaptor/dlpack.hpp>
#include <crop_and_resize/crop_and_resize.hpp>

#include <dlpack/dlpack.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>

namespace {

using versioned_tensor = support::versioned_dl_tensor<DLTensor>;

/// Runs a function; what it throws, as text that is valid until the next call.
template <class Function>
const char* guarded(const Function& function) noexcept {
  static std::string text;
  try {
    text = "";
    function();
  } catch (const std::exception& error) {
    text = error.what();
  }
  return text.c_str();
}

template <class T, class Tensor>
void list_image(const Tensor& tensor, double* elements) {
  const cnr::image_view<T> image = cnr::as_image<T>(tensor);
  for (std::ptrdiff_t n = 0; n < image.extent(0); ++n) {
    for (std::ptrdiff_t y = 0; y < image.extent(1); ++y) {
      for (std::ptrdiff_t x = 0; x < image.extent(2); ++x) {
        for (std::ptrdiff_t c = 0; c < image.extent(3); ++c) {
          *elements++ = static_cast<double>(cnr::element_traits<T>::to_float(image(n, y, x, c)));
        }
      }
    }
  }
}

template <class Tensor>
void list_image_of(const std::string& type, const Tensor& tensor, double* elements) {
  if (type == "uint8") return list_image<std::uint8_t>(tensor, elements);
  if (type == "uint16") return list_image<std::uint16_t>(tensor, elements);
  if (type == "int8") return list_image<std::int8_t>(tensor, elements);
  if (type == "int16") return list_image<std::int16_t>(tensor, elements);
  if (type == "int32") return list_image<std::int32_t>(tensor, elements);
  if (type == "int64") return list_image<std::int64_t>(tensor, elements);
  if (type == "float16") return list_image<cnr::half>(tensor, elements);
  if (type == "float32") return list_image<float>(tensor, elements);
  if (type == "float64") return list_image<double>(tensor, elements);
  throw std::invalid_argument("no type: " + type);
}

}  // namespace

extern "C" {

/// Writes the elements of an image, of the type that is named, in the order of its indices.
const char* list_elements(const char* type, const DLManagedTensor* tensor, double* elements) {
  return guarded([&] { list_image_of(type, *tensor, elements); });
}
const char* list_versioned_elements(const char* type, const versioned_tensor* tensor, double* elements) {
  return guarded([&] { list_image_of(type, *tensor, elements); });
}

/// Cuts boxes, in pixels with half_pixel, out of an image of bytes.
const char* crop(const DLManagedTensor* image, const DLManagedTensor* boxes, const DLManagedTensor* box_indices,
                 const DLManagedTensor* crops) {
  return guarded([&] {
    const cnr::options settings{-1, cnr::coordinate_mode::half_pixel, cnr::border_mode::extrapolate,
                                cnr::box_format::xywh_pixels};
    const cnr::result done = cnr::crop_and_resize(
        cnr::as_image<std::uint8_t>(*image), cnr::as_view<const float, 2>(*boxes),
        cnr::as_view<const std::int32_t, 1>(*box_indices), cnr::as_crops<float>(*crops), cnr::nearest{}, settings);
    if (!done) throw std::invalid_argument(done.message());
  });
}

/// Writes to a tensor that may be read-only.
const char* write_versioned(const versioned_tensor* tensor) {
  return guarded([&] { cnr::as_crops<float> (*tensor)(0, 0, 0, 0) = 7; });
}

}  // extern "C"
