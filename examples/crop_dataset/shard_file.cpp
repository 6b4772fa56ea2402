// SPDX-License-Identifier: MIT
//
// The system's own files: the standard library's know neither locks nor how to get bytes onto the disk.

#include "shard_file.hpp"

#include "../shared/input_file.hpp"
#include "../shared/output_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <new>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace crop_dataset {
namespace {

namespace fs = std::filesystem;

/// The size of large pages of memory. Writes past the system's cache look up each page, and hold it until it is on the
/// disk: half of the system's time where pages are small.
constexpr std::align_val_t large_page{std::size_t{2} << 20};

/// Shorter writes wait longer for the disk than copying them into the system's cache takes.
constexpr std::size_t least_direct_bytes = std::size_t{1} << 16;

[[noreturn]] void refuse(const fs::path& path) { pictures::refuse_output(path.string(), std::strerror(errno)); }

fs::path part_of(const fs::path& path) { return path.string() + ".part"; }

descriptor open_file(const fs::path& path, int flags) {
  descriptor file(open(path.c_str(), flags | O_CLOEXEC, 0666));
  if (!file.is_open()) refuse(path);
  return file;
}

void write_bytes(const descriptor& file, std::size_t offset, const unsigned char* bytes, std::size_t count,
                 const fs::path& path) {
  while (count > 0) {
    const ssize_t written = pwrite(file.get(), bytes, count, static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse(path);
    bytes += written;
    offset += static_cast<std::size_t>(written);
    count -= static_cast<std::size_t>(written);
  }
}

/// Writes whole pages past the system's cache. Returns how many bytes it wrote before the system refused to do that, as
/// it may for pages of another size.
std::size_t write_direct(const descriptor& file, std::size_t offset, const unsigned char* bytes, std::size_t count,
                         const fs::path& path) {
  for (std::size_t done = 0; done < count;) {
    const ssize_t written = pwrite(file.get(), bytes + done, count - done, static_cast<off_t>(offset + done));
    if (written < 0 && errno == EINVAL) return done;
    if (written < 0 && errno != EINTR) refuse(path);
    if (written > 0) done += static_cast<std::size_t>(written);
  }
  return count;
}

void write_bytes(const descriptor& file, std::size_t offset, const std::string& bytes, const fs::path& path) {
  write_bytes(file, offset, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), path);
}

/// The file again, for writes past the system's cache; none where the system or the file system has no such writes.
descriptor open_direct(const fs::path& path) {
#ifdef O_DIRECT
  return descriptor(open(path.c_str(), O_WRONLY | O_DIRECT | O_CLOEXEC));
#else
  (void)path;
  return descriptor();
#endif
}

/// Waits until the bytes are on the disk: a rename could get there before them.
void sync(const descriptor& file, const fs::path& path) {
  if (fsync(file.get()) != 0) refuse(path);
}

descriptor write_part(const fs::path& path, const std::string& contents) {
  descriptor file = open_file(part_of(path), O_WRONLY | O_CREAT | O_TRUNC);
  write_bytes(file, 0, contents, path);
  return file;
}

void rename_part(const fs::path& path) {
  std::error_code error;
  fs::rename(part_of(path), path, error);
  if (error) pictures::refuse_output(path.string(), error.message());
  // The name itself is on the disk once its folder is. Some file systems cannot be asked for that, and need not be.
  const descriptor folder(open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.is_open() && fsync(folder.get()) != 0 && errno != EINVAL) refuse(path);
}

}  // namespace

descriptor& descriptor::operator=(descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

descriptor::~descriptor() {
  if (number_ >= 0) (void)close(number_);
}

void write_whole(const fs::path& path, const std::string& contents) {
  try {
    sync(write_part(path, contents), path);
    rename_part(path);
  } catch (...) {
    (void)unlink(part_of(path).c_str());
    throw;
  }
}

std::optional<std::string> read_whole(const fs::path& path) {
  const auto refuse_to_read = [&] { pictures::refuse_input(path.string(), std::strerror(errno)); };
  const descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open() && errno == ENOENT) return std::nullopt;
  if (!file.is_open()) refuse_to_read();
  std::string contents;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse_to_read();
    if (count <= 0) return contents;
    contents.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

unsigned char* allocate_pages(std::size_t size) {
  auto* const memory = static_cast<unsigned char*>(::operator new(size, large_page));
#ifdef MADV_HUGEPAGE
  // Advice: where there are no large pages, the memory has small ones.
  (void)madvise(memory, size, MADV_HUGEPAGE);
#endif
  return memory;
}

void free_pages(unsigned char* memory) { ::operator delete(memory, large_page); }

shard_names::shard_names(const fs::path& folder, std::size_t number, std::size_t count) {
  const std::string last = std::to_string(count);
  const auto padded = [&](const std::string& text) {
    return std::string(std::max<std::size_t>(last.size(), 5) - text.size(), '0') + text;
  };
  const std::string name = "crops-" + padded(std::to_string(number)) + "-of-" + padded(last);
  crops = folder / (name + ".npy");
  index = folder / (name + ".csv");
}

bool is_done(const shard_names& names) {
  std::error_code ignored;
  return fs::exists(names.index, ignored);
}

file_locks::file_locks(const fs::path& path) : path_(path), file_(open_file(path, O_RDWR | O_CREAT)) {}

bool file_locks::lock(std::size_t number) const {
  struct flock byte{};
  byte.l_type = F_WRLCK;
  byte.l_whence = SEEK_SET;
  byte.l_start = static_cast<off_t>(number);
  byte.l_len = 1;
  if (fcntl(file_.get(), F_SETLK, &byte) == 0) return true;
  if (errno == EACCES || errno == EAGAIN) return false;
  pictures::refuse_output(path_.string(), std::string("the file system has no locks: ") + std::strerror(errno));
}

void file_locks::unlock(std::size_t number) const {
  struct flock byte{};
  byte.l_type = F_UNLCK;
  byte.l_whence = SEEK_SET;
  byte.l_start = static_cast<off_t>(number);
  byte.l_len = 1;
  (void)fcntl(file_.get(), F_SETLK, &byte);
}

shard_file::shard_file(shard_names names, const std::string& header, std::size_t size)
    : names_(std::move(names)),
      crops_(open_file(part_of(names_.crops), O_WRONLY | O_CREAT | O_TRUNC)),
      direct_(open_direct(part_of(names_.crops))),
      header_size_(header.size()) {
  try {
    write_bytes(crops_, 0, header, names_.crops);
    if (ftruncate(crops_.get(), static_cast<off_t>(header.size() + size)) != 0) refuse(names_.crops);
  } catch (...) {
    (void)unlink(part_of(names_.crops).c_str());
    throw;
  }
}

shard_file::~shard_file() {
  // Renamed, they are gone by these names.
  (void)unlink(part_of(names_.crops).c_str());
  (void)unlink(part_of(names_.index).c_str());
}

void shard_file::write_at(std::size_t offset, const unsigned char* bytes, std::size_t count) const {
  std::size_t begin = header_size_ + offset;
  const std::size_t end = begin + count;
  const auto write_until = [&](std::size_t next) {
    write_bytes(crops_, begin, bytes, next - begin, names_.crops);
    bytes += next - begin;
    begin = next;
  };
  // Of a page that others write to as well, this part goes through the cache.
  const std::size_t first_page = (begin + page_bytes - 1) / page_bytes * page_bytes;
  const std::size_t last_page = end / page_bytes * page_bytes;
  if (direct_.is_open() && first_page + least_direct_bytes <= last_page) {
    write_until(first_page);
    const std::size_t written = write_direct(direct_, begin, bytes, last_page - begin, names_.crops);
    bytes += written;
    begin += written;
  }
  write_until(end);
}

void shard_file::finish(const std::string& index) {
  // A full disk shows before anything is renamed.
  const descriptor file = write_part(names_.index, index);
  sync(crops_, names_.crops);
  sync(file, names_.index);
  rename_part(names_.crops);
  rename_part(names_.index);
}

}  // namespace crop_dataset
