// SPDX-License-Identifier: MIT
//
// A program for compilers whose standard library has std::mdspan: views of it in every layout, and a call with it.
// mdspan_standard.sh compiles and runs it.

#include <crop_and_resize/adaptor/mdspan.hpp>
#include <crop_and_resize/crop_and_resize.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mdspan>
#include <type_traits>

namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::printf("%s\n", what);
  std::exit(1);
}

/// Every element of a view beside that of the span.
template <class Span>
void require_same(const Span& span) {
  const auto view = cnr::as_view(span);
  static_assert(
      std::is_same_v<std::remove_const_t<decltype(view)>, cnr::tensor_view<typename Span::element_type, Span::rank()>>);
  using index = typename Span::index_type;
  for (index i = 0; i < span.extent(0); ++i) {
    for (index j = 0; j < span.extent(1); ++j) {
      for (index k = 0; k < span.extent(2); ++k) {
        require(&view(i, j, k) == &span[i, j, k], "an element is elsewhere");
      }
    }
  }
  for (std::size_t axis = 0; axis < Span::rank(); ++axis) {
    require(view.extent(axis) == static_cast<std::ptrdiff_t>(span.extent(axis)), "an extent differs");
  }
}

}  // namespace

int main() {
  std::array<int, 200> elements{};
  require_same(std::mdspan(elements.data(), 3, 4, 5));
  require_same(std::mdspan<const int, std::extents<std::uint8_t, 3, std::dynamic_extent, 5>>(elements.data(), 4));
  using columns = std::layout_left::mapping<std::dextents<int, 3>>;
  require_same(std::mdspan(elements.data(), columns(std::dextents<int, 3>(3, 4, 5))));
  using strided = std::layout_stride::mapping<std::dextents<std::size_t, 3>>;
  require_same(std::mdspan(elements.data(), strided(std::dextents<std::size_t, 3>(3, 4, 5), std::array{60, 1, 9})));

  // Planes in, pixels out.
  std::array<std::uint8_t, 25> pixels{};
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i);
  const std::array<float, 4> box{0, 0.25F, 0.5F, 0.75F};
  std::array<float, 9> output{};
  const std::mdspan image(pixels.data(), 1, 1, 5, 5);
  const std::mdspan boxes(box.data(), 1, 4);
  const std::mdspan crops(output.data(), 1, 3, 3, 1);
  const cnr::result done = cnr::crop_and_resize(cnr::as_view(image).permuted({0, 2, 3, 1}), cnr::as_view(boxes),
                                                cnr::first_image(1), cnr::as_view(crops));
  require(static_cast<bool>(done), done.message());
  require(output == std::array<float, 9>{1, 2, 3, 6, 7, 8, 11, 12, 13}, "a crop differs");
  return 0;
}
