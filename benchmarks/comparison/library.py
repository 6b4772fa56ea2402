# SPDX-License-Identifier: MIT
"""This library, compiled into a shared object with shim.cpp."""

import ctypes
import os
import pathlib
import shlex
import subprocess
import tempfile

from comparison.environment import BENCHMARKS, BUILD
from comparison.timing import Job

NAME = "ours"
FILL = "fill"


class Arguments(ctypes.Structure):
    """shim.cpp's struct of the same name."""
    _fields_ = [
        ("image", ctypes.c_void_p),
        ("image_extents", ctypes.c_ssize_t * 4),
        ("image_strides", ctypes.c_ssize_t * 4),
        ("boxes", ctypes.c_void_p),
        ("box_indices", ctypes.c_void_p),
        ("crops", ctypes.c_void_p),
        ("crops_extents", ctypes.c_ssize_t * 4),
        ("crops_strides", ctypes.c_ssize_t * 4),
        ("is_nearest", ctypes.c_int),
        ("repeats", ctypes.c_int),
    ]


class GradArguments(ctypes.Structure):
    """shim.cpp's struct grad_arguments."""
    _fields_ = [
        ("grads", ctypes.c_void_p),
        ("grads_extents", ctypes.c_ssize_t * 4),
        ("image", ctypes.c_void_p),
        ("image_extents", ctypes.c_ssize_t * 4),
        ("boxes", ctypes.c_void_p),
        ("box_indices", ctypes.c_void_p),
        ("output", ctypes.c_void_p),
        ("is_nearest", ctypes.c_int),
        ("threads", ctypes.c_int),
    ]


def build(compiler):
    """Compiles shim.cpp and loads it."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:  # of its own: another comparison may be running
        path = pathlib.Path(folder) / "shim.so"
        subprocess.run([*shlex.split(compiler), "-std=c++17", "-shared", "-fPIC", "-I", BENCHMARKS.parent / "include",
                        BENCHMARKS / "shim.cpp", "-o", path], check=True)
        return ctypes.CDLL(os.fspath(path))


def four(numbers):
    return (ctypes.c_ssize_t * 4)(*numbers)


def strides_of(array):
    """In elements."""
    return four(stride // array.itemsize for stride in array.strides)


class Library:
    def __init__(self, compiler):
        self.shim = build(compiler)
        self.shim.cnr_active_target.restype = ctypes.c_char_p

    @property
    def target(self):
        """The instruction set it runs on."""
        return self.shim.cnr_active_target().decode()

    def prepare_gradient(self, kind, workload, inputs, grads, output, threads=1):
        """A job that writes the gradient of that kind, grad_image or grad_boxes, into `output`."""
        function = self.shim[f"cnr_{kind}_{workload.element}"]
        image = inputs.image
        arguments = GradArguments(grads.ctypes.data, four(grads.shape), image.ctypes.data, four(image.shape),
                                  inputs.boxes.ctypes.data, inputs.box_indices.ctypes.data, output.ctypes.data,
                                  workload.method == "nearest", threads)

        def run():
            code = function(ctypes.byref(arguments))
            if code != 0:
                raise RuntimeError(f"{kind} refused {workload.name} with code {code}")
            return inputs, grads, output  # which also keeps them alive as long as the job

        return Job(run, lambda: run()[2].copy())

    def prepare(self, workload, inputs, crops, repeats=1):
        """A job that writes into `crops`, `repeats` times; image and crops may have any strides."""
        function = self.shim[f"cnr_crop_{workload.element}"]
        image = inputs.image
        arguments = Arguments(image.ctypes.data, four(image.shape), strides_of(image), inputs.boxes.ctypes.data,
                              inputs.box_indices.ctypes.data, crops.ctypes.data, four(crops.shape), strides_of(crops),
                              workload.method == "nearest", repeats)

        def run():
            code = function(ctypes.byref(arguments))
            if code != 0:
                raise RuntimeError(f"crop_and_resize refused {workload.name} with code {code}")
            return inputs, crops  # which also keeps them alive as long as the job

        return Job(run, lambda: run()[1].copy())


def prepare_fill(crops):
    """A job that fills a dense output with a constant: the floor below which nothing can go."""
    return Job(lambda: ctypes.memset(crops.ctypes.data, 1, crops.nbytes))
