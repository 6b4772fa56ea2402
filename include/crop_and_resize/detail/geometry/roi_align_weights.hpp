// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// filter_weights of roi_align: the mean of samples that are between pixels is a weighted sum of pixels as well.

#ifndef CROP_AND_RESIZE_DETAIL_GEOMETRY_ROI_ALIGN_WEIGHTS_HPP
#define CROP_AND_RESIZE_DETAIL_GEOMETRY_ROI_ALIGN_WEIGHTS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/detail/base/unfused_multiply.hpp>
#include <crop_and_resize/detail/geometry/axis.hpp>
#include <crop_and_resize/detail/geometry/filter_weights.hpp>
#include <crop_and_resize/filter.hpp>

#include <cstddef>
#include <cstdint>

CNR_DETAIL_NAMESPACE_BEGIN
CNR_DETAIL_BEGIN_UNFUSED

/// roi_align along one axis.
template <>
class filter_weights<roi_align> {
 public:
  filter_weights(const roi_align& filter, const axis& along) noexcept
      : along_(along), last_(static_cast<float>(along.last_index())), count_(count_samples(filter, along.scale())) {}

  static bool has_whole_steps() noexcept { return false; }
  static float stretch() noexcept { return 1; }

  double max_pixels() const noexcept {
    const auto all = static_cast<double>(along_.last_index() + 1);
    // Samples may be rounded by more than a pixel.
    if (along_.last_index() > exact_index) return all;
    const double in_reach = double{along_.step()} + 3;
    return in_reach < all ? in_reach : all;
  }

  /// The pixels that the samples of a position are between; there may be none.
  index_range pixels(std::ptrdiff_t position) const noexcept {
    const index_range visited = samples_between(position, -1, static_cast<float>(along_.last_index() + 1));
    if (visited.size() == 0) return {0, 0};
    const float first = sample(position, visited.begin);
    const float last = sample(position, visited.end - 1);
    const std::ptrdiff_t low = along_.clamped(static_cast<std::int64_t>(first < last ? first : last));
    const std::ptrdiff_t high = along_.clamped(static_cast<std::int64_t>(first < last ? last : first));
    return {low, detail::minimum(high + 1, along_.last_index()) + 1};
  }

  static bool repeats(std::ptrdiff_t /*position*/, const index_range& /*all*/, const index_range& /*before*/) noexcept {
    return false;
  }

  index_range write(std::ptrdiff_t position, const index_range& all, float* weights) const noexcept {
    for (std::ptrdiff_t i = 0; i < all.size(); ++i) weights[i] = weight_at(position, all.begin + i);
    return all;
  }

  class each {
   public:
    each(const filter_weights& of, std::ptrdiff_t position) noexcept
        : of_(of), position_(position), pixels_(of.pixels(position)) {}

    const index_range& pixels() const noexcept { return pixels_; }
    float operator[](std::ptrdiff_t i) const noexcept { return of_.weight_at(position_, pixels_.begin + i); }

   private:
    const filter_weights& of_;
    std::ptrdiff_t position_;
    index_range pixels_;
  };

 private:
  /// Samples in a bin. Of more than 2^30, the first 2^30 are visited.
  static float count_samples(const roi_align& filter, float scale) noexcept {
    if (filter.sampling_ratio > 0) return static_cast<float>(filter.sampling_ratio);
    return scale > 0 ? -detail::round_down(-scale) : 0;
  }

  /// Where a sample is, before it is moved onto the image. In the order of torchvision's roi_align.
  float unmoved_sample(std::ptrdiff_t position, std::ptrdiff_t number) const noexcept {
    const float begin = along_.origin() + multiply_in_unfused_region(static_cast<float>(position), along_.scale());
    return begin + (static_cast<float>(number) + 0.5F) * along_.scale() / count_;
  }

  float sample(std::ptrdiff_t position, std::ptrdiff_t number) const noexcept {
    return detail::clamp(unmoved_sample(position, number), 0, last_);
  }

  /// The samples of a position that are in [low, high]. Samples do not turn.
  index_range samples_between(std::ptrdiff_t position, float low, float high) const noexcept {
    constexpr float most = 0x1p30F;
    const auto count = static_cast<std::ptrdiff_t>(count_ < most ? count_ : most);
    const bool falls = along_.falls();
    const std::ptrdiff_t begin = detail::partition_point(0, count, [&](std::ptrdiff_t i) noexcept {
      return falls ? unmoved_sample(position, i) > high : unmoved_sample(position, i) < low;
    });
    const std::ptrdiff_t end = detail::partition_point(begin, count, [&](std::ptrdiff_t i) noexcept {
      return falls ? unmoved_sample(position, i) >= low : unmoved_sample(position, i) <= high;
    });
    return {begin, end};
  }

  float weight_at(std::ptrdiff_t position, std::ptrdiff_t pixel) const noexcept {
    const auto extent = static_cast<float>(along_.last_index() + 1);
    // Those that are moved onto the first or the last pixel count as well.
    const bool is_exact = pixel < exact_index;
    const bool is_last = pixel + 1 >= along_.last_index();
    const index_range touching =
        samples_between(position, is_exact && pixel > 0 ? static_cast<float>(pixel - 1) : -1.0F,
                        is_exact && !is_last ? static_cast<float>(pixel + 1) : extent);
    double sum = 0;
    for (std::ptrdiff_t i = touching.begin; i < touching.end; ++i) {
      const float moved = sample(position, i);
      const std::ptrdiff_t low = along_.clamped(static_cast<std::int64_t>(moved));
      const float fraction = moved - static_cast<float>(low);
      if (low == pixel) {
        sum += double{1 - fraction};
      } else if (low + 1 == pixel) {
        sum += double{fraction};
      }
    }
    return static_cast<float>(sum / double{count_});
  }

  /// Floats are exact for pixels up to this one and the next.
  static constexpr std::ptrdiff_t exact_index = std::ptrdiff_t{1} << 23;

  const axis& along_;
  float last_;
  float count_;
};

CNR_DETAIL_END_UNFUSED
CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GEOMETRY_ROI_ALIGN_WEIGHTS_HPP
