// SPDX-License-Identifier: MIT
//
// Executors run the tasks of a call on the threads that they have. serial, the default, runs them on the calling
// thread.

#ifndef CROP_AND_RESIZE_EXECUTOR_HPP
#define CROP_AND_RESIZE_EXECUTOR_HPP

#include <crop_and_resize/detail/base/config.hpp>

#include <cstddef>
#include <type_traits>

namespace cnr {
inline namespace v0 {

/// The executor that runs everything on the calling thread.
///
/// An executor is any callable `executor(count, cost, body)` that calls `body(begin, end)` on disjoint ranges which
/// together cover [0, count), from any threads, and returns when all of these calls have returned.
/// - Ranges may be empty. The bytes that a call writes depend neither on the ranges nor on the threads.
/// - `cost` > 0 is an estimate of the CPU cycles that one of the `count` items takes.
/// - `body` is a const lvalue. It may be copied, may be called concurrently, and never throws.
/// - The body refers to the stack of the call. So all calls of the body and of its copies must have returned before the
///   executor returns or throws.
/// - An executor may throw. The caller gets its exception, and the contents of what the call writes are unspecified.
/// - A call takes an executor by reference and never copies it. A small call may not use it at all.
struct serial {
  template <class Body>
  CNR_DETAIL_ALWAYS_INLINE void operator()(std::ptrdiff_t count, double /*cost*/, const Body& body) const noexcept {
    body(std::ptrdiff_t{0}, count);
  }
};

namespace detail {

template <class Executor>
struct is_serial : std::is_same<std::remove_cv_t<std::remove_reference_t<Executor>>, serial> {};

/// A body by which the type of an executor is tested.
struct body_archetype {
  void operator()(std::ptrdiff_t /*begin*/, std::ptrdiff_t /*end*/) const noexcept {}
};

/// True for an executor. Any other type is a compile-time error with the library's own message.
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
