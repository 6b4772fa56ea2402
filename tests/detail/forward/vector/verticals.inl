// SPDX-License-Identifier: MIT
//
// Rows of a crop that are made of the rows of a reader which counts what it is asked for. Included in the namespace of
// each target.

struct verticals {
  static constexpr float row_step_uncached = min_row_step_uncached;
  static constexpr std::ptrdiff_t capacity = max_rows;

  struct counts {
    std::ptrdiff_t rows_read;
    std::ptrdiff_t rows_written_at_once;
    std::ptrdiff_t false_later_rows;  // not on the image, or before the row that is being read
  };

  /// The rows [first, first + count) of a crop of one column. Each row of the image is one byte, and so is its stride.
  /// @param writes_at_once  whether the reader can write rows by itself
  template <class Sampler>
  static counts write(const axis& y, std::ptrdiff_t first, std::ptrdiff_t count, const unsigned char* image,
                      bool writes_at_once, float* out) noexcept {
    using sampler = vector_sampler<Sampler>;
    constexpr element_format stored = element_format::uint8;
    counter counted{{0, 0, 0}, image, y.last_index() + 1, y.falls()};
    bound_reader reader{&counted,
                        [](void* self, const unsigned char* row, const unsigned char* later, float* to) noexcept {
                          static_cast<counter*>(self)->count(row, later);
                          *to = static_cast<float>(*row);
                        },
                        nullptr,
                        {1, 0, 0}};
    if (writes_at_once) {
      reader.write = [](void* self, const output_rows& rows) noexcept {
        static_cast<counter*>(self)->rows_written_at_once += static_cast<std::ptrdiff_t>(rows.count);
      };
    }
    const row_writer writer{target_functions,
                            arrangement::contiguous,
                            reinterpret_cast<unsigned char*>(out),
                            sizeof(float),
                            4,
                            4,
                            1,
                            1,
                            0,
                            nullptr,
                            false};
    write_chunk_rows(kernels_of<near_reader<format<stored>, sampler>, stored, sampler>,
                     {{first, first + count}, image, 1, first, 1}, y, writer, reader);
    return counted;
  }

 private:
  struct counter : counts {
    const unsigned char* image;
    std::ptrdiff_t image_height;
    bool falls;

    void count(const unsigned char* row, const unsigned char* later) noexcept {
      ++rows_read;
      // Numbers, as `later` may point anywhere.
      const auto number = [&](const unsigned char* of_row) noexcept {
        return reinterpret_cast<std::uintptr_t>(of_row) - reinterpret_cast<std::uintptr_t>(image);
      };
      const bool is_on_image = number(later) < static_cast<std::uintptr_t>(image_height);
      const bool is_before = falls ? number(later) > number(row) : number(later) < number(row);
      if (!is_on_image || is_before) ++false_later_rows;
    }
  };
};
verticals verticals_of(tag);
