#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Times crop_and_resize beside TensorFlow, in one process, and checks that both give the same bytes.

    python3 benchmarks/compare.py [--rounds N] [--workload NAME]... [--compiler "g++ -O2"]

Makes a virtual environment with a pinned TensorFlow in build/compare (needs python3-venv and a C++17 compiler), builds the
library into a shared object there, and runs every workload in interleaved rounds on one thread. Prints a table of medians
in milliseconds and of the ratio TensorFlow / ours. Only the ratios mean something on a machine that others use as well.
"""

import argparse
import ctypes
import dataclasses
import os
import pathlib
import shlex
import subprocess
import sys
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent / "build" / "compare"
REQUIREMENTS = ["tensorflow-cpu==2.21.0"]


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    element: str  # numpy's name of the image's element type
    image: tuple[int, int, int, int]  # batch, height, width, channels
    num_boxes: int
    side: tuple[float, float]  # uniform range of the boxes' normalised sides
    crop: int  # height and width of the crops
    method: str = "bilinear"


WORKLOADS = [
    Workload("photo_u8x3", "uint8", (1, 1080, 1920, 3), 32, (0.1, 0.3), 224),
    Workload("photo_u8x3_near", "uint8", (1, 1080, 1920, 3), 32, (0.1, 0.3), 224, "nearest"),
    Workload("features_f32x256", "float32", (1, 50, 50, 256), 300, (0.1, 0.5), 14),
    Workload("features_f32x256_1000", "float32", (1, 50, 50, 256), 1000, (0.1, 0.5), 7),
    Workload("gray_f32x1", "float32", (1, 512, 512, 1), 64, (0.1, 0.4), 128),
    Workload("rgb_f32x3", "float32", (1, 512, 512, 3), 64, (0.1, 0.4), 128),
    Workload("mask_i32x1_near", "int32", (1, 1024, 1024, 1), 64, (0.1, 0.4), 128, "nearest"),
    Workload("features_f16x256", "float16", (1, 50, 50, 256), 300, (0.1, 0.5), 14),
    Workload("whole_u8x3", "uint8", (1, 1080, 1920, 3), 1, (1.0, 1.0), 640),
    Workload("upsample_f32x3", "float32", (64, 32, 32, 3), 64, (1.0, 1.0), 256),
    Workload("tiny_u8x3", "uint8", (1, 480, 640, 3), 10000, (0.02, 0.1), 8),
    Workload("batch_f32x64", "float32", (64, 128, 128, 64), 64, (0.3, 0.9), 28),
]


def run_in_environment():
    """Starts this script again with the interpreter of the virtual environment, which is made where it is missing."""
    python = BUILD / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(BUILD / "venv", with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *REQUIREMENTS], check=True)
    os.execv(python, [python, __file__, *sys.argv[1:]])


class Shapes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int64) for name in
                ("batch", "height", "width", "channels", "num_boxes", "crop_height", "crop_width")]


class Ours:
    """The library, behind shim.cpp."""

    def __init__(self, compiler):
        BUILD.mkdir(parents=True, exist_ok=True)
        path = BUILD / "shim.so"
        subprocess.run([*shlex.split(compiler), "-std=c++17", "-shared", "-fPIC", "-I", HERE.parent / "include",
                        HERE / "shim.cpp", "-o", path], check=True)
        self.library = ctypes.CDLL(os.fspath(path))

    def prepare(self, workload, image, boxes, box_indices, crops):
        function = self.library[f"cnr_{workload.element}"]
        shapes = Shapes(*image.shape, workload.num_boxes, workload.crop, workload.crop)
        pointers = [ctypes.c_void_p(array.ctypes.data) for array in (image, boxes, box_indices, crops)]
        is_nearest = ctypes.c_int(workload.method == "nearest")

        def call():
            code = function(*pointers, ctypes.byref(shapes), is_nearest)
            if code != 0:
                raise RuntimeError(f"crop_and_resize refused {workload.name} with code {code}")
            return crops

        return call


class TensorFlow:
    def __init__(self):
        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
        import tensorflow

        tensorflow.config.threading.set_intra_op_parallelism_threads(1)
        tensorflow.config.threading.set_inter_op_parallelism_threads(1)
        self.tf = tensorflow

    def prepare(self, workload, image, boxes, box_indices, crops):
        image, boxes, box_indices, size = map(
            self.tf.constant, (image, boxes, box_indices, [workload.crop, workload.crop]))

        def call():
            return self.tf.raw_ops.CropAndResize(image=image, boxes=boxes, box_ind=box_indices, crop_size=size,
                                                 method=workload.method, extrapolation_value=0.0).numpy()

        return call


def make_inputs(numpy, workload, seed):
    """A random image, boxes inside it, and indices that deal the boxes out over the batch."""
    random = numpy.random.default_rng(seed)
    kind = numpy.dtype(workload.element)
    if kind.kind in "iu":
        image = random.integers(0, min(numpy.iinfo(kind).max, 1 << 20), workload.image).astype(kind)
    else:
        image = random.standard_normal(workload.image, dtype=numpy.float32).astype(kind)
    sides = random.uniform(*workload.side, (workload.num_boxes, 2))
    corners = random.uniform(0, 1, sides.shape) * (1 - sides)
    boxes = numpy.concatenate([corners, corners + sides], 1).astype(numpy.float32)
    box_indices = (numpy.arange(workload.num_boxes) % workload.image[0]).astype(numpy.int32)
    return image, boxes, box_indices


def same_bytes(numpy, a, b):
    """Equal bit for bit, where a NaN equals every NaN."""
    different = a.view(numpy.uint32) != b.view(numpy.uint32)
    return not numpy.any(different & ~(numpy.isnan(a) & numpy.isnan(b)))


def measure(numpy, contenders, workload, rounds, seed):
    """Median seconds of each contender over interleaved rounds, after one that is not counted."""
    image, boxes, box_indices = make_inputs(numpy, workload, seed)
    crops = numpy.full((workload.num_boxes, workload.crop, workload.crop, workload.image[3]), 7, numpy.float32)
    calls = {name: contender.prepare(workload, image, boxes, box_indices, crops)
             for name, contender in contenders.items()}
    if not same_bytes(numpy, calls["ours"](), calls["TensorFlow"]()):
        raise RuntimeError(f"{workload.name}: the outputs differ")
    seconds = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            seconds[name].append(time.perf_counter() - start)
    return {name: numpy.median(values) for name, values in seconds.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--workload", action="append", choices=[workload.name for workload in WORKLOADS])
    parser.add_argument("--compiler", default="g++ -O2", help="compiler and flags for the library")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if sys.prefix == sys.base_prefix:
        run_in_environment()

    import numpy

    contenders = {"ours": Ours(arguments.compiler), "TensorFlow": TensorFlow()}
    print(f"TensorFlow {contenders['TensorFlow'].tf.__version__}, ours with {arguments.compiler}, one thread, "
          f"medians of {arguments.rounds} interleaved rounds, outputs equal bit for bit\n")
    print("| workload | TensorFlow ms | ours ms | TensorFlow / ours |\n|---|---:|---:|---:|")
    ratios = []
    for workload in WORKLOADS:
        if arguments.workload and workload.name not in arguments.workload:
            continue
        medians = measure(numpy, contenders, workload, arguments.rounds, arguments.seed)
        ratios.append(medians["TensorFlow"] / medians["ours"])
        print(f"| {workload.name} | {medians['TensorFlow'] * 1e3:.2f} | {medians['ours'] * 1e3:.2f} | "
              f"{ratios[-1]:.2f} |", flush=True)
    print(f"| geometric mean | | | {numpy.exp(numpy.mean(numpy.log(ratios))):.2f} |")


if __name__ == "__main__":
    main()
