// SPDX-License-Identifier: MIT
//
// Images of different sizes are a view of views, not a container of these.
// expect: of images in a container, pass a view, as in cnr::images_view
// spellings: 5

#include <crop_and_resize/crop_and_resize.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

cnr::result crop(const std::vector<cnr::image_view<std::uint8_t>>& images, cnr::boxes_view boxes,
                 cnr::box_indices_view box_indices, cnr::crops_view<float> crops) {
  [[maybe_unused]] const cnr::image_view<std::uint8_t> array[] = {images[0], images[1]};
#if CNR_WRONG == 1
  return cnr::crop_and_resize(images, boxes, box_indices, crops);
#elif CNR_WRONG == 2
  return cnr::crop_and_resize<std::uint8_t>(images, boxes, box_indices, crops);
#elif CNR_WRONG == 3
  return cnr::crop_and_resize(array, boxes, box_indices, crops, cnr::nearest{});
#elif CNR_WRONG == 4
  return cnr::crop_and_resize(std::array<cnr::image_view<std::uint8_t>, 1>{{images[0]}}, boxes, box_indices, crops);
#elif CNR_WRONG == 5
  return cnr::crop_and_resize(images, boxes, {nullptr, {0}}, crops);
#else
  const auto count = static_cast<std::ptrdiff_t>(images.size());
  return cnr::crop_and_resize(cnr::images_view<std::uint8_t>(images.data(), {count}), boxes, box_indices, crops);
#endif
}
