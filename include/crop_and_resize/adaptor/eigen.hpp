// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// For data in Eigen 3.4: views of its tensors and matrices, its half and bfloat16 as element types, and an overload of
// crop_and_resize that takes and returns Eigen tensors. It compiles with EIGEN_MPL2_ONLY.

#ifndef CROP_AND_RESIZE_ADAPTOR_EIGEN_HPP
#define CROP_AND_RESIZE_ADAPTOR_EIGEN_HPP

#include <crop_and_resize/crop_and_resize.hpp>

#include <Eigen/Core>
#include <unsupported/Eigen/CXX11/Tensor>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

namespace cnr {
inline namespace v0 {

template <>
struct element_traits<Eigen::half> {
  static constexpr element_format format = element_format::float16;
  CNR_DETAIL_ALWAYS_INLINE static float to_float(const Eigen::half& element) noexcept {
    return detail::half_to_float(detail::bit_cast<std::uint16_t>(element));
  }
  CNR_DETAIL_ALWAYS_INLINE static Eigen::half from_float(float value) noexcept {
    return Eigen::half_impl::raw_uint16_to_half(detail::float_to_half(value));
  }
};

template <>
struct element_traits<Eigen::bfloat16> {
  static constexpr element_format format = element_format::bfloat16;
  CNR_DETAIL_ALWAYS_INLINE static float to_float(const Eigen::bfloat16& element) noexcept {
    return detail::bfloat16_to_float(detail::bit_cast<std::uint16_t>(element));
  }
  CNR_DETAIL_ALWAYS_INLINE static Eigen::bfloat16 from_float(float value) noexcept {
    return Eigen::bfloat16_impl::raw_uint16_to_bfloat16(detail::float_to_bfloat16(value));
  }
};

namespace detail {

/// A view of all elements of a tensor or a tensor map, of which `data` is the first.
template <class T, class Tensor>
CNR_DETAIL_ALWAYS_INLINE tensor_view<T, static_cast<std::size_t>(Tensor::NumIndices)> view_of(T* data,
                                                                                              const Tensor& tensor) {
  constexpr auto rank = static_cast<std::size_t>(Tensor::NumIndices);
  constexpr bool is_row_major = static_cast<int>(Tensor::Layout) == static_cast<int>(Eigen::RowMajor);
  std::array<std::ptrdiff_t, rank> extents{};
  std::array<std::ptrdiff_t, rank> strides{};
  std::ptrdiff_t stride = 1;  // It wraps around if it overflows, as in tensor_view.
  for (std::size_t i = 0; i < rank; ++i) {
    const std::size_t d = is_row_major ? rank - 1 - i : i;
    extents[d] = static_cast<std::ptrdiff_t>(tensor.dimensions()[d]);
    strides[d] = stride;
    stride = detail::wrapping_multiply(stride, extents[d]);
  }
  return {data, extents, strides};
}

}  // namespace detail

/// A view of all elements of an Eigen tensor of either storage order. The axes have the order of Eigen's indices. The
/// view is valid until the tensor is resized or destroyed; that of a temporary tensor does not compile.
template <class T, int Rank, int Options, class Index>
CNR_DETAIL_ALWAYS_INLINE tensor_view<T, std::size_t{Rank}> as_view(Eigen::Tensor<T, Rank, Options, Index>& tensor) {
  return detail::view_of<T>(tensor.data(), tensor);
}
template <class T, int Rank, int Options, class Index>
CNR_DETAIL_ALWAYS_INLINE tensor_view<const T, std::size_t{Rank}> as_view(
    const Eigen::Tensor<T, Rank, Options, Index>& tensor) {
  return detail::view_of<const T>(tensor.data(), tensor);
}
template <class T, int Rank, int Options, class Index>
void as_view(const Eigen::Tensor<T, Rank, Options, Index>&&) = delete;

/// A view of all elements of an Eigen::TensorMap. It is read-only for a map of a const tensor or of const elements.
template <class Tensor, int Options, template <class> class MakePointer>
CNR_DETAIL_ALWAYS_INLINE auto as_view(const Eigen::TensorMap<Tensor, Options, MakePointer>& map) {
  using scalar = typename Tensor::Scalar;
  using element = std::conditional_t<std::is_const<Tensor>::value, const scalar, scalar>;
  // A const map returns a const pointer. But the constness of a map, like that of a pointer, is not that of the
  // elements.
  return detail::view_of<element>(const_cast<element*>(map.data()), map);
}

namespace detail {

/// A batch of one image whose pixels are in a matrix or a map, of which `data` is the first element.
template <class T, class Dense>
CNR_DETAIL_ALWAYS_INLINE tensor_view<T, 4> image_of(T* data, const Dense& dense, std::ptrdiff_t channels) {
  const std::ptrdiff_t row_stride = dense.rowStride();
  const std::ptrdiff_t column_stride = dense.colStride();
  const bool whole_pixels = channels > 0 && dense.cols() % channels == 0;
  const std::ptrdiff_t width = whole_pixels ? dense.cols() / channels : -1;
  // If there are no whole pixels or no columns, `channels` may be any number, and the product could overflow.
  const std::ptrdiff_t pixel_stride = whole_pixels && width > 0 ? channels * column_stride : 0;
  return {data, {{1, dense.rows(), width, channels}}, {{0, row_stride, pixel_stride, column_stride}}};
}

}  // namespace detail

/// A matrix, an array or a map of one as a batch of one image. Each row of the matrix is a row of the image and holds
/// its pixels one after the other, each in `channels` columns. The result has extents [1, rows, cols / channels,
/// channels]. If cols is no multiple of channels, every call refuses the result. Matrices may have any storage order,
/// maps any inner and outer stride. The view is valid until the matrix is resized or destroyed; that of a temporary
/// matrix does not compile.
template <class Matrix, int MapOptions, class Stride>
CNR_DETAIL_ALWAYS_INLINE auto as_image(const Eigen::Map<Matrix, MapOptions, Stride>& map, std::ptrdiff_t channels = 1) {
  using scalar = typename Matrix::Scalar;
  using element = std::conditional_t<std::is_const<Matrix>::value, const scalar, scalar>;
  return detail::image_of<element>(const_cast<element*>(map.data()), map, channels);
}
template <class Matrix>
CNR_DETAIL_ALWAYS_INLINE auto as_image(Eigen::PlainObjectBase<Matrix>& matrix, std::ptrdiff_t channels = 1) {
  return detail::image_of<typename Matrix::Scalar>(matrix.data(), matrix, channels);
}
template <class Matrix>
CNR_DETAIL_ALWAYS_INLINE auto as_image(const Eigen::PlainObjectBase<Matrix>& matrix, std::ptrdiff_t channels = 1) {
  return detail::image_of<const typename Matrix::Scalar>(matrix.data(), matrix, channels);
}
template <class Matrix>
void as_image(const Eigen::PlainObjectBase<Matrix>&&, std::ptrdiff_t = 1) = delete;

#if defined(__cpp_exceptions)

namespace detail {

/// Whether an Eigen tensor with this index type can have these extents. Precondition: no extent is negative, and
/// std::ptrdiff_t can hold their product.
template <class Index>
CNR_DETAIL_ALWAYS_INLINE constexpr bool is_countable(const extents_4d& extents) noexcept {
  if (any_zero(extents)) return true;
  std::int64_t size = 1;
  for (const std::ptrdiff_t extent : extents) {
    if (extent > (std::numeric_limits<Index>::max)()) return false;
    size *= extent;
  }
  return size <= (std::numeric_limits<Index>::max)();
}

}  // namespace detail

/// crop_and_resize with Eigen's tensors. Each argument is a Tensor or a TensorMap of either storage order.
///
/// @param image       [batch, height, width, channels], of any element type of images; with this header, also of
///                    Eigen::half or Eigen::bfloat16
/// @param boxes       [num_boxes, 4] of float: y1, x1, y2, x2, normalised by (extent - 1)
/// @param box_indices [num_boxes] of std::int32_t, each in [0, batch)
/// @param size        height and width of every crop, in pixels
/// @param sampler     bilinear{}, nearest{}, a method chosen at run time, or a sampler class of the caller's
/// @param settings    the options of the call
/// @param executor    runs the tasks of the call; taken by reference, not copied
/// @returns a new tensor [num_boxes, size.height, size.width, channels] of float with the storage order and the index
///          type of the image
/// @throws what the overload that returns a cnr::tensor throws, and std::invalid_argument if the index type of the
///         image cannot count the elements of the crops
///
/// O(num_boxes + elements of the crops).
template <class Image, class Boxes, class BoxIndices, class Sampler = bilinear, class Executor = serial,
          class View = decltype(cnr::as_view(std::declval<const Image&>()))>
CNR_DETAIL_ALWAYS_INLINE Eigen::Tensor<float, 4, Image::Layout, typename Image::Index> crop_and_resize(
    const Image& image, const Boxes& boxes, const BoxIndices& box_indices, crop_size size, Sampler sampler = {},
    const options& settings = {}, Executor&& executor = Executor{}) {
  using index = typename Image::Index;
  using element = std::remove_const_t<typename View::element_type>;
  detail::require_supported<element, float, Sampler>();
  const image_view<element> image_elements = cnr::as_view(image);
  const boxes_view box_elements = cnr::as_view(boxes);
  const box_indices_view index_elements = cnr::as_view(box_indices);
  const detail::extents_4d extents{{box_elements.extent(0), size.height, size.width, image_elements.extent(3)}};
  result checked = detail::validate(image_elements, box_elements, index_elements, extents, sampler, settings);
  if (checked && !detail::is_countable<index>(extents)) checked = {errc::crops_too_large, -1};
  if (!checked) detail::throw_error(checked, image_elements, box_elements, index_elements, size, settings);
  Eigen::Tensor<float, 4, Image::Layout, index> crops(static_cast<index>(extents[0]), static_cast<index>(extents[1]),
                                                      static_cast<index>(extents[2]), static_cast<index>(extents[3]));
  detail::run(image_elements, box_elements, index_elements, cnr::as_view(crops), detail::plain_destination<float>{},
              sampler, settings, executor);
  return crops;
}

#endif  // defined(__cpp_exceptions)

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_ADAPTOR_EIGEN_HPP
