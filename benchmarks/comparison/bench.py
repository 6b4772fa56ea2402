# SPDX-License-Identifier: MIT
"""What every study needs, and the kind of table that several of them are."""

import dataclasses

import numpy

from comparison.inputs import make_crops, make_inputs, same_bytes
from comparison.library import Library
from comparison.report import Report, milliseconds, ratio
from comparison.timing import measure


@dataclasses.dataclass(frozen=True)
class Bench:
    library: Library
    report: Report
    rounds: int
    seed: int

    def prepare(self, workload, crops=None, repeats=1):
        """The library's job for a workload, with an output of its own unless there is one already."""
        crops = make_crops(workload.crops) if crops is None else crops
        return self.library.prepare(workload, make_inputs(workload, self.seed), crops, repeats)


def geometric_mean(values):
    return float(numpy.exp(numpy.mean(numpy.log(values))))


def require_same_outputs(jobs):
    """That variants of one call differ in speed only."""
    first, *others = jobs
    expected = jobs[first].output()
    for name in others:
        if not same_bytes(expected, jobs[name].output()):
            raise RuntimeError(f"{name}: the output differs from that of {first}")


def variants(bench, groups):
    """A table of groups of jobs, each job beside the first one of its group: the median of the rounds' ratios."""
    bench.report.header("workload", "variant", "ms", "/ first", texts=2)
    for workload, jobs in groups:
        seconds = measure(jobs, bench.rounds)
        first = next(iter(seconds.values()))
        for name, each in seconds.items():
            bench.report.row(workload, name, milliseconds(numpy.median(each)), ratio(numpy.median(each / first)))
    bench.report.add()
