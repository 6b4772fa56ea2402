// SPDX-License-Identifier: MIT
//
// The processes of one run. Ranks send one another nothing: the folder of the shards says what is done and what is
// being worked at (shard_file.hpp), so that a rank that dies leaves nobody waiting.

#ifndef CROP_DATASET_RANKS_HPP
#define CROP_DATASET_RANKS_HPP

#include <cstddef>

namespace crop_dataset {

/// This process among those that mpirun started; alone if none did, or where the program was built without MPI.
class ranks {
 public:
  /// To be called once.
  ranks();

  /// This process's number, from 0.
  std::size_t rank() const { return rank_; }
  std::size_t count() const { return count_; }

  /// How many threads this process should have: its share of the cores of its machine, unless it was bound to some.
  std::size_t cores() const;

 private:
  std::size_t rank_ = 0;
  std::size_t count_ = 1;
  std::size_t count_here_ = 1;
};

}  // namespace crop_dataset

#endif  // CROP_DATASET_RANKS_HPP
