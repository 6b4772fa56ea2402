// SPDX-License-Identifier: MIT
//
// A canvas to draw on: filled and outlined rectangles, pictures, and numbers on a tab, everything clipped.

#ifndef PICTURES_CANVAS_HPP
#define PICTURES_CANVAS_HPP

#include "picture.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace pictures {

using colour = std::array<std::uint8_t, picture::channels>;

/// Rows [top, bottom) and columns [left, right); without any pixel where that is an empty range.
struct area {
  std::ptrdiff_t top;
  std::ptrdiff_t left;
  std::ptrdiff_t bottom;
  std::ptrdiff_t right;

  constexpr std::ptrdiff_t height() const { return bottom - top; }
  constexpr std::ptrdiff_t width() const { return right - left; }
  constexpr area grown(std::ptrdiff_t by) const { return {top - by, left - by, bottom + by, right + by}; }
};

class canvas {
 public:
  canvas(std::ptrdiff_t height, std::ptrdiff_t width, colour background);

  /// Confines what is drawn from here on to a part of the canvas.
  void clip_to(const area& part);
  void clip_to_all();

  void fill(const area& place, colour with);

  /// The pixels of `outer` that `inner` leaves. Precondition: inner is inside outer.
  void fill_between(const area& outer, const area& inner, colour with);

  void paste(const picture& pixels, std::ptrdiff_t top, std::ptrdiff_t left);

  /// A tab of the given colour with a number, its upper left corner at (top, left).
  void number_tab(std::size_t number, std::ptrdiff_t top, std::ptrdiff_t left, colour tab);

  static constexpr std::ptrdiff_t tab_height = 16;
  static std::ptrdiff_t tab_width(std::size_t number);

  const picture& pixels() const { return pixels_; }

 private:
  picture pixels_;
  area clip_;
};

}  // namespace pictures

#endif  // PICTURES_CANVAS_HPP
