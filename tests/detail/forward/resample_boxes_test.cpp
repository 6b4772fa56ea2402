// SPDX-License-Identifier: MIT
//
// How the boxes of a call go through the kernels of a target: which of them are tried, in which order, and for which
// boxes and rows. The results do not tell, as all kernels compute the same bytes. So these kernels compute nothing, and
// note that they were called.

#include <crop_and_resize/detail/forward/arguments.hpp>
#include <crop_and_resize/detail/forward/resample_boxes.hpp>
#include <crop_and_resize/element.hpp>
#include <crop_and_resize/options.hpp>
#include <crop_and_resize/sampler.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace {

using cnr::detail::axis;
using cnr::detail::bound_reader;
using cnr::detail::byte_geometry;
using cnr::detail::chosen_kernel;
using cnr::detail::chunk_rows;
using cnr::detail::compact_rows;
using cnr::detail::index_range;
using cnr::detail::located_taps;
using cnr::detail::partition;
using cnr::detail::row_writer;
using cnr::detail::scanline_layout;
using cnr::detail::tap_room;
using cnr::detail::task;
using cnr::detail::vector_call;
using cnr::detail::vector_kernels;
using cnr::detail::vector_target;

using extents = std::array<std::ptrdiff_t, 4>;
using box = std::array<float, 4>;

/// What the kernels note, each as a word.
struct notes {
  std::string words;
  std::string last;
  std::set<std::string> readers;  // of those that may refuse a chunk, those that can read it
  const unsigned char* crops = nullptr;
  std::ptrdiff_t crop_size = 0;  // in bytes

  bool add(const std::string& word) {
    words += (words.empty() ? "" : " ") + word;
    last = word;
    return readers.count(word) > 0;
  }
  /// A word, and the number of the box, once for all rows that come one after the other.
  void add_box(const std::string& word, const unsigned char* to) {
    const std::string of_box = word + std::to_string((to - crops) / crop_size);
    if (last != of_box) add(of_box);
  }
};
notes noted;

std::string text(const index_range& range) { return std::to_string(range.begin) + "-" + std::to_string(range.end); }

/// The boxes of each task. No partition is without tasks, which clang-tidy does not see.
void note_tasks(const std::string& word, const partition& tasks, const index_range& numbers) {
  for (std::ptrdiff_t i = numbers.begin; i < numbers.end && tasks.count() > 0; ++i)
    noted.add(word + text(tasks[i].boxes));
}

void locate_zeros(std::ptrdiff_t count, const tap_room& taps) {
  for (std::uint32_t* const tap : taps.tap) std::fill(tap, tap + count, 0U);
  std::fill(taps.weight, taps.weight + count, 0.0F);
}

bool read_corners(const vector_call& /*call*/, const byte_geometry& /*geometry*/, const scanline_layout& /*layout*/,
                  const index_range& /*columns*/, const located_taps& /*taps*/) noexcept {
  return noted.add("corners");
}
bool read_near(const vector_call& /*call*/, const byte_geometry& geometry, const scanline_layout& /*layout*/,
               const index_range& columns, const located_taps& /*taps*/, compact_rows* copies) noexcept {
  if (copies != nullptr) return noted.add("copies");
  if (noted.readers.count("boxes") > 0) {
    noted.add_box("box", geometry.crop);
    return true;
  }
  if (noted.readers.count("columns") > 0) {
    noted.add(text(columns));
    return true;
  }
  return noted.add("near");
}
bool read_near_short(const vector_call& /*call*/, const byte_geometry& /*geometry*/, const scanline_layout& /*layout*/,
                     const index_range& /*columns*/, const located_taps& /*taps*/, compact_rows* /*copies*/) noexcept {
  return noted.add("short");
}
bool read_gathered(const vector_call& /*call*/, const byte_geometry& /*geometry*/, const scanline_layout& /*layout*/,
                   const index_range& /*columns*/, const located_taps& /*taps*/) noexcept {
  noted.add("gathered");
  return true;
}
void write_rows(const vector_kernels& /*kernels*/, const chunk_rows& chunk, const axis& /*y*/,
                const row_writer& /*out*/, const bound_reader& /*reader*/) noexcept {
  noted.add(text(chunk.rows));
}
void write_pixels(const cnr::detail::pixel_row& /*row*/, const cnr::detail::row_encoder* /*encoder*/, bool /*streams*/,
                  unsigned char* out, std::ptrdiff_t /*stride*/, void* /*streamer*/) noexcept {
  noted.add_box("pixels", out);
}

/// A target of this shape: 8 floats in two windows of 16 bytes, or 16 in one of 64.
vector_target target_of(bool is_wide) {
  vector_target made{};
  made.width = is_wide ? 16 : 8;
  made.windows = is_wide ? 1 : 2;
  made.table_size = is_wide ? 64 : 16;
  made.min_row_step_uncached = 0.75F;
  made.fill = [](float*, std::ptrdiff_t, float, bool) noexcept {};
  made.transpose = [](const float*, std::ptrdiff_t rows, std::ptrdiff_t columns, float* out, std::ptrdiff_t) noexcept {
    std::fill(out, out + rows * columns, 0.0F);
  };
  made.fence = []() noexcept { noted.add("fence"); };
  return made;
}

vector_kernels kernels_on(const vector_target& target, std::size_t taps, cnr::element_format stored,
                          std::ptrdiff_t size) {
  vector_kernels made{};
  made.target = &target;
  made.taps = taps;
  made.stored = stored;
  made.image_size = size;
  made.locate_outputs = [](const axis&, std::ptrdiff_t, std::ptrdiff_t, const void*, std::ptrdiff_t count,
                           const tap_room& room) noexcept { locate_zeros(count, room); };
  made.locate = [](const axis&, std::ptrdiff_t, std::ptrdiff_t count, const tap_room& room) noexcept {
    locate_zeros(count, room);
  };
  made.locate_coordinates = [](const float*, std::ptrdiff_t count, std::ptrdiff_t, const tap_room& room) noexcept {
    locate_zeros(count, room);
  };
  made.resample_corners = read_corners;
  made.resample_near = read_near;
  made.resample_near_short = read_near_short;
  made.resample_copies = read_near;
  made.resample_gathered = read_gathered;
  made.write_rows = write_rows;
  made.mix_row_pair = [](const unsigned char*, const unsigned char*, float, std::ptrdiff_t, float*) noexcept {};
  made.find_mixed = [](const cnr::detail::mixed_row_plan&, const float*, float* out) noexcept {
    noted.add_box("transposed", reinterpret_cast<const unsigned char*>(out));
  };
  made.compute_small_pixels = [](const cnr::detail::small_pixels&, const cnr::detail::small_part& part) noexcept {
    noted.add("small " + text(part.boxes));
  };
  made.start_pixels = [](void*, std::ptrdiff_t, std::ptrdiff_t) noexcept {};
  made.finish_pixels = [](void*) noexcept {};
  return made;
}

extents interleaved(const extents& e) { return {{e[1] * e[2] * e[3], e[2] * e[3], e[3], 1}}; }
extents planar(const extents& e) { return {{e[1] * e[2] * e[3], e[2], 1, e[1] * e[2]}}; }
extents column_major(const extents& e) { return {{e[1] * e[2] * e[3], 1, e[1], e[1] * e[2]}}; }

/// A call of dense tensors. The kernels do not touch them.
template <class T = float>
struct call {
  extents image;
  extents crops;
  std::vector<box> boxes;  // in pixels: y1, x1, y2, x2
  extents image_strides = interleaved(image);
  extents crops_strides = interleaved(crops);
  bool is_wide = false;
  bool streams = false;
  bool is_in_memory = false;
  bool has_special_readers = true;  // corners, and short windows
  std::size_t taps = 2;

  /// A box whose rows and columns are so many of the image's apart.
  box apart(float rows, float columns) const {
    return {{0, 0, rows * static_cast<float>(crops[1] - 1), columns * static_cast<float>(crops[2] - 1)}};
  }

  /// What `function(call)` notes, where these readers can read the image.
  template <class Function>
  std::string noted_by(const std::set<std::string>& readers, const Function& function) const {
    const std::vector<T> pixels(static_cast<std::size_t>(image[0] * image[1] * image[2] * image[3]));
    const extents room{{static_cast<std::ptrdiff_t>(boxes.size()), crops[1], crops[2], crops[3]}};
    std::vector<float> outputs(static_cast<std::size_t>(room[0] * room[1] * room[2] * room[3]));
    cnr::options in_pixels;
    in_pixels.boxes = cnr::box_format::yxyx_pixels;
    const cnr::detail::forward_arguments<T, cnr::bilinear> typed{{{pixels.data(), image, image_strides},
                                                                  {boxes[0].data(), {room[0], 4}},
                                                                  cnr::first_image(room[0]),
                                                                  in_pixels,
                                                                  streams,
                                                                  is_in_memory},
                                                                 {outputs.data(), room, crops_strides},
                                                                 {},
                                                                 {}};
    const vector_target target = target_of(is_wide);
    vector_kernels kernels = kernels_on(target, taps, cnr::detail::format_of<T>::value, sizeof(T));
    if (!has_special_readers) {
      kernels.resample_corners = nullptr;
      kernels.resample_near_short = nullptr;
    }
    vector_call made(typed, kernels, nullptr, write_pixels);
    made.resample_scalar = [](const void*, const partition& tasks, const index_range& numbers) noexcept {
      note_tasks("scalar ", tasks, numbers);
    };
    made.resample_short = [](const void*, const partition& tasks, const index_range& numbers) noexcept {
      note_tasks("half ", tasks, numbers);
    };
    noted = {{},
             {},
             readers,
             reinterpret_cast<const unsigned char*>(outputs.data()),
             crops_strides[0] * static_cast<std::ptrdiff_t>(sizeof(float))};
    function(made);
    return noted.words;
  }

  /// What the boxes of some tasks note.
  std::string noted_by(const std::set<std::string>& readers, const partition& tasks, const index_range& numbers) const {
    return noted_by(readers, [&](vector_call& made) {
      const chosen_kernel chosen(made);
      if (!cnr::detail::resample_transposed(made, chosen, tasks, numbers)) {
        cnr::detail::resample_boxes(made, chosen, tasks, numbers);
      }
    });
  }
  std::string noted_by(const std::set<std::string>& readers) const {
    const task all{{0, static_cast<std::ptrdiff_t>(boxes.size())}, {0, crops[1]}};
    return noted_by(readers, partition(all), {0, 1});
  }
};

/// One box of an image of 100 by 400, whose rows and columns are so many of the image's apart.
template <class T = float>
call<T> of_box(float rows, float columns, std::ptrdiff_t channels = 1) {
  call<T> made{{{1, 100, 400, channels}}, {{1, 20, 20, channels}}, {}};
  made.boxes = {made.apart(rows, columns)};
  return made;
}

TEST(ResampleBoxes, TriesTheReadersOfScanlinesFromTheFastestOn) {
  EXPECT_EQ(of_box(1, 1).noted_by({}), "near copies gathered");
  EXPECT_EQ(of_box(1, 1).noted_by({"near"}), "near");
  EXPECT_EQ(of_box(1, 1).noted_by({"copies"}), "near copies");
  // Corners are for columns that are more than two apart, and for rows that rarely repeat.
  EXPECT_EQ(of_box(1, 2).noted_by({}), "near copies gathered");
  EXPECT_EQ(of_box(1, 3).noted_by({}), "corners near copies gathered");
  EXPECT_EQ(of_box(1, 3).noted_by({"corners"}), "corners");
  EXPECT_EQ(of_box(0.75F, 3).noted_by({"corners"}), "corners");
  EXPECT_EQ(of_box(0.625F, 3).noted_by({}), "near copies gathered");
  // Short windows are for one tap, as far as they reach,
  auto nearest = of_box(0, 4);
  nearest.taps = 1;
  EXPECT_EQ(nearest.noted_by({}), "near short gathered");
  EXPECT_EQ(nearest.noted_by({"short"}), "near short");
  nearest.boxes = {nearest.apart(0, 6)};
  EXPECT_EQ(nearest.noted_by({}), "near gathered");
  // and for rows that are shorter than other windows, and far apart.
  call<> narrow{{{1, 400, 4, 1}}, {{1, 20, 20, 1}}, {{{0, 0, 19 * 8, 3}}}};
  EXPECT_EQ(narrow.noted_by({}), "near copies gathered");
  narrow.is_wide = true;
  EXPECT_EQ(narrow.noted_by({}), "short near copies gathered");
  EXPECT_EQ(narrow.noted_by({"short"}), "short");
  narrow.boxes = {{{0, 0, 19 * 7, 3}}};
  EXPECT_EQ(narrow.noted_by({}), "near copies gathered");
  // Pixels of wide elements are gathered as a whole.
  EXPECT_EQ(of_box<double>(0.5F, 1, 3).noted_by({}), "near gathered");
}

TEST(ResampleBoxes, LeavesOutReadersThatATargetDoesNotHave) {
  auto far_apart = of_box(1, 3);
  far_apart.has_special_readers = false;
  EXPECT_EQ(far_apart.noted_by({}), "near copies gathered");
  auto nearest = of_box(0, 4);
  nearest.taps = 1;
  nearest.has_special_readers = false;
  EXPECT_EQ(nearest.noted_by({}), "near gathered");
  call<> narrow{{{1, 400, 4, 1}}, {{1, 20, 20, 1}}, {{{0, 0, 19 * 8, 3}}}};
  narrow.is_wide = true;
  narrow.has_special_readers = false;
  EXPECT_EQ(narrow.noted_by({}), "near copies gathered");
}

TEST(ResampleBoxes, CutsRowsIntoChunksOfColumnsOnTheImage) {
  call<> wide{{{1, 100, 3000, 1}}, {{1, 20, 1536, 1}}, {{{0, 0, 19, 1535}}}};
  EXPECT_EQ(wide.noted_by({"columns"}), "0-768 768-1536");
  // Columns from 1000 on are beyond the image's end.
  wide.image[2] = 1000;
  EXPECT_EQ(wide.noted_by({"columns"}), "0-768 768-1000");
  wide.image[2] = 701;
  EXPECT_EQ(wide.noted_by({"columns"}), "0-701");
}

TEST(ResampleBoxes, ComputesTheBoxesOfItsTasksAndNoOthers) {
  auto four = of_box(1, 1);
  four.boxes.assign(4, four.boxes[0]);
  EXPECT_EQ(four.noted_by({"boxes"}), "box0 box1 box2 box3");
  // Each box is a task: three of them take more than a task should.
  const partition tasks(4, 20, {1, 2}, 41);
  ASSERT_EQ(tasks.count(), 4);
  EXPECT_EQ(four.noted_by({"boxes"}, tasks, {0, 1}), "box0");
  EXPECT_EQ(four.noted_by({"boxes"}, tasks, {1, 3}), "box1 box2");
  EXPECT_EQ(four.noted_by({"boxes"}, tasks, {2, 2}), "");
}

TEST(ResampleBoxes, GivesNeighboursToTheScalarLoopsTogether) {
  // Small crops whose columns are too far apart for windows.
  call<> few{{{1, 100, 400, 1}}, {{1, 10, 10, 1}}, {}};
  const box near_one = few.apart(1, 1);
  const box far_one = few.apart(1, 5);
  few.boxes = {far_one, far_one, near_one, far_one, near_one, near_one, far_one};
  EXPECT_EQ(few.noted_by({"boxes"}), "scalar 0-2 box2 scalar 3-4 box4 box5 scalar 6-7");
}

TEST(ResampleBoxes, GivesFarPixelsOutOfMemoryToShorterVectorsOneByOne) {
  call<> pixels{{{1, 1000, 400, 4}}, {{1, 20, 20, 4}}, {}};
  pixels.is_in_memory = true;
  pixels.boxes = {pixels.apart(50, 10), pixels.apart(0.5F, 1), pixels.apart(50, 10)};
  EXPECT_EQ(pixels.noted_by({"boxes"}), "half 0-1 box1 half 2-3");
}

TEST(ResampleBoxes, TakesPixelsOneByOneOrLocatesSmallOnesTogether) {
  call<> pixels{{{1, 100, 400, 8}}, {{1, 1, 20, 8}}, {{{0, 0, 0, 19}}, {{0, 0, 0, 19}}}};
  EXPECT_EQ(pixels.noted_by({"boxes"}), "pixels0 pixels1");
  // Where rows of the image repeat, scanlines keep them.
  call<> rows{{{1, 100, 400, 8}}, {{1, 20, 20, 8}}, {}};
  rows.boxes = {rows.apart(0.25F, 0.25F)};
  EXPECT_EQ(rows.noted_by({"boxes"}), "box0");
  call<> small{{{1, 100, 400, 8}}, {{1, 1, 4, 8}}, {{{0, 0, 0, 3}}, {{0, 0, 0, 3}}}};
  EXPECT_EQ(small.noted_by({}), "small 0-2");
}

TEST(ResampleBoxes, EndsWithAFenceWhereItStreams) {
  auto streamed = of_box(1, 1);
  streamed.boxes.assign(2, streamed.boxes[0]);
  streamed.streams = true;
  EXPECT_EQ(streamed.noted_by({"boxes"}), "box0 box1 fence");
}

/// The rows that are computed at a time of a chunk of a call's box, 20 of them.
template <class T>
std::string rows_of_chunk(const call<T>& each) {
  return each.noted_by({}, [&](const vector_call& made) {
    const chosen_kernel chosen(made);
    const byte_geometry geometry(made, 0, {0, 20});
    cnr::detail::resample_chunk(made, geometry, chosen.layout, {0, 20}, bound_reader{});
  });
}

// So that lines of the crops that planes share are in a cache still when the next planes come.
TEST(ResampleBoxes, ComputesSixteenRowsAtATimeWherePlanesComeBetween) {
  auto each = of_box(1, 1);
  EXPECT_EQ(rows_of_chunk(each), "0-20");
  // Planes into planes, one after the other.
  each = of_box(1, 1, 3);
  each.image_strides = planar(each.image);
  each.crops_strides = planar(each.crops);
  EXPECT_EQ(rows_of_chunk(each), "0-20 0-20 0-20");
  // Planes into pixels: all of them together, or 8 of 16.
  each.crops_strides = interleaved(each.crops);
  EXPECT_EQ(rows_of_chunk(each), "0-20");
  call<> many{{{1, 100, 400, 16}}, {{1, 20, 200, 16}}, {{{0, 0, 19, 19}}}};
  many.image_strides = planar(many.image);
  EXPECT_EQ(rows_of_chunk(many), "0-16 0-16 16-20 16-20");
}

// Where columns of image and crops are packed: rows of the transposed call are columns of the crop.
TEST(ResampleBoxes, TransposesCallsOfPackedColumns) {
  call<> columns{{{1, 1000, 100, 1}}, {{1, 20, 30, 1}}, {}};
  columns.image_strides = column_major(columns.image);
  columns.crops_strides = column_major(columns.crops);
  columns.boxes = {columns.apart(1, 1), columns.apart(1, 1), columns.apart(1, 1)};
  EXPECT_EQ(columns.noted_by({}), "transposed0 transposed1 transposed2");
  const partition tasks(3, 20, {1, 2}, 41);
  ASSERT_EQ(tasks.count(), 3);
  EXPECT_EQ(columns.noted_by({}, tasks, {1, 2}), "transposed1");
  // Boxes whose rows are too far apart are taken as they are.
  columns.boxes[1] = columns.apart(33, 1);
  EXPECT_EQ(columns.noted_by({}), "transposed0 0-16 16-20 transposed2");
  columns.streams = true;
  EXPECT_EQ(columns.noted_by({}), "transposed0 0-16 16-20 fence transposed2 fence");
  columns.streams = false;
  // Not where rows of the image or of the crops are packed.
  auto of_image = columns;
  of_image.crops_strides = interleaved(of_image.crops);
  of_image.boxes = {of_image.apart(1, 1)};
  EXPECT_EQ(of_image.noted_by({}), "0-20");
  EXPECT_EQ(of_box(1, 1).noted_by({}), "near copies gathered");
}

}  // namespace
