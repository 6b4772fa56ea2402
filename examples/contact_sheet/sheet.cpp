// SPDX-License-Identifier: MIT
//
// Lays the sheet out, then draws it: the photograph, the outlines of the boxes, the crops in their frames.

#include "sheet.hpp"

#include "../shared/canvas.hpp"
#include "../shared/failure.hpp"
#include "crops.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace contact_sheet {

using pictures::area;
using pictures::canvas;
using pictures::colour;
using pictures::failure;

namespace {

constexpr colour background{{34, 38, 46}};

/// Boxes beyond the last colour start over with the first; their numbers still tell them apart.
constexpr std::array<colour, 8> colours{{
    {{255, 214, 64}},
    {{72, 219, 251}},
    {{124, 230, 92}},
    {{255, 128, 200}},
    {{122, 150, 255}},
    {{255, 72, 92}},
    {{198, 140, 255}},
    {{240, 240, 240}},
}};

constexpr std::ptrdiff_t most_pixels = 50'000'000;
constexpr std::ptrdiff_t least_photograph_height = 400;
constexpr std::ptrdiff_t margin = 28;
constexpr std::ptrdiff_t frame = 3;
constexpr std::ptrdiff_t column_gap = 18;
/// Leaves room for the tab with the number, which stands on the frame.
constexpr std::ptrdiff_t row_gap = 28;

colour colour_of(const request& one) { return colours[(one.number - 1) % colours.size()]; }

/// Where everything goes. Crops stand in a grid that is about as many columns wide as it is rows high.
struct layout {
  area sheet;
  area photograph;
  area grid;
  std::ptrdiff_t columns;
};

struct extent {
  std::ptrdiff_t height;
  std::ptrdiff_t width;
};

extent photograph_extent(const picture& photograph, std::ptrdiff_t grid_height) {
  const std::ptrdiff_t height = std::max(grid_height, least_photograph_height);
  const std::ptrdiff_t width = photograph.width * height / photograph.height;
  if (width <= 2 * height) return {height, std::max<std::ptrdiff_t>(width, 1)};
  return {std::max<std::ptrdiff_t>(photograph.height * 2 * height / photograph.width, 1), 2 * height};
}

/// @throws failure for a sheet that is too big
layout lay_out(const picture& photograph, const options& settings) {
  const auto count = static_cast<std::ptrdiff_t>(settings.requests.size());
  const auto columns = static_cast<std::ptrdiff_t>(std::ceil(std::sqrt(static_cast<double>(count))));
  const std::ptrdiff_t rows = (count + columns - 1) / columns;
  const extent grid{rows * settings.crop.height + (rows - 1) * row_gap,
                    columns * settings.crop.width + (columns - 1) * column_gap};
  const extent shown = photograph_extent(photograph, grid.height);
  const extent sheet{2 * margin + std::max(shown.height, grid.height), 3 * margin + shown.width + grid.width};
  if (sheet.height * sheet.width > most_pixels) {
    throw failure("the sheet would have " + std::to_string(sheet.height) + "x" + std::to_string(sheet.width) +
                  " pixels, more than 50 megapixels: ask for smaller crops, or fewer boxes");
  }

  const std::ptrdiff_t photograph_top = (sheet.height - shown.height) / 2;
  const std::ptrdiff_t grid_top = (sheet.height - grid.height) / 2;
  const std::ptrdiff_t grid_left = 2 * margin + shown.width;
  return {{0, 0, sheet.height, sheet.width},
          {photograph_top, margin, photograph_top + shown.height, margin + shown.width},
          {grid_top, grid_left, grid_top + grid.height, grid_left + grid.width},
          columns};
}

/// A coordinate of a box, 0 being the first row or column of pixels and 1 the last one.
double normalised(double pixel, std::ptrdiff_t extent) {
  return pixel / static_cast<double>(std::max<std::ptrdiff_t>(extent - 1, 1));
}

/// The pixel that a coordinate falls on. A box may be astronomically far away; then any pixel outside will do.
std::ptrdiff_t to_pixel(double coordinate, std::ptrdiff_t begin, std::ptrdiff_t extent) {
  constexpr double far_away = 1e6;
  const double pixel = coordinate * static_cast<double>(extent - 1);
  return begin + static_cast<std::ptrdiff_t>(std::lround(std::clamp(pixel, -far_away, far_away)));
}

/// The corners of a box, normalised.
struct corners {
  corners(const std::array<float, 4>& box, cnr::box_format format, const picture& photograph) {
    const bool is_row_first = format == cnr::box_format::yxyx || format == cnr::box_format::yxyx_pixels;
    y1 = static_cast<double>(box[is_row_first ? 0 : 1]);
    x1 = static_cast<double>(box[is_row_first ? 1 : 0]);
    y2 = static_cast<double>(box[is_row_first ? 2 : 3]);
    x2 = static_cast<double>(box[is_row_first ? 3 : 2]);
    if (format == cnr::box_format::yxyx || format == cnr::box_format::xyxy) return;
    if (format == cnr::box_format::xywh_pixels) {
      y2 += y1;
      x2 += x1;
    }
    y1 = normalised(y1, photograph.height);
    x1 = normalised(x1, photograph.width);
    y2 = normalised(y2, photograph.height);
    x2 = normalised(x2, photograph.width);
  }

  double y1, x1, y2, x2;
};

/// A box on the photograph as it is shown: the pixels from its first corner (y1, x1) to its second one, in this order.
struct outline {
  outline(const corners& box, const area& place)
      : y1(to_pixel(box.y1, place.top, place.height())),
        x1(to_pixel(box.x1, place.left, place.width())),
        y2(to_pixel(box.y2, place.top, place.height())),
        x2(to_pixel(box.x2, place.left, place.width())) {}

  area inside() const { return {std::min(y1, y2), std::min(x1, x2), std::max(y1, y2) + 1, std::max(x1, x2) + 1}; }

  std::ptrdiff_t y1, x1, y2, x2;
};

void draw_outline(canvas& sheet, const outline& box, colour with) {
  sheet.fill_between(box.inside().grown(frame), box.inside(), with);
}

/// At the first corner, outside the box unless the edge of the photograph is in the way.
void draw_number(canvas& sheet, const outline& box, const request& one, const area& place) {
  const area outside = box.inside().grown(frame);
  const std::ptrdiff_t width = canvas::tab_width(one.number);
  const std::ptrdiff_t top = box.y1 <= box.y2 ? outside.top - canvas::tab_height : outside.bottom;
  const std::ptrdiff_t left = box.x1 <= box.x2 ? outside.left : outside.right - width;
  sheet.number_tab(one.number, std::max(place.top, std::min(top, place.bottom - canvas::tab_height)),
                   std::max(place.left, std::min(left, place.right - width)), colour_of(one));
}

void draw_photograph(canvas& sheet, const picture& photograph, const options& settings, const area& place) {
  const auto outline_of = [&](const request& one) {
    return outline(corners(one.box, settings.box_format, photograph), place);
  };
  sheet.clip_to(place);
  sheet.paste(resize(photograph, place.height(), place.width()), place.top, place.left);
  for (const request& one : settings.requests) draw_outline(sheet, outline_of(one), colour_of(one));
  for (const request& one : settings.requests) draw_number(sheet, outline_of(one), one, place);
  sheet.clip_to_all();
}

void draw_crop(canvas& sheet, const picture& crop, const request& one, std::ptrdiff_t top, std::ptrdiff_t left) {
  const area inside{top, left, top + crop.height, left + crop.width};
  const area outside = inside.grown(frame);
  sheet.fill_between(outside, inside, colour_of(one));
  sheet.number_tab(one.number, outside.top - canvas::tab_height, outside.left, colour_of(one));
  sheet.paste(crop, top, left);
}

}  // namespace

picture make_sheet(const picture& photograph, const options& settings) {
  const layout places = lay_out(photograph, settings);
  const std::vector<picture> crops = cut(photograph, settings);

  canvas sheet(places.sheet.height(), places.sheet.width(), background);
  draw_photograph(sheet, photograph, settings, places.photograph);
  for (std::size_t i = 0; i < crops.size(); ++i) {
    const auto position = static_cast<std::ptrdiff_t>(i);
    const std::ptrdiff_t top = places.grid.top + position / places.columns * (settings.crop.height + row_gap);
    const std::ptrdiff_t left = places.grid.left + position % places.columns * (settings.crop.width + column_gap);
    draw_crop(sheet, crops[i], settings.requests[i], top, left);
  }
  return sheet.pixels();
}

}  // namespace contact_sheet
