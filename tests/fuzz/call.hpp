// SPDX-License-Identifier: MIT
//
// One fuzzed call of crop_and_resize, made from any bytes: it is refused with the code that the rules ask for, or every
// target that this processor has writes what the plain reference writes, and nothing beside it.

#ifndef CROP_AND_RESIZE_TESTS_FUZZ_CALL_HPP
#define CROP_AND_RESIZE_TESTS_FUZZ_CALL_HPP

#include "fuzz/bytes.hpp"
#include "fuzz/operand.hpp"
#include "support/bits.hpp"
#include "support/elements.hpp"
#include "support/prebuilt.hpp"
#include "support/reference.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <sstream>
#include <string>
#include <vector>

namespace fuzz {

/// The targets that this processor has. Asked once: the question is slow in virtual machines.
inline const std::vector<cnr::target>& present_targets() {
  static const std::vector<cnr::target> found = [] {
    std::vector<cnr::target> targets;
    for (const auto& each : cnr::detail::all_targets) {
      if (cnr::detail::choose_target(cnr::to_string(each.name)) == each.name) targets.push_back(each.name);
    }
    return targets;
  }();
  return found;
}

/// Cuts the items into ranges as the input says, empty ones among them, and runs these from last to first.
struct cutting_executor {
  bytes& input;

  template <class Body>
  void operator()(std::ptrdiff_t count, double /*cost*/, const Body& body) const {
    std::ptrdiff_t end = count;
    for (int cuts = 0; end > 0; ++cuts) {
      const std::ptrdiff_t begin = cuts < 8 ? end - input.pick(0, end < 255 ? end : 255) : 0;
      body(begin, end);
      end = begin;
    }
  }
};

template <class T>
struct crop_call {
  operand<T, 4> image;
  operand<float, 2> boxes;
  operand<std::int32_t, 1> box_indices;
  operand<float, 4> crops;
  int chosen_method = 0;  // 0 bilinear, 1 nearest, else unknown
  float extrapolation_value = 0;
  bool streams = false;
  bool is_spoilt = false;  // some extent or stride that is used was overwritten with any number
};

/// Whether the numbers of elements, which are what a run costs, are small enough.
inline bool is_small(const std::array<std::ptrdiff_t, 4>& extents, std::ptrdiff_t limit) {
  return extents[0] * extents[1] * extents[2] * extents[3] <= limit;
}

/// Puts any number in the place of one extent or stride.
template <class Operand>
bool spoil(bytes& input, Operand& spoilt) {
  const auto axis = static_cast<std::size_t>(input.pick(0, static_cast<std::ptrdiff_t>(spoilt.extents.size()) - 1));
  const std::ptrdiff_t powers[] = {-1, 0, 1, 2, 3, 4, 5, INT32_MAX, PTRDIFF_MAX, PTRDIFF_MIN, PTRDIFF_MAX / 2};
  const bool of_extent = input.flag();
  const std::ptrdiff_t choice = input.pick(0, 15);
  std::ptrdiff_t number = choice < 11 ? powers[choice] : static_cast<std::ptrdiff_t>(input.number(8));
  if (choice == 15) number = PTRDIFF_MAX / (number == 0 ? 1 : number);
  (of_extent ? spoilt.extents : spoilt.strides)[axis] = number;
  return of_extent || spoilt.extents[axis] > 1;
}

/// A bound of a box: mostly one near the image, on or between its pixels, else any float.
inline float pick_bound(bytes& input, std::ptrdiff_t extent) {
  const std::uint8_t choice = input.byte();
  const auto last = static_cast<float>(extent > 1 ? extent - 1 : 1);
  if (choice < 32) return input.any_float();
  if (choice < 96) return static_cast<float>(input.pick(-1, extent)) / last;
  if (choice < 128) return (static_cast<float>(input.pick(-1, extent)) + 0.5F) / last;
  if (choice < 144) return std::nextafter(1.0F, input.flag() ? 2.0F : 0.0F);
  if (choice < 152) return -0.0F;
  return static_cast<float>(input.pick(-16384, 49151)) / 32768.0F;
}

/// Elements from a seed, and a few from the input itself.
template <class T>
void fill(bytes& input, operand<T, 4>& image) {
  // A prime number of them, so that no row or plane repeats another, and few, so that a run is quick.
  T elements[251];
  support::random_engine random(input.number(2));
  for (T& element : elements) element = support::random_element<T>(random);
  for (std::size_t i = 0; i < image.size(); ++i) image.begin()[i] = elements[i % 251];
  if (image.size() == 0) return;
  for (std::ptrdiff_t i = input.pick(0, 15); i > 0; --i) {
    const std::uint64_t bits = input.number(static_cast<int>(sizeof(T)));
    unsigned char little_endian[sizeof(T)];
    for (std::size_t byte = 0; byte < sizeof(T); ++byte) {
      little_endian[byte] = static_cast<unsigned char>(bits >> (8 * byte));
    }
    std::memcpy(static_cast<void*>(image.begin() + input.number(2) % image.size()), little_endian, sizeof(T));
  }
}

template <class T>
void pick_shapes(bytes& input, crop_call<T>& made) {
  const std::ptrdiff_t channel_counts[] = {1, 3, 1, 2, 4, 3, 5, 8, 0, 7, 16, 17, 24, 33, 64, 130};
  const auto extent = [&] { return input.rarely(8) ? input.pick(1, 1600) : input.pick(1, 40); };
  const std::ptrdiff_t channels = channel_counts[input.pick(0, 15)];
  const std::ptrdiff_t num_boxes = input.rarely(16) ? 0 : input.pick(1, 4);
  made.image.extents = {{input.rarely(4) ? input.pick(0, 3) : 1, extent(), extent(), channels}};
  made.crops.extents = {{num_boxes, extent(), extent(), channels}};
  while (!is_small(made.image.extents, 1 << 14)) made.image.extents[made.image.extents[1] > 1 ? 1 : 2] /= 2;
  while (!is_small(made.crops.extents, 1 << 13)) made.crops.extents[made.crops.extents[1] > 1 ? 1 : 2] /= 2;
  made.boxes.extents = {{num_boxes, 4}};
  made.box_indices.extents = {{num_boxes}};
  made.image.strides = pick_strides(input, made.image.extents, true);
  made.crops.strides = pick_strides(input, made.crops.extents, false);
  made.boxes.strides = pick_strides(input, made.boxes.extents, true);
  made.box_indices.strides = pick_strides(input, made.box_indices.extents, true);
}

template <class T>
void spoil_one(bytes& input, crop_call<T>& made) {
  switch (input.pick(0, 9)) {
    case 0:
      made.image.is_null = true;
      break;
    case 1:
      made.boxes.is_null = true;
      break;
    case 2:
      made.box_indices.is_null = true;
      break;
    case 3:
      made.crops.is_null = true;
      break;
    case 4:
      made.chosen_method = static_cast<int>(input.pick(-1, 3));
      break;
    case 5:
      made.boxes.extents[0] += input.pick(-1, 1);
      made.is_spoilt = true;
      break;
    case 6:
      made.is_spoilt |= spoil(input, made.boxes);
      break;
    case 7:
      made.is_spoilt |= spoil(input, made.box_indices);
      break;
    case 8:
      made.is_spoilt |= spoil(input, made.crops);
      break;
    default:
      made.is_spoilt |= spoil(input, made.image);
  }
}

/// The rules, in the order in which errc lists them, as README has them; crops' null comes with the other pointers'.
template <class T>
cnr::errc expected_shapes(const crop_call<T>& made) {
  using cnr::errc;
  const auto negative = [](const auto& tensor) {
    for (const std::ptrdiff_t extent : tensor.extents) {
      if (extent < 0) return true;
    }
    return false;
  };
  const auto bad_size = [](const std::array<std::ptrdiff_t, 4>& extents) {
    return extents[1] < 1 || extents[2] < 1 || extents[1] > INT32_MAX || extents[2] > INT32_MAX;
  };
  if (made.chosen_method < 0 || made.chosen_method > 1) return errc::unknown_method;
  if (negative(made.image)) return errc::image_extent_negative;
  if (bad_size(made.image.extents)) return errc::image_size_out_of_range;
  if (made.image.reaches().overflows) return errc::image_too_large;
  if (negative(made.boxes)) return errc::boxes_extent_negative;
  if (made.boxes.extents[1] != 4) return errc::boxes_not_of_four;
  if (made.boxes.reaches().overflows) return errc::boxes_too_large;
  if (negative(made.box_indices)) return errc::box_indices_extent_negative;
  if (made.box_indices.extents[0] != made.boxes.extents[0]) return errc::box_indices_mismatch;
  if (made.box_indices.reaches().overflows) return errc::box_indices_too_large;
  if (negative(made.crops)) return errc::crops_extent_negative;
  if (bad_size(made.crops.extents)) return errc::crops_size_out_of_range;
  if (made.crops.extents[0] != made.boxes.extents[0]) return errc::crops_boxes_mismatch;
  if (made.crops.extents[3] != made.image.extents[3]) return errc::crops_channels_mismatch;
  if (made.crops.reaches().overflows) return errc::crops_too_large;
  bool is_empty = false;
  bool has_zero_stride = false;
  for (std::size_t d = 0; d < 4; ++d) {
    is_empty |= made.crops.extents[d] == 0;
    has_zero_stride |= made.crops.extents[d] > 1 && made.crops.strides[d] == 0;
  }
  if (has_zero_stride && !is_empty) return errc::crops_stride_zero;
  const bool has_boxes = made.boxes.extents[0] > 0;
  if (made.image.is_null && has_boxes && made.image.extents[0] > 0 && made.image.extents[3] > 0)
    return errc::image_null;
  if (made.boxes.is_null && has_boxes) return errc::boxes_null;
  if (made.box_indices.is_null && has_boxes) return errc::box_indices_null;
  if (made.crops.is_null && !is_empty) return errc::crops_null;
  return errc::ok;
}

/// Precondition: the shapes are right.
template <class T>
cnr::result expected_result(crop_call<T>& made) {
  for (std::ptrdiff_t n = 0; n < made.boxes.extents[0]; ++n) {
    const std::int32_t index = made.box_indices.view()(n);
    if (index < 0 || index >= made.image.extents[0]) return {cnr::errc::box_index_out_of_range, n};
    for (std::ptrdiff_t i = 0; i < 4; ++i) {
      if (!std::isfinite(made.boxes.view()(n, i))) return {cnr::errc::box_not_finite, n};
    }
  }
  return {};
}

constexpr float unwritten = 12345.678F;

/// What differs between two buffers of crops; nothing if they are the same.
template <class T>
std::string difference(const crop_call<T>& made, operand<float, 4>& expected, operand<float, 4>& actual,
                       const char* how) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const float wanted = expected.begin()[i];
    const float got = actual.begin()[i];
    if (support::same(wanted, got)) continue;
    std::ostringstream text;
    text << how << ": element " << i << " of the crops' storage is " << support::hex(got) << ", not "
         << support::hex(wanted) << "; image";
    for (const std::ptrdiff_t extent : made.image.extents) text << ' ' << extent;
    text << ", crops";
    for (const std::ptrdiff_t extent : made.crops.extents) text << ' ' << extent;
    text << (made.chosen_method == 1 ? ", nearest" : ", bilinear") << (made.streams ? ", streaming" : "");
    return text.str();
  }
  return {};
}

template <class Operand>
void clear(Operand& crops) {
  for (float& output : crops) output = unwritten;
}

/// The loops of every target, on pieces of a size that the input chooses.
template <class T, class Sampler>
std::string check_targets(bytes& input, crop_call<T>& made, operand<float, 4>& expected, const Sampler& sampler) {
  if (made.crops.size() == 0 || made.crops.extents[0] == 0 || made.crops.extents[3] == 0) return {};
  const auto image = cnr::image_view<T>(made.image.view());
  const cnr::detail::call<T, Sampler> arguments{
      image,       made.boxes.view(), made.box_indices.view(), made.crops.view(), sampler, made.extrapolation_value,
      made.streams};
  const cnr::detail::cost_estimate cost{100, 50};
  const cnr::detail::schedule pieces(made.crops.view(), cost, input.flag() ? 1e300 : 1000 * (1.0 + input.byte()));
  for (const cnr::target each : present_targets()) {
    clear(made.crops);
    cutting_executor{input}(pieces.count(), 1.0, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      cnr::detail::resample_pieces(each, arguments, pieces, begin, end);
    });
    std::string failure = difference(made, expected, made.crops, cnr::to_string(each));
    if (!failure.empty()) return failure;
  }
  return {};
}

template <class T>
cnr::result run_public(bytes& input, crop_call<T>& made) {
  const auto image = cnr::image_view<T>(made.image.view());
  const cnr::options settings{made.extrapolation_value};
  const cutting_executor executor{input};
  const std::uint8_t choice = input.byte();
  if (made.chosen_method == 0 && (choice & 1) != 0) {
    return cnr::crop_and_resize(image, made.boxes.view(), made.box_indices.view(), made.crops.view(), cnr::bilinear{},
                                settings, executor);
  }
  if (made.chosen_method == 1 && (choice & 1) != 0) {
    return cnr::crop_and_resize(image, made.boxes.view(), made.box_indices.view(), made.crops.view(), cnr::nearest{},
                                settings);
  }
  return cnr::crop_and_resize(image, made.boxes.view(), made.box_indices.view(), made.crops.view(),
                              static_cast<cnr::method>(made.chosen_method), settings, executor);
}

template <class T>
std::string check_call(bytes& input) {
  crop_call<T> made;
  made.chosen_method = input.flag() ? 1 : 0;
  made.extrapolation_value = input.flag() ? input.any_float() : 0.5F;
  made.streams = input.flag();
  const std::ptrdiff_t before = input.pick(0, 15);
  pick_shapes(input, made);
  // All storage has the size of the good shapes: what a spoilt call must not touch is not there.
  made.image.allocate();
  made.boxes.allocate();
  made.box_indices.allocate();
  made.crops.allocate(before);
  fill(input, made.image);
  for (std::ptrdiff_t n = 0; n < made.boxes.extents[0]; ++n) {
    for (std::ptrdiff_t i = 0; i < 4; ++i) {
      made.boxes.view()(n, i) = pick_bound(input, made.image.extents[static_cast<std::size_t>(1 + i % 2)]);
    }
    made.box_indices.view()(n) = input.rarely(32) ? static_cast<std::int32_t>(input.number(4))
                                                  : static_cast<std::int32_t>(input.pick(0, made.image.extents[0]));
    if (made.image.extents[0] > 0 && !input.rarely(32)) {
      made.box_indices.view()(n) %= static_cast<std::int32_t>(made.image.extents[0]);
    }
  }
  if (input.rarely(4)) spoil_one(input, made);

  clear(made.crops);
  const cnr::errc shapes = expected_shapes(made);
  if (shapes == cnr::errc::ok && made.is_spoilt) {
    // Still in order, but the storage is not of that shape.
    const cnr::errc code =
        cnr::detail::check_shapes(cnr::image_view<T>(made.image.view()), made.boxes.view(), made.box_indices.view(),
                                  made.crops.view(), static_cast<cnr::method>(made.chosen_method));
    return code == cnr::errc::ok ? "" : std::string("refused although right: ") + cnr::message(code);
  }
  const cnr::result wanted = shapes == cnr::errc::ok ? expected_result(made) : cnr::result{shapes, -1};
  operand<float, 4> expected;
  if (wanted) {
    expected.extents = made.crops.extents;
    expected.strides = made.crops.strides;
    expected.allocate(before);
    clear(expected);
    if (made.crops.size() > 0 && made.image.extents[3] > 0) {
      reference::crop_and_resize<T>(made.image.view(), made.boxes.view(), made.box_indices.view(), expected.view(),
                                    made.chosen_method == 1, made.extrapolation_value);
    }
  }
  const cnr::result done = run_public(input, made);
  if (done.code != wanted.code || done.index != wanted.index) {
    return std::string("answered: ") + done.message() + ", box " + std::to_string(done.index) +
           ", not: " + wanted.message() + ", box " + std::to_string(wanted.index);
  }
  if (!wanted) {
    for (const float output : made.crops) {
      if (!support::same(output, unwritten)) return "refused, but wrote";
    }
    return {};
  }
  std::string failure = difference(made, expected, made.crops, "the call");
  if (!failure.empty() || made.crops.is_null || made.image.is_null) return failure;
  return made.chosen_method == 1 ? check_targets(input, made, expected, cnr::nearest{})
                                 : check_targets(input, made, expected, cnr::bilinear{});
}

/// What was wrong with the call that these bytes make; nothing if all was right.
inline std::string check_call(const std::uint8_t* data, std::size_t size) {
  bytes input(data, size);
  switch (input.byte() % 11) {
    case 0:
      return check_call<std::uint8_t>(input);
    case 1:
      return check_call<std::uint16_t>(input);
    case 2:
      return check_call<std::int8_t>(input);
    case 3:
      return check_call<std::int16_t>(input);
    case 4:
      return check_call<std::int32_t>(input);
    case 5:
      return check_call<std::int64_t>(input);
    case 6:
      return check_call<cnr::half>(input);
    case 7:
      return check_call<cnr::bfloat16>(input);
    case 8:
      return check_call<float>(input);
    case 9:
      return check_call<double>(input);
    default:
      return check_call<support::pixel10>(input);
  }
}

}  // namespace fuzz

#endif  // CROP_AND_RESIZE_TESTS_FUZZ_CALL_HPP
