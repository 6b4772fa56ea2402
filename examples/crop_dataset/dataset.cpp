// SPDX-License-Identifier: MIT
//
// A task is one image of one shard: decode and crop. Tasks of several shards follow one another without a gap, and
// crops are written on a thread of their own, and brought onto the disk on another one, so that the cores always have
// an image to decode.

#include "dataset.hpp"

#include "../shared/failure.hpp"
#include "../shared/read_picture.hpp"
#include "crops.hpp"
#include "progress.hpp"
#include "shard_file.hpp"
#include "worker_pool.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace crop_dataset {

using pictures::failure;
using pictures::picture;

namespace {

namespace fs = std::filesystem;

/// Crops of one image are made and written this many bytes at a time, or one by one where one has more. Enough for most
/// images' crops: pages of the file that two buffers share cost two further writes, for which others wait.
constexpr std::size_t buffer_bytes = std::size_t{8} << 20;
/// More images that cannot be read are not named on standard error. A wrong folder would fill it.
constexpr std::size_t most_reports = 20;

/// The numbers of locks: one for the description of the dataset, and one for each shard.
constexpr std::size_t settings_lock = 0;
constexpr std::size_t lock_of(std::size_t shard) { return shard + 1; }

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos && !text.empty() && text.front() != ' ' &&
      text.back() != ' ') {
    return text;
  }
  std::string result = "\"";
  for (const char character : text) result += character == '"' ? "\"\"" : std::string(1, character);
  return result + '"';
}

/// What is counted by all threads.
struct counts {
  std::atomic<std::size_t> shards{0};
  std::atomic<std::size_t> crops{0};
  std::atomic<std::size_t> images{0};
  std::atomic<std::size_t> unreadable_images{0};
  std::atomic<std::size_t> boxes_outside{0};
};

summary sum_up(const counts& done, std::size_t all_shards) {
  return {done.shards, all_shards, done.crops, done.images, done.unreadable_images, done.boxes_outside};
}

/// The images of a dataset, decoded.
class image_source {
 public:
  image_source(const manifest& list, const options& settings, counts& done)
      : list_(list), folder_(settings.images), done_(done) {}

  /// Calls `use` with the picture. Returns why the image cannot be read; nothing if it was.
  template <class Use>
  std::string with_picture(std::size_t image, const Use& use) const {
    done_.images.fetch_add(1);
    std::unique_ptr<picture> pixels;
    try {
      pixels = std::make_unique<picture>(pictures::read_picture(path_of(image)));
    } catch (const failure& error) {
      report(error.what());
      return reason_of(image, error.what());
    } catch (const std::bad_alloc&) {
      // Crops do not depend on how much memory a machine has: no reason to leave the image out.
      throw failure("not enough memory to decode '" + path_of(image) + "'");
    }
    use(*pixels);
    return {};
  }

 private:
  std::string path_of(std::size_t image) const { return (folder_ / list_.images[image]).string(); }

  void report(const char* reason) const {
    const std::size_t number = done_.unreadable_images.fetch_add(1);
    if (number < most_reports) (void)std::fprintf(stderr, "crop_dataset: %s\n", reason);
    if (number == most_reports) (void)std::fputs("crop_dataset: the index names further images\n", stderr);
  }

  /// As the index has it: without the folder, which is another one for others.
  std::string reason_of(std::size_t image, const std::string& reason) const {
    const std::string start = "cannot read '" + path_of(image) + "': ";
    return reason.compare(0, start.size(), start) == 0 ? reason.substr(start.size()) : reason;
  }

  const manifest& list_;
  const fs::path folder_;
  counts& done_;
};

/// Memory for crops, of one size. Kept for others when it is no longer used: memory that the system takes back and
/// gives again costs as much as the crops.
class buffers {
 public:
  explicit buffers(std::size_t size) : size_(size) {}
  buffers(const buffers&) = delete;
  buffers(buffers&&) = delete;
  buffers& operator=(const buffers&) = delete;
  buffers& operator=(buffers&&) = delete;
  ~buffers() {
    for (unsigned char* const unused : unused_) free_pages(unused);
  }

  /// It begins with a page.
  std::shared_ptr<unsigned char> take() {
    unsigned char* memory = take_unused();
    if (memory == nullptr) memory = allocate_pages(size_);
    return {memory, [this](unsigned char* unused) {
              const std::lock_guard<std::mutex> lock(mutex_);
              unused_.push_back(unused);
            }};
  }

 private:
  unsigned char* take_unused() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (unused_.empty()) {
      // So that there is room when it is given back.
      unused_.reserve(++count_);
      return nullptr;
    }
    unsigned char* const memory = unused_.back();
    unused_.pop_back();
    return memory;
  }

  const std::size_t size_;
  std::mutex mutex_;
  std::size_t count_ = 0;
  std::vector<unsigned char*> unused_;
};

/// A shard that is being made.
struct open_shard {
  open_shard(std::size_t which, std::vector<image_rows> pieces, const shard_names& names, const cutter& crops)
      : number(which),
        images(std::move(pieces)),
        reasons(images.size()),
        tasks(images.size()),
        file(names, crops.header(count()), count() * crops.crop_bytes()) {}

  std::size_t count() const { return images.back().last - images.front().first; }

  std::size_t first_row() const { return images.front().first; }

  const std::size_t number;
  const std::vector<image_rows> images;
  /// Why each image cannot be read; empty if it can.
  std::vector<std::string> reasons;
  /// How many images are not cut yet, and buffers not written.
  std::atomic<std::size_t> tasks;
  shard_file file;
};

class dataset_writer {
 public:
  dataset_writer(const manifest& list, const options& settings, const ranks& all)
      : list_(list),
        settings_(settings),
        folder_(settings.output),
        cutter_(settings),
        source_(list, settings, done_),
        shards_(split_into_shards(list, static_cast<std::size_t>(settings.crops_per_shard))),
        locks_(open_folder()),
        progress_(settings.is_quiet || all.rank() != 0, shards_.size(), [this] { return count_done(); }),
        threads_(settings.threads > 0 ? static_cast<std::size_t>(settings.threads) : all.cores()),
        crops_at_once_(std::max<std::size_t>(buffer_bytes / cutter_.crop_bytes(), 1)),
        buffers_(crops_at_once_ * cutter_.crop_bytes() + page_bytes),
        closing_(1, 2),
        // A second thread would wait for the first one: the system writes to a file one by one.
        writing_(1, 2),
        decoding_(threads_, 2 * threads_) {
    check_settings();
    // This process's share first. Then what others have not done: they may be slower, or dead.
    for (std::size_t i = all.rank(); i < shards_.size(); i += all.count()) missing_.push_back(i);
    for (std::size_t i = 1; i < all.count(); ++i) {
      for (std::size_t k = (all.rank() + i) % all.count(); k < shards_.size(); k += all.count()) missing_.push_back(k);
    }
  }

  summary run() {
    for (;;) {
      const std::size_t before = missing_.size();
      missing_.erase(std::remove_if(missing_.begin(), missing_.end(), [this](std::size_t i) { return begin(i); }),
                     missing_.end());
      decoding_.finish();
      writing_.finish();
      closing_.finish();
      if (missing_.empty()) break;
      // Others work at all that is left.
      if (missing_.size() == before) std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return sum_up(done_, shards_.size());
  }

 private:
  file_locks open_folder() const {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) throw failure("cannot make the folder '" + settings_.output + "': " + error.message());
    return file_locks(folder_ / "dataset.lock");
  }

  /// A folder holds one dataset: what another run has written there must be of the same one.
  void check_settings() const {
    while (!locks_.lock(settings_lock)) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const fs::path path = folder_ / "dataset.txt";
    const std::string text = describe(settings_, list_.digest);
    const std::optional<std::string> found = read_whole(path);
    if (!found) {
      write_whole(path, text);
    } else if (*found != text) {
      throw failure("'" + settings_.output + "' holds a dataset of another manifest or of other options, see '" +
                    path.string() + "': write to another folder");
    }
    locks_.unlock(settings_lock);
  }

  shard_names names_of(std::size_t shard) const { return {folder_, shard, shards_.size()}; }

  std::size_t count_done() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < shards_.size(); ++i) count += is_done(names_of(i)) ? 1U : 0U;
    return count;
  }

  /// Hands the images of a shard to the threads, unless another process works at it. Returns whether it is done or
  /// begun.
  bool begin(std::size_t number) {
    const shard_names names = names_of(number);
    if (is_done(names)) return true;
    if (!locks_.lock(lock_of(number))) return false;
    // The process that had the lock may have finished the shard.
    if (is_done(names)) {
      locks_.unlock(lock_of(number));
      return true;
    }
    const auto shard = std::make_shared<open_shard>(number, shards_[number], names, cutter_);
    for (std::size_t i = 0; i < shard->images.size(); ++i) {
      decoding_.add([this, shard, i] {
        shard->reasons[i] = source_.with_picture(shard->images[i].image,
                                                 [&](const picture& pixels) { cut(pixels, shard->images[i], shard); });
        progress_.count_image();
        end_task(shard);
      });
    }
    return true;
  }

  void end_task(const std::shared_ptr<open_shard>& shard) {
    if (shard->tasks.fetch_sub(1) == 1) closing_.add([this, shard] { close(*shard); });
  }

  void cut(const picture& pixels, const image_rows& rows, const std::shared_ptr<open_shard>& shard) {
    std::vector<float> numbers(4 * std::min(crops_at_once_, rows.count()));
    for (std::size_t first = rows.first; first < rows.last; first += crops_at_once_) {
      const std::size_t count = std::min(crops_at_once_, rows.last - first);
      for (std::size_t i = 0; i < count; ++i) {
        const std::array<float, 4>& box = list_.rows[first + i].box;
        std::copy(box.begin(), box.end(), numbers.begin() + static_cast<std::ptrdiff_t>(4 * i));
      }
      const cnr::boxes_view boxes(numbers.data(), {static_cast<std::ptrdiff_t>(count), 4});
      const std::size_t offset = (first - shard->first_row()) * cutter_.crop_bytes();
      const std::shared_ptr<unsigned char> buffer = buffers_.take();
      cutter_.cut(pixels, boxes, buffer.get() + shard->file.offset_in_page(offset));
      shard->tasks.fetch_add(1);
      writing_.add([this, shard, buffer, offset, count] {
        shard->file.write_at(offset, buffer.get() + shard->file.offset_in_page(offset), count * cutter_.crop_bytes());
        end_task(shard);
      });
      const std::ptrdiff_t outside = cnr::count_boxes_outside(boxes, {pixels.height, pixels.width}, settings_.rules);
      done_.boxes_outside.fetch_add(static_cast<std::size_t>(outside));
    }
  }

  void close(open_shard& shard) {
    shard.file.finish(index_of(shard));
    locks_.unlock(lock_of(shard.number));
    done_.shards.fetch_add(1);
    done_.crops.fetch_add(shard.count());
  }

  std::string index_of(const open_shard& shard) const {
    std::string text = "crop,line,image";
    for (const std::string& column : box_columns(settings_.rules.boxes)) text += "," + column;
    text += ",status\n";
    for (std::size_t i = 0; i < shard.images.size(); ++i) {
      const image_rows& rows = shard.images[i];
      const std::string name = quoted(list_.images[rows.image]);
      const std::string status = shard.reasons[i].empty() ? "ok" : quoted(shard.reasons[i]);
      for (std::size_t k = rows.first; k < rows.last; ++k) {
        text += std::to_string(k - shard.first_row()) + ',' + std::to_string(list_.rows[k].line) + ',' + name;
        for (const float number : list_.rows[k].box) {
          std::array<char, 32> written{};
          (void)std::snprintf(written.data(), written.size(), ",%.9g", static_cast<double>(number));
          text += written.data();
        }
        text += ',' + status + '\n';
      }
    }
    return text;
  }

  const manifest& list_;
  const options& settings_;
  const fs::path folder_;
  counts done_;
  const cutter cutter_;
  const image_source source_;
  const std::vector<std::vector<image_rows>> shards_;
  const file_locks locks_;
  /// Shards that are neither done nor begun.
  std::vector<std::size_t> missing_;
  progress progress_;
  const std::size_t threads_;
  const std::size_t crops_at_once_;
  buffers buffers_;
  // Last, so that their threads end first. Decoding adds to writing, and both add to closing.
  worker_pool closing_;
  worker_pool writing_;
  worker_pool decoding_;
};

}  // namespace

summary make_dataset(const manifest& list, const options& settings, const ranks& all) {
  return dataset_writer(list, settings, all).run();
}

summary check_images(const manifest& list, const options& settings, const ranks& all) {
  counts done;
  const image_source source(list, settings, done);
  {
    const std::size_t threads = settings.threads > 0 ? static_cast<std::size_t>(settings.threads) : all.cores();
    worker_pool decoding(threads, 2 * threads);
    for (std::size_t i = all.rank(); i < list.images.size(); i += all.count()) {
      decoding.add([&source, i] { (void)source.with_picture(i, [](const picture&) {}); });
    }
    decoding.finish();
  }
  return sum_up(done, 0);
}

}  // namespace crop_dataset
