// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// Samplers: the policies that say which elements an output reads along an axis and how it mixes them. bilinear and
// nearest are TensorFlow's; method is the choice between the two at run time. A sampler of your own is a class like
// them.

#ifndef CROP_AND_RESIZE_SAMPLER_HPP
#define CROP_AND_RESIZE_SAMPLER_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cnr {
inline namespace v0 {

/// Where one row or column of a crop reads along its axis of the image, and with which weight.
///
/// @tparam Count   number of elements read, 1 or more
/// @tparam Weight  whatever the sampler needs to mix them; copied freely
template <std::size_t Count, class Weight>
struct taps {
  static constexpr std::size_t count = Count;
  using weight_type = Weight;

  /// Rows or columns of the image. The library moves those outside the image to the nearest edge.
  std::array<std::int64_t, Count> index;
  Weight weight;
};

/// The weight of a sampler that needs none.
struct no_weight {};

/// The product of two floats or two doubles, rounded. It is never fused with an addition, whatever the compiler's flags
/// and the instruction set. `a * b + c` may be fused (GCC and Clang do so by default), which changes the last bit of
/// the sum. For samplers that promise the same bits everywhere.
template <class Number>
CNR_DETAIL_ALWAYS_INLINE Number unfused_multiply(Number a, Number b) noexcept {
  return detail::unfused_multiply_vectorisable(a, b);
}

/// Bilinear interpolation, TensorFlow's default: the two nearest elements along each axis.
///
/// A sampler is a class with these two functions, const, noexcept and inlined into the loops:
///
/// - `taps<Count, Weight> locate(float coordinate, std::int64_t extent)`: what to read for a coordinate, which is in
///   [0, extent - 1] and is never NaN. Called once for each row and column of a crop, not for each pixel.
/// - `float mix(const std::array<float, Count>& elements, const Weight& weight)`: the value between the elements, which
///   are in the order of taps::index. Called along x for each row read, then once along y for those results; where
///   rows of the crop share a row of the image, along x once for all of them.
///
/// A sampler of your own runs in loops that compilers make vectors of where `mix` is arithmetic without branches and
/// Weight is a float, a std::array of floats or no_weight. Elements of one or two bytes are found fastest, for up to
/// eight taps. Compute weights in `locate`. Write products in `mix` by unfused_multiply, not as bilinear does: outputs
/// are then the same on every target. Compilers may fuse products in `locate` with sums where the command line allows
/// it, unless given -ffp-contract=off. Write these by unfused_multiply, too, for the same weights with all flags. Loops
/// have whole blocks: `mix` is also called for numbers that are not written.
///
///     struct tent {  // the two nearest elements, weighted
///       cnr::taps<2, std::array<float, 2>> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
///         const auto floor = static_cast<std::int64_t>(coordinate);
///         const float t = coordinate - static_cast<float>(floor);
///         return {{floor, floor + 1}, {{1 - t, t}}};
///       }
///       float mix(const std::array<float, 2>& elements, const std::array<float, 2>& weights) const noexcept {
///         return cnr::unfused_multiply(elements[0], weights[0]) + cnr::unfused_multiply(elements[1], weights[1]);
///       }
///     };
///
/// Elements are read and mixed at every coordinate, a whole one included, as TensorFlow does: an infinite element that
/// has weight 0 makes the result NaN.
struct bilinear {
  CNR_DETAIL_ALWAYS_INLINE taps<2, float> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    const auto whole = static_cast<float>(floor);
    const std::int64_t ceil = floor + (whole < coordinate ? 1 : 0);
    return {{floor, ceil}, coordinate - whole};
  }

  CNR_DETAIL_ALWAYS_INLINE float mix(const std::array<float, 2>& elements, float weight) const noexcept {
    return elements[0] + detail::multiply_in_unfused_region(elements[1] - elements[0], weight);
  }
};

/// The nearest element along each axis; halfway, the one of higher index (halves are rounded away from zero, as
/// std::round does). Elements are converted to float and otherwise kept as they are, NaN, infinities and -0.0 included.
struct nearest {
  CNR_DETAIL_ALWAYS_INLINE taps<1, no_weight> locate(float coordinate, std::int64_t /*extent*/) const noexcept {
    const auto floor = static_cast<std::int64_t>(coordinate);
    const float fraction = coordinate - static_cast<float>(floor);
    return {{floor + (fraction >= 0.5F ? 1 : 0)}, {}};
  }

  CNR_DETAIL_ALWAYS_INLINE float mix(const std::array<float, 1>& elements, no_weight /*weight*/) const noexcept {
    return elements[0];
  }
};

/// TensorFlow's `method` argument: a sampler chosen at run time.
enum class method { bilinear, nearest };

/// The method of that name, "bilinear" or "nearest". Any other name gives a value that is neither, which every call
/// refuses with errc::unknown_method.
CNR_DETAIL_ALWAYS_INLINE constexpr method to_method(std::string_view name) noexcept {
  if (name == "bilinear") return method::bilinear;
  if (name == "nearest") return method::nearest;
  return static_cast<method>(-1);
}

namespace detail {

template <class Sampler>
using taps_of = decltype(std::declval<const Sampler&>().locate(0.0F, std::int64_t{1}));

template <class Sampler>
using mix_of =
    decltype(std::declval<const Sampler&>().mix(std::declval<const std::array<float, taps_of<Sampler>::count>&>(),
                                                std::declval<const typename taps_of<Sampler>::weight_type&>()));

template <class T>
struct is_taps : std::false_type {};
template <std::size_t Count, class Weight>
struct is_taps<taps<Count, Weight>> : std::true_type {};

template <class Sampler, class = void>
struct is_sampler : std::false_type {};
template <class Sampler>
struct is_sampler<Sampler,
                  std::enable_if_t<is_taps<taps_of<Sampler>>::value && std::is_same<mix_of<Sampler>, float>::value>>
    : std::true_type {};

/// Whether a sampler has a form in vectors: detail/geometry/vector/samplers.inl. The others run in blocks, which are
/// compiled for each of them: detail/forward/vector/blocks.inl.
template <class Sampler>
struct has_vector_form : std::false_type {};
template <>
struct has_vector_form<bilinear> : std::true_type {};
template <>
struct has_vector_form<nearest> : std::true_type {};

}  // namespace detail

}  // namespace v0
}  // namespace cnr

#endif  // CROP_AND_RESIZE_SAMPLER_HPP
