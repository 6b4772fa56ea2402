# SPDX-License-Identifier: MIT
"""OpenCV, which has no such operation: two of its functions, called once a box."""

import numpy

from comparison.inputs import sample_positions
from comparison.timing import Job

MOST_CHANNELS = 128
ELEMENTS = {"bilinear": {"uint8", "uint16", "int16", "float32", "float64"},
            "nearest": {"uint8", "int8", "uint16", "int16", "int32", "float32", "float64"}}


class Function:
    """What both have in common: they write crops of the image's own element type."""
    layout = "NHWC"

    def __init__(self):
        import cv2

        cv2.setNumThreads(1)
        self.cv2 = cv2
        self.package = f"OpenCV {cv2.__version__}"

    def takes(self, workload):
        return workload.element in ELEMENTS[workload.method] and workload.image[3] <= MOST_CHANNELS

    def interpolation(self, workload):
        return self.cv2.INTER_NEAREST if workload.method == "nearest" else self.cv2.INTER_LINEAR

    def prepare(self, workload, inputs):
        crops = numpy.zeros(workload.crops, inputs.image.dtype)
        function, calls = self.plan(workload, inputs, crops)

        def run():
            for arguments in calls:
                function(*arguments)

        def output():
            run()
            return crops.astype(numpy.float32)

        return Job(run, output)


class WarpAffine(Function):
    """Samples at the same coordinates, rounds results to the image's element type, has lerps of its own."""
    name = "OpenCV warpAffine"

    def plan(self, workload, inputs, crops):
        first, step = sample_positions(inputs.boxes, workload.image[1:3], workload.crop)
        flags = self.interpolation(workload) | self.cv2.WARP_INVERSE_MAP
        size = (workload.crop, workload.crop)
        matrices = [numpy.array([[step_x, 0, x], [0, step_y, y]]) for (y, x), (step_y, step_x) in zip(first, step)]
        return self.cv2.warpAffine, [(inputs.image[image], matrix, size, crop, flags)
                                     for image, matrix, crop in zip(inputs.box_indices, matrices, crops)]


class Resize(Function):
    """Computes something else: boxes of whole pixels, sampled at half-pixel centres. Rounds results likewise."""
    name = "OpenCV resize (other samples)"

    def whole_pixels(self, workload, inputs):
        """The part of the image for each box: its first row and column, and those after its last ones."""
        last = numpy.array(workload.image[1:3] * 2) - 1
        return numpy.rint(inputs.boxes * last).astype(int) + [0, 0, 1, 1]

    def plan(self, workload, inputs, crops):
        size = (workload.crop, workload.crop)
        interpolation = self.interpolation(workload)
        corners = self.whole_pixels(workload, inputs)
        return self.cv2.resize, [(inputs.image[image, y1:y2, x1:x2], size, crop, 0, 0, interpolation)
                                 for image, (y1, x1, y2, x2), crop in zip(inputs.box_indices, corners, crops)]


class ResizeToBlob(Resize):
    """Resizes the parts of the image, and makes a blob of them: NCHW floats, less a mean, times one scale."""
    name = "OpenCV resize + blobFromImages"

    def prepare_blob(self, workload, inputs, scale, mean):
        crops = numpy.zeros(workload.crops, inputs.image.dtype)
        resize, calls = self.plan(workload, inputs, crops)
        images = list(crops)

        def run():
            for arguments in calls:
                resize(*arguments)
            return self.cv2.dnn.blobFromImages(images, scale, mean=mean, swapRB=False, crop=False)

        return Job(run, lambda: run().transpose(0, 2, 3, 1))


class Area(Function):
    """Means of areas, of a whole image."""
    name = "OpenCV resize INTER_AREA"

    def prepare_area(self, workload, inputs):
        size = (workload.crop, workload.crop)
        crop = numpy.zeros(workload.crops[1:], inputs.image.dtype)

        def run():
            self.cv2.resize(inputs.image[0], size, crop, 0, 0, self.cv2.INTER_AREA)
            return crop[None]

        return Job(run, run)


def area_peers():
    return [Area()]


def blob_peers():
    return [ResizeToBlob()]


def peers():
    return [WarpAffine(), Resize()]
