// SPDX-License-Identifier: MIT
//
// The members of DLPack's classes, for tests that are built without its header, or with one that is older than 1.0.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_DLPACK_MEMBERS_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_DLPACK_MEMBERS_HPP

#include <cstdint>

namespace support {

/// Those of DLTensor.
struct dl_tensor {
  void* data;
  struct {
    std::int32_t device_type;
    std::int32_t device_id;
  } device;
  std::int32_t ndim;
  struct {
    std::uint8_t code;
    std::uint8_t bits;
    std::uint16_t lanes;
  } dtype;
  std::int64_t* shape;
  std::int64_t* strides;
  std::uint64_t byte_offset;
};

/// Those of DLManagedTensorVersioned, from DLPack 1.0 on.
/// @tparam Tensor  DLTensor, or dl_tensor
template <class Tensor>
struct versioned_dl_tensor {
  struct {
    std::uint32_t major;
    std::uint32_t minor;
  } version;
  void* manager_ctx;
  void (*deleter)(versioned_dl_tensor* self);
  std::uint64_t flags;
  Tensor dl_tensor;
};

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_DLPACK_MEMBERS_HPP
