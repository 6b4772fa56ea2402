# SPDX-License-Identifier: MIT
"""PyTorch's two operations that come near, in a process of their own: TensorFlow and PyTorch do not load into one."""

import atexit
import dataclasses
import json
import subprocess

import numpy

from comparison.environment import BENCHMARKS, BUILD


class Worker:
    """The process of pytorch_worker, which see for what it is told and answers."""

    def __init__(self, python, seed):
        self.seed = seed
        self.process = subprocess.Popen([python, "-m", "comparison.pytorch_worker"], cwd=BENCHMARKS, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(self.stop)
        hello = self.receive()
        if "missing" in hello:
            raise ImportError(hello["missing"])
        self.versions = hello["versions"]

    def receive(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("PyTorch's process has ended")
        return json.loads(line)

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self.receive()

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


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

    def __init__(self, worker, package, operation):
        self.worker = worker
        self.name = f"{package} {operation}"
        self.package = f"{package} {worker.versions[package]}"
        self.operation = operation

    def takes(self, workload):
        if workload.element != "float32" or workload.method != "bilinear":
            return False
        return self.operation != "grid_sample" or workload.image[0] in (1, workload.num_boxes)

    def prepare(self, workload, inputs):
        """The worker makes the same inputs itself, from the same seed."""
        self.worker.ask(do="prepare", operation=self.operation, workload=dataclasses.asdict(workload),
                        seed=self.worker.seed)
        return RemoteJob(self.worker, self.operation)


def peers(python, seed):
    """`python` is an interpreter that has both, or None."""
    if python is None:
        raise ImportError("no interpreter has it, see --torch and --torch-python")
    worker = Worker(python, seed)
    return [Operation(worker, "torchvision", "roi_align"), Operation(worker, "torch", "grid_sample")]
