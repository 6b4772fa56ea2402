#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Times the operations beside TensorFlow's own ones, each within a graph (tf.function), in interleaved rounds.

    sh examples/tensorflow_op/run.sh speed [--rounds N] [--threads N]

With one thread within an operation, what counts is the time that the processor works for the process. With several
threads, it is the time that passes. Before anything is timed, both outputs are compared. Prints a table in Markdown.
The workloads are those of benchmarks/README.md.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "build" / "tensorflow_op"), str(ROOT / "benchmarks")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["NUMPY_MADVISE_HUGEPAGE"] = "0"

CROPS = ("photo_u8x3", "photo_u8x3_near", "rgb_f32x3", "features_f32x256", "features_f16x256")
GRAD_IMAGE = ("rgb_f32x3", "features_f32x256", "features_f16x256")
GRAD_BOXES = ("photo_u8x3", "rgb_f32x3", "features_f32x256")
STEP = ("rgb_f32x3", "features_f32x256")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=os.cpu_count(),
                        help="of the second half of the table, within an operation (default: all, here %(default)s)")
    parser.add_argument("--measure", type=int, metavar="THREADS", help=argparse.SUPPRESS)
    return parser.parse_args()


def measure(threads, rounds):
    """Seconds of both operations for each line of the table: a process of its own, as TensorFlow has one number of
    threads in a process."""
    import numpy as np
    import tensorflow as tf
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)

    import cnr_tensorflow as cnr
    from comparison import workloads
    from comparison.gradients import make_grads
    from comparison.inputs import make_inputs
    from comparison.timing import PASSED, WORKED, Job, keep_freed_memory, medians
    keep_freed_memory()

    def in_graph(function, *arrays):
        """A job that runs a graph of this function. The arrays are its arguments: of constants, TensorFlow would
        compute the output once, while it builds the graph."""
        tensors = [tf.constant(array) for array in arrays]
        graph = tf.function(function).get_concrete_function(*(tf.TensorSpec.from_tensor(each) for each in tensors))
        return Job(lambda: graph(*tensors), lambda: [np.array(each) for each in tf.nest.flatten(graph(*tensors))])

    def crop(function, workload, inputs, _):
        def run(image, boxes, box_indices):
            return function(image, boxes, box_indices, [workload.crop] * 2, workload.method)

        return in_graph(run, inputs.image, inputs.boxes, inputs.box_indices)

    def grad_image(function, workload, inputs, grads):
        def run(grads, boxes, box_indices):
            return function(grads, boxes, box_indices, workload.image, inputs.image.dtype, workload.method)

        return in_graph(run, grads, inputs.boxes, inputs.box_indices)

    def grad_boxes(function, _, inputs, grads):
        return in_graph(function, grads, inputs.image, inputs.boxes, inputs.box_indices)

    def step(function, workload, inputs, grads):
        def run(image, boxes, box_indices, grads):
            with tf.GradientTape() as tape:
                tape.watch([image, boxes])
                crops = function(image, boxes, box_indices, [workload.crop] * 2, workload.method)
            return crops, tape.gradient(crops, [image, boxes], grads)

        return in_graph(run, inputs.image, inputs.boxes, inputs.box_indices, grads)

    def their_grad_image(grads, boxes, box_indices, image_size, dtype, method):
        return tf.raw_ops.CropAndResizeGradImage(grads=grads, boxes=boxes, box_ind=box_indices, image_size=image_size,
                                                 T=dtype, method=method)

    def their_grad_boxes(grads, image, boxes, box_indices):
        return tf.raw_ops.CropAndResizeGradBoxes(grads=grads, image=image, boxes=boxes, box_ind=box_indices)

    def require_same(name, ours, theirs, outputs):
        for output, found, expected in zip(outputs, ours.output(), theirs.output()):
            # On several threads, TensorFlow adds up the gradient by image in any order, and sums get lost.
            is_defined = output != "by image" or threads == 1
            if output == "by boxes" and not np.allclose(found, expected, rtol=1e-2, atol=1e-2 * np.abs(expected).max()):
                raise RuntimeError(f"{name}: the gradients by boxes are far from one another")
            if output != "by boxes" and is_defined and found.tobytes() != expected.tobytes():
                raise RuntimeError(f"{name}: the outputs differ")

    seconds = {}
    for title, names, prepare, pair, outputs in (
            ("crops", CROPS, crop, (cnr.crop_and_resize, tf.image.crop_and_resize), ["crops"]),
            ("gradient by image", GRAD_IMAGE, grad_image, (cnr.grad_image, their_grad_image), ["by image"]),
            ("gradient by boxes", GRAD_BOXES, grad_boxes, (cnr.grad_boxes, their_grad_boxes), ["by boxes"]),
            ("crops and both gradients", STEP, step, (cnr.crop_and_resize, tf.image.crop_and_resize),
             ["crops", "by image", "by boxes"])):
        for name in names:
            workload = workloads.find(name)
            inputs = make_inputs(workload, 1)
            ours, theirs = (prepare(function, workload, inputs, make_grads(workload.crops, 1)) for function in pair)
            require_same(f"{title}, {name}", ours, theirs, outputs)
            clock = WORKED if threads == 1 else PASSED
            seconds[f"{title}, {name}"] = list(medians({"ours": ours, "theirs": theirs}, rounds, clock).values())
    return seconds


def measure_in_process(threads, rounds):
    """The same, of a process of its own."""
    output = subprocess.run([sys.executable, __file__, "--measure", str(threads), "--rounds", str(rounds)], check=True,
                            stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output.splitlines()[-1])


def main():
    arguments = parse_arguments()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure, arguments.rounds)))
        return
    from comparison.environment import processor
    from importlib import metadata
    halves = [measure_in_process(threads, arguments.rounds) for threads in (1, arguments.threads)]
    several = "1 thread, passed" if arguments.threads == 1 else f"{arguments.threads} threads"
    print(f"{processor()}, TensorFlow {metadata.version('tensorflow-cpu')}, medians of {arguments.rounds} rounds, "
          f"milliseconds. On 1 thread, of the processor; on {arguments.threads}, those that pass.\n")
    print(f"| in a graph | TensorFlow, 1 thread | ours | ratio | TensorFlow, {several} | ours | ratio |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name in halves[0]:
        cells = [cell for half in halves for ours, theirs in [half[name]]
                 for cell in (f"{theirs * 1e3:.2f}", f"{ours * 1e3:.2f}", f"{theirs / ours:.1f}")]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
