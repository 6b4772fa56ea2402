// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
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
CNR_DETAIL_MAY_SHADOW_BEGIN

template <class Executor>
struct is_serial : std::is_same<std::remove_cv_t<std::remove_reference_t<Executor>>, serial> {};

/// The body that executors other than serial get. It calls `tasks(begin, end)` and does not own these.
///
/// Not the tasks themselves: their type is hidden from other shared libraries, and GCC warns of lambdas in an executor
/// that capture such a body. With one type for all calls, an executor is also compiled once.
class executor_body {
 public:
  template <class Tasks>
  CNR_DETAIL_ALWAYS_INLINE explicit executor_body(const Tasks& tasks) noexcept
      : tasks_(&tasks), call_([](const void* of, std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
          (*static_cast<const Tasks*>(of))(begin, end);
        }) {}

  CNR_DETAIL_ALWAYS_INLINE void operator()(std::ptrdiff_t begin, std::ptrdiff_t end) const noexcept {
    call_(tasks_, begin, end);
  }

 private:
  const void* tasks_;
  void (*call_)(const void* tasks, std::ptrdiff_t begin, std::ptrdiff_t end) noexcept;
};

/// True for an executor. Any other type is a compile-time error with the library's own message.
template <class Executor>
constexpr bool require_executor() noexcept {
  constexpr bool is_executor = std::is_invocable<Executor&, std::ptrdiff_t, double, const executor_body&>::value;
  static_assert(is_executor,
                "crop_and_resize: the last argument must be an executor: callable with (count, cost, body), as "
                "cnr::serial is");
  return is_executor;
}

CNR_DETAIL_MAY_SHADOW_END
}  // namespace detail

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_EXECUTOR_HPP
