// SPDX-License-Identifier: MIT
//
// Random gradients against the plain reference: every element type, method, layout, kind of box and kind of executor.
// Every byte of the image's gradient is compared, and so are the gaps between its elements.

#include "support/bits.hpp"
#include "support/boxes.hpp"
#include "support/effort.hpp"
#include "support/elements.hpp"
#include "support/executors.hpp"
#include "support/prebuilt_grad.hpp"
#include "support/reference_grad.hpp"
#include "support/seed.hpp"
#include "support/storage.hpp"

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using support::one_in;
using support::pick;
using support::random_engine;

using extents = std::array<std::ptrdiff_t, 4>;

/// The inputs that both gradients have in common.
struct inputs {
  explicit inputs(random_engine& random)
      : image_extents(random_image(random)),
        grads_extents(random_grads(random, image_extents[3])),
        grads(grads_extents, support::random_layout(random, grads_extents, true)),
        boxes({{grads_extents[0], 4}}, support::random_layout<2>(random, {{grads_extents[0], 4}}, false)),
        box_indices({{grads_extents[0]}}, support::random_layout<1>(random, {{grads_extents[0]}}, true)) {
    // Mostly numbers only, so that not everything becomes NaN.
    const bool any_bits = one_in(random, 4);
    for (float& grad : grads.elements()) {
      do grad = support::random_element<float>(random);
      while (!any_bits && !(std::fabs(grad) < 1e6F && std::fabs(grad) > 1e-6F));
    }
    for (std::ptrdiff_t n = 0; n < grads_extents[0]; ++n) {
      const auto box = support::random_box(random, image_extents[1], image_extents[2]);
      for (std::size_t i = 0; i < 4; ++i) boxes.view()(n, i) = box[i];
      box_indices.view()(n) = static_cast<std::int32_t>(pick(random, 0, image_extents[0] - 1));
    }
  }

  static std::ptrdiff_t random_channels(random_engine& random) {
    const std::ptrdiff_t counts[] = {0, 1, 1, 2, 3, 3, 3, 4, 4, 5, 8, 9, 15, 16, 17, 20, 40, 64};
    return counts[pick(random, 0, 17)];
  }

  static extents random_image(random_engine& random) {
    return {{pick(random, 1, 3), support::random_extent(random, 60), support::random_extent(random, 300),
             random_channels(random)}};
  }

  static extents random_grads(random_engine& random, std::ptrdiff_t channels) {
    return {{pick(random, 0, 6), support::random_extent(random, 60),
             one_in(random, 3) ? pick(random, 20, one_in(random, 10) ? 1600 : 90) : support::random_extent(random, 60),
             channels}};
  }

  std::string describe() const {
    return "image " + ::testing::PrintToString(image_extents) + ", grads " + ::testing::PrintToString(grads_extents);
  }

  extents image_extents;
  extents grads_extents;
  support::storage<float, 4> grads;
  support::storage<float, 2> boxes;
  support::storage<std::int32_t, 1> box_indices;
};

/// Calls `call` with the default executor or one of the others.
template <class Call>
cnr::result with_any_executor(random_engine& random, const Call& call) {
  if (one_in(random, 3)) return call(cnr::serial{});
  if (one_in(random, 8)) {
    const auto threads = static_cast<std::size_t>(pick(random, 1, 8));
    return call(support::splitting_executor(threads, random()));
  }
  support::shuffling_executor executor(random);
  return call(executor);
}

// GoogleTest asks for the type_info of what a test is parameterised with, and GCC 12 has none for _Float16.
template <class G>
struct grad_element {
  using type = G;
};
struct grad_names {
  template <class Element>
  static std::string GetName(int index) {
    const char* const names[] = {"float", "double", "half", "bfloat16", "compilers_half"};
    return names[index];
  }
};
using grad_types =
    ::testing::Types<grad_element<float>, grad_element<double>, grad_element<cnr::half>, grad_element<cnr::bfloat16>
#if CNR_DETAIL_HAS_FLOAT16
                     ,
                     grad_element<_Float16>
#endif
                     >;

/// What the reference holds elements of G as.
template <class G>
struct reference_type {
  using type = std::conditional_t<sizeof(G) == 2 && !std::is_same<G, cnr::bfloat16>::value, cnr::half, G>;
};

template <class Element>
class CropAndResizeGradImageRandom : public ::testing::Test {
 protected:
  using G = typename Element::type;
  using sum = reference::sum<typename reference_type<G>::type>;

  static std::ptrdiff_t check_one(random_engine& random);

  static double value(const G& element) {
    typename reference_type<G>::type copy;
    std::memcpy(&copy, &element, sizeof copy);
    return static_cast<double>(sum::value(copy));
  }
};

template <class Element>
std::ptrdiff_t CropAndResizeGradImageRandom<Element>::check_one(random_engine& random) {
  inputs in(random);
  support::storage<G, 4> actual(in.image_extents, support::random_layout(random, in.image_extents, false));
  std::memset(static_cast<void*>(actual.elements().data()), 0x5a, actual.elements().size() * sizeof(G));
  const std::vector<G> before = actual.elements();
  const bool is_nearest = one_in(random, 3);
  const auto expected = reference::grad_image<typename reference_type<G>::type>(
      in.grads.view(), in.boxes.view(), in.box_indices.view(), in.image_extents, is_nearest);

  const cnr::result done = with_any_executor(random, [&](auto&& executor) {
    if (one_in(random, 2)) {
      return cnr::crop_and_resize_grad_image(in.grads.view(), in.boxes.view(), in.box_indices.view(), actual.view(),
                                             is_nearest ? cnr::method::nearest : cnr::method::bilinear, executor);
    }
    return is_nearest ? cnr::crop_and_resize_grad_image(in.grads.view(), in.boxes.view(), in.box_indices.view(),
                                                        actual.view(), cnr::nearest{}, executor)
                      : cnr::crop_and_resize_grad_image(in.grads.view(), in.boxes.view(), in.box_indices.view(),
                                                        actual.view(), cnr::bilinear{}, executor);
  });
  EXPECT_TRUE(done) << done.message() << " at " << done.index;

  std::vector<G> gaps = actual.elements();
  const auto elements = actual.view();
  std::size_t number = 0;
  std::ptrdiff_t differing = 0;
  for (std::ptrdiff_t n = 0; n < in.image_extents[0]; ++n) {
    for (std::ptrdiff_t i = 0; i < in.image_extents[1]; ++i) {
      for (std::ptrdiff_t j = 0; j < in.image_extents[2]; ++j) {
        for (std::ptrdiff_t c = 0; c < in.image_extents[3]; ++c, ++number) {
          const G& element = elements(n, i, j, c);
          const auto at = static_cast<std::size_t>(&element - actual.elements().data());
          gaps[at] = before[at];
          const auto wanted = static_cast<double>(expected[number]);
          if (support::same(value(element), wanted) || ++differing > 1) continue;
          ADD_FAILURE() << "image " << n << ", row " << i << ", column " << j << ", channel " << c << ": expected "
                        << wanted << ", got " << value(element) << "; " << in.describe()
                        << (is_nearest ? ", nearest" : ", bilinear");
        }
      }
    }
  }
  EXPECT_TRUE(before.empty() ||
              std::memcmp(static_cast<const void*>(gaps.data()), before.data(), gaps.size() * sizeof(G)) == 0)
      << "wrote between the elements; " << in.describe();
  return in.grads_extents[0] * in.grads_extents[1] * in.grads_extents[2] * in.grads_extents[3];
}

TYPED_TEST_SUITE(CropAndResizeGradImageRandom, grad_types, grad_names);

TYPED_TEST(CropAndResizeGradImageRandom, EqualsTheReferenceInEveryByte) {
  auto random = support::seeded_engine();
  const std::ptrdiff_t wanted_inputs = support::effort(2000000);
  const std::ptrdiff_t wanted_calls = support::effort(1000);
  std::ptrdiff_t compared = 0;
  std::ptrdiff_t calls = 0;
  for (; (compared < wanted_inputs || calls < wanted_calls) && !this->HasFailure(); ++calls) {
    compared += this->check_one(random);
  }
  std::printf("%td gradients of %td calls compared\n", compared, calls);
}

template <class T>
class CropAndResizeGradBoxesRandom : public ::testing::Test {
 protected:
  static void check_one(random_engine& random);
};

template <class T>
void CropAndResizeGradBoxesRandom<T>::check_one(random_engine& random) {
  inputs in(random);
  support::storage<T, 4> image(in.image_extents, support::random_layout(random, in.image_extents, true));
  const bool any_bits = one_in(random, 4);
  for (T& element : image.elements()) {
    do element = support::random_element<T>(random);
    while (!any_bits && !(std::fabs(reference::element<T>::value(element)) < 1e20F));
  }
  const std::ptrdiff_t num_boxes = in.grads_extents[0];
  const std::array<std::ptrdiff_t, 2> shape{{num_boxes, 4}};
  const auto place = support::random_layout(random, shape, false);
  support::storage<float, 2> alone(shape, place);
  support::storage<float, 2> shared(shape, place);
  const auto call = [&](support::storage<float, 2>& to, auto&& executor) {
    if (one_in(random, 2)) {
      return cnr::crop_and_resize_grad_boxes(in.grads.view(), cnr::image_view<T>(image.view()), in.boxes.view(),
                                             in.box_indices.view(), to.view(), executor);
    }
    return cnr::crop_and_resize_grad_boxes(in.grads.view(), image.view(), in.boxes.view(), in.box_indices.view(),
                                           to.view(), executor);
  };
  EXPECT_TRUE(call(alone, cnr::serial{}));
  EXPECT_TRUE(with_any_executor(random, [&](auto&& executor) { return call(shared, executor); }));
  // The answer of the scalar loops, whatever the target.
  support::storage<float, 2> plain(shape, place);
  const cnr::detail::grad_boxes_arguments<T> arguments{in.grads.view(), image.view(), in.boxes.view(),
                                                       in.box_indices.view(), plain.view()};
  for (std::ptrdiff_t n = 0; n < num_boxes; ++n) {
    cnr::detail::write_grad_box(arguments, n, [&](std::ptrdiff_t strip) {
      return cnr::detail::sum_strip_on(cnr::target::scalar, arguments, strip);
    });
    const auto expected =
        reference::grad_box<T>(in.grads.view(), image.view(), in.boxes.view(), in.box_indices.view(), n);
    for (std::size_t bound = 0; bound < 4; ++bound) {
      EXPECT_TRUE(reference::is_near(alone.view()(n, bound), expected[bound]))
          << in.describe() << ", box " << n << ", bound " << bound << ": expected " << expected[bound].value << ", got "
          << alone.view()(n, bound);
      EXPECT_TRUE(support::same(alone.view()(n, bound), shared.view()(n, bound))) << "executors differ";
      EXPECT_TRUE(support::same(alone.view()(n, bound), plain.view()(n, bound))) << "targets differ; " << in.describe();
    }
  }
}

TYPED_TEST_SUITE(CropAndResizeGradBoxesRandom, support::element_types, support::element_names);

TYPED_TEST(CropAndResizeGradBoxesRandom, IsWithinAMillionthOfTheTermsMagnitudesAndTheSameForEveryExecutorAndTarget) {
  auto random = support::seeded_engine();
  const std::ptrdiff_t calls = support::effort(500);
  for (std::ptrdiff_t call = 0; call < calls && !this->HasFailure(); ++call) this->check_one(random);
}

}  // namespace
