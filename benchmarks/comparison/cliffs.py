# SPDX-License-Identifier: MIT
"""Where a small change of a call makes it much slower, and where another target of ours or TensorFlow is faster."""

import dataclasses
import math
import statistics
import sys

from comparison.explanations import EXPLANATIONS, Cliff, explanation_for
from comparison.inputs import make_point_grads, make_point_inputs
from comparison.report import ratio
from comparison.timing import WORKED, measure, medians
from comparison.walks import WALKS
from comparison.worker import Worker

TARGETS = ("scalar", "avx2", "avx512", "avx512vbmi", "neon")  # the later, the better

NEIGHBOUR = 2.0  # times as long an output as a neighbour: a cliff
FASTER = 1.15  # times as long as another target, or as TensorFlow: a wrong choice
SUSPICIOUS = 0.9  # of these: timed again
CONFIRMATIONS = 3  # all of which have to find the cliff
CONFIRMING_ROUNDS = 9


class PointJob:
    """A job (see timing.Job) of a worker's."""

    def __init__(self, worker, point, seed):
        self.worker = worker
        self.request = {"do": "time", "point": dataclasses.asdict(point), "seed": seed}

    def seconds(self, _clock):
        """By WORKED."""
        return self.worker.ask(**self.request)["seconds"]


class SquarePoint:
    """A point as peers take workloads: with one size of the crops' sides."""

    def __init__(self, point):
        self.crop = point.crop_height
        self.method = point.method


class Timer:
    """Times points: by the library on each target, a process each, and by the peers that are installed."""

    def __init__(self, bench, peers):
        self.seed = bench.seed
        self.path = str(bench.library.path)
        self.peers = {peer.name: peer for peer in peers}
        self.workers = {}
        self.start()
        self.best = next(reversed(self.workers))

    def start(self):
        """Starts the library's processes, in place of those that run."""
        for worker in self.workers.values():
            worker.stop()
        self.workers = {}
        for target in TARGETS:
            worker = Worker(sys.executable, "library_worker", CNR_TARGET=target)
            if worker.ask(do="load", path=self.path)["target"] == target:
                self.workers[target] = worker
            else:
                worker.stop()

    def takes(self, peer, point):
        layouts = {point.image_layout, point.crops_layout}
        return peer.takes(point) and layouts == {peer.layout} and point.crop_height == point.crop_width

    def job(self, point, name):
        """The job of a target or a peer of that name."""
        if name in self.workers:
            return PointJob(self.workers[name], point, self.seed)
        peer, inputs = self.peers[name], make_point_inputs(point, self.seed)
        if point.kind == "forward":
            return peer.prepare(SquarePoint(point), inputs)
        return peer.prepare_gradient(point.kind, SquarePoint(point), inputs, make_point_grads(point, self.seed))

    def time(self, point, rounds):
        """Nanoseconds an output, the least of the rounds, of each target and of each peer that takes the point."""
        names = [*self.workers, *(name for name, peer in self.peers.items() if self.takes(peer, point))]
        seconds = measure({name: self.job(point, name) for name in names}, rounds)
        return {name: each.min() * 1e9 / math.prod(point.crops) for name, each in seconds.items()}

    def time_again(self, cliff):
        """The cliff, as high as the medians of rounds are in which both of its calls take turns."""
        beside = (cliff.beside, self.best) if cliff.is_step else (cliff.point, cliff.beside)
        jobs = {"slow": self.job(cliff.point, self.best), "fast": self.job(*beside)}
        seconds = medians(jobs, CONFIRMING_ROUNDS)
        times = seconds["slow"] / math.prod(cliff.point.crops) / (seconds["fast"] / math.prod(beside[0].crops))
        return dataclasses.replace(cliff, times=times)


def limit_for(cliff):
    return NEIGHBOUR if cliff.is_step else FASTER


def has_same_kernels(target, best, point):
    """Whether a target makes a call by the kernels of the best one: avx512vbmi has its own for single bytes alone."""
    return (target, best) == ("avx512", "avx512vbmi") and not point.element.endswith("int8")


def suspects_of(walk, times, best):
    """What may be a cliff of a walk, given the times of its points in their order."""
    points = list(times)
    for before, after in zip(points, points[1:]):
        up = times[after][best] / times[before][best]
        slower, faster = (after, before) if up > 1 else (before, after)
        yield Cliff(walk, slower, faster, max(up, 1 / up), best)
    for point, of_point in times.items():
        for name, each in of_point.items():
            if not has_same_kernels(name, best, point):
                yield Cliff(walk, point, name, of_point[best] / each, best)


def confirmed(suspects, timer):
    """Those that are cliffs each time, as high as they were at least.

    What other programs do to a call seldom lasts until it is timed again, all others in between. Where a process has
    its memory lasts as long as the process.
    """
    for _ in range(CONFIRMATIONS):
        timer.start()
        again = [timer.time_again(cliff) for cliff in suspects]
        lower = [min(each, key=lambda cliff: cliff.times) for each in zip(suspects, again)]
        suspects = [cliff for cliff in lower if cliff.times > limit_for(cliff)]
    return suspects


def table(report, cliffs):
    report.header("walk", "call", "times", texts=2)
    for cliff in sorted(cliffs, key=lambda each: -each.times):
        report.row(cliff.walk, cliff.name, ratio(cliff.times))
    report.add()


def side_by_side(bench, peers, names):
    """Takes the walks of these names, or all. Returns how many cliffs there are for which there is no explanation."""
    timer = Timer(bench, peers)
    report = bench.report
    report.section("Cliffs", f"Calls that take more than {NEIGHBOUR:g} times as long an output as the neighbouring "
                   f"call of their walk, and calls that take more than {FASTER:g} times as long as on another target, "
                   f"or as a peer. The target is {timer.best}; the others are {', '.join(list(timer.workers)[:-1])}.")
    suspects, slowest, points = [], [], 0
    for name in names or WALKS:
        for walk, of_walk in WALKS[name]():
            times = {point: timer.time(point, bench.rounds) for point in of_walk}
            slowest.append(max(each[timer.best] for each in times.values()))
            points += len(times)
            suspects += [cliff for cliff in suspects_of(walk, times, timer.best)
                         if cliff.times > SUSPICIOUS * limit_for(cliff)]
    cliffs = confirmed(suspects, timer)
    explained = {explanation: [] for explanation in (*EXPLANATIONS, None)}
    for cliff in cliffs:
        explained[explanation_for(cliff)].append(cliff)
    open_ones = explained.pop(None)
    table(report, open_ones)
    report.add(f"{len(open_ones)} cliffs among {points} calls, beside {len(cliffs) - len(open_ones)} for which there "
               f"is an explanation. {len(suspects)} calls were timed again. The median of the walks' slowest calls "
               f"takes {statistics.median(slowest):.2f} ns an output.")
    report.add()
    for explanation, found in explained.items():
        if found:
            report.section(f"Explained: {explanation.title}", f"{explanation.why} Up to {explanation.most:g} times.")
            table(report, found)
    return len(open_ones)
