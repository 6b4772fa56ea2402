# SPDX-License-Identifier: MIT
"""Filters and roi_align beside Pillow, OpenCV and PyTorch."""

import numpy

from comparison.bench import variants
from comparison.inputs import aligned_memory, largest_difference, make_inputs, planar
from comparison.library import CallArguments, build, call_arguments, job_of, load
from comparison.peer_pillow import FILTERS
from comparison.report import ratio
from comparison.timing import Job, measure
from comparison.workloads import Workload

SIZES = (224, 112, 640)
FRAME = (1, 1080, 1920, 3)
FACTORS = (4, 6, 8, 12, 16, 24, 32, 48, 64)
SQUARE = (1, 2304, 2304, 3)  # a multiple of all factors


class Filters:
    def __init__(self, compiler):
        self.shim = load(build(compiler, source="filters_shim.cpp"))

    def prepare(self, workload, inputs, name, layout="NHWC"):
        """A job that writes crops of the image's element type."""
        image = inputs.image if layout == "NHWC" else planar(inputs.image)
        boxes, height, width, channels = workload.crops
        shape = workload.crops if layout == "NHWC" else (boxes, channels, height, width)
        crops = aligned_memory(image.itemsize * int(numpy.prod(shape))).view(image.dtype).reshape(shape)
        crops = crops if layout == "NHWC" else crops.transpose(0, 2, 3, 1)
        return job_of(self.shim[f"cnr_{name}_{workload.element}"], CallArguments(*call_arguments(image, inputs, crops)),
                      workload.name, crops, kept=(image, inputs))


def require_near(jobs, first, levels):
    """That peers have the output of the first job, except for rounding to whole numbers."""
    expected = jobs[first].output().astype(numpy.float32)
    for name, job in jobs.items():
        difference = largest_difference(expected, job.output().astype(numpy.float32).reshape(expected.shape))
        if difference > levels:
            raise RuntimeError(f"{name}: differs from {first} by {difference}")


def whole_frames(bench, filters, peers):
    """A whole frame of uint8 x 3, made smaller."""
    for size in SIZES:
        workload = Workload(f"1080x1920x3 to {size}", "uint8", FRAME, 1, (1.0, 1.0), size)
        inputs = make_inputs(workload, bench.seed)
        for name in ("triangle", "cubic", "lanczos3"):
            jobs = {f"ours, {name}": filters.prepare(workload, inputs, name)}
            for peer in peers["Pillow"]:
                jobs[f"Pillow {FILTERS[name]}"] = peer.prepare_filter(workload, inputs, name)
            if name == "triangle":
                for peer in peers["PyTorch"]:
                    if peer.operation.startswith("interpolate"):
                        jobs[peer.name] = peer.prepare(workload, inputs)
                jobs["ours, bilinear"] = filters.prepare(workload, inputs, "bilinear")
                jobs["copy of the frame"] = Job(inputs.image.copy)
            # Pillow rounds to whole numbers, and cuts what overshoots, between its two passes as well.
            require_near({each: job for each, job in jobs.items()
                          if "bilinear" not in each and "copy" not in each}, f"ours, {name}",
                         1 if name == "triangle" else 16)
            yield f"{workload.name}, {name}", jobs
        jobs = {"ours, area": filters.prepare(workload, inputs, "area")}
        for peer in peers["OpenCV"]:
            jobs["OpenCV INTER_AREA"] = peer.prepare_area(workload, inputs)
        require_near(jobs, "ours, area", 1)
        yield f"{workload.name}, area", jobs


def many_boxes(bench, filters, peers):
    workload = Workload("2160x3840x3, 32 boxes to 112", "uint8", (1, 2160, 3840, 3), 32, (0.1, 0.3), 112)
    inputs = make_inputs(workload, bench.seed)
    jobs = {"ours, triangle": filters.prepare(workload, inputs, "triangle")}
    for peer in peers["Pillow"]:
        jobs["Pillow BILINEAR"] = peer.prepare_filter(workload, inputs, "triangle")
    yield workload.name, jobs


def features(bench, filters, peers):
    workload = Workload("roi_align, 50x50x256, 300 boxes to 14", "float32", (1, 50, 50, 256), 300, (0.1, 0.5), 14)
    inputs = make_inputs(workload, bench.seed)
    jobs = {"ours, NHWC": filters.prepare(workload, inputs, "roi_align"),
            "ours, NCHW": filters.prepare(workload, inputs, "roi_align", "NCHW")}
    for peer in peers["PyTorch"]:
        if peer.operation == "roi_align_2":
            jobs[peer.name] = peer.prepare(workload, inputs)
    require_near(jobs, "ours, NHWC", 1e-3)
    yield workload.name, jobs


def curve(bench, filters):
    """What a pixel of the image costs, by how much smaller the crop is: the whole of a square image."""
    names = ("area", "triangle", "cubic", "lanczos3")
    bench.report.header("factor", *(f"{name}, ns" for name in names))
    seconds = {}
    for factor in FACTORS:
        workload = Workload(f"1 / {factor}", "uint8", SQUARE, 1, (1.0, 1.0), SQUARE[1] // factor)
        inputs = make_inputs(workload, bench.seed)
        jobs = {name: filters.prepare(workload, inputs, name) for name in names}
        seconds[factor] = [numpy.median(each) for each in measure(jobs, bench.rounds).values()]
        bench.report.row(str(factor), *(f"{1e9 * each / (SQUARE[1] * SQUARE[2]):.2f}" for each in seconds[factor]))
    spread = numpy.array(list(seconds.values()))
    bench.report.row("most / least", *(ratio(each) for each in spread.max(axis=0) / spread.min(axis=0)))
    bench.report.add()


def side_by_side(bench, peers, compiler):
    """`peers` are those that are installed, by the names of their packages."""
    filters = Filters(compiler)
    bench.report.section("Filters", "uint8 in and out, one thread.")
    variants(bench, whole_frames(bench, filters, peers))
    variants(bench, many_boxes(bench, filters, peers))
    variants(bench, features(bench, filters, peers))
    curve(bench, filters)
