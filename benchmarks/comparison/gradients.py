# SPDX-License-Identifier: MIT
"""Both gradients beside TensorFlow's operations, on two threads beside one, and beside reading their input."""

import numpy

from comparison import workloads
from comparison.inputs import aligned, make_grads, make_inputs
from comparison.library import NAME
from comparison.report import milliseconds, ratio
from comparison.timing import PASSED, medians

TWO_THREADS = "two threads"
READ = "read"
TITLES = {"grad_image": "With regard to the image", "grad_boxes": "With regard to boxes"}


def make_output(kind, workload, inputs):
    if kind == "grad_image":
        return aligned(numpy.ones(workload.image, inputs.image.dtype))
    return aligned(numpy.ones(inputs.boxes.shape, numpy.float32))


def require_same_answers(kind, workload, jobs, peer):
    """Of the image's gradient, the bytes; of the boxes', which TensorFlow adds up in float, the numbers roughly."""
    ours, theirs = jobs[NAME].output(), jobs[peer].output()
    if ours.tobytes() != jobs[TWO_THREADS].output().tobytes():
        raise RuntimeError(f"{kind}, {workload.name}: two threads change the output")
    if kind == "grad_image" and ours.tobytes() != theirs.tobytes():
        raise RuntimeError(f"{kind}, {workload.name}: the outputs differ")
    if kind == "grad_boxes" and numpy.max(numpy.abs(ours - theirs)) > 1e-2 * numpy.max(numpy.abs(theirs)):
        raise RuntimeError(f"{kind}, {workload.name}: the outputs are far from one another")


def prepare_all(bench, peers, kind, workload):
    inputs = make_inputs(workload, bench.seed)
    grads = make_grads(workload.crops, bench.seed)
    jobs = {name: bench.library.prepare_gradient(kind, workload, inputs, grads, make_output(kind, workload, inputs),
                                                 threads) for name, threads in ((NAME, 0), (TWO_THREADS, 2))}
    jobs |= {peer.name: peer.prepare_gradient(kind, workload, inputs, grads) for peer in peers}
    for peer in peers:
        require_same_answers(kind, workload, jobs, peer.name)
    return jobs | {READ: bench.library.prepare_read(grads)}


def side_by_side(bench, peers, executor):
    bench.report.section("Gradients", "Milliseconds; in brackets, how many times as long as ours, and what two "
                         f"threads of {executor} gain. {READ} is the crops' gradients read once, on one thread.")
    for kind, title in TITLES.items():
        bench.report.header(title, NAME, TWO_THREADS, READ, f"{NAME} / {READ}", *(peer.name for peer in peers))
        for workload in workloads.of_gradients():
            if kind == "grad_boxes" and workload.method == "nearest":
                continue
            seconds = medians(prepare_all(bench, peers, kind, workload), bench.rounds, PASSED)
            ours, two = seconds[NAME], seconds[TWO_THREADS]
            read = seconds[READ]
            bench.report.row(workload.name, milliseconds(ours), f"{milliseconds(two)} ({ratio(ours / two)})",
                             milliseconds(read), ratio(ours / read),
                             *(f"{milliseconds(seconds[peer.name])} ({ratio(seconds[peer.name] / ours)})"
                               for peer in peers))
        bench.report.add()
