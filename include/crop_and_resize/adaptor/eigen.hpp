// SPDX-License-Identifier: MIT
//
// For callers who keep their data in Eigen 3.4: views of its tensors and matrices, its half and bfloat16 as element
// types, and a crop_and_resize that takes and returns Eigen tensors. Works under EIGEN_MPL2_ONLY.

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
};

template <>
struct element_traits<Eigen::bfloat16> {
  static constexpr element_format format = element_format::bfloat16;
  CNR_DETAIL_ALWAYS_INLINE static float to_float(const Eigen::bfloat16& element) noexcept {
    return detail::bfloat16_to_float(detail::bit_cast<std::uint16_t>(element));
  }
};

namespace detail {

template <class T, class Tensor>
CNR_DETAIL_ALWAYS_INLINE tensor_view<T, static_cast<std::size_t>(Tensor::NumIndices)> view_of(T* data,
                                                                                              const Tensor& tensor) {
  constexpr auto rank = static_cast<std::size_t>(Tensor::NumIndices);
  constexpr bool is_row_major = static_cast<int>(Tensor::Layout) == static_cast<int>(Eigen::RowMajor);
  std::array<std::ptrdiff_t, rank> extents{};
  std::array<std::ptrdiff_t, rank> strides{};
  std::ptrdiff_t stride = 1;
  for (std::size_t i = 0; i < rank; ++i) {
    const std::size_t d = is_row_major ? rank - 1 - i : i;
    extents[d] = static_cast<std::ptrdiff_t>(tensor.dimensions()[d]);
    strides[d] = stride;
    stride = wrapping_multiply(stride, extents[d]);  // as in tensor_view
  }
  return {data, extents, strides};
}

}  // namespace detail

/// All elements of an Eigen tensor, row- or column-major, its axes in the order in which Eigen numbers them. The view
/// is good for as long as the tensor lives and is not resized.
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

/// The elements that an Eigen tensor map shows: read-only for a map of a const tensor or of const elements.
template <class Tensor, int Options, template <class> class MakePointer>
CNR_DETAIL_ALWAYS_INLINE auto as_view(const Eigen::TensorMap<Tensor, Options, MakePointer>& map) {
  using scalar = typename Tensor::Scalar;
  using element = std::conditional_t<std::is_const<Tensor>::value, const scalar, scalar>;
  // Eigen's const map gives a const pointer, but a map is a pointer: its own constness says nothing of the elements.
  return detail::view_of<element>(const_cast<element*>(map.data()), map);
}

namespace detail {

template <class T, class Dense>
CNR_DETAIL_ALWAYS_INLINE tensor_view<T, 4> image_of(T* data, const Dense& dense, std::ptrdiff_t channels) {
  const std::ptrdiff_t row_stride = dense.rowStride();
  const std::ptrdiff_t column_stride = dense.colStride();
  const bool whole_pixels = channels > 0 && dense.cols() % channels == 0;
  const std::ptrdiff_t width = whole_pixels ? dense.cols() / channels : -1;
  // Channels may be any number where they make no whole pixels, or none at all of no columns.
  const std::ptrdiff_t pixel_stride = whole_pixels && width > 0 ? channels * column_stride : 0;
  return {data, {{1, dense.rows(), width, channels}}, {{0, row_stride, pixel_stride, column_stride}}};
}

}  // namespace detail

/// One image: rows are the matrix' rows, and each row holds its pixels one after the other, `channels` columns a pixel.
/// The result has extents [1, rows, cols / channels, channels]. Where cols is no multiple of channels, it is a view
/// that every call refuses. Any storage order and any inner and outer stride.
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

/// Whether an Eigen tensor with this index type can have these extents. Precondition: their product is representable.
template <class Index>
CNR_DETAIL_ALWAYS_INLINE constexpr bool is_countable(const std::array<std::ptrdiff_t, 4>& extents) noexcept {
  if (any_zero(extents)) return true;
  std::int64_t size = 1;
  for (const std::ptrdiff_t extent : extents) {
    if (extent > (std::numeric_limits<Index>::max)()) return false;
    size *= extent;
  }
  return size <= (std::numeric_limits<Index>::max)();
}

}  // namespace detail

/// crop_and_resize with Eigen's tensors: image [batch, height, width, channels], boxes [num_boxes, 4] of float,
/// box_indices [num_boxes] of std::int32_t; each a Tensor or TensorMap, of either storage order. Returns a tensor
/// [num_boxes, size.height, size.width, channels] in the image's storage order and index type.
///
/// @throws as the overload of crop_and_resize that returns a cnr::tensor, and std::invalid_argument where the crops
///         have more elements than the image's index type counts
template <class Image, class Boxes, class BoxIndices, class Sampler = bilinear, class Executor = serial,
          class View = decltype(as_view(std::declval<const Image&>()))>
CNR_DETAIL_ALWAYS_INLINE Eigen::Tensor<float, 4, Image::Layout, typename Image::Index> crop_and_resize(
    const Image& image, const Boxes& boxes, const BoxIndices& box_indices, crop_size size, Sampler sampler = {},
    const options& settings = {}, Executor&& executor = Executor{}) {
  using index = typename Image::Index;
  using element = std::remove_const_t<typename View::element_type>;
  detail::require_supported<element, Sampler>();
  const image_view<element> image_elements = as_view(image);
  const boxes_view box_elements = as_view(boxes);
  const box_indices_view index_elements = as_view(box_indices);
  const std::array<std::ptrdiff_t, 4> extents{
      {box_elements.extent(0), size.height, size.width, image_elements.extent(3)}};
  result checked = detail::validate(image_elements, box_elements, index_elements, extents, sampler);
  if (checked && !detail::is_countable<index>(extents)) checked = {errc::crops_too_large, -1};
  if (!checked) detail::throw_error(checked, image_elements, box_elements, index_elements, size);
  Eigen::Tensor<float, 4, Image::Layout, index> crops(static_cast<index>(extents[0]), static_cast<index>(extents[1]),
                                                      static_cast<index>(extents[2]), static_cast<index>(extents[3]));
  detail::run(image_elements, box_elements, index_elements, as_view(crops), sampler, settings.extrapolation_value,
              executor);
  return crops;
}

#endif  // defined(__cpp_exceptions)

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_ADAPTOR_EIGEN_HPP
