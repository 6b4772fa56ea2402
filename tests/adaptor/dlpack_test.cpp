// SPDX-License-Identifier: MIT
//
// Tensors of DLPack: what is seen where, what is refused, and calls with them. dlpack_numpy.py has tensors of NumPy's.

#include "support/dlpack_members.hpp"
#include "support/prebuilt.hpp"
#include "support/refusal.hpp"

#include <crop_and_resize/adaptor/dlpack.hpp>
#include <crop_and_resize/crop_and_resize.hpp>

#include <dlpack/dlpack.h>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using support::refusal;

using versioned_tensor = support::versioned_dl_tensor<DLTensor>;

using extents4 = std::array<std::ptrdiff_t, 4>;

/// A tensor with its shape and strides.
class tensor {
 public:
  tensor(void* data, DLDataType type, std::vector<std::int64_t> shape, std::vector<std::int64_t> strides = {})
      : shape_(std::move(shape)), strides_(std::move(strides)) {
    seen.data = data;
    seen.device = {kDLCPU, 0};
    seen.ndim = static_cast<int>(shape_.size());
    seen.dtype = type;
    seen.shape = shape_.data();
    seen.strides = strides_.empty() ? nullptr : strides_.data();
    seen.byte_offset = 0;
  }
  tensor(const tensor&) = delete;
  tensor& operator=(const tensor&) = delete;

  DLTensor seen;

 private:
  std::vector<std::int64_t> shape_;
  std::vector<std::int64_t> strides_;
};

constexpr DLDataType type_of(DLDataTypeCode code, std::uint8_t bits) {
  return {static_cast<std::uint8_t>(code), bits, 1};
}

template <class T>
void expect_elements(DLDataTypeCode code) {
  std::vector<T> elements(2 * 3 * 4 * 5);
  const tensor dense(elements.data(), type_of(code, 8 * sizeof(T)), {2, 3, 4, 5});
  const cnr::image_view<T> image = cnr::as_image<T>(dense.seen);
  EXPECT_EQ(image.extents(), (extents4{{2, 3, 4, 5}}));
  EXPECT_EQ(&image(1, 2, 3, 4), &elements.back());
  EXPECT_EQ(&cnr::as_crops<T>(dense.seen)(1, 2, 3, 4), &elements.back());
}

TEST(Dlpack, MayHaveElementsOfEachType) {
  expect_elements<std::uint8_t>(kDLUInt);
  expect_elements<std::uint16_t>(kDLUInt);
  expect_elements<std::int8_t>(kDLInt);
  expect_elements<std::int16_t>(kDLInt);
  expect_elements<std::int32_t>(kDLInt);
  expect_elements<std::int64_t>(kDLInt);
  expect_elements<cnr::half>(kDLFloat);
  expect_elements<float>(kDLFloat);
  expect_elements<double>(kDLFloat);
  expect_elements<cnr::bfloat16>(kDLBfloat);
}

TEST(Dlpack, MayHaveStridesAndAnOffset) {
  std::vector<float> elements(200);
  tensor mirrored(elements.data(), type_of(kDLFloat, 32), {2, 3, 4, 1}, {100, 20, -2, 0});
  mirrored.seen.byte_offset = 10 * sizeof(float);
  const auto image = cnr::as_image<float>(mirrored.seen);
  EXPECT_EQ(image.strides(), (extents4{{100, 20, -2, 0}}));
  EXPECT_EQ(&image(1, 2, 3, 0), &elements[10 + 100 + 40 - 6]);
  // Nothing but the extents and the strides is looked at.
  const tensor absurd(elements.data(), type_of(kDLFloat, 32), {-1, INT64_MAX, 3, 1});
  EXPECT_EQ(cnr::as_image<float>(absurd.seen).extent(1), sizeof(std::ptrdiff_t) == 8 ? INT64_MAX : PTRDIFF_MIN);
}

TEST(Dlpack, OfTwoOrThreeAxesIsOneImage) {
  std::array<std::uint8_t, 60> elements{};
  const DLDataType bytes = type_of(kDLUInt, 8);
  const auto grey = cnr::as_image<std::uint8_t>(tensor(elements.data(), bytes, {5, 6}).seen);
  EXPECT_EQ(grey.extents(), (extents4{{1, 5, 6, 1}}));
  EXPECT_EQ(&grey(0, 4, 5, 0), &elements[29]);
  const auto colours = cnr::as_image<std::uint8_t>(tensor(elements.data(), bytes, {5, 4, 3}).seen);
  EXPECT_EQ(colours.extents(), (extents4{{1, 5, 4, 3}}));
  EXPECT_EQ(&colours(0, 4, 3, 2), &elements[59]);
  const auto crop = cnr::as_crops<std::uint8_t>(tensor(elements.data(), bytes, {3, 5, 4}, {20, 4, 1}).seen);
  EXPECT_EQ(crop.permuted({0, 2, 3, 1}).extents(), (extents4{{1, 5, 4, 3}}));
  EXPECT_EQ(crop.permuted({0, 2, 3, 1}).strides(), (extents4{{0, 4, 1, 20}}));
  EXPECT_EQ((cnr::as_view<std::uint8_t, 1>(tensor(elements.data(), bytes, {60}).seen).extent(0)), 60);
}

TEST(Dlpack, MayBeManaged) {
  std::array<float, 12> elements{};
  const tensor plain(elements.data(), type_of(kDLFloat, 32), {3, 4});
  DLManagedTensor managed{};
  managed.dl_tensor = plain.seen;
  EXPECT_EQ((cnr::as_view<const float, 2>(managed).data()), elements.data());
  versioned_tensor versioned{{1, 0}, nullptr, nullptr, 0, plain.seen};
  EXPECT_EQ((cnr::as_view<float, 2>(versioned).data()), elements.data());
  versioned.flags = 1;
  EXPECT_EQ((cnr::as_view<const float, 2>(versioned).data()), elements.data());
  EXPECT_EQ(cnr::as_image<float>(versioned).data(), elements.data());
  EXPECT_EQ(refusal([&] { cnr::as_view<float, 2>(versioned); }),
            "crop_and_resize: the DLPack tensor is read-only, and cannot be written");
  versioned.version.major = 2;
  EXPECT_EQ(refusal([&] { cnr::as_image<float>(versioned); }),
            "crop_and_resize: the DLPack tensor is of version 2 of DLPack; version 1 is known");
}

TEST(Dlpack, OfPinnedMemoryIsOnTheCpu) {
  float element = 0;
  tensor pinned(&element, type_of(kDLFloat, 32), {1, 1});
  for (const DLDeviceType device : {kDLCUDAHost, kDLROCMHost}) {
    pinned.seen.device.device_type = device;
    EXPECT_EQ(cnr::as_image<float>(pinned.seen).data(), &element);
  }
}

TEST(Dlpack, IsRefusedOnAnotherDevice) {
  tensor remote(nullptr, type_of(kDLFloat, 32), {1, 1});
  for (const DLDeviceType device : {kDLCUDA, kDLROCM, kDLMetal, kDLCUDAManaged}) {
    remote.seen.device.device_type = device;
    EXPECT_EQ(refusal([&] { cnr::as_image<float>(remote.seen); }),
              "crop_and_resize: the DLPack tensor is on a device of type " + std::to_string(device) +
                  "; only the memory of the CPU can be read: copy it there first");
  }
}

TEST(Dlpack, IsRefusedWithElementsOfAnotherType) {
  std::array<double, 4> elements{};
  tensor other(elements.data(), type_of(kDLFloat, 64), {2, 2});
  const auto text = [&] { return refusal([&] { cnr::as_image<float>(other.seen); }); };
  const std::string before = "crop_and_resize: the DLPack tensor has elements of ";
  EXPECT_EQ(text(), before + "float64, but those asked for are float32");
  other.seen.dtype = type_of(kDLInt, 32);
  EXPECT_EQ(text(), before + "int32, but those asked for are float32");
  other.seen.dtype = type_of(kDLComplex, 64);
  EXPECT_EQ(text(), before + "complex64, but those asked for are float32");
  other.seen.dtype = {6, 8, 1};
  EXPECT_EQ(text(), before + "bool8, but those asked for are float32");
  other.seen.dtype = {7, 8, 1};
  EXPECT_EQ(text(), before + "type 7 of 8 bits, but those asked for are float32");
  other.seen.dtype = {17, 6, 1};
  EXPECT_EQ(text(), before + "type 17 of 6 bits, but those asked for are float32");
  other.seen.dtype = {kDLFloat, 32, 4};
  EXPECT_EQ(text(), before + "4 lanes, but those asked for have one");
  other.seen.dtype = type_of(kDLFloat, 16);
  EXPECT_EQ(refusal([&] { cnr::as_image<cnr::bfloat16>(other.seen); }),
            before + "float16, but those asked for are bfloat16");
}

TEST(Dlpack, IsRefusedWithMoreOrFewerAxes) {
  std::array<float, 4> elements{};
  const DLDataType floats = type_of(kDLFloat, 32);
  const std::string before = "crop_and_resize: the DLPack tensor has ";
  const tensor line(elements.data(), floats, {4});
  EXPECT_EQ(refusal([&] { cnr::as_image<float>(line.seen); }), before + "1 axes, but what is asked for has 2 to 4");
  const tensor plane(elements.data(), floats, {2, 2});
  EXPECT_EQ(refusal([&] { cnr::as_crops<float>(plane.seen); }), before + "2 axes, but what is asked for has 3 to 4");
  const tensor five(elements.data(), floats, {1, 1, 2, 2, 1});
  EXPECT_EQ(refusal([&] { cnr::as_image<float>(five.seen); }), before + "5 axes, but what is asked for has 2 to 4");
  EXPECT_EQ(refusal([&] { cnr::as_view<const float, 2>(line.seen); }), before + "1 axes, but what is asked for has 2");
  tensor shapeless(elements.data(), floats, {2, 2});
  shapeless.seen.shape = nullptr;
  EXPECT_EQ(refusal([&] { cnr::as_image<float>(shapeless.seen); }), "crop_and_resize: the DLPack tensor has no shape");
  shapeless.seen.ndim = 1;
  EXPECT_EQ(refusal([&] { cnr::as_view<float, 1>(shapeless.seen); }),
            "crop_and_resize: the DLPack tensor has no shape");
}

TEST(Dlpack, IsRefusedWhereItsElementsAreMisaligned) {
  alignas(8) std::array<unsigned char, 64> bytes{};
  const std::string before = "crop_and_resize: the DLPack tensor has elements that begin ";
  tensor off(bytes.data() + 1, type_of(kDLFloat, 32), {2, 2});
  EXPECT_EQ(refusal([&] { cnr::as_image<float>(off.seen); }),
            before + "1 bytes after an address that they could be at");
  off.seen.byte_offset = 3;
  EXPECT_EQ(refusal([&] { cnr::as_image<float>(off.seen); }), "");
  off.seen.byte_offset = 1;
  EXPECT_EQ(refusal([&] { cnr::as_image<float>(off.seen); }),
            before + "2 bytes after an address that they could be at");
  off.seen.data = bytes.data();
  off.seen.byte_offset = static_cast<std::uint64_t>(PTRDIFF_MAX);
  EXPECT_EQ(refusal([&] { cnr::as_image<float>(off.seen); }),
            before + "3 bytes after an address that they could be at");
  off.seen.byte_offset = UINT64_MAX;
  EXPECT_EQ(refusal([&] { cnr::as_image<float>(off.seen); }),
            "crop_and_resize: the DLPack tensor begins 18446744073709551615 bytes after its data, which is beyond any "
            "memory");
  off.seen.data = nullptr;
  EXPECT_EQ(cnr::as_image<float>(off.seen).data(), nullptr) << "the call refuses it where elements are needed";
}

TEST(Dlpack, IsCroppedFromAndInto) {
  std::vector<std::uint8_t> pixels(25);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i);
  std::array<float, 4> box{{0, 0.25F, 0.5F, 0.75F}};
  std::int32_t index = 0;
  std::array<float, 9> output{};
  const tensor image(pixels.data(), type_of(kDLUInt, 8), {5, 5});
  const tensor boxes(box.data(), type_of(kDLFloat, 32), {1, 4});
  const tensor indices(&index, type_of(kDLInt, 32), {1});
  const tensor crops(output.data(), type_of(kDLFloat, 32), {1, 1, 3, 3});
  const cnr::result done = cnr::crop_and_resize(
      cnr::as_image<std::uint8_t>(image.seen), cnr::as_view<const float, 2>(boxes.seen),
      cnr::as_view<const std::int32_t, 1>(indices.seen), cnr::as_crops<float>(crops.seen).permuted({0, 2, 3, 1}));
  ASSERT_TRUE(done) << done.message();
  EXPECT_EQ(output, (std::array<float, 9>{{1, 2, 3, 6, 7, 8, 11, 12, 13}}));
}

}  // namespace
