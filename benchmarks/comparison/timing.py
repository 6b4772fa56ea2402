# SPDX-License-Identifier: MIT
"""Jobs, and the rounds in which they are timed."""

import ctypes
import time

import numpy

# What is counted on one thread: the seconds that a processor worked for this process. Programs that share the processor
# count less then, by what they take of its caches. On several threads, only the seconds that pass tell anything.
WORKED = time.process_time
PASSED = time.perf_counter


class Job:
    """One call of one implementation, ready to run.

    run     does it; what it returns is dropped
    output  does it and returns its output as an array [num_boxes, crop_height, crop_width, channels]
    """

    def __init__(self, run, output=None):
        self.run = run
        self.output = output

    def seconds(self, clock):
        """Seconds of the second of two runs, back to back. The first fetches into the caches what others drove out."""
        run_once(self, clock)
        return run_once(self, clock)


def run_once(job, clock):
    """Seconds of one run."""
    start = clock()
    job.run()
    return clock() - start


def measure(jobs, rounds, clock=WORKED):
    """Seconds of each job in each round. In a round every job runs in turn, so that all meet the same conditions."""
    seconds = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            seconds[name].append(job.seconds(clock))
    return {name: numpy.array(values) for name, values in seconds.items()}


def medians(jobs, rounds, clock=WORKED):
    """Median seconds of each job."""
    return {name: float(numpy.median(seconds)) for name, seconds in measure(jobs, rounds, clock).items()}


def keep_freed_memory():
    """Has malloc keep what is freed, so that implementations that allocate their output do not wait for new pages.

    Without this, glibc hands every large output back to the system, and the page faults of the next one take longer
    than the work. Where the C library has no mallopt, peers that allocate pay for it.
    """
    trim_threshold, mmap_max = -1, -4  # M_TRIM_THRESHOLD and M_MMAP_MAX of <malloc.h>
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(mmap_max, 0)
        mallopt(trim_threshold, 2**31 - 1)
