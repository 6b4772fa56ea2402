// SPDX-License-Identifier: MIT
//
// The golden data's gradients: what TensorFlow itself answered, against the library. The image's bit for bit; the
// boxes' within what TensorFlow's sum in float may be off.

#include "support/destinations.hpp"
#include "support/prebuilt_grad.hpp"

#include <golden/golden.hpp>

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

using golden::grad_case;

const golden::data& golden_data() {
  static const golden::data loaded(CNR_GOLDEN_DIR);
  return loaded;
}

/// The inputs that both gradients have in common.
struct inputs {
  explicit inputs(const grad_case& each)
      : extents(each.grads_extents),
        grads_data(golden_data().read<float>(each.grads, golden::count(each.grads_extents))),
        boxes_data(golden_data().read<float>(each.boxes, 4 * each.num_boxes())),
        box_indices_data(golden_data().read<std::int32_t>(each.box_indices, each.num_boxes())) {}

  cnr::image_view<float> grads() const { return {grads_data.data(), extents}; }
  cnr::boxes_view boxes() const { return {boxes_data.data(), {extents[0], 4}}; }
  cnr::box_indices_view box_indices() const { return {box_indices_data.data(), {extents[0]}}; }

  golden::extents extents;
  std::vector<float> grads_data;
  std::vector<float> boxes_data;
  std::vector<std::int32_t> box_indices_data;
};

template <class G>
void expect_grad_image(const grad_case& each) {
  const inputs in(each);
  const auto expected = golden_data().read<G>(each.grad_image, golden::count(each.image_extents));
  // Planes, too: these run through the loops for any strides.
  const golden::extents& e = each.image_extents;
  for (const golden::extents& strides :
       {golden::extents{e[1] * e[2] * e[3], e[2] * e[3], e[3], 1}, {e[3] * e[1] * e[2], e[2], 1, e[1] * e[2]}}) {
    std::vector<G> actual(expected.size());
    if (!actual.empty()) std::memset(static_cast<void*>(actual.data()), 0x5a, actual.size() * sizeof(G));
    const cnr::tensor_view<G, 4> view(actual.data(), e, strides);
    const auto done =
        cnr::crop_and_resize_grad_image(in.grads(), in.boxes(), in.box_indices(), view, cnr::to_method(each.method));
    ASSERT_TRUE(done) << each.name << ": " << done.message();
    std::size_t number = 0;
    std::size_t differences = 0;
    for (std::ptrdiff_t n = 0; n < e[0]; ++n) {
      for (std::ptrdiff_t i = 0; i < e[1]; ++i) {
        for (std::ptrdiff_t j = 0; j < e[2]; ++j) {
          for (std::ptrdiff_t c = 0; c < e[3]; ++c, ++number) {
            if (support::same_element(view(n, i, j, c), expected[number])) continue;
            if (++differences == 1) ADD_FAILURE() << each.name << ": image " << n << ", row " << i << ", column " << j;
          }
        }
      }
    }
    EXPECT_EQ(differences, 0U) << each.name << " of " << expected.size();
  }
}

TEST(GoldenGradients, WithRegardToTheImageAreMatchedBitForBit) {
  std::map<std::string, std::set<std::string>> groups;
  for (const grad_case& each : golden_data().grad_images()) {
    groups[each.type + "/" + each.method].insert(each.name);
    if (each.type == "half") expect_grad_image<cnr::half>(each);
    if (each.type == "float") expect_grad_image<float>(each);
    if (each.type == "double") expect_grad_image<double>(each);
  }
  EXPECT_EQ(groups.size(), 6U) << "three types with two methods";
  for (const auto& group : groups) EXPECT_GE(group.second.size(), 10U) << group.first << ": cases were lost";
}

template <class T>
void expect_grad_boxes(const grad_case& each) {
  const inputs in(each);
  const auto image = golden_data().read<T>(each.image, golden::count(each.image_extents));
  const auto expected = golden_data().read<float>(each.grad_boxes, 4 * each.num_boxes());
  const auto magnitudes = golden_data().read<float>(each.magnitudes, 4 * each.num_boxes());
  std::vector<float> actual(expected.size(), -1.0F);
  const auto done = cnr::crop_and_resize_grad_boxes<T>(in.grads(), {image.data(), each.image_extents}, in.boxes(),
                                                       in.box_indices(), {actual.data(), {in.extents[0], 4}});
  ASSERT_TRUE(done) << each.name << ": " << done.message();
  const auto terms = static_cast<double>(in.extents[1] * in.extents[2] * in.extents[3]);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double tolerance = (terms + 4) * 0x1p-24 * static_cast<double>(magnitudes[i]);
    EXPECT_NEAR(static_cast<double>(actual[i]), static_cast<double>(expected[i]), tolerance)
        << each.name << ", box " << i / 4 << ", bound " << i % 4;
  }
}

TEST(GoldenGradients, WithRegardToBoxesAreWithinTensorFlowsRounding) {
  std::set<std::string> types;
  for (const grad_case& each : golden_data().grad_boxes()) {
    types.insert(each.type);
    if (each.type == "uint8") expect_grad_boxes<std::uint8_t>(each);
    if (each.type == "uint16") expect_grad_boxes<std::uint16_t>(each);
    if (each.type == "int8") expect_grad_boxes<std::int8_t>(each);
    if (each.type == "int16") expect_grad_boxes<std::int16_t>(each);
    if (each.type == "int32") expect_grad_boxes<std::int32_t>(each);
    if (each.type == "int64") expect_grad_boxes<std::int64_t>(each);
    if (each.type == "half") expect_grad_boxes<cnr::half>(each);
    if (each.type == "float") expect_grad_boxes<float>(each);
    if (each.type == "double") expect_grad_boxes<double>(each);
  }
  EXPECT_EQ(types.size(), 9U);
  EXPECT_GE(golden_data().grad_boxes().size(), 37U) << "cases were lost";
}

}  // namespace
