// SPDX-License-Identifier: MIT
//
// Calls compute with nothing that was not written before. This program fills the stack with signalling NaNs and then
// makes calls whose elements are all finite: no operation may be invalid, or a program that traps those ends there.
// Under MemorySanitizer, it stops where a number that was not written is used.

#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <array>
#include <cfenv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <forward_list>
#include <type_traits>
#include <vector>

#if defined(CHECK_MEMORY)
#include <sanitizer/msan_interface.h>
#endif

namespace {

/// Fills the stack that the next call will use. MemorySanitizer needs no pattern: to it, what a function has not
/// written yet is undefined whatever is there.
__attribute__((noinline)) void poison_stack([[maybe_unused]] std::uint32_t pattern) {
#if !defined(CHECK_MEMORY)
  volatile std::uint32_t room[1U << 15U];
  for (volatile std::uint32_t& number : room) number = pattern;
#endif
}

/// Whether all operations since the last call of this were valid.
bool were_valid() {
#if defined(CHECK_MEMORY)
  return true;  // the compiler may compute what is not used, quotients by zero for instance
#else
  const bool valid = std::fetestexcept(FE_INVALID | FE_DIVBYZERO) == 0;
  std::feclearexcept(FE_ALL_EXCEPT);
  return valid;
#endif
}

template <class T>
T element(std::size_t count) {
  if constexpr (std::is_class<T>::value) {
    return T{static_cast<std::uint16_t>(count)};
  } else {
    return static_cast<T>(count);
  }
}

struct shape {
  std::ptrdiff_t width, channels, crop_height, crop_width;
  bool are_image_planes, are_crop_planes, are_mirrored;
};

/// The operands of a call. Planes are NCHW storage. Mirrored tensors have negative strides along all axes but the
/// first: PTRDIFF_MIN, whose magnitude is not representable, along axes of a single element.
template <class T>
struct operands {
  explicit operands(const shape& of)
      : extents{{2, 9, of.width, of.channels}},
        crop_extents{{3, of.crop_height, of.crop_width, of.channels}},
        pixels(counted(size(extents))),
        output(size(crop_extents)),
        by_pixels(cnr::detail::is_grad_element<T>::value ? size(extents) : 0),
        are_image_planes(of.are_image_planes),
        are_crop_planes(of.are_crop_planes),
        are_mirrored(of.are_mirrored) {}

  /// So many elements and no more, written once for all calls, which take less time than writing them. Not in a
  /// std::map: MemorySanitizer does not see what functions in the object code of libstdc++ write.
  static const std::vector<T>& counted(std::size_t count) {
    static std::forward_list<std::vector<T>> all;
    for (const std::vector<T>& each : all) {
      if (each.size() == count) return each;
    }
    std::vector<T>& elements = all.emplace_front(count);
    for (std::size_t i = 0; i < count; ++i) elements[i] = element<T>(i % 127 + 1);
    return elements;
  }

  static std::size_t size(const std::array<std::ptrdiff_t, 4>& extents) {
    return static_cast<std::size_t>(extents[0] * extents[1] * extents[2] * extents[3]);
  }

  template <class U>
  cnr::tensor_view<U, 4> view(U* data, const std::array<std::ptrdiff_t, 4>& e, bool are_planes) const {
    const cnr::tensor_view<U, 4> pixels_view(data, e);
    const cnr::tensor_view<U, 4> all =
        are_planes ? cnr::tensor_view<U, 4>(data, {e[0], e[3], e[1], e[2]}).permuted({0, 2, 3, 1}) : pixels_view;
    if (!are_mirrored) return all;
    std::array<std::ptrdiff_t, 4> strides = all.strides();
    for (std::size_t axis = 1; axis < 4; ++axis) strides[axis] = e[axis] > 1 ? -strides[axis] : PTRDIFF_MIN;
    return {&all(0, e[1] - 1, e[2] - 1, e[3] - 1), all.extents(), strides};
  }

  cnr::image_view<T> image() const { return view(pixels.data(), extents, are_image_planes); }
  cnr::crops_view<float> crops() { return view(output.data(), crop_extents, are_crop_planes); }
  cnr::image_view<float> grads() const { return view(output.data(), crop_extents, are_crop_planes); }
  cnr::tensor_view<T, 4> grad_image() { return view(by_pixels.data(), extents, are_image_planes); }
  cnr::boxes_view boxes() const { return {corners.data(), {3, 4}}; }
  cnr::tensor_view<float, 2> grad_boxes() { return {by_corners.data(), {3, 4}}; }
  cnr::box_indices_view box_indices() const { return {indices.data(), {3}}; }

  std::array<std::ptrdiff_t, 4> extents;
  std::array<std::ptrdiff_t, 4> crop_extents;
  const std::vector<T>& pixels;
  std::vector<float> output;
  std::vector<T> by_pixels;
  std::array<float, 12> corners{0, 0, 1, 1, 0.9F, 0.8F, 0.1F, 0.15F, -0.3F, 0.2F, 0.7F, 1.4F};
  std::array<float, 12> by_corners{};
  std::array<std::int32_t, 3> indices{0, 1, 0};
  bool are_image_planes;
  bool are_crop_planes;
  bool are_mirrored;
};

/// Stops where a bit of the results depends on what was not written.
template <class T>
void check_defined([[maybe_unused]] const T* results, [[maybe_unused]] std::size_t count) {
#if defined(CHECK_MEMORY)
  __msan_check_mem_is_initialized(results, count * sizeof(T));
#endif
}

/// Makes the calls of one shape; false where an operation was invalid.
template <class T, class Sampler>
bool check(const shape& of, std::uint32_t pattern) {
  operands<T> call(of);
  were_valid();
  poison_stack(pattern);
  bool done{cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops(), Sampler{})};
  done = done && were_valid();
  check_defined(call.output.data(), call.output.size());
  if constexpr (std::is_same<Sampler, cnr::bilinear>::value) {
    poison_stack(pattern);
    done = done && cnr::crop_and_resize_grad_boxes(call.grads(), call.image(), call.boxes(), call.box_indices(),
                                                   call.grad_boxes());
    done = done && were_valid();
    check_defined(call.by_corners.data(), call.by_corners.size());
  }
  if constexpr (cnr::detail::is_grad_element<T>::value) {
    poison_stack(pattern);
    done = done && cnr::crop_and_resize_grad_image(call.grads(), call.boxes(), call.box_indices(), call.grad_image(),
                                                   Sampler{});
    done = done && were_valid();
    check_defined(call.by_pixels.data(), call.by_pixels.size());
  }
  return done;
}

/// The same for a filter, which reads other elements than samplers do.
bool check_filter(const shape& of, std::uint32_t pattern) {
  operands<std::uint8_t> call(of);
  were_valid();
  poison_stack(pattern);
  const bool done{cnr::crop_and_resize(call.image(), call.boxes(), call.box_indices(), call.crops(), cnr::triangle{})};
  check_defined(call.output.data(), call.output.size());
  return done && were_valid();
}

/// @param pattern  what is on the stack
template <class T>
bool check_all(const char* name, std::uint32_t pattern) {
  for (const std::ptrdiff_t channels : {1, 2, 3, 4, 5, 17, 33}) {
    for (const std::ptrdiff_t width : {1, 7, 40, 3000}) {
      if (width == 3000 && channels > 4) continue;
      for (const std::ptrdiff_t crop_width : {1, 2, 3, 30}) {
        for (const std::ptrdiff_t crop_height : {3, 12}) {
          for (const int layout : {0, 1, 2, 3, 4, 7}) {
            const shape of{width, channels, crop_height, crop_width, layout % 2 == 1, layout / 2 % 2 == 1, layout >= 4};
            bool done = check<T, cnr::bilinear>(of, pattern) && check<T, cnr::nearest>(of, pattern);
            if constexpr (std::is_same<T, std::uint8_t>::value) done = done && check_filter(of, pattern);
            if (done) continue;
            std::printf("%s: %td channels, width %td, crops %td x %td, layout %d, stack of %08x\n", name, channels,
                        width, crop_height, crop_width, layout, pattern);
            return false;
          }
        }
      }
    }
  }
  return true;
}

}  // namespace

int main() {
  // Signalling NaNs of 4 bytes, of 2 and of 8.
  constexpr std::uint32_t singles = 0x7f817f81U;
  constexpr std::uint32_t halves = 0x7d017d01U;
  constexpr std::uint32_t doubles = 0x7ff47ff4U;
  bool all = check_all<std::uint8_t>("uint8", singles);
  all = check_all<cnr::half>("half", halves) && all;
  all = check_all<float>("float", singles) && all;
  all = check_all<double>("double", doubles) && all;
#if !defined(CHECK_MEMORY)
  all = check_all<cnr::half>("half", singles) && all;
  all = check_all<double>("double", singles) && all;
#endif
  return all ? 0 : 1;
}
