// SPDX-License-Identifier: MIT
//
// Of MPI, the number of this process and how many there are, here and in all.

#include "ranks.hpp"

#ifdef CROP_DATASET_HAS_MPI
#include <mpi.h>
#endif

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <thread>

namespace crop_dataset {

#ifdef CROP_DATASET_HAS_MPI

namespace {

/// A process that nobody launched could be initialised, too, but Open MPI starts a server for it.
bool is_launched() {
  // Open MPI's mpirun, other mpiruns, and launchers like Slurm's.
  for (const char* const name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMI_RANK", "PMIX_RANK"}) {
    if (std::getenv(name) != nullptr) return true;
  }
  return false;
}

std::size_t size_of(MPI_Comm communicator) {
  int size = 0;
  MPI_Comm_size(communicator, &size);
  return static_cast<std::size_t>(size);
}

}  // namespace

ranks::ranks() {
  if (!is_launched()) return;
  MPI_Init(nullptr, nullptr);
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  rank_ = static_cast<std::size_t>(rank);
  count_ = size_of(MPI_COMM_WORLD);
  MPI_Comm here{};
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &here);
  count_here_ = size_of(here);
  MPI_Comm_free(&here);
  MPI_Finalize();
}

#else

ranks::ranks() = default;

#endif

std::size_t ranks::cores() const {
  const std::size_t usable = std::max(std::thread::hardware_concurrency(), 1U);
  const long all = sysconf(_SC_NPROCESSORS_ONLN);
  const bool is_bound = all > 0 && usable < static_cast<std::size_t>(all);
  return is_bound ? usable : std::max<std::size_t>(usable / count_here_, 1);
}

}  // namespace crop_dataset
