// SPDX-License-Identifier: MIT
//
// Calls into every destination behind C functions, for compare.py --outputs to load, and the two passes that replace
// such a call: crops of floats, and a second pass that normalises and converts them.

#include "call_arguments.hpp"

#include <crop_and_resize/crop_and_resize.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace {

/// What a call is given. The sampler is bilinear.
struct arguments : call_arguments {
  const float* scale;  // null for crops that are not normalised
  const float* bias;
  int coordinates;  // the enumerators of cnr::options
  int border;
  int box_format;
};

cnr::options options_of(const arguments& a) {
  cnr::options options;
  options.coordinates = static_cast<cnr::coordinate_mode>(a.coordinates);
  options.border = static_cast<cnr::border_mode>(a.border);
  options.boxes = static_cast<cnr::box_format>(a.box_format);
  return options;
}

template <class T, class Out>
int crop(const arguments& a) {
  const std::ptrdiff_t channels = a.crops_extents[3];
  const cnr::boxes_view boxes = boxes_of(a);
  const cnr::box_indices_view box_indices = box_indices_of(a);
  const cnr::crops_view<Out> crops = crops_of<Out>(a);
  const cnr::result done =
      a.scale == nullptr
          ? cnr::crop_and_resize(image_of<T>(a), boxes, box_indices, crops, cnr::bilinear{}, options_of(a))
          : cnr::crop_and_resize(image_of<T>(a), boxes, box_indices,
                                 cnr::normalized(crops, {a.scale, {channels}}, {a.bias, {channels}}), cnr::bilinear{},
                                 options_of(a));
  return static_cast<int>(done.code);
}

template <class Out>
Out converted(float value) {
  return cnr::element_traits<Out>::from_float(value);
}

#if defined(__x86_64__)

#define CNR_SHIM_AVX512 __attribute__((target("avx512f")))

bool has_avx512() { return __builtin_cpu_supports("avx512f") != 0; }

template <bool Streams>
CNR_SHIM_AVX512 void store(float* to, __m512 low, __m512 high) {
  if constexpr (Streams) {
    _mm512_stream_ps(to, low);
    _mm512_stream_ps(to + 16, high);
  } else {
    _mm512_storeu_ps(to, low);
    _mm512_storeu_ps(to + 16, high);
  }
}

template <bool Streams>
CNR_SHIM_AVX512 void store(cnr::half* to, __m512 low, __m512 high) {
  constexpr int nearest = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
  const __m512i both =
      _mm512_maskz_inserti64x4(0xff, _mm512_castsi256_si512(_mm512_maskz_cvtps_ph(0xffff, low, nearest)),
                               _mm512_maskz_cvtps_ph(0xffff, high, nearest), 1);
  if constexpr (Streams) {
    _mm512_stream_si512(reinterpret_cast<__m512i*>(to), both);
  } else {
    _mm512_storeu_si512(to, both);
  }
}

/// Normalises and converts one plane. Returns how many elements it wrote: all but a remainder of at most 63.
template <bool Streams, class Out>
CNR_SHIM_AVX512 std::ptrdiff_t normalise_vectors(const float* from, std::ptrdiff_t count, float scale, float bias,
                                                 Out* to) {
  const __m512 scales = _mm512_set1_ps(scale);
  const __m512 biases = _mm512_set1_ps(bias);
  std::ptrdiff_t i = 0;
  for (; i + 64 <= count; i += 64) {
    const __m512 a = _mm512_fmadd_ps(_mm512_loadu_ps(from + i), scales, biases);
    const __m512 b = _mm512_fmadd_ps(_mm512_loadu_ps(from + i + 16), scales, biases);
    const __m512 c = _mm512_fmadd_ps(_mm512_loadu_ps(from + i + 32), scales, biases);
    const __m512 d = _mm512_fmadd_ps(_mm512_loadu_ps(from + i + 48), scales, biases);
    store<Streams>(to + i, a, b);
    store<Streams>(to + i + 32, c, d);
  }
  return i;
}

#endif

/// The second pass over one plane: by AVX-512 where there is any, else by what the compiler makes of the loop.
/// @param streams  to write past the caches; only planes that begin at a cache line are
template <class Out>
void normalise_plane(const float* from, std::ptrdiff_t count, float scale, float bias, [[maybe_unused]] bool streams,
                     Out* to) {
  std::ptrdiff_t i = 0;
#if defined(__x86_64__)
  if (has_avx512()) {
    const bool is_aligned = reinterpret_cast<std::uintptr_t>(to) % 64 == 0;
    i = streams && is_aligned ? normalise_vectors<true>(from, count, scale, bias, to)
                              : normalise_vectors<false>(from, count, scale, bias, to);
  }
#endif
  for (; i < count; ++i) to[i] = converted<Out>(from[i] * scale + bias);
}

/// Writes dense planes [num_boxes, channels, crop_height, crop_width] in two passes over `boxes_at_once` boxes at a
/// time.
/// @param planes  room for the floats of as many crops
template <class T, class Out>
int crop_in_two_passes(const arguments& a, float* planes, std::ptrdiff_t boxes_at_once, bool streams) {
  const auto [num_boxes, height, width, channels] = a.crops_extents;
  const std::ptrdiff_t plane = height * width;
  for (std::ptrdiff_t first = 0; first < num_boxes; first += boxes_at_once) {
    const std::ptrdiff_t count = num_boxes - first < boxes_at_once ? num_boxes - first : boxes_at_once;
    const cnr::crops_view<float> crops(planes, {count, height, width, channels}, {plane * channels, width, 1, plane});
    const cnr::result done = cnr::crop_and_resize(image_of<T>(a), cnr::boxes_view(a.boxes + first * 4, {count, 4}),
                                                  cnr::box_indices_view(a.box_indices + first, {count}), crops,
                                                  cnr::bilinear{}, options_of(a));
    if (!done) return static_cast<int>(done.code);
    for (std::ptrdiff_t i = 0; i < count * channels; ++i) {
      normalise_plane(planes + i * plane, plane, a.scale[i % channels], a.bias[i % channels], streams,
                      static_cast<Out*>(a.crops) + (first * channels + i) * plane);
    }
  }
#if defined(__x86_64__)
  if (streams) _mm_sfence();
#endif
  return 0;
}

}  // namespace

#define CNR_OUTPUT_SHIM(name, type, out) \
  extern "C" int cnr_crop_##name(const arguments* a) { return crop<type, out>(*a); }

CNR_OUTPUT_SHIM(uint8_float32, std::uint8_t, float)
CNR_OUTPUT_SHIM(uint8_float64, std::uint8_t, double)
CNR_OUTPUT_SHIM(uint8_float16, std::uint8_t, cnr::half)
CNR_OUTPUT_SHIM(uint8_bfloat16, std::uint8_t, cnr::bfloat16)
CNR_OUTPUT_SHIM(uint8_uint8, std::uint8_t, std::uint8_t)
CNR_OUTPUT_SHIM(uint8_int8, std::uint8_t, std::int8_t)
CNR_OUTPUT_SHIM(uint8_uint16, std::uint8_t, std::uint16_t)
CNR_OUTPUT_SHIM(uint8_int16, std::uint8_t, std::int16_t)
CNR_OUTPUT_SHIM(uint8_int32, std::uint8_t, std::int32_t)
CNR_OUTPUT_SHIM(float32_float32, float, float)
CNR_OUTPUT_SHIM(float32_float16, float, cnr::half)

#define CNR_TWO_PASSES_SHIM(name, out)                                                                                 \
  extern "C" int cnr_two_passes_##name(const arguments* a, float* planes, std::ptrdiff_t boxes_at_once, int streams) { \
    return crop_in_two_passes<std::uint8_t, out>(*a, planes, boxes_at_once, streams != 0);                             \
  }

CNR_TWO_PASSES_SHIM(float32, float)
CNR_TWO_PASSES_SHIM(float16, cnr::half)
