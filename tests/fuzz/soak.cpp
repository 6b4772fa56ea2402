// SPDX-License-Identifier: MIT
//
// usage: cnr_soak MINUTES [THREADS [SEED]]
// Random calls, checked as the fuzzer's are, from several threads at once for as long as asked. Tells once a minute how
// many there were and how much memory the process has. Fails at the first wrong result, and where memory has grown by
// more than the tensors of a large call in each thread since half of the time was over: calls own nothing between them.
// (Before, allocators still find their size.) An input that fails is printed in hexadecimal; as a file, the fuzzer of
// that check runs it alone.

#include "fuzz/call.hpp"
#include "fuzz/destination.hpp"
#include "fuzz/filter.hpp"
#include "fuzz/grad.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

using check = std::string (*)(const std::uint8_t*, std::size_t);

constexpr check checks[] = {fuzz::check_call, fuzz::check_filter, fuzz::check_grad, fuzz::check_destination};

struct progress {
  std::atomic<std::uint64_t> calls{0};
  std::atomic<bool> is_over{false};
  std::atomic<bool> has_failed{false};
  std::mutex printing;
};

void report_failure(progress& all, std::size_t number, const std::vector<std::uint8_t>& input,
                    const std::string& failure) {
  const std::lock_guard<std::mutex> lock(all.printing);
  std::printf("check %zu: %s\ninput:", number, failure.c_str());
  for (const std::uint8_t byte : input) std::printf(" %02x", byte);
  std::puts("");
  all.has_failed = true;
  all.is_over = true;
}

void make_calls(progress& all, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  while (!all.is_over) {
    std::vector<std::uint8_t> input(random() % 300);
    for (std::uint8_t& byte : input) byte = static_cast<std::uint8_t>(random());
    const std::size_t number = random() % std::size(checks);
    const std::string failure = checks[number](input.data(), input.size());
    if (!failure.empty()) report_failure(all, number, input, failure);
    ++all.calls;
  }
}

/// Memory that the process has in use, in KiB.
long resident_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "VmRSS:") continue;
    long kibibytes = 0;
    status >> kibibytes;
    return kibibytes;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const int minutes = argc > 1 ? std::atoi(argv[1]) : 0;
  if (minutes <= 0) {
    std::puts("usage: cnr_soak MINUTES [THREADS [SEED]]");
    return 2;
  }
  const int threads = argc > 2 ? std::atoi(argv[2]) : 4;
  if (threads <= 0) {
    std::puts("THREADS is a number of 1 or more");
    return 2;
  }
  const std::uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : std::random_device()();
  std::printf("%d threads, seed %llu\n", threads, static_cast<unsigned long long>(seed));

  progress all;
  std::vector<std::thread> team;
  for (int i = 0; i < threads; ++i) {
    team.emplace_back([&all, seed, i] { make_calls(all, seed + static_cast<std::uint64_t>(i)); });
  }
  long settled = 0;
  long now = 0;
  for (int minute = 1; minute <= minutes && !all.is_over; ++minute) {
    for (int second = 0; second < 60 && !all.is_over; ++second) std::this_thread::sleep_for(std::chrono::seconds(1));
    now = resident_memory();
    if (minute <= minutes / 2 || minute == 1) settled = now;
    const std::lock_guard<std::mutex> lock(all.printing);
    std::printf("minute %d: %llu calls, %ld KiB\n", minute, static_cast<unsigned long long>(all.calls.load()), now);
    std::fflush(stdout);
  }
  all.is_over = true;
  for (std::thread& thread : team) thread.join();
  constexpr long large_call = 32 * 1024;  // KiB
  const bool has_grown = now > settled + threads * large_call;
  if (has_grown) std::puts("memory has grown");
  std::printf("%llu calls, %s\n", static_cast<unsigned long long>(all.calls.load()),
              all.has_failed || has_grown ? "FAILED" : "all as the reference");
  return all.has_failed || has_grown ? 1 : 0;
}
