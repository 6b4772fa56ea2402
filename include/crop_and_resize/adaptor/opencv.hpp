// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// For data in OpenCV 4: views of a cv::Mat as an image or as crops, and of rectangles as boxes. It needs OpenCV's core
// alone. Each function throws std::invalid_argument for a matrix that cannot be seen as asked for, with the numbers in
// the text.
//
//     const cnr::image_view<std::uint8_t> image = cnr::as_image<std::uint8_t>(mat);  // CV_8UC3, for instance
//     const cnr::boxes_view boxes = cnr::as_boxes(rects);                            // std::vector<cv::Rect2f>
//     const cnr::crops_view<float> crops = cnr::as_crops<float>(blob);               // NCHW, CV_32F
//
// Rectangles are boxes for box_format::xywh_pixels. With coordinate_mode::half_pixel and border_mode::isolate, crops
// are what cv::resize (INTER_LINEAR) makes of each rectangle's part of a float image, except for rounding.

#ifndef CROP_AND_RESIZE_ADAPTOR_OPENCV_HPP
#define CROP_AND_RESIZE_ADAPTOR_OPENCV_HPP

#include <crop_and_resize/element.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <opencv2/core.hpp>
#include <opencv2/core/check.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#if CV_VERSION_MAJOR < 4
#error "crop_and_resize: adaptor/opencv.hpp needs OpenCV 4 or newer"
#endif

namespace cnr {
inline namespace v0 {
namespace detail {
CNR_DETAIL_BASELINE_BEGIN

/// The depth of matrices whose elements have this format; -1 if there is none.
constexpr int opencv_depth(element_format format) noexcept {
  switch (format) {
    case element_format::uint8:
      return CV_8U;
    case element_format::int8:
      return CV_8S;
    case element_format::uint16:
      return CV_16U;
    case element_format::int16:
      return CV_16S;
    case element_format::int32:
      return CV_32S;
    case element_format::float16:
      return CV_16F;
    case element_format::float32:
      return CV_32F;
    case element_format::float64:
      return CV_64F;
    default:
      return -1;
  }
}

CNR_DETAIL_BASELINE_END

/// The element type of matrices of a depth.
template <int Depth>
struct opencv_element;
template <>
struct opencv_element<CV_8U> {
  using type = std::uint8_t;
};
template <>
struct opencv_element<CV_8S> {
  using type = std::int8_t;
};
template <>
struct opencv_element<CV_16U> {
  using type = std::uint16_t;
};
template <>
struct opencv_element<CV_16S> {
  using type = std::int16_t;
};
template <>
struct opencv_element<CV_32S> {
  using type = std::int32_t;
};
template <>
struct opencv_element<CV_16F> {
  using type = half;
};
template <>
struct opencv_element<CV_32F> {
  using type = float;
};
template <>
struct opencv_element<CV_64F> {
  using type = double;
};

CNR_DETAIL_BASELINE_BEGIN

[[noreturn]] inline void throw_unfit(const std::string& reason) {
  throw std::invalid_argument("crop_and_resize: " + reason);
}

/// "480 x 640", of all dimensions.
inline std::string opencv_extents(const cv::Mat& mat) {
  std::string text;
  for (int axis = 0; axis < mat.dims; ++axis) text += (axis == 0 ? "" : " x ") + std::to_string(mat.size[axis]);
  return text;
}

/// Throws unless the matrix has elements of type T and its axes are a whole number of elements apart.
template <class T>
void require_elements(const cv::Mat& mat) {
  constexpr int depth = detail::opencv_depth(format_of<T>::value);
  static_assert(depth >= 0, "crop_and_resize: cv::Mat has no elements of this type");
  if (mat.dims == 0) detail::throw_unfit("the cv::Mat is empty; if it comes from a file, the file was not read");
  if (mat.depth() != depth) {
    detail::throw_unfit("the cv::Mat is " + cv::typeToString(mat.type()) + ", but the elements asked for are " +
                        cv::typeToString(CV_MAKETYPE(depth, mat.channels())));
  }
  for (int axis = 0; axis < mat.dims; ++axis) {
    if (mat.step[axis] % sizeof(T) != 0) {
      detail::throw_unfit("the step of axis " + std::to_string(axis) + " of the cv::Mat, " +
                          std::to_string(mat.step[axis]) + " bytes, is no multiple of the " +
                          std::to_string(sizeof(T)) + " bytes of an element");
    }
  }
  const auto misaligned = reinterpret_cast<std::uintptr_t>(mat.data) % alignof(T);
  if (misaligned != 0) {
    detail::throw_unfit("the elements of the cv::Mat begin " + std::to_string(misaligned) +
                        " bytes after an address that they could be at");
  }
}

/// The first element. Precondition: require_elements<T>.
template <class T>
T* first_element(const cv::Mat& mat) noexcept {
  return reinterpret_cast<T*>(mat.data);
}

/// The distance between neighbours along an axis, in elements. Precondition: require_elements<T>.
template <class T>
std::ptrdiff_t stride_of(const cv::Mat& mat, int axis) noexcept {
  return static_cast<std::ptrdiff_t>(mat.step[axis] / sizeof(T));
}

/// A matrix of two dimensions as a batch of one.
template <class T, class Element>
tensor_view<Element, 4> batch_of_one(const cv::Mat& mat) {
  const std::ptrdiff_t channels = mat.channels();
  return {detail::first_element<T>(mat),
          {{1, mat.size[0], mat.size[1], channels}},
          {{0, detail::stride_of<T>(mat, 0), channels, 1}}};
}

template <class Out>
crops_view<Out> crops_of(const cv::Mat& mat) {
  detail::require_elements<Out>(mat);
  if (mat.dims == 2) return detail::batch_of_one<Out, Out>(mat);
  if (mat.dims != 4 || mat.channels() != 1) {
    detail::throw_unfit("the cv::Mat has " + detail::opencv_extents(mat) + " elements of " +
                        std::to_string(mat.channels()) +
                        " channels; crops are four dimensions of one channel, NCHW, or two dimensions");
  }
  return {detail::first_element<Out>(mat),
          {{mat.size[0], mat.size[2], mat.size[3], mat.size[1]}},
          {{detail::stride_of<Out>(mat, 0), detail::stride_of<Out>(mat, 2), detail::stride_of<Out>(mat, 3),
            detail::stride_of<Out>(mat, 1)}}};
}

CNR_DETAIL_BASELINE_END
}  // namespace detail

CNR_DETAIL_BASELINE_BEGIN

/// A matrix of two dimensions as a batch of one image: [1, rows, cols, channels]. Nothing is copied: the view is valid
/// as long as any cv::Mat holds the pixels. Parts of a larger matrix and rows with a gap after them are seen as they
/// are.
///
/// @tparam T std::uint8_t, std::int8_t, std::uint16_t, std::int16_t, std::int32_t, float, double, half for CV_16F, or
///           another type whose element_traits name the format of one of these
/// @throws std::invalid_argument if the matrix is empty, has another depth, has not two dimensions, or has a step that
///         is no multiple of the element's size
template <class T>
image_view<T> as_image(const cv::Mat& mat) {
  detail::require_elements<T>(mat);
  if (mat.dims != 2) {
    detail::throw_unfit("the cv::Mat has " + std::to_string(mat.dims) + " dimensions, " + detail::opencv_extents(mat) +
                        "; an image has two");
  }
  return detail::batch_of_one<T, const T>(mat);
}

/// The overload above for a cv::Mat_, whose element type is known: cv::Mat_<cv::Vec3b> is an image of std::uint8_t.
template <class Matrix,
          std::enable_if_t<std::is_base_of<cv::Mat, Matrix>::value && !std::is_same<cv::Mat, Matrix>::value, int> = 0>
auto as_image(const Matrix& mat) {
  using element = typename detail::opencv_element<cv::traits::Depth<typename Matrix::value_type>::value>::type;
  return cnr::as_image<element>(static_cast<const cv::Mat&>(mat));
}

/// A matrix to write crops into. Of four dimensions and one channel, it is an NCHW blob, as cv::dnn takes it:
/// [num_boxes, channels, crop_height, crop_width] in memory, seen as [num_boxes, crop_height, crop_width, channels]. Of
/// two dimensions, it is one crop, or a part of a larger matrix: [1, rows, cols, channels]. Nothing is copied: the view
/// is valid as long as any cv::Mat holds the elements.
///
/// @tparam Out as T of as_image
/// @throws std::invalid_argument as as_image does, and for other dimensions than these
template <class Out>
crops_view<Out> as_crops(cv::Mat& mat) {
  return detail::crops_of<Out>(mat);
}
template <class Out>
crops_view<Out> as_crops(const cv::Mat&& part) {
  return detail::crops_of<Out>(part);
}

/// Rectangles as boxes of box_format::xywh_pixels: [number of rectangles, 4], which are x, y, width and height. Nothing
/// is copied: the view is valid until the vector is changed.
inline boxes_view as_boxes(const std::vector<cv::Rect2f>& rects) noexcept {
  static_assert(std::is_standard_layout<cv::Rect2f>::value && sizeof(cv::Rect2f) == 4 * sizeof(float),
                "crop_and_resize: a cv::Rect2f is no more than four floats");
  return {rects.empty() ? nullptr : &rects.front().x, {{static_cast<std::ptrdiff_t>(rects.size()), 4}}};
}
void as_boxes(const std::vector<cv::Rect2f>&&) = delete;

/// The overload above for rectangles of whole pixels: it replaces the contents of `copy` with them, and shows these.
/// Numbers beyond 2^24 are rounded.
inline boxes_view as_boxes(const std::vector<cv::Rect>& rects, std::vector<cv::Rect2f>& copy) {
  copy.clear();
  copy.reserve(rects.size());
  for (const cv::Rect& rect : rects) {
    copy.emplace_back(static_cast<float>(rect.x), static_cast<float>(rect.y), static_cast<float>(rect.width),
                      static_cast<float>(rect.height));
  }
  return cnr::as_boxes(copy);
}

CNR_DETAIL_BASELINE_END
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_ADAPTOR_OPENCV_HPP
