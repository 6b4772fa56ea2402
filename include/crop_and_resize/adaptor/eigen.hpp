// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// For data in Eigen 3.4 or 5: views of its tensors, matrices and parts of both, its half and bfloat16 as element types,
// and overloads of crop_and_resize that take, write and return Eigen tensors. It compiles with EIGEN_MPL2_ONLY.

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

/// The number of an axis, from extents, offsets or steps of Eigen's.
template <class Numbers>
CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t number_at(const Numbers& numbers, std::size_t axis) {
  return static_cast<std::ptrdiff_t>(numbers[axis]);
}
template <std::ptrdiff_t... Extents>
CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t number_at(const Eigen::Sizes<Extents...>& numbers, std::size_t axis) {
  return numbers[static_cast<std::ptrdiff_t>(axis)];
}

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
    extents[d] = detail::number_at(tensor.dimensions(), d);
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

/// A view of all elements of an Eigen::TensorFixedSize, as of an Eigen::Tensor.
template <class T, class Sizes, int Options, class Index>
CNR_DETAIL_ALWAYS_INLINE auto as_view(Eigen::TensorFixedSize<T, Sizes, Options, Index>& tensor) {
  return detail::view_of<T>(tensor.data(), tensor);
}
template <class T, class Sizes, int Options, class Index>
CNR_DETAIL_ALWAYS_INLINE auto as_view(const Eigen::TensorFixedSize<T, Sizes, Options, Index>& tensor) {
  return detail::view_of<const T>(tensor.data(), tensor);
}
template <class T, class Sizes, int Options, class Index>
void as_view(const Eigen::TensorFixedSize<T, Sizes, Options, Index>&&) = delete;

namespace detail {

/// The part of a view that has these extents, begins at index `start` of each axis, and takes every `step`-th index.
template <class T, std::size_t Rank>
CNR_DETAIL_ALWAYS_INLINE tensor_view<T, Rank> part_of(const tensor_view<T, Rank>& whole,
                                                      const std::array<std::ptrdiff_t, Rank>& start,
                                                      const std::array<std::ptrdiff_t, Rank>& step,
                                                      const std::array<std::ptrdiff_t, Rank>& extents) {
  std::array<std::ptrdiff_t, Rank> strides{};
  if (any_zero(extents) || whole.data() == nullptr) return {whole.data(), extents, strides};
  std::ptrdiff_t offset = 0;
  for (std::size_t axis = 0; axis < Rank; ++axis) {
    offset += start[axis] * whole.stride(axis);
    strides[axis] = extents[axis] > 1 ? step[axis] * whole.stride(axis) : 0;
  }
  return {whole.data() + offset, extents, strides};
}

CNR_DETAIL_ALWAYS_INLINE std::ptrdiff_t limited(std::ptrdiff_t value, std::ptrdiff_t low, std::ptrdiff_t high) {
  return minimum(maximum(value, low), high);
}

}  // namespace detail

/// A view of a part of a tensor or a tensor map: tensor.slice(offsets, extents). It is read-only if the tensor is
/// const. The view is valid as long as one of the whole tensor.
template <class Starts, class Sizes, class Tensor>
CNR_DETAIL_ALWAYS_INLINE auto as_view(const Eigen::TensorSlicingOp<Starts, Sizes, Tensor>& slice) {
  const auto whole = cnr::as_view(const_cast<Tensor&>(slice.expression()));
  typename decltype(whole)::extents_type start{};
  typename decltype(whole)::extents_type step{};
  typename decltype(whole)::extents_type extents{};
  for (std::size_t axis = 0; axis < extents.size(); ++axis) {
    start[axis] = detail::number_at(slice.startIndices(), axis);
    step[axis] = 1;
    extents[axis] = detail::number_at(slice.sizes(), axis);
  }
  return detail::part_of(whole, start, step, extents);
}

/// A view of a part of a tensor or a tensor map with steps between its elements: tensor.stridedSlice(starts, stops,
/// strides). Steps may be negative. Bounds beyond the tensor are moved to its edge, as in Eigen.
template <class Starts, class Stops, class Strides, class Tensor>
CNR_DETAIL_ALWAYS_INLINE auto as_view(const Eigen::TensorStridingSlicingOp<Starts, Stops, Strides, Tensor>& slice) {
  const auto whole = cnr::as_view(const_cast<Tensor&>(slice.expression()));
  typename decltype(whole)::extents_type start{};
  typename decltype(whole)::extents_type step{};
  typename decltype(whole)::extents_type extents{};
  for (std::size_t axis = 0; axis < extents.size(); ++axis) {
    step[axis] = detail::number_at(slice.strides(), axis);
    const std::ptrdiff_t low = step[axis] > 0 ? 0 : -1;
    const std::ptrdiff_t high = whole.extent(axis) + low;
    start[axis] = detail::limited(detail::number_at(slice.startIndices(), axis), low, high);
    const std::ptrdiff_t stop = detail::limited(detail::number_at(slice.stopIndices(), axis), low, high);
    const bool is_empty = step[axis] == 0 || stop == start[axis] || (stop < start[axis]) != (step[axis] < 0);
    const std::ptrdiff_t towards_stop = step[axis] > 0 ? 1 : -1;
    extents[axis] = is_empty ? 0 : (stop - start[axis] - towards_stop) / step[axis] + 1;
  }
  return detail::part_of(whole, start, step, extents);
}

/// A view of every n-th element of a tensor or a tensor map along each axis: tensor.stride(steps).
template <class Strides, class Tensor>
CNR_DETAIL_ALWAYS_INLINE auto as_view(const Eigen::TensorStridingOp<Strides, Tensor>& strided) {
  const auto whole = cnr::as_view(const_cast<Tensor&>(strided.expression()));
  typename decltype(whole)::extents_type step{};
  typename decltype(whole)::extents_type extents{};
  for (std::size_t axis = 0; axis < extents.size(); ++axis) {
    step[axis] = detail::number_at(strided.strides(), axis);
    extents[axis] = step[axis] > 0 && whole.extent(axis) > 0 ? (whole.extent(axis) - 1) / step[axis] + 1 : 0;
  }
  return detail::part_of(whole, {}, step, extents);
}

namespace detail {

/// Whether the elements of an expression are in memory, at strides: a Matrix, Array, Map, Ref, Block and others.
template <class Dense, class = void>
struct has_memory : std::false_type {};
template <class Dense>
struct has_memory<Dense, std::void_t<decltype(std::declval<const Dense&>().data()),
                                     decltype(std::declval<const Dense&>().rowStride())>>
    : std::integral_constant<bool, (static_cast<int>(Dense::Flags) & static_cast<int>(Eigen::DirectAccessBit)) != 0> {};

/// The elements of such an expression: const if they cannot be assigned to.
template <class Dense>
using dense_element = std::conditional_t<(static_cast<int>(Dense::Flags) & static_cast<int>(Eigen::LvalueBit)) != 0,
                                         typename Dense::Scalar, const typename Dense::Scalar>;

/// All elements of an expression that is in memory: [rows, cols].
/// A const map or block has mutable elements where the other one has: like that of a pointer, its constness is its own.
template <class T, class Dense>
CNR_DETAIL_ALWAYS_INLINE tensor_view<T, 2> rows_of(const Dense& dense) {
  return {const_cast<T*>(dense.data()), {{dense.rows(), dense.cols()}}, {{dense.rowStride(), dense.colStride()}}};
}

/// Eigen's word for the distance between indices of such a type: a number, or one of two constants. The traits of a
/// view have it in Eigen 3.4 and 5, whose names for all else differ.
template <class Indices>
struct index_step
    : std::integral_constant<int, static_cast<int>(Eigen::internal::traits<
                                                   Eigen::IndexedView<Eigen::ArrayXXf, Indices, Indices>>::RowIncr)> {};

/// Whether the numbers of indices of such a type are a constant distance apart: Eigen::seq, Eigen::all, a number. Those
/// in an array are not.
template <class Indices>
struct is_sequence
    : std::integral_constant<bool, index_step<Indices>::value != index_step<std::array<Eigen::Index, 1>>::value> {};

/// Whether cnr::as_image takes an expression, other than a Matrix or an Array itself.
template <class Dense>
struct is_part : has_memory<Dense> {};
template <class Whole, class Rows, class Columns>
struct is_part<Eigen::IndexedView<Whole, Rows, Columns>>
    : std::integral_constant<bool, is_sequence<Rows>::value && is_sequence<Columns>::value &&
                                       (has_memory<std::remove_const_t<Whole>>::value ||
                                        is_part<std::remove_const_t<Whole>>::value)> {};

template <class Dense>
CNR_DETAIL_ALWAYS_INLINE auto part_rows(const Dense& part) {
  return rows_of<dense_element<Dense>>(part);
}
/// matrix(Eigen::seq(0, last, 2), Eigen::all)
template <class Whole, class Rows, class Columns>
CNR_DETAIL_ALWAYS_INLINE auto part_rows(const Eigen::IndexedView<Whole, Rows, Columns>& part) {
  const auto whole = part_rows(part.nestedExpression());
  using element = dense_element<Eigen::IndexedView<Whole, Rows, Columns>>;
  const auto& rows = part.rowIndices();
  const auto& columns = part.colIndices();
  const std::ptrdiff_t row_step = part.rows() > 1 ? rows[1] - rows[0] : 0;
  const std::ptrdiff_t column_step = part.cols() > 1 ? columns[1] - columns[0] : 0;
  const bool is_empty = part.rows() == 0 || part.cols() == 0;
  const auto shown = detail::part_of(
      whole,
      {{is_empty ? 0 : static_cast<std::ptrdiff_t>(rows[0]), is_empty ? 0 : static_cast<std::ptrdiff_t>(columns[0])}},
      {{row_step, column_step}}, {{part.rows(), part.cols()}});
  return tensor_view<element, 2>(const_cast<element*>(shown.data()), shown.extents(), shown.strides());
}

/// Whether a type is a class of Eigen's. as_image<float>(...) of other adaptors would otherwise look into
/// Eigen::PlainObjectBase<float>, which does not compile.
template <class Matrix>
struct is_matrix : std::is_base_of<Eigen::EigenBase<Matrix>, Matrix> {};

/// Rows of pixels, each in `channels` columns, as a batch of one image.
template <class T>
CNR_DETAIL_ALWAYS_INLINE tensor_view<T, 4> image_of(const tensor_view<T, 2>& rows, std::ptrdiff_t channels) {
  const std::ptrdiff_t column_stride = rows.stride(1);
  const bool whole_pixels = channels > 0 && rows.extent(1) % channels == 0;
  const std::ptrdiff_t width = whole_pixels ? rows.extent(1) / channels : -1;
  // If there are no whole pixels or no columns, `channels` may be any number, and the product could overflow.
  const std::ptrdiff_t pixel_stride = whole_pixels && width > 0 ? channels * column_stride : 0;
  return {rows.data(), {{1, rows.extent(0), width, channels}}, {{0, rows.stride(0), pixel_stride, column_stride}}};
}

}  // namespace detail

/// A matrix, an array or a part of one as a batch of one image. Each row of the matrix is a row of the image and holds
/// its pixels one after the other, each in `channels` columns. The result has extents [1, rows, cols / channels,
/// channels]. If cols is no multiple of channels, every call refuses the result. Matrices may have any storage order.
/// Parts are an Eigen::Map or Eigen::Ref with any strides, a block(), row(), transpose() or a slice by Eigen::seq, of
/// these again. The view is read-only if the elements are const. It is valid until the matrix is resized or destroyed;
/// that of a temporary matrix does not compile, nor does that of a temporary Eigen::Ref to const, which may be a copy.
template <class Part, std::enable_if_t<detail::is_part<Part>::value, int> = 0>
CNR_DETAIL_ALWAYS_INLINE auto as_image(const Eigen::DenseBase<Part>& part, std::ptrdiff_t channels = 1) {
  return detail::image_of(detail::part_rows(part.derived()), channels);
}
template <class Matrix, std::enable_if_t<detail::is_matrix<Matrix>::value, int> = 0>
CNR_DETAIL_ALWAYS_INLINE auto as_image(Eigen::PlainObjectBase<Matrix>& matrix, std::ptrdiff_t channels = 1) {
  return detail::image_of(detail::rows_of<typename Matrix::Scalar>(matrix.derived()), channels);
}
template <class Matrix, std::enable_if_t<detail::is_matrix<Matrix>::value, int> = 0>
CNR_DETAIL_ALWAYS_INLINE auto as_image(const Eigen::PlainObjectBase<Matrix>& matrix, std::ptrdiff_t channels = 1) {
  return detail::image_of(detail::rows_of<const typename Matrix::Scalar>(matrix.derived()), channels);
}
template <class Matrix, std::enable_if_t<detail::is_matrix<Matrix>::value, int> = 0>
void as_image(const Eigen::PlainObjectBase<Matrix>&&, std::ptrdiff_t = 1) = delete;
template <class Matrix, int Options, class Stride>
void as_image(const Eigen::Ref<const Matrix, Options, Stride>&&, std::ptrdiff_t = 1) = delete;

namespace detail {

/// What a call takes in place of an argument: a view of an Eigen tensor; the library's own views as they are.
template <class T, std::size_t Rank>
CNR_DETAIL_ALWAYS_INLINE tensor_view<T, Rank> argument_of(const tensor_view<T, Rank>& view) noexcept {
  return view;
}
template <class Out>
CNR_DETAIL_ALWAYS_INLINE normalized_crops<Out> argument_of(const normalized_crops<Out>& destination) noexcept {
  return destination;
}
template <class Tensor>
CNR_DETAIL_ALWAYS_INLINE auto argument_of(Tensor&& tensor) -> decltype(cnr::as_view(std::forward<Tensor>(tensor))) {
  return cnr::as_view(std::forward<Tensor>(tensor));
}

/// Whether cnr::as_view takes an argument.
template <class Tensor, class = void>
struct is_eigen_tensor : std::false_type {};
template <class Tensor>
struct is_eigen_tensor<Tensor, std::void_t<typename decltype(cnr::as_view(std::declval<Tensor>()))::element_type>>
    : std::true_type {};

}  // namespace detail

/// crop_and_resize with Eigen's tensors. Each of the first four arguments is a Tensor, TensorFixedSize or TensorMap of
/// either storage order, a slice of one, or what the library's own overloads take there; at least one is Eigen's. All
/// else is as with views: crops are written in place, nothing is allocated, and the result says what was refused.
///
/// @param image       [batch, height, width, channels], of any element type of images; with this header, also of
///                    Eigen::half or Eigen::bfloat16
/// @param boxes       [num_boxes, 4] of float
/// @param box_indices [num_boxes] of std::int32_t, each in [0, batch)
/// @param crops       [num_boxes, crop_height, crop_width, channels], of any element type of crops; overwritten
///
/// O(num_boxes + elements of the crops).
template <
    class Image, class Boxes, class BoxIndices, class Crops, class Sampler = bilinear, class Executor = serial,
    std::enable_if_t<detail::is_eigen_tensor<const Image&>::value || detail::is_eigen_tensor<Crops>::value, int> = 0,
    class Source = decltype(detail::argument_of(std::declval<const Image&>())),
    class Destination = decltype(detail::argument_of(std::declval<Crops>()))>
CNR_DETAIL_ALWAYS_INLINE result crop_and_resize(const Image& image, const Boxes& boxes, const BoxIndices& box_indices,
                                                Crops&& crops, Sampler sampler = {}, const options& settings = {},
                                                Executor&& executor = Executor{})  //
    noexcept(detail::is_serial<Executor>::value) {
  using element = std::remove_const_t<typename Source::element_type>;
  const Destination destination = detail::argument_of(std::forward<Crops>(crops));
  return cnr::crop_and_resize<element>(detail::argument_of(image), detail::argument_of(boxes),
                                       detail::argument_of(box_indices), destination, sampler, settings, executor);
}

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

/// crop_and_resize with Eigen's tensors, into a new tensor. The image is a Tensor, TensorFixedSize or TensorMap of
/// either storage order. Boxes and box_indices are also slices of one, or views.
///
/// @param image       [batch, height, width, channels], of any element type of images; with this header, also of
///                    Eigen::half or Eigen::bfloat16
/// @param boxes       [num_boxes, 4] of float: y1, x1, y2, x2, normalised by (extent - 1)
/// @param box_indices [num_boxes] of std::int32_t, each in [0, batch)
/// @param size        height and width of every crop, in pixels
/// @param sampler     bilinear{}, nearest{}, a method chosen at run time, a filter, or a class of the caller's
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
  const boxes_view box_elements = detail::argument_of(boxes);
  const box_indices_view index_elements = detail::argument_of(box_indices);
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
