// SPDX-License-Identifier: MIT
//
// One call crops, resizes, normalises, converts and reorders all boxes of an image. Threads have an image each, so that
// a call needs no executor.

#include "crops.hpp"

#include "../shared/failure.hpp"
#include "../shared/npy.hpp"
#include "shard_file.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace crop_dataset {
namespace {

/// The library's filters under one type. A filter is nothing but its weights, so that the loops need not be compiled
/// for each.
struct chosen_filter {
  sampling which;

  float radius(float stretch) const noexcept {
    switch (which) {
      case sampling::area:
        return cnr::area{}.radius(stretch);
      case sampling::cubic:
        return cnr::cubic{}.radius(stretch);
      case sampling::lanczos3:
        return cnr::lanczos3{}.radius(stretch);
      default:
        return cnr::triangle{}.radius(stretch);
    }
  }

  template <class Number>
  Number weight(Number distance, Number stretch) const noexcept {
    switch (which) {
      case sampling::area:
        return cnr::area{}.weight(distance, stretch);
      case sampling::cubic:
        return cnr::cubic{}.weight(distance, stretch);
      case sampling::lanczos3:
        return cnr::lanczos3{}.weight(distance, stretch);
      default:
        return cnr::triangle{}.weight(distance, stretch);
    }
  }
};

std::size_t size_of(element type) {
  switch (type) {
    case element::float16:
      return 2;
    case element::uint8:
      return 1;
    default:
      return 4;
  }
}

/// As NumPy names it.
const char* name_of(element type) {
  switch (type) {
    case element::float16:
      return "f2";
    case element::uint8:
      return "u1";
    default:
      return "f4";
  }
}

/// @tparam Crops a crops_view or normalized_crops
template <class Crops>
cnr::result cut_into(const pictures::picture& from, cnr::boxes_view boxes, const Crops& crops,
                     const options& settings) {
  const cnr::box_indices_view box_indices = cnr::first_image(boxes.extent(0));
  switch (settings.sampling) {
    case sampling::bilinear:
      return cnr::crop_and_resize(from.view(), boxes, box_indices, crops, cnr::method::bilinear, settings.rules);
    case sampling::nearest:
      return cnr::crop_and_resize(from.view(), boxes, box_indices, crops, cnr::method::nearest, settings.rules);
    default:
      return cnr::crop_and_resize(from.view(), boxes, box_indices, crops, chosen_filter{settings.sampling},
                                  settings.rules);
  }
}

template <class Out>
cnr::result cut_as(const pictures::picture& from, cnr::boxes_view boxes, unsigned char* crops,
                   const std::array<std::ptrdiff_t, 4>& extents, const cnr::channel_normalization<3>& numbers,
                   const options& settings) {
  cnr::crops_view<Out> view(reinterpret_cast<Out*>(crops), extents);
  if (settings.layout == layout::nchw) view = view.permuted({0, 2, 3, 1});
  // This compiles the loops twice. Floats that are not normalised take a quarter less time to crop and write.
  if (!settings.is_normalised) return cut_into(from, boxes, view, settings);
  return cut_into(from, boxes, cnr::normalized(view, numbers), settings);
}

}  // namespace

cutter::cutter(const options& settings) : settings_(settings), numbers_{{{1, 1, 1}}, {{0, 0, 0}}} {
  if (settings.is_normalised) numbers_ = cnr::make_normalization(settings.mean, settings.deviation);
}

std::array<std::ptrdiff_t, 4> cutter::extents(std::ptrdiff_t count) const {
  const cnr::crop_size size = settings_.crop;
  constexpr std::ptrdiff_t channels = pictures::picture::channels;
  if (settings_.layout == layout::nchw) return {{count, channels, size.height, size.width}};
  return {{count, size.height, size.width, channels}};
}

std::size_t cutter::crop_bytes() const {
  return static_cast<std::size_t>(settings_.crop.height * settings_.crop.width * pictures::picture::channels) *
         size_of(settings_.type);
}

std::string cutter::header(std::size_t count) const {
  // Crops of whole pages then begin with a page.
  return pictures::npy_header(extents(static_cast<std::ptrdiff_t>(count)), name_of(settings_.type), page_bytes);
}

void cutter::cut(const pictures::picture& from, cnr::boxes_view boxes, unsigned char* crops) const {
  const auto as = [&](auto one) {
    return cut_as<decltype(one)>(from, boxes, crops, extents(boxes.extent(0)), numbers_, settings_);
  };
  cnr::result done;
  switch (settings_.type) {
    case element::float16:
      done = as(cnr::half{});
      break;
    case element::uint8:
      done = as(std::uint8_t{});
      break;
    default:
      done = as(float{});
  }
  if (!done) throw pictures::failure(done.message());
}

}  // namespace crop_dataset
