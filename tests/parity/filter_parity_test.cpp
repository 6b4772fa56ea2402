// SPDX-License-Identifier: MIT
//
// The parity data of filters: what Pillow, torch, torchvision, OpenCV and ONNX Runtime answered, beside the library's
// filters with the options that stand for their calls. Prints the greatest difference for each peer, which README.md
// lists.

#include <parity/parity.hpp>

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/filter.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using parity::peer_case;
using parity::picture;

const parity::data& filter_data() {
  static const parity::data loaded(CNR_PARITY_DIR, "filters");
  return loaded;
}

/// What these peers write is bytes.
bool are_bytes(const peer_case& each) { return each.peer.find("/bytes") != std::string::npos; }

cnr::options options_of(const peer_case& each) {
  cnr::options options;
  options.coordinates = cnr::coordinate_mode::half_pixel;
  options.border = each.border == "isolate" ? cnr::border_mode::isolate : cnr::border_mode::extrapolate;
  options.boxes = each.box_format == "xywh_pixels" ? cnr::box_format::xywh_pixels : cnr::box_format::xyxy_pixels;
  return options;
}

template <class Out, class Filter>
std::vector<Out> crops_by(const peer_case& each, const Filter& filter) {
  const picture& image = filter_data().image(each.image);
  const auto [height, width, channels] = image.extents;
  const cnr::image_view<std::uint8_t> view(image.elements.data(), {1, height, width, channels});
  std::vector<Out> crops(each.crops.size());
  const cnr::crops_view<Out> view_of_crops(crops.data(), each.crops_extents);
  const auto done = cnr::crop_and_resize(view, cnr::boxes_view(each.boxes.data(), {1, 4}), cnr::first_image(1),
                                         view_of_crops, filter, options_of(each));
  if (!done) throw std::runtime_error(each.peer + ": " + done.message());
  return crops;
}

template <class Out>
std::vector<Out> crops_of(const peer_case& each) {
  const std::size_t colon = each.method.find(':');
  const std::string name = each.method.substr(0, colon);
  const std::string number = colon == std::string::npos ? "0" : each.method.substr(colon + 1);
  if (name == "triangle") return crops_by<Out>(each, cnr::triangle{});
  if constexpr (std::is_same<Out, float>::value) {
    if (name == "area") return crops_by<Out>(each, cnr::area{});
    if (name == "cubic") return crops_by<Out>(each, cnr::cubic{std::stof(number)});
    if (name == "lanczos3") return crops_by<Out>(each, cnr::lanczos3{});
    if (name == "roi_align") return crops_by<Out>(each, cnr::roi_align{std::stoi(number)});
  }
  throw std::runtime_error("the test does not know the filter " + name);
}

/// The greatest difference.
template <class Out>
double difference(const peer_case& each) {
  const std::vector<Out> crops = crops_of<Out>(each);
  double greatest = 0;
  for (std::size_t i = 0; i < crops.size(); ++i) {
    const double distance = std::abs(static_cast<double>(crops[i]) - static_cast<double>(each.crops[i]));
    // Not std::max, which may pass over a NaN.
    if (!(distance <= greatest)) greatest = distance;
  }
  return greatest;
}

// README.md's limits, as shares of the range of values, 255. Bytes differ by one at most instead.
const std::map<std::string, double>& stated() {
  static const std::map<std::string, double> all{
      {"Pillow.resize/BILINEAR", 1e-5},
      {"Pillow.resize/BICUBIC", 1e-5},
      {"Pillow.resize/LANCZOS", 1e-5},
      {"torch.interpolate/bilinear/antialias", 1e-5},
      {"torch.interpolate/bicubic/antialias", 1e-5},
      {"cv.resize/area/whole_factor", 1e-4},
      {"cv.resize/area", 1e-4},
      {"torchvision.roi_align/2", 2e-5},
      {"torchvision.roi_align/adaptive", 2e-5},
      {"onnxruntime.RoiAlign/3", 2e-5},
      {"onnxruntime.RoiAlign/adaptive", 2e-5},
  };
  return all;
}

TEST(FilterParity, WithEachPeerIsWithinTheStatedFigure) {
  std::map<std::string, double> found;
  for (const peer_case& each : filter_data().cases()) {
    double& greatest = found[each.peer];
    const double each_difference = are_bytes(each) ? difference<std::uint8_t>(each) : difference<float>(each) / 255;
    if (!(each_difference <= greatest)) greatest = each_difference;
    EXPECT_LE(each_difference, are_bytes(each) ? 1 : stated().at(each.peer)) << each.peer << " of " << each.image;
  }
  for (const auto& [peer, greatest] : found) std::printf("%-44s %.1e\n", peer.c_str(), greatest);
}

TEST(FilterParity, IsTestedForEachPeerAndPicture) {
  std::map<std::string, std::set<std::string>> images;
  for (const peer_case& each : filter_data().cases()) images[each.peer].insert(each.image);
  EXPECT_EQ(images.size(), 13U) << "peers were lost";
  for (const auto& [peer, names] : images) EXPECT_EQ(names.size(), 3U) << peer << ": pictures were lost";
}

}  // namespace
