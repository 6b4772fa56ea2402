# SPDX-License-Identifier: MIT
"""Whole images made small, beside OpenCV's resize, which takes the same samples and writes the same element type."""

import numpy

from comparison.inputs import largest_difference, make_inputs
from comparison.outputs import Call, Outputs
from comparison.report import ratio
from comparison.timing import WORKED, Job, measure, run_once
from comparison.workloads import Workload

SIZES = {"4K": (2160, 3840), "1080p": (1080, 1920)}
SIDES = (224, 112, 64)
SAMPLE_SECONDS = 6e-4


def of_images():
    """The workloads by their names."""
    for element in ("float32", "uint8"):
        for channels in (3, 1):
            for size, (height, width) in SIZES.items():
                for side in SIDES:
                    name = f"{element} x {channels}, {size} to {side}"
                    yield Workload(name, element, (1, height, width, channels), 1, (1.0, 1.0), side)


def repeated(run):
    """A job that runs so often that a clock's tick does not matter, and how often that is."""
    run()
    repeats = max(1, round(SAMPLE_SECONDS / run_once(Job(run), WORKED)))

    def run_all():
        for _ in range(repeats):
            run()

    return Job(run_all), repeats


def side_by_side(bench, peers, compiler):
    """The table of --shrinking. `peers` is OpenCV, or nobody."""
    outputs = Outputs(compiler)
    bench.report.section("Strong shrinking", "Whole images, warm, into the same buffer. Microseconds of a call from "
                         "Python, by medians; OpenCV's time / ours by medians and by the 20th percentiles.")
    bench.report.header("image", "ours", "OpenCV", "/ ours", "20 %")
    for workload in of_images() if peers else ():
        inputs = make_inputs(workload, bench.seed)
        ours = outputs.prepare(workload, inputs, Call(workload.element, coordinates="half_pixel"))
        crop = outputs.crops_at(outputs.memory, workload.element, "NHWC", workload.crops)[0]
        cv2 = peers[0].cv2
        image = inputs.image[0]

        def resize(image=image, crop=crop, side=workload.crop):
            cv2.resize(image, (side, side), crop, 0, 0, cv2.INTER_LINEAR)

        expected = ours.output()[0].astype(numpy.float32)
        resize()
        span = 255.0 if workload.element == "uint8" else float(numpy.ptp(image))
        if largest_difference(expected, crop.astype(numpy.float32)) > span / 120:
            raise RuntimeError(f"{workload.name}: OpenCV takes other samples")
        jobs, repeats = {}, {}
        for name, run in (("ours", ours.run), ("OpenCV", resize)):
            jobs[name], repeats[name] = repeated(run)
        seconds = {name: each / repeats[name] for name, each in measure(jobs, bench.rounds).items()}
        medians = {name: numpy.median(each) for name, each in seconds.items()}
        fifths = {name: numpy.percentile(each, 20) for name, each in seconds.items()}
        bench.report.row(workload.name, f"{medians['ours'] * 1e6:.1f}", f"{medians['OpenCV'] * 1e6:.1f}",
                         ratio(medians["OpenCV"] / medians["ours"]), ratio(fifths["OpenCV"] / fifths["ours"]))
    bench.report.add()
