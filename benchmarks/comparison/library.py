# SPDX-License-Identifier: MIT
"""This library, compiled into a shared object with shim.cpp."""

import atexit
import ctypes
import os
import pathlib
import shlex
import shutil
import subprocess
import tempfile

from comparison.environment import BENCHMARKS, BUILD, EXECUTORS
from comparison.timing import Job

NAMES = {"NHWC": "ours", "NCHW": "ours, NCHW"}  # of its jobs, by the layout of image and crops
NAME = NAMES["NHWC"]
FILL = "fill"


class CallArguments(ctypes.Structure):
    """call_arguments.hpp's struct of the same name."""
    _fields_ = [
        ("image", ctypes.c_void_p),
        ("image_extents", ctypes.c_ssize_t * 4),
        ("image_strides", ctypes.c_ssize_t * 4),
        ("boxes", ctypes.c_void_p),
        ("box_indices", ctypes.c_void_p),
        ("crops", ctypes.c_void_p),
        ("crops_extents", ctypes.c_ssize_t * 4),
        ("crops_strides", ctypes.c_ssize_t * 4),
    ]


class Arguments(CallArguments):
    """shim.cpp's struct of the same name."""
    _fields_ = [
        ("is_nearest", ctypes.c_int),
        ("repeats", ctypes.c_int),
        ("threads", ctypes.c_int),
    ]


class GradArguments(ctypes.Structure):
    """shim.cpp's struct grad_arguments."""
    _fields_ = [
        ("grads", ctypes.c_void_p),
        ("grads_extents", ctypes.c_ssize_t * 4),
        ("grads_strides", ctypes.c_ssize_t * 4),
        ("image", ctypes.c_void_p),
        ("image_extents", ctypes.c_ssize_t * 4),
        ("image_strides", ctypes.c_ssize_t * 4),
        ("boxes", ctypes.c_void_p),
        ("box_indices", ctypes.c_void_p),
        ("output", ctypes.c_void_p),
        ("is_nearest", ctypes.c_int),
        ("threads", ctypes.c_int),
    ]


def build(compiler, executor=None, source="shim.cpp"):
    """Compiles a shared object, with one of EXECUTORS or None. Returns its path, where it is until the script ends."""
    options = [f"-DCNR_SHIM_{executor.upper()}", *EXECUTORS[executor]] if executor else []
    BUILD.mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp(dir=BUILD)  # of its own: another comparison may be running
    atexit.register(shutil.rmtree, folder)
    path = pathlib.Path(folder) / "shim.so"
    subprocess.run([*shlex.split(compiler), "-std=c++17", "-shared", "-fPIC", "-I", BENCHMARKS.parent / "include",
                    BENCHMARKS / source, *options, "-o", path], check=True)
    return path


def load(path):
    return ctypes.CDLL(os.fspath(path))


def four(numbers):
    return (ctypes.c_ssize_t * 4)(*numbers)


def strides_of(array):
    """In elements."""
    return four(stride // array.itemsize for stride in array.strides)


def call_arguments(image, inputs, crops):
    """The members of CallArguments."""
    return (image.ctypes.data, four(image.shape), strides_of(image), inputs.boxes.ctypes.data,
            inputs.box_indices.ctypes.data, crops.ctypes.data, four(crops.shape), strides_of(crops))


def job_of(function, arguments, what, output, *more, kept):
    """A job that calls a function of a shim, which writes `output`. What else it needs alive is `kept`."""

    def run():
        code = function(ctypes.byref(arguments), *more)
        if code != 0:
            raise RuntimeError(f"{what} was refused with code {code}")
        return output, kept

    return Job(run, lambda: run()[0].copy())


def arguments_of(workload, inputs, crops, repeats=1, threads=0):
    return Arguments(*call_arguments(inputs.image, inputs, crops), workload.method == "nearest", repeats, threads)


class Library:
    """@param path  what `build` returned"""

    def __init__(self, path):
        self.path = path
        self.shim = load(path)
        self.shim.cnr_active_target.restype = ctypes.c_char_p
        self.shim.cnr_cycles_a_second.restype = ctypes.c_double
        self.shim.cnr_read.restype = ctypes.c_uint64

    @property
    def target(self):
        """The instruction set it runs on."""
        return self.shim.cnr_active_target().decode()

    def prepare_gradient(self, kind, workload, inputs, grads, output, threads=0):
        """A job that writes the gradient of that kind, grad_image or grad_boxes, into `output`; any strides."""
        function = self.shim[f"cnr_{kind}_{workload.element}"]
        image = inputs.image
        like_image = output if kind == "grad_image" else image
        arguments = GradArguments(grads.ctypes.data, four(grads.shape), strides_of(grads), image.ctypes.data,
                                  four(image.shape), strides_of(like_image), inputs.boxes.ctypes.data,
                                  inputs.box_indices.ctypes.data, output.ctypes.data, workload.method == "nearest",
                                  threads)
        return job_of(function, arguments, f"{kind} of {workload.name}", output, kept=(inputs, grads))

    def prepare_read(self, grads):
        """A job that reads `grads`: a plain loop's time, which no gradient can fall far below."""
        return Job(lambda: self.shim.cnr_read(ctypes.c_void_p(grads.ctypes.data), ctypes.c_ssize_t(grads.size)))

    def cycles_a_second(self):
        """The processor's clock, as far as a loop of additions sees it."""
        return self.shim.cnr_cycles_a_second()

    def prepare(self, workload, inputs, crops, repeats=1, threads=0):
        """A job that writes into `crops`, `repeats` times; image and crops may have any strides.

        With `threads`, it runs on so many by the executor that the library was built with.
        """
        function = self.shim[f"cnr_crop_{workload.element}"]
        arguments = arguments_of(workload, inputs, crops, repeats, threads)
        return job_of(function, arguments, workload.name, crops, kept=inputs)

    def prepare_fill(self, crops, threads):
        """A job that fills a dense output on so many threads by the executor."""
        return Job(lambda: self.shim.cnr_fill(ctypes.c_void_p(crops.ctypes.data), ctypes.c_ssize_t(crops.nbytes),
                                              threads))

    def estimated_cycles(self, workload, inputs, crops):
        """What the library tells its executor that the call takes, in all; 0 where it would not ask for one."""
        function = self.shim[f"cnr_estimate_{workload.element}"]
        function.restype = ctypes.c_double
        return function(ctypes.byref(arguments_of(workload, inputs, crops)))


def prepare_fill(crops):
    """A job that fills a dense output by memset: what it takes to write it through the caches. Streams take less."""
    return Job(lambda: ctypes.memset(crops.ctypes.data, 1, crops.nbytes))
