// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// A multiplication that compilers cannot fuse with an addition. A fused multiply-add rounds once where TensorFlow
// rounds twice, and by default GCC and Clang use it wherever the instruction set has it. And regions of a file in which
// GCC fuses nothing.

#ifndef CROP_AND_RESIZE_DETAIL_BASE_UNFUSED_MULTIPLY_HPP
#define CROP_AND_RESIZE_DETAIL_BASE_UNFUSED_MULTIPLY_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <cstdint>
#include <cstring>

// `#pragma GCC target("fma")` above the header gives its functions FMA without a word to the preprocessor, at least in
// GCC 12. Between these two lines GCC fuses nothing, whatever the instruction set, in functions that are inlined there
// as well. unfused_multiply would keep it from making vectors of the scalar loops, which then take up to six times as
// long. nvcc's front end does not know this pragma.
#if !CNR_DETAIL_MAY_CONTRACT && defined(__GNUC__) && !defined(__clang__) && !CNR_DETAIL_NVCC
// -Os makes no vectors. What it saves in these loops, a few hundred bytes, makes them up to three times as slow.
#if defined(__OPTIMIZE_SIZE__)
#define CNR_DETAIL_BEGIN_UNFUSED _Pragma("GCC push_options") _Pragma("GCC optimize(\"O2\", \"fp-contract=off\")")
#else
#define CNR_DETAIL_BEGIN_UNFUSED _Pragma("GCC push_options") _Pragma("GCC optimize(\"fp-contract=off\")")
#endif
#define CNR_DETAIL_END_UNFUSED _Pragma("GCC pop_options")
#else
#define CNR_DETAIL_BEGIN_UNFUSED
#define CNR_DETAIL_END_UNFUSED
#endif

namespace cnr {
inline namespace v0 {
namespace detail {

/// `number`, of which the compiler knows nothing more. The empty statement claims to change it, in a register of the
/// kind that it is in already.
template <class Number>
CNR_DETAIL_ALWAYS_INLINE Number opaque(Number number) noexcept {
#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
  __asm__("" : "+x"(number));
#elif defined(__GNUC__) && defined(__aarch64__)
  __asm__("" : "+w"(number));
#elif defined(__GNUC__) && defined(__riscv_flen)
  __asm__("" : "+f"(number));
#elif defined(__GNUC__)
  __asm__("" : "+m"(number));
#else
  volatile Number stored = number;
  number = stored;
#endif
  return number;
}

/// The product, rounded to float or double, whatever function this is inlined into.
template <class Number>
CNR_DETAIL_ALWAYS_INLINE Number unfused_multiply(Number a, Number b) noexcept {
  return detail::opaque(a * b);
}

/// The product, rounded, in functions between CNR_DETAIL_BEGIN_UNFUSED and CNR_DETAIL_END_UNFUSED, as the scalar loops
/// are. There the compiler may make vectors of it, and unfused_multiply stands in only where the command line allows
/// fused instructions.
template <class Number>
CNR_DETAIL_ALWAYS_INLINE Number multiply_in_unfused_region(Number a, Number b) noexcept {
#if CNR_DETAIL_MAY_CONTRACT
  return detail::unfused_multiply(a, b);
#else
  return a * b;
#endif
}

/// unfused_multiply, in a form of which compilers make vectors. They make none of a loop with an assembler statement.
CNR_DETAIL_ALWAYS_INLINE float unfused_multiply_vectorisable(float a, float b) noexcept {
  float product = a * b;
  std::int32_t bits = 0;
  std::memcpy(&bits, &product, sizeof bits);
  // This changes the bits of a single NaN, into those of another one. For all that a compiler knows, what is added then
  // is not the product.
  constexpr std::int32_t most = 0x7ffffffe;
  bits = bits < most ? bits : most;
  std::memcpy(&product, &bits, sizeof bits);
  return product;
}
CNR_DETAIL_ALWAYS_INLINE double unfused_multiply_vectorisable(double a, double b) noexcept {
  return detail::unfused_multiply(a, b);
}

}  // namespace detail
}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_DETAIL_BASE_UNFUSED_MULTIPLY_HPP
