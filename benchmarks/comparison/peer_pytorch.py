# SPDX-License-Identifier: MIT
"""PyTorch's two operations that come near, in a process of their own: TensorFlow and PyTorch do not load into one."""

import dataclasses

import numpy

from comparison.environment import BUILD
from comparison.worker import Worker


class RemoteJob:
    """A job (see timing.Job) of the worker's."""

    def __init__(self, worker, operation):
        self.worker = worker
        self.operation = operation

    def seconds(self, _clock):
        """By WORKED, the clock of all studies that PyTorch is in."""
        return self.worker.ask(do="time", operation=self.operation)["seconds"]

    def output(self):
        path = BUILD / f"{self.operation}.npy"
        self.worker.ask(do="save", operation=self.operation, path=str(path))
        crops = numpy.load(path)
        path.unlink()
        return crops.transpose(0, 2, 3, 1)


class Operation:
    layout = "NCHW"

    def __init__(self, worker, seed, package, operation):
        self.worker = worker
        self.seed = seed
        self.name = f"{package} {operation}"
        self.package = f"{package} {worker.hello['versions'][package]}"
        self.operation = operation

    def takes(self, workload):
        if workload.element != "float32" or workload.method != "bilinear":
            return False
        return self.operation != "grid_sample" or workload.image[0] in (1, workload.num_boxes)

    def prepare(self, workload, inputs):
        """The worker makes the same inputs itself, from the same seed."""
        self.worker.ask(do="prepare", operation=self.operation, workload=dataclasses.asdict(workload),
                        seed=self.seed)
        return RemoteJob(self.worker, self.operation)


def peers(python, seed):
    """`python` is an interpreter that has both, or None."""
    if python is None:
        raise ImportError("no interpreter has it, see --torch and --torch-python")
    worker = Worker(python, "pytorch_worker")
    if "missing" in worker.hello:
        raise ImportError(worker.hello["missing"])
    return [Operation(worker, seed, "torchvision", "roi_align"), Operation(worker, seed, "torch", "grid_sample")]


def filter_peers(python, seed):
    """Operations that are not TensorFlow's, beside the filters."""
    of_features, *_ = peers(python, seed)
    worker = of_features.worker
    return [Operation(worker, seed, "torch", "interpolate"), Operation(worker, seed, "torch", "interpolate_float"),
            Operation(worker, seed, "torchvision", "roi_align_2")]
