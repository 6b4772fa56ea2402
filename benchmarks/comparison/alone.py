# SPDX-License-Identifier: MIT
"""The library beside itself: other sizes, outputs in other places."""

import functools
import math
import mmap

import numpy

from comparison import workloads
from comparison.bench import variants
from comparison.inputs import ALIGNMENT, aligned_memory, floats_at, make_crops, make_inputs
from comparison.library import prepare_fill
from comparison.report import ratio
from comparison.timing import medians, run_once


def scaling(bench):
    """What a single output costs, depending on how many there are and where they are."""
    bench.report.section("Scaling", "Nanoseconds an output. Small calls are repeated, to write four million outputs.")
    cost_an_output(bench, workloads.of_many_boxes())
    cost_an_output(bench, workloads.of_large_crops())
    cost_an_output(bench, workloads.of_the_same_boxes())
    chosen = [workloads.find(name) for name in ("photo_u8x3", "gray_f32x1", "features_f32x256")]
    bench.report.section("Alignment", f"Time of an output that begins so many bytes after a multiple of {ALIGNMENT}, "
                         "/ that of one that begins there.")
    alignment(bench, chosen)
    bench.report.section("New pages", "Outputs that were there before, and outputs in memory that the system has just "
                         "handed out, whose pages come into being when they are first written.")
    variants(bench, (new_pages(bench, workload) for workload in chosen))


def cost_an_output(bench, chosen):
    jobs, outputs = {}, {}
    for workload in chosen:
        count = math.prod(workload.crops)
        repeats = max(1, 4_000_000 // count)
        jobs[workload.name] = bench.prepare(workload, repeats=repeats)
        outputs[workload.name] = count * repeats
    bench.report.header("", "ns / output")
    for name, seconds in medians(jobs, bench.rounds).items():
        bench.report.row(name, f"{seconds * 1e9 / outputs[name]:.3f}")
    bench.report.add()


def alignment(bench, chosen):
    offsets = range(0, ALIGNMENT, 4)
    columns = []
    for workload in chosen:
        inputs = make_inputs(workload, bench.seed)
        memory = aligned_memory(4 * math.prod(workload.crops) + ALIGNMENT)
        seconds = medians({offset: bench.library.prepare(workload, inputs, floats_at(memory, workload.crops, offset))
                           for offset in offsets}, bench.rounds)
        columns.append([seconds[offset] / seconds[0] for offset in offsets])
    bench.report.header("bytes", *(workload.name for workload in chosen))
    for offset, *ratios in zip(offsets, *columns):
        bench.report.row(str(offset), *map(ratio, ratios))
    bench.report.add()


class NewPagesJob:
    """A job (see timing.Job) that is made anew for each run, with an output in pages of its own."""

    def __init__(self, shape, prepare):
        self.shape = shape
        self.prepare = prepare

    def seconds(self, clock):
        for _ in range(2):
            memory = mmap.mmap(-1, 4 * math.prod(self.shape))
            job = self.prepare(floats_at(numpy.frombuffer(memory, numpy.uint8), self.shape))
            seconds = run_once(job, clock)
        return seconds


def new_pages(bench, workload):
    inputs = make_inputs(workload, bench.seed)
    crops = make_crops(workload.crops)
    prepare = functools.partial(bench.library.prepare, workload, inputs)
    return workload.name, {"output there": prepare(crops), "new output": NewPagesJob(workload.crops, prepare),
                           "fill, output there": prepare_fill(crops),
                           "fill, new output": NewPagesJob(workload.crops, prepare_fill)}
