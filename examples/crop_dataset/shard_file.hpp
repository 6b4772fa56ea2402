// SPDX-License-Identifier: MIT
//
// The files of a shard: its crops and its index; and the locks of those who work at them.

#ifndef CROP_DATASET_SHARD_FILE_HPP
#define CROP_DATASET_SHARD_FILE_HPP

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace crop_dataset {

/// A file descriptor that is closed at the end.
class descriptor {
 public:
  explicit descriptor(int number = -1) : number_(number) {}
  descriptor(const descriptor&) = delete;
  descriptor(descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  descriptor& operator=(const descriptor&) = delete;
  descriptor& operator=(descriptor&& other) noexcept;
  ~descriptor();

  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

/// Writes a file as a whole: beside its place, on the disk, and renamed.
/// @throws failure if it cannot be written
void write_whole(const std::filesystem::path& path, const std::string& contents);

/// What a file holds; nothing if there is none.
/// @throws failure if it cannot be read
std::optional<std::string> read_whole(const std::filesystem::path& path);

/// The names of a shard's files.
struct shard_names {
  shard_names(const std::filesystem::path& folder, std::size_t number, std::size_t count);

  std::filesystem::path crops;
  std::filesystem::path index;
};

/// A shard is done when its index is there, which is renamed to its name last.
bool is_done(const shard_names& names);

/// Numbered locks between processes: single bytes of one file. The system ends them with the process, however that
/// ends, and shares them between machines, if the file system does.
class file_locks {
 public:
  /// @throws failure if the file cannot be opened
  explicit file_locks(const std::filesystem::path& path);

  /// Whether the lock is this process's from now on. Not to be asked for one that already is.
  /// @throws failure if the file system has no locks
  bool lock(std::size_t number) const;
  void unlock(std::size_t number) const;

 private:
  std::filesystem::path path_;
  descriptor file_;
};

/// Pages of files and of memory, for writes past the system's cache.
constexpr std::size_t page_bytes = 4096;

/// Memory that begins with a page, in large pages where the system has them. To be given back to free_pages.
/// @throws std::bad_alloc if memory is short
unsigned char* allocate_pages(std::size_t size);
void free_pages(unsigned char* memory);

/// The crops and the index of a shard that this process alone works at. What is not finished is removed.
class shard_file {
 public:
  /// @param header what the crops' file begins with
  /// @param size   the bytes of all crops
  /// @throws failure if the file cannot be written, as all functions here do
  shard_file(shard_names names, const std::string& header, std::size_t size);
  shard_file(const shard_file&) = delete;
  shard_file(shard_file&&) = delete;
  shard_file& operator=(const shard_file&) = delete;
  shard_file& operator=(shard_file&&) = delete;
  ~shard_file();

  /// Writes bytes of the crops, from any thread. What is never written is zero.
  /// @param offset in bytes after the header
  /// @param bytes  as far from the start of a page of memory as they will be from that of a page of the file
  void write_at(std::size_t offset, const unsigned char* bytes, std::size_t count) const;

  /// How far from the start of a page of the file the bytes at an offset after the header are.
  std::size_t offset_in_page(std::size_t offset) const { return (header_size_ + offset) % page_bytes; }

  /// Makes the crops and then the index permanent under their names.
  void finish(const std::string& index);

 private:
  shard_names names_;
  descriptor crops_;
  descriptor direct_;
  std::size_t header_size_;
};

}  // namespace crop_dataset

#endif  // CROP_DATASET_SHARD_FILE_HPP
