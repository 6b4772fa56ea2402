// SPDX-License-Identifier: MIT
//
// Fuzzed tensors of DLPack and spans of users: each is refused for the first rule that it breaks, or seen with its own
// numbers.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_ADAPTOR_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_ADAPTOR_HPP

#include "fuzz/bytes.hpp"
#include "support/dlpack_members.hpp"

#include <crop_and_resize/adaptor/dlpack.hpp>
#include <crop_and_resize/adaptor/mdspan.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace fuzz {

/// The member of DLManagedTensor that is read.
struct managed_tensor {
  support::dl_tensor dl_tensor;
};

/// The code and the bits that DLPack has for elements of a type.
template <class T>
struct dl_type;
template <>
struct dl_type<std::uint8_t> {
  static constexpr std::uint8_t code = 1, bits = 8;
};
template <>
struct dl_type<std::int32_t> {
  static constexpr std::uint8_t code = 0, bits = 32;
};
template <>
struct dl_type<cnr::half> {
  static constexpr std::uint8_t code = 2, bits = 16;
};
template <>
struct dl_type<cnr::bfloat16> {
  static constexpr std::uint8_t code = 4, bits = 16;
};
template <>
struct dl_type<double> {
  static constexpr std::uint8_t code = 2, bits = 64;
};

/// A number as std::ptrdiff_t; PTRDIFF_MIN, which every call refuses, where it does not fit.
template <class Integer>
std::ptrdiff_t as_ptrdiff(Integer number) {
  if (std::is_unsigned<Integer>::value) {
    const auto positive = static_cast<std::uint64_t>(number);
    return positive <= static_cast<std::uint64_t>(PTRDIFF_MAX) ? static_cast<std::ptrdiff_t>(positive) : PTRDIFF_MIN;
  }
  const auto wide = static_cast<std::int64_t>(number);
  return wide >= PTRDIFF_MIN && wide <= PTRDIFF_MAX ? static_cast<std::ptrdiff_t>(wide) : PTRDIFF_MIN;
}

inline std::int64_t pick_int64(bytes& input) {
  const std::int64_t extremes[] = {0, 1, -1, INT32_MAX, INT64_MAX, INT64_MIN};
  if (input.rarely(6)) return extremes[input.pick(0, 5)];
  return input.rarely(6) ? static_cast<std::int64_t>(input.number(8)) : input.pick(1, 9);
}

/// A tensor with its shape and its strides.
struct tensor_with_axes {
  support::dl_tensor seen{};
  std::array<std::int64_t, 5> shape{};
  std::array<std::int64_t, 5> strides{};
  alignas(16) std::array<unsigned char, 64> storage{};
};

template <class T>
void pick_tensor(bytes& input, tensor_with_axes& made) {
  for (std::int64_t& number : made.shape) number = pick_int64(input);
  for (std::int64_t& number : made.strides) number = pick_int64(input);
  made.seen.data = input.rarely(8) ? nullptr : static_cast<void*>(&made.storage[0] + (input.rarely(8) ? 1 : 0));
  made.seen.device.device_type = input.rarely(4) ? static_cast<std::int32_t>(input.number(4)) % 20 : 1;
  made.seen.ndim = input.rarely(16) ? static_cast<std::int32_t>(input.number(4)) : static_cast<int>(input.pick(0, 5));
  made.seen.dtype.code = input.rarely(8) ? input.byte() : dl_type<T>::code;
  made.seen.dtype.bits = input.rarely(8) ? input.byte() : dl_type<T>::bits;
  made.seen.dtype.lanes = input.rarely(8) ? static_cast<std::uint16_t>(input.number(2)) : std::uint16_t{1};
  made.seen.shape = input.rarely(16) ? nullptr : made.shape.data();
  made.seen.strides = input.flag() ? nullptr : made.strides.data();
  made.seen.byte_offset = input.rarely(8) ? input.number(8) : static_cast<std::uint64_t>(input.pick(0, 16));
}

/// What the refusal of a tensor of least_rank to most_rank axes must say; nothing if it is in order.
template <class T>
std::string expected_of_tensor(const support::dl_tensor& tensor, int least_rank, int most_rank) {
  const std::int32_t device = tensor.device.device_type;
  if (device != 1 && device != 3 && device != 11) return "is on a device of type " + std::to_string(device) + ";";
  if (tensor.dtype.code != dl_type<T>::code || tensor.dtype.bits != dl_type<T>::bits) return "has elements of ";
  if (tensor.dtype.lanes != 1) return "has elements of " + std::to_string(tensor.dtype.lanes) + " lanes";
  if (tensor.ndim < least_rank || tensor.ndim > most_rank) return "has " + std::to_string(tensor.ndim) + " axes";
  if (tensor.ndim > 0 && tensor.shape == nullptr) return "has no shape";
  if (tensor.data == nullptr) return {};
  if (tensor.byte_offset > static_cast<std::uint64_t>(PTRDIFF_MAX)) return "begins ";
  const std::uint64_t address = reinterpret_cast<std::uintptr_t>(tensor.data) + tensor.byte_offset;
  return address % alignof(T) != 0 ? "has elements that begin " + std::to_string(address % alignof(T)) + " bytes" : "";
}

/// What is wrong with an answer: a view of the tensor, or the text of its refusal.
template <class T, std::size_t Rank>
std::string judge(const support::dl_tensor& tensor, const std::string& expected, const std::string& refusal,
                  const cnr::tensor_view<T, Rank>& view, bool has_channels) {
  if (!expected.empty() || !refusal.empty()) {
    const std::string begin = "crop_and_resize: the DLPack tensor " + expected;
    return !expected.empty() && refusal.compare(0, begin.size(), begin) == 0
               ? ""
               : "refused with '" + refusal + "', not with '" + expected + "'";
  }
  const auto* const data = reinterpret_cast<const unsigned char*>(view.data());
  const auto* const begin = static_cast<const unsigned char*>(tensor.data);
  // Beyond the storage, the addresses are compared as numbers.
  const auto wanted =
      begin == nullptr ? 0 : reinterpret_cast<std::uintptr_t>(begin) + static_cast<std::uintptr_t>(tensor.byte_offset);
  if (reinterpret_cast<std::uintptr_t>(data) != wanted) return "another address";
  const auto rank = static_cast<std::size_t>(tensor.ndim);
  const std::size_t end = Rank - (has_channels ? 0 : 1);
  std::uint64_t dense = 1;
  for (std::size_t i = 0; i < Rank; ++i) {
    const std::size_t axis = Rank - 1 - i;
    const bool is_there = axis < end && axis + rank >= end;
    if (!is_there) {
      if (view.extent(axis) != 1) return "an axis that is not there has an extent";
      continue;
    }
    const std::size_t number = axis + rank - end;
    const std::ptrdiff_t extent = as_ptrdiff(tensor.shape[number]);
    const std::ptrdiff_t stride = tensor.strides == nullptr
                                      ? static_cast<std::ptrdiff_t>(static_cast<std::size_t>(dense))
                                      : as_ptrdiff(tensor.strides[number]);
    if (view.extent(axis) != extent || view.stride(axis) != stride) return "another shape";
    dense *= static_cast<std::uint64_t>(extent);
  }
  return {};
}

/// The answer of `function`, as judge wants it.
template <class View, class Function>
std::string refusal_of(View& view, const Function& function) {
  try {
    view = function();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return {};
}

template <class T>
std::string check_tensor(bytes& input) {
  tensor_with_axes made;
  pick_tensor<T>(input, made);
  support::versioned_dl_tensor<support::dl_tensor> versioned{
      {static_cast<std::uint32_t>(input.pick(0, 2)), 0}, nullptr, nullptr, input.number(1), made.seen};
  const managed_tensor managed{made.seen};
  std::string expected;
  std::string refusal;
  cnr::tensor_view<T, 2> boxes{};
  cnr::image_view<T> image{};
  cnr::crops_view<T> crops{};
  switch (input.pick(0, 3)) {
    case 0:
      refusal = refusal_of(boxes, [&] { return cnr::as_view<T, 2>(made.seen); });
      return judge(made.seen, expected_of_tensor<T>(made.seen, 2, 2), refusal, boxes, true);
    case 1:
      refusal = refusal_of(image, [&] { return cnr::as_image<T>(managed); });
      return judge(made.seen, expected_of_tensor<T>(made.seen, 2, 4), refusal, image, made.seen.ndim != 2);
    case 2:
      refusal = refusal_of(crops, [&] { return cnr::as_crops<T>(made.seen); });
      return judge(made.seen, expected_of_tensor<T>(made.seen, 3, 4), refusal, crops, true);
    default: {
      const bool is_written = input.flag();
      if (is_written) {
        refusal = refusal_of(crops, [&] { return cnr::as_crops<T>(versioned); });
      } else {
        refusal = refusal_of(image, [&] { return cnr::as_image<T>(versioned); });
      }
      expected = expected_of_tensor<T>(made.seen, is_written ? 3 : 2, 4);
      if (is_written && (versioned.flags & 1) != 0) expected = "is read-only";
      if (versioned.version.major != 1) expected = "is of version " + std::to_string(versioned.version.major);
      return is_written ? judge(made.seen, expected, refusal, crops, true)
                        : judge(made.seen, expected, refusal, image, made.seen.ndim != 2);
    }
  }
}

template <class T>
struct plain_accessor {
  using reference = T&;
};

/// The members of std::mdspan that adaptors rely on, with strides that may not exist.
template <class T, class Index, std::size_t Rank>
struct span_like {
  struct layout_type {
    Index stride(std::size_t axis) const { return strides[axis]; }
    bool is_strided() const { return has_strides; }

    std::array<Index, Rank> strides;
    bool has_strides;
  };
  using element_type = T;
  using accessor_type = plain_accessor<T>;
  using reference = T&;

  static constexpr std::size_t rank() { return Rank; }
  Index extent(std::size_t axis) const { return extents[axis]; }
  const layout_type& mapping() const { return layout; }
  T* data_handle() const { return data; }

  T* data;
  std::array<Index, Rank> extents;
  layout_type layout;
};

template <class Index>
std::string check_span(bytes& input) {
  float element = 0;
  span_like<float, Index, 4> span{input.flag() ? &element : nullptr, {}, {{}, !input.rarely(4)}};
  for (Index& number : span.extents) number = static_cast<Index>(pick_int64(input));
  for (Index& number : span.layout.strides) number = static_cast<Index>(pick_int64(input));
  const auto view = cnr::as_view(span);
  if (view.data() != span.data) return "another address";
  for (std::size_t axis = 0; axis < 4; ++axis) {
    const bool has_strides = span.layout.has_strides;
    if (view.extent(axis) != (has_strides ? as_ptrdiff(span.extents[axis]) : PTRDIFF_MIN)) return "another extent";
    if (has_strides && view.stride(axis) != as_ptrdiff(span.layout.strides[axis])) return "another stride";
  }
  return {};
}

/// What was wrong with the tensor or the span that these bytes make; nothing if all was right.
inline std::string check_adaptor(const std::uint8_t* data, std::size_t size) {
  bytes input(data, size);
  switch (input.byte() % 9) {
    case 0:
      return check_span<std::int16_t>(input);
    case 1:
      return check_span<std::uint32_t>(input);
    case 2:
      return check_span<std::int64_t>(input);
    case 3:
      return check_span<std::uint64_t>(input);
    case 4:
      return check_tensor<std::uint8_t>(input);
    case 5:
      return check_tensor<std::int32_t>(input);
    case 6:
      return check_tensor<cnr::half>(input);
    case 7:
      return check_tensor<cnr::bfloat16>(input);
    default:
      return check_tensor<double>(input);
  }
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_ADAPTOR_HPP
