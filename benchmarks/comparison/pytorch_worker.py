# SPDX-License-Identifier: MIT
"""The process in which PyTorch runs: python -m comparison.pytorch_worker, started by peer_pytorch.

Says {"versions": {...}}, or {"missing": "why"} and ends. Then reads requests, one a line of standard input, and answers
each with one line of standard output. Both are JSON.

    {"do": "prepare", "operation": NAME, "workload": {...}, "seed": N}    {}
    {"do": "time", "operation": NAME}                                     {"seconds": S}
    {"do": "save", "operation": NAME, "path": FILE}                       {}; crops in FILE, as numpy saves them, NCHW

An operation that is prepared takes the place of the one before.
"""

import json
import sys

try:
    import numpy
    import torch
    import torchvision
except ImportError as error:
    print(json.dumps({"missing": str(error)}))
    sys.exit()

from comparison.inputs import make_inputs, sample_positions
from comparison.timing import WORKED, Job, keep_freed_memory
from comparison.workloads import Workload


def answer(message):
    print(json.dumps(message), flush=True)


def prepare_roi_align(workload, inputs):
    """RoIAlign with one sample in the middle of each bin; boxes half a step larger on each side put it in its place."""
    first, step = sample_positions(inputs.boxes, workload.image[1:3], workload.crop)
    begin = first - step / 2 + 0.5  # aligned=True takes half a pixel off again
    corners = numpy.concatenate([begin, begin + workload.crop * step], 1)[:, [1, 0, 3, 2]]
    rois = numpy.concatenate([inputs.box_indices[:, None], corners], 1).astype(numpy.float32)
    image, rois = as_planar(inputs.image), torch.from_numpy(rois)
    size = (workload.crop, workload.crop)
    return Job(lambda: torchvision.ops.roi_align(image, rois, size, sampling_ratio=1, aligned=True))


def prepare_grid_sample(workload, inputs):
    """One call with an image for each box; one image is repeated without being copied."""
    image = as_planar(inputs.image).expand(workload.num_boxes, -1, -1, -1)
    first, step = sample_positions(inputs.boxes, workload.image[1:3], workload.crop)
    positions = first[:, None, :] + numpy.arange(workload.crop)[:, None] * step[:, None, :]  # [box, place, y or x]
    y, x = numpy.moveaxis(positions / (numpy.array(workload.image[1:3]) - 1) * 2 - 1, 2, 0)
    grid = numpy.stack(numpy.broadcast_arrays(x[:, None, :], y[:, :, None]), 3).astype(numpy.float32)
    grid = torch.from_numpy(grid)
    return Job(lambda: torch.nn.functional.grid_sample(image, grid, mode="bilinear", align_corners=True))


def prepare_roi_align_of_two(workload, inputs):
    """RoIAlign with 2 x 2 samples in each bin."""
    height, width = workload.image[1:3]
    corners = inputs.boxes[:, [1, 0, 3, 2]] * [width, height, width, height]
    rois = numpy.concatenate([inputs.box_indices[:, None], corners], 1).astype(numpy.float32)
    image, rois = as_planar(inputs.image), torch.from_numpy(rois)
    size = (workload.crop, workload.crop)
    return Job(lambda: torchvision.ops.roi_align(image, rois, size, sampling_ratio=2, aligned=True))


def prepare_interpolate(workload, inputs):
    """The whole image with antialiasing, in the element type that it has: uint8 in channels-last memory."""
    image = torch.from_numpy(inputs.image).permute(0, 3, 1, 2)
    size = (workload.crop, workload.crop)
    return Job(lambda: torch.nn.functional.interpolate(image, size, mode="bilinear", antialias=True))


def prepare_interpolate_float(workload, inputs):
    """The whole image as floats in planes, with antialiasing."""
    image = as_planar(inputs.image).float()
    size = (workload.crop, workload.crop)
    return Job(lambda: torch.nn.functional.interpolate(image, size, mode="bilinear", antialias=True))


def as_planar(image):
    return torch.from_numpy(image).permute(0, 3, 1, 2).contiguous()


def main():
    keep_freed_memory()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    operations = {"roi_align": prepare_roi_align, "grid_sample": prepare_grid_sample,
                  "roi_align_2": prepare_roi_align_of_two, "interpolate": prepare_interpolate,
                  "interpolate_float": prepare_interpolate_float}
    jobs = {}
    answer({"versions": {"torch": torch.__version__, "torchvision": torchvision.__version__}})
    for line in sys.stdin:
        request = json.loads(line)
        operation = request["operation"]
        if request["do"] == "prepare":
            workload = Workload(**request["workload"])
            jobs.pop(operation, None)
            jobs[operation] = operations[operation](workload, make_inputs(workload, request["seed"]))
            answer({})
        elif request["do"] == "time":
            answer({"seconds": jobs[operation].seconds(WORKED)})
        else:
            numpy.save(request["path"], jobs[operation].run().numpy())
            answer({})


if __name__ == "__main__":
    main()
