// SPDX-License-Identifier: MIT
//
// libjpeg reports errors by a function that must not return. An exception may not cross its frames, which are C's, so
// that function jumps: out of libjpeg, into a function that has no objects with destructors.

#include "jpeg.hpp"

#include "failure.hpp"
#include "input_file.hpp"
#include "output_file.hpp"

#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>  // before jpeglib.h, which needs FILE
#include <string>

#include <jpeglib.h>

#include <jerror.h>

namespace pictures {
namespace {

/// libjpeg's errors, and where to go with them. `base` is the first member, so that a pointer to it is one to all.
struct error_manager {
  jpeg_error_mgr base;
  std::jmp_buf on_error;
  std::array<char, JMSG_LENGTH_MAX> message;

  void attach(j_common_ptr codec) {
    codec->err = jpeg_std_error(&base);
    base.error_exit = leave;
    base.emit_message = judge;
  }

  static error_manager& of(j_common_ptr codec) { return *reinterpret_cast<error_manager*>(codec->err); }

  [[noreturn]] static void leave(j_common_ptr codec) {
    error_manager& self = of(codec);
    self.base.format_message(codec, self.message.data());
    std::longjmp(self.on_error, 1);  // NOLINT(cert-err52-cpp)
  }

  /// libjpeg warns of damage, and makes up the pixels that are missing. Bytes between two segments lose no pixel, and
  /// some cameras write them.
  static void judge(j_common_ptr codec, int level) {
    if (level < 0 && codec->err->msg_code != JWRN_EXTRANEOUS_DATA) leave(codec);
  }
};

struct decoder {
  decoder() { errors.attach(reinterpret_cast<j_common_ptr>(&codec)); }
  decoder(const decoder&) = delete;
  decoder(decoder&&) = delete;
  decoder& operator=(const decoder&) = delete;
  decoder& operator=(decoder&&) = delete;
  ~decoder() { jpeg_destroy_decompress(&codec); }

  jpeg_decompress_struct codec{};
  error_manager errors{};
};

struct encoder {
  encoder() { errors.attach(reinterpret_cast<j_common_ptr>(&codec)); }
  encoder(const encoder&) = delete;
  encoder(encoder&&) = delete;
  encoder& operator=(const encoder&) = delete;
  encoder& operator=(encoder&&) = delete;
  ~encoder() { jpeg_destroy_compress(&codec); }

  jpeg_compress_struct codec{};
  error_manager errors{};
};

bool is_cmyk(const jpeg_decompress_struct& codec) {
  return codec.jpeg_color_space == JCS_CMYK || codec.jpeg_color_space == JCS_YCCK;
}

/// Returns false after an error.
bool read_header(decoder& source, std::FILE* file) {
  if (setjmp(source.errors.on_error) != 0) return false;  // NOLINT(cert-err52-cpp)
  jpeg_create_decompress(&source.codec);
  jpeg_stdio_src(&source.codec, file);
  (void)jpeg_read_header(&source.codec, TRUE);
  source.codec.out_color_space = is_cmyk(source.codec) ? JCS_CMYK : JCS_RGB;
  return true;
}

/// Decodes into rows of `pitch` bytes. Returns false after an error.
bool read_rows(decoder& source, std::uint8_t* pixels, std::size_t pitch) {
  if (setjmp(source.errors.on_error) != 0) return false;  // NOLINT(cert-err52-cpp)
  (void)jpeg_start_decompress(&source.codec);
  while (source.codec.output_scanline < source.codec.output_height) {
    JSAMPROW row = pixels + source.codec.output_scanline * pitch;
    (void)jpeg_read_scanlines(&source.codec, &row, 1);
  }
  (void)jpeg_finish_decompress(&source.codec);
  return true;
}

/// Adobe's programs write 255 less the ink, and a marker that says it was them.
void multiply_out(const std::uint8_t* inks, std::size_t count, bool is_inverted, std::uint8_t* rgb) {
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned key = is_inverted ? inks[4 * i + 3] : 255U - inks[4 * i + 3];
    for (std::size_t c = 0; c < 3; ++c) {
      const unsigned light = is_inverted ? inks[4 * i + c] : 255U - inks[4 * i + c];
      rgb[3 * i + c] = static_cast<std::uint8_t>(light * key / 255);
    }
  }
}

/// Returns false after an error.
bool write_rows(encoder& sink, std::FILE* file, const picture& pixels, int quality) {
  if (setjmp(sink.errors.on_error) != 0) return false;  // NOLINT(cert-err52-cpp)
  jpeg_create_compress(&sink.codec);
  jpeg_stdio_dest(&sink.codec, file);
  sink.codec.image_width = static_cast<JDIMENSION>(pixels.width);
  sink.codec.image_height = static_cast<JDIMENSION>(pixels.height);
  sink.codec.input_components = picture::channels;
  sink.codec.in_color_space = JCS_RGB;
  jpeg_set_defaults(&sink.codec);
  jpeg_set_quality(&sink.codec, quality, TRUE);
  jpeg_start_compress(&sink.codec, TRUE);
  while (sink.codec.next_scanline < sink.codec.image_height) {
    // libjpeg has no type for rows that it only reads.
    auto* row = const_cast<JSAMPROW>(pixels.pixel(static_cast<std::ptrdiff_t>(sink.codec.next_scanline), 0));
    (void)jpeg_write_scanlines(&sink.codec, &row, 1);
  }
  jpeg_finish_compress(&sink.codec);
  return true;
}

}  // namespace

picture read_jpeg(const std::string& path, std::FILE* file) {
  decoder source;
  const auto refuse = [&] { refuse_input(path, std::string("libjpeg reports: ") + source.errors.message.data()); };
  if (!read_header(source, file)) refuse();
  check_pixels(path, source.codec.image_height, source.codec.image_width);
  picture pixels(static_cast<std::ptrdiff_t>(source.codec.image_height),
                 static_cast<std::ptrdiff_t>(source.codec.image_width));
  const auto width = static_cast<std::size_t>(pixels.width);
  if (!is_cmyk(source.codec)) {
    if (!read_rows(source, pixels.bytes.data(), width * picture::channels)) refuse();
    return pixels;
  }
  std::vector<std::uint8_t> inks(static_cast<std::size_t>(pixels.height) * width * 4);
  if (!read_rows(source, inks.data(), width * 4)) refuse();
  multiply_out(inks.data(), inks.size() / 4, source.codec.saw_Adobe_marker != 0, pixels.bytes.data());
  return pixels;
}

void write_jpeg(const std::string& path, const picture& pixels, int quality) {
  output_file file(path);
  encoder sink;
  if (!write_rows(sink, file.get(), pixels, quality)) {
    refuse_output(path, std::string("libjpeg reports: ") + sink.errors.message.data());
  }
  file.finish();
}

}  // namespace pictures
