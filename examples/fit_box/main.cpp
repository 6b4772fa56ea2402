// SPDX-License-Identifier: MIT
//
// fit_box: finds the box that a crop was cut from. It starts from a wrong box and moves its bounds down the gradient of
// the difference between the crop that it cuts and the one that is wanted, which is what
// cnr::crop_and_resize_grad_boxes is for. Prints the loss as it falls, and writes a picture of before and after.
//
// usage: fit_box [OUTPUT.png]

#include "../shared/canvas.hpp"
#include "../shared/picture.hpp"
#include "../shared/png.hpp"
#include "../shared/read_picture.hpp"

#include <crop_and_resize/crop_and_resize.hpp>
#include <crop_and_resize/crop_and_resize_grad.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using pictures::picture;
using tensor = cnr::tensor<float, 4>;
using box = std::array<float, 4>;  // y1, x1, y2, x2

constexpr cnr::crop_size crop_size{48, 48};
constexpr box wanted{{0.04F, 0.28F, 0.46F, 0.62F}};  // around the face
constexpr box start{{0.16F, 0.14F, 0.66F, 0.58F}};
constexpr std::int32_t first_image = 0;

tensor crop(const cnr::image_view<float>& image, const box& bounds, cnr::crop_size size) {
  return cnr::crop_and_resize(image, {bounds.data(), {1, 4}}, {&first_image, {1}}, size);
}

/// The photograph, halved until details are gone that would lead the descent astray: a gradient sees no farther than
/// the next pixel.
tensor blurred(const picture& photograph) {
  constexpr box all_but_a_hair{{0, 0, 0.9999F, 0.9999F}};
  std::ptrdiff_t side = std::min(photograph.height, photograph.width) / 2;
  tensor image =
      cnr::crop_and_resize(photograph.view(), {all_but_a_hair.data(), {1, 4}}, {&first_image, {1}}, {side, side});
  for (side /= 2; side >= 32; side /= 2) image = crop(image.view(), all_but_a_hair, {side, side});
  return image;
}

/// The mean squared difference from the target, and its gradient with regard to the box.
struct loss {
  double value = 0;
  box gradient{};
};

loss evaluate(const cnr::image_view<float>& image, const tensor& target, const box& bounds) {
  // [gradients]
  const cnr::tensor<float, 4> cut = crop(image, bounds, crop_size);
  std::vector<float> grads(cut.size());  // of the loss, by each element of the crop
  double sum = 0;
  for (std::size_t i = 0; i < cut.size(); ++i) {
    const float difference = cut.data()[i] - target.data()[i];
    sum += static_cast<double>(difference) * static_cast<double>(difference);
    grads[i] = 2 * difference / static_cast<float>(cut.size());
  }
  loss result{sum / static_cast<double>(cut.size()), {}};
  const cnr::result done =
      cnr::crop_and_resize_grad_boxes({grads.data(), cut.extents()}, image, {bounds.data(), {1, 4}},
                                      {&first_image, {1}}, {result.gradient.data(), {1, 4}});
  // [gradients]
  if (!done) throw std::runtime_error(done.message());
  return result;
}

/// Gradient descent. The step grows while the loss falls, and shrinks where it does not.
box fit(const cnr::image_view<float>& image, const tensor& target) {
  box bounds = start;
  loss current = evaluate(image, target, bounds);
  float step = 1e-5F;
  std::printf("round  0: loss %9.3f\n", current.value);
  for (int round = 1; round <= 100 && current.value > 1e-2; ++round) {
    box moved = bounds;
    for (std::size_t i = 0; i < 4; ++i) moved[i] -= step * current.gradient[i];
    const loss next = evaluate(image, target, moved);
    const bool falls = next.value < current.value;
    step *= falls ? 1.5F : 0.25F;
    if (!falls) continue;
    bounds = moved;
    current = next;
    std::printf("round %2d: loss %9.3f\n", round, current.value);
  }
  std::printf("found %.4f %.4f %.4f %.4f, wanted %.4f %.4f %.4f %.4f\n", static_cast<double>(bounds[0]),
              static_cast<double>(bounds[1]), static_cast<double>(bounds[2]), static_cast<double>(bounds[3]),
              static_cast<double>(wanted[0]), static_cast<double>(wanted[1]), static_cast<double>(wanted[2]),
              static_cast<double>(wanted[3]));
  return bounds;
}

picture cut_picture(const picture& photograph, const box& bounds, cnr::crop_size size) {
  const tensor values = cnr::crop_and_resize(photograph.view(), {bounds.data(), {1, 4}}, {&first_image, {1}}, size);
  picture result(size.height, size.width);
  for (std::size_t i = 0; i < values.size(); ++i) {
    result.bytes[i] = static_cast<std::uint8_t>(std::lround(std::clamp(values.data()[i], 0.0F, 255.0F)));
  }
  return result;
}

void draw_outline(pictures::canvas& sheet, const box& bounds, std::ptrdiff_t left, std::ptrdiff_t side,
                  pictures::colour colour) {
  const auto place = [side](float bound) { return std::lround(bound * static_cast<float>(side - 1)); };
  const pictures::area inside{place(bounds[0]), left + place(bounds[1]), place(bounds[2]), left + place(bounds[3])};
  sheet.fill_between(inside.grown(3), inside, colour);
}

/// The photograph before and after: the box wanted, the one at hand, and the crops of both.
picture draw(const picture& photograph, const box& found) {
  constexpr std::ptrdiff_t side = 384;
  constexpr std::ptrdiff_t small = side / 2 - 8;
  constexpr pictures::colour background{{34, 38, 46}};
  constexpr pictures::colour green{{124, 230, 92}};
  constexpr pictures::colour yellow{{255, 214, 64}};
  constexpr std::ptrdiff_t panel = side + 16 + small + 32;
  pictures::canvas sheet(side, 2 * panel - 24, background);
  std::ptrdiff_t left = 0;
  for (const box& bounds : {start, found}) {
    sheet.paste(cut_picture(photograph, {{0, 0, 0.9999F, 0.9999F}}, {side, side}), 0, left);
    draw_outline(sheet, wanted, left, side, green);
    draw_outline(sheet, bounds, left, side, yellow);
    const std::ptrdiff_t beside = left + side + 16;
    sheet.fill({0, beside - 4, small + 4, beside + small + 4}, green);
    sheet.paste(cut_picture(photograph, wanted, {small, small}), 0, beside);
    sheet.fill({side - small - 4, beside - 4, side, beside + small + 4}, yellow);
    sheet.paste(cut_picture(photograph, bounds, {small, small}), side - small, beside);
    left += panel;
  }
  return sheet.pixels();
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string output = argc > 1 ? argv[1] : "fit_box.png";
  const picture photograph = pictures::read_picture(EXAMPLES_PHOTOGRAPH);
  const tensor image = blurred(photograph);
  const tensor target = crop(image.view(), wanted, crop_size);
  const box found = fit(image.view(), target);
  pictures::write_png(output, draw(photograph, found));
  const double before = evaluate(image.view(), target, start).value;
  const double after = evaluate(image.view(), target, found).value;
  std::printf("wrote %s; the loss fell by %.2f %%\n", output.c_str(), 100 * (1 - after / before));
  return after < 0.05 * before ? 0 : 1;
} catch (const std::exception& error) {
  (void)std::fprintf(stderr, "fit_box: %s\n", error.what());
  return 2;
}
