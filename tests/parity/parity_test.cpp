// SPDX-License-Identifier: MIT
//
// The parity data: what torch, torchvision, OpenCV and ONNX Runtime answered, beside the library with the options that
// stand for their calls. Prints the greatest difference for each peer, which README.md lists.

#include "support/prebuilt.hpp"

#include <parity/parity.hpp>

#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using parity::peer_case;
using parity::picture;

const parity::data& parity_data() {
  static const parity::data loaded(CNR_PARITY_DIR);
  return loaded;
}

// Part of no peer's output: what is left of it was not written.
constexpr float unwritten = -0x1.2d687p+77F;

template <class Enumerator>
Enumerator named(const std::string& name, const std::map<std::string, Enumerator>& enumerators) {
  const auto found = enumerators.find(name);
  if (found == enumerators.end()) throw std::runtime_error("the library has no " + name);
  return found->second;
}

cnr::options options_of(const peer_case& each) {
  cnr::options options;
  options.extrapolation_value = each.extrapolation_value;
  options.coordinates =
      named<cnr::coordinate_mode>(each.coordinates, {{"align_corners", cnr::coordinate_mode::align_corners},
                                                     {"clamped_corners", cnr::coordinate_mode::clamped_corners},
                                                     {"half_pixel", cnr::coordinate_mode::half_pixel}});
  options.border = named<cnr::border_mode>(each.border, {{"extrapolate", cnr::border_mode::extrapolate},
                                                         {"replicate", cnr::border_mode::replicate},
                                                         {"isolate", cnr::border_mode::isolate}});
  options.boxes = named<cnr::box_format>(each.box_format, {{"yxyx", cnr::box_format::yxyx},
                                                           {"xyxy_pixels", cnr::box_format::xyxy_pixels},
                                                           {"xywh_pixels", cnr::box_format::xywh_pixels}});
  return options;
}

/// The library's crops, in the order of the peer's.
std::vector<float> crops_of(const peer_case& each) {
  const picture& image = parity_data().image(each.image);
  const auto [height, width, channels] = image.extents;
  const std::ptrdiff_t num_boxes = each.crops_extents[0];
  const cnr::boxes_view boxes(each.boxes.data(), {num_boxes, 4});
  const std::vector<std::int32_t> zeros(static_cast<std::size_t>(num_boxes), 0);
  const cnr::box_indices_view box_indices(zeros.data(), {num_boxes});
  const cnr::method method = cnr::to_method(each.method);
  std::vector<float> crops(each.crops.size(), unwritten);
  cnr::result done;
  if (each.is_normalised) {
    // The channels in reverse order, from the last of the first pixel on.
    const cnr::image_view<std::uint8_t> reversed(image.elements.data() + (channels - 1), {1, height, width, channels},
                                                 {height * width * channels, width * channels, channels, -1});
    const auto [first, crop_height, crop_width, last] = each.crops_extents;
    const cnr::crops_view<float> planes(crops.data(), {first, last, crop_height, crop_width});
    const cnr::channels_view scale(each.scale.data(), {channels});
    const cnr::channels_view bias(each.bias.data(), {channels});
    done = cnr::crop_and_resize(reversed, boxes, box_indices,
                                cnr::normalized(planes.permuted({0, 2, 3, 1}), scale, bias), method, options_of(each));
  } else {
    const cnr::image_view<std::uint8_t> view(image.elements.data(), {1, height, width, channels});
    const cnr::crops_view<float> view_of_crops(crops.data(), each.crops_extents);
    done = cnr::crop_and_resize(view, boxes, box_indices, view_of_crops, method, options_of(each));
  }
  if (!done) throw std::runtime_error(each.peer + ": " + done.message());
  return crops;
}

/// Crops of cut-outs, each of which is an image of its own: a view of the picture.
std::vector<float> crops_of_views(const peer_case& each) {
  const picture& image = parity_data().image(each.image);
  const auto [height, width, channels] = image.extents;
  const auto [num_boxes, crop_height, crop_width, last] = each.crops_extents;
  const std::array<float, 4> whole{0, 0, 1, 1};
  const std::int32_t zero = 0;
  cnr::options options;
  options.coordinates = cnr::coordinate_mode::half_pixel;
  options.border = cnr::border_mode::replicate;
  std::vector<float> crops(each.crops.size(), unwritten);
  const std::ptrdiff_t elements = crop_height * crop_width * channels;
  for (std::ptrdiff_t n = 0; n < num_boxes; ++n) {
    const auto number = [&](std::ptrdiff_t i) {
      return static_cast<std::ptrdiff_t>(each.boxes[static_cast<std::size_t>(4 * n + i)]);
    };
    const cnr::image_view<std::uint8_t> view(image.elements.data() + (number(1) * width + number(0)) * channels,
                                             {1, number(3), number(2), channels},
                                             {height * width * channels, width * channels, channels, 1});
    const cnr::crops_view<float> crop(crops.data() + n * elements, {1, crop_height, crop_width, channels});
    const auto done = cnr::crop_and_resize(view, cnr::boxes_view(whole.data(), {1, 4}), {&zero, {1}}, crop,
                                           cnr::to_method(each.method), options);
    if (!done) throw std::runtime_error(each.peer + ": " + done.message());
  }
  return crops;
}

/// The greatest difference, as a share of the range of values. An element is at most 255.
double difference(const peer_case& each, const std::vector<float>& crops) {
  double greatest = 0;
  for (std::size_t i = 0; i < crops.size(); ++i) {
    const double distance = std::abs(static_cast<double>(crops[i]) - static_cast<double>(each.crops[i]));
    // Not std::max, which may pass over a NaN.
    if (!(distance <= greatest)) greatest = distance;
  }
  return greatest / (each.is_normalised ? 255 * static_cast<double>(each.scale[0]) : 255);
}

/// The kinds of pictures: an upper bound on differences holds for each.
enum kind : std::size_t { photograph, noise_to_256, noise_512, noise_1920, num_kinds };

kind kind_of(const peer_case& each) {
  if (each.image == "photograph") return photograph;
  const picture& image = parity_data().image(each.image);
  const std::ptrdiff_t extent = std::max(image.extents[0], image.extents[1]);
  if (extent <= 256) return noise_to_256;
  return extent <= 512 ? noise_512 : noise_1920;
}

using figures = std::array<double, num_kinds>;

// README.md's figures. A peer whose sampler is nearest is equal instead.
const std::map<std::string, figures>& stated() {
  static const std::map<std::string, figures> all{
      {"cv.dnn.blobFromImages", {1e-5, 1.5e-5, 3e-5, 1e-4}},
      {"cv.resize/linear", {1e-5, 1.5e-5, 3e-5, 1e-4}},
      {"onnxruntime.CropAndResize/bilinear", {1e-5, 2.6e-5, 3e-5, 1.2e-4}},
      {"onnxruntime.CropAndResize/bilinear/outside", {1e-5, 2.6e-5, 4e-5, 1.3e-4}},
      {"onnxruntime.Resize/align_corners", {1e-5, 2.2e-5, 4e-5, 1.3e-4}},
      {"onnxruntime.Resize/half_pixel", {1e-5, 2.2e-5, 5e-5, 1.3e-4}},
      {"onnxruntime.Resize/tf_crop_and_resize", {1e-5, 2.2e-5, 6e-5, 2e-4}},
      {"torch.interpolate/align_corners", {2e-7, 2e-7, 2e-7, 2e-7}},
      {"torch.interpolate/align_corners/cut_out", {1e-5, 1e-5, 2e-5, 7e-5}},
      {"torch.interpolate/bilinear", {1e-5, 1e-5, 2e-5, 3e-5}},
      {"torch.interpolate/bilinear/cut_out", {1e-5, 1.1e-5, 2e-5, 8e-5}},
      {"torchvision.resized_crop/bilinear", {1e-5, 1e-5, 2e-5, 7e-5}},
  };
  return all;
}

void print(const std::map<std::string, figures>& found) {
  std::printf("%-42s photograph  noise to 256  512x512  1080x1920\n", "greatest difference, share of the range");
  for (const auto& [peer, greatest] : found) {
    std::printf("%-42s   %8.1e      %8.1e %8.1e   %8.1e\n", peer.c_str(), greatest[photograph], greatest[noise_to_256],
                greatest[noise_512], greatest[noise_1920]);
  }
}

TEST(Parity, WithEachPeerIsWithinTheStatedFigure) {
  std::map<std::string, figures> found;
  for (const peer_case& each : parity_data().cases()) {
    double& greatest = found[each.peer][kind_of(each)];
    const double each_difference = difference(each, crops_of(each));
    if (!(each_difference <= greatest)) greatest = each_difference;
    if (each.method == "nearest") {
      EXPECT_EQ(each_difference, 0) << each.peer << " of " << each.image;
    } else {
      EXPECT_LE(each_difference, stated().at(each.peer)[kind_of(each)]) << each.peer << " of " << each.image;
    }
  }
  print(found);
}

TEST(Parity, WithCutOutsOfTorchIsThatOfWholeImagesIfTheyAreViews) {
  std::map<std::string, figures> found;
  for (const peer_case& each : parity_data().cases()) {
    if (each.peer.rfind("torch", 0) != 0 || each.box_format != "xywh_pixels") continue;
    const double each_difference = difference(each, crops_of_views(each));
    double& greatest = found[each.peer][kind_of(each)];
    if (!(each_difference <= greatest)) greatest = each_difference;
    if (each.method == "nearest") {
      EXPECT_EQ(each_difference, 0) << each.peer << " of " << each.image;
    } else {
      EXPECT_LE(each_difference, stated().at("torch.interpolate/bilinear")[kind_of(each)])
          << each.peer << " of " << each.image;
    }
  }
  EXPECT_EQ(found.size(), 4U) << "two samplers of torch and of torchvision";
  print(found);
}

// A bound divided by the extent and multiplied again can be the next float, which is within the next pixel.
TEST(Parity, WithCutOutsNeedsBoxesInPixels) {
  cnr::options normalised;
  normalised.coordinates = cnr::coordinate_mode::half_pixel;
  normalised.border = cnr::border_mode::isolate;
  cnr::options in_pixels = normalised;
  in_pixels.boxes = cnr::box_format::xyxy_pixels;
  std::ptrdiff_t bounds = 0;
  std::ptrdiff_t before_first = 0;
  std::ptrdiff_t after_last = 0;
  for (std::ptrdiff_t extent = 2; extent <= 1024; ++extent) {
    const auto last = static_cast<float>(extent);
    for (std::ptrdiff_t i = 1; i < extent; ++i, ++bounds) {
      const auto bound = static_cast<float>(i);
      before_first += cnr::detail::axis(bound / last, 1, extent, 2, normalised).low() < bound ? 1 : 0;
      after_last += cnr::detail::axis(0, bound / last, extent, 2, normalised).high() > bound - 1 ? 1 : 0;
      ASSERT_EQ(cnr::detail::axis(bound, last, extent, 2, in_pixels).low(), bound);
      ASSERT_EQ(cnr::detail::axis(0, bound, extent, 2, in_pixels).high(), bound - 1);
    }
  }
  std::printf("of %td bounds, %td let in the pixel before the first, %td that after the last\n", bounds, before_first,
              after_last);
  EXPECT_EQ(bounds, 523776);
  EXPECT_EQ(before_first, 19065);
  EXPECT_EQ(after_last, 20558);
}

TEST(Parity, IsTestedForEachPeerAndPicture) {
  std::map<std::string, std::set<std::string>> images;
  for (const peer_case& each : parity_data().cases()) images[each.peer].insert(each.image);
  EXPECT_EQ(images.size(), 16U) << "peers were lost";
  for (const auto& [peer, names] : images) EXPECT_EQ(names.size(), 6U) << peer << ": pictures were lost";
}

}  // namespace
