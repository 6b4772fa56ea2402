// SPDX-FileCopyrightText: 2026 The crop_and_resize authors
// SPDX-License-Identifier: MIT
//
// The image's gradient before anything is added: zeros, in a task's rows.

#ifndef CROP_AND_RESIZE_DETAIL_GRADIENT_ZERO_ROWS_HPP
#define CROP_AND_RESIZE_DETAIL_GRADIENT_ZERO_ROWS_HPP

#include <crop_and_resize/detail/base/config.hpp>
#include <crop_and_resize/detail/base/extents.hpp>
#include <crop_and_resize/detail/base/ranges.hpp>
#include <crop_and_resize/tensor_view.hpp>

#include <cstddef>
#include <cstring>

CNR_DETAIL_NAMESPACE_BEGIN

/// Writes zeros to some rows of an image, all columns and channels.
template <class G>
void zero_rows_of_image(const tensor_view<G, 4>& images, G* image, const index_range& rows) noexcept {
  const std::ptrdiff_t columns = images.extent(2);
  const std::ptrdiff_t channels = images.extent(3);
  const auto zero_elements = [](G* first, std::ptrdiff_t count) noexcept {
    // All formats have 0 bits for 0.0.
    std::memset(static_cast<void*>(first), 0, static_cast<std::size_t>(count) * sizeof(G));
  };
  // Rows of `size` packed elements.
  const auto zero_packed = [&](G* plane, std::ptrdiff_t size) noexcept {
    if (images.stride(1) == size) return zero_elements(plane + rows.begin * size, rows.size() * size);
    for (std::ptrdiff_t row = rows.begin; row < rows.end; ++row) zero_elements(plane + row * images.stride(1), size);
  };
  const bool is_packed = channels == 1 || images.stride(3) == 1;
  if (is_packed && (columns == 1 || images.stride(2) == channels)) return zero_packed(image, columns * channels);
  if (images.stride(2) == 1) {
    for (std::ptrdiff_t channel = 0; channel < channels; ++channel) {
      zero_packed(image + channel * images.stride(3), columns);
    }
    return;
  }
  // Columns of packed pixels or of planes: `size` elements of a row of the image follow those of the row before.
  const std::ptrdiff_t size = is_packed ? channels : 1;
  const bool are_together = rows.size() == 1 || images.stride(1) == size;
  for (std::ptrdiff_t channel = 0; channel < channels; channel += size) {
    for (std::ptrdiff_t column = 0; column < columns; ++column) {
      G* const first = image + column * images.stride(2) + channel * images.stride(3);
      if (are_together) {
        zero_elements(first + rows.begin * images.stride(1), rows.size() * size);
        continue;
      }
      for (std::ptrdiff_t row = rows.begin; row < rows.end; ++row) zero_elements(first + row * images.stride(1), size);
    }
  }
}

/// Writes zeros to rows of a batch of images. Rows are numbered through the batch.
template <class G>
void zero_rows(const tensor_view<G, 4>& images, const index_range& rows) noexcept {
  const std::ptrdiff_t height = images.extent(1);
  for (std::ptrdiff_t begin = rows.begin; begin < rows.end;) {
    const std::ptrdiff_t image = begin / height;
    const std::ptrdiff_t end = minimum(rows.end, (image + 1) * height);
    detail::zero_rows_of_image(images, images.data() + image * images.stride(0),
                               {begin - image * height, end - image * height});
    begin = end;
  }
}

CNR_DETAIL_NAMESPACE_END

#endif  // CROP_AND_RESIZE_DETAIL_GRADIENT_ZERO_ROWS_HPP
