// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Prefetches, which read nothing: their addresses may be beyond an array. Such an address is a number, as a pointer
// must not point there.

#ifndef CROP_AND_RESIZE_DETAIL_BASE_PREFETCH_HPP
#define CROP_AND_RESIZE_DETAIL_BASE_PREFETCH_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <cstddef>
#include <cstdint>

CNR_DETAIL_NAMESPACE_BEGIN

/// The address so many bytes from an element, modulo 2^N, N being the number of bits. An operator would stop under
/// -fsanitize=integer where it wraps around, and a sum of signed numbers may overflow where they have 32 bits.
CNR_DETAIL_ALWAYS_INLINE std::uintptr_t address_at(const void* from, std::ptrdiff_t distance) noexcept {
  std::uintptr_t address = 0;
  (void)__builtin_add_overflow(reinterpret_cast<std::uintptr_t>(from), distance, &address);
  return address;
}

/// Fetches the cache line of an address into the first-level cache.
CNR_DETAIL_ALWAYS_INLINE void prefetch_l1(const void* address) noexcept { __builtin_prefetch(address, 0, 3); }
CNR_DETAIL_ALWAYS_INLINE void prefetch_l1(std::uintptr_t address) noexcept {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): nothing is read there, so there is nothing to optimise
  prefetch_l1(reinterpret_cast<const void*>(address));
}

/// Fetches it into the second-level cache.
CNR_DETAIL_ALWAYS_INLINE void prefetch_l2(const void* address) noexcept { __builtin_prefetch(address, 0, 2); }
CNR_DETAIL_ALWAYS_INLINE void prefetch_l2(std::uintptr_t address) noexcept {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): as above
  prefetch_l2(reinterpret_cast<const void*>(address));
}

/// Fetches it to be written.
CNR_DETAIL_ALWAYS_INLINE void prefetch_to_write(std::uintptr_t address) noexcept {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): as above
  __builtin_prefetch(reinterpret_cast<const void*>(address), 1);
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_BASE_PREFETCH_HPP
