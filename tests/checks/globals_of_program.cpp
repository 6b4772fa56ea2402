// SPDX-License-Identifier: MIT
//
// A program's own globals have everyday names, and are declared after the library's headers. With -Wshadow, GCC must
// not find them shadowed in templates of the library, which it looks at again where they are instantiated.

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/crop_and_resize_grad.hpp>
#include <crop_and_resize/describe.hpp>
#include <crop_and_resize/preprocess.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

// clang-format off
extern int i, number, vector, row, first, arguments, start, end, channel, tap, column, box, at, plane, indices, value,
    to, of, count, begin, tag, position, from, window, sum, share, rows, encoder, elements, chosen, channels, x,
    weight, term, streams, size, range, plan, offset, layout, inputs, image, geometry, call, writer, which, view, top,
    tasks, table, stride, shape, second, right, pixel, pixels, out, other, order, n, low, left, last, known, j,
    is_inside, high, feature, each, distance, destination, copies, columns, found, filter, box_index, output, width,
    height, data, text, body, cost, crops, boxes;
// clang-format on

bool crop_everything(cnr::image_view<std::uint8_t> bytes, cnr::image_view<float> floats, cnr::boxes_view corners,
                     cnr::box_indices_view numbers, cnr::crops_view<float> written, cnr::channels_view factors) {
  const auto on_this_thread = [](std::ptrdiff_t tasks_given, double /*cycles*/, const auto& run) {
    run(std::ptrdiff_t{0}, tasks_given);
  };
  const cnr::images_view<std::uint8_t> frames(&bytes, {1});
  auto tensor = cnr::crop_and_resize(bytes, corners, numbers, cnr::crop_size{2, 2});
  auto moved = std::move(tensor);
  tensor = std::move(moved);
  cnr::fill_padding(written, {0, 0, 1, 1}, tensor(0, 0, 0, 0));
  const cnr::result done = cnr::crop_and_resize(bytes, corners, numbers, written, cnr::method::nearest);
  char message[100];
  (void)cnr::describe(done, message, sizeof(message), bytes, corners, numbers, written);
  return cnr::crop_and_resize(floats, corners, numbers, cnr::normalized(written, factors, factors), cnr::bilinear{}, {},
                              on_this_thread) &&
         cnr::crop_and_resize(bytes, corners, numbers, written, cnr::triangle{}) &&
         cnr::crop_and_resize(frames, corners, numbers, written, cnr::roi_align{}, {}, on_this_thread) &&
         cnr::crop_and_resize_grad_image(floats, corners, numbers, written) &&
         cnr::crop_and_resize_grad_boxes(floats, bytes, corners, numbers, {nullptr, {0, 4}});
}
