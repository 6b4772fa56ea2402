# SPDX-License-Identifier: MIT
"""The library beside its peers."""

import dataclasses

from comparison import workloads
from comparison.bench import geometric_mean, require_same_outputs, variants
from comparison.inputs import (from_bfloat16, largest_difference, make_crops, make_inputs, make_planar_crops, planar,
                               same_bytes)
from comparison.library import FILL, NAME, NAMES, prepare_fill
from comparison.report import milliseconds, ratio
from comparison.timing import medians

ABSENT = "–"
BIT_EXACT = "TensorFlow"  # whose bytes ours must be


def prepare_ours(bench, workload, inputs, layouts):
    """The library's jobs by their names: one for each layout. All have the same output."""
    jobs = {NAME: bench.library.prepare(workload, inputs, make_crops(workload.crops))}
    if "NCHW" in layouts:
        planes = dataclasses.replace(inputs, image=planar(inputs.image))
        jobs[NAMES["NCHW"]] = bench.library.prepare(workload, planes, make_planar_crops(workload.crops))
        require_same_outputs(jobs)
    return jobs


def prepare_all(bench, peers, workload):
    """The library's jobs, one that fills an output, and one of each peer's that takes the workload."""
    inputs = make_inputs(workload, bench.seed)
    takers = [peer for peer in peers if peer.takes(workload)]
    jobs = prepare_ours(bench, workload, inputs, {peer.layout for peer in takers})
    jobs[FILL] = prepare_fill(make_crops(workload.crops))
    return jobs | {peer.name: peer.prepare(workload, inputs) for peer in takers}


def compare_outputs(workload, jobs):
    """Largest absolute difference of each peer's output from ours. From BIT_EXACT's not one bit may differ."""
    ours = jobs[NAME].output()
    differences = {}
    for name in jobs.keys() - {*NAMES.values(), FILL}:
        output = jobs[name].output()
        if name == BIT_EXACT and not same_bytes(ours, output):
            raise RuntimeError(f"{workload.name}: the outputs differ")
        differences[name] = largest_difference(ours, output)
    return differences


def side_by_side(bench, peers, chosen):
    """The library beside its peers. Returns each workload's medians, by its name."""
    report, names = bench.report, [peer.name for peer in peers]
    ours = {peer.name: NAMES[peer.layout] for peer in peers}
    own_names = list(dict.fromkeys([NAME, *ours.values()]))
    report.add("Milliseconds; in brackets, how many times as long as ours in the same layout.")
    report.add()
    report.header("workload", *own_names, FILL, "ours / fill", *names)
    results, differences = {}, {}
    for workload in chosen:
        jobs = prepare_all(bench, peers, workload)
        differences[workload.name] = compare_outputs(workload, jobs)
        results[workload.name] = seconds = medians(jobs, bench.rounds)
        report.row(workload.name, *(milliseconds(seconds[name]) if name in seconds else ABSENT for name in own_names),
                   milliseconds(seconds[FILL]), ratio(seconds[NAME] / seconds[FILL]),
                   *(f"{milliseconds(seconds[name])} ({ratio(seconds[name] / seconds[ours[name]])})"
                     if name in seconds else ABSENT for name in names))
    means = {name: [seconds[name] / seconds[ours[name]] for seconds in results.values() if name in seconds]
             for name in names}
    report.row("geometric mean", *("" for _ in own_names), "", "",
               *(f"({ratio(geometric_mean(means[name]))})" if means[name] else ABSENT for name in names))
    report.add()
    show_differences(report, names, differences)
    return results


def show_differences(report, names, differences):
    is_checked = BIT_EXACT in names
    report.add(f"{BIT_EXACT}'s outputs are ours, bit for bit." if is_checked else f"Not checked against {BIT_EXACT}.")
    report.add()
    others = [name for name in names if name != BIT_EXACT]
    if not others:
        return
    report.add("Largest absolute difference from ours:")
    report.add()
    report.header("workload", *others)
    for workload, by_name in differences.items():
        report.row(workload, *(f"{by_name[name]:.2g}" if name in by_name else ABSENT for name in others))
    report.add()


def elements(bench, peers):
    """The element types that the twelve workloads leave out."""
    bench.report.section("Element types", "Photo-, gray- and features-like workloads of every type. TensorFlow has no "
                         "bfloat16: what it has beside it is our half.")
    chosen = workloads.of_more_elements()
    side_by_side(bench, [peer for peer in peers if peer.name == BIT_EXACT], chosen)
    variants(bench, (bfloat16_beside_half(bench, workload) for workload in chosen if workload.element == "bfloat16"))


def bfloat16_beside_half(bench, workload):
    inputs = make_inputs(workload, bench.seed)
    widened = dataclasses.replace(inputs, image=from_bfloat16(inputs.image))
    half, as_float = (dataclasses.replace(workload, element=element) for element in ("float16", "float32"))
    jobs = {"float16": bench.prepare(half), "bfloat16": bench.prepare(workload)}
    require_same_outputs({"float32": bench.library.prepare(as_float, widened, make_crops(workload.crops)),
                          "bfloat16": jobs["bfloat16"]})
    return workload.name, jobs
