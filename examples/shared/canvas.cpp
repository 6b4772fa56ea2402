// SPDX-License-Identifier: MIT
//
// Everything is drawn as clipped rectangles of one colour, digits included; pictures are copied row by row.

#include "canvas.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace pictures {
namespace {

constexpr colour ink{{18, 20, 24}};

/// Digits of 3 by 5 cells, row after row.
constexpr std::array<std::string_view, 10> digits{{
    "###"
    "# #"
    "# #"
    "# #"
    "###",
    " # "
    "## "
    " # "
    " # "
    "###",
    "###"
    "  #"
    "###"
    "#  "
    "###",
    "###"
    "  #"
    " ##"
    "  #"
    "###",
    "# #"
    "# #"
    "###"
    "  #"
    "  #",
    "###"
    "#  "
    "###"
    "  #"
    "###",
    "###"
    "#  "
    "###"
    "# #"
    "###",
    "###"
    "  #"
    "  #"
    "  #"
    "  #",
    "###"
    "# #"
    "###"
    "# #"
    "###",
    "###"
    "# #"
    "###"
    "  #"
    "###",
}};
constexpr std::ptrdiff_t cells_across = 3;
constexpr std::ptrdiff_t cell = 2;
constexpr std::ptrdiff_t digit_pitch = (cells_across + 1) * cell;
constexpr std::ptrdiff_t padding_top = 3;
constexpr std::ptrdiff_t padding_left = 5;
static_assert(canvas::tab_height == 5 * cell + 2 * padding_top);

constexpr area intersection(const area& a, const area& b) {
  return {std::max(a.top, b.top), std::max(a.left, b.left), std::min(a.bottom, b.bottom), std::min(a.right, b.right)};
}

}  // namespace

canvas::canvas(std::ptrdiff_t height, std::ptrdiff_t width, colour background)
    : pixels_(height, width), clip_{0, 0, height, width} {
  fill(clip_, background);
}

void canvas::clip_to(const area& part) { clip_ = intersection(part, {0, 0, pixels_.height, pixels_.width}); }

void canvas::clip_to_all() { clip_ = {0, 0, pixels_.height, pixels_.width}; }

void canvas::fill(const area& place, colour with) {
  const area visible = intersection(place, clip_);
  for (std::ptrdiff_t y = visible.top; y < visible.bottom; ++y) {
    for (std::ptrdiff_t x = visible.left; x < visible.right; ++x) {
      std::copy(with.begin(), with.end(), pixels_.pixel(y, x));
    }
  }
}

void canvas::fill_between(const area& outer, const area& inner, colour with) {
  fill({outer.top, outer.left, inner.top, outer.right}, with);
  fill({inner.bottom, outer.left, outer.bottom, outer.right}, with);
  fill({inner.top, outer.left, inner.bottom, inner.left}, with);
  fill({inner.top, inner.right, inner.bottom, outer.right}, with);
}

void canvas::paste(const picture& pixels, std::ptrdiff_t top, std::ptrdiff_t left) {
  const area visible = intersection({top, left, top + pixels.height, left + pixels.width}, clip_);
  if (visible.width() <= 0) return;
  for (std::ptrdiff_t y = visible.top; y < visible.bottom; ++y) {
    std::copy_n(pixels.pixel(y - top, visible.left - left), visible.width() * picture::channels,
                pixels_.pixel(y, visible.left));
  }
}

std::ptrdiff_t canvas::tab_width(std::size_t number) {
  return static_cast<std::ptrdiff_t>(std::to_string(number).size()) * digit_pitch - cell + 2 * padding_left;
}

void canvas::number_tab(std::size_t number, std::ptrdiff_t top, std::ptrdiff_t left, colour tab) {
  fill({top, left, top + tab_height, left + tab_width(number)}, tab);
  std::ptrdiff_t digit_left = left + padding_left;
  for (const char digit : std::to_string(number)) {
    const std::string_view cells = digits[static_cast<std::size_t>(digit - '0')];
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::ptrdiff_t y = top + padding_top + static_cast<std::ptrdiff_t>(i) / cells_across * cell;
      const std::ptrdiff_t x = digit_left + static_cast<std::ptrdiff_t>(i) % cells_across * cell;
      if (cells[i] == '#') fill({y, x, y + cell, x + cell}, ink);
    }
    digit_left += digit_pitch;
  }
}

}  // namespace pictures
