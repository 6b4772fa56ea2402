// SPDX-License-Identifier: MIT
//
// Executors run the pieces of a call, on whatever threads they have. serial, the default, runs them in place.

#ifndef CROP_AND_RESIZE_EXECUTOR_HPP
#define CROP_AND_RESIZE_EXECUTOR_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <cstddef>
#include <type_traits>

namespace cnr {
inline namespace v0 {

/// Runs everything on the calling thread.
///
/// An executor is any callable that takes these arguments and calls `body(begin, end)` on disjoint ranges, possibly
/// empty, that together cover [0, count), from any threads, and returns when all of these calls have. `cost`, greater
/// than 0, estimates the CPU cycles that one of the `count` items takes. The body, a const lvalue, may be copied, may
/// be called concurrently, and never throws. An executor may throw: its exception reaches the caller, and what the call
/// writes is then unspecified. Before it returns or throws, all calls of the body and of its copies must have ended:
/// they refer to what the call has on its stack. An executor is taken by reference, never copied. Small calls may run
/// without it. The results do not depend on the ranges or the threads.
struct serial {
  template <class Body>
  CNR_DETAIL_ALWAYS_INLINE void operator()(std::ptrdiff_t count, double /*cost*/, const Body& body) const noexcept {
    body(std::ptrdiff_t{0}, count);
  }
};

namespace detail {

template <class Executor>
struct is_serial : std::is_same<std::remove_cv_t<std::remove_reference_t<Executor>>, serial> {};

/// What executors are given to run, as far as its type says.
struct body_archetype {
  void operator()(std::ptrdiff_t /*begin*/, std::ptrdiff_t /*end*/) const noexcept {}
};

/// Says what is wrong with the type of an executor; true where nothing is.
template <class Executor>
constexpr bool require_executor() noexcept {
  constexpr bool is_executor = std::is_invocable<Executor&, std::ptrdiff_t, double, const body_archetype&>::value;
  static_assert(is_executor,
                "crop_and_resize: the last argument must be an executor: callable with (count, cost, body), as "
                "cnr::serial is");
  return is_executor;
}

}  // namespace detail

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_EXECUTOR_HPP
