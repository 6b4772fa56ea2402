// SPDX-License-Identifier: MIT
//
// Bytes that a fuzzer made up, read as the decisions of a test. Bytes that are missing are 0, so that any input is a
// whole test; numbers are read with the lowest byte first, so that an input means the same everywhere.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_BYTES_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_BYTES_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace fuzz {

class bytes {
 public:
  bytes(const std::uint8_t* data, std::size_t size) : next_(data), left_(size) {}

  std::uint8_t byte() {
    if (left_ == 0) return 0;
    --left_;
    return *next_++;
  }

  /// `count` bytes as a number.
  std::uint64_t number(int count) {
    std::uint64_t result = 0;
    for (int i = 0; i < count; ++i) result |= std::uint64_t{byte()} << (8 * i);
    return result;
  }

  /// Any float: NaN, infinities and denormals among them.
  float any_float() {
    const auto bits = static_cast<std::uint32_t>(number(4));
    float result = 0;
    std::memcpy(&result, &bits, sizeof result);
    return result;
  }

  /// A number in [low, high], of as few bytes as can tell them all.
  std::ptrdiff_t pick(std::ptrdiff_t low, std::ptrdiff_t high) {
    const auto count = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<std::ptrdiff_t>(number(count <= 256 ? 1 : 2) % count);
  }

  bool flag() { return (byte() & 1) != 0; }

  /// True where the input says so, which random inputs do once in `count` times. False at the end of the input.
  bool rarely(std::ptrdiff_t count) { return pick(0, count - 1) == count - 1; }

 private:
  const std::uint8_t* next_;
  std::size_t left_;
};

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_BYTES_HPP
