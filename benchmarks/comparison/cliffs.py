# SPDX-License-Identifier: MIT
"""Where a small change of a call makes it much slower, and where another target of ours or TensorFlow is faster."""

import dataclasses
import math
import statistics
import sys

from comparison.explanations import EXPLANATIONS, Cliff, explanation_for
from comparison.inputs import make_point_grads, make_point_inputs
from comparison.report import ratio
from comparison.timing import WORKED
from comparison.walks import WALKS
from comparison.worker import Worker

TARGETS = ("scalar", "avx2", "avx512", "avx512vbmi", "neon")  # the later, the better

NEIGHBOUR = 2.0  # times as long an output as a neighbour: a cliff
FASTER = 1.15  # times as long as another target, or as TensorFlow: a wrong choice
CONFIRMING_ROUNDS = 7
CONFIRMATIONS = 4


class Timer:
    """Nanoseconds an output, of the library on each target and of TensorFlow, where it is installed."""

    def __init__(self, bench, peers):
        self.seed = bench.seed
        self.peers = peers
        workers = [Worker(sys.executable, "library_worker", CNR_TARGET=target) for target in TARGETS]
        self.workers = {}
        for target, worker in zip(TARGETS, workers):
            if worker.ask(do="load", path=str(bench.library.path))["target"] == target:
                self.workers[target] = worker
            else:
                worker.stop()
        self.best = next(reversed(self.workers))

    def time(self, point, rounds):
        """The least of the rounds, of each target that the processor has, and of each peer."""
        seconds = {target: [] for target in self.workers}
        jobs = {peer.name: self.prepare(peer, point) for peer in self.peers if self.takes(peer, point)}
        seconds |= {name: [] for name in jobs}
        for _ in range(rounds):
            for target, worker in self.workers.items():
                seconds[target] += worker.ask(do="time", point=dataclasses.asdict(point), seed=self.seed,
                                              rounds=1)["seconds"]
            for name, job in jobs.items():
                seconds[name].append(job.seconds(WORKED))
        return {name: min(each) * 1e9 / math.prod(point.crops) for name, each in seconds.items()}

    def takes(self, peer, point):
        layouts = {point.image_layout, point.crops_layout}
        return peer.takes(point) and layouts == {peer.layout} and point.crop_height == point.crop_width

    def prepare(self, peer, point):
        inputs = make_point_inputs(point, self.seed)
        workload = SquarePoint(point)
        if point.kind == "forward":
            return peer.prepare(workload, inputs)
        return peer.prepare_gradient(point.kind, workload, inputs, make_point_grads(point, self.seed))


class SquarePoint:
    """A point as peers take workloads: with one size of the crops' sides."""

    def __init__(self, point):
        self.crop = point.crop_height
        self.method = point.method


def cliffs_between(walk, timer, before, after):
    """Cliffs from one neighbour to the other. Each is a point and its times."""
    (one, times_of_one), (other, times_of_other) = before, after
    up = times_of_other[timer.best] / times_of_one[timer.best]
    slower, faster = (other, one) if up > 1 else (one, other)
    if max(up, 1 / up) > NEIGHBOUR:
        yield Cliff(walk, slower, faster, max(up, 1 / up), timer.best)


def wrong_choices(walk, timer, point, times):
    """Where another target of ours, or a peer, is faster than the best target."""
    for name, each in times.items():
        if times[timer.best] > FASTER * each:
            yield Cliff(walk, point, name, times[timer.best] / each, timer.best)


def measure_walk(walk, points, timer, rounds):
    """The cliffs of a walk. What looks like one is measured again, since other programs may have caused it."""
    times = {point: timer.time(point, rounds) for point in points}

    def found():
        for before, after in zip(points, points[1:]):
            for cliff in cliffs_between(walk, timer, (before, times[before]), (after, times[after])):
                yield cliff, {before, after}
        for point in points:
            for cliff in wrong_choices(walk, timer, point, times[point]):
                yield cliff, {point}

    for attempt in range(CONFIRMATIONS):
        suspects = set().union(*(suspected for cliff, suspected in found()
                                 if attempt == 0 or explanation_for(cliff) is None))
        for point in suspects:
            again = timer.time(point, CONFIRMING_ROUNDS)
            times[point] = {name: min(each, again[name]) for name, each in times[point].items()}
    return [cliff for cliff, _ in found()], times


def table(report, cliffs):
    report.header("walk", "call", "times", texts=2)
    for cliff in cliffs:
        report.row(cliff.walk, cliff.name, ratio(cliff.times))
    report.add()


def side_by_side(bench, peers, names):
    """Takes the walks of these names, or all. Returns how many cliffs there are for which there is no explanation."""
    timer = Timer(bench, peers)
    report = bench.report
    report.section("Cliffs", f"Calls that take more than {NEIGHBOUR:g} times as long an output as the neighbouring "
                   f"call of their walk, and calls that take more than {FASTER:g} times as long as on another target, "
                   f"or as a peer. The target is {timer.best}; the others are {', '.join(list(timer.workers)[:-1])}.")
    cliffs, points = [], 0
    slowest = {}
    for name in names or WALKS:
        for walk, of_walk in WALKS[name]():
            found, times = measure_walk(walk, of_walk, timer, bench.rounds)
            slowest[walk] = max(each[timer.best] for each in times.values())
            points += len(of_walk)
            cliffs += sorted(found, key=lambda each: -each.times)
    explained = {explanation: [] for explanation in (*EXPLANATIONS, None)}
    for cliff in cliffs:
        explained[explanation_for(cliff)].append(cliff)
    open_ones = explained.pop(None)
    table(report, open_ones)
    report.add(f"{len(open_ones)} cliffs among {points} calls, beside {len(cliffs) - len(open_ones)} for which there "
               "is an explanation. The median of the walks' slowest calls takes "
               f"{statistics.median(slowest.values()):.2f} ns an output.")
    report.add()
    for explanation, found in explained.items():
        if found:
            report.section(f"Explained: {explanation.title}", f"{explanation.why} Up to {explanation.most:g} times.")
            table(report, found)
    return len(open_ones)
