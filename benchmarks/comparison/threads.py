# SPDX-License-Identifier: MIT
"""The library on several threads, beside itself on one and beside TensorFlow on as many."""

from comparison import workloads
from comparison.beside_peers import ABSENT, BIT_EXACT
from comparison.bench import geometric_mean, require_same_outputs
from comparison.inputs import make_crops, make_inputs
from comparison.library import FILL
from comparison.report import milliseconds, ratio
from comparison.timing import PASSED, medians

ONE = "ours, 1 thread"


def threads(bench, peers, chosen, count):
    """Ours on `count` threads. `peers` is TensorFlow on as many, or nobody."""
    several, fill = f"ours, {count} threads", f"{FILL}, {count} threads"
    bench.report.section(f"{count} threads", f"Milliseconds. TensorFlow has {count} threads, too.")
    bench.report.header("workload", ONE, several, fill, BIT_EXACT, "1 / several", f"{BIT_EXACT} / several")
    gains, leads = [], []
    for workload in chosen:
        inputs = make_inputs(workload, bench.seed)
        jobs = {ONE: bench.library.prepare(workload, inputs, make_crops(workload.crops)),
                several: bench.library.prepare(workload, inputs, make_crops(workload.crops), threads=count)}
        jobs |= {peer.name: peer.prepare(workload, inputs) for peer in peers}
        require_same_outputs(jobs)
        jobs[fill] = bench.library.prepare_fill(make_crops(workload.crops), count)
        seconds = medians(jobs, bench.rounds, PASSED)
        gains.append(seconds[ONE] / seconds[several])
        if peers:
            leads.append(seconds[BIT_EXACT] / seconds[several])
        bench.report.row(workload.name, *(milliseconds(seconds[job]) for job in (ONE, several, fill)),
                         milliseconds(seconds[BIT_EXACT]) if peers else ABSENT, ratio(gains[-1]),
                         ratio(leads[-1]) if peers else ABSENT)
    bench.report.row("geometric mean", "", "", "", "", ratio(geometric_mean(gains)),
                     ratio(geometric_mean(leads)) if leads else ABSENT)
    bench.report.add()


def small_calls(bench, count):
    """What an executor costs where there is little for it to do."""
    bench.report.section("Small calls", "Microseconds a call, of a thousand in a row.")
    bench.report.header("call", ONE, f"ours, {count} threads", "several / 1")
    repeats = 1000
    for workload in workloads.of_small_calls():
        inputs, crops = make_inputs(workload, bench.seed), make_crops(workload.crops)
        one, several = medians({threads: bench.library.prepare(workload, inputs, crops, repeats, threads)
                                for threads in (0, count)}, bench.rounds, PASSED).values()
        bench.report.row(workload.name, *(f"{seconds / repeats * 1e6:.2f}" for seconds in (one, several)),
                         ratio(several / one))
    bench.report.add()


def costs(bench, chosen):
    """The cycles that an executor is told, beside those that pass on one thread."""
    bench.report.section("Costs", "Million cycles of the processor's clock, which is measured between the calls.")
    bench.report.header("workload", "estimated", "measured", "estimated / measured")
    for workload in chosen:
        inputs, crops = make_inputs(workload, bench.seed), make_crops(workload.crops)
        seconds = medians({workload.name: bench.library.prepare(workload, inputs, crops)}, bench.rounds)[workload.name]
        # The fastest of a few, as whoever interrupts it makes it look slower.
        measured = seconds * max(bench.library.cycles_a_second() for _ in range(5))
        estimated = bench.library.estimated_cycles(workload, inputs, crops)
        bench.report.row(workload.name, f"{estimated / 1e6:.2f}", f"{measured / 1e6:.2f}", ratio(estimated / measured))
    bench.report.add()
