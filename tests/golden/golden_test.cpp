// SPDX-License-Identifier: MIT
//
// The golden data: what TensorFlow itself answered, against the library, bit for bit. Every case runs with a sampler
// class, with a method chosen at run time, and through tensors that lie in memory in every way. Also what the crop of a
// whole image has to do with TensorFlow's resize.

#include "support/bits.hpp"
#include "support/prebuilt.hpp"

#include <golden/golden.hpp>

#include <crop_and_resize/crop_and_resize.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <ios>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace {

using golden::crop_case;
using golden::extents;

const golden::data& golden_data() {
  static const golden::data loaded(CNR_GOLDEN_DIR);
  return loaded;
}

// Part of no golden output: what is left of it was not written.
constexpr float unwritten = -0x1.2d687p+77F;

/// Where the element with this row-major number is.
std::string position(std::size_t number, const extents& shape) {
  std::array<std::size_t, 4> index{};
  for (std::size_t axis = 4; axis-- > 0;) {
    index[axis] = number % static_cast<std::size_t>(shape[axis]);
    number /= static_cast<std::size_t>(shape[axis]);
  }
  std::ostringstream text;
  text << "box " << index[0] << ", row " << index[1] << ", column " << index[2] << ", channel " << index[3];
  return text.str();
}

/// Fails for each of the first differences. `how` says how the case was run.
void expect_same(const crop_case& each, const std::vector<float>& expected, const std::vector<float>& got,
                 const std::string& how) {
  constexpr std::size_t reported = 3;
  ASSERT_EQ(expected.size(), got.size()) << each.name;
  std::size_t differences = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (support::same(expected[i], got[i])) continue;
    if (++differences > reported) continue;
    ADD_FAILURE() << each.name << how << ": " << position(i, each.crops_extents) << ": expected "
                  << support::hex(expected[i]) << ", got " << support::hex(got[i]);
  }
  EXPECT_EQ(differences, 0U) << each.name << how << ": of " << expected.size() << " outputs";
}

/// A case's arrays.
template <class T>
struct arrays {
  explicit arrays(const crop_case& each)
      : image(golden_data().read<T>(each.image, golden::count(each.image_extents))),
        boxes(golden_data().read<float>(each.boxes, 4 * each.num_boxes())),
        box_indices(golden_data().read<std::int32_t>(each.box_indices, each.num_boxes())),
        expected(golden_data().read<float>(each.crops, golden::count(each.crops_extents))) {}

  std::vector<T> image;
  std::vector<float> boxes;
  std::vector<std::int32_t> box_indices;
  std::vector<float> expected;
};

enum class choice { sampler_class, method };

template <class T>
void crop(const crop_case& each, const cnr::image_view<T>& image, const cnr::boxes_view& boxes,
          const cnr::box_indices_view& box_indices, const cnr::crops_view<float>& crops, choice chosen) {
  const cnr::options settings{each.extrapolation_value};
  cnr::result done;
  if (chosen == choice::method) {
    done = cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::to_method(each.method), settings);
  } else if (each.method == "nearest") {
    done = cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::nearest{}, settings);
  } else {
    done = cnr::crop_and_resize(image, boxes, box_indices, crops, cnr::bilinear{}, settings);
  }
  ASSERT_TRUE(done) << each.name << ": " << done.message() << ", box " << done.index;
}

/// The case's crops, from dense tensors.
template <class T>
std::vector<float> dense_crops(const crop_case& each, const arrays<T>& input, choice chosen) {
  std::vector<float> crops(input.expected.size(), unwritten);
  const std::ptrdiff_t num_boxes = each.crops_extents[0];
  crop<T>(each, {input.image.data(), each.image_extents}, {input.boxes.data(), {num_boxes, 4}},
          {input.box_indices.data(), {num_boxes}}, {crops.data(), each.crops_extents}, chosen);
  return crops;
}

/// A way to lay a tensor out in memory.
struct layout {
  const char* name;
  extents (*strides)(const extents& shape);
};

extents row_major(const extents& shape, std::ptrdiff_t channel, std::ptrdiff_t column_gap, std::ptrdiff_t row_gap) {
  const std::ptrdiff_t column = shape[3] * channel + column_gap;
  const std::ptrdiff_t row = shape[2] * column + row_gap;
  return {shape[1] * row + 3 * row_gap, row, column, channel};
}

extents dense(const extents& shape) { return row_major(shape, 1, 0, 0); }

extents backwards(const extents& shape) {
  extents strides = dense(shape);
  for (std::ptrdiff_t& stride : strides) stride = -stride;
  return strides;
}

constexpr std::array<layout, 6> layouts{{
    {"dense", dense},
    {"with padded rows", [](const extents& shape) { return row_major(shape, 1, 0, 5); }},
    {"with padded pixels", [](const extents& shape) { return row_major(shape, 1, 1, 0); }},
    {"with spread channels", [](const extents& shape) { return row_major(shape, 3, 0, 2); }},
    {"plane by plane", [](const extents& s) { return extents{s[3] * s[1] * s[2], s[2], 1, s[1] * s[2]}; }},
    {"backwards", backwards},
}};

/// A tensor with these strides, in a buffer that begins and ends with an element of it.
template <class T, std::size_t Rank>
class strided {
 public:
  using array = std::array<std::ptrdiff_t, Rank>;

  /// `padding` is written everywhere.
  strided(const array& shape, const array& strides, T padding) : shape_(shape), strides_(strides) {
    std::size_t elements = 1;
    std::ptrdiff_t span = 1;
    for (std::size_t axis = 0; axis < Rank; ++axis) {
      elements *= static_cast<std::size_t>(shape[axis]);
      const std::ptrdiff_t reach = (shape[axis] - 1) * strides[axis];
      span += std::abs(reach);
      if (reach < 0) first_ -= reach;
    }
    storage_.assign(elements == 0 ? 0 : static_cast<std::size_t>(span), padding);
    for (std::size_t number = 0; number < elements; ++number) offsets_.push_back(offset(number));
  }

  cnr::tensor_view<T, Rank> view() { return {elements_ptr(), shape_, strides_}; }

  /// Sets all elements, given in row-major order.
  void assign(const std::vector<T>& elements) {
    for (std::size_t i = 0; i < offsets_.size(); ++i) storage_[offsets_[i]] = elements[i];
  }

  /// All elements in row-major order. Leaves nothing but what lies between them in the buffer.
  std::vector<T> take(T padding) {
    std::vector<T> elements;
    for (const std::size_t place : offsets_) elements.push_back(std::exchange(storage_[place], padding));
    return elements;
  }

  const std::vector<T>& storage() const { return storage_; }

 private:
  T* elements_ptr() { return storage_.empty() ? nullptr : storage_.data() + first_; }

  std::size_t offset(std::size_t number) const {
    std::ptrdiff_t result = first_;
    for (std::size_t axis = Rank; axis-- > 0;) {
      result += static_cast<std::ptrdiff_t>(number) % shape_[axis] * strides_[axis];
      number /= static_cast<std::size_t>(shape_[axis]);
    }
    return static_cast<std::size_t>(result);
  }

  array shape_;
  array strides_;
  std::ptrdiff_t first_ = 0;
  std::vector<T> storage_;
  std::vector<std::size_t> offsets_;
};

/// The case with every layout of the crops, from an image of this layout, and boxes that are not dense either.
template <class T>
void expect_same_for_all_crops(const crop_case& each, const arrays<T>& input, const layout& image_layout) {
  T padding;
  std::memset(static_cast<void*>(&padding), 0x55, sizeof padding);
  const std::ptrdiff_t num_boxes = each.crops_extents[0];
  strided<T, 4> image(each.image_extents, image_layout.strides(each.image_extents), padding);
  strided<float, 2> boxes({num_boxes, 4}, {-9, 2}, 0.5F);
  strided<std::int32_t, 1> box_indices({num_boxes}, {-3}, -1);
  image.assign(input.image);
  boxes.assign(input.boxes);
  box_indices.assign(input.box_indices);
  for (const layout& crops_layout : layouts) {
    const std::string how = std::string(", image ") + image_layout.name + ", crops " + crops_layout.name;
    strided<float, 4> crops(each.crops_extents, crops_layout.strides(each.crops_extents), unwritten);
    crop<T>(each, image.view(), boxes.view(), box_indices.view(), crops.view(), choice::sampler_class);
    expect_same(each, input.expected, crops.take(unwritten), how);
    // An assertion for each of them would take longer than the calls.
    const auto is_unwritten = [](float between) { return support::bits(between) == support::bits(unwritten); };
    ASSERT_TRUE(std::all_of(crops.storage().begin(), crops.storage().end(), is_unwritten))
        << each.name << how << ": wrote between the crops' elements";
  }
}

// The elements' names in the golden data, by a pointer that is never followed.
constexpr const char* data_name(const std::uint8_t*) { return "uint8"; }
constexpr const char* data_name(const std::uint16_t*) { return "uint16"; }
constexpr const char* data_name(const std::int8_t*) { return "int8"; }
constexpr const char* data_name(const std::int16_t*) { return "int16"; }
constexpr const char* data_name(const std::int32_t*) { return "int32"; }
constexpr const char* data_name(const std::int64_t*) { return "int64"; }
constexpr const char* data_name(const cnr::half*) { return "half"; }
constexpr const char* data_name(const float*) { return "float"; }
constexpr const char* data_name(const double*) { return "double"; }
#if CNR_DETAIL_HAS_FLOAT16
constexpr const char* data_name(const _Float16*) { return "half"; }
#endif

/// GoogleTest asks for the type_info of what a test is parameterised with, and GCC 12 has none for _Float16.
template <class T>
struct element {
  using type = T;
  static constexpr const char* name = data_name(static_cast<const T*>(nullptr));
};

struct element_name {
  template <class Element>
  static std::string GetName(int index) {
    return std::string(index < 9 ? "" : "compilers_") + Element::name;
  }
};

template <class Element>
class GoldenData : public ::testing::Test {
 protected:
  using T = typename Element::type;

  /// Calls `function` with each case of the element type, and records how many outputs that were.
  static void for_each_case(const std::function<void(const crop_case&, const arrays<T>&)>& function) {
    std::size_t outputs = 0;
    for (const crop_case& each : golden_data().crops()) {
      if (each.type != Element::name) continue;
      const arrays<T> input(each);
      function(each, input);
      outputs += input.expected.size();
    }
    ::testing::Test::RecordProperty("outputs", std::to_string(outputs));
    EXPECT_GT(outputs, 5000U);
  }
};

using elements =
    ::testing::Types<element<std::uint8_t>, element<std::uint16_t>, element<std::int8_t>, element<std::int16_t>,
                     element<std::int32_t>, element<std::int64_t>, element<cnr::half>, element<float>, element<double>
#if CNR_DETAIL_HAS_FLOAT16
                     ,
                     element<_Float16>
#endif
                     >;
TYPED_TEST_SUITE(GoldenData, elements, element_name);

TYPED_TEST(GoldenData, IsMatchedWhenTheSamplerIsAClass) {
  this->for_each_case([](const crop_case& each, const auto& input) {
    expect_same(each, input.expected, dense_crops(each, input, choice::sampler_class), "");
  });
}

TYPED_TEST(GoldenData, IsMatchedWhenTheMethodIsChosenAtRunTime) {
  this->for_each_case([](const crop_case& each, const auto& input) {
    expect_same(each, input.expected, dense_crops(each, input, choice::method), "");
  });
}

TYPED_TEST(GoldenData, IsMatchedWhateverTheStridesOfImageBoxesAndCrops) {
  this->for_each_case([](const crop_case& each, const auto& input) {
    for (const layout& image_layout : layouts) expect_same_for_all_crops(each, input, image_layout);
  });
}

TEST(GoldenDataSet, HoldsEveryElementTypeWithBothMethodsInEveryGeneralGroup) {
  std::map<std::string, std::set<std::string>> groups;
  std::size_t outputs = 0;
  for (const crop_case& each : golden_data().crops()) {
    groups[each.type + "/" + each.method].insert(each.name.substr(0, each.name.find('/')));
    outputs += golden::count(each.crops_extents);
  }
  const std::array<const char*, 9> types{
      {"uint8", "uint16", "int8", "int16", "int32", "int64", "half", "float", "double"}};
  for (const std::string type : types) {
    for (const char* const method : {"/bilinear", "/nearest"}) {
      for (const char* const group : {"random", "geometry", "extreme", "channels", "wide"}) {
        EXPECT_EQ(groups[type + method].count(group), 1U) << type << method << " has no case of " << group;
      }
    }
  }
  EXPECT_EQ(groups.size(), 18U) << "a type or method that no test asks for";
  ::testing::Test::RecordProperty("outputs", std::to_string(outputs));
  EXPECT_GE(golden_data().crops().size(), 464U) << "cases were lost";
  EXPECT_GE(outputs, 115946U) << "outputs were lost";
}

TEST(GoldenDataSet, HoldsNotANumberAndInfinitiesAndNegativeZeros) {
  std::map<std::string, std::size_t> found;
  for (const crop_case& each : golden_data().crops()) {
    for (const float value : golden_data().read<float>(each.crops, golden::count(each.crops_extents))) {
      if (std::isnan(value)) ++found["NaN"];
      if (std::isinf(value)) ++found[value < 0 ? "-inf" : "inf"];
      if (support::bits(value) == support::bits(-0.0F)) ++found["-0.0"];
    }
  }
  for (const char* const kind : {"NaN", "inf", "-inf", "-0.0"}) EXPECT_GT(found[kind], 100U) << kind;
}

// For the box [0, 0, 1, 1] and a crop of more than one row, crop_and_resize and TensorFlow's resize with align_corners
// take the same coordinates, row * ((height - 1) / (crop_height - 1)) in float, and mix alike. Where the last
// coordinate was rounded up past the last row, the resize takes the last row, and crop_and_resize extrapolates it.
// All else is equal bit for bit, while pixels are finite and none is -0.0: resizes to the image's own size copy them.
bool bleeds(std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent) {
  const auto last = static_cast<float>(image_extent - 1);
  const auto steps = static_cast<float>(crop_extent - 1);
  const float last_coordinate = steps * (last / steps);
  return last_coordinate > last;
}

/// What the resize's result becomes in crop_and_resize.
std::vector<float> with_bleed(const crop_case& each, std::vector<float> resized) {
  const extents& shape = each.crops_extents;
  const bool last_row = bleeds(each.image_extents[1], shape[1]);
  const bool last_column = bleeds(each.image_extents[2], shape[2]);
  for (std::size_t i = 0; i < resized.size(); ++i) {
    const std::ptrdiff_t column = static_cast<std::ptrdiff_t>(i) / shape[3] % shape[2];
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(i) / shape[3] / shape[2] % shape[1];
    const bool outside = (last_row && row == shape[1] - 1) || (last_column && column == shape[2] - 1);
    if (outside) resized[i] = each.extrapolation_value;
  }
  return resized;
}

template <class T>
void expect_resize_with_bleed(const crop_case& each, const std::vector<float>& resized) {
  const arrays<T> input(each);
  for (const float coordinate : input.boxes) ASSERT_TRUE(coordinate == 0 || coordinate == 1) << each.name;
  expect_same(each, with_bleed(each, resized), dense_crops(each, input, choice::sampler_class), " against the resize");
}

TEST(CropOfTheWholeImage, EqualsResizeWithAlignCornersButForALastRowOrColumnThatBleeds) {
  std::map<std::pair<bool, bool>, int> kinds;
  for (const golden::resize_case& resize : golden_data().resizes()) {
    const crop_case& each = golden_data().find(resize.name);
    const auto resized = golden_data().read<float>(resize.resized, golden::count(each.crops_extents));
    ASSERT_TRUE(each.type == "uint8" || each.type == "float") << each.name;
    if (each.type == "uint8") expect_resize_with_bleed<std::uint8_t>(each, resized);
    if (each.type == "float") expect_resize_with_bleed<float>(each, resized);
    ++kinds[{bleeds(each.image_extents[1], each.crops_extents[1]),
             bleeds(each.image_extents[2], each.crops_extents[2])}];
  }
  EXPECT_EQ(kinds.size(), 4U) << "rows that bleed and that do not, with columns that do and that do not";
}

/// Which of the crop's rows, or columns, of a whole image are extrapolated.
std::vector<bool> extrapolated(std::ptrdiff_t image_extent, std::ptrdiff_t crop_extent, bool columns) {
  const std::vector<std::uint8_t> ones(static_cast<std::size_t>(image_extent), 1);
  const std::array<float, 4> box{{0, 0, 1, 1}};
  const std::int32_t box_index = 0;
  std::vector<float> crop(static_cast<std::size_t>(crop_extent), unwritten);
  const extents image_extents = columns ? extents{1, 1, image_extent, 1} : extents{1, image_extent, 1, 1};
  const extents crop_extents = columns ? extents{1, 1, crop_extent, 1} : extents{1, crop_extent, 1, 1};
  const cnr::result done =
      cnr::crop_and_resize<std::uint8_t>({ones.data(), image_extents}, {box.data(), {1, 4}}, {&box_index, {1}},
                                         {crop.data(), crop_extents}, cnr::bilinear{}, cnr::options{-1});
  EXPECT_TRUE(done) << done.message();
  std::vector<bool> result;
  for (const float value : crop) {
    EXPECT_TRUE(value == 1 || value == -1) << value;
    result.push_back(value == -1);
  }
  return result;
}

TEST(CropOfTheWholeImage, HasItsLastRowOrColumnExtrapolatedExactlyWhenTheLastCoordinateRoundsPastTheImage) {
  int bleeding = 0;
  for (std::ptrdiff_t image_extent = 2; image_extent <= 128; ++image_extent) {
    for (std::ptrdiff_t crop_extent = 2; crop_extent <= 128; ++crop_extent) {
      std::vector<bool> expected(static_cast<std::size_t>(crop_extent), false);
      expected.back() = bleeds(image_extent, crop_extent);
      ASSERT_EQ(extrapolated(image_extent, crop_extent, false), expected) << image_extent << " to " << crop_extent;
      ASSERT_EQ(extrapolated(image_extent, crop_extent, true), expected) << image_extent << " to " << crop_extent;
      bleeding += expected.back() ? 1 : 0;
    }
  }
  EXPECT_GT(bleeding, 100);
}

TEST(CropOfTheWholeImage, BleedsInTensorFlowForTheSamePairsOfSizes) {
  const golden::bleed_table& table = golden_data().bleeds();
  ASSERT_GE(table.last - table.first, 62);
  const auto size = static_cast<std::size_t>(table.last - table.first + 1);
  const auto counts = golden_data().read<std::uint8_t>(table.counts, size * size);
  std::size_t pair = 0;
  for (std::ptrdiff_t image_extent = table.first; image_extent <= table.last; ++image_extent) {
    for (std::ptrdiff_t crop_extent = table.first; crop_extent <= table.last; ++crop_extent) {
      EXPECT_EQ(counts[pair++], bleeds(image_extent, crop_extent) ? 1 : 0) << image_extent << " to " << crop_extent;
    }
  }
}

/// What reading from `folder` throws; empty if nothing.
std::string error_of(const std::string& folder) {
  try {
    const golden::data loaded(folder);
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

TEST(GoldenDataFiles, AreNamedInTheErrorWhenTheyAreMissing) {
  EXPECT_EQ(error_of("/nowhere"), "cannot open /nowhere/golden.bin");
}

/// A folder of its own for each process, as tests may run side by side; removed in the end.
class temporary_folder {
 public:
  temporary_folder() : path_(::testing::TempDir() + "golden_" + std::to_string(std::random_device{}())) {
    std::filesystem::create_directory(path_);
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream file(path_ + "/" + name, std::ios::binary);
    file << text;
    ASSERT_TRUE(file.flush()) << path_;
  }

 private:
  std::string path_;
};

TEST(GoldenDataFiles, AreRefusedWhenAByteOfThemIsLostOrChanged) {
  const std::string totals = "total 1 1 5 63f0bfacf2c00f6b\n";
  const std::string line = "crop a uint8 nearest 00000000 1 1 1 1 1 1 1 0 0 0 0\n";
  const temporary_folder folder;
  folder.write("golden.bin", "Hello");
  folder.write("golden.txt", line + totals);
  EXPECT_EQ(error_of(folder.path()), "");
  folder.write("golden.txt", line);
  EXPECT_NE(error_of(folder.path()).find("without its line of totals"), std::string::npos);
  folder.write("golden.txt", totals);
  EXPECT_NE(error_of(folder.path()).find("line 1: does not have the totals"), std::string::npos);
  folder.write("golden.txt", line.substr(0, line.size() - 2) + "\n" + totals);
  EXPECT_NE(error_of(folder.path()).find("line 1: has not the words"), std::string::npos);
  folder.write("golden.txt", line + totals);
  folder.write("golden.bin", "Hell0");
  EXPECT_NE(error_of(folder.path()).find("does not describe the bytes"), std::string::npos);
  folder.write("golden.bin", "Hell");
  EXPECT_NE(error_of(folder.path()).find("does not describe the bytes"), std::string::npos);
}

TEST(GoldenDataFiles, AreRefusedWhenAnArrayRunsPastTheirEnd) {
  const std::size_t far_away = SIZE_MAX / 8;
  EXPECT_THROW(static_cast<void>(golden_data().read<float>(0, far_away)), std::runtime_error);
  EXPECT_THROW(static_cast<void>(golden_data().read<float>(far_away, 1)), std::runtime_error);
}

}  // namespace
