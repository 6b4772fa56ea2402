// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// For tensors that frameworks exchange by DLPack: NumPy, PyTorch, TensorFlow, JAX, CuPy, TVM, ONNX Runtime. A view of a
// DLTensor, a DLManagedTensor or a DLManagedTensorVersioned. It reads their members and includes no header of DLPack,
// because each framework brings one of its own.
//
//     const cnr::image_view<std::uint8_t> image = cnr::as_image<std::uint8_t>(*managed);  // of two, three or four axes
//     const cnr::crops_view<float> crops = cnr::as_crops<float>(output);                  // three or four axes
//     const cnr::boxes_view boxes = cnr::as_view<const float, 2>(corners);
//
// Nothing is copied: a view is valid until the tensor's deleter is called, which stays the caller's to do.

#ifndef CROP_AND_RESIZE_ADAPTOR_DLPACK_HPP
#define CROP_AND_RESIZE_ADAPTOR_DLPACK_HPP

#include <crop_and_resize/element.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace cnr {
inline namespace v0 {
namespace detail {

/// Whether a class has the members of DLTensor.
template <class Tensor, class = void>
struct is_dltensor : std::false_type {};
template <class Tensor>
struct is_dltensor<
    Tensor,
    std::void_t<decltype(std::declval<const Tensor&>().device.device_type),
                decltype(std::declval<const Tensor&>().dtype.lanes), decltype(std::declval<const Tensor&>().ndim),
                decltype(std::declval<const Tensor&>().shape), decltype(std::declval<const Tensor&>().strides),
                decltype(std::declval<const Tensor&>().byte_offset), decltype(std::declval<const Tensor&>().data)>>
    : std::true_type {};

/// Whether a class has the members of DLManagedTensor; with `flags` and `version`, those of DLManagedTensorVersioned.
template <class Tensor, class = void>
struct is_managed_dltensor : std::false_type {};
template <class Tensor>
struct is_managed_dltensor<
    Tensor, std::enable_if_t<is_dltensor<std::decay_t<decltype(std::declval<const Tensor&>().dl_tensor)>>::value>>
    : std::true_type {};

template <class Tensor, class = void>
struct is_versioned_dltensor : std::false_type {};
template <class Tensor>
struct is_versioned_dltensor<Tensor, std::void_t<decltype(std::declval<const Tensor&>().flags),
                                                 decltype(std::declval<const Tensor&>().version.major)>>
    : std::true_type {};

template <class Tensor>
struct is_dlpack : std::integral_constant<bool, is_dltensor<Tensor>::value || is_managed_dltensor<Tensor>::value> {};

CNR_DETAIL_BASELINE_BEGIN

// The numbers of DLPack's binary interface.
constexpr int dlpack_int = 0;
constexpr int dlpack_uint = 1;
constexpr int dlpack_float = 2;
constexpr int dlpack_bfloat = 4;
constexpr int dlpack_cpu = 1;
constexpr int dlpack_cuda_host = 3;
constexpr int dlpack_rocm_host = 11;
constexpr std::uint64_t dlpack_read_only = 1;

/// The type code of elements that have this format; -1 if there is none.
constexpr int dlpack_code(element_format format) noexcept {
  switch (format) {
    case element_format::uint8:
    case element_format::uint16:
      return dlpack_uint;
    case element_format::int8:
    case element_format::int16:
    case element_format::int32:
    case element_format::int64:
      return dlpack_int;
    case element_format::float16:
    case element_format::float32:
    case element_format::float64:
      return dlpack_float;
    case element_format::bfloat16:
      return dlpack_bfloat;
    default:
      return -1;
  }
}

/// "uint8", "float32", "bool8", "type 17 of 6 bits": what frameworks call a type.
inline std::string dlpack_type_name(int code, int bits) {
  constexpr std::array<const char*, 7> names{{"int", "uint", "float", "handle", "bfloat", "complex", "bool"}};
  if (code < 0 || static_cast<std::size_t>(code) >= names.size()) {
    return "type " + std::to_string(code) + " of " + std::to_string(bits) + " bits";
  }
  return names[static_cast<std::size_t>(code)] + std::to_string(bits);
}

[[noreturn]] inline void refuse_dlpack(const std::string& reason) {
  throw std::invalid_argument("crop_and_resize: the DLPack tensor " + reason);
}

/// A tensor whose numbers do not depend on the header of DLPack that declares it.
struct dlpack_axes {
  std::uintptr_t data;
  int device;
  int code;
  int bits;
  int lanes;
  int rank;
  const std::int64_t* shape;
  const std::int64_t* strides;
  std::uint64_t byte_offset;
};

/// What elements of a type need.
struct dlpack_needs {
  element_format format;
  std::size_t alignment;
};

/// Throws unless elements of the format are where this process can read them, aligned, in a tensor of such a rank.
inline void require_dlpack(const dlpack_axes& tensor, const dlpack_needs& elements, int least_rank, int most_rank) {
  if (tensor.device != dlpack_cpu && tensor.device != dlpack_cuda_host && tensor.device != dlpack_rocm_host) {
    refuse_dlpack("is on a device of type " + std::to_string(tensor.device) +
                  "; only the memory of the CPU can be read: copy it there first");
  }
  const int code = detail::dlpack_code(elements.format);
  const int bits = static_cast<int>(8 * detail::size_of(elements.format));
  if (tensor.code != code || tensor.bits != bits) {
    refuse_dlpack("has elements of " + detail::dlpack_type_name(tensor.code, tensor.bits) +
                  ", but those asked for are " + detail::dlpack_type_name(code, bits));
  }
  if (tensor.lanes != 1) {
    refuse_dlpack("has elements of " + std::to_string(tensor.lanes) + " lanes, but those asked for have one");
  }
  if (tensor.rank < least_rank || tensor.rank > most_rank) {
    refuse_dlpack("has " + std::to_string(tensor.rank) + " axes, but what is asked for has " +
                  std::to_string(least_rank) +
                  (least_rank == most_rank ? std::string() : " to " + std::to_string(most_rank)));
  }
  if (tensor.rank > 0 && tensor.shape == nullptr) refuse_dlpack("has no shape");
  if (tensor.data == 0) return;
  if (tensor.byte_offset > static_cast<std::uint64_t>(PTRDIFF_MAX)) {
    refuse_dlpack("begins " + std::to_string(tensor.byte_offset) + " bytes after its data, which is beyond any memory");
  }
  const std::uintptr_t misaligned =
      (tensor.data + static_cast<std::uintptr_t>(tensor.byte_offset)) % elements.alignment;
  if (misaligned != 0) {
    refuse_dlpack("has elements that begin " + std::to_string(misaligned) +
                  " bytes after an address that they could be at");
  }
}

template <class Tensor>
dlpack_axes dlpack_axes_of(const Tensor& tensor) noexcept {
  return {reinterpret_cast<std::uintptr_t>(tensor.data),
          static_cast<int>(tensor.device.device_type),
          static_cast<int>(tensor.dtype.code),
          static_cast<int>(tensor.dtype.bits),
          static_cast<int>(tensor.dtype.lanes),
          static_cast<int>(tensor.ndim),
          tensor.shape,
          tensor.strides,
          static_cast<std::uint64_t>(tensor.byte_offset)};
}

/// The DLTensor of a tensor of any kind. Throws if elements would be written that are read-only, or if the members of a
/// later version have other meanings.
template <class T, class Tensor>
const auto& dltensor_of(const Tensor& tensor) {
  if constexpr (is_dltensor<Tensor>::value) {
    return tensor;
  } else {
    if constexpr (is_versioned_dltensor<Tensor>::value) {
      if (tensor.version.major != 1) {
        refuse_dlpack("is of version " + std::to_string(tensor.version.major) + " of DLPack; version 1 is known");
      }
      if (!std::is_const<T>::value && (tensor.flags & dlpack_read_only) != 0) {
        refuse_dlpack("is read-only, and cannot be written");
      }
    }
    return tensor.dl_tensor;
  }
}

/// A view of a tensor of least_rank to Rank axes. Its axes are the last ones of the view; those before have one entry.
template <class T, std::size_t Rank, class Tensor>
tensor_view<T, Rank> view_of_dlpack(const Tensor& tensor, int least_rank, bool has_channels = true) {
  using element = std::remove_const_t<T>;
  static_assert(detail::dlpack_code(format_of<element>::value) >= 0,
                "crop_and_resize: DLPack has no elements of this type");
  const auto& numbers = detail::dltensor_of<T>(tensor);
  const dlpack_axes axes = detail::dlpack_axes_of(numbers);
  detail::require_dlpack(axes, {format_of<element>::value, alignof(element)}, least_rank, static_cast<int>(Rank));
  // A grey image of two axes has its one channel after them.
  const auto count = static_cast<std::size_t>(axes.rank);
  const std::size_t last = Rank - (has_channels ? 0 : 1);
  typename tensor_view<T, Rank>::extents_type extents{};
  typename tensor_view<T, Rank>::strides_type strides{};
  std::ptrdiff_t dense = 1;
  for (std::size_t axis = 0; axis < Rank; ++axis) extents[axis] = 1;
  for (std::size_t i = count; i > 0; --i) {
    const std::size_t axis = last - (count - i) - 1;
    extents[axis] = detail::to_ptrdiff(axes.shape[i - 1]);
    strides[axis] = axes.strides == nullptr ? dense : detail::to_ptrdiff(axes.strides[i - 1]);
    dense = detail::wrapping_multiply(dense, extents[axis]);
  }
  T* const data =
      axes.data == 0
          ? nullptr
          : reinterpret_cast<T*>(static_cast<char*>(numbers.data) + static_cast<std::ptrdiff_t>(axes.byte_offset));
  return {data, extents, strides};
}

CNR_DETAIL_BASELINE_END
}  // namespace detail

CNR_DETAIL_BASELINE_BEGIN

/// A tensor as it is, with Rank axes: as_view<const float, 2>(boxes), as_view<const std::int32_t, 1>(box_indices).
///
/// @tparam T     std::uint8_t, std::int8_t, std::uint16_t, std::int16_t, std::int32_t, std::int64_t, half, bfloat16,
///               float, double, or another type whose element_traits name the format of one of these; const to read
/// @tparam Rank  number of axes
/// @param tensor a DLTensor, DLManagedTensor or DLManagedTensorVersioned. Null strides mean dense rows. Other strides
///               may be 0 or negative
/// @throws std::invalid_argument, with the numbers in the text, if the elements are on another device than the CPU
///         (pinned host memory counts as the CPU's), of another type or of several lanes, misaligned, or not to be
///         written; if there are more or fewer axes; or if the tensor is of an unknown version
template <class T, std::size_t Rank, class Tensor, std::enable_if_t<detail::is_dlpack<Tensor>::value, int> = 0>
tensor_view<T, Rank> as_view(const Tensor& tensor) {
  return detail::view_of_dlpack<T, Rank>(tensor, static_cast<int>(Rank));
}

/// A tensor as images: of four axes [batch, height, width, channels], of three [height, width, channels], or of two
/// [height, width], one image of one channel. For NCHW, permute the axes of the result: permuted({0, 2, 3, 1}).
///
/// @throws std::invalid_argument as as_view does
template <class T, class Tensor, std::enable_if_t<detail::is_dlpack<Tensor>::value, int> = 0>
image_view<T> as_image(const Tensor& tensor) {
  const bool has_channels = detail::dltensor_of<const T>(tensor).ndim != 2;
  return detail::view_of_dlpack<const T, 4>(tensor, 2, has_channels);
}

/// A tensor to write crops into: of four axes [num_boxes, crop_height, crop_width, channels], or of three, one crop.
/// For NCHW, permute the axes of the result: permuted({0, 2, 3, 1}).
///
/// @tparam Out as T of as_view
/// @throws std::invalid_argument as as_view does
template <class Out, class Tensor, std::enable_if_t<detail::is_dlpack<Tensor>::value, int> = 0>
crops_view<Out> as_crops(const Tensor& tensor) {
  return detail::view_of_dlpack<Out, 4>(tensor, 3);
}

CNR_DETAIL_BASELINE_END
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_ADAPTOR_DLPACK_HPP
