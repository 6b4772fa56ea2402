// SPDX-License-Identifier: MIT
//
// Tests of vector code that are run for each target that this processor has, whatever CNR_TARGET says. The name of a
// test's suite ends with that of the target.

#ifndef CROP_AND_RESIZE_TESTS_SUPPORT_TARGET_TESTS_HPP
#define CROP_AND_RESIZE_TESTS_SUPPORT_TARGET_TESTS_HPP

#include <crop_and_resize/detail/simd/targets.hpp>
#include <crop_and_resize/target.hpp>

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace support {

struct named_test {
  const char* name;
  void (*function)();
};

/// Adds tests to the suite of a target, `suite` and the target's name. To be called before main.
inline void add_tests(const std::string& suite, cnr::target target, std::initializer_list<named_test> tests) {
  class call : public testing::Test {
   public:
    explicit call(void (*function)()) : function_(function) {}
    void TestBody() override { function_(); }

   private:
    void (*function_)();
  };
  for (const named_test& each : tests) {
    testing::RegisterTest((suite + "/" + cnr::to_string(target)).c_str(), each.name, nullptr, nullptr, __FILE__,
                          __LINE__, [function = each.function]() -> testing::Test* { return new call(function); });
  }
}

/// Calls `function(tag)` for each target with vectors that is compiled in and that this processor has. Always true.
template <class Function, class... Tags>
bool for_each_vector_target(cnr::detail::target_list<Tags...> /*targets*/, const Function& function) {
  const auto call = [&](auto tag) {
    if constexpr (tag.id != cnr::target::scalar) {
      if (cnr::detail::choose_target(cnr::to_string(tag.id)) == tag.id) function(tag);
    }
  };
  (call(Tags{}), ...);
  return true;
}
template <class Function>
bool for_each_vector_target(const Function& function) {
  return for_each_vector_target(cnr::detail::compiled_targets{}, function);
}

}  // namespace support

#endif  // CROP_AND_RESIZE_TESTS_SUPPORT_TARGET_TESTS_HPP
