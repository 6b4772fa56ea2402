# SPDX-License-Identifier: MIT
"""The library in all layouts of images and crops, beside peers that have the same output."""

import dataclasses
import math

import numpy

from comparison.bench import require_same_outputs
from comparison.beside_peers import ABSENT, BIT_EXACT
from comparison.inputs import aligned_memory, floats_at, largest_difference, make_grads, make_inputs, stored
from comparison.report import ratio
from comparison.timing import measure
from comparison.workloads import Workload

PLAIN = "NHWC to NHWC"
PAIRS = {PLAIN: ("NHWC", "NHWC"), "NHWC to NCHW": ("NHWC", "NCHW"), "NCHW to NCHW": ("NCHW", "NCHW"),
         "NCHW to NHWC": ("NCHW", "NHWC"), "columns to rows": ("NCWH", "NCHW"), "columns to columns": ("NCWH", "NCWH")}
MANY = ("NHWC to NCHW", "NCHW to NCHW", "NCHW to NHWC")
FEW = (*MANY, "columns to rows", "columns to columns")


def feature_maps():
    """The features that detectors cut out of their levels."""
    for element, short in (("float32", "f32"), ("float16", "f16")):
        yield Workload(f"features_{short}x256", element, (1, 50, 50, 256), 300, (0.1, 0.5), 14)
        yield Workload(f"features_{short}x256_1000", element, (1, 50, 50, 256), 1000, (0.1, 0.5), 7)
        yield Workload(f"stage5_{short}x512", element, (1, 28, 28, 512), 300, (0.1, 0.5), 7)
        yield Workload(f"level_{short}x64", element, (1, 100, 100, 64), 300, (0.1, 0.5), 14)
        yield Workload(f"P2_{short}x256", element, (1, 200, 304, 256), 700, (0.03, 0.12), 7)


def few_channels():
    for element, short in (("uint8", "u8"), ("float32", "f32")):
        for channels in (1, 3, 5, 8, 12, 15):
            yield Workload(f"{short}x{channels}", element, (1, 256, 256, channels), 16, (0.2, 0.5), 64)


def gradients():
    for channels in (3, 16, 17, 24, 31, 32, 64, 256):
        yield Workload(f"f32x{channels}", "float32", (1, 128, 128, channels), 32, (0.2, 0.5), 14)


def in_layout(array, layout):
    copy = stored(array.shape, layout, lambda shape: aligned_memory(array.nbytes).view(array.dtype).reshape(shape))
    copy[...] = array
    return copy


def crops_in(workload, layout):
    memory = aligned_memory(4 * math.prod(workload.crops))
    return stored(workload.crops, layout, lambda shape: floats_at(memory, shape))


def ours(bench, workload, names):
    inputs = make_inputs(workload, bench.seed)
    jobs = {}
    for name in (PLAIN, *names):
        image_layout, crops_layout = PAIRS[name]
        stored_inputs = dataclasses.replace(inputs, image=in_layout(inputs.image, image_layout))
        jobs[name] = bench.library.prepare(workload, stored_inputs, crops_in(workload, crops_layout))
    require_same_outputs(jobs)
    return jobs, inputs


def of_peers(peers, workload, inputs, first):
    """Jobs whose outputs are planes, by the peer's name. TensorFlow's are transposed."""
    jobs = {}
    for peer in peers:
        if not peer.takes(workload):
            continue
        planar = peer.name == BIT_EXACT
        jobs[peer.name] = (peer.prepare_planar if planar else peer.prepare)(workload, inputs)
        if largest_difference(first.output(), jobs[peer.name].output()) > (0 if planar else 1e-2):
            raise RuntimeError(f"{workload.name}: the output of {peer.name} differs")
    return jobs


def table(bench, title, chosen, names, peers):
    """Nanoseconds an output; in brackets, of ours how many times as long as PLAIN, and of peers as NCHW to NCHW."""
    peer_names = [peer.name + (" + transpose" if peer.name == BIT_EXACT else "") for peer in peers]
    bench.report.header(title, PLAIN, *names, *peer_names)
    for workload in chosen:
        jobs, inputs = ours(bench, workload, names)
        jobs |= of_peers(peers, workload, inputs, jobs[PLAIN])
        seconds = measure(jobs, bench.rounds)

        def cell(name, beside):
            if name not in seconds:
                return ABSENT
            times = numpy.median(seconds[name]) * 1e9 / math.prod(workload.crops)
            return f"{times:.2f} ({ratio(numpy.median(seconds[name] / seconds[beside]))})"

        beside_peer = {peer.name: "NHWC to NCHW" if peer.name == BIT_EXACT else "NCHW to NCHW" for peer in peers}
        bench.report.row(workload.name, f"{numpy.median(seconds[PLAIN]) * 1e9 / math.prod(workload.crops):.2f}",
                         *(cell(name, PLAIN) for name in names),
                         *(cell(peer.name, beside_peer[peer.name]) for peer in peers))
    bench.report.add()


def gradient_table(bench, kind):
    bench.report.header(kind, "NHWC", "NCHW")
    for workload in gradients():
        inputs = make_inputs(workload, bench.seed)
        grads = make_grads(workload.crops, bench.seed)
        jobs = {}
        for layout in ("NHWC", "NCHW"):
            image = in_layout(inputs.image, layout)
            output = in_layout(inputs.image if kind == "grad_image" else inputs.boxes[..., None, None], layout)
            output = output if kind == "grad_image" else output.reshape(inputs.boxes.shape)
            jobs[layout] = bench.library.prepare_gradient(kind, workload, dataclasses.replace(inputs, image=image),
                                                          in_layout(grads, layout), output)
        if jobs["NHWC"].output().tobytes() != jobs["NCHW"].output().tobytes():
            raise RuntimeError(f"{kind}, {workload.name}: the layouts differ")
        seconds = measure(jobs, bench.rounds)
        plain, planar = (numpy.median(seconds[layout]) * 1e9 / math.prod(workload.crops) for layout in ("NHWC", "NCHW"))
        bench.report.row(workload.name, f"{plain:.2f}",
                         f"{planar:.2f} ({ratio(numpy.median(seconds['NCHW'] / seconds['NHWC']))})")
    bench.report.add()


def side_by_side(bench, peers):
    bench.report.section("Layouts", "Nanoseconds an output; in brackets, how many times as long as NHWC to NHWC. Of "
                         "peers, how many times as long as ours: TensorFlow with its output transposed beside NHWC to "
                         "NCHW, the others beside NCHW to NCHW. Columns are planes that are stored column by column.")
    table(bench, "many channels", feature_maps(), MANY, peers)
    table(bench, "few channels", few_channels(), FEW, [])
    bench.report.section("Layouts of gradients", "Nanoseconds an element of the crops' gradient.")
    for kind in ("grad_image", "grad_boxes"):
        gradient_table(bench, kind)
