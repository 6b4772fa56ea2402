// SPDX-License-Identifier: MIT
//
// examples/README.md's lines for those who get tensors by DLPack.

#include <crop_and_resize/adaptor/dlpack.hpp>
#include <crop_and_resize/crop_and_resize.hpp>

#include <dlpack/dlpack.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>

namespace {

/// What a framework would hand over: dense rows in the memory of the CPU.
DLTensor dense(void* data, DLDataTypeCode code, std::uint8_t bits, std::int64_t* shape, int ndim) {
  return {data, {kDLCPU, 0}, ndim, {static_cast<std::uint8_t>(code), bits, 1}, shape, nullptr, 0};
}

}  // namespace

int main() try {
  std::array<std::uint8_t, 60> pixels{};
  pixels[0] = 7;
  std::array<float, 4> corners{{0, 0, 1, 1}};
  std::int32_t index = 0;
  std::array<float, 60> output{};
  std::array<std::int64_t, 3> frame_shape{{4, 5, 3}};
  std::array<std::int64_t, 2> boxes_shape{{1, 4}};
  std::array<std::int64_t, 4> blob_shape{{1, 3, 4, 5}};
  const DLTensor frame = dense(pixels.data(), kDLUInt, 8, frame_shape.data(), 3);
  const DLTensor boxes = dense(corners.data(), kDLFloat, 32, boxes_shape.data(), 2);
  const DLTensor box_indices = dense(&index, kDLInt, 32, boxes_shape.data(), 1);
  const DLTensor blob = dense(output.data(), kDLFloat, 32, blob_shape.data(), 4);
  // [dlpack]
  // An image [height, width, channels] of bytes, and crops in planes, NCHW.
  const cnr::result done = cnr::crop_and_resize(cnr::as_image<std::uint8_t>(frame), cnr::as_view<const float, 2>(boxes),
                                                cnr::as_view<const std::int32_t, 1>(box_indices),
                                                cnr::as_crops<float>(blob).permuted({0, 2, 3, 1}));
  // [dlpack]
  return done && output[0] == 7 && output[20] == 0 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "dlpack: %s\n", error.what());
  return 1;
}
