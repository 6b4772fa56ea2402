// SPDX-License-Identifier: MIT
//
// A tensor owns its elements. What a call takes is its view().
// expect: must be a .*view.* of a tensor its view
// spellings: 4

#include <crop_and_resize/crop_and_resize.hpp>

#include <cstdint>

#if defined(CNR_WRONG)
template <class T, std::size_t Rank>
cnr::tensor<T, Rank>& shown(cnr::tensor<T, Rank>& tensor) {
  return tensor;
}
#else
template <class T, std::size_t Rank>
cnr::tensor_view<T, Rank> shown(cnr::tensor<T, Rank>& tensor) {
  return tensor.view();
}
#endif

cnr::result crop(cnr::tensor<float, 4>& image, cnr::tensor<float, 2>& boxes, const std::int32_t* indices,
                 cnr::tensor<float, 4>& crops) {
#if CNR_WRONG == 1
  return cnr::crop_and_resize(shown(image), boxes.view(), {indices, {2}}, crops.view());
#elif CNR_WRONG == 2
  return cnr::crop_and_resize<float>(shown(image), {boxes.data(), {2, 4}}, {indices, {2}}, crops.view());
#elif CNR_WRONG == 3
  return cnr::crop_and_resize(image.view(), shown(boxes), {indices, {2}}, crops.view());
#elif CNR_WRONG == 4
  return cnr::crop_and_resize<float>({image.data(), {1, 9, 9, 3}}, boxes.view(), {indices, {2}}, shown(crops));
#else
  return cnr::crop_and_resize(shown(image), shown(boxes), {indices, {2}}, shown(crops));
#endif
}
