// SPDX-License-Identifier: MIT
//
// Rows of strands: read from the image, interpolated, kept, mixed.

/// Planes of a row that are computed together, one after the other: those of the image and those of the results are
/// this far apart.
struct plane_set {
  std::ptrdiff_t count;
  std::ptrdiff_t stride;
  std::ptrdiff_t pitch;
};

/// Consecutive rows of a chunk: the rows of the image that they read, and where they are written.
template <class T>
struct output_rows {
  const T* image;  // the strand's first element in row 0
  std::ptrdiff_t image_stride;
  const row_writer& out;
  std::ptrdiff_t first;  // of the crop's rows
  std::size_t count;
  const tap_table<max_rows>& taps;  // rows of the image

  CNR_DETAIL_ALWAYS_INLINE const T* top(std::size_t i) const noexcept {
    return image + std::ptrdiff_t{taps.left[i]} * image_stride;
  }
  CNR_DETAIL_ALWAYS_INLINE const T* bottom(std::size_t i) const noexcept {
    return image + std::ptrdiff_t{taps.right[i]} * image_stride;
  }
  CNR_DETAIL_ALWAYS_INLINE float* begin(std::size_t i) const noexcept {
    return out.begin(first + static_cast<std::ptrdiff_t>(i));
  }
  /// Far enough behind row i that what it reads can arrive meanwhile, and near enough to be read soon.
  CNR_DETAIL_ALWAYS_INLINE std::size_t later_than(std::size_t i) const noexcept {
    return i + 2 < count ? i + 2 : count - 1;
  }
  CNR_DETAIL_ALWAYS_INLINE void end(std::size_t i) const noexcept { out.end(first + static_cast<std::ptrdiff_t>(i)); }
};

/// Rows of a strand whose elements are converted to float first, those between the first and the last that is read.
template <class Element, class Format, bool IsNearest>
class convert_reader {
 public:
  using element = Element;
  static constexpr bool reads_two = false;

  /// False where the taps are too far apart.
  bool prepare(const tap_table<>& taps, std::ptrdiff_t count, const scanline& along, const plane_set& planes) noexcept {
    constexpr auto ratio = static_cast<std::uint32_t>(sizeof(Element) / sizeof(float));
    constexpr auto size = static_cast<std::uint32_t>(sizeof(Element));
    weights_ = taps.weight.data();
    planes_ = planes;
    integers lowest = broadcast(UINT32_MAX);
    integers highest = {};
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); i += width) {
      const auto left = load_as<integers>(&taps.left[i]);
      const auto right = IsNearest ? left : load_as<integers>(&taps.right[i]);
      lowest = minimum(lowest, minimum(left, right));
      highest = maximum(highest, maximum(left, right));
    }
    std::uint32_t low = lowest[0];
    std::uint32_t high = highest[0];
    for (std::ptrdiff_t i = 1; i < width; ++i) {
      low = lowest[i] < low ? lowest[i] : low;
      high = highest[i] > high ? highest[i] : high;
    }
    if (high - low > (max_converted - 1) * size) return false;
    first_ = along.low + static_cast<std::int32_t>(low);
    count_ = static_cast<std::int32_t>((high - low) / size) + 1;
    return make_plan<format<element_format::float32>, IsNearest, ratio>(taps, count, low, count_ * 4, plan_);
  }

  const plane_set& planes() const noexcept { return planes_; }

  /// One row, interpolated horizontally.
  /// @param later  another row that will be asked for soon
  void interpolate(const element* row, const element* later, float* out) noexcept {
    for (std::ptrdiff_t plane = 0; plane < planes_.count; ++plane) {
      interpolate_plane(row + plane * planes_.stride, later + plane * planes_.stride, out + plane * planes_.pitch);
    }
  }

 private:
  /// Not inlined: its buffer is on the stack only while nothing deeper is.
  CNR_DETAIL_NOINLINE void interpolate_plane(const element* row, const element* later, float* out) noexcept {
    std::array<float, static_cast<std::size_t>(max_converted)> converted;
    const auto* source = reinterpret_cast<const element*>(reinterpret_cast<const unsigned char*>(row) + first_);
    const auto* ahead = reinterpret_cast<const unsigned char*>(later) + first_;
    std::int32_t i = 0;
    for (; i + width <= count_; i += width) {
      // Rows of wide elements are long, and processors do not see the next one coming.
      for (std::size_t at = 0; at < width * sizeof(element); at += cache_line_size) {
        prefetch_l2(ahead + static_cast<std::size_t>(i) * sizeof(element) + at);
      }
      store(&converted[static_cast<std::size_t>(i)], Format::load(source + i));
    }
    for (; i < count_; ++i) converted[static_cast<std::size_t>(i)] = element_traits<element>::to_float(source[i]);
    const auto* const floats_read = reinterpret_cast<const unsigned char*>(converted.data());
    with_tables(plan_, [&](auto tables) noexcept {
      store_vectors(plan_.count, out, [&](std::ptrdiff_t vector, std::ptrdiff_t start) noexcept {
        return vector_plan<format<element_format::float32>, tables(), IsNearest>(plan_, weights_, vector, start)
            .sample(floats_read);
      });
    });
  }

  const float* weights_;
  std::int32_t first_;  // bytes from the row's element (0, 0)
  std::int32_t count_;
  plane_set planes_;
  gather_plan plan_;
};

/// Rows of a strand whose elements are so far apart that they are read one by one, and only what is done with them is
/// done in vectors.
template <class Element, class Format, bool IsNearest>
class gather_reader {
 public:
  using element = Element;
  static constexpr bool reads_two = false;

  /// Always true.
  bool prepare(const tap_table<>& taps, std::ptrdiff_t count, const scanline& along, const plane_set& planes) noexcept {
    taps_ = &taps;
    count_ = count;
    low_ = along.low;
    planes_ = planes;
    return true;
  }

  const plane_set& planes() const noexcept { return planes_; }

  /// One row, interpolated horizontally.
  void interpolate(const element* row, const element* later, float* out) noexcept {
    for (std::ptrdiff_t plane = 0; plane < planes_.count; ++plane) {
      const auto* const source = reinterpret_cast<const unsigned char*>(row + plane * planes_.stride) + low_;
      const auto* const ahead = reinterpret_cast<const unsigned char*>(later + plane * planes_.stride) + low_;
      gather(source, ahead, taps_->left, left_);
      if constexpr (!IsNearest) gather(source, ahead, taps_->right, right_);
      store_vectors(count_, out + plane * planes_.pitch, [&](std::ptrdiff_t, std::ptrdiff_t start) noexcept {
        const floats left = Format::load(left_.data() + start);
        if constexpr (IsNearest) {
          return left;
        } else {
          return mix(left, Format::load(right_.data() + start), load(taps_->weight.data() + start));
        }
      });
    }
  }

 private:
  /// Copies the elements at `offsets`, rounded up to whole vectors: taps behind the last one repeat it.
  /// `ahead` is a row that will be read soon: elements have lines of the cache of their own, and processors do not see
  /// those of the next row coming.
  void gather(const unsigned char* source, const unsigned char* ahead, const whole_vectors<std::uint32_t>& offsets,
              whole_vectors<element>& elements) const noexcept {
    const std::ptrdiff_t whole = (count_ + width - 1) / width * width;
    for (std::size_t i = 0; i < static_cast<std::size_t>(whole); ++i) {
      prefetch_l2(ahead + offsets[i]);
      std::memcpy(&elements[i], source + offsets[i], sizeof(element));
    }
  }

  const tap_table<>* taps_;
  std::ptrdiff_t count_;
  std::int32_t low_;
  plane_set planes_;
  alignas(64) whole_vectors<element> left_;
  alignas(64) whole_vectors<element> right_;
};

/// The last two source rows that were interpolated.
template <class Reader>
class row_ring {
 public:
  explicit row_ring(Reader& rows) noexcept : rows_(rows) {}

  /// The row that starts at `row`. It stays until a row other than it and `other` is asked for; `later` will be.
  const float* get(const typename Reader::element* row, const typename Reader::element* other,
                   const typename Reader::element* later) noexcept {
    for (std::size_t slot = 0; slot < 2; ++slot) {
      if (row_[slot] == row) return buffer_[slot].data();
    }
    const std::size_t slot = row_[0] == other ? 1 : 0;
    row_[slot] = row;
    rows_.interpolate(row, later, buffer_[slot].data());
    return buffer_[slot].data();
  }

 private:
  Reader& rows_;
  std::array<const typename Reader::element*, 2> row_{{nullptr, nullptr}};
  alignas(64) std::array<whole_vectors<float>, 2> buffer_;
};

/// Two interpolated rows mixed into outputs.
inline void mix_rows(const float* top, const float* bottom, float weight, std::ptrdiff_t count, float* out) noexcept {
  const floats weights = broadcast(weight);
  store_vectors(count, out, [&](std::ptrdiff_t, std::ptrdiff_t start) noexcept {
    return mix(load(top + start), load(bottom + start), weights);
  });
}

/// The rows of a strand's chunk from their sources, for bilinear.
template <class Reader, class T>
class vertical_bilinear {
 public:
  vertical_bilinear(Reader& source, const axis& y) noexcept
      : source_(source),
        cache_(source),
        is_uncached_(y.scale() >= min_row_step_uncached || y.scale() <= -min_row_step_uncached) {}

  void write(const output_rows<T>& rows, std::ptrdiff_t count) noexcept {
    if constexpr (Reader::reads_two) {
      if (is_uncached_) return source_.interpolate_pairs(rows);
    }
    for (std::size_t i = 0; i < rows.count; ++i) {
      const std::size_t later = rows.later_than(i);
      const float* const top = cache_.get(rows.top(i), rows.bottom(i), rows.top(later));
      const float* const bottom = cache_.get(rows.bottom(i), rows.top(i), rows.bottom(later));
      float* const out = rows.begin(i);
      for (std::ptrdiff_t plane = 0; plane < source_.planes().count; ++plane) {
        const std::ptrdiff_t at = plane * source_.planes().pitch;
        mix_rows(top + at, bottom + at, rows.taps.weight[i], count, out + at);
      }
      rows.end(i);
    }
  }

 private:
  Reader& source_;
  row_ring<Reader> cache_;
  bool is_uncached_;
};

/// The rows of a strand's chunk from their sources, for nearest: one that has the source of the row before is copied.
template <class Reader, class T>
class vertical_nearest {
 public:
  vertical_nearest(Reader& source, const axis& /*y*/) noexcept : source_(source) {}

  void write(const output_rows<T>& rows, std::ptrdiff_t count) noexcept {
    for (std::size_t i = 0; i < rows.count; ++i) {
      const T* const row = rows.top(i);
      float* const out = rows.begin(i);
      if (row != last_row_) {
        source_.interpolate(row, rows.top(rows.later_than(i)), out);
      } else if (out != last_out_) {
        std::memcpy(out, last_out_, static_cast<std::size_t>(count) * sizeof(float));
      }
      last_row_ = row;
      last_out_ = out;
      rows.end(i);
    }
  }

 private:
  Reader& source_;
  const T* last_row_ = nullptr;
  const float* last_out_ = nullptr;
};
